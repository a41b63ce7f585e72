/* The roll of a session as an instructor reads it. */
#include <stdlib.h>
#include <string.h>

#include "ledger/session.h"
#include "ledger/staff.h"
#include "ledger/text.h"

#define ROLL_STEP 64

/* The roll being read. The order by id finds a learner for marks and cards. */
struct roll {
    struct ledger *ledger;
    struct ledger_class *list;
    struct ledger_learner **by_id;
    struct error *err;
    size_t room;
};

static int roll_session(struct roll *roll, const char *session_id)
{
    struct ledger_class *list = roll->list;
    sqlite3_stmt *row;
    int rc = store_first(roll->ledger, "reading a session", roll->err, &row,
                         "SELECT " SESSION_COLUMNS ", d.closed, c.threshold_percent, c.check_out, c.address, "
                         "(SELECT source > 0 FROM boot ORDER BY number DESC LIMIT 1) "
                         "FROM door_session d JOIN slice_class c ON c.class_id = d.class_id "
                         "WHERE d.session_id = ?",
                         "t", session_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(roll->err, ERROR_NOT_FOUND, "session %.64s is not on this device", session_id);
    session_from_row(row, &list->session);
    list->closed = sqlite3_column_int(row, SESSION_COLUMN_COUNT);
    list->threshold_percent = (int)(sqlite3_column_double(row, SESSION_COLUMN_COUNT + 1) + 0.5);
    list->check_out = sqlite3_column_int(row, SESSION_COLUMN_COUNT + 2);
    text_clean(list->address, sizeof list->address, store_text(row, SESSION_COLUMN_COUNT + 3));
    list->trusted = sqlite3_column_int(row, SESSION_COLUMN_COUNT + 4);
    sqlite3_reset(row);
    return 0;
}

static int roll_add(struct roll *roll, sqlite3_stmt *row)
{
    struct ledger_class *list = roll->list;
    if (list->count == roll->room) {
        size_t room = roll->room ? 2 * roll->room : ROLL_STEP;
        struct ledger_learner *more = realloc(list->learners, room * sizeof *more);
        if (!more)
            return error_set(roll->err, ERROR_MEMORY, "out of memory while reading a roll");
        list->learners = more;
        roll->room = room;
    }
    struct ledger_learner *learner = &list->learners[list->count++];
    memset(learner, 0, sizeof *learner);
    text_clean(learner->member_id, sizeof learner->member_id, store_text(row, 0));
    text_clean(learner->full_name, sizeof learner->full_name, store_text(row, 1));
    text_clean(learner->unit, sizeof learner->unit, store_text(row, 2));
    learner->ordinal = sqlite3_column_int(row, 3);
    int status = ledger_status_parse(store_text(row, 4));
    learner->status = status < 0 ? LEDGER_NOT_YET : (enum ledger_status)status;
    learner->arrived_utc_ms = sqlite3_column_int64(row, 5);
    learner->left_utc_ms = sqlite3_column_int64(row, 6);
    learner->time_trusted = sqlite3_column_int(row, 7);
    return 0;
}

static int roll_learners(struct roll *roll)
{
    struct ledger_session *session = &roll->list->session;
    sqlite3_stmt *row;
    int rc = store_first(
        roll->ledger, "reading the roll", roll->err, &row,
        "SELECT r.member_id, coalesce(m.full_name, ''), coalesce(m.unit, ''), r.ordinal, r.status, "
        "r.arrived_ms, r.left_ms, r.time_trusted "
        "FROM rule_roll r LEFT JOIN slice_member m ON m.member_id = r.member_id "
        "WHERE r.session_id = ? ORDER BY r.ordinal, r.member_id",
        "t", session->session_id);
    while (rc > 0) {
        rc = roll_add(roll, row);
        if (rc < 0) {
            sqlite3_reset(row);
            return rc;
        }
        rc = store_next(roll->ledger, row, "reading the roll", roll->err);
    }
    for (size_t i = 0; i < roll->list->count; i++) {
        enum ledger_status status = roll->list->learners[i].status;
        session->out += roll->list->learners[i].left_utc_ms != 0;
        session->arrived += status == LEDGER_S_PRESENT || status == LEDGER_S_LATE ||
                            status == LEDGER_S_EARLY || status == LEDGER_S_HALF;
    }
    session->enrolled = (int)roll->list->count;
    return rc;
}

static int roll_by_id(const void *a, const void *b)
{
    const struct ledger_learner *const *x = a, *const *y = b;
    return strcmp((*x)->member_id, (*y)->member_id);
}

static int roll_index(struct roll *roll)
{
    size_t count = roll->list->count;
    roll->by_id = calloc(count + 1, sizeof *roll->by_id);
    if (!roll->by_id)
        return error_set(roll->err, ERROR_MEMORY, "out of memory while reading a roll");
    for (size_t i = 0; i < count; i++)
        roll->by_id[i] = &roll->list->learners[i];
    qsort(roll->by_id, count, sizeof *roll->by_id, roll_by_id);
    return 0;
}

static int roll_find_compare(const void *id, const void *element)
{
    return strcmp(id, (*(const struct ledger_learner *const *)element)->member_id);
}

/* The learner whose id is the row's first column, or NULL. */
static struct ledger_learner *roll_find(struct roll *roll, sqlite3_stmt *row)
{
    struct ledger_learner **found =
        bsearch(store_text(row, 0), roll->by_id, roll->list->count, sizeof *roll->by_id, roll_find_compare);
    return found ? *found : NULL;
}

/* The last mark of each: the rule has judged its status already, here are its reason and minutes. */
static int roll_marks(struct roll *roll)
{
    sqlite3_stmt *row;
    int rc = store_first(roll->ledger, "reading the marks", roll->err, &row,
                         "SELECT f.member_id, f.status IS NOT NULL, f.reason, "
                         "CASE WHEN json_valid(f.detail) THEN json_extract(f.detail, '$.minutes') END "
                         "FROM fact f WHERE f.kind = 'mark' AND f.session_id = ? AND f.member_id IS NOT NULL "
                         "ORDER BY f.member_id, f.seq",
                         "t", roll->list->session.session_id);
    for (; rc > 0; rc = store_next(roll->ledger, row, "reading the marks", roll->err)) {
        struct ledger_learner *learner = roll_find(roll, row);
        if (!learner)
            continue;
        learner->by_hand = sqlite3_column_int(row, 1);
        text_clean(learner->reason, sizeof learner->reason, learner->by_hand ? store_text(row, 2) : "");
        learner->minutes = learner->by_hand ? sqlite3_column_int(row, 3) : 0;
    }
    return rc;
}

static int roll_tails(struct roll *roll)
{
    sqlite3_stmt *row;
    int rc = store_first(roll->ledger, "reading cards", roll->err, &row,
                         "SELECT c.member_id, t.tail FROM card_tail t CROSS JOIN door_card c "
                         "ON c.card_key = t.card_key WHERE c.state = 'active'",
                         "");
    for (; rc > 0; rc = store_next(roll->ledger, row, "reading cards", roll->err)) {
        struct ledger_learner *learner = roll_find(roll, row);
        if (learner)
            text_clean(learner->card_tail, sizeof learner->card_tail, store_text(row, 1));
    }
    return rc;
}

static int roll_forgot(struct roll *roll)
{
    sqlite3_stmt *row;
    int rc = store_first(
        roll->ledger, "reading forgotten cards", roll->err, &row,
        "SELECT f.member_id, count(DISTINCT f.session_id) FROM slice_session s CROSS JOIN fact f "
        "WHERE s.class_id = ? AND f.kind = 'mark' AND f.reason = 'forgot' AND f.session_id = s.session_id "
        "AND f.status IS NOT NULL AND f.member_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM fact n WHERE n.kind = 'mark' AND n.session_id = f.session_id "
        "AND n.member_id = f.member_id AND n.seq > f.seq AND n.status IS NULL) GROUP BY f.member_id",
        "t", roll->list->session.class_id);
    for (; rc > 0; rc = store_next(roll->ledger, row, "reading forgotten cards", roll->err)) {
        struct ledger_learner *learner = roll_find(roll, row);
        if (learner)
            learner->no_card_times = sqlite3_column_int(row, 1);
    }
    if (rc < 0)
        return rc;
    /* Those before the slice, as the centre counted them. */
    rc = store_first(roll->ledger, "reading forgotten cards", roll->err, &row,
                     "SELECT s.member_id, count(*) FROM slice_past p CROSS JOIN slice_past_status s "
                     "ON s.session_id = p.session_id WHERE p.class_id = ? AND s.forgot <> 0 "
                     "AND p.session_id NOT IN (SELECT session_id FROM slice_session) GROUP BY s.member_id",
                     "t", roll->list->session.class_id);
    for (; rc > 0; rc = store_next(roll->ledger, row, "reading forgotten cards", roll->err)) {
        struct ledger_learner *learner = roll_find(roll, row);
        if (learner)
            learner->no_card_times += sqlite3_column_int(row, 1);
    }
    return rc;
}

/* Minutes that no mark gives come from the times; only late and left early have any. */
static void roll_minutes(struct ledger_class *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct ledger_learner *learner = &list->learners[i];
        int64_t late_ms = learner->arrived_utc_ms - list->session.starts_utc_ms;
        int64_t early_ms = list->session.ends_utc_ms - learner->left_utc_ms;
        if (learner->status == LEDGER_S_LATE && !learner->minutes && learner->arrived_utc_ms && late_ms > 0)
            learner->minutes = (int)(late_ms / 60000);
        else if (learner->status == LEDGER_S_EARLY && !learner->minutes && learner->left_utc_ms &&
                 early_ms > 0)
            learner->minutes = (int)(early_ms / 60000);
        else if (learner->status != LEDGER_S_LATE && learner->status != LEDGER_S_EARLY)
            learner->minutes = 0;
    }
}

