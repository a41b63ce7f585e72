/* The room swap, closing the roll and its late start: acts on the session as a whole. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "staff_private.h"

/* ---- the room swap ---- */

/* The session in hand, if it is one of today; a clock that nobody vouches for cannot tell. */
static const struct ledger_session *control_mine(const struct staff_control *control)
{
    if (!control->roll)
        return NULL;
    const struct ledger_session *session = &control->roll->session;
    bool today =
        clock_day_start_ms(session->starts_utc_ms) == clock_day_start_ms(control_now_utc_ms(control));
    return today || !control->clock_trusted ? session : NULL;
}

void control_rooms_open(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    control_go(control, STAFF_ROOMS);
    state->under = control->roster;
    state->asked_room = state->room_count = 0;
    state->rooms_known = false;
    state->has_mine = control_mine(control) != NULL;
    control_ask(control, DOOR_ROOMS);
}

static bool control_overlap(const struct ledger_session *a, const struct ledger_session *b)
{
    return a->starts_utc_ms < b->ends_utc_ms && b->starts_utc_ms < a->ends_utc_ms;
}

/* Takes the session for the room if it tells more than the one there. */
static void control_room_offer(const struct staff_control *control, struct staff_room *room,
                               const struct ledger_session *session)
{
    const struct ledger_session *mine = control_mine(control);
    if (mine && !strcmp(session->session_id, mine->session_id))
        return;
    bool same = mine && control_overlap(session, mine);
    if (!same && control->clock_trusted && session->ends_utc_ms <= control_now_utc_ms(control))
        return; /* it is over */
    if (room->has_session && (room->same_time || !same))
        return;
    room->has_session = true;
    room->same_time = same;
    room->session = *session;
}

/* All rooms but the one where the session in hand is; this kiosk's own only as the way back. */
void control_rooms_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    const struct ledger_session *mine = control_mine(control);
    if (state->page != STAFF_ROOMS || state->asked_room)
        return;
    state->rooms_known = true;
    state->has_mine = mine != NULL;
    state->room_count = 0;
    for (int i = 0; i < answer->room_count && i < DOOR_ROOMS_MAX; i++) {
        const struct door_room *from = &answer->rooms[i];
        if (from->here)
            snprintf(control->rooms_here, sizeof control->rooms_here, "%s", from->room_id);
        if ((mine && !strcmp(from->room_id, mine->room_id)) || (!mine && from->here) ||
            state->room_count == STAFF_ROOMS_MAX)
            continue;
        struct staff_room *room = &state->rooms[state->room_count++];
        memset(room, 0, sizeof *room);
        snprintf(room->room_id, sizeof room->room_id, "%s", from->room_id);
        snprintf(room->name, sizeof room->name, "%s", from->name);
        snprintf(room->place, sizeof room->place, "%s", from->place);
        if (from->here && control->view.has_current && mine && control_overlap(&control->view.current, mine))
            control_room_offer(control, room, &control->view.current);
        for (int k = 0; k < answer->session_count && k < DOOR_SESSIONS_MAX; k++)
            if (!strcmp(answer->sessions[k].room_id, from->room_id))
                control_room_offer(control, room, &answer->sessions[k]);
    }
}

static void control_room_send(struct staff_control *control, const char *session_id, const char *room_id)
{
    struct door_request *request = control_ask(control, DOOR_ROOM);
    snprintf(request->session_id, sizeof request->session_id, "%s", session_id);
    snprintf(request->reason, sizeof request->reason, "%s", room_id);
    control->rooms_waited++;
}

