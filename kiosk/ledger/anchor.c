#include "ledger/anchor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A smaller difference is the clocks' own noise, would only make the centre's copy restless, and is half of the error that
 * two anchors are allowed. */
#define ANCHOR_MOVE_MS 50

/* No running clock is further off than 500 ppm (the kernel corrects no more either). */
#define ANCHOR_DRIFT_PARTS 2000
#define ANCHOR_SET_MS      2000

/* What lies at boottime_ms on the line through two anchors. Cut towards zero, as SQLite's cast and trunc() of PostgreSQL. */
static int64_t anchor_line_ms(const struct anchor *from, const struct anchor *to, int64_t boottime_ms)
{
    return from->offset_ms +
           (int64_t)((double)(to->offset_ms - from->offset_ms) * (double)(boottime_ms - from->at_ms) /
                     (double)(to->at_ms - from->at_ms));
}

int64_t anchors_offset_ms(const struct anchors *anchors, int64_t boottime_ms)
{
    const struct anchor *list = anchors->list;
    assert(anchors->count > 0);
    int next = 0;
    while (next < anchors->count && list[next].at_ms <= boottime_ms)
        next++;
    if (next == 0)
        return list[0].offset_ms;
    if (next == anchors->count)
        return list[next - 1].offset_ms;
    return anchor_line_ms(&list[next - 1], &list[next], boottime_ms);
}

static int64_t anchors_end_ms(const struct anchors *anchors)
{
    return anchors->count > 0 ? anchors->list[anchors->count - 1].at_ms : INT64_MIN;
}

/* Takes away the one between others that is missed least. */
static void anchors_thin(struct anchors *anchors, int64_t *after_ms)
{
    struct anchor *list = anchors->list;
    int least = 1;
    int64_t least_ms = INT64_MAX;
    for (int i = 1; i < anchors->count - 1; i++) {
        int64_t missed_ms =
            llabs(anchor_line_ms(&list[i - 1], &list[i + 1], list[i].at_ms) - list[i].offset_ms);
        if (missed_ms < least_ms) {
            least = i;
            least_ms = missed_ms;
        }
    }
    if (list[least - 1].at_ms < *after_ms)
        *after_ms = list[least - 1].at_ms;
    memmove(&list[least], &list[least + 1], (size_t)(anchors->count - least - 1) * sizeof *list);
    anchors->count--;
}

bool anchors_add(struct anchors *anchors, const struct anchor *reading, int64_t *after_ms)
{
    if (anchors->count > 0) {
        const struct anchor *last = &anchors->list[anchors->count - 1];
        if (reading->at_ms < last->at_ms)
            return false;
        int64_t differs_ms = llabs(reading->offset_ms - last->offset_ms);
        int64_t unsure_ms = reading->wrong_ms + last->wrong_ms;
        bool sharper = last->wrong_ms > ANCHOR_MOVE_MS && reading->wrong_ms < last->wrong_ms / 2;
        if (differs_ms > unsure_ms + ANCHOR_SET_MS + (reading->at_ms - last->at_ms) / ANCHOR_DRIFT_PARTS)
            anchors->count = 0;
        else if (!sharper && (differs_ms <= ANCHOR_MOVE_MS || differs_ms <= unsure_ms))
            return false;
        else if (sharper || reading->at_ms == last->at_ms)
            anchors->count--;
    }
    *after_ms = anchors_end_ms(anchors);
    anchors->list[anchors->count++] = *reading;
    if (anchors->count > ANCHORS_MAX)
        anchors_thin(anchors, after_ms);
    return true;
}
