/* What instructors do, on the ledger's fixture. Included once a test program. */
#ifndef LEDGER_STAFF_STAGE_H
#define LEDGER_STAFF_STAGE_H

#include "ledger_fixture.h"

#include "ledger/staff.h"

static inline struct ledger_act act_at(int64_t at_min, const char *session_id)
{
    struct ledger_act act = {
        .now = fixture_reading(BOOT_A, at_min * MIN_MS, DAY_MS + at_min * MIN_MS, CLOCK_SOURCE_CENTRE),
        .room_id = "R101",
        .actor_id = "G8",
        .session_id = session_id};
    return act;
}

static inline const struct ledger_learner *learner_of(const struct ledger_class *list, const char *member_id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!strcmp(list->learners[i].member_id, member_id))
            return &list->learners[i];
    }
    fail_msg("%s is not in the roll", member_id);
    return NULL;
}

static inline struct ledger_class *read_class(struct fixture *f, const char *session_id)
{
    struct ledger_class *list;
    if (ledger_class_read(f->ledger, session_id, &list, &f->err) != 0)
        fail_msg("roll: %s", f->err.text);
    return list;
}

static inline void mark(struct fixture *f, const char *member_id, int status, const char *reason, int minutes)
{
    struct ledger_act act = act_at(500, "S1");
    int64_t seq;
    if (ledger_mark(f->ledger, &act, member_id, status, reason, minutes, &seq, &f->err) != 0)
        fail_msg("mark: %s", f->err.text);
}

/* The newest fact's columns as one line; the card key as yes or no. */
static inline void assert_last_fact(struct fixture *f, int64_t back, const char *expected)
{
    struct ledger_batch *batch;
    char line[1024];
    assert_int_equal(ledger_batch_read(f->ledger, 0, LEDGER_BATCH_MAX, &batch, &f->err), 0);
    assert_true(batch->fact_count > (size_t)back);
    const struct ledger_fact *fact = &batch->facts[batch->fact_count - 1 - (size_t)back];
#define TEXT(x) ((x) ? (x) : "-")
    snprintf(line, sizeof line, "%s %s %s %s %s %s %s %s %s %s", fact->kind, TEXT(fact->room_id),
             TEXT(fact->session_id), TEXT(fact->member_id), fact->card_key ? "card" : "-",
             TEXT(fact->verdict), TEXT(fact->status), TEXT(fact->reason), TEXT(fact->actor_id),
             TEXT(fact->detail));
    assert_string_equal(line, expected);
    ledger_batch_free(batch);
}

static inline int64_t fact_count(struct fixture *f)
{
    struct ledger_sync_state sync;
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    return sync.last_seq;
}

static inline int bind(struct fixture *f, int card, const char *member_id, bool force,
                       enum ledger_bind_result *result, struct ledger_learner *holder)
{
    uint8_t uid[7];
    struct ledger_bound bound;
    struct ledger_act act = act_at(460, "S1");
    fixture_uid(card, uid);
    return ledger_bind(f->ledger, &f->key, &act, uid, 7, member_id, force, result, holder, &bound, &f->err);
}

static inline void reopen(struct fixture *f)
{
    ledger_close(f->ledger);
    f->ledger = NULL;
    if (ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
}

/* The text with the first from in it replaced; the text itself is freed. */
static inline char *replaced(char *json, const char *from, const char *to)
{
    const char *place = strstr(json, from);
    assert_non_null(place);
    size_t capacity = strlen(json) + strlen(to) + 1;
    char *out = malloc(capacity);
    assert_non_null(out);
    snprintf(out, capacity, "%.*s%s%s", (int)(place - json), json, to, place + strlen(from));
    free(json);
    return out;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)

#endif
