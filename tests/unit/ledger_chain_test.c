/* Facts changed behind the program's back, and facts that are gone: what the running kiosk finds. */
#include "ledger_file_stage.h"

#define FACTS 3000

/* What another program does to the file while the kiosk runs. */
static void meddle(struct fixture *f, const char *sql)
{
    sqlite3 *db;
    char *problem = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s", problem);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void make_facts(struct fixture *f)
{
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(store_script(f->ledger, "PRAGMA synchronous = OFF", "testing", &f->err), 0);
    for (int i = 1; i <= FACTS; i++) {
        char detail[32];
        snprintf(detail, sizeof detail, "event %d", i);
        assert_int_equal(ledger_device_event(f->ledger, &now, "R101", "test", detail, &f->err), 0);
    }
}

/* What health and view tell: the broken fact, 0 = none. */
static int64_t told(struct fixture *f)
{
    char json[1024];
    struct ledger_view view;
    struct clock_reading now = fixture_reading(BOOT_A, 470 * MIN_MS, 0, CLOCK_SOURCE_GUESS);
    assert_int_equal(ledger_view(f->ledger, "R101", &now, &view, &f->err), 0);
    assert_int_equal(ledger_health(f->ledger, &now, json, sizeof json, &f->err), 0);
    const char *member = strstr(json, "\"chain_broken_seq\":");
    assert_int_equal(member ? strtoll(member + strlen("\"chain_broken_seq\":"), NULL, 10) : 0,
                     view.chain_broken_seq);
    return view.chain_broken_seq;
}

/* So many idle moments: six go round 3,000 facts, a seventh ends the round that another began. */
static void idle(struct fixture *f, int moments)
{
    for (int i = 0; i < moments; i++)
        ledger_checkpoint(f->ledger);
}

#define ROUND 7

#define UNLOCK "DROP TRIGGER fact_no_update; DROP TRIGGER fact_no_delete;"

static void changed_fact_is_told(void **state)
{
    struct fixture *f = *state;
    make_facts(f);
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 0);
    meddle(f, UNLOCK "UPDATE fact SET detail = 'another' WHERE seq = 700");
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 700);
    /* Taps go on, and the finding outlives a start. */
    assert_int_equal(fixture_tap(f, 1, 470).seq, FACTS + 1);
    ledger_close(f->ledger);
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err), 0);
    assert_int_equal(told(f), 700);
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 700);
    /* The lowest is told, whichever was found first. */
    meddle(f, "DELETE FROM fact WHERE seq = 650; UPDATE fact SET chain = zeroblob(32) WHERE seq = 1500");
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 650);
    /* It can be mended only from a copy; then it is no longer told. */
    meddle(f, "UPDATE fact SET detail = 'event 700' WHERE seq = 700");
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 650);
}

static void mended_fact_is_told_no_more(void **state)
{
    struct fixture *f = *state;
    make_facts(f);
    meddle(f, UNLOCK "UPDATE fact SET member_id = 'M2' WHERE seq = 2");
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 2);
    meddle(f, "UPDATE fact SET member_id = NULL WHERE seq = 2");
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 0);
    /* A round after another: from the last fact on to the first. */
    meddle(f, "UPDATE fact SET boottime_ms = 5 WHERE seq = 1");
    idle(f, 2 * ROUND);
    assert_int_equal(told(f), 1);
}

/* The ledger's files as they are now, as a power cut would leave them, under another name. */
static void copy_files(struct fixture *f, char path[128])
{
    char command[512];
    snprintf(path, 128, "%s/cut.db", f->folder);
    snprintf(command, sizeof command,
             "rm -f '%s'* && for s in '' -wal -tail; do cp '%s'$s '%s'$s || exit 1; done", path, f->path,
             path);
    assert_int_equal(system(command), 0);
}

static void health_of(struct fixture *f, const char *path, char *json, size_t capacity, int64_t *last)
{
    struct ledger *ledger;
    struct clock_reading now = fixture_reading(BOOT_A, 470 * MIN_MS, 0, CLOCK_SOURCE_GUESS);
    if (ledger_open(path, LEDGER_KIOSK, &ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
    assert_int_equal(ledger_health(ledger, &now, json, capacity, &f->err), 0);
    assert_int_equal(store_int(ledger, "SELECT max(seq) FROM fact", 0, last, &f->err), 0);
    ledger_close(ledger);
}

/* SQLite cuts off a log at its first bad frame, and all that is left is whole. */
static void facts_cut_off_are_told(void **state)
{
    struct fixture *f = *state;
    char path[128], log[140], tail[140], json[1024];
    int64_t last;
    for (int i = 0; i < 5; i++)
        fixture_tap(f, 1 + i % 3, 470 + i);
    copy_files(f, path);
    snprintf(log, sizeof log, "%s-wal", path);
    snprintf(tail, sizeof tail, "%s-tail", path);
    health_of(f, path, json, sizeof json, &last);
    assert_int_equal(last, 5);
    assert_null(strstr(json, "lost_facts"));

    copy_files(f, path);
    off_t size = file_size(log);
    int fd = open(log, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "x", 1, size - 100), 1);
    close(fd);
    health_of(f, path, json, sizeof json, &last);
    assert_int_equal(last, 4);
    assert_non_null(strstr(json, "\"lost_facts\":\"1 after 4\""));
    /* It is told on, although the number has been used again. */
    health_of(f, path, json, sizeof json, &last);
    assert_non_null(strstr(json, "\"lost_facts\":\"1 after 4\""));

    /* The whole log gone. */
    copy_files(f, path);
    assert_int_equal(unlink(log), 0);
    health_of(f, path, json, sizeof json, &last);
    assert_int_equal(last, 0);
    assert_non_null(strstr(json, "\"lost_facts\":\"5 after 0\""));

    /* Another ledger's number, half a one, or none say nothing. */
    static const char *const others[] = {"aaaaaaaa-0000-4000-8000-00000000000a 00000000000000000009\n",
                                         "0000", ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        copy_files(f, path);
        FILE *out = fopen(tail, "w");
        assert_non_null(out);
        fputs(others[i], out);
        assert_int_equal(fclose(out), 0);
        health_of(f, path, json, sizeof json, &last);
        assert_int_equal(last, 5);
        assert_null(strstr(json, "lost_facts"));
    }
    struct stat status;
    assert_int_equal(stat(tail, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_size, 58);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(changed_fact_is_told), TEST(mended_fact_is_told_no_more),
                                       TEST(facts_cut_off_are_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
