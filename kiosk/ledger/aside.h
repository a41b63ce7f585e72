/* Inside the ledger only: reading a file that was set aside as damaged. SQLite reads a copy of it, so that the file itself
 * stays as it was found. */
#ifndef LEDGER_ASIDE_H
#define LEDGER_ASIDE_H

#include "ledger/store.h"

#define ASIDE_PATH_MAX (STORE_PATH_MAX + 96)

/* Copies the file and its log beside it under the name PATH.USE; what an earlier copy left there is taken away. A file that
 * lost all its bytes gets a page of zeros, so that SQLite reads its log. Returns 0, or ERROR_FULL, ERROR_DENIED, ERROR_IO. */
int aside_copy(const char *path, const char *use, char copy[ASIDE_PATH_MAX], struct error *err);

/* Takes a database and its companions away. */
void aside_remove(const char *path);

/* Takes the slice of the file set aside into a new ledger, in one transaction: all or nothing. Its version is not taken, so
 * that the next exchange brings it again from the centre. Returns 1 when it was taken, 0 when there is none, or an error when
 * it cannot be read whole; the ledger is as before then. */
int aside_slice_take(struct ledger *ledger, const char *path, struct error *err);

#endif
