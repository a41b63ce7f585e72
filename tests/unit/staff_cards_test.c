/* kiosk: enrolment, without a card, guests, the device. */
#include "staff_control_stage.h"

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

static void test_a_binding_that_fails(void **unused)
{
    (void)unused;
    enrol_third();
    answer((struct door_answer){.kind = DOOR_BIND_ARM, .member_id = "M-3", .code = ERROR_FULL});
    assert_string_equal(next_request(DOOR_BIND_ARM).member_id, "M-3");
    assert_string_equal(next_request(DOOR_SOUND).reason, "refused");
    assert_int_equal(state()->news, STAFF_NEWS_FAILED);
    assert_int_equal(state()->enrol, STAFF_ENROL_TAP);
}

static void bound(void)
{
    enrol_third();
    struct door_answer given = {
        .kind = DOOR_BIND_ARM, .bind = LEDGER_BIND_DONE, .can_unbind = true, .member_id = "M-3"};
    answer(given);
    next_request(DOOR_BIND_ARM);
    assert_int_equal(state()->enrol, STAFF_ENROL_DONE);
    assert_true(state()->enrol_undo);
}

static void test_a_binding_is_taken_back(void **unused)
{
    (void)unused;
    bound();
    touch(STAFF_ZONE_UNDO);
    assert_string_equal(next_request(DOOR_UNBIND).member_id, "M-3");
    touch(STAFF_ZONE_UNDO); /* asked for already */
    no_request();
    answer((struct door_answer){.kind = DOOR_UNBIND, .member_id = "M-3"});
    assert_string_equal(next_request(DOOR_SOUND).reason, "accepted");
    assert_int_equal(state()->enrol, STAFF_ENROL_CHOOSE);
    no_request(); /* the card still at the reader is not bound again */
}

static void test_a_binding_that_stays(void **unused)
{
    (void)unused;
    bound();
    touch(STAFF_ZONE_UNDO);
    next_request(DOOR_UNBIND);
    answer((struct door_answer){.kind = DOOR_UNBIND, .member_id = "M-3", .code = ERROR_FULL});
    assert_string_equal(next_request(DOOR_SOUND).reason, "refused");
    assert_int_equal(state()->news, STAFF_NEWS_FAILED);
    assert_true(state()->enrol_undo); /* try again */
    touch(STAFF_ZONE_UNDO);
    next_request(DOOR_UNBIND);
    answer((struct door_answer){.kind = DOOR_UNBIND, .member_id = "M-3", .code = ERROR_NOT_FOUND});
    next_request(DOOR_SOUND);
    assert_false(state()->enrol_undo);
    assert_int_equal(state()->enrol, STAFF_ENROL_DONE);
}

/* The tap that tests the card counts, and would stay. */
static void test_a_tested_binding_stays(void **unused)
{
    (void)unused;
    bound();
    assert_true(result(LEDGER_PRESENT, "M-3", "Võ Thị Ẩn"));
    assert_false(state()->enrol_undo);
    touch(STAFF_ZONE_UNDO);
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

/* Whose card it is may be coming in: told by a ribbon over 16c; an instructor's over enrol.staff. */
static void test_cards_of_others_while_armed(void **unused)
{
    (void)unused;
    enrol_third();
    answer_bind(DOOR_BIND_ARM, "M-3", LEDGER_BIND_IN_USE, "9C41");
    assert_true(result(LEDGER_PRESENT, "M-9", "Mai Thị Lan Hương"));
    assert_int_equal(state()->page, STAFF_ENROL);
    assert_int_equal(state()->enrol, STAFF_ENROL_IN_USE);
    assert_true(state()->ribbon);
    touch(STAFF_ZONE_OTHER);
    next_request(DOOR_BIND_ARM);
    answer_bind(DOOR_BIND_ARM, "M-3", LEDGER_BIND_STAFF, "0001");
    pass_ms(STAFF_RIBBON_MS);
    assert_false(state()->ribbon);
    assert_true(result(LEDGER_INSTRUCTOR, "GV-0002", "Lê Thu"));
    assert_int_equal(state()->enrol, STAFF_ENROL_STAFF_CARD);
    assert_true(state()->ribbon);
    no_request(); /* it stays armed for the learner's own */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_enrolment),
        TEST(test_a_binding_that_fails),
        TEST(test_a_binding_is_taken_back),
        TEST(test_a_binding_that_stays),
        TEST(test_a_tested_binding_stays),
        TEST(test_card_in_use_moves_by_the_instructors_card),
        TEST(test_cards_of_others_while_armed),
        TEST(test_another_card_is_armed_again),
        TEST(test_locking_disarms),
        TEST(test_unknown_card_then_instructor),
        TEST(test_unknown_card_too_long_ago),
        TEST(test_forgotten_card),
        TEST(test_guest),
        TEST(test_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
