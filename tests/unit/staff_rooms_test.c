/* kiosk: the room swap, closing the roll, the choice of the roster, what is told of them. */
#include "staff_control_stage.h"

static struct door_answer rooms; /* too big for a stack */

static void room(const char *room_id, bool here)
{
    struct door_room *one = &rooms.rooms[rooms.room_count++];
    snprintf(one->room_id, sizeof one->room_id, "%s", room_id);
    snprintf(one->name, sizeof one->name, "%s", room_id + 1);
    one->here = here;
}

static void session(const char *session_id, const char *room_id, int from_min, int to_min)
{
    struct ledger_session *one = &rooms.sessions[rooms.session_count++];
    snprintf(one->session_id, sizeof one->session_id, "%s", session_id);
    snprintf(one->room_id, sizeof one->room_id, "%s", room_id);
    one->starts_utc_ms = START_UTC_MS + from_min * 60000;
    one->ends_utc_ms = START_UTC_MS + to_min * 60000;
}

/* P101 is here; P102 has a class at the same time, P103 one that is over, P104 one in the afternoon, P105 none. */
static void give_rooms(void)
{
    memset(&rooms, 0, sizeof rooms);
    rooms.kind = DOOR_ROOMS;
    room("P101", true);
    room("P102", false);
    room("P103", false);
    room("P104", false);
    room("P105", false);
    session("S-over", "P103", -120, -30);
    session("S-same", "P102", 0, 210);
    session("S-after", "P104", 300, 420);
    answer(rooms);
}

static void answer_room(int code)
{
    answer((struct door_answer){.kind = DOOR_ROOM, .code = code, .seq = 9});
}

/* The session in hand takes place in P101. */
static void give_roll_here(void)
{
    give_roll(false);
    struct ledger_class *copy = ledger_class_copy(state()->roll);
    assert_non_null(copy);
    strcpy(copy->session.room_id, "P101");
    strcpy(copy->session.room_name, "101");
    staff_control_roll(control, copy);
}

static void open_rooms(void)
{
    unlock();
    give_roll_here();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_ROOMS);
    assert_int_equal(state()->page, STAFF_ROOMS);
    assert_false(state()->rooms_known);
    assert_string_equal(next_request(DOOR_ROOMS).reason, "");
    give_rooms();
    assert_true(state()->rooms_known);
}

static void test_rooms_say_what_is_on(void **unused)
{
    (void)unused;
    open_rooms();
    assert_int_equal(state()->room_count, 4); /* not the one where the session is */
    const struct staff_room *list = state()->rooms;
    assert_string_equal(list[0].room_id, "P102");
    assert_true(list[0].has_session && list[0].same_time);
    assert_false(list[1].has_session); /* over */
    assert_true(list[2].has_session && !list[2].same_time);
    assert_string_equal(list[2].session.session_id, "S-after");
    assert_false(list[3].has_session);
    touch(STAFF_ZONE_ROW + 3);
    assert_int_equal(state()->asked_room, 4);
    give_rooms(); /* what is asked does not change under the finger */
    assert_int_equal(state()->asked_room, 4);
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->asked_room, 0);
    assert_int_equal(state()->page, STAFF_ROOMS);
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_GRID);
    no_request();
}

static void test_move(void **unused)
{
    (void)unused;
    open_rooms();
    touch(STAFF_ZONE_CONFIRM); /* nothing is asked */
    no_request();
    touch(STAFF_ZONE_ROW + 3);
    touch(STAFF_ZONE_SWAP);  /* nobody is there to swap with */
    touch(STAFF_ZONE_BRING); /* nor to bring here */
    no_request();
    touch(STAFF_ZONE_CONFIRM);
    struct door_request request = next_request(DOOR_ROOM);
    assert_string_equal(request.session_id, "S-5");
    assert_string_equal(request.reason, "P105");
    assert_string_equal(request.actor_id, "GV-0001");
    touch(STAFF_ZONE_CONFIRM); /* not twice */
    no_request();
    assert_int_equal(state()->news, STAFF_NEWS_NONE); /* not before it is on the disk */
    answer_room(0);
    assert_int_equal(state()->page, STAFF_GRID);
    assert_int_equal(state()->news, STAFF_NEWS_MOVED);
    assert_string_equal(state()->news_room, "105");
    assert_string_equal(next_request(DOOR_SOUND).reason, "accepted");
    no_request();
    assert_in_range(staff_control_next_ms(control, now_ms), 1, STAFF_RIBBON_MS);
    pass_ms(STAFF_RIBBON_MS);
    assert_int_equal(state()->news, STAFF_NEWS_NONE);
}

