#include "screens/statistics.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS    60000
#define BEFORE_START 30 /* minutes of the axis around the start when nothing else asks for more */
#define AFTER_START  15

static bool has_arrived(const struct ledger_learner *learner)
{
    switch (learner->status) {
    case LEDGER_S_PRESENT:
    case LEDGER_S_LATE:
    case LEDGER_S_EARLY:
    case LEDGER_S_HALF:
    case LEDGER_S_ONLINE:
        return true;
    default:
        return false;
    }
}

/* A time to draw: somebody who counts as here, by a clock that is vouched for. */
static bool is_timed(const struct ledger_learner *learner)
{
    return has_arrived(learner) && learner->time_trusted && learner->arrived_utc_ms > 0;
}

static int64_t between(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* Minutes since 1970; what lies beyond the year 9999 stands at its end. */
static int64_t minute_of(int64_t utc_ms)
{
    return between(utc_ms, 0, 253402300799999) / MINUTE_MS;
}

static void axis_set(const struct ledger_class *list, int64_t now_utc_ms, struct statistics *out)
{
    const struct ledger_session *session = &list->session;
    int64_t start = minute_of(session->starts_utc_ms), end = minute_of(session->ends_utc_ms);
    int64_t low = start - BEFORE_START, high = start + AFTER_START, last = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct ledger_learner *learner = &list->learners[i];
        if (!is_timed(learner))
            continue;
        int64_t at = minute_of(learner->arrived_utc_ms);
        low = at < low ? at : low;
        last = at > last ? at : last;
    }
    /* Two hours before are enough for anybody; so is the session itself. */
    low = between(low, start - 120, start);
    if (end < start)
        end = start;
    int64_t until = now_utc_ms > 0 ? minute_of(now_utc_ms) : last;
    until = between(until, low, end > start + AFTER_START ? end : start + AFTER_START);
    last = between(last, low, end > start ? end : high);
    high = last + 4 > high ? last + 4 : high;
    high = until + 4 > high && until < start + 60 ? until + 4 : high;
    out->first_minute = low;
    out->minutes = (int)between(high - low, 1, STATISTICS_MINUTES);
    out->start = (int)between(start - low, 0, out->minutes);
    int grace = (int)between(session->late_after_min, 0, STATISTICS_MINUTES);
    out->late_from = (int)between(out->start + grace + 1, 0, out->minutes);
    out->until = (int)between(until - low, 0, out->minutes);
}

static void arrivals_count(const struct ledger_class *list, struct statistics *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct ledger_learner *learner = &list->learners[i];
        if (!is_timed(learner))
            continue;
        int64_t at = minute_of(learner->arrived_utc_ms) - out->first_minute;
        int minute = (int)between(at, 0, out->minutes - 1);
        out->timed++;
        out->by_start += minute < out->late_from;
        if (++out->per_minute[minute] > out->most_a_minute)
            out->most_a_minute = out->per_minute[minute];
        if (minute > out->until)
            out->until = minute; /* a clock set back since then */
    }
}

static int by_unit(const void *a, const void *b)
{
    const struct ledger_learner *const *one = a, *const *other = b;
    return strcmp((*one)->unit, (*other)->unit);
}

static int worst_first(const void *a, const void *b)
{
    const struct statistics_unit *one = a, *other = b;
    int64_t left = (int64_t)one->arrived * other->of, right = (int64_t)other->arrived * one->of;
    if (left != right)
        return left < right ? -1 : 1;
    if (one->of != other->of)
        return one->of > other->of ? -1 : 1;
    return strcmp(one->name, other->name);
}

static void units_count(const struct ledger_class *list, struct statistics *out)
{
    const struct ledger_learner *sorted[STAFF_LEARNERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < list->count && count < STAFF_LEARNERS_MAX; i++)
        if (list->learners[i].unit[0])
            sorted[count++] = &list->learners[i];
    qsort(sorted, count, sizeof sorted[0], by_unit);
    for (size_t i = 0; i < count; i++) {
        struct statistics_unit *last = out->unit_count ? &out->units[out->unit_count - 1] : NULL;
        if (!last || strcmp(last->name, sorted[i]->unit) != 0) {
            last = &out->units[out->unit_count++];
            *last = (struct statistics_unit){.name = sorted[i]->unit};
        }
        last->of++;
        last->arrived += has_arrived(sorted[i]);
    }
    qsort(out->units, (size_t)out->unit_count, sizeof out->units[0], worst_first);
}

void statistics_count(const struct ledger_class *list, int64_t now_utc_ms, struct statistics *out)
{
    memset(out, 0, sizeof *out);
    out->minutes = 1;
    if (!list)
        return;
    for (size_t i = 0; i < list->count; i++) {
        const struct ledger_learner *learner = &list->learners[i];
        out->total++;
        out->arrived += has_arrived(learner);
        if ((int)learner->status >= 0 && learner->status < LEDGER_STATUSES)
            out->status[learner->status]++;
    }
    axis_set(list, now_utc_ms, out);
    arrivals_count(list, out);
    units_count(list, out);
}
