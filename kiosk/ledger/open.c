#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "ledger/aside.h"
#include "ledger/damage.h"
#include "ledger/schema.h"
#include "ledger/tail.h"

/* The folder of path into out. */
static void open_folder(const char *path, char *out, size_t capacity)
{
    snprintf(out, capacity, "%s", path);
    char *slash = strrchr(out, '/');
    if (!slash)
        snprintf(out, capacity, ".");
    else
        slash[slash == out ? 1 : 0] = '\0';
}

static int open_folder_check(const char *path, struct stat *status, struct error *err)
{
    char folder[STORE_PATH_MAX];
    open_folder(path, folder, sizeof folder);
    if (stat(folder, status) != 0)
        return error_set(err, errno == EACCES ? ERROR_DENIED : ERROR_NOT_FOUND,
                         "%s: its folder %s cannot be used: %s; make the folder or mend [ledger] path", path,
                         folder, strerror(errno));
    if (!S_ISDIR(status->st_mode))
        return error_set(err, ERROR_NOT_FOUND, "%s: %s is not a folder; mend [ledger] path", path, folder);
    /* SQLite keeps its log beside the file, so the folder must be writable too. */
    if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
        return error_set(err, ERROR_DENIED,
                         "%s: its folder %s may not be written: %s; mend its owner, mode or mount", path,
                         folder, strerror(errno));
    return 0;
}

/* Makes the file if it is not there. A file that is there is only looked at: to open and close it here would
 * drop the locks of another connection in this process. */
static int open_file_make(const char *path, struct error *err)
{
    struct stat folder;
    int rc = open_folder_check(path, &folder, err);
    if (rc < 0)
        return rc;
    struct stat status;
    if (stat(path, &status) == 0) {
        if (!S_ISREG(status.st_mode))
            return error_set(err, ERROR_INPUT, "%s: not a plain file; mend [ledger] path", path);
        if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) != 0)
            return error_set(err, ERROR_DENIED, "%s: may not be written: %s; mend its owner, mode or mount",
                             path, strerror(errno));
        return 0;
    }
    /* A folder with the set-group-id bit was made to be shared by a group: kiosk and agent are two users. */
    mode_t mode = folder.st_mode & S_ISGID ? 0660 : 0600;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EEXIST)
        return 0;
    if (fd < 0) {
        int code = errno == ENOSPC || errno == EDQUOT                    ? ERROR_FULL
                   : errno == EACCES || errno == EROFS || errno == EPERM ? ERROR_DENIED
                                                                         : ERROR_IO;
        return error_set(err, code, "%s: cannot be made: %s; %s", path, strerror(errno),
                         code == ERROR_FULL ? "free some space" : "mend the folder or [ledger] path");
    }
    rc = fchmod(fd, mode) == 0
             ? 0
             : error_set(err, ERROR_IO, "%s: mode cannot be set: %s", path, strerror(errno));
    close(fd);
    return rc;
}

static int open_file_find(const char *path, struct error *err)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
        return 0;
    return error_set(err, errno == EACCES ? ERROR_DENIED : ERROR_NOT_FOUND,
                     "%s: there is no ledger: %s; start the kiosk, which makes it, or mend [ledger] path",
                     path, strerror(errno));
}

static int open_wal_hook(void *user, sqlite3 *db, const char *name, int frames)
{
    (void)db;
    (void)name;
    ((struct ledger *)user)->wal_frames = frames;
    return SQLITE_OK;
}

/* Sets what lives in the connection, not in the file. */
static int open_settings(struct ledger *ledger, struct error *err)
{
    sqlite3_extended_result_codes(ledger->db, 1);
    sqlite3_busy_timeout(ledger->db, STORE_BUSY_MS);
    sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    /* Until all is well: closing a damaged file must not write its log into it. */
    sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (ledger->role == LEDGER_READER)
        return store_script(ledger, "PRAGMA query_only = ON", "opening", err);
    /* Read into memory of its own, not mapped: pages that a slice left are then gone with the cache. */
    const char *settings = ledger->role == LEDGER_KIOSK
                               ? "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA "
                                 "secure_delete = FAST; PRAGMA mmap_size = 0"
                               : "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA "
                                 "secure_delete = FAST; PRAGMA mmap_size = 0";
    int rc = store_script(ledger, settings, "opening", err);
    sqlite3_wal_autocheckpoint(ledger->db, 0);
    sqlite3_wal_hook(ledger->db, open_wal_hook, ledger);
    return rc;
}

/* Write-ahead logging is kept in the file; only the kiosk turns it on, and only in a file that is a ledger or
 * empty. */
