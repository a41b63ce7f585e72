#include "ledger/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/schema.h"
#include "ledger/staff_act.h"

#define ASIDE_CHUNK      65536
#define ASIDE_PAGE_BYTES 4096
#define ASIDE_TABLES_MAX 32
#define ASIDE_NAME_MAX   64

static int aside_error(const char *path, int number, struct error *err)
{
    int code = number == ENOSPC || number == EDQUOT                     ? ERROR_FULL
               : number == EACCES || number == EPERM || number == EROFS ? ERROR_DENIED
                                                                        : ERROR_IO;
    return error_set(err, code, "%s: cannot be copied to be read: %s", path, strerror(number));
}

/* Returns 0 or -1 with errno. */
static int aside_write(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno != EINTR)
            return -1;
        if (put > 0) {
            bytes += put;
            length -= (size_t)put;
        }
    }
    return 0;
}

static int aside_copy_bytes(int in, int out, bool pad)
{
    char *bytes = calloc(1, ASIDE_CHUNK);
    ssize_t got = bytes ? 0 : -1;
    int rc = bytes ? 0 : -1;
    bool some = false;
    while (rc == 0 && (got = read(in, bytes, ASIDE_CHUNK)) > 0) {
        rc = aside_write(out, bytes, (size_t)got);
        some = true;
    }
    if (rc == 0 && got == 0 && !some && pad)
        rc = aside_write(out, bytes, ASIDE_PAGE_BYTES);
    int number = errno;
    free(bytes);
    errno = number;
    return rc == 0 && got == 0 ? 0 : -1;
}

static int aside_copy_file(const char *from, const char *to, bool pad)
{
    struct stat status;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return -1;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    int rc = out < 0 ? -1 : 0;
    if (rc == 0 && fstat(in, &status) == 0)
        rc = fchmod(out, status.st_mode & 0660);
    if (rc == 0)
        rc = aside_copy_bytes(in, out, pad);
    int number = errno;
    if (out >= 0)
        close(out);
    close(in);
    errno = number;
    return rc;
}

