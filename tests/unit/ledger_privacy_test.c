/* Names of a slice that was replaced are in no byte of the ledger's files. */
#include "ledger_file_stage.h"

#define OLD      "Nguyễn Cựu Học Viên"
#define NEW      "Trần Tân Học Viên"
#define OLD_UNIT "Chi bộ Cũ"

/* A slice of so many learners with a name of their own each; the first has card 1. */
static void replace(struct fixture *f, struct ledger *ledger, const char *name, const char *unit, int members)
{
    char *json = NULL, hex[65];
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    assert_non_null(out);
    fixture_card_hex(f, 1, hex);
    fprintf(
        out,
        "{\"version\": \"%.8s%d\", \"rooms\": [{\"room_id\": \"R101\", \"name\": \"101\"}], \"classes\": "
        "[{\"class_id\": \"C1\", \"title\": \"T\", \"late_after_min\": 15}], \"sessions\": "
        "[{\"session_id\": \"S1\", \"class_id\": \"C1\", \"room_id\": \"R101\", \"starts_utc_ms\": %lld, "
        "\"ends_utc_ms\": %lld}], \"excused\": [], \"cards\": [{\"card_key\": \"%s\", \"member_id\": \"M1\", "
        "\"role\": \"learner\", \"state\": \"active\"}], \"members\": [",
        unit, members, (long long)(DAY_MS + 480 * MIN_MS), (long long)(DAY_MS + 690 * MIN_MS), hex);
    for (int i = 1; i <= members; i++)
        fprintf(out, "%s{\"member_id\": \"M%d\", \"full_name\": \"%s %d\", \"unit\": \"%s %d\"}",
                i > 1 ? ", " : "", i, name, i, unit, i);
    fprintf(out, "], \"enrolments\": [");
    for (int i = 1; i <= members; i++)
        fprintf(out, "%s{\"class_id\": \"C1\", \"member_id\": \"M%d\"}", i > 1 ? ", " : "", i);
    fprintf(out, "]}");
    assert_int_equal(fclose(out), 0);
    if (ledger_slice_replace(ledger, json, strlen(json), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(json);
}

/* How often the text stands in the ledger's files. */
static int found(struct fixture *f, const char *text)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-tail", "-journal"};
    int count = 0;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char path[128];
        off_t size;
        snprintf(path, sizeof path, "%s%s", f->path, suffixes[i]);
        if (access(path, F_OK) != 0)
            continue;
        uint8_t *bytes = file_read(path, &size);
        for (uint8_t *at = bytes; (at = memmem(at, (size_t)(bytes + size - at), text, strlen(text))); at++)
            count++;
        free(bytes);
    }
    return count;
}

static struct ledger *agent_open(struct fixture *f)
{
    struct ledger *agent;
    if (ledger_open(f->path, LEDGER_AGENT, &agent, &f->err) != 0)
        fail_msg("agent: %s", f->err.text);
    return agent;
}

/* The agent replaces it while the kiosk runs. */
static void old_names_leave_the_files(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f);
    replace(f, agent, OLD, OLD_UNIT, 700);
    assert_string_equal(fixture_tap(f, 1, 470).member_name, OLD " 1");
    assert_true(found(f, OLD) >= 700);
    assert_true(found(f, OLD_UNIT) >= 700);
    /* Fewer and shorter ones: pages are freed. Then more, then other ones again. */
    static const int members[] = {3, 900, 250};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const char *name = i % 2 ? OLD : NEW, *gone = i % 2 ? NEW : OLD;
        replace(f, agent, name, i % 2 ? OLD_UNIT : "Chi bộ Mới", members[i]);
        assert_true(found(f, name) >= members[i]);
        assert_int_equal(found(f, gone), 0);
        assert_int_equal(found(f, i % 2 ? "Chi bộ Mới" : OLD_UNIT), 0);
        /* Nor do they come back with what the kiosk still had in hand. */
        char expected[64];
        snprintf(expected, sizeof expected, "%s 1", name);
        assert_string_equal(fixture_tap(f, 1, 471 + (int)i).member_name, expected);
        ledger_checkpoint(f->ledger);
        assert_int_equal(found(f, gone), 0);
    }
    ledger_close(agent);
    assert_int_equal(found(f, OLD), 0);
}

/* A reader in the way: taps go on, and the names leave as soon as it has gone. */
static void reader_in_the_way(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent = agent_open(f), *reader;
    int64_t rows;
    replace(f, agent, OLD, OLD_UNIT, 300);
    assert_int_equal(ledger_open(f->path, LEDGER_READER, &reader, &f->err), 0);
    assert_int_equal(store_begin_read(reader, &f->err), 0);
    assert_int_equal(store_int(reader, "SELECT count(*) FROM slice_member", 0, &rows, &f->err), 0);
    assert_int_equal(rows, 300);
    replace(f, agent, NEW, "Chi bộ Mới", 10);
    assert_true(found(f, OLD) > 0);
    assert_string_equal(fixture_tap(f, 1, 470).member_name, NEW " 1");
    ledger_checkpoint(f->ledger);
    assert_true(found(f, OLD) > 0);
    store_rollback(reader);
    ledger_close(reader);
    ledger_checkpoint(f->ledger);
    assert_int_equal(found(f, OLD), 0);
    assert_true(found(f, NEW) >= 10);
    ledger_close(agent);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(old_names_leave_the_files), TEST(reader_in_the_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
