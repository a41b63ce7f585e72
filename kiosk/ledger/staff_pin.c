/* PINs of instructors. A try is written down as a wrong one before its hash is computed, so that cutting the power
 * while it is computed gives no free tries; the right one clears the count. */
#include <argon2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/boot.h"
#include "ledger/staff.h"
#include "ledger/text.h"

#define PIN_DIGITS    6
#define PIN_TRIES     5
#define PIN_HASH_MAX  200
#define PIN_MEMORY_KB 65536 /* more than this a small board cannot give */
#define PIN_PASSES    16
#define PIN_LANES     8

struct pin_hash {
    char member_id[LEDGER_ID_MAX + 1];
    char encoded[PIN_HASH_MAX + 1];
};

struct ledger_pin_try {
    char pin[PIN_DIGITS + 1];
    struct pin_hash *hashes;
    size_t count, room;
    atomic_bool stop;
    int found; /* index, -1 = none */
    int tries;
    int64_t locked_ms; /* if it is wrong */
};

struct pin_lock {
    int64_t wrong, stage, length_ms, boottime_ms;
    bool this_boot;
};

static const int64_t pin_lengths_ms[] = {30000, 60000, 5 * 60000, 15 * 60000};
#define PIN_STAGES ((int64_t)(sizeof pin_lengths_ms / sizeof pin_lengths_ms[0]))

static void pin_try_free(struct ledger_pin_try *attempt)
{
    if (!attempt)
        return;
    if (attempt->hashes)
        explicit_bzero(attempt->hashes, attempt->room * sizeof *attempt->hashes);
    free(attempt->hashes);
    explicit_bzero(attempt, sizeof *attempt);
    free(attempt);
}

static int pin_lock_read(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES], struct pin_lock *out,
                         struct error *err)
{
    sqlite3_stmt *row;
    memset(out, 0, sizeof *out);
    int rc =
        store_first(ledger, "reading the PIN's lock", err, &row,
                    "SELECT wrong, stage, length_ms, boottime_ms, boot_id IS ? FROM pin_lock", "b", boot_id);
    if (rc <= 0)
        return rc;
    out->wrong = sqlite3_column_int64(row, 0);
    out->stage = sqlite3_column_int64(row, 1);
    out->length_ms = sqlite3_column_int64(row, 2);
    out->boottime_ms = sqlite3_column_int64(row, 3);
    out->this_boot = sqlite3_column_int(row, 4);
    sqlite3_reset(row);
    return 0;
}

/* How long the lock still holds. After a restart of the machine nobody knows how long it was off: the whole length
 * counts again from the new boot's beginning, which is never less than what was left. */
static int64_t pin_locked_ms(const struct pin_lock *lock, int64_t boottime_ms)
{
    int64_t began_ms = lock->this_boot ? lock->boottime_ms : 0;
    int64_t left_ms = began_ms + lock->length_ms - boottime_ms;
    return lock->length_ms > 0 && left_ms > 0 ? left_ms : 0;
}

static int pin_count(struct ledger *ledger, const struct clock_reading *now,
                     const uint8_t boot_id[STORE_UUID_BYTES], struct pin_lock *lock,
                     struct ledger_pin_try *attempt, struct error *err)
{
    lock->wrong++;
    lock->length_ms = 0;
    attempt->tries = (int)(PIN_TRIES - lock->wrong);
    if (lock->wrong >= PIN_TRIES) {
        lock->wrong = 0;
        lock->length_ms = attempt->locked_ms =
            pin_lengths_ms[lock->stage < PIN_STAGES ? lock->stage : PIN_STAGES - 1];
        lock->stage += lock->stage < PIN_STAGES;
        attempt->tries = 0;
    }
    return store_run(ledger, "counting a PIN", err,
                     "UPDATE pin_lock SET wrong = ?, stage = ?, length_ms = ?, boot_id = ?, boottime_ms = ?",
                     "iiibi", lock->wrong, lock->stage, lock->length_ms, boot_id, now->boottime_ms);
}

/* The hashes, those of the instructors whose sessions lie nearest first: they are the ones who stand here. */
static int pin_hashes(struct ledger *ledger, int64_t now_utc_ms, struct ledger_pin_try *attempt,
                      struct error *err)
{
    sqlite3_stmt *row;
    int rc =
        store_first(ledger, "reading PINs", err, &row,
                    "SELECT p.member_id, p.pin_hash, (SELECT min(abs(s.starts_ms - ?1)) FROM slice_session s "
                    "WHERE s.instructor_id = p.member_id) AS away "
                    "FROM slice_pin p ORDER BY away IS NULL, away, p.member_id",
                    "i", now_utc_ms);
    for (; rc > 0; rc = store_next(ledger, row, "reading PINs", err)) {
        if (sqlite3_column_bytes(row, 1) > PIN_HASH_MAX)
            continue;
        if (attempt->count == attempt->room) {
            size_t room = attempt->room ? 2 * attempt->room : 16;
            struct pin_hash *more = realloc(attempt->hashes, room * sizeof *more);
            if (!more) {
                sqlite3_reset(row);
                return error_set(err, ERROR_MEMORY, "out of memory while reading PINs");
            }
            memset(more + attempt->room, 0, (room - attempt->room) * sizeof *more);
            attempt->hashes = more;
            attempt->room = room;
        }
        struct pin_hash *hash = &attempt->hashes[attempt->count++];
        text_clean(hash->member_id, sizeof hash->member_id, store_text(row, 0));
        snprintf(hash->encoded, sizeof hash->encoded, "%s", store_text(row, 1));
    }
    return rc;
}

