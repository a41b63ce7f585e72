/* The controller of the instructors' pages alone: fabricated snapshots, answers and touches go in, requests and states come
 * out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above before it. */
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "staff.h"

#define START_UTC_MS 1791851400000 /* 2026-10-13 07:30 in Hanoi */

static struct staff_control *control;
static struct door_snapshot snapshot;
static int64_t now_ms;

static const struct staff_state *state(void)
{
    return staff_control_state(control);
}

static int set_up(void **unused)
{
    (void)unused;
    struct error err = {0};
    now_ms = 1000000;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.ready = true;
    struct ledger_view *view = &snapshot.view;
    view->has_current = view->clock_trusted = true;
    strcpy(view->current.session_id, "S-5");
    view->now_utc_ms = START_UTC_MS + 11 * 60000;
    return staff_control_open(true, &control, &err);
}

static int tear_down(void **unused)
{
    (void)unused;
    staff_control_close(control);
    control = NULL;
    return 0;
}

static void pass_ms(int64_t ms)
{
    now_ms += ms;
    staff_control_tick(control, now_ms);
}

static bool hear(void)
{
    return staff_control_snapshot(control, &snapshot, now_ms);
}

static bool result(enum ledger_verdict verdict, const char *member_id, const char *name)
{
    snapshot.results++;
    snapshot.result_mono_ms = now_ms;
    memset(&snapshot.result, 0, sizeof snapshot.result);
    snapshot.result.verdict = verdict;
    snprintf(snapshot.result.member_id, sizeof snapshot.result.member_id, "%s", member_id);
    snprintf(snapshot.result.member_name, sizeof snapshot.result.member_name, "%s", name);
    return hear();
}

static struct window_event event_at(enum window_event_kind kind, int zone, float y)
{
    return (struct window_event){.kind = kind, .zone = zone, .x = 100, .y = y, .at_ms = now_ms};
}

static void send(enum window_event_kind kind, int zone, float y, float dy)
{
    struct window_event event = event_at(kind, zone, y);
    event.dy = dy;
    staff_control_event(control, &event);
}

static void touch(int zone)
{
    send(WINDOW_PRESS, zone, 100, 0);
    now_ms += 60;
    send(WINDOW_TAP, zone, 100, 0);
}

static void type_keys(const char *text)
{
    for (; *text; text++)
        touch(STAFF_ZONE_KEY + *text);
}

static struct door_request next_request(enum door_request_kind kind)
{
    struct door_request request;
    assert_true(staff_control_request(control, &request));
    assert_int_equal(request.kind, kind);
    return request;
}

static void no_request(void)
{
    struct door_request request;
    assert_false(staff_control_request(control, &request));
}

static void answer(struct door_answer answer)
{
    static uint64_t number;
    answer.number = ++number;
    staff_control_answer(control, &answer, now_ms);
}

static void answer_mark(const char *member_id, int code)
{
    struct door_answer given = {.kind = DOOR_MARK, .code = code, .seq = 7};
    snprintf(given.member_id, sizeof given.member_id, "%s", member_id);
    answer(given);
}

static void answer_bind(enum door_request_kind kind, const char *member_id, enum ledger_bind_result bind,
                        const char *tail)
{
    struct door_answer given = {.kind = kind, .bind = bind};
    snprintf(given.member_id, sizeof given.member_id, "%s", member_id);
    snprintf(given.card_tail, sizeof given.card_tail, "%s", tail);
    strcpy(given.holder.full_name, "Mai Thị Lan Hương");
    answer(given);
}