void aside_remove(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char name[ASIDE_PATH_MAX + 16];
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

int aside_copy(const char *path, const char *use, char copy[ASIDE_PATH_MAX], struct error *err)
{
    char log[ASIDE_PATH_MAX], copied_log[ASIDE_PATH_MAX + 8];
    struct stat status;
    if (snprintf(copy, ASIDE_PATH_MAX, "%s.%s", path, use) >= ASIDE_PATH_MAX)
        return aside_error(path, ENAMETOOLONG, err);
    snprintf(log, sizeof log, "%s-wal", path);
    snprintf(copied_log, sizeof copied_log, "%s-wal", copy);
    aside_remove(copy);
    bool has_log = stat(log, &status) == 0;
    if (aside_copy_file(path, copy, has_log) != 0 ||
        (has_log && aside_copy_file(log, copied_log, false) != 0)) {
        int rc = aside_error(path, errno, err);
        aside_remove(copy);
        return rc;
    }
    return 0;
}

struct aside_tables {
    char names[ASIDE_TABLES_MAX][ASIDE_NAME_MAX];
    int count;
};

static int aside_tables_read(struct ledger *ledger, struct aside_tables *out, struct error *err)
{
    sqlite3_stmt *row;
    out->count = 0;
    int rc =
        store_first(ledger, "reading the slice's tables", err, &row,
                    "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name GLOB 'slice_*'", "");
    for (; rc > 0; rc = store_next(ledger, row, "reading the slice's tables", err)) {
        if (out->count < ASIDE_TABLES_MAX)
            snprintf(out->names[out->count++], ASIDE_NAME_MAX, "%s", store_text(row, 0));
    }
    return rc;
}

/* The first column of the first row of a query about the attached copy. Returns 0 or an error. */
static int aside_ask(struct ledger *ledger, const char *sql, char *out, size_t capacity, struct error *err)
{
    sqlite3_stmt *row = NULL;
    int code = 0, rc = sqlite3_prepare_v2(ledger->db, sql, -1, &row, NULL);
    out[0] = '\0';
    if (rc == SQLITE_OK)
        rc = sqlite3_step(row);
    if (rc == SQLITE_ROW)
        snprintf(out, capacity, "%s", store_text(row, 0));
    else if (rc != SQLITE_DONE)
        code = store_error(ledger, rc, "reading the slice of the damaged ledger", err);
    sqlite3_finalize(row);
    return code;
}

/* Whether the copy is a ledger of the same schema with a slice. Returns 1, 0 or an error. */
static int aside_slice_there(struct ledger *ledger, struct error *err)
{
    char ours[32], theirs[32];
    int rc = aside_ask(ledger, "PRAGMA main.user_version", ours, sizeof ours, err);
    if (rc == 0)
        rc = aside_ask(ledger, "PRAGMA aside.user_version", theirs, sizeof theirs, err);
    if (rc == 0 && strcmp(ours, theirs) != 0)
        return error_set(err, ERROR_VERSION, "%s: the damaged ledger has another schema (%.16s, not %.16s)",
                         ledger->path, theirs, ours);
    if (rc == 0)
        rc = aside_ask(ledger, "SELECT 1 FROM aside.state WHERE name = 'slice_version'", theirs,
                       sizeof theirs, err);
    return rc < 0 ? rc : theirs[0] == '1';
}

static int aside_slice_move(struct ledger *ledger, const struct aside_tables *tables, struct error *err)
{
    char sql[3 * ASIDE_NAME_MAX + 96], finding[160];
    int rc = 0;
    for (int i = 0; rc == 0 && i < tables->count; i++) {
        snprintf(sql, sizeof sql, "PRAGMA aside.quick_check(%s)", tables->names[i]);
        rc = aside_ask(ledger, sql, finding, sizeof finding, err);
        if (rc == 0 && strcmp(finding, "ok") != 0)
            rc = error_set(err, ERROR_CORRUPT, "%s: %s of the damaged ledger is damaged too (%s)",
                           ledger->path, tables->names[i], finding);
        snprintf(sql, sizeof sql, "INSERT INTO main.%s SELECT * FROM aside.%s", tables->names[i],
                 tables->names[i]);
        if (rc == 0)
            rc = store_script(ledger, sql, "taking the slice of the damaged ledger", err);
    }
    if (rc == 0)
        rc = staff_slice_came(ledger, err);
    if (rc == 0)
        rc = store_script(ledger,
                          "INSERT OR REPLACE INTO main.state VALUES ('slice_version', '');"
                          "UPDATE main.state SET value = value + 1 WHERE name = 'roll_epoch'",
                          "taking the slice of the damaged ledger", err);
    return rc;
}

int aside_slice_take(struct ledger *ledger, const char *path, struct error *err)
{
    char copy[ASIDE_PATH_MAX];
    struct aside_tables tables;
    int rc = aside_copy(path, "slice", copy, err);
    if (rc < 0)
        return rc;
    char *attach = sqlite3_mprintf("ATTACH %Q AS aside", copy);
    rc = attach ? store_script(ledger, attach, "reading the damaged ledger", err) : ERROR_MEMORY;
    sqlite3_free(attach);
    if (rc < 0) {
        aside_remove(copy);
        return rc;
    }
    rc = aside_slice_there(ledger, err);
    int taken = rc;
    if (taken == 1) {
        rc = aside_tables_read(ledger, &tables, err);
        if (rc == 0)
            rc = store_begin(ledger, err);
        if (rc == 0)
            rc = aside_slice_move(ledger, &tables, err);
        if (rc == 0)
            rc = store_commit(ledger, err);
        else
            store_rollback(ledger);
    }
    store_script(ledger, "DETACH aside", "closing the damaged ledger", NULL);
    aside_remove(copy);
    return rc < 0 ? rc : taken;
}
