/* What goes up, with two connections: the kiosk's and the agent's. */
#include <sqlite3.h>

#include "ledger/fact.h"
#include "ledger/staff.h"
#include "ledger_fixture.h"
#include "wipe_stage.h"

static struct ledger *agent_open(struct fixture *f)
{
    struct ledger *agent;
    if (ledger_open(f->path, LEDGER_AGENT, &agent, &f->err) != 0)
        fail_msg("agent: %s", f->err.text);
    return agent;
}

static struct ledger_batch *batch_read(struct fixture *f, struct ledger *agent, int64_t after, size_t max)
{
    struct ledger_batch *batch;
    if (ledger_batch_read(agent, after, max, &batch, &f->err) != 0)
        fail_msg("batch: %s", f->err.text);
    return batch;
}

static void uuid_bytes(const char *text, uint8_t out[16])
{
    char digits[33];
    int used = 0;
    for (; *text; text++) {
        if (*text != '-')
            digits[used++] = *text;
    }
    digits[used] = '\0';
    assert_int_equal(hex_decode(digits, out, 16), 16);
}

static void empty_batch(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    uint8_t id[16], origin[DIGEST_BYTES];
    assert_string_equal(ledger_id(agent), ledger_id(f->ledger));
    assert_int_equal(strlen(ledger_id(agent)), 36);
    uuid_bytes(ledger_id(agent), id);
    fact_chain_origin(id, origin);
    struct ledger_batch *batch = batch_read(f, agent, 0, 100);
    assert_int_equal(batch->base_seq, 1);
    assert_int_equal(batch->fact_count, 0);
    assert_int_equal(batch->boot_count, 1);
    assert_memory_equal(batch->prev_chain, origin, DIGEST_BYTES);
    assert_memory_equal(batch->end_chain, origin, DIGEST_BYTES);
    ledger_batch_free(batch);
    ledger_close(agent);
}

/* The canonical bytes, written out by hand for one fact. */
static void chain_is_what_the_page_says(void **state)
{
    struct fixture *f = *state;
    uint8_t id[16], previous[DIGEST_BYTES], expected[DIGEST_BYTES], bytes[512];
    size_t n = 0;
    fixture_tap(f, 1, 470);
    uuid_bytes(ledger_id(f->ledger), id);
    digest_sha256(id, 16, NULL, 0, previous);
#define PUT(data, length)                                                                                    \
    do {                                                                                                     \
        memcpy(bytes + n, "\1\0\0\0", 4);                                                                    \
        bytes[n + 4] = (uint8_t)(length);                                                                    \
        memcpy(bytes + n + 5, data, length);                                                                 \
        n += 5 + (size_t)(length);                                                                           \
    } while (0)
    uint8_t uid[7], boot[16], key[DIGEST_BYTES];
    fixture_uid(1, uid);
    digest_card(&f->key, uid, 7, key);
    uuid_bytes(BOOT_A, boot);
    PUT("\0\0\0\0\0\0\0\1", 8);
    PUT("tap", 3);
    PUT(boot, 16);
    PUT("\0\0\0\0\x01\xae\x4c\x40", 8); /* 470 * 60000 = 28,200,000 */
    PUT("R101", 4);
    PUT("S1", 2);
    PUT("M1", 2);
    PUT(key, 32);
    PUT("present", 7);
    memset(bytes + n, 0, 4); /* status, reason, actor_id, detail */
    n += 4;
    digest_sha256(previous, DIGEST_BYTES, bytes, n, expected);
    struct ledger_batch *batch = batch_read(f, f->ledger, 0, 1);
    assert_memory_equal(batch->facts[0].chain, expected, DIGEST_BYTES);
    assert_memory_equal(batch->prev_chain, previous, DIGEST_BYTES);
    assert_memory_equal(batch->end_chain, expected, DIGEST_BYTES);
    ledger_batch_free(batch);
}

