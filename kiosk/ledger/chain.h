/* Inside the ledger only: the chain of the facts that are there already. */
#ifndef LEDGER_CHAIN_H
#define LEDGER_CHAIN_H

#include "ledger/store.h"

struct chain_fault {
    int64_t seq;      /* the first fact that does not fit */
    const char *what; /* "is missing", "was changed after it was recorded" ...; static */
};

/* Verifies at most max facts after a sequence. *fault has seq 0 when all fit. Returns 0 or an error of reading. */
int chain_verify(struct ledger *ledger, int64_t after_seq, int64_t max, struct chain_fault *fault,
                 struct error *err);

/* Verifies the next few facts of a round through the whole ledger, which begins anywhere and goes on from the last to the
 * first. The lowest that does not fit is logged and noted ("chain_broken_seq" in the health); a round without any takes the
 * note away. */
void chain_step(struct ledger *ledger);

#endif
