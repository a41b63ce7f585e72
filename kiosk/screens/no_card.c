/* 17: a learner whose card is not here; and the two tabs that 17b has as well. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "screens/chooser.h"
#include "screens/no_card.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define PAD  20
#define TABS CANVAS_RGB(0xE4E5E1)

void no_card_tabs(struct canvas *canvas, const struct staff_state *state, int chosen)
{
    static const struct {
        int icon, zone;
        const char *key;
    } tabs[] = {{KIT_ICON_CREDIT_CARD_OFF, STAFF_ZONE_NO_CARD, "guest.forgot"},
                {KIT_ICON_PERSON_ADD, STAFF_ZONE_GUEST, "guest.guest"}};
    static const float sizes[] = {20, 18, 16};
    static const int lines[] = {1, 1, 2};
    float width = canvas_width(canvas) - 2 * PAD, each = (width - 12) / 2;
    canvas_round_rect(canvas, PAD, 78, width, 60, 16, TABS, 0, 0);
    for (int i = 0; i < 2; i++) {
        float x = PAD + 4 + (float)i * (each + 4);
        canvas_color ink = i == chosen ? KIT_INK : KIT_INK2;
        char text[64];
        struct text_lines words;
        if (i == chosen)
            canvas_round_rect(canvas, x, 82, each, 52, 12, KIT_WHITE, 2, KIT_INK);
        else if (state->pressed == tabs[i].zone)
            canvas_round_rect(canvas, x, 82, each, 52, 12, parts_darker(TABS), 0, 0);
        wrap_fit(canvas, CANVAS_SEMIBOLD, sizes, 3, each - 52, lines, WRAP_BALANCED,
                 text_fill(text, sizeof text, tabs[i].key, NULL), 0, &words);
        struct kit_style style = {CANVAS_SEMIBOLD, words.size, words.count > 1 ? 21 : 26, ink};
        float left = x + (each - 36 - words.width) / 2;
        canvas_icon(canvas, left, 82 + 13, 26, (uint32_t)tabs[i].icon, ink);
        kit_lines(canvas, left + 36, 108 - (float)words.count * style.line_px / 2, &style, CANVAS_LEFT,
                  &words);
        canvas_zone(canvas, x, 78, each, 60, tabs[i].zone);
    }
}

void no_card_top(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    char title[96], place[LEDGER_NAME_MAX + 64];
    parts_top(canvas, state, text_fill(title, sizeof title, "guest.title", NULL),
              parts_place(place, sizeof place, door, NULL), NULL);
}

/* What was looked for; a touch goes back to looking. */
static void field_draw(struct canvas *canvas, const struct staff_state *state, float width)
{
    struct kit_style style = {CANVAS_MEDIUM, 22, 60, KIT_INK};
    canvas_color fill = state->pressed == STAFF_ZONE_NO_CARD ? parts_darker(KIT_WHITE) : KIT_WHITE;
    canvas_round_rect(canvas, PAD, 152, width, 64, 14, fill, 2, KIT_EDGE);
    canvas_icon(canvas, PAD + 18, 170, 28, KIT_ICON_SEARCH, KIT_INK2);
    kit_text_within(canvas, PAD + 58, 154, width - 58 - 56, &style, state->query);
    canvas_icon(canvas, PAD + width - 18 - 26, 171, 26, KIT_ICON_CLOSE, KIT_INK2);
    canvas_zone(canvas, PAD, 152, width, 64, STAFF_ZONE_NO_CARD);
}

static void learner_draw(struct canvas *canvas, const struct ledger_learner *learner,
                         const struct frame_box *box)
{
    static const float sizes[] = {34, 30, 26, 22};
    struct kit_style quiet = {CANVAS_REGULAR, 20, 28, KIT_INK2};
    char text[LEDGER_NAME_MAX + 64], number[16];
    struct text_lines name, unit;
    bool portrait = canvas_portrait(canvas);
    canvas_round_rect(canvas, box->x, box->y, box->w, box->h, 16, KIT_WHITE, 1, KIT_LINE);
    float right = box->x + box->w - 25;
    float chip = parts_chip(canvas, right, portrait ? box->y + box->h - 25 - 36 : box->y + (box->h - 36) / 2,
                            learner->status);
    float x = box->x + 25, width = portrait ? box->w - 50 : right - chip - 20 - x;
    text_fit_name(canvas, sizes, 4, width, 2, learner->full_name, &name);
    struct kit_style bold = {CANVAS_BOLD, name.size, name.size + 10, KIT_INK};
    snprintf(number, sizeof number, "%d", learner->ordinal);
    text[0] = '\0';
    if (learner->ordinal > 0)
        text_fill(text, sizeof text, "result.no_full", "n", number, NULL);
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%s", used && learner->unit[0] ? " · " : "", learner->unit);
    kit_wrap(canvas, &quiet, width, name.count < 2 || portrait ? 2 : 1, WRAP_PRETTY, text, &unit);
    float height = (float)name.count * bold.line_px + (float)unit.count * 28;
    float y = portrait ? box->y + 25 : box->y + (box->h - height) / 2;
    y += kit_lines(canvas, x, y, &bold, CANVAS_LEFT, &name);
    kit_lines(canvas, x, y, &quiet, CANVAS_LEFT, &unit);
}

/* Somebody who is counted already needs no mark: it would only hide when they came. */
static bool is_here(enum ledger_status status)
{
    return status == LEDGER_S_PRESENT || status == LEDGER_S_LATE || status == LEDGER_S_ONLINE;
}

void staff_no_card(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    const struct ledger_learner *learner = &state->enrol_learner;
    bool portrait = canvas_portrait(canvas);
    float width = canvas_width(canvas) - 2 * PAD;
    char text[128], number[16], save[64];
    if (!learner->member_id[0]) {
        chooser_draw(canvas, state, door);
        return;
    }
    canvas_clear(canvas, KIT_PAPER);
    no_card_tabs(canvas, state, 0);
    field_draw(canvas, state, width);
    struct frame_box card = {PAD, 230, width, portrait ? 250 : 138};
    learner_draw(canvas, learner, &card);
    float y = card.y + card.h + 18;
    if (learner->no_card_times > 0) {
        struct kit_style style = {CANVAS_SEMIBOLD, 18, 24, KIT_AMBER_TEXT};
        snprintf(number, sizeof number, "%d",
                 learner->no_card_times < INT_MAX ? learner->no_card_times + 1 : INT_MAX);
        struct frame_box note = {PAD, y, portrait ? width : width - 360, 64};
        parts_note(canvas, &note, KIT_ICON_HISTORY, 28, 8, KIT_AMBER_TEXT, &style,
                   text_fill(text, sizeof text, "guest.nth", "n", number, NULL));
    }
    struct frame_box button = {PAD + width - 350, y, 350, 72};
    if (portrait)
        button = (struct frame_box){PAD, y + 82, width, 72};
    bool here = is_here(learner->status);
    parts_button(canvas, &button, state->pressed,
                 &(struct parts_button){
                     .icon = KIT_ICON_HOW_TO_REG,
                     .icon_px = 30,
                     .text = text_fill(save, sizeof save, here ? "result.already" : "guest.save", NULL),
                     .zone = STAFF_ZONE_SAVE,
                     .primary = true,
                     .off = here});
    no_card_top(canvas, state, door);
    ribbon_draw(canvas, state, door);
}
