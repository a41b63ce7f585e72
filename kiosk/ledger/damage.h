/* Inside the ledger only: a damaged file is set aside, never written to and never dropped. */
#ifndef LEDGER_DAMAGE_H
#define LEDGER_DAMAGE_H

#include "ledger/store.h"

#define DAMAGE_NAME_MAX (STORE_PATH_MAX + 64)

/* Whether a file that SQLite cannot read was a ledger: it still holds the text of one. Anybody else's file is not touched. */
bool damage_was_ledger(const char *path);

/* Whether the file has lost all its bytes while its log has not: SQLite would throw the log away. */
bool damage_lost_file(const char *path);

/* Gives the file, its -wal and -journal the name PATH.damaged-TIME (a number after it if that is taken; nothing is ever
 * overwritten) and takes the old names away. At each instant of it, also after a power cut, the bytes have a name. No
 * connection of this process has the file open. name: the new one without its folder. Returns 0, or ERROR_FULL, ERROR_DENIED,
 * ERROR_IO. */
int damage_set_aside(const char *path, char name[DAMAGE_NAME_MAX], struct error *err);

/* Records in a new ledger that a damaged one was set aside: a device fact, and a note that goes up as health. */
int damage_record(struct ledger *ledger, const char *name, struct error *err);

#endif
