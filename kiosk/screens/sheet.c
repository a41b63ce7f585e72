/* 14: one learner: what holds today, the marks, the course. */
#include <stdio.h>
#include <string.h>

#include "screens/letters.h"
#include "screens/name.h"
#include "screens/ribbon.h"
#include "screens/sheet_course.h"

#define PAD    20
#define GAP    10
#define CELL_H 82

struct page {
    struct canvas *canvas;
    const struct staff_state *state;
    const struct ledger_learner *learner;
    float x, y, cell_w; /* of the first choice */
};

static void cell_box(const struct page *page, int index, float height, struct frame_box *out)
{
    *out = (struct frame_box){page->x + (float)(index % 2) * (page->cell_w + GAP),
                              page->y + (float)(index / 2) * (height + GAP), page->cell_w, height};
}

/* ---- choices ---- */

struct choice {
    enum ledger_status status; /* what a touch writes */
    enum ledger_status also;   /* what else it stands for */
    const char *key;
    canvas_color fill, ink; /* chosen */
};

static const struct choice choices[] = {
    {LEDGER_S_PRESENT, LEDGER_S_PRESENT, "st.present", KIT_GREEN, KIT_WHITE},
    {LEDGER_S_LATE, LEDGER_S_HALF, "st.late", KIT_AMBER, KIT_AMBER_INK},
    {LEDGER_S_EARLY, LEDGER_S_EARLY, "st.early", KIT_AMBER, KIT_AMBER_INK},
    {LEDGER_S_EXCUSED, LEDGER_S_EXCUSED, "st.exc_l", KIT_BLUE, KIT_WHITE},
    {LEDGER_S_UNEXCUSED, LEDGER_S_UNEXCUSED, "st.abs_l", KIT_RED, KIT_WHITE},
    {LEDGER_S_ONLINE, LEDGER_S_ONLINE, "st.online", KIT_GREEN, KIT_WHITE},
};
#define CHOICE_ONLINE 5

static void choice_draw(const struct page *page, const struct choice *choice, int index)
{
    static const float sizes[] = {18, 17, 16};
    static const int most[] = {2, 2, 3};
    const struct ledger_learner *learner = page->learner;
    bool on = learner->status == choice->status || learner->status == choice->also;
    canvas_color fill = on ? choice->fill : KIT_WHITE, ink = on ? choice->ink : KIT_INK;
    const struct parts_status *look = parts_status(on ? learner->status : choice->status);
    int zone = STAFF_ZONE_STATUS + (int)choice->status;
    struct frame_box box;
    struct text_lines lines;
    char text[96];
    cell_box(page, index, CELL_H, &box);
    float border = on ? 3 : 2, x = box.x + border + 12;
    float room = box.x + box.w - border - 10 - (on ? 32 : 0) - (x + 34);
    text_fill(text, sizeof text, choice->key, NULL);
    if (on)
        staff_kit_said(text, sizeof text, learner->status, learner->minutes, NULL);
    if (page->state->pressed == zone)
        fill = parts_darker(fill);
    canvas_round_rect(page->canvas, box.x, box.y, box.w, box.h, 14, fill, border, on ? ink : KIT_EDGE);
    canvas_icon(page->canvas, x, box.y + 28, 26, (uint32_t)look->icon, on ? ink : look->sign);
    wrap_fit(page->canvas, CANVAS_SEMIBOLD, sizes, 3, room, most, WRAP_BALANCED, text, 0, &lines);
    struct kit_style style = {CANVAS_SEMIBOLD, lines.size, 23, ink};
    kit_lines(page->canvas, x + 34, box.y + (CELL_H - 23 * (float)lines.count) / 2, &style, CANVAS_LEFT,
              &lines);
    if (on)
        canvas_icon(page->canvas, box.x + box.w - border - 10 - 24, box.y + 29, 24,
                    KIT_ICON_RADIO_BUTTON_CHECKED, ink);
    canvas_zone(page->canvas, box.x - GAP / 2.0f, box.y - GAP / 2.0f, box.w + GAP, box.h + GAP, zone);
}

/* Late and the absences can be given a reason afterwards too: the question is asked anew. */
static bool asks_reason(enum ledger_status status)
{
    return status == LEDGER_S_LATE || status == LEDGER_S_EARLY || status == LEDGER_S_EXCUSED ||
           status == LEDGER_S_UNEXCUSED;
}

