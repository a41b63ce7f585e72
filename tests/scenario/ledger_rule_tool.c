/* For tests of the rule in two engines.
 *
 * ledger_rule_tool random SEED                   prints INSERTs for the tables of tests/vectors/tables.sql
 * ledger_rule_tool roll|credit|course FILE...    runs the SQL files in SQLite, prints that output of the rule
 * ledger_rule_tool strip LEDGER SLICE CLASS MEMBER
 *     gives the slice to the ledger, prints the learner's course strip as rows of rule_credit from session_id on */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "ledger/staff_course.h"
#include "ledger/store.h"

#define CLASSES   40
#define MEMBERS   700
#define LEARNERS  60 /* of each class */
#define SESSIONS  350
#define ROOMS     6
#define TAPS      20000
#define MARKS     3000
#define ROWS_EACH 500
#define BASE_MS   INT64_C(4102444800000)
#define MIN_MS    INT64_C(60000)

static uint64_t random_state;

/* SplitMix64: the same numbers everywhere for a seed. */
static int64_t random_below(int64_t limit)
{
    random_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = random_state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)limit);
}

struct made_session {
    int class, room;
    int64_t opens, starts, ends;
};

struct made_policy {
    int late, half_late, early, half_early; /* half_*: -1 = never */
};

static void nullable(int value)
{
    if (value < 0)
        printf("NULL, ");
    else
        printf("%d, ", value);
}

static void make_policies(struct made_policy *policies)
{
    static const int graces[] = {0, 1, 15, 1440}, halves[] = {-1, 0, 16, 45}, earlies[] = {0, 1, 15, 60};
    for (int i = 0; i < CLASSES; i++) {
        struct made_policy *p = &policies[i];
        p->late = graces[random_below(4)];
        p->half_late = halves[random_below(4)];
        p->early = earlies[random_below(4)];
        p->half_early = halves[random_below(4)];
        printf("INSERT INTO rule_policy VALUES ('c%02d', %d, ", i, p->late);
        nullable(p->half_late);
        printf("%d, ", p->early);
        nullable(p->half_early);
        printf("%d, %d, %d, %d);\n", (int)random_below(3), (int)random_below(2), (int)random_below(2),
               50 + (int)random_below(51));
    }
}

static void make_sessions(struct made_session *sessions)
{
    for (int i = 0; i < SESSIONS; i++) {
        struct made_session *s = &sessions[i];
        s->class = (int)random_below(CLASSES);
        s->room = (int)random_below(ROOMS);
        s->starts = BASE_MS + random_below(3 * 24 * 4) * 15 * MIN_MS;
        s->opens = s->starts - random_below(3) * 30 * MIN_MS;
        s->ends = s->starts + (1 + random_below(4)) * 60 * MIN_MS;
        printf("INSERT INTO rule_session VALUES ('s%03d', 'c%02d', %lld, %lld, %lld, %d, %d, %d);\n", i,
               s->class, (long long)s->opens, (long long)s->starts, (long long)s->ends, (int)random_below(2),
               random_below(12) == 0, 1 + (int)random_below(6));
        printf("INSERT INTO rule_place VALUES ('s%03d', 'r%d', 0);\n", i, s->room);
        if (random_below(4) == 0)
            printf("INSERT INTO rule_place VALUES ('s%03d', 'r%d', 0) ON CONFLICT DO NOTHING;\n", i,
                   (int)random_below(ROOMS));
        if (random_below(3) == 0)
            printf("INSERT INTO rule_place VALUES ('s%03d', 'r%d', 1) ON CONFLICT DO NOTHING;\n", i,
                   (int)random_below(ROOMS));
    }
}

