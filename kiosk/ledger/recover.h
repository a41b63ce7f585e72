/* What a damaged ledger that was set aside (PATH.damaged-TIME) still holds: its facts as far as their chain can be verified,
 * under its own ledger id, in a sound file beside it that the agent sends like any ledger. The damaged file is only read.
 *
 *   PATH.damaged-TIME              as it was found, with its -wal
 *   PATH.damaged-TIME.recovered    a ledger with the facts that verify; waits to be sent
 *   PATH.damaged-TIME.sent         the same, all held by the centre */
#ifndef LEDGER_RECOVER_H
#define LEDGER_RECOVER_H

#include <stdint.h>

#include "base/error.h"

#define RECOVER_NAME_MAX 576
#define RECOVER_PATH_MAX 640
#define RECOVER_TEXT_MAX 200

struct recover {
    char name[RECOVER_NAME_MAX];      /* of the damaged file, without its folder */
    char damaged[RECOVER_PATH_MAX];   /* the same with it */
    char recovered[RECOVER_PATH_MAX]; /* the ledger made of it */
    char text[RECOVER_TEXT_MAX];      /* after recover_make: what was recovered, for log and health */
};

/* Finds the first file set aside from the ledger at path that is not sent yet, by names greater than after ("" = from the
 * first). Returns 1 with out, 0 when there is none, or ERROR_IO. */
int recover_find(const char *path, const char *after, struct recover *out, struct error *err);

/* Makes out->recovered unless this version has made it already. Row by row up to the first that cannot be read or does not fit
 * the chain, from the first fact, or from the last that the centre acknowledged when the damage lies before it. Readable rows
 * after a gap are counted, not taken. Returns 1 when made, 0 when it was there, ERROR_CORRUPT when nothing can be read (its
 * ledger id is lost), or ERROR_FULL, ERROR_DENIED, ERROR_IO. */
int recover_make(struct recover *recover, struct error *err);

/* Marks it sent; nobody has it open. Returns 0 or an error. */
int recover_done(const struct recover *recover, struct error *err);

#endif