static void test_swap_moves_both_and_takes_over(void **unused)
{
    (void)unused;
    open_rooms();
    touch(STAFF_ZONE_ROW);
    touch(STAFF_ZONE_BRING); /* they would be in one room at the same time */
    no_request();
    touch(STAFF_ZONE_SWAP);
    struct door_request request = next_request(DOOR_ROOM);
    assert_string_equal(request.session_id, "S-same");
    assert_string_equal(request.reason, "P101");
    request = next_request(DOOR_ROOM);
    assert_string_equal(request.session_id, "S-5");
    assert_string_equal(request.reason, "P102");
    answer_room(0);
    assert_int_equal(state()->news, STAFF_NEWS_NONE); /* half of it */
    no_request();
    answer_room(0);
    assert_int_equal(state()->news, STAFF_NEWS_SWAPPED);
    next_request(DOOR_SOUND);
    request = next_request(DOOR_ROLL); /* the one that is here now */
    assert_string_equal(request.session_id, "S-same");
    assert_null(state()->roll);
    assert_true(staff_control_waits(control));
}

static void test_later_session_is_brought(void **unused)
{
    (void)unused;
    open_rooms();
    touch(STAFF_ZONE_ROW + 2);
    touch(STAFF_ZONE_SWAP); /* not at the same time */
    no_request();
    touch(STAFF_ZONE_BRING);
    struct door_request request = next_request(DOOR_ROOM);
    assert_string_equal(request.session_id, "S-after");
    assert_string_equal(request.reason, "P101");
    answer_room(0);
    assert_int_equal(state()->news, STAFF_NEWS_BROUGHT);
    next_request(DOOR_SOUND);
    assert_string_equal(next_request(DOOR_ROLL).session_id, "S-after");
}

static void test_without_a_session_here(void **unused)
{
    (void)unused;
    snapshot.view.has_current = false;
    hear();
    assert_true(result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh"));
    no_request();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_ROOMS);
    next_request(DOOR_ROOMS);
    assert_false(state()->has_mine);
    give_rooms();
    assert_int_equal(state()->room_count, 4);
    touch(STAFF_ZONE_ROW + 3); /* nothing is on there */
    assert_int_equal(state()->asked_room, 0);
    touch(STAFF_ZONE_ROW);
    touch(STAFF_ZONE_CONFIRM); /* there is nothing to move */
    no_request();
    touch(STAFF_ZONE_BRING);
    assert_string_equal(next_request(DOOR_ROOM).session_id, "S-same");
}

static void test_way_back(void **unused)
{
    (void)unused;
    unlock();
    give_roll(false);
    struct ledger_class *copy = ledger_class_copy(state()->roll);
    assert_non_null(copy);
    strcpy(copy->session.room_id, "P105"); /* it was moved away before */
    staff_control_roll(control, copy);
    touch(STAFF_ZONE_ROOMS);
    next_request(DOOR_ROOMS);
    give_rooms();
    assert_string_equal(state()->rooms[0].room_id, "P101");
    touch(STAFF_ZONE_ROW);
    touch(STAFF_ZONE_CONFIRM);
    assert_string_equal(next_request(DOOR_ROOM).reason, "P101");
}

