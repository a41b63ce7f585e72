/* The kiosk's way to the training database: three calls over libpq's asynchronous interface, each with a
 * deadline. The only code under sync/ beside office that includes libpq. No SQLite here. Batches use the
 * ledger's plain types. */
#ifndef CLIENT_CENTRAL_H
#define CLIENT_CENTRAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ledger/ledger.h"

struct central;

enum central_status { CENTRAL_OK, CENTRAL_DUP, CENTRAL_GAP, CENTRAL_FORK, CENTRAL_REVOKED };

struct central_answer {
    enum central_status status;
    int64_t hi; /* the centre holds 1..hi of this ledger */
    uint8_t chain_at_hi[DIGEST_BYTES];
    int64_t server_time_ms;                /* UTC, at the call's start */
    int64_t round_trip_ms;                 /* of this call, measured here */
    char slice_version[LEDGER_ID_MAX + 1]; /* what kiosk_slice would give now */
};

/* Opens a handle; connects at the first call. conninfo is libpq's (several hosts allowed; sslmode is
 * verify-full unless it says otherwise). deadline_ms bounds each call, the connecting and the look-up of
 * names included. Names are looked up aside, so that nothing blocks; only a PGSERVICE file or a host left out
 * of the conninfo is libpq's own affair. Returns 0, ERROR_CONFIG or ERROR_MEMORY. */
int central_open(const char *conninfo, int deadline_ms, struct central **out, struct error *err);
void central_close(struct central *central); /* NULL is fine */

/* Drops the connection; the next call connects anew. */
void central_drop(struct central *central);

/* Whether a connection is kept for the next call. */
bool central_connected(const struct central *central);

/* A descriptor (-1 = none, stays the caller's) that ends a running call at once, with ERROR_BUSY, when it is
 * readable. */
void central_wake_set(struct central *central, int descriptor);

/* Says that it is at least that late (UTC ms); what was said before is never lowered. While the machine's clock shows less,
 * certificates are judged as of that instant, so that a machine that woke up in 1970 can still be told the time; a clock
 * that shows more is believed. Nothing outside this process changes. */
void central_time_floor(struct central *central, int64_t utc_ms);

/* Called whenever bytes of a long answer come, so that a watchdog can be fed. NULL = nobody. */
void central_alive_set(struct central *central, void (*alive)(void));

/* kiosk_push. batch may hold no facts (heartbeat). health is a JSON object or NULL. ledger_id is the UUID
 * text. Returns 0 with *out; try later: ERROR_OFFLINE, ERROR_TIMEOUT, ERROR_BUSY (the centre was reached and
 * cannot now: disk full, deadlock, standby); refused: ERROR_DENIED (certificate, role), ERROR_VERSION (the
 * function is not what this program knows), ERROR_CONFIG (no such database), ERROR_INPUT (it cannot read what
 * was sent); ERROR_PROTOCOL, ERROR_MEMORY. The text says host and mend, never a secret. A call may be
 * repeated after any of them. */
int central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                 const struct ledger_batch *batch, const char *health, struct central_answer *out,
                 struct error *err);

/* kiosk_slice. *json is NULL when version is current; else the caller frees it with central_text_free. Errors as
 * central_push. A long slice may take up to twenty deadlines as long as none passes without a byte. */
int central_slice(struct central *central, const char *version, char **json, size_t *length,
                  struct error *err);

/* kiosk_arrivals: what other doors saw of this room's sessions. *json is NULL when cursor is current; else the caller
 * frees it with central_text_free, and new_cursor holds the cursor that goes with it. Errors as central_push; ERROR_VERSION from a
 * centre that does not have the function yet. */
int central_arrivals(struct central *central, const char *cursor, char **json, size_t *length,
                     char *new_cursor, size_t capacity, struct error *err);

/* Wipes and frees what the two above gave, for it has names in it; NULL is fine. */
void central_text_free(char *json, size_t length);

#endif
