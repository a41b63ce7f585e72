#include "ledger/staff_course.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/session.h"
#include "ledger/text.h"

#define COURSE_STEP 32

/* Seats of member ?1 that count for class ?2; s: what starts when. */
#define COURSE_SEAT                                                                                          \
    "e.member_id = ?1 AND coalesce(e.counts_for, e.class_id) = ?2 AND coalesce(e.from_ms <= s.starts_ms, "   \
    "1) "                                                                                                    \
    "AND coalesce(s.starts_ms < e.until_ms, 1)"

static struct course_row *course_add(struct course *course, struct error *err)
{
    if (course->count == course->room) {
        size_t room = course->room + COURSE_STEP;
        struct course_row *more = realloc(course->rows, room * sizeof *more);
        if (!more) {
            error_set(err, ERROR_MEMORY, "out of memory while reading a course");
            return NULL;
        }
        course->rows = more;
        course->room = room;
    }
    struct course_row *row = &course->rows[course->count++];
    memset(row, 0, sizeof *row);
    return row;
}

static enum ledger_status course_status(const char *word)
{
    int status = ledger_status_parse(word);
    return status < 0 ? LEDGER_NOT_YET : (enum ledger_status)status;
}

static int course_class(struct ledger *ledger, const char *class_id, const char *member_id,
                        struct course *course, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "reading a learner's course", err, &row,
        "SELECT coalesce(e.counts_for, e.class_id), coalesce(c.threshold_percent, o.threshold_percent, 0) "
        "FROM slice_enrolment e LEFT JOIN rule_policy c ON c.class_id = coalesce(e.counts_for, e.class_id) "
        "LEFT JOIN rule_policy o ON o.class_id = e.class_id WHERE e.class_id = ? AND e.member_id = ?",
        "tt", class_id, member_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, ERROR_NOT_FOUND, "the learner has no seat in class %.64s", class_id);
    text_clean(course->class_id, sizeof course->class_id, store_text(row, 0));
    course->threshold_percent = sqlite3_column_double(row, 1);
    sqlite3_reset(row);
    return 0;
}

/* The sessions of the slice. */
static int course_now(struct ledger *ledger, const char *member_id, struct course *course, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the sessions of a course", err, &row,
                         "SELECT s.session_id, s.starts_ms, s.ends_ms, s.number FROM slice_enrolment e "
                         "CROSS JOIN held_session s ON s.class_id = e.class_id WHERE " COURSE_SEAT,
                         "tt", member_id, course->class_id);
    for (; rc > 0; rc = store_next(ledger, row, "reading the sessions of a course", err)) {
        struct course_row *add = course_add(course, err);
        if (!add) {
            sqlite3_reset(row);
            return ERROR_MEMORY;
        }
        text_clean(add->cell.session_id, sizeof add->cell.session_id, store_text(row, 0));
        add->cell.starts_utc_ms = sqlite3_column_int64(row, 1);
        add->ends_utc_ms = sqlite3_column_int64(row, 2);
        add->cell.number = sqlite3_column_int(row, 3);
    }
    for (size_t i = 0; rc == 0 && i < course->count; i++) {
        struct course_row *add = &course->rows[i];
        rc = store_first(ledger, "asking the rule", err, &row,
                         "SELECT status, closed, counted, weight, halves, made_up FROM rule_credit "
                         "WHERE session_id = ? AND member_id = ? AND class_id = ?",
                         "ttt", add->cell.session_id, member_id, course->class_id);
        if (rc <= 0)
            continue;
        add->cell.status = course_status(store_text(row, 0));
        add->closed = sqlite3_column_int(row, 1);
        add->counted = sqlite3_column_int(row, 2);
        add->weight = sqlite3_column_int(row, 3);
        add->halves = sqlite3_column_int(row, 4);
        add->cell.made_up = sqlite3_column_int(row, 5);
        sqlite3_reset(row);
        rc = 0;
    }
    return rc;
}

/* Whether a session before the slice is made up in one of the slice, which only this door may know so far. Returns 1, 0 or
 * an error. */
