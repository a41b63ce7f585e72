/* Facts of ledgers that were damaged and set aside: what can be recovered of them goes up under their own ledger ids. */
#ifndef AGENT_ASIDE_H
#define AGENT_ASIDE_H

#include "client/central.h"
#include "ledger/ledger.h"

/* Recovers and sends what files set aside from the ledger at path still hold and the centre has not; a file that is done is
 * not looked at again. Says in the log and in the ledger's health ("recovered") what came of it. A file that cannot be read,
 * or that the centre refuses, is told and left for the next start. Returns 0, or an error of class later. */
int aside_send(const char *path, struct ledger *ledger, struct central *central, void (*alive)(void),
               struct error *err);

#endif
