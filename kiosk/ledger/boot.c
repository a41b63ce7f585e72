#include "ledger/boot.h"

#include <stdlib.h>

#include "ledger/anchor.h"
#include "ledger/text.h"

/* A guess that differs less from the last one is none better. */
#define BOOT_GUESS_MOVE_MS 500

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

/* The anchors of a boot. */
static int boot_anchors(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES], struct anchors *out,
                        struct error *err)
{
    sqlite3_stmt *row;
    out->count = 0;
    int rc = store_first(
        ledger, "reading a boot's time", err, &row,
        "SELECT at_ms, offset_ms, wrong_ms FROM boot_anchor WHERE boot_id = ? ORDER BY at_ms", "b", boot_id);
    for (; rc > 0; rc = store_next(ledger, row, "reading a boot's time", err)) {
        if (out->count == ANCHORS_MAX)
            continue;
        struct anchor *anchor = &out->list[out->count++];
        anchor->at_ms = sqlite3_column_int64(row, 0);
        anchor->offset_ms = sqlite3_column_int64(row, 1);
        anchor->wrong_ms = sqlite3_column_int64(row, 2);
    }
    return rc;
}

/* The taps of boot ?1 later than ?2, as far as they are in the index. */
#define BOOT_TAPS                                                                                            \
    "FROM fact_dated d WHERE d.seq >= (SELECT first_seq FROM boot WHERE boot_id = ?1) AND d.boot_id = ?1 "   \
    "AND d.boottime_ms > ?2 AND d.kind = 'tap' AND d.member_id IS NOT NULL"

/* Takes the taps of a boot later than after_ms out of the index while their old time can still be found ... */
static int boot_taps_out(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES], int64_t after_ms,
                         struct error *err)
{
    return store_run(ledger, "dating a boot's taps", err,
                     "DELETE FROM tap_time WHERE (member_id, room_id, at_ms, seq) IN ("
                     "SELECT d.member_id, coalesce(d.room_id, ''), d.at_ms, d.seq " BOOT_TAPS ")",
                     "bi", boot_id, after_ms);
}

/* ... and puts them back with the new one. */
static int boot_taps_in(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES], int64_t after_ms,
                        struct error *err)
{
    return store_run(ledger, "dating a boot's taps", err,
                     "INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id, leaves) "
                     "SELECT d.member_id, coalesce(d.room_id, ''), d.at_ms, d.seq, d.trusted, d.session_id, "
                     "coalesce(d.verdict IN ('out', 'left_early'), 0) " BOOT_TAPS,
                     "bi", boot_id, after_ms);
}

/* Writes the anchors later than after_ms anew. */
static int boot_anchors_write(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                              const struct anchors *anchors, int64_t after_ms, struct error *err)
{
    int rc = store_run(ledger, "writing a boot's time", err,
                       "DELETE FROM boot_anchor WHERE boot_id = ? AND at_ms > ?", "bi", boot_id, after_ms);
    for (int i = 0; rc == 0 && i < anchors->count; i++) {
        const struct anchor *anchor = &anchors->list[i];
        if (anchor->at_ms > after_ms)
            rc =
                store_run(ledger, "writing a boot's time", err,
                          "INSERT INTO boot_anchor (boot_id, at_ms, offset_ms, wrong_ms) VALUES (?, ?, ?, ?)",
                          "biii", boot_id, anchor->at_ms, anchor->offset_ms, anchor->wrong_ms);
    }
    return rc;
}

static struct anchor boot_anchor_of(const struct clock_reading *reading)
{
    return (struct anchor){.at_ms = reading->boottime_ms,
                           .offset_ms = reading->utc_ms - reading->boottime_ms,
                           .wrong_ms = reading->wrong_ms > 0 ? reading->wrong_ms : 0};
}

static int boot_insert(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                       const struct clock_reading *reading, struct boot_row *out, struct error *err)
{
    int64_t last_ms, number;
    int rc = store_int(ledger, "SELECT at_ms FROM fact_dated ORDER BY seq DESC LIMIT 1", 0, &last_ms, err);
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
    rc = store_run(ledger, "recording a boot", err,
                   "INSERT INTO boot SELECT ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM fact), "
                   "(SELECT coalesce(max(revision), 0) + 1 FROM boot)",
                   "biiii", boot_id, out->number, out->offset_ms, (int64_t)out->source, out->floor_offset_ms);
    if (rc < 0 || out->source == CLOCK_SOURCE_GUESS)
        return rc;
    struct anchors anchors = {.count = 1, .list = {boot_anchor_of(reading)}};
    return boot_anchors_write(ledger, boot_id, &anchors, INT64_MIN, err);
}

