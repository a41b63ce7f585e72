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
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "ledger/fact.h"
#include "push_fuzz.h"

#define CALLS_A_CHECK  200
#define CHECKS_A_ROUND 10

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
    calls_prepare(push);
    PQclear(PQexec(push->admin, "set statement_timeout = '60s'"));
}

/* What the last round has sent goes, but for the good ledger and the other kiosk's. */
static void round_begin(struct push *push)
{
    char sql[1024];
    for (int i = 0; i < 4; i++)
        random_uuid(push, push->ledgers[i]);
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
    random_uuid(&push, push.good_ledger);
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
