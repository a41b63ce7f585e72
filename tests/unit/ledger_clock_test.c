/* The time of a boot's instants: machines without a clock chip, at 1970, with NTP late, with a clock that drifts or jumps. */
#include "ledger/anchor.h"
#include "ledger/boot.h"
#include "ledger_fixture.h"
#include <sys/timex.h>

static void note_unsure(struct fixture *f, int64_t boottime_ms, int64_t utc_ms, int64_t wrong_ms)
{
    struct clock_reading reading = fixture_reading(BOOT_B, boottime_ms, utc_ms, CLOCK_SOURCE_CENTRE);
    reading.wrong_ms = wrong_ms;
    assert_int_equal(ledger_boot_note(f->ledger, &reading, &f->err), 0);
}

static int64_t time_of(struct fixture *f, int64_t boottime_ms, enum clock_source source)
{
    int64_t utc_ms;
    enum clock_source found;
    assert_int_equal(ledger_time(f->ledger, BOOT_B, boottime_ms, &utc_ms, &found), 0);
    assert_int_equal(found, source);
    return utc_ms;
}

static int64_t count_of(struct fixture *f, const char *sql)
{
    int64_t count;
    assert_int_equal(store_int(f->ledger, sql, -1, &count, &f->err), 0);
    return count;
}

static int64_t anchor_count(struct fixture *f)
{
    return count_of(f,
                    "SELECT count(*) FROM boot_anchor WHERE boot_id = x'bbbbbbbb00004000800000000000000b'");
}

/* The index of taps is what the record and the readings say. */
static void assert_index(struct fixture *f)
{
    assert_int_equal(count_of(f, "SELECT count(*) FROM (SELECT seq, at_ms, trusted FROM tap_time EXCEPT "
                                 "SELECT seq, at_ms, trusted FROM fact_dated)"),
                     0);
    assert_int_equal(count_of(f, "SELECT (SELECT count(*) FROM tap_time) - (SELECT count(*) FROM fact "
                                 "WHERE kind = 'tap' AND member_id IS NOT NULL)"),
                     0);
}

static void time_between_two_readings(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 1000, 3000, CLOCK_SOURCE_GUESS);
    fixture_tap_in(f, 1, "R101", BOOT_B, HOUR_MS);
    note_unsure(f, HOUR_MS, DAY_MS + HOUR_MS, 5);
    fixture_tap_in(f, 2, "R101", BOOT_B, 3 * HOUR_MS);
    fixture_tap_in(f, 7, "R101", BOOT_B, 5 * HOUR_MS - 1);
    /* Four hours later it has lost 800 ms. */
    note_unsure(f, 5 * HOUR_MS, DAY_MS + 5 * HOUR_MS + 800, 5);
    assert_int_equal(anchor_count(f), 2);
    assert_int_equal(time_of(f, 0, CLOCK_SOURCE_CENTRE), DAY_MS);
    assert_int_equal(time_of(f, HOUR_MS, CLOCK_SOURCE_CENTRE), DAY_MS + HOUR_MS);
    assert_int_equal(time_of(f, 3 * HOUR_MS, CLOCK_SOURCE_CENTRE), DAY_MS + 3 * HOUR_MS + 400);
    assert_int_equal(time_of(f, 5 * HOUR_MS - 1, CLOCK_SOURCE_CENTRE), DAY_MS + 5 * HOUR_MS - 1 + 799);
    assert_int_equal(time_of(f, 9 * HOUR_MS, CLOCK_SOURCE_CENTRE), DAY_MS + 9 * HOUR_MS + 800);
    assert_int_equal(count_of(f, "SELECT at_ms FROM tap_time WHERE member_id = 'M2'"),
                     DAY_MS + 3 * HOUR_MS + 400);
    assert_index(f);
    /* A tap that is recorded after a reading and was made before it. */
    fixture_tap_in(f, 3, "R101", BOOT_B, 4 * HOUR_MS);
    assert_int_equal(count_of(f, "SELECT at_ms FROM tap_time WHERE member_id = 'M3'"),
                     DAY_MS + 4 * HOUR_MS + 600);
    assert_index(f);
    /* All that is known of the boot goes up together, in order. */
    struct ledger_batch *batch;
    assert_int_equal(ledger_batch_read(f->ledger, 0, 10, &batch, &f->err), 0);
    assert_int_equal(batch->boot_count, 3);
    assert_int_equal(batch->boots[1].at_ms, HOUR_MS);
    assert_int_equal(batch->boots[1].offset_ms, DAY_MS);
    assert_int_equal(batch->boots[2].at_ms, 5 * HOUR_MS);
    assert_int_equal(batch->boots[2].offset_ms, DAY_MS + 800);
    assert_memory_equal(batch->boots[1].boot_id, batch->boots[2].boot_id, 16);
    ledger_batch_free(batch);
}

