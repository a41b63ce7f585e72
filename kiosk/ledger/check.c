#include "ledger/schema.h"

#include <string.h>

#include "ledger/chain.h"

/* A start must not wait for a very large file. Up to this size (some 400,000 facts) all is checked, as far as
 * there is time; above it all but the facts, of which the last are read below. Other damage shows when it is
 * read. */
#define CHECK_WHOLE_BYTES (INT64_C(64) << 20)
#define CHECK_PAGES_MS    500
#define CHECK_STEPS       1000

/* How many of the last facts have their chain checked at a start. */
#define CHECK_FACTS 1000

static int check_out_of_time(void *user)
{
    return clock_monotonic_ms() > *(int64_t *)user;
}

static int check_damaged(struct ledger *ledger, const char *finding, struct error *err)
{
    return error_set(
        err, ERROR_CORRUPT,
        "%s: damaged (%s); keep a copy of it with its -wal file, move both away, and the kiosk begins a "
        "new ledger",
        ledger->path, finding);
}

/* Runs one quick_check. Returns 0 when all is well or the time is over. */
static int check_quick(struct ledger *ledger, const char *pragma, struct error *err)
{
    sqlite3_stmt *row = NULL;
    int code = 0;
    int rc = sqlite3_prepare_v2(ledger->db, pragma, -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(row);
    if (rc == SQLITE_ROW && strcmp(store_text(row, 0), "ok") != 0)
        code = check_damaged(ledger, store_text(row, 0), err);
    else if (rc != SQLITE_ROW && rc != SQLITE_DONE && rc != SQLITE_INTERRUPT)
        code = store_error(ledger, rc, "checking its pages", err);
    sqlite3_finalize(row);
    return code;
}

/* Every table but the facts and their index of times, which are large. Indexes are checked with their table. */
static int check_small_tables(struct ledger *ledger, struct error *err)
{
    sqlite3_stmt *row = NULL;
    int code = 0;
    int rc = sqlite3_prepare_v2(ledger->db,
                                "SELECT printf('PRAGMA quick_check(%Q)', name) FROM sqlite_schema "
                                "WHERE type = 'table' AND name NOT IN ('fact', 'tap_time')",
                                -1, &row, NULL);
    while (rc == SQLITE_OK && code == 0) {
        int step = sqlite3_step(row);
        if (step == SQLITE_ROW)
            code = check_quick(ledger, store_text(row, 0), err);
        else if (step == SQLITE_DONE || step == SQLITE_INTERRUPT)
            break;
        else
            rc = step;
    }
    if (rc != SQLITE_OK && rc != SQLITE_INTERRUPT)
        code = store_error(ledger, rc, "checking its pages", err);
    sqlite3_finalize(row);
    return code;
}

static int check_pages(struct ledger *ledger, struct error *err)
{
    int64_t deadline_ms = clock_monotonic_ms() + CHECK_PAGES_MS, pages, page_bytes;
    int rc = store_int(ledger, "PRAGMA page_count", 0, &pages, err);
    if (rc == 0)
        rc = store_int(ledger, "PRAGMA page_size", 0, &page_bytes, err);
    if (rc < 0)
        return rc;
    sqlite3_progress_handler(ledger->db, CHECK_STEPS, check_out_of_time, &deadline_ms);
    if (pages * page_bytes <= CHECK_WHOLE_BYTES)
        rc = check_quick(ledger, "PRAGMA quick_check(1)", err);
    else
        rc = check_small_tables(ledger, err);
    sqlite3_progress_handler(ledger->db, 0, NULL, NULL);
    return rc;
}

static int check_broken(struct ledger *ledger, int64_t seq, const char *what, struct error *err)
{
    return error_set(
        err, ERROR_CORRUPT,
        "%s: fact %lld %s; keep a copy of it with its -wal file and tell the office, then move both away, "
        "and the kiosk begins a new ledger",
        ledger->path, (long long)seq, what);
}

int schema_check_chain(struct ledger *ledger, int64_t after_seq, struct error *err)
{
    struct chain_fault fault;
    int rc = chain_verify(ledger, after_seq, INT64_MAX, &fault, err);
    if (rc == 0 && fault.seq)
        rc = check_broken(ledger, fault.seq, fault.what, err);
    return rc;
}

int schema_check(struct ledger *ledger, struct error *err)
{
    int64_t last, version;
    int rc = store_int(ledger, "PRAGMA user_version", 0, &version, err);
    if (rc < 0 || version == 0)
        return rc;
    rc = check_pages(ledger, err);
    if (rc == 0)
        rc = schema_read_identity(ledger, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT max(seq) FROM fact", 0, &last, err);
    if (rc < 0)
        return rc;
    return schema_check_chain(ledger, last > CHECK_FACTS ? last - CHECK_FACTS : 0, err);
}
