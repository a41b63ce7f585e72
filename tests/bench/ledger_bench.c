/* The ledger's rows of the bench table. Usage: ledger_bench [FOLDER]; the folder is on the disk to be
 * measured. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "ledger/append.h"
#include "ledger/ledger.h"
#include "ledger/staff.h"

#define DAY_MS   INT64_C(4102444800000)
#define MIN_MS   INT64_C(60000)
#define LEARNERS 500
#define MEMBERS  10000 /* whose taps fill the large ledger */
#define BOOTS    1000
#define BOOT     "aaaaaaaa-0000-4000-8000-00000000000a"
#define TAPS     1000
#define REPLACED 600

/* SQLite finds these before the C library's: they count and go on to the kernel. */
int fdatasync(int fd);
int fsync(int fd);
static int syncs;

int fdatasync(int fd)
{
    syncs++;
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    syncs++;
    return (int)syscall(SYS_fsync, fd);
}

struct bench {
    char folder[256], path[300];
    struct digest_card_key key;
    struct error err;
    bool missed;
};

static void bench_check(struct bench *bench, int rc, const char *what)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "ledger_bench: %s: %s\n", what, bench->err.text);
    exit(1);
}

static double clock_in_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double now_ms(void)
{
    return clock_in_ms(CLOCK_MONOTONIC);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(double *values, int count, double share)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    int index = (int)(share * count);
    return values[index < count ? index : count - 1];
}

/* One row of the table. bar 0 = only told. */
static void row(struct bench *bench, const char *what, double value, const char *unit, double bar)
{
    if (bar > 0) {
        bench->missed |= value > bar;
        printf("%-52s %10.2f %-4s %10.2f %s\n", what, value, unit, bar, value <= bar ? "ok" : "MISSED");
    } else {
        printf("%-52s %10.2f %-4s\n", what, value, unit);
    }
    fflush(stdout);
}

static void learner_uid(int n, uint8_t uid[7])
{
    memset(uid, 0, 7);
    uid[0] = 4;
    uid[5] = (uint8_t)(n >> 8);
    uid[6] = (uint8_t)n;
}

/* One class of the given size in room R, 07:30 to 11:30 with check-in from 07:00; members up to `members`. */
static char *slice_make(const struct bench *bench, int learners, int members)
{
    char *json = NULL, hex[65];
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    fprintf(out,
            "{\"version\":\"v\",\"kiosk\":{},\"rooms\":[{\"room_id\":\"R\",\"name\":\"101\"}],\"classes\":[{"
            "\"class_id\":"
            "\"C\",\"title\":\"T\",\"late_after_min\":15}],\"sessions\":[{\"session_id\":\"S\",\"class_id\":"
            "\"C\","
            "\"room_id\":\"R\",\"starts_utc_ms\":%lld,\"ends_utc_ms\":%lld}],\"excused\":[],\"members\":[",
            (long long)(DAY_MS + 450 * MIN_MS), (long long)(DAY_MS + 690 * MIN_MS));
    for (int i = 0; i < members; i++)
        fprintf(out,
                "%s{\"member_id\":\"M%06d\",\"full_name\":\"Nguyễn Thị Thu %d\",\"unit\":\"Chi bộ Văn phòng "
                "%d\"}",
                i ? "," : "", i, i, i % 77);
    fputs("],\"enrolments\":[", out);
    for (int i = 0; i < learners; i++)
        fprintf(out, "%s{\"class_id\":\"C\",\"member_id\":\"M%06d\",\"ordinal\":%d}", i ? "," : "", i, i + 1);
    fputs("],\"cards\":[", out);
    for (int i = 0; i < members; i++) {
        uint8_t uid[7], key[DIGEST_BYTES];
        learner_uid(i, uid);
        digest_card(&bench->key, uid, sizeof uid, key);
        hex_encode(key, sizeof key, hex);
        fprintf(out,
                "%s{\"card_key\":\"%s\",\"member_id\":\"M%06d\",\"role\":\"learner\",\"state\":\"active\"}",
                i ? "," : "", hex, i);
    }
    fputs("]}", out);
    fclose(out);
    return json;
}

