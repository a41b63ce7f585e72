/* 05, 06, 06b, 07, a withdrawn card, check-in not open, a tap that could not be kept: red frame round a light
 * sheet, octagon badge, an instruction as hero. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "screens/kit.h"
#include "screens/name.h"

struct frame {
    struct canvas *canvas;
    const struct screen_state *state;
    bool portrait;
    float width, height;
    float head_px;           /* height of the red head */
    float left, right;       /* of the body's texts */
    float body_top, body_px; /* the body is centred in this */
};

struct body {
    enum { BODY_ADVICE, BODY_PLACE, BODY_TIME, BODY_PHONE } kind;
    int mark;            /* of the badge */
    const char *head;    /* key */
    float head_size;     /* landscape */
    enum kit_icon icon;  /* ADVICE */
    const char *text;    /* ADVICE: key; PLACE and TIME: the small line above the hero */
    int64_t hero_utc_ms; /* TIME */
    bool card_tail;      /* the footer shows the card's last digits */
    bool no_time;        /* the footer shows nothing */
};

static const struct kit_style hero_label = {CANVAS_MEDIUM, 26, 33.8f, KIT_INK2};
static const struct kit_style hero_note = {CANVAS_SEMIBOLD, 22, 28.6f, KIT_INK};
static const struct kit_style course_style = {CANVAS_REGULAR, 22, 29, KIT_INK2};
static const struct kit_style when_style = {CANVAS_REGULAR, 22, 28.6f, KIT_INK2};

/* ---- head and footer ---- */

static void head_draw(const struct frame *frame, const struct body *body)
{
    float size = frame->portrait && body->head_size > 44 ? 44 : body->head_size;
    const float sizes[] = {size, 40, 36, 32, 28};
    static const int lines[] = {2, 2, 2, 3, 3};
    char text[256];
    struct text_lines head;
    float badge = frame->portrait ? 120 : 108, mark = frame->portrait ? 76 : 68;
    float x = frame->portrait ? 32 : 164;
    wrap_fit(frame->canvas, CANVAS_BOLD, sizes, 5, frame->width - x - 32, lines, WRAP_BALANCED,
             text_fill(text, sizeof text, body->head, NULL), 0, &head);
    struct kit_style style = {CANVAS_BOLD, head.size, head.size * 1.24f, KIT_WHITE};
    float texts = (float)head.count * style.line_px;
    kit_octagon_badge(frame->canvas, frame->state, 32, frame->portrait ? 48 : (frame->head_px - badge) / 2,
                      badge, body->mark, mark, KIT_WHITE, KIT_RED);
    kit_lines(frame->canvas, x, frame->portrait ? 48 + badge + 22 : (frame->head_px - texts) / 2, &style,
              CANVAS_LEFT, &head);
}

static void foot_draw(const struct frame *frame, const struct body *body)
{
    const struct ledger_result *result = &frame->state->result;
    static const struct kit_style style = {CANVAS_SEMIBOLD, 22, 28.6f, KIT_RED_TEXT};
    static const struct kit_style id_style = {CANVAS_MEDIUM, 22, 28.6f, KIT_INK2};
    char text[160], id[64] = "", tail[32];
    if (body->card_tail && result->card_tail[0]) {
        snprintf(tail, sizeof tail, "…%.4s", result->card_tail);
        text_fill(id, sizeof id, "refuse.card_no", "id", tail, NULL);
    } else if (!body->no_time && result->clock_trusted) {
        text_time(id, sizeof id, result->at_utc_ms);
    }
    float bottom = frame->height - 12, top = bottom - (frame->portrait ? 100 : 60), x = frame->left;
    canvas_rect(frame->canvas, 12, top, frame->width - 24, 1, KIT_LINE);
    text_fill(text, sizeof text, "refuse.not_recorded", NULL);
    if (frame->portrait) {
        float rows = id[0] ? 63.2f : 34.6f, y = top + 1 + (99 - rows) / 2;
        canvas_icon(frame->canvas, x, y + 1.3f, 26, KIT_ICON_INFO, KIT_RED_TEXT);
        kit_text_within(frame->canvas, x + 34, y, frame->right - x - 34, &style, text);
        kit_figures(frame->canvas, x + 34, y + 34.6f, &id_style, CANVAS_LEFT, id);
        return;
    }
    float y = top + 1 + (59 - 28.6f) / 2;
    float taken = kit_figures(frame->canvas, frame->right, y, &id_style, CANVAS_RIGHT, id);
    canvas_icon(frame->canvas, x, y + 1.3f, 26, KIT_ICON_INFO, KIT_RED_TEXT);
    kit_text_within(frame->canvas, x + 34, y, frame->right - taken - 16 - x - 34, &style, text);
}

/* ---- bodies ---- */

