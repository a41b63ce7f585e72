/* The chips that count the statuses of a class and filter by them. */
#include <stdio.h>

#include "screens/staff_kit.h"

#define CHIPS_MAX 8

struct chip {
    enum staff_filter filter;
    int icon;
    const char *key;
    canvas_color sign, tint, text;
    char word[48], count[16];
    bool worded;
    float width;
};

struct measures {
    float height, size, icon_px, gap, left, right, count_gap, border;
};
static const struct measures buttons = {48, 18, 22, 7, 12, 16, 2, 1};
static const struct measures tight = {48, 16, 20, 4, 10, 12, 0, 1}; /* many learners in a narrow row */
static const struct measures tinted = {40, 17, 20, 6, 9, 14, 0, 0};

struct row {
    struct canvas *canvas;
    const struct staff_state *state;
    const struct measures *measures;
    float narrower; /* taken from the margins of each chip */
    int count;
    struct chip chips[CHIPS_MAX];
};

static void chip_add(struct row *row, enum staff_filter filter)
{
    static const struct {
        int icon;
        const char *key;
        enum ledger_status status;
        canvas_color sign;
    } looks[STAFF_FILTERS] = {
        [STAFF_ALL] = {KIT_ICON_GROUPS, "st.all", LEDGER_NOT_YET, KIT_INK},
        [STAFF_PRESENT] = {KIT_ICON_CHECK, "st.present", LEDGER_S_PRESENT, KIT_GREEN},
        [STAFF_LATE] = {KIT_ICON_SCHEDULE, "st.late", LEDGER_S_LATE, PARTS_AMBER_ICON},
        [STAFF_EARLY] = {KIT_ICON_LOGOUT, "st.early", LEDGER_S_EARLY, PARTS_AMBER_ICON},
        [STAFF_EXCUSED] = {KIT_ICON_EVENT_AVAILABLE, "st.exc", LEDGER_S_EXCUSED, KIT_BLUE},
        [STAFF_UNEXCUSED] = {KIT_ICON_CLOSE, "st.abs", LEDGER_S_UNEXCUSED, KIT_RED},
        [STAFF_NOT_YET] = {KIT_ICON_HOURGLASS_EMPTY, "st.none", LEDGER_NOT_YET, KIT_INK2},
        [STAFF_ABSENT] = {KIT_ICON_EVENT_BUSY, "st.absent", LEDGER_S_EXCUSED, KIT_BLUE},
    };
    struct chip *chip = &row->chips[row->count++];
    const struct parts_status *status = parts_status(looks[filter].status);
    *chip = (struct chip){.filter = filter,
                          .icon = looks[filter].icon,
                          .key = looks[filter].key,
                          .sign = looks[filter].sign,
                          .tint = status->tint,
                          .text = status->text};
    text_fill(chip->word, sizeof chip->word, chip->key, NULL);
    snprintf(chip->count, sizeof chip->count, "%d", row->state->counts[filter]);
}

static void chips_list(struct row *row, enum staff_kit_chips kind, bool merged)
{
    const int *counts = row->state->counts;
    row->count = 0;
    if (kind == STAFF_KIT_CHIPS_BUTTONS)
        chip_add(row, STAFF_ALL);
    chip_add(row, STAFF_PRESENT);
    chip_add(row, STAFF_LATE);
    if (counts[STAFF_EARLY] > 0)
        chip_add(row, STAFF_EARLY);
    chip_add(row, STAFF_NOT_YET);
    if (kind == STAFF_KIT_CHIPS_BUTTONS || merged) {
        chip_add(row, STAFF_ABSENT);
        return;
    }
    chip_add(row, STAFF_EXCUSED);
    if (counts[STAFF_UNEXCUSED] > 0)
        chip_add(row, STAFF_UNEXCUSED);
}

static bool has_icon(const struct chip *chip)
{
    return chip->filter != STAFF_ALL || !chip->worded;
}

static bool is_chosen(const struct staff_state *state, enum staff_filter filter)
{
    bool absent = filter == STAFF_EXCUSED || filter == STAFF_UNEXCUSED;
    return filter == state->filter || (absent && state->filter == STAFF_ABSENT) ||
           (filter == STAFF_ABSENT && (state->filter == STAFF_EXCUSED || state->filter == STAFF_UNEXCUSED));
}

/* A chip that is neither chosen nor empty has an edge, which counts in its width. */
static float border_of(const struct row *row, const struct chip *chip)
{
    return is_chosen(row->state, chip->filter) || row->state->counts[chip->filter] <= 0
               ? 0
               : row->measures->border;
}

