/* What instructors do at the device: marks and sessions, and the rolls and sheets made of them. */
#include "ledger_staff_stage.h"

#include "ledger/schema.h"

extern const char ledger_schema_001[];

static void roll_is_read(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 470);
    fixture_tap(f, 2, 503);
    struct ledger_class *list = read_class(f, "S1");
    assert_int_equal(list->count, 5);
    assert_string_equal(list->session.title, "Lớp 1");
    assert_int_equal(list->session.enrolled, 5);
    assert_int_equal(list->session.arrived, 2);
    assert_int_equal(list->threshold_percent, 80);
    assert_string_equal(list->address, "dong_chi");
    assert_false(list->check_out);
    assert_false(list->closed);
    assert_true(list->trusted);
    assert_string_equal(list->learners[0].member_id, "M1");
    assert_string_equal(list->learners[0].full_name, "Nguyễn Văn 1");
    assert_string_equal(list->learners[0].unit, "Chi bộ 1");
    assert_int_equal(list->learners[0].status, LEDGER_S_PRESENT);
    assert_int_equal(list->learners[0].arrived_utc_ms, DAY_MS + 470 * MIN_MS);
    assert_int_equal(list->learners[1].status, LEDGER_S_LATE);
    assert_int_equal(list->learners[1].minutes, 23);
    assert_false(list->learners[1].by_hand);
    assert_int_equal(list->learners[2].status, LEDGER_S_EXCUSED);
    assert_int_equal(list->learners[4].status, LEDGER_NOT_YET);
    struct ledger_class *copy = ledger_class_copy(list);
    ledger_class_free(list);
    assert_string_equal(learner_of(copy, "M7")->full_name, "Nguyễn Văn 7");
    ledger_class_free(copy);
    assert_int_equal(ledger_class_read(f->ledger, "none", &list, &f->err), ERROR_NOT_FOUND);
    assert_null(list);
}

static void marks_are_facts(void **state)
{
    struct fixture *f = *state;
    mark(f, "M1", LEDGER_S_LATE, NULL, 6);
    assert_last_fact(f, 0, "mark R101 S1 M1 - - late - G8 {\"before\":\"not_yet\",\"minutes\":6}");
    mark(f, "M1", LEDGER_S_EXCUSED, "r_ill", 6);
    assert_last_fact(f, 0, "mark R101 S1 M1 - - excused r_ill G8 {\"before\":\"late\"}");
    struct ledger_class *list = read_class(f, "S1");
    assert_int_equal(list->learners[0].status, LEDGER_S_EXCUSED);
    assert_true(list->learners[0].by_hand);
    assert_string_equal(list->learners[0].reason, "r_ill");
    assert_int_equal(list->learners[0].minutes, 0);
    ledger_class_free(list);
    mark(f, "M1", -1, NULL, 0);
    assert_last_fact(f, 0, "mark R101 S1 M1 - - - - G8 {\"before\":\"excused\"}");
    mark(f, "M2", LEDGER_S_PRESENT, "forgot", 0);
    mark(f, "M3", LEDGER_S_PRESENT, "forgot", 0);
    mark(f, "M3", -1, NULL, 0);
    mark(f, "M7", LEDGER_S_LATE, NULL, 6);
    list = read_class(f, "S1");
    assert_int_equal(list->learners[0].status, LEDGER_NOT_YET);
    assert_false(list->learners[0].by_hand);
    assert_string_equal(list->learners[0].reason, "");
    assert_int_equal(list->learners[1].no_card_times, 1);
    assert_int_equal(list->learners[2].no_card_times, 0);
    assert_int_equal(list->learners[3].minutes, 6);
    ledger_class_free(list);
    list = read_class(f, "S2");
    assert_int_equal(list->learners[1].no_card_times, 1);
    ledger_class_free(list);
}

