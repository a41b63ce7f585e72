#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hex.h"
#include "ledger/append.h"
#include "ledger/staff.h"
#include "sync_fuzz.h"

_Noreturn void die(const char *what, const char *text)
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
    static const char *const tails[] = {"", "-wal", "-shm", "-tail"};
    char name[300];
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, tails[i]);
        unlink(name);
    }
}

static void file_copy(const char *from, const char *to)
{
    char bytes[65536];
    size_t count;
    FILE *in = fopen(from, "rbe"), *out = fopen(to, "wbe");
    if (!in || !out)
        die("copying a ledger", from);
    while ((count = fread(bytes, 1, sizeof bytes, in)) > 0)
        fwrite(bytes, 1, count, out);
    fclose(in);
    if (fclose(out) || chmod(to, 0600))
        die("copying a ledger", to);
}

/* Copies a closed ledger with what is kept beside it. */
static void device_copy(const char *from, const char *to)
{
    char tail_from[300], tail_to[300];
    device_remove(to);
    file_copy(from, to);
    snprintf(tail_from, sizeof tail_from, "%s-tail", from);
    snprintf(tail_to, sizeof tail_to, "%s-tail", to);
    if (access(tail_from, F_OK) == 0)
        file_copy(tail_from, tail_to);
}

void device_open(struct world *world, struct device *device)
{
    struct error err;
    if (ledger_open(device->path, LEDGER_KIOSK, &device->ledger, &err))
        die("opening a ledger", err.text);
    struct clock_reading now;
    struct ledger_sync_state state;
    clock_read(&now);
    if (ledger_sync_read(device->ledger, &now, &state, &err))
        die("reading a ledger", err.text);
    device->last_seq = state.last_seq;
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

static void boot_bytes(const struct device *device, uint8_t out[16])
{
    char digits[33];
    size_t used = 0;
    for (const char *c = device->boot_id; *c; c++) {
        if (*c != '-')
            digits[used++] = *c;
    }
    digits[used] = '\0';
    hex_decode(digits, out, 16);
}

static void device_remember(struct world *world, struct device *device, int64_t seq)
{
    if (world->fact_count == WORLD_FACTS)
        die("too many facts", "");
    struct world_fact *fact = &world->facts[world->fact_count];
    memset(fact, 0, sizeof *fact);
    boot_bytes(device, fact->boot_id);
    fact->boottime_ms = device->boottime_ms;
    fact->utc_ms = device->boottime_ms + device->offset_ms;
    if (ledger_chain_at(device->ledger, seq, fact->chain) ||
        ledger_chain_at(device->ledger, seq - 1, fact->before))
        die("reading a chain value", device->path);
    fact->holders = device_bit(world, device);
    world->images[world->fact_count++] = 0;
}

static int64_t device_tap(struct world *world, struct device *device)
{
    uint8_t uid[7] = {0x04};
    struct error err;
    struct ledger_result result;
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boottime_ms = device->boottime_ms, .room_id = "P101"};
    for (int k = 1; k < 7; k++)
        uid[k] = (uint8_t)world_random(world, 256);
    memcpy(tap.boot_id, device->boot_id, sizeof tap.boot_id);
    if (ledger_tap(device->ledger, &world->key, &tap, &result, &err))
        die("a tap", err.text);
    return result.seq;
}

/* Returns 0 when nothing was recorded: a ledger without a slice knows no learner to mark yet, and a mark equal to the one
 * that stands writes nothing. */
static int64_t device_mark(struct world *world, struct device *device)
{
    struct error err;
    int64_t seq = 0;
    struct ledger_act act = {.room_id = "P101", .actor_id = "T1", .session_id = "B1"};
    act.now.boottime_ms = device->boottime_ms;
    act.now.utc_ms = device->boottime_ms + device->offset_ms;
    memcpy(act.now.boot_id, device->boot_id, sizeof act.now.boot_id);
    if (ledger_mark(device->ledger, &act, world_random(world, 2) ? "M1" : "M2",
                    world_random(world, 2) ? LEDGER_S_PRESENT : LEDGER_S_LATE, NULL, 0, &seq, &err) ||
        seq <= device->last_seq)
        return 0;
    return seq;
}

/* A fact as a later version of the kiosk may record: nobody here knows what it says. */
static int64_t device_odd(struct device *device)
{
    struct error err;
    struct ledger_fact fact = {.kind = "hologram",
                               .boottime_ms = device->boottime_ms,
                               .room_id = "P101",
                               .session_id = "no such session",
                               .member_id = "nobody",
                               .status = "shimmering",
                               .detail = "{\"colour\": "};
    boot_bytes(device, fact.boot_id);
    if (store_begin(device->ledger, &err) || fact_append(device->ledger, &fact, &err) ||
        store_commit(device->ledger, &err))
        die("a fact of another kind", err.text);
    return fact.seq;
}

void device_record(struct world *world, struct device *device, int count, enum device_act act)
{
    for (int i = 0; i < count; i++) {
        int64_t seq = 0;
        device->boottime_ms += 1 + world_random(world, 5000);
        if (act == DEVICE_MARK)
            seq = device_mark(world, device);
        else if (act == DEVICE_ODD)
            seq = device_odd(device);
        if (seq == 0)
            seq = device_tap(world, device);
        device->last_seq = seq;
        device_remember(world, device, seq);
    }
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
    struct error err;
    uint8_t uuid[sizeof device->ledger->uuid];
    memcpy(uuid, device->ledger->uuid, sizeof uuid);
    device_close(device);
    device_remove(device->path);
    device_open(world, device);
    if (world->keeps_id) {
        if (store_run(device->ledger, "keeping the id", &err,
                      "UPDATE state SET value = ? WHERE name = 'ledger_id'", "b", uuid) < 0)
            die("keeping a ledger's id", err.text);
        device_close(device);
        device_open(world, device);
    }
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
    line.ledger = device->ledger;
    return exchange_run(&device->exchange, &report, err);
}

void world_begin(struct world *world, uint64_t seed)
{
    world->random = seed * 0x2545f4914f6cdd1du;
    world->fact_count = world->device_count = 0;
    world->snapshot[0] = world->snapshot[1] = false;
    centre_heal(world);
    centre_tables(world);
    centre_empty(world);
    if (seed % 16 == 0)
        PQclear(world_sql(world, "vacuum"));
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
