/* A nation of kiosks: many clients with the kiosk's own protocol code (sync/client), each with its own certificate and
 * ledger, against one centre.
 *
 *   nation -k FILE [-w WORKERS] [-r ROUNDS] [-c CALLS] [-n ROWS] [-l RUN] [-K] [-a]
 *     FILE holds one conninfo a line, a kiosk each. Every round, every kiosk connects, pushes CALLS batches of ROWS facts,
 *     and disconnects, as after a power cut. -K keeps its connection over all rounds, opened before the clock starts. -a
 *     asks for the slice and the arrivals as well, as the agent does when it starts. RUN (0) makes the ledgers' ids.
 *     Prints: sessions calls facts seconds median_ms p99_ms, times of a session (-K: of a call).
 *
 *   nation -C CONNINFO -t TABLE -n ROWS     COPYs standard input into TABLE, ROWS lines a transaction
 *     Prints: facts seconds
 *
 * Exit status 1 when any answer is not "ok". */
#include <errno.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "client/central.h"
#include "made_taps.h"

enum {
    NATION_KIOSKS_MAX = 20000,
    NATION_ROWS_MAX = 1000,
    NATION_WORKERS_MAX = 256,
    NATION_DEADLINE_MS = 60000
};

struct nation_kiosk {
    char *conninfo;
    struct central *central;
    char ledger[37];
    uint8_t chain[DIGEST_BYTES];
    int64_t seq;
};

struct nation {
    const char *file, *copy_conninfo, *copy_table;
    int workers, rounds, calls, rows, run;
    bool kept, as_agent;
    struct nation_kiosk *kiosks;
    int count;
    struct ledger_fact facts[NATION_ROWS_MAX];
    struct made_tap taps[NATION_ROWS_MAX];
    double *took_ms; /* shared by the workers: one place a session or kept call; negative = failed */
};

static double nation_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* How many places of took_ms a kiosk fills in a round. */
static int nation_places(const struct nation *nation)
{
    return nation->kept ? nation->calls : 1;
}

static int nation_kiosks_read(struct nation *nation)
{
    FILE *file = fopen(nation->file, "re");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    if (!file) {
        fprintf(stderr, "nation: %s: %s\n", nation->file, strerror(errno));
        return -1;
    }
    nation->kiosks = calloc(NATION_KIOSKS_MAX, sizeof *nation->kiosks);
    while (nation->kiosks && nation->count < NATION_KIOSKS_MAX &&
           (length = getline(&line, &capacity, file)) > 0) {
        struct nation_kiosk *kiosk = &nation->kiosks[nation->count];
        uint8_t id[16] = "nation";
        char digits[33];
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        for (int i = 0; i < 4; i++) {
            id[8 + i] = (uint8_t)(nation->run >> (24 - 8 * i));
            id[12 + i] = (uint8_t)(nation->count >> (24 - 8 * i));
        }
        hex_encode(id, sizeof id, digits);
        snprintf(kiosk->ledger, sizeof kiosk->ledger, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8,
                 digits + 12, digits + 16, digits + 20);
        fact_chain_origin(id, kiosk->chain);
        kiosk->conninfo = strdup(line);
        nation->count++;
    }
    free(line);
    fclose(file);
    return nation->count > 0 ? 0 : -1;
}

static bool nation_said(const struct nation_kiosk *kiosk, const char *what, int code, const struct error *err)
{
    if (code)
        fprintf(stderr, "nation: ledger %s, %s: %s\n", kiosk->ledger, what, err->text);
    return code == 0;
}

static bool nation_push(struct nation *nation, struct nation_kiosk *kiosk, struct central_answer *answer)
{
    struct error err = {0};
    struct ledger_batch batch = {.fact_count = (size_t)nation->rows, .facts = nation->facts};
    batch.base_seq = kiosk->seq + 1;
    memcpy(batch.prev_chain, kiosk->chain, DIGEST_BYTES);
    made_taps(nation->facts, nation->taps, nation->rows, &kiosk->seq, kiosk->chain);
    memcpy(batch.end_chain, kiosk->chain, DIGEST_BYTES);
    int code = central_push(kiosk->central, kiosk->ledger, "nation", &batch, "{\"pending\":0}", answer, &err);
    if (!nation_said(kiosk, "push", code, &err))
        return false;
    if (answer->status != CENTRAL_OK || answer->hi != kiosk->seq) {
        fprintf(stderr, "nation: ledger %s, push: status %d, hi %" PRId64 "\n", kiosk->ledger,
                (int)answer->status, answer->hi);
        return false;
    }
    return true;
}

