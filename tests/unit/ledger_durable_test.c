/* Commit, then say yes: one sync a tap, kill -9 in the middle of taps, and a disk without room. */
#include "ledger_fixture.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "ledger/schema.h"

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

static void one_sync_a_tap(void **state)
{
    struct fixture *f = *state;
    /* Closed, so that the first tap after a start is among those that are counted. */
    ledger_close(f->ledger);
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err), 0);
    struct ledger *agent;
    assert_int_equal(ledger_open(f->path, LEDGER_AGENT, &agent, &f->err), 0);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    int checkpoints = 0;
    for (int i = 0; i < 800; i++) {
        syncs = 0;
        struct ledger_result result = fixture_tap(f, i % 10, 450 + i % 300);
        assert_int_equal(syncs, 1);
        /* The agent's own writes need no sync, and cost the next tap none. */
        if (i % 3 == 0)
            assert_int_equal(ledger_sync_write(agent, &now, result.seq, true, false, &f->err), 0);
        assert_int_equal(syncs, 1);
        ledger_checkpoint(f->ledger);
        checkpoints += syncs > 1;
    }
    /* The log was moved into the file more than once meanwhile, and no tap paid for it. */
    assert_true(checkpoints >= 2);
    assert_int_equal(schema_check_chain(f->ledger, 0, &f->err), 0);
    ledger_close(agent);
}

/* Taps until it is killed, telling each acknowledged sequence through the pipe. */
static void tap_for_ever(const char *path, const struct fixture *parent, int out)
{
    struct fixture f = *parent;
    if (ledger_open(path, LEDGER_KIOSK, &f.ledger, &f.err) != 0)
        _exit(1);
    for (int i = 0;; i++) {
        struct ledger_result result;
        uint8_t uid[7];
        fixture_uid(i % 12, uid);
        struct ledger_tap tap = {.uid = uid,
                                 .uid_length = 7,
                                 .boot_id = BOOT_A,
                                 .boottime_ms = 470 * MIN_MS + i,
                                 .room_id = "R101"};
        if (ledger_tap(f.ledger, &f.key, &tap, &result, &f.err) != 0)
            _exit(2);
        if (write(out, &result.seq, sizeof result.seq) != (ssize_t)sizeof result.seq)
            _exit(3);
        if (i % 50 == 0)
            ledger_checkpoint(f.ledger);
    }
}

static void killed_in_the_middle(void **state)
{
    struct fixture *f = *state;
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    int64_t before = 0;
    ledger_close(f->ledger);
    f->ledger = NULL;
    for (int round = 0; round < 12; round++) {
        int pipes[2];
        int64_t acknowledged = before, seq;
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(pipes[0]);
            tap_for_ever(f->path, f, pipes[1]);
        }
        close(pipes[1]);
        /* Killed after a number of acknowledged taps, at some instant of the next ones. */
        int after = 5 + round * 17;
        for (int i = 0; i < after && read(pipes[0], &seq, sizeof seq) == (ssize_t)sizeof seq; i++)
            acknowledged = seq;
        assert_int_equal(acknowledged, before + after);
        struct timespec pause = {.tv_nsec = round * 37000};
        nanosleep(&pause, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        while (read(pipes[0], &seq, sizeof seq) == (ssize_t)sizeof seq)
            acknowledged = seq;
        close(pipes[0]);

        struct ledger_sync_state sync;
        assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err), 0);
        assert_int_equal(schema_check_chain(f->ledger, 0, &f->err), 0);
        assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
        /* The tap in work may be there without its answer; no other. */
        assert_in_range(sync.last_seq, acknowledged, acknowledged + 1);
        before = sync.last_seq;
        ledger_close(f->ledger);
        f->ledger = NULL;
    }
}

