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
                         "SELECT count(*) FROM slice_enrolment WHERE class_id = ?", "t", session->class_id);
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
        return 0;
    }
    rc = store_first(ledger, "counting arrivals", err, &row,
                     "SELECT count(*) FROM rule_roll WHERE session_id = ? "
                     "AND status IN ('present', 'late', 'left_early', 'half')",
                     "t", session->session_id);
    if (rc < 0)
        return rc;
    session->arrived = rc > 0 ? sqlite3_column_int(row, 0) : 0;
    sqlite3_reset(row);
    memcpy(kept->session_id, session->session_id, sizeof kept->session_id);
    kept->epoch = epoch;
    kept->seq = last;
    kept->arrived = session->arrived;
    return 0;
}

void session_tapped(struct ledger *ledger, const char *session_id, int64_t seq, bool one_more)
{
    struct store_count *kept = &ledger->count;
    if (kept->seq != seq - 1 || (session_id && strcmp(kept->session_id, session_id) != 0))
        return;
    kept->seq = seq;
    kept->arrived += one_more;
}

int session_open(struct ledger *ledger, const char *room_id, int64_t now_ms, struct ledger_session *out,
                 struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the room's session", err, &row,
                         "SELECT " SESSION_COLUMNS " FROM door_session d "
                         "WHERE d.room_id = ?1 AND d.opens_ms <= ?2 AND d.ends_ms >= ?2 "
                         "ORDER BY abs(d.starts_ms - ?2), d.session_id LIMIT 1",
                         "ti", room_id, now_ms);
    if (rc <= 0)
        return rc;
    session_from_row(row, out);
    sqlite3_reset(row);
    return 1;
}

int session_standing(struct ledger *ledger, const char *session_id, const char *member_id,
                     struct session_standing *out, struct error *err)
{
    sqlite3_stmt *row;
    memset(out, 0, sizeof *out);
    int rc = store_first(ledger, "asking the rule", err, &row,
                         "SELECT status, arrived_ms FROM rule_roll WHERE session_id = ? AND member_id = ?",
                         "tt", session_id, member_id);
    if (rc <= 0)
        return rc;
    const char *status = store_text(row, 0);
    out->present = !strcmp(status, "present");
    out->late = !strcmp(status, "late");
    out->arrived = out->present || out->late || !strcmp(status, "left_early") || !strcmp(status, "half");
    out->counted = out->arrived || !strcmp(status, "online");
    out->arrived_ms = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    return 1;
}
