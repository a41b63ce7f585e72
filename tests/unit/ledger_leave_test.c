/* Check-out: the question, the answer, the end, and who comes back. S1 is from minute 480 to 690; leaving is not early in
 * its last ten minutes. */
#include "ledger_staff_stage.h"

static void take_check_out(struct fixture *f, const char *more)
{
    char *json = fixture_slice(f, "out"), with[256];
    snprintf(with, sizeof with,
             "\"late_after_min\": 15, \"check_out\": true, \"early_after_min\": 10, %s \"opens_before_min\"",
             more);
    json = replaced(json, "\"late_after_min\": 15, \"opens_before_min\"", with);
    if (ledger_slice_replace(f->ledger, json, strlen(json), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(json);
}

static int setup(void **state)
{
    fixture_setup_open(state);
    take_check_out(*state, "");
    return 0;
}

static struct ledger_result leave(struct fixture *f, const struct ledger_result *asked, int64_t at_min)
{
    struct ledger_result result;
    struct clock_reading now =
        fixture_reading(BOOT_A, at_min * MIN_MS, DAY_MS + at_min * MIN_MS, CLOCK_SOURCE_CENTRE);
    if (ledger_leave(f->ledger, &now, "R101", asked, &result, &f->err) != 0)
        fail_msg("leave: %s", f->err.text);
    return result;
}

static int64_t minute(int64_t utc_ms)
{
    return utc_ms ? (utc_ms - DAY_MS) / MIN_MS : -1;
}

/* The learner's line of a roll: status, minute of arrival and of leaving (-1 = none), minutes late or early. */
static void assert_line(struct fixture *f, const char *member_id, const char *expected)
{
    char line[96];
    struct ledger_class *list = read_class(f, "S1");
    const struct ledger_learner *learner = learner_of(list, member_id);
    snprintf(line, sizeof line, "%s %lld %lld %d", ledger_status_word(learner->status),
             (long long)minute(learner->arrived_utc_ms), (long long)minute(learner->left_utc_ms),
             learner->minutes);
    ledger_class_free(list);
    assert_string_equal(line, expected);
}

static void asked_and_leaves(void **state)
{
    struct fixture *f = *state;
    assert_true(fixture_tap(f, 1, 470).session.check_out);
    struct ledger_result result = fixture_tap(f, 1, 479); /* not begun */
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_false(result.ask_leave);
    result = fixture_tap(f, 1, 485);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_true(result.ask_leave);
    assert_int_equal(result.minutes_early, 205);
    assert_int_equal(minute(result.first_utc_ms), 470);
    assert_last_fact(f, 0, "tap R101 S1 M1 card already - - - -");
    /* Asked is not left. */
    assert_line(f, "M1", "present 470 -1 0");
    struct ledger_result left = leave(f, &result, 486);
    assert_last_fact(f, 0, "tap R101 S1 M1 card left_early - - - -");
    assert_int_equal(left.verdict, LEDGER_LEFT_EARLY);
    assert_false(left.ask_leave);
    assert_int_equal(left.seq, result.seq + 1);
    assert_int_equal(left.minutes_early, 204);
    assert_int_equal(minute(left.first_utc_ms), 470);
    assert_int_equal(minute(left.out_utc_ms), 486);
    assert_int_equal(left.session.arrived, 1);
    assert_int_equal(left.session.out, 1);
    assert_line(f, "M1", "left_early 470 486 204");
    /* Back again, and not asked at once. */
    result = fixture_tap(f, 1, 500);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_false(result.ask_leave);
    assert_int_equal(result.session.out, 0);
    assert_line(f, "M1", "present 470 -1 0");
    /* Each learner counts once, however often he leaves. */
    result = fixture_tap(f, 1, 520);
    assert_true(result.ask_leave);
    left = leave(f, &result, 521);
    assert_int_equal(left.session.out, 1);
    assert_line(f, "M1", "left_early 470 521 169");
}

static void who_has_just_come_is_not_asked(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 2, 481);
    assert_false(fixture_tap(f, 2, 490).ask_leave);
    assert_true(fixture_tap(f, 2, 491).ask_leave);
}

static void the_last_minutes(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 470);
    fixture_tap(f, 2, 470);
    struct ledger_result result = fixture_tap(f, 1, 679); /* eleven minutes before the end */
    assert_true(result.ask_leave);
    assert_int_equal(result.minutes_early, 11);
    /* Answered a minute later it is no longer early. */
    result = leave(f, &result, 680);
    assert_int_equal(result.verdict, LEDGER_OUT);
    assert_int_equal(result.minutes_early, 0);
    assert_last_fact(f, 0, "tap R101 S1 M1 card out - - - -");
    assert_line(f, "M1", "present 470 680 0");
    /* Within them nobody is asked. */
    result = fixture_tap(f, 2, 680);
    assert_int_equal(result.verdict, LEDGER_OUT);
    assert_false(result.ask_leave);
    assert_int_equal(minute(result.out_utc_ms), 680);
    assert_int_equal(result.session.out, 2);
    assert_last_fact(f, 0, "tap R101 S1 M2 card out - - - -");
    assert_line(f, "M2", "present 470 680 0");
}