/* What a reading changes in what is known of a boot. */
struct boot_change {
    enum clock_source source;
    int64_t offset_ms;
    int64_t after_ms; /* instants up to here keep their time */
    struct anchors anchors;
};

/* Weighs a reading against what row and anchors hold. Returns 1 with *out when it tells something new, 0, or an error. */
static int boot_weigh(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                      const struct boot_row *row, const struct clock_reading *reading,
                      struct boot_change *out, struct error *err)
{
    struct anchor anchor = boot_anchor_of(reading);
    out->source = boot_reading_source(reading);
    out->offset_ms = anchor.offset_ms;
    out->after_ms = INT64_MIN;
    out->anchors.count = 0;
    if (out->source < row->source)
        return 0;
    if (out->source == CLOCK_SOURCE_GUESS) {
        out->offset_ms = max_ms(out->offset_ms, row->floor_offset_ms);
        return llabs(out->offset_ms - row->offset_ms) > BOOT_GUESS_MOVE_MS;
    }
    if (out->source == row->source) {
        int rc = boot_anchors(ledger, boot_id, &out->anchors, err);
        if (rc < 0)
            return rc;
    }
    return anchors_add(&out->anchors, &anchor, &out->after_ms);
}

int boot_learn(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
               const struct clock_reading *reading, struct boot_row *out, struct error *err)
{
    struct boot_change change;
    int rc = boot_find(ledger, boot_id, out, err);
    if (rc <= 0)
        return rc < 0 ? rc : boot_insert(ledger, boot_id, reading, out, err);
    rc = boot_weigh(ledger, boot_id, out, reading, &change, err);
    if (rc <= 0)
        return rc;
    out->source = change.source;
    out->offset_ms = change.offset_ms;
    rc = boot_taps_out(ledger, boot_id, change.after_ms, err);
    if (rc == 0)
        rc = boot_anchors_write(ledger, boot_id, &change.anchors, change.after_ms, err);
    if (rc == 0)
        rc = store_run(ledger, "dating a boot", err,
                       "UPDATE boot SET offset_ms = ?, source = ?, "
                       "revision = (SELECT max(revision) + 1 FROM boot) WHERE boot_id = ?",
                       "iib", change.offset_ms, (int64_t)change.source, boot_id);
    return rc < 0 ? rc : boot_taps_in(ledger, boot_id, change.after_ms, err);
}

/* Whether the reading tells something that the ledger does not hold yet; spares a writer's lock each second. */
static int boot_is_news(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                        const struct clock_reading *reading, struct error *err)
{
    struct boot_row row;
    struct boot_change change;
    int rc = boot_find(ledger, boot_id, &row, err);
    if (rc <= 0)
        return rc < 0 ? rc : 1;
    return boot_weigh(ledger, boot_id, &row, reading, &change, err);
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

/* UTC of an instant of a boot whose row was found. */
static int boot_utc(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                    const struct boot_row *row, int64_t boottime_ms, int64_t *utc_ms, struct error *err)
{
    struct anchors anchors;
    int rc = boot_anchors(ledger, boot_id, &anchors, err);
    if (rc < 0)
        return rc;
    *utc_ms = boottime_ms + (anchors.count > 0 ? anchors_offset_ms(&anchors, boottime_ms) : row->offset_ms);
    return 0;
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
    *source = row.source;
    return boot_utc(ledger, id, &row, boottime_ms, utc_ms, &err);
}

int64_t ledger_time_floor(struct ledger *ledger)
{
    int64_t last_ms = 0, read_ms = 0;
    struct error err;
    /* The last boot that met a trusted clock: its last fact, and its last reading, whichever is later. */
    if (store_int(ledger,
                  "SELECT d.at_ms FROM (SELECT boot_id, first_seq, number FROM boot WHERE source > 0 "
                  "ORDER BY number DESC LIMIT 1) b JOIN fact_dated d ON d.boot_id = b.boot_id "
                  "AND d.seq = coalesce((SELECT min(n.first_seq) - 1 FROM boot n WHERE n.number > b.number), "
                  "(SELECT max(seq) FROM fact)) AND d.seq >= b.first_seq",
                  0, &last_ms, &err) < 0 ||
        store_int(ledger, "SELECT max(at_ms + offset_ms) FROM boot_anchor", 0, &read_ms, &err) < 0)
        return boot_build_utc_ms();
    return max_ms(boot_build_utc_ms(), max_ms(last_ms, read_ms));
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
    *source = rc > 0 ? row.source : now->source;
    if (rc > 0)
        return boot_utc(ledger, boot_id, &row, now->boottime_ms, utc_ms, err);
    *utc_ms = now->utc_ms;
    return 0;
}