/* An instant on or beside one of the session's edges, or anywhere in it. */
static int64_t random_instant(const struct made_session *s, const struct made_policy *p)
{
    switch (random_below(10)) {
    case 0:
        return s->opens - 1 + random_below(3);
    case 1:
        return s->ends - 1 + random_below(3);
    case 2:
        return s->starts + (p->late + 1) * MIN_MS - 1 + random_below(3);
    case 4:
        return s->starts + (p->half_late + 1) * MIN_MS - 1 + random_below(3);
    case 5:
        return s->ends - (p->early + 1) * MIN_MS - 1 + random_below(3);
    case 6:
        return s->ends - (p->half_early + 1) * MIN_MS - 1 + random_below(3);
    case 7:
        /* Half-way between two starts, where the claims of two sessions meet. */
        return s->starts + (random_below(9) - 4) * 15 * MIN_MS / 2 - 1 + random_below(3);
    case 3:
        return s->starts - 2 * MIN_MS + random_below(4 * MIN_MS);
    default:
        return s->opens + random_below(s->ends - s->opens);
    }
}

/* Before and after row i of so many rows of a table: many rows in one statement spare PostgreSQL most of its work. */
static void rows_begin(int i, const char *table)
{
    if (i % ROWS_EACH == 0)
        printf("INSERT INTO %s VALUES ", table);
    else
        fputs(", ", stdout);
}

static void rows_end(int i, int count)
{
    if (i % ROWS_EACH == ROWS_EACH - 1 || i == count - 1)
        puts(";");
}

static void make_tap(const struct made_session *sessions, const struct made_policy *policies)
{
    int which = (int)random_below(SESSIONS);
    const struct made_session *s = &sessions[which];
    char hint[8] = "NULL";
    if (random_below(4) > 0)
        snprintf(hint, sizeof hint, "'s%03d'", random_below(5) > 0 ? which : (int)random_below(SESSIONS));
    int room = random_below(8) > 0 ? s->room : (int)random_below(ROOMS);
    /* Mostly a learner of the class. */
    int member = random_below(5) > 0 ? (int)((s->class * 17 + random_below(LEARNERS)) % MEMBERS)
                                     : (int)random_below(MEMBERS);
    printf("('m%03d', 'r%d', %s, %lld, %d, %d)", member, room, hint,
           (long long)random_instant(s, &policies[s->class]), random_below(6) > 0, random_below(4) == 0);
}

/* One in eight comes or goes on, before or after some session's start; one in eight counts for another class. */
static void make_seat(const struct made_session *sessions, int class, int i)
{
    char from[24] = "NULL", until[24] = "NULL";
    int64_t at = sessions[random_below(SESSIONS)].starts - 1 + random_below(3);
    int way = (int)random_below(16);
    if (way < 2)
        snprintf(way ? from : until, sizeof from, "%lld", (long long)at);
    printf("INSERT INTO rule_enrolment VALUES ('c%02d', 'm%03d', %d, %s, %s, 'c%02d');\n", class,
           (class * 17 + i) % MEMBERS, i + 1, from, until,
           random_below(8) > 0 ? class : (int)random_below(CLASSES));
}

static int make_random(const char *seed)
{
    static const char *const statuses[] = {"'present'",   "'late'",   "'left_early'", "'half'", "'excused'",
                                           "'unexcused'", "'online'", "'not_yet'",    "NULL"};
    struct made_session sessions[SESSIONS];
    struct made_policy policies[CLASSES];
    random_state = strtoull(seed, NULL, 10);
    make_policies(policies);
    make_sessions(sessions);
    for (int class = 0; class < CLASSES; class ++) {
        for (int i = 0; i < LEARNERS; i++)
            make_seat(sessions, class, i);
    }
    for (int i = 0; i < TAPS; i++) {
        rows_begin(i, "rule_tap");
        make_tap(sessions, policies);
        rows_end(i, TAPS);
    }
    for (int i = 0; i < MARKS; i++) {
        int which = (int)random_below(SESSIONS);
        rows_begin(i, "rule_mark");
        printf("('s%03d', 'm%03d', %s, %d)", which,
               (int)((sessions[which].class * 17 + random_below(LEARNERS)) % MEMBERS),
               statuses[random_below(9)], i);
        rows_end(i, MARKS);
    }
    for (int i = 0; i < 1500; i++) {
        int which = (int)random_below(SESSIONS);
        printf("INSERT INTO rule_excused VALUES ('s%03d', 'm%03d') ON CONFLICT DO NOTHING;\n", which,
               (int)((sessions[which].class * 17 + random_below(LEARNERS)) % MEMBERS));
    }
    for (int i = 0; i < 2500; i++) {
        int which = (int)random_below(SESSIONS);
        printf("INSERT INTO rule_make_up VALUES ('s%03d', 'm%03d', ", which,
               (int)((sessions[which].class * 17 + random_below(LEARNERS)) % MEMBERS));
        if (random_below(4) > 0)
            printf("'s%03d') ON CONFLICT DO NOTHING;\n", (int)random_below(SESSIONS));
        else
            printf("NULL) ON CONFLICT DO NOTHING;\n");
    }
    return 0;
}

