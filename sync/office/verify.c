/* Every chain recomputed from its beginning, a slice of rows at a time, so that memory stays flat. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/command.h"
#include "office/db.h"

#define VERIFY_ROWS  10000
#define VERIFY_SHOWN 20

struct verify {
    PGconn *conn;
    const char *ledger_id, *kiosk_id;
    size_t found; /* problems of this ledger */
};

static void verify_tell(struct verify *verify, const char *what)
{
    if (verify->found++ < VERIFY_SHOWN)
        printf("  ledger %s  %s\n", verify->ledger_id, what);
}

/* A row whose predecessor is missing cannot be judged; the gap before it is told instead. */
static int verify_slice(struct verify *verify, const char *first, const char *last, struct error *err)
{
    const char *params[] = {verify->ledger_id, first, last};
    PGresult *result;
    size_t broken = 0;
    int code = db_query(
        verify->conn, &result, err,
        "with r as (select f.*, lag(f.seq, 1, $2::int8 - 1) over w as seq_before, "
        "lag(f.chain, 1, training.chain_at($1, $2::int8 - 1)) over w as chain_before from training.fact f "
        "where f.ledger_id = $1 and f.seq between $2::int8 and $3::int8 window w as (order by f.seq)) "
        "select seq, seq_before + 1, seq - 1, seq_before <> seq - 1 from r where seq_before <> seq - 1 or "
        "(chain_before is not null and chain is distinct from training.chain_next(chain_before, "
        "training.fact_bytes(seq, kind, boot_id, boottime_ms, room_id, session_id, member_id, card_key, "
        "verdict, "
        "status, reason, actor_id, detail))) union all "
        "select null, coalesce(max(seq), $2::int8 - 1) + 1, $3::int8, true from r "
        "having coalesce(max(seq), $2::int8 - 1) < $3::int8 order by 2",
        3, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result); r++) {
        char what[120];
        bool gap = PQgetvalue(result, r, 3)[0] == 't';
        if (gap)
            snprintf(what, sizeof what, "rows %s to %s are missing", PQgetvalue(result, r, 1),
                     PQgetvalue(result, r, 2));
        else
            snprintf(what, sizeof what, "row %s does not fit the chain", PQgetvalue(result, r, 0));
        verify_tell(verify, what);
        broken += !gap;
    }
    PQclear(result);
    /* Leaves the alarm that the background's check would leave. */
    return broken ? db_query(verify->conn, NULL, err, "select training.chain_verify($1, $2, $3)", 3, params)
                  : 0;
}

static int verify_end(struct verify *verify, const char *hi, struct error *err)
{
    const char *params[] = {verify->ledger_id, hi};
    PGresult *result;
    int code = db_query(verify->conn, &result, err,
                        "select 1 from training.ledger l join training.fact f on f.ledger_id = l.ledger_id "
                        "and f.seq = l.hi where l.ledger_id = $1 and l.hi = $2::int8 "
                        "and f.chain <> l.chain_at_hi",
                        2, params);
    if (code)
        return code;
    if (PQntuples(result))
        verify_tell(verify, "the last row is not the one that the kiosk was told is held");
    PQclear(result);
    return 0;
}

static int verify_ledger(struct verify *verify, const char *fork_seq, const char *hi, struct error *err)
{
    long long from = strtoll(fork_seq, NULL, 10) + 1, end = strtoll(hi, NULL, 10);
    int code = 0;
    for (long long first = from; first <= end && !code; first += VERIFY_ROWS) {
        char first_text[24], last_text[24];
        long long last = end - first < VERIFY_ROWS ? end : first + VERIFY_ROWS - 1;
        snprintf(first_text, sizeof first_text, "%lld", first);
        snprintf(last_text, sizeof last_text, "%lld", last);
        code = verify_slice(verify, first_text, last_text, err);
    }
    if (!code)
        code = verify_end(verify, hi, err);
    if (code)
        return code;
    if (verify->found > VERIFY_SHOWN)
        printf("  ledger %s  and %zu more\n", verify->ledger_id, verify->found - VERIFY_SHOWN);
    if (end < from)
        printf("ledger %s  kiosk %s  no rows: whole\n", verify->ledger_id, verify->kiosk_id);
    else if (verify->found)
        printf("ledger %s  kiosk %s  rows %lld to %s: %zu wrong\n", verify->ledger_id, verify->kiosk_id, from,
               hi, verify->found);
    else
        printf("ledger %s  kiosk %s  rows %lld to %s: whole\n", verify->ledger_id, verify->kiosk_id, from,
               hi);
    return 0;
}

int office_verify(struct office *office, const char *kiosk_id, struct error *err)
{
    const char *params[] = {kiosk_id};
    char text[8];
    bool found = true;
    PGresult *result;
    size_t wrong = 0;
    /* The chain's functions find their tables by it. */
    int code = db_run(office->conn, "set search_path = training, pg_temp", err);
    if (!code && kiosk_id)
        code = db_value(office->conn, "select 1 from training.kiosk where kiosk_id = $1", kiosk_id, text,
                        sizeof text, &found, err);
    if (!code && !found)
        code = error_set(err, ERROR_NOT_FOUND, "there is no kiosk `%s`", kiosk_id);
    if (code)
        return code;
    code = db_query(office->conn, &result, err,
                    "select ledger_id, kiosk_id, fork_seq, hi from training.ledger "
                    "where $1::text is null or kiosk_id = $1 order by kiosk_id, adopted_at, ledger_id",
                    1, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result) && !code; r++) {
        struct verify verify = {.conn = office->conn,
                                .ledger_id = PQgetvalue(result, r, 0),
                                .kiosk_id = PQgetvalue(result, r, 1)};
        code = verify_ledger(&verify, PQgetvalue(result, r, 2), PQgetvalue(result, r, 3), err);
        wrong += verify.found > 0;
    }
    int count = PQntuples(result);
    PQclear(result);
    if (!code && wrong)
        code = error_set(err, ERROR_CORRUPT, "%zu of %d ledgers are not whole", wrong, count);
    return code;
}
