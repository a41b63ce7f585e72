/* Slices: taken whole, or not at all with the place of the fault. */
#include "ledger/slice.h"
#include "ledger/store.h"
#include "ledger_fixture.h"

#define PIECES 9

/* A small slice with one piece replaced: 0 version, 1 rooms ... 7 excused, 8 the end. */
static char *slice_with(int piece, const char *text)
{
    const char *pieces[PIECES] = {
        "{\"version\": \"v2\", ",
        "\"rooms\": [{\"room_id\": \"R\", \"name\": \"9\"}], ",
        "\"classes\": [{\"class_id\": \"C\", \"title\": \"T\", \"late_after_min\": 5}], ",
        "\"sessions\": [{\"session_id\": \"S\", \"class_id\": \"C\", \"room_id\": \"R\", \"starts_utc_ms\": "
        "60000, "
        "\"ends_utc_ms\": 120000}], ",
        "\"members\": [{\"member_id\": \"M\", \"full_name\": \"N\"}], ",
        "\"enrolments\": [{\"class_id\": \"C\", \"member_id\": \"M\"}], ",
        "\"cards\": [{\"card_key\": \"00000000000000000000000000000000000000000000000000000000000000Aa\", "
        "\"member_id\": \"M\", \"role\": \"learner\", \"state\": \"active\"}], ",
        "\"excused\": []",
        "}",
    };
    if (piece >= 0)
        pieces[piece] = text;
    char *json = calloc(1, 4096);
    assert_non_null(json);
    for (int i = 0; i < PIECES; i++)
        strcat(json, pieces[i]);
    return json;
}

static int replace(struct fixture *f, int piece, const char *text)
{
    char *json = slice_with(piece, text);
    int rc = ledger_slice_replace(f->ledger, json, strlen(json), &f->err);
    free(json);
    return rc;
}

static void assert_version(struct fixture *f, const char *expected)
{
    char version[LEDGER_ID_MAX + 1];
    assert_int_equal(ledger_slice_version(f->ledger, version, sizeof version), 0);
    assert_string_equal(version, expected);
}

static void replaces_all(void **state)
{
    struct fixture *f = *state;
    struct ledger_view view;
    struct clock_reading now = fixture_reading(BOOT_C, 0, 70000, CLOCK_SOURCE_NTP);
    assert_version(f, "v1");
    if (replace(f, -1, NULL) != 0)
        fail_msg("%s", f->err.text);
    assert_version(f, "v2");
    assert_int_equal(ledger_view(f->ledger, "R", &now, &view, &f->err), 0);
    assert_string_equal(view.room_name, "9");
    assert_string_equal(view.current.session_id, "S");
    assert_int_equal(view.current.opens_utc_ms, 60000 - 30 * MIN_MS); /* 30 unless said */
    assert_int_equal(view.current.enrolled, 1);
    assert_int_equal(view.current.number, 0);
    /* The old one is gone. */
    assert_int_equal(fixture_tap(f, 1, 470).verdict, LEDGER_UNKNOWN);
    fixture_assert_roll(f, "S1", "");
    /* And comes back with its taps judged anew: the unknown one stays unknown. */
    fixture_take_slice(f, "v3");
    assert_int_equal(fixture_tap(f, 1, 471).verdict, LEDGER_PRESENT);
}

static void counts_follow_a_new_slice(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_tap(f, 1, 470).session.arrived, 1);
    char *json = fixture_slice(f, "v2");
    char *enrolment = strstr(json, "\"member_id\": \"M1\", \"ordinal\": 1");
    assert_non_null(enrolment);
    enrolment[15] = 'X'; /* learner 1 leaves the class */
    struct ledger *agent;
    assert_int_equal(ledger_open(f->path, LEDGER_AGENT, &agent, &f->err), 0);
    assert_int_equal(ledger_slice_replace(agent, json, strlen(json), &f->err), 0);
    ledger_close(agent);
    free(json);
    assert_int_equal(fixture_tap(f, 2, 471).session.arrived, 1);
}

