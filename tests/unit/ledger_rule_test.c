/* The rule in SQLite on the vectors, row by row. PostgreSQL runs the same ones in scenario.ledger_rule. */
#include "ledger_fixture.h"

#include <dirent.h>

#include "ledger/store.h"

#define FOLDER SOURCE_DIR "/tests/vectors"

static char *file_read(const char *path)
{
    FILE *in = fopen(path, "r");
    if (!in)
        fail_msg("%s cannot be opened", path);
    char *text = calloc(1, 65536);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, in) < 65535);
    fclose(in);
    return text;
}

static void run_file(sqlite3 *db, const char *path)
{
    char *sql = file_read(path), *problem = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s: %s", path, problem);
    free(sql);
}

static void clock_text(sqlite3_stmt *row, int column, char out[32])
{
    long long ms = sqlite3_column_int64(row, column);
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        strcpy(out, "-");
    else
        snprintf(out, 32, "%02lld:%02lld:%02lld.%03lld", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
                 ms % 1000);
}

/* The next line of an expected file that is no comment, without its end; NULL at the end. */
static char *next_line(char **place)
{
    char *line;
    do {
        line = strsep(place, "\n");
    } while (line && (line[0] == '#' || !line[0]));
    return line;
}

/* What an expected file is compared with, by how its name ends; the most special end first. Times as clock times. */
static const struct {
    const char *end, *query;
    int first_time, last_time; /* columns; none when first is greater */
} outputs[] = {
    {".credit.tsv",
     "SELECT class_id, member_id, session_id, status, closed, counted, weight, halves, made_up FROM "
     "rule_credit "
     "ORDER BY class_id, member_id, session_id",
     1, 0},
    {".course.tsv",
     "SELECT class_id, member_id, attended, held, total, threshold_percent, reaches, can_reach FROM "
     "rule_course "
     "ORDER BY class_id, member_id",
     1, 0},
    {".tsv",
     "SELECT session_id, ordinal, member_id, status, arrived_ms, left_ms, time_trusted FROM rule_roll "
     "ORDER BY session_id, ordinal, member_id",
     4, 5},
};

static size_t output_of(const char *file)
{
    size_t i = 0;
    while (strlen(file) < strlen(outputs[i].end) ||
           strcmp(file + strlen(file) - strlen(outputs[i].end), outputs[i].end) != 0)
        i++;
    return i;
}

/* The row as the expected file writes it. */
static void row_text(sqlite3_stmt *row, size_t output, char *out, size_t capacity)
{
    size_t length = 0;
    for (int column = 0; column < sqlite3_column_count(row); column++) {
        char clock[32];
        const char *text = store_text(row, column);
        if (column >= outputs[output].first_time && column <= outputs[output].last_time) {
            clock_text(row, column, clock);
            text = clock;
        }
        length += (size_t)snprintf(out + length, capacity - length, "%s%s", column ? "\t" : "", text);
        assert_true(length < capacity);
    }
}

/* One expected file. Returns the number of its rows. */
static int theme(const char *file)
{
    char path[512], found[512];
    sqlite3 *db;
    sqlite3_stmt *row;
    int rows = 0;
    size_t output = output_of(file);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    run_file(db, FOLDER "/tables.sql");
    run_file(db, SOURCE_DIR "/kiosk/ledger/rule.sql");
    snprintf(path, sizeof path, FOLDER "/%.*s.sql", (int)(strlen(file) - strlen(outputs[output].end)), file);
    run_file(db, path);
    snprintf(path, sizeof path, FOLDER "/%s", file);
    char *expected = file_read(path), *place = expected;
    assert_int_equal(sqlite3_prepare_v2(db, outputs[output].query, -1, &row, NULL), SQLITE_OK);
    for (; sqlite3_step(row) == SQLITE_ROW; rows++) {
        row_text(row, output, found, sizeof found);
        char *line = next_line(&place);
        if (!line || strcmp(line, found) != 0)
            fail_msg("%s: expected \"%s\", found \"%s\"", file, line ? line : "no more", found);
    }
    char *line = next_line(&place);
    if (line)
        fail_msg("%s: no row \"%s\"", file, line);
    sqlite3_finalize(row);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    free(expected);
    return rows;
}

static int is_expected(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && !strcmp(dot, ".tsv");
}

