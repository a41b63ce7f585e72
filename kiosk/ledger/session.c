#include "ledger/session.h"

#include <string.h>

#include "ledger/text.h"

void session_from_row(sqlite3_stmt *row, struct ledger_session *out)
{
    memset(out, 0, sizeof *out);
    text_clean(out->session_id, sizeof out->session_id, store_text(row, 0));
    text_clean(out->class_id, sizeof out->class_id, store_text(row, 1));
    text_clean(out->title, sizeof out->title, store_text(row, 2));
    text_clean(out->room_id, sizeof out->room_id, store_text(row, 3));
    text_clean(out->room_name, sizeof out->room_name, store_text(row, 4));
    text_clean(out->room_place, sizeof out->room_place, store_text(row, 5));
    out->opens_utc_ms = sqlite3_column_int64(row, 6);
    out->starts_utc_ms = sqlite3_column_int64(row, 7);
    out->ends_utc_ms = sqlite3_column_int64(row, 8);
    out->late_after_min = sqlite3_column_int(row, 9);
    out->number = sqlite3_column_int(row, 10);
    out->of = sqlite3_column_int(row, 11);
    out->check_out = sqlite3_column_int(row, 12);
    text_clean(out->address, sizeof out->address, store_text(row, 13));
}

/* Whatever changes a roll except this door's own taps raises the epoch: the slice, the boots, marks. */
static int session_epoch(struct ledger *ledger, int64_t *epoch, struct error *err)
{
    return store_int(ledger, "SELECT value FROM state WHERE name = 'roll_epoch'", 0, epoch, err);
}

int session_count(struct ledger *ledger, struct ledger_session *session, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "counting a class", err, &row,
                         "SELECT count(*) FROM slice_enrolment WHERE class_id = ?1 "
                         "AND coalesce(from_ms <= ?2, 1) AND coalesce(?2 < until_ms, 1)",
                         "ti", session->class_id, session->starts_utc_ms);
    if (rc < 0)
        return rc;
    session->enrolled = rc > 0 ? sqlite3_column_int(row, 0) : 0;
    sqlite3_reset(row);

    int64_t epoch, last;
    rc = session_epoch(ledger, &epoch, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT max(seq) FROM fact", 0, &last, err);
    if (rc < 0)
        return rc;
    struct store_count *kept = &ledger->count;
    if (kept->epoch == epoch && kept->seq == last && !strcmp(kept->session_id, session->session_id)) {
        session->arrived = kept->arrived;
        session->out = kept->out;
        return 0;
    }
    rc = store_first(ledger, "counting arrivals", err, &row,
                     "SELECT sum(status IN ('present', 'late', 'left_early', 'half')), count(left_ms) "
                     "FROM rule_roll WHERE session_id = ?",
                     "t", session->session_id);
    if (rc < 0)
        return rc;
    session->arrived = rc > 0 ? sqlite3_column_int(row, 0) : 0;
    session->out = rc > 0 ? sqlite3_column_int(row, 1) : 0;
    sqlite3_reset(row);
    memcpy(kept->session_id, session->session_id, sizeof kept->session_id);
    kept->epoch = epoch;
    kept->seq = last;
    kept->arrived = session->arrived;
    kept->out = session->out;
    return 0;
}

void session_tapped(struct ledger *ledger, const char *session_id, int64_t seq, int more_arrived,
                    int more_out)
{
    struct store_count *kept = &ledger->count;
    if (kept->seq != seq - 1 || (session_id && strcmp(kept->session_id, session_id) != 0))
        return;
    kept->seq = seq;
    kept->arrived += more_arrived;
    kept->out += more_out;
}

int session_open(struct ledger *ledger, const char *room_id, int64_t now_ms, struct ledger_session *out,
                 struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "reading the room's session", err, &row,
        "SELECT " SESSION_COLUMNS " FROM door_session d "
        "WHERE d.session_id IN (SELECT p.session_id FROM held_place p WHERE p.room_id = ?1 AND p.former = 0) "
        "AND d.opens_ms <= ?2 AND d.ends_ms >= ?2 "
        "ORDER BY abs(d.starts_ms - ?2), d.session_id LIMIT 1",
        "ti", room_id, now_ms);
    if (rc <= 0)
        return rc;
    session_from_row(row, out);
    sqlite3_reset(row);
    return 1;
}

/* A learner without a seat: the taps alone. */
static int session_guest(struct ledger *ledger, const char *session_id, const char *member_id,
                         struct session_standing *out, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "looking for a guest's taps", err, &row,
        "SELECT min(CASE WHEN t.leaves = 0 THEN t.at_ms END), max(CASE WHEN t.leaves = 1 THEN t.at_ms END), "
        "max(CASE WHEN t.leaves = 0 THEN t.at_ms END) FROM held_session s "
        "CROSS JOIN held_place p ON p.session_id = s.session_id CROSS JOIN tap_time t ON t.member_id = ?2 "
        "AND t.room_id = p.room_id AND t.at_ms >= s.opens_ms WHERE s.session_id = ?1 AND t.trusted <> 0 "
        "AND CASE WHEN t.leaves = 1 OR p.former = 1 THEN t.session_id = s.session_id ELSE 1 END "
        "AND (t.leaves = 1 OR t.at_ms <= s.ends_ms)",
        "tt", session_id, member_id);
    if (rc <= 0)
        return rc;
    out->arrived_ms = sqlite3_column_int64(row, 0);
    out->left_ms = sqlite3_column_int64(row, 1);
    if (sqlite3_column_int64(row, 2) > out->left_ms)
        out->left_ms = 0;
    out->counted = out->arrived_ms != 0;
    sqlite3_reset(row);
    return out->counted;
}

int session_standing(struct ledger *ledger, const char *session_id, const char *member_id,
                     struct session_standing *out, struct error *err)
{
    sqlite3_stmt *row;
    memset(out, 0, sizeof *out);
    int rc = store_first(
        ledger, "asking the rule", err, &row,
        "SELECT status, arrived_ms, left_ms FROM rule_roll WHERE session_id = ? AND member_id = ?", "tt",
        session_id, member_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return session_guest(ledger, session_id, member_id, out, err);
    const char *status = store_text(row, 0);
    out->present = !strcmp(status, "present");
    out->late = !strcmp(status, "late");
    out->arrived = out->present || out->late || !strcmp(status, "left_early") || !strcmp(status, "half");
    out->counted = out->arrived || !strcmp(status, "online");
    out->arrived_ms = sqlite3_column_int64(row, 1);
    out->left_ms = sqlite3_column_int64(row, 2);
    sqlite3_reset(row);
    return 1;
}
