/* Lines: text_wrap (text.h) and the same with something after the last word. */
#include "screens/wrap.h"

#include <string.h>

#include "screens/letters.h"

#define WORDS_MAX 128
#define ELLIPSIS  "…"

struct word {
    const char *start;
    size_t length;
    float width;
};

struct paragraph {
    struct canvas *canvas;
    enum canvas_weight weight;
    float size, space, max_width;
    struct word word[WORDS_MAX + 1];
    int count; /* words, the tail included */
    bool tail;
};

static float measure(const struct paragraph *p, const char *start, size_t length)
{
    char text[TEXT_LINE_BYTES];
    if (length >= sizeof text)
        length = sizeof text - 1;
    memcpy(text, start, length);
    text[length] = '\0';
    return canvas_text_width(p->canvas, p->weight, p->size, letters_copy(text, sizeof text, text));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The part of a word too wide for any line that fits on one; at least one letter. */
static size_t fitting_part(const struct paragraph *p, const struct word *word)
{
    size_t fits = 0;
    const char *at = word->start, *end = word->start + word->length;
    while (at < end) {
        const char *next = at;
        letters_next(&next);
        for (const char *mark = next; mark < end && letters_is_mark(letters_next(&mark)); next = mark)
            ;
        size_t length = (size_t)((next < end ? next : end) - word->start);
        if (fits > 0 && (length >= TEXT_LINE_BYTES || measure(p, word->start, length) > p->max_width))
            break;
        fits = length;
        at = word->start + length;
    }
    return fits;
}

static void split_words(struct paragraph *p, const char *text)
{
    while (*text && p->count < WORDS_MAX) {
        while (is_space(*text))
            text++;
        const char *end = text;
        while (*end && !is_space(*end))
            end++;
        if (end == text)
            break;
        struct word *word = &p->word[p->count++];
        *word = (struct word){text, (size_t)(end - text), 0};
        word->width = measure(p, text, word->length);
        if (word->width > p->max_width || word->length >= TEXT_LINE_BYTES) {
            word->length = fitting_part(p, word);
            word->width = measure(p, text, word->length);
        }
        text += word->length;
    }
}

/* Width of the words from first to last, which are one piece of the text. */
static float width_of(const struct paragraph *p, int first, int last)
{
    float width = 0;
    for (int i = first; i <= last; i++)
        width +=
            p->word[i].width +
            (i > first && p->word[i].start != p->word[i - 1].start + p->word[i - 1].length ? p->space : 0);
    return width;
}

/* Greedy lines: start[i] = first word of line i, start[lines] = count. Returns the number of lines, at most
 * limit + 1 (that is: more than limit). */
static int greedy(const struct paragraph *p, float max_width, int limit, int *start)
{
    int lines = 0, first = 0;
    while (first < p->count) {
        if (lines == limit)
            return limit + 1;
        start[lines++] = first;
        int last = first;
        while (last + 1 < p->count && width_of(p, first, last + 1) <= max_width)
            last++;
        first = last + 1;
    }
    start[lines] = p->count;
    return lines;
}

/* Lines of at most max_width with the least squared slack; start stays as it is when there is no way. */
static void even_out(const struct paragraph *p, float max_width, int lines, int *start)
{
    float best[WORDS_MAX + 2][TEXT_LINES_MAX + 1];
    int from[WORDS_MAX + 2][TEXT_LINES_MAX + 1];
    for (int end = 0; end <= p->count; end++)
        for (int line = 0; line <= lines; line++)
            best[end][line] = end == 0 && line == 0 ? 0 : -1;
    for (int end = 1; end <= p->count; end++) {
        for (int line = 1; line <= lines; line++) {
            for (int first = end - 1; first >= 0; first--) {
                float slack = max_width - width_of(p, first, end - 1);
                if (slack < 0)
                    break;
                if (best[first][line - 1] < 0)
                    continue;
                float cost = best[first][line - 1] + slack * slack;
                if (best[end][line] < 0 || cost < best[end][line]) {
                    best[end][line] = cost;
                    from[end][line] = first;
                }
            }
        }
    }
    if (best[p->count][lines] < 0)
        return;
    for (int line = lines, end = p->count; line > 0; line--) {
        start[line - 1] = from[end][line];
        end = from[end][line];
    }
}

/* Even lines in the narrowest column that needs no more of them, as CSS text-wrap: balance. */
static void balance(const struct paragraph *p, int lines, int *start)
{
    float low = 0, high = p->max_width;
    for (int i = 0; i < p->count; i++)
        low = p->word[i].width > low ? p->word[i].width : low;
    int trial[TEXT_LINES_MAX + 2];
    while (high - low > 0.5f) {
        float middle = (low + high) / 2;
        if (greedy(p, middle, lines, trial) <= lines)
            high = middle;
        else
            low = middle;
    }
    even_out(p, high, lines, start);
}

/* When the last line is under a third of the width, as CSS text-wrap: pretty. */
static void avoid_short_end(const struct paragraph *p, int lines, int *start)
{
    if (width_of(p, start[lines - 1], p->count - 1) < p->max_width / 3)
        even_out(p, p->max_width, lines, start);
}

static void copy_line(const struct paragraph *p, int first, int last, char *out)
{
    out[0] = '\0';
    if (last >= 0 && p->tail && last == p->count - 1)
        last--;
    if (last < first)
        return;
    size_t length = (size_t)(p->word[last].start + p->word[last].length - p->word[first].start);
    if (length >= TEXT_LINE_BYTES)
        length = TEXT_LINE_BYTES - 1;
    memcpy(out, p->word[first].start, length);
    out[length] = '\0';
    letters_copy(out, TEXT_LINE_BYTES, out);
}

/* The last line when there is more: as many words as fit with "…" after them. */
static void cut_line(const struct paragraph *p, int first, char *out)
{
    int last_word = p->count - (p->tail ? 2 : 1);
    for (int last = last_word; last > first; last--) {
        copy_line(p, first, last, out);
        letters_append(out, TEXT_LINE_BYTES, ELLIPSIS);
        if (canvas_text_width(p->canvas, p->weight, p->size, out) <= p->max_width)
            return;
    }
    struct paragraph narrow = {.canvas = p->canvas, .weight = p->weight, .size = p->size};
    narrow.max_width = p->max_width - measure(p, ELLIPSIS, strlen(ELLIPSIS));
    struct word word = p->word[first];
    word.length = fitting_part(&narrow, &word);
    copy_line(&(struct paragraph){.word = {word}, .count = 1}, 0, 0, out);
    letters_append(out, TEXT_LINE_BYTES, ELLIPSIS);
}

float wrap_space(struct canvas *canvas, enum canvas_weight weight, float size)
{
    return canvas_text_width(canvas, weight, size, "n n") - canvas_text_width(canvas, weight, size, "nn");
}

void wrap_text(struct canvas *canvas, enum canvas_weight weight, float size, float max_width, int max_lines,
               enum wrap_kind kind, const char *text, float tail_width, struct text_lines *out)
{
    struct paragraph p = {.canvas = canvas, .weight = weight, .size = size, .max_width = max_width};
    int start[TEXT_LINES_MAX + 2] = {0};
    max_lines = max_lines > TEXT_LINES_MAX ? TEXT_LINES_MAX : max_lines < 1 ? 1 : max_lines;
    p.space = wrap_space(canvas, weight, size);
    split_words(&p, text);
    if (tail_width > 0 && p.count > 0) {
        p.word[p.count++] = (struct word){text + strlen(text) + 1, 0, tail_width};
        p.tail = true;
    }
    *out = (struct text_lines){.size = size};
    if (p.count == 0)
        return;
    int lines = greedy(&p, max_width, max_lines, start);
    bool cut = lines > max_lines;
    if (!cut && lines > 1 && kind == WRAP_BALANCED)
        balance(&p, lines, start);
    else if (!cut && lines > 1 && kind == WRAP_PRETTY)
        avoid_short_end(&p, lines, start);
    out->count = cut ? max_lines : lines;
    out->cut = cut;
    for (int i = 0; i < out->count; i++) {
        if (cut && i == out->count - 1)
            cut_line(&p, start[i], out->line[i]);
        else
            copy_line(&p, start[i], start[i + 1] - 1, out->line[i]);
        float width = canvas_text_width(canvas, weight, size, out->line[i]);
        out->width = width > out->width ? width : out->width;
    }
}

void text_wrap(struct canvas *canvas, enum canvas_weight weight, float size, float max_width, int max_lines,
               bool balanced, const char *text, struct text_lines *out)
{
    wrap_text(canvas, weight, size, max_width, max_lines, balanced ? WRAP_BALANCED : WRAP_PRETTY, text, 0,
              out);
}

void wrap_fit(struct canvas *canvas, enum canvas_weight weight, const float *sizes, int size_count,
              float max_width, const int *max_lines, enum wrap_kind kind, const char *text, float tail_width,
              struct text_lines *out)
{
    for (int i = 0; i < size_count; i++) {
        wrap_text(canvas, weight, sizes[i], max_width, max_lines[i], kind, text, tail_width, out);
        if (!out->cut && out->width <= max_width + 1)
            return;
    }
}
