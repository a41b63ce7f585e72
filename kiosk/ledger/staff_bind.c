/* Cards bound and blocked at this device. */
#include <stdio.h>
#include <string.h>

#include "ledger/session.h"
#include "ledger/staff_act.h"
#include "ledger/text.h"

struct bind_card {
    bool known, active, instructor;
    char member_id[LEDGER_ID_MAX + 1];
};

static int bind_card_find(struct ledger *ledger, const uint8_t key[DIGEST_BYTES], struct bind_card *out,
                          struct error *err)
{
    sqlite3_stmt *row;
    memset(out, 0, sizeof *out);
    int rc = store_first(
        ledger, "looking for the card", err, &row,
        "SELECT member_id, role = 'instructor', state = 'active' FROM door_card WHERE card_key = ?", "h",
        key);
    if (rc <= 0)
        return rc;
    out->known = true;
    text_clean(out->member_id, sizeof out->member_id, store_text(row, 0));
    out->instructor = sqlite3_column_int(row, 1);
    out->active = sqlite3_column_int(row, 2);
    sqlite3_reset(row);
    return 0;
}

/* Fills what the screen tells of a learner: name, unit, and the digits of the card in hand. */
static int bind_holder(struct ledger *ledger, const char *member_id, const char *tail,
                       struct ledger_learner *out, struct error *err)
{
    sqlite3_stmt *row;
    text_clean(out->member_id, sizeof out->member_id, member_id);
    snprintf(out->card_tail, sizeof out->card_tail, "%s", tail);
    int rc = store_first(ledger, "reading a member", err, &row,
                         "SELECT full_name, unit FROM slice_member WHERE member_id = ?", "t", member_id);
    if (rc <= 0)
        return rc;
    text_clean(out->full_name, sizeof out->full_name, store_text(row, 0));
    text_clean(out->unit, sizeof out->unit, store_text(row, 1));
    sqlite3_reset(row);
    return 0;
}

#define BIND_CARDS_MAX 64

/* The learner's active cards. Returns their number or an error. */
static int bind_list(struct ledger *ledger, const char *member_id, uint8_t keys[][DIGEST_BYTES],
                     struct error *err)
{
    sqlite3_stmt *row;
    int count = 0;
    int rc = store_first(ledger, "looking for the learner's cards", err, &row,
                         "SELECT card_key FROM door_card WHERE member_id = ? AND state = 'active'", "t",
                         member_id);
    for (; rc > 0; rc = store_next(ledger, row, "looking for the learner's cards", err)) {
        if (count < BIND_CARDS_MAX && sqlite3_column_bytes(row, 0) == DIGEST_BYTES)
            memcpy(keys[count++], sqlite3_column_blob(row, 0), DIGEST_BYTES);
    }
    return rc < 0 ? rc : count;
}

static int bind_set(struct ledger *ledger, const uint8_t key[DIGEST_BYTES], const char *member_id,
                    const char *state, int64_t seq, struct error *err)
{
    return store_run(
        ledger, "keeping a card", err,
        "INSERT OR REPLACE INTO device_card VALUES (?1, ?2, ?3, ?4, coalesce((SELECT member_id || '/' || "
        "state FROM slice_card WHERE card_key = ?1), ''))",
        "htti", key, member_id, state, seq);
}

/* All learner's cards but one stop. Their own rows are enough: the centre stops them by the same fact. */
static int bind_stop_others(struct ledger *ledger, const uint8_t key[DIGEST_BYTES], const char *member_id,
                            int64_t seq, struct error *err)
{
    int rc = store_run(ledger, "stopping cards", err,
                       "UPDATE device_card SET state = 'blocked', seq = ?3 "
                       "WHERE member_id = ?1 AND card_key <> ?2 AND state = 'active'",
                       "thi", member_id, key, seq);
    if (rc < 0)
        return rc;
    return store_run(
        ledger, "stopping cards", err,
        "INSERT INTO device_card SELECT s.card_key, s.member_id, 'blocked', ?3, s.member_id || '/' || "
        "s.state FROM slice_card s WHERE s.member_id = ?1 AND s.card_key <> ?2 AND s.role = 'learner' "
        "AND s.state = 'active' AND s.card_key NOT IN (SELECT card_key FROM device_card)",
        "thi", member_id, key, seq);
}

