/* 16, 16b, 16c and an instructor's card: a card for a learner, in three steps. */
#include <stdio.h>
#include <string.h>

#include "screens/chooser.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define PAD      24
#define STEP_OFF CANVAS_RGB(0xC6CAC9)
#define HOLDER   CANVAS_RGB(0xE6E7E3)

struct page {
    struct canvas *canvas;
    const struct staff_state *state;
    const struct screen_state *door;
    bool portrait;
    float width, height, room;
};

static char *card_tail(char *out, size_t capacity, const char *tail)
{
    snprintf(out, capacity, "…%s", tail);
    return out;
}

static void top_draw(const struct page *page)
{
    char title[96], below[LEDGER_NAME_MAX + LEDGER_TITLE_MAX + 64], tail[96], id[16];
    const char *course = page->state->roll ? page->state->roll->session.title : "";
    struct screen_state timeless = *page->door;
    timeless.view.clock_trusted = false;
    parts_place(below, sizeof below, &timeless, course[0] ? parts_intake(course) : NULL);
    if (page->state->enrol == STAFF_ENROL_CHOOSE && page->state->enrol_tail[0])
        parts_place(below, sizeof below, &timeless,
                    text_fill(tail, sizeof tail, "refuse.card_no", "id",
                              card_tail(id, sizeof id, page->state->enrol_tail), NULL));
    parts_top(page->canvas, page->state, text_fill(title, sizeof title, "enrol.title", NULL), below, NULL);
}

/* ---- the three steps; those before `at` are done ---- */

static const char *const step_keys[] = {"enrol.s1", "enrol.s2", "enrol.s3"};

static void step_sign(const struct page *page, float x, int step, int at)
{
    char number[12];
    struct kit_style style = {CANVAS_BOLD, 18, 32, step == at ? KIT_WHITE : KIT_INK2};
    if (step < at) {
        canvas_disc(page->canvas, x + 16, 100, 16, KIT_GREEN);
        parts_check(page->canvas, x + 5, 89, 22, KIT_WHITE);
        return;
    }
    if (step == at)
        canvas_disc(page->canvas, x + 16, 100, 16, KIT_ACTION);
    else
        canvas_round_rect(page->canvas, x, 84, 32, 32, 16, CANVAS_RGBA(0xFFFFFF, 0), 2, KIT_EDGE);
    snprintf(number, sizeof number, "%d", step + 1);
    kit_text(page->canvas, x + 16, 84, &style, CANVAS_CENTRE, number);
}

static void steps_draw(const struct page *page, int at)
{
    char word[3][64];
    float width[3], taken = 4 * 10;
    for (int i = 0; i < 3; i++) {
        bool told = !page->portrait || i == at || (at > 2 && i == 2);
        enum canvas_weight weight = i == at ? CANVAS_BOLD : CANVAS_MEDIUM;
        text_fill(word[i], sizeof word[i], step_keys[i], NULL);
        width[i] = 32;
        if (told)
            width[i] += 9 + canvas_text_width(page->canvas, weight, 18, word[i]);
        else
            word[i][0] = '\0';
        taken += width[i];
    }
    float line = (page->room - taken) / 2, x = PAD;
    for (int i = 0; i < 3; i++) {
        struct kit_style style = {i == at ? CANVAS_BOLD : CANVAS_MEDIUM, 18, 40,
                                  i <= at ? KIT_INK : KIT_INK2};
        step_sign(page, x, i, at);
        kit_text(page->canvas, x + 41, 80, &style, CANVAS_LEFT, word[i]);
        x += width[i] + 10;
        if (i < 2 && line > 0)
            canvas_rect(page->canvas, x, 99, line, 2, i < at ? KIT_GREEN : STEP_OFF);
        x += line + 10;
    }
}

/* ---- 16 ---- */

