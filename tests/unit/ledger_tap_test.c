/* What the door answers to each kind of tap, and what it records. */
#include "ledger_fixture.h"

/* The last fact, whole. */
static void last_fact(struct fixture *f, struct ledger_fact *out, struct ledger_batch **batch)
{
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    struct ledger_sync_state sync;
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(ledger_batch_read(f->ledger, sync.last_seq - 1, 1, batch, &f->err), 0);
    assert_int_equal((*batch)->fact_count, 1);
    *out = (*batch)->facts[0];
}

static void assert_last_fact(struct fixture *f, const char *verdict, const char *session_id,
                             const char *member_id, bool card_key)
{
    struct ledger_fact fact;
    struct ledger_batch *batch;
    last_fact(f, &fact, &batch);
    assert_string_equal(fact.kind, "tap");
    assert_string_equal(fact.verdict, verdict);
    if (session_id)
        assert_string_equal(fact.session_id, session_id);
    else
        assert_null(fact.session_id);
    if (member_id)
        assert_string_equal(fact.member_id, member_id);
    else
        assert_null(fact.member_id);
    assert_int_equal(fact.card_key != NULL, card_key);
    assert_null(fact.status);
    assert_null(fact.detail);
    ledger_batch_free(batch);
}

static void present(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap(f, 1, 470);
    assert_int_equal(result.verdict, LEDGER_PRESENT);
    assert_int_equal(result.seq, 1);
    assert_int_equal(result.at_utc_ms, DAY_MS + 470 * MIN_MS);
    assert_true(result.clock_trusted);
    assert_string_equal(result.member_id, "M1");
    assert_string_equal(result.member_name, "Nguyễn Văn 1");
    assert_string_equal(result.member_unit, "Chi bộ 1");
    assert_int_equal(result.ordinal, 1);
    assert_true(result.has_session);
    assert_string_equal(result.session.session_id, "S1");
    assert_string_equal(result.session.class_id, "C1");
    assert_string_equal(result.session.title, "Lớp 1");
    assert_string_equal(result.session.room_name, "101");
    assert_string_equal(result.session.room_place, "Tầng 1, nhà A");
    assert_int_equal(result.session.opens_utc_ms, DAY_MS + 450 * MIN_MS);
    assert_int_equal(result.session.starts_utc_ms, DAY_MS + 480 * MIN_MS);
    assert_int_equal(result.session.ends_utc_ms, DAY_MS + 690 * MIN_MS);
    assert_int_equal(result.session.late_after_min, 15);
    assert_int_equal(result.session.number, 1);
    assert_int_equal(result.session.of, 2);
    assert_int_equal(result.session.enrolled, 5);
    assert_int_equal(result.session.arrived, 1);
    assert_string_equal(result.card_tail, "");
    assert_last_fact(f, "present", "S1", "M1", true);
    /* The counter includes each tap as it comes. */
    assert_int_equal(fixture_tap(f, 2, 471).session.arrived, 2);
    assert_int_equal(fixture_tap(f, 2, 472).session.arrived, 2);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 470 1\n2 M2 present 471 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
}

static void late_at_the_minute(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap_in(f, 1, "R101", BOOT_A, 496 * MIN_MS - 1);
    assert_int_equal(result.verdict, LEDGER_PRESENT);
    assert_int_equal(result.minutes_late, 0);
    result = fixture_tap(f, 2, 496);
    assert_int_equal(result.verdict, LEDGER_LATE);
    assert_int_equal(result.minutes_late, 16);
    assert_int_equal(result.session.arrived, 2);
    assert_last_fact(f, "late", "S1", "M2", true);
    /* Without grace: late from the first whole minute. */
    assert_int_equal(fixture_tap_in(f, 5, "R101", BOOT_A, 811 * MIN_MS - 1).verdict, LEDGER_PRESENT);
}

static void already(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 470);
    struct ledger_result result = fixture_tap(f, 1, 500);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_int_equal(result.first_utc_ms, DAY_MS + 470 * MIN_MS);
    assert_int_equal(result.seq, 2);
    assert_int_equal(result.session.arrived, 1);
    assert_last_fact(f, "already", "S1", "M1", true);
}

static void excused_who_comes_is_present(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_tap(f, 3, 470).verdict, LEDGER_PRESENT);
}

