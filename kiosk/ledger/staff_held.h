/* Inside the ledger only: slice and acts of this door put together for the rule. Within a transaction that writes. */
#ifndef LEDGER_STAFF_HELD_H
#define LEDGER_STAFF_HELD_H

#include "ledger/store.h"

/* Finds the sessions that share a room and a time; after a start was moved. */
int held_overlaps(struct ledger *ledger, struct error *err);

/* Makes the rooms of the sessions anew, and what overlaps there. */
int held_places(struct ledger *ledger, struct error *err);

/* Makes the make-up rights and credits anew. */
int held_make_ups(struct ledger *ledger, struct error *err);

#endif