static float who_draw(const struct page *page, float x, float width, float y, float bottom)
{
    static const float sizes[] = {34, 30, 26};
    const struct staff_state *state = page->state;
    const struct ledger_learner *learner = &state->enrol_learner;
    struct kit_style quiet = {CANVAS_REGULAR, 20, 28, KIT_INK2};
    struct kit_style warning = {CANVAS_SEMIBOLD, 18, 24, KIT_AMBER_TEXT};
    struct text_lines name, unit, old = {0};
    char text[160], id[16], number[16];
    text_fit_name(page->canvas, sizes, 3, width, 2, learner->full_name, &name);
    struct kit_style bold = {CANVAS_BOLD, name.size, name.size + 10, KIT_INK};
    kit_wrap(page->canvas, &quiet, width, 2, WRAP_PRETTY, learner->unit, &unit);
    if (state->enrol_old_tail[0])
        kit_wrap(page->canvas, &warning, width - 68, 2, WRAP_PRETTY,
                 text_fill(text, sizeof text, "enrol.old", "id",
                           card_tail(id, sizeof id, state->enrol_old_tail), NULL),
                 &old);
    float box = old.count ? (float)old.count * 24 + 28 : 0;
    float height = (float)name.count * bold.line_px + 2 + (float)(unit.count + (learner->ordinal > 0)) * 28;
    height += old.count ? 26 + box : 0;
    y += (bottom - y - height) / 2;
    y += kit_lines(page->canvas, x, y, &bold, CANVAS_LEFT, &name) + 2;
    y += kit_lines(page->canvas, x, y, &quiet, CANVAS_LEFT, &unit);
    if (learner->ordinal > 0) {
        snprintf(number, sizeof number, "%d", learner->ordinal);
        kit_text_within(page->canvas, x, y, width, &quiet,
                        text_fill(text, sizeof text, "result.no_full", "n", number, NULL));
        y += 28;
    }
    if (old.count) {
        y += 26;
        canvas_round_rect(page->canvas, x, y, width, box, 14, KIT_AMBER_TINT, 0, 0);
        canvas_icon(page->canvas, x + 16, y + (box - 26) / 2, 26, KIT_ICON_INFO, KIT_AMBER_TEXT);
        kit_lines(page->canvas, x + 52, y + 14, &warning, CANVAS_LEFT, &old);
    }
    return y;
}

static void tap_draw(const struct page *page)
{
    struct frame_box panel = {page->width - 328, 136, 328, page->height - 136};
    struct kit_style style = {CANVAS_BOLD, 30, 39, KIT_WHITE};
    struct text_lines lines;
    char text[128];
    steps_draw(page, 1);
    if (page->portrait)
        panel = (struct frame_box){0, 416, page->width, page->height - 416};
    canvas_rect(page->canvas, panel.x, panel.y, panel.w, panel.h, KIT_NAVY);
    kit_wrap(page->canvas, &style, panel.w - 56, 3, WRAP_BALANCED,
             text_fill(text, sizeof text, page->door->notice_key ? page->door->notice_key : "enrol.do", NULL),
             &lines);
    float y = panel.y + (panel.h - 124 - 18 - (float)lines.count * style.line_px) / 2;
    kit_ring(page->canvas, page->door, panel.x + panel.w / 2, y + 62, 1.45f / 1.12f * 248, 0, 0);
    kit_lines(page->canvas, panel.x + panel.w / 2, y + 142, &style, CANVAS_CENTRE, &lines);
    if (page->portrait)
        who_draw(page, PAD, page->room, 136, panel.y);
    else
        who_draw(page, PAD, panel.x - PAD - 28, 140, page->height - 24);
}

/* ---- two buttons at the foot: beside one another, or in portrait the usual one below ---- */

static void buttons_draw(const struct page *page, struct parts_button *first, struct parts_button *second)
{
    float width = page->portrait ? page->room : (page->room - 16) / 2;
    struct frame_box box = {PAD, page->height - 28 - 72, width, 72};
    second->primary = true;
    if (page->portrait)
        box.y -= 88;
    if (first)
        parts_button(page->canvas, &box, page->state->pressed, first);
    if (page->portrait)
        box.y += 88;
    else
        box.x += width + 16;
    parts_button(page->canvas, &box, page->state->pressed, second);
}

/* ---- 16b ---- */