static void steady_clock_adds_nothing(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, DAY_MS, CLOCK_SOURCE_NTP);
    int64_t revision = count_of(f, "SELECT max(revision) FROM boot");
    for (int i = 1; i <= 200; i++)
        fixture_note(f, BOOT_B, i * MIN_MS, DAY_MS + i * MIN_MS + (i % 101) - 50, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 1);
    assert_int_equal(count_of(f, "SELECT max(revision) FROM boot"), revision);
}

/* Sixty parts in a million for four hours, heard every half minute with an uncertainty of 30 ms. */
static void drift_adds_few(void **state)
{
    struct fixture *f = *state;
    int64_t worst_ms = 0;
    for (int ppm = -60; ppm <= 60; ppm += 120) {
        struct anchors anchors = {0};
        for (int64_t at_ms = 0; at_ms <= 4 * HOUR_MS; at_ms += 30000) {
            int64_t after_ms, noise_ms = at_ms / 30000 * 7 % 31 - 15;
            struct anchor reading = {at_ms, -at_ms * ppm / 1000000 + noise_ms, 15};
            anchors_add(&anchors, &reading, &after_ms);
            int64_t wrong_ms = llabs(anchors_offset_ms(&anchors, at_ms) + at_ms * ppm / 1000000);
            worst_ms = wrong_ms > worst_ms ? wrong_ms : worst_ms;
        }
        assert_in_range(anchors.count, 8, 20);
        for (int64_t at_ms = 0; at_ms <= 4 * HOUR_MS; at_ms += 1000) {
            int64_t wrong_ms = llabs(anchors_offset_ms(&anchors, at_ms) + at_ms * ppm / 1000000);
            worst_ms = wrong_ms > worst_ms ? wrong_ms : worst_ms;
        }
    }
    assert_in_range(worst_ms, 1, 100);
    (void)f;
}

/* Forty days without a restart: the set stays small, and the time good, while the drift itself drifts. */
static void long_boot_keeps_few(void **state)
{
    (void)state;
    struct anchors anchors = {0};
    double drifted_ms = 0, *at = malloc(sizeof *at * 40 * 1440), worst_ms = 0;
    assert_non_null(at);
    for (int minute = 0; minute < 40 * 1440; minute++) {
        /* Warm at noon, cold at night: 55 ppm give or take one. */
        int hour = minute / 60 % 24;
        drifted_ms += 60000 * (54 + (hour < 12 ? hour : 24 - hour) / 6.0) / 1e6;
        at[minute] = drifted_ms;
        int64_t after_ms;
        struct anchor reading = {minute * MIN_MS, -(int64_t)drifted_ms, 10};
        if (anchors_add(&anchors, &reading, &after_ms))
            assert_true(after_ms < reading.at_ms);
        assert_in_range(anchors.count, 1, ANCHORS_MAX);
    }
    for (int i = 1; i < anchors.count; i++)
        assert_true(anchors.list[i - 1].at_ms < anchors.list[i].at_ms);
    assert_int_equal(anchors.list[0].at_ms, 0);
    assert_true(anchors.list[anchors.count - 1].at_ms > 39 * 1440 * MIN_MS);
    for (int minute = 0; minute < 40 * 1440; minute++) {
        double wrong_ms = llabs(anchors_offset_ms(&anchors, minute * MIN_MS) + (int64_t)at[minute]);
        worst_ms = wrong_ms > worst_ms ? wrong_ms : worst_ms;
    }
    free(at);
    assert_in_range((int)worst_ms, 1, 200);
}

