#include "ledger/fact.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/append.h"

/* The longest canonical bytes that need no memory of their own. */
#define FACT_BYTES_USUAL 2048

struct fact_writer {
    uint8_t *bytes; /* NULL while only counting */
    size_t used;
};

static void fact_put(struct fact_writer *writer, const void *bytes, size_t length)
{
    if (writer->bytes)
        memcpy(writer->bytes + writer->used, bytes, length);
    writer->used += length;
}

static void fact_put_field(struct fact_writer *writer, const void *bytes, size_t length)
{
    if (!bytes) {
        fact_put(writer, "", 1);
        return;
    }
    uint8_t head[5] = {1, (uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8),
                       (uint8_t)length};
    fact_put(writer, head, sizeof head);
    fact_put(writer, bytes, length);
}

static void fact_put_int(struct fact_writer *writer, int64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
    fact_put_field(writer, bytes, sizeof bytes);
}

static void fact_put_text(struct fact_writer *writer, const char *text)
{
    fact_put_field(writer, text, text ? strlen(text) : 0);
}

static size_t fact_write(const struct ledger_fact *fact, uint8_t *bytes)
{
    struct fact_writer writer = {.bytes = bytes};
    fact_put_int(&writer, fact->seq);
    fact_put_text(&writer, fact->kind);
    fact_put_field(&writer, fact->boot_id, sizeof fact->boot_id);
    fact_put_int(&writer, fact->boottime_ms);
    fact_put_text(&writer, fact->room_id);
    fact_put_text(&writer, fact->session_id);
    fact_put_text(&writer, fact->member_id);
    fact_put_field(&writer, fact->card_key, DIGEST_BYTES);
    fact_put_text(&writer, fact->verdict);
    fact_put_text(&writer, fact->status);
    fact_put_text(&writer, fact->reason);
    fact_put_text(&writer, fact->actor_id);
    fact_put_text(&writer, fact->detail);
    return writer.used;
}

int fact_seal(struct ledger_fact *fact, const uint8_t previous[DIGEST_BYTES])
{
    uint8_t usual[FACT_BYTES_USUAL];
    uint8_t *bytes = usual;
    size_t length = fact_write(fact, NULL);
    if (length > sizeof usual) {
        bytes = malloc(length);
        if (!bytes)
            return ERROR_MEMORY;
    }
    fact_write(fact, bytes);
    digest_sha256(previous, DIGEST_BYTES, bytes, length, fact->chain);
    if (bytes != usual)
        free(bytes);
    return 0;
}

void fact_chain_origin(const uint8_t ledger_id[16], uint8_t out[DIGEST_BYTES])
{
    digest_sha256(ledger_id, 16, NULL, 0, out);
}

/* A column's text or NULL, as the canonical bytes tell them apart. */
static const char *fact_text(sqlite3_stmt *row, int column)
{
    return (const char *)sqlite3_column_text(row, column);
}

int fact_from_row(sqlite3_stmt *row, struct ledger_fact *out)
{
    memset(out, 0, sizeof *out);
    if (sqlite3_column_bytes(row, 2) != STORE_UUID_BYTES || sqlite3_column_bytes(row, 13) != DIGEST_BYTES)
        return ERROR_CORRUPT;
    if (sqlite3_column_type(row, 7) != SQLITE_NULL && sqlite3_column_bytes(row, 7) != DIGEST_BYTES)
        return ERROR_CORRUPT;
    out->seq = sqlite3_column_int64(row, 0);
    out->kind = fact_text(row, 1);
    memcpy(out->boot_id, sqlite3_column_blob(row, 2), STORE_UUID_BYTES);
    out->boottime_ms = sqlite3_column_int64(row, 3);
    out->room_id = fact_text(row, 4);
    out->session_id = fact_text(row, 5);
    out->member_id = fact_text(row, 6);
    out->card_key = sqlite3_column_blob(row, 7);
    out->verdict = fact_text(row, 8);
    out->status = fact_text(row, 9);
    out->reason = fact_text(row, 10);
    out->actor_id = fact_text(row, 11);
    out->detail = fact_text(row, 12);
    memcpy(out->chain, sqlite3_column_blob(row, 13), DIGEST_BYTES);
    return 0;
}

int fact_last(struct ledger *ledger, int64_t *seq, uint8_t chain[DIGEST_BYTES], struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the last fact", err, &row,
                         "SELECT seq, chain FROM fact ORDER BY seq DESC LIMIT 1", "");
    if (rc < 0)
        return rc;
    if (rc == 0) {
        *seq = 0;
        fact_chain_origin(ledger->uuid, chain);
        return 0;
    }
    *seq = sqlite3_column_int64(row, 0);
    memcpy(chain, sqlite3_column_blob(row, 1), DIGEST_BYTES);
    sqlite3_reset(row);
    return 0;
}

int fact_append(struct ledger *ledger, struct ledger_fact *fact, struct error *err)
{
    uint8_t previous[DIGEST_BYTES];
    int64_t seq;
    int rc = fact_last(ledger, &seq, previous, err);
    if (rc < 0)
        return rc;
    fact->seq = seq + 1;
    if (fact_seal(fact, previous) < 0)
        return error_set(err, ERROR_MEMORY, "%s: out of memory while sealing a fact", ledger->path);
    ledger->appended_seq = fact->seq;
    return store_run(ledger, "recording", err,
                     "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "itbittthttttth",
                     fact->seq, fact->kind, fact->boot_id, fact->boottime_ms, fact->room_id, fact->session_id,
                     fact->member_id, fact->card_key, fact->verdict, fact->status, fact->reason,
                     fact->actor_id, fact->detail, fact->chain);
}

int ledger_chain_at(struct ledger *ledger, int64_t seq, uint8_t out[DIGEST_BYTES])
{
    if (seq == 0) {
        fact_chain_origin(ledger->uuid, out);
        return 0;
    }
    sqlite3_stmt *row;
    int rc = store_first(ledger, "reading the chain", NULL, &row, "SELECT chain FROM fact WHERE seq = ?", "i",
                         seq);
    if (rc <= 0)
        return rc == 0 ? ERROR_NOT_FOUND : rc;
    memcpy(out, sqlite3_column_blob(row, 0), DIGEST_BYTES);
    sqlite3_reset(row);
    return 0;
}
