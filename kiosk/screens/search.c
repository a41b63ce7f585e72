/* 13: a learner is found by typing. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "screens/keys.h"
#include "screens/letters.h"
#include "screens/name.h"
#include "screens/ribbon.h"
#include "screens/staff_kit.h"
#include "screens/viet.h"

#define CARET_MS  500
#define KEY_CLEAR 127
#define HIT       CANVAS_RGB(0xFFE3A3)
#define HIT_EM    1.21f /* what a background behind text spans, of its size */

static float field_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 72 : 68;
}

static float row_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 84 : 56;
}

static float board_px(const struct canvas *canvas, const struct staff_state *state)
{
    return state->keys_hidden ? 0 : keys_height(canvas);
}

float search_content_px(const struct canvas *canvas, const struct staff_state *state)
{
    return (float)roster_count(state) * row_px(canvas);
}

float search_viewport_px(const struct canvas *canvas, const struct staff_state *state)
{
    return canvas_height(canvas) - field_px(canvas) - board_px(canvas, state);
}

/* ---- the field ---- */

static void typed_draw(struct canvas *canvas, const struct staff_state *state,
                       const struct screen_state *door, float x, float y, float room)
{
    struct kit_style style = {CANVAS_MEDIUM, 26, 56, KIT_INK}, hint = {CANVAS_REGULAR, 22, 56, KIT_INK2};
    char text[64];
    float typed = canvas_text_width(canvas, style.weight, style.size, state->query);
    float away = typed > room - 6 ? typed - room + 6 : 0;
    canvas_push(canvas, x, y, room, 56, -away, 0, 1);
    kit_text(canvas, x, y, &style, CANVAS_LEFT, state->query);
    int64_t age = door->now_mono_ms - state->caret_mono_ms;
    if (!state->keys_hidden && (!door->motion || age < 0 || age / CARET_MS % 2 == 0))
        canvas_rect(canvas, x + typed + 2, y + 11, 3, 34, KIT_ACTION);
    canvas_pop(canvas);
    if (!state->query[0])
        kit_text_within(canvas, x + 12, y, room - 12, &hint,
                        text_fill(text, sizeof text, "roster.search", NULL));
}

static void field_draw(struct canvas *canvas, const struct staff_state *state,
                       const struct screen_state *door)
{
    struct kit_style found = {CANVAS_MEDIUM, 18, 56, KIT_INK2};
    float width = canvas_width(canvas), height = field_px(canvas), y = (height - 56) / 2;
    float end = width - 8 - 4 - 56;
    char text[64], number[24];
    canvas_rect(canvas, 0, 0, width, height, KIT_NAVY);
    if (state->pressed == STAFF_ZONE_BACK)
        canvas_rect(canvas, 0, 0, 64, height, parts_darker(KIT_NAVY));
    canvas_icon(canvas, 18, (height - 28) / 2, 28, KIT_ICON_ARROW_BACK, KIT_WHITE);
    canvas_zone(canvas, 0, 0, 64, height, STAFF_ZONE_BACK);
    canvas_round_rect(canvas, 64, y, width - 8 - 64, 56, 14, KIT_WHITE, 0, 0);
    canvas_zone(canvas, 64, 0, end - 64, height, STAFF_ZONE_FIELD_NAME);
    canvas_icon(canvas, 78, y + 14, 28, KIT_ICON_SEARCH, KIT_INK2);
    if (state->pressed == STAFF_ZONE_KEY + KEY_CLEAR)
        canvas_round_rect(canvas, end, y, 56, 56, 14, parts_darker(KIT_WHITE), 0, 0);
    canvas_icon(canvas, end + 15, y + 15, 26, KIT_ICON_CLOSE, KIT_INK2);
    canvas_zone(canvas, end, 0, 64, height, STAFF_ZONE_KEY + KEY_CLEAR);
    text_fill(text, sizeof text, "roster.found", "n", text_number(number, sizeof number, roster_count(state)),
              NULL);
    float soon = parts_lock_soon(canvas, state, end - 10, y + 12);
    end -= 10 + (soon > 0 ? soon : kit_text(canvas, end - 10, y, &found, CANVAS_RIGHT, text));
    typed_draw(canvas, state, door, 116, y, end - 12 - 116);
}

