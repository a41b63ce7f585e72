#include <stdio.h>
#include <string.h>

#include "staff_private.h"

/* ---- the roster ---- */

static void control_mark_ask(struct staff_control *control, const char *member_id, int status,
                             const char *reason, int minutes)
{
    struct door_request *request = control_ask(control, DOOR_MARK);
    snprintf(request->member_id, sizeof request->member_id, "%s", member_id);
    snprintf(request->reason, sizeof request->reason, "%s", reason ? reason : "");
    request->status = status;
    request->minutes = minutes;
}

static void control_filter(struct staff_control *control, enum staff_filter filter)
{
    struct staff_state *state = &control->state;
    if (filter == state->filter)
        filter = STAFF_ALL; /* the grid has no chip for all: the same one again */
    if (filter != STAFF_ALL && state->counts[filter] == 0)
        return;
    state->filter = filter;
    staff_arrange(state);
    control_scroll_to(control, 0);
}

static void control_sort(struct staff_control *control, enum staff_sort sort)
{
    struct staff_state *state = &control->state;
    state->sort = sort == state->sort ? STAFF_BY_ORDINAL : sort;
    staff_arrange(state);
    control_scroll_to(control, 0);
}

/* Another touch takes it back. */
static void control_online(struct staff_control *control, const struct ledger_learner *learner)
{
    if (learner->status != LEDGER_S_ONLINE) {
        control_mark(control, learner, LEDGER_S_ONLINE, NULL, 0);
        return;
    }
    control->state.saved_mono_ms = 0;
    control->taking_back = true;
    control_mark_ask(control, learner->member_id, -1, NULL, 0);
}

bool control_roster_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    if (zone >= STAFF_ZONE_FILTER && zone < STAFF_ZONE_FILTER + STAFF_FILTERS) {
        control_filter(control, (enum staff_filter)(zone - STAFF_ZONE_FILTER));
        return true;
    }
    if (zone >= STAFF_ZONE_SORT && zone <= STAFF_ZONE_SORT + STAFF_BY_STATUS) {
        control_sort(control, (enum staff_sort)(zone - STAFF_ZONE_SORT));
        return true;
    }
    bool rows = state->page == STAFF_GRID || state->page == STAFF_LIST || state->page == STAFF_SEARCH;
    if (!rows || zone < STAFF_ZONE_ROW)
        return false;
    const struct ledger_learner *learner = control_row(control, zone - STAFF_ZONE_ROW);
    if (learner && state->online_mode)
        control_online(control, learner);
    else if (learner)
        control_sheet_open(control, learner);
    return true;
}

void staff_control_roll(struct staff_control *control, struct ledger_class *roll)
{
    if (!roll)
        return;
    if (!control->session_id[0] || strcmp(control->session_id, roll->session.session_id) != 0) {
        ledger_class_free(roll); /* of a session that nobody looks at any more */
        return;
    }
    struct staff_state *state = &control->state;
    ledger_class_free(control->roll);
    control->roll = roll;
    state->roll = roll;
    staff_arrange(state);
    if (state->filter != STAFF_ALL && state->counts[state->filter] == 0) {
        state->filter = STAFF_ALL; /* the last of them has become something else */
        staff_arrange(state);
    }
    control_sheet_refresh(control);
    control_cards_refresh(control);
}

/* ---- the sheet ---- */

bool control_sheet_quiet(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    bool asked = state->asked_status >= 0 || state->asked_block || state->asked_cell;
    state->asked_status = -1;
    state->asked_block = false;
    state->asked_cell = 0;
    return asked;
}

void control_sheet_refresh(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    if (state->page != STAFF_SHEET)
        return;
    const struct ledger_learner *learner = control_find(control, control->sheet_member);
    if (learner)
        state->sheet.learner = *learner;
    struct door_request *request = control_ask(control, DOOR_SHEET);
    snprintf(request->member_id, sizeof request->member_id, "%s", control->sheet_member);
}