/* A mark equal to the standing one writes nothing; any difference does. */
static void equal_marks_write_nothing(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(500, "S1");
    int64_t seq = 0, again = 0;
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_LATE, "forgot", 6, &seq, &f->err), 0);
    assert_int_equal(seq, 1);
    act = act_at(510, "S1");
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_LATE, "forgot", 6, &again, &f->err), 0);
    assert_int_equal(again, 1);
    assert_int_equal(fact_count(f), 1);
    static const struct {
        int status;
        const char *reason;
        int minutes;
    } others[] = {{LEDGER_S_LATE, "forgot", 7},    {LEDGER_S_LATE, NULL, 7},
                  {LEDGER_S_PRESENT, NULL, 0},     {-1, NULL, 0},
                  {LEDGER_S_PRESENT, "forgot", 0}, {LEDGER_S_EXCUSED, "r_ill", 0}};
    for (int i = 0; i < 6; i++) {
        for (int twice = 0; twice < 2; twice++) {
            assert_int_equal(ledger_mark(f->ledger, &act, "M1", others[i].status, others[i].reason,
                                         others[i].minutes, &seq, &f->err),
                             0);
            assert_int_equal(seq, 2 + i);
            assert_int_equal(fact_count(f), 2 + i);
        }
    }
    /* Another learner's, and another session's, are others. */
    assert_int_equal(ledger_mark(f->ledger, &act, "M2", LEDGER_S_EXCUSED, "r_ill", 0, &seq, &f->err), 0);
    act = act_at(510, "S2");
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_EXCUSED, "r_ill", 0, &seq, &f->err), 0);
    assert_int_equal(fact_count(f), 9);
}

static void marks_refused(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(500, "S1");
    int64_t seq = 0, before = fact_count(f);
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_EXCUSED, NULL, 0, &seq, &f->err),
                     ERROR_INPUT);
    assert_string_equal(f->err.text, "excused needs a reason");
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_UNEXCUSED, "", 0, &seq, &f->err),
                     ERROR_INPUT);
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_NOT_YET, "x", 0, &seq, &f->err), ERROR_INPUT);
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_STATUSES, "x", 0, &seq, &f->err), ERROR_INPUT);
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_LATE, NULL, 1441, &seq, &f->err),
                     ERROR_INPUT);
    assert_int_equal(ledger_mark(f->ledger, &act, "M4", LEDGER_S_LATE, NULL, 1, &seq, &f->err),
                     ERROR_NOT_FOUND);
    assert_string_equal(f->err.text, "the learner is not in the class of session S1");
    act.actor_id = "";
    assert_int_equal(ledger_mark(f->ledger, &act, "M1", LEDGER_S_LATE, NULL, 1, &seq, &f->err), ERROR_INPUT);
    act = act_at(500, "none");
    assert_int_equal(ledger_session_mark(f->ledger, &act, "close", 0, &seq, &f->err), ERROR_NOT_FOUND);
    act = act_at(500, "S1");
    assert_int_equal(ledger_session_mark(f->ledger, &act, "open", 0, &seq, &f->err), ERROR_INPUT);
    assert_int_equal(ledger_session_mark(f->ledger, &act, "start", DAY_MS + 690 * MIN_MS, &seq, &f->err),
                     ERROR_INPUT);
    assert_int_equal(fact_count(f), before);
    assert_int_equal(seq, 0);
    fixture_tap(f, 1, 480); /* no transaction was left open */
}

static void session_mark(struct fixture *f, const char *what, int64_t starts_utc_ms)
{
    struct ledger_act act = act_at(495, "S1");
    int64_t seq;
    if (ledger_session_mark(f->ledger, &act, what, starts_utc_ms, &seq, &f->err) != 0)
        fail_msg("%s: %s", what, f->err.text);
}

