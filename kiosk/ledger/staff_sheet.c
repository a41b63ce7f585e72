/* One learner over the course, as far as the slice holds it. */
#include <string.h>

#include "ledger/session.h"
#include "ledger/staff.h"
#include "ledger/text.h"

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
    out->threshold_percent = list->threshold_percent;
    memcpy(class_id, list->session.class_id, LEDGER_ID_MAX + 1);
    ledger_class_free(list);
    if (rc == 0 && err)
        memset(err, 0, sizeof *err);
    return rc;
}

/* The sessions of the class by their time. Those beyond the strip's room count nothing. */
static int sheet_sessions(struct ledger *ledger, const char *class_id, const char *session_id,
                          int64_t now_utc_ms, struct ledger_sheet *out, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the sessions of a class", err, &row,
                         "SELECT session_id, starts_ms, ends_ms, closed, number FROM held_session "
                         "WHERE class_id = ? ORDER BY starts_ms, session_id",
                         "t", class_id);
    for (; rc > 0; rc = store_next(ledger, row, "reading the sessions of a class", err)) {
        if (out->count == LEDGER_STRIP_MAX)
            continue;
        struct ledger_strip_cell *cell = &out->cells[out->count++];
        text_clean(cell->session_id, sizeof cell->session_id, store_text(row, 0));
        cell->starts_utc_ms = sqlite3_column_int64(row, 1);
        cell->held = sqlite3_column_int64(row, 2) < now_utc_ms || sqlite3_column_int(row, 3);
        int number = sqlite3_column_int(row, 4);
        cell->number = number > 0 ? number : (int)out->count;
        cell->today = !strcmp(cell->session_id, session_id);
    }
    return rc;
}

static int sheet_status(struct ledger *ledger, const char *member_id, struct ledger_strip_cell *cell,
                        struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "asking the rule", err, &row,
                         "SELECT status FROM rule_roll WHERE session_id = ? AND member_id = ?", "tt",
                         cell->session_id, member_id);
    if (rc <= 0)
        return rc;
    int status = ledger_status_parse(store_text(row, 0));
    cell->status = status < 0 ? LEDGER_NOT_YET : (enum ledger_status)status;
    sqlite3_reset(row);
    return 0;
}

static int sheet_halves(enum ledger_status status)
{
    switch (status) {
    case LEDGER_S_PRESENT:
    case LEDGER_S_LATE:
    case LEDGER_S_EARLY:
    case LEDGER_S_ONLINE:
        return 2;
    case LEDGER_S_HALF:
        return 1;
    default:
        return 0;
    }
}

/* What is still to come can all be attended; what of it may be missed is spare. */
static void sheet_count(struct ledger_sheet *out)
{
    out->of = (int)out->count;
    out->total_halves = 2 * out->of;
    for (size_t i = 0; i < out->count; i++) {
        if (!out->cells[i].held)
            continue;
        out->held++;
        out->attended_halves += sheet_halves(out->cells[i].status);
    }
    out->held_halves = 2 * out->held;
    int needed = (out->threshold_percent * out->total_halves + 99) / 100;
    int spare = out->attended_halves + out->total_halves - out->held_halves - needed;
    out->spare = spare < 0 ? -1 : spare / 2;
}

int ledger_sheet_read(struct ledger *ledger, const char *session_id, const char *member_id,
                      int64_t now_utc_ms, struct ledger_sheet *out, struct error *err)
{
    char class_id[LEDGER_ID_MAX + 1];
    memset(out, 0, sizeof *out);
    int rc = sheet_learner(ledger, session_id, member_id, out, class_id, err);
    if (rc == 0)
        rc = store_begin_read(ledger, err);
    if (rc < 0)
        return rc;
    rc = sheet_sessions(ledger, class_id, session_id, now_utc_ms, out, err);
    for (size_t i = 0; rc == 0 && i < out->count; i++)
        rc = sheet_status(ledger, member_id, &out->cells[i], err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    sheet_count(out);
    return store_commit(ledger, err);
}
