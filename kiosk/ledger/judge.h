/* Inside the ledger only: one tap being judged, within its transaction. */
#ifndef LEDGER_JUDGE_H
#define LEDGER_JUDGE_H

#include "ledger/session.h"

struct judge {
    struct ledger *ledger;
    const struct ledger_tap *tap;
    struct ledger_result *result;
    struct error *err;
    uint8_t boot_id[STORE_UUID_BYTES];
    char room_id[LEDGER_ID_MAX + 1];
    uint8_t card_key[DIGEST_BYTES];
    bool has_card_key;
    char member_id[LEDGER_ID_MAX + 1]; /* empty = none in the fact */
    bool judged;                       /* the fact carries result->session's id */
    bool may_count;                    /* the tap can count in some session of this room */
};

/* The seats of member ?1: of the classes, and the make-up rights, which have no ordinal. */
#define JUDGE_SEATS                                                                                          \
    "WITH seat (session_id, ordinal) AS (SELECT h.session_id, e.ordinal FROM slice_enrolment e "             \
    "JOIN held_session h ON h.class_id = e.class_id WHERE e.member_id = ?1 "                                 \
    "AND coalesce(e.from_ms <= h.starts_ms, 1) AND coalesce(h.starts_ms < e.until_ms, 1) "                   \
    "UNION ALL SELECT by_session_id, 0 FROM held_make_up WHERE member_id = ?1 "                              \
    "AND by_session_id IS NOT NULL) "

/* Whether session d takes place in room ?3. */
#define JUDGE_HERE                                                                                           \
    "EXISTS (SELECT 1 FROM held_place p WHERE p.session_id = d.session_id AND p.room_id = ?3 AND p.former "  \
    "= 0)"

/* Appends the tap with the verdict that stands in the result. */
int judge_record(struct judge *judge);

/* The boot's time of the tap into the result. */
int judge_time(struct judge *judge);

/* Takes the session in a row of SESSION_COLUMNS, ordinal. */
void judge_take(struct judge *judge, sqlite3_stmt *row);

/* A learner who has been counted taps again while the session is open: already, the question, or a departure. */
int leave_again(struct judge *judge, const struct session_standing *before);

/* A learner taps when a session that asks for it has just ended here. Returns 1 when it was recorded as a departure, 0
 * when there is no such session, or an error. */
int leave_ended(struct judge *judge);

#endif
