#include <stdio.h>
#include <string.h>

#include "staff_private.h"

/* What the fact says of a guest's purpose, in the order of the zones. */
static const char *const control_whys[] = {"makeup", "observe", "speaker", "other"};

/* ---- 16 ---- */

void control_disarm(struct staff_control *control)
{
    if (control->armed)
        control_ask(control, DOOR_BIND_ARM);
    control->armed = control->moving = false;
}

static void control_arm(struct staff_control *control)
{
    struct door_request *request = control_ask(control, DOOR_BIND_ARM);
    snprintf(request->member_id, sizeof request->member_id, "%s", control->state.enrol_learner.member_id);
    control->armed = true;
    control->moving = false;
    control->state.enrol = STAFF_ENROL_TAP;
    control->state.enrol_tested = control->state.enrol_undo = false;
    control->state.enrol_tail[0] = '\0';
}

void control_enrol_open(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    control_disarm(control);
    control_go(control, STAFF_ENROL);
    state->under = control->roster;
    state->enrol = STAFF_ENROL_CHOOSE;
    state->enrol_tested = state->enrol_undo = false;
    state->saved_mono_ms = 0; /* an undo here would be of something else */
    state->filter = STAFF_ALL;
    snprintf(state->enrol_tail, sizeof state->enrol_tail, "%s",
             control->card_ready ? control->unknown_tail : "");
    memset(&state->enrol_learner, 0, sizeof state->enrol_learner);
    memset(&state->enrol_holder, 0, sizeof state->enrol_holder);
    control_query_set(control, "");
}

void control_enrol_for(struct staff_control *control, const struct ledger_learner *learner)
{
    struct staff_state *state = &control->state;
    if (!learner)
        return;
    control_go(control, STAFF_ENROL);
    state->saved_mono_ms = 0;
    state->enrol_learner = *learner;
    snprintf(state->enrol_old_tail, sizeof state->enrol_old_tail, "%s", learner->card_tail);
    if (!control->card_ready) {
        control_arm(control);
        return;
    }
    /* The card that nobody knew was tapped before: it is bound without another tap. */
    control->card_ready = false;
    state->enrol = STAFF_ENROL_TAP;
    struct door_request *request = control_ask(control, DOOR_BIND_FORCE);
    snprintf(request->member_id, sizeof request->member_id, "%s", learner->member_id);
}

void control_enrol_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    if (zone >= STAFF_ZONE_ROW && state->enrol == STAFF_ENROL_CHOOSE) {
        control_enrol_for(control, control_row(control, zone - STAFF_ZONE_ROW));
    } else if (zone == STAFF_ZONE_NEXT) {
        control_enrol_open(control);
    } else if (zone == STAFF_ZONE_OTHER && state->enrol_learner.member_id[0]) {
        control_arm(control);
    } else if (zone == STAFF_ZONE_MOVE && state->enrol == STAFF_ENROL_IN_USE) {
        /* Unarmed, so that the instructor's card counts as one. */
        control_disarm(control);
        control->moving = true;
    }
}

/* An instructor's card: the one a move waits for. Returns false if none does. */
bool control_enrol_instructor(struct staff_control *control, const char *actor_id)
{
    if (!control->moving)
        return false;
    control->moving = false;
    struct door_request *request = control_ask(control, DOOR_BIND_FORCE);
    snprintf(request->member_id, sizeof request->member_id, "%s", control->state.enrol_learner.member_id);
    if (actor_id)
        snprintf(request->actor_id, sizeof request->actor_id, "%s", actor_id);
    return true;
}

/* A tap that counted as usual while 16b stands: the learner's own is the test. */
void control_enrol_result(struct staff_control *control, const struct ledger_result *result)
{
    struct staff_state *state = &control->state;
    if (state->page == STAFF_ENROL && state->enrol == STAFF_ENROL_DONE && result->member_id[0] &&
        !strcmp(result->member_id, state->enrol_learner.member_id)) {
        state->enrol_tested = true;
        state->enrol_undo = false; /* the tap that was counted would stay */
    }
}

static void control_bound(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    state->enrol = STAFF_ENROL_DONE;
    state->enrol_tested = answer->bind == LEDGER_BIND_SAME;
    state->enrol_undo = answer->can_unbind;
    if (answer->card_tail[0])
        snprintf(state->enrol_tail, sizeof state->enrol_tail, "%s", answer->card_tail);
    control_disarm(control);
}

