/* Where sessions take place, what other doors saw, and make-up credit. */
#include "ledger_staff_stage.h"

#include "ledger/store.h"

static void move(struct fixture *f, const char *session_id, const char *room_id)
{
    struct ledger_act act = act_at(460, session_id);
    int64_t seq;
    if (ledger_room_move(f->ledger, &act, room_id, &seq, &f->err) != 0)
        fail_msg("room: %s", f->err.text);
    assert_int_equal(seq, fact_count(f));
}

/* The sessions of today in a room: ids and arrived, by their start. */
static void assert_sessions(struct fixture *f, const char *room_id, const char *expected)
{
    struct ledger_session sessions[8];
    char line[1024] = "";
    int count = ledger_room_sessions(f->ledger, room_id, DAY_MS, DAY_MS + 24 * HOUR_MS, sessions, 8, &f->err);
    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, "%s%.64s:%d", i ? " " : "", sessions[i].session_id,
                 sessions[i].arrived);
    }
    assert_string_equal(line, expected);
}

static void acknowledge(struct fixture *f)
{
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_sync_write(f->ledger, &now, fact_count(f), true, false, &f->err), 0);
}

static void rooms_are_listed(void **state)
{
    struct fixture *f = *state;
    struct ledger_room rooms[4];
    assert_int_equal(ledger_rooms(f->ledger, rooms, 4, &f->err), 2);
    assert_string_equal(rooms[0].room_id, "R101");
    assert_string_equal(rooms[0].name, "101");
    assert_string_equal(rooms[0].place, "Tầng 1, nhà A");
    assert_string_equal(rooms[1].room_id, "R202");
    assert_string_equal(rooms[1].place, "");
    assert_int_equal(ledger_rooms(f->ledger, rooms, 1, &f->err), 1);
    assert_sessions(f, "R101", "S1:0 S5:0 S4:0");
    assert_sessions(f, "R202", "S3:0");
    assert_sessions(f, "R303", "");
}

static void session_moves_to_another_room(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 455);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 455 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    move(f, "S1", "R202");
    assert_last_fact(f, 0, "mark R101 S1 - - - room - G8 {\"room_id\":\"R202\"}");
    assert_sessions(f, "R101", "S5:0 S4:0");
    assert_sessions(f, "R202", "S1:1 S3:0");
    /* Who was counted at the old room's door stays; who comes there now is sent on. */
    struct ledger_result result = fixture_tap(f, 2, 470);
    assert_int_equal(result.verdict, LEDGER_WRONG_ROOM);
    assert_string_equal(result.session.session_id, "S1");
    assert_string_equal(result.session.room_name, "202");
    result = fixture_tap_in(f, 2, "R202", BOOT_A, 471 * MIN_MS);
    assert_int_equal(result.verdict, LEDGER_PRESENT);
    assert_int_equal(result.session.arrived, 2);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 455 1\n2 M2 present 471 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    /* A slice that does not know of it yet changes nothing, acknowledged or not. */
    fixture_take_slice(f, "v2");
    acknowledge(f);
    fixture_take_slice(f, "v3");
    assert_sessions(f, "R202", "S1:2 S3:0");
    /* Back again: the taps at this door count, the one that was sent on too. */
    move(f, "S1", "R101");
    fixture_assert_roll(f, "S1",
                        "1 M1 present 455 1\n2 M2 present 470 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    move(f, "S1", "R202");
    acknowledge(f);
    /* The office puts it somewhere else: that is newer. */
    char *json = fixture_slice(f, "v4");
    json = replaced(json, "\"session_id\": \"S1\", \"class_id\": \"C1\", \"room_id\": \"R101\"",
                    "\"session_id\": \"S1\", \"class_id\": \"C1\", \"room_id\": \"R303\"");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    free(json);
    assert_sessions(f, "R202", "S3:0");
    assert_sessions(f, "R303", "S1:2");
}

