/* Calls training.kiosk_push, kiosk_slice and kiosk_arrivals as a kiosk with whatever a broken or hostile device may send.
 *
 *   push_fuzz SECONDS SEED KIOSK_CONNINFO LOCAL_CONNINFO ADMIN_CONNINFO OTHER_LEDGER
 *
 * One call in ten goes over the kiosk's own TLS, the others over LOCAL_CONNINFO, the same kiosk by a quicker way. Each round
 * begins with empty ledgers: with all that was ever sent, the views would take all of the time.
 *
 * What must hold: a call is answered or refused as wrong input (never an internal error, never a lost connection); the
 * other kiosk's ledger keeps every byte; this kiosk's own good batches go on being taken; and what was stored breaks
 * neither the office's views, nor any slice, nor the check of the chains. */
#include <libpq-fe.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "client/array.h"
#include "fuzz.h"
#include "ledger/fact.h"

#define CALLS_A_CHECK  200
#define CHECKS_A_ROUND 10
#define TEXT_BYTES     (256 * 1024)

enum {
    LEDGER,
    HARDWARE,
    BASE,
    PREV,
    END,
    BOOT_ID,
    BOOT_NUMBER,
    BOOT_OFFSET,
    BOOT_SOURCE,
    BOOT_AT,
    KIND,
    FACT_BOOT,
    TIME,
    ROOM,
    SESSION,
    MEMBER,
    CARD,
    VERDICT,
    STATUS,
    REASON,
    ACTOR,
    DETAIL,
    CHAIN,
    HEALTH,
    PARAMETERS
};

static const Oid types[PARAMETERS] = {2950, 25,   20,   17,   17,   2951, 1016, 1016, 1005, 1016, 1009, 2951,
                                      1016, 1009, 1009, 1009, 1001, 1009, 1009, 1009, 1009, 1009, 1001, 3802};

static const char push_sql[] =
    "select status, hi, encode(chain_at_hi, 'hex') from training.kiosk_push($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
    "$22, $23, $24)";

struct push {
    PGconn *kiosk; /* that of the next call: tls or local */
    PGconn *tls, *local, *admin;
    const char *other_ledger;
    uint64_t random;
    char ledgers[4][37];
    char *texts[PARAMETERS]; /* TEXT_BYTES each */
    size_t used;             /* of the text that is being written */
    int64_t good_seq;
    uint8_t good_chain[DIGEST_BYTES];
    char good_ledger[37], other_sum[64];
    unsigned long calls, taken, refused, good, checks, rounds;
};