static void batches_join(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    for (int i = 0; i < 25; i++)
        fixture_tap(f, 1000 + i, 470);
    uint8_t chain[DIGEST_BYTES], at[DIGEST_BYTES];
    int64_t after = 0;
    assert_int_equal(ledger_chain_at(agent, 0, chain), 0);
    while (after < 25) {
        struct ledger_batch *batch = batch_read(f, agent, after, 10);
        assert_int_equal(batch->base_seq, after + 1);
        assert_int_equal(batch->fact_count, after == 20 ? 5 : 10);
        assert_memory_equal(batch->prev_chain, chain, DIGEST_BYTES);
        for (size_t i = 0; i < batch->fact_count; i++) {
            struct ledger_fact fact = batch->facts[i];
            assert_int_equal(fact.seq, after + 1 + (int64_t)i);
            assert_string_equal(fact.verdict, "unknown");
            assert_string_equal(fact.room_id, "R101");
            assert_null(fact.member_id);
            assert_int_equal(fact_seal(&fact, chain), 0);
            assert_memory_equal(fact.chain, batch->facts[i].chain, DIGEST_BYTES);
            memcpy(chain, fact.chain, DIGEST_BYTES);
        }
        assert_memory_equal(batch->end_chain, chain, DIGEST_BYTES);
        after += (int64_t)batch->fact_count;
        assert_int_equal(ledger_chain_at(agent, after, at), 0);
        assert_memory_equal(at, chain, DIGEST_BYTES);
        ledger_batch_free(batch);
    }
    struct ledger_batch *batch = batch_read(f, agent, 99, 10);
    assert_int_equal(batch->base_seq, 26);
    assert_int_equal(batch->fact_count, 0);
    assert_memory_equal(batch->prev_chain, chain, DIGEST_BYTES);
    ledger_batch_free(batch);
    assert_int_equal(ledger_chain_at(agent, 26, at), ERROR_NOT_FOUND);
    assert_int_equal(ledger_batch_read(agent, -1, 10, &batch, &f->err), ERROR_INPUT);
    ledger_close(agent);
}

static void boots_go_until_they_are_known(void **state)
{
    struct fixture *f = *state;
    struct clock_reading now = fixture_reading(BOOT_C, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    fixture_note(f, BOOT_B, 0, DAY_MS, CLOCK_SOURCE_GUESS);
    fixture_note(f, BOOT_C, 0, DAY_MS, CLOCK_SOURCE_GUESS);
    fixture_tap_in(f, 1, "R101", BOOT_A, 470 * MIN_MS);
    struct ledger *agent = agent_open(f);
    struct ledger_batch *batch = batch_read(f, agent, 0, 10);
    assert_int_equal(batch->boot_count, 3);
    assert_int_equal(batch->boots[0].number, 1);
    assert_int_equal(batch->boots[0].source, CLOCK_SOURCE_CENTRE);
    assert_int_equal(batch->boots[0].offset_ms, DAY_MS);
    assert_int_equal(batch->boots[2].source, CLOCK_SOURCE_GUESS);
    ledger_batch_free(batch);
    /* Not taken: the same again. */
    assert_int_equal(ledger_sync_write(agent, &now, 0, false, false, &f->err), 0);
    batch = batch_read(f, agent, 0, 10);
    assert_int_equal(batch->boot_count, 3);
    ledger_batch_free(batch);
    /* Taken: only the running boot. */
    assert_int_equal(ledger_sync_write(agent, &now, 1, true, false, &f->err), 0);
    batch = batch_read(f, agent, 1, 10);
    assert_int_equal(batch->boot_count, 1);
    assert_int_equal(batch->boots[0].number, 3);
    ledger_batch_free(batch);
    /* An earlier boot gets its time: it goes too. */
    fixture_note(f, BOOT_B, 0, DAY_MS + 1000, CLOCK_SOURCE_NTP);
    batch = batch_read(f, agent, 1, 10);
    assert_int_equal(batch->boot_count, 2);
    assert_int_equal(batch->boots[0].number, 2);
    assert_int_equal(batch->boots[0].source, CLOCK_SOURCE_NTP);
    ledger_batch_free(batch);
    assert_int_equal(ledger_sync_write(agent, &now, 1, true, false, &f->err), 0);
    /* The centre fell back: all again. */
    assert_int_equal(ledger_sync_write(agent, &now, 0, true, false, &f->err), 0);
    batch = batch_read(f, agent, 0, 10);
    assert_int_equal(batch->boot_count, 3);
    ledger_batch_free(batch);
    ledger_close(agent);
}

static void sync_state(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    struct ledger_sync_state sync;
    struct clock_reading now = fixture_reading(BOOT_A, 1000, 0, CLOCK_SOURCE_GUESS);
    fixture_tap(f, 1, 470);
    fixture_tap(f, 2, 470);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.last_seq, 2);
    assert_int_equal(sync.acked_seq, 0);
    assert_int_equal(sync.last_ok_utc_ms, 0);
    assert_int_equal(sync.last_ok_boottime_ms, -1);
    assert_false(sync.online || sync.refused);

    int64_t seen = ledger_data_version(f->ledger);
    assert_int_equal(ledger_data_version(f->ledger), seen);
    assert_int_equal(ledger_sync_write(agent, &now, 2, true, false, &f->err), 0);
    int64_t then = ledger_data_version(f->ledger);
    assert_true(then > seen);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.acked_seq, 2);
    assert_int_equal(sync.last_ok_utc_ms, DAY_MS + 1000);
    assert_int_equal(sync.last_ok_boottime_ms, 1000);
    assert_true(sync.online);

    /* Nothing new within 20 s: nothing written. */
    now.boottime_ms = 21000;
    assert_int_equal(ledger_sync_write(agent, &now, 2, true, false, &f->err), 0);
    assert_int_equal(ledger_data_version(f->ledger), then);
    now.boottime_ms = 21001;
    assert_int_equal(ledger_sync_write(agent, &now, 2, true, false, &f->err), 0);
    assert_true(ledger_data_version(f->ledger) > then);

    /* Down, refused, and acknowledged less: all is kept as the centre said. */
    now.boottime_ms = 30000;
    assert_int_equal(ledger_sync_write(agent, &now, 1, false, true, &f->err), 0);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.acked_seq, 1);
    assert_true(!sync.online && sync.refused);
    assert_int_equal(sync.last_ok_boottime_ms, 21001);
    /* Another boot does not know that boot time. */
    now = fixture_reading(BOOT_B, 5, DAY_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(ledger_sync_read(f->ledger, &now, &sync, &f->err), 0);
    assert_int_equal(sync.last_ok_boottime_ms, -1);
    assert_int_equal(sync.last_ok_utc_ms, DAY_MS + 21001);
    assert_int_equal(ledger_sync_write(agent, &now, -1, true, false, &f->err), ERROR_INPUT);
    ledger_close(agent);
}