/* 20 learners M-1 ...: two thirds present, one late, one excused by hand, the others not yet. */
static void give_roll(bool closed)
{
    static const char *const names[] = {"Nguyễn Hoài An", "Trần Thị Ngọc Ánh", "Võ Thị Ẩn", "Phan Đức Mạnh"};
    struct ledger_class *roll = calloc(1, sizeof *roll);
    assert_non_null(roll);
    strcpy(roll->session.session_id, "S-5");
    roll->session.starts_utc_ms = START_UTC_MS;
    roll->session.ends_utc_ms = START_UTC_MS + 210 * 60000;
    roll->closed = closed;
    roll->count = 20;
    roll->learners = calloc(roll->count, sizeof roll->learners[0]);
    assert_non_null(roll->learners);
    for (size_t i = 0; i < roll->count; i++) {
        struct ledger_learner *learner = &roll->learners[i];
        snprintf(learner->member_id, sizeof learner->member_id, "M-%zu", i + 1);
        snprintf(learner->full_name, sizeof learner->full_name, "%s", names[i % 4]);
        learner->ordinal = (int)i + 1;
        learner->status = i < 13 ? LEDGER_S_PRESENT : LEDGER_NOT_YET;
        strcpy(learner->card_tail, i == 2 ? "B07E" : "51D0");
    }
    roll->learners[13].status = LEDGER_S_LATE;
    roll->learners[13].minutes = 6;
    roll->learners[13].arrived_utc_ms = START_UTC_MS + 6 * 60000;
    roll->learners[14].status = LEDGER_S_EXCUSED;
    roll->learners[14].by_hand = true;
    strcpy(roll->learners[14].reason, "r_ill");
    staff_control_roll(control, roll);
}

