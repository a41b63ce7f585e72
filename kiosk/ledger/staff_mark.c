/* Marks of learners and of sessions, and guests. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/session.h"
#include "ledger/staff_act.h"
#include "ledger/staff_held.h"
#include "ledger/text.h"

#define MARK_MINUTES_MAX 1440

static const char *const status_words[LEDGER_STATUSES] = {
    [LEDGER_NOT_YET] = "not_yet",       [LEDGER_S_PRESENT] = "present", [LEDGER_S_LATE] = "late",
    [LEDGER_S_EARLY] = "left_early",    [LEDGER_S_HALF] = "half",       [LEDGER_S_EXCUSED] = "excused",
    [LEDGER_S_UNEXCUSED] = "unexcused", [LEDGER_S_ONLINE] = "online",
};

const char *ledger_status_word(enum ledger_status status)
{
    return status_words[status];
}

int ledger_status_parse(const char *word)
{
    for (int i = 0; i < LEDGER_STATUSES; i++) {
        if (!strcmp(word, status_words[i]))
            return i;
    }
    return -1;
}

static int mark_check(int status, const char *reason, int minutes, struct error *err)
{
    if (status < -1 || status >= LEDGER_STATUSES || status == LEDGER_NOT_YET)
        return error_set(err, ERROR_INPUT, "status %d cannot be marked; take the marks back with -1", status);
    if ((status == LEDGER_S_EXCUSED || status == LEDGER_S_UNEXCUSED) && (!reason || !reason[0]))
        return error_set(err, ERROR_INPUT, "%s needs a reason", status_words[status]);
    if (minutes < 0 || minutes > MARK_MINUTES_MAX)
        return error_set(err, ERROR_INPUT, "%d minutes; give 0 to %d", minutes, MARK_MINUTES_MAX);
    return 0;
}

/* The status before the mark goes into its detail. */
static int mark_detail(struct ledger *ledger, struct staff_fact *mark, int status, int minutes,
                       struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the status before", err, &row,
                         "SELECT status FROM rule_roll WHERE session_id = ? AND member_id = ?", "tt",
                         mark->session_id, mark->member_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, ERROR_NOT_FOUND, "the learner is not in the class of session %s",
                         mark->session_id);
    const char *before = store_text(row, 0);
    bool counts_minutes = status == LEDGER_S_LATE || status == LEDGER_S_EARLY;
    if (counts_minutes && minutes > 0)
        snprintf(mark->detail, sizeof mark->detail, "{\"before\":\"%.16s\",\"minutes\":%d}", before, minutes);
    else
        snprintf(mark->detail, sizeof mark->detail, "{\"before\":\"%.16s\"}", before);
    mark->fact.detail = mark->detail;
    sqlite3_reset(row);
    return 0;
}

/* The standing mark when it says the same as the one asked for. Returns 1 with its sequence, 0 or an error. */
static int mark_standing(struct ledger *ledger, const struct staff_fact *mark, int minutes, int64_t *seq,
                         struct error *err)
{
    sqlite3_stmt *row;
    bool counts_minutes = mark->fact.status && (!strcmp(mark->fact.status, status_words[LEDGER_S_LATE]) ||
                                                !strcmp(mark->fact.status, status_words[LEDGER_S_EARLY]));
    int rc = store_first(
        ledger, "reading the mark before", err, &row,
        "SELECT f.seq FROM fact f WHERE f.kind = 'mark' AND f.session_id = ?1 AND f.member_id = ?2 "
        "AND f.status IS ?3 AND f.reason IS ?4 "
        "AND coalesce(CASE WHEN json_valid(f.detail) THEN json_extract(f.detail, '$.minutes') END, 0) = ?5 "
        "AND f.seq = (SELECT max(n.seq) FROM fact n WHERE n.kind = 'mark' AND n.session_id = ?1 "
        "AND n.member_id = ?2)",
        "tttti", mark->session_id, mark->member_id, mark->fact.status, mark->fact.reason,
        (int64_t)(counts_minutes ? minutes : 0));
    if (rc <= 0)
        return rc;
    *seq = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return 1;
}

int ledger_mark(struct ledger *ledger, const struct ledger_act *act, const char *member_id, int status,
                const char *reason, int minutes, int64_t *seq, struct error *err)
{
    struct staff_fact mark;
    int64_t standing = 0;
    int rc = mark_check(status, reason, minutes, err);
    if (rc == 0)
        rc = staff_begin(ledger, act, "mark", &mark, err);
    if (rc < 0)
        return rc;
    staff_member(&mark, member_id);
    staff_reason(&mark, reason);
    mark.fact.status = status < 0 ? NULL : status_words[status];
    rc = mark_detail(ledger, &mark, status, minutes, err);
    if (rc == 0)
        rc = mark_standing(ledger, &mark, minutes, &standing, err);
    if (rc > 0) {
        store_rollback(ledger);
        *seq = standing;
        return 0;
    }
    if (rc == 0)
        rc = fact_append(ledger, &mark.fact, err);
    rc = staff_end(ledger, rc, err);
    if (rc == 0)
        *seq = mark.fact.seq;
    return rc;
}

