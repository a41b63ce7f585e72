/* The inside of struct central, for this folder only. */
#ifndef CLIENT_HANDLE_H
#define CLIENT_HANDLE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/central.h"
#include "client/problem.h"

#define HANDLE_NAME_BYTES 280 /* "host:port" */

struct central {
    PQconninfoOption *options; /* the conninfo's words */
    int deadline_ms;
    int wake_descriptor; /* -1 = none */
    void (*alive)(void);
    PGconn *connection;           /* NULL or ready for a statement */
    int64_t floor_utc_ms;         /* no clock can truly show less */
    size_t preferred;             /* the host of the list that was right last time */
    char name[HANDLE_NAME_BYTES]; /* of the server that is or was last talked to */
    struct problem_place place;   /* points to name and into options */
};

/* One statement with its parameters in libpq's form. */
struct handle_statement {
    const char *sql;
    int count;
    const unsigned *types;
    const char *const *values;
    const int *lengths, *formats;
    bool patient; /* a long answer may take longer than the deadline as long as bytes come */
};

/* The value of a word of the conninfo, NULL if not given. */
const char *handle_option(const struct central *central, const char *word);

/* Waits until descriptor has one of events (of poll(2)), at most until the instant (clock_monotonic_ms).
 * Returns 0, ERROR_TIMEOUT, or ERROR_BUSY when the wake descriptor is readable. */
int handle_wait(const struct central *central, int descriptor, short events, int64_t until_ms);

/* Says in *err why waiting ended, for handle_wait's codes; doing is "connecting" or "the call". Returns code.
 */
int handle_wait_failed(const struct central *central, int code, const char *doing, struct error *err);

/* Connects to the first host of the list that lets us in, at most until the instant. central->connection must
 * be NULL; it is set on success. Returns 0 or the error of the host that says most. */
int handle_connect(struct central *central, int64_t until_ms, struct error *err);

/* Runs a statement, connecting first if need be; a connection that turns out to be dead is replaced once, for
 * every statement here can be repeated. *result (PQclear) holds rows in binary. round_trip_ms is that of the
 * statement alone. */
int handle_run(struct central *central, const struct handle_statement *statement, PGresult **result,
               int64_t *round_trip_ms, struct error *err);

#endif
