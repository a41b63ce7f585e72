#include "screens/chooser.h"

#include <stdio.h>

#include "screens/keys.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define CARET_MS  500
#define KEY_CLEAR 127

static float row_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 84 : 56;
}

/* Beside the keyboard's height only few rows have room: two learners stand in each. */
static int columns(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 1 : 2;
}

static float field_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 72 : 64;
}

/* What the page is for, and its tabs or the card that waits: in portrait, where there is room. */
static float head_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 52 : 0;
}

static int shown_count(const struct staff_state *state)
{
    int count = state->roll ? state->shown_count : 0;
    return count < 0 ? 0 : count > STAFF_LEARNERS_MAX ? STAFF_LEARNERS_MAX : count;
}

float chooser_content_px(const struct canvas *canvas, const struct staff_state *state)
{
    int rows = (shown_count(state) + columns(canvas) - 1) / columns(canvas);
    return (float)rows * row_px(canvas);
}

/* On 17 a guest is one touch away even before anything is typed. */
static float foot_px(const struct staff_state *state)
{
    return state->page == STAFF_NO_CARD ? 56 : 0;
}

float chooser_viewport_px(const struct canvas *canvas, const struct staff_state *state)
{
    return canvas_height(canvas) - keys_height(canvas) - field_px(canvas) - head_px(canvas) -
           (canvas_portrait(canvas) ? foot_px(state) : 0);
}

static void hint_text(const struct staff_state *state, char *out, size_t capacity)
{
    char id[16];
    snprintf(id, sizeof id, "…%s", state->enrol_tail);
    if (state->page == STAFF_ENROL && state->enrol_tail[0])
        text_fill(out, capacity, "refuse.card_no", "id", id, NULL);
    else
        text_fill(out, capacity, "roster.search", NULL);
}

static void field_draw(struct canvas *canvas, const struct staff_state *state,
                       const struct screen_state *door)
{
    struct kit_style style = {CANVAS_MEDIUM, 26, 56, KIT_INK}, quiet = {CANVAS_MEDIUM, 18, 56, KIT_INK2};
    float width = canvas_width(canvas), height = field_px(canvas), y = (height - 56) / 2;
    /* The guest's tab stands in the bar in landscape. */
    float right = state->page == STAFF_NO_CARD && !canvas_portrait(canvas) ? 72 : 8;
    float x = 64 + 14 + 38, end = width - right - 56;
    char count[64], number[24], hint[96];
    canvas_rect(canvas, 0, 0, width, height, KIT_NAVY);
    if (state->pressed == STAFF_ZONE_BACK)
        canvas_rect(canvas, 0, 0, 64, height, parts_darker(KIT_NAVY));
    canvas_icon(canvas, 18, (height - 28) / 2, 28, KIT_ICON_ARROW_BACK, KIT_WHITE);
    canvas_zone(canvas, 0, 0, 64, height, STAFF_ZONE_BACK);
    canvas_round_rect(canvas, 64, y, width - right - 64, 56, 14, KIT_WHITE, 0, 0);
    canvas_icon(canvas, 64 + 14, y + 14, 28, KIT_ICON_SEARCH, KIT_INK2);
    canvas_icon(canvas, end + 15, y + 15, 26, KIT_ICON_CLOSE, KIT_INK2);
    canvas_zone(canvas, end, 0, 56, height, STAFF_ZONE_KEY + KEY_CLEAR);
    text_fill(count, sizeof count, "roster.found", "n",
              text_number(number, sizeof number, shown_count(state)), NULL);
    end -= kit_text(canvas, end - 4, y, &quiet, CANVAS_RIGHT, count) + 12;
    float room = end - x, typed = canvas_text_width(canvas, style.weight, style.size, state->query);
    float away = typed > room - 6 ? typed - room + 6 : 0;
    canvas_push(canvas, x, y, room, 56, -away, 0, 1);
    kit_text(canvas, x, y, &style, CANVAS_LEFT, state->query);
    int64_t age = door->now_mono_ms - state->caret_mono_ms;
    if (!door->motion || age < 0 || age / CARET_MS % 2 == 0)
        canvas_rect(canvas, x + typed + 2, y + 11, 3, 34, KIT_ACTION);
    canvas_pop(canvas);
    if (!state->query[0]) {
        hint_text(state, hint, sizeof hint);
        struct kit_style grey = {CANVAS_REGULAR, 22, 56, KIT_INK2};
        kit_text_within(canvas, x + 10, y, room - 10, &grey, hint);
    }
    if (right > 8) {
        canvas_icon(canvas, width - 50, (height - 28) / 2, 28, KIT_ICON_PERSON_ADD, KIT_WHITE);
        canvas_zone(canvas, width - 72, 0, 72, height, STAFF_ZONE_GUEST);
    }
}

