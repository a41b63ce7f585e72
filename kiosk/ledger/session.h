/* Inside the ledger only: sessions as the door reads them, and how many have arrived. */
#ifndef LEDGER_SESSION_H
#define LEDGER_SESSION_H

#include "ledger/store.h"

/* Columns of door_session, in the order that session_from_row reads. */
#define SESSION_COLUMNS                                                                                      \
    "d.session_id, d.class_id, d.title, d.room_id, d.room_name, d.room_place, d.opens_ms, d.starts_ms, "     \
    "d.ends_ms, "                                                                                            \
    "d.late_after_min, d.number, d.of"
#define SESSION_COLUMN_COUNT 12

/* Fills all but enrolled and arrived. */
void session_from_row(sqlite3_stmt *row, struct ledger_session *out);

/* Fills enrolled and arrived. */
int session_count(struct ledger *ledger, struct ledger_session *session, struct error *err);

/* The room's session at an instant: check-in open, of several the one that starts nearest. Returns 1, 0 or an
 * error. */
int session_open(struct ledger *ledger, const char *room_id, int64_t now_ms, struct ledger_session *out,
                 struct error *err);

/* One learner's line of a session's roll. */
struct session_standing {
    bool arrived; /* present, late, left_early, half */
    bool counted; /* those and online */
    bool late, present;
    int64_t arrived_ms; /* 0 = unknown */
};

/* Returns 1, 0 when the member is not in the session's class, or an error. */
int session_standing(struct ledger *ledger, const char *session_id, const char *member_id,
                     struct session_standing *out, struct error *err);

/* Carries the kept count over the tap with this sequence. session_id: the only session that the tap can count
 * for, NULL if it counts for none. When that is not the kept one, the next count is made anew. */
void session_tapped(struct ledger *ledger, const char *session_id, int64_t seq, bool one_more);

#endif