static void advice_draw(const struct frame *frame, const struct body *body)
{
    static const float sizes[] = {32, 28, 26};
    char text[320];
    struct text_lines lines;
    float x = frame->portrait ? frame->left : frame->left + 124;
    const int max_lines[] = {frame->portrait ? 5 : 4, frame->portrait ? 6 : 5, 6};
    wrap_fit(frame->canvas, CANVAS_SEMIBOLD, sizes, 3, frame->right - x, max_lines, WRAP_PRETTY,
             text_fill(text, sizeof text, body->text, NULL), 0, &lines);
    struct kit_style style = {CANVAS_SEMIBOLD, lines.size, lines.size + (frame->portrait ? 11 : 10), KIT_INK};
    float texts = (float)lines.count * style.line_px;
    if (frame->portrait) {
        float y = frame->body_top + (frame->body_px - 96 - 22 - texts) / 2;
        canvas_icon(frame->canvas, x, y, 96, body->icon, KIT_ACTION);
        kit_lines(frame->canvas, x, y + 118, &style, CANVAS_LEFT, &lines);
        return;
    }
    float middle = frame->body_top + frame->body_px / 2;
    canvas_icon(frame->canvas, frame->left + 12, middle - 38, 76, body->icon, KIT_ACTION);
    kit_lines(frame->canvas, x, middle - texts / 2, &style, CANVAS_LEFT, &lines);
}

struct hero {
    char label[96], note[LEDGER_NAME_MAX + 32];
    struct text_lines text;
    float line_px, height;
};

static void hero_of(const struct frame *frame, const struct body *body, float width, struct hero *out)
{
    const struct ledger_session *session = &frame->state->result.session;
    bool place = body->kind == BODY_PLACE;
    const float size = !place ? 84 : frame->portrait ? 76 : 72, sizes[] = {size, 64, 56, 48, 40, 32};
    static const int max_lines[] = {1, 1, 1, 2, 2, 2};
    char text[LEDGER_NAME_MAX + 64];
    if (place) {
        kit_room(text, sizeof text, session->room_name[0] ? session->room_name : session->room_id);
        snprintf(out->note, sizeof out->note, "%s", session->room_place);
    } else {
        text_time(text, sizeof text, body->hero_utc_ms);
        kit_when(out->note, sizeof out->note, frame->state, body->hero_utc_ms);
    }
    text_fill(out->label, sizeof out->label, body->text, NULL);
    wrap_fit(frame->canvas, CANVAS_BOLD, sizes, 6, width, max_lines, WRAP_BALANCED, text, 0, &out->text);
    out->line_px = out->text.count > 1 ? out->text.size * 1.25f : out->text.size + 20;
    out->height =
        hero_label.line_px + (float)out->text.count * out->line_px + (out->note[0] ? hero_note.line_px : 0);
}

static void hero_draw(const struct frame *frame, const struct hero *hero, float width, float y)
{
    struct kit_style style = {CANVAS_BOLD, hero->text.size, hero->line_px, KIT_ACTION};
    kit_text_within(frame->canvas, frame->left, y, width, &hero_label, hero->label);
    y += hero_label.line_px;
    y += kit_lines(frame->canvas, frame->left, y, &style, CANVAS_LEFT, &hero->text);
    kit_text_within(frame->canvas, frame->left, y, width, &hero_note, hero->note);
}

/* Who, which class, and where or when: beside the hero, in portrait below it. */
struct about {
    struct text_lines name, course;
    char last[LEDGER_NAME_MAX + 64];
    struct kit_style name_style, last_style;
    float course_gap, last_gap, height;
};

static void about_of(const struct frame *frame, const struct body *body, float width, struct about *out)
{
    const struct ledger_result *result = &frame->state->result;
    const struct ledger_session *session = &result->session;
    char title[LEDGER_TITLE_MAX + 160];
    out->name_style = frame->portrait ? (struct kit_style){CANVAS_BOLD, 30, 38, KIT_INK}
                                      : (struct kit_style){CANVAS_BOLD, 26, 33, KIT_INK};
    out->last_style = body->kind == BODY_PLACE ? when_style : hero_note;
    if (body->kind == BODY_PLACE)
        kit_part_time(out->last, sizeof out->last, session->starts_utc_ms);
    else
        kit_room(out->last, sizeof out->last, session->room_name[0] ? session->room_name : session->room_id);
    text_fit_name(frame->canvas, &out->name_style.size, 1, width, 2, result->member_name, &out->name);
    out->name_style.size = out->name.size;
    kit_wrap(frame->canvas, &course_style, width, 3, WRAP_GREEDY,
             text_glue(title, sizeof title, session->title), &out->course);
    out->course_gap = out->name.count == 0 ? 0 : frame->portrait ? 6 : 8;
    out->last_gap = frame->portrait ? 0 : 4;
    out->height = (float)out->name.count * out->name_style.line_px + out->course_gap +
                  (float)out->course.count * course_style.line_px + out->last_gap + out->last_style.line_px;
}

