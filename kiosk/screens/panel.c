/* The tap panel of the idle screen: ring and prompt, the next session, or what is wrong. */
#include <stdio.h>
#include <string.h>

#include "screens/frame.h"
#include "screens/phase.h"

#define ARROW_PX         34
#define COUNT_PX         31.2f                            /* height of the count's line */
#define MARGIN_PX(frame) ((frame)->portrait ? 40 : 54.8f) /* above and below together, at least */
#define LOW_PX           360                              /* a panel of the smallest portrait is lower */

static const struct kit_style count_style = {CANVAS_BOLD, 24, COUNT_PX, KIT_WHITE};
static const struct kit_style arrived_style = {CANVAS_MEDIUM, 24, COUNT_PX, KIT_WHITE};

static float ring_size(const struct frame *frame, int lines, float line_px)
{
    float usual = frame->portrait ? 226 : 248, gaps = frame->portrait ? 20 + 6 : 20 + 10;
    float size = frame->panel.h - MARGIN_PX(frame) - gaps - (float)lines * line_px - COUNT_PX -
                 (frame->portrait ? 0 : 4);
    return size < 96 ? 96 : size > usual ? usual : size;
}

/* Top of the ring, so that ring, prompt and count stand in the middle. */
static float column_top(const struct frame *frame, float ring, float prompt_px)
{
    float height = ring + 20 + prompt_px + (frame->portrait ? 6 : 10) + COUNT_PX;
    return frame->panel.y + (frame->panel.h - (frame->portrait ? 0 : 4) - height) / 2;
}

struct canvas_point panel_ring_centre(const struct frame *frame, float *size)
{
    int lines = frame->portrait ? 1 : 2;
    *size = ring_size(frame, lines, 46);
    return (struct canvas_point){frame->panel.x + frame->panel.w / 2,
                                 column_top(frame, *size, (float)lines * 46) + *size / 2};
}

/* How far the arrow stands from its place while the waves run. */
static float arrow_shift(const struct screen_state *state)
{
    int step = kit_waves_step(state);
    float at = step < 0 ? 0 : (float)(step * KIT_WAVES_STEP_MS) / KIT_WAVES_MS;
    return 6 * 4 * at * (1 - at); /* a parabola is a sine to the eye */
}

static void prompt_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame,
                        const struct text_lines *prompt, float line_px, float y, bool arrow)
{
    struct kit_style style = {CANVAS_BOLD, prompt->size, line_px, KIT_WHITE};
    float middle = frame->panel.x + frame->panel.w / 2;
    for (int i = 0; i < prompt->count; i++, y += line_px) {
        if (!arrow || i < prompt->count - 1) {
            kit_text(canvas, middle, y, &style, CANVAS_CENTRE, prompt->line[i]);
            continue;
        }
        float text = canvas_text_width(canvas, style.weight, style.size, prompt->line[i]);
        if (prompt->line[i][0])
            text += wrap_space(canvas, style.weight, style.size);
        float x = middle - (text + ARROW_PX) / 2, shift = arrow_shift(state);
        float foot = canvas_baseline(canvas, style.weight, style.size, y, line_px) + 6 - ARROW_PX;
        kit_text(canvas, x, y, &style, CANVAS_LEFT, prompt->line[i]);
        float dx = frame->arrow == KIT_ICON_ARROW_BACK      ? -shift
                   : frame->arrow == KIT_ICON_ARROW_FORWARD ? shift
                                                            : 0;
        canvas_icon(canvas, x + text + dx, foot + (frame->arrow == KIT_ICON_ARROW_DOWN ? shift : 0), ARROW_PX,
                    frame->arrow, KIT_MINT);
    }
}

static void count_draw(struct canvas *canvas, const struct frame *frame, int count, int of, const char *key,
                       float y)
{
    char figures[32], word[48];
    snprintf(figures, sizeof figures, "%d/%d", count, of);
    text_fill(word, sizeof word, key, NULL);
    float first = canvas_figures_width(canvas, count_style.weight, count_style.size, figures);
    float second = canvas_text_width(canvas, arrived_style.weight, arrived_style.size, word);
    float x = frame->panel.x + (frame->panel.w - first - 8 - second) / 2;
    kit_figures(canvas, x, y, &count_style, CANVAS_LEFT, figures);
    kit_text(canvas, x + first + 8, y, &arrived_style, CANVAS_LEFT, word);
}