static void done_draw(const struct page *page)
{
    static const float sizes[] = {34, 30, 26, 22};
    static const int one[] = {1, 1, 1, 2};
    const struct staff_state *state = page->state;
    struct frame_box box = {PAD, 144, page->room, page->portrait ? 372 : 212};
    struct kit_style bold = {CANVAS_SEMIBOLD, 26, 36, KIT_INK}, quiet = {CANVAS_REGULAR, 20, 28, KIT_INK};
    struct kit_style test = {CANVAS_MEDIUM, 20, 28, state->enrol_tested ? KIT_GREEN_TEXT : KIT_INK};
    struct text_lines done, name, unit;
    char text[128], id[16], undo[64], next[64];
    float x = page->portrait ? box.x + 32 : box.x + 170, width = box.x + box.w - 32 - x;
    steps_draw(page, 3);
    canvas_round_rect(page->canvas, box.x, box.y, box.w, box.h, 20, KIT_GREEN_TINT, 0, 0);
    wrap_fit(
        page->canvas, CANVAS_BOLD, sizes, 4, width, one, WRAP_BALANCED,
        text_fill(text, sizeof text, "enrol.done", "id", card_tail(id, sizeof id, state->enrol_tail), NULL),
        0, &done);
    struct kit_style head = {CANVAS_BOLD, done.size, done.size + 10, KIT_GREEN_TEXT};
    kit_wrap(page->canvas, &bold, width, page->portrait ? 2 : 1, WRAP_BALANCED,
             state->enrol_learner.full_name, &name);
    kit_wrap(page->canvas, &quiet, width, 1, WRAP_GREEDY, state->enrol_learner.unit, &unit);
    float texts = (float)done.count * head.line_px + 4 + (float)name.count * 36 + (float)unit.count * 28 + 36;
    float badge = page->portrait ? 108 + 20 : 0, y = box.y + (box.h - texts - badge) / 2;
    kit_circle_badge(page->canvas, NULL, box.x + 32, page->portrait ? y : box.y + (box.h - 108) / 2, 108,
                     KIT_MARK_CHECK, KIT_GREEN, KIT_WHITE);
    y += badge;
    y += kit_lines(page->canvas, x, y, &head, CANVAS_LEFT, &done) + 4;
    y += kit_lines(page->canvas, x, y, &bold, CANVAS_LEFT, &name);
    y += kit_lines(page->canvas, x, y, &quiet, CANVAS_LEFT, &unit) + 8;
    canvas_icon(page->canvas, x, y + 2, 24, state->enrol_tested ? KIT_ICON_CHECK : KIT_ICON_CONTACTLESS,
                KIT_GREEN_TEXT);
    parts_shrunk(page->canvas, x + 32, y, width - 32, &test, 16,
                 text_fill(text, sizeof text, state->enrol_tested ? "enrol.tested" : "enrol.test", NULL));
    buttons_draw(
        page,
        &(struct parts_button){
            .icon = state->enrol_undo ? KIT_ICON_UNDO : KIT_ICON_CONTACTLESS,
            .text = text_fill(undo, sizeof undo, state->enrol_undo ? "sheet.undo" : "enrol.other", NULL),
            .zone = state->enrol_undo ? STAFF_ZONE_UNDO : STAFF_ZONE_OTHER},
        &(struct parts_button){.icon = KIT_ICON_CREDIT_CARD,
                               .text = text_fill(next, sizeof next, "enrol.next", NULL),
                               .zone = STAFF_ZONE_NEXT});
}

/* ---- 16c ---- */

/* The octagon and what is wrong. Returns where it ends. */
static float wrong_draw(const struct page *page, const char *key, const char *tail)
{
    static const float sizes[] = {30, 26, 22};
    static const int lines[] = {1, 2, 2};
    char text[128], card[64] = "", id[16];
    struct kit_style quiet = {CANVAS_MEDIUM, 20, 26, KIT_INK2};
    struct text_lines head;
    if (tail[0])
        text_fill(card, sizeof card, "refuse.card_no", "id", card_tail(id, sizeof id, tail), NULL);
    float taken =
        page->portrait || !card[0] ? 0 : canvas_figures_width(page->canvas, CANVAS_MEDIUM, 20, card) + 16;
    kit_octagon_badge(page->canvas, NULL, PAD, 142, 60, KIT_ICON_LINK_OFF, 36, KIT_RED, KIT_WHITE);
    wrap_fit(page->canvas, CANVAS_BOLD, sizes, 3, page->room - 76 - taken, lines, WRAP_BALANCED,
             text_fill(text, sizeof text, key, NULL), 0, &head);
    struct kit_style bold = {CANVAS_BOLD, head.size, head.size + 8, KIT_INK};
    kit_lines(page->canvas, PAD + 76, 172 - (float)head.count * bold.line_px / 2, &bold, CANVAS_LEFT, &head);
    if (page->portrait)
        kit_figures(page->canvas, PAD + 76, 212, &quiet, CANVAS_LEFT, card);
    else
        kit_figures(page->canvas, page->width - PAD, 159, &quiet, CANVAS_RIGHT, card);
    return page->portrait ? 254 : 222;
}