static void test_what_is_not_recorded_is_told(void **unused)
{
    (void)unused;
    open_rooms();
    touch(STAFF_ZONE_ROW);
    touch(STAFF_ZONE_SWAP);
    next_request(DOOR_ROOM);
    next_request(DOOR_ROOM);
    answer_room(ERROR_FULL);
    answer_room(0);
    assert_int_equal(state()->news, STAFF_NEWS_FAILED);
    assert_string_equal(next_request(DOOR_SOUND).reason, "refused");
    assert_int_equal(state()->page, STAFF_ROOMS); /* as the rooms are now */
    next_request(DOOR_ROOMS);
    assert_int_equal(state()->asked_room, 0);
    assert_string_equal(state()->roll->session.session_id, "S-5");
}

static void test_lock_forgets_the_rooms(void **unused)
{
    (void)unused;
    open_rooms();
    touch(STAFF_ZONE_ROW + 3);
    touch(STAFF_ZONE_CONFIRM);
    next_request(DOOR_ROOM);
    pass_ms(STAFF_LOCK_MS);
    assert_int_equal(state()->page, STAFF_NONE);
    next_request(DOOR_ROLL);
    assert_int_equal(state()->room_count, 0);
    answer_room(0);
    assert_int_equal(state()->news, STAFF_NEWS_NONE);
    assert_int_equal(state()->page, STAFF_NONE);
    no_request();
}

/* ---- closing the roll ---- */

static void test_closing_asks(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_CLOSE_ROLL);
    assert_int_equal(state()->page, STAFF_CLOSE);
    assert_int_equal(state()->counts[STAFF_NOT_YET], 5);
    no_request();
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_GRID);
    no_request();
    touch(STAFF_ZONE_CLOSE_ROLL);
    touch(STAFF_ZONE_CONFIRM);
    assert_string_equal(next_request(DOOR_SESSION_MARK).reason, "close");
    assert_int_equal(state()->page, STAFF_GRID);
    assert_int_equal(state()->news, STAFF_NEWS_NONE);
    answer((struct door_answer){.kind = DOOR_SESSION_MARK, .seq = 9});
    assert_int_equal(state()->news, STAFF_NEWS_CLOSED);
    assert_int_equal(state()->news_count, 5);
    next_request(DOOR_SOUND);
    /* A tap is newer: its ribbon takes the place. */
    assert_true(result(LEDGER_LATE, "M-20", "Phan Đức Mạnh"));
    assert_true(state()->ribbon);
    assert_int_equal(state()->news, STAFF_NEWS_NONE);
}

static void test_reopening_does_not_ask(void **unused)
{
    (void)unused;
    unlock();
    give_roll(true);
    struct ledger_class *copy = ledger_class_copy(state()->roll);
    assert_non_null(copy);
    copy->learners[18].status = copy->learners[19].status = LEDGER_S_UNEXCUSED;
    copy->learners[19].by_hand = true; /* stays */
    staff_control_roll(control, copy);
    touch(STAFF_ZONE_CLOSE_ROLL);
    assert_string_equal(next_request(DOOR_SESSION_MARK).reason, "reopen");
    answer((struct door_answer){.kind = DOOR_SESSION_MARK, .code = ERROR_FULL});
    assert_int_equal(state()->news, STAFF_NEWS_FAILED);
    next_request(DOOR_SOUND);
    touch(STAFF_ZONE_CLOSE_ROLL);
    next_request(DOOR_SESSION_MARK);
    answer((struct door_answer){.kind = DOOR_SESSION_MARK, .seq = 9});
    assert_int_equal(state()->news, STAFF_NEWS_REOPENED);
    assert_int_equal(state()->news_count, 1);
}

static void test_late_start_is_told(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_LATE_START);
    struct door_request request = next_request(DOOR_SESSION_MARK);
    assert_string_equal(request.reason, "start");
    answer((struct door_answer){.kind = DOOR_SESSION_MARK, .seq = 9});
    assert_int_equal(state()->news, STAFF_NEWS_STARTED);
    assert_true(state()->news_utc_ms == request.starts_utc_ms && request.starts_utc_ms % 60000 == 0);
}

