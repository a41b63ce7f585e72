/* Damage: found at the start, kept aside byte by byte, and a new ledger begun. */
#include "ledger_file_stage.h"

static void old_id(struct fixture *f, char id[37])
{
    struct ledger *ledger;
    assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
    snprintf(id, 37, "%s", ledger_id(ledger));
    ledger_close(ledger);
}

/* The kiosk begins a new ledger whose first fact and health name the damaged one, which is kept byte by byte. */
static void assert_set_aside(struct fixture *f, const char *id)
{
    off_t size, kept_size;
    uint8_t *before = file_read(f->path, &size);
    struct ledger *ledger;
    if (ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
    assert_string_not_equal(ledger_id(ledger), id);
    sqlite3_stmt *row;
    char path[512], json[1024], wanted[512];
    assert_int_equal(store_first(ledger, "testing", &f->err, &row,
                                 "SELECT detail, max(seq) FROM fact WHERE kind = 'device' AND status = "
                                 "'damaged'",
                                 ""),
                     1);
    assert_int_equal(sqlite3_column_int(row, 1), 1);
    assert_memory_equal(store_text(row, 0), "ledger.db.damaged-20", 20);
    snprintf(path, sizeof path, "%s/%s", f->folder, store_text(row, 0));
    snprintf(wanted, sizeof wanted, "\"damaged\":\"%s\"", store_text(row, 0));
    sqlite3_reset(row);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_NTP);
    assert_int_equal(ledger_health(ledger, &now, json, sizeof json, &f->err), 0);
    assert_non_null(strstr(json, wanted));
    uint8_t *kept = file_read(path, &kept_size);
    assert_int_equal(kept_size, size);
    assert_memory_equal(kept, before, (size_t)size);
    free(kept);
    free(before);
    ledger_close(ledger);
    /* The new one is sound, and stays. */
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    ledger_close(ledger);
}

/* What the check finds, seen by a reader, to whom nothing is set aside. */
static void assert_finds(struct fixture *f, const char *text)
{
    struct ledger *ledger;
    char expected[640];
    snprintf(expected, sizeof expected, "%s: %s", f->path, text);
    assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
    assert_int_equal(schema_check(ledger, &f->err), ERROR_CORRUPT);
    assert_string_equal(f->err.text, expected);
    ledger_close(ledger);
}

#define BROKEN                                                                                               \
    "; keep a copy of it with its -wal file and tell the office, then move both away, and the kiosk begins " \
    "a new ledger"

static void changed_fact_is_found(void **state)
{
    struct fixture *f = *state;
    char id[37];
    make_with_event(f, 5);
    old_id(f, id);
    file_patch(f->path, "event number 000003", "event number 000008");
    assert_finds(f, "fact 3 was changed after it was recorded" BROKEN);
    file_patch(f->path, "event number 000008", "event number 000003");
    open_close(f);
    file_patch(f->path, "event number 000003", "event number 000008");
    assert_set_aside(f, id);
}

static void cut_out_fact_is_found(void **state)
{
    struct fixture *f = *state;
    char id[37];
    make_with_event(f, 5);
    old_id(f, id);
    run_sql(f, "DROP TRIGGER fact_no_delete; DELETE FROM fact WHERE seq = 2");
    assert_finds(f, "fact 2 is missing" BROKEN);
    assert_set_aside(f, id);
}

static void inserted_fact_is_found(void **state)
{
    struct fixture *f = *state;
    char id[37];
    make_with_event(f, 5);
    old_id(f, id);
    run_sql(f, "INSERT INTO fact SELECT 6, kind, boot_id, boottime_ms, room_id, session_id, member_id, "
               "card_key, verdict, "
               "status, reason, actor_id, detail, chain FROM fact WHERE seq = 5");
    assert_finds(f, "fact 6 was changed after it was recorded" BROKEN);
    assert_set_aside(f, id);
}

static void damaged_page_is_found(void **state)
{
    struct fixture *f = *state;
    char id[37];
    uint8_t noise[4096];
    make_with_event(f, 200);
    old_id(f, id);
    off_t size = file_size(f->path);
    assert_true(size > 8 * 4096);
    int fd = open(f->path, O_RDWR);
    assert_true(fd >= 0);
    memset(noise, 0xA5, sizeof noise);
    assert_int_equal(pwrite(fd, noise, sizeof noise, size - 2 * 4096), 4096);
    close(fd);
    assert_set_aside(f, id);
}

static void damaged_head(void **state)
{
    struct fixture *f = *state;
    char id[37];
    uint8_t zero[4096] = {0};
    make_with_event(f, 20);
    old_id(f, id);
    int fd = open(f->path, O_RDWR);
    assert_int_equal(pwrite(fd, zero, sizeof zero, 0), 4096);
    close(fd);
    assert_set_aside(f, id);
}

/* The agent, which has the damaged file open, is told to open the new one. */
static void agent_is_told(void **state)
{
    struct fixture *f = *state;
    struct ledger *agent;
    struct ledger_batch *batch;
    char id[37], expected[192];
    make_with_event(f, 5);
    old_id(f, id);
    file_patch(f->path, "event number 000003", "event number 000008");
    assert_int_equal(ledger_open(f->path, LEDGER_AGENT, &agent, &f->err), 0);
    assert_int_equal(ledger_batch_read(agent, 0, 10, &batch, &f->err), 0);
    ledger_batch_free(batch);
    assert_set_aside(f, id);
    assert_int_equal(ledger_batch_read(agent, 0, 10, &batch, &f->err), ERROR_IO);
    snprintf(expected, sizeof expected, "%s: the file was set aside or moved away; start this program again",
             f->path);
    assert_string_equal(f->err.text, expected);
    ledger_close(agent);
}

