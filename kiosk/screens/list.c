/* 12, 12b: the roll as a list. */
#include <math.h>
#include <stdio.h>

#include "screens/ribbon.h"
#include "screens/staff_kit.h"

#define HEAD_PX 84
#define TOP_PX  (STAFF_KIT_TOP_PX + HEAD_PX)

static float row_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 84 : 68;
}

float list_content_px(const struct canvas *canvas, const struct staff_state *state)
{
    /* The undo bar lies on the last row for a while. */
    return (float)roster_count(state) * row_px(canvas) + (state->saved_mono_ms > 0 ? STAFF_KIT_UNDO_PX : 0);
}

float list_viewport_px(const struct canvas *canvas)
{
    return canvas_height(canvas) - TOP_PX;
}

/* Status and time at the right end of a row. Returns the width taken. */
static float right_draw(struct canvas *canvas, const struct ledger_learner *learner,
                        const struct frame_box *box)
{
    struct kit_style style = {CANVAS_SEMIBOLD, 20, 26, KIT_INK};
    char time[16];
    float right = box->x + box->w;
    staff_kit_arrival(time, sizeof time, learner);
    if (!canvas_portrait(canvas)) {
        kit_figures(canvas, right - 28, box->y + (box->h - 27) / 2, &style, CANVAS_RIGHT, time);
        return 28 + 60 + 14 +
               staff_kit_status(canvas, right - 102, box->y + floorf((box->h - 37) / 2), 36, learner->status);
    }
    float above = time[0] ? 26 : 0, y = box->y + (box->h - 1 - above - 4 - 34) / 2;
    if (time[0])
        kit_figures(canvas, right - 28, y, &style, CANVAS_RIGHT, time);
    return 24 + staff_kit_status(canvas, right - 24, y + above + 4, 34, learner->status);
}

static void row_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                     int index, const struct frame_box *box)
{
    const struct ledger_learner *learner = roster_row(state, index);
    static const struct kit_style name = {CANVAS_SEMIBOLD, 22, 29, KIT_INK};
    static const struct kit_style unit = {CANVAS_REGULAR, 16, 22, KIT_INK2};
    struct kit_style ordinal = {CANVAS_MEDIUM, 20, 26, KIT_INK2};
    char number[16];
    if (!learner)
        return;
    float end = parts_ordinal_end(canvas, state, box->x + (canvas_portrait(canvas) ? 40 : 48));
    float left = end + 16, y = box->y + (box->h - 1 - 51) / 2;
    canvas_color fill = staff_kit_is_tapped(state, door, learner) ? STAFF_KIT_TINT : KIT_WHITE;
    if (state->pressed == STAFF_ZONE_ROW + index)
        fill = parts_darker(fill);
    if (fill != KIT_WHITE)
        canvas_rect(canvas, box->x, box->y, box->w, box->h, fill);
    canvas_rect(canvas, box->x, box->y + box->h - 1, box->w, 1, KIT_LINE);
    snprintf(number, sizeof number, "%d", learner->ordinal);
    if (learner->ordinal > 0 && learner->ordinal < PARTS_ORDINALS)
        kit_figures(canvas, end, box->y + ceilf((box->h - 27) / 2), &ordinal, CANVAS_RIGHT, number);
    float room = box->x + box->w - right_draw(canvas, learner, box) - 8 - left;
    parts_name(canvas, left, y, room, &name, learner->full_name);
    kit_text_within(canvas, left, y + 29, room, &unit, learner->unit);
    canvas_zone(canvas, box->x, box->y, box->w, box->h, STAFF_ZONE_ROW + index);
}

static void rows_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                      const struct frame_box *box)
{
    float content = list_content_px(canvas, state), height = row_px(canvas);
    float scrolled = staff_kit_scrolled(state, box, content);
    int count = roster_count(state), first = (int)floorf(scrolled / height);
    staff_kit_scroll(canvas, state, box, content);
    for (int i = first < 0 ? 0 : first; i < count && (float)i * height < scrolled + box->h; i++)
        row_draw(canvas, state, door, i,
                 &(struct frame_box){box->x, box->y + (float)i * height, box->w, height});
    canvas_pop(canvas);
}

/* One part of the bar for each status that somebody has. */
static void shares_draw(struct canvas *canvas, const struct staff_state *state)
{
    static const struct {
        enum staff_filter filter;
        canvas_color color;
    } parts[] = {{STAFF_PRESENT, KIT_GREEN}, {STAFF_LATE, KIT_AMBER},    {STAFF_EARLY, KIT_AMBER_DARK},
                 {STAFF_EXCUSED, KIT_BLUE},  {STAFF_UNEXCUSED, KIT_RED}, {STAFF_NOT_YET, PARTS_NONE}};
    enum { PARTS = sizeof parts / sizeof parts[0] };
    int total = 0, kinds = 0;
    for (int i = 0; i < PARTS; i++) {
        int count = state->counts[parts[i].filter];
        if (count > 0 && count <= STAFF_LEARNERS_MAX) {
            total += count;
            kinds++;
        }
    }
    float x = 0, room = canvas_width(canvas) - 3 * (float)(kinds - 1);
    for (int i = 0; i < PARTS; i++) {
        int count = state->counts[parts[i].filter];
        if (count <= 0 || count > STAFF_LEARNERS_MAX)
            continue;
        float width = room * (float)count / (float)total;
        canvas_round_rect(canvas, x, STAFF_KIT_TOP_PX, width, 8, width < 8 ? width / 2 : 4, parts[i].color, 0,
                          0);
        x += width + 3;
    }
}

void staff_list(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    float width = canvas_width(canvas);
    struct frame_box box = {0, TOP_PX, width, list_viewport_px(canvas)};
    struct frame_box chips = {16, 82, width - 32, 56};
    bool portrait = canvas_portrait(canvas), empty = !state->roll || state->roll->count == 0;
    canvas_clear(canvas, empty ? KIT_PAPER : KIT_WHITE);
    if (empty) {
        parts_empty(canvas, "roster.empty");
    } else {
        rows_draw(canvas, state, door, &box);
        canvas_rect(canvas, 0, STAFF_KIT_TOP_PX, width, HEAD_PX, KIT_PAPER);
        canvas_rect(canvas, 0, TOP_PX - 1, width, 1, KIT_LINE);
        shares_draw(canvas, state);
        staff_kit_chips(canvas, state, &chips, STAFF_KIT_CHIPS_BUTTONS, true);
    }
    float right = staff_kit_bar(canvas, state,
                                &(struct staff_kit_bar){.countdown_px = 18,
                                                        .icon_px = 22,
                                                        .gap_px = 8,
                                                        .pad_px = portrait ? 4 : 12,
                                                        .countdown = !portrait});
    staff_kit_title(canvas, state, door, right);
    if (!empty)
        staff_kit_thumb(canvas, state, &box, list_content_px(canvas, state), 8);
    staff_kit_undo_roster(canvas, state, door);
    ribbon_draw(canvas, state, door);
}
