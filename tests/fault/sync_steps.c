#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "sync_fuzz.h"

enum step {
    AGENT_BEFORE,
    AGENT_AFTER,
    AGENT_RANDOM,
    SERVER_BEFORE,
    SERVER_AFTER,
    SERVER_KILLED,
    DUPLICATE,
    LATE,
    REFLASH,
    IMAGE,
    CLONE_SAME,
    CLONE_OTHER,
    RESTORE,
    FAILOVER,
    BOOTS,
    CATCH_UP,
    ODD,
    SLICE,
    CUT_SENDING,
    CUT_ANSWER,
    STALL,
    TRUNCATE_ANSWER,
    SLOW,
    REVOKED,
    SCHEMA,
    EXPIRED,
    FOREIGN,
    STEPS
};
static const char *const step_words[STEPS] = {
    "agent_before", "agent_after", "agent_random", "server_before", "server_after", "server_killed",
    "duplicate",    "late",        "reflash",      "image",         "clone_same",   "clone_other",
    "restore",      "failover",    "boots",        "catch_up",      "odd",          "slice",
    "cut_sending",  "cut_answer",  "stall",        "truncate",      "slow",         "revoked",
    "schema",       "expired",     "foreign"};

uint64_t steps_parse(const char *words)
{
    uint64_t steps = 0;
    while (*words) {
        size_t length = strcspn(words, ",");
        int i = STEPS - 1;
        while (i >= 0 && (strlen(step_words[i]) != length || strncmp(step_words[i], words, length)))
            i--;
        if (i < 0)
            return 0;
        steps |= UINT64_C(1) << i;
        words += length + (words[length] == ',');
    }
    return steps;
}

uint64_t steps_mixed(const struct world *world)
{
    uint64_t steps = (UINT64_C(1) << STEPS) - 1;
    steps &= ~(UINT64_C(1) << SERVER_KILLED); /* takes a second */
    for (int i = CUT_SENDING; i <= SLOW && !world->broken[0]; i++)
        steps &= ~(UINT64_C(1) << i);
    for (int i = EXPIRED; i <= FOREIGN && !world->expired; i++)
        steps &= ~(UINT64_C(1) << i);
    return steps;
}

static struct device *some_device(struct world *world)
{
    return &world->devices[world_random(world, (uint32_t)world->device_count)];
}

static void push(struct world *world, enum line_fault fault)
{
    struct device *device = some_device(world);
    struct error err;
    device->exchange.batch_max = 1 + world_random(world, 20);
    line.fault = fault;
    line.call = (int)world_random(world, 2);
    device_push(device, &err);
    line.fault = LINE_FINE;
}

/* An agent of its own process, which dies of the fault if there is one. */
static pid_t agent_fork(struct world *world, struct device *device, enum line_fault fault)
{
    line.fault = fault;
    line.call = (int)world_random(world, 2);
    size_t batch_max = 1 + world_random(world, 20);
    device_close(device); /* a database handle does not survive a fork */
    pid_t child = fork();
    if (child == 0) {
        struct error err;
        if (central_open(world->conninfo[device->kiosk], 15000, &world->central[device->kiosk], &err))
            _exit(3);
        device_open(world, device);
        device->exchange.batch_max = batch_max;
        device_push(device, &err);
        _exit(0);
    }
    line.fault = LINE_FINE;
    return child;
}

static void agent_dies(struct world *world, enum line_fault fault)
{
    struct device *device = some_device(world);
    waitpid(agent_fork(world, device, fault), NULL, 0);
    device_open(world, device);
}

/* Killed at an instant that nobody chose, from the first push on. */
static void agent_killed(struct world *world)
{
    struct device *device = some_device(world);
    int ends[2];
    char begun;
    if (pipe(ends))
        die("a pipe", "none");
    line.begins = ends[1];
    pid_t child = agent_fork(world, device, LINE_FINE);
    line.begins = 0;
    close(ends[1]);
    if (read(ends[0], &begun, 1) == 1) /* 0: it ended without a push */
        usleep(world_random(world, 12000));
    close(ends[0]);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    device_open(world, device);
}

