/* kiosk: marks and their undo, the learner's sheet, scrolling. */
#include "staff_control_stage.h"

/* ---- marks ---- */

static void test_one_touch_writes(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    touch(STAFF_ZONE_STATUS + LEDGER_S_PRESENT);
    struct door_request request = next_request(DOOR_MARK);
    assert_string_equal(request.member_id, "M-18");
    assert_string_equal(request.actor_id, "GV-0001");
    assert_int_equal(request.status, LEDGER_S_PRESENT);
    assert_int_equal(state()->saved_mono_ms, 0); /* not before it is on the disk */
    answer_mark("M-18", 0);
    assert_int_equal(state()->saved_mono_ms, now_ms);
    assert_int_equal(state()->saved_status, LEDGER_S_PRESENT);
    assert_string_equal(state()->saved_name, "Trần Thị Ngọc Ánh");
    touch(STAFF_ZONE_UNDO);
    request = next_request(DOOR_MARK);
    assert_string_equal(request.member_id, "M-18");
    assert_int_equal(request.status, -1);
    answer_mark("M-18", 0);
    assert_int_equal(state()->saved_mono_ms, 0);
    touch(STAFF_ZONE_UNDO);
    no_request();
}

static void test_undo_ends_after_10_s(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    touch(STAFF_ZONE_STATUS + LEDGER_S_PRESENT);
    next_request(DOOR_MARK);
    answer_mark("M-18", 0);
    pass_ms(STAFF_UNDO_MS - 1);
    assert_true(state()->saved_mono_ms > 0);
    pass_ms(1);
    assert_int_equal(state()->saved_mono_ms, 0);
    touch(STAFF_ZONE_UNDO);
    no_request();
}

static void test_undo_gives_the_mark_before_back(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(14, "M-15");
    touch(STAFF_ZONE_STATUS + LEDGER_S_PRESENT);
    next_request(DOOR_MARK);
    answer_mark("M-15", 0);
    touch(STAFF_ZONE_UNDO);
    struct door_request request = next_request(DOOR_MARK);
    assert_int_equal(request.status, LEDGER_S_EXCUSED);
    assert_string_equal(request.reason, "r_ill");
}

static void test_absence_needs_a_reason(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    touch(STAFF_ZONE_STATUS + LEDGER_S_EXCUSED);
    no_request();
    assert_int_equal(state()->asked_status, LEDGER_S_EXCUSED);
    touch(STAFF_ZONE_REASON + 3);
    struct door_request request = next_request(DOOR_MARK);
    assert_int_equal(request.status, LEDGER_S_EXCUSED);
    assert_string_equal(request.reason, "r_meet");
    assert_int_equal(state()->asked_status, -1);
    touch(STAFF_ZONE_STATUS + LEDGER_S_UNEXCUSED);
    no_request();
    touch(STAFF_ZONE_STATUS + LEDGER_S_PRESENT); /* thought better of it */
    assert_int_equal(next_request(DOOR_MARK).status, LEDGER_S_PRESENT);
    assert_int_equal(state()->asked_status, -1);
}

static void test_late_takes_minutes(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    touch(STAFF_ZONE_STATUS + LEDGER_S_LATE);
    struct door_request request = next_request(DOOR_MARK);
    assert_int_equal(request.status, LEDGER_S_LATE);
    assert_int_equal(request.minutes, 11); /* by now */
    answer_mark("M-18", 0);
    assert_int_equal(state()->asked_status, LEDGER_S_LATE);
    touch(STAFF_ZONE_MINUTES + 5);
    request = next_request(DOOR_MARK);
    assert_int_equal(request.minutes, 5);
    answer_mark("M-18", 0);
    assert_int_equal(state()->asked_status, -1);
    /* One act: the undo takes both back. */
    touch(STAFF_ZONE_UNDO);
    assert_int_equal(next_request(DOOR_MARK).status, -1);
}

static void test_refused_mark_is_told(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    touch(STAFF_ZONE_STATUS + LEDGER_S_PRESENT);
    next_request(DOOR_MARK);
    answer_mark("M-18", ERROR_FULL);
    assert_int_equal(state()->saved_mono_ms, 0);
    assert_string_equal(next_request(DOOR_SOUND).reason, "refused");
}