/* What the agent asks besides when it starts; it has the slice already. */
static bool nation_ask(struct nation_kiosk *kiosk, const struct central_answer *answer)
{
    struct error err = {0};
    char *json = NULL, cursor[LEDGER_CURSOR_MAX + 1];
    size_t length;
    int code = central_slice(kiosk->central, answer->slice_version, &json, &length, &err);
    free(json);
    if (!nation_said(kiosk, "slice", code, &err))
        return false;
    json = NULL;
    code = central_arrivals(kiosk->central, "", &json, &length, cursor, sizeof cursor, &err);
    free(json);
    return nation_said(kiosk, "arrivals", code, &err);
}

static bool nation_open(struct nation_kiosk *kiosk)
{
    struct error err = {0};
    return nation_said(kiosk, "open",
                       central_open(kiosk->conninfo, NATION_DEADLINE_MS, &kiosk->central, &err), &err);
}

/* One kiosk's part of a round; writes its times from took_ms on. */
static void nation_session(struct nation *nation, struct nation_kiosk *kiosk, double *took_ms)
{
    struct central_answer answer;
    double start_ms = nation_now_ms();
    bool good = nation->kept || nation_open(kiosk);
    for (int i = 0; i < nation->calls && good; i++) {
        double call_ms = nation_now_ms();
        good = nation_push(nation, kiosk, &answer);
        if (nation->kept)
            took_ms[i] = good ? nation_now_ms() - call_ms : -1;
    }
    if (nation->kept)
        return;
    good = good && (!nation->as_agent || nation_ask(kiosk, &answer));
    central_close(kiosk->central);
    kiosk->central = NULL;
    took_ms[0] = good ? nation_now_ms() - start_ms : -1;
}

/* A worker has every workers-th kiosk. It tells ready by a byte and starts when the other pipe is closed. */
static void nation_work(struct nation *nation, int worker, int ready, int start)
{
    char byte = 0;
    struct error err = {0};
    struct central_answer answer;
    struct ledger_batch none = {.base_seq = 1};
    for (int k = worker; nation->kept && k < nation->count; k += nation->workers) {
        struct nation_kiosk *kiosk = &nation->kiosks[k];
        memcpy(none.prev_chain, kiosk->chain, DIGEST_BYTES);
        memcpy(none.end_chain, kiosk->chain, DIGEST_BYTES);
        if (!nation_open(kiosk) || !nation_said(kiosk, "heartbeat",
                                                central_push(kiosk->central, kiosk->ledger, "nation", &none,
                                                             "{\"pending\":0}", &answer, &err),
                                                &err))
            _exit(1);
    }
    if (write(ready, &byte, 1) != 1 || read(start, &byte, 1) != 0)
        _exit(1);
    int places = nation_places(nation);
    for (int round = 0; round < nation->rounds; round++) {
        for (int k = worker; k < nation->count; k += nation->workers)
            nation_session(nation, &nation->kiosks[k],
                           nation->took_ms + ((long)round * nation->count + k) * places);
    }
    _exit(0);
}

static int nation_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int nation_report(struct nation *nation, double seconds)
{
    long places = (long)nation->rounds * nation->count * nation_places(nation);
    long sessions = (long)nation->rounds * nation->count, calls = sessions * nation->calls;
    qsort(nation->took_ms, (size_t)places, sizeof *nation->took_ms, nation_compare);
    printf("%ld %ld %ld %.3f %.1f %.1f\n", sessions, calls, calls * nation->rows, seconds,
           nation->took_ms[places / 2], nation->took_ms[places * 99 / 100]);
    return nation->took_ms[0] < 0 ? 1 : 0;
}

