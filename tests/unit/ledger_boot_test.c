/* Boots, their time, and what the ledger does before it knows it. */
#include "ledger/boot.h"
#include "ledger_fixture.h"

static void assert_time(struct fixture *f, const char *boot, int64_t boottime_ms, int64_t utc_ms,
                        enum clock_source source)
{
    int64_t found_ms;
    enum clock_source found;
    assert_int_equal(ledger_time(f->ledger, boot, boottime_ms, &found_ms, &found), 0);
    assert_int_equal(found_ms, utc_ms);
    assert_int_equal(found, source);
}

static int64_t boots_offered(struct fixture *f)
{
    struct ledger_batch *batch;
    assert_int_equal(ledger_batch_read(f->ledger, 0, 1, &batch, &f->err), 0);
    int64_t revision = f->ledger->boots_offered;
    ledger_batch_free(batch);
    return revision;
}

static void source_only_rises(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 1000, DAY_MS + 1000, CLOCK_SOURCE_GUESS);
    assert_time(f, BOOT_B, 5000, DAY_MS + 5000, CLOCK_SOURCE_GUESS);
    fixture_note(f, BOOT_B, 2000, DAY_MS + 12000, CLOCK_SOURCE_RTC);
    assert_time(f, BOOT_B, 5000, DAY_MS + 15000, CLOCK_SOURCE_RTC);
    fixture_note(f, BOOT_B, 3000, DAY_MS + 23000, CLOCK_SOURCE_CENTRE);
    assert_time(f, BOOT_B, 5000, DAY_MS + 25000, CLOCK_SOURCE_CENTRE);
    fixture_note(f, BOOT_B, 3000, DAY_MS + 33000, CLOCK_SOURCE_NTP);
    assert_time(f, BOOT_B, 5000, DAY_MS + 35000, CLOCK_SOURCE_NTP);
    /* What is less trusted no longer moves it. */
    fixture_note(f, BOOT_B, 3000, DAY_MS + 93000, CLOCK_SOURCE_CENTRE);
    fixture_note(f, BOOT_B, 3000, DAY_MS + 93000, CLOCK_SOURCE_RTC);
    fixture_note(f, BOOT_B, 3000, DAY_MS + 93000, CLOCK_SOURCE_GUESS);
    assert_time(f, BOOT_B, 5000, DAY_MS + 35000, CLOCK_SOURCE_NTP);
}

static void clock_that_is_set_moves_the_whole_boot(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, DAY_MS, CLOCK_SOURCE_NTP);
    int64_t revision = boots_offered(f);
    fixture_note(f, BOOT_B, 0, DAY_MS + 50, CLOCK_SOURCE_NTP);
    fixture_note(f, BOOT_B, 0, DAY_MS - 50, CLOCK_SOURCE_NTP);
    assert_time(f, BOOT_B, 0, DAY_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(boots_offered(f), revision);
    fixture_note(f, BOOT_B, 1000, DAY_MS + 1000 - 2001, CLOCK_SOURCE_NTP);
    assert_time(f, BOOT_B, 0, DAY_MS - 2001, CLOCK_SOURCE_NTP);
    assert_time(f, BOOT_B, 9000, DAY_MS + 9000 - 2001, CLOCK_SOURCE_NTP);
    assert_int_equal(boots_offered(f), revision + 1);
}

static void guess_has_a_floor(void **state)
{
    struct fixture *f = *state;
    /* A machine at 1970 and an empty ledger: the day of the build. */
    fixture_note(f, BOOT_B, 7000, 9000, CLOCK_SOURCE_GUESS);
    assert_time(f, BOOT_B, 7000, boot_build_utc_ms(), CLOCK_SOURCE_GUESS);
    /* It does not fall back to 1970 when it is noted again. */
    fixture_note(f, BOOT_B, 8000, 10000, CLOCK_SOURCE_GUESS);
    assert_time(f, BOOT_B, 7000, boot_build_utc_ms(), CLOCK_SOURCE_GUESS);
    /* After a fact with a time, that time. */
    fixture_tap_in(f, 1, "R101", BOOT_A, 470 * MIN_MS);
    fixture_note(f, BOOT_C, 1000, 2000, CLOCK_SOURCE_GUESS);
    assert_time(f, BOOT_C, 1000, DAY_MS + 470 * MIN_MS, CLOCK_SOURCE_GUESS);
    /* A guess above its floor may be mended downwards. */
    fixture_note(f, BOOT_C, 1000, DAY_MS + 20 * HOUR_MS, CLOCK_SOURCE_GUESS);
    fixture_note(f, BOOT_C, 1000, DAY_MS + 10 * HOUR_MS, CLOCK_SOURCE_GUESS);
    assert_time(f, BOOT_C, 1000, DAY_MS + 10 * HOUR_MS, CLOCK_SOURCE_GUESS);
}

static void dead_clock_chip_is_a_guess(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, INT64_C(946684800000), CLOCK_SOURCE_RTC); /* 2000-01-01 */
    assert_time(f, BOOT_B, 0, boot_build_utc_ms(), CLOCK_SOURCE_GUESS);
}

static void unknown_boot(void **state)
{
    struct fixture *f = *state;
    int64_t utc_ms;
    enum clock_source source;
    assert_int_equal(ledger_time(f->ledger, BOOT_C, 0, &utc_ms, &source), ERROR_NOT_FOUND);
    assert_int_equal(ledger_time(f->ledger, "x", 0, &utc_ms, &source), ERROR_INPUT);
    struct clock_reading wrong = fixture_reading("x", 0, 0, CLOCK_SOURCE_NTP);
    assert_int_equal(ledger_boot_note(f->ledger, &wrong, &f->err), ERROR_INPUT);
    /* A tap in a boot that nobody noted is kept, without a time. */
    struct ledger_result result = fixture_tap_in(f, 1, "R101", BOOT_C, 1000);
    assert_int_equal(result.verdict, LEDGER_RECORDED);
    assert_false(result.clock_trusted);
    assert_false(result.has_session);
    assert_time(f, BOOT_C, 1000, boot_build_utc_ms(), CLOCK_SOURCE_GUESS);
}