static void test_long_press_marks_present(void **unused)
{
    (void)unused;
    unlock();
    send(WINDOW_PRESS, STAFF_ZONE_ROW + 18, 100, 0);
    assert_int_equal(state()->pressed, STAFF_ZONE_ROW + 18);
    assert_true(staff_control_next_ms(control, now_ms) <= STAFF_LONG_PRESS_MS);
    pass_ms(STAFF_LONG_PRESS_MS - 1);
    no_request();
    pass_ms(1);
    struct door_request request = next_request(DOOR_MARK);
    assert_string_equal(request.member_id, "M-19");
    assert_int_equal(request.status, LEDGER_S_PRESENT);
    send(WINDOW_TAP, STAFF_ZONE_ROW + 18, 100, 0);
    assert_int_equal(state()->page, STAFF_GRID); /* the release opens nothing */
    answer_mark("M-19", 0);
    touch(STAFF_ZONE_UNDO);
    assert_int_equal(next_request(DOOR_MARK).status, -1);
    no_request();
}

static void test_sheet_follows_the_roll(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    struct door_answer given = {.kind = DOOR_SHEET};
    strcpy(given.sheet.learner.member_id, "M-18");
    given.sheet.threshold_percent = 80;
    answer(given);
    assert_int_equal(state()->sheet.threshold_percent, 80);
    strcpy(given.sheet.learner.member_id, "M-17"); /* of a sheet that was left */
    given.sheet.threshold_percent = 70;
    answer(given);
    assert_int_equal(state()->sheet.threshold_percent, 80);
    give_roll(false);
    assert_string_equal(next_request(DOOR_SHEET).member_id, "M-18");
}

static void test_roll_of_another_session_is_dropped(void **unused)
{
    (void)unused;
    unlock();
    struct ledger_class *roll = calloc(1, sizeof *roll);
    assert_non_null(roll);
    strcpy(roll->session.session_id, "S-4");
    staff_control_roll(control, roll);
    assert_int_equal(state()->roll->count, 20);
}

/* ---- what the sheet asks before it writes ---- */

static void test_left_early_takes_minutes_and_a_reason(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(4, "M-5");
    touch(STAFF_ZONE_STATUS + LEDGER_S_EARLY);
    struct door_request request = next_request(DOOR_MARK);
    assert_int_equal(request.status, LEDGER_S_EARLY);
    assert_int_equal(request.minutes, 198); /* from now to the end; less than a minute has passed */
    answer_mark("M-5", 0);
    assert_int_equal(state()->asked_status, LEDGER_S_EARLY);
    touch(STAFF_ZONE_MINUTES + 30);
    request = next_request(DOOR_MARK);
    assert_int_equal(request.status, LEDGER_S_EARLY);
    assert_int_equal(request.minutes, 30);
    answer_mark("M-5", 0);
    touch(STAFF_ZONE_STATUS + LEDGER_S_EARLY);
    next_request(DOOR_MARK);
    touch(STAFF_ZONE_REASON + 1);
    request = next_request(DOOR_MARK);
    assert_int_equal(request.status, LEDGER_S_EARLY);
    assert_string_equal(request.reason, "r_duty");
    assert_int_equal(state()->asked_status, -1);
}

static void test_keeping_the_minutes_writes_nothing(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    assert_true(staff_control_next_ms(control, now_ms) <= 16); /* it rises */
    touch(STAFF_ZONE_STATUS + LEDGER_S_LATE);
    next_request(DOOR_MARK);
    answer_mark("M-18", 0);
    touch(STAFF_ZONE_KEEP); /* the roll has not been read again yet */
    no_request();
    assert_int_equal(state()->asked_status, -1);
    assert_int_equal(state()->page, STAFF_SHEET);
    assert_true(state()->saved_mono_ms > 0); /* the undo stays */
}

