#include "agent/pace.h"

int64_t pace_back_off_ms(int failures, uint32_t random)
{
    int64_t pause_ms = 1000;
    for (int i = 1; i < failures && pause_ms < PACE_BACK_OFF_MS; i++)
        pause_ms *= 2;
    if (pause_ms > PACE_BACK_OFF_MS)
        pause_ms = PACE_BACK_OFF_MS;
    return pause_ms / 2 + random % (pause_ms / 2 + 1);
}

int64_t pace_heartbeat_ms(bool session_hours, uint32_t random)
{
    int64_t pause_ms = session_hours ? PACE_BUSY_MS : PACE_QUIET_MS;
    return pause_ms * 4 / 5 + random % (pause_ms * 2 / 5 + 1);
}

static bool pace_near(const struct ledger_session *session, int64_t now_utc_ms)
{
    return session->starts_utc_ms - PACE_MARGIN_MS <= now_utc_ms &&
           now_utc_ms <= session->ends_utc_ms + PACE_MARGIN_MS;
}

bool pace_session_hours(const struct ledger_view *margin_ago, int64_t now_utc_ms)
{
    return (margin_ago->has_current && pace_near(&margin_ago->current, now_utc_ms)) ||
           (margin_ago->has_next && pace_near(&margin_ago->next, now_utc_ms));
}