static void tap_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    static const float landscape_px[] = {36, 30, 26}, portrait_px[] = {33, 30, 26};
    static const int landscape_lines[] = {3, 4, 4}, portrait_lines[] = {2, 3, 4};
    const struct ledger_session *session = &state->view.current;
    int minutes;
    bool leaving = state->check_out && phase_of(state, &minutes) == PHASE_ENDED;
    int count = leaving ? state->checked_out : session->arrived;
    int of = !state->view.has_current ? 0 : leaving ? session->arrived : session->enrolled;
    const char *key = state->notice_key    ? state->notice_key
                      : state->reader_none ? "idle.prompt_staff"
                      : leaving            ? "idle.prompt_out"
                                           : "idle.prompt";
    bool arrow = !state->reader_none;
    char text[320];
    struct text_lines prompt;
    wrap_fit(canvas, CANVAS_BOLD, frame->portrait ? portrait_px : landscape_px, 3, frame->panel.w - 48,
             frame->portrait ? portrait_lines : landscape_lines, WRAP_BALANCED,
             text_fill(text, sizeof text, key, NULL), arrow ? ARROW_PX : 0, &prompt);
    float line_px = prompt.size >= 33 ? 46 : prompt.size >= 30 ? 38 : 33;
    float ring = ring_size(frame, prompt.count, line_px), prompt_px = (float)prompt.count * line_px;
    float y = column_top(frame, ring, prompt_px);
    if (count < 0)
        count = 0;
    if (of < 0)
        of = 0;
    kit_ring(canvas, state, frame->panel.x + frame->panel.w / 2, y + ring / 2, ring, count, of);
    y += ring + 20;
    prompt_draw(canvas, state, frame, &prompt, line_px, y, arrow);
    if (of > 0)
        count_draw(canvas, frame, count, of, leaving ? "idle.out_n" : "idle.present_n",
                   y + prompt_px + (frame->portrait ? 6 : 10));
    canvas_zone(canvas, frame->panel.x, frame->panel.y, frame->panel.w, frame->panel.h, SCREEN_ZONE_PANEL);
}

/* 09: what comes next in this room. */
static void next_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    static const struct kit_style head = {CANVAS_SEMIBOLD, 22, 28.6f, KIT_NAVY_TEXT};
    static const struct kit_style hero = {CANVAS_BOLD, 88, 66, KIT_WHITE};
    static const struct kit_style line = {CANVAS_MEDIUM, 22, 30, KIT_NAVY_TEXT};
    static const struct kit_style course = {CANVAS_SEMIBOLD, 24, 32, KIT_WHITE};
    static const char *const today[] = {"common.today_am", "common.today_pm", "common.today_eve"};
    const struct ledger_session *next = &state->view.next;
    bool low = frame->panel.h < LOW_PX; /* closer: two lines of the course have room */
    float x = frame->panel.x + 32, y = frame->panel.y + (low ? 16 : 32), width = frame->panel.w - 64;
    char text[LEDGER_TITLE_MAX + 160], number[24], of[24];
    struct text_lines lines;
    canvas_icon(canvas, x, y + 1.3f, 26, KIT_ICON_EVENT, KIT_NAVY_TEXT);
    kit_text_within(canvas, x + 34, y, width - 34, &head, text_fill(text, sizeof text, "idle.next", NULL));
    kit_text(canvas, x - 4, y + (low ? 54.6f : 62.6f), &hero, CANVAS_LEFT,
             text_time(text, sizeof text, next->starts_utc_ms));
    y += low ? 140.6f : 150.6f;
    if (state->view.clock_trusted && kit_days_between(state->now_utc_ms, next->starts_utc_ms) == 0)
        text_fill(text, sizeof text, today[kit_part_of_day(next->starts_utc_ms)], NULL);
    else
        kit_when(text, sizeof text, state, next->starts_utc_ms);
    kit_wrap(canvas, &line, width, 2, WRAP_PRETTY, text, &lines);
    y += kit_lines(canvas, x, y, &line, CANVAS_LEFT, &lines) + (low ? 10 : 18);
    canvas_rect(canvas, x, y, width, 2, KIT_RULE_NAVY);
    y += low ? 13 : 20;
    int room = (int)((frame->panel.y + frame->panel.h - 12 - line.line_px - 10 - y) / course.line_px);
    kit_wrap(canvas, &course, width, room > 4 ? 4 : room, WRAP_PRETTY,
             text_glue(text, sizeof text, next->title), &lines);
    y += kit_lines(canvas, x, y, &course, CANVAS_LEFT, &lines) + 10;
    text[0] = '\0';
    if (next->number > 0 && next->of > 0) {
        snprintf(number, sizeof number, "%d", next->number);
        snprintf(of, sizeof of, "%d", next->of);
        text_fill(text, sizeof text, "idle.session_n", "n", number, "N", of, NULL);
    }
    if (next->enrolled > 0) {
        char learners[64];
        text_number(number, sizeof number, next->enrolled);
        text_fill(learners, sizeof learners, "common.learners", "n", number, NULL);
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s", used ? " · " : "", learners);
    }
    room = (int)((frame->panel.y + frame->panel.h - 12 - y) / line.line_px);
    kit_wrap(canvas, &line, width, room > 2 ? 2 : room, WRAP_PRETTY, text, &lines);
    kit_lines(canvas, x, y, &line, CANVAS_LEFT, &lines);
}