static struct ledger *bench_open(struct bench *bench)
{
    struct ledger *ledger;
    bench_check(bench, ledger_open(bench->path, LEDGER_KIOSK, &ledger, &bench->err), "open");
    return ledger;
}

static struct clock_reading reading_at(const char *boot, int64_t boottime_ms, int64_t utc_ms)
{
    struct clock_reading reading = {.boottime_ms = boottime_ms, .utc_ms = utc_ms, .source = CLOCK_SOURCE_NTP};
    snprintf(reading.boot_id, sizeof reading.boot_id, "%s", boot);
    return reading;
}

static void tap(struct bench *bench, struct ledger *ledger, int n, int64_t boottime_ms)
{
    uint8_t uid[7];
    struct ledger_result result;
    learner_uid(n, uid);
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boot_id = BOOT, .boottime_ms = boottime_ms, .room_id = "R"};
    bench_check(bench, ledger_tap(ledger, &bench->key, &tap, &result, &bench->err), "tap");
    if (result.verdict != LEDGER_PRESENT && result.verdict != LEDGER_ALREADY) {
        fprintf(stderr, "ledger_bench: a tap was answered %s\n", ledger_verdict_word(result.verdict));
        exit(1);
    }
}

/* Taps and bare syncs in turn, so that both meet the same disk; the agent's writes lie between them as in
 * life. */
static void bench_taps(struct bench *bench, int learners)
{
    static double taps[TAPS], bare[TAPS];
    char path[320], what[80];
    uint8_t block[4096] = {7};
    unlink(bench->path);
    struct ledger *ledger = bench_open(bench), *agent;
    bench_check(bench, ledger_open(bench->path, LEDGER_AGENT, &agent, &bench->err), "agent");
    char *json = slice_make(bench, learners, LEARNERS);
    bench_check(bench, ledger_slice_replace(agent, json, strlen(json), &bench->err), "slice");
    free(json);
    struct clock_reading now = reading_at(BOOT, 0, DAY_MS);
    bench_check(bench, ledger_boot_note(ledger, &now, &bench->err), "boot");
    snprintf(path, sizeof path, "%s/bare", bench->folder);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    for (int i = 0; i < 256; i++) {
        if (pwrite(fd, block, sizeof block, i * (off_t)sizeof block) < 0)
            exit(1);
    }
    fsync(fd);

    int most = 0, all = 0;
    for (int i = 0; i < TAPS; i++) {
        double began = now_ms();
        /* What a tap writes: about three pages of the log. */
        if (pwrite(fd, block, sizeof block, i % 256 * (off_t)sizeof block) < 0 || fdatasync(fd) != 0)
            exit(1);
        bare[i] = now_ms() - began;
        syncs = 0;
        began = now_ms();
        tap(bench, ledger, i % learners, 425 * MIN_MS + i * 500);
        taps[i] = now_ms() - began;
        most = syncs > most ? syncs : most;
        all += syncs;
        bench_check(bench, ledger_sync_write(agent, &now, i, true, false, &bench->err), "sync");
        ledger_checkpoint(ledger);
    }
    double bare_median = percentile(bare, TAPS, 0.5), bare_p99 = percentile(bare, TAPS, 0.99);
    snprintf(what, sizeof what, "syncs a tap, mean of %d (class of %d)", TAPS, learners);
    row(bench, what, (double)all / TAPS, "", 1.0);
    row(bench, "syncs a tap, most", most, "", 1.0);
    row(bench, "bare 4 KB write + fdatasync, median", bare_median, "ms", 0);
    row(bench, "bare 4 KB write + fdatasync, p99", bare_p99, "ms", 0);
    row(bench, "ledger_tap, median (bar 1.5 x bare + 2 ms)", percentile(taps, TAPS, 0.5), "ms",
        1.5 * bare_median + 2);
    row(bench, "ledger_tap, p99", percentile(taps, TAPS, 0.99), "ms", 0);
    ledger_close(agent);
    ledger_close(ledger);
    close(fd);
}