static void unlock(void)
{
    hear();
    assert_true(result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh"));
    struct door_request request = next_request(DOOR_ROLL);
    assert_string_equal(request.session_id, "S-5");
    assert_string_equal(request.actor_id, "GV-0001");
    give_roll(false);
    no_request();
}

static void open_sheet(int row, const char *member_id)
{
    touch(STAFF_ZONE_ROW + row);
    assert_int_equal(state()->page, STAFF_SHEET);
    struct door_request request = next_request(DOOR_SHEET);
    assert_string_equal(request.member_id, member_id);
    assert_string_equal(request.session_id, "S-5");
}

/* ---- 11 ---- */

static void test_card_unlocks_at_once(void **unused)
{
    (void)unused;
    unlock();
    assert_int_equal(state()->page, STAFF_GRID);
    assert_string_equal(state()->actor_name, "Đỗ Minh");
    assert_int_equal(state()->shown_count, 20);
    assert_false(state()->ribbon);
}

/* What lies in the snapshot since before the window looked is news as well; the same result twice is not. */
static void test_result_counts_once(void **unused)
{
    (void)unused;
    assert_true(result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh"));
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_NONE);
    assert_false(hear());
    assert_int_equal(state()->page, STAFF_NONE);
}

static void type_pin(const char *pin)
{
    hear();
    touch(SCREEN_ZONE_LOCK);
    assert_int_equal(state()->page, STAFF_UNLOCK);
    type_keys(pin);
}

static void test_pin_unlocks(void **unused)
{
    (void)unused;
    type_pin("48275");
    assert_int_equal(state()->pin_digits, 5);
    touch(STAFF_ZONE_KEY + '\b');
    assert_int_equal(state()->pin_digits, 4);
    no_request();
    type_keys("51");
    assert_true(state()->pin_checking);
    assert_string_equal(next_request(DOOR_PIN).pin, "482751");
    type_keys("9"); /* not while it is checked */
    no_request();
    struct door_answer given = {.kind = DOOR_PIN};
    strcpy(given.actor_id, "GV-0002");
    strcpy(given.actor_name, "Lê Thu");
    answer(given);
    assert_int_equal(state()->page, STAFF_GRID);
    assert_int_equal(state()->pin_digits, 0);
    assert_string_equal(next_request(DOOR_ROLL).actor_id, "GV-0002");
}

static void test_wrong_pin_and_lockout(void **unused)
{
    (void)unused;
    type_pin("111111");
    next_request(DOOR_PIN);
    answer((struct door_answer){.kind = DOOR_PIN, .code = ERROR_DENIED, .tries = 1});
    assert_int_equal(state()->page, STAFF_UNLOCK);
    assert_int_equal(state()->pin_tries, 1);
    assert_int_equal(state()->pin_digits, 0);
    type_keys("111111");
    next_request(DOOR_PIN);
    answer((struct door_answer){.kind = DOOR_PIN, .code = ERROR_DENIED, .tries = 0, .locked_ms = 30000});
    assert_int_equal(state()->pin_locked_ms, 30000);
    type_keys("1");
    assert_int_equal(state()->pin_digits, 0);
    pass_ms(12000);
    assert_int_equal(state()->pin_locked_ms, 30000 - 12000 - 60);
    /* The page may go, the lock stays; the card works meanwhile. */
    touch(STAFF_ZONE_BACK);
    touch(SCREEN_ZONE_LOCK);
    assert_true(state()->pin_locked_ms > 17000);
    result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh");
    assert_int_equal(state()->page, STAFF_GRID);
}

static void test_unlock_page_goes_after_20_s(void **unused)
{
    (void)unused;
    type_pin("12");
    pass_ms(19900);
    assert_int_equal(state()->page, STAFF_UNLOCK);
    touch(STAFF_ZONE_KEY + '3');
    pass_ms(19900);
    assert_int_equal(state()->page, STAFF_UNLOCK);
    pass_ms(100);
    assert_int_equal(state()->page, STAFF_NONE);
    assert_int_equal(state()->pin_digits, 0);
    no_request();
}

static void test_other_card_is_no_instructors(void **unused)
{
    (void)unused;
    type_pin("");
    assert_true(result(LEDGER_UNKNOWN, "", ""));
    assert_true(state()->not_staff);
    assert_true(state()->ribbon); /* its learner sees what became of the tap */
    pass_ms(STAFF_NOT_STAFF_MS);
    assert_false(state()->not_staff);
}

static void test_locks_after_two_minutes(void **unused)
{
    (void)unused;
    unlock();
    open_sheet(2, "M-3");
    pass_ms(100000);
    touch(STAFF_ZONE_STATUS + LEDGER_S_EXCUSED);
    pass_ms(STAFF_LOCK_MS - 15000);
    assert_int_equal(state()->page, STAFF_SHEET);
    assert_int_equal(state()->locks_in_ms, 15000);
    pass_ms(14999);
    assert_int_equal(state()->page, STAFF_SHEET);
    pass_ms(1);
    assert_int_equal(state()->page, STAFF_NONE);
    assert_string_equal(next_request(DOOR_ROLL).session_id, "");
    no_request();
    /* Nothing that was read stays behind the lock. */
    assert_null(state()->roll);
    assert_string_equal(state()->sheet.learner.full_name, "");
    assert_string_equal(state()->actor_name, "");
}

/* ---- the door goes on ---- */

static void test_ribbon(void **unused)
{
    (void)unused;
    static const int zones[] = {0,
                                STAFF_ZONE_SEARCH,
                                STAFF_ZONE_STATISTICS,
                                STAFF_ZONE_NO_CARD,
                                STAFF_ZONE_GUEST,
                                STAFF_ZONE_DEVICE,
                                STAFF_ZONE_MENU,
                                STAFF_ZONE_ENROL};
    static const enum staff_page pages[] = {STAFF_GRID,  STAFF_SEARCH, STAFF_STATISTICS, STAFF_NO_CARD,
                                            STAFF_GUEST, STAFF_DEVICE, STAFF_MENU,       STAFF_ENROL};
    unlock();
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (zones[i])
            touch(zones[i]);
        assert_int_equal(state()->page, pages[i]);
        assert_true(result(LEDGER_PRESENT, "M-14", "Phan"));
        assert_int_equal(state()->page, pages[i]);
        assert_true(state()->ribbon);
        assert_true(staff_control_next_ms(control, now_ms) <= STAFF_RIBBON_MS);
        pass_ms(STAFF_RIBBON_MS - 1);
        assert_true(state()->ribbon);
        pass_ms(1);
        assert_false(state()->ribbon);
        if (zones[i])
            touch(STAFF_ZONE_BACK);
        assert_int_equal(state()->page, STAFF_GRID);
    }
}

static void test_page_under_the_finger_is_not_touched(void **unused)
{
    (void)unused;
    type_pin("");
    send(WINDOW_PRESS, STAFF_ZONE_BACK, 10, 0);
    result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh");
    assert_int_equal(state()->page, STAFF_GRID);
    send(WINDOW_TAP, STAFF_ZONE_BACK, 10, 0);
    assert_int_equal(state()->page, STAFF_GRID);
}

