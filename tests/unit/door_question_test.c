/* The window's side of the question to who leaves early: whether it is shown, and what a touch asks of the door. */
#include "staff_control_stage.h"

static bool question(void)
{
    snapshot.results++;
    snapshot.result_mono_ms = now_ms;
    snapshot.result = (struct ledger_result){
        .verdict = LEDGER_ALREADY, .ask_leave = true, .clock_trusted = true, .minutes_early = 35};
    strcpy(snapshot.result.member_id, "M-1");
    return hear();
}

static void test_shown_for_8_s(void **unused)
{
    (void)unused;
    hear();
    assert_true(question());
    assert_true(staff_control_asking(control));
    pass_ms(7999);
    assert_true(staff_control_asking(control));
    pass_ms(1);
    assert_false(staff_control_asking(control));
    no_request();
}

static void test_touch_answers(void **unused)
{
    (void)unused;
    static const int zones[] = {STAFF_ZONE_LEAVE, STAFF_ZONE_STAY};
    hear();
    for (int i = 0; i < 2; i++) {
        assert_true(question());
        touch(zones[i]);
        assert_int_equal(next_request(DOOR_LEAVE).status, i == 0);
        assert_false(staff_control_asking(control));
        no_request();
    }
}

/* The finger was on the glass when the next learner was asked. */
static void test_touch_of_another_question(void **unused)
{
    (void)unused;
    hear();
    assert_true(question());
    send(WINDOW_PRESS, STAFF_ZONE_LEAVE, 100, 0);
    assert_int_equal(staff_control_state(control)->pressed, STAFF_ZONE_LEAVE);
    assert_true(question());
    assert_int_equal(staff_control_state(control)->pressed, 0);
    send(WINDOW_TAP, STAFF_ZONE_LEAVE, 100, 0);
    assert_true(staff_control_asking(control));
    no_request();
    /* Slid off, it is no answer; then one is. */
    send(WINDOW_PRESS, STAFF_ZONE_LEAVE, 100, 0);
    send(WINDOW_RELEASE, STAFF_ZONE_LEAVE, 100, 0);
    assert_int_equal(staff_control_state(control)->pressed, 0);
    no_request();
    touch(STAFF_ZONE_STAY);
    assert_int_equal(next_request(DOOR_LEAVE).status, 0);
}

static void test_next_result_ends_it(void **unused)
{
    (void)unused;
    hear();
    assert_true(question());
    assert_false(result(LEDGER_LEFT_EARLY, "M-1", "An"));
    assert_false(staff_control_asking(control));
    assert_true(question());
    assert_false(result(LEDGER_PRESENT, "M-2", "Ba"));
    assert_false(staff_control_asking(control));
    no_request();
}

/* Nobody can answer behind an instructor's page: the door is told at once, so that the light does not blink for it. */
static void test_page_open(void **unused)
{
    (void)unused;
    hear();
    assert_true(result(LEDGER_INSTRUCTOR, "G-1", "Cúc"));
    next_request(DOOR_ROLL);
    assert_true(question());
    assert_false(staff_control_asking(control));
    assert_int_equal(next_request(DOOR_LEAVE).status, 0);
    no_request();
}

int main(void)
{
#define QUESTION(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {QUESTION(test_shown_for_8_s), QUESTION(test_touch_answers),
                                       QUESTION(test_touch_of_another_question),
                                       QUESTION(test_next_result_ends_it), QUESTION(test_page_open)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