/* Appends facts up to `count`, taps of MEMBERS learners over BOOTS boots, sealed as any other; synced in
 * large lots. */
static void fill(struct bench *bench, struct ledger *ledger, int64_t from, int64_t count)
{
    int64_t per_boot = 1000000 / BOOTS;
    for (int64_t i = from; i < count; i++) {
        char boot[37], member[16];
        int number = (int)(i / per_boot);
        int64_t at_ms = 420 * MIN_MS + i % per_boot * 7000;
        snprintf(boot, sizeof boot, "b0000000-0000-4000-8000-%012d", number);
        if (i % per_boot == 0 || i == from) {
            if (i > from)
                bench_check(bench, store_commit(ledger, &bench->err), "commit");
            struct clock_reading reading =
                reading_at(boot, 0, DAY_MS - (BOOTS - 1 - number) * 24 * 60 * MIN_MS);
            bench_check(bench, ledger_boot_note(ledger, &reading, &bench->err), "boot");
            bench_check(bench, store_begin(ledger, &bench->err), "begin");
        }
        snprintf(member, sizeof member, "M%06lld", (long long)(i * 7919 % MEMBERS));
        uint8_t key[DIGEST_BYTES];
        digest_sha256(member, strlen(member), NULL, 0, key);
        struct ledger_fact fact = {.kind = "tap",
                                   .boottime_ms = at_ms,
                                   .room_id = "R",
                                   .session_id = "S",
                                   .member_id = member,
                                   .card_key = key,
                                   .verdict = "present"};
        memset(fact.boot_id, 0, sizeof fact.boot_id);
        fact.boot_id[0] = 0xb0;
        fact.boot_id[6] = 0x40;
        fact.boot_id[8] = 0x80;
        char digits[13];
        snprintf(digits, sizeof digits, "%012d", number);
        hex_decode(digits, fact.boot_id + 10, 6);
        bench_check(bench, fact_append(ledger, &fact, &bench->err), "append");
    }
    bench_check(bench, store_commit(ledger, &bench->err), "commit");
    ledger_checkpoint(ledger);
}

static double open_median(struct bench *bench)
{
    double times[5];
    for (int i = 0; i < 5; i++) {
        double began = now_ms();
        struct ledger *ledger = bench_open(bench);
        times[i] = now_ms() - began;
        ledger_close(ledger);
    }
    return percentile(times, 5, 0.5);
}

static void count_row(void *user, const struct ledger_roll_row *line)
{
    int *arrived = user;
    *arrived += line->arrived_utc_ms > 0;
}

/* The roll as an instructor reads it, before and after every learner has been marked. */
static void bench_class(struct bench *bench, struct ledger *ledger, const struct clock_reading *now)
{
    static double times[LEARNERS];
    struct ledger_act act = {.now = *now, .room_id = "R", .actor_id = "G", .session_id = "S"};
    int most = 0, all = 0;
    int64_t seq;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < 20; i++) {
            struct ledger_class *list;
            double began = now_ms();
            bench_check(bench, ledger_class_read(ledger, "S", &list, &bench->err), "class");
            times[i] = now_ms() - began;
            if (list->count != LEARNERS || list->learners[0].by_hand != (pass == 1)) {
                fprintf(stderr, "ledger_bench: the class is not read as marked\n");
                exit(1);
            }
            ledger_class_free(list);
        }
        row(bench, pass ? "ledger_class_read, all 500 marked, median" : "ledger_class_read of 500, median",
            percentile(times, 20, 0.5), "ms", 10);
        for (int i = 0; pass == 0 && i < LEARNERS; i++) {
            char member[16];
            snprintf(member, sizeof member, "M%06d", i);
            syncs = 0;
            double began = now_ms();
            bench_check(bench,
                        ledger_mark(ledger, &act, member, LEDGER_S_LATE, "forgot", 5, &seq, &bench->err),
                        "mark");
            times[i] = now_ms() - began;
            most = syncs > most ? syncs : most;
            all += syncs;
            ledger_checkpoint(ledger);
        }
        if (pass == 0) {
            row(bench, "syncs a mark, mean", (double)all / LEARNERS, "", 1.0);
            row(bench, "syncs a mark, most", most, "", 1.0);
            row(bench, "ledger_mark, median", percentile(times, LEARNERS, 0.5), "ms", 0);
        }
    }
}

