#include <string.h>

#include "base/hex.h"
#include "ledger/fact.h"
#include "push_fuzz.h"

static const char push_sql[] =
    "select status, hi, encode(chain_at_hi, 'hex') from training.kiosk_push($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
    "$22, $23, $24)";

_Noreturn void failed(struct push *push, const char *what, const char *state, const char *message)
{
    fprintf(stderr, "push_fuzz: call %lu: %s: %s %s\n", push->calls, what, state ? state : "no SQLSTATE",
            message);
    exit(1);
}

/* An answer is right when it is one, or when it refuses the input for what it is. */
static bool answer_check(struct push *push, const PGresult *result, bool malformed)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK)
        return true;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (PQstatus(push->kiosk) != CONNECTION_OK || !state)
        failed(push, "the connection is gone", state, PQerrorMessage(push->kiosk));
    /* 22: data; 42501: not permitted; 0A: arrays of several dimensions; of a malformed binary array also 08P01: not a
     * message, 42804: elements of another type, 54000: too many dimensions. */
    bool right = !strncmp(state, "22", 2) || !strcmp(state, "42501") || !strcmp(state, "0A000");
    if (malformed)
        right = right || !strcmp(state, "08P01") || !strcmp(state, "42804") || !strcmp(state, "54000");
    if (!right)
        failed(push, "an error that no input may cause", state, PQresultErrorMessage(result));
    return false;
}

void call_random(struct push *push)
{
    static const char *const bases[] = {
        "1", "1", "2", "0", "-1", "1000", "9223372036854775807", "-9223372036854775808", "51"};
    static const char *const chains[] = {
        "\\x", "\\x01", "\\xab", "\\x0000000000000000000000000000000000000000000000000000000000000000"};
    static const char *const healths[] = {"{}",
                                          "null",
                                          "[]",
                                          "\"x\"",
                                          "{\"pending\": \"5\"}",
                                          "{\"pending\": -1}",
                                          "{\"pending\": 1e30}",
                                          "{\"last_seq\": 999999999999999}",
                                          "{\"reader\": {\"a\": []}}",
                                          "{\"clock_source\": 7, \"version\": [1]}",
                                          "{\"last_seq\": {\"a\": 1}, \"pending\": [1]}",
                                          "1e400",
                                          "{\"x\": \"\\u0000\"}",
                                          "{",
                                          "{\"disk\": \"\\ud800\"}"};
    const char *values[PARAMETERS];
    int lengths[PARAMETERS] = {0}, formats[PARAMETERS] = {0};
    char room[6000];
    static const size_t counts[] = {0, 1, 1, 1, 2, 3, 5, 9}, many[] = {60, 400};
    size_t facts = random_below(push, 100) ? PICK(push, counts) : PICK(push, many),
           boots = random_below(push, 4);
    size_t which = random_below(push, 6);
    bool malformed = false;
    bool other = which == 5;
    values[LEDGER] = which < 4 ? push->ledgers[which] : other ? push->other_ledger : push->good_ledger;
    values[HARDWARE] = random_below(push, 5) ? "hw" : random_text(push, room, sizeof room);
    values[BASE] = PICK(push, bases);
    values[PREV] = PICK(push, chains);
    values[END] = PICK(push, chains);
    for (int i = BOOT_ID; i < HEALTH; i++) {
        size_t count = i < KIND ? boots : facts;
        if (random_below(push, 600) == 0)
            count += 1;
        array_write(push, i, count);
        values[i] = push->texts[i];
        if (random_below(push, 600) == 0) {
            lengths[i] = array_bytes(push, i, count);
            formats[i] = 1;
            malformed = true;
        } else if (random_below(push, 900) == 0) {
            values[i] = NULL;
        }
    }
    values[HEALTH] = healths[random_below(push, random_below(push, 20) ? 11 : 15)];
    /* Where a ledger stands is known to its device: let the batch fit it half of the time. */
    if (which < 4 && random_below(push, 2)) {
        const char *key[] = {values[LEDGER]};
        static char base[32], prev[140];
        PGresult *result = PQexecPrepared(push->admin, "ledger", 1, key, NULL, NULL, 0);
        if (PQntuples(result) == 1 && strlen(PQgetvalue(result, 0, 1)) < sizeof prev) {
            snprintf(base, sizeof base, "%s", PQgetvalue(result, 0, 0));
            snprintf(prev, sizeof prev, "%s", PQgetvalue(result, 0, 1));
            values[BASE] = base;
            values[PREV] = prev;
        }
        PQclear(result);
    }
    PGresult *result = PQexecPrepared(push->kiosk, "push", PARAMETERS, values, lengths, formats, 0);
    bool answered = answer_check(push, result, malformed);
    if (answered && other)
        failed(push, "another kiosk's ledger was answered", NULL, PQgetvalue(result, 0, 0));
    push->taken += answered && !strcmp(PQgetvalue(result, 0, 0), "ok");
    push->refused += !answered;
    PQclear(result);
    push->calls++;
}

