/* What goes up to the centre, and what came back. */
#include <stdlib.h>
#include <string.h>

#include "ledger/append.h"
#include "ledger/boot.h"
#include "ledger/schema.h"
#include "ledger/text.h"

/* How old last_ok may grow before it alone is worth a write. */
#define OUTBOX_OK_AGE_MS 20000

struct outbox_batch {
    struct ledger_batch batch; /* first: the caller's pointer is this one's */
    char **texts;              /* one block a fact, holding all that it points to */
};

static const char *outbox_keep(char **place, const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    char *kept = memcpy(*place, text, size);
    *place += size;
    return kept;
}

/* Copies a fact with all that it points to into out; *block is freed with free(). */
static int outbox_copy(const struct ledger_fact *fact, struct ledger_fact *out, char **block)
{
    const char *texts[] = {fact->kind,   fact->room_id, fact->session_id, fact->member_id, fact->verdict,
                           fact->status, fact->reason,  fact->actor_id,   fact->detail};
    size_t size = DIGEST_BYTES;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        size += texts[i] ? strlen(texts[i]) + 1 : 0;
    *block = malloc(size);
    if (!*block)
        return ERROR_MEMORY;
    *out = *fact;
    char *place = *block;
    if (fact->card_key) {
        out->card_key = memcpy(place, fact->card_key, DIGEST_BYTES);
        place += DIGEST_BYTES;
    }
    out->kind = outbox_keep(&place, fact->kind);
    out->room_id = outbox_keep(&place, fact->room_id);
    out->session_id = outbox_keep(&place, fact->session_id);
    out->member_id = outbox_keep(&place, fact->member_id);
    out->verdict = outbox_keep(&place, fact->verdict);
    out->status = outbox_keep(&place, fact->status);
    out->reason = outbox_keep(&place, fact->reason);
    out->actor_id = outbox_keep(&place, fact->actor_id);
    out->detail = outbox_keep(&place, fact->detail);
    return 0;
}

static int outbox_facts(struct ledger *ledger, int64_t after_seq, size_t max, struct outbox_batch *out,
                        struct error *err)
{
    sqlite3_stmt *row;
    struct ledger_batch *batch = &out->batch;
    int rc = store_first(ledger, "reading facts to send", err, &row,
                         "SELECT " FACT_COLUMNS " FROM fact WHERE seq > ? ORDER BY seq LIMIT ?", "ii",
                         after_seq, (int64_t)max);
    for (; rc > 0; rc = store_next(ledger, row, "reading facts to send", err)) {
        struct ledger_fact fact;
        size_t i = batch->fact_count;
        int copied = fact_from_row(row, &fact);
        if (copied == 0)
            copied = outbox_copy(&fact, &batch->facts[i], &out->texts[i]);
        if (copied < 0) {
            sqlite3_reset(row);
            return error_set(err, copied, "%s: fact %lld: %s", ledger->path,
                             (long long)(after_seq + 1 + (int64_t)i), error_text(copied));
        }
        batch->fact_count++;
    }
    return rc;
}

/* All boots that the centre may not have as they are now, those of the batch's facts, and the last one. */
static int outbox_boots(struct ledger *ledger, struct ledger_batch *batch, struct error *err)
{
    sqlite3_stmt *row;
    int64_t count;
    int rc = store_int(ledger, "SELECT (SELECT count(*) FROM boot) + (SELECT count(*) FROM boot_anchor)", 0,
                       &count, err);
    if (rc < 0)
        return rc;
    batch->boots = calloc((size_t)count + 1, sizeof *batch->boots);
    if (!batch->boots)
        return error_set(err, ERROR_MEMORY, "%s: out of memory", ledger->path);
    rc = store_first(
        ledger, "reading boots to send", err, &row,
        "SELECT b.boot_id, b.number, coalesce(a.offset_ms, b.offset_ms), b.source, coalesce(a.at_ms, 0) "
        "FROM boot b LEFT JOIN boot_anchor a ON a.boot_id = b.boot_id WHERE b.revision > ?1 "
        "OR b.number = (SELECT max(number) FROM boot) "
        "OR b.boot_id IN (SELECT boot_id FROM fact WHERE seq >= ?2 AND seq < ?3) "
        "ORDER BY b.number, a.at_ms",
        "iii", ledger->boots_sent, batch->base_seq, batch->base_seq + (int64_t)batch->fact_count);
    for (; rc > 0; rc = store_next(ledger, row, "reading boots to send", err)) {
        struct ledger_boot *boot = &batch->boots[batch->boot_count++];
        memcpy(boot->boot_id, sqlite3_column_blob(row, 0), STORE_UUID_BYTES);
        boot->number = sqlite3_column_int64(row, 1);
        boot->offset_ms = sqlite3_column_int64(row, 2);
        boot->source = (enum clock_source)sqlite3_column_int(row, 3);
        boot->at_ms = sqlite3_column_int64(row, 4);
    }
    if (rc == 0)
        rc = store_int(ledger, "SELECT max(revision) FROM boot", 0, &ledger->boots_offered, err);
    return rc;
}

