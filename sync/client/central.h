/* The kiosk's way to the training database: three calls over libpq's asynchronous interface, each with a deadline.
 * The only code under sync/ beside office that includes libpq. No SQLite here. Batches use the ledger's plain types. */
#ifndef CLIENT_CENTRAL_H
#define CLIENT_CENTRAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ledger/ledger.h"

struct central;

enum central_status { CENTRAL_OK, CENTRAL_DUP, CENTRAL_GAP, CENTRAL_FORK, CENTRAL_REVOKED };

struct central_answer {
    enum central_status status;
    int64_t hi;                           /* the centre holds 1..hi of this ledger */
    uint8_t chain_at_hi[DIGEST_BYTES];
    int64_t server_time_ms;               /* UTC, at the call's start */
    int64_t round_trip_ms;                /* of this call, measured here */
    char slice_version[LEDGER_ID_MAX + 1];/* what kiosk_slice would give now */
};

/* Opens a handle; connects at the first call. conninfo is libpq's (several hosts allowed). deadline_ms bounds each call,
 * the connecting included. */
int central_open(const char *conninfo, int deadline_ms, struct central **out, struct error *err);
void central_close(struct central *central); /* NULL is fine */

/* Drops the connection; the next call connects anew. */
void central_drop(struct central *central);

/* kiosk_push. batch may hold no facts (heartbeat). health is a JSON object or NULL. ledger_id is the UUID text.
 * Returns 0 with *out, ERROR_OFFLINE / ERROR_TIMEOUT (try later), ERROR_DENIED (certificate, role, revoked),
 * ERROR_VERSION (the function is not what this program knows), ERROR_PROTOCOL; text says host and mend, never a secret. */
int central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                 const struct ledger_batch *batch, const char *health, struct central_answer *out,
                 struct error *err);

/* kiosk_slice. *json is NULL when version is current; else the caller frees it with free(). */
int central_slice(struct central *central, const char *version, char **json, size_t *length, struct error *err);

#endif