/* Twice within a second: the first one kept is not overwritten. */
static void cut_off_twice(void **state)
{
    struct fixture *f = *state;
    char id[37], command[160];
    for (int i = 0; i < 2; i++) {
        make_with_event(f, 200);
        old_id(f, id);
        assert_int_equal(truncate(f->path, 6 * 4096), 0);
        assert_set_aside(f, id);
    }
    snprintf(command, sizeof command, "[ $(ls '%s' | grep -c 'damaged-[0-9TZ-]*$') = 2 ]", f->folder);
    assert_int_equal(system(command), 0);
}

/* SQLite alone would delete the log of an empty file, and the facts in it. */
static void empty_file_with_a_log(void **state)
{
    struct fixture *f = *state;
    char log[128], kept_path[256], id[37];
    struct ledger *ledger;
    make_with_event(f, 3);
    old_id(f, id);
    snprintf(log, sizeof log, "%s-wal", f->path);
    FILE *out = fopen(log, "w");
    assert_non_null(out);
    assert_true(fputs("what is left of a log", out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(truncate(f->path, 0), 0);
    assert_set_aside(f, id);
    sqlite3_stmt *row;
    assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
    assert_int_equal(
        store_first(ledger, "testing", &f->err, &row, "SELECT value FROM note WHERE name = 'damaged'", ""),
        1);
    snprintf(kept_path, sizeof kept_path, "%s/%s-wal", f->folder, store_text(row, 0));
    sqlite3_reset(row);
    ledger_close(ledger);
    assert_int_equal(file_size(kept_path), 21);
}

/* The door knows its cards at once after damage elsewhere; a slice that is damaged itself is not taken in part. */
static void slice_is_carried(void **state)
{
    struct fixture *f = *state;
    struct ledger *ledger;
    char id[37], version[LEDGER_ID_MAX + 1];
    for (int whole = 1; whole >= 0; whole--) {
        int64_t cards, sessions, has_slice, page;
        make_with_event(f, 200);
        old_id(f, id);
        assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err), 0);
        fixture_take_slice(f, "v1");
        assert_int_equal(store_int(f->ledger,
                                   whole ? "SELECT max(rootpage) FROM sqlite_schema WHERE name = 'fact'"
                                         : "SELECT rootpage FROM sqlite_schema WHERE name = 'slice_card'",
                                   0, &page, &f->err),
                         0);
        ledger_close(f->ledger);
        f->ledger = NULL;
        uint8_t noise[2048];
        memset(noise, 0xA5, sizeof noise);
        int fd = open(f->path, O_RDWR);
        assert_true(fd >= 0);
        assert_int_equal(pwrite(fd, noise, sizeof noise, (page - 1) * 4096), sizeof noise);
        close(fd);
        assert_set_aside(f, id);
        assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
        assert_int_equal(store_int(ledger, "SELECT count(*) FROM slice_card", 0, &cards, &f->err), 0);
        assert_int_equal(store_int(ledger, "SELECT count(*) FROM slice_session", 0, &sessions, &f->err), 0);
        assert_int_equal(store_int(ledger, "SELECT count(*) FROM state WHERE name = 'slice_version'", 0,
                                   &has_slice, &f->err),
                         0);
        assert_int_equal(cards, whole ? 9 : 0);
        assert_int_equal(sessions, whole ? 5 : 0);
        assert_int_equal(has_slice, whole);
        assert_int_equal(ledger_slice_version(ledger, version, sizeof version), 0);
        assert_string_equal(version, "");
        ledger_close(ledger);
        assert_int_equal(unlink(f->path), 0);
    }
}

/* Of a large file all tables but the facts are checked, each by its name. */
static void large_file_is_checked(void **state)
{
    struct fixture *f = *state;
    static const char *const tables[] = {"slice_make_up", "slice_past", "slice_past_status",
                                         "held_overlap",  "arrival",    "make_up_mark"};
    char id[37], sql[256];
    make_with_event(f, 3);
    old_id(f, id);
    /* 70 MB that nothing uses any more. */
    run_sql(
        f, "PRAGMA synchronous = OFF; CREATE TABLE large (x); INSERT INTO large VALUES (zeroblob(70000000)); "
           "DROP TABLE large");
    assert_true(file_size(f->path) > 64 << 20);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct ledger *ledger;
        int64_t page;
        uint8_t kept[4096], noise[4096];
        snprintf(sql, sizeof sql, "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", tables[i]);
        assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
        assert_int_equal(store_int(ledger, sql, 0, &page, &f->err), 0);
        assert_true(page > 1);
        assert_int_equal(schema_check(ledger, &f->err), 0);
        ledger_close(ledger);
        memset(noise, 0xA5, sizeof noise);
        int fd = open(f->path, O_RDWR);
        assert_true(fd >= 0);
        assert_int_equal(pread(fd, kept, sizeof kept, (page - 1) * 4096), sizeof kept);
        assert_int_equal(pwrite(fd, noise, sizeof noise, (page - 1) * 4096), sizeof noise);
        assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
        if (schema_check(ledger, &f->err) != ERROR_CORRUPT)
            fail_msg("damage in %s is not found", tables[i]);
        ledger_close(ledger);
        assert_int_equal(pwrite(fd, kept, sizeof kept, (page - 1) * 4096), sizeof kept);
        close(fd);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(changed_fact_is_found), TEST(cut_out_fact_is_found), TEST(inserted_fact_is_found),
        TEST(damaged_page_is_found), TEST(slice_is_carried),      TEST(damaged_head),
        TEST(agent_is_told),         TEST(cut_off_twice),         TEST(empty_file_with_a_log),
        TEST(large_file_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
