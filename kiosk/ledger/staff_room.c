/* Rooms and make-up credit as an instructor changes them. */
#include <stdio.h>
#include <string.h>

#include "ledger/session.h"
#include "ledger/staff_act.h"
#include "ledger/staff_held.h"
#include "ledger/text.h"

/* Writes a JSON object of one member into the fact's detail. */
static int room_detail(struct ledger *ledger, struct staff_fact *fact, const char *room_id, struct error *err)
{
    sqlite3_stmt *row;
    int rc =
        store_first(ledger, "writing a room", err, &row, "SELECT json_object('room_id', ?)", "t", room_id);
    if (rc < 0)
        return rc;
    text_clean(fact->detail, sizeof fact->detail, store_text(row, 0));
    sqlite3_reset(row);
    fact->fact.detail = fact->detail;
    return 0;
}

static int room_move_check(struct ledger *ledger, const char *session_id, const char *room_id,
                           struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading a session and a room", err, &row,
                         "SELECT EXISTS (SELECT 1 FROM slice_session WHERE session_id = ?1), "
                         "EXISTS (SELECT 1 FROM slice_room WHERE room_id = ?2)",
                         "tt", session_id, room_id);
    if (rc < 0)
        return rc;
    bool session = sqlite3_column_int(row, 0), room = sqlite3_column_int(row, 1);
    sqlite3_reset(row);
    if (!session)
        return error_set(err, ERROR_NOT_FOUND, "session %.64s is not on this device", session_id);
    if (!room)
        return error_set(err, ERROR_NOT_FOUND, "room %.64s is not on this device", room_id);
    return 0;
}

int ledger_room_move(struct ledger *ledger, const struct ledger_act *act, const char *room_id, int64_t *seq,
                     struct error *err)
{
    struct staff_fact mark;
    char room[LEDGER_ID_MAX + 1];
    text_clean(room, sizeof room, room_id);
    int rc = staff_begin(ledger, act, "mark", &mark, err);
    if (rc < 0)
        return rc;
    mark.fact.status = "room";
    rc = room_move_check(ledger, mark.session_id, room, err);
    if (rc == 0)
        rc = room_detail(ledger, &mark, room, err);
    if (rc == 0)
        rc = fact_append(ledger, &mark.fact, err);
    if (rc == 0)
        rc = store_run(ledger, "moving a session", err,
                       "INSERT INTO session_mark (session_id, room_id, room_seq, room_was) "
                       "SELECT session_id, ?2, ?3, room_id FROM slice_session WHERE session_id = ?1 "
                       "ON CONFLICT (session_id) DO UPDATE SET room_id = excluded.room_id, "
                       "room_seq = excluded.room_seq, room_was = excluded.room_was",
                       "tti", mark.session_id, room, mark.fact.seq);
    if (rc == 0)
        rc = held_places(ledger, err);
    rc = staff_end(ledger, rc, err);
    if (rc == 0)
        *seq = mark.fact.seq;
    return rc;
}

int ledger_rooms(struct ledger *ledger, struct ledger_room *rooms, int max, struct error *err)
{
    sqlite3_stmt *row;
    int count = 0;
    int rc = store_first(ledger, "reading the rooms", err, &row,
                         "SELECT room_id, name, place FROM slice_room ORDER BY name, room_id LIMIT ?", "i",
                         (int64_t)max);
    for (; rc > 0; rc = store_next(ledger, row, "reading the rooms", err)) {
        struct ledger_room *room = &rooms[count++];
        text_clean(room->room_id, sizeof room->room_id, store_text(row, 0));
        text_clean(room->name, sizeof room->name, store_text(row, 1));
        text_clean(room->place, sizeof room->place, store_text(row, 2));
    }
    return rc < 0 ? rc : count;
}

int ledger_room_sessions(struct ledger *ledger, const char *room_id, int64_t from_utc_ms, int64_t to_utc_ms,
                         struct ledger_session *out, int max, struct error *err)
{
    sqlite3_stmt *row;
    int count = 0;
    int rc = store_begin_read(ledger, err);
    if (rc < 0)
        return rc;
    rc = store_first(
        ledger, "reading a room's sessions", err, &row,
        "SELECT " SESSION_COLUMNS " FROM held_place p CROSS JOIN door_session d "
        "ON d.session_id = p.session_id WHERE p.room_id = ?1 AND p.former = 0 AND d.ends_ms >= ?2 "
        "AND d.starts_ms < ?3 ORDER BY d.starts_ms, d.session_id LIMIT ?4",
        "tiii", room_id, from_utc_ms, to_utc_ms, (int64_t)max);
    for (; rc > 0; rc = store_next(ledger, row, "reading a room's sessions", err))
        session_from_row(row, &out[count++]);
    for (int i = 0; rc == 0 && i < count; i++)
        rc = session_count(ledger, &out[i], err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    rc = store_commit(ledger, err);
    return rc < 0 ? rc : count;
}

/* Whether the learner has a seat in the session, and whether the slice gives the credit already. */
static int make_up_check(struct ledger *ledger, const struct staff_fact *fact, int64_t *was,
                         struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "reading a learner's seat", err, &row,
        "SELECT EXISTS (SELECT 1 FROM slice_make_up WHERE session_id = ?1 AND member_id = ?2) "
        "OR EXISTS (SELECT 1 FROM slice_past_status WHERE session_id = ?1 AND member_id = ?2 AND made_up <> "
        "0) "
        "FROM (SELECT class_id, starts_ms FROM held_session WHERE session_id = ?1 "
        "UNION ALL SELECT class_id, starts_ms FROM slice_past WHERE session_id = ?1) s "
        "JOIN slice_enrolment e ON e.class_id = s.class_id AND e.member_id = ?2 "
        "WHERE coalesce(e.from_ms <= s.starts_ms, 1) AND coalesce(s.starts_ms < e.until_ms, 1) LIMIT 1",
        "tt", fact->session_id, fact->member_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, ERROR_NOT_FOUND, "the learner has no seat in session %.64s", fact->session_id);
    *was = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return 0;
}

int ledger_make_up(struct ledger *ledger, const struct ledger_act *act, const char *member_id, bool credited,
                   const char *reason, int64_t *seq, struct error *err)
{
    struct staff_fact fact;
    int64_t was = 0;
    int rc = staff_begin(ledger, act, "makeup", &fact, err);
    if (rc < 0)
        return rc;
    staff_member(&fact, member_id);
    staff_reason(&fact, reason);
    fact.fact.status = credited ? "credited" : "withdrawn";
    snprintf(fact.detail, sizeof fact.detail, "{\"by_session_id\":null}");
    fact.fact.detail = fact.detail;
    rc = make_up_check(ledger, &fact, &was, err);
    if (rc == 0)
        rc = fact_append(ledger, &fact.fact, err);
    if (rc == 0)
        rc = store_run(ledger, "keeping make-up credit", err,
                       "INSERT OR REPLACE INTO make_up_mark VALUES (?, ?, ?, ?, ?)", "ttiii", fact.session_id,
                       fact.member_id, (int64_t)credited, fact.fact.seq, was);
    if (rc == 0)
        rc = held_make_ups(ledger, err);
    rc = staff_end(ledger, rc, err);
    if (rc == 0)
        *seq = fact.fact.seq;
    return rc;
}
