#include "ledger/schema.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "ledger/append.h"
#include "ledger/text.h"

extern const char ledger_schema_001[];
extern const char ledger_schema_002[];
extern const char ledger_schema_003[];
extern const char ledger_schema_004[];
extern const char ledger_schema_005[];
extern const char ledger_views[];

static const char *const schema_steps[] = {ledger_schema_001, ledger_schema_002, ledger_schema_003,
                                           ledger_schema_004, ledger_schema_005};

#define SCHEMA_VERSION ((int64_t)(sizeof schema_steps / sizeof schema_steps[0]))

int schema_recognise(struct ledger *ledger, struct error *err)
{
    int64_t application, tables, version;
    int rc = store_int(ledger, "PRAGMA user_version", 0, &version, err);
    if (rc == 0)
        rc = store_int(ledger, "PRAGMA application_id", 0, &application, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT count(*) FROM sqlite_schema", 0, &tables, err);
    if (rc < 0)
        return rc;
    if (application != SCHEMA_APPLICATION_ID && (application != 0 || version != 0 || tables != 0))
        return error_set(
            err, ERROR_INPUT,
            "%s: some other program's database, not a ledger; mend [ledger] path or move the file away",
            ledger->path);
    if (version > SCHEMA_VERSION)
        return error_set(
            err, ERROR_VERSION,
            "%s: written by a newer version of this program (schema %lld, this one knows %lld); install "
            "that version again",
            ledger->path, (long long)version, (long long)SCHEMA_VERSION);
    if (version < SCHEMA_VERSION && ledger->role != LEDGER_KIOSK)
        return error_set(
            err, ERROR_VERSION,
            "%s: of an older version (schema %lld, this one needs %lld); start the kiosk, which brings it "
            "up to date",
            ledger->path, (long long)version, (long long)SCHEMA_VERSION);
    return 0;
}

static int schema_identity(struct ledger *ledger, struct error *err)
{
    uint8_t uuid[STORE_UUID_BYTES];
    if (getrandom(uuid, sizeof uuid, 0) != (ssize_t)sizeof uuid)
        return error_set(err, ERROR_IO, "%s: no random numbers for a ledger id: %s", ledger->path,
                         strerror(errno));
    uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
    uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
    return store_run(ledger, "naming the ledger", err,
                     "INSERT INTO state VALUES ('ledger_id', ?), ('log_begun', 0), ('rule', NULL)", "b",
                     uuid);
}

/* The steps from a version to the newest; each sets its number. */
static int schema_migrate(struct ledger *ledger, int64_t version, struct error *err)
{
    int rc = 0;
    for (int64_t step = version; rc == 0 && step < SCHEMA_VERSION; step++) {
        char mark[96];
        rc = store_script(ledger, schema_steps[step], "bringing the schema up to date", err);
        if (rc == 0 && step == 0)
            rc = schema_identity(ledger, err);
        snprintf(mark, sizeof mark, "PRAGMA user_version = %lld; PRAGMA application_id = %d",
                 (long long)step + 1, SCHEMA_APPLICATION_ID);
        if (rc == 0)
            rc = store_script(ledger, mark, "marking the schema", err);
    }
    return rc;
}

/* Views are text of the program, not data: they are replaced when the program's differs. */
static int schema_install_rule(struct ledger *ledger, struct error *err)
{
    uint8_t wanted[DIGEST_BYTES];
    sqlite3_stmt *row;
    digest_sha256(ledger_views, strlen(ledger_views), NULL, 0, wanted);
    int rc = store_first(ledger, "reading the rule's mark", err, &row,
                         "SELECT value FROM state WHERE name = 'rule' AND value = ?", "h", wanted);
    if (rc < 0)
        return rc;
    sqlite3_reset(row);
    if (rc > 0)
        return 0;
    rc = store_script(ledger, ledger_views, "installing the rule", err);
    if (rc < 0)
        return rc;
    return store_run(ledger, "marking the rule", err, "UPDATE state SET value = ? WHERE name = 'rule'", "h",
                     wanted);
}

int schema_read_identity(struct ledger *ledger, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the ledger's id", err, &row,
                         "SELECT value FROM state WHERE name = 'ledger_id' AND length(value) = 16", "");
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, ERROR_CORRUPT,
                         "%s: has lost its ledger id; keep a copy of the file and move it away",
                         ledger->path);
    memcpy(ledger->uuid, sqlite3_column_blob(row, 0), STORE_UUID_BYTES);
    uuid_format(ledger->uuid, ledger->uuid_text);
    sqlite3_reset(row);
    return 0;
}

int schema_prepare(struct ledger *ledger, struct error *err)
{
    int64_t version;
    if (ledger->role != LEDGER_KIOSK)
        return schema_read_identity(ledger, err);

    int rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    /* Read under the lock: two programs may start at once. */
    rc = store_int(ledger, "PRAGMA user_version", 0, &version, err);
    if (rc == 0)
        rc = schema_migrate(ledger, version, err);
    if (rc == 0)
        rc = schema_install_rule(ledger, err);
    /* A write at each start: the log's head is on the disk before the first tap, and a full disk shows now.
     */
    if (rc == 0)
        rc = store_run(ledger, "beginning the log", err,
                       "UPDATE state SET value = value + 1 WHERE name = 'log_begun'", "");
    if (rc == 0)
        rc = schema_read_identity(ledger, err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    return store_commit(ledger, err);
}
