#include "screens/phase.h"

#include "screens/kit.h"

#define MINUTE_MS    60000
#define NEAR_MINUTES 30

static int minutes_between(int64_t from_utc_ms, int64_t to_utc_ms)
{
    int64_t minutes = to_utc_ms / MINUTE_MS - from_utc_ms / MINUTE_MS;
    return minutes > 100000 ? 100000 : minutes < -100000 ? -100000 : (int)minutes;
}

static enum phase phase_of_session(const struct ledger_session *session, int64_t now_utc_ms, int *minutes)
{
    int to_start = minutes_between(now_utc_ms, session->starts_utc_ms);
    int to_end = minutes_between(now_utc_ms, session->ends_utc_ms);
    if (now_utc_ms < session->starts_utc_ms) {
        *minutes = to_start > 0 ? to_start : 1;
        return to_start > NEAR_MINUTES ? PHASE_NOTHING : PHASE_STARTS_IN;
    }
    if (now_utc_ms >= session->ends_utc_ms)
        return PHASE_ENDED;
    if (to_end <= NEAR_MINUTES) {
        *minutes = to_end > 0 ? to_end : 1;
        return PHASE_ENDS_IN;
    }
    return -to_start > session->late_after_min ? PHASE_LATE : PHASE_STARTED;
}

enum phase phase_of(const struct screen_state *state, int *minutes)
{
    const struct ledger_view *view = &state->view;
    *minutes = 0;
    if (!view->has_slice)
        return PHASE_NO_SLICE;
    if (view->has_current)
        return view->clock_trusted ? phase_of_session(&view->current, state->now_utc_ms, minutes)
                                   : PHASE_CLOCK;
    if (!view->clock_trusted)
        return PHASE_NO_SESSION;
    if (view->has_next && kit_days_between(state->now_utc_ms, view->next.starts_utc_ms) == 0)
        return PHASE_NO_SESSION;
    return PHASE_DAY_OVER;
}

enum phase_panel phase_panel(const struct screen_state *state)
{
    if (state->trouble == SCREEN_TROUBLE_FULL || state->trouble == SCREEN_TROUBLE_READER)
        return PHASE_PANEL_FAULT;
    /* What the reader could not read is told without a session, too. */
    if (state->notice_key)
        return PHASE_PANEL_TAP;
    if (!state->view.has_slice)
        return PHASE_PANEL_WAITING;
    if (state->view.has_current)
        return PHASE_PANEL_TAP;
    return state->view.has_next ? PHASE_PANEL_NEXT : PHASE_PANEL_EMPTY;
}