static void moves_refused(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(460, "none");
    int64_t seq = 0, facts = fact_count(f);
    assert_int_equal(ledger_room_move(f->ledger, &act, "R202", &seq, &f->err), ERROR_NOT_FOUND);
    assert_string_equal(f->err.text, "session none is not on this device");
    act = act_at(460, "S1");
    assert_int_equal(ledger_room_move(f->ledger, &act, "R303", &seq, &f->err), ERROR_NOT_FOUND);
    assert_string_equal(f->err.text, "room R303 is not on this device");
    act.actor_id = NULL;
    assert_int_equal(ledger_room_move(f->ledger, &act, "R202", &seq, &f->err), ERROR_INPUT);
    assert_int_equal(fact_count(f), facts);
    assert_int_equal(seq, 0);
}

/* A class split over two rooms: either door counts, and both count all. */
static void session_in_two_rooms(void **state)
{
    struct fixture *f = *state;
    char *json = fixture_slice(f, "v2");
    json =
        replaced(json, "\"session_id\": \"S1\",", "\"session_id\": \"S1\", \"rooms\": [\"R202\", \"R101\"],");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    free(json);
    assert_sessions(f, "R101", "S1:0 S5:0 S4:0");
    assert_sessions(f, "R202", "S1:0 S3:0");
    assert_int_equal(fixture_tap(f, 1, 470).verdict, LEDGER_PRESENT);
    struct ledger_result result = fixture_tap_in(f, 2, "R202", BOOT_A, 471 * MIN_MS);
    assert_int_equal(result.verdict, LEDGER_PRESENT);
    assert_int_equal(result.session.arrived, 2);
    result = fixture_tap_in(f, 1, "R202", BOOT_A, 475 * MIN_MS);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_int_equal(result.first_utc_ms, DAY_MS + 470 * MIN_MS);
    /* Learner 4 of the other class there is not led astray. */
    result = fixture_tap_in(f, 4, "R202", BOOT_A, 476 * MIN_MS);
    assert_string_equal(result.session.session_id, "S3");
    fixture_assert_roll(f, "S1",
                        "1 M1 present 470 1\n2 M2 present 471 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    /* Moved at this door it is in that room alone. */
    move(f, "S1", "R101");
    assert_sessions(f, "R101", "S1:2 S5:0 S4:0");
    assert_sessions(f, "R202", "S3:1");
}

static int take_arrivals(struct fixture *f, const char *cursor, const char *rows)
{
    char json[1024];
    snprintf(json, sizeof json, "{\"arrivals\": [%s], \"newer\": 1}", rows);
    return ledger_arrivals_replace(f->ledger, cursor, json, strlen(json), &f->err);
}

/* 4102472160000 is minute 456 of the day. */
#define ARRIVAL(member, room, session, at, trusted, leaves)                                                  \
    "{\"member_id\": \"" member "\", \"room_id\": \"" room "\", \"session_id\": " session                    \
    ", \"at_utc_ms\": " at ", \"trusted\": " trusted ", \"leaves\": " leaves "}"

static void assert_cursor(struct fixture *f, const char *expected)
{
    char cursor[LEDGER_CURSOR_MAX + 1];
    assert_int_equal(ledger_arrivals_cursor(f->ledger, cursor, sizeof cursor), 0);
    assert_string_equal(cursor, expected);
}

static void arrivals_are_replaced(void **state)
{
    struct fixture *f = *state;
    assert_cursor(f, "");
    assert_int_equal(
        take_arrivals(f, "a1",
                      ARRIVAL("M1", "R101", "\"S1\"", "4102472160000", "true", "false") ", " //
                      ARRIVAL("M2", "R101", "\"S1\"", "4102472160000", "false",
                              "false") ", " ARRIVAL("M7", "R202", "null", "4102472160000", "1", "0")),
        0);
    assert_cursor(f, "a1");
    fixture_assert_roll(f, "S1",
                        "1 M1 present 456 1\n2 M2 present -1 0\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    assert_sessions(f, "R101", "S1:2 S5:0 S4:0");
    /* This door knows who came by the other one. */
    struct ledger_result result = fixture_tap(f, 1, 500);
    assert_int_equal(result.verdict, LEDGER_ALREADY);
    assert_int_equal(result.first_utc_ms, DAY_MS + 456 * MIN_MS);
    assert_int_equal(result.session.arrived, 2);
    /* Whole each time: what is not told again is gone. Own taps stay. */
    assert_int_equal(take_arrivals(f, "a2",
                                   ARRIVAL("M7", "R101", "\"S1\"", "4102472160000", "true", "false") ", " //
                                   ARRIVAL("M7", "R101", "\"S1\"", "4102474800000", "true", "true")),
                     0);
    assert_cursor(f, "a2");
    fixture_assert_roll(f, "S1",
                        "1 M1 late 500 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 left_early 456 1\n"
                        "5 M9 not_yet -1 1\n");
    /* Not facts of this device. */
    assert_int_equal(fact_count(f), 1);
    assert_int_equal(take_arrivals(f, "a3", ""), 0);
    fixture_assert_roll(f, "S1",
                        "1 M1 late 500 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
}

/* The slice tells which rooms a session has left: who was counted there by another door is in. */
static void rooms_that_a_session_has_left(void **state)
{
    struct fixture *f = *state;
    char *json = replaced(fixture_slice(f, "v2"), "\"session_id\": \"S1\",",
                          "\"session_id\": \"S1\", \"former_rooms\": [\"R303\", \"R101\"],");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    free(json);
    assert_sessions(f, "R101", "S1:0 S5:0 S4:0");
    assert_sessions(f, "R303", "");
    assert_int_equal(take_arrivals(f, "a1",
                                   ARRIVAL("M1", "R303", "\"S1\"", "4102472160000", "true", "false") ", " //
                                   ARRIVAL("M2", "R303", "\"S2\"", "4102472160000", "true", "false") ", " //
                                   ARRIVAL("M7", "R202", "\"S1\"", "4102472160000", "true", "false") ", " //
                                   ARRIVAL("M9", "R303", "null", "4102472160000", "true", "false")),
                     0);
    fixture_assert_roll(f, "S1",
                        "1 M1 present 456 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    assert_int_equal(fixture_tap(f, 1, 500).verdict, LEDGER_ALREADY);
    assert_int_equal(fixture_tap_in(f, 2, "R303", BOOT_A, 501 * MIN_MS).verdict, LEDGER_WRONG_ROOM);
    /* What this door itself knew of a room it knows on, whatever a slice tells. */
    fixture_take_slice(f, "v3");
    fixture_assert_roll(f, "S1",
                        "1 M1 present 456 1\n2 M2 not_yet -1 1\n3 M3 excused -1 1\n4 M7 not_yet -1 1\n"
                        "5 M9 not_yet -1 1\n");
    json = replaced(fixture_slice(f, "v4"), "\"session_id\": \"S1\",",
                    "\"session_id\": \"S1\", \"former_rooms\": [7],");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), ERROR_INPUT);
    free(json);
}

static void arrivals_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const faults[][2] = {
        {"7", "arrivals[0] is not an object"},
        {ARRIVAL("M1", "R101", "null", "1", "true", "false") ", {\"member_id\": \"M1\"}",
         "arrivals[1].room_id is missing"},
        {ARRIVAL("", "R101", "null", "1", "true", "false"),
         "arrivals[0].member_id must be an id of 1 to 64 bytes"},
        {ARRIVAL("M1", "R101", "5", "1", "true", "false"), "arrivals[0].session_id has the wrong type"},
        {ARRIVAL("M1", "R101", "null", "-1", "true", "false"), "arrivals[0].at_utc_ms is no time"},
        {ARRIVAL("M1", "R101", "null", "1", "2", "false"), "arrivals[0].trusted must be 0 or 1"},
        {ARRIVAL("M1", "R101", "null", "1", "true", "\"x\""), "arrivals[0].leaves has the wrong type"},
    };
    assert_int_equal(
        take_arrivals(f, "a1", ARRIVAL("M1", "R101", "\"S1\"", "4102472160000", "true", "false")), 0);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char expected[160];
        snprintf(expected, sizeof expected, "%s; the arrivals before stay in use", faults[i][1]);
        assert_int_equal(take_arrivals(f, "a2", faults[i][0]), ERROR_INPUT);
        assert_string_equal(f->err.text, expected);
    }
    static const char *const documents[] = {"", "[]", "{}", "{\"arrivals\": {}}", "{\"arrivals\": ["};
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        assert_int_equal(
            ledger_arrivals_replace(f->ledger, "a2", documents[i], strlen(documents[i]), &f->err),
            ERROR_INPUT);
        assert_string_equal(f->err.text,
                            "arrivals: not a JSON object with an array arrivals; the arrivals before "
                            "stay in use");
    }
    assert_cursor(f, "a1");
    assert_sessions(f, "R101", "S1:1 S5:0 S4:0");
}

