#include "staff_private.h"

static void control_press(struct staff_control *control, const struct window_event *event)
{
    control->pressed = control->state.pressed = event->zone;
    control->pressed_ms = event->at_ms;
    control->pressed_x = event->x;
    control->pressed_y = event->y;
    control->slipped = control->held = false;
    control_scroll_press(control, event->zone);
}

static void control_drag(struct staff_control *control, const struct window_event *event)
{
    float x = event->x - control->pressed_x, y = event->y - control->pressed_y;
    if (x * x + y * y > STAFF_SLIP_PX * STAFF_SLIP_PX && !control->slipped) {
        control->slipped = true;
        control->state.pressed = 0;
    }
    if (control->slipped)
        control_scroll_drag(control, event);
}

static void control_release(struct staff_control *control, const struct window_event *event)
{
    /* A page that opened under the finger was not meant. */
    bool meant = control->pressed && control->pressed == event->zone;
    bool touched = event->kind == WINDOW_TAP && meant && !control->slipped && !control->held;
    control->pressed = control->state.pressed = 0;
    control_scroll_release(control, event->at_ms);
    if (touched)
        control_tap(control, event->zone);
}

static void control_typed(struct staff_control *control, const struct window_event *event)
{
    for (const char *c = event->text; *c; c++) {
        if (control->state.page == STAFF_UNLOCK)
            control_unlock_tap(control, STAFF_ZONE_KEY + (unsigned char)*c);
        else if ((unsigned char)*c < 0x80 && (unsigned char)*c >= 0x20)
            control_key(control, *c);
    }
}

static void control_key_event(struct staff_control *control, int key)
{
    if (key == 27)
        control_back(control);
    else if (control->state.page == STAFF_UNLOCK)
        control_unlock_tap(control, STAFF_ZONE_KEY + key);
    else
        control_key(control, key);
}

/* 08. A touch answers the question under which it began, not the next learner's. */
static void control_ask_event(struct staff_control *control, const struct window_event *event)
{
    struct staff_state *state = &control->state;
    bool meant = state->pressed == event->zone;
    if (event->kind == WINDOW_PRESS)
        state->pressed = event->zone;
    if (event->kind != WINDOW_TAP && event->kind != WINDOW_RELEASE)
        return;
    state->pressed = 0;
    if (event->kind == WINDOW_TAP && meant &&
        (event->zone == STAFF_ZONE_LEAVE || event->zone == STAFF_ZONE_STAY)) {
        control_ask(control, DOOR_LEAVE)->status = event->zone == STAFF_ZONE_LEAVE;
        control->ask_until_ms = 0;
    }
}

bool staff_control_event(struct staff_control *control, const struct window_event *event)
{
    if (event->kind == WINDOW_NONE || event->kind == WINDOW_QUIT || event->kind == WINDOW_WAKE)
        return false;
    if (event->at_ms > control->now_ms)
        control->now_ms = event->at_ms;
    if (control->ask_until_ms && control->state.page == STAFF_NONE) {
        control_ask_event(control, event);
        return true;
    }
    if (control->state.page == STAFF_NONE) {
        if (event->kind != WINDOW_TAP || event->zone != SCREEN_ZONE_LOCK)
            return false;
        control_unlock_open(control);
        return true;
    }
    control->touched_ms = control->now_ms;
    switch (event->kind) {
    case WINDOW_PRESS:
        control_press(control, event);
        break;
    case WINDOW_DRAG:
        control_drag(control, event);
        break;
    case WINDOW_TAP:
    case WINDOW_RELEASE:
        control_release(control, event);
        break;
    case WINDOW_TEXT:
        control_typed(control, event);
        break;
    case WINDOW_KEY:
        control_key_event(control, event->key);
        break;
    default:
        break;
    }
    staff_control_tick(control, control->now_ms);
    return true;
}
