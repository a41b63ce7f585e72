/* Inside the ledger only: one act of an instructor, one transaction. */
#ifndef LEDGER_STAFF_ACT_H
#define LEDGER_STAFF_ACT_H

#include "ledger/append.h"
#include "ledger/staff.h"

#define STAFF_DETAIL_MAX 2048

/* A fact with its texts, made valid. */
struct staff_fact {
    struct ledger_fact fact;
    char room_id[LEDGER_ID_MAX + 1], session_id[LEDGER_ID_MAX + 1], member_id[LEDGER_ID_MAX + 1];
    char actor_id[LEDGER_ID_MAX + 1], reason[LEDGER_REASON_MAX + 1], detail[STAFF_DETAIL_MAX];
};

/* Begins the transaction of an act and fills who, where and when. Refuses an act of nobody (ERROR_INPUT). On error
 * nothing is open; else staff_end ends it. */
int staff_begin(struct ledger *ledger, const struct ledger_act *act, const char *kind, struct staff_fact *out,
                struct error *err);

/* Texts of the fact; NULL and "" leave the column NULL. */
void staff_member(struct staff_fact *out, const char *member_id);
void staff_reason(struct staff_fact *out, const char *reason);

/* Commits when rc is 0, else takes all back. Returns rc or the commit's error. */
int staff_end(struct ledger *ledger, int rc, struct error *err);

/* Takes away what a new slice knows itself. Within the slice's transaction. */
int staff_slice_came(struct ledger *ledger, struct error *err);

#endif