static void side_draw(const struct page *page, const struct frame_box *box,
                      const struct ledger_learner *learner, int icon, const char *key, canvas_color fill,
                      canvas_color ink)
{
    struct kit_style label = {CANVAS_SEMIBOLD, 18, 24, ink}, bold = {CANVAS_BOLD, 26, 34, KIT_INK};
    struct kit_style quiet = {CANVAS_REGULAR, 18, 26, KIT_INK2};
    char text[96];
    float x = box->x + 20, width = box->w - 40;
    canvas_round_rect(page->canvas, box->x, box->y, box->w, box->h, 16, fill, 0, 0);
    canvas_icon(page->canvas, x, box->y + 16, 24, (uint32_t)icon, ink);
    kit_text_within(page->canvas, x + 32, box->y + 16, width - 32, &label,
                    text_fill(text, sizeof text, key, NULL));
    parts_shrunk(page->canvas, x, box->y + 48, width, &bold, 20, learner->full_name);
    kit_text_within(page->canvas, x, box->y + 82, width, &quiet, learner->unit);
}

static void in_use_draw(const struct page *page)
{
    const struct staff_state *state = page->state;
    char move[LEDGER_NAME_MAX + 64], other[64], notice[96];
    float y = wrong_draw(page, "enrol.busy", state->enrol_tail);
    steps_draw(page, 1);
    struct frame_box box = {PAD, y, page->portrait ? page->room : (page->room - 64) / 2, 132};
    side_draw(page, &box, &state->enrol_holder, KIT_ICON_CREDIT_CARD, "enrol.from", HOLDER, KIT_INK);
    if (page->portrait) {
        canvas_icon(page->canvas, page->width / 2 - 18, y + 132 + 10, 36, KIT_ICON_ARROW_DOWN, KIT_INK2);
        box.y += 132 + 56;
    } else {
        canvas_icon(page->canvas, PAD + box.w + 14, y + 48, 36, KIT_ICON_ARROW_FORWARD, KIT_INK2);
        box.x += box.w + 64;
    }
    side_draw(page, &box, &state->enrol_learner, KIT_ICON_PERSON, "enrol.to", KIT_BLUE_TINT, KIT_BLUE_TEXT);
    text_fill(move, sizeof move, "enrol.move", "name", state->enrol_learner.full_name, NULL);
    /* A move waits for the instructor's card: the notice says so in the button's place. */
    const char *asked = page->door->notice_key;
    buttons_draw(page,
                 &(struct parts_button){.icon = asked ? KIT_ICON_BADGE : KIT_ICON_SWAP_HORIZ,
                                        .text = asked ? text_fill(notice, sizeof notice, asked, NULL) : move,
                                        .zone = asked ? 0 : STAFF_ZONE_MOVE,
                                        .dark = asked},
                 &(struct parts_button){.icon = KIT_ICON_CONTACTLESS,
                                        .text = text_fill(other, sizeof other, "enrol.other", NULL),
                                        .zone = STAFF_ZONE_OTHER});
}

static void staff_card_draw(const struct page *page)
{
    char other[64];
    float y = wrong_draw(page, "enrol.staff", "");
    steps_draw(page, 1);
    struct frame_box box = {PAD, y, page->room, 132};
    side_draw(page, &box, &page->state->enrol_learner, KIT_ICON_PERSON, "enrol.to", KIT_BLUE_TINT,
              KIT_BLUE_TEXT);
    buttons_draw(page, NULL,
                 &(struct parts_button){.icon = KIT_ICON_CONTACTLESS,
                                        .text = text_fill(other, sizeof other, "enrol.other", NULL),
                                        .zone = STAFF_ZONE_OTHER});
}

void staff_enrol(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct page page = {.canvas = canvas, .state = state, .door = door, .portrait = canvas_portrait(canvas)};
    page.width = canvas_width(canvas);
    page.height = canvas_height(canvas);
    page.room = page.width - 2 * PAD;
    canvas_clear(canvas, KIT_PAPER);
    switch (state->enrol) {
    case STAFF_ENROL_TAP:
        tap_draw(&page);
        break;
    case STAFF_ENROL_DONE:
        done_draw(&page);
        break;
    case STAFF_ENROL_IN_USE:
        in_use_draw(&page);
        break;
    case STAFF_ENROL_STAFF_CARD:
        staff_card_draw(&page);
        break;
    default:
        chooser_draw(canvas, state, door);
        return;
    }
    top_draw(&page);
    ribbon_draw(canvas, state, door);
}
