/* Inside the ledger only: what trusted readings said of one boot's offset to UTC, and the time of its instants. Two readings
 * tell how far the machine's clock drifts, so an instant between them is dated to a fraction of a second; outside them it has
 * the nearest one's offset. No SQL here: boot.c keeps them, schema/004.sql and the centre date whole records alike. */
#ifndef LEDGER_ANCHOR_H
#define LEDGER_ANCHOR_H

#include <stdbool.h>
#include <stdint.h>

/* A drifting clock needs some four a hour at the worst; the least missed make room for more. */
#define ANCHORS_MAX 32

struct anchor {
    int64_t at_ms;     /* CLOCK_BOOTTIME of the reading */
    int64_t offset_ms; /* UTC minus that */
    int64_t wrong_ms;  /* by how much offset_ms may be wrong at most */
};

/* Of one boot and one source, at_ms rising. */
struct anchors {
    int count;
    struct anchor list[ANCHORS_MAX + 1];
};

/* Takes a reading if it tells more than the set does already. Returns whether it did; *after_ms is then the boottime up to
 * which all instants kept their time, INT64_MIN when none did. A reading that no drift can explain means that the clock was
 * set: the newer one stands alone. One that is older than the last tells nothing. */
bool anchors_add(struct anchors *anchors, const struct anchor *reading, int64_t *after_ms);

/* The offset at an instant. There is at least one anchor. */
int64_t anchors_offset_ms(const struct anchors *anchors, int64_t boottime_ms);

#endif
