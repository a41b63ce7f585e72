/* Inside the ledger only: the last fact that was acknowledged, kept in a file of its own (PATH-tail).
 *
 * SQLite cuts a damaged log off at its first bad frame and says nothing: facts that were acknowledged would be gone, and the
 * chain before them whole. The file is written after each commit and never synced: after a power cut it may tell less than
 * the ledger holds, never more. It tells more only when facts are gone. */
#ifndef LEDGER_TAIL_H
#define LEDGER_TAIL_H

#include "ledger/store.h"

/* Opens the file beside the ledger, if it is there, and compares. Facts that are gone are logged and noted ("lost_facts" in the health: how
 * many and after which). Without the file, or when it cannot be written, all else goes on. */
void tail_open(struct ledger *ledger);

/* Says that a fact is committed; the first one makes the file. */
void tail_keep(struct ledger *ledger, int64_t seq);

void tail_close(struct ledger *ledger);

#endif