void control_sheet_open(struct staff_control *control, const struct ledger_learner *learner)
{
    struct staff_state *state = &control->state;
    enum staff_page from = state->page;
    if (from != STAFF_SEARCH)
        control->roster_scroll_px = state->scroll_px;
    memset(&state->sheet, 0, sizeof state->sheet);
    state->sheet.learner = *learner;
    state->sheet.has_card = state->sheet.learner.card_tail[0];
    snprintf(control->sheet_member, sizeof control->sheet_member, "%s", learner->member_id);
    control_sheet_quiet(control);
    state->sheet_mono_ms = control->now_ms;
    control_go(control, STAFF_SHEET);
    state->under = from == STAFF_SEARCH ? STAFF_SEARCH : control->roster;
    control_sheet_refresh(control);
}

/* Late: by the tap if there is one, else by now. Early: by the departure, else by now. 0 = the clock does not tell. */
static int control_minutes(const struct staff_control *control, const struct ledger_learner *learner,
                           enum ledger_status status)
{
    const struct ledger_session *session = &control->roll->session;
    int64_t late_from = session->starts_utc_ms,
            now = control->clock_trusted ? control_now_utc_ms(control) : 0;
    int64_t by = 0;
    if (status == LEDGER_S_LATE)
        by = (learner->arrived_utc_ms > late_from ? learner->arrived_utc_ms : now) - late_from;
    else if (status == LEDGER_S_EARLY && (learner->left_utc_ms || now))
        by = session->ends_utc_ms - (learner->left_utc_ms ? learner->left_utc_ms : now);
    int64_t length = session->ends_utc_ms - session->starts_utc_ms;
    return by <= 0 || by > length ? 0 : (int)(by / 60000);
}

static void control_status(struct staff_control *control, const struct ledger_learner *learner,
                           enum ledger_status status)
{
    struct staff_state *state = &control->state;
    control_sheet_quiet(control);
    if (status == LEDGER_S_EXCUSED || status == LEDGER_S_UNEXCUSED) {
        state->asked_status = (int)status; /* written with its reason */
        return;
    }
    if (status == LEDGER_S_LATE || status == LEDGER_S_EARLY)
        state->asked_status = (int)status; /* written now; the minutes may be mended */
    if (learner->status != status)
        control_mark(control, learner, (int)status, NULL, control_minutes(control, learner, status));
}

static void control_reason(struct staff_control *control, const struct ledger_learner *learner, int index)
{
    struct staff_state *state = &control->state;
    int status = state->asked_status >= 0 ? state->asked_status : (int)learner->status;
    if (status == LEDGER_NOT_YET)
        return;
    /* "sheet.r_ill" is the string's key, r_ill the reason's. */
    const char *reason = strrchr(staff_reasons[index], '.');
    reason = reason ? reason + 1 : staff_reasons[index];
    int minutes = status == (int)learner->status ? learner->minutes : 0;
    control_mark(control, learner, status, reason, minutes);
    state->asked_status = -1;
}

static void control_minutes_mend(struct staff_control *control, const struct ledger_learner *learner,
                                 int minutes)
{
    int status = control->state.asked_status;
    if (status != LEDGER_S_LATE && status != LEDGER_S_EARLY)
        return;
    control->state.asked_status = -1;
    if ((int)learner->status == status && learner->minutes == minutes)
        return; /* they stay as they are */
    control_mark(control, learner, status, learner->reason[0] ? learner->reason : NULL, minutes);
}

/* A missed session, or one whose make-up is to be withdrawn. */
static void control_cell(struct staff_control *control, int index)
{
    struct staff_state *state = &control->state;
    if ((size_t)index >= state->sheet.count || !state->sheet.cells[index].session_id[0] ||
        !staff_cell_opens(&state->sheet.cells[index]))
        return; /* without an id it is not on this device */
    control_sheet_quiet(control);
    state->asked_cell = index + 1;
}

static void control_make_up(struct staff_control *control, bool credited, const char *reason)
{
    struct staff_state *state = &control->state;
    int index = state->asked_cell - 1;
    if (index < 0 || (size_t)index >= state->sheet.count || state->sheet.cells[index].made_up == credited)
        return;
    struct door_request *request = control_ask(control, DOOR_MAKE_UP);
    snprintf(request->session_id, sizeof request->session_id, "%s", state->sheet.cells[index].session_id);
    snprintf(request->member_id, sizeof request->member_id, "%s", control->sheet_member);
    snprintf(request->reason, sizeof request->reason, "%s", reason);
    request->status = credited;
    control_sheet_quiet(control);
}