/* Name over unit, and the status: its chip where there is room, else its sign. */
static void row_draw(struct canvas *canvas, const struct staff_state *state,
                     const struct ledger_learner *learner, int index, const struct frame_box *box)
{
    bool portrait = canvas_portrait(canvas);
    float end = box->x + parts_ordinal_end(canvas, state, 42), left = end + 14, right = box->x + box->w - 20;
    struct kit_style ordinal = {CANVAS_MEDIUM, 20, box->h, KIT_INK2};
    struct kit_style bold = {CANVAS_SEMIBOLD, portrait ? 22 : 20, portrait ? 29 : 26, KIT_INK};
    struct kit_style quiet = {CANVAS_REGULAR, 16, portrait ? 22 : 20, KIT_INK2};
    const struct parts_status *status = parts_status(learner->status);
    char number[16];
    canvas_color fill = state->pressed == STAFF_ZONE_ROW + index ? parts_darker(KIT_WHITE) : KIT_WHITE;
    canvas_rect(canvas, box->x, box->y, box->w, box->h, fill);
    canvas_rect(canvas, box->x, box->y + box->h - 1, box->w, 1, KIT_LINE);
    snprintf(number, sizeof number, "%d", learner->ordinal);
    if (learner->ordinal > 0 && learner->ordinal < PARTS_ORDINALS)
        kit_figures(canvas, end, box->y, &ordinal, CANVAS_RIGHT, number);
    if (portrait) {
        right -= parts_chip(canvas, right, box->y + (box->h - 36) / 2, learner->status);
    } else {
        right -= 32;
        canvas_round_rect(canvas, right, box->y + 12, 32, 32, 16, status->tint, 0, 0);
        canvas_icon(canvas, right + 6, box->y + 18, 20, (uint32_t)status->icon, status->text);
    }
    float top = box->y + (box->h - bold.line_px - quiet.line_px) / 2, room = right - 12 - left;
    parts_name(canvas, left, top, room, &bold, learner->full_name);
    kit_text_within(canvas, left, top + bold.line_px, room, &quiet, learner->unit);
    canvas_zone(canvas, box->x, box->y, box->w, box->h, STAFF_ZONE_ROW + index);
}

static void rows_draw(struct canvas *canvas, const struct staff_state *state)
{
    struct frame_box box = {0, field_px(canvas) + head_px(canvas), canvas_width(canvas) - 12,
                            chooser_viewport_px(canvas, state)};
    float width = box.w / (float)columns(canvas);
    int count = shown_count(state);
    canvas_rect(canvas, 0, box.y, box.w + 12, box.h, KIT_WHITE);
    if (count == 0) {
        struct kit_style style = {CANVAS_SEMIBOLD, 22, 56, KIT_INK2};
        struct text_lines lines;
        char text[128];
        bool empty = !state->roll || state->roll->count == 0;
        kit_wrap(canvas, &style, box.w - 48, 1, WRAP_GREEDY,
                 text_fill(text, sizeof text, empty ? "roster.empty" : "roster.nobody", NULL), &lines);
        kit_lines(canvas, (box.w + 12) / 2, box.y + (box.h - 56) / 2, &style, CANVAS_CENTRE, &lines);
        return;
    }
    float scrolled = parts_scroll(canvas, state, &box, chooser_content_px(canvas, state));
    for (int i = 0; i < count; i++) {
        struct frame_box row = {box.x + (float)(i % columns(canvas)) * width,
                                box.y + (float)(i / columns(canvas)) * row_px(canvas), width, row_px(canvas)};
        int learner = state->shown[i];
        if (row.y + row.h < box.y + scrolled || row.y > box.y + box.h + scrolled || learner < 0 ||
            (size_t)learner >= state->roll->count)
            continue;
        row_draw(canvas, state, &state->roll->learners[learner], i, &row);
    }
    canvas_pop(canvas);
}

void chooser_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    char text[96];
    canvas_clear(canvas, KIT_PAPER);
    rows_draw(canvas, state);
    keys_draw(canvas, state, true);
    if (canvas_portrait(canvas)) {
        struct kit_style head = {CANVAS_BOLD, 22, head_px(canvas), KIT_INK};
        float y = field_px(canvas);
        canvas_rect(canvas, 0, y, canvas_width(canvas), head_px(canvas), KIT_PAPER);
        canvas_rect(canvas, 0, y + head_px(canvas) - 1, canvas_width(canvas), 1, KIT_LINE);
        kit_text_within(
            canvas, 24, y, canvas_width(canvas) - 48, &head,
            text_fill(text, sizeof text, state->page == STAFF_NO_CARD ? "guest.forgot" : "enrol.s1", NULL));
    }
    if (canvas_portrait(canvas) && foot_px(state) > 0) {
        struct frame_box box = {16, canvas_height(canvas) - keys_height(canvas) - 56,
                                canvas_width(canvas) - 32, 52};
        parts_button(canvas, &box, state->pressed,
                     &(struct parts_button){.icon = KIT_ICON_PERSON_ADD,
                                            .text = text_fill(text, sizeof text, "guest.guest", NULL),
                                            .zone = STAFF_ZONE_GUEST,
                                            .size = 20});
    }
    field_draw(canvas, state, door);
    ribbon_draw(canvas, state, door);
}
