#include <math.h>

#include "staff_private.h"

#define CONTROL_STOP_SPEED 0.02f /* px a ms: slower than this it stands */
#define CONTROL_STILL_MS   80    /* a finger that rested this long before it left throws nothing */

static float control_scroll_end(const struct staff_control *control)
{
    float end = control->scroll.content_px - control->scroll.viewport_px;
    return end > 0 ? end : 0;
}

/* How far beyond an end, signed; 0 inside. */
static float control_scroll_past(const struct staff_control *control)
{
    float px = control->state.scroll_px, end = control_scroll_end(control);
    return px < 0 ? px : px > end ? px - end : 0;
}

void control_scroll_to(struct staff_control *control, float px)
{
    struct control_scroll *scroll = &control->scroll;
    scroll->flinging = scroll->returning = scroll->dragged = scroll->thumb = false;
    scroll->speed = 0;
    control->state.scroll_px = px;
    control->state.thumb_letter[0] = '\0';
}

void staff_control_measured(struct staff_control *control, float content_px, float viewport_px)
{
    struct control_scroll *scroll = &control->scroll;
    scroll->content_px = content_px;
    scroll->viewport_px = viewport_px;
    if (!scroll->dragged && !scroll->flinging && !scroll->returning)
        control->state.scroll_px -= control_scroll_past(control); /* the list has become shorter */
}

void control_scroll_press(struct staff_control *control, int zone)
{
    struct control_scroll *scroll = &control->scroll;
    scroll->flinging = scroll->returning = false;
    scroll->speed = 0;
    scroll->moved_ms = control->now_ms;
    scroll->thumb = zone == STAFF_ZONE_THUMB;
}

static void control_thumb_letter(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    const struct control_scroll *scroll = &control->scroll;
    state->thumb_letter[0] = '\0';
    if (!state->shown_count || scroll->content_px <= 0)
        return;
    int index = (int)(state->scroll_px * (float)state->shown_count / scroll->content_px);
    index = index < 0 ? 0 : index >= state->shown_count ? state->shown_count - 1 : index;
    staff_letter(state, index, state->thumb_letter);
}

void control_scroll_drag(struct staff_control *control, const struct window_event *event)
{
    struct staff_state *state = &control->state;
    struct control_scroll *scroll = &control->scroll;
    bool list = event->zone == STAFF_ZONE_SCROLL || event->zone >= STAFF_ZONE_ROW;
    if (!list && !scroll->thumb)
        return;
    scroll->dragged = true;
    float end = control_scroll_end(control);
    if (scroll->thumb) {
        float ratio = scroll->viewport_px > 0 ? scroll->content_px / scroll->viewport_px : 0;
        state->scroll_px = fminf(fmaxf(state->scroll_px + event->dy * ratio, 0), end);
        control_thumb_letter(control);
        return;
    }
    float past = control_scroll_past(control);
    bool away = (past < 0 && event->dy > 0) || (past > 0 && event->dy < 0) || end <= 0;
    state->scroll_px -= event->dy * (away ? STAFF_PAST_THE_END : 1);
    /* The step that crosses an end is weakened only beyond it. */
    float beyond = control_scroll_past(control);
    if (!away && beyond != 0 && past == 0)
        state->scroll_px -= beyond * (1 - STAFF_PAST_THE_END);
    float elapsed = (float)(event->at_ms - scroll->moved_ms);
    float speed = -event->dy / fmaxf(elapsed, 1);
    scroll->speed = elapsed > CONTROL_STILL_MS ? speed : scroll->speed * 0.6f + speed * 0.4f;
    scroll->moved_ms = event->at_ms;
}

static void control_scroll_return(struct staff_control *control)
{
    struct control_scroll *scroll = &control->scroll;
    scroll->flinging = false;
    scroll->speed = 0;
    scroll->return_from_px = control_scroll_past(control);
    if (scroll->return_from_px == 0)
        return;
    if (!control->motion) {
        control->state.scroll_px -= scroll->return_from_px;
        return;
    }
    scroll->returning = true;
    scroll->return_ms = control->now_ms;
}

void control_scroll_release(struct staff_control *control, int64_t at_ms)
{
    struct control_scroll *scroll = &control->scroll;
    control->state.thumb_letter[0] = '\0';
    bool dragged = scroll->dragged, thumb = scroll->thumb;
    scroll->dragged = scroll->thumb = false;
    if (!dragged || thumb)
        return;
    if (control_scroll_past(control) != 0 || !control->motion ||
        at_ms - scroll->moved_ms > CONTROL_STILL_MS || fabsf(scroll->speed) < CONTROL_STOP_SPEED) {
        control_scroll_return(control);
        return;
    }
    scroll->flinging = true;
    scroll->at_ms = at_ms;
}

/* Speed falls as exp(-t / 325 ms); the way is its integral. */
static void control_scroll_fling(struct staff_control *control)
{
    struct control_scroll *scroll = &control->scroll;
    float elapsed = (float)(control->now_ms - scroll->at_ms);
    if (elapsed <= 0)
        return;
    float left = expf(-elapsed / STAFF_FLING_TIME_MS);
    control->state.scroll_px += scroll->speed * STAFF_FLING_TIME_MS * (1 - left);
    scroll->speed *= left;
    scroll->at_ms = control->now_ms;
    float past = control_scroll_past(control);
    if (past != 0) {
        /* However hard it was thrown: never so far that nothing is left to see. */
        float most = scroll->viewport_px / 4;
        float kept = fminf(fmaxf(past * STAFF_PAST_THE_END, -most), most);
        control->state.scroll_px -= past - kept;
        control_scroll_return(control);
    } else if (fabsf(scroll->speed) < CONTROL_STOP_SPEED) {
        scroll->flinging = false;
    }
}

void control_scroll_tick(struct staff_control *control)
{
    struct control_scroll *scroll = &control->scroll;
    if (scroll->flinging)
        control_scroll_fling(control);
    if (!scroll->returning)
        return;
    float part = (float)(control->now_ms - scroll->return_ms) / STAFF_RETURN_MS;
    float rest = part >= 1 ? 0 : (1 - part) * (1 - part) * (1 - part); /* ease-out */
    float edge = scroll->return_from_px < 0 ? 0 : control_scroll_end(control);
    control->state.scroll_px = edge + scroll->return_from_px * rest;
    scroll->returning = part < 1;
}

bool control_scroll_moving(const struct staff_control *control)
{
    return control->scroll.flinging || control->scroll.returning;
}