static void after_the_end(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 500);
    struct ledger_result result = fixture_tap(f, 1, 691);
    assert_int_equal(result.verdict, LEDGER_OUT);
    assert_string_equal(result.session.session_id, "S1");
    assert_int_equal(minute(result.first_utc_ms), 500);
    assert_last_fact(f, 0, "tap R101 S1 M1 card out - - - -");
    assert_line(f, "M1", "late 500 691 20");
    /* Never checked in: amber at the door, late in the roll, of no known time. */
    result = fixture_tap(f, 2, 720);
    assert_int_equal(result.verdict, LEDGER_OUT);
    assert_int_equal(result.first_utc_ms, 0);
    assert_int_equal(result.session.out, 2);
    assert_line(f, "M2", "late -1 720 0");
    /* Half an hour after the end is the end of it. */
    result = fixture_tap(f, 1, 721);
    assert_int_equal(result.verdict, LEDGER_CLOSED);
    assert_string_equal(result.session.session_id, "S2");
    assert_last_fact(f, 0, "tap R101 - M1 card closed - - - -");
    assert_line(f, "M1", "late 500 691 20");
}

static void required(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(700, "S1");
    int64_t seq;
    take_check_out(
        f, "\"check_out_required\": true, \"half_late_after_min\": 30, \"half_early_after_min\": 60,");
    fixture_tap(f, 1, 470);
    fixture_tap(f, 2, 470);
    fixture_tap(f, 2, 695);
    fixture_tap(f, 3, 511);
    struct ledger_result result = fixture_tap(f, 7, 471);
    result = fixture_tap(f, 7, 560);
    leave(f, &result, 565);
    fixture_tap(f, 3, 700);
    assert_line(f, "M1", "present 470 -1 0");
    assert_int_equal(ledger_session_mark(f->ledger, &act, "close", 0, &seq, &f->err), 0);
    assert_line(f, "M1", "half 470 -1 0");     /* did not check out */
    assert_line(f, "M2", "present 470 695 0"); /* did */
    assert_line(f, "M3", "half 511 700 0");    /* 31 minutes late */
    assert_line(f, "M7", "half 471 565 0");    /* 125 minutes early */
    assert_int_equal(ledger_session_mark(f->ledger, &act, "reopen", 0, &seq, &f->err), 0);
    assert_line(f, "M1", "present 470 -1 0");
}

static void not_asked(void **state)
{
    struct fixture *f = *state;
    struct clock_reading now =
        fixture_reading(BOOT_A, 500 * MIN_MS, DAY_MS + 500 * MIN_MS, CLOCK_SOURCE_CENTRE);
    struct ledger_result result = fixture_tap(f, 1, 470), out;
    int64_t facts = fact_count(f);
    assert_int_equal(ledger_leave(f->ledger, &now, "R101", &result, &out, &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text, "that tap asked no learner about leaving");
    /* A question that no fact bears out: the first tap was none. */
    result.ask_leave = true;
    assert_int_equal(ledger_leave(f->ledger, &now, "R101", &result, &out, &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text, "fact 1 asked no learner about leaving");
    assert_int_equal(fact_count(f), facts);
    /* A class that does not ask: S4 of C3. */
    fixture_tap(f, 5, 800);
    result = fixture_tap(f, 5, 900);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_false(result.ask_leave);
    assert_int_equal(fixture_tap(f, 5, 1025).verdict, LEDGER_CLOSED);
    assert_last_fact(f, 0, "tap R101 - M5 card closed - - - -");
}

int main(void)
{
#define LEAVE(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        LEAVE(asked_and_leaves), LEAVE(who_has_just_come_is_not_asked),
        LEAVE(the_last_minutes), LEAVE(after_the_end),
        LEAVE(required),         LEAVE(not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
