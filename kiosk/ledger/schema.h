/* Inside the ledger only: the file's form and its soundness. */
#ifndef LEDGER_SCHEMA_H
#define LEDGER_SCHEMA_H

#include "ledger/store.h"

/* "DDNH": the mark that tells a ledger from any other SQLite file. */
#define SCHEMA_APPLICATION_ID 0x44444e48

/* Tells whether the file is an empty one or a ledger of a version that this role can use; changes nothing. */
int schema_recognise(struct ledger *ledger, struct error *err);

/* Creates or migrates the file and installs the rule (LEDGER_KIOSK only), in one transaction: on error
 * nothing is changed. Reads the ledger's UUID. */
int schema_prepare(struct ledger *ledger, struct error *err);

/* Reads the ledger's UUID from the file. */
int schema_read_identity(struct ledger *ledger, struct error *err);

/* Checks an existing ledger's pages, as far as there is time, and the chain of the last facts. */
int schema_check(struct ledger *ledger, struct error *err);

/* Checks the chain of the facts after a sequence up to the last. Returns 0, or ERROR_CORRUPT naming the fact.
 */
int schema_check_chain(struct ledger *ledger, int64_t after_seq, struct error *err);

#endif