static void test_failed_tap_is_not_hidden(void **unused)
{
    (void)unused;
    unlock();
    snapshot.failed = true;
    assert_false(result(LEDGER_PRESENT, "", ""));
}

static void test_locked_desk_leaves_results_alone(void **unused)
{
    (void)unused;
    hear();
    assert_false(result(LEDGER_PRESENT, "M-1", "An"));
    assert_false(result(LEDGER_UNKNOWN, "", ""));
    struct window_event event = event_at(WINDOW_TAP, SCREEN_ZONE_PANEL, 10);
    assert_false(staff_control_event(control, &event));
}

/* ---- the roster ---- */

static void test_filters_and_sorts(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_FILTER + STAFF_PRESENT);
    assert_int_equal(state()->filter, STAFF_PRESENT);
    assert_int_equal(state()->shown_count, 13);
    touch(STAFF_ZONE_FILTER + STAFF_EARLY); /* nobody: grey */
    assert_int_equal(state()->filter, STAFF_PRESENT);
    touch(STAFF_ZONE_FILTER + STAFF_PRESENT);
    assert_int_equal(state()->filter, STAFF_ALL);
    touch(STAFF_ZONE_SORT + STAFF_BY_TIME);
    assert_int_equal(state()->sort, STAFF_BY_TIME);
    touch(STAFF_ZONE_SORT + STAFF_BY_TIME);
    assert_int_equal(state()->sort, STAFF_BY_ORDINAL);
}

static void test_list_is_kept(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    assert_int_equal(state()->page, STAFF_MENU);
    assert_int_equal(state()->under, STAFF_GRID);
    touch(STAFF_ZONE_VIEW);
    assert_int_equal(state()->page, STAFF_LIST);
    touch(STAFF_ZONE_LOCK);
    assert_int_equal(state()->page, STAFF_NONE);
    next_request(DOOR_ROLL);
    result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh");
    assert_int_equal(state()->page, STAFF_LIST);
}

static void test_search_types_and_returns(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_SEARCH);
    type_keys("Ngu");
    assert_string_equal(state()->query, "Ngu");
    assert_int_equal(state()->caret_mono_ms, now_ms);
    touch(STAFF_ZONE_KEY + '\b');
    assert_string_equal(state()->query, "Ng");
    struct window_event typed = event_at(WINDOW_TEXT, 0, 0);
    strcpy(typed.text, "u");
    staff_control_event(control, &typed);
    assert_string_equal(state()->query, "Ngu");
    touch(STAFF_ZONE_ROW + 1);
    assert_int_equal(state()->page, STAFF_SHEET);
    assert_int_equal(state()->under, STAFF_SEARCH);
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_SEARCH);
    assert_string_equal(state()->query, "Ngu");
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_GRID);
    assert_string_equal(state()->query, "");
    assert_int_equal(state()->shown_count, 20);
}

static void test_close_reopen_and_late_start(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_CLOSE_ROLL);
    assert_string_equal(next_request(DOOR_SESSION_MARK).reason, "close");
    assert_int_equal(state()->page, STAFF_GRID);
    give_roll(true);
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_CLOSE_ROLL);
    assert_string_equal(next_request(DOOR_SESSION_MARK).reason, "reopen");
    pass_ms(30000);
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_LATE_START);
    struct door_request request = next_request(DOOR_SESSION_MARK);
    assert_string_equal(request.reason, "start");
    assert_int_equal(request.starts_utc_ms, START_UTC_MS + 11 * 60000); /* the minute on the clock */
    snapshot.view.clock_trusted = false;
    hear();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_LATE_START);
    assert_string_equal(next_request(DOOR_SOUND).reason, "refused");
    no_request();
}

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

/* ---- scrolling ---- */

static void drag_to(float from, float to, int steps, int step_ms, int zone)
{
    send(WINDOW_PRESS, zone, from, 0);
    for (int i = 1; i <= steps; i++) {
        now_ms += step_ms;
        float y = from + (to - from) * (float)i / (float)steps;
        send(WINDOW_DRAG, zone, y, (to - from) / (float)steps);
    }
}

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

/* ---- cards ---- */

