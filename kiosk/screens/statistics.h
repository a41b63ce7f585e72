/* 15: what the chart shows, counted without drawing. */
#ifndef SCREENS_STATISTICS_H
#define SCREENS_STATISTICS_H

#include "screens/staff.h"

#define STATISTICS_MINUTES 600 /* longest axis */

struct statistics_unit {
    const char *name; /* the class's own text */
    int arrived, of;
};

struct statistics {
    int total, arrived; /* learners; of them here, the late and those at a distance included */
    int status[LEDGER_STATUSES];

    /* the axis: whole minutes from first_minute (UTC minutes) on */
    int64_t first_minute;
    int minutes;          /* how many, at least 1 */
    int start, late_from; /* the session's start, and the first minute that is late, on the axis */
    int until;            /* the axis minute up to which arrivals are known: now, or the end */
    int per_minute[STATISTICS_MINUTES];
    int timed;    /* arrivals with a time that is known: the last height of the steps */
    int by_start; /* of them before late_from */
    int most_a_minute;

    int unit_count; /* the worst first: smallest share arrived; equal shares: the larger unit first */
    struct statistics_unit units[STAFF_LEARNERS_MAX];
};

/* Counts. list NULL: nobody. now_utc_ms 0 = not known (the axis then ends after the last arrival). out's unit names live
 * as long as list. An arrival outside the axis counts at its edge. Learners after STAFF_LEARNERS_MAX have no unit. */
void statistics_count(const struct ledger_class *list, int64_t now_utc_ms, struct statistics *out);

/* How much the units have to scroll, and the height that shows them, in logical px. */
float statistics_content_px(const struct staff_state *state);
float statistics_viewport_px(const struct canvas *canvas);

#endif