static uint64_t random_next(struct push *push)
{
    push->random += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = push->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t random_below(struct push *push, size_t limit)
{
    return (size_t)(random_next(push) % limit);
}

#define PICK(push, list) (list)[random_below(push, sizeof(list) / sizeof(list)[0])]

static void uuid_write(struct push *push, char out[37])
{
    snprintf(out, 37, "%08x-%04x-4000-8000-%012llx", (unsigned)random_next(push),
             (unsigned)(random_next(push) & 0xffff),
             (unsigned long long)(random_next(push) & 0xffffffffffff));
}

/* ---- values ---- */

static const char *random_text(struct push *push, char *room, size_t capacity)
{
    static const char *const odd[] = {"",
                                      "'",
                                      "\"",
                                      "\\",
                                      "{}",
                                      "{a,b}",
                                      "NULL",
                                      "null",
                                      "\t\n\r",
                                      "';drop table training.fact;--",
                                      "$1",
                                      "%s%n",
                                      "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8e\x93",
                                      "Nguy\xe1\xbb\x85n",
                                      "\xef\xbf\xbd",
                                      "\xe2\x80\xae",
                                      "\x01\x1f\x7f",
                                      "{\"name\": 5}",
                                      "[[[",
                                      "-0",
                                      "1e400",
                                      "infinity",
                                      "99999999999999999999"};
    if (random_below(push, 40) == 0) { /* long, and hard to make shorter */
        size_t length = random_below(push, capacity - 1);
        for (size_t i = 0; i < length; i++)
            room[i] = (char)('!' + random_below(push, 94));
        room[length] = '\0';
        return room;
    }
    return PICK(push, odd);
}

/* A word that means something at this place, or an odd text; NULL now and then. */
static const char *random_cell(struct push *push, int parameter, char *room, size_t capacity)
{
    static const char *const kinds[] = {"tap",    "tap",    "mark", "bind", "guest",
                                        "makeup", "device", "TAP",  "tap "};
    static const char *const rooms[] = {"P101", "P102", "P999"};
    static const char *const sessions[] = {"B1", "B2", "B3", "B9"};
    static const char *const members[] = {"M1", "M2", "T1", "M9"};
    static const char *const verdicts[] = {"present",    "late",       "recorded", "already", "instructor",
                                           "unknown",    "wrong_room", "closed",   "phone",   "expired",
                                           "left_early", "out",        "evil"};
    static const char *const statuses[] = {
        "present", "late",  "half", "excused", "unexcused", "online",   "not_yet",   "close",
        "reopen",  "start", "room", "bound",   "blocked",   "credited", "withdrawn", "evil"};
    static const char *const details[] = {"{\"starts_utc_ms\": 99999999999999999999}",
                                          "{\"starts_utc_ms\": -5}",
                                          "{\"starts_utc_ms\": 1700000000000}",
                                          "{\"room_id\": \"P102\"}",
                                          "{\"room_id\": 7}",
                                          "{\"name\": \"x\\u0000y\"}",
                                          "{\"name\": \"\\ud800\"}",
                                          "{\"before\": [1]}",
                                          "{\"role\": \"instructor\", \"minutes\": 1e400}",
                                          "{\"by\": \"B2\"}",
                                          "{",
                                          "[]",
                                          "{\"name\": \"A\", \"name\": \"B\", \"unit\": {}}"};
    static const char *const numbers[] = {"0",
                                          "1",
                                          "-1",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "86400000",
                                          "1700000000000",
                                          "9223372036854775808",
                                          "1.5"};
    static const char *const bytes[] = {"\\x", "\\x00", "\\xzz",
                                        "\\xabababababababababababababababababababababababababababababababab",
                                        "\\\\000"};
    static const char *const sources[] = {"0", "1", "2", "3", "-1", "4", "32767", "32768"};
    static const char *const boots[] = {
        "00000000-0000-0000-0000-000000000000", "aaaaaaaa-0000-4000-8000-00000000000a",
        "bbbbbbbb-0000-4000-8000-00000000000b", "not-a-uuid", "{cccccccc00004000800000000000000c}"};
    if (random_below(push, 12) == 0)
        return NULL;
    if (types[parameter] == 1016)
        return numbers[random_below(push, random_below(push, 900) ? 7 : 9)];
    if (types[parameter] == 1005)
        return sources[random_below(push, random_below(push, 900) ? 4 : 8)];
    if (types[parameter] == 2951)
        return boots[random_below(push, random_below(push, 900) ? 3 : 5)];
    if (types[parameter] == 1001)
        return bytes[random_below(push, random_below(push, 900) ? 2 : 5)];
    if (random_below(push, 6) == 0)
        return random_text(push, room, capacity);
    switch (parameter) {
    case KIND:
        return PICK(push, kinds);
    case ROOM:
        return PICK(push, rooms);
    case SESSION:
        return PICK(push, sessions);
    case MEMBER:
    case ACTOR:
        return PICK(push, members);
    case VERDICT:
        return PICK(push, verdicts);
    case STATUS:
        return PICK(push, statuses);
    case DETAIL:
        return PICK(push, details);
    default:
        return random_text(push, room, capacity);
    }
}

/* ---- array literals ---- */

static void put(struct push *push, char *text, const char *piece)
{
    size_t length = strlen(piece);
    if (push->used + length + 8 > TEXT_BYTES)
        return;
    memcpy(text + push->used, piece, length + 1);
    push->used += length;
}

static void array_write(struct push *push, int parameter, size_t count)
{
    static char room[6000];
    char *text = push->texts[parameter];
    push->used = 0;
    text[0] = '\0';
    if (count && random_below(push, 300) == 0)
        put(push, text, count == 1 ? "[7:7]=" : "[0:0][2:1]=");
    put(push, text, "{");
    for (size_t i = 0; i < count; i++) {
        const char *cell = random_cell(push, parameter, room, sizeof room);
        put(push, text, i ? "," : "");
        if (!cell) {
            put(push, text, parameter == CHAIN ? "\"\\\\x01\"" : "NULL");
            continue;
        }
        put(push, text, "\"");
        for (const char *c = cell; *c; c++) {
            char piece[3] = {*c == '"' || *c == '\\' ? '\\' : *c, *c == '"' || *c == '\\' ? *c : '\0', '\0'};
            put(push, text, piece);
        }
        put(push, text, "\"");
    }
    put(push, text, "}");
}

/* A binary array with a byte or two changed, or cut. Returns its length. */
static int array_bytes(struct push *push, int parameter, size_t count)
{
    struct array array = {0};
    array_begin(&array, ARRAY_OID_TEXT, count);
    for (size_t i = 0; i < count; i++)
        array_add_text(&array, random_below(push, 5) ? "B1" : NULL);
    size_t length = array.used;
    for (size_t i = random_below(push, 3); i > 0; i--)
        array.bytes[random_below(push, length)] = (uint8_t)random_next(push);
    if (random_below(push, 4) == 0)
        length = random_below(push, length + 1);
    memcpy(push->texts[parameter], array.bytes, length);
    array_free(&array);
    return (int)length;
}

/* ---- calls ---- */

static void failed(struct push *push, const char *what, const char *state, const char *message)
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

static void call_random(struct push *push)
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

static void call_text(struct push *push)
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

/* One right tap, as a kiosk sends it. */
static void call_good(struct push *push)
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

/* ---- checks, as the office ---- */

static void admin_value(struct push *push, const char *sql, char *out, size_t capacity)
{
    PGresult *result = PQexec(push->admin, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1)
        failed(push, sql, PQresultErrorField(result, PG_DIAG_SQLSTATE), PQresultErrorMessage(result));
    snprintf(out, capacity, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
}

static void other_sum(struct push *push, char out[64])
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "select count(*) || ' ' || md5(string_agg(f::text, ',' order by seq)) || (select md5(l::text) "
             "from training.ledger l "
             "where ledger_id = '%s') from training.fact f where ledger_id = '%s'",
             push->other_ledger, push->other_ledger);
    admin_value(push, sql, out, 64);
}