static bool pin_is_well_formed(const char *pin)
{
    return strlen(pin) == PIN_DIGITS && strspn(pin, "0123456789") == PIN_DIGITS;
}

static int pin_write(struct ledger *ledger, const struct clock_reading *now,
                     const uint8_t boot_id[STORE_UUID_BYTES], struct ledger_pin_try *attempt,
                     int64_t *locked_ms, struct error *err)
{
    struct pin_lock lock;
    int64_t now_utc_ms;
    enum clock_source source;
    int rc = pin_lock_read(ledger, boot_id, &lock, err);
    if (rc < 0)
        return rc;
    *locked_ms = pin_locked_ms(&lock, now->boottime_ms);
    if (*locked_ms > 0)
        return error_set(err, ERROR_BUSY, "PINs are locked for %lld s more; an instructor's card still works",
                         (long long)(*locked_ms + 999) / 1000);
    rc = pin_count(ledger, now, boot_id, &lock, attempt, err);
    if (rc == 0)
        rc = boot_now(ledger, now, &now_utc_ms, &source, err);
    if (rc == 0)
        rc = pin_hashes(ledger, now_utc_ms, attempt, err);
    return rc;
}

int ledger_pin_begin(struct ledger *ledger, const struct clock_reading *now, const char *pin,
                     struct ledger_pin_try **out, int64_t *locked_ms, struct error *err)
{
    uint8_t boot_id[STORE_UUID_BYTES];
    *out = NULL;
    *locked_ms = 0;
    if (!pin_is_well_formed(pin))
        return error_set(err, ERROR_INPUT, "a PIN has %d digits", PIN_DIGITS);
    int rc = boot_parse(now->boot_id, boot_id, err);
    if (rc < 0)
        return rc;
    struct ledger_pin_try *attempt = calloc(1, sizeof *attempt);
    if (!attempt)
        return error_set(err, ERROR_MEMORY, "out of memory while checking a PIN");
    atomic_init(&attempt->stop, false);
    attempt->found = -1;
    snprintf(attempt->pin, sizeof attempt->pin, "%s", pin);
    rc = store_begin(ledger, err);
    if (rc == 0) {
        rc = pin_write(ledger, now, boot_id, attempt, locked_ms, err);
        if (rc == 0)
            rc = store_commit(ledger, err);
        else
            store_rollback(ledger);
    }
    if (rc < 0) {
        pin_try_free(attempt);
        return rc;
    }
    *out = attempt;
    return 0;
}

/* A hash that would take more than the board has is passed over. */
static bool pin_is_affordable(const char *encoded)
{
    unsigned memory_kb, passes, lanes;
    return sscanf(encoded, "$argon2id$v=19$m=%u,t=%u,p=%u$", &memory_kb, &passes, &lanes) == 3 &&
           memory_kb <= PIN_MEMORY_KB && passes <= PIN_PASSES && lanes <= PIN_LANES;
}

void ledger_pin_work(struct ledger_pin_try *attempt)
{
    for (size_t i = 0; i < attempt->count && attempt->found < 0 && !atomic_load(&attempt->stop); i++) {
        const char *encoded = attempt->hashes[i].encoded;
        if (pin_is_affordable(encoded) && argon2id_verify(encoded, attempt->pin, PIN_DIGITS) == ARGON2_OK)
            attempt->found = (int)i;
    }
    explicit_bzero(attempt->pin, sizeof attempt->pin);
}

void ledger_pin_stop(struct ledger_pin_try *attempt)
{
    atomic_store(&attempt->stop, true);
}

int ledger_pin_end(struct ledger *ledger, struct ledger_pin_try *attempt, char actor_id[LEDGER_ID_MAX + 1],
                   int *tries, int64_t *locked_ms, struct error *err)
{
    int rc;
    actor_id[0] = '\0';
    *tries = attempt->tries;
    *locked_ms = attempt->locked_ms;
    if (attempt->found >= 0) {
        *tries = PIN_TRIES;
        *locked_ms = 0;
        rc = store_run(
            ledger, "counting a PIN", err,
            "UPDATE pin_lock SET wrong = 0, stage = 0, length_ms = 0, boot_id = NULL, boottime_ms = 0", "");
        if (rc == 0)
            memcpy(actor_id, attempt->hashes[attempt->found].member_id, LEDGER_ID_MAX + 1);
    } else
        rc = error_set(err, ERROR_DENIED, "wrong PIN, %d tries left", *tries);
    pin_try_free(attempt);
    return rc;
}

int ledger_pin_check(struct ledger *ledger, const struct clock_reading *now, const char *pin,
                     char actor_id[LEDGER_ID_MAX + 1], int *tries, int64_t *locked_ms, struct error *err)
{
    struct ledger_pin_try *attempt;
    actor_id[0] = '\0';
    *tries = 0;
    int rc = ledger_pin_begin(ledger, now, pin, &attempt, locked_ms, err);
    if (rc < 0)
        return rc;
    ledger_pin_work(attempt);
    return ledger_pin_end(ledger, attempt, actor_id, tries, locked_ms, err);
}