static void server_dies_before_commit(struct world *world)
{
    struct device *device = some_device(world);
    PQclear(world_sql(world, "begin; lock table training.ledger in exclusive mode"));
    pid_t child = agent_fork(world, device, LINE_FINE);
    int64_t end_ms = clock_monotonic_ms() + 10000;
    while (
        world_count(world,
                    "select count(pg_terminate_backend(pid)) from pg_locks where not granted and relation = "
                    "'training.ledger'::regclass") == 0 &&
        clock_monotonic_ms() < end_ms && waitpid(child, NULL, WNOHANG) == 0)
        usleep(1000);
    PQclear(world_sql(world, "commit"));
    waitpid(child, NULL, 0);
    device_open(world, device);
}

/* The whole server is killed while agents write. */
static void server_killed(struct world *world)
{
    struct device *devices[2] = {&world->devices[0], &world->devices[1]};
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        device_record(world, devices[i], 40 + (int)world_random(world, 80), DEVICE_TAP);
        children[i] = agent_fork(world, devices[i], LINE_FINE);
    }
    usleep(10000 + world_random(world, 90000));
    if (system(world->crash))
        die("the server does not come back", world->crash);
    for (int i = 0; i < 2; i++)
        waitpid(children[i], NULL, 0);
    world_connect(world, NULL);
    for (int i = 0; i < WORLD_KIOSKS; i++)
        central_drop(world->central[i]);
    for (int i = 0; i < 2; i++)
        device_open(world, devices[i]);
}

/* A batch that was under way for long: any part of what the device holds, its answer unread. */
static void late_batch(struct world *world)
{
    struct device *device = some_device(world);
    struct central_answer answer;
    struct ledger_batch *batch = NULL;
    struct error err;
    if (device->last_seq == 0)
        return;
    if (ledger_batch_read(device->ledger, world_random(world, (uint32_t)device->last_seq),
                          1 + world_random(world, 30), &batch, &err) == 0)
        line_push(world->central[device->kiosk], ledger_id(device->ledger), device->hardware_id, batch,
                  &answer, &err);
    ledger_batch_free(batch);
}

/* A push through a line that breaks at any byte, be it in the middle of connecting. */
static void line_breaks(struct world *world, enum step step)
{
    struct device *device = some_device(world);
    struct central *broken = world->broken[device->kiosk];
    struct error err;
    char order[64];
    if (world_random(world, 3) == 0)
        central_drop(broken);
    if (device->last_seq > 0 && world_random(world, 2))
        device_record(world, device, 1 + (int)world_random(world, 30), DEVICE_TAP);
    int up = (int)world_random(world, 6000), down = (int)world_random(world, 1200);
    bool ups = world_random(world, 2);
    if (step == SLOW && ups)
        snprintf(order, sizeof order, "delay %u", world_random(world, 40));
    else if (step == SLOW)
        snprintf(order, sizeof order, "dribble %u 4", 8 + world_random(world, 150));
    else if (step == STALL)
        snprintf(order, sizeof order, "hold %s %d", ups ? "up" : "down", ups ? up : down);
    else if (step == TRUNCATE_ANSWER)
        snprintf(order, sizeof order, "truncate %s %d", ups ? "up" : "down", ups ? up : down);
    else
        snprintf(order, sizeof order, "cut %s %d", step == CUT_ANSWER ? "down" : "up",
                 1 + (step == CUT_ANSWER ? down : up));
    line_proxy_order(&world->proxy, order);
    device->exchange.central = broken;
    device->exchange.batch_max = 1 + world_random(world, 20);
    device_push(device, &err);
    device->exchange.central = world->central[device->kiosk];
    /* What was held back on its way up may still arrive, after the agent has given up. */
    line_proxy_order(&world->proxy, world_random(world, 2) ? "flow" : "drop");
}

/* A kiosk is shut out, or the centre is of another version, until schedule_run heals it. */
static void kept_out(struct world *world, enum step step)
{
    if (step == REVOKED)
        centre_revoke(world, (int)world_random(world, WORLD_KIOSKS));
    else
        centre_schema_away(world);
    device_record(world, some_device(world), 1 + (int)world_random(world, 12), DEVICE_TAP);
    push(world, LINE_FINE);
}

/* A push with a certificate that the centre must refuse. */
static void certificate_refused(struct world *world, struct central *central)
{
    struct device *device = &world->devices[0];
    struct error err;
    device_record(world, device, 1 + (int)world_random(world, 12), DEVICE_TAP);
    device->exchange.central = central;
    if (device_push(device, &err) == 0 && !line.trusts)
        die("a certificate that must be refused", "was taken");
    device->exchange.central = world->central[device->kiosk];
}

