/* Random schedules over the whole protocol.
 *
 *   sync_fuzz [--seed N] [--schedules N] [--only WORD] [--control acked|child|prev] [--name TEXT]
 *             FOLDER KEY ADMIN_CONNINFO KIOSK_CONNINFO KIOSK_CONNINFO
 *
 * Prints one line of figures; exits 1 when something was lost, doubled or misdated, or an invariant did not hold.
 * A schedule follows from its seed: --seed N --schedules 1 runs it again alone. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/decide.h"
#include "base/clock.h"
#include "sync_fuzz.h"

struct line line;

int __real_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err);
int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err);
void __real_decide(const struct decide_input *input, struct decide_step *out);
void __wrap_decide(const struct decide_input *input, struct decide_step *out);

int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err)
{
    enum line_fault fault = line.call-- == 0 ? line.fault : LINE_FINE;
    if (fault == LINE_DIE_BEFORE)
        _exit(0);
    int code = __real_central_push(central, ledger_id, hardware_id, batch, health, out, err);
    if (fault == LINE_DIE_AFTER)
        _exit(0);
    if (fault == LINE_TWICE && !code)
        code = __real_central_push(central, ledger_id, hardware_id, batch, health, out, err);
    if (fault == LINE_LOST) {
        central_drop(central);
        code = error_set(err, ERROR_OFFLINE, "the connection was lost");
    }
    return code;
}

void __wrap_decide(const struct decide_input *input, struct decide_step *out)
{
    __real_decide(input, out);
    if (line.acked_rises && input->status != CENTRAL_REVOKED && out->acked_seq < input->base_seq - 1) {
        out->acked_seq = input->base_seq - 1;
        if (out->acked_seq == input->last_seq)
            out->action = DECIDE_DONE;
    }
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

/* An agent of its own process, which dies of the fault or of SIGKILL after that many microseconds (-1: lives). */
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