struct fault {
    int piece;
    const char *text, *error;
};

static void faults_are_named(void **state)
{
    struct fixture *f = *state;
    static const struct fault faults[] = {
        {0, "[", "slice: not a JSON object"},
        {8, "", "slice: not a JSON object"},
        {0, "{", "slice: version must be a text of 1 to 64 bytes"},
        {0, "{\"version\": 7, ", "slice: version must be a text of 1 to 64 bytes"},
        {0, "{\"version\": \"\", ", "slice: version must be a text of 1 to 64 bytes"},
        {0, "{\"version\": \"0123456789012345678901234567890123456789012345678901234567890123x\", ",
         "slice: version must be a text of 1 to 64 bytes"},
        {1, "", "slice: rooms must be an array"},
        {7, "\"excused\": {}", "slice: excused must be an array"},
        {4, "\"members\": [7], ", "slice: members[0] is not an object"},
        {4, "\"members\": [{\"member_id\": \"M\", \"full_name\": \"N\"}, \"x\"], ",
         "slice: members[1] is not an object"},
        {4, "\"members\": [{\"full_name\": \"N\"}], ", "slice: members[0].member_id is missing"},
        {4, "\"members\": [{\"member_id\": null, \"full_name\": \"N\"}], ",
         "slice: members[0].member_id is null"},
        {4, "\"members\": [{\"member_id\": \"\", \"full_name\": \"N\"}], ",
         "slice: members[0].member_id is empty"},
        {4, "\"members\": [{\"member_id\": 5, \"full_name\": \"N\"}], ",
         "slice: members[0].member_id has the wrong type (integer)"},
        {4, "\"members\": [{\"member_id\": [\"M\"], \"full_name\": \"N\"}], ",
         "slice: members[0].member_id has the wrong type (array)"},
        {4,
         "\"members\": [{\"member_id\": "
         "\"01234567890123456789012345678901234567890123456789012345678901234\", "
         "\"full_name\": \"N\"}], ",
         "slice: members[0].member_id is longer than 64 bytes"},
        {4,
         "\"members\": [{\"member_id\": \"M\", \"full_name\": \"N\"}, {\"member_id\": \"M\", \"full_name\": "
         "\"O\"}], ",
         "slice: members[1].member_id stands there twice"},
        {6,
         "\"cards\": [{\"card_key\": \"00\", \"member_id\": \"M\", \"role\": \"learner\", \"state\": "
         "\"active\"}], ",
         "slice: cards[0].card_key must be 64 hexadecimal digits"},
        {6,
         "\"cards\": [{\"card_key\": \"g000000000000000000000000000000000000000000000000000000000000000\", "
         "\"member_id\": \"M\", \"role\": \"learner\", \"state\": \"active\"}], ",
         "slice: cards[0].card_key must be 64 hexadecimal digits"},
        {6,
         "\"cards\": [{\"card_key\": \"0000000000000000000000000000000000000000000000000000000000000000\", "
         "\"member_id\": \"M\", \"role\": \"king\", \"state\": \"active\"}], ",
         "slice: cards[0].role must be learner or instructor"},
        {6,
         "\"cards\": [{\"card_key\": \"0000000000000000000000000000000000000000000000000000000000000000\", "
         "\"member_id\": \"M\", \"role\": \"learner\", \"state\": \"lost\"}], ",
         "slice: cards[0].state must be active or blocked"},
        {2, "\"classes\": [{\"class_id\": \"C\", \"title\": \"T\", \"late_after_min\": -1}], ",
         "slice: classes[0].late_after_min must be from 0 to 1440"},
        {2, "\"classes\": [{\"class_id\": \"C\", \"title\": \"T\", \"late_after_min\": 1.5}], ",
         "slice: classes[0].late_after_min has the wrong type (real)"},
        {2, "\"classes\": [], ", "slice: session S is of a class that is not among the classes"},
        {3,
         "\"sessions\": [{\"session_id\": \"S\", \"class_id\": \"C\", \"room_id\": \"R\", \"starts_utc_ms\": "
         "5, "
         "\"ends_utc_ms\": 5}], ",
         "slice: session S ends before it starts"},
        {3,
         "\"sessions\": [{\"session_id\": \"S\", \"class_id\": \"C\", \"room_id\": \"R\", \"starts_utc_ms\": "
         "5, "
         "\"ends_utc_ms\": 9, \"closed\": 2}], ",
         "slice: sessions[0].closed must be from 0 to 1"},
        {3,
         "\"sessions\": [{\"session_id\": \"S\", \"class_id\": \"C\", \"room_id\": \"R\", \"starts_utc_ms\": "
         "5, "
         "\"ends_utc_ms\": 99999999999999999999}], ",
         "slice: sessions[0].ends_utc_ms must be from 0 to 253402300799999"},
        {2,
         "\"classes\": [{\"class_id\": \"C\", \"title\": \"T\", \"late_after_min\": 5, \"threshold_unit\": "
         "\"hour\"}], ",
         "slice: classes[0].threshold_unit must be session or period"},
        {2,
         "\"classes\": [{\"class_id\": \"C\", \"title\": \"T\", \"late_after_min\": 5, "
         "\"half_late_after_min\": \"9\"}], ",
         "slice: classes[0].half_late_after_min has the wrong type (text)"},
        {3,
         "\"sessions\": [{\"session_id\": \"S\", \"class_id\": \"C\", \"room_id\": \"R\", \"starts_utc_ms\": "
         "5, "
         "\"ends_utc_ms\": 9, \"rooms\": [\"R\", 7]}], ",
         "slice: sessions[0].rooms[1] must be an id of 1 to 64 bytes"},
        {5, "\"enrolments\": [{\"class_id\": \"C\", \"member_id\": \"M\", \"until_utc_ms\": -1}], ",
         "slice: enrolments[0].until_utc_ms must be from 0 to 253402300799999"},
        {7, "\"excused\": [], \"make_ups\": [{\"session_id\": \"S\"}]",
         "slice: make_ups[0].member_id is missing"},
        {7,
         "\"excused\": [], \"past\": [{\"session_id\": \"P\", \"class_id\": \"C\", \"starts_utc_ms\": 1, "
         "\"ends_utc_ms\": 2, \"statuses\": {\"asleep\": [\"M\"]}}]",
         "slice: past[0].statuses.asleep[0] is of no known status"},
        {7,
         "\"excused\": [], \"past\": [{\"session_id\": \"P\", \"class_id\": \"C\", \"starts_utc_ms\": 1, "
         "\"ends_utc_ms\": 2, \"statuses\": {\"late\": [\"M\", \"M\"]}}]",
         "slice: past[0].statuses.late[1] stands there twice"},
        {7,
         "\"excused\": [], \"past\": [{\"session_id\": \"P\", \"class_id\": \"C\", \"starts_utc_ms\": 1, "
         "\"ends_utc_ms\": 2, \"made_up\": 5}]",
         "slice: past[0].made_up must be an array"},
        {7,
         "\"excused\": [], \"past\": [{\"session_id\": \"P\", \"class_id\": \"C\", \"starts_utc_ms\": 1, "
         "\"ends_utc_ms\": 2, \"closed\": 2}]",
         "slice: past[0].closed must be from 0 to 1"},
        {4, "\"members\": [{\"member_id\": \"M\xff\", \"full_name\": \"N\"}], ",
         "slice: byte 270 is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char expected[256];
        snprintf(expected, sizeof expected, "%s; the slice before it stays in use", faults[i].error);
        f->err.text[0] = '\0';
        assert_int_equal(replace(f, faults[i].piece, faults[i].text), ERROR_INPUT);
        assert_string_equal(f->err.text, expected);
        assert_version(f, "v1");
    }
    /* All or nothing: the first slice still serves the door. */
    assert_int_equal(fixture_tap(f, 1, 470).verdict, LEDGER_PRESENT);
    assert_string_equal(fixture_tap(f, 4, 470).session.room_name, "202");
}

/* What an older centre does not send. */
static void newer_members_have_defaults(void **state)
{
    struct fixture *f = *state;
    sqlite3_stmt *row;
    assert_int_equal(
        replace(f, 7,
                "\"excused\": [], \"past\": [{\"session_id\": \"P\", \"class_id\": \"C\", \"starts_utc_ms\": "
                "1, \"ends_utc_ms\": 2}], \"make_ups\": [{\"session_id\": \"P\", \"member_id\": \"M\"}]"),
        0);
    static const char sql[] = "SELECT concat_all FROM (SELECT printf('%s %s %s %s %s %s %s %s %s %s | %s %s "
                              "%s %s %s | %s %s %s | %s | %s "
                              "%s %s | %s', quote(c.threshold_percent), c.threshold_unit, "
                              "quote(c.half_late_after_min), c.opens_before_min, "
                              "c.check_out, c.check_out_required, c.early_after_min, "
                              "quote(c.half_early_after_min), c.excused_absent, "
                              "c.address, s.periods, s.number, s.of, s.closed, quote(s.moved_ms), "
                              "quote(e.from_ms), quote(e.until_ms), "
                              "quote(e.counts_for), p.room_id, a.number, a.periods, a.closed, "
                              "quote(u.by_session_id)) AS concat_all "
                              "FROM slice_class c, slice_session s, slice_enrolment e, slice_place p, "
                              "slice_past a, slice_make_up u)";
    assert_int_equal(store_first(f->ledger, "testing", &f->err, &row, sql, ""), 1);
    assert_string_equal(store_text(row, 0),
                        "NULL session NULL 30 0 0 0 NULL 1 dong_chi | 0 0 0 0 NULL | NULL NULL NULL | "
                        "R | 0 0 1 | NULL");
    sqlite3_reset(row);
}

static void text_is_kept_valid(void **state)
{
    struct fixture *f = *state;
    struct fixture_roll roll = {""};
    assert_int_equal(
        replace(f, 4,
                "\"members\": [{\"member_id\": \"M\", \"full_name\": \"a\\ud800b\", \"unit\": null}], "),
        0);
    assert_int_equal(ledger_roll(f->ledger, "S", fixture_roll_row, &roll, &f->err), 1);
    assert_string_equal(roll.lines, "0 M not_yet -1 1\n");
}

static void too_big(void **state)
{
    struct fixture *f = *state;
    size_t length = SLICE_BYTES_MAX + 1;
    char *json = malloc(length);
    assert_non_null(json);
    memset(json, ' ', length);
    assert_int_equal(ledger_slice_replace(f->ledger, json, length, &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text,
                        "slice: 16777217 bytes, more than 16777216; the slice before it stays in use");
    free(json);
}

static void kiosk_taps_while_the_agent_replaces(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent;
    assert_int_equal(ledger_open(f->path, LEDGER_AGENT, &agent, &f->err), 0);
    for (int i = 0; i < 20; i++) {
        char version[16];
        snprintf(version, sizeof version, "w%d", i);
        char *json = fixture_slice(f, version);
        assert_int_equal(ledger_slice_replace(agent, json, strlen(json), &f->err), 0);
        free(json);
        assert_int_equal(fixture_tap(f, 1, 470 + i).verdict, i == 0 ? LEDGER_PRESENT : LEDGER_ALREADY);
        assert_version(f, version);
    }
    ledger_close(agent);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(replaces_all),
        TEST(counts_follow_a_new_slice),
        TEST(faults_are_named),
        TEST(text_is_kept_valid),
        TEST(newer_members_have_defaults),
        TEST(too_big),
        TEST(kiosk_taps_while_the_agent_replaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
