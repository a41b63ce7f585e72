/* Inside the ledger only: what lies inside the elements of a slice's arrays. Each reads the array's text, of which the
 * elements themselves have been taken, into its temporary table. Returns 0 or ERROR_INPUT with the place. */
#ifndef LEDGER_SLICE_NESTED_H
#define LEDGER_SLICE_NESTED_H

#include "ledger/store.h"

/* The rooms of the sessions; each session's main room is among them. */
int slice_rooms_take(struct ledger *ledger, const char *sessions, struct error *err);

/* The statuses, credits and forgotten cards of the sessions before the slice. */
int slice_past_take(struct ledger *ledger, const char *past, struct error *err);

#endif
