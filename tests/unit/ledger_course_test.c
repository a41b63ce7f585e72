/* One learner over a whole course: weights, halves, excuses, make-ups, sessions before and beyond the slice, another class. */
#include "ledger_staff_stage.h"

#include "ledger/store.h"

/* A slice of one room made of its variable parts. Cards of learners 1 to 4 and instructor 8. */
static void take(struct fixture *f, const char *classes, const char *sessions, const char *enrolments,
                 const char *more)
{
    char *json = NULL, hex[65];
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    assert_non_null(out);
    fprintf(out,
            "{\"version\": \"c\", \"rooms\": [{\"room_id\": \"R101\", \"name\": \"101\"}, "
            "{\"room_id\": \"R202\", \"name\": \"202\"}], \"classes\": [%s], \"sessions\": [%s], "
            "\"enrolments\": [%s], \"members\": [",
            classes, sessions, enrolments);
    for (int i = 1; i <= 4; i++)
        fprintf(out, "%s{\"member_id\": \"M%d\", \"full_name\": \"Lê Thị %d\"}", i > 1 ? ", " : "", i, i);
    fprintf(out, "], \"cards\": [");
    for (int i = 1; i <= 4; i++) {
        fixture_card_hex(f, i, hex);
        fprintf(out,
                "%s{\"card_key\": \"%s\", \"member_id\": \"M%d\", \"role\": \"learner\", \"state\": "
                "\"active\"}",
                i > 1 ? ", " : "", hex, i);
    }
    fprintf(out, "]%s}", more);
    assert_int_equal(fclose(out), 0);
    if (ledger_slice_replace(f->ledger, json, strlen(json), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(json);
}

#define CLASS(id, more) "{\"class_id\": \"" id "\", \"title\": \"T\", \"late_after_min\": 15" more "}"
#define SEAT(class, member, more)                                                                            \
    "{\"class_id\": \"" class "\", \"member_id\": \"" member "\", \"ordinal\": 1" more "}"
/* Today from 08:00 to 11:30 plus days, in room R101. DAY_MS + 480 min is 4102473600000. */
/* TODAY and TOMORROW are two arguments. */
#define SESSION(...) SESSION_OF(__VA_ARGS__)
#define SESSION_OF(id, class, starts, ends, more)                                                            \
    "{\"session_id\": \"" id "\", \"class_id\": \"" class "\", \"room_id\": \"R101\", \"starts_utc_ms\": "   \
                                                          "" starts ", \"ends_utc_ms\": " ends more "}"
#define TODAY    "4102473600000", "4102486200000"
#define TOMORROW "4102560000000", "4102572600000"
#define PAST(id, class, number, starts, periods, more)                                                       \
    "{\"session_id\": \"" id "\", \"class_id\": \"" class "\", \"number\": " number ", \"starts_utc_ms\": "  \
                                                          "" starts "000000, \"ends_utc_ms\": " starts       \
                                                          "900000, \"periods\": " periods more "}"
#define NONE ", \"excused\": []"

static void read_sheet(struct fixture *f, const char *session_id, const char *member_id, int64_t at_min,
                       struct ledger_sheet *sheet)
{
    if (ledger_sheet_read(f->ledger, session_id, member_id, DAY_MS + at_min * MIN_MS, sheet, &f->err) != 0)
        fail_msg("sheet: %s", f->err.text);
}

/* held of | attended held total | spare | the strip: number, session, status, and h held, m made up, t today. */
static void assert_sheet(struct fixture *f, const char *session_id, const char *member_id, int64_t at_min,
                         const char *expected)
{
    struct ledger_sheet *sheet = calloc(1, sizeof *sheet);
    char line[1024];
    assert_non_null(sheet);
    read_sheet(f, session_id, member_id, at_min, sheet);
    size_t used =
        (size_t)snprintf(line, sizeof line, "%d %d | %d %d %d | %d |", sheet->held, sheet->of,
                         sheet->attended_halves, sheet->held_halves, sheet->total_halves, sheet->spare);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct ledger_strip_cell *cell = &sheet->cells[i];
        used += (size_t)snprintf(line + used, sizeof line - used, " %d:%s:%s%s%s%s", cell->number,
                                 cell->session_id, ledger_status_word(cell->status),
                                 cell->held || cell->made_up || cell->today ? ":" : "", cell->held ? "h" : "",
                                 cell->made_up ? "m" : "");
        used += (size_t)snprintf(line + used, sizeof line - used, "%s", cell->today ? "t" : "");
    }
    assert_string_equal(line, expected);
    free(sheet);
}

static void act_session(struct fixture *f, const char *session_id, const char *what)
{
    struct ledger_act act = act_at(700, session_id);
    int64_t seq;
    if (ledger_session_mark(f->ledger, &act, what, 0, &seq, &f->err) != 0)
        fail_msg("%s: %s", what, f->err.text);
}

static void act_mark(struct fixture *f, const char *session_id, const char *member_id, int status)
{
    struct ledger_act act = act_at(700, session_id);
    int64_t seq;
    if (ledger_mark(f->ledger, &act, member_id, status, "r_ill", 0, &seq, &f->err) != 0)
        fail_msg("mark: %s", f->err.text);
}

static void act_make_up(struct fixture *f, const char *session_id, const char *member_id, bool credited)
{
    struct ledger_act act = act_at(700, session_id);
    int64_t seq;
    if (ledger_make_up(f->ledger, &act, member_id, credited, NULL, &seq, &f->err) != 0)
        fail_msg("make-up: %s", f->err.text);
}

/* Four sessions before the slice, two in it, two beyond it. */
static void before_in_and_beyond_the_slice(void **state)
{
    struct fixture *f = *state;
    take(
        f, CLASS("C", ", \"threshold_percent\": 80"),
        SESSION("S1", "C", TODAY, ", \"number\": 5, \"of\": 8") ", " //
        SESSION("S2", "C", TOMORROW, ", \"number\": 6, \"of\": 8"),
        SEAT("C", "M1", "") ", " SEAT("C", "M2", ""),
        NONE ", \"past\": [" //
        PAST("P1", "C", "1", "4100000", "5", ", \"statuses\": {\"present\": [\"M1\"], \"late\": [\"M2\"]}") ", " PAST(
            "P2", "C", "2", "4100001", "5",
            ", \"statuses\": {\"half\": [\"M1\"], \"unexcused\": [\"M2\"]}") ", " PAST("P3", "C", "3",
                                                                                       "4100002", "5",
                                                                                       ", \"statuses\": "
                                                                                       "{\"unexcused\": "
                                                                                       "[\"M1\", \"M2\"]}, "
                                                                                       "\"made_up\": "
                                                                                       "[\"M1\"]") ", " PAST("P4",
                                                                                                             "C",
                                                                                                             "4",
                                                                                                             "4100003",
                                                                                                             "5",
                                                                                                             ", \"statuses\": {\"unexcused\": [\"M1\"]}, \"forgot\": [\"M1\"]") "]");
    /* M2's fourth session is told by nobody: its roll is open, so it can still be had. */
    assert_sheet(f, "S1", "M1", 470,
                 "4 8 | 5 8 16 | 0 | 1:P1:present:h 2:P2:half:h 3:P3:unexcused:hm 4:P4:unexcused:h "
                 "5:S1:not_yet:t 6:S2:not_yet 7::not_yet 8::not_yet");
    assert_sheet(f, "S1", "M2", 470,
                 "4 8 | 2 8 16 | -1 | 1:P1:late:h 2:P2:unexcused:h 3:P3:unexcused:h 4:P4:not_yet:h "
                 "5:S1:not_yet:t 6:S2:not_yet 7::not_yet 8::not_yet");
    fixture_tap(f, 1, 470);
    assert_sheet(f, "S1", "M1", 700,
                 "5 8 | 7 10 16 | 0 | 1:P1:present:h 2:P2:half:h 3:P3:unexcused:hm 4:P4:unexcused:h "
                 "5:S1:present:ht 6:S2:not_yet 7::not_yet 8::not_yet");
    /* The credit is taken back here, then given for another session. */
    act_make_up(f, "P3", "M1", false);
    assert_sheet(f, "S1", "M1", 700,
                 "5 8 | 5 10 16 | -1 | 1:P1:present:h 2:P2:half:h 3:P3:unexcused:h 4:P4:unexcused:h "
                 "5:S1:present:ht 6:S2:not_yet 7::not_yet 8::not_yet");
    act_make_up(f, "P3", "M1", true);
    act_make_up(f, "P4", "M1", true);
    act_make_up(f, "P2", "M1", true);
    assert_sheet(f, "S1", "M1", 700,
                 "5 8 | 10 10 16 | 1 | 1:P1:present:h 2:P2:half:hm 3:P3:unexcused:hm 4:P4:unexcused:hm "
                 "5:S1:present:ht 6:S2:not_yet 7::not_yet 8::not_yet");
    /* Who was let in without a card before the slice counts on here. */
    struct ledger_class *list = read_class(f, "S1");
    assert_int_equal(learner_of(list, "M1")->no_card_times, 1);
    assert_int_equal(learner_of(list, "M2")->no_card_times, 0);
    ledger_class_free(list);
}

/* Periods: 5, 3 before, 5 today, 4 tomorrow and, as that one, one beyond. 42 halves; 75 % are 31.5. */
static void periods_weigh(void **state)
{
    struct fixture *f = *state;
    take(
        f, CLASS("C", ", \"threshold_percent\": 75, \"threshold_unit\": \"period\""),
        SESSION("S1", "C", TODAY, ", \"periods\": 5, \"number\": 3, \"of\": 5") ", " //
        SESSION("S2", "C", TOMORROW, ", \"periods\": 4, \"number\": 4, \"of\": 5"),
        SEAT("C", "M1", "") ", " SEAT("C", "M2", ""),
        NONE ", \"past\": [" //
        PAST("P1", "C", "1", "4100000", "5",
             ", \"statuses\": {\"present\": [\"M1\"], \"half\": [\"M2\"]}") ", " PAST("P2", "C", "2",
                                                                                      "4100001", "3",
                                                                                      ", \"statuses\": "
                                                                                      "{\"unexcused\": "
                                                                                      "[\"M2\"], \"online\": "
                                                                                      "[\"M1\"]}") "]");
    assert_sheet(f, "S1", "M1", 470,
                 "2 5 | 16 16 42 | 1 | 1:P1:present:h 2:P2:online:h 3:S1:not_yet:t 4:S2:not_yet 5::not_yet");
    assert_sheet(f, "S1", "M2", 470,
                 "2 5 | 5 16 42 | -1 | 1:P1:half:h 2:P2:unexcused:h 3:S1:not_yet:t 4:S2:not_yet 5::not_yet");
    fixture_tap(f, 1, 470);
    /* Of what is to come each weighs 4 now. */
    assert_sheet(f, "S1", "M1", 700,
                 "3 5 | 26 26 42 | 1 | 1:P1:present:h 2:P2:online:h 3:S1:present:ht 4:S2:not_yet 5::not_yet");
}

/* An excused session that the policy leaves out is in no sum; made up it counts again. */
static void excused_leave_the_reckoning(void **state)
{
    struct fixture *f = *state;
    static const char sessions[] = SESSION("S1", "C", TODAY, ", \"number\": 3, \"of\": 4") ", " //
        SESSION("S2", "C", TOMORROW, ", \"number\": 4, \"of\": 4");
    static const char past[] =
        ", \"excused\": [{\"session_id\": \"S1\", \"member_id\": \"M2\"}], \"past\": ["              //
        PAST("P1", "C", "1", "4100000", "5", ", \"statuses\": {\"excused\": [\"M1\", \"M2\"]}") ", " //
        PAST("P2", "C", "2", "4100001", "5", ", \"statuses\": {\"present\": [\"M1\", \"M2\"]}") "]";
    take(f, CLASS("C", ", \"threshold_percent\": 60, \"excused_absent\": false"), sessions,
         SEAT("C", "M1", "") ", " SEAT("C", "M2", ""), past);
    assert_sheet(f, "S1", "M1", 470,
                 "1 3 | 2 2 6 | 1 | 1:P1:excused:h 2:P2:present:h 3:S1:not_yet:t 4:S2:not_yet");
    assert_sheet(f, "S1", "M2", 700,
                 "1 2 | 2 2 4 | 0 | 1:P1:excused:h 2:P2:present:h 3:S1:excused:ht 4:S2:not_yet");
    act_make_up(f, "P1", "M1", true);
    act_make_up(f, "S1", "M2", true);
    assert_sheet(f, "S1", "M1", 470,
                 "2 4 | 4 4 8 | 1 | 1:P1:excused:hm 2:P2:present:h 3:S1:not_yet:t 4:S2:not_yet");
    assert_sheet(f, "S1", "M2", 700,
                 "2 3 | 4 4 6 | 1 | 1:P1:excused:h 2:P2:present:h 3:S1:excused:hmt 4:S2:not_yet");
    /* The draft policy counts it as missed. */
    take(f, CLASS("C", ", \"threshold_percent\": 60"), sessions, SEAT("C", "M1", "") ", " SEAT("C", "M3", ""),
         past);
    assert_sheet(f, "S1", "M1", 470,
                 "2 4 | 4 4 8 | 1 | 1:P1:excused:hm 2:P2:present:h 3:S1:not_yet:t 4:S2:not_yet");
}

/* M1 sat in A for two sessions, then in B, whose first session was before that; all of it counts for B. M2 was in B from
 * the beginning. A has another policy and another two sessions of its own. */
static void moved_to_another_class(void **state)
{
    struct fixture *f = *state;
    take(f,
         CLASS("A", ", \"threshold_percent\": 50, \"threshold_unit\": \"period\"") ", " //
         CLASS("B", ", \"threshold_percent\": 80"),
         SESSION("B3", "B", TODAY, ", \"number\": 3, \"of\": 4, \"periods\": 5") ", "    //
         SESSION("B4", "B", TOMORROW, ", \"number\": 4, \"of\": 4, \"periods\": 5") ", " //
         SESSION("A3", "A", TOMORROW, ", \"number\": 3, \"of\": 9, \"periods\": 5"),
         SEAT("A", "M1", ", \"until_utc_ms\": 4100002000000, \"counts_for\": \"B\"") ", "  //
         SEAT("B", "M1", ", \"from_utc_ms\": 4100002000000") ", " SEAT("B", "M2", "") ", " //
         SEAT("A", "M3", ""),
         NONE ", \"past\": ["                                                                         //
         PAST("A1", "A", "1", "4100000", "5", ", \"statuses\": {\"present\": [\"M1\", \"M3\"]}") ", " //
         PAST("A2", "A", "2", "4100001", "3",
              ", \"statuses\": {\"half\": [\"M1\"], \"present\": [\"M3\"]}") ", " PAST("B1", "B", "1",
                                                                                       "4100000", "5",
                                                                                       ", \"statuses\": "
                                                                                       "{\"present\": "
                                                                                       "[\"M2\"]}") ", " //
         PAST("B2", "B", "2", "4100002", "5",
              ", \"statuses\": {\"unexcused\": [\"M1\"], \"present\": [\"M2\"]}") "]");
    fixture_tap(f, 1, 470);
    assert_sheet(f, "B3", "M1", 700,
                 "4 5 | 5 8 10 | -1 | 1:A1:present:h 2:A2:half:h 2:B2:unexcused:h 3:B3:present:ht "
                 "4:B4:not_yet");
    assert_sheet(f, "B3", "M2", 700,
                 "3 4 | 4 6 8 | 0 | 1:B1:present:h 2:B2:present:h 3:B3:not_yet:ht 4:B4:not_yet");
    assert_sheet(f, "A3", "M3", 700,
                 "2 9 | 16 16 86 | 4 | 1:A1:present:h 2:A2:present:h 3:A3:not_yet:t 4::not_yet 5::not_yet "
                 "6::not_yet 7::not_yet 8::not_yet 9::not_yet");
}

/* M1 missed P1 and sits in today's session of another class instead: the tap there gives the credit at once. */
static void made_up_today(void **state)
{
    struct fixture *f = *state;
    take(f, CLASS("C", ", \"threshold_percent\": 80") ", " CLASS("D", ", \"threshold_percent\": 80"),
         SESSION("D1", "D", TODAY, ", \"number\": 1, \"of\": 1") ", " //
         SESSION("C2", "C", TOMORROW, ", \"number\": 2, \"of\": 2"),
         SEAT("C", "M1", "") ", " SEAT("D", "M2", ""),
         NONE
         ", \"make_ups\": [{\"session_id\": \"P1\", \"member_id\": \"M1\", \"by_session_id\": \"D1\"}], "
         "\"past\": [" PAST("P1", "C", "1", "4100000", "5", ", \"statuses\": {\"unexcused\": [\"M1\"]}") "]");
    assert_sheet(f, "C2", "M1", 470, "1 2 | 0 2 4 | -1 | 1:P1:unexcused:h 2:C2:not_yet:t");
    assert_int_equal(fixture_tap(f, 1, 475).verdict, LEDGER_PRESENT);
    assert_sheet(f, "C2", "M1", 476, "1 2 | 2 2 4 | 0 | 1:P1:unexcused:hm 2:C2:not_yet:t");
    /* An instructor's word stands above the right. */
    act_make_up(f, "P1", "M1", false);
    assert_sheet(f, "C2", "M1", 476, "1 2 | 0 2 4 | -1 | 1:P1:unexcused:h 2:C2:not_yet:t");
}

/* The figures are those of rule_course for each learner, when all is in the slice and what is over is closed. */
static void equals_the_rules_course(void **state)
{
    struct fixture *f = *state;
    take(f,
         CLASS("C", ", \"threshold_percent\": 65, \"threshold_unit\": \"period\", \"excused_absent\": false"),
         SESSION("S0", "C", "4102400000000", "4102412600000",
                 ", \"periods\": 3, \"number\": 1, \"of\": 4") ", " SESSION("S1", "C", TODAY,
                                                                            ", \"periods\": 5, \"number\": "
                                                                            "2, \"of\": 4") ", " //
         SESSION("S2", "C", TOMORROW, ", \"periods\": 4, \"number\": 3, \"of\": 4") ", " SESSION(
             "S3", "C", "4102570000001", "4102580600000", ", \"periods\": 2, \"number\": 4, \"of\": 4"),
         SEAT("C", "M1", "") ", " SEAT("C", "M2", "") ", " SEAT("C", "M3", "") ", " SEAT("C", "M4", ""),
         NONE);
    fixture_tap(f, 1, 470);
    fixture_tap(f, 2, 500);
    act_mark(f, "S0", "M1", LEDGER_S_PRESENT);
    act_mark(f, "S0", "M2", LEDGER_S_HALF);
    act_mark(f, "S0", "M3", LEDGER_S_EXCUSED);
    act_mark(f, "S1", "M3", LEDGER_S_ONLINE);
    act_mark(f, "S2", "M2", LEDGER_S_EXCUSED);
    act_session(f, "S0", "close");
    act_session(f, "S1", "close");
    for (int i = 1; i <= 4; i++) {
        struct ledger_sheet *sheet = calloc(1, sizeof *sheet);
        assert_non_null(sheet);
        char member[4];
        sqlite3_stmt *row;
        snprintf(member, sizeof member, "M%d", i);
        read_sheet(f, "S1", member, 800, sheet);
        assert_int_equal(store_first(f->ledger, "testing", &f->err, &row,
                                     "SELECT attended, held, total, threshold_percent, can_reach "
                                     "FROM rule_course WHERE class_id = 'C' AND member_id = ?",
                                     "t", member),
                         1);
        assert_int_equal(sheet->attended_halves, sqlite3_column_int(row, 0));
        assert_int_equal(sheet->held_halves, sqlite3_column_int(row, 1));
        assert_int_equal(sheet->total_halves, sqlite3_column_int(row, 2));
        assert_int_equal(sheet->threshold_percent, sqlite3_column_int(row, 3));
        assert_int_equal(sheet->spare >= 0, sqlite3_column_int(row, 4));
        sqlite3_reset(row);
        free(sheet);
    }
    assert_sheet(f, "S1", "M1", 800,
                 "2 4 | 16 16 28 | 1 | 1:S0:present:h 2:S1:present:ht 3:S2:not_yet 4:S3:not_yet");
    assert_sheet(f, "S1", "M4", 800,
                 "2 4 | 0 16 28 | -1 | 1:S0:unexcused:h 2:S1:unexcused:ht 3:S2:not_yet 4:S3:not_yet");
}

/* More sessions than the strip has room for: all count, those about today are shown. */
static void long_course(void **state)
{
    struct fixture *f = *state;
    char *past = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&past, &size);
    assert_non_null(out);
    fprintf(out, NONE ", \"past\": [");
    for (int i = 1; i <= 70; i++)
        fprintf(
            out,
            "%s{\"session_id\": \"P%02d\", \"class_id\": \"C\", \"number\": %d, \"starts_utc_ms\": %d000, "
            "\"ends_utc_ms\": %d500, \"periods\": 5, \"statuses\": {\"present\": [\"M1\"]}}",
            i > 1 ? ", " : "", i, i, i, i);
    fprintf(out, "]");
    assert_int_equal(fclose(out), 0);
    take(f, CLASS("C", ", \"threshold_percent\": 100"),
         SESSION("S1", "C", TODAY, ", \"number\": 71, \"of\": 80"), SEAT("C", "M1", ""), past);
    free(past);
    struct ledger_sheet *sheet = calloc(1, sizeof *sheet);
    assert_non_null(sheet);
    read_sheet(f, "S1", "M1", 470, sheet);
    assert_int_equal(sheet->held, 70);
    assert_int_equal(sheet->of, 80);
    assert_int_equal(sheet->attended_halves, 140);
    assert_int_equal(sheet->total_halves, 160);
    assert_int_equal(sheet->spare, 0);
    assert_int_equal(sheet->count, LEDGER_STRIP_MAX);
    assert_int_equal(sheet->cells[0].number, 21);
    assert_string_equal(sheet->cells[50].session_id, "S1");
    assert_true(sheet->cells[50].today);
    assert_int_equal(sheet->cells[59].number, 80);
    assert_string_equal(sheet->cells[59].session_id, "");
    free(sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(before_in_and_beyond_the_slice),
        TEST(periods_weigh),
        TEST(excused_leave_the_reckoning),
        TEST(moved_to_another_class),
        TEST(made_up_today),
        TEST(equals_the_rules_course),
        TEST(long_course),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