static void check(struct push *push)
{
    char value[256], sql[512], sum[64];
    call_good(push);
    other_sum(push, sum);
    if (strcmp(sum, push->other_sum))
        failed(push, "the other kiosk's ledger has changed", NULL, sum);
    snprintf(sql, sizeof sql,
             "select count(*) || ' ' || coalesce(max(seq), 0) || ' ' || (select count(*) from training.alarm "
             "where ledger_id = '%s') "
             "from training.fact where ledger_id = '%s'",
             push->good_ledger, push->good_ledger);
    admin_value(push, sql, value, sizeof value);
    snprintf(sql, sizeof sql, "%lld %lld 0", (long long)push->good_seq, (long long)push->good_seq);
    if (strcmp(value, sql))
        failed(push, "the good ledger is not whole: rows, last row, alarms", NULL, value);
    push->checks++;
}

/* Every view to its last column: nothing that is stored may break one. Not those that another of them reads whole. */
static void check_views(struct push *push)
{
    char value[256], sql[512];
    PQclear(PQexec(push->admin, "analyze"));
    PGresult *views =
        PQexec(push->admin, "select relname from pg_class where relnamespace = 'training'::regnamespace and "
                            "relkind = 'v' and relname not in ('rule_course', 'rule_judged', 'rule_roll', "
                            "'made_up') order by 1");
    FUZZ_CHECK(PQresultStatus(views) == PGRES_TUPLES_OK && PQntuples(views) > 5);
    for (int i = 0; i < PQntuples(views); i++) {
        snprintf(sql, sizeof sql, "select count(v::text) from training.%s v", PQgetvalue(views, i, 0));
        admin_value(push, sql, value, sizeof value);
    }
    PQclear(views);
    admin_value(push, "select count(*) from (select training.chain_check()) x", value, sizeof value);
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

static PGconn *connect_to(const char *conninfo)
{
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) != CONNECTION_OK) {
        fprintf(stderr, "push_fuzz: %s", PQerrorMessage(conn));
        exit(1);
    }
    return conn;
}

