#include "ledger/schema.h"

#include <string.h>

#include "ledger/append.h"

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

static int check_pages(struct ledger *ledger, int64_t version, struct error *err)
{
    static const char *const small[] = {"PRAGMA quick_check(state)",
                                        "PRAGMA quick_check(boot)",
                                        "PRAGMA quick_check(sync)",
                                        "PRAGMA quick_check(note)",
                                        "PRAGMA quick_check(slice_room)",
                                        "PRAGMA quick_check(slice_class)",
                                        "PRAGMA quick_check(slice_session)",
                                        "PRAGMA quick_check(slice_member)",
                                        "PRAGMA quick_check(slice_enrolment)",
                                        "PRAGMA quick_check(slice_card)",
                                        "PRAGMA quick_check(slice_excused)",
                                        "PRAGMA quick_check(slice_pin)",
                                        "PRAGMA quick_check(device_card)",
                                        "PRAGMA quick_check(card_tail)",
                                        "PRAGMA quick_check(session_mark)",
                                        "PRAGMA quick_check(pin_lock)"};
    /* The last five came with version 2. */
    const size_t count = sizeof small / sizeof small[0] - (version < 2 ? 5 : 0);
    int64_t deadline_ms = clock_monotonic_ms() + CHECK_PAGES_MS, pages, page_bytes;
    int rc = store_int(ledger, "PRAGMA page_count", 0, &pages, err);
    if (rc == 0)
        rc = store_int(ledger, "PRAGMA page_size", 0, &page_bytes, err);
    if (rc < 0)
        return rc;
    sqlite3_progress_handler(ledger->db, CHECK_STEPS, check_out_of_time, &deadline_ms);
    if (pages * page_bytes <= CHECK_WHOLE_BYTES)
        rc = check_quick(ledger, "PRAGMA quick_check(1)", err);
    else {
        for (size_t i = 0; rc == 0 && i < count; i++)
            rc = check_quick(ledger, small[i], err);
    }
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
    uint8_t previous[DIGEST_BYTES];
    int64_t seq = after_seq;
    sqlite3_stmt *row;
    int rc = ledger_chain_at(ledger, after_seq, previous);
    if (rc == ERROR_NOT_FOUND)
        return check_broken(ledger, after_seq, "is missing", err);
    if (rc < 0)
        return error_set(err, rc, "%s: the chain cannot be read at fact %lld", ledger->path,
                         (long long)after_seq);
    rc = store_first(ledger, "checking the chain", err, &row,
                     "SELECT " FACT_COLUMNS " FROM fact WHERE seq > ? ORDER BY seq", "i", after_seq);
    for (; rc > 0; rc = store_next(ledger, row, "checking the chain", err)) {
        struct ledger_fact fact, sealed;
        seq++;
        const char *wrong = NULL;
        if (fact_from_row(row, &fact) < 0)
            wrong = "has a damaged field";
        else if (fact.seq != seq)
            wrong = "is missing";
        sealed = fact;
        if (!wrong && fact_seal(&sealed, previous) == 0 &&
            memcmp(sealed.chain, fact.chain, DIGEST_BYTES) != 0)
            wrong = "was changed after it was recorded";
        if (wrong) {
            sqlite3_reset(row);
            return check_broken(ledger, seq, wrong, err);
        }
        memcpy(previous, fact.chain, DIGEST_BYTES);
    }
    return rc;
}

int schema_check(struct ledger *ledger, struct error *err)
{
    int64_t last, version;
    int rc = store_int(ledger, "PRAGMA user_version", 0, &version, err);
    if (rc < 0 || version == 0)
        return rc;
    rc = check_pages(ledger, version, err);
    if (rc == 0)
        rc = schema_read_identity(ledger, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT max(seq) FROM fact", 0, &last, err);
    if (rc < 0)
        return rc;
    return schema_check_chain(ledger, last > CHECK_FACTS ? last - CHECK_FACTS : 0, err);
}