static void control_confirm(struct staff_control *control, const struct ledger_learner *learner)
{
    struct staff_state *state = &control->state;
    if (state->asked_cell) {
        control_make_up(control, false, "");
    } else if (state->asked_block) {
        struct door_request *request = control_ask(control, DOOR_BLOCK);
        snprintf(request->member_id, sizeof request->member_id, "%s", learner->member_id);
        control_sheet_quiet(control);
    }
}

void control_sheet_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    const struct ledger_learner *learner = control_find(control, control->sheet_member);
    if (!learner)
        return;
    if (zone >= STAFF_ZONE_STATUS && zone < STAFF_ZONE_STATUS + LEDGER_STATUSES) {
        control_status(control, learner, (enum ledger_status)(zone - STAFF_ZONE_STATUS));
    } else if (zone >= STAFF_ZONE_REASON && zone < STAFF_ZONE_REASON + STAFF_REASONS) {
        int index = zone - STAFF_ZONE_REASON;
        if (!state->asked_cell)
            control_reason(control, learner, index);
        else if (index < STAFF_CREDITS)
            control_make_up(control, true, strchr(staff_credits[index], '.') + 1);
    } else if (zone >= STAFF_ZONE_MINUTES && zone < STAFF_ZONE_ROW) {
        control_minutes_mend(control, learner, zone - STAFF_ZONE_MINUTES);
    } else if (zone == STAFF_ZONE_KEEP) {
        control_sheet_quiet(control);
    } else if (zone == STAFF_ZONE_BLOCK) {
        control_sheet_quiet(control);
        state->asked_block = state->sheet.has_card;
    } else if (zone == STAFF_ZONE_CONFIRM) {
        control_confirm(control, learner);
    } else if (zone >= STAFF_ZONE_CELL && zone < STAFF_ZONE_CELL + LEDGER_STRIP_MAX) {
        control_cell(control, zone - STAFF_ZONE_CELL);
    }
}

/* ---- marks ---- */

void control_mark(struct staff_control *control, const struct ledger_learner *learner, int status,
                  const char *reason, int minutes)
{
    struct staff_state *state = &control->state;
    struct control_undo *undo = &control->undo_next;
    /* Minutes or a reason for what has just been written belong to the same act: the undo takes both back. */
    bool same_act = state->saved_mono_ms && !strcmp(control->undo.member_id, learner->member_id) &&
                    (int)state->saved_status == status;
    if (same_act) {
        *undo = control->undo;
    } else {
        snprintf(undo->member_id, sizeof undo->member_id, "%s", learner->member_id);
        undo->by_hand = learner->by_hand;
        undo->status = learner->status;
        undo->minutes = learner->minutes;
        snprintf(undo->reason, sizeof undo->reason, "%s", learner->reason);
    }
    control->taking_back = false;
    control->next_status = status;
    snprintf(control->next_name, sizeof control->next_name, "%s", learner->full_name);
    control_mark_ask(control, learner->member_id, status, reason, minutes);
}

void control_undo(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    const struct control_undo *undo = &control->undo;
    if (!state->saved_mono_ms || !undo->member_id[0])
        return;
    state->saved_mono_ms = 0;
    state->asked_status = -1;
    control->taking_back = true;
    if (undo->by_hand)
        control_mark_ask(control, undo->member_id, (int)undo->status, undo->reason, undo->minutes);
    else
        control_mark_ask(control, undo->member_id, -1, NULL, 0);
}

void control_mark_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    if (answer->code) {
        state->saved_mono_ms = 0;
        control_sound(control, "refused");
        return;
    }
    if (control->taking_back) {
        control->taking_back = false;
        return;
    }
    if (strcmp(answer->member_id, control->undo_next.member_id) != 0)
        return;
    control->undo = control->undo_next;
    state->saved_mono_ms = control->now_ms;
    state->saved_status = (enum ledger_status)control->next_status;
    snprintf(state->saved_name, sizeof state->saved_name, "%s", control->next_name);
    if (state->page == STAFF_NO_CARD)
        control_no_card_saved(control);
}
