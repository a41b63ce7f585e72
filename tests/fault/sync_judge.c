#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "sync_fuzz.h"

/* The time that a fact has at the centre, against the true one. */
static void judge_times(struct world *world, struct verdict *out)
{
    PGresult *result = world_sql(
        world,
        "select encode(f.chain, 'hex'), a.at_ms, a.trusted from training.fact f join training.fact_at a "
        "using (ledger_id, seq) order by f.chain");
    int rows = PQntuples(result);
    for (int i = 0; i < world->fact_count; i++) {
        char hex[2 * DIGEST_BYTES + 1], boot[37];
        const uint8_t *id = world->facts[i].boot_id;
        hex_encode(world->facts[i].chain, DIGEST_BYTES, hex);
        int low = 0, high = rows;
        while (low < high) {
            int middle = (low + high) / 2;
            if (strcmp(PQgetvalue(result, middle, 0), hex) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == rows || strcmp(PQgetvalue(result, low, 0), hex))
            continue;
        bool known = false;
        snprintf(boot, sizeof boot, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                 id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9], id[10], id[11], id[12],
                 id[13], id[14], id[15]);
        for (int d = 0; d < world->device_count; d++) {
            int64_t utc_ms;
            enum clock_source source;
            if (ledger_time(world->devices[d].ledger, boot, 0, &utc_ms, &source) == 0)
                known |= source == CLOCK_SOURCE_NTP;
        }
        bool trusted = atoi(PQgetvalue(result, low, 2)) != 0;
        int64_t wrong_ms = atoll(PQgetvalue(result, low, 1)) - world->facts[i].utc_ms;
        if ((known && !trusted) || (trusted && llabs(wrong_ms) > 500))
            out->misdated++;
    }
    PQclear(result);
}

/* A record that parts k ways after one row has k - 1 branches: that many ledgers and alarms, whatever the order. */
static int before_compare(const void *a, const void *b)
{
    const struct world_fact *const *x = a, *const *y = b;
    return memcmp((*x)->before, (*y)->before, DIGEST_BYTES);
}

static void judge_forks(struct world *world, const struct world_fact **there, int count, struct verdict *out)
{
    int64_t wanted = 0;
    qsort(there, (size_t)count, sizeof *there, before_compare);
    for (int i = 1; i < count; i++)
        wanted += !memcmp(there[i]->before, there[i - 1]->before, DIGEST_BYTES);
    int64_t forks = world_count(world, "select count(*) from training.ledger where parent_id is not null");
    int64_t alarms =
        world_count(world, "select count(*) from training.alarm a join training.ledger l using (ledger_id) "
                           "where a.kind = 'fork' and l.parent_id is not null");
    int64_t others = world_count(world, "select count(*) from training.alarm") - alarms;
    out->forks = forks;
    out->alarms = llabs(forks - wanted) + llabs(alarms - wanted) + others;
}

/* Devices that were not given what the centre would give them now. */
static int64_t judge_slices(struct world *world)
{
    int64_t wrong = 0;
    for (int i = 0; i < world->device_count; i++) {
        const struct device *device = &world->devices[i];
        char version[LEDGER_ID_MAX + 1] = "", text[100];
        snprintf(text, sizeof text, "select training.kiosk_slice_version('P101-%c')", 'A' + device->kiosk);
        PGresult *result = world_sql(world, text);
        ledger_slice_version(device->ledger, version, sizeof version);
        wrong += strcmp(version, PQgetvalue(result, 0, 0)) != 0;
        PQclear(result);
    }
    return wrong;
}

void world_judge(struct world *world, struct verdict *out)
{
    int count, there_count = 0;
    uint8_t *chains = centre_chains(world, &count);
    const struct world_fact **there = calloc((size_t)world->fact_count + 1, sizeof(struct world_fact *));
    memset(out, 0, sizeof *out);
    out->facts = world->fact_count;
    for (int i = 0; i < world->fact_count; i++) {
        const struct world_fact *fact = &world->facts[i];
        bool found = bsearch(fact->chain, chains, (size_t)count, DIGEST_BYTES, chain_compare) != NULL;
        if (found)
            there[there_count++] = fact;
        else if (fact->holders || fact->kept)
            out->lost++;
        else
            out->gone++;
    }
    free(chains);
    judge_forks(world, there, there_count, out);
    free(there);
    judge_times(world, out);
    out->doubled = world_count(
        world, "select count(*) - count(distinct (boot_id, boottime_ms, chain)) from training.fact");
    out->chains =
        world_count(world, "select coalesce(sum(training.chain_verify(ledger_id, fork_seq + 1, hi)), 0) "
                           "from training.ledger");
    out->his = world_count(
        world,
        "select count(*) from training.ledger l where hi - fork_seq <> (select count(*) from training.fact f "
        "where f.ledger_id = l.ledger_id) or chain_at_hi is distinct from training.chain_at(ledger_id, hi)");
    out->ids = world_count(
        world, "select count(*) from training.ledger l where parent_id is not null and ledger_id <> "
               "encode(substring(sha256(uuid_send(parent_id) || int8send(fork_seq) || (select f.chain from "
               "training.fact f where f.ledger_id = l.ledger_id and f.seq = fork_seq + 1)) from 1 for 16), "
               "'hex')::uuid");
    out->odd =
        world_count(world, "select count(*) from training.fact f where kind = 'hologram' and not exists "
                           "(select from training.odd_fact o where o.ledger_id = f.ledger_id and o.seq = "
                           "f.seq)");
    out->slices = judge_slices(world);
}