static void connect_all(struct push *push, char *const *conninfos)
{
    push->tls = connect_to(conninfos[0]);
    push->local = connect_to(conninfos[1]);
    push->admin = connect_to(conninfos[2]);
    push->kiosk = push->tls;
    prepare(push->tls, "push", push_sql, PARAMETERS, types);
    prepare(push->local, "push", push_sql, PARAMETERS, types);
    prepare(push->admin, "ledger",
            "select hi + 1, '\\x' || encode(chain_at_hi, 'hex') from training.ledger where ledger_id = "
            "$1::uuid",
            1, NULL);
    PQclear(PQexec(push->admin, "set statement_timeout = '60s'"));
}

/* What the last round has sent goes, but for the good ledger and the other kiosk's. */
static void round_begin(struct push *push)
{
    char sql[1024];
    for (int i = 0; i < 4; i++)
        uuid_write(push, push->ledgers[i]);
    snprintf(sql, sizeof sql,
             "with gone as (delete from training.ledger where root_id not in ('%s', '%s') returning "
             "ledger_id), facts as (delete from training.fact where ledger_id in (select ledger_id from "
             "gone)), boots as (delete from training.boot where ledger_id in (select ledger_id from gone)), "
             "doors as (delete from training.session_door), searches as (delete from training.fork_search) "
             "delete from training.alarm where ledger_id is distinct from '%s'",
             push->good_ledger, push->other_ledger, push->good_ledger);
    PGresult *result = PQexec(push->admin, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        failed(push, "a new round", PQresultErrorField(result, PG_DIAG_SQLSTATE),
               PQresultErrorMessage(result));
    PQclear(result);
    push->rounds++;
}

static void calls_make(struct push *push)
{
    for (int i = 0; i < CALLS_A_CHECK; i++) {
        push->kiosk = random_below(push, 10) ? push->local : push->tls;
        if (random_below(push, 20) == 0)
            call_text(push);
        else
            call_random(push);
        if (i % 20 == 0)
            call_good(push);
    }
    check(push);
}

int main(int argc, char **argv)
{
    static struct push push;
    if (argc != 7)
        return 2;
    double seconds = atof(argv[1]);
    push.random = strtoull(argv[2], NULL, 10);
    connect_all(&push, argv + 3);
    push.other_ledger = argv[6];
    for (int i = 0; i < PARAMETERS; i++)
        FUZZ_CHECK(push.texts[i] = malloc(TEXT_BYTES));
    uint8_t id[16];
    char digits[33];
    uuid_write(&push, push.good_ledger);
    for (size_t i = 0, used = 0; i < 36; i++) {
        if (push.good_ledger[i] != '-')
            digits[used++] = push.good_ledger[i];
    }
    digits[32] = '\0';
    FUZZ_CHECK(hex_decode(digits, id, sizeof id) == 16);
    fact_chain_origin(id, push.good_chain);
    other_sum(&push, push.other_sum);
    call_good(&push);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t end = now.tv_sec + (time_t)seconds;
    while (now.tv_sec < end || push.calls < CALLS_A_CHECK) {
        if (push.checks % CHECKS_A_ROUND == 0) {
            if (push.rounds)
                check_views(&push);
            round_begin(&push);
        }
        calls_make(&push);
        clock_gettime(CLOCK_MONOTONIC, &now);
    }
    check_views(&push);
    printf("push: seed %s, %lu calls in %.0f s: %lu stored, %lu refused as wrong input; %lu good batches, "
           "all taken; "
           "%lu checks in %lu rounds, 0 failures\n",
           argv[2], push.calls, seconds, push.taken, push.refused, push.good, push.checks, push.rounds);
    PQfinish(push.tls);
    PQfinish(push.local);
    PQfinish(push.admin);
    for (int i = 0; i < PARAMETERS; i++)
        free(push.texts[i]);
    return 0;
}
