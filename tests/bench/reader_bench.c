/* The reader against a bare libnfc loop on the same simulated chip, in one run: how long from a tap to its
 * line, how many taps are seen, and what the reader costs while nothing happens. Prints a table; exit 1 when
 * a bar is missed. Usage: reader_bench BUILD_DIR [TAPS] */
#include <errno.h>
#include <fcntl.h>
#include <nfc/nfc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/line.h"

#define TAPS_MAX   10000
#define ROUNDS     4   /* each way in turn, so that both meet the same load of the machine */
#define HOLD_MS    150 /* of a card */
#define IDLE_S     5
#define RATIO_BAR  1.2
#define IDLE_BAR   1.5 /* % of a core */
#define MEMORY_BAR 8.0 /* MB */

struct bench {
    const char *build;
    char folder[64], port[96], control[96], device[128];
    pid_t sim;
    int commands; /* the control socket */
    struct line_reader answers;
    int taps;
};

/* One way of reading cards: a process and its lines. */
struct way {
    const char *name;
    pid_t pid;
    int lines;
    struct line_reader reader;
    double took_ms[TAPS_MAX];
    int seen, missed, extra;
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "reader_bench: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void rest_ms(double ms)
{
    struct timespec rest = {.tv_sec = (time_t)(ms / 1e3),
                            .tv_nsec = (long)((ms - 1e3 * (int)(ms / 1e3)) * 1e6)};
    nanosleep(&rest, NULL);
}

/* The next line of fd, or NULL after timeout_ms. */
static char *line_next(struct line_reader *reader, int fd, int timeout_ms)
{
    double end_ms = now_ms() + timeout_ms;
    for (;;) {
        char *line = line_reader_next(reader);
        double left_ms = end_ms - now_ms();
        if (line)
            return line;
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(fd, &readable);
        struct timeval left = {.tv_sec = (long)(left_ms / 1e3), .tv_usec = (long)(left_ms * 1e3) % 1000000};
        if (left_ms <= 0 || select(fd + 1, &readable, NULL, NULL, &left) <= 0 ||
            line_reader_fill(reader, fd) <= 0)
            return NULL;
    }
}

static const char *sim_ask(struct bench *bench, const char *command)
{
    if (line_write(bench->commands, "%s", command) != 0)
        die("the simulated chip");
    const char *answer = line_next(&bench->answers, bench->commands, 10000);
    if (!answer || strncmp(answer, "ok", 2) != 0) {
        fprintf(stderr, "reader_bench: %s: %s\n", command, answer ? answer : "no answer");
        exit(1);
    }
    return answer;
}

/* Starts a program with its output in a pipe. */
static pid_t program_start(char *const *arguments, int *lines)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        die("pipe");
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(ends[1], STDOUT_FILENO);
        execv(arguments[0], arguments);
        die(arguments[0]);
    }
    close(ends[1]);
    *lines = ends[0];
    return pid;
}

static void bench_open(struct bench *bench)
{
    char program[512];
    struct line_reader reader;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int lines;
    snprintf(bench->folder, sizeof bench->folder, "/tmp/diemdanh-bench.XXXXXX");
    if (!mkdtemp(bench->folder))
        die("/tmp");
    snprintf(bench->port, sizeof bench->port, "%s/port", bench->folder);
    snprintf(bench->control, sizeof bench->control, "%s/control", bench->folder);
    snprintf(bench->device, sizeof bench->device, "pn532_uart:%s:115200", bench->port);
    snprintf(program, sizeof program, "%s/diemdanh-sim", bench->build);
    char *arguments[] = {program, "--port", bench->port, "--control", bench->control, NULL};
    bench->sim = program_start(arguments, &lines);
    line_reader_init(&reader);
    if (!line_next(&reader, lines, 10000))
        die("diemdanh-sim does not start");
    memcpy(address.sun_path, bench->control, strlen(bench->control));
    bench->commands = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(bench->commands, (struct sockaddr *)&address, sizeof address) != 0)
        die(bench->control);
    line_reader_init(&bench->answers);
}

static void bench_close(struct bench *bench)
{
    kill(bench->sim, SIGTERM);
    waitpid(bench->sim, NULL, 0);
    rmdir(bench->folder);
}