static void vectors(void **state)
{
    (void)state;
    struct dirent **entries;
    int rows = 0, count = scandir(FOLDER, &entries, is_expected, alphasort);
    assert_true(count >= 19);
    for (int i = 0; i < count; i++) {
        rows += theme(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    assert_true(rows >= 261);
}

/* A condition on the session must reach the indexes: without that a roll would read every learner's every
 * tap. */
static void condition_reaches_the_indexes(void **state)
{
    struct fixture *f = *state;
    sqlite3_stmt *row;
    static const char *const wanted[] = {
        "(session_id=?)",
        "(class_id=?)",
        "tap_time USING PRIMARY KEY (member_id=? AND room_id=? AND at_ms>? AND at_ms<?)",
        "tap_time USING COVERING INDEX tap_time_untrusted (member_id=? AND "
        "session_id=? AND room_id=? AND trusted=?",
        "tap_time USING COVERING INDEX tap_time_leaves (member_id=? AND session_id=? AND room_id=?",
        "held_overlap USING PRIMARY KEY (session_id=?)",
        "INDEX fact_mark (session_id=? AND member_id=?)",
        "slice_excused USING PRIMARY KEY (session_id=? AND member_id=?)"};
    bool found[sizeof wanted / sizeof wanted[0]] = {false};
    assert_int_equal(sqlite3_prepare_v2(f->ledger->db,
                                        "EXPLAIN QUERY PLAN SELECT * FROM rule_roll WHERE session_id = ?", -1,
                                        &row, NULL),
                     SQLITE_OK);
    while (sqlite3_step(row) == SQLITE_ROW) {
        const char *line = store_text(row, 3);
        if (!strncmp(line, "SCAN", 4) && strncmp(line, "SCAN counted", 12) != 0 &&
            strncmp(line, "SCAN timed", 10) != 0)
            fail_msg("%s", line);
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
            found[i] |= strstr(line, wanted[i]) != NULL;
    }
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!found[i])
            fail_msg("not in the plan: %s", wanted[i]);
    }
    sqlite3_finalize(row);
}

static int roll_steps(sqlite3 *db)
{
    sqlite3_stmt *row;
    int rows = 0;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT * FROM rule_roll WHERE session_id = 'S'", -1, &row, NULL),
                     SQLITE_OK);
    while (sqlite3_step(row) == SQLITE_ROW)
        rows++;
    assert_int_equal(rows, 1);
    int steps = sqlite3_stmt_status(row, SQLITE_STMTSTATUS_VM_STEP, 0);
    sqlite3_finalize(row);
    return steps;
}

/* Who plays with a reader adds work by the tap, not by each arrival with each departure with each untrusted tap. */
static void many_taps_cost_each_its_own(void **state)
{
    (void)state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    run_file(db, FOLDER "/tables.sql");
    run_file(db, SOURCE_DIR "/kiosk/ledger/rule.sql");
    static const char few[] =
        "INSERT INTO rule_policy (class_id) VALUES ('C');"
        "INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms) VALUES ('S', 'C', 0, "
        "0, 9000);"
        "INSERT INTO rule_place VALUES ('S', 'R', 0);"
        "INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES ('C', 'M', 1);"
        "INSERT INTO rule_tap VALUES ('M', 'R', 'S', 1, 1, 0), ('M', 'R', 'S', 2, 1, 1), ('M', 'R', 'S', 3, "
        "0, 0)";
    static const char many[] =
        "WITH RECURSIVE n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 303) "
        "INSERT INTO rule_tap SELECT 'M', 'R', 'S', i, i % 3 > 0, i % 3 = 1 FROM n";
    assert_int_equal(sqlite3_exec(db, few, NULL, NULL, NULL), SQLITE_OK);
    int before = roll_steps(db);
    assert_int_equal(sqlite3_exec(db, many, NULL, NULL, NULL), SQLITE_OK);
    int each = (roll_steps(db) - before) / 300;
    if (each > 1000)
        fail_msg("%d steps for each further tap", each);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Marks in a real ledger: no program makes them yet, but the rule and the counter already know them. */
static void marks_in_the_ledger(void **state)
{
    struct fixture *f = *state;
    fixture_tap(f, 1, 470);
    static const char insert[] =
        "INSERT INTO fact (seq, kind, boot_id, boottime_ms, session_id, member_id, status, chain) "
        "VALUES (%d, 'mark', zeroblob(16), 0, 'S1', '%s', %s, zeroblob(32))";
    static const char *const marks[][2] = {
        {"M1", "'unexcused'"}, {"M2", "'present'"}, {"M3", "'excused'"}, {"M3", "NULL"}, {"M7", "'online'"}};
    for (int i = 0; i < 5; i++) {
        char sql[512];
        snprintf(sql, sizeof sql, insert, i + 2, marks[i][0], marks[i][1]);
        assert_int_equal(store_script(f->ledger, sql, "testing", &f->err), 0);
    }
    fixture_assert_roll(f, "S1",
                        "1 M1 unexcused 470 1\n2 M2 present -1 1\n3 M3 excused -1 1\n4 M7 online -1 1\n"
                        "5 M9 not_yet -1 1\n");
    /* Who was marked present or online has been counted before the tap. */
    assert_int_equal(fixture_tap(f, 2, 480).verdict, LEDGER_ALREADY);
    assert_int_equal(fixture_tap(f, 7, 480).verdict, LEDGER_ALREADY);
    /* Who was marked absent and comes is told how the tap reads; the mark stands until an instructor mends
     * it. */
    struct ledger_result result = fixture_tap(f, 1, 500);
    assert_int_equal(result.verdict, LEDGER_LATE);
    assert_int_equal(result.minutes_late, 20);
    assert_int_equal(result.session.arrived, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(many_taps_cost_each_its_own),
        cmocka_unit_test_setup_teardown(condition_reaches_the_indexes, fixture_setup_open, fixture_teardown),
        cmocka_unit_test_setup_teardown(marks_in_the_ledger, fixture_setup_open, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
