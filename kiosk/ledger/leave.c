/* Departures: the learner who taps again, at the end, or after it; and the answer to the door's question. */
#include <string.h>

#include "ledger/boot.h"
#include "ledger/judge.h"
#include "ledger/text.h"

/* Who came so recently is not asked about leaving. */
#define LEAVE_ASK_MS (10 * 60000)

/* How long after the end a tap is a departure. */
#define LEAVE_ENDED_MS (30 * 60000)

/* Records the departure and carries the counts over it. */
static int leave_record(struct judge *judge, const struct session_standing *before)
{
    struct ledger_result *result = judge->result;
    struct session_standing after;
    const char *session_id = result->session.session_id;
    judge->judged = judge->may_count = true;
    result->first_utc_ms = before->arrived_ms;
    result->out_utc_ms = result->clock_trusted ? result->at_utc_ms : 0;
    int rc = judge_record(judge);
    if (rc == 0)
        rc = session_standing(judge->ledger, session_id, judge->member_id, &after, judge->err);
    if (rc < 0)
        return rc;
    session_tapped(judge->ledger, session_id, result->seq, after.arrived - before->arrived,
                   (after.left_ms != 0) - (before->left_ms != 0));
    return 0;
}

/* Minutes before the end within which leaving is not early. */
static int leave_grace(struct judge *judge, int64_t *minutes)
{
    sqlite3_stmt *row;
    int rc = store_first(judge->ledger, "reading a class", judge->err, &row,
                         "SELECT early_after_min FROM slice_class WHERE class_id = ?", "t",
                         judge->result->session.class_id);
    *minutes = rc > 0 ? sqlite3_column_int64(row, 0) : 0;
    if (rc > 0)
        sqlite3_reset(row);
    return rc < 0 ? rc : 0;
}

int leave_again(struct judge *judge, const struct session_standing *before)
{
    struct ledger_result *result = judge->result;
    const struct ledger_session *session = &result->session;
    int64_t early_ms = session->ends_utc_ms - result->at_utc_ms, grace_min = 0;
    if (session->check_out && result->at_utc_ms >= session->starts_utc_ms) {
        int rc = leave_grace(judge, &grace_min);
        if (rc < 0)
            return rc;
        if (early_ms / 60000 <= grace_min) {
            result->verdict = LEDGER_OUT;
            return leave_record(judge, before);
        }
        /* Who has left and taps is back. */
        result->ask_leave = !before->left_ms && result->at_utc_ms - before->arrived_ms >= LEAVE_ASK_MS;
        result->minutes_early = result->ask_leave ? (int)(early_ms / 60000) : 0;
    }
    result->verdict = LEDGER_ALREADY;
    result->first_utc_ms = before->arrived_ms;
    int rc = judge_record(judge);
    session_tapped(judge->ledger, session->session_id, result->seq, 0, before->left_ms ? -1 : 0);
    return rc;
}

int leave_ended(struct judge *judge)
{
    struct session_standing before;
    struct ledger_result *result = judge->result;
    sqlite3_stmt *row;
    int rc = store_first(
        judge->ledger, "looking for the session that has ended", judge->err, &row,
        JUDGE_SEATS "SELECT " SESSION_COLUMNS ", seat.ordinal FROM seat CROSS JOIN door_session d "
                    "ON d.session_id = seat.session_id WHERE d.check_out AND d.ends_ms < ?2 "
                    "AND d.ends_ms >= ?4 AND " JUDGE_HERE
                    " ORDER BY d.ends_ms DESC, d.session_id, seat.ordinal DESC LIMIT 1",
        "titi", judge->member_id, result->at_utc_ms, judge->room_id, result->at_utc_ms - LEAVE_ENDED_MS);
    if (rc <= 0)
        return rc;
    judge_take(judge, row);
    rc = session_standing(judge->ledger, result->session.session_id, judge->member_id, &before, judge->err);
    if (rc < 0)
        return rc;
    result->verdict = LEDGER_OUT;
    rc = leave_record(judge, &before);
    return rc < 0 ? rc : 1;
}

/* The card of the tap that was asked about. */
static int leave_asked(struct judge *judge, const struct ledger_result *asked)
{
    sqlite3_stmt *row;
    int rc = store_first(judge->ledger, "reading the tap", judge->err, &row,
                         "SELECT card_key FROM fact WHERE seq = ?1 AND kind = 'tap' AND verdict = 'already' "
                         "AND member_id = ?2 AND session_id = ?3",
                         "itt", asked->seq, asked->member_id, asked->session.session_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(judge->err, ERROR_INPUT, "fact %lld asked no learner about leaving",
                         (long long)asked->seq);
    judge->has_card_key = sqlite3_column_bytes(row, 0) == DIGEST_BYTES;
    if (judge->has_card_key)
        memcpy(judge->card_key, sqlite3_column_blob(row, 0), DIGEST_BYTES);
    sqlite3_reset(row);
    memcpy(judge->member_id, asked->member_id, sizeof judge->member_id);
    return 0;
}

static int leave_answer(struct judge *judge)
{
    struct ledger_result *result = judge->result;
    struct session_standing before;
    int64_t grace_min;
    int rc =
        session_standing(judge->ledger, result->session.session_id, judge->member_id, &before, judge->err);
    if (rc >= 0)
        rc = leave_grace(judge, &grace_min);
    if (rc < 0)
        return rc;
    int64_t early_min = (result->session.ends_utc_ms - result->at_utc_ms) / 60000;
    bool early = result->clock_trusted && early_min > grace_min;
    result->verdict = early ? LEDGER_LEFT_EARLY : LEDGER_OUT;
    result->minutes_early = early ? (int)early_min : 0;
    return leave_record(judge, &before);
}

int ledger_leave(struct ledger *ledger, const struct clock_reading *now, const char *room_id,
                 const struct ledger_result *asked, struct ledger_result *out, struct error *err)
{
    struct ledger_result result = *asked;
    struct ledger_tap tap = {.boottime_ms = now->boottime_ms, .room_id = room_id};
    struct judge judge = {.ledger = ledger, .tap = &tap, .result = &result, .err = err};
    if (!asked->ask_leave)
        return error_set(err, ERROR_INPUT, "that tap asked no learner about leaving");
    result.ask_leave = false;
    int rc = boot_parse(now->boot_id, judge.boot_id, err);
    if (rc < 0)
        return rc;
    text_clean(judge.room_id, sizeof judge.room_id, room_id);
    rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    rc = judge_time(&judge);
    if (rc == 0)
        rc = leave_asked(&judge, asked);
    if (rc == 0)
        rc = leave_answer(&judge);
    if (rc == 0)
        rc = session_count(ledger, &result.session, err);
    if (rc == 0)
        rc = store_commit(ledger, err);
    if (rc < 0) {
        ledger->count.session_id[0] = '\0';
        store_rollback(ledger);
        return rc;
    }
    *out = result;
    return 0;
}