static float row_measure(struct row *row)
{
    const struct measures *m = row->measures;
    float width = 0;
    for (int i = 0; i < row->count; i++) {
        struct chip *chip = &row->chips[i];
        bool icon = has_icon(chip);
        chip->width = (icon ? m->left + m->icon_px + m->gap : m->right) + m->right +
                      2 * border_of(row, chip) - 2 * row->narrower + m->count_gap +
                      canvas_figures_width(row->canvas, CANVAS_BOLD, m->size, chip->count);
        if (chip->worded)
            chip->width += canvas_text_width(row->canvas, CANVAS_SEMIBOLD, m->size, chip->word) + m->gap;
        width += chip->width + (i > 0 ? 8 - row->narrower : 0);
    }
    return width;
}

/* Leaves words away from the right until the row fits; the first `keep` chips keep theirs. */
static bool row_fit(struct row *row, float width, bool words, int keep)
{
    for (int i = 0; i < row->count; i++)
        row->chips[i].worded = words || row->chips[i].filter == STAFF_ALL;
    for (int i = row->count; row_measure(row) > width && i > keep; i--)
        row->chips[i - 1].worded = false;
    return row_measure(row) <= width;
}

static void chip_draw(const struct row *row, const struct chip *chip, float x, float y,
                      enum staff_kit_chips kind)
{
    const struct measures *m = row->measures;
    const struct staff_state *state = row->state;
    bool chosen = is_chosen(state, chip->filter), none = state->counts[chip->filter] <= 0;
    bool plain = kind == STAFF_KIT_CHIPS_BUTTONS;
    canvas_color fill = chosen ? KIT_INK : none ? KIT_GREY_TINT : plain ? KIT_WHITE : chip->tint;
    canvas_color ink = chosen ? KIT_WHITE : none ? KIT_INK2 : plain ? KIT_INK : chip->text;
    canvas_color sign = chosen || none || !plain ? ink : chip->sign;
    float border = border_of(row, chip), at = x + border - row->narrower;
    struct kit_style word = {CANVAS_SEMIBOLD, m->size, m->height, ink};
    struct kit_style count = {CANVAS_BOLD, m->size, m->height, ink};
    if (state->pressed == STAFF_ZONE_FILTER + (int)chip->filter)
        fill = parts_darker(fill);
    canvas_round_rect(row->canvas, x, y, chip->width, m->height, m->height / 2, fill, border, KIT_EDGE);
    at += has_icon(chip) ? m->left : m->right;
    if (has_icon(chip)) {
        canvas_icon(row->canvas, at, y + (m->height - m->icon_px) / 2, m->icon_px, (uint32_t)chip->icon,
                    sign);
        at += m->icon_px + m->gap;
    }
    if (chip->worded)
        at += kit_text(row->canvas, at, y, &word, CANVAS_LEFT, chip->word) + m->gap;
    kit_figures(row->canvas, at + m->count_gap, y, &count, CANVAS_LEFT, chip->count);
    if (!none || chosen)
        canvas_zone(row->canvas, x - 4, y - 4, chip->width + 8, m->height + 8,
                    STAFF_ZONE_FILTER + (int)chip->filter);
}

void staff_kit_chips(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                     enum staff_kit_chips kind, bool words)
{
    struct row row = {.canvas = canvas, .state = state};
    row.measures = kind == STAFF_KIT_CHIPS_BUTTONS ? &buttons : &tinted;
    int keep = kind == STAFF_KIT_CHIPS_BUTTONS ? 1 : 0;
    /* What goes first: words, the absences' two kinds, space, "all". */
    chips_list(&row, kind, false);
    bool fits = row_fit(&row, box->w, words, keep);
    if (!fits) {
        chips_list(&row, kind, true);
        fits = row_fit(&row, box->w, words, keep);
    }
    if (!fits) {
        row.narrower = 4;
        fits = row_fit(&row, box->w, words, keep);
    }
    if (!fits)
        fits = row_fit(&row, box->w, words, 0);
    if (!fits && kind == STAFF_KIT_CHIPS_BUTTONS) {
        row.measures = &tight;
        row_fit(&row, box->w, words, 0);
    }
    float x = box->x, y = box->y + (box->h - row.measures->height) / 2;
    canvas_push(canvas, box->x - 4, box->y, box->w + 8, box->h, 0, 0, 1);
    for (int i = 0; i < row.count; i++) {
        chip_draw(&row, &row.chips[i], x, y, kind);
        x += row.chips[i].width + 8 - row.narrower;
    }
    canvas_pop(canvas);
}
