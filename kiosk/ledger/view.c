/* What the idle screen shows, and the roll. */
#include <string.h>

#include "ledger/boot.h"
#include "ledger/session.h"
#include "ledger/text.h"

/* How long a session that has ended stays on the screen when nothing else is on. */
#define VIEW_ENDED_MS (30 * 60000)

static int view_room_name(struct ledger *ledger, const char *room_id, struct ledger_view *out,
                          struct error *err)
{
    sqlite3_stmt *row;
    text_clean(out->room_name, sizeof out->room_name, room_id);
    int rc = store_first(ledger, "reading the room", err, &row,
                         "SELECT name FROM slice_room WHERE room_id = ?", "t", room_id);
    if (rc <= 0)
        return rc;
    text_clean(out->room_name, sizeof out->room_name, store_text(row, 0));
    sqlite3_reset(row);
    return 0;
}

static int view_current(struct ledger *ledger, const char *room_id, struct ledger_view *out,
                        struct error *err)
{
    int rc = session_open(ledger, room_id, out->now_utc_ms, &out->current, err);
    if (rc == 0) {
        sqlite3_stmt *row;
        rc = store_first(ledger, "reading the room's last session", err, &row,
                         "SELECT " SESSION_COLUMNS " FROM door_session d "
                         "WHERE d.session_id IN (SELECT p.session_id FROM held_place p WHERE p.room_id = ?1 "
                         "AND p.former = 0) "
                         "AND d.ends_ms < ?2 AND d.ends_ms > ?3 "
                         "ORDER BY d.ends_ms DESC, d.session_id LIMIT 1",
                         "tii", room_id, out->now_utc_ms, out->now_utc_ms - VIEW_ENDED_MS);
        if (rc > 0) {
            session_from_row(row, &out->current);
            sqlite3_reset(row);
        }
    }
    if (rc <= 0)
        return rc;
    out->has_current = true;
    return session_count(ledger, &out->current, err);
}

static int view_next(struct ledger *ledger, const char *room_id, struct ledger_view *out, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "reading the room's next session", err, &row,
        "SELECT " SESSION_COLUMNS ", (SELECT count(*) FROM slice_enrolment e "
        "WHERE e.class_id = d.class_id AND coalesce(e.from_ms <= d.starts_ms, 1) "
        "AND coalesce(d.starts_ms < e.until_ms, 1)) FROM door_session d "
        "WHERE d.session_id IN (SELECT p.session_id FROM held_place p WHERE p.room_id = ?1 AND p.former = 0) "
        "AND d.starts_ms > ?2 AND d.session_id <> ?3 "
        "ORDER BY d.starts_ms, d.session_id LIMIT 1",
        "tit", room_id, out->now_utc_ms, out->current.session_id);
    if (rc <= 0)
        return rc;
    session_from_row(row, &out->next);
    out->next.enrolled = sqlite3_column_int(row, SESSION_COLUMN_COUNT);
    out->has_next = true;
    sqlite3_reset(row);
    return 0;
}

int ledger_view(struct ledger *ledger, const char *room_id, const struct clock_reading *now,
                struct ledger_view *out, struct error *err)
{
    int64_t has_slice = 0;
    memset(out, 0, sizeof *out);
    /* One snapshot, so that current and next do not come from two slices. */
    int rc = store_begin_read(ledger, err);
    if (rc < 0)
        return rc;
    rc = boot_now(ledger, now, &out->now_utc_ms, &out->clock_source, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT 1 FROM state WHERE name = 'slice_version'", 0, &has_slice, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT CAST(value AS INTEGER) FROM note WHERE name = 'chain_broken_seq'", 0,
                       &out->chain_broken_seq, err);
    if (rc == 0)
        rc = view_room_name(ledger, room_id, out, err);
    if (rc == 0)
        rc = view_current(ledger, room_id, out, err);
    if (rc == 0)
        rc = view_next(ledger, room_id, out, err);
    out->has_slice = has_slice != 0;
    out->clock_trusted = out->clock_source > CLOCK_SOURCE_GUESS;
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    return store_commit(ledger, err);
}

int ledger_roll(struct ledger *ledger, const char *session_id,
                void (*callback)(void *user, const struct ledger_roll_row *row), void *user,
                struct error *err)
{
    sqlite3_stmt *row;
    int count = 0;
    int rc = store_first(
        ledger, "reading the roll", err, &row,
        "SELECT r.ordinal, r.member_id, coalesce(m.full_name, ''), r.status, r.arrived_ms, r.left_ms, "
        "r.time_trusted FROM rule_roll r LEFT JOIN slice_member m ON m.member_id = r.member_id "
        "WHERE r.session_id = ? ORDER BY r.ordinal, r.member_id",
        "t", session_id);
    for (; rc > 0; rc = store_next(ledger, row, "reading the roll", err)) {
        struct ledger_roll_row line;
        memset(&line, 0, sizeof line);
        line.ordinal = sqlite3_column_int(row, 0);
        text_clean(line.member_id, sizeof line.member_id, store_text(row, 1));
        text_clean(line.full_name, sizeof line.full_name, store_text(row, 2));
        text_clean(line.status, sizeof line.status, store_text(row, 3));
        line.arrived_utc_ms = sqlite3_column_int64(row, 4);
        line.left_utc_ms = sqlite3_column_int64(row, 5);
        line.time_trusted = sqlite3_column_int(row, 6);
        callback(user, &line);
        count++;
    }
    return rc < 0 ? rc : count;
}