/* The office changes what the doors are given, in the middle of a session. */
static void slice_changes(struct world *world)
{
    static const char *const changes[] = {
        "update class set late_after_min = 5 + (late_after_min + 7) % 60",
        "update session set ends_at = ends_at + interval '1 minute' where session_id = 'B1'",
        "update session set room_id = case room_id when 'P101' then 'P102' else 'P101' end where session_id "
        "= 'B1'",
        "update member set full_name = full_name || 'x' where member_id = 'M1' and length(full_name) < 60"};
    PQclear(world_sql(world, changes[world_random(world, 4)]));
}

static void centre_step(struct world *world, int slot)
{
    /* A backup is made seldom; a standby whose replication froze misses a few batches. */
    if (world->snapshot[slot] && world_random(world, 2)) {
        centre_restore(world, slot);
        world->snapshot[1] = false;
    } else {
        centre_save(world, slot);
    }
}

static void device_step(struct world *world, enum step step)
{
    struct device *device = some_device(world);
    switch (step) {
    case REFLASH:
        device_flash(world, device);
        break;
    case IMAGE:
        if (device->has_image && world_random(world, 2))
            device_restore(world, device);
        else
            device_image(world, device);
        break;
    case CLONE_SAME:
    case CLONE_OTHER:
        device_clone(world, device, step == CLONE_SAME);
        break;
    case BOOTS:
        device_boot(world, device);
        break;
    case ODD:
        device_record(world, device, 1 + (int)world_random(world, 3), DEVICE_ODD);
        break;
    default: /* CATCH_UP */
        if (world_random(world, 4) == 0)
            device_record(world, device, 1100, DEVICE_TAP);
    }
}

static void fault_step(struct world *world, enum step step)
{
    switch (step) {
    case AGENT_BEFORE:
        agent_dies(world, LINE_DIE_BEFORE);
        break;
    case AGENT_AFTER:
        agent_dies(world, LINE_DIE_AFTER);
        break;
    case AGENT_RANDOM:
        agent_killed(world);
        break;
    case SERVER_BEFORE:
        server_dies_before_commit(world);
        break;
    case SERVER_AFTER:
        push(world, LINE_LOST);
        break;
    case SERVER_KILLED:
        server_killed(world);
        break;
    case DUPLICATE:
        push(world, LINE_TWICE);
        break;
    case LATE:
        late_batch(world);
        break;
    case RESTORE:
    case FAILOVER:
        centre_step(world, step == RESTORE ? 0 : 1);
        break;
    case SLICE:
        slice_changes(world);
        break;
    case CUT_SENDING:
    case CUT_ANSWER:
    case STALL:
    case TRUNCATE_ANSWER:
    case SLOW:
        line_breaks(world, step);
        break;
    case REVOKED:
    case SCHEMA:
        kept_out(world, step);
        break;
    case EXPIRED:
    case FOREIGN:
        certificate_refused(world, step == EXPIRED ? world->expired : world->foreign);
        break;
    default:
        device_step(world, step);
    }
}

static enum step some_step(struct world *world, uint64_t steps)
{
    int nth = (int)world_random(world, (uint32_t)__builtin_popcountll(steps)), i = 0;
    for (;; i++) {
        if ((steps >> i & 1) && nth-- == 0)
            return (enum step)i;
    }
}

void schedule_run(struct world *world, uint64_t seed, uint64_t steps, bool quiet)
{
    bool crashes = steps == UINT64_C(1) << SERVER_KILLED;
    world_begin(world, seed);
    int count = 10 + (int)world_random(world, 30);
    for (int i = 0; i < (crashes ? 2 : count); i++) {
        uint32_t dice = world_random(world, 100);
        if (world->kept_out && world_random(world, 4) == 0)
            centre_heal(world);
        if (crashes)
            server_killed(world);
        else if (dice < 35)
            device_record(world, some_device(world), 1 + (int)world_random(world, 12),
                          world_random(world, 4) ? DEVICE_TAP : DEVICE_MARK);
        else if (dice < 60)
            push(world, LINE_FINE);
        else if (dice < 68)
            device_date(world, some_device(world));
        else
            fault_step(world, some_step(world, steps));
    }
    centre_heal(world);
    /* Healed: all push until done; twice, for one may need what the other has brought. */
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < world->device_count; i++) {
            struct error err;
            world->devices[i].exchange.batch_max = LEDGER_BATCH_MAX;
            if (device_push(&world->devices[i], &err) && !quiet)
                fprintf(stderr, "seed %llu: device %d: %s\n", (unsigned long long)seed, i, err.text);
        }
    }
}
