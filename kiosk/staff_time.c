#include <stdio.h>
#include <string.h>

#include "staff_private.h"

#define CONTROL_PIN_WAIT_MS 10000 /* an answer that never came */

/* ---- what the door says ---- */

bool staff_control_snapshot(struct staff_control *control, const struct door_snapshot *snapshot,
                            int64_t now_ms)
{
    control->now_ms = now_ms;
    control->view = snapshot->view;
    control->clock_trusted = snapshot->view.clock_trusted;
    /* The view is read now and then: only a new reading says what time it is. */
    if (snapshot->view.now_utc_ms != control->view_utc_ms) {
        control->view_utc_ms = snapshot->view.now_utc_ms;
        control->utc_offset_ms = snapshot->view.now_utc_ms - now_ms;
    }
    /* While a choice is on its way to the disk the door still says the old one: only what it says anew counts. */
    if (snapshot->ready && snapshot->roster_list != control->list_seen) {
        control->list_seen = snapshot->roster_list;
        control->roster = snapshot->roster_list ? STAFF_LIST : STAFF_GRID;
    }
    control_watch_session(control);
    bool result = control->any_seen ? snapshot->results != control->results_seen : snapshot->results > 0;
    control->any_seen = true;
    control->results_seen = snapshot->results;
    bool mine = result && control_result(control, snapshot);
    staff_control_tick(control, now_ms);
    return mine;
}

void staff_control_answer(struct staff_control *control, const struct door_answer *answer, int64_t now_ms)
{
    struct staff_state *state = &control->state;
    control->now_ms = now_ms;
    switch (answer->kind) {
    case DOOR_PIN:
        control_unlock_answer(control, answer);
        break;
    case DOOR_MARK:
        control_mark_answer(control, answer);
        break;
    case DOOR_SESSION_MARK:
        control_session_answer(control, answer);
        break;
    case DOOR_ROOMS:
        control_rooms_answer(control, answer);
        break;
    case DOOR_ROOM:
        control_room_answer(control, answer);
        break;
    case DOOR_SHEET:
        if (!answer->code && state->page == STAFF_SHEET &&
            !strcmp(answer->sheet.learner.member_id, control->sheet_member))
            state->sheet = answer->sheet;
        break;
    case DOOR_BIND_ARM:
    case DOOR_BIND_FORCE:
        control_bind_answer(control, answer);
        break;
    case DOOR_UNBIND:
        control_unbind_answer(control, answer);
        break;
    case DOOR_BLOCK:
    case DOOR_MAKE_UP:
        if (answer->code)
            control_sound(control, "refused");
        control_sheet_refresh(control);
        break;
    case DOOR_GUEST:
        control_guest_answer(control, answer);
        break;
    case DOOR_LOG:
        if ((state->page == STAFF_DEVICE || state->page == STAFF_LOG) && !answer->code) {
            memcpy(state->log, answer->log, sizeof state->log);
            state->log_count = answer->log_count;
        }
        break;
    default:
        break;
    }
}

/* ---- what time does ---- */

/* A tile held down marks its learner present. */
static void control_hold(struct staff_control *control)
{
    if (!control->pressed || control->slipped || control->held || control->state.page != STAFF_GRID ||
        control->state.online_mode || control->now_ms - control->pressed_ms < STAFF_LONG_PRESS_MS)
        return;
    const struct ledger_learner *learner = control_row(control, control->pressed - STAFF_ZONE_ROW);
    if (!learner)
        return;
    control->held = true;
    control->state.pressed = 0;
    control_mark(control, learner, LEDGER_S_PRESENT, NULL, 0);
}

static void control_tick_page(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    int64_t now_ms = control->now_ms;
    if (state->page == STAFF_NONE)
        return;
    if (state->saved_mono_ms && now_ms - state->saved_mono_ms >= STAFF_UNDO_MS)
        state->saved_mono_ms = 0;
    if (state->lamp_lit >= 0 && now_ms >= control->lamp_until_ms)
        state->lamp_lit = -1;
    if ((state->page == STAFF_DEVICE || state->page == STAFF_LOG) &&
        now_ms - control->log_ms >= STAFF_LOG_EVERY_MS) {
        control->log_ms = now_ms;
        control_ask(control, DOOR_LOG);
    }
    control_hold(control);
    control_scroll_tick(control);
    state->ribbon = now_ms < control->ribbon_until_ms;
    if (state->news && now_ms >= control->news_until_ms)
        state->news = STAFF_NEWS_NONE;
    if (state->page != STAFF_UNLOCK) {
        state->locks_in_ms = STAFF_LOCK_MS - (now_ms - control->touched_ms);
        if (state->locks_in_ms <= 0)
            control_lock(control);
    }
}

void staff_control_tick(struct staff_control *control, int64_t now_ms)
{
    if (now_ms > control->now_ms)
        control->now_ms = now_ms;
    if (control->ask_until_ms && control->now_ms >= control->ask_until_ms)
        control->ask_until_ms = 0; /* no answer: nothing is recorded */
    if (control->state.pin_checking && control->now_ms - control->touched_ms >= CONTROL_PIN_WAIT_MS)
        control->state.pin_checking = false;
    control_unlock_tick(control);
    control_tick_page(control);
}

bool staff_control_waits(const struct staff_control *control)
{
    bool roster = control->state.page == STAFF_GRID || control->state.page == STAFF_LIST;
    return roster && control->session_id[0] && !control->roll &&
           control->now_ms - control->asked_roll_ms < STAFF_ROLL_WAIT_MS;
}

static void control_sooner(int *wait_ms, int64_t candidate_ms)
{
    if (candidate_ms < *wait_ms)
        *wait_ms = candidate_ms < 0 ? 0 : (int)candidate_ms;
}

int staff_control_next_ms(const struct staff_control *control, int64_t now_ms)
{
    const struct staff_state *state = &control->state;
    int wait_ms = 60000;
    if (control->ask_until_ms) {
        int64_t named_until_ms = control->ask_until_ms - STAFF_ASK_MS + SCREEN_NAME_MS;
        control_sooner(&wait_ms, control->motion ? 50 : control->ask_until_ms - now_ms);
        if (named_until_ms > now_ms)
            control_sooner(&wait_ms, named_until_ms - now_ms);
    }
    if (state->page == STAFF_NONE)
        return wait_ms;
    if (control_scroll_moving(control))
        return STAFF_SCROLL_FRAME_MS;
    bool rises = (state->saved_mono_ms && now_ms - state->saved_mono_ms < STAFF_RISE_MS) ||
                 (state->page == STAFF_SHEET && now_ms - state->sheet_mono_ms < STAFF_RISE_MS);
    if (rises && control->motion)
        return STAFF_SCROLL_FRAME_MS;
    if (staff_control_waits(control))
        control_sooner(&wait_ms, control->asked_roll_ms + STAFF_ROLL_WAIT_MS - now_ms);
    control_sooner(&wait_ms, 500); /* the caret, the countdown, the time left of a locked PIN */
    if (state->page != STAFF_UNLOCK)
        control_sooner(&wait_ms, state->locks_in_ms % 1000 + 1);
    if (control->pressed && !control->slipped && !control->held && state->page == STAFF_GRID)
        control_sooner(&wait_ms, control->pressed_ms + STAFF_LONG_PRESS_MS - now_ms);
    if (state->ribbon)
        control_sooner(&wait_ms, control->ribbon_until_ms - now_ms);
    if (state->news)
        control_sooner(&wait_ms, control->news_until_ms - now_ms);
    if (state->lamp_lit >= 0)
        control_sooner(&wait_ms, control->lamp_until_ms - now_ms);
    return wait_ms;
}