static void reason_draw(const struct page *page, int index)
{
    const struct ledger_learner *learner = page->learner;
    struct kit_style label = {CANVAS_REGULAR, 16, 20, KIT_INK2}, value = {CANVAS_SEMIBOLD, 18, 24, KIT_INK};
    int zone = STAFF_ZONE_STATUS + (int)learner->status;
    struct frame_box box;
    char text[96], shown[LEDGER_REASON_MAX + 96];
    bool open = asks_reason(learner->status);
    cell_box(page, index, CELL_H, &box);
    canvas_round_rect(page->canvas, box.x, box.y, box.w, box.h, 14, KIT_WHITE, open ? 2 : 0, KIT_EDGE);
    float x = box.x + 14, room = box.w - 28 - (open ? 36 : 0);
    kit_text_within(page->canvas, x, box.y + 19, room, &label,
                    text_fill(text, sizeof text, "sheet.reason", NULL));
    staff_kit_reason(shown, sizeof shown, learner->reason[0] ? learner->reason : "–");
    kit_text_within(page->canvas, x, box.y + 39, room, &value, shown);
    if (!open)
        return;
    canvas_icon(page->canvas, box.x + box.w - 14 - 28, box.y + 27, 28, KIT_ICON_EXPAND_MORE, KIT_INK2);
    canvas_zone(page->canvas, box.x - GAP / 2.0f, box.y - GAP / 2.0f, box.w + GAP, box.h + GAP, zone);
}

static void choices_draw(const struct page *page)
{
    enum ledger_status status = page->learner->status;
    bool needs_none = status == LEDGER_NOT_YET || status == LEDGER_S_PRESENT || status == LEDGER_S_ONLINE;
    for (int i = 0; i < CHOICE_ONLINE; i++)
        choice_draw(page, &choices[i], i);
    if (asks_reason(status) || (page->learner->reason[0] && !needs_none))
        reason_draw(page, CHOICE_ONLINE);
    else
        choice_draw(page, &choices[CHOICE_ONLINE], CHOICE_ONLINE);
}

/* ---- questions ---- */

static bool asks_minutes(int asked_status)
{
    return asked_status == LEDGER_S_LATE || asked_status == LEDGER_S_EARLY;
}

static void answer_draw(const struct page *page, int index, float height, int icon, const char *text,
                        int zone, bool chosen)
{
    struct frame_box box;
    cell_box(page, index, height, &box);
    parts_button(
        page->canvas, &box, page->state->pressed,
        &(struct parts_button){
            .icon = icon, .icon_px = 24, .gap = 8, .text = text, .zone = zone, .size = 19, .dark = chosen});
}

static void reasons_draw(const struct page *page, float height)
{
    char text[96];
    for (int i = 0; i < STAFF_REASONS; i++) {
        const char *name = strchr(staff_reasons[i], '.') + 1;
        bool chosen = (int)page->learner->status == page->state->asked_status &&
                      strcmp(name, page->learner->reason) == 0;
        answer_draw(page, i, height, chosen ? KIT_ICON_CHECK : 0,
                    text_fill(text, sizeof text, staff_reasons[i], NULL), STAFF_ZONE_REASON + i, chosen);
    }
}

static void absence_draw(const struct page *page)
{
    char text[64];
    reasons_draw(page, CELL_H);
    answer_draw(page, STAFF_REASONS, CELL_H, KIT_ICON_ARROW_BACK,
                text_fill(text, sizeof text, "unlock.cancel", NULL), STAFF_ZONE_BACK, false);
}

/* Late or left early is written already; the minutes can be mended and a reason given. */
static void minutes_draw(struct page *page)
{
    static const int offered[] = {5, 10, 15, 20, 30, 45};
    enum { OFFERED = sizeof offered / sizeof offered[0] };
    float width = 2 * page->cell_w + GAP, each = (width - (OFFERED - 1) * 8) / OFFERED;
    int minutes = page->learner->minutes;
    char text[64], number[16];
    for (int i = 0; i < OFFERED; i++) {
        struct frame_box box = {page->x + (float)i * (each + 8), page->y, each, 60};
        snprintf(number, sizeof number, "%d", offered[i]);
        parts_button(page->canvas, &box, page->state->pressed,
                     &(struct parts_button){.text = number,
                                            .zone = STAFF_ZONE_MINUTES + offered[i],
                                            .dark = minutes == offered[i]});
    }
    page->y += 60 + GAP;
    reasons_draw(page, 60);
    snprintf(number, sizeof number, "%d", minutes);
    if (minutes > 0 && minutes < 1440)
        answer_draw(page, STAFF_REASONS, 60, KIT_ICON_CHECK,
                    text_fill(text, sizeof text, "sheet.keep", "m", number, NULL), STAFF_ZONE_KEEP, false);
}