/* ---- the strip and the list ---- */

/* A session beyond what this device was given has no id: nothing can be credited for it here. */
static void test_session_without_an_id_is_not_opened(void **unused)
{
    (void)unused;
    static struct door_answer given;
    unlock();
    open_sheet(17, "M-18");
    given = (struct door_answer){.kind = DOOR_SHEET};
    strcpy(given.sheet.learner.member_id, "M-18");
    given.sheet.count = 2;
    for (int i = 0; i < 2; i++) {
        given.sheet.cells[i].status = LEDGER_S_UNEXCUSED;
        given.sheet.cells[i].held = true;
    }
    strcpy(given.sheet.cells[1].session_id, "S-2");
    answer(given);
    touch(STAFF_ZONE_CELL);
    assert_int_equal(state()->asked_cell, 0);
    touch(STAFF_ZONE_CELL + 1);
    assert_int_equal(state()->asked_cell, 2);
}

/* A list thrown as hard as a finger can still shows its end. */
static void test_hard_throw_stays_in_sight(void **unused)
{
    (void)unused;
    unlock();
    staff_control_measured(control, 2000, 400);
    drag_to(400, 0, 5, 1, STAFF_ZONE_SCROLL);
    send(WINDOW_RELEASE, STAFF_ZONE_SCROLL, 0, 0);
    pass_ms(200);
    assert_true(state()->scroll_px > 1600 && state()->scroll_px <= 1700);
    pass_ms(STAFF_RETURN_MS);
    pass_ms(1);
    assert_float_equal(state()->scroll_px, 1600, 0.01);
}

/* ---- list or grid ---- */

static void test_choice_is_kept_by_the_door(void **unused)
{
    (void)unused;
    snapshot.roster_list = true; /* chosen before the restart */
    unlock();
    assert_int_equal(state()->page, STAFF_LIST);
    touch(STAFF_ZONE_VIEW);
    assert_int_equal(state()->page, STAFF_GRID);
    struct door_request request = next_request(DOOR_SETTING);
    assert_string_equal(request.reason, "roster");
    assert_string_equal(request.name, "grid");
    hear(); /* the door has not written it yet */
    touch(STAFF_ZONE_MENU);
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_GRID);
    snapshot.roster_list = false;
    hear();
    touch(STAFF_ZONE_VIEW);
    assert_int_equal(state()->page, STAFF_LIST);
    assert_string_equal(next_request(DOOR_SETTING).name, "list");
}

/* ---- the log ---- */

static void test_whole_log(void **unused)
{
    (void)unused;
    unlock();
    touch(STAFF_ZONE_DEVICE);
    next_request(DOOR_LOG);
    touch(STAFF_ZONE_LOG);
    assert_int_equal(state()->page, STAFF_LOG);
    pass_ms(STAFF_LOG_EVERY_MS); /* it goes on */
    next_request(DOOR_LOG);
    struct door_answer given = {.kind = DOOR_LOG, .log_count = 3};
    answer(given);
    assert_int_equal(state()->log_count, 3);
    touch(STAFF_ZONE_BACK);
    assert_int_equal(state()->page, STAFF_DEVICE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_rooms_say_what_is_on),
        TEST(test_move),
        TEST(test_swap_moves_both_and_takes_over),
        TEST(test_later_session_is_brought),
        TEST(test_without_a_session_here),
        TEST(test_way_back),
        TEST(test_what_is_not_recorded_is_told),
        TEST(test_lock_forgets_the_rooms),
        TEST(test_closing_asks),
        TEST(test_reopening_does_not_ask),
        TEST(test_late_start_is_told),
        TEST(test_session_without_an_id_is_not_opened),
        TEST(test_hard_throw_stays_in_sight),
        TEST(test_choice_is_kept_by_the_door),
        TEST(test_whole_log),
    };
    return cmocka_run_group_tests_name("staff_rooms", tests, NULL, NULL);
}
