/* kiosk: unlocking, locking, the door in the meantime, the roster, and anything in any order. */
#include "staff_control_stage.h"

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

/* A roll that does not come is told, but not in the first moment. */
static void test_empty_list_is_not_shown_at_once(void **unused)
{
    (void)unused;
    result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh");
    assert_true(staff_control_waits(control));
    assert_in_range(staff_control_next_ms(control, now_ms), 1, STAFF_ROLL_WAIT_MS);
    pass_ms(STAFF_ROLL_WAIT_MS);
    assert_false(staff_control_waits(control));
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

/* When the lock is over, five tries are there again: none is told as used up. */
static void test_tries_after_the_lockout(void **unused)
{
    (void)unused;
    type_pin("111111");
    next_request(DOOR_PIN);
    answer((struct door_answer){.kind = DOOR_PIN, .code = ERROR_DENIED, .tries = 0, .locked_ms = 30000});
    pass_ms(15000);
    touch(STAFF_ZONE_KEY + '1'); /* still here */
    pass_ms(15000);
    assert_int_equal(state()->page, STAFF_UNLOCK);
    assert_int_equal(state()->pin_locked_ms, 0);
    assert_int_equal(state()->pin_tries, -1);
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
    assert_string_equal(next_request(DOOR_SETTING).name, "list");
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
    touch(STAFF_ZONE_KEY + '\n'); /* several: all of them are seen */
    assert_true(state()->keys_hidden);
    touch(STAFF_ZONE_FIELD_NAME);
    assert_false(state()->keys_hidden);
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
    touch(STAFF_ZONE_CONFIRM);
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
    static const int spans[] = {36, 9, 6, 130, 9, 7, 6, 6, 70, 25, 30, 30, 20, 4};
    int i = random_below((int)(sizeof bases / sizeof bases[0]));
    return bases[i] + random_below(spans[i]);
}

static void random_answer(void)
{
    static const int codes[] = {0, 0, 0, ERROR_DENIED, ERROR_FULL};
    struct door_answer given = {.kind = (enum door_request_kind)random_below(DOOR_SETTING + 1),
                                .code = codes[random_below(5)],
                                .bind = (enum ledger_bind_result)random_below(LEDGER_BIND_SAME + 1),
                                .locked_ms = random_below(2) * 30000,
                                .log_count = random_below(LEDGER_LOG_LINES),
                                .room_count = 6,
                                .session_count = 6};
    snprintf(given.member_id, sizeof given.member_id, "M-%d", random_below(22) + 1);
    strcpy(given.actor_id, "GV-0001");
    for (int i = 0; i < 6; i++) {
        given.rooms[i].room_id[0] = given.sessions[i].room_id[0] = (char)('A' + i);
        given.rooms[i].here = i == 0;
        given.sessions[i].session_id[0] = (char)('a' + i);
        given.sessions[i].starts_utc_ms = START_UTC_MS + random_below(600) * 60000;
        given.sessions[i].ends_utc_ms = given.sessions[i].starts_utc_ms + 3600000;
    }
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
        assert_true(now->page >= STAFF_NONE && now->page <= STAFF_LOG && now->page != STAFF_SETUP);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_card_unlocks_at_once),
        TEST(test_empty_list_is_not_shown_at_once),
        TEST(test_result_counts_once),
        TEST(test_pin_unlocks),
        TEST(test_wrong_pin_and_lockout),
        TEST(test_tries_after_the_lockout),
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
        TEST(test_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