/* The least that reads cards: select, print, wait until it is gone. */
static _Noreturn void bare_loop(const char *device)
{
    const nfc_modulation type_a = {.nmt = NMT_ISO14443A, .nbr = NBR_106};
    nfc_context *context;
    nfc_connstring name;
    nfc_target target;
    bool held = false;
    snprintf(name, sizeof name, "%s", device);
    nfc_init(&context);
    nfc_device *nfc = context ? nfc_open(context, name) : NULL;
    if (!nfc || nfc_initiator_init(nfc) < 0)
        _exit(1);
    nfc_device_set_property_bool(nfc, NP_INFINITE_SELECT, false);
    line_write(STDOUT_FILENO, "up");
    for (;;) {
        bool found = nfc_initiator_select_passive_target(nfc, type_a, NULL, 0, &target) > 0;
        if (found && !held) {
            char uid[2 * 10 + 1] = "";
            for (size_t i = 0; i < target.nti.nai.szUidLen && i < 10; i++)
                snprintf(uid + 2 * i, 3, "%02X", target.nti.nai.abtUid[i]);
            line_write(STDOUT_FILENO, "card %s", uid);
        }
        held = found;
    }
}

static void bare_start(struct way *way, const struct bench *bench)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        die("pipe");
    way->pid = fork();
    if (way->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDOUT_FILENO);
        bare_loop(bench->device);
    }
    close(ends[1]);
    way->lines = ends[0];
}

static void reader_start(struct way *way, const struct bench *bench)
{
    char program[512];
    snprintf(program, sizeof program, "%s/diemdanh-reader", bench->build);
    char *arguments[] = {program, "-d", (char *)bench->device, NULL};
    way->pid = program_start(arguments, &way->lines);
}

static void way_ready(struct way *way)
{
    line_reader_init(&way->reader);
    const char *line = line_next(&way->reader, way->lines, 10000);
    if (!line || strncmp(line, "up", 2) != 0)
        die(way->name);
}

static void way_stop(struct way *way)
{
    kill(way->pid, SIGTERM);
    waitpid(way->pid, NULL, 0);
    close(way->lines);
}

static void tap(struct bench *bench, struct way *way, int number)
{
    static const char *const kinds[] = {"classic", "ultralight", "ten", "desfire"};
    static const char *const formats[] = {"40%06X", "04%012X", "05%018X", "06%012X"};
    char uid[32], command[80], wanted[48];
    int kind = number % 4;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(uid, sizeof uid, formats[kind], (unsigned)number);
#pragma GCC diagnostic pop
    snprintf(command, sizeof command, "tap %s %d %s", uid, HOLD_MS, kinds[kind]);
    snprintf(wanted, sizeof wanted, "card %s", uid);
    double start_ms = now_ms();
    sim_ask(bench, command);
    const char *line;
    bool seen = false;
    while (!seen && (line = line_next(&way->reader, way->lines, 1000)))
        seen = !strncmp(line, wanted, strlen(wanted));
    if (seen)
        way->took_ms[way->seen++] = now_ms() - start_ms;
    else
        way->missed++;
    sim_ask(bench, "wait");
    /* Until the way has noticed, and to a moment that has nothing to do with its rhythm. */
    rest_ms(150 + (double)(rand() % 2000) / 100);
    while ((line = line_next(&way->reader, way->lines, 1))) {
        if (!strncmp(line, "card", 4))
            way->extra++;
    }
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double way_percentile(struct way *way, double part)
{
    qsort(way->took_ms, (size_t)way->seen, sizeof way->took_ms[0], compare);
    int at = (int)(part * (way->seen - 1) + 0.5);
    return way->seen ? way->took_ms[at] : 0;
}

/* Processor time of a process so far, in ms: the scheduler's own count, for ticks are too coarse here. */
static double process_cpu_ms(long pid)
{
    char path[64];
    unsigned long long ns = 0;
    snprintf(path, sizeof path, "/proc/%ld/schedstat", pid);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%llu", &ns) != 1)
        die(path);
    fclose(file);
    return (double)ns / 1e6;
}

/* Resident memory of a process in MB, shared pages and all. */
static double process_memory_mb(long pid)
{
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "r");
    if (!file)
        die(path);
    while (fgets(line, sizeof line, file) && sscanf(line, "VmRSS: %ld", &kb) != 1)
        ;
    fclose(file);
    return (double)kb / 1024;
}