static void enrol_third(void)
{
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_ENROL);
    assert_int_equal(state()->page, STAFF_ENROL);
    assert_int_equal(state()->enrol, STAFF_ENROL_CHOOSE);
    touch(STAFF_ZONE_ROW + 2);
    assert_int_equal(state()->enrol, STAFF_ENROL_TAP);
    assert_string_equal(state()->enrol_old_tail, "B07E");
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, "M-3");
}

static void test_enrolment(void **unused)
{
    (void)unused;
    enrol_third();
    answer_bind(DOOR_BIND_ARM, "M-3", LEDGER_BIND_DONE, "9C41");
    assert_int_equal(state()->enrol, STAFF_ENROL_DONE);
    assert_string_equal(state()->enrol_tail, "9C41");
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, ""); /* others at the door are counted again */
    assert_false(state()->enrol_tested);
    assert_true(result(LEDGER_PRESENT, "M-9", "Other"));
    assert_false(state()->enrol_tested);
    assert_true(result(LEDGER_PRESENT, "M-3", "Võ Thị Ẩn"));
    assert_true(state()->enrol_tested);
    touch(STAFF_ZONE_NEXT);
    assert_int_equal(state()->enrol, STAFF_ENROL_CHOOSE);
    no_request();
}

static void test_card_in_use_moves_by_the_instructors_card(void **unused)
{
    (void)unused;
    enrol_third();
    answer_bind(DOOR_BIND_ARM, "M-3", LEDGER_BIND_IN_USE, "9C41");
    assert_int_equal(state()->enrol, STAFF_ENROL_IN_USE);
    assert_string_equal(state()->enrol_holder.full_name, "Mai Thị Lan Hương");
    touch(STAFF_ZONE_MOVE);
    assert_string_equal(staff_control_notice(control), "unlock.tap");
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, "");
    result(LEDGER_PRESENT, "M-9", "Other"); /* not that card */
    no_request();
    assert_true(result(LEDGER_INSTRUCTOR, "GV-0002", "Lê Thu"));
    struct door_request request = next_request(DOOR_BIND_FORCE);
    assert_string_equal(request.member_id, "M-3");
    assert_string_equal(request.actor_id, "GV-0002"); /* who allowed it */
    assert_null(staff_control_notice(control));
    answer_bind(DOOR_BIND_FORCE, "M-3", LEDGER_BIND_DONE, "9C41");
    assert_int_equal(state()->enrol, STAFF_ENROL_DONE);
    no_request();
}

static void test_another_card_is_armed_again(void **unused)
{
    (void)unused;
    enrol_third();
    answer_bind(DOOR_BIND_ARM, "M-3", LEDGER_BIND_IN_USE, "9C41");
    touch(STAFF_ZONE_OTHER);
    assert_int_equal(state()->enrol, STAFF_ENROL_TAP);
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, "M-3");
    answer_bind(DOOR_BIND_ARM, "M-3", LEDGER_BIND_STAFF, "0001");
    assert_int_equal(state()->enrol, STAFF_ENROL_STAFF_CARD);
    answer_bind(DOOR_BIND_ARM, "M-8", LEDGER_BIND_DONE, "0002"); /* of a learner who was left */
    assert_int_equal(state()->enrol, STAFF_ENROL_STAFF_CARD);
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->enrol, STAFF_ENROL_CHOOSE);
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, "");
}

static void test_locking_disarms(void **unused)
{
    (void)unused;
    enrol_third();
    pass_ms(STAFF_LOCK_MS);
    assert_int_equal(state()->page, STAFF_NONE);
    next_request(DOOR_ROLL);
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, "");
}

static void test_unknown_card_then_instructor(void **unused)
{
    (void)unused;
    hear();
    snapshot.result.verdict = LEDGER_UNKNOWN;
    result(LEDGER_UNKNOWN, "", "");
    pass_ms(29000);
    result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh");
    assert_int_equal(state()->page, STAFF_ENROL);
    next_request(DOOR_ROLL);
    give_roll(false);
    touch(STAFF_ZONE_ROW + 2);
    assert_string_equal(next_request(DOOR_BIND_FORCE).member_id, "M-3");
    answer_bind(DOOR_BIND_FORCE, "M-3", LEDGER_BIND_DONE, "77AA");
    assert_int_equal(state()->enrol, STAFF_ENROL_DONE);
}