/* ---- rows ---- */

/* Marks behind the words of a name that were found, as far as room goes. */
static void hits_draw(struct canvas *canvas, const struct staff_state *state, const struct kit_style *style,
                      float x, float y, float room, const char *name)
{
    char before[LEDGER_NAME_MAX + 1], word[LEDGER_NAME_MAX + 1];
    float height = style->size * HIT_EM;
    const char *at = name;
    while (*at) {
        struct viet_letter letter;
        const char *next = at, *end = at;
        while (viet_next(&next, &letter) && !viet_is_space(&letter))
            end = next;
        if (end > at && (size_t)(end - name) < sizeof word && roster_hit(state->query, at)) {
            memcpy(before, name, (size_t)(at - name));
            before[at - name] = '\0';
            memcpy(word, at, (size_t)(end - at));
            word[end - at] = '\0';
            float left = canvas_text_width(canvas, style->weight, style->size, before);
            float wide = canvas_text_width(canvas, style->weight, style->size, word);
            if (left + wide <= room)
                canvas_round_rect(canvas, x + left, y + (style->line_px - height) / 2, wide, height, 4, HIT,
                                  0, 0);
        }
        if (next == at)
            break;
        at = next;
    }
}

/* The name with what was found in it; of one that is cut it cannot be said where that stands. */
static float name_draw(struct canvas *canvas, const struct staff_state *state, const struct kit_style *style,
                       float x, float y, float room, const char *name)
{
    struct text_lines line;
    struct kit_style fit = *style;
    name_line(canvas, style->weight, style->size, room, name, &line);
    fit.size = line.size;
    if (!line.cut)
        hits_draw(canvas, state, &fit, x, y, room, name);
    kit_lines(canvas, x, y, &fit, CANVAS_LEFT, &line);
    return line.width;
}

static void portrait_words_draw(struct canvas *canvas, const struct staff_state *state,
                                const struct ledger_learner *learner, const struct frame_box *box, float left)
{
    struct kit_style name = {CANVAS_SEMIBOLD, 22, 29, KIT_INK}, unit = {CANVAS_REGULAR, 16, 22, KIT_INK2};
    struct kit_style time_style = {CANVAS_SEMIBOLD, 20, 26, KIT_INK};
    char time[16];
    float right = box->x + box->w, y = box->y + (box->h - 1 - 51) / 2;
    staff_kit_arrival(time, sizeof time, learner);
    float above = time[0] ? 26 : 0, top = box->y + (box->h - 1 - above - 38) / 2;
    if (time[0])
        kit_figures(canvas, right - 28, top, &time_style, CANVAS_RIGHT, time);
    float chip = staff_kit_status(canvas, right - 24, top + above + 4, 34, learner->status);
    float room = right - 24 - chip - 8 - left;
    name_draw(canvas, state, &name, left, y, room, learner->full_name);
    kit_text_within(canvas, left, y + 29, room, &unit, learner->unit);
}

/* Name, unit and chip on one line. */
static void landscape_words_draw(struct canvas *canvas, const struct staff_state *state,
                                 const struct ledger_learner *learner, const struct frame_box *box,
                                 float left)
{
    float height = box->h - 1, right = box->x + box->w - 20;
    struct kit_style name = {CANVAS_SEMIBOLD, 22, height, KIT_INK},
                     unit = {CANVAS_REGULAR, 16, height, KIT_INK2};
    float chip = staff_kit_status(canvas, right, box->y + floorf((height - 36) / 2), 36, learner->status);
    float room = right - chip - 16 - left;
    float wide = name_draw(canvas, state, &name, left, box->y, room, learner->full_name);
    if (room - wide - 16 > 60)
        kit_text_within(canvas, left + wide + 16, box->y, room - wide - 16, &unit, learner->unit);
}

