#include "ledger/store.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "ledger/tail.h"

/* SQLite reports a full disk as FULL when a write fails, but as an I/O error when the shared index cannot
 * grow. */
static bool store_disk_full(struct ledger *ledger, int rc)
{
    int primary = rc & 0xff;
    if (primary == SQLITE_FULL)
        return true;
    if (primary != SQLITE_IOERR && primary != SQLITE_CANTOPEN)
        return false;
    int number = ledger->db ? sqlite3_system_errno(ledger->db) : 0;
    if (number == ENOSPC || number == EDQUOT)
        return true;
    struct statvfs disk;
    return statvfs(ledger->path, &disk) == 0 &&
           (disk.f_bavail == 0 || (disk.f_files > 0 && disk.f_favail == 0));
}

int store_error(struct ledger *ledger, int rc, const char *doing, struct error *err)
{
    const char *path = ledger->path;
    const char *detail = ledger->db ? sqlite3_errmsg(ledger->db) : sqlite3_errstr(rc);
    if (store_disk_full(ledger, rc))
        return error_set(err, ERROR_FULL,
                         "%s: no room on the disk while %s; free some space, nothing was recorded", path,
                         doing);
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(err, ERROR_BUSY, "%s: another program holds the ledger while %s; try again", path,
                         doing);
    case SQLITE_NOTADB:
        return error_set(err, ERROR_INPUT,
                         "%s: not a ledger (no SQLite database); mend [ledger] path or move the file away",
                         path);
    case SQLITE_CORRUPT:
        return error_set(
            err, ERROR_CORRUPT,
            "%s: damaged (%s, while %s); keep a copy of it with its -wal file, move both away, and the "
            "kiosk begins a new ledger",
            path, detail, doing);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return error_set(err, ERROR_DENIED,
                         "%s: may not be written (%s, while %s); mend its owner, mode or mount", path, detail,
                         doing);
    case SQLITE_CONSTRAINT:
        return error_set(err, ERROR_CONFLICT, "%s: refused while %s: %s", path, doing, detail);
    case SQLITE_NOMEM:
        return error_set(err, ERROR_MEMORY, "%s: out of memory while %s", path, doing);
    case SQLITE_CANTOPEN:
        return error_set(err, ERROR_IO, "%s: cannot be opened while %s: %s", path, doing,
                         strerror(ledger->db ? sqlite3_system_errno(ledger->db) : EIO));
    case SQLITE_IOERR:
        return error_set(err, ERROR_IO, "%s: the disk failed while %s: %s (%d); check the card or disk", path,
                         doing, detail, rc);
    default:
        return error_set(err, ERROR_BROKEN, "%s: SQLite failed while %s: %s (%d)", path, doing, detail, rc);
    }
}

static int store_prepare(struct ledger *ledger, const char *sql, sqlite3_stmt **out, struct error *err)
{
    for (int i = 0; i < ledger->statement_count; i++) {
        if (ledger->statements[i].sql == sql) {
            *out = ledger->statements[i].prepared;
            sqlite3_reset(*out);
            sqlite3_clear_bindings(*out);
            return 0;
        }
    }
    assert(ledger->statement_count < STORE_STATEMENTS_MAX);
    int rc = sqlite3_prepare_v3(ledger->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc != SQLITE_OK)
        return store_error(ledger, rc, "preparing a query", err);
    ledger->statements[ledger->statement_count++] = (struct store_statement){.sql = sql, .prepared = *out};
    return 0;
}

static void store_bind_list(sqlite3_stmt *statement, const char *types, va_list args)
{
    for (int i = 1; *types; types++, i++) {
        const void *blob;
        const char *text;
        switch (*types) {
        case 't':
            text = va_arg(args, const char *);
            sqlite3_bind_text(statement, i, text, -1, SQLITE_STATIC);
            break;
        case 'i':
            sqlite3_bind_int64(statement, i, va_arg(args, int64_t));
            break;
        case 'b':
            blob = va_arg(args, const void *);
            sqlite3_bind_blob(statement, i, blob, STORE_UUID_BYTES, SQLITE_STATIC);
            break;
        case 'h':
            blob = va_arg(args, const void *);
            sqlite3_bind_blob(statement, i, blob, DIGEST_BYTES, SQLITE_STATIC);
            break;
        default:
            assert(!"unknown type of a binding");
        }
    }
}

int store_next(struct ledger *ledger, sqlite3_stmt *row, const char *doing, struct error *err)
{
    int rc = sqlite3_step(row);
    if (rc == SQLITE_ROW)
        return 1;
    int code = rc == SQLITE_DONE ? 0 : store_error(ledger, rc, doing, err);
    sqlite3_reset(row);
    return code;
}

int store_first(struct ledger *ledger, const char *doing, struct error *err, sqlite3_stmt **row,
                const char *sql, const char *types, ...)
{
    int rc = store_prepare(ledger, sql, row, err);
    if (rc < 0)
        return rc;
    va_list args;
    va_start(args, types);
    store_bind_list(*row, types, args);
    va_end(args);
    return store_next(ledger, *row, doing, err);
}

int store_run(struct ledger *ledger, const char *doing, struct error *err, const char *sql, const char *types,
              ...)
{
    sqlite3_stmt *statement;
    int rc = store_prepare(ledger, sql, &statement, err);
    if (rc < 0)
        return rc;
    va_list args;
    va_start(args, types);
    store_bind_list(statement, types, args);
    va_end(args);
    do {
        rc = store_next(ledger, statement, doing, err);
    } while (rc > 0);
    return rc;
}

int store_int(struct ledger *ledger, const char *sql, int64_t otherwise, int64_t *out, struct error *err)
{
    sqlite3_stmt *row;
    *out = otherwise;
    int rc = store_first(ledger, "reading", err, &row, sql, "");
    if (rc <= 0)
        return rc;
    if (sqlite3_column_type(row, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return 0;
}

int store_script(struct ledger *ledger, const char *sql, const char *doing, struct error *err)
{
    int rc = sqlite3_exec(ledger->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : store_error(ledger, rc, doing, err);
}

int store_begin(struct ledger *ledger, struct error *err)
{
    return store_run(ledger, "beginning to write", err, "BEGIN IMMEDIATE", "");
}

int store_begin_read(struct ledger *ledger, struct error *err)
{
    struct stat status;
    if (ledger->role == LEDGER_AGENT && (stat(ledger->path, &status) != 0 || status.st_ino != ledger->inode ||
                                         status.st_dev != ledger->device))
        return error_set(err, ERROR_IO, "%s: the file was set aside or moved away; start this program again",
                         ledger->path);
    return store_run(ledger, "beginning to read", err, "BEGIN", "");
}

int store_commit(struct ledger *ledger, struct error *err)
{
    int rc = store_run(ledger, "committing", err, "COMMIT", "");
    if (rc < 0)
        store_rollback(ledger);
    else if (ledger->appended_seq > 0)
        tail_keep(ledger, ledger->appended_seq);
    ledger->appended_seq = 0;
    return rc;
}

void store_rollback(struct ledger *ledger)
{
    if (!sqlite3_get_autocommit(ledger->db))
        store_run(ledger, "rolling back", NULL, "ROLLBACK", "");
    ledger->appended_seq = 0;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}