static void clock_jumps_both_ways(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, DAY_MS + 480 * MIN_MS, CLOCK_SOURCE_NTP);
    fixture_tap_in(f, 1, "R101", BOOT_B, MIN_MS);
    fixture_note(f, BOOT_B, 2 * MIN_MS, DAY_MS + 482 * MIN_MS + 300, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 2);
    assert_int_equal(time_of(f, MIN_MS, CLOCK_SOURCE_NTP), DAY_MS + 481 * MIN_MS + 150);
    /* Somebody sets it an hour ahead: what it said before was wrong, for this boot's taps too. */
    fixture_note(f, BOOT_B, 3 * MIN_MS, DAY_MS + 543 * MIN_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 1);
    fixture_assert_roll(f, "S1",
                        "1 M1 late 541 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    assert_index(f);
    /* And back. */
    fixture_note(f, BOOT_B, 4 * MIN_MS, DAY_MS + 484 * MIN_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 1);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 481 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    assert_index(f);
    /* What 500 ppm and two seconds explain is drift. */
    fixture_note(f, BOOT_B, 24 * MIN_MS, DAY_MS + 504 * MIN_MS + 2600, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 2);
    fixture_note(f, BOOT_B, 24 * MIN_MS + 1000, DAY_MS + 504 * MIN_MS + 1000 + 2600 + 2001, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 1);
}

static void sharper_reading_replaces_a_blunt_one(void **state)
{
    struct fixture *f = *state;
    note_unsure(f, 1000, DAY_MS + 1000 + 700, 900);
    note_unsure(f, 60000, DAY_MS + 60000, 8);
    assert_int_equal(anchor_count(f), 1);
    assert_int_equal(time_of(f, 0, CLOCK_SOURCE_CENTRE), DAY_MS);
    /* A blunt one that the sharp one explains tells nothing, one that it does not is drift. */
    note_unsure(f, 120000, DAY_MS + 120000 + 880, 900);
    assert_int_equal(anchor_count(f), 1);
    note_unsure(f, 180000, DAY_MS + 180000 + 909, 900);
    assert_int_equal(anchor_count(f), 2);
    /* One that was read before the last, by a slower program, tells nothing. */
    note_unsure(f, 150000, DAY_MS + 150000 + 90000, 1);
    assert_int_equal(anchor_count(f), 2);
}

static void ntp_late_after_1970(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 5000, 5000, CLOCK_SOURCE_GUESS);
    struct ledger_result result = fixture_tap_in(f, 1, "R101", BOOT_B, MIN_MS);
    assert_false(result.clock_trusted);
    assert_int_equal(anchor_count(f), 0);
    assert_int_equal(time_of(f, MIN_MS, CLOCK_SOURCE_GUESS), boot_build_utc_ms() + MIN_MS - 5000);
    /* The centre first, then NTP, which says it better; what the centre said is gone. */
    note_unsure(f, 90 * MIN_MS, DAY_MS + 570 * MIN_MS + 900, 5);
    assert_int_equal(time_of(f, MIN_MS, CLOCK_SOURCE_CENTRE), DAY_MS + 481 * MIN_MS + 900);
    fixture_note(f, BOOT_B, 120 * MIN_MS, DAY_MS + 600 * MIN_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(anchor_count(f), 1);
    assert_int_equal(time_of(f, MIN_MS, CLOCK_SOURCE_NTP), DAY_MS + 481 * MIN_MS);
    note_unsure(f, 130 * MIN_MS, DAY_MS + 700 * MIN_MS, 1);
    fixture_note(f, BOOT_B, 140 * MIN_MS, 5000, CLOCK_SOURCE_GUESS);
    assert_int_equal(anchor_count(f), 1);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 481 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    assert_index(f);
}

