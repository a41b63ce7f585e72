#include <string.h>

#include "staff_private.h"

enum { CONTROL_KEY_SHIFT = 1, CONTROL_KEY_SYMBOLS = 2, CONTROL_KEY_CLEAR = 127 };

static bool control_searches(const struct staff_control *control)
{
    const struct staff_state *state = &control->state;
    return state->page == STAFF_SEARCH || state->page == STAFF_NO_CARD ||
           (state->page == STAFF_ENROL && state->enrol == STAFF_ENROL_CHOOSE);
}

/* The text that has the keyboard, NULL if none. */
static char *control_field(struct staff_control *control, size_t *capacity)
{
    struct staff_state *state = &control->state;
    if (control_searches(control)) {
        *capacity = sizeof state->query;
        return state->query;
    }
    if (state->page != STAFF_GUEST || !state->guest_field)
        return NULL;
    *capacity = sizeof state->guest_name;
    return state->guest_field == 1 ? state->guest_name : state->guest_unit;
}

static void control_go_key(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    if (state->page == STAFF_GUEST) {
        state->guest_field = state->guest_field == 1 && !state->guest_unit[0] ? 2 : 0;
        state->shift = state->guest_field != 0;
    } else if (state->page == STAFF_SEARCH) {
        if (state->shown_count == 1)
            control_sheet_open(control, control_row(control, 0));
        else
            state->keys_hidden = true;
    }
}

bool control_key(struct staff_control *control, int key)
{
    struct staff_state *state = &control->state;
    size_t capacity = 0;
    char *text = control_field(control, &capacity);
    if (!text)
        return false;
    state->caret_mono_ms = control->now_ms;
    if (key == CONTROL_KEY_SHIFT) {
        state->shift = !state->shift;
    } else if (key == CONTROL_KEY_SYMBOLS) {
        state->symbols = !state->symbols;
    } else if (key == '\n') {
        control_go_key(control);
    } else {
        if (key == CONTROL_KEY_CLEAR)
            text[0] = '\0';
        else
            staff_type(text, capacity, key, state->telex, state->shift);
        /* Names begin with capitals: after a space the next letter is one. Searching does not care. */
        state->shift = state->page == STAFF_GUEST && (key == ' ' || !text[0]);
        if (control_searches(control)) {
            staff_arrange(state);
            control_scroll_to(control, 0);
        }
    }
    return true;
}

bool control_key_zone(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    if (zone >= STAFF_ZONE_KEY && zone < STAFF_ZONE_STATUS)
        return control_key(control, zone - STAFF_ZONE_KEY);
    if (zone == STAFF_ZONE_TELEX) {
        state->telex = !state->telex;
        return true;
    }
    if (zone == STAFF_ZONE_HIDE_KEYS) {
        state->guest_field = 0;
        state->keys_hidden = state->page == STAFF_SEARCH;
        return true;
    }
    if (zone == STAFF_ZONE_FIELD_NAME && state->page == STAFF_SEARCH) {
        state->keys_hidden = false;
        return true;
    }
    return false;
}
