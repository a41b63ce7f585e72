#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "office/import.h"
#include "office/text.h"

char **import_cell(const struct import *import, size_t row, size_t column)
{
    return &import->cells[row * import->kind->count + column];
}

void import_free(struct import *import)
{
    for (size_t i = 0; import->cells && i < import->rows * import->kind->count; i++)
        free(import->cells[i]);
    free(import->cells);
    free(import->lines);
    problems_free(&import->problems);
    memset(import, 0, sizeof *import);
}

/* ---- the header ---- */

static void import_column_list(const struct kind *kind, char *list, size_t capacity)
{
    size_t used = 0;
    for (size_t i = 0; i < kind->count && used < capacity; i++) {
        int put = snprintf(list + used, capacity - used, "%s%s", i ? ", " : "", kind->columns[i].name);
        used += put > 0 ? (size_t)put : 0;
    }
}

static void import_header_field(struct import *import, int line, const char *field, int place)
{
    const struct kind *kind = import->kind;
    char list[320], *name = text_clean(field);
    for (size_t i = 0; name && i < kind->count; i++) {
        if (strcmp(kind->columns[i].name, name))
            continue;
        if (import->place[i] != IMPORT_ABSENT)
            problems_add(&import->problems, line, "column `%s` is there twice; remove one", name);
        import->place[i] = place;
        free(name);
        return;
    }
    import_column_list(kind, list, sizeof list);
    if (name && *name)
        problems_add(&import->problems, line, "unknown column `%.64s`; %s have %s", name, kind->name, list);
    else
        problems_add(&import->problems, line, "column %d has no name; %s have %s", place + 1, kind->name,
                     list);
    free(name);
}

static void import_header(struct import *import, const struct sheet_row *header)
{
    const struct kind *kind = import->kind;
    for (size_t i = 0; i < kind->count; i++)
        import->place[i] = IMPORT_ABSENT;
    for (size_t f = 0; f < header->count; f++)
        import_header_field(import, header->line, header->fields[f], (int)f);
    for (size_t i = 0; i < kind->count; i++) {
        if (import->place[i] == IMPORT_ABSENT && !kind->columns[i].optional)
            problems_add(&import->problems, header->line, "column `%s` is missing; add it to the header line",
                         kind->columns[i].name);
    }
}

/* ---- cells: each gives a new text, or NULL after telling what is wrong ---- */

static char *import_id(struct import *import, int line, const char *name, char *text)
{
    const char *problem = NULL;
    if (strchr(text, ' '))
        problem = "holds white space; ids are one word";
    else if (strlen(text) > 64)
        problem = "is longer than 64 bytes; shorten it";
    if (!problem)
        return text;
    problems_add(&import->problems, line, "%s `%.80s` %s", name, text, problem);
    free(text);
    return NULL;
}

static char *import_text(struct import *import, int line, const struct kind_column *column, char *text)
{
    if (strlen(text) <= (size_t)column->max)
        return text;
    problems_add(&import->problems, line, "%s is longer than %d bytes; shorten it", column->name,
                 column->max);
    free(text);
    return NULL;
}

static char *import_int(struct import *import, int line, const struct kind_column *column, char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == strlen(text) && digits <= 6) {
        int value = atoi(text);
        if (value >= column->min && value <= column->max) {
            sprintf(text, "%d", value);
            return text;
        }
    }
    problems_add(&import->problems, line, "%s `%.40s` is not a whole number from %d to %d", column->name,
                 text, column->min, column->max);
    free(text);
    return NULL;
}

static char *import_time(struct import *import, int line, const struct kind_column *column, char *text)
{
    int64_t utc_s;
    if (text_time(text, &utc_s))
        return text;
    problems_add(&import->problems, line,
                 "%s `%.40s` is not an ISO 8601 time with offset; write it like 2026-03-02T07:30:00+07:00",
                 column->name, text);
    free(text);
    return NULL;
}