static void test_unknown_card_too_long_ago(void **unused)
{
    (void)unused;
    hear();
    result(LEDGER_UNKNOWN, "", "");
    pass_ms(STAFF_CARD_READY_MS + 1);
    result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh");
    assert_int_equal(state()->page, STAFF_GRID);
}

static void test_forgotten_card(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_NO_CARD);
    touch(STAFF_ZONE_SAVE); /* nobody was chosen */
    no_request();
    type_keys("Phan");
    touch(STAFF_ZONE_ROW + 4);
    touch(STAFF_ZONE_SAVE);
    struct door_request request = next_request(DOOR_MARK);
    assert_string_equal(request.member_id, "M-20");
    assert_int_equal(request.status, LEDGER_S_PRESENT);
    assert_string_equal(request.reason, "forgot");
    answer_mark("M-20", 0);
    assert_int_equal(state()->page, STAFF_GRID);
    assert_int_equal(state()->saved_status, LEDGER_S_PRESENT);
    assert_int_equal(state()->shown_count, 20);
}

static void test_guest(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_GUEST);
    touch(STAFF_ZONE_SAVE); /* no name: the keyboard asks for it */
    no_request();
    assert_int_equal(state()->guest_field, 1);
    type_keys("le an");
    assert_string_equal(state()->guest_name, "Le An");
    touch(STAFF_ZONE_KEY + '\n');
    assert_int_equal(state()->guest_field, 2);
    type_keys("so");
    touch(STAFF_ZONE_HIDE_KEYS);
    assert_int_equal(state()->guest_field, 0);
    touch(STAFF_ZONE_WHY + 2);
    touch(STAFF_ZONE_SAVE);
    struct door_request request = next_request(DOOR_GUEST);
    assert_string_equal(request.name, "Le An");
    assert_string_equal(request.unit, "So");
    assert_string_equal(request.reason, "speaker");
    assert_string_equal(request.session_id, "S-5");
    answer((struct door_answer){.kind = DOOR_GUEST});
    assert_int_equal(state()->page, STAFF_GRID);
    assert_string_equal(state()->guest_name, "");
}

/* ---- 18 ---- */

static void test_device(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_DEVICE);
    next_request(DOOR_LOG);
    struct door_answer given = {.kind = DOOR_LOG, .log_count = 1};
    strcpy(given.log[0].kind, "tap");
    answer(given);
    assert_int_equal(state()->log_count, 1);
    touch(STAFF_ZONE_LAMP + 3);
    assert_int_equal(next_request(DOOR_LAMP).status, 3);
    assert_int_equal(state()->lamp_lit, 3);
    pass_ms(STAFF_LAMP_MS);
    assert_int_equal(state()->lamp_lit, -1);
    assert_false(staff_control_language(control));
    touch(STAFF_ZONE_LANGUAGE);
    assert_true(staff_control_language(control));
    assert_false(staff_control_language(control));
}

/* ---- anything in any order ---- */

static uint32_t seed = 20261013;