static void bench_large(struct bench *bench)
{
    double times[20];
    unlink(bench->path);
    struct ledger *ledger = bench_open(bench);
    fill(bench, ledger, 0, 100000);
    ledger_close(ledger);
    row(bench, "open and check with 100,000 facts", open_median(bench), "ms", 300);
    ledger = bench_open(bench);
    fill(bench, ledger, 100000, 1000000);
    char *json = slice_make(bench, LEARNERS, LEARNERS);
    bench_check(bench, ledger_slice_replace(ledger, json, strlen(json), &bench->err), "slice");
    free(json);
    ledger_close(ledger);
    row(bench, "open and check with 1,000,000 facts", open_median(bench), "ms", 0);

    ledger = bench_open(bench);
    struct clock_reading now =
        reading_at("b0000000-0000-4000-8000-000000000999", 500 * MIN_MS, DAY_MS + 500 * MIN_MS);
    int learners = 0, arrived = 0;
    for (int i = 0; i < 20; i++) {
        arrived = 0;
        double began = now_ms();
        learners = ledger_roll(ledger, "S", count_row, &arrived, &bench->err);
        times[i] = now_ms() - began;
        bench_check(bench, learners, "roll");
    }
    if (learners != LEARNERS || arrived == 0) {
        fprintf(stderr, "ledger_bench: the roll has %d learners, %d arrived\n", learners, arrived);
        exit(1);
    }
    row(bench, "roll of 500 learners with 1,000,000 facts, median", percentile(times, 20, 0.5), "ms", 10);
    for (int i = 0; i < 20; i++) {
        struct ledger_view view;
        double began = now_ms();
        bench_check(bench, ledger_view(ledger, "R", &now, &view, &bench->err), "view");
        times[i] = now_ms() - began;
    }
    row(bench, "ledger_view with 1,000,000 facts, median", percentile(times, 20, 0.5), "ms", 0);
    row(bench, "ledger_view, first", percentile(times, 20, 1.0), "ms", 0);
    bench_class(bench, ledger, &now);
    for (int i = 0; i < 20; i++) {
        static struct ledger_sheet sheet;
        double began = now_ms();
        bench_check(bench,
                    ledger_sheet_read(ledger, "S", "M000007", DAY_MS + 500 * MIN_MS, &sheet, &bench->err),
                    "sheet");
        times[i] = now_ms() - began;
    }
    row(bench, "ledger_sheet_read with 1,000,000 facts, median", percentile(times, 20, 0.5), "ms", 0);
    for (int i = 0; i < 20; i++) {
        double began = now_ms();
        ledger_checkpoint(ledger);
        times[i] = now_ms() - began;
    }
    row(bench, "an idle moment: 500 facts of the chain, median", percentile(times, 20, 0.5), "ms", 0);
    struct stat status;
    if (stat(bench->path, &status) == 0)
        row(bench, "bytes on the disk a fact, indexes included", (double)status.st_size / 1e6, "", 0);
    ledger_close(ledger);
}

/* Work, not waiting, is counted here: the agent takes its time, and the door waits only for the last part of
 * it. */
static void bench_slice(struct bench *bench)
{
    double cpu[9];
    unlink(bench->path);
    struct ledger *ledger = bench_open(bench), *agent;
    bench_check(bench, ledger_open(bench->path, LEDGER_AGENT, &agent, &bench->err), "agent");
    char *json = slice_make(bench, 5000, 5000);
    for (int i = 0; i < 9; i++) {
        double began = clock_in_ms(CLOCK_PROCESS_CPUTIME_ID);
        bench_check(bench, ledger_slice_replace(agent, json, strlen(json), &bench->err), "slice");
        cpu[i] = clock_in_ms(CLOCK_PROCESS_CPUTIME_ID) - began;
    }
    row(bench, "slice of 5,000 members, cards, enrolments (CPU)", percentile(cpu, 9, 0.5), "ms", 0);
    free(json);
    ledger_close(agent);
    ledger_close(ledger);
}