static int session_mark_check(struct ledger *ledger, const char *session_id, const char *what,
                              int64_t starts_utc_ms, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading a session", err, &row,
                         "SELECT ends_ms FROM slice_session WHERE session_id = ?", "t", session_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, ERROR_NOT_FOUND, "session %s is not on this device", session_id);
    int64_t ends_ms = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    if (!strcmp(what, "start") &&
        (starts_utc_ms <= ends_ms - 24 * INT64_C(3600000) || starts_utc_ms >= ends_ms))
        return error_set(err, ERROR_INPUT,
                         "session %s cannot start then; it must be within the day before its end",
                         session_id);
    return 0;
}

/* What the views of sessions read beside the slice. */
static int session_mark_keep(struct ledger *ledger, const struct staff_fact *mark, int64_t starts_utc_ms,
                             struct error *err)
{
    if (!strcmp(mark->fact.status, "start"))
        return store_run(
            ledger, "keeping a session's start", err,
            "INSERT INTO session_mark (session_id, starts_ms, starts_seq, was_ms) "
            "SELECT session_id, ?2, ?3, coalesce(moved_ms, starts_ms) FROM slice_session "
            "WHERE session_id = ?1 ON CONFLICT (session_id) DO UPDATE "
            "SET starts_ms = excluded.starts_ms, starts_seq = excluded.starts_seq, was_ms = excluded.was_ms",
            "tii", mark->session_id, starts_utc_ms, mark->fact.seq);
    return store_run(
        ledger, "keeping a roll's end", err,
        "INSERT INTO session_mark (session_id, closed, closed_seq) VALUES (?1, ?2 = 'close', ?3) "
        "ON CONFLICT (session_id) DO UPDATE SET closed = excluded.closed, closed_seq = excluded.closed_seq",
        "tti", mark->session_id, mark->fact.status, mark->fact.seq);
}

int ledger_session_mark(struct ledger *ledger, const struct ledger_act *act, const char *what,
                        int64_t starts_utc_ms, int64_t *seq, struct error *err)
{
    struct staff_fact mark;
    if (strcmp(what, "close") != 0 && strcmp(what, "reopen") != 0 && strcmp(what, "start") != 0)
        return error_set(err, ERROR_INPUT, "a session is marked close, reopen or start, not '%.32s'", what);
    int rc = staff_begin(ledger, act, "mark", &mark, err);
    if (rc < 0)
        return rc;
    mark.fact.status = what;
    if (!strcmp(what, "start")) {
        snprintf(mark.detail, sizeof mark.detail, "{\"starts_utc_ms\":%" PRId64 "}", starts_utc_ms);
        mark.fact.detail = mark.detail;
    }
    rc = session_mark_check(ledger, mark.session_id, what, starts_utc_ms, err);
    if (rc == 0)
        rc = fact_append(ledger, &mark.fact, err);
    if (rc == 0)
        rc = session_mark_keep(ledger, &mark, starts_utc_ms, err);
    if (rc == 0 && !strcmp(what, "start"))
        rc = held_overlaps(ledger, err);
    rc = staff_end(ledger, rc, err);
    if (rc == 0)
        *seq = mark.fact.seq;
    return rc;
}

static int guest_detail(struct ledger *ledger, struct staff_fact *fact, const struct ledger_guest *guest,
                        struct error *err)
{
    char name[LEDGER_NAME_MAX + 1], unit[LEDGER_NAME_MAX + 1];
    sqlite3_stmt *row;
    text_clean(name, sizeof name, guest->name);
    text_clean(unit, sizeof unit, guest->unit);
    int rc = store_first(ledger, "writing a guest", err, &row, "SELECT json_object('name', ?, 'unit', ?)",
                         "tt", name, unit);
    if (rc < 0)
        return rc;
    /* A character may take six in JSON: \u0001. */
    if (strlen(store_text(row, 0)) < sizeof fact->detail)
        text_clean(fact->detail, sizeof fact->detail, store_text(row, 0));
    sqlite3_reset(row);
    if (!fact->detail[0])
        return error_set(err, ERROR_INPUT, "the guest's name and unit cannot be written; type them again");
    fact->fact.detail = fact->detail;
    return 0;
}

int ledger_guest_add(struct ledger *ledger, const struct ledger_act *act, const struct ledger_guest *guest,
                     struct error *err)
{
    static const char *const whys[] = {"makeup", "observe", "speaker", "other"};
    struct staff_fact fact;
    bool known = false;
    for (size_t i = 0; guest->why && i < sizeof whys / sizeof whys[0]; i++)
        known = known || !strcmp(guest->why, whys[i]);
    if (!known)
        return error_set(err, ERROR_INPUT, "a guest comes for makeup, observe, speaker or other");
    if (!guest->name || !guest->name[0])
        return error_set(err, ERROR_INPUT, "a guest needs a name");
    int rc = staff_begin(ledger, act, "guest", &fact, err);
    if (rc < 0)
        return rc;
    fact.fact.status = "present";
    staff_reason(&fact, guest->why);
    rc = guest_detail(ledger, &fact, guest, err);
    if (rc == 0)
        rc = fact_append(ledger, &fact.fact, err);
    if (rc == 0)
        session_tapped(ledger, NULL, fact.fact.seq, 0, 0);
    return staff_end(ledger, rc, err);
}