static void make_up(struct fixture *f, const char *member_id, bool credited, const char *reason)
{
    struct ledger_act act = act_at(700, "S1");
    int64_t seq;
    if (ledger_make_up(f->ledger, &act, member_id, credited, reason, &seq, &f->err) != 0)
        fail_msg("make-up: %s", f->err.text);
    assert_int_equal(seq, fact_count(f));
}

/* Status, halves and made_up of a learner's S1 by the rule. */
static void assert_credit(struct fixture *f, const char *member_id, const char *expected)
{
    sqlite3_stmt *row;
    char line[64];
    assert_int_equal(
        store_first(f->ledger, "testing", &f->err, &row,
                    "SELECT status, halves, made_up FROM rule_credit WHERE session_id = 'S1' AND "
                    "member_id = ?",
                    "t", member_id),
        1);
    snprintf(line, sizeof line, "%s %d %d", store_text(row, 0), sqlite3_column_int(row, 1),
             sqlite3_column_int(row, 2));
    sqlite3_reset(row);
    assert_string_equal(line, expected);
}

static void make_up_is_credited_and_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(700, "S1");
    int64_t seq = 0;
    assert_credit(f, "M2", "not_yet 0 0");
    make_up(f, "M2", true, "r_meet");
    assert_last_fact(f, 0, "makeup R101 S1 M2 - - credited r_meet G8 {\"by_session_id\":null}");
    assert_credit(f, "M2", "not_yet 2 1");
    assert_credit(f, "M1", "not_yet 0 0");
    make_up(f, "M2", false, NULL);
    assert_last_fact(f, 0, "makeup R101 S1 M2 - - withdrawn - G8 {\"by_session_id\":null}");
    assert_credit(f, "M2", "not_yet 0 0");
    int64_t facts = fact_count(f);
    assert_int_equal(ledger_make_up(f->ledger, &act, "M4", true, NULL, &seq, &f->err), ERROR_NOT_FOUND);
    assert_string_equal(f->err.text, "the learner has no seat in session S1");
    act = act_at(700, "none");
    assert_int_equal(ledger_make_up(f->ledger, &act, "M2", true, NULL, &seq, &f->err), ERROR_NOT_FOUND);
    assert_int_equal(fact_count(f), facts);
    assert_int_equal(seq, 0);
}

