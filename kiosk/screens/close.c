/* Closing the roll: how many would become absent, before they do. */
#include <stdio.h>

#include "screens/parts.h"
#include "screens/ribbon.h"

#define PAD    16
#define GAP    10
#define ROW_PX 48

/* The counts as they are, in the order and colours of the chips. */
static void counts_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box)
{
    static const struct {
        enum staff_filter filter;
        enum ledger_status status;
    } rows[] = {{STAFF_PRESENT, LEDGER_S_PRESENT},     {STAFF_LATE, LEDGER_S_LATE},
                {STAFF_EARLY, LEDGER_S_EARLY},         {STAFF_EXCUSED, LEDGER_S_EXCUSED},
                {STAFF_UNEXCUSED, LEDGER_S_UNEXCUSED}, {STAFF_NOT_YET, LEDGER_NOT_YET}};
    static const struct kit_style word = {CANVAS_MEDIUM, 18, ROW_PX, KIT_INK};
    static const struct kit_style figure = {CANVAS_SEMIBOLD, 20, ROW_PX, KIT_INK};
    char text[64], number[16];
    parts_card(canvas, box);
    for (int i = 0; i < 6; i++) {
        const struct parts_status *look = parts_status(rows[i].status);
        float y = box->y + 8 + (float)i * ROW_PX, x = box->x + 18;
        canvas_round_rect(canvas, x, y + 8, 32, 32, 16, look->tint, 0, 0);
        canvas_icon(canvas, x + 6, y + 14, 20, (uint32_t)look->icon, look->text);
        kit_text_within(canvas, x + 44, y, box->w - 36 - 44 - 60, &word,
                        text_fill(text, sizeof text, look->word, NULL));
        snprintf(number, sizeof number, "%d", state->counts[rows[i].filter]);
        kit_figures(canvas, box->x + box->w - 18, y, &figure, CANVAS_RIGHT, number);
        if (i < 5)
            canvas_rect(canvas, x, y + ROW_PX - 1, box->w - 36, 1, KIT_LINE);
    }
}

static void count_draw(struct canvas *canvas, const struct staff_state *state,
                       const struct screen_state *door, const struct frame_box *box)
{
    static const struct kit_style figure = {CANVAS_BOLD, 72, 88, KIT_INK};
    static const struct kit_style says = {CANVAS_MEDIUM, 20, 27, KIT_INK};
    static const struct kit_style quiet = {CANVAS_REGULAR, 16, 22, KIT_INK2};
    char number[16], text[192], time[16];
    struct text_lines lines;
    int absent = state->counts[STAFF_NOT_YET];
    float y = box->y;
    snprintf(number, sizeof number, "%d", absent);
    kit_figures(canvas, box->x, y, &figure, CANVAS_LEFT, number);
    y += 88;
    kit_wrap(canvas, &says, box->w, 3, WRAP_PRETTY,
             text_fill(text, sizeof text, absent ? "close.absent" : "close.nobody", NULL), &lines);
    y += kit_lines(canvas, box->x, y, &says, CANVAS_LEFT, &lines) + 8;
    kit_wrap(canvas, &quiet, box->w, 2, WRAP_PRETTY, text_fill(text, sizeof text, "close.again", NULL),
             &lines);
    y += kit_lines(canvas, box->x, y, &quiet, CANVAS_LEFT, &lines) + 8;
    int64_t ends = state->roll ? state->roll->session.ends_utc_ms : 0;
    if (!door->view.clock_trusted || ends <= door->now_utc_ms)
        return;
    static const struct kit_style note = {CANVAS_MEDIUM, 16, 22, KIT_AMBER_TEXT};
    parts_note(canvas, &(struct frame_box){box->x, y, box->w, 44}, KIT_ICON_WARNING, 22, 8, PARTS_AMBER_ICON,
               &note,
               text_fill(text, sizeof text, "close.early", "t", text_time(time, sizeof time, ends), NULL));
}

void staff_close(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    bool portrait = canvas_portrait(canvas);
    float width = canvas_width(canvas), height = canvas_height(canvas), card = 6 * ROW_PX + 16;
    float half = (width - 2 * PAD - GAP) / 2, top = 64 + 16;
    struct frame_box counts = {PAD + half + GAP, top, half, card}, says = {PAD + 8, top + 4, half - 24, card};
    struct frame_box back = {PAD, height - PAD - 64, half, 64}, go = {PAD + half + GAP, back.y, half, 64};
    char title[64], below[LEDGER_TITLE_MAX + LEDGER_NAME_MAX + 64], text[64], close[64];
    canvas_clear(canvas, KIT_PAPER);
    if (portrait) {
        says = (struct frame_box){PAD + 8, top + 4, width - 2 * PAD - 16, 240};
        counts = (struct frame_box){PAD, top + 260, width - 2 * PAD, card};
    }
    count_draw(canvas, state, door, &says);
    counts_draw(canvas, state, &counts);
    parts_button(canvas, &back, state->pressed,
                 &(struct parts_button){.text = text_fill(text, sizeof text, "unlock.cancel", NULL),
                                        .zone = STAFF_ZONE_BACK,
                                        .primary = true,
                                        .size = 20});
    parts_button(canvas, &go, state->pressed,
                 &(struct parts_button){.icon = KIT_ICON_EVENT_AVAILABLE,
                                        .text = text_fill(close, sizeof close, "menu.close", NULL),
                                        .zone = STAFF_ZONE_CONFIRM,
                                        .size = 20});
    parts_place(below, sizeof below, door, state->roll ? parts_intake(state->roll->session.title) : NULL);
    parts_top(canvas, state, text_fill(title, sizeof title, "menu.close", NULL), below, NULL);
    ribbon_draw(canvas, state, door);
}
