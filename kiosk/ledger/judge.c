/* One tap: who, which session, what the rule says, and the fact; all in one transaction. */
#include <stdio.h>
#include <string.h>

#include "ledger/append.h"
#include "ledger/boot.h"
#include "ledger/judge.h"
#include "ledger/text.h"

static const char *const verdict_words[LEDGER_VERDICTS] = {
    [LEDGER_PRESENT] = "present",
    [LEDGER_LATE] = "late",
    [LEDGER_RECORDED] = "recorded",
    [LEDGER_ALREADY] = "already",
    [LEDGER_INSTRUCTOR] = "instructor",
    [LEDGER_UNKNOWN] = "unknown",
    [LEDGER_WRONG_ROOM] = "wrong_room",
    [LEDGER_WRONG_SESSION] = "wrong_session",
    [LEDGER_CLOSED] = "closed",
    [LEDGER_PHONE] = "phone",
    [LEDGER_EXPIRED] = "expired",
    [LEDGER_LEFT_EARLY] = "left_early",
    [LEDGER_OUT] = "out",
};

const char *ledger_verdict_word(enum ledger_verdict verdict)
{
    return verdict_words[verdict];
}

/* Appends the tap with the verdict that stands in the result. */
int judge_record(struct judge *judge)
{
    const struct ledger_result *result = judge->result;
    struct ledger_fact fact = {
        .kind = "tap",
        .boottime_ms = judge->tap->boottime_ms,
        .room_id = judge->room_id,
        .session_id = judge->judged ? result->session.session_id : NULL,
        .member_id = judge->member_id[0] ? judge->member_id : NULL,
        .card_key = judge->has_card_key ? judge->card_key : NULL,
        .verdict = ledger_verdict_word(result->verdict),
    };
    memcpy(fact.boot_id, judge->boot_id, sizeof fact.boot_id);
    int rc = fact_append(judge->ledger, &fact, judge->err);
    judge->result->seq = fact.seq;
    return rc;
}

/* The boot's time of the tap. A boot that nobody noted yet is noted as a guess: no tap is refused for want of
 * time. */
int judge_time(struct judge *judge)
{
    struct boot_row boot;
    int rc = boot_find(judge->ledger, judge->boot_id, &boot, judge->err);
    if (rc == 0) {
        struct clock_reading unknown = {.boottime_ms = judge->tap->boottime_ms, .source = CLOCK_SOURCE_GUESS};
        rc = boot_learn(judge->ledger, judge->boot_id, &unknown, &boot, judge->err);
    }
    if (rc < 0)
        return rc;
    judge->result->at_utc_ms = judge->tap->boottime_ms + boot.offset_ms;
    judge->result->clock_trusted = boot.source > CLOCK_SOURCE_GUESS;
    return 0;
}

static int judge_member(struct judge *judge)
{
    sqlite3_stmt *row;
    int rc =
        store_first(judge->ledger, "reading a member", judge->err, &row,
                    "SELECT full_name, unit FROM slice_member WHERE member_id = ?", "t", judge->member_id);
    if (rc <= 0)
        return rc;
    text_clean(judge->result->member_name, sizeof judge->result->member_name, store_text(row, 0));
    text_clean(judge->result->member_unit, sizeof judge->result->member_unit, store_text(row, 1));
    sqlite3_reset(row);
    return 0;
}

/* Takes the session in a row of SESSION_COLUMNS, ordinal. */
void judge_take(struct judge *judge, sqlite3_stmt *row)
{
    session_from_row(row, &judge->result->session);
    judge->result->ordinal = sqlite3_column_int(row, SESSION_COLUMN_COUNT);
    judge->result->has_session = true;
    sqlite3_reset(row);
}

static int judge_instructor(struct judge *judge)
{
    struct ledger_result *result = judge->result;
    result->verdict = LEDGER_INSTRUCTOR;
    judge->may_count = true; /* an instructor may be a learner of the class in the room */
    int rc = session_open(judge->ledger, judge->room_id, result->at_utc_ms, &result->session, judge->err);
    if (rc < 0)
        return rc;
    result->has_session = judge->judged = rc > 0;
    return judge_record(judge);
}

/* Without a trusted clock nobody is judged: the session is a hint that counts only if the boot stays undated.
 */