void call_text(struct push *push)
{
    static const char *const calls[] = {"select training.kiosk_slice($1)",
                                        "select * from training.kiosk_arrivals($1)"};
    char room[6000];
    const char *values[] = {random_text(push, room, sizeof room)};
    PGresult *result = PQexecParams(push->kiosk, PICK(push, calls), 1, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        failed(push, "kiosk_slice or kiosk_arrivals", PQresultErrorField(result, PG_DIAG_SQLSTATE),
               PQresultErrorMessage(result));
    PQclear(result);
    push->calls++;
}

static void bytes_write(char *out, const uint8_t *bytes, size_t length)
{
    memcpy(out, "\\x", 2);
    hex_encode(bytes, length, out + 2);
}

void call_good(struct push *push)
{
    uint8_t boot[16] = {0xaa};
    struct ledger_fact fact = {.seq = push->good_seq + 1,
                               .kind = "tap",
                               .boottime_ms = 1000,
                               .room_id = "P101",
                               .session_id = "B1",
                               .member_id = "M1",
                               .verdict = "present"};
    char base[32], prev[80], chain[80], end[90], wanted[80];
    memcpy(fact.boot_id, boot, 16);
    FUZZ_CHECK(fact_seal(&fact, push->good_chain) == 0);
    snprintf(base, sizeof base, "%lld", (long long)fact.seq);
    bytes_write(prev, push->good_chain, DIGEST_BYTES);
    bytes_write(chain, fact.chain, DIGEST_BYTES);
    snprintf(end, sizeof end, "{\"\\%s\"}", chain);
    const char *values[PARAMETERS] = {push->good_ledger,
                                      "hw",
                                      base,
                                      prev,
                                      chain,
                                      "{aa000000-0000-0000-0000-000000000000}",
                                      "{1}",
                                      "{1700000000000}",
                                      "{3}",
                                      "{1000}",
                                      "{tap}",
                                      "{aa000000-0000-0000-0000-000000000000}",
                                      "{1000}",
                                      "{P101}",
                                      "{B1}",
                                      "{M1}",
                                      "{NULL}",
                                      "{present}",
                                      "{NULL}",
                                      "{NULL}",
                                      "{NULL}",
                                      "{NULL}",
                                      end,
                                      "{\"pending\": 1}"};
    PGresult *result = PQexecPrepared(push->kiosk, "push", PARAMETERS, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        failed(push, "a good batch", PQresultErrorField(result, PG_DIAG_SQLSTATE),
               PQresultErrorMessage(result));
    snprintf(wanted, sizeof wanted, "%s", chain + 2);
    if (strcmp(PQgetvalue(result, 0, 0), "ok") || atoll(PQgetvalue(result, 0, 1)) != fact.seq ||
        strcmp(PQgetvalue(result, 0, 2), wanted))
        failed(push, "a good batch was answered", NULL, PQgetvalue(result, 0, 0));
    PQclear(result);
    push->good_seq = fact.seq;
    memcpy(push->good_chain, fact.chain, DIGEST_BYTES);
    push->good++;
}

static void prepare(PGconn *conn, const char *name, const char *sql, int count, const Oid *argument_types)
{
    PGresult *result = PQprepare(conn, name, sql, count, argument_types);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        fprintf(stderr, "push_fuzz: %s", PQresultErrorMessage(result));
        exit(1);
    }
    PQclear(result);
}

void calls_prepare(struct push *push)
{
    prepare(push->tls, "push", push_sql, PARAMETERS, push_types);
    prepare(push->local, "push", push_sql, PARAMETERS, push_types);
    prepare(push->admin, "ledger",
            "select hi + 1, '\\x' || encode(chain_at_hi, 'hex') from training.ledger where ledger_id = "
            "$1::uuid",
            1, NULL);
}
