/* door: the question to who leaves early (08), over a real ledger: asked, answered by touch or by the card, let pass. */
#include "door_stage.h"

static void take_check_out(struct fixture *f)
{
    static const char class[] = "\"class_id\": \"C1\", \"title\"";
    char *json = fixture_slice(f, "out"), *at = strstr(json, class);
    assert_non_null(at);
    char *whole = NULL;
    assert_true(asprintf(&whole, "%.*s\"class_id\": \"C1\", \"check_out\": true, \"title\"%s",
                         (int)(at - json), json, at + strlen(class)) > 0);
    if (ledger_slice_replace(f->ledger, whole, strlen(whole), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(whole);
    free(json);
}

/* Learners 2 and 7 came at 07:55; it is 09:00, and 08:00-11:30 is on. */
static int setup_question(void **state)
{
    setup_alone(state);
    struct desk_test *t = *state;
    take_check_out(t->f);
    assert_int_equal(fixture_tap(t->f, 2, 475).verdict, LEDGER_PRESENT);
    assert_int_equal(fixture_tap(t->f, 7, 475).verdict, LEDGER_PRESENT);
    time_is(t, 540);
    return 0;
}

static void asked(struct desk_test *t, int learner)
{
    struct door_snapshot told;
    assert_int_equal(tap(t, learner), LEDGER_ALREADY);
    assert_panel(t, "show question");
    door_snapshot(t->door, &told);
    assert_true(told.result.ask_leave);
    assert_in_range(told.result.minutes_early, 149, 150);
    assert_int_equal(told.ask_until_mono_ms, told.result_mono_ms + 8000);
}

static int answer_touch(struct desk_test *t, const char *member_id, int status)
{
    struct door_request request = {.kind = DOOR_LEAVE, .status = status};
    snprintf(request.member_id, sizeof request.member_id, "%s", member_id);
    ask(t, request);
    return next_answer(t, DOOR_LEAVE)->code;
}

static void assert_here(struct desk_test *t, const char *second, const char *seventh)
{
    char roll[400];
    snprintf(roll, sizeof roll,
             "1 M1 not_yet -1 1\n2 M2 %s 475 1\n3 M3 excused -1 1\n4 M7 %s 475 1\n5 M9 not_yet -1 1\n",
             second, seventh);
    fixture_assert_roll(t->f, "S1", roll);
}

static void assert_left(struct desk_test *t)
{
    struct door_snapshot told;
    door_snapshot(t->door, &told);
    assert_int_equal(told.result.verdict, LEDGER_LEFT_EARLY);
    assert_string_equal(told.result.member_id, "M2");
    assert_int_equal(told.result.first_utc_ms, DAY_MS + 475 * MIN_MS);
    assert_in_range(told.result.minutes_early, 149, 150);
    assert_int_equal(told.ask_until_mono_ms, 0);
    assert_false(told.result.ask_leave);
    assert_int_equal(told.view.current.out, 1);
    assert_here(t, "left_early", "present");
}

static void leaves_by_touch(void **state)
{
    struct desk_test *t = *state;
    asked(t, 2);
    uint64_t results = t->door->now.results;
    t->door->last_tap_ms -= 5000; /* thinks it over */
    assert_int_equal(answer_touch(t, "M2", 1), 0);
    assert_int_equal(t->door->now.results, results + 1);
    assert_panel(t, "show remark");
    assert_left(t);
    /* Held at the reader once more, to be sure: not come back. */
    assert_int_equal(tap(t, 2), LEDGER_VERDICTS);
    /* The touch counts once. */
    assert_int_equal(answer_touch(t, "M2", 1), ERROR_NOT_FOUND);
    /* Later the card says that its owner is back. */
    t->door->last_tap_ms -= DOOR_SAME_CARD_MS;
    assert_int_equal(tap(t, 2), LEDGER_ALREADY);
    assert_false(t->door->shared.result.ask_leave);
    assert_here(t, "present", "present");
}

static void stays_by_touch(void **state)
{
    struct desk_test *t = *state;
    asked(t, 2);
    uint64_t results = t->door->now.results;
    assert_int_equal(answer_touch(t, "M2", 0), 0);
    assert_panel(t, "show ready");
    assert_int_equal(t->door->now.results, results);
    assert_int_equal(t->door->now.ask_until_mono_ms, 0);
    assert_here(t, "present", "present");
    assert_int_equal(answer_touch(t, "M2", 1), ERROR_NOT_FOUND);
}

static void leaves_by_the_card(void **state)
{
    struct desk_test *t = *state;
    asked(t, 2);
    /* It trembles at the edge of the field: no answer. */
    assert_int_equal(tap(t, 2), LEDGER_VERDICTS);
    assert_true(t->door->now.ask_until_mono_ms > 0);
    assert_here(t, "present", "present");
    t->door->asked_ms -= DOOR_ASK_DEAF_MS;
    assert_int_equal(tap(t, 2), LEDGER_LEFT_EARLY);
    assert_panel(t, "show remark");
    assert_left(t);
    assert_int_equal(tap(t, 2), LEDGER_VERDICTS);
}

/* Nobody answers: nothing is recorded, and the light goes back. */
static void passes(void **state)
{
    struct desk_test *t = *state;
    struct door *door = t->door;
    asked(t, 2);
    int64_t until_ms = door->now.ask_until_mono_ms;
    door->next_watch_ms = until_ms + 1000;
    door_leave_watch(door, until_ms - 1);
    assert_int_equal(door->now.ask_until_mono_ms, until_ms);
    assert_int_equal(door->next_watch_ms, until_ms); /* the door looks again just then */
    assert_true(door_leave_asks(door, until_ms - 1));
    assert_false(door_leave_asks(door, until_ms));
    door_leave_watch(door, until_ms);
    assert_panel(t, "show ready");
    assert_int_equal(door->now.ask_until_mono_ms, 0);
    assert_here(t, "present", "present");
    assert_int_equal(answer_touch(t, "M2", 1), ERROR_NOT_FOUND);
    /* The same card later asks again. */
    door->last_tap_ms -= 9000;
    asked(t, 2);
}

/* A touch at the last moment is heard a little later; one after that is not. */
static void touch_at_the_last_moment(void **state)
{
    struct desk_test *t = *state;
    asked(t, 2);
    t->door->now.ask_until_mono_ms = clock_monotonic_ms() - DOOR_ASK_GRACE_MS - 1;
    assert_int_equal(answer_touch(t, "M2", 1), ERROR_NOT_FOUND);
    assert_here(t, "present", "present");
    t->door->now.ask_until_mono_ms = clock_monotonic_ms() - 1;
    assert_int_equal(answer_touch(t, "M2", 1), 0);
    assert_here(t, "left_early", "present");
}

/* The next person never waits; and a touch meant for the one before answers nothing. */
static void other_card_takes_over(void **state)
{
    struct desk_test *t = *state;
    asked(t, 2);
    asked(t, 7);
    assert_int_equal(answer_touch(t, "M2", 1), ERROR_NOT_FOUND);
    assert_here(t, "present", "present");
    assert_int_equal(answer_touch(t, "M7", 1), 0);
    assert_panel(t, "show remark");
    assert_here(t, "present", "left_early");
    t->door->last_tap_ms -= 9000;
    asked(t, 2);
    assert_int_equal(tap(t, 50), LEDGER_UNKNOWN);
    assert_panel(t, "show refused");
    assert_int_equal(t->door->now.ask_until_mono_ms, 0);
    assert_int_equal(answer_touch(t, "M2", 1), ERROR_NOT_FOUND);
    assert_here(t, "present", "left_early");
}

/* A card that is to be bound answers no question. */
static void armed_card_does_not_leave(void **state)
{
    struct desk_test *t = *state;
    asked(t, 2);
    ask(t, (struct door_request){.kind = DOOR_BIND_ARM, .session_id = "S1", .member_id = "M1"});
    step(t);
    t->door->asked_ms -= DOOR_ASK_DEAF_MS;
    assert_int_equal(tap(t, 2), LEDGER_VERDICTS);
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_IN_USE);
    assert_here(t, "present", "present");
}

/* After the end nobody is asked; who was never seen coming is told so by the light. */
static void after_the_end(void **state)
{
    struct desk_test *t = *state;
    time_is(t, 695);
    assert_int_equal(tap(t, 2), LEDGER_OUT);
    assert_panel(t, "show accepted");
    assert_int_equal(t->door->now.ask_until_mono_ms, 0);
    assert_int_equal(tap(t, 1), LEDGER_OUT);
    assert_panel(t, "show remark");
    assert_int_equal(t->door->shared.result.first_utc_ms, 0);
}

int main(void)
{
#define ASKED(name) cmocka_unit_test_setup_teardown(name, setup_question, teardown)
    const struct CMUnitTest tests[] = {ASKED(leaves_by_touch),           ASKED(stays_by_touch),
                                       ASKED(leaves_by_the_card),        ASKED(passes),
                                       ASKED(touch_at_the_last_moment),  ASKED(other_card_takes_over),
                                       ASKED(armed_card_does_not_leave), ASKED(after_the_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
