/* Inside the ledger only: one learner's course, session by session, as the rule counts it. */
#ifndef LEDGER_STAFF_COURSE_H
#define LEDGER_STAFF_COURSE_H

#include "ledger/staff.h"
#include "ledger/store.h"

struct course_row {
    struct ledger_strip_cell cell;
    int64_t ends_utc_ms; /* 0 = beyond the slice, to come */
    bool closed;         /* the rule's word on the roll */
    bool counted;
    int weight, halves; /* as in rule_credit */
};

struct course {
    char class_id[LEDGER_ID_MAX + 1]; /* whose course: what the learner's seat counts for */
    double threshold_percent;
    size_t count, room;
    struct course_row *rows; /* by their start; freed with course_free */
};

/* Reads every session of the course that the learner's seat in a class belongs to: those of all classes whose seats count
 * for it. Sessions of the slice are told by rule_credit, those before it by the centre's judgement (slice_past) with what
 * was credited here since, those beyond it by their number alone. Within a transaction. On error nothing is to be freed. */
int course_read(struct ledger *ledger, const char *class_id, const char *member_id, struct course *out,
                struct error *err);
void course_free(struct course *course);

#endif
