/* Inside the ledger only: names of a replaced slice leave the file. */
#ifndef LEDGER_PURGE_H
#define LEDGER_PURGE_H

#include "ledger/store.h"

/* Around the transaction that replaces the slice: what it deletes is overwritten, free pages included (on), then as in
 * open.c again (off). */
int purge_overwrite(struct ledger *ledger, bool on, struct error *err);

/* Within that transaction: says that the log still holds what was replaced. */
int purge_note(struct ledger *ledger, struct error *err);

/* After it: moves the log into the file and empties it, if purge_note said so. A tap waits for the last part of it alone,
 * which takes no sync. Someone else's reading may be in the way: then it stays noted, and is done at the next call. */
void purge_run(struct ledger *ledger);

#endif