/* The UID itself goes nowhere, not into a message either. */
static char *import_uid(struct import *import, int line, char *text, const struct digest_card_key *card_key)
{
    uint8_t uid[16], digest[DIGEST_BYTES];
    char *key = NULL, *kept = text;
    for (const char *c = text; *c; c++) {
        if (*c != ':' && *c != '-' && *c != ' ')
            *kept++ = *c;
    }
    *kept = '\0';
    int length = hex_decode(text, uid, sizeof uid);
    if (length < 0 && strlen(text) <= 2 * sizeof uid)
        problems_add(
            &import->problems, line,
            "uid is not hexadecimal; write two digits 0-9 A-F for each byte, such as 04A1B2C3D4E5F6");
    else if (length != 4 && length != 7 && length != 10)
        problems_add(&import->problems, line, "uid has %zu digits; a card's has 8, 14 or 20", strlen(text));
    else if (length == 4 && uid[0] == 0x08)
        problems_add(
            &import->problems, line,
            "uid begins with 08: a phone makes such a number anew at each tap; issue a card instead");
    else if ((key = malloc(2 * DIGEST_BYTES + 3)) != NULL) {
        digest_card(card_key, uid, (size_t)length, digest);
        strcpy(key, "\\x");
        hex_encode(digest, sizeof digest, key + 2);
    }
    explicit_bzero(text, strlen(text));
    explicit_bzero(uid, sizeof uid);
    free(text);
    return key;
}

/* "neither a nor b" or "none of a, b, c". */
static void import_word_list(const struct kind_column *column, char *list, size_t capacity)
{
    const struct kind_word *words = column->words;
    if (!words[2].word)
        snprintf(list, capacity, "neither %s nor %s", words[0].word, words[1].word);
    else
        snprintf(list, capacity, "none of %s, %s, %s", words[0].word, words[1].word, words[2].word);
}

static char *import_word(struct import *import, int line, const struct kind_column *column, char *text)
{
    char list[96];
    for (const struct kind_word *w = column->words; w->word; w++) {
        if (strcmp(w->word, text))
            continue;
        if (!w->stored)
            return text;
        free(text);
        return strdup(w->stored);
    }
    import_word_list(column, list, sizeof list);
    problems_add(&import->problems, line, "%s `%.40s` is %s", column->name, text, list);
    free(text);
    return NULL;
}

static char *import_value(struct import *import, int line, const struct kind_column *column,
                          const char *field, const struct digest_card_key *card_key)
{
    char *text = text_clean(field);
    if (!text) {
        problems_add(&import->problems, line, "%s holds a control character; remove it", column->name);
        return NULL;
    }
    if (!*text) {
        free(text);
        if (!column->may_be_empty)
            problems_add(&import->problems, line, "%s is empty; fill it in", column->name);
        return column->may_be_empty && column->empty ? strdup(column->empty) : NULL;
    }
    switch (column->type) {
    case KIND_ID:
        return import_id(import, line, column->name, text);
    case KIND_TEXT:
        return import_text(import, line, column, text);
    case KIND_INT:
        return import_int(import, line, column, text);
    case KIND_TIME:
        return import_time(import, line, column, text);
    case KIND_UID:
        return import_uid(import, line, text, card_key);
    case KIND_WORD:
        return import_word(import, line, column, text);
    case KIND_ROOMS:
        return import_text(import, line, column, text);
    }
    return text;
}

/* ---- rows ---- */

/* The row's cell of a column, NULL when it is empty, wrong or not in the file. */
static const char *import_cell_named(const struct import *import, size_t row, const char *name)
{
    for (size_t c = 0; c < import->kind->count; c++) {
        if (!strcmp(import->kind->columns[c].name, name))
            return *import_cell(import, row, c);
    }
    return NULL;
}

static void import_order(struct import *import, size_t row, const char *first, const char *second)
{
    const char *starts = import_cell_named(import, row, first);
    const char *ends = import_cell_named(import, row, second);
    int64_t from, to;
    if (starts && ends && text_time(starts, &from) && text_time(ends, &to) && to <= from)
        problems_add(&import->problems, import->lines[row], "%s is not after %s; correct one of them", second,
                     first);
}

/* What the cells of one row say together. */
static void import_row_check(struct import *import, size_t row)
{
    import_order(import, row, "starts_at", "ends_at");
    import_order(import, row, "from_at", "until_at");
    const char *missed = import_cell_named(import, row, "session_id");
    const char *by = import_cell_named(import, row, "by_session_id");
    if (missed && by && !strcmp(missed, by))
        problems_add(&import->problems, import->lines[row],
                     "by_session_id is the missed session itself; name another, or leave it empty");
}