static int random_below(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

static int random_zone(void)
{
    static const int bases[] = {STAFF_ZONE_BACK,    STAFF_ZONE_FILTER,
                                STAFF_ZONE_SORT,    STAFF_ZONE_KEY,
                                STAFF_ZONE_STATUS,  STAFF_ZONE_REASON,
                                STAFF_ZONE_LAMP,    STAFF_ZONE_WHY,
                                STAFF_ZONE_MINUTES, STAFF_ZONE_ROW,
                                STAFF_ZONE_BACK,    STAFF_ZONE_BACK,
                                STAFF_ZONE_ROW,     0};
    static const int spans[] = {30, 9, 6, 130, 9, 7, 6, 6, 70, 25, 30, 30, 20, 4};
    int i = random_below((int)(sizeof bases / sizeof bases[0]));
    return bases[i] + random_below(spans[i]);
}

static void random_answer(void)
{
    static const int codes[] = {0, 0, 0, ERROR_DENIED, ERROR_FULL};
    struct door_answer given = {.kind = (enum door_request_kind)random_below(DOOR_SOUND + 1),
                                .code = codes[random_below(5)],
                                .bind = (enum ledger_bind_result)random_below(LEDGER_BIND_SAME + 1),
                                .locked_ms = random_below(2) * 30000,
                                .log_count = random_below(LEDGER_LOG_LINES)};
    snprintf(given.member_id, sizeof given.member_id, "M-%d", random_below(22) + 1);
    strcpy(given.actor_id, "GV-0001");
    answer(given);
}

static void random_step(void)
{
    static const enum ledger_verdict verdicts[] = {LEDGER_PRESENT, LEDGER_UNKNOWN, LEDGER_INSTRUCTOR};
    int zone = random_zone();
    switch (random_below(12)) {
    case 0:
        result(verdicts[random_below(3)], random_below(2) ? "GV-0001" : "M-3", "A");
        break;
    case 1:
        random_answer();
        break;
    case 2:
        give_roll(random_below(2));
        break;
    case 3:
        pass_ms(random_below(3000));
        break;
    case 4:
        drag_to(200, (float)random_below(400), 5, 1 + random_below(30), zone);
        send(random_below(2) ? WINDOW_TAP : WINDOW_RELEASE, zone, 100, 0);
        break;
    case 5:
        send(WINDOW_PRESS, zone, 100, 0);
        pass_ms(random_below(900));
        break;
    default:
        touch(zone);
    }
}

/* Whatever is touched when: what is shown exists, the list stays near its ends, and behind the lock there is nothing. */
static void test_any_order(void **unused)
{
    (void)unused;
    for (int i = 0; i < 30000; i++) {
        random_step();
        staff_control_measured(control, 2000, 400);
        const struct staff_state *now = state();
        assert_true(now->page >= STAFF_NONE && now->page <= STAFF_MENU && now->page != STAFF_SETUP);
        assert_true(now->pin_digits >= 0 && now->pin_digits <= STAFF_PIN_DIGITS);
        assert_true(now->scroll_px > -400 && now->scroll_px < 2400);
        assert_true(now->shown_count == 0 || now->roll);
        assert_true(now->page != STAFF_NONE ||
                    (!now->roll && !now->sheet.learner.full_name[0] && !now->query[0]));
        assert_in_range(staff_control_next_ms(control, now_ms), 0, 60000);
        struct door_request request;
        while (staff_control_request(control, &request))
            assert_true(request.kind != DOOR_MARK || request.status < 0 || request.reason[0] ||
                        (request.status != LEDGER_S_EXCUSED && request.status != LEDGER_S_UNEXCUSED));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_card_unlocks_at_once),
        TEST(test_result_counts_once),
        TEST(test_pin_unlocks),
        TEST(test_wrong_pin_and_lockout),
        TEST(test_unlock_page_goes_after_20_s),
        TEST(test_other_card_is_no_instructors),
        TEST(test_locks_after_two_minutes),
        TEST(test_ribbon),
        TEST(test_page_under_the_finger_is_not_touched),
        TEST(test_failed_tap_is_not_hidden),
        TEST(test_locked_desk_leaves_results_alone),
        TEST(test_filters_and_sorts),
        TEST(test_list_is_kept),
        TEST(test_search_types_and_returns),
        TEST(test_close_reopen_and_late_start),
        TEST(test_one_touch_writes),
        TEST(test_undo_ends_after_10_s),
        TEST(test_undo_gives_the_mark_before_back),
        TEST(test_absence_needs_a_reason),
        TEST(test_late_takes_minutes),
        TEST(test_refused_mark_is_told),
        TEST(test_long_press_marks_present),
        TEST(test_sheet_follows_the_roll),
        TEST(test_roll_of_another_session_is_dropped),
        TEST(test_drag_scrolls_and_touches_nothing),
        TEST(test_fling_decays),
        TEST(test_past_the_end_returns),
        TEST(test_thumb_shows_the_letter),
        TEST(test_enrolment),
        TEST(test_card_in_use_moves_by_the_instructors_card),
        TEST(test_another_card_is_armed_again),
        TEST(test_locking_disarms),
        TEST(test_unknown_card_then_instructor),
        TEST(test_unknown_card_too_long_ago),
        TEST(test_forgotten_card),
        TEST(test_guest),
        TEST(test_device),
        TEST(test_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
