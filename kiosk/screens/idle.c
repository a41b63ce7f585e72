/* 01 and its variants: the information side. */
#include <stdio.h>

#include "screens/frame.h"
#include "screens/phase.h"

static const struct kit_style room_style = {CANVAS_BOLD, 26, 33.8f, KIT_INK};
static const struct kit_style date_style = {CANVAS_MEDIUM, 20, 26, KIT_INK2};
static const struct kit_style clock_style = {CANVAS_SEMIBOLD, 140, 103.6f, KIT_INK};
static const struct kit_style phase_style = {CANVAS_SEMIBOLD, 26, 34, KIT_INK};
static const struct kit_style pill_style = {CANVAS_SEMIBOLD, 24, 44, KIT_AMBER_INK};
static const struct kit_style course_style = {CANVAS_SEMIBOLD, 24, 32, KIT_INK};
static const struct kit_style session_style = {CANVAS_REGULAR, 22, 28, KIT_INK2};

/* Room at the left, date at the right. Returns the height. */
static float head_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    const struct frame_box *info = &frame->info;
    float height = frame->portrait ? 33.8f : 40, date_width = 0;
    char room[LEDGER_NAME_MAX + 32], date[64];
    if (state->view.clock_trusted) {
        text_date(date, sizeof date, state->now_utc_ms);
        date_width = kit_figures(canvas, info->x + info->w, info->y + (height - 26) / 2, &date_style,
                                 CANVAS_RIGHT, date);
    }
    canvas_icon(canvas, info->x, info->y + (height - 30) / 2, 30, KIT_ICON_MEETING_ROOM, KIT_ACTION);
    kit_room(room, sizeof room, state->view.room_name);
    kit_text_within(canvas, info->x + 38, info->y + (height - 33.8f) / 2, info->w - 38 - date_width - 16,
                    &room_style, room);
    return height;
}

static void clock_draw(struct canvas *canvas, const struct screen_state *state, float x, float y)
{
    char clock[16] = "--:--";
    if (state->view.clock_trusted)
        text_time(clock, sizeof clock, state->now_utc_ms);
    /* Side bearing of the first sign, so that its ink begins at the margin. */
    float bearing = clock[0] == '1' ? 0.04f : clock[0] == '-' ? 0.06f : 0.045f;
    kit_text(canvas, x - 140 * bearing, y, &clock_style, CANVAS_LEFT, clock);
}

static const char *phase_text(const struct screen_state *state, enum phase phase, int minutes, char *out,
                              size_t capacity)
{
    static const char *const keys[] = {
        [PHASE_STARTS_IN] = "idle.starts_in", [PHASE_STARTED] = "idle.started_grace",
        [PHASE_LATE] = "idle.started",        [PHASE_ENDS_IN] = "idle.ends_in",
        [PHASE_ENDED] = "idle.ended",         [PHASE_NO_SESSION] = "idle.none",
        [PHASE_DAY_OVER] = "idle.ended_day",  [PHASE_NO_SLICE] = "idle.none",
        [PHASE_CLOCK] = "fault.clock_d",
    };
    char number[16];
    /* "Tap as usual" would be untrue while nothing can be tapped. */
    if (phase == PHASE_NOTHING || (phase == PHASE_CLOCK && phase_panel(state) == PHASE_PANEL_FAULT))
        return "";
    snprintf(number, sizeof number, "%d", minutes);
    return text_fill(out, capacity, keys[phase], "m", number, NULL);
}

/* The line under the clock, y at the top of its box. */
static void phase_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame,
                       float y)
{
    int minutes;
    char text[160];
    enum phase phase = phase_of(state, &minutes);
    const char *line = phase_text(state, phase, minutes, text, sizeof text);
    if (phase != PHASE_LATE) {
        kit_text_within(canvas, frame->info.x, y, frame->info.w, &phase_style, line);
        return;
    }
    float top = frame->portrait ? y : y - 6, x = frame->info.x - 4;
    float width = canvas_text_width(canvas, pill_style.weight, pill_style.size, line);
    canvas_round_rect(canvas, x, top, 12 + 28 + 8 + width + 16, 44, 22, KIT_AMBER, 0, 0);
    canvas_icon(canvas, x + 12, top + 8, 28, KIT_ICON_SCHEDULE, KIT_AMBER_INK);
    kit_text(canvas, x + 48, top, &pill_style, CANVAS_LEFT, line);
}

/* The course and its session, or when the next one opens. */
static void course_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame,
                        float y)
{
    const struct ledger_view *view = &state->view;
    char first[LEDGER_TITLE_MAX + 160] = "", second[256] = "", time[16], day[32];
    int minutes;
    if (view->has_slice && view->has_current) {
        text_glue(first, sizeof first, view->current.title);
        kit_session_line(second, sizeof second, &view->current);
    } else if (view->has_slice && view->has_next) {
        const struct ledger_session *next = &view->next;
        text_time(time, sizeof time, next->opens_utc_ms ? next->opens_utc_ms : next->starts_utc_ms);
        text_day(day, sizeof day, next->starts_utc_ms);
        bool dated = phase_of(state, &minutes) == PHASE_DAY_OVER || !view->clock_trusted;
        text_fill(first, sizeof first, dated ? "idle.opens_day" : "idle.opens", "t", time, "d", day, NULL);
        text_fill(second, sizeof second, "idle.early", NULL);
    } else if (!view->has_slice) {
        text_fill(first, sizeof first, "idle.waiting", NULL);
        text_fill(second, sizeof second, "idle.waiting_d", NULL);
    }
    struct text_lines lines;
    kit_wrap(canvas, &course_style, frame->info.w, 2, WRAP_PRETTY, first, &lines);
    y += kit_lines(canvas, frame->info.x, y, &course_style, CANVAS_LEFT, &lines) + 6;
    kit_wrap(canvas, &session_style, frame->info.w, lines.count > 1 ? 1 : 2, WRAP_PRETTY, second, &lines);
    kit_lines(canvas, frame->info.x, y, &session_style, CANVAS_LEFT, &lines);
}

void screen_idle(struct canvas *canvas, const struct screen_state *state)
{
    struct frame frame;
    frame_of(canvas, state, &frame);
    canvas_clear(canvas, KIT_PAPER);
    float y = frame.info.y + head_draw(canvas, state, &frame) + (frame.portrait ? 30 : 32);
    clock_draw(canvas, state, frame.info.x, y);
    y += clock_style.line_px + (frame.portrait ? 22 : 24);
    phase_draw(canvas, state, &frame, y);
    y += 38 + (frame.portrait ? 12 : 14);
    canvas_rect(canvas, frame.info.x, y, frame.info.w, 1, KIT_LINE);
    course_draw(canvas, state, &frame, y + 17);
    strip_draw(canvas, state, &frame);
    panel_draw(canvas, state, &frame);
}