static void opening_and_end(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap_in(f, 1, "R101", BOOT_A, 450 * MIN_MS - 1);
    assert_int_equal(result.verdict, LEDGER_CLOSED);
    assert_string_equal(result.session.session_id, "S1");
    assert_last_fact(f, "closed", NULL, "M1", true);
    assert_int_equal(fixture_tap(f, 1, 450).verdict, LEDGER_PRESENT);
    assert_int_equal(fixture_tap(f, 2, 690).verdict, LEDGER_LATE);
    /* After the end, S5 (another class) is still on here: tomorrow's session is the learner's next. */
    result = fixture_tap_in(f, 3, "R101", BOOT_A, 690 * MIN_MS + 1);
    assert_int_equal(result.verdict, LEDGER_WRONG_SESSION);
    assert_string_equal(result.session.session_id, "S2");
    assert_last_fact(f, "wrong_session", NULL, "M3", true);
}

static void wrong_room(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap(f, 4, 475);
    assert_int_equal(result.verdict, LEDGER_WRONG_ROOM);
    assert_true(result.has_session);
    assert_string_equal(result.session.session_id, "S3");
    assert_string_equal(result.session.room_name, "202");
    assert_string_equal(result.session.room_place, "");
    assert_int_equal(result.session.arrived, 0);
    assert_last_fact(f, "wrong_room", NULL, "M4", true);
    /* In no class at all. */
    result = fixture_tap(f, 6, 475);
    assert_int_equal(result.verdict, LEDGER_WRONG_ROOM);
    assert_false(result.has_session);
    assert_string_equal(result.member_name, "Nguyễn Văn 6");
    /* Neither counts anywhere. */
    fixture_assert_roll(f, "S3", "1 M4 not_yet -1 1\n");
}

static void later_session(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap(f, 5, 475);
    assert_int_equal(result.verdict, LEDGER_WRONG_SESSION);
    assert_string_equal(result.session.session_id, "S4");
    result = fixture_tap(f, 5, 730); /* nothing is on at 12:10 */
    assert_int_equal(result.verdict, LEDGER_CLOSED);
    assert_string_equal(result.session.session_id, "S4");
    result = fixture_tap(f, 5, 1100); /* the day is over and nothing follows */
    assert_int_equal(result.verdict, LEDGER_CLOSED);
    assert_false(result.has_session);
    assert_last_fact(f, "closed", NULL, "M5", true);
}

static void two_sessions_at_once(void **state)
{
    struct fixture *f = *state;
    /* S1 08:00-11:30 and S5 10:00-12:00 both take learner 7 from 9:30: the start that is nearer wins. */
    assert_string_equal(fixture_tap(f, 7, 575).session.session_id, "S5");
    assert_string_equal(fixture_tap(f, 7, 460).session.session_id, "S1");
    /* The rule is generous where the door had to choose: one tap counts in both. */
    fixture_assert_roll(f, "S5", "1 M7 present 575 1\n");
    /* A learner of one of them is not asked about the other. */
    assert_string_equal(fixture_tap(f, 1, 595).session.session_id, "S1");
}

static void instructor(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap(f, 8, 470);
    assert_int_equal(result.verdict, LEDGER_INSTRUCTOR);
    assert_string_equal(result.member_name, "Nguyễn Văn 8");
    assert_string_equal(result.session.session_id, "S1");
    assert_int_equal(result.session.arrived, 0);
    assert_last_fact(f, "instructor", "S1", "G8", true);
    assert_false(fixture_tap(f, 8, 100).has_session);
    assert_last_fact(f, "instructor", NULL, "G8", true);
}

static void unknown_expired_phone(void **state)
{
    struct fixture *f = *state;
    struct ledger_result result = fixture_tap(f, 0xabcd, 470);
    assert_int_equal(result.verdict, LEDGER_UNKNOWN);
    assert_string_equal(result.card_tail, "ABCD");
    assert_string_equal(result.member_name, "");
    assert_false(result.has_session);
    assert_last_fact(f, "unknown", NULL, NULL, true);

    result = fixture_tap(f, 9, 470);
    assert_int_equal(result.verdict, LEDGER_EXPIRED);
    assert_string_equal(result.member_id, "");
    assert_string_equal(result.member_name, "");
    assert_last_fact(f, "expired", NULL, NULL, true);

    const uint8_t phone[4] = {0x08, 1, 2, 3};
    struct ledger_tap tap = {
        .uid = phone, .uid_length = 4, .boot_id = BOOT_A, .boottime_ms = 470 * MIN_MS, .room_id = "R101"};
    assert_int_equal(ledger_tap(f->ledger, &f->key, &tap, &result, &f->err), 0);
    assert_int_equal(result.verdict, LEDGER_PHONE);
    assert_string_equal(result.card_tail, "");
    assert_last_fact(f, "phone", NULL, NULL, false);

    /* Seven bytes that begin with 08 are a card's own number. */
    const uint8_t seven[7] = {0x08, 1, 2, 3, 4, 5, 6};
    tap.uid = seven;
    tap.uid_length = 7;
    assert_int_equal(ledger_tap(f->ledger, &f->key, &tap, &result, &f->err), 0);
    assert_int_equal(result.verdict, LEDGER_UNKNOWN);
    assert_string_equal(result.card_tail, "0506");
}