static int course_made_up(struct ledger *ledger, const char *session_id, const char *member_id,
                          struct error *err)
{
    char by[LEDGER_ID_MAX + 1] = "";
    struct session_standing standing;
    sqlite3_stmt *row;
    for (;;) {
        int rc = store_first(ledger, "reading make-up rights", err, &row,
                             "SELECT u.by_session_id, EXISTS (SELECT 1 FROM tap_time t JOIN held_place p "
                             "ON p.session_id = t.session_id AND p.room_id = t.room_id "
                             "WHERE t.member_id = ?2 AND t.session_id = u.by_session_id AND t.trusted = 0) "
                             "FROM held_make_up u WHERE u.session_id = ?1 AND u.member_id = ?2 "
                             "AND u.by_session_id > ?3 ORDER BY u.by_session_id LIMIT 1",
                             "ttt", session_id, member_id, by);
        if (rc <= 0)
            return rc;
        bool undated = sqlite3_column_int(row, 1);
        char next[LEDGER_ID_MAX + 1];
        text_clean(next, sizeof next, store_text(row, 0));
        sqlite3_reset(row);
        memcpy(by, next, sizeof by);
        rc = session_standing(ledger, by, member_id, &standing, err);
        if (rc < 0)
            return rc;
        if (standing.counted || standing.left_ms || (undated && rc == 0))
            return 1;
    }
}

/* A session before the slice, from a row of course_past. */
static void course_past_row(sqlite3_stmt *row, struct course_row *add)
{
    text_clean(add->cell.session_id, sizeof add->cell.session_id, store_text(row, 0));
    add->cell.starts_utc_ms = sqlite3_column_int64(row, 1);
    add->ends_utc_ms = sqlite3_column_int64(row, 2);
    add->cell.number = sqlite3_column_int(row, 3);
    add->cell.status = course_status(store_text(row, 4));
    add->cell.made_up = sqlite3_column_int(row, 5);
    add->weight = sqlite3_column_int(row, 6);
    /* Whether an excuse takes the session out of the reckoning; asked again below. */
    add->counted = sqlite3_column_int(row, 7) != 0;
    add->closed = sqlite3_column_int(row, 8) && add->cell.status != LEDGER_NOT_YET;
    add->halves = sqlite3_column_int(row, 9);
}

/* The sessions before the slice. What an instructor did here stands above what the slice tells. */
static int course_past(struct ledger *ledger, const char *member_id, struct course *course, struct error *err)
{
    size_t first = course->count;
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "reading the course before the slice", err, &row,
        "SELECT s.session_id, s.starts_ms, s.ends_ms, s.number, coalesce(t.status, ''), "
        "coalesce(m.credited, coalesce(t.made_up, 0) <> 0 OR EXISTS (SELECT 1 FROM held_make_up u "
        "WHERE u.session_id = s.session_id AND u.member_id = e.member_id AND u.by_session_id IS NULL), 0), "
        "CASE WHEN coalesce(c.by_periods, o.by_periods) = 1 THEN s.periods ELSE 1 END, "
        "coalesce(c.excused_absent, o.excused_absent, 1), s.closed, coalesce(w.halves, 0) "
        "FROM slice_enrolment e CROSS JOIN slice_past s ON s.class_id = e.class_id "
        "LEFT JOIN slice_past_status t ON t.session_id = s.session_id AND t.member_id = e.member_id "
        "LEFT JOIN rule_worth w ON w.status = t.status "
        "LEFT JOIN make_up_mark m ON m.session_id = s.session_id AND m.member_id = e.member_id "
        "LEFT JOIN rule_policy c ON c.class_id = ?2 LEFT JOIN rule_policy o ON o.class_id = s.class_id "
        "WHERE " COURSE_SEAT " AND s.session_id NOT IN (SELECT session_id FROM slice_session)",
        "tt", member_id, course->class_id);
    for (; rc > 0; rc = store_next(ledger, row, "reading the course before the slice", err)) {
        struct course_row *add = course_add(course, err);
        if (!add) {
            sqlite3_reset(row);
            return ERROR_MEMORY;
        }
        course_past_row(row, add);
    }
    for (size_t i = first; rc == 0 && i < course->count; i++) {
        struct course_row *add = &course->rows[i];
        if (!add->cell.made_up) {
            rc = course_made_up(ledger, add->cell.session_id, member_id, err);
            if (rc < 0)
                return rc;
            add->cell.made_up = rc > 0;
            rc = 0;
        }
        if (add->cell.made_up)
            add->halves = 2;
        add->counted = add->counted || add->cell.status != LEDGER_S_EXCUSED || add->cell.made_up;
    }
    return rc;
}

