/* Opening: what is made, and each thing that can be wrong with the file. */
#include "ledger_fixture.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "ledger/schema.h"

static void open_close(struct fixture *f)
{
    struct ledger *ledger;
    if (ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
    ledger_close(ledger);
}

static void assert_open_fails(struct fixture *f, enum ledger_role role, enum error_code code,
                              const char *text)
{
    struct ledger *ledger = NULL;
    char expected[640];
    snprintf(expected, sizeof expected, "%s: %s", f->path, text);
    memset(&f->err, 0, sizeof f->err);
    assert_int_equal(ledger_open(f->path, role, &ledger, &f->err), code);
    assert_string_equal(f->err.text, expected);
    assert_int_equal(f->err.code, code);
    assert_null(ledger);
}

static void run_sql(struct fixture *f, const char *sql)
{
    struct ledger *ledger;
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    assert_int_equal(store_script(ledger, sql, "testing", &f->err), 0);
    ledger_close(ledger);
}

static off_t file_size(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}

/* Changes the bytes `from` in the file to `to`, same length; fails if they are not there. */
static void file_patch(const char *path, const char *from, const char *to)
{
    size_t size = (size_t)file_size(path), length = strlen(from);
    char *bytes = malloc(size);
    assert_non_null(bytes);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, bytes, size), size);
    char *place = memmem(bytes, size, from, length);
    assert_non_null(place);
    assert_int_equal(pwrite(fd, to, length, place - bytes), length);
    close(fd);
    free(bytes);
}

static void makes_a_private_file(void **state)
{
    struct fixture *f = *state;
    struct stat status;
    mode_t old = umask(0);
    open_close(f);
    umask(old);
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    /* Its id stays. */
    struct ledger *ledger;
    char id[37];
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    snprintf(id, sizeof id, "%s", ledger_id(ledger));
    ledger_close(ledger);
    assert_int_equal(id[14], '4');
    assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
    assert_string_equal(ledger_id(ledger), id);
    ledger_close(ledger);
    ledger_close(NULL);
}

static void folder_of_a_group(void **state)
{
    struct fixture *f = *state;
    struct stat status;
    assert_int_equal(chmod(f->folder, 02770), 0);
    mode_t old = umask(077);
    open_close(f);
    umask(old);
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0660);
}

static void missing(void **state)
{
    struct fixture *f = *state;
    assert_open_fails(
        f, LEDGER_AGENT, ERROR_NOT_FOUND,
        "there is no ledger: No such file or directory; start the kiosk, which makes it, or mend "
        "[ledger] path");
    char folder[80], text[256];
    snprintf(folder, sizeof folder, "%s/none", f->folder);
    snprintf(f->path, sizeof f->path, "%s/ledger.db", folder);
    snprintf(text, sizeof text,
             "its folder %s cannot be used: No such file or directory; make the folder or mend [ledger] path",
             folder);
    assert_open_fails(f, LEDGER_KIOSK, ERROR_NOT_FOUND, text);
    snprintf(f->path, sizeof f->path, "%s", f->folder);
    assert_open_fails(f, LEDGER_KIOSK, ERROR_INPUT, "not a plain file; mend [ledger] path");
    struct ledger *ledger;
    assert_int_equal(ledger_open("", LEDGER_KIOSK, &ledger, &f->err), ERROR_CONFIG);
    assert_string_equal(f->err.text, "[ledger] path is not set; give the ledger's file");
}

static void other_files(void **state)
{
    struct fixture *f = *state;
    FILE *out = fopen(f->path, "w");
    assert_non_null(out);
    for (int i = 0; i < 300; i++)
        fputs("this is a diary, not a database\n", out);
    fclose(out);
    off_t size = file_size(f->path);
    assert_open_fails(f, LEDGER_KIOSK, ERROR_INPUT,
                      "not a ledger (no SQLite database); mend [ledger] path or move the file away");
    assert_int_equal(file_size(f->path), size);
    unlink(f->path);

    sqlite3 *db;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE diary (day TEXT)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    size = file_size(f->path);
    assert_open_fails(
        f, LEDGER_KIOSK, ERROR_INPUT,
        "some other program's database, not a ledger; mend [ledger] path or move the file away");
    assert_int_equal(file_size(f->path), size);
}

static void other_versions(void **state)
{
    struct fixture *f = *state;
    run_sql(f, "PRAGMA user_version = 99");
    static const char newer[] =
        "written by a newer version of this program (schema 99, this one knows 3); install that "
        "version again";
    assert_open_fails(f, LEDGER_KIOSK, ERROR_VERSION, newer);
    assert_open_fails(f, LEDGER_AGENT, ERROR_VERSION, newer);
    unlink(f->path);
    /* Empty, as left by a kiosk that was stopped at once. */
    close(open(f->path, O_CREAT | O_RDWR, 0600));
    assert_open_fails(
        f, LEDGER_AGENT, ERROR_VERSION,
        "of an older version (schema 0, this one needs 3); start the kiosk, which brings it up to date");
    open_close(f);
}