/* The agent replaces slices of 2,000 members in a process of its own, one after another, while cards are tapped here: how
 * long a tap waits for it, and what of that is due to the old names leaving the file. */
static void bench_replaced(struct bench *bench)
{
    static double alone[REPLACED], beside[REPLACED];
    unlink(bench->path);
    struct ledger *ledger = bench_open(bench);
    struct clock_reading now = reading_at(BOOT, 0, DAY_MS);
    char *json[2] = {slice_make(bench, 120, 2000), slice_make(bench, 120, 1900)};
    bench_check(bench, ledger_slice_replace(ledger, json[0], strlen(json[0]), &bench->err), "slice");
    bench_check(bench, ledger_boot_note(ledger, &now, &bench->err), "boot");
    for (int i = 0; i < REPLACED; i++) {
        double began = now_ms();
        tap(bench, ledger, i % 120, 425 * MIN_MS + i * 500);
        alone[i] = now_ms() - began;
        ledger_checkpoint(ledger);
    }
    pid_t child = fork();
    if (child == 0) {
        struct ledger *agent;
        bench_check(bench, ledger_open(bench->path, LEDGER_AGENT, &agent, &bench->err), "agent");
        for (int i = 0;; i++)
            bench_check(bench, ledger_slice_replace(agent, json[i % 2], strlen(json[i % 2]), &bench->err),
                        "slice");
    }
    int64_t epoch = 0, after = 0;
    bench_check(
        bench, store_int(ledger, "SELECT value FROM state WHERE name = 'roll_epoch'", 0, &epoch, &bench->err),
        "epoch");
    for (int i = 0; i < REPLACED; i++) {
        struct timespec pause = {.tv_nsec = 5000000};
        nanosleep(&pause, NULL);
        double began = now_ms();
        tap(bench, ledger, i % 120, 425 * MIN_MS + (REPLACED + i) * 500);
        beside[i] = now_ms() - began;
    }
    bench_check(
        bench, store_int(ledger, "SELECT value FROM state WHERE name = 'roll_epoch'", 0, &after, &bench->err),
        "epoch");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    row(bench, "ledger_tap alone, class of 120, p99", percentile(alone, REPLACED, 0.99), "ms", 0);
    row(bench, "slices of 2,000 members replaced meanwhile", (double)(after - epoch), "", 0);
    row(bench, "ledger_tap meanwhile, median", percentile(beside, REPLACED, 0.5), "ms", 0);
    row(bench, "ledger_tap meanwhile, p99", percentile(beside, REPLACED, 0.99), "ms", 0);
    row(bench, "ledger_tap meanwhile, longest", percentile(beside, REPLACED, 1.0), "ms", 0);
    free(json[0]);
    free(json[1]);
    ledger_close(ledger);
}

int main(int argc, char **argv)
{
    struct bench bench = {.missed = false};
    snprintf(bench.folder, sizeof bench.folder, "%s/ledger-bench.XXXXXX", argc > 1 ? argv[1] : "/tmp");
    if (!mkdtemp(bench.folder)) {
        perror(bench.folder);
        return 1;
    }
    snprintf(bench.path, sizeof bench.path, "%s/ledger.db", bench.folder);
    memset(bench.key.bytes, 0x5a, sizeof bench.key.bytes);
    printf("%-52s %10s %-4s %10s\n", "ledger", "found", "", "bar");
    bench_taps(&bench, 120);
    bench_taps(&bench, LEARNERS);
    bench_slice(&bench);
    bench_replaced(&bench);
    bench_large(&bench);
    char command[320];
    snprintf(command, sizeof command, "rm -rf '%s'", bench.folder);
    if (system(command) != 0)
        perror(command);
    return bench.missed;
}
