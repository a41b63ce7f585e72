/* 17b: somebody who is not of the class. While a name is typed, the fields move up and the keyboard has the rest. */
#include <stdio.h>
#include <string.h>

#include "screens/keys.h"
#include "screens/no_card.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define PAD      20
#define CARET_MS 500

struct page {
    struct canvas *canvas;
    const struct staff_state *state;
    const struct screen_state *door;
    bool portrait;
    float width;
};

/* Label above, text below, the text's end with the caret when it is being typed. */
static void field_draw(const struct page *page, const struct frame_box *box, const char *key,
                       const char *text, int field)
{
    static const struct kit_style label = {CANVAS_REGULAR, 16, 20, KIT_INK2};
    static const struct kit_style value = {CANVAS_SEMIBOLD, 22, 30, KIT_INK};
    const struct staff_state *state = page->state;
    int zone = field == 1 ? STAFF_ZONE_FIELD_NAME : STAFF_ZONE_FIELD_UNIT;
    bool typed = state->guest_field == field;
    char word[64];
    canvas_color fill = state->pressed == zone ? parts_darker(KIT_WHITE) : KIT_WHITE;
    canvas_round_rect(page->canvas, box->x, box->y, box->w, box->h, 14, fill, typed ? 3 : 2,
                      typed ? KIT_ACTION : KIT_EDGE);
    float x = box->x + 18, room = box->w - 36;
    kit_text_within(page->canvas, x, box->y + 10, room, &label, text_fill(word, sizeof word, key, NULL));
    if (!typed) {
        kit_text_within(page->canvas, x, box->y + 30, room, &value, text);
    } else {
        float width = canvas_text_width(page->canvas, value.weight, value.size, text);
        float away = width > room - 6 ? width - room + 6 : 0;
        canvas_push(page->canvas, x, box->y + 30, room, 36, -away, 0, 1);
        kit_text(page->canvas, x, box->y + 30, &value, CANVAS_LEFT, text);
        int64_t age = page->door->now_mono_ms - state->caret_mono_ms;
        if (!page->door->motion || age < 0 || age / CARET_MS % 2 == 0)
            canvas_rect(page->canvas, x + width + 2, box->y + 33, 3, 26, KIT_ACTION);
        canvas_pop(page->canvas);
    }
    canvas_zone(page->canvas, box->x, box->y, box->w, box->h, zone);
}

/* Returns where they end. */
static float fields_draw(const struct page *page, float y)
{
    struct frame_box box = {PAD, y, page->portrait ? page->width : (page->width - 12) / 2, 72};
    field_draw(page, &box, "guest.name", page->state->guest_name, 1);
    if (page->portrait)
        box.y += 84;
    else
        box.x += box.w + 12;
    field_draw(page, &box, "guest.unit", page->state->guest_unit, 2);
    return box.y + box.h;
}

static void why_draw(const struct page *page, float y)
{
    static const struct {
        int icon;
        const char *key;
    } whys[] = {{KIT_ICON_SCHOOL, "guest.w_makeup"},
                {KIT_ICON_GROUPS, "guest.w_observe"},
                {KIT_ICON_WORK, "guest.w_speaker"},
                {KIT_ICON_MORE_HORIZ, "guest.w_other"}};
    static const struct kit_style label = {CANVAS_SEMIBOLD, 18, 24, KIT_INK2};
    char text[64];
    int columns = page->portrait ? 2 : 4;
    float width = (page->width - 10 * (float)(columns - 1)) / (float)columns;
    kit_text_within(page->canvas, PAD, y, page->width, &label,
                    text_fill(text, sizeof text, "guest.why", NULL));
    for (int i = 0; i < 4; i++) {
        struct frame_box box = {PAD + (float)(i % columns) * (width + 10), y + 32 + (float)(i / columns) * 74,
                                width, 64};
        parts_button(page->canvas, &box, page->state->pressed,
                     &(struct parts_button){.icon = whys[i].icon,
                                            .icon_px = 26,
                                            .gap = 9,
                                            .size = 20,
                                            .text = text_fill(text, sizeof text, whys[i].key, NULL),
                                            .zone = STAFF_ZONE_WHY + i,
                                            .dark = page->state->guest_why == i});
    }
}

static void foot_draw(const struct page *page, float y)
{
    static const struct kit_style style = {CANVAS_REGULAR, 18, 24, KIT_INK2};
    char text[128], number[24], save[64];
    int of = page->state->roll ? (int)page->state->roll->count : 0;
    struct frame_box note = {PAD, y, page->portrait ? page->width : page->width - 360, 72};
    struct frame_box button = {PAD + page->width - 350, y, 350, 72};
    if (page->portrait)
        button = (struct frame_box){PAD, y + 82, page->width, 72};
    text_number(number, sizeof number, of);
    if (of > 0)
        parts_note(page->canvas, &note, KIT_ICON_INFO, 26, 8, KIT_INK2, &style,
                   text_fill(text, sizeof text, "guest.not_counted", "n", number, NULL));
    parts_button(page->canvas, &button, page->state->pressed,
                 &(struct parts_button){.icon = KIT_ICON_HOW_TO_REG,
                                        .icon_px = 30,
                                        .text = text_fill(save, sizeof save, "guest.save", NULL),
                                        .zone = STAFF_ZONE_SAVE,
                                        .primary = true});
}

void staff_guest(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct page page = {.canvas = canvas, .state = state, .door = door, .portrait = canvas_portrait(canvas)};
    page.width = canvas_width(canvas) - 2 * PAD;
    canvas_clear(canvas, KIT_PAPER);
    if (state->guest_field && !page.portrait) {
        fields_draw(&page, 100);
    } else {
        no_card_tabs(canvas, state, 1);
        float y = fields_draw(&page, 152) + 16;
        why_draw(&page, y);
        if (!state->guest_field)
            foot_draw(&page, page.portrait ? y + 190 : 386);
    }
    if (state->guest_field)
        keys_draw(canvas, state, false);
    no_card_top(canvas, state, door);
    ribbon_draw(canvas, state, door);
}
