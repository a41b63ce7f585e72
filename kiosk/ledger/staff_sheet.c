/* One learner over the course. */
#include <string.h>

#include "ledger/staff_course.h"

static int sheet_learner(struct ledger *ledger, const char *session_id, const char *member_id,
                         struct ledger_sheet *out, char class_id[LEDGER_ID_MAX + 1], struct error *err)
{
    struct ledger_class *list;
    int rc = ledger_class_read(ledger, session_id, &list, err);
    if (rc < 0)
        return rc;
    rc = error_set(err, ERROR_NOT_FOUND, "the learner is not in the class of session %.64s", session_id);
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->learners[i].member_id, member_id) != 0)
            continue;
        out->learner = list->learners[i];
        rc = 0;
    }
    memcpy(class_id, list->session.class_id, LEDGER_ID_MAX + 1);
    ledger_class_free(list);
    if (rc == 0 && err)
        memset(err, 0, sizeof *err);
    return rc;
}

static int sheet_card(struct ledger *ledger, const char *member_id, struct ledger_sheet *out,
                      struct error *err)
{
    sqlite3_stmt *row;
    int rc =
        store_first(ledger, "looking for a card", err, &row,
                    "SELECT 1 FROM door_card WHERE member_id = ? AND role = 'learner' AND state = 'active'",
                    "t", member_id);
    out->has_card = rc > 0;
    if (rc > 0)
        sqlite3_reset(row);
    return rc < 0 ? rc : 0;
}

/* The cells that the strip has room for; of a longer course those about today. */
static void sheet_cells(const struct course *course, const char *session_id, struct ledger_sheet *out)
{
    size_t first = 0, today = 0;
    for (size_t i = 0; i < course->count; i++) {
        if (!strcmp(course->rows[i].cell.session_id, session_id))
            today = i;
    }
    if (course->count > LEDGER_STRIP_MAX) {
        first = today > LEDGER_STRIP_MAX / 2 ? today - LEDGER_STRIP_MAX / 2 : 0;
        if (first > course->count - LEDGER_STRIP_MAX)
            first = course->count - LEDGER_STRIP_MAX;
    }
    for (size_t i = first; i < course->count && out->count < LEDGER_STRIP_MAX; i++) {
        struct ledger_strip_cell *cell = &out->cells[out->count++];
        *cell = course->rows[i].cell;
        cell->today = cell->session_id[0] && !strcmp(cell->session_id, session_id);
        if (cell->number <= 0)
            cell->number = (int)i + 1;
    }
}

/* Whether what can be attended, in halves, reaches the threshold: the rule's own comparison. */
static bool sheet_reaches(const struct course *course, int halves, int total_halves)
{
    return (double)halves * 100 >= course->threshold_percent * total_halves;
}

/* How many whole sessions may still be missed, whichever they are: of those to come the heaviest first, further ones as the
 * heaviest of the course. margin: halves that are reached if none is missed. */
static int sheet_spare(const struct course *course, int margin, int total_halves)
{
    int spare = 0, heaviest = 0;
    for (size_t i = 0; i < course->count; i++) {
        if (course->rows[i].counted && course->rows[i].weight > heaviest)
            heaviest = course->rows[i].weight;
    }
    for (int weight = heaviest; weight > 0; weight--) {
        for (size_t i = 0; i < course->count; i++) {
            const struct course_row *row = &course->rows[i];
            if (!row->counted || row->cell.held || row->halves == 2 || row->weight != weight)
                continue;
            if (!sheet_reaches(course, margin - 2 * weight, total_halves))
                return spare;
            margin -= 2 * weight;
            spare++;
        }
    }
    while (heaviest > 0 && margin >= 2 * heaviest &&
           sheet_reaches(course, margin - 2 * heaviest, total_halves)) {
        margin -= 2 * heaviest;
        spare++;
    }
    return spare;
}

/* Below the threshold for good is who cannot reach it by the rule, to which an open roll may still bring all. What may be
 * missed is told more carefully: who has no credit for a session that is over has missed it. */
static void sheet_count(const struct course *course, struct ledger_sheet *out)
{
    int reached = 0, reachable = 0;
    for (size_t i = 0; i < course->count; i++) {
        const struct course_row *row = &course->rows[i];
        if (!row->counted)
            continue;
        int halves = row->halves * row->weight, all = 2 * row->weight;
        out->of++;
        out->total_halves += all;
        reachable += row->closed ? halves : all;
        reached += row->cell.held ? halves : all;
        if (!row->cell.held)
            continue;
        out->held++;
        out->held_halves += all;
        out->attended_halves += halves;
    }
    out->threshold_percent = (int)(course->threshold_percent + 0.5);
    if (!sheet_reaches(course, reachable, out->total_halves))
        out->spare = -1;
    else if (sheet_reaches(course, reached, out->total_halves))
        out->spare = sheet_spare(course, reached, out->total_halves);
}

int ledger_sheet_read(struct ledger *ledger, const char *session_id, const char *member_id,
                      int64_t now_utc_ms, struct ledger_sheet *out, struct error *err)
{
    char class_id[LEDGER_ID_MAX + 1];
    struct course course;
    memset(out, 0, sizeof *out);
    int rc = sheet_learner(ledger, session_id, member_id, out, class_id, err);
    if (rc == 0)
        rc = store_begin_read(ledger, err);
    if (rc < 0)
        return rc;
    rc = sheet_card(ledger, member_id, out, err);
    if (rc == 0)
        rc = course_read(ledger, class_id, member_id, &course, err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    for (size_t i = 0; i < course.count; i++) {
        struct course_row *row = &course.rows[i];
        row->cell.held = row->closed || (row->ends_utc_ms && row->ends_utc_ms < now_utc_ms);
    }
    sheet_cells(&course, session_id, out);
    sheet_count(&course, out);
    course_free(&course);
    return store_commit(ledger, err);
}
