#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "ledger/fact.h"
#include "ledger/staff.h"
#include "sync_fuzz.h"

static void die(const char *what, const char *text)
{
    fprintf(stderr, "sync_fuzz: %s: %s\n", what, text);
    exit(3);
}

uint32_t world_random(struct world *world, uint32_t below)
{
    world->random += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = world->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) >> 32) % below;
}

PGresult *world_sql(struct world *world, const char *text)
{
    PGresult *result = PQexec(world->admin, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        die(text, PQerrorMessage(world->admin));
    return result;
}

int64_t world_count(struct world *world, const char *text)
{
    PGresult *result = world_sql(world, text);
    int64_t count = atoll(PQgetvalue(result, 0, 0));
    PQclear(result);
    return count;
}

static unsigned device_bit(const struct world *world, const struct device *device)
{
    return 1u << (device - world->devices);
}

static void device_remove(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    char name[300];
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
}

/* Copies a closed ledger file. */
static void device_copy(const char *from, const char *to)
{
    char bytes[65536];
    size_t count;
    device_remove(to);
    FILE *in = fopen(from, "rbe"), *out = fopen(to, "wbe");
    if (!in || !out)
        die("copying a ledger", from);
    while ((count = fread(bytes, 1, sizeof bytes, in)) > 0)
        fwrite(bytes, 1, count, out);
    fclose(in);
    if (fclose(out) || chmod(to, 0600))
        die("copying a ledger", to);
}

void device_open(struct world *world, struct device *device)
{
    struct error err;
    if (ledger_open(device->path, LEDGER_KIOSK, &device->ledger, &err))
        die("opening a ledger", err.text);
    exchange_init(&device->exchange, device->ledger, world->central[device->kiosk], NULL);
    snprintf(device->exchange.hardware_id, sizeof device->exchange.hardware_id, "%s", device->hardware_id);
}

void device_close(struct device *device)
{
    ledger_close(device->ledger);
    device->ledger = NULL;
}

static void device_note(struct device *device, enum clock_source source)
{
    struct error err;
    struct clock_reading now = {.boottime_ms = device->boottime_ms, .source = source};
    memcpy(now.boot_id, device->boot_id, sizeof now.boot_id);
    now.utc_ms = source == CLOCK_SOURCE_GUESS ? 1000 : device->boottime_ms + device->offset_ms;
    if (ledger_boot_note(device->ledger, &now, &err))
        die("noting a boot", err.text);
}

void device_boot(struct world *world, struct device *device)
{
    snprintf(device->boot_id, sizeof device->boot_id, "%08x-%04x-4%03x-8%03x-%08x%04x",
             world_random(world, UINT32_MAX), world_random(world, 65536), world_random(world, 4096),
             world_random(world, 4096), world_random(world, UINT32_MAX), world_random(world, 65536));
    device->boottime_ms = 1000 + world_random(world, 60000);
    device->offset_ms = INT64_C(1795000000000) + world_random(world, 2000000000);
    device_note(device, CLOCK_SOURCE_GUESS);
}

void device_date(struct world *world, struct device *device)
{
    device->boottime_ms += 1 + world_random(world, 5000);
    device_note(device, CLOCK_SOURCE_NTP);
}

static void device_remember(struct world *world, struct device *device, int64_t seq)
{
    if (world->fact_count == WORLD_FACTS)
        die("too many facts", "");
    struct world_fact *fact = &world->facts[world->fact_count];
    char digits[33];
    size_t used = 0;
    memset(fact, 0, sizeof *fact);
    for (const char *c = device->boot_id; *c; c++) {
        if (*c != '-')
            digits[used++] = *c;
    }
    digits[used] = '\0';
    hex_decode(digits, fact->boot_id, 16);
    fact->boottime_ms = device->boottime_ms;
    fact->utc_ms = device->boottime_ms + device->offset_ms;
    if (ledger_chain_at(device->ledger, seq, fact->chain) ||
        ledger_chain_at(device->ledger, seq - 1, fact->before))
        die("reading a chain value", device->path);
    fact->holders = device_bit(world, device);
    world->images[world->fact_count++] = 0;
}

void device_record(struct world *world, struct device *device, int count, bool mark)
{
    for (int i = 0; i < count; i++) {
        uint8_t uid[7] = {0x04};
        struct error err;
        int64_t seq = 0;
        device->boottime_ms += 1 + world_random(world, 5000);
        for (int k = 1; k < 7; k++)
            uid[k] = (uint8_t)world_random(world, 256);
        struct ledger_tap tap = {
            .uid = uid, .uid_length = 7, .boottime_ms = device->boottime_ms, .room_id = "P101"};
        memcpy(tap.boot_id, device->boot_id, sizeof tap.boot_id);
        struct ledger_act act = {.room_id = "P101", .actor_id = "T1", .session_id = "B1"};
        act.now.boottime_ms = device->boottime_ms;
        act.now.utc_ms = device->boottime_ms + device->offset_ms;
        memcpy(act.now.boot_id, device->boot_id, sizeof act.now.boot_id);
        struct ledger_result result;
        /* A ledger without a slice knows no learner to mark yet. */
        if (!mark || ledger_mark(device->ledger, &act, "M1", LEDGER_S_PRESENT, NULL, 0, &seq, &err)) {
            if (ledger_tap(device->ledger, &world->key, &tap, &result, &err))
                die("a tap", err.text);
            seq = result.seq;
        }
        device_remember(world, device, seq);
    }
}

/* The centre's rows as chain values, sorted; the caller frees them. */
static int chain_compare(const void *a, const void *b)
{
    return memcmp(a, b, DIGEST_BYTES);
}

static uint8_t *centre_chains(struct world *world, int *count)
{
    PGresult *result = PQexecParams(world->admin, "select chain from training.fact order by chain", 0, NULL,
                                    NULL, NULL, NULL, 1);
    *count = PQntuples(result);
    uint8_t *chains = malloc((size_t)*count * DIGEST_BYTES + 1);
    for (int i = 0; i < *count; i++)
        memcpy(chains + (size_t)i * DIGEST_BYTES, PQgetvalue(result, i, 0), DIGEST_BYTES);
    PQclear(result);
    return chains;
}

/* Facts that no device holds now: those that the centre has must stay there, the others are gone with their
 * only copy. */
static void world_orphans(struct world *world, bool fresh)
{
    int count;
    uint8_t *chains = centre_chains(world, &count);
    for (int i = 0; i < world->fact_count; i++) {
        struct world_fact *fact = &world->facts[i];
        if (fact->holders || fact->kept == fresh)
            continue;
        fact->kept = bsearch(fact->chain, chains, (size_t)count, DIGEST_BYTES, chain_compare) != NULL;
    }
    free(chains);
}

static void device_drop_facts(struct world *world, struct device *device, bool to_image)
{
    unsigned bit = device_bit(world, device);
    for (int i = 0; i < world->fact_count; i++) {
        world->facts[i].holders &= ~bit;
        if (to_image && (world->images[i] & bit))
            world->facts[i].holders |= bit;
    }
    world_orphans(world, true);
}

void device_flash(struct world *world, struct device *device)
{
    device_close(device);
    device_remove(device->path);
    device_open(world, device);
    device_drop_facts(world, device, false);
    device_boot(world, device);
}

void device_image(struct world *world, struct device *device)
{
    unsigned bit = device_bit(world, device);
    device_close(device);
    device_copy(device->path, device->image);
    device_open(world, device);
    for (int i = 0; i < world->fact_count; i++) {
        world->images[i] &= ~bit;
        if (world->facts[i].holders & bit)
            world->images[i] |= bit;
    }
    device->has_image = true;
}

void device_restore(struct world *world, struct device *device)
{
    if (!device->has_image)
        return;
    device_close(device);
    device_remove(device->path);
    device_copy(device->image, device->path);
    device_open(world, device);
    device_drop_facts(world, device, true);
    device_boot(world, device);
}

static struct device *device_new(struct world *world, int kiosk)
{
    struct device *device = &world->devices[world->device_count];
    memset(device, 0, sizeof *device);
    device->kiosk = kiosk;
    snprintf(device->path, sizeof device->path, "%.200s/%d.db", world->folder, world->device_count);
    snprintf(device->image, sizeof device->image, "%.200s/%d.image", world->folder, world->device_count);
    snprintf(device->hardware_id, sizeof device->hardware_id, "board:%d", world->device_count++);
    device_remove(device->path);
    return device;
}

bool device_clone(struct world *world, struct device *device, bool same_hardware)
{
    if (world->device_count == WORLD_DEVICES)
        return false;
    struct device *clone = device_new(world, device->kiosk);
    if (same_hardware)
        memcpy(clone->hardware_id, device->hardware_id, sizeof clone->hardware_id);
    device_close(device);
    device_copy(device->path, clone->path);
    device_open(world, device);
    device_open(world, clone);
    for (int i = 0; i < world->fact_count; i++) {
        if (world->facts[i].holders & device_bit(world, device))
            world->facts[i].holders |= device_bit(world, clone);
    }
    device_boot(world, clone);
    return true;
}

int device_push(struct device *device, struct error *err)
{
    struct exchange_report report;
    return exchange_run(&device->exchange, &report, err);
}

static const char *const centre_tables[] = {"fact", "ledger", "boot", "fork_search", "alarm"};

void centre_save(struct world *world, int slot)
{
    char text[300];
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "delete from saved%d.%s; insert into saved%d.%s table training.%s", slot,
                 centre_tables[i], slot, centre_tables[i], centre_tables[i]);
        PQclear(world_sql(world, text));
    }
    world->snapshot[slot] = true;
}

void centre_restore(struct world *world, int slot)
{
    char text[600] = "begin; truncate training.fact, training.ledger, training.boot, training.fork_search, "
                     "training.alarm;";
    if (!world->snapshot[slot])
        return;
    for (int i = 0; i < 5; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 " insert into training.%s table saved%d.%s;", centre_tables[i], slot, centre_tables[i]);
    strcat(text, " commit");
    PQclear(world_sql(world, text));
    world_orphans(world, false);
}

void world_begin(struct world *world, uint64_t seed)
{
    world->random = seed * 0x2545f4914f6cdd1du;
    world->fact_count = world->device_count = 0;
    world->snapshot[0] = world->snapshot[1] = false;
    PQclear(world_sql(world, "truncate training.fact, training.ledger, training.boot, training.fork_search, "
                             "training.alarm"));
    for (int i = 0; i < WORLD_KIOSKS; i++) {
        struct device *device = device_new(world, i);
        device_open(world, device);
        device_boot(world, device);
    }
}

void world_end(struct world *world)
{
    for (int i = 0; i < world->device_count; i++)
        device_close(&world->devices[i]);
}

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
}