static int outbox_read(struct ledger *ledger, int64_t after_seq, size_t max, struct outbox_batch *out,
                       struct error *err)
{
    struct ledger_batch *batch = &out->batch;
    int64_t last;
    int rc = schema_recognise(ledger, err); /* within the read: what is sent is of this version */
    if (rc == 0)
        rc = outbox_facts(ledger, after_seq, max, out, err);
    if (rc == 0)
        rc = fact_last(ledger, &last, batch->end_chain, err);
    if (rc < 0)
        return rc;
    batch->base_seq = last + 1;
    if (batch->fact_count > 0) {
        batch->base_seq = batch->facts[0].seq;
        memcpy(batch->end_chain, batch->facts[batch->fact_count - 1].chain, DIGEST_BYTES);
    }
    rc = ledger_chain_at(ledger, batch->base_seq - 1, batch->prev_chain);
    if (rc < 0)
        return error_set(err, ERROR_CORRUPT,
                         "%s: fact %lld is missing; keep a copy of the file and tell the office",
                         ledger->path, (long long)batch->base_seq - 1);
    rc = outbox_boots(ledger, batch, err);
    ledger->offered_seq = batch->base_seq - 1 + (int64_t)batch->fact_count;
    return rc;
}

int ledger_known(struct ledger *ledger, struct error *err)
{
    return schema_recognise(ledger, err);
}

int ledger_batch_read(struct ledger *ledger, int64_t after_seq, size_t max, struct ledger_batch **out,
                      struct error *err)
{
    if (after_seq < 0)
        return error_set(err, ERROR_INPUT, "a batch cannot begin after fact %lld", (long long)after_seq);
    if (max > LEDGER_BATCH_MAX)
        max = LEDGER_BATCH_MAX;
    struct outbox_batch *made = calloc(1, sizeof *made);
    if (made) {
        made->batch.facts = calloc(max + 1, sizeof *made->batch.facts);
        made->texts = calloc(max + 1, sizeof *made->texts);
    }
    int rc;
    if (!made || !made->batch.facts || !made->texts)
        rc = error_set(err, ERROR_MEMORY, "%s: out of memory", ledger->path);
    else
        rc = store_begin_read(ledger, err);
    if (rc == 0) {
        rc = outbox_read(ledger, after_seq, max, made, err);
        store_rollback(ledger);
    }
    if (rc < 0) {
        ledger_batch_free(made ? &made->batch : NULL);
        return rc;
    }
    *out = &made->batch;
    return 0;
}

void ledger_batch_free(struct ledger_batch *batch)
{
    if (!batch)
        return;
    struct outbox_batch *made = (struct outbox_batch *)(void *)batch;
    for (size_t i = 0; made->texts && i < batch->fact_count; i++) {
        if (batch->facts[i].detail) /* a guest's has a name in it */
            explicit_bzero((char *)batch->facts[i].detail, strlen(batch->facts[i].detail));
        free(made->texts[i]);
    }
    free(made->texts);
    free(batch->facts);
    free(batch->boots);
    free(made);
}

