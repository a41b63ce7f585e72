/* Opening: what is made, and each thing that can be wrong with the file. */
#include "ledger_file_stage.h"

#include <sys/wait.h>

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
        "written by a newer version of this program (schema 99, this one knows 5); install that "
        "version again";
    assert_open_fails(f, LEDGER_KIOSK, ERROR_VERSION, newer);
    assert_open_fails(f, LEDGER_AGENT, ERROR_VERSION, newer);
    unlink(f->path);
    /* Empty, as left by a kiosk that was stopped at once. */
    close(open(f->path, O_CREAT | O_RDWR, 0600));
    assert_open_fails(
        f, LEDGER_AGENT, ERROR_VERSION,
        "of an older version (schema 0, this one needs 5); start the kiosk, which brings it up to date");
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(makes_a_private_file),  TEST(folder_of_a_group), TEST(missing),
        TEST(other_files),           TEST(other_versions),    TEST(rule_is_replaced),
        TEST(facts_are_append_only), TEST(read_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