static void about_draw(const struct frame *frame, const struct about *about, float x, float y, float width)
{
    if (kit_age_ms(frame->state) < SCREEN_NAME_MS)
        kit_lines(frame->canvas, x, y, &about->name_style, CANVAS_LEFT, &about->name);
    y += (float)about->name.count * about->name_style.line_px + about->course_gap;
    y += kit_lines(frame->canvas, x, y, &course_style, CANVAS_LEFT, &about->course) + about->last_gap;
    kit_text_within(frame->canvas, x, y, width, &about->last_style, about->last);
}

static void hero_body_draw(const struct frame *frame, const struct body *body)
{
    float about_w = frame->portrait ? frame->right - frame->left : body->kind == BODY_PLACE ? 262 : 312;
    float hero_w = frame->portrait ? about_w : frame->right - frame->left - about_w - 66;
    struct hero hero;
    struct about about;
    hero_of(frame, body, hero_w, &hero);
    about_of(frame, body, about_w, &about);
    if (frame->portrait) {
        float gap =
            fminf(26, (frame->body_px - hero.height - about.height - 2) / 4); /* above, below, around */
        float y = frame->body_top + (frame->body_px - hero.height - 2 * gap - 2 - about.height) / 2;
        hero_draw(frame, &hero, hero_w, y);
        y += hero.height + gap;
        canvas_rect(frame->canvas, frame->left, y, about_w, 2, KIT_LINE);
        about_draw(frame, &about, frame->left, y + 2 + gap, about_w);
        return;
    }
    float middle = frame->body_top + frame->body_px / 2, x = frame->left + hero_w + 32;
    hero_draw(frame, &hero, hero_w, middle - hero.height / 2);
    canvas_rect(frame->canvas, x, middle - 75, 2, 150, KIT_LINE);
    about_draw(frame, &about, x + 34, middle - about.height / 2, about_w);
}

static void pictogram_draw(const struct frame *frame, float x, float y, enum kit_icon icon, bool good)
{
    canvas_round_rect(frame->canvas, x, y, 92, 76, 14, good ? KIT_GREEN_TINT : KIT_PICTOGRAM, 0, 0);
    canvas_icon(frame->canvas, x + 23, y + 15, 46, icon, good ? KIT_GREEN_TEXT : KIT_INK2);
    canvas_round_rect(frame->canvas, x + 66, y + 50, 36, 36, 18, KIT_PAPER, 0, 0);
    canvas_round_rect(frame->canvas, x + 69, y + 53, 30, 30, 15, good ? KIT_GREEN : KIT_RED, 0, 0);
    canvas_icon(frame->canvas, x + 73, y + 57, 22, good ? KIT_ICON_CHECK : KIT_ICON_CLOSE, KIT_WHITE);
}

static void phone_draw(const struct frame *frame)
{
    static const float sizes[] = {32, 28, 26};
    static const int max_lines[] = {2, 2, 3};
    static const struct kit_style note_style = {CANVAS_MEDIUM, 22, 29, KIT_INK};
    char text[256];
    struct text_lines what, note;
    float left = frame->left, x = frame->portrait ? left : left + 412;
    wrap_fit(frame->canvas, CANVAS_BOLD, sizes, 3, frame->right - x, max_lines, WRAP_BALANCED,
             text_fill(text, sizeof text, "refuse.phone_do", NULL), 0, &what);
    struct kit_style style = {CANVAS_BOLD, what.size, what.size + 8, KIT_INK};
    kit_wrap(frame->canvas, &note_style, frame->right - left, 3, WRAP_PRETTY,
             text_fill(text, sizeof text, "refuse.phone_d", NULL), &note);
    float what_px = (float)what.count * style.line_px, note_px = (float)note.count * note_style.line_px;
    float row = frame->portrait || what_px < 76 ? 76 : what_px;
    float height = row + (frame->portrait ? 34 + what_px + 14 : 22) + note_px;
    float y = frame->body_top + (frame->body_px - height) / 2, top = y + (row - 76) / 2;
    pictogram_draw(frame, left, top, KIT_ICON_SMARTPHONE, false);
    pictogram_draw(frame, left + 120, top, KIT_ICON_CREDIT_CARD, false);
    canvas_rect(frame->canvas, left + 248, top + 6, 2, 64, KIT_LINE);
    pictogram_draw(frame, left + 286, top, KIT_ICON_BADGE, true);
    if (frame->portrait) {
        y += row + 34;
        y += kit_lines(frame->canvas, left, y, &style, CANVAS_LEFT, &what) + 14;
    } else {
        kit_lines(frame->canvas, x, y + (row - what_px) / 2, &style, CANVAS_LEFT, &what);
        y += row + 22;
    }
    kit_lines(frame->canvas, left, y, &note_style, CANVAS_LEFT, &note);
}