static void agent_sees_each_tap(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    int64_t version = ledger_data_version(agent);
    for (int i = 1; i <= 3; i++) {
        fixture_tap(f, i, 470);
        int64_t now = ledger_data_version(agent);
        assert_true(now > version);
        version = now;
    }
    ledger_close(agent);
}

/* A newer kiosk has migrated the file while the agent held it open. */
static void newer_while_open(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    struct ledger_batch *batch;
    sqlite3 *db;
    fixture_tap(f, 1, 470);
    assert_int_equal(ledger_known(agent, &f->err), 0);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(ledger_known(agent, &f->err), ERROR_VERSION);
    assert_int_equal(ledger_batch_read(agent, 0, 10, &batch, &f->err), ERROR_VERSION);
    assert_non_null(
        strstr(f->err.text, "written by a newer version of this program (schema 99, this one knows 5)"));
    ledger_close(agent);
}

/* The only name that goes up. */
static void guests_name_is_wiped(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    struct ledger_act act = {.room_id = "R101", .session_id = "S1", .actor_id = "G8"};
    struct ledger_guest guest = {.name = "Le An", .unit = "So Y te", .why = "observe"};
    clock_read(&act.now);
    assert_int_equal(ledger_guest_add(f->ledger, &act, &guest, &f->err), 0);
    struct ledger_batch *batch = batch_read(f, agent, 0, 1);
    const struct ledger_fact *fact = &batch->facts[0];
    assert_non_null(strstr(fact->detail, "Le An"));
    wipe_watch(fact->kind, fact->detail, strlen(fact->detail)); /* its block begins with the kind */
    ledger_batch_free(batch);
    assert_true(wipe_done);
    ledger_close(agent);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(empty_batch),      TEST(chain_is_what_the_page_says),
        TEST(batches_join),     TEST(boots_go_until_they_are_known),
        TEST(sync_state),       TEST(agent_sees_each_tap),
        TEST(newer_while_open), TEST(guests_name_is_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