static void import_row(struct import *import, size_t row, const struct sheet_row *from, size_t width,
                       const struct digest_card_key *card_key)
{
    import->lines[row] = from->line;
    if (from->count != width) {
        problems_add(&import->problems, from->line,
                     "has %zu fields where the header has %zu; put texts that hold the separator into quotes",
                     from->count, width);
        return;
    }
    for (size_t c = 0; c < import->kind->count; c++) {
        if (import->place[c] != IMPORT_ABSENT)
            *import_cell(import, row, c) = import_value(import, from->line, &import->kind->columns[c],
                                                        from->fields[import->place[c]], card_key);
    }
    import_row_check(import, row);
}

int import_cells(struct import *import, const struct sheet *sheet, const struct digest_card_key *card_key,
                 struct error *err)
{
    if (sheet->count == 0)
        return 0;
    import_header(import, &sheet->rows[0]);
    if (problems_count(&import->problems))
        return 0;
    import->rows = sheet->count - 1;
    import->lines = calloc(import->rows + 1, sizeof *import->lines);
    import->cells = calloc(import->rows * import->kind->count + 1, sizeof *import->cells);
    if (!import->lines || !import->cells) {
        import->rows = import->cells ? import->rows : 0;
        return error_set(err, ERROR_MEMORY, "out of memory");
    }
    for (size_t row = 0; row < import->rows; row++)
        import_row(import, row, &sheet->rows[row + 1], sheet->rows[0].count, card_key);
    return 0;
}

/* ---- doubles within the file ---- */

struct import_double {
    const char *first, *second; /* second may be NULL */
    int line;
};

static int import_double_compare(const void *a, const void *b)
{
    const struct import_double *x = a, *y = b;
    int order = strcmp(x->first, y->first);
    if (!order && x->second && y->second)
        order = strcmp(x->second, y->second);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static bool import_double_same(const struct import_double *a, const struct import_double *b)
{
    return !strcmp(a->first, b->first) && (!a->second || !strcmp(a->second, b->second));
}

/* Tells every row whose value in columns first and second (IMPORT_ABSENT = only first) an earlier row has. */
static int import_doubles(struct import *import, int first, int second, struct error *err)
{
    struct import_double *list = calloc(import->rows + 1, sizeof *list);
    size_t count = 0;
    if (!list)
        return error_set(err, ERROR_MEMORY, "out of memory");
    for (size_t row = 0; row < import->rows; row++) {
        struct import_double entry = {.first = *import_cell(import, row, (size_t)first),
                                      .line = import->lines[row]};
        if (second != IMPORT_ABSENT)
            entry.second = *import_cell(import, row, (size_t)second);
        if (entry.first && (second == IMPORT_ABSENT || entry.second))
            list[count++] = entry;
    }
    if (count)
        qsort(list, count, sizeof *list, import_double_compare);
    const struct kind_column *columns = import->kind->columns;
    for (size_t i = 1, origin = 0; i < count; i++) {
        if (!import_double_same(&list[origin], &list[i]))
            origin = i;
        else if (columns[first].type == KIND_UID)
            problems_add(&import->problems, list[i].line,
                         "this uid is on line %d already; remove one of them", list[origin].line);
        else if (second == IMPORT_ABSENT)
            problems_add(&import->problems, list[i].line, "%s `%s` is on line %d already; remove one of them",
                         columns[first].name, list[i].first, list[origin].line);
        else
            problems_add(&import->problems, list[i].line, "%s `%s` of %s `%s` is on line %d already; %s",
                         columns[second].name, list[i].second, columns[first].name, list[i].first,
                         list[origin].line,
                         columns[second].type == KIND_INT ? "give each its own" : "remove one of them");
    }
    free(list);
    return 0;
}

int import_check_doubles(struct import *import, struct error *err)
{
    int code = import_doubles(import, 0, import->kind->keys > 1 ? 1 : IMPORT_ABSENT, err);
    if (!code && !strcmp(import->kind->table, "enrolment"))
        code = import_doubles(import, 0, 2, err);
    return code;
}