/* A sign, a headline and what to do, in the middle of a panel. */
struct message {
    enum kit_icon icon;
    bool fault; /* red frame, octagon */
    const char *head, *body;
    float head_px;
};

static void message_draw(struct canvas *canvas, const struct frame *frame, const struct message *message)
{
    const int head_lines[] = {3, 3, 3}, body_lines[] = {5, 5};
    const float head_sizes[] = {message->head_px, 30, 26}, body_sizes[] = {22, 20};
    const struct frame_box *panel = &frame->panel;
    canvas_color ink = message->fault ? KIT_INK : KIT_WHITE, quiet = message->fault ? KIT_INK : KIT_NAVY_TEXT;
    float width = panel->w - 64, middle = panel->x + panel->w / 2;
    char text[512];
    struct text_lines head, body;
    wrap_fit(canvas, CANVAS_BOLD, head_sizes, 3, width, head_lines, WRAP_BALANCED,
             text_fill(text, sizeof text, message->head, NULL), 0, &head);
    wrap_fit(canvas, CANVAS_MEDIUM, body_sizes, 2, width, body_lines, WRAP_BALANCED,
             message->body ? text_fill(text, sizeof text, message->body, NULL) : "", 0, &body);
    struct kit_style head_style = {CANVAS_BOLD, head.size, head.size + 9, ink};
    struct kit_style body_style = {CANVAS_MEDIUM, body.size, body.size + 8, quiet};
    float texts = (float)head.count * head_style.line_px + 12 + (float)body.count * body_style.line_px;
    float sign = panel->h - 24 - 52 - texts < 128 ? panel->h - 24 - 52 - texts : 128;
    float y = panel->y + (panel->h - sign - 26 - texts) / 2;
    if (message->fault)
        kit_octagon_badge(canvas, NULL, middle - sign / 2, y, sign, (int)message->icon, sign * 76 / 128,
                          KIT_RED, KIT_WHITE);
    else
        canvas_icon(canvas, middle - sign / 2, y, sign, message->icon, KIT_WHITE);
    y += sign + 26;
    y += kit_lines(canvas, middle, y, &head_style, CANVAS_CENTRE, &head) + 12;
    kit_lines(canvas, middle, y, &body_style, CANVAS_CENTRE, &body);
}

void panel_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    const struct frame_box *panel = &frame->panel;
    enum phase_panel kind = phase_panel(state);
    canvas_rect(canvas, panel->x, panel->y, panel->w, panel->h,
                kind == PHASE_PANEL_FAULT ? KIT_RED : KIT_NAVY);
    switch (kind) {
    case PHASE_PANEL_TAP:
        tap_draw(canvas, state, frame);
        break;
    case PHASE_PANEL_NEXT:
        next_draw(canvas, state, frame);
        break;
    case PHASE_PANEL_EMPTY:
        message_draw(canvas, frame, &(struct message){KIT_ICON_EVENT_BUSY, false, "idle.no_next", NULL, 30});
        break;
    case PHASE_PANEL_WAITING:
        message_draw(canvas, frame, &(struct message){KIT_ICON_SYNC, false, "roster.empty", NULL, 30});
        break;
    case PHASE_PANEL_FAULT:
        canvas_round_rect(canvas, panel->x + 12, panel->y + 12, panel->w - 24, panel->h - 24, 12, KIT_PAPER,
                          0, 0);
        if (state->trouble == SCREEN_TROUBLE_FULL)
            message_draw(canvas, frame,
                         &(struct message){KIT_ICON_DISC_FULL, true, "fault.full", "fault.full_d", 32});
        else
            message_draw(canvas, frame,
                         &(struct message){KIT_ICON_USB_OFF, true, "fault.reader", "fault.reader_d", 34});
        break;
    }
}