void control_rooms_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    const struct ledger_session *mine = control_mine(control);
    if (!state->asked_room) {
        int index = zone - STAFF_ZONE_ROW;
        if (index >= 0 && index < state->room_count && (mine || state->rooms[index].has_session))
            state->asked_room = 1 + index;
        return;
    }
    const struct staff_room *room = &state->rooms[state->asked_room - 1];
    bool move = zone == STAFF_ZONE_CONFIRM && mine;
    bool swap = zone == STAFF_ZONE_SWAP && mine && room->same_time;
    bool bring = zone == STAFF_ZONE_BRING && room->has_session && !room->same_time && control->rooms_here[0];
    if (control->rooms_waited || (!move && !swap && !bring))
        return;
    control->rooms_failed = false;
    control->rooms_news = swap ? STAFF_NEWS_SWAPPED : bring ? STAFF_NEWS_BROUGHT : STAFF_NEWS_MOVED;
    snprintf(control->rooms_name, sizeof control->rooms_name, "%s", room->name);
    snprintf(control->rooms_brought, sizeof control->rooms_brought, "%s",
             swap || bring ? room->session.session_id : "");
    if (swap)
        control_room_send(control, room->session.session_id, mine->room_id);
    if (move || swap)
        control_room_send(control, mine->session_id, room->room_id);
    if (bring)
        control_room_send(control, room->session.session_id, control->rooms_here);
}

/* The session that has come here is the one in hand. */
static void control_brought(struct staff_control *control)
{
    if (!control->rooms_brought[0])
        return;
    snprintf(control->session_id, sizeof control->session_id, "%s", control->rooms_brought);
    ledger_class_free(control->roll);
    control->roll = NULL;
    control->state.roll = NULL;
    staff_arrange(&control->state);
    control->state.saved_mono_ms = 0; /* an undo would be of the other session */
    control_ask(control, DOOR_ROLL);
    control->asked_roll_ms = control->now_ms;
}

void control_room_answer(struct staff_control *control, const struct door_answer *answer)
{
    struct staff_state *state = &control->state;
    if (!control->rooms_waited)
        return; /* locked meanwhile */
    control->rooms_failed = control->rooms_failed || answer->code;
    if (--control->rooms_waited)
        return;
    snprintf(state->news_room, sizeof state->news_room, "%s", control->rooms_name);
    control_news(control, control->rooms_failed ? STAFF_NEWS_FAILED : control->rooms_news);
    if (!control->rooms_failed)
        control_brought(control);
    if (state->page != STAFF_ROOMS)
        return;
    if (control->rooms_failed)
        control_rooms_open(control); /* as it is now */
    else
        control_to_roster(control);
}

/* ---- the roll, closed and open; the late start ---- */

static void control_session_ask(struct staff_control *control, enum staff_news news, const char *what)
{
    struct door_request *request = control_ask(control, DOOR_SESSION_MARK);
    snprintf(request->reason, sizeof request->reason, "%s", what);
    if (news == STAFF_NEWS_STARTED)
        request->starts_utc_ms = control->state.news_utc_ms;
    control->session_news = news;
}

/* Closing makes absences: it is asked first. Reopening takes them back and asks nothing. */
void control_close_roll(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    if (!control->roll)
        return;
    if (!control->roll->closed) {
        control_go(control, STAFF_CLOSE);
        state->under = control->roster;
        return;
    }
    state->news_count = 0;
    for (size_t i = 0; i < control->roll->count; i++)
        state->news_count +=
            control->roll->learners[i].status == LEDGER_S_UNEXCUSED && !control->roll->learners[i].by_hand;
    control_session_ask(control, STAFF_NEWS_REOPENED, "reopen");
    control_to_roster(control);
}

void control_close_tap(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    if (zone != STAFF_ZONE_CONFIRM || !control->roll)
        return;
    state->news_count = state->counts[STAFF_NOT_YET];
    if (!control->roll->closed) /* another door may have been quicker */
        control_session_ask(control, STAFF_NEWS_CLOSED, "close");
    control_to_roster(control);
}

void control_late_start(struct staff_control *control)
{
    if (!control->clock_trusted || !control->roll) {
        control_sound(control, "refused"); /* no start can be set by a clock that nobody vouches for */
        return;
    }
    control->state.news_utc_ms = control_now_utc_ms(control) / 60000 * 60000;
    control_session_ask(control, STAFF_NEWS_STARTED, "start");
}

void control_session_answer(struct staff_control *control, const struct door_answer *answer)
{
    enum staff_news news = control->session_news;
    control->session_news = STAFF_NEWS_NONE;
    if (answer->code)
        control_news(control, STAFF_NEWS_FAILED);
    else if (news)
        control_news(control, news);
}