static int open_wal(struct ledger *ledger, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "turning on the log", err, &row, "PRAGMA journal_mode = WAL", "");
    if (rc < 0)
        return rc;
    bool on = rc > 0 && !strcmp(store_text(row, 0), "wal");
    sqlite3_reset(row);
    if (!on)
        return error_set(err, ERROR_IO, "%s: write-ahead logging cannot be used there; use a local disk",
                         ledger->path);
    return 0;
}

/* Opens a file that is there. Returns ERROR_CORRUPT for a damaged one, which stays as it was found. */
static int open_file(const char *path, enum ledger_role role, struct ledger **out, struct error *err)
{
    int rc;
    struct ledger *ledger = calloc(1, sizeof *ledger);
    if (!ledger)
        return error_set(err, ERROR_MEMORY, "%s: out of memory", path);
    ledger->role = role;
    ledger->tail_fd = -1;
    snprintf(ledger->path, sizeof ledger->path, "%s", path);

    struct stat status;
    if (stat(path, &status) == 0) {
        ledger->device = status.st_dev;
        ledger->inode = status.st_ino;
    }
    int flags = (role == LEDGER_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    int opened = sqlite3_open_v2(path, &ledger->db, flags, NULL);
    if (opened != SQLITE_OK) {
        rc = store_error(ledger, opened, "opening", err);
        goto fail;
    }
    rc = open_settings(ledger, err);
    if (rc == 0)
        rc = schema_recognise(ledger, err);
    /* Checked before anything is written, so that a damaged file stays as it was found. */
    if (rc == 0 && role == LEDGER_KIOSK)
        rc = schema_check(ledger, err);
    if (rc == 0 && role == LEDGER_KIOSK)
        rc = open_wal(ledger, err);
    if (rc == 0)
        rc = schema_prepare(ledger, err);
    if (rc < 0)
        goto fail;
    sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    if (role == LEDGER_KIOSK)
        tail_open(ledger);
    *out = ledger;
    return 0;
fail:
    ledger_close(ledger);
    return rc;
}

/* The door knows its cards at once if the damaged file still does; else they come with the next exchange. */
static void open_slice_take(struct ledger *ledger, const char *name)
{
    char aside[ASIDE_PATH_MAX];
    struct error err = {0};
    open_folder(ledger->path, aside, sizeof aside);
    size_t used = strlen(aside);
    snprintf(aside + used, sizeof aside - used, "/%s", name);
    int taken = aside_slice_take(ledger, aside, &err);
    if (taken > 0)
        log_info("%s: sessions and cards are taken from the damaged ledger", ledger->path);
    else if (taken < 0)
        log_warning("sessions and cards wait for the centre: %s", err.text);
}

/* Sets a damaged file aside and begins a new ledger in its place, which says so. */
static int open_anew(const char *path, struct ledger **out, struct error *err)
{
    char name[DAMAGE_NAME_MAX];
    struct error second = {0};
    log_error("%s", err->text);
    int rc = damage_set_aside(path, name, err);
    if (rc < 0)
        return rc;
    log_error("%s: a new ledger is begun; the damaged one is kept as %s: tell the office", path, name);
    rc = open_file_make(path, err);
    if (rc == 0)
        rc = open_file(path, LEDGER_KIOSK, out, err);
    if (rc == 0 && damage_record(*out, name, &second) < 0)
        log_error("that %s was set aside is not recorded: %s", name, second.text);
    if (rc == 0)
        open_slice_take(*out, name);
    return rc;
}

int ledger_open(const char *path, enum ledger_role role, struct ledger **out, struct error *err)
{
    if (strlen(path) >= STORE_PATH_MAX)
        return error_set(err, ERROR_INPUT, "the ledger's path is longer than %d bytes; shorten [ledger] path",
                         STORE_PATH_MAX - 1);
    if (!path[0])
        return error_set(err, ERROR_CONFIG, "[ledger] path is not set; give the ledger's file");
    int rc = role == LEDGER_KIOSK ? open_file_make(path, err) : open_file_find(path, err);
    if (rc < 0)
        return rc;
    struct error found = {0};
    if (role == LEDGER_KIOSK && damage_lost_file(path))
        rc = error_set(&found, ERROR_CORRUPT, "%s: damaged (empty, with a log that is not)", path);
    else
        rc = open_file(path, role, out, &found);
    bool damaged = rc == ERROR_CORRUPT || (rc == ERROR_INPUT && damage_was_ledger(path));
    if (role == LEDGER_KIOSK && damaged)
        rc = open_anew(path, out, &found);
    if (rc < 0 && err)
        *err = found;
    return rc;
}

void ledger_close(struct ledger *ledger)
{
    if (!ledger)
        return;
    for (int i = 0; i < ledger->statement_count; i++)
        sqlite3_finalize(ledger->statements[i].prepared);
    sqlite3_close(ledger->db);
    tail_close(ledger);
    free(ledger);
}
