/* Inside the ledger only: sessions as the door reads them, and how many have arrived. */
#ifndef LEDGER_SESSION_H
#define LEDGER_SESSION_H

#include "ledger/store.h"

/* Columns of door_session, in the order that session_from_row reads. */
#define SESSION_COLUMNS                                                                                      \
    "d.session_id, d.class_id, d.title, d.room_id, d.room_name, d.room_place, d.opens_ms, d.starts_ms, "     \
    "d.ends_ms, "                                                                                            \
    "d.late_after_min, d.number, d.of, d.check_out, d.address"
#define SESSION_COLUMN_COUNT 14

/* Fills all but enrolled, arrived and out. */
void session_from_row(sqlite3_stmt *row, struct ledger_session *out);

/* Fills enrolled, arrived and out. */
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
    int64_t left_ms;    /* 0 = has not left, or unknown */
};

/* Who sits in by a make-up right has no line of the roll: then what the taps say, and never arrived. Returns 1, 0 when
 * nothing is known of the member there, or an error. */
int session_standing(struct ledger *ledger, const char *session_id, const char *member_id,
                     struct session_standing *out, struct error *err);

/* Carries the kept count over the tap with this sequence. session_id: the only session that the tap can count
 * for, NULL if it counts for none. When that is not the kept one, the next count is made anew. */
void session_tapped(struct ledger *ledger, const char *session_id, int64_t seq, int more_arrived,
                    int more_out);

#endif