static long process_child(long pid)
{
    char path[80];
    long child = 0;
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", pid, pid);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%ld", &child) != 1)
        die(path);
    fclose(file);
    return child;
}

static void idle_cost(const struct way *way, double *percent, double *memory_mb)
{
    long child = process_child(way->pid);
    rest_ms(500);
    double start_ms = now_ms();
    double before_ms = process_cpu_ms(way->pid) + process_cpu_ms(child);
    rest_ms(IDLE_S * 1000.0);
    *percent = 100 * (process_cpu_ms(way->pid) + process_cpu_ms(child) - before_ms) / (now_ms() - start_ms);
    *memory_mb = process_memory_mb(way->pid) + process_memory_mb(child);
}

static int report(struct way *bare, struct way *reader, int taps, double idle_percent, double memory_mb)
{
    double ratio = way_percentile(reader, 0.5) / way_percentile(bare, 0.5);
    bool fast = ratio <= RATIO_BAR;
    bool all = reader->seen == taps && reader->missed == 0 && reader->extra == 0;
    bool quiet = idle_percent <= IDLE_BAR;
    bool small = memory_mb <= MEMORY_BAR;
    printf("%-34s %12s %12s %8s %8s\n", "reader", "bare libnfc", "reader", "ratio", "bar");
    printf("%-34s %9.1f ms %9.1f ms %8.2f %8.2f %s\n", "tap -> line, median", way_percentile(bare, 0.5),
           way_percentile(reader, 0.5), ratio, RATIO_BAR, fast ? "ok" : "MISSED");
    printf("%-34s %9.1f ms %9.1f ms %8.2f\n", "tap -> line, p95", way_percentile(bare, 0.95),
           way_percentile(reader, 0.95), way_percentile(reader, 0.95) / way_percentile(bare, 0.95));
    printf("%-34s %9.1f ms %9.1f ms %8.2f\n", "tap -> line, max", way_percentile(bare, 1),
           way_percentile(reader, 1), way_percentile(reader, 1) / way_percentile(bare, 1));
    printf("%-34s %5d of %3d %5d of %3d %8s %8d %s\n", "taps seen once", bare->seen - bare->extra, taps,
           reader->seen - reader->extra, taps, "", taps, all ? "ok" : "MISSED");
    printf("%-34s %12s %10.2f %% %8s %6.1f %% %s\n", "idle, of a core", "", idle_percent, "", IDLE_BAR,
           quiet ? "ok" : "MISSED");
    printf("%-34s %12s %9.1f MB %8s %5.1f MB %s\n", "resident memory, both processes", "", memory_mb, "",
           MEMORY_BAR, small ? "ok" : "MISSED");
    return fast && all && quiet && small ? 0 : 1;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    static struct way bare = {.name = "bare libnfc loop"}, reader = {.name = "diemdanh-reader"};
    double idle_percent = 0, memory_mb = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: reader_bench BUILD_DIR [TAPS]\n");
        return 2;
    }
    bench.build = argv[1];
    bench.taps = argc > 2 ? atoi(argv[2]) : 240;
    if (bench.taps < ROUNDS || bench.taps > TAPS_MAX) {
        fprintf(stderr, "reader_bench: TAPS: give %d to %d\n", ROUNDS, TAPS_MAX);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    srand(1);
    bench_open(&bench);
    for (int round = 0; round < ROUNDS; round++) {
        int first = bench.taps * round / ROUNDS, end = bench.taps * (round + 1) / ROUNDS;
        bare_start(&bare, &bench);
        way_ready(&bare);
        for (int i = first; i < end; i++)
            tap(&bench, &bare, i);
        way_stop(&bare);
        reader_start(&reader, &bench);
        way_ready(&reader);
        for (int i = first; i < end; i++)
            tap(&bench, &reader, i);
        if (round == ROUNDS - 1)
            idle_cost(&reader, &idle_percent, &memory_mb);
        way_stop(&reader);
    }
    bench_close(&bench);
    return report(&bare, &reader, bench.taps, idle_percent, memory_mb);
}