static void test_lost_card_is_asked_first(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(2, "M-3");
    touch(STAFF_ZONE_BLOCK);
    no_request();
    assert_true(state()->asked_block);
    touch(STAFF_ZONE_BACK); /* no */
    assert_false(state()->asked_block);
    assert_int_equal(state()->page, STAFF_SHEET);
    touch(STAFF_ZONE_CONFIRM); /* nothing is asked */
    no_request();
    touch(STAFF_ZONE_BLOCK);
    touch(STAFF_ZONE_CONFIRM);
    assert_string_equal(next_request(DOOR_BLOCK).member_id, "M-3");
    assert_false(state()->asked_block);
    touch(STAFF_ZONE_CONFIRM);
    no_request();
}

static void roll_with_online(int row)
{
    struct ledger_class *roll = ledger_class_copy(state()->roll);
    assert_non_null(roll);
    roll->learners[row].status = LEDGER_S_ONLINE;
    staff_control_roll(control, roll);
}

static void sheet_with_cells(void)
{
    struct door_answer given = {.kind = DOOR_SHEET};
    strcpy(given.sheet.learner.member_id, "M-18");
    given.sheet.count = 3;
    for (int i = 0; i < 3; i++)
        snprintf(given.sheet.cells[i].session_id, sizeof given.sheet.cells[i].session_id, "S-%d", i + 1);
    given.sheet.cells[0].status = LEDGER_S_PRESENT;
    given.sheet.cells[1].status = LEDGER_S_UNEXCUSED;
    given.sheet.cells[2].status = LEDGER_S_UNEXCUSED;
    given.sheet.cells[0].held = given.sheet.cells[1].held = given.sheet.cells[2].held = true;
    given.sheet.cells[2].made_up = true;
    answer(given);
}

static void test_missed_session_is_credited(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(17, "M-18");
    sheet_with_cells();
    touch(STAFF_ZONE_CELL + 0); /* was there */
    assert_int_equal(state()->asked_cell, 0);
    touch(STAFF_ZONE_CELL + 7); /* none there */
    assert_int_equal(state()->asked_cell, 0);
    touch(STAFF_ZONE_CELL + 1);
    assert_int_equal(state()->asked_cell, 2);
    no_request();
    touch(STAFF_ZONE_CONFIRM); /* not without a reason */
    no_request();
    touch(STAFF_ZONE_REASON + 1);
    struct door_request request = next_request(DOOR_MAKE_UP);
    assert_string_equal(request.session_id, "S-2");
    assert_string_equal(request.member_id, "M-18");
    assert_string_equal(request.actor_id, "GV-0001");
    assert_string_equal(request.reason, "r_work");
    assert_int_equal(request.status, 1);
    assert_int_equal(state()->asked_cell, 0);
    answer((struct door_answer){.kind = DOOR_MAKE_UP});
    next_request(DOOR_SHEET); /* the strip is read again */
    touch(STAFF_ZONE_CELL + 2);
    touch(STAFF_ZONE_CONFIRM);
    request = next_request(DOOR_MAKE_UP);
    assert_string_equal(request.session_id, "S-3");
    assert_int_equal(request.status, 0);
    answer((struct door_answer){.kind = DOOR_MAKE_UP, .code = ERROR_FULL});
    assert_string_equal(next_request(DOOR_SOUND).reason, "refused");
}

static void test_online_by_list(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_ONLINE);
    assert_true(state()->online_mode);
    assert_int_equal(state()->page, STAFF_GRID);
    touch(STAFF_ZONE_ROW + 17);
    struct door_request request = next_request(DOOR_MARK);
    assert_string_equal(request.member_id, "M-18");
    assert_int_equal(request.status, LEDGER_S_ONLINE);
    answer_mark("M-18", 0);
    assert_int_equal(state()->page, STAFF_GRID);
    touch(STAFF_ZONE_UNDO);
    assert_int_equal(next_request(DOOR_MARK).status, -1);
    answer_mark("M-18", 0);
    roll_with_online(17);
    touch(STAFF_ZONE_ROW + 17); /* again: taken back */
    assert_int_equal(next_request(DOOR_MARK).status, -1);
    answer_mark("M-18", 0);
    assert_int_equal(state()->saved_mono_ms, 0);
    send(WINDOW_PRESS, STAFF_ZONE_ROW + 18, 100, 0);
    pass_ms(STAFF_LONG_PRESS_MS); /* no other mark by a slow finger */
    no_request();
    send(WINDOW_RELEASE, 0, 100, 0);
    touch(STAFF_ZONE_BACK);
    assert_false(state()->online_mode);
    assert_int_equal(state()->page, STAFF_GRID);
    open_sheet(17, "M-18");
}

