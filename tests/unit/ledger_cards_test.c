/* What instructors do at the device: cards bound and lost, guests, and the log of it. */
#include "ledger_staff_stage.h"

static void bound_card_counts_at_once(void **state)
{
    struct fixture *f = *state;
    enum ledger_bind_result result;
    struct ledger_learner holder;
    assert_int_equal(fixture_tap(f, 50, 455).verdict, LEDGER_UNKNOWN);
    assert_int_equal(bind(f, 50, "M1", false, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_DONE);
    assert_last_fact(f, 0, "bind R101 - M1 card - bound - G8 {\"before\":null}");
    reopen(f);
    assert_int_equal(fixture_tap(f, 1, 470).verdict, LEDGER_EXPIRED);
    struct ledger_result tap = fixture_tap(f, 50, 471);
    assert_int_equal(tap.verdict, LEDGER_PRESENT);
    assert_string_equal(tap.member_name, "Nguyễn Văn 1");
    struct ledger_class *list = read_class(f, "S1");
    assert_string_equal(list->learners[0].card_tail, "0032");
    assert_string_equal(list->learners[1].card_tail, "");
    ledger_class_free(list);
    /* A slice that knows nothing of it leaves it standing, acknowledged or not. */
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_sync_write(f->ledger, &now, fact_count(f), true, false, &f->err), 0);
    fixture_take_slice(f, "v2");
    assert_int_equal(fixture_tap(f, 50, 472).verdict, LEDGER_ALREADY);
    assert_int_equal(fixture_tap(f, 1, 473).verdict, LEDGER_EXPIRED);
    assert_int_equal(bind(f, 50, "M1", false, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_SAME);
    assert_string_equal(holder.full_name, "Nguyễn Văn 1");
}

static void slice_takes_over(void **state)
{
    struct fixture *f = *state;
    enum ledger_bind_result result;
    struct ledger_learner holder;
    char hex[65], from[200], to[200];
    assert_int_equal(bind(f, 50, "M1", false, &result, &holder), 0);
    fixture_card_hex(f, 50, hex);
    char *json = fixture_slice(f, "v2");
    snprintf(to, sizeof to,
             "\"cards\": [{\"card_key\": \"%s\", \"member_id\": \"M1\", \"role\": \"learner\", \"state\": "
             "\"active\"},",
             hex);
    json = replaced(json, "\"cards\": [", to);
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    /* From now on the office decides: it gives the card to learner 2. */
    struct ledger_class *list = read_class(f, "S1");
    assert_string_equal(list->learners[0].card_tail, "0032");
    ledger_class_free(list);
    snprintf(from, sizeof from, "%s\", \"member_id\": \"M1\"", hex);
    snprintf(to, sizeof to, "%s\", \"member_id\": \"M2\"", hex);
    json = replaced(json, from, to);
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    free(json);
    assert_string_equal(fixture_tap(f, 50, 470).member_id, "M2");
}

static void office_changes_after_the_act(void **state)
{
    struct fixture *f = *state;
    enum ledger_bind_result result;
    struct ledger_learner holder;
    char hex[65], from[200], to[200];
    assert_int_equal(bind(f, 2, "M1", true, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_DONE);
    fixture_card_hex(f, 2, hex);
    char *json = fixture_slice(f, "v2");
    snprintf(from, sizeof from, "%s\", \"member_id\": \"M2\"", hex);
    snprintf(to, sizeof to, "%s\", \"member_id\": \"M3\"", hex);
    json = replaced(json, from, to);
    /* Not acknowledged: the centre cannot know. */
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    assert_string_equal(fixture_tap(f, 2, 470).member_id, "M1");
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    assert_int_equal(ledger_sync_write(f->ledger, &now, fact_count(f), true, false, &f->err), 0);
    assert_int_equal(ledger_slice_replace(f->ledger, json, strlen(json), &f->err), 0);
    free(json);
    assert_string_equal(fixture_tap(f, 2, 475).member_id, "M3");
}

static void cards_that_cannot_be_bound(void **state)
{
    struct fixture *f = *state;
    enum ledger_bind_result result;
    struct ledger_learner holder;
    struct ledger_bound bound;
    struct ledger_act act = act_at(460, "S1");
    uint8_t phone[4] = {0x08, 1, 2, 3};
    int64_t before = fact_count(f);
    assert_int_equal(
        ledger_bind(f->ledger, &f->key, &act, phone, 4, "M1", true, &result, &holder, &bound, &f->err), 0);
    assert_int_equal(result, LEDGER_BIND_RANDOM);
    assert_int_equal(bind(f, 8, "M1", true, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_STAFF);
    assert_int_equal(bind(f, 1, "M1", false, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_SAME);
    assert_int_equal(bind(f, 2, "M1", false, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_IN_USE);
    assert_string_equal(holder.member_id, "M2");
    assert_string_equal(holder.full_name, "Nguyễn Văn 2");
    assert_string_equal(holder.card_tail, "0002");
    assert_int_equal(bind(f, 50, "nobody", false, &result, &holder), ERROR_NOT_FOUND);
    assert_int_equal(
        ledger_bind(f->ledger, &f->key, &act, phone, 3, "M1", true, &result, &holder, &bound, &f->err),
        ERROR_INPUT);
    assert_int_equal(fact_count(f), before);
    assert_int_equal(bind(f, 2, "M1", true, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_DONE);
    assert_last_fact(f, 0, "bind R101 - M1 card - bound - G8 {\"before\":\"M2\"}");
    assert_string_equal(fixture_tap(f, 2, 470).member_id, "M1");
    assert_int_equal(fixture_tap(f, 1, 471).verdict, LEDGER_EXPIRED);
    /* A blocked card is nobody's: it may be bound. */
    assert_int_equal(bind(f, 9, "M7", false, &result, &holder), 0);
    assert_int_equal(result, LEDGER_BIND_DONE);
    assert_int_equal(fixture_tap(f, 9, 472).verdict, LEDGER_PRESENT);
}

static struct ledger_bound bind_bound(struct fixture *f, int card, const char *member_id)
{
    struct ledger_act act = act_at(460, "S1");
    enum ledger_bind_result result;
    struct ledger_learner holder;
    struct ledger_bound bound;
    uint8_t uid[7];
    fixture_uid(card, uid);
    assert_int_equal(
        ledger_bind(f->ledger, &f->key, &act, uid, 7, member_id, true, &result, &holder, &bound, &f->err), 0);
    assert_int_equal(result, LEDGER_BIND_DONE);
    return bound;
}

static int unbind(struct fixture *f, const struct ledger_bound *bound)
{
    struct ledger_act act = act_at(461, "S1");
    return ledger_unbind(f->ledger, &act, bound, &f->err);
}

/* A card that was nobody's stops again, and the learner's own works as before. */
static void binding_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct ledger_bound bound = bind_bound(f, 50, "M1");
    int64_t before = fact_count(f);
    assert_int_equal(unbind(f, &bound), 0);
    assert_int_equal(fact_count(f), before + 1);
    assert_last_fact(f, 0, "bind R101 - M1 card - bound - G8 {\"before\":\"M1\"}");
    reopen(f);
    assert_int_equal(fixture_tap(f, 50, 470).verdict, LEDGER_EXPIRED);
    assert_string_equal(fixture_tap(f, 1, 471).member_id, "M1");
    /* It is not taken back twice, and what stopped may be given to another. */
    assert_int_equal(unbind(f, &bound), ERROR_NOT_FOUND);
    bind_bound(f, 50, "M2");
    assert_string_equal(fixture_tap(f, 50, 472).member_id, "M2");
}

static void binding_of_the_first_card_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(459, "S1");
    assert_int_equal(ledger_block(f->ledger, &act, "M1", &f->err), 0);
    struct ledger_bound bound = bind_bound(f, 50, "M1");
    assert_int_equal(unbind(f, &bound), 0);
    assert_last_fact(f, 0, "bind R101 - M1 card - blocked - G8 {\"before\":\"M1\"}");
    assert_int_equal(fixture_tap(f, 50, 470).verdict, LEDGER_EXPIRED);
    assert_int_equal(fixture_tap(f, 1, 471).verdict, LEDGER_EXPIRED); /* blocked before, and still */
}

/* Two facts, or none: the card goes back to whose it was, and the learner's own works again. */
static void moved_card_goes_back(void **state)
{
    struct fixture *f = *state;
    struct ledger_bound bound = bind_bound(f, 2, "M1");
    int64_t before = fact_count(f);
    assert_int_equal(unbind(f, &bound), 0);
    assert_int_equal(fact_count(f), before + 2);
    assert_last_fact(f, 1, "bind R101 - M2 card - bound - G8 {\"before\":\"M1\"}");
    assert_last_fact(f, 0, "bind R101 - M1 card - bound - G8 {\"before\":\"M1\"}");
    assert_string_equal(fixture_tap(f, 2, 470).member_id, "M2");
    assert_string_equal(fixture_tap(f, 1, 471).member_id, "M1");
}

static void binding_changed_since_stands(void **state)
{
    struct fixture *f = *state;
    struct ledger_bound bound = bind_bound(f, 2, "M1"), nothing = {0};
    bind_bound(f, 51, "M1");
    int64_t before = fact_count(f);
    assert_int_equal(unbind(f, &bound), ERROR_NOT_FOUND);
    assert_int_equal(unbind(f, &nothing), ERROR_NOT_FOUND);
    assert_int_equal(fact_count(f), before);
    assert_string_equal(fixture_tap(f, 51, 470).member_id, "M1");
}

static bool has_card(struct fixture *f, const char *member_id)
{
    struct ledger_sheet *sheet = calloc(1, sizeof *sheet);
    assert_non_null(sheet);
    assert_int_equal(ledger_sheet_read(f->ledger, "S1", member_id, DAY_MS, sheet, &f->err), 0);
    bool found = sheet->has_card;
    free(sheet);
    return found;
}

static void lost_cards_are_blocked(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(460, "S1");
    assert_true(has_card(f, "M1")); /* the office gave it, so that its digits are not known */
    assert_int_equal(ledger_block(f->ledger, &act, "M1", &f->err), 0);
    assert_false(has_card(f, "M1"));
    assert_true(has_card(f, "M2"));
    assert_last_fact(f, 0, "bind R101 - M1 card - blocked - G8 {\"before\":\"M1\"}");
    assert_int_equal(fixture_tap(f, 1, 470).verdict, LEDGER_EXPIRED);
    reopen(f);
    assert_int_equal(fixture_tap(f, 1, 471).verdict, LEDGER_EXPIRED);
    /* Without a card that is known here the centre is told all the same. */
    assert_int_equal(ledger_block(f->ledger, &act, "M1", &f->err), 0);
    assert_last_fact(f, 0, "bind R101 - M1 - - blocked - G8 {\"before\":null}");
    assert_int_equal(ledger_block(f->ledger, &act, "nobody", &f->err), ERROR_NOT_FOUND);
}

static void guests_and_the_log(void **state)
{
    struct fixture *f = *state;
    struct ledger_act act = act_at(500, "S1");
    struct ledger_guest guest = {.name = "Trần \"B\"", .unit = "Huyện ủy", .why = "makeup"};
    struct ledger_log_line lines[LEDGER_LOG_LINES];
    assert_int_equal(ledger_guest_add(f->ledger, &act, &guest, &f->err), 0);
    assert_last_fact(
        f, 0, "guest R101 S1 - - - present makeup G8 {\"name\":\"Trần \\\"B\\\"\",\"unit\":\"Huyện ủy\"}");
    guest.why = "friend";
    assert_int_equal(ledger_guest_add(f->ledger, &act, &guest, &f->err), ERROR_INPUT);
    guest = (struct ledger_guest){.name = "", .why = "other"};
    assert_int_equal(ledger_guest_add(f->ledger, &act, &guest, &f->err), ERROR_INPUT);
    fixture_tap(f, 60, 501);
    mark(f, "M1", LEDGER_S_EXCUSED, "r_ill", 0);
    mark(f, "M1", -1, NULL, 0);
    assert_int_equal(ledger_log_read(f->ledger, lines, LEDGER_LOG_LINES, &f->err), 4);
    static const char *const expected[][2] = {
        {"mark", "taken_back"}, {"mark", "excused"}, {"tap", "unknown"}, {"guest", "makeup"}};
    for (int i = 0; i < 4; i++) {
        assert_string_equal(lines[i].kind, expected[i][0]);
        assert_string_equal(lines[i].what, expected[i][1]);
        assert_int_equal(strlen(lines[i].card_tail), i == 2 ? 4 : 0);
    }
    assert_int_equal(lines[2].at_utc_ms, DAY_MS + 501 * MIN_MS);
    assert_int_equal(ledger_log_read(f->ledger, lines, 2, &f->err), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bound_card_counts_at_once),    TEST(slice_takes_over),
        TEST(office_changes_after_the_act), TEST(cards_that_cannot_be_bound),
        TEST(lost_cards_are_blocked),       TEST(guests_and_the_log),
        TEST(binding_is_taken_back),        TEST(binding_of_the_first_card_is_taken_back),
        TEST(moved_card_goes_back),         TEST(binding_changed_since_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