static void agent_dies(struct world *world, enum line_fault fault, int after_us)
{
    struct device *device = some_device(world);
    pid_t child = agent_fork(world, device, fault);
    if (after_us >= 0) {
        usleep((useconds_t)after_us);
        kill(child, SIGKILL);
    }
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

/* A batch that was under way for long: any part of what the device holds, its answer unread. */
static void late_batch(struct world *world)
{
    struct device *device = some_device(world);
    struct ledger_sync_state state;
    struct clock_reading now;
    struct central_answer answer;
    struct ledger_batch *batch = NULL;
    struct error err;
    clock_read(&now);
    if (ledger_sync_read(device->ledger, &now, &state, &err) || state.last_seq == 0)
        return;
    if (ledger_batch_read(device->ledger, world_random(world, (uint32_t)state.last_seq),
                          1 + world_random(world, 30), &batch, &err) == 0)
        __real_central_push(world->central[device->kiosk], ledger_id(device->ledger), device->hardware_id,
                            batch, NULL, &answer, &err);
    ledger_batch_free(batch);
}

enum step {
    AGENT_BEFORE,
    AGENT_AFTER,
    AGENT_RANDOM,
    SERVER_BEFORE,
    SERVER_AFTER,
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
    STEPS
};
static const char *const step_words[STEPS] = {"agent_before", "agent_after", "agent_random", "server_before",
                                              "server_after", "duplicate",   "late",         "reflash",
                                              "image",        "clone_same",  "clone_other",  "restore",
                                              "failover",     "boots",       "catch_up"};

static void fault_step(struct world *world, enum step step)
{
    struct device *device = some_device(world);
    switch (step) {
    case AGENT_BEFORE:
        agent_dies(world, LINE_DIE_BEFORE, -1);
        break;
    case AGENT_AFTER:
        agent_dies(world, LINE_DIE_AFTER, -1);
        break;
    case AGENT_RANDOM:
        agent_dies(world, LINE_FINE, (int)world_random(world, 25000));
        break;
    case SERVER_BEFORE:
        server_dies_before_commit(world);
        break;
    case SERVER_AFTER:
        push(world, LINE_LOST);
        break;
    case DUPLICATE:
        push(world, LINE_TWICE);
        break;
    case LATE:
        late_batch(world);
        break;
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
    case RESTORE:
    case FAILOVER: {
        /* A backup is made seldom; a standby whose replication froze misses a few batches. */
        int slot = step == RESTORE ? 0 : 1;
        if (world->snapshot[slot] && world_random(world, 2)) {
            centre_restore(world, slot);
            world->snapshot[1] = false;
        } else {
            centre_save(world, slot);
        }
        break;
    }
    case BOOTS:
        device_boot(world, device);
        break;
    default:
        if (world_random(world, 4) == 0)
            device_record(world, device, 1100, false);
    }
}

static void schedule(struct world *world, uint64_t seed, int only, bool quiet)
{
    world_begin(world, seed);
    int steps = 10 + (int)world_random(world, 30);
    for (int i = 0; i < steps; i++) {
        uint32_t dice = world_random(world, 100);
        if (dice < 35)
            device_record(world, some_device(world), 1 + (int)world_random(world, 12),
                          world_random(world, 4) == 0);
        else if (dice < 60)
            push(world, LINE_FINE);
        else if (dice < 68)
            device_date(world, some_device(world));
        else
            fault_step(world, only < 0 ? (enum step)world_random(world, STEPS) : (enum step)only);
    }
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

struct options {
    uint64_t seed;
    int schedules, only;
    const char *name, *control;
};

static int options_read(struct options *options, int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
        if (!strcmp(argv[i], "--seed"))
            options->seed = strtoull(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--schedules"))
            options->schedules = atoi(argv[i + 1]);
        else if (!strcmp(argv[i], "--name"))
            options->name = argv[i + 1];
        else if (!strcmp(argv[i], "--control"))
            options->control = argv[i + 1];
        else if (!strcmp(argv[i], "--only")) {
            for (options->only = STEPS - 1;
                 options->only >= 0 && strcmp(step_words[options->only], argv[i + 1]);)
                options->only--;
            if (options->only < 0)
                return -1;
        } else
            return -1;
    }
    return argc - i == 5 ? i : -1;
}

static int run(struct world *world, const struct options *options)
{
    struct verdict sum = {0};
    int64_t start_ms = clock_monotonic_ms();
    int bad = 0;
    for (int i = 0; i < options->schedules; i++) {
        struct verdict verdict;
        uint64_t seed = options->seed + (uint64_t)i;
        schedule(world, seed, options->only, options->control[0] != '\0');
        world_judge(world, &verdict);
        world_end(world);
        sum.facts += verdict.facts;
        sum.gone += verdict.gone;
        sum.lost += verdict.lost;
        sum.doubled += verdict.doubled;
        sum.misdated += verdict.misdated;
        sum.forks += verdict.forks;
        int64_t others = verdict.chains + verdict.his + verdict.ids + verdict.alarms;
        if (verdict.lost || verdict.doubled || verdict.misdated || others) {
            sum.alarms += others;
            if (bad++ < 5 && !options->control[0])
                fprintf(stderr,
                        "seed %llu: lost %lld, doubled %lld, misdated %lld, chains %lld, hi %lld, ids %lld, "
                        "alarms %lld; "
                        "run it alone: --seed %llu --schedules 1\n",
                        (unsigned long long)seed, (long long)verdict.lost, (long long)verdict.doubled,
                        (long long)verdict.misdated, (long long)verdict.chains, (long long)verdict.his,
                        (long long)verdict.ids, (long long)verdict.alarms, (unsigned long long)seed);
        }
    }
    double seconds = (double)(clock_monotonic_ms() - start_ms) / 1000;
    printf("%-34s %6d %8lld %5lld %7lld %8lld %6lld %6lld %7lld   %.1f s, seed %llu\n", options->name,
           options->schedules, (long long)sum.facts, (long long)sum.lost, (long long)sum.doubled,
           (long long)sum.misdated, (long long)sum.alarms, (long long)sum.forks, (long long)sum.gone, seconds,
           (unsigned long long)options->seed);
    return bad ? 1 : 0;
}

int main(int argc, char **argv)
{
    struct options options = {.seed = 1, .schedules = 1, .only = -1, .name = "all", .control = ""};
    static struct world world;
    struct error err;
    int first = options_read(&options, argc, argv);
    if (first < 0)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    world.folder = argv[first];
    world.facts = calloc(WORLD_FACTS, sizeof *world.facts);
    world.images = calloc(WORLD_FACTS, sizeof *world.images);
    world.admin = PQconnectdb(argv[first + 2]);
    if (PQstatus(world.admin) != CONNECTION_OK || digest_card_key_load(argv[first + 1], &world.key, &err)) {
        fprintf(stderr, "%s%s\n", PQerrorMessage(world.admin), err.text);
        return 3;
    }
    PQclear(world_sql(&world, "set search_path = training"));
    for (int i = 0; i < WORLD_KIOSKS; i++) {
        world.conninfo[i] = argv[first + 3 + i];
        if (central_open(world.conninfo[i], 15000, &world.central[i], &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 3;
        }
    }
    line.acked_rises = !strcmp(options.control, "acked");
    int status = run(&world, &options);
    for (int i = 0; i < WORLD_KIOSKS; i++)
        central_close(world.central[i]);
    PQfinish(world.admin);
    free(world.facts);
    free(world.images);
    return status;
}