/* ---- scrolling ---- */

static void test_drag_scrolls_and_touches_nothing(void **unused)
{
    (void)unused;
    unlock();
    staff_control_measured(control, 2000, 400);
    drag_to(300, 200, 10, 16, STAFF_ZONE_ROW + 3);
    assert_int_equal(state()->pressed, 0);
    assert_true(state()->scroll_px > 80 && state()->scroll_px <= 100);
    now_ms += 200; /* rests before it leaves: no fling */
    float at = state()->scroll_px;
    send(WINDOW_TAP, STAFF_ZONE_ROW + 3, 200, 0);
    pass_ms(500);
    assert_int_equal(state()->page, STAFF_GRID);
    assert_float_equal(state()->scroll_px, at, 0.01);
}

static void test_fling_decays(void **unused)
{
    (void)unused;
    unlock();
    staff_control_measured(control, 20000, 400);
    drag_to(400, 200, 20, 10, STAFF_ZONE_SCROLL); /* 1 px a ms */
    float start = state()->scroll_px;
    send(WINDOW_RELEASE, STAFF_ZONE_SCROLL, 200, 0);
    assert_true(staff_control_next_ms(control, now_ms) <= 16);
    pass_ms(325);
    /* speed x 325 ms x (1 - 1/e) */
    assert_float_equal(state()->scroll_px - start, 325 * (1 - expf(-1)), 3);
    for (int i = 0; i < 200; i++)
        pass_ms(16);
    assert_float_equal(state()->scroll_px - start, 325, 8);
    assert_true(staff_control_next_ms(control, now_ms) > 16);
}

static void test_past_the_end_returns(void **unused)
{
    (void)unused;
    unlock();
    staff_control_measured(control, 2000, 400);
    drag_to(200, 300, 10, 16, STAFF_ZONE_SCROLL); /* downwards at the top */
    assert_true(state()->scroll_px < -30 && state()->scroll_px >= -35.5f);
    float past = state()->scroll_px;
    send(WINDOW_RELEASE, STAFF_ZONE_SCROLL, 300, 0);
    pass_ms(125);
    assert_float_equal(state()->scroll_px, past * 0.125f, 0.5);
    pass_ms(125);
    assert_float_equal(state()->scroll_px, 0, 0.01);
}

static void test_thumb_shows_the_letter(void **unused)
{
    (void)unused;
    unlock();
    staff_control_measured(control, 2000, 400);
    drag_to(70, 170, 10, 16, STAFF_ZONE_THUMB);
    assert_true(state()->scroll_px > 400 && state()->scroll_px <= 500);
    assert_true(state()->thumb_letter[0] != '\0');
    send(WINDOW_RELEASE, STAFF_ZONE_THUMB, 170, 0);
    assert_string_equal(state()->thumb_letter, "");
    drag_to(170, 900, 10, 16, STAFF_ZONE_THUMB);
    assert_float_equal(state()->scroll_px, 1600, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_touch_writes),
        TEST(test_undo_ends_after_10_s),
        TEST(test_undo_gives_the_mark_before_back),
        TEST(test_absence_needs_a_reason),
        TEST(test_late_takes_minutes),
        TEST(test_refused_mark_is_told),
        TEST(test_long_press_marks_present),
        TEST(test_sheet_follows_the_roll),
        TEST(test_roll_of_another_session_is_dropped),
        TEST(test_left_early_takes_minutes_and_a_reason),
        TEST(test_keeping_the_minutes_writes_nothing),
        TEST(test_lost_card_is_asked_first),
        TEST(test_missed_session_is_credited),
        TEST(test_online_by_list),
        TEST(test_drag_scrolls_and_touches_nothing),
        TEST(test_fling_decays),
        TEST(test_past_the_end_returns),
        TEST(test_thumb_shows_the_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