static void chip_dates_until_the_centre_is_heard(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, DAY_MS + 480 * MIN_MS, CLOCK_SOURCE_RTC);
    assert_true(fixture_tap_in(f, 1, "R101", BOOT_B, MIN_MS).clock_trusted);
    note_unsure(f, 2 * MIN_MS, DAY_MS + 492 * MIN_MS, 20);
    assert_int_equal(time_of(f, MIN_MS, CLOCK_SOURCE_CENTRE), DAY_MS + 491 * MIN_MS);
    assert_index(f);
    /* A chip that says less than the day of the build says nothing. */
    fixture_note(f, BOOT_C, 0, boot_build_utc_ms() - 1, CLOCK_SOURCE_RTC);
    assert_int_equal(count_of(f, "SELECT source FROM boot ORDER BY number DESC LIMIT 1"), CLOCK_SOURCE_GUESS);
}

/* The centre tells the time, so when it was reached first was written down by a guess. */
static void contact_is_told_in_true_time(void **state)
{
    struct fixture *f = *state;
    struct ledger_sync_state sync;
    struct clock_reading now = fixture_reading(BOOT_B, 5000, 5000, CLOCK_SOURCE_GUESS);
    assert_int_equal(ledger_boot_note(f->ledger, &now, &f->err), 0);
    assert_int_equal(ledger_sync_write(f->ledger, &now, 0, true, false, &f->err), 0);
    note_unsure(f, 6000, DAY_MS + 6000, 5);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.last_ok_utc_ms, DAY_MS + 5000);
    assert_int_equal(sync.last_ok_boottime_ms, 5000);
    now = fixture_reading(BOOT_C, 5, 5, CLOCK_SOURCE_GUESS);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.last_ok_utc_ms, DAY_MS + 5000);
    assert_int_equal(sync.last_ok_boottime_ms, -1);
}

static void floor_is_what_is_known(void **state)
{
    struct fixture *f = *state;
    int64_t floor_ms = DAY_MS; /* boot A was dated then, without a fact */
    assert_int_equal(ledger_time_floor(f->ledger), floor_ms);
    fixture_tap(f, 1, 470);
    fixture_tap(f, 2, 471);
    assert_int_equal(ledger_time_floor(f->ledger), DAY_MS + 471 * MIN_MS);
    /* A guess is no knowledge, however late. */
    fixture_note(f, BOOT_B, 0, DAY_MS + 999 * HOUR_MS, CLOCK_SOURCE_GUESS);
    fixture_tap_in(f, 3, "R101", BOOT_B, MIN_MS);
    assert_int_equal(ledger_time_floor(f->ledger), DAY_MS + 471 * MIN_MS);
    fixture_note(f, BOOT_C, MIN_MS, DAY_MS + 20 * HOUR_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(ledger_time_floor(f->ledger), DAY_MS + 20 * HOUR_MS);
}

static void empty_ledger_knows_the_build(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err), 0);
    assert_int_equal(ledger_time_floor(f->ledger), boot_build_utc_ms());
}

