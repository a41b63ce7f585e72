#include <string.h>

#include "reader/supervisor.h"

void recovery_init(struct recovery *recovery)
{
    memset(recovery, 0, sizeof *recovery);
    recovery->retry_ms = RETRY_FIRST_MS;
}

void recovery_up(struct recovery *recovery, int64_t now_ms)
{
    recovery->up = true;
    recovery->said_down = false;
    recovery->up_since_ms = now_ms;
}

bool recovery_down(struct recovery *recovery, int64_t now_ms)
{
    /* A device that falls again at once is not to be tried ten times a second. */
    if (recovery->up && now_ms - recovery->up_since_ms >= RETRY_CALM_MS)
        recovery->retry_ms = RETRY_FIRST_MS;
    recovery->up = false;
    if (recovery->said_down)
        return false;
    recovery->said_down = true;
    return true;
}

unsigned recovery_wait_ms(struct recovery *recovery)
{
    unsigned wait_ms = recovery->retry_ms;
    recovery->retry_ms = wait_ms * 2 > RETRY_LAST_MS ? RETRY_LAST_MS : wait_ms * 2;
    return wait_ms;
}
