#include <stdio.h>
#include <string.h>

#include "staff_private.h"

static void control_pin_clear(struct staff_control *control)
{
    memset(control->pin, 0, sizeof control->pin);
    control->state.pin_digits = 0;
}

void control_unlock_open(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    control_go(control, STAFF_UNLOCK);
    control_pin_clear(control);
    state->pin_tries = -1;
    state->pin_checking = state->not_staff = false;
    control->touched_ms = control->now_ms;
    control_unlock_tick(control);
}

static void control_pin_digit(struct staff_control *control, char digit)
{
    struct staff_state *state = &control->state;
    if (state->pin_checking || state->pin_locked_ms > 0)
        return;
    control->pin[state->pin_digits++] = digit;
    state->pin_tries = -1;
    if (state->pin_digits < STAFF_PIN_DIGITS)
        return;
    struct door_request *request = control_ask(control, DOOR_PIN);
    memcpy(request->pin, control->pin, STAFF_PIN_DIGITS + 1);
    state->pin_checking = true;
}

void control_unlock_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    int key = zone - STAFF_ZONE_KEY;
    state->not_staff = false;
    if (zone == STAFF_ZONE_BACK) {
        control_back(control);
    } else if (key >= '0' && key <= '9') {
        control_pin_digit(control, (char)key);
    } else if (key == '\b' && state->pin_digits && !state->pin_checking) {
        control->pin[--state->pin_digits] = '\0';
    } else if (zone == STAFF_ZONE_LANGUAGE) {
        control->language = true;
    }
}

void control_unlock_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    bool asked = state->pin_checking;
    state->pin_checking = false;
    control_pin_clear(control);
    if (state->page != STAFF_UNLOCK || !asked)
        return; /* gone back meanwhile, or unlocked by a card */
    if (answer->code == 0) {
        control_open_for(control, answer->actor_id, answer->actor_name);
        return;
    }
    /* Once the lock is over, all tries are there again. */
    state->pin_tries = answer->code == ERROR_DENIED && answer->locked_ms <= 0 ? answer->tries : -1;
    if (answer->locked_ms > 0)
        control->pin_until_ms = control->now_ms + answer->locked_ms;
    control->touched_ms = control->now_ms;
    control_unlock_tick(control);
}

void control_unlock_tick(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    state->pin_locked_ms =
        control->pin_until_ms > control->now_ms ? control->pin_until_ms - control->now_ms : 0;
    if (state->not_staff && control->now_ms >= control->not_staff_until_ms)
        state->not_staff = false;
    if (state->page == STAFF_UNLOCK && control->now_ms - control->touched_ms >= STAFF_UNLOCK_MS)
        control_lock(control);
}

/* The session in hand: the one that is on; before any, the next one. It stays until the screen is locked, also when its
 * half hour after the end is over. */
void control_watch_session(struct staff_control *control)
{
    if (control->state.page == STAFF_NONE || control->state.page == STAFF_UNLOCK || control->session_id[0])
        return;
    const struct ledger_view *view = &control->view;
    const char *session_id = view->has_current ? view->current.session_id
                             : view->has_next  ? view->next.session_id
                                               : "";
    if (!session_id[0])
        return;
    snprintf(control->session_id, sizeof control->session_id, "%s", session_id);
    control_ask(control, DOOR_ROLL);
    control->asked_roll_ms = control->now_ms;
}

void control_open_for(struct staff_control *control, const char *actor_id, const char *actor_name)
{
    struct staff_state *state = &control->state;
    control_pin_clear(control);
    state->pin_tries = -1;
    state->pin_checking = state->not_staff = false;
    snprintf(control->actor_id, sizeof control->actor_id, "%s", actor_id);
    snprintf(state->actor_name, sizeof state->actor_name, "%s", actor_name);
    control->touched_ms = control->now_ms;
    state->locks_in_ms = STAFF_LOCK_MS;
    state->filter = STAFF_ALL;
    control->ribbon_until_ms = 0;
    control->ask_until_ms = 0;
    control_go(control, control->roster);
    control_query_set(control, "");
    control_watch_session(control);
}

/* Nothing that was read for the instructor stays in memory behind the locked screen. */
void control_lock(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    if (control->session_id[0]) {
        control->session_id[0] = '\0';
        control_ask(control, DOOR_ROLL);
    }
    control_disarm(control);
    control_pin_clear(control);
    bool telex = state->telex;
    struct staff_state empty = {.asked_status = -1, .pin_tries = -1, .lamp_lit = -1, .telex = telex};
    *state = empty;
    ledger_class_free(control->roll);
    control->roll = NULL;
    memset(control->actor_id, 0, sizeof control->actor_id);
    memset(&control->undo, 0, sizeof control->undo);
    memset(&control->undo_next, 0, sizeof control->undo_next);
    memset(control->next_name, 0, sizeof control->next_name);
    memset(control->sheet_member, 0, sizeof control->sheet_member);
    memset(&control->scroll, 0, sizeof control->scroll);
    memset(control->rooms_here, 0, sizeof control->rooms_here);
    memset(control->rooms_name, 0, sizeof control->rooms_name);
    memset(control->rooms_brought, 0, sizeof control->rooms_brought);
    control->rooms_waited = 0;
    control->session_news = STAFF_NEWS_NONE;
    control->taking_back = control->card_ready = false;
    control->pressed = 0;
    control->ribbon_until_ms = 0;
}

static void control_result_instructor(struct staff_control *control, const struct door_snapshot *snapshot)
{
    const struct ledger_result *result = &snapshot->result;
    control_open_for(control, result->member_id, result->member_name);
    if (control->unknown_ms && snapshot->result_mono_ms - control->unknown_ms <= STAFF_CARD_READY_MS) {
        control->card_ready = true;
        control_enrol_open(control);
    }
    control->unknown_ms = 0;
}

/* 08: whoever leaves early is asked. */
static bool control_is_question(const struct ledger_result *result)
{
    return result->ask_leave;
}

/* A new result at the door. Returns true if it is shown here. */
bool control_result(struct staff_control *control, const struct door_snapshot *snapshot)
{
    struct staff_state *state = &control->state;
    const struct ledger_result *result = &snapshot->result;
    control->ask_until_ms = 0;
    if (snapshot->failed)
        return false; /* that it was not recorded is told on the whole screen */
    if (result->verdict == LEDGER_INSTRUCTOR && result->member_id[0]) {
        if (state->page == STAFF_NONE || state->page == STAFF_UNLOCK) {
            control_result_instructor(control, snapshot);
            return true;
        }
        if (control_enrol_instructor(control, result->member_id))
            return true;
    }
    if (result->verdict == LEDGER_UNKNOWN) {
        control->unknown_ms = snapshot->result_mono_ms;
        snprintf(control->unknown_tail, sizeof control->unknown_tail, "%s", result->card_tail);
    }
    if (state->page == STAFF_NONE) {
        if (!control_is_question(result))
            return false;
        control->ask_until_ms = snapshot->result_mono_ms + STAFF_ASK_MS;
        state->pressed = 0;
        return true;
    }
    /* Nobody can answer a question that the page hides. */
    if (control_is_question(result))
        control_ask(control, DOOR_LEAVE)->status = 0;
    if (state->page == STAFF_UNLOCK) {
        state->not_staff = true;
        control->not_staff_until_ms = control->now_ms + STAFF_NOT_STAFF_MS;
    }
    control_enrol_result(control, result);
    control->ribbon_until_ms = snapshot->result_mono_ms + STAFF_RIBBON_MS;
    state->news = STAFF_NEWS_NONE;
    return true;
}