static int nation_run(struct nation *nation)
{
    int ready[2], start[2], status = 0;
    if (nation_kiosks_read(nation))
        return 1;
    size_t bytes = (size_t)nation->rounds * (size_t)(nation->count * nation_places(nation)) * sizeof(double);
    nation->took_ms = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (nation->took_ms == MAP_FAILED || pipe(ready) || pipe(start)) {
        fprintf(stderr, "nation: %s\n", strerror(errno));
        return 1;
    }
    for (int w = 0; w < nation->workers; w++) {
        pid_t pid = fork();
        if (pid == 0) {
            close(start[1]);
            close(ready[0]);
            nation_work(nation, w, ready[1], start[0]);
        }
        if (pid < 0)
            status = 1;
    }
    close(ready[1]);
    for (int w = 0; w < nation->workers && !status; w++) {
        char byte;
        if (read(ready[0], &byte, 1) != 1)
            status = 1; /* a worker has ended */
    }
    double start_ms = nation_now_ms();
    close(start[1]);
    for (int child; wait(&child) > 0;)
        status |= child != 0;
    double seconds = (nation_now_ms() - start_ms) / 1e3;
    return status ? 1 : nation_report(nation, seconds);
}

/* Sends up to rows lines. Returns their number, 0 at the end of input, -1 on failure. */
static long nation_copy_some(struct nation *nation, PGconn *conn, const char *sql)
{
    static char line[65536];
    if (!fgets(line, sizeof line, stdin))
        return 0;
    PGresult *result = PQexec(conn, sql);
    bool good = PQresultStatus(result) == PGRES_COPY_IN;
    long lines = 0;
    PQclear(result);
    do
        good = good && PQputCopyData(conn, line, (int)strlen(line)) == 1;
    while (good && ++lines < nation->rows && fgets(line, sizeof line, stdin));
    good = good && PQputCopyEnd(conn, NULL) == 1;
    while ((result = PQgetResult(conn)) != NULL) {
        good = good && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    if (!good)
        fprintf(stderr, "nation: COPY: %s", PQerrorMessage(conn));
    return good ? lines : -1;
}

static int nation_copy(struct nation *nation)
{
    PGconn *conn = PQconnectdb(nation->copy_conninfo);
    char sql[256];
    long lines = 0, some = -1;
    snprintf(sql, sizeof sql, "copy %.200s from stdin", nation->copy_table);
    double start_ms = nation_now_ms();
    if (PQstatus(conn) != CONNECTION_OK)
        fprintf(stderr, "nation: %s", PQerrorMessage(conn));
    else
        while ((some = nation_copy_some(nation, conn, sql)) > 0)
            lines += some;
    printf("%ld %.3f\n", lines, (nation_now_ms() - start_ms) / 1e3);
    PQfinish(conn);
    return some < 0 ? 1 : 0;
}

static int nation_usage(void)
{
    fprintf(stderr, "usage: nation -k FILE [-w WORKERS] [-r ROUNDS] [-c CALLS] [-n ROWS] [-l RUN] [-K] [-a]\n"
                    "       nation -C CONNINFO -t TABLE -n ROWS\n");
    return 2;
}

int main(int argc, char **argv)
{
    static struct nation nation = {.workers = 8, .rounds = 1, .calls = 1, .rows = 108};
    int option;
    while ((option = getopt(argc, argv, "k:w:r:c:n:l:KaC:t:")) != -1) {
        switch (option) {
        case 'k':
            nation.file = optarg;
            break;
        case 'w':
            nation.workers = atoi(optarg);
            break;
        case 'r':
            nation.rounds = atoi(optarg);
            break;
        case 'c':
            nation.calls = atoi(optarg);
            break;
        case 'n':
            nation.rows = atoi(optarg);
            break;
        case 'l':
            nation.run = atoi(optarg);
            break;
        case 'K':
            nation.kept = true;
            break;
        case 'a':
            nation.as_agent = true;
            break;
        case 'C':
            nation.copy_conninfo = optarg;
            break;
        case 't':
            nation.copy_table = optarg;
            break;
        default:
            return nation_usage();
        }
    }
    bool counts = nation.workers > 0 && nation.workers <= NATION_WORKERS_MAX && nation.rounds > 0 &&
                  nation.calls > 0 && nation.rows > 0 && nation.rows <= NATION_ROWS_MAX;
    if (!counts || optind < argc)
        return nation_usage();
    if (nation.copy_conninfo && nation.copy_table)
        return nation_copy(&nation);
    return nation.file ? nation_run(&nation) : nation_usage();
}