/* Taps until the disk is full, frees room, and taps again. ballast: a file whose removal makes room. */
static void fill(struct fixture *f, struct ledger *ledger, const char *ballast)
{
    struct ledger_result result;
    uint8_t uid[7];
    int64_t last = 0;
    int rc = 0;
    for (int i = 0; rc == 0 && i < 100000; i++) {
        fixture_uid(1000 + i, uid);
        struct ledger_tap tap = {
            .uid = uid, .uid_length = 7, .boot_id = BOOT_A, .boottime_ms = 470 * MIN_MS, .room_id = "R101"};
        memset(&result, 0x55, sizeof result);
        rc = ledger_tap(ledger, &f->key, &tap, &result, &f->err);
        if (rc == 0) {
            assert_int_equal(result.seq, last + 1);
            last = result.seq;
        }
    }
    assert_int_equal(rc, ERROR_FULL);
    char start[160];
    snprintf(start, sizeof start, "%s: no room on the disk while ", f->path);
    assert_memory_equal(f->err.text, start, strlen(start));
    assert_non_null(strstr(f->err.text, "; free some space, nothing was recorded"));
    assert_int_equal(((uint8_t *)&result)[0], 0x55); /* no answer was given */
    assert_true(last > 3);

    /* Still full: the same answer; nothing was recorded; reading works. */
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boot_id = BOOT_A, .boottime_ms = 470 * MIN_MS, .room_id = "R101"};
    assert_int_equal(ledger_tap(ledger, &f->key, &tap, &result, &f->err), ERROR_FULL);
    struct ledger_sync_state sync;
    struct ledger_view view;
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_sync_read(ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.last_seq, last);
    assert_int_equal(ledger_view(ledger, "R101", &now, &view, &f->err), 0);

    assert_int_equal(unlink(ballast), 0);
    assert_int_equal(ledger_tap(ledger, &f->key, &tap, &result, &f->err), 0);
    assert_int_equal(result.seq, last + 1);
    assert_int_equal(schema_check_chain(ledger, 0, &f->err), 0);
}

static void full_disk(void **state)
{
    struct fixture *f = *state;
    char ballast[160];
    uint8_t block[4096] = {1};
    /* A small disk of its own, seen by this process only. */
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", f->folder, "tmpfs", 0, "size=1200k") != 0) {
        print_message("a small disk needs root: %s\n", strerror(errno));
        skip();
    }
    snprintf(ballast, sizeof ballast, "%s/ballast", f->folder);
    struct ledger *ledger;
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_boot_note(ledger, &now, &f->err), 0);
    FILE *out = fopen(ballast, "w");
    assert_non_null(out);
    for (int i = 0; i < 150; i++)
        assert_int_equal(fwrite(block, sizeof block, 1, out), 1);
    assert_int_equal(fclose(out), 0);
    fill(f, ledger, ballast);
    ledger_close(ledger);

    /* Full at the start: said so, nothing changed, and well when there is room. */
    out = fopen(ballast, "w");
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    while (fwrite(block, 1, 1024, out) == 1024)
        ;
    assert_int_equal(errno, ENOSPC);
    fclose(out);
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), ERROR_FULL);
    assert_non_null(strstr(f->err.text, "no room on the disk"));
    assert_int_equal(unlink(ballast), 0);
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    ledger_close(ledger);
    assert_int_equal(umount2(f->folder, MNT_DETACH), 0);
}

/* Without root: SQLite's own limit on the file's size stands for the disk's end. */
static void file_limit(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result;
    uint8_t uid[7];
    int rc = 0, taps = 0;
    assert_int_equal(store_script(f->ledger, "PRAGMA max_page_count = 60", "testing", &f->err), 0);
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boot_id = BOOT_A, .boottime_ms = 470 * MIN_MS, .room_id = "R101"};
    while (rc == 0 && taps < 10000) {
        fixture_uid(taps++, uid);
        rc = ledger_tap(f->ledger, &f->key, &tap, &result, &f->err);
    }
    assert_int_equal(rc, ERROR_FULL);
    assert_true(taps > 20);
    char expected[192];
    snprintf(expected, sizeof expected,
             "%s: no room on the disk while recording; free some space, nothing was recorded", f->path);
    assert_string_equal(f->err.text, expected);
    assert_int_equal(store_script(f->ledger, "PRAGMA max_page_count = 10000", "testing", &f->err), 0);
    assert_int_equal(ledger_tap(f->ledger, &f->key, &tap, &result, &f->err), 0);
    assert_int_equal(result.seq, taps);
    assert_int_equal(schema_check_chain(f->ledger, 0, &f->err), 0);
}

/* Another program holds the file for longer than the kiosk waits: try later, nothing recorded, next tap
 * works. */
static void held_by_another(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent;
    assert_int_equal(ledger_open(f->path, LEDGER_AGENT, &agent, &f->err), 0);
    assert_int_equal(store_begin(agent, &f->err), 0);
    struct ledger_result result;
    uint8_t uid[7];
    fixture_uid(1, uid);
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boot_id = BOOT_A, .boottime_ms = 470 * MIN_MS, .room_id = "R101"};
    int64_t began_ms = clock_monotonic_ms();
    assert_int_equal(ledger_tap(f->ledger, &f->key, &tap, &result, &f->err), ERROR_BUSY);
    assert_true(clock_monotonic_ms() - began_ms >= 4900);
    store_rollback(agent);
    assert_int_equal(fixture_tap(f, 1, 470).seq, 1);
    ledger_close(agent);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_sync_a_tap),
        TEST(killed_in_the_middle),
        TEST(file_limit),
        TEST(held_by_another),
        cmocka_unit_test_setup_teardown(full_disk, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