/* An act here stands until the centre, which knows it, says otherwise. */
static void make_up_and_the_slice(void **state)
{
    struct fixture *f = *state;
    static const char right[] =
        "\"make_ups\": [{\"session_id\": \"S1\", \"member_id\": \"M2\", \"by_session_id\": "
        "null}], \"excused\":";
    make_up(f, "M2", true, NULL);
    fixture_take_slice(f, "v2");
    assert_credit(f, "M2", "not_yet 2 1");
    acknowledge(f);
    fixture_take_slice(f, "v3"); /* may only be slow */
    assert_credit(f, "M2", "not_yet 2 1");
    char *json = replaced(fixture_slice(f, "v4"), "\"excused\":", right);
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    assert_credit(f, "M2", "not_yet 2 1");
    fixture_take_slice(f, "v5"); /* the office has taken it back */
    assert_credit(f, "M2", "not_yet 0 0");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    make_up(f, "M2", false, NULL);
    assert_credit(f, "M2", "not_yet 0 0");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    assert_credit(f, "M2", "not_yet 0 0");
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rooms_are_listed),
        TEST(session_moves_to_another_room),
        TEST(moves_refused),
        TEST(session_in_two_rooms),
        TEST(arrivals_are_replaced),
        TEST(arrivals_refused),
        TEST(make_up_and_the_slice),
        TEST(make_up_is_credited_and_withdrawn),
        TEST(rooms_that_a_session_has_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
