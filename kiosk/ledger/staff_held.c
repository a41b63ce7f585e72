#include "ledger/staff_held.h"

int held_overlaps(struct ledger *ledger, struct error *err)
{
    return store_script(ledger,
                        "DELETE FROM held_overlap;"
                        "INSERT INTO held_overlap SELECT DISTINCT s.session_id FROM held_session s "
                        "JOIN held_place p ON p.session_id = s.session_id "
                        "JOIN held_place q ON q.room_id = p.room_id AND q.session_id <> p.session_id "
                        "JOIN held_session r ON r.session_id = q.session_id "
                        "AND r.opens_ms <= s.ends_ms AND r.ends_ms >= s.opens_ms",
                        "finding the sessions that overlap", err);
}

/* The rooms where a session is held, and those where it was: this door may have counted learners there. */
int held_places(struct ledger *ledger, struct error *err)
{
    int rc = store_script(
        ledger,
        "DELETE FROM held_place WHERE session_id NOT IN (SELECT session_id FROM slice_session);"
        "UPDATE held_place SET former = 1;"
        "INSERT INTO held_place SELECT s.session_id, m.room_id, 0 FROM slice_session s JOIN session_mark m "
        "ON m.session_id = s.session_id WHERE m.room_id IS NOT NULL ON CONFLICT DO UPDATE SET former = 0;"
        "INSERT INTO held_place SELECT p.session_id, p.room_id, 0 FROM slice_place p WHERE p.former = 0 "
        "AND NOT EXISTS (SELECT 1 FROM session_mark m WHERE m.session_id = p.session_id "
        "AND m.room_id IS NOT NULL) ON CONFLICT DO UPDATE SET former = 0;"
        "INSERT OR IGNORE INTO held_place SELECT session_id, room_id, 1 FROM slice_place",
        "placing the sessions", err);
    return rc < 0 ? rc : held_overlaps(ledger, err);
}

/* An act here is the last word on the pair; what it credits an instructor vouches for. */
int held_make_ups(struct ledger *ledger, struct error *err)
{
    return store_script(
        ledger,
        "DELETE FROM held_make_up;"
        "INSERT INTO held_make_up SELECT session_id, member_id, NULL FROM make_up_mark WHERE credited <> 0;"
        "INSERT INTO held_make_up SELECT s.session_id, s.member_id, s.by_session_id FROM slice_make_up s "
        "WHERE NOT EXISTS (SELECT 1 FROM make_up_mark m WHERE m.session_id = s.session_id "
        "AND m.member_id = s.member_id)",
        "keeping make-up rights", err);
}