static void session_closes_and_opens(void **state)
{
    struct fixture *f = *state;
    session_mark(f, "close", 0);
    assert_last_fact(f, 0, "mark R101 S1 - - - close - G8 -");
    struct ledger_class *list = read_class(f, "S1");
    assert_true(list->closed);
    assert_int_equal(list->learners[0].status, LEDGER_S_UNEXCUSED);
    assert_int_equal(list->learners[2].status, LEDGER_S_EXCUSED);
    ledger_class_free(list);
    session_mark(f, "reopen", 0);
    list = read_class(f, "S1");
    assert_false(list->closed);
    assert_int_equal(list->learners[0].status, LEDGER_NOT_YET);
    ledger_class_free(list);
    session_mark(f, "close", 0);
    /* A slice from before the centre knew of it does not open the roll again; a later one decides. */
    fixture_take_slice(f, "v2");
    list = read_class(f, "S1");
    assert_true(list->closed);
    ledger_class_free(list);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_sync_write(f->ledger, &now, fact_count(f), true, false, &f->err), 0);
    fixture_take_slice(f, "v3");
    list = read_class(f, "S1");
    assert_false(list->closed);
    ledger_class_free(list);
}

static void start_moves(void **state)
{
    struct fixture *f = *state;
    struct clock_reading now =
        fixture_reading(BOOT_A, 500 * MIN_MS, DAY_MS + 500 * MIN_MS, CLOCK_SOURCE_CENTRE);
    struct ledger_view view;
    fixture_tap(f, 1, 451); /* one minute after check-in opened: still counts when the start has moved */
    fixture_tap(f, 2, 499);
    session_mark(f, "start", DAY_MS + 500 * MIN_MS);
    assert_last_fact(f, 0, "mark R101 S1 - - - start - G8 {\"starts_utc_ms\":4102474800000}");
    struct ledger_class *list = read_class(f, "S1");
    assert_int_equal(list->session.starts_utc_ms, DAY_MS + 500 * MIN_MS);
    assert_int_equal(list->session.opens_utc_ms, DAY_MS + 450 * MIN_MS);
    assert_int_equal(list->learners[0].status, LEDGER_S_PRESENT);
    assert_int_equal(list->learners[1].status, LEDGER_S_PRESENT);
    ledger_class_free(list);
    assert_int_equal(ledger_view(f->ledger, "R101", &now, &view, &f->err), 0);
    assert_int_equal(view.current.starts_utc_ms, DAY_MS + 500 * MIN_MS);
    assert_int_equal(fixture_tap(f, 7, 515).verdict, LEDGER_PRESENT);
    /* It lasts over a slice that does not know it, acknowledged or not. */
    assert_int_equal(ledger_sync_write(f->ledger, &now, fact_count(f), true, false, &f->err), 0);
    fixture_take_slice(f, "v2");
    list = read_class(f, "S1");
    assert_int_equal(list->session.starts_utc_ms, DAY_MS + 500 * MIN_MS);
    ledger_class_free(list);
}