/* A file of the version before: each trusted boot has one reading, guesses none, and no tap another time. */
static void older_file_keeps_its_times(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 470);
    fixture_note(f, BOOT_B, 0, DAY_MS + 400 * MIN_MS, CLOCK_SOURCE_GUESS);
    fixture_tap_in(f, 2, "R101", BOOT_B, MIN_MS);
    assert_int_equal(store_script(f->ledger,
                                  "DROP TRIGGER fact_timed; DROP VIEW fact_dated; DROP TABLE boot_anchor;"
                                  "CREATE TRIGGER fact_timed AFTER INSERT ON fact BEGIN SELECT 1; END;"
                                  "CREATE TRIGGER boot_moved AFTER UPDATE ON boot BEGIN SELECT 1; END;"
                                  "DROP TABLE held_place; CREATE TABLE held_place (session_id TEXT, "
                                  "room_id TEXT, PRIMARY KEY (session_id, room_id)) STRICT, WITHOUT ROWID;"
                                  "DROP TABLE slice_place; CREATE TABLE slice_place (session_id TEXT, "
                                  "room_id TEXT, PRIMARY KEY (session_id, room_id)) STRICT, WITHOUT ROWID;"
                                  "PRAGMA user_version = 3",
                                  "making an older file", &f->err),
                     0);
    ledger_close(f->ledger);
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err), 0);
    assert_int_equal(count_of(f, "SELECT count(*) FROM boot_anchor"), 1);
    assert_index(f);
    assert_int_equal(count_of(f, "SELECT at_ms FROM tap_time WHERE member_id = 'M1'"), DAY_MS + 470 * MIN_MS);
    fixture_note(f, BOOT_B, 2 * MIN_MS, DAY_MS + 402 * MIN_MS, CLOCK_SOURCE_CENTRE);
    assert_index(f);
}

static void source_of_the_machine(void **state)
{
    (void)state;
    assert_int_equal(clock_source_judge(TIME_OK, STA_PLL, 20000, 0), CLOCK_SOURCE_NTP);
    assert_int_equal(clock_source_judge(TIME_INS, STA_PLL | STA_NANO, 1999999, '1'), CLOCK_SOURCE_NTP);
    assert_int_equal(clock_source_judge(TIME_ERROR, STA_UNSYNC, 16000000, 0), CLOCK_SOURCE_GUESS);
    assert_int_equal(clock_source_judge(TIME_ERROR, STA_UNSYNC, 16000000, '1'), CLOCK_SOURCE_RTC);
    assert_int_equal(clock_source_judge(TIME_OK, STA_UNSYNC, 0, '0'), CLOCK_SOURCE_GUESS);
    /* The kernel says that it no longer knows, though nobody took the flag away. */
    assert_int_equal(clock_source_judge(TIME_OK, STA_PLL, 2000000, '1'), CLOCK_SOURCE_RTC);
    assert_int_equal(clock_source_judge(-1, 0, 0, 0), CLOCK_SOURCE_GUESS);
    struct clock_reading reading;
    clock_read(&reading);
    assert_int_equal(reading.wrong_ms, 0);
    assert_true(llabs(clock_boottime_ms() - reading.boottime_ms) < 5000);
}

/* Vietnam keeps one offset all year: no hour is there twice, none is missing. */
static void local_time_has_no_seams(void **state)
{
    (void)state;
    struct clock_local local;
    clock_zone_set("Asia/Ho_Chi_Minh");
    for (int64_t hour = 0; hour < 24 * 366 * 3; hour++) {
        clock_local(DAY_MS + hour * HOUR_MS, &local);
        assert_int_equal(local.hour, (hour + 7) % 24);
        assert_int_equal(local.minute, 0);
    }
    for (int64_t day = 0; day < 366; day++)
        assert_int_equal(clock_day_start_ms(DAY_MS + day * 24 * HOUR_MS),
                         DAY_MS + day * 24 * HOUR_MS - 7 * HOUR_MS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(time_between_two_readings),
        TEST(steady_clock_adds_nothing),
        TEST(drift_adds_few),
        TEST(long_boot_keeps_few),
        TEST(clock_jumps_both_ways),
        TEST(sharper_reading_replaces_a_blunt_one),
        TEST(ntp_late_after_1970),
        TEST(chip_dates_until_the_centre_is_heard),
        TEST(contact_is_told_in_true_time),
        TEST(floor_is_what_is_known),
        cmocka_unit_test_setup_teardown(empty_ledger_knows_the_build, fixture_setup, fixture_teardown),
        TEST(older_file_keeps_its_times),
        cmocka_unit_test(source_of_the_machine),
        cmocka_unit_test(local_time_has_no_seams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