static char *file_read(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");
    if (!in || getdelim(&text, &size, '\0', in) < 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    fclose(in);
    return text;
}

static const char *const outputs[][2] = {
    {"roll",
     "SELECT session_id, ordinal, member_id, status, arrived_ms, left_ms, time_trusted FROM rule_roll "
     "ORDER BY session_id, ordinal, member_id"},
    {"credit", "SELECT class_id, member_id, session_id, status, closed, counted, weight, halves, made_up "
               "FROM rule_credit ORDER BY class_id, member_id, session_id"},
    {"course", "SELECT class_id, member_id, attended, held, total, threshold_percent, reaches, can_reach "
               "FROM rule_course ORDER BY class_id, member_id"}};

static int print_output(const char *query, int files, char **paths)
{
    sqlite3 *db;
    sqlite3_stmt *row;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK)
        return 1;
    for (int i = 0; i < files; i++) {
        char *sql = file_read(paths[i]), *problem = NULL;
        if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK) {
            fprintf(stderr, "%s: %s\n", paths[i], problem);
            return 1;
        }
        free(sql);
    }
    if (sqlite3_prepare_v2(db, query, -1, &row, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        return 1;
    }
    int columns = sqlite3_column_count(row);
    while (sqlite3_step(row) == SQLITE_ROW) {
        for (int column = 0; column < columns; column++)
            printf("%s%s", sqlite3_column_type(row, column) == SQLITE_NULL ? "-" : store_text(row, column),
                   column < columns - 1 ? "\t" : "\n");
    }
    sqlite3_finalize(row);
    sqlite3_close(db);
    return 0;
}

static int print_strip(char **args)
{
    struct ledger *ledger;
    struct course course;
    struct error err;
    char *slice = file_read(args[1]);
    int rc = ledger_open(args[0], LEDGER_KIOSK, &ledger, &err);
    if (rc == 0)
        rc = ledger_slice_replace(ledger, slice, strlen(slice), &err);
    if (rc == 0)
        rc = store_begin_read(ledger, &err);
    if (rc == 0)
        rc = course_read(ledger, args[2], args[3], &course, &err);
    if (rc < 0) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    for (size_t i = 0; i < course.count; i++) {
        const struct course_row *row = &course.rows[i];
        printf("%s|%s|%d|%d|%d|%d|%d\n", row->cell.session_id, ledger_status_word(row->cell.status),
               row->closed, row->counted, row->weight, row->halves, row->cell.made_up);
    }
    course_free(&course);
    free(slice);
    rc = store_commit(ledger, &err);
    ledger_close(ledger);
    return rc < 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "random"))
        return make_random(argv[2]);
    if (argc == 6 && !strcmp(argv[1], "strip"))
        return print_strip(argv + 2);
    for (size_t i = 0; argc >= 3 && i < sizeof outputs / sizeof outputs[0]; i++) {
        if (!strcmp(argv[1], outputs[i][0]))
            return print_output(outputs[i][1], argc - 2, argv + 2);
    }
    fputs("usage: ledger_rule_tool random SEED | roll|credit|course FILE... | strip LEDGER SLICE CLASS "
          "MEMBER\n",
          stderr);
    return 2;
}