static int judge_undated(struct judge *judge)
{
    struct ledger_result *result = judge->result;
    sqlite3_stmt *row;
    int rc = store_first(
        judge->ledger, "looking for the learner's session", judge->err, &row,
        JUDGE_SEATS "SELECT " SESSION_COLUMNS ", seat.ordinal, d.opens_ms <= ?2 AND d.ends_ms >= ?2 AS now "
                    "FROM seat CROSS JOIN door_session d ON d.session_id = seat.session_id "
                    "WHERE " JUDGE_HERE
                    " ORDER BY now DESC, abs(d.starts_ms - ?2), d.session_id, seat.ordinal DESC LIMIT 1",
        "tit", judge->member_id, result->at_utc_ms, judge->room_id);
    if (rc < 0)
        return rc;
    result->verdict = rc > 0 ? LEDGER_RECORDED : LEDGER_WRONG_ROOM;
    if (rc == 0)
        return judge_record(judge);
    bool now = sqlite3_column_int(row, SESSION_COLUMN_COUNT + 1);
    judge_take(judge, row);
    if (!now) {
        result->has_session = false;
        memset(&result->session, 0, sizeof result->session);
        return judge_record(judge);
    }
    judge->judged = judge->may_count = true;
    return judge_record(judge);
}

/* The learner's session here is open. The rule itself is asked before the tap and with the tap, which is then
 * recorded with the verdict: the savepoint takes the trial back, because a fact cannot be changed. */
static int judge_count(struct judge *judge)
{
    struct ledger *ledger = judge->ledger;
    struct ledger_result *result = judge->result;
    struct session_standing before, after;
    const char *session_id = result->session.session_id;
    judge->judged = judge->may_count = true;
    int rc = session_standing(ledger, session_id, judge->member_id, &before, judge->err);
    if (rc < 0)
        return rc;
    int64_t late_ms = result->at_utc_ms - result->session.starts_utc_ms;
    bool late = late_ms / 60000 > result->session.late_after_min;
    if (before.counted) {
        return leave_again(judge, &before);
    }
    result->verdict = late ? LEDGER_LATE : LEDGER_PRESENT;
    rc = store_run(ledger, "trying the rule", judge->err, "SAVEPOINT trial", "");
    if (rc == 0)
        rc = judge_record(judge);
    if (rc == 0)
        rc = session_standing(ledger, session_id, judge->member_id, &after, judge->err);
    if (rc < 0)
        return rc;
    /* A mark that says absent stands above the tap in the roll; at the door the learner is told how the tap
     * reads. */
    bool rule_late = after.late || (!after.present && late);
    if (rule_late != late) {
        result->verdict = rule_late ? LEDGER_LATE : LEDGER_PRESENT;
        rc = store_run(ledger, "trying the rule", judge->err, "ROLLBACK TO trial", "");
        if (rc == 0)
            rc = judge_record(judge);
    }
    if (rc == 0)
        rc = store_run(ledger, "trying the rule", judge->err, "RELEASE trial", "");
    if (rc < 0)
        return rc;
    result->minutes_late = result->verdict == LEDGER_LATE ? (int)(late_ms / 60000) : 0;
    session_tapped(ledger, session_id, result->seq, after.arrived - before.arrived,
                   (after.left_ms != 0) - (before.left_ms != 0));
    return 0;
}

/* Nothing follows for the learner: either all is over, or it was never here. */
static int judge_over(struct judge *judge)
{
    sqlite3_stmt *row;
    int rc = store_first(judge->ledger, "looking for the learner's last session", judge->err, &row,
                         JUDGE_SEATS "SELECT 1 FROM seat CROSS JOIN held_session d "
                                     "ON d.session_id = seat.session_id WHERE d.ends_ms < ?2 LIMIT 1",
                         "ti", judge->member_id, judge->result->at_utc_ms);
    if (rc < 0)
        return rc;
    if (rc > 0)
        sqlite3_reset(row);
    judge->result->verdict = rc > 0 ? LEDGER_CLOSED : LEDGER_WRONG_ROOM;
    return judge_record(judge);
}

/* No session of the learner is open here: says where or when to go. */
static int judge_refuse(struct judge *judge)
{
    struct ledger_result *result = judge->result;
    sqlite3_stmt *row;
    int rc = store_first(judge->ledger, "looking for the learner's next session", judge->err, &row,
                         JUDGE_SEATS "SELECT " SESSION_COLUMNS ", seat.ordinal "
                                     "FROM seat CROSS JOIN door_session d ON d.session_id = seat.session_id "
                                     "WHERE d.opens_ms > ?2 "
                                     "ORDER BY d.starts_ms, d.session_id, seat.ordinal DESC LIMIT 1",
                         "ti", judge->member_id, result->at_utc_ms);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return judge_over(judge);
    struct ledger_session here;
    judge_take(judge, row);
    rc = session_open(judge->ledger, judge->room_id, result->at_utc_ms, &here, judge->err);
    if (rc < 0)
        return rc;
    result->verdict = rc > 0 ? LEDGER_WRONG_SESSION : LEDGER_CLOSED;
    return judge_record(judge);
}