/* Reads the sync row; boot_id is all zero when there is none. */
static int outbox_state(struct ledger *ledger, struct ledger_sync_state *out,
                        uint8_t boot_id[STORE_UUID_BYTES], struct error *err)
{
    sqlite3_stmt *row;
    memset(out, 0, sizeof *out);
    memset(boot_id, 0, STORE_UUID_BYTES);
    int rc = store_first(
        ledger, "reading the state of sync", err, &row,
        "SELECT (SELECT coalesce(max(seq), 0) FROM fact), acked_seq, online, refused, last_ok_utc_ms, "
        "last_ok_boottime_ms, last_ok_boot_id FROM sync",
        "");
    if (rc <= 0)
        return rc < 0 ? rc : error_set(err, ERROR_CORRUPT, "%s: the state of sync is missing", ledger->path);
    out->last_seq = sqlite3_column_int64(row, 0);
    out->acked_seq = sqlite3_column_int64(row, 1);
    out->online = sqlite3_column_int(row, 2);
    out->refused = sqlite3_column_int(row, 3);
    out->last_ok_utc_ms = sqlite3_column_int64(row, 4);
    out->last_ok_boottime_ms = sqlite3_column_int64(row, 5);
    if (sqlite3_column_bytes(row, 6) == STORE_UUID_BYTES)
        memcpy(boot_id, sqlite3_column_blob(row, 6), STORE_UUID_BYTES);
    sqlite3_reset(row);
    return 0;
}

/* When the centre was last reached, by what is known of that boot's clock today: it is the centre that tells the time, so what
 * was written then is a guess the first time. */
static int outbox_ok_time(struct ledger *ledger, const uint8_t boot_id[STORE_UUID_BYTES],
                          struct ledger_sync_state *out, struct error *err)
{
    struct clock_reading then = {.boottime_ms = out->last_ok_boottime_ms, .utc_ms = out->last_ok_utc_ms};
    enum clock_source source;
    if (out->last_ok_boottime_ms < 0)
        return 0;
    uuid_format(boot_id, then.boot_id);
    return boot_now(ledger, &then, &out->last_ok_utc_ms, &source, err);
}

int ledger_sync_read(struct ledger *ledger, const struct clock_reading *now, struct ledger_sync_state *out,
                     struct error *err)
{
    uint8_t boot_id[STORE_UUID_BYTES], ok_boot_id[STORE_UUID_BYTES];
    int rc = boot_parse(now->boot_id, boot_id, err);
    if (rc == 0)
        rc = outbox_state(ledger, out, ok_boot_id, err);
    if (rc == 0)
        rc = outbox_ok_time(ledger, ok_boot_id, out, err);
    if (rc == 0 && memcmp(boot_id, ok_boot_id, STORE_UUID_BYTES) != 0)
        out->last_ok_boottime_ms = -1;
    return rc;
}

int ledger_sync_write(struct ledger *ledger, const struct clock_reading *now, int64_t acked_seq, bool online,
                      bool refused, struct error *err)
{
    struct ledger_sync_state state;
    uint8_t boot_id[STORE_UUID_BYTES], ok_boot_id[STORE_UUID_BYTES];
    enum clock_source source;
    int64_t utc_ms;
    if (acked_seq < 0)
        return error_set(err, ERROR_INPUT, "the centre cannot hold up to fact %lld", (long long)acked_seq);
    int rc = boot_parse(now->boot_id, boot_id, err);
    if (rc == 0)
        rc = boot_now(ledger, now, &utc_ms, &source, err);
    if (rc == 0)
        rc = outbox_state(ledger, &state, ok_boot_id, err);
    if (rc < 0)
        return rc;
    /* A centre that fell back has lost boots too: it gets all of them again. */
    if (acked_seq < state.acked_seq)
        ledger->boots_sent = 0;
    else if (online && !refused && acked_seq >= ledger->offered_seq)
        ledger->boots_sent = ledger->boots_offered;
    bool same_boot = memcmp(boot_id, ok_boot_id, STORE_UUID_BYTES) == 0;
    bool old = online && (!same_boot || now->boottime_ms - state.last_ok_boottime_ms > OUTBOX_OK_AGE_MS);
    if (acked_seq == state.acked_seq && online == state.online && refused == state.refused && !old)
        return 0;
    if (!online)
        return store_run(ledger, "writing the state of sync", err,
                         "UPDATE sync SET acked_seq = ?, online = 0, refused = ?", "ii", acked_seq,
                         (int64_t)refused);
    return store_run(ledger, "writing the state of sync", err,
                     "UPDATE sync SET acked_seq = ?, online = 1, refused = ?, last_ok_utc_ms = ?, "
                     "last_ok_boot_id = ?, last_ok_boottime_ms = ?",
                     "iiibi", acked_seq, (int64_t)refused, utc_ms, boot_id, now->boottime_ms);
}
