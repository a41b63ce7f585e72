/* Names that fit: UI.md section 4. */
#include <string.h>

#include "screens/letters.h"
#include "screens/name.h"
#include "screens/wrap.h"

#define PARTS_MAX   24
#define NAME_LINES  3
#define SMALLEST_PX 24.0f
#define ELLIPSIS    "…"

/* Family names that are never cut apart; the longer ones first. */
static const char *const whole_names[] = {"Công Tằng Tôn Nữ", "Công Huyền Tôn Nữ", "Tôn Nữ", "Tôn Thất"};

struct name {
    struct canvas *canvas;
    enum canvas_weight weight;
    char part[PARTS_MAX][TEXT_LINE_BYTES];
    float width[PARTS_MAX]; /* at reference_px */
    int count;
    float space, reference_px;
};

struct split {
    int lines;
    int start[NAME_LINES + 1]; /* first part of each line, and the end */
    float width;               /* of the widest line */
};

static size_t whole_name_length(const char *name)
{
    for (size_t i = 0; i < sizeof whole_names / sizeof whole_names[0]; i++) {
        size_t length = strlen(whole_names[i]);
        if (strncmp(name, whole_names[i], length) == 0 && name[length] == ' ')
            return length;
    }
    return 0;
}

static void add_part(struct name *name, const char *start, size_t length)
{
    char *part = name->part[name->count < PARTS_MAX ? name->count++ : PARTS_MAX - 1];
    if (length >= TEXT_LINE_BYTES)
        length = TEXT_LINE_BYTES - 1;
    memcpy(part, start, length);
    part[length] = '\0';
    letters_copy(part, TEXT_LINE_BYTES, part);
    for (char *at = part; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
}

static void cut_up(struct name *name, const char *text)
{
    while (*text == ' ')
        text++;
    size_t whole = whole_name_length(text);
    if (whole > 0) {
        add_part(name, text, whole);
        text += whole;
    }
    while (*text) {
        size_t length = strcspn(text, " ");
        if (length > 0)
            add_part(name, text, length);
        text += length;
        text += strspn(text, " ");
    }
    float size = name->reference_px;
    name->space = wrap_space(name->canvas, name->weight, size);
    for (int i = 0; i < name->count; i++)
        name->width[i] = canvas_text_width(name->canvas, name->weight, size, name->part[i]);
}

static float line_width(const struct name *name, int first, int end)
{
    float width = 0;
    for (int i = first; i < end; i++)
        width += name->width[i] + (i > first ? name->space : 0);
    return width;
}

static void consider(const struct name *name, const struct split *split, struct split *best)
{
    struct split own = *split;
    own.width = 0;
    for (int i = 0; i < own.lines; i++) {
        float width = line_width(name, own.start[i], own.start[i + 1]);
        own.width = width > own.width ? width : own.width;
    }
    if (best->lines == 0 || own.width < best->width)
        *best = own;
}

/* The most even way to put the name on so many lines; best->lines is 0 when it has too few parts. */
static void split_evenly(const struct name *name, int lines, struct split *best)
{
    int n = name->count;
    best->lines = 0;
    if (lines == 1)
        consider(name, &(struct split){1, {0, n}, 0}, best);
    for (int a = 1; lines == 2 && a < n; a++)
        consider(name, &(struct split){2, {0, a, n}, 0}, best);
    for (int a = 1; lines == 3 && a < n; a++)
        for (int b = a + 1; b < n; b++)
            consider(name, &(struct split){3, {0, a, b, n}, 0}, best);
}

static void write_lines(const struct name *name, const struct split *split, float size,
                        struct text_lines *out)
{
    *out = (struct text_lines){.size = size, .count = split->lines};
    for (int i = 0; i < split->lines; i++) {
        for (int part = split->start[i]; part < split->start[i + 1]; part++) {
            if (part > split->start[i])
                letters_append(out->line[i], TEXT_LINE_BYTES, " ");
            letters_append(out->line[i], TEXT_LINE_BYTES, name->part[part]);
        }
        float width = canvas_text_width(name->canvas, name->weight, size, out->line[i]);
        out->width = width > out->width ? width : out->width;
    }
}

static bool try_sizes(const struct name *name, const float *sizes, int size_count, float max_width,
                      int max_lines, struct text_lines *out)
{
    for (int i = 0; i < size_count; i++) {
        for (int lines = 1; lines <= max_lines && lines <= NAME_LINES; lines++) {
            struct split split;
            split_evenly(name, lines, &split);
            /* The sum of the parts is nearly the line; what is clearly too wide needs no measuring. */
            if (split.lines == 0 || split.width * sizes[i] / name->reference_px > max_width * 1.02f)
                continue;
            write_lines(name, &split, sizes[i], out);
            if (out->width <= max_width)
                return true;
        }
    }
    return false;
}

/* Takes away middle parts from the end, one more each time, with an ellipsis in their place. */
static bool try_cut(const struct name *full, float size, float max_width, int max_lines,
                    struct text_lines *out)
{
    for (int kept = full->count - 2; kept >= 1; kept--) {
        struct name name = {.canvas = full->canvas,
                            .weight = full->weight,
                            .reference_px = full->reference_px,
                            .space = full->space};
        for (int i = 0; i < kept; i++)
            add_part(&name, full->part[i], strlen(full->part[i]));
        add_part(&name, ELLIPSIS, strlen(ELLIPSIS));
        add_part(&name, full->part[full->count - 1], strlen(full->part[full->count - 1]));
        for (int i = 0; i < name.count; i++)
            name.width[i] = canvas_text_width(name.canvas, name.weight, name.reference_px, name.part[i]);
        if (try_sizes(&name, &size, 1, max_width, max_lines, out)) {
            out->cut = true;
            return true;
        }
    }
    return false;
}

bool name_fits(struct canvas *canvas, const float *sizes, int size_count, float max_width, int max_lines,
               const char *text, struct text_lines *out)
{
    struct name name = {.canvas = canvas, .weight = CANVAS_BOLD, .reference_px = sizes[0]};
    *out = (struct text_lines){.size = sizes[0]};
    cut_up(&name, text);
    return name.count == 0 || try_sizes(&name, sizes, size_count, max_width, max_lines, out);
}

void text_fit_name(struct canvas *canvas, const float *sizes, int size_count, float max_width, int max_lines,
                   const char *text, struct text_lines *out)
{
    struct name name = {.canvas = canvas, .weight = CANVAS_BOLD, .reference_px = sizes[0]};
    *out = (struct text_lines){.size = sizes[0]};
    cut_up(&name, text);
    if (name.count == 0 || try_sizes(&name, sizes, size_count, max_width, max_lines, out))
        return;
    for (float size = sizes[size_count - 1]; size >= SMALLEST_PX; size -= 4)
        if (try_cut(&name, size, max_width, max_lines, out) ||
            try_sizes(&name, &size, 1, max_width, max_lines, out))
            return;
    wrap_text(canvas, CANVAS_BOLD, SMALLEST_PX, max_width, max_lines, WRAP_GREEDY, text, 0, out);
}

void name_line(struct canvas *canvas, enum canvas_weight weight, float size, float max_width,
               const char *text, struct text_lines *out)
{
    const float sizes[] = {size, size * 10 / 11, size * 9 / 11};
    struct name name = {.canvas = canvas, .weight = weight, .reference_px = size};
    *out = (struct text_lines){.size = size};
    cut_up(&name, text);
    if (name.count == 0 || try_sizes(&name, sizes, 3, max_width, 1, out) ||
        try_cut(&name, sizes[0], max_width, 1, out) || try_cut(&name, sizes[2], max_width, 1, out))
        return;
    /* The given name alone says more than a family name cut off. */
    const char *given = name.part[name.count - 1];
    if (canvas_text_width(canvas, weight, sizes[2], given) <= max_width)
        text = given;
    wrap_text(canvas, weight, sizes[2], max_width, 1, WRAP_GREEDY, text, 0, out);
    out->size = sizes[2];
    out->cut = true;
}