static void wrong_arguments(void **state)
{
    struct fixture *f = *state;
    const uint8_t uid[8] = {4};
    struct ledger_result result;
    struct ledger_tap tap = {.uid = uid, .uid_length = 8, .boot_id = BOOT_A, .room_id = "R101"};
    assert_int_equal(ledger_tap(f->ledger, &f->key, &tap, &result, &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text, "a card number has 4, 7 or 10 bytes, not 8");
    tap.uid_length = 7;
    strcpy(tap.boot_id, "no boot");
    assert_int_equal(ledger_tap(f->ledger, &f->key, &tap, &result, &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text, "boot id 'no boot' is not a UUID");
    assert_int_equal(fixture_tap(f, 1, 470).seq, 1);
}

static void text_is_made_valid(void **state)
{
    struct fixture *f = *state;
    struct ledger_fact fact;
    struct ledger_batch *batch;
    fixture_tap_in(f, 1, "P\xff\xc3", BOOT_A, 470 * MIN_MS);
    last_fact(f, &fact, &batch);
    assert_string_equal(fact.room_id, "P\xEF\xBF\xBD\xEF\xBF\xBD");
    ledger_batch_free(batch);
    struct clock_reading now = fixture_reading(BOOT_A, 5, DAY_MS + 5, CLOCK_SOURCE_CENTRE);
    assert_int_equal(
        ledger_device_event(f->ledger, &now, "R101", "reader_down", "bad \xed\xa0\x80 end", &f->err), 0);
    last_fact(f, &fact, &batch);
    assert_string_equal(fact.kind, "device");
    assert_string_equal(fact.status, "reader_down");
    assert_string_equal(fact.detail, "bad \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD end");
    assert_null(fact.verdict);
    ledger_batch_free(batch);
}

static void words(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "present",       "late",   "recorded", "already", "instructor", "unknown", "wrong_room",
        "wrong_session", "closed", "phone",    "expired", "left_early", "out"};
    for (int i = 0; i < LEDGER_VERDICTS; i++)
        assert_string_equal(ledger_verdict_word((enum ledger_verdict)i), expected[i]);
}

/* The count that is carried from tap to tap must equal the one read anew by another connection. */
static void counter_equals_the_roll(void **state)
{
    struct fixture *f = *state;
    static const int taps[][2] = {{1, 455}, {7, 460},  {2, 470}, {1, 471}, {4, 472}, {9, 473},
                                  {8, 474}, {77, 475}, {7, 575}, {7, 576}, {1, 580}, {2, 581},
                                  {3, 582}, {5, 583},  {7, 695}, {2, 696}};
    for (size_t i = 0; i < sizeof taps / sizeof taps[0]; i++) {
        struct ledger_result result = fixture_tap(f, taps[i][0], taps[i][1]);
        struct clock_reading now =
            fixture_reading(BOOT_A, taps[i][1] * MIN_MS, DAY_MS + taps[i][1] * MIN_MS, CLOCK_SOURCE_CENTRE);
        struct ledger *other;
        struct ledger_view kept, fresh;
        assert_int_equal(ledger_view(f->ledger, "R101", &now, &kept, &f->err), 0);
        assert_int_equal(ledger_open(f->path, LEDGER_READER, &other, &f->err), 0);
        assert_int_equal(ledger_view(other, "R101", &now, &fresh, &f->err), 0);
        ledger_close(other);
        assert_memory_equal(&kept, &fresh, sizeof kept);
        if (result.has_session && !strcmp(result.session.session_id, fresh.current.session_id))
            assert_int_equal(result.session.arrived, fresh.current.arrived);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(present),
        TEST(late_at_the_minute),
        TEST(already),
        TEST(opening_and_end),
        TEST(excused_who_comes_is_present),
        TEST(wrong_room),
        TEST(later_session),
        TEST(two_sessions_at_once),
        TEST(instructor),
        TEST(unknown_expired_phone),
        TEST(wrong_arguments),
        TEST(text_is_made_valid),
        TEST(counter_equals_the_roll),
        TEST(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