/* The sessions beyond the slice: a class tells how many it has in all. They weigh what its last known one does. */
static int course_later(struct ledger *ledger, const char *member_id, struct course *course,
                        struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "counting the sessions to come", err, &row,
        "SELECT max(s.of), count(*) + (SELECT count(*) FROM slice_past p WHERE p.class_id = e.class_id "
        "AND p.session_id NOT IN (SELECT session_id FROM slice_session)), max(s.number), "
        "CASE WHEN coalesce(c.by_periods, o.by_periods) = 1 THEN (SELECT l.periods FROM slice_session l "
        "WHERE l.class_id = e.class_id ORDER BY l.starts_ms DESC, l.session_id DESC LIMIT 1) ELSE 1 END, "
        "max(s.starts_ms) "
        "FROM slice_enrolment e JOIN slice_session s ON s.class_id = e.class_id "
        "LEFT JOIN rule_policy c ON c.class_id = ?2 LEFT JOIN rule_policy o ON o.class_id = e.class_id "
        "WHERE e.member_id = ?1 AND coalesce(e.counts_for, e.class_id) = ?2 AND e.until_ms IS NULL "
        "GROUP BY e.class_id",
        "tt", member_id, course->class_id);
    for (; rc > 0; rc = store_next(ledger, row, "counting the sessions to come", err)) {
        int of = sqlite3_column_int(row, 0), known = sqlite3_column_int(row, 1);
        int number = sqlite3_column_int(row, 2);
        for (int i = known; i < of; i++) {
            struct course_row *add = course_add(course, err);
            if (!add) {
                sqlite3_reset(row);
                return ERROR_MEMORY;
            }
            add->cell.number = ++number;
            /* After the last known one, for the order; told as unknown in the end. */
            add->cell.starts_utc_ms = sqlite3_column_int64(row, 4) + 1;
            add->counted = true;
            add->weight = sqlite3_column_int(row, 3);
        }
    }
    return rc;
}

static int course_compare(const void *a, const void *b)
{
    const struct course_row *x = a, *y = b;
    bool x_later = x->ends_utc_ms == 0, y_later = y->ends_utc_ms == 0;
    if (x_later != y_later)
        return x_later - y_later;
    if (x->cell.starts_utc_ms != y->cell.starts_utc_ms)
        return x->cell.starts_utc_ms < y->cell.starts_utc_ms ? -1 : 1;
    int order = strcmp(x->cell.session_id, y->cell.session_id);
    return order ? order : x->cell.number - y->cell.number;
}

int course_read(struct ledger *ledger, const char *class_id, const char *member_id, struct course *out,
                struct error *err)
{
    memset(out, 0, sizeof *out);
    int rc = course_class(ledger, class_id, member_id, out, err);
    if (rc == 0)
        rc = course_now(ledger, member_id, out, err);
    if (rc == 0)
        rc = course_past(ledger, member_id, out, err);
    if (rc == 0)
        rc = course_later(ledger, member_id, out, err);
    if (rc < 0) {
        course_free(out);
        return rc;
    }
    if (out->count > 0)
        qsort(out->rows, out->count, sizeof *out->rows, course_compare);
    for (size_t i = 0; i < out->count; i++) {
        if (out->rows[i].ends_utc_ms == 0)
            out->rows[i].cell.starts_utc_ms = 0;
    }
    return 0;
}

void course_free(struct course *course)
{
    free(course->rows);
    course->rows = NULL;
    course->count = course->room = 0;
}