/* Appends a fact about a card that was before's until now, NULL = nobody's. */
static int bind_append(struct ledger *ledger, struct staff_fact *fact, const char *status, const char *before,
                       struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "writing a card", err, &row, "SELECT json_object('before', ?)", "t", before);
    if (rc < 0)
        return rc;
    text_clean(fact->detail, sizeof fact->detail, store_text(row, 0));
    sqlite3_reset(row);
    fact->fact.detail = fact->detail;
    fact->fact.status = status;
    rc = fact_append(ledger, &fact->fact, err);
    if (rc == 0)
        session_tapped(ledger, NULL, fact->fact.seq, 0, 0);
    return rc;
}

/* tail NULL: as it is known already. */
static int bind_write(struct ledger *ledger, struct staff_fact *fact, const char *tail, const char *before,
                      struct error *err)
{
    const uint8_t *key = fact->fact.card_key;
    int rc = bind_append(ledger, fact, "bound", before, err);
    if (rc == 0)
        rc = bind_stop_others(ledger, key, fact->member_id, fact->fact.seq, err);
    if (rc == 0)
        rc = bind_set(ledger, key, fact->member_id, "active", fact->fact.seq, err);
    if (rc == 0 && tail)
        rc = store_run(ledger, "keeping a card", err, "INSERT OR REPLACE INTO card_tail VALUES (?, ?)", "ht",
                       key, tail);
    return rc;
}

static int bind_member_check(struct ledger *ledger, const char *member_id, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading a member", err, &row,
                         "SELECT 1 FROM slice_member WHERE member_id = ?", "t", member_id);
    if (rc < 0)
        return rc;
    sqlite3_reset(row);
    return rc > 0 ? 0 : error_set(err, ERROR_NOT_FOUND, "the learner is not on this device");
}

/* What this binding is about to change. Later bindings can give one card each back, not two of one person: then *out stays
 * empty. */
static int bind_before(struct ledger *ledger, const struct staff_fact *fact, const struct bind_card *card,
                       struct ledger_bound *out, struct error *err)
{
    uint8_t keys[BIND_CARDS_MAX][DIGEST_BYTES];
    int holders = card->known && card->active ? bind_list(ledger, card->member_id, keys, err) : 0;
    int own = holders < 0 ? holders : bind_list(ledger, fact->member_id, keys, err);
    if (own < 0)
        return own;
    if (holders > 1 || own > 1)
        return 0;
    snprintf(out->member_id, sizeof out->member_id, "%s", fact->member_id);
    if (holders == 1)
        snprintf(out->holder_id, sizeof out->holder_id, "%s", card->member_id);
    memcpy(out->card_key, fact->fact.card_key, DIGEST_BYTES);
    out->had_card = own == 1;
    if (out->had_card)
        memcpy(out->had_card_key, keys[0], DIGEST_BYTES);
    return 0;
}

int ledger_bind(struct ledger *ledger, const struct digest_card_key *key, const struct ledger_act *act,
                const uint8_t *uid, size_t uid_length, const char *member_id, bool force,
                enum ledger_bind_result *result, struct ledger_learner *holder, struct ledger_bound *bound,
                struct error *err)
{
    struct staff_fact fact;
    struct bind_card card;
    uint8_t card_key[DIGEST_BYTES];
    char tail[5];
    memset(holder, 0, sizeof *holder);
    memset(bound, 0, sizeof *bound);
    if (uid_length != 4 && uid_length != 7 && uid_length != 10)
        return error_set(err, ERROR_INPUT, "a card number has 4, 7 or 10 bytes, not %zu", uid_length);
    if (uid_length == 4 && uid[0] == 0x08) {
        *result = LEDGER_BIND_RANDOM;
        return 0;
    }
    digest_card(key, uid, uid_length, card_key);
    snprintf(tail, sizeof tail, "%02X%02X", uid[uid_length - 2], uid[uid_length - 1]);
    int rc = staff_begin(ledger, act, "bind", &fact, err);
    if (rc < 0)
        return rc;
    fact.fact.session_id = NULL; /* a card is bound for every session */
    fact.fact.card_key = card_key;
    staff_member(&fact, member_id);
    enum ledger_bind_result found = LEDGER_BIND_DONE;
    rc = bind_member_check(ledger, fact.member_id, err);
    if (rc == 0)
        rc = bind_card_find(ledger, card_key, &card, err);
    if (rc == 0 && card.known && card.active) {
        if (card.instructor)
            found = LEDGER_BIND_STAFF;
        else if (!strcmp(card.member_id, fact.member_id))
            found = LEDGER_BIND_SAME;
        else if (!force)
            found = LEDGER_BIND_IN_USE;
    }
    if (rc == 0 && (found == LEDGER_BIND_SAME || found == LEDGER_BIND_IN_USE))
        rc = bind_holder(ledger, card.member_id, tail, holder, err);
    if (rc == 0 && found == LEDGER_BIND_DONE) {
        rc = bind_before(ledger, &fact, &card, bound, err);
        if (rc == 0)
            rc = bind_write(ledger, &fact, tail, card.known ? card.member_id : NULL, err);
    } else if (rc == 0) {
        /* Nothing is recorded: nothing has changed. */
        store_rollback(ledger);
        *result = found;
        return 0;
    }
    rc = staff_end(ledger, rc, err);
    if (rc == 0)
        *result = found;
    return rc;
}