int ledger_class_read(struct ledger *ledger, const char *session_id, struct ledger_class **out,
                      struct error *err)
{
    struct roll roll = {.ledger = ledger, .err = err, .list = calloc(1, sizeof *roll.list)};
    *out = NULL;
    if (!roll.list)
        return error_set(err, ERROR_MEMORY, "out of memory while reading a roll");
    int rc = store_begin_read(ledger, err);
    if (rc == 0) {
        rc = roll_session(&roll, session_id);
        if (rc == 0)
            rc = roll_learners(&roll);
        if (rc == 0)
            rc = roll_index(&roll);
        if (rc == 0)
            rc = roll_marks(&roll);
        if (rc == 0)
            rc = roll_tails(&roll);
        if (rc == 0)
            rc = roll_forgot(&roll);
        if (rc == 0)
            rc = store_commit(ledger, err);
        else
            store_rollback(ledger);
    }
    free(roll.by_id);
    if (rc < 0) {
        ledger_class_free(roll.list);
        return rc;
    }
    roll_minutes(roll.list);
    *out = roll.list;
    return 0;
}

struct ledger_class *ledger_class_copy(const struct ledger_class *list)
{
    struct ledger_class *copy = malloc(sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *list;
    copy->learners = malloc((list->count + 1) * sizeof *copy->learners);
    if (!copy->learners) {
        free(copy);
        return NULL;
    }
    if (list->count)
        memcpy(copy->learners, list->learners, list->count * sizeof *copy->learners);
    return copy;
}

void ledger_class_free(struct ledger_class *list)
{
    if (!list)
        return;
    /* Names do not stay in freed memory behind a locked screen. */
    if (list->learners)
        explicit_bzero(list->learners, list->count * sizeof *list->learners);
    free(list->learners);
    free(list);
}

int ledger_class_version(struct ledger *ledger, int64_t *version, struct error *err)
{
    int64_t epoch, last;
    int rc = store_int(ledger, "SELECT value FROM state WHERE name = 'roll_epoch'", 0, &epoch, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT max(seq) FROM fact", 0, &last, err);
    if (rc < 0)
        return rc;
    /* Neither ever falls, so the sum tells when one has risen. */
    *version = epoch + last;
    return 0;
}