static void rule_is_replaced(void **state)
{
    struct fixture *f = *state;
    run_sql(f, "UPDATE state SET value = NULL WHERE name = 'rule'; DROP VIEW rule_roll;"
               "CREATE VIEW rule_roll AS SELECT 'S1' AS session_id, 1 AS ordinal");
    open_close(f);
    struct ledger *ledger;
    int64_t columns;
    assert_int_equal(ledger_open(f->path, LEDGER_READER, &ledger, &f->err), 0);
    assert_int_equal(
        store_int(ledger, "SELECT count(*) FROM pragma_table_info('rule_roll')", 0, &columns, &f->err), 0);
    assert_int_equal(columns, 7);
    ledger_close(ledger);
}

static void facts_are_append_only(void **state)
{
    struct fixture *f = *state;
    fixture_setup_open(state);
    struct fixture *open = *state;
    fixture_tap(open, 1, 470);
    static const char *const refused[] = {
        "UPDATE fact SET verdict = 'late'",
        "DELETE FROM fact",
        "INSERT INTO fact (seq, kind, boot_id, boottime_ms, chain) VALUES (3, 'tap', zeroblob(16), 0, "
        "zeroblob(32))",
        "INSERT INTO fact (seq, kind, boot_id, boottime_ms, chain) VALUES (1, 'tap', zeroblob(16), 0, "
        "zeroblob(32))",
        "INSERT OR REPLACE INTO fact (seq, kind, boot_id, boottime_ms, chain) "
        "VALUES (1, 'tap', zeroblob(16), 0, zeroblob(32))",
        "INSERT INTO fact (seq, kind, boot_id, boottime_ms, chain) VALUES (2, 'tap', 'x', 0, zeroblob(32))",
    };
    static const char *const texts[] = {
        "fact: append-only, mend by a later fact",
        "fact: append-only, mend by a later fact",
        "fact: out of sequence",
        "fact: out of sequence",
        "fact: out of sequence",
        "cannot store TEXT value in BLOB column fact.boot_id",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_int_equal(store_script(open->ledger, refused[i], "testing", &open->err), ERROR_CONFLICT);
        assert_non_null(strstr(open->err.text, texts[i]));
    }
    assert_int_equal(fixture_tap(open, 2, 470).seq, 2);
    fixture_teardown(state);
    *state = f;
}

/* A ledger with a fact of a known text in its file. */
static void make_with_event(struct fixture *f, int facts)
{
    struct ledger *ledger;
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_NTP);
    for (int i = 0; i < facts; i++) {
        char detail[32];
        snprintf(detail, sizeof detail, "event number %06d", i + 1);
        assert_int_equal(ledger_device_event(ledger, &now, "R101", "test", detail, &f->err), 0);
    }
    ledger_close(ledger);
}

/* Reads a whole file; the caller frees it. */
static uint8_t *file_read(const char *path, off_t *size)
{
    *size = file_size(path);
    uint8_t *bytes = malloc((size_t)*size + 1);
    assert_non_null(bytes);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, bytes, (size_t)*size), *size);
    close(fd);
    return bytes;
}

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

/* In a child without root's rights, which no file mode stops. Its assertions end as its exit status. */
static void read_only(void **state)
{
    struct fixture *f = *state;
    open_close(f);
    assert_int_equal(chmod(f->folder, 0755), 0);
    assert_int_equal(chmod(f->path, 0444), 0);
    char expected[2][256];
    snprintf(expected[0], sizeof expected[0],
             "%s: its folder %s may not be written: Permission denied; mend its owner, mode or mount",
             f->path, f->folder);
    snprintf(expected[1], sizeof expected[1],
             "%s: may not be written: Permission denied; mend its owner, mode or mount", f->path);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(chmod(f->folder, i == 0 ? 0555 : 0777), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct ledger *ledger;
            if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
                _exit(10);
            if (ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err) != ERROR_DENIED)
                _exit(11);
            if (strcmp(f->err.text, expected[i]) != 0) {
                fprintf(stderr, "%s\n", f->err.text);
                _exit(12);
            }
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(makes_a_private_file),
        TEST(folder_of_a_group),
        TEST(missing),
        TEST(other_files),
        TEST(other_versions),
        TEST(rule_is_replaced),
        TEST(facts_are_append_only),
        TEST(changed_fact_is_found),
        TEST(cut_out_fact_is_found),
        TEST(inserted_fact_is_found),
        TEST(damaged_page_is_found),
        TEST(slice_is_carried),
        TEST(damaged_head),
        TEST(agent_is_told),
        TEST(cut_off_twice),
        TEST(empty_file_with_a_log),
        TEST(read_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