int ledger_block(struct ledger *ledger, const struct ledger_act *act, const char *member_id,
                 struct error *err)
{
    struct staff_fact fact;
    uint8_t keys[BIND_CARDS_MAX][DIGEST_BYTES];
    int rc = staff_begin(ledger, act, "bind", &fact, err);
    if (rc < 0)
        return rc;
    fact.fact.session_id = NULL;
    staff_member(&fact, member_id);
    rc = bind_member_check(ledger, fact.member_id, err);
    int count = rc < 0 ? rc : bind_list(ledger, fact.member_id, keys, err);
    rc = count < 0 ? count : 0;
    for (int i = 0; rc == 0 && i < (count > 0 ? count : 1); i++) {
        /* No card is known here: the fact without one still tells the centre to block what it knows. */
        fact.fact.card_key = count > 0 ? keys[i] : NULL;
        rc = bind_append(ledger, &fact, "blocked", count > 0 ? fact.member_id : NULL, err);
        if (rc == 0 && count > 0)
            rc = bind_set(ledger, keys[i], fact.member_id, "blocked", fact.fact.seq, err);
    }
    return staff_end(ledger, rc, err);
}

/* Both cards are as the binding has left them, whatever a slice has brought since. */
static int unbind_check(struct ledger *ledger, const struct ledger_bound *bound, struct error *err)
{
    struct bind_card card, own = {0};
    int rc = bind_card_find(ledger, bound->card_key, &card, err);
    if (rc == 0 && bound->had_card)
        rc = bind_card_find(ledger, bound->had_card_key, &own, err);
    if (rc < 0)
        return rc;
    bool same = card.known && card.active && !strcmp(card.member_id, bound->member_id) &&
                (!bound->had_card || (own.known && !own.active && !strcmp(own.member_id, bound->member_id)));
    return bound->member_id[0] && same
               ? 0
               : error_set(err, ERROR_NOT_FOUND, "the card was changed since; bind it again");
}

/* A binding that gives a card back. */
static int unbind_write(struct ledger *ledger, struct staff_fact *fact, const uint8_t key[DIGEST_BYTES],
                        const char *member_id, const char *before, struct error *err)
{
    staff_member(fact, member_id);
    fact->fact.card_key = key;
    return bind_write(ledger, fact, NULL, before, err);
}

int ledger_unbind(struct ledger *ledger, const struct ledger_act *act, const struct ledger_bound *bound,
                  struct error *err)
{
    struct staff_fact fact;
    int rc = staff_begin(ledger, act, "bind", &fact, err);
    if (rc < 0)
        return rc;
    fact.fact.session_id = NULL;
    rc = unbind_check(ledger, bound, err);
    if (rc == 0 && bound->holder_id[0])
        rc = unbind_write(ledger, &fact, bound->card_key, bound->holder_id, bound->member_id, err);
    if (rc == 0 && bound->had_card) {
        rc = unbind_write(ledger, &fact, bound->had_card_key, bound->member_id, bound->member_id, err);
    } else if (rc == 0 && !bound->holder_id[0]) {
        staff_member(&fact, bound->member_id);
        fact.fact.card_key = bound->card_key;
        rc = bind_append(ledger, &fact, "blocked", bound->member_id, err);
        if (rc == 0)
            rc = bind_set(ledger, bound->card_key, bound->member_id, "blocked", fact.fact.seq, err);
    }
    return staff_end(ledger, rc, err);
}
