#include "office/sheet.h"

#include <csv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "office/files.h"

struct sheet_parse_state {
    struct sheet *sheet;
    int line;     /* of the byte that is being fed */
    int row_line; /* where the row in hand begins */
    bool in_row;
    bool failed; /* no memory */
    struct sheet_row row;
    size_t row_capacity;
};

static void sheet_row_free(struct sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        free(row->fields[i]);
    free(row->fields);
    memset(row, 0, sizeof *row);
}

void sheet_free(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++)
        sheet_row_free(&sheet->rows[i]);
    free(sheet->rows);
    memset(sheet, 0, sizeof *sheet);
}

static void sheet_field(void *bytes, size_t length, void *user)
{
    struct sheet_parse_state *state = user;
    struct sheet_row *row = &state->row;
    if (row->count == state->row_capacity) {
        size_t capacity = state->row_capacity ? state->row_capacity * 2 : 16;
        char **fields = realloc(row->fields, capacity * sizeof *fields);
        if (!fields) {
            state->failed = true;
            return;
        }
        row->fields = fields;
        state->row_capacity = capacity;
    }
    char *copy = malloc(length + 1);
    if (!copy) {
        state->failed = true;
        return;
    }
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    row->fields[row->count++] = copy;
}

static void sheet_row_end(int end, void *user)
{
    struct sheet_parse_state *state = user;
    struct sheet *sheet = state->sheet;
    bool empty = true;
    (void)end;
    for (size_t i = 0; i < state->row.count; i++)
        empty = empty && state->row.fields[i][0] == '\0';
    state->row.line = state->row_line;
    state->in_row = false;
    state->row_capacity = 0;
    if (empty) {
        sheet_row_free(&state->row);
        return;
    }
    if (sheet->count == sheet->capacity) {
        size_t capacity = sheet->capacity ? sheet->capacity * 2 : 256;
        struct sheet_row *rows = realloc(sheet->rows, capacity * sizeof *rows);
        if (!rows) {
            state->failed = true;
            sheet_row_free(&state->row);
            return;
        }
        sheet->rows = rows;
        sheet->capacity = capacity;
    }
    sheet->rows[sheet->count++] = state->row;
    memset(&state->row, 0, sizeof state->row);
}

/* Says once a line where the text is not UTF-8. */
static void sheet_check_text(const char *bytes, size_t length, struct problems *problems)
{
    int line = 1, said = 0;
    for (size_t i = 0; i < length;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step =
            utf8proc_iterate((const utf8proc_uint8_t *)bytes + i, (utf8proc_ssize_t)(length - i), &point);
        if (step <= 0 || point == 0) {
            if (said != line)
                problems_add(problems, line, "%s; save the file as \"CSV UTF-8\"",
                             step <= 0 ? "the text is not UTF-8" : "there is a zero byte");
            said = line;
            step = 1;
        }
        if (bytes[i] == '\n')
            line++;
        i += (size_t)step;
    }
}

/* ';' if the header has it and no comma. */
static unsigned char sheet_delimiter(const char *bytes, size_t length)
{
    bool semicolon = false;
    for (size_t i = 0; i < length && bytes[i] != '\n' && bytes[i] != '\r'; i++) {
        if (bytes[i] == ',')
            return ',';
        semicolon = semicolon || bytes[i] == ';';
    }
    return semicolon ? ';' : ',';
}

/* One byte at a time, because the library does not tell lines. */
static bool sheet_feed(struct csv_parser *parser, struct sheet_parse_state *state, const char *bytes,
                       size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool line_break = bytes[i] == '\n' || bytes[i] == '\r';
        if (!line_break && !state->in_row) {
            state->in_row = true;
            state->row_line = state->line;
        }
        if (csv_parse(parser, bytes + i, 1, sheet_field, sheet_row_end, state) != 1)
            return false;
        if (bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n')))
            state->line++;
    }
    return csv_fini(parser, sheet_field, sheet_row_end, state) == 0;
}

int sheet_parse(const char *bytes, size_t length, struct sheet *sheet, struct problems *problems,
                struct error *err)
{
    struct csv_parser parser;
    struct sheet_parse_state state = {.sheet = sheet, .line = 1, .row_line = 1};
    memset(sheet, 0, sizeof *sheet);
    if (length >= 2 && (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2))) {
        problems_add(problems, 1, "the file is UTF-16; save it as \"CSV UTF-8\"");
        return 0;
    }
    if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
        bytes += 3;
        length -= 3;
    }
    sheet_check_text(bytes, length, problems);
    if (problems_count(problems))
        return 0;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI))
        return error_set(err, ERROR_MEMORY, "out of memory");
    csv_set_delim(&parser, sheet_delimiter(bytes, length));
    if (!sheet_feed(&parser, &state, bytes, length)) {
        if (csv_error(&parser) == CSV_EPARSE)
            problems_add(problems, state.row_line,
                         "a quotation mark stands where none may be; put the field into quotes and double "
                         "those inside");
        else
            state.failed = true;
    }
    csv_free(&parser);
    sheet_row_free(&state.row);
    if (state.failed) {
        sheet_free(sheet);
        return error_set(err, ERROR_MEMORY, "out of memory");
    }
    if (sheet->count == 0 && !problems_count(problems))
        problems_add(problems, 1, "the file is empty; its first line must name the columns");
    return 0;
}

int sheet_read(const char *path, struct sheet *sheet, struct problems *problems, struct error *err)
{
    char *bytes;
    size_t length;
    memset(sheet, 0, sizeof *sheet);
    int code = files_read(path, SHEET_BYTES_MAX, &bytes, &length, err);
    if (code)
        return code;
    code = sheet_parse(bytes, length, sheet, problems, err);
    free(bytes);
    return code;
}