/* Two boots: in the first the time is a guess that fits; in the second it is a guess that does not. Then the
 * centre. */
static void undated_taps_are_judged_later(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, DAY_MS + 500 * MIN_MS, CLOCK_SOURCE_GUESS);
    struct ledger_result result = fixture_tap_in(f, 1, "R101", BOOT_B, MIN_MS);
    assert_int_equal(result.verdict, LEDGER_RECORDED);
    assert_string_equal(result.session.session_id, "S1");
    assert_int_equal(result.session.arrived, 1);
    assert_int_equal(result.ordinal, 1);
    assert_false(result.clock_trusted);
    assert_int_equal(result.minutes_late, 0); /* 08:21 by the guess, but nobody is late by a guess */
    assert_int_equal(fixture_tap_in(f, 4, "R101", BOOT_B, MIN_MS).verdict, LEDGER_WRONG_ROOM);
    fixture_note(f, BOOT_C, 0, DAY_MS + 100 * HOUR_MS, CLOCK_SOURCE_GUESS);
    result = fixture_tap_in(f, 2, "R101", BOOT_C, MIN_MS);
    assert_int_equal(result.verdict, LEDGER_RECORDED);
    assert_false(result.has_session);
    assert_int_equal(result.ordinal, 2);
    fixture_assert_roll(f, "S1",
                        "1 M1 present -1 0\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");

    /* The centre dates the second boot: 08:01 for its tap. */
    fixture_note(f, BOOT_C, 2 * MIN_MS, DAY_MS + 482 * MIN_MS, CLOCK_SOURCE_CENTRE);
    fixture_assert_roll(f, "S1",
                        "1 M1 present -1 0\n2 M2 present 481 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    /* And the first: 08:31, late after all. */
    fixture_note(f, BOOT_B, 0, DAY_MS + 510 * MIN_MS, CLOCK_SOURCE_CENTRE);
    fixture_assert_roll(f, "S1",
                        "1 M1 late 511 1\n2 M2 present 481 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    /* A better source moves it again. */
    fixture_note(f, BOOT_B, 0, DAY_MS + 470 * MIN_MS, CLOCK_SOURCE_NTP);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 471 1\n2 M2 present 481 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
}

/* The time index after all that equals one made anew from fact and boot. */
static void time_index_can_be_made_anew(void **state)
{
    struct fixture *f = *state;
    undated_taps_are_judged_later(state);
    fixture_tap(f, 7, 575);
    fixture_tap(f, 99, 576);
    int64_t differences;
    assert_int_equal(
        store_int(f->ledger,
                  "WITH anew AS (SELECT member_id, room_id, at_ms, seq, trusted, "
                  "session_id, coalesce(verdict IN ('out', 'left_early'), 0) FROM fact_dated "
                  "WHERE kind = 'tap' AND member_id IS NOT NULL) "
                  "SELECT (SELECT count(*) FROM (SELECT * FROM anew EXCEPT SELECT * FROM tap_time)) * 1000 + "
                  "(SELECT count(*) FROM (SELECT * FROM tap_time EXCEPT SELECT * FROM anew)) * 100 + "
                  "(SELECT count(*) FROM tap_time)",
                  -1, &differences, &f->err),
        0);
    assert_int_equal(differences, 4);
}

static void already_after_an_undated_tap(void **state)
{
    struct fixture *f = *state;
    fixture_note(f, BOOT_B, 0, DAY_MS + 470 * MIN_MS, CLOCK_SOURCE_GUESS);
    fixture_tap_in(f, 1, "R101", BOOT_B, MIN_MS);
    struct ledger_result result = fixture_tap(f, 1, 500);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_int_equal(result.first_utc_ms, 0);
}

static void view_says_what_it_knows(void **state)
{
    struct fixture *f = *state;
    struct ledger_view view;
    fixture_note(f, BOOT_B, 0, DAY_MS + 470 * MIN_MS, CLOCK_SOURCE_GUESS);
    struct clock_reading now = fixture_reading(BOOT_B, MIN_MS, 0, CLOCK_SOURCE_GUESS);
    assert_int_equal(ledger_view(f->ledger, "R101", &now, &view, &f->err), 0);
    assert_false(view.clock_trusted);
    assert_int_equal(view.clock_source, CLOCK_SOURCE_GUESS);
    assert_int_equal(view.now_utc_ms, DAY_MS + 471 * MIN_MS);
    assert_string_equal(view.current.session_id, "S1");
    now = fixture_reading(BOOT_C, MIN_MS, DAY_MS + 600 * MIN_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(ledger_view(f->ledger, "R101", &now, &view, &f->err), 0);
    assert_true(view.clock_trusted);
    assert_int_equal(view.clock_source, CLOCK_SOURCE_NTP);
    assert_string_equal(view.current.session_id, "S5");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(source_only_rises),
        TEST(clock_that_is_set_moves_the_whole_boot),
        TEST(guess_has_a_floor),
        TEST(dead_clock_chip_is_a_guess),
        TEST(unknown_boot),
        TEST(undated_taps_are_judged_later),
        TEST(time_index_can_be_made_anew),
        TEST(already_after_an_undated_tap),
        TEST(view_says_what_it_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