void control_bind_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    if (state->page != STAFF_ENROL || state->enrol == STAFF_ENROL_CHOOSE ||
        strcmp(answer->member_id, state->enrol_learner.member_id) != 0)
        return;
    control->touched_ms = control->now_ms;
    if (answer->code) {
        control_arm(control); /* nothing is bound: the card may be tapped again */
        control_news(control, STAFF_NEWS_FAILED);
        return;
    }
    switch (answer->bind) {
    case LEDGER_BIND_DONE:
    case LEDGER_BIND_SAME:
        control_bound(control, answer);
        break;
    case LEDGER_BIND_IN_USE:
        state->enrol = STAFF_ENROL_IN_USE;
        state->enrol_holder = answer->holder;
        snprintf(state->enrol_tail, sizeof state->enrol_tail, "%s", answer->card_tail);
        break;
    case LEDGER_BIND_STAFF:
        state->enrol = STAFF_ENROL_STAFF_CARD;
        break;
    case LEDGER_BIND_RANDOM:
        state->enrol = STAFF_ENROL_TAP;
        break;
    }
}

void control_enrol_undo(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    if (state->enrol != STAFF_ENROL_DONE || !state->enrol_undo)
        return;
    state->enrol_undo = false;
    struct door_request *request = control_ask(control, DOOR_UNBIND);
    snprintf(request->member_id, sizeof request->member_id, "%s", state->enrol_learner.member_id);
}

/* Taken back: another learner is chosen, and no card is taken until then. */
void control_unbind_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    bool shown = state->page == STAFF_ENROL && state->enrol == STAFF_ENROL_DONE &&
                 !strcmp(answer->member_id, state->enrol_learner.member_id);
    if (answer->code) {
        control_news(control, STAFF_NEWS_FAILED);
        state->enrol_undo = shown && !state->enrol_tested && answer->code != ERROR_NOT_FOUND;
        return;
    }
    control_sound(control, "accepted");
    if (shown)
        control_enrol_open(control);
}

/* ---- 17 ---- */

void control_cards_refresh(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    const struct ledger_learner *learner = control_find(control, state->enrol_learner.member_id);
    if (learner && (state->page == STAFF_NO_CARD || state->page == STAFF_ENROL))
        state->enrol_learner = *learner;
}

void control_no_card_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    const struct ledger_learner *learner = NULL;
    if (zone >= STAFF_ZONE_ROW) {
        learner = control_row(control, zone - STAFF_ZONE_ROW);
        if (learner)
            state->enrol_learner = *learner;
    } else if (zone == STAFF_ZONE_SAVE) {
        learner = state->enrol_learner.member_id[0] ? control_find(control, state->enrol_learner.member_id)
                  : state->query[0]                 ? control_row(control, 0)
                                                    : NULL;
        if (learner)
            control_mark(control, learner, LEDGER_S_PRESENT, "forgot", 0);
    }
}

void control_no_card_saved(struct staff_control *control)
{
    control_go(control, control->roster);
    control->state.under = STAFF_NONE;
    memset(&control->state.enrol_learner, 0, sizeof control->state.enrol_learner);
    control_query_set(control, "");
}

/* ---- 17b ---- */

static void control_guest_save(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    if (!state->guest_name[0]) {
        state->guest_field = 1; /* nobody without a name: the keyboard asks for it */
        state->shift = true;
        return;
    }
    struct door_request *request = control_ask(control, DOOR_GUEST);
    snprintf(request->name, sizeof request->name, "%s", state->guest_name);
    snprintf(request->unit, sizeof request->unit, "%s", state->guest_unit);
    snprintf(request->reason, sizeof request->reason, "%s", control_whys[state->guest_why]);
    state->guest_field = 0;
}

void control_guest_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    if (zone == STAFF_ZONE_FIELD_NAME || zone == STAFF_ZONE_FIELD_UNIT) {
        state->guest_field = zone == STAFF_ZONE_FIELD_NAME ? 1 : 2;
        state->shift = !(state->guest_field == 1 ? state->guest_name : state->guest_unit)[0];
        state->caret_mono_ms = control->now_ms;
    } else if (zone >= STAFF_ZONE_WHY && zone < STAFF_ZONE_WHY + 4) {
        state->guest_why = zone - STAFF_ZONE_WHY;
    } else if (zone == STAFF_ZONE_SAVE) {
        control_guest_save(control);
    }
}

void control_guest_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    if (answer->code) {
        control_sound(control, "refused"); /* what was typed stays, to be saved again */
        return;
    }
    memset(state->guest_name, 0, sizeof state->guest_name);
    memset(state->guest_unit, 0, sizeof state->guest_unit);
    state->guest_why = 0;
    control_sound(control, "accepted");
    if (state->page == STAFF_GUEST)
        control_back(control);
}