static void sheet_counts_the_course(void **state)
{
    struct fixture *f = *state;
    struct ledger_sheet *sheet = calloc(1, sizeof *sheet);
    assert_non_null(sheet);
    fixture_tap(f, 1, 470);
    assert_int_equal(ledger_sheet_read(f->ledger, "S1", "M1", DAY_MS + 500 * MIN_MS, sheet, &f->err), 0);
    assert_string_equal(sheet->learner.member_id, "M1");
    assert_int_equal(sheet->count, 2);
    assert_int_equal(sheet->held, 0);
    assert_int_equal(sheet->of, 2);
    assert_int_equal(sheet->total_halves, 4);
    assert_int_equal(sheet->spare, 0); /* 80 % of two sessions are four halves */
    assert_string_equal(sheet->cells[0].session_id, "S1");
    assert_int_equal(sheet->cells[0].status, LEDGER_S_PRESENT);
    assert_int_equal(sheet->cells[0].number, 1);
    assert_true(sheet->cells[0].today);
    assert_false(sheet->cells[0].held);
    assert_int_equal(sheet->cells[1].status, LEDGER_NOT_YET);
    assert_false(sheet->cells[1].today);
    assert_int_equal(ledger_sheet_read(f->ledger, "S1", "M1", DAY_MS + 700 * MIN_MS, sheet, &f->err), 0);
    assert_int_equal(sheet->held, 1);
    assert_int_equal(sheet->attended_halves, 2);
    assert_int_equal(sheet->held_halves, 2);
    assert_int_equal(sheet->spare, 0);
    assert_true(sheet->cells[0].held);
    mark(f, "M1", LEDGER_S_HALF, NULL, 0);
    assert_int_equal(ledger_sheet_read(f->ledger, "S1", "M1", DAY_MS + 700 * MIN_MS, sheet, &f->err), 0);
    assert_int_equal(sheet->attended_halves, 1);
    /* While the roll is open the rule takes the session as one that can be had in full. */
    assert_int_equal(sheet->spare, 0);
    session_mark(f, "close", 0);
    assert_int_equal(ledger_sheet_read(f->ledger, "S1", "M1", DAY_MS + 700 * MIN_MS, sheet, &f->err), 0);
    assert_int_equal(sheet->attended_halves, 1);
    assert_int_equal(sheet->spare, -1);
    assert_int_equal(ledger_sheet_read(f->ledger, "S1", "M4", DAY_MS, sheet, &f->err), ERROR_NOT_FOUND);
    free(sheet);
}

static void newer_members_of_the_slice(void **state)
{
    struct fixture *f = *state;
    char *json = fixture_slice(f, "v2"), moved[64];
    json = replaced(json, "\"late_after_min\": 15,",
                    "\"late_after_min\": 15, \"check_out\": true, \"address\": "
                    "\"anh_chi\",");
    snprintf(moved, sizeof moved, "\"moved_utc_ms\": %lld, \"closed\": false",
             (long long)(DAY_MS + 495 * MIN_MS));
    json = replaced(json, "\"closed\": false", moved);
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    struct ledger_class *list = read_class(f, "S1");
    assert_true(list->check_out);
    assert_string_equal(list->address, "anh_chi");
    assert_int_equal(list->session.starts_utc_ms, DAY_MS + 495 * MIN_MS);
    assert_int_equal(list->session.opens_utc_ms, DAY_MS + 450 * MIN_MS);
    ledger_class_free(list);
    /* The device's own act stands above it. */
    session_mark(f, "start", DAY_MS + 500 * MIN_MS);
    list = read_class(f, "S1");
    assert_int_equal(list->session.starts_utc_ms, DAY_MS + 500 * MIN_MS);
    ledger_class_free(list);
    json = replaced(json, "anh_chi", "madam");
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text,
                        "slice: classes[0].address must be dong_chi or anh_chi; the slice before it "
                        "stays in use");
    json = replaced(json, "madam", "dong_chi");
    json[strlen(json) - 1] = '\0';
    json =
        replaced(json, "\"excused\":", "\"pins\": [{\"member_id\": \"G8\", \"pin_hash\": 7}], \"excused\":");
    char *whole = NULL;
    assert_true(asprintf(&whole, "%s}", json) > 0);
    assert_int_equal(ledger_slice_replace(f->ledger, whole, strlen(whole), &f->err), ERROR_INPUT);
    assert_string_equal(f->err.text,
                        "slice: pins[0].pin_hash has the wrong type (integer); the slice before it stays "
                        "in use");
    free(whole);
    free(json);
}

static void version_tells_changes(void **state)
{
    struct fixture *f = *state;
    int64_t before, after;
    assert_int_equal(ledger_class_version(f->ledger, &before, &f->err), 0);
    assert_int_equal(ledger_class_version(f->ledger, &after, &f->err), 0);
    assert_int_equal(after, before);
    fixture_tap(f, 1, 470);
    assert_int_equal(ledger_class_version(f->ledger, &after, &f->err), 0);
    assert_true(after > before);
    before = after;
    fixture_take_slice(f, "v2");
    assert_int_equal(ledger_class_version(f->ledger, &after, &f->err), 0);
    assert_true(after > before);
}

