#include "client/central.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "client/handle.h"

/* A patient call may last this many deadlines in all. */
enum { CENTRAL_PATIENCE = 20 };

const char *handle_option(const struct central *central, const char *word)
{
    for (const PQconninfoOption *each = central->options; each->keyword; each++) {
        if (!strcmp(each->keyword, word))
            return each->val && *each->val ? each->val : NULL;
    }
    return NULL;
}

int handle_wait(const struct central *central, int descriptor, short events, int64_t until_ms)
{
    for (;;) {
        struct pollfd polled[2] = {{.fd = descriptor, .events = events},
                                   {.fd = central->wake_descriptor, .events = POLLIN}};
        int64_t left_ms = until_ms - clock_monotonic_ms();
        int ready = poll(polled, 2, left_ms > 0 ? (int)left_ms : 0);
        if (polled[1].revents && ready > 0)
            return ERROR_BUSY;
        if (ready > 0)
            return 0;
        if (until_ms - clock_monotonic_ms() <= 0)
            return ERROR_TIMEOUT;
    }
}

int handle_wait_failed(const struct central *central, int code, const char *doing, struct error *err)
{
    if (code == ERROR_BUSY)
        return error_set(err, code, "%s: %s was given up because this program ends", central->name, doing);
    return error_set(err, code, "%s gave no answer within the deadline of %d ms, %s; check the network",
                     central->name, central->deadline_ms, doing);
}

int central_open(const char *conninfo, int deadline_ms, struct central **out, struct error *err)
{
    struct central *central = calloc(1, sizeof *central);
    if (!central)
        return error_set(err, ERROR_MEMORY, "out of memory");
    char *problem = NULL;
    int code = 0;
    central->options = PQconninfoParse(conninfo, &problem);
    if (!central->options) {
        code = problem_conninfo(problem, err);
        PQfreemem(problem);
        free(central);
        return code;
    }
    central->deadline_ms = deadline_ms;
    central->wake_descriptor = -1;
    central->place = (struct problem_place){
        .name = central->name,
        .user = handle_option(central, "user"),
        .certificate = handle_option(central, "sslcert"),
        .key = handle_option(central, "sslkey"),
        .authority = handle_option(central, "sslrootcert"),
    };
    *out = central;
    return 0;
}

void central_close(struct central *central)
{
    if (!central)
        return;
    central_drop(central);
    PQconninfoFree(central->options);
    free(central);
}

void central_drop(struct central *central)
{
    PQfinish(central->connection);
    central->connection = NULL;
}

bool central_connected(const struct central *central)
{
    return central->connection != NULL;
}

void central_wake_set(struct central *central, int descriptor)
{
    central->wake_descriptor = descriptor;
}

void central_time_floor(struct central *central, int64_t utc_ms)
{
    if (utc_ms > central->floor_utc_ms)
        central->floor_utc_ms = utc_ms;
}

void central_alive_set(struct central *central, void (*alive)(void))
{
    central->alive = alive;
}

/* Sends what libpq still holds. */
static int central_flush(struct central *central, int64_t until_ms)
{
    for (;;) {
        int left = PQflush(central->connection);
        if (left <= 0)
            return left < 0 ? ERROR_OFFLINE : 0;
        int code = handle_wait(central, PQsocket(central->connection), POLLIN | POLLOUT, until_ms);
        if (code)
            return code;
        if (!PQconsumeInput(central->connection))
            return ERROR_OFFLINE;
    }
}

/* Receives until nothing more belongs to the statement. *result is the last that came, NULL if none. */
static int central_receive(struct central *central, int64_t until_ms, int64_t patience_ms, PGresult **result)
{
    int64_t last_ms = until_ms + patience_ms;
    for (;;) {
        while (PQisBusy(central->connection)) {
            int code = handle_wait(central, PQsocket(central->connection), POLLIN, until_ms);
            if (code)
                return code;
            if (!PQconsumeInput(central->connection))
                return ERROR_OFFLINE;
            if (central->alive)
                central->alive();
            int64_t further_ms = clock_monotonic_ms() + central->deadline_ms;
            if (patience_ms && further_ms > until_ms)
                until_ms = further_ms < last_ms ? further_ms : last_ms;
        }
        PGresult *next = PQgetResult(central->connection);
        if (!next)
            return 0;
        PQclear(*result);
        *result = next;
    }
}

/* One try on the connection that is there. *lost tells that it turned out to be dead. */
static int central_try(struct central *central, const struct handle_statement *statement, int64_t until_ms,
                       PGresult **result, bool *lost, struct error *err)
{
    *lost = false;
    *result = NULL;
    int code = ERROR_OFFLINE;
    if (PQsendQueryParams(central->connection, statement->sql, statement->count, statement->types,
                          statement->values, statement->lengths, statement->formats, 1))
        code = central_flush(central, until_ms);
    if (!code)
        code = central_receive(central, until_ms,
                               statement->patient ? (int64_t)CENTRAL_PATIENCE * central->deadline_ms : 0,
                               result);
    ExecStatusType status = *result ? PQresultStatus(*result) : PGRES_FATAL_ERROR;
    if (!code && status == PGRES_TUPLES_OK)
        return 0;

    const char *state = *result ? PQresultErrorField(*result, PG_DIAG_SQLSTATE) : NULL;
    if (code == ERROR_TIMEOUT || code == ERROR_BUSY) {
        handle_wait_failed(central, code, "the call", err);
    } else if (!code && status != PGRES_FATAL_ERROR) {
        code = error_set(err, ERROR_PROTOCOL, "%s answered with no row; look at its version", central->name);
    } else {
        *lost = state == NULL || PQstatus(central->connection) == CONNECTION_BAD;
        code = problem_statement(&central->place, state,
                                 state ? PQresultErrorField(*result, PG_DIAG_MESSAGE_PRIMARY)
                                       : PQerrorMessage(central->connection),
                                 err);
    }
    PQclear(*result);
    *result = NULL;
    return code;
}

int handle_run(struct central *central, const struct handle_statement *statement, PGresult **result,
               int64_t *round_trip_ms, struct error *err)
{
    int64_t until_ms = clock_monotonic_ms() + central->deadline_ms;
    for (;;) {
        bool kept = central->connection != NULL, lost;
        int code = kept ? 0 : handle_connect(central, until_ms, err);
        if (code)
            return code;
        int64_t start_ms = clock_monotonic_ms();
        code = central_try(central, statement, until_ms, result, &lost, err);
        *round_trip_ms = clock_monotonic_ms() - start_ms;
        if (!code)
            return 0;
        /* After any failure the state of the connection is not worth a thought: a new one is cheap, and finds
         * the new primary after a failover. */
        central_drop(central);
        if (!(kept && lost) || clock_monotonic_ms() >= until_ms)
            return code;
    }
}