static void row_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                     int index, const struct frame_box *box)
{
    const struct ledger_learner *learner = roster_row(state, index);
    bool portrait = canvas_portrait(canvas);
    struct kit_style ordinal = {CANVAS_MEDIUM, 20, 26, KIT_INK2};
    float end = parts_ordinal_end(canvas, state, portrait ? 40 : 48);
    char number[16];
    if (!learner)
        return;
    canvas_color fill = staff_kit_is_tapped(state, door, learner) ? STAFF_KIT_TINT : KIT_WHITE;
    if (state->pressed == STAFF_ZONE_ROW + index)
        fill = parts_darker(fill);
    if (fill != KIT_WHITE)
        canvas_rect(canvas, box->x, box->y, box->w, box->h, fill);
    canvas_rect(canvas, box->x, box->y + box->h - 1, box->w, 1, KIT_LINE);
    snprintf(number, sizeof number, "%d", learner->ordinal);
    if (learner->ordinal > 0 && learner->ordinal < PARTS_ORDINALS)
        kit_figures(canvas, end, box->y + ceilf((box->h - 27) / 2), &ordinal, CANVAS_RIGHT, number);
    if (portrait)
        portrait_words_draw(canvas, state, learner, box, end + 16);
    else
        landscape_words_draw(canvas, state, learner, box, end + 16);
    canvas_zone(canvas, box->x, box->y, box->w, box->h, STAFF_ZONE_ROW + index);
}

static void nobody_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box)
{
    struct kit_style style = {CANVAS_SEMIBOLD, 22, 29, KIT_INK2};
    struct text_lines lines;
    char text[128];
    bool empty = !state->roll || state->roll->count == 0;
    kit_wrap(canvas, &style, box->w - 48, 2, WRAP_BALANCED,
             text_fill(text, sizeof text, empty ? "roster.empty" : "roster.nobody", NULL), &lines);
    float height = (float)lines.count * style.line_px + (empty ? 0 : 12 + 64);
    float y = box->y + (box->h - height) / 2;
    y += kit_lines(canvas, box->w / 2, y, &style, CANVAS_CENTRE, &lines);
    if (empty)
        return;
    float wide = box->w - 48 < 400 ? box->w - 48 : 400;
    struct frame_box button = {(box->w - wide) / 2, y + 12, wide, 64};
    parts_button(canvas, &button, state->pressed,
                 &(struct parts_button){.icon = KIT_ICON_CREDIT_CARD_OFF,
                                        .text = text_fill(text, sizeof text, "menu.nocard", NULL),
                                        .zone = STAFF_ZONE_NO_CARD});
}

static void rows_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct frame_box box = {0, field_px(canvas), canvas_width(canvas), search_viewport_px(canvas, state)};
    float content = search_content_px(canvas, state), height = row_px(canvas);
    int count = roster_count(state);
    if (count == 0) {
        nobody_draw(canvas, state, &box);
        return;
    }
    float scrolled = staff_kit_scrolled(state, &box, content);
    int first = (int)floorf(scrolled / height);
    staff_kit_scroll(canvas, state, &box, content);
    for (int i = first < 0 ? 0 : first; i < count && (float)i * height < scrolled + box.h; i++)
        row_draw(canvas, state, door, i,
                 &(struct frame_box){box.x, box.y + (float)i * height, box.w, height});
    canvas_pop(canvas);
    staff_kit_thumb(canvas, state, &box, content, 4);
}

void staff_search(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    canvas_clear(canvas, KIT_WHITE);
    rows_draw(canvas, state, door);
    field_draw(canvas, state, door);
    if (!state->keys_hidden)
        keys_draw(canvas, state, true);
    ribbon_draw(canvas, state, door);
}
