#include "ledger/boot.h"

#include <stdlib.h>

#include "ledger/text.h"

/* A smaller difference is the clocks' own noise and would only make the centre's copy restless. */
#define BOOT_MOVE_MS 500

int64_t boot_build_utc_ms(void)
{
    return (int64_t)LEDGER_BUILD_UTC_S * 1000;
}

int boot_parse(const char *text, uint8_t out[STORE_UUID_BYTES], struct error *err)
{
    if (uuid_parse(text, out))
        return 0;
    return error_set(err, ERROR_INPUT, "boot id '%.40s' is not a UUID", text);
}

int boot_find(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES], struct boot_row *out,
              struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading a boot", err, &row,
                         "SELECT number, offset_ms, floor_offset_ms, source FROM boot WHERE boot_id = ?", "b",
                         boot_id);
    if (rc <= 0)
        return rc;
    out->number = sqlite3_column_int64(row, 0);
    out->offset_ms = sqlite3_column_int64(row, 1);
    out->floor_offset_ms = sqlite3_column_int64(row, 2);
    out->source = (enum clock_source)sqlite3_column_int(row, 3);
    sqlite3_reset(row);
    return 1;
}

/* The source of a reading. A clock chip whose battery died tells some year long past: that is no knowledge.
 */
static enum clock_source boot_reading_source(const struct clock_reading *reading)
{
    if (reading->source == CLOCK_SOURCE_RTC && reading->utc_ms < boot_build_utc_ms())
        return CLOCK_SOURCE_GUESS;
    return reading->source;
}

static int64_t max_ms(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int boot_insert(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                       const struct clock_reading *reading, struct boot_row *out, struct error *err)
{
    int64_t last_ms, number;
    int rc = store_int(ledger,
                       "SELECT f.boottime_ms + b.offset_ms FROM fact f JOIN boot b ON b.boot_id = f.boot_id "
                       "ORDER BY f.seq DESC LIMIT 1",
                       0, &last_ms, err);
    if (rc == 0)
        rc = store_int(ledger, "SELECT max(number) + 1 FROM boot", 1, &number, err);
    if (rc < 0)
        return rc;
    out->number = number;
    out->source = boot_reading_source(reading);
    out->floor_offset_ms = max_ms(boot_build_utc_ms(), last_ms) - reading->boottime_ms;
    out->offset_ms = reading->utc_ms - reading->boottime_ms;
    if (out->source == CLOCK_SOURCE_GUESS)
        out->offset_ms = max_ms(out->offset_ms, out->floor_offset_ms);
    return store_run(ledger, "recording a boot", err,
                     "INSERT INTO boot SELECT ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM fact), "
                     "(SELECT coalesce(max(revision), 0) + 1 FROM boot)",
                     "biiii", boot_id, out->number, out->offset_ms, (int64_t)out->source,
                     out->floor_offset_ms);
}

int boot_learn(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
               const struct clock_reading *reading, struct boot_row *out, struct error *err)
{
    int rc = boot_find(ledger, boot_id, out, err);
    if (rc <= 0)
        return rc < 0 ? rc : boot_insert(ledger, boot_id, reading, out, err);
    enum clock_source source = boot_reading_source(reading);
    int64_t offset_ms = reading->utc_ms - reading->boottime_ms;
    if (source == CLOCK_SOURCE_GUESS)
        offset_ms = max_ms(offset_ms, out->floor_offset_ms);
    if (source < out->source || (source == out->source && llabs(offset_ms - out->offset_ms) <= BOOT_MOVE_MS))
        return 0;
    out->source = source;
    out->offset_ms = offset_ms;
    return store_run(
        ledger, "dating a boot", err,
        "UPDATE boot SET offset_ms = ?, source = ?, revision = (SELECT max(revision) + 1 FROM boot) "
        "WHERE boot_id = ?",
        "iib", offset_ms, (int64_t)source, boot_id);
}

/* Whether the reading tells something that the boot's row does not hold yet; spares a writer's lock each
 * second. */
static int boot_is_news(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                        const struct clock_reading *reading, struct error *err)
{
    struct boot_row row;
    int rc = boot_find(ledger, boot_id, &row, err);
    if (rc <= 0)
        return rc < 0 ? rc : 1;
    enum clock_source source = boot_reading_source(reading);
    int64_t offset_ms = reading->utc_ms - reading->boottime_ms;
    if (source == CLOCK_SOURCE_GUESS)
        offset_ms = max_ms(offset_ms, row.floor_offset_ms);
    return source > row.source || (source == row.source && llabs(offset_ms - row.offset_ms) > BOOT_MOVE_MS);
}

int ledger_boot_note(struct ledger *ledger, const struct clock_reading *reading, struct error *err)
{
    uint8_t boot_id[STORE_UUID_BYTES];
    struct boot_row row;
    int rc = boot_parse(reading->boot_id, boot_id, err);
    if (rc == 0)
        rc = boot_is_news(ledger, boot_id, reading, err);
    if (rc <= 0)
        return rc;
    rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    rc = boot_learn(ledger, boot_id, reading, &row, err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    return store_commit(ledger, err);
}

int ledger_time(struct ledger *ledger, const char *boot_id, int64_t boottime_ms, int64_t *utc_ms,
                enum clock_source *source)
{
    uint8_t id[STORE_UUID_BYTES];
    struct boot_row row;
    struct error err;
    int rc = boot_parse(boot_id, id, &err);
    if (rc == 0)
        rc = boot_find(ledger, id, &row, &err);
    if (rc <= 0)
        return rc < 0 ? rc : ERROR_NOT_FOUND;
    *utc_ms = boottime_ms + row.offset_ms;
    *source = row.source;
    return 0;
}

int boot_now(struct ledger *ledger, const struct clock_reading *now, int64_t *utc_ms,
             enum clock_source *source, struct error *err)
{
    uint8_t boot_id[STORE_UUID_BYTES];
    struct boot_row row;
    int rc = boot_parse(now->boot_id, boot_id, err);
    if (rc == 0)
        rc = boot_find(ledger, boot_id, &row, err);
    if (rc < 0)
        return rc;
    *utc_ms = rc > 0 ? now->boottime_ms + row.offset_ms : now->utc_ms;
    *source = rc > 0 ? row.source : now->source;
    return 0;
}