/* ---- what each verdict says ---- */

static struct body body_of(const struct ledger_result *result)
{
    const struct ledger_session *session = &result->session;
    struct body unknown = {.kind = BODY_ADVICE,
                           .mark = KIT_MARK_CROSS,
                           .head = "refuse.unknown",
                           .head_size = 56,
                           .icon = KIT_ICON_ACCOUNT_BOX,
                           .text = "refuse.unknown_d",
                           .card_tail = true};
    bool known_place = session->room_name[0] || session->room_id[0];
    switch (result->verdict) {
    case LEDGER_WRONG_ROOM:
        if (result->has_session && known_place)
            return (struct body){.kind = BODY_PLACE,
                                 .mark = KIT_ICON_SIGNPOST,
                                 .head = "refuse.room",
                                 .head_size = 46,
                                 .text = "refuse.room_go"};
        unknown.head = "refuse.room";
        unknown.head_size = 46;
        unknown.mark = KIT_ICON_SIGNPOST;
        return unknown;
    case LEDGER_WRONG_SESSION:
        if (result->has_session)
            return (struct body){.kind = BODY_TIME,
                                 .mark = KIT_ICON_EVENT_BUSY,
                                 .head = "refuse.session",
                                 .head_size = 46,
                                 .text = "refuse.session_d",
                                 .hero_utc_ms = session->starts_utc_ms};
        unknown.head = "refuse.session";
        unknown.head_size = 46;
        unknown.mark = KIT_ICON_EVENT_BUSY;
        return unknown;
    case LEDGER_CLOSED:
        if (result->has_session)
            return (struct body){.kind = BODY_TIME,
                                 .mark = KIT_ICON_EVENT_BUSY,
                                 .head = "refuse.closed",
                                 .head_size = 46,
                                 .text = "refuse.closed_d",
                                 .hero_utc_ms =
                                     session->opens_utc_ms ? session->opens_utc_ms : session->starts_utc_ms};
        return (struct body){.kind = BODY_ADVICE,
                             .mark = KIT_ICON_EVENT_BUSY,
                             .head = "idle.ended",
                             .head_size = 46,
                             .icon = KIT_ICON_SCHEDULE,
                             .text = "idle.ended_day"};
    case LEDGER_PHONE:
        return (struct body){.kind = BODY_PHONE,
                             .mark = KIT_ICON_MOBILE_OFF,
                             .head = "refuse.phone",
                             .head_size = 46,
                             .no_time = true};
    case LEDGER_EXPIRED:
        unknown.mark = KIT_ICON_CREDIT_CARD_OFF;
        unknown.head = "refuse.expired";
        unknown.text = "refuse.expired_d";
        return unknown;
    default:
        return unknown;
    }
}

static void sheet_draw(struct canvas *canvas, const struct screen_state *state, const struct body *body)
{
    struct frame frame = {.canvas = canvas, .state = state, .portrait = canvas_portrait(canvas)};
    frame.width = canvas_width(canvas);
    frame.height = canvas_height(canvas);
    frame.head_px = frame.portrait ? 316 : 168;
    frame.left = frame.portrait ? 32 : 40;
    frame.right = frame.width - frame.left;
    frame.body_top = frame.head_px;
    frame.body_px = frame.height - 12 - (frame.portrait ? 104 : 64) - frame.head_px;
    canvas_clear(canvas, KIT_RED);
    canvas_round_rect(canvas, 12, frame.head_px, frame.width - 24, frame.height - 12 - frame.head_px, 12,
                      KIT_PAPER, 0, 0);
    head_draw(&frame, body);
    if (body->kind == BODY_ADVICE)
        advice_draw(&frame, body);
    else if (body->kind == BODY_PHONE)
        phone_draw(&frame);
    else
        hero_body_draw(&frame, body);
    foot_draw(&frame, body);
    if (kit_age_ms(state) >= SCREEN_TOUCH_CLOSES_AFTER_MS)
        canvas_zone(canvas, 0, 0, frame.width, frame.height, SCREEN_ZONE_CLOSE);
}

void screen_refused(struct canvas *canvas, const struct screen_state *state)
{
    struct body body = body_of(&state->result);
    sheet_draw(canvas, state, &body);
}

void screen_failed(struct canvas *canvas, const struct screen_state *state)
{
    static const struct body body = {.kind = BODY_ADVICE,
                                     .mark = KIT_ICON_DISC_FULL,
                                     .head = "fault.full",
                                     .head_size = 46,
                                     .icon = KIT_ICON_ARTICLE,
                                     .text = "fault.full_d",
                                     .no_time = true};
    sheet_draw(canvas, state, &body);
}
