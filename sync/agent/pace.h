/* How often the agent calls: pure functions of time, counts and a random number. */
#ifndef AGENT_PACE_H
#define AGENT_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/types.h"

/* How often the ledger is asked whether it changed; the heartbeat in session hours and otherwise; the longest
 * pause after failures; how long before and after a session its hours begin and end. */
#define PACE_LOOK_MS     200
#define PACE_BUSY_MS     30000
#define PACE_QUIET_MS    300000
#define PACE_BACK_OFF_MS 60000
#define PACE_MARGIN_MS   (60 * 60 * 1000)

/* The pause after the failures-th failure in a row (from 1): 1 s, doubled each time up to PACE_BACK_OFF_MS,
 * of which the second half is left to chance, so that kiosks do not come back all at once. */
int64_t pace_back_off_ms(int failures, uint32_t random);

/* The pause until the next heartbeat, +- 20 %. */
int64_t pace_heartbeat_ms(bool session_hours, uint32_t random);

/* Whether now lies in session hours, given what the room's idle screen would have shown PACE_MARGIN_MS ago:
 * the session that was on then, and the first one after it. */
bool pace_session_hours(const struct ledger_view *margin_ago, int64_t now_utc_ms);

#endif