/* The learner's session is now in another room of the site. */
static int judge_elsewhere(struct judge *judge)
{
    sqlite3_stmt *row;
    int rc =
        store_first(judge->ledger, "looking for the learner's room", judge->err, &row,
                    JUDGE_SEATS "SELECT " SESSION_COLUMNS ", seat.ordinal "
                                "FROM seat CROSS JOIN door_session d ON d.session_id = seat.session_id "
                                "WHERE d.opens_ms <= ?2 AND d.ends_ms >= ?2 "
                                "ORDER BY abs(d.starts_ms - ?2), d.session_id, seat.ordinal DESC LIMIT 1",
                    "ti", judge->member_id, judge->result->at_utc_ms);
    if (rc < 0)
        return rc;
    if (rc > 0)
        judge_take(judge, row);
    judge->result->verdict = LEDGER_WRONG_ROOM;
    return judge_record(judge);
}

static int judge_learner(struct judge *judge)
{
    struct ledger_result *result = judge->result;
    if (!result->clock_trusted)
        return judge_undated(judge);
    sqlite3_stmt *row;
    int rc = store_first(judge->ledger, "looking for the learner's session", judge->err, &row,
                         JUDGE_SEATS
                         "SELECT " SESSION_COLUMNS ", seat.ordinal, " JUDGE_HERE " AS here "
                         "FROM seat CROSS JOIN door_session d ON d.session_id = seat.session_id "
                         "WHERE d.opens_ms <= ?2 AND d.ends_ms >= ?2 "
                         "ORDER BY here DESC, abs(d.starts_ms - ?2), d.session_id, seat.ordinal DESC LIMIT 1",
                         "tit", judge->member_id, result->at_utc_ms, judge->room_id);
    if (rc < 0)
        return rc;
    bool on = rc > 0, here = on && sqlite3_column_int(row, SESSION_COLUMN_COUNT + 1);
    if (here) {
        judge_take(judge, row);
        return judge_count(judge);
    }
    if (on)
        sqlite3_reset(row);
    rc = leave_ended(judge);
    if (rc != 0)
        return rc < 0 ? rc : 0;
    if (!on)
        return judge_refuse(judge);
    return judge_elsewhere(judge);
}

static int judge_card(struct judge *judge, const struct digest_card_key *key)
{
    const struct ledger_tap *tap = judge->tap;
    struct ledger_result *result = judge->result;
    if (tap->uid_length == 4 && tap->uid[0] == 0x08) {
        result->verdict = LEDGER_PHONE;
        return judge_record(judge);
    }
    digest_card(key, tap->uid, tap->uid_length, judge->card_key);
    judge->has_card_key = true;
    sqlite3_stmt *row;
    int rc = store_first(
        judge->ledger, "looking for the card", judge->err, &row,
        "SELECT member_id, role = 'instructor', state = 'active' FROM door_card WHERE card_key = ?", "h",
        judge->card_key);
    if (rc < 0)
        return rc;
    if (rc == 0) {
        const uint8_t *tail = tap->uid + tap->uid_length - 2;
        snprintf(result->card_tail, sizeof result->card_tail, "%02X%02X", tail[0], tail[1]);
        result->verdict = LEDGER_UNKNOWN;
        return judge_record(judge);
    }
    bool instructor = sqlite3_column_int(row, 1), active = sqlite3_column_int(row, 2);
    if (active)
        text_clean(judge->member_id, sizeof judge->member_id, store_text(row, 0));
    memcpy(result->member_id, judge->member_id, sizeof result->member_id);
    sqlite3_reset(row);
    if (!active) {
        result->verdict = LEDGER_EXPIRED;
        return judge_record(judge);
    }
    rc = judge_member(judge);
    if (rc < 0)
        return rc;
    return instructor ? judge_instructor(judge) : judge_learner(judge);
}

int ledger_tap(struct ledger *ledger, const struct digest_card_key *key, const struct ledger_tap *tap,
               struct ledger_result *out, struct error *err)
{
    struct ledger_result result;
    struct judge judge = {.ledger = ledger, .tap = tap, .result = &result, .err = err};
    memset(&result, 0, sizeof result);
    if (tap->uid_length != 4 && tap->uid_length != 7 && tap->uid_length != 10)
        return error_set(err, ERROR_INPUT, "a card number has 4, 7 or 10 bytes, not %zu", tap->uid_length);
    int rc = boot_parse(tap->boot_id, judge.boot_id, err);
    if (rc < 0)
        return rc;
    text_clean(judge.room_id, sizeof judge.room_id, tap->room_id);

    rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    rc = judge_time(&judge);
    if (rc == 0)
        rc = judge_card(&judge, key);
    if (rc == 0 && !judge.may_count)
        session_tapped(ledger, NULL, result.seq, 0, 0);
    if (rc == 0 && result.has_session)
        rc = session_count(ledger, &result.session, err);
    if (rc == 0)
        rc = store_commit(ledger, err);
    if (rc < 0) {
        /* What was counted with the tap that is not recorded is forgotten. */
        ledger->count.session_id[0] = '\0';
        store_rollback(ledger);
        return rc;
    }
    *out = result;
    return 0;
}
