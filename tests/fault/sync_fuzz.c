/* Random schedules over the whole protocol.
 *
 *   sync_fuzz [--seed N] [--schedules N] [--only WORD[,WORD...]] [--control acked|trust|keep_id|centre] [--name TEXT]
 *             [--server-port N] [--crash COMMAND] [--expired CONNINFO --foreign CONNINFO]
 *             FOLDER KEY ADMIN_CONNINFO KIOSK_CONNINFO KIOSK_CONNINFO
 *
 * Prints one line of figures, parted by '|': name, schedules, facts, lost, doubled, misdated, others, forks, gone, line faults
 * that came to pass, seconds, seed. Exits 1 when something was lost, doubled or misdated, 4 when only another invariant did not
 * hold. A schedule follows from its seed: --seed N --schedules 1 runs it again alone. --control: part of the protocol is
 * switched off; 'centre' says that this was done at the centre. --expired, --foreign: the first kiosk's way over TLS with
 * certificates that must be refused; without them no schedule has such a step, for the other way knows no certificates. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "sync_fuzz.h"

enum { FUZZ_DEADLINE_MS = 15000, FUZZ_BROKEN_DEADLINE_MS = 400 };

struct options {
    uint64_t seed, only;
    int schedules, server_port;
    const char *name, *control, *crash, *expired, *foreign;
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
        else if (!strcmp(argv[i], "--server-port"))
            options->server_port = atoi(argv[i + 1]);
        else if (!strcmp(argv[i], "--crash"))
            options->crash = argv[i + 1];
        else if (!strcmp(argv[i], "--expired"))
            options->expired = argv[i + 1];
        else if (!strcmp(argv[i], "--foreign"))
            options->foreign = argv[i + 1];
        else if (strcmp(argv[i], "--only") || !(options->only = steps_parse(argv[i + 1])))
            return -1;
    }
    return argc - i == 5 ? i : -1;
}

static void verdict_add(struct verdict *sum, const struct verdict *one)
{
    sum->facts += one->facts;
    sum->gone += one->gone;
    sum->lost += one->lost;
    sum->doubled += one->doubled;
    sum->misdated += one->misdated;
    sum->forks += one->forks;
}

static int run(struct world *world, const struct options *options)
{
    struct verdict sum = {0};
    int64_t start_ms = clock_monotonic_ms(), all_others = 0;
    bool quiet = options->control[0] != '\0';
    uint64_t steps = options->only ? options->only : steps_mixed(world);
    int bad = 0, ran = 0;
    /* A control has shown what it must with the first loss. */
    for (int i = 0; i < options->schedules && !(quiet && (sum.lost || sum.doubled || sum.misdated)); i++) {
        struct verdict v;
        uint64_t seed = options->seed + (uint64_t)i;
        schedule_run(world, seed, steps, quiet);
        world_judge(world, &v);
        world_end(world);
        verdict_add(&sum, &v);
        ran++;
        int64_t others = v.chains + v.his + v.ids + v.alarms + v.odd + v.slices;
        all_others += others;
        if ((v.lost || v.doubled || v.misdated || others) && bad++ < 5 && !quiet)
            fprintf(stderr,
                    "seed %llu: lost %lld, doubled %lld, misdated %lld, chains %lld, hi %lld, ids %lld, "
                    "alarms %lld, "
                    "odd %lld, slices %lld; run it alone: --seed %llu --schedules 1\n",
                    (unsigned long long)seed, (long long)v.lost, (long long)v.doubled, (long long)v.misdated,
                    (long long)v.chains, (long long)v.his, (long long)v.ids, (long long)v.alarms,
                    (long long)v.odd, (long long)v.slices, (unsigned long long)seed);
    }
    double seconds = (double)(clock_monotonic_ms() - start_ms) / 1000;
    printf("%s|%d|%lld|%lld|%lld|%lld|%lld|%lld|%lld|%d|%.1f|%llu\n", options->name, ran,
           (long long)sum.facts, (long long)sum.lost, (long long)sum.doubled, (long long)sum.misdated,
           (long long)all_others, (long long)sum.forks, (long long)sum.gone,
           world->proxy.fired ? *world->proxy.fired : 0, seconds, (unsigned long long)options->seed);
    return sum.lost || sum.doubled || sum.misdated ? 1 : all_others ? 4 : 0;
}

/* The kiosks' ways to the centre: the good one, and one through the proxy. */
static void kiosks_open(struct world *world, char **conninfo, int server_port)
{
    struct error err;
    if (server_port)
        line_proxy_start(&world->proxy, server_port);
    for (int i = 0; i < WORLD_KIOSKS; i++) {
        char broken[4096];
        const char *host = strstr(conninfo[i], "sslmode=disable") ? "host=127.0.0.1" : "";
        world->conninfo[i] = conninfo[i];
        snprintf(broken, sizeof broken, "%s %s port=%d", conninfo[i], host, world->proxy.port);
        if (central_open(conninfo[i], FUZZ_DEADLINE_MS, &world->central[i], &err) ||
            (server_port && central_open(broken, FUZZ_BROKEN_DEADLINE_MS, &world->broken[i], &err)))
            die("a kiosk's conninfo", err.text);
    }
}

int main(int argc, char **argv)
{
    struct options options = {.seed = 1, .schedules = 1, .name = "all", .control = ""};
    static struct world world;
    struct error err;
    int first = options_read(&options, argc, argv);
    if (first < 0)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    world.folder = argv[first];
    world.facts = calloc(WORLD_FACTS, sizeof *world.facts);
    world.images = calloc(WORLD_FACTS, sizeof *world.images);
    if (!world.facts || !world.images)
        return 3;
    if (digest_card_key_load(argv[first + 1], &world.key, &err))
        die("the card key", err.text);
    kiosks_open(&world, argv + first + 3, options.server_port);
    if (options.expired && options.foreign &&
        (central_open(options.expired, FUZZ_DEADLINE_MS, &world.expired, &err) ||
         central_open(options.foreign, FUZZ_DEADLINE_MS, &world.foreign, &err)))
        die("a refused kiosk's conninfo", err.text);
    world_connect(&world, argv[first + 2]);
    world.crash = options.crash;
    world.keeps_id = !strcmp(options.control, "keep_id");
    line.acked_rises = !strcmp(options.control, "acked");
    line.trusts = !strcmp(options.control, "trust");
    int status = run(&world, &options);
    for (int i = 0; i < WORLD_KIOSKS; i++) {
        central_close(world.central[i]);
        central_close(world.broken[i]);
    }
    central_close(world.expired);
    central_close(world.foreign);
    line_proxy_stop(&world.proxy);
    PQfinish(world.admin);
    free(world.facts);
    free(world.images);
    return status;
}