/* One act that is told first, the safe way out filled. */
static void confirm_draw(const struct page *page)
{
    const struct staff_state *state = page->state;
    bool block = state->asked_block;
    bool withdraw = !block && state->sheet.cells[state->asked_cell - 1].made_up;
    float width = 2 * page->cell_w + GAP, y = page->y + 8;
    struct kit_style says = {CANVAS_MEDIUM, 20, 27, KIT_INK};
    struct text_lines lines;
    char text[LEDGER_NAME_MAX + 128], tail[8];
    snprintf(tail, sizeof tail, "%s", page->learner->card_tail);
    text_fill(text, sizeof text,
              block      ? tail[0] ? "sheet.lost_d" : "sheet.lost_all_d"
              : withdraw ? "makeup.withdraw_d"
                         : "makeup.ask",
              "id", tail, NULL);
    kit_wrap(page->canvas, &says, width, 3, WRAP_PRETTY, text, &lines);
    y += kit_lines(page->canvas, page->x, y, &says, CANVAS_LEFT, &lines) + 14;
    struct frame_box box = {page->x, y, width, 60};
    if (!block && !withdraw) {
        struct page answers = *page;
        answers.y = y;
        for (int i = 0; i < STAFF_CREDITS; i++)
            answer_draw(&answers, i, 76, 0, text_fill(text, sizeof text, staff_credits[i], NULL),
                        STAFF_ZONE_REASON + i, false);
        cell_box(&answers, STAFF_CREDITS, 76, &box);
    }
    if (block || withdraw) {
        parts_button(
            page->canvas, &box, state->pressed,
            &(struct parts_button){
                .icon = block ? KIT_ICON_CREDIT_CARD_OFF : KIT_ICON_UNDO,
                .text = text_fill(text, sizeof text, block ? "sheet.block" : "makeup.withdraw", NULL),
                .zone = STAFF_ZONE_CONFIRM,
                .danger = true,
                .size = 19});
        box.y += 60 + GAP;
    }
    parts_button(page->canvas, &box, state->pressed,
                 &(struct parts_button){.text = text_fill(text, sizeof text, "unlock.cancel", NULL),
                                        .zone = STAFF_ZONE_BACK,
                                        .primary = true,
                                        .size = 19});
}

/* ---- the page ---- */

static void head_text(const struct page *page, const struct screen_state *door, char *out, size_t capacity)
{
    const struct staff_state *state = page->state;
    const struct ledger_session *session = state->roll ? &state->roll->session : &door->view.current;
    char a[16], b[16], day[32], from[16], to[16];
    if (state->asked_block) {
        text_fill(out, capacity, "sheet.lost", NULL);
        return;
    }
    if (state->asked_cell) {
        snprintf(a, sizeof a, "%d", state->sheet.cells[state->asked_cell - 1].number);
        text_fill(out, capacity, "makeup.title", "n", a, NULL);
        return;
    }
    if (asks_minutes(state->asked_status)) {
        text_fill(out, capacity,
                  state->asked_status == LEDGER_S_LATE ? "sheet.minutes" : "sheet.minutes_early", NULL);
        return;
    }
    if (state->asked_status >= 0) {
        char status[96], ask[96];
        staff_kit_said(status, sizeof status, (enum ledger_status)state->asked_status, 0, NULL);
        snprintf(out, capacity, "%s · %s", status, text_fill(ask, sizeof ask, "sheet.ask_reason", NULL));
        return;
    }
    bool today = !door->view.clock_trusted || kit_days_between(door->now_utc_ms, session->starts_utc_ms) == 0;
    snprintf(a, sizeof a, "%d", session->number);
    snprintf(b, sizeof b, "%d", session->of);
    if (today || session->number <= 0)
        text_fill(out, capacity, "sheet.today", NULL);
    else
        text_fill(out, capacity, "idle.session_n", "n", a, "N", b, NULL);
    if (session->starts_utc_ms <= 0)
        return;
    size_t used = strlen(out);
    snprintf(out + used, capacity - used, " · %s, %s – %s", text_day(day, sizeof day, session->starts_utc_ms),
             text_time(from, sizeof from, session->starts_utc_ms),
             text_time(to, sizeof to, session->ends_utc_ms));
}