static void words(void **state)
{
    (void)state;
    static const char *const expected[] = {"not_yet", "present", "late",      "left_early",
                                           "half",    "excused", "unexcused", "online"};
    for (int i = 0; i < LEDGER_STATUSES; i++) {
        assert_string_equal(ledger_status_word((enum ledger_status)i), expected[i]);
        assert_int_equal(ledger_status_parse(expected[i]), i);
    }
    assert_int_equal(ledger_status_parse("absent"), -1);
}

/* A file as the first version left it, with a tap in it. */
static void old_file_is_brought_up_to_date(void **state)
{
    struct fixture *f = *state;
    char mark_sql[200];
    sqlite3 *db;
    fixture_tap(f, 1, 470);
    ledger_close(f->ledger);
    f->ledger = NULL;
    char old_path[128], attach[256];
    snprintf(old_path, sizeof old_path, "%s/old.db", f->folder);
    assert_int_equal(sqlite3_open(old_path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, ledger_schema_001, NULL, NULL, NULL), SQLITE_OK);
    snprintf(mark_sql, sizeof mark_sql,
             "PRAGMA user_version = 1; PRAGMA application_id = %d; PRAGMA journal_mode = WAL",
             SCHEMA_APPLICATION_ID);
    assert_int_equal(sqlite3_exec(db, mark_sql, NULL, NULL, NULL), SQLITE_OK);
    snprintf(attach, sizeof attach, "ATTACH '%s' AS new", f->path);
    assert_int_equal(sqlite3_exec(db, attach, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(
            db,
            "INSERT OR REPLACE INTO state SELECT * FROM new.state; UPDATE state SET value = NULL WHERE name "
            "= "
            "'rule'; INSERT INTO boot SELECT * FROM new.boot; INSERT INTO fact SELECT * FROM new.fact; "
            "INSERT INTO slice_room SELECT * FROM new.slice_room; "
            "INSERT INTO slice_class SELECT class_id, title, kind, threshold_percent, late_after_min, "
            "opens_before_min FROM new.slice_class; INSERT INTO slice_session SELECT session_id, class_id, "
            "room_id, starts_ms, ends_ms, periods, number, of, instructor_id, closed FROM new.slice_session; "
            "INSERT INTO slice_member SELECT * FROM new.slice_member; "
            "INSERT INTO slice_enrolment SELECT class_id, member_id, ordinal FROM new.slice_enrolment; "
            "INSERT INTO slice_card SELECT * FROM new.slice_card",
            NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    snprintf(f->path, sizeof f->path, "%s/old.db", f->folder);
    struct ledger *agent;
    assert_int_equal(ledger_open(f->path, LEDGER_AGENT, &agent, &f->err), ERROR_VERSION);
    reopen(f);
    struct ledger_class *list = read_class(f, "S1");
    assert_int_equal(list->learners[0].status, LEDGER_S_PRESENT);
    assert_string_equal(list->address, "dong_chi");
    ledger_class_free(list);
    mark(f, "M2", LEDGER_S_LATE, NULL, 3);
    session_mark(f, "close", 0);
    fixture_take_slice(f, "v2");
    reopen(f);
    list = read_class(f, "S1");
    assert_true(list->closed);
    assert_int_equal(list->learners[1].minutes, 3);
    ledger_class_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(roll_is_read),
        TEST(marks_are_facts),
        TEST(equal_marks_write_nothing),
        TEST(marks_refused),
        TEST(session_closes_and_opens),
        TEST(start_moves),
        TEST(sheet_counts_the_course),
        TEST(newer_members_of_the_slice),
        TEST(version_tells_changes),
        TEST(words),
        TEST(old_file_is_brought_up_to_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