static void top_draw(const struct page *page)
{
    const struct ledger_learner *learner = page->learner;
    char title[TEXT_LINE_BYTES + 24], card[48] = "";
    bool has_card = page->state->sheet.has_card;
    title[0] = '\0';
    if (learner->ordinal > 0)
        snprintf(title, sizeof title, "%d · ", learner->ordinal);
    if (learner->card_tail[0])
        snprintf(card, sizeof card, "…%s", learner->card_tail);
    static const struct kit_style bold = {CANVAS_BOLD, 22, 28, KIT_WHITE};
    static const struct kit_style below = {CANVAS_REGULAR, 16, 22, KIT_NAVY_TEXT};
    static const struct kit_style tail = {CANVAS_REGULAR, 16, 64, KIT_NAVY_TEXT};
    float right = canvas_width(page->canvas) - 20;
    parts_top(page->canvas, page->state, "", "", NULL);
    if (page->state->locks_in_ms > 0 && page->state->locks_in_ms <= 15000) {
        right -= 90; /* the countdown stands there */
    } else if (has_card) {
        if (card[0])
            right -= kit_text(page->canvas, right, 0, &tail, CANVAS_RIGHT, card) + 8;
        right -= 24;
        canvas_icon(page->canvas, right, 20, 24, KIT_ICON_CREDIT_CARD, KIT_NAVY_TEXT);
    }
    struct text_lines name;
    struct kit_style fit = bold;
    float room = right - 12 - 68 - canvas_text_width(page->canvas, bold.weight, bold.size, title);
    name_line(page->canvas, bold.weight, bold.size, room, learner->full_name, &name);
    letters_append(title, sizeof title, name.line[0]);
    fit.size = name.size;
    kit_text(page->canvas, 68, 7, &fit, CANVAS_LEFT, title);
    kit_text_within(page->canvas, 68, 35, right - 12 - 68, &below, learner->unit);
}

/* The card: another one, or the one that is lost. */
static void card_draw(const struct page *page, float y)
{
    char text[64];
    struct frame_box assign = {page->x, y, page->cell_w, 56}, lost = assign;
    lost.x += page->cell_w + GAP;
    parts_button(page->canvas, &assign, page->state->pressed,
                 &(struct parts_button){.icon = KIT_ICON_CREDIT_CARD,
                                        .icon_px = 24,
                                        .gap = 8,
                                        .size = 18,
                                        .text = text_fill(text, sizeof text, "menu.enrol", NULL),
                                        .zone = STAFF_ZONE_ENROL});
    bool has_card = page->state->sheet.has_card;
    parts_button(page->canvas, &lost, page->state->pressed,
                 &(struct parts_button){
                     .icon = has_card ? KIT_ICON_CREDIT_CARD_OFF : 0,
                     .icon_px = 24,
                     .gap = 8,
                     .size = 18,
                     .off = !has_card,
                     .text = text_fill(text, sizeof text, has_card ? "sheet.lost" : "sheet.no_card", NULL),
                     .zone = STAFF_ZONE_BLOCK});
}

void staff_sheet(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    const struct ledger_learner *learner = &state->sheet.learner;
    bool portrait = canvas_portrait(canvas);
    float width = canvas_width(canvas), left_w = portrait ? width - 2 * PAD : width - 3 * PAD - 332;
    struct page page = {canvas, state, learner, PAD, 114, (left_w - GAP) / 2};
    struct kit_style head = {CANVAS_SEMIBOLD, 18, 24, KIT_INK2};
    char text[LEDGER_REASON_MAX + LEDGER_NAME_MAX + 96];
    float foot =
        portrait ? 114 + 3 * CELL_H + 2 * GAP + 12 + SHEET_COURSE_PX + 8 : canvas_height(canvas) - 64;
    canvas_clear(canvas, KIT_PAPER);
    staff_kit_rise(canvas, door, state->sheet_mono_ms,
                   &(struct frame_box){0, 64, width, canvas_height(canvas) - 64});
    head_text(&page, door, text, sizeof text);
    parts_shrunk(canvas, PAD, 80, left_w, &head, 16, text);
    if (state->asked_block || state->asked_cell)
        confirm_draw(&page);
    else if (asks_minutes(state->asked_status))
        minutes_draw(&page);
    else if (state->asked_status >= 0)
        absence_draw(&page);
    else
        choices_draw(&page);
    if (portrait)
        sheet_course_draw(canvas, state,
                          &(struct frame_box){PAD, foot - 8 - SHEET_COURSE_PX, left_w, SHEET_COURSE_PX});
    else
        sheet_course_draw(canvas, state, &(struct frame_box){width - PAD - 332, 76, 332, SHEET_COURSE_PX});
    float undo = staff_kit_undo_px(state, door);
    if (undo == 0 || foot + 56 <= canvas_height(canvas) - undo)
        card_draw(&page, foot);
    canvas_pop(canvas);
    top_draw(&page);
    bool same = learner->status == state->saved_status;
    staff_kit_said(text, sizeof text, state->saved_status, same ? learner->minutes : 0,
                   same ? learner->reason : NULL);
    staff_kit_undo(canvas, state, door, text);
    ribbon_draw(canvas, state, door);
}
