/* The three functions of the centre: parameters out, answers checked before anything is believed. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "client/array.h"
#include "client/handle.h"
#include "ledger/slice.h"

/* Parameters of kiosk_push in their order (sync/central/protocol.md). */
enum calls_push {
    PUSH_LEDGER_ID,
    PUSH_HARDWARE_ID,
    PUSH_BASE_SEQ,
    PUSH_PREV_CHAIN,
    PUSH_END_CHAIN,
    PUSH_BOOTS,
    PUSH_BOOT_ID = PUSH_BOOTS,
    PUSH_BOOT_NUMBER,
    PUSH_BOOT_OFFSET,
    PUSH_BOOT_SOURCE,
    PUSH_BOOT_AT,
    PUSH_FACTS,
    PUSH_KIND = PUSH_FACTS,
    PUSH_FACT_BOOT_ID,
    PUSH_BOOTTIME,
    PUSH_ROOM_ID,
    PUSH_SESSION_ID,
    PUSH_MEMBER_ID,
    PUSH_CARD_KEY,
    PUSH_VERDICT,
    PUSH_STATUS,
    PUSH_REASON,
    PUSH_ACTOR_ID,
    PUSH_DETAIL,
    PUSH_CHAIN,
    PUSH_HEALTH,
    PUSH_COUNT
};

#define CALLS_OID_JSONB 3802

static const char calls_push_sql[] =
    "SELECT status, hi, chain_at_hi, server_time_ms, slice_version FROM training.kiosk_push("
    "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24)";

static const unsigned calls_push_types[PUSH_COUNT] = {
    ARRAY_OID_UUID,  ARRAY_OID_TEXT,  ARRAY_OID_INT8,  ARRAY_OID_BYTEA, ARRAY_OID_BYTEA,  ARRAY_OID_UUIDS,
    ARRAY_OID_INT8S, ARRAY_OID_INT8S, ARRAY_OID_INT2S, ARRAY_OID_INT8S, ARRAY_OID_TEXTS,  ARRAY_OID_UUIDS,
    ARRAY_OID_INT8S, ARRAY_OID_TEXTS, ARRAY_OID_TEXTS, ARRAY_OID_TEXTS, ARRAY_OID_BYTEAS, ARRAY_OID_TEXTS,
    ARRAY_OID_TEXTS, ARRAY_OID_TEXTS, ARRAY_OID_TEXTS, ARRAY_OID_TEXTS, ARRAY_OID_BYTEAS, CALLS_OID_JSONB};

/* The element type of each array parameter. */
static uint32_t calls_element(enum calls_push which)
{
    switch (which) {
    case PUSH_BOOT_ID:
    case PUSH_FACT_BOOT_ID:
        return ARRAY_OID_UUID;
    case PUSH_BOOT_NUMBER:
    case PUSH_BOOT_OFFSET:
    case PUSH_BOOT_AT:
    case PUSH_BOOTTIME:
        return ARRAY_OID_INT8;
    case PUSH_BOOT_SOURCE:
        return ARRAY_OID_INT2;
    case PUSH_CARD_KEY:
    case PUSH_CHAIN:
        return ARRAY_OID_BYTEA;
    default:
        return ARRAY_OID_TEXT;
    }
}

static void calls_add_boot(struct array *arrays, const struct ledger_boot *boot)
{
    array_add_bytes(&arrays[PUSH_BOOT_ID], boot->boot_id, sizeof boot->boot_id);
    array_add_int8(&arrays[PUSH_BOOT_NUMBER], boot->number);
    array_add_int8(&arrays[PUSH_BOOT_OFFSET], boot->offset_ms);
    array_add_int2(&arrays[PUSH_BOOT_SOURCE], (int16_t)boot->source);
    array_add_int8(&arrays[PUSH_BOOT_AT], boot->at_ms);
}

static void calls_add_fact(struct array *arrays, const struct ledger_fact *fact)
{
    array_add_text(&arrays[PUSH_KIND], fact->kind);
    array_add_bytes(&arrays[PUSH_FACT_BOOT_ID], fact->boot_id, sizeof fact->boot_id);
    array_add_int8(&arrays[PUSH_BOOTTIME], fact->boottime_ms);
    array_add_text(&arrays[PUSH_ROOM_ID], fact->room_id);
    array_add_text(&arrays[PUSH_SESSION_ID], fact->session_id);
    array_add_text(&arrays[PUSH_MEMBER_ID], fact->member_id);
    array_add_bytes(&arrays[PUSH_CARD_KEY], fact->card_key, DIGEST_BYTES);
    array_add_text(&arrays[PUSH_VERDICT], fact->verdict);
    array_add_text(&arrays[PUSH_STATUS], fact->status);
    array_add_text(&arrays[PUSH_REASON], fact->reason);
    array_add_text(&arrays[PUSH_ACTOR_ID], fact->actor_id);
    array_add_text(&arrays[PUSH_DETAIL], fact->detail);
    array_add_bytes(&arrays[PUSH_CHAIN], fact->chain, sizeof fact->chain);
}

/* Reads a UUID's text into 16 bytes. Returns 0 or -1. */
static int calls_uuid(const char *text, uint8_t out[16])
{
    char digits[33];
    size_t used = 0;
    for (; *text; text++) {
        if (*text == '-')
            continue;
        if (used == 32)
            return -1;
        digits[used++] = *text;
    }
    digits[used] = '\0';
    return hex_decode(digits, out, 16) == 16 ? 0 : -1;
}

/* A column of the answer as bytes, or NULL when it is null or not of the length (0 = any). */
static const uint8_t *calls_column(const PGresult *result, int column, int length)
{
    if (PQgetisnull(result, 0, column) || (length && PQgetlength(result, 0, column) != length))
        return NULL;
    return (const uint8_t *)PQgetvalue(result, 0, column);
}

static int calls_status(const PGresult *result, enum central_status *out)
{
    static const char *const words[] = {"ok", "dup", "gap", "fork", "revoked"};
    const char *word = (const char *)calls_column(result, 0, 0);
    for (int i = 0; word && i < (int)(sizeof words / sizeof words[0]); i++) {
        if (!strcmp(word, words[i])) {
            *out = (enum central_status)i;
            return 0;
        }
    }
    return -1;
}

/* Checks the whole answer's shape, then takes it. */
static int calls_push_answer(const struct central *central, const PGresult *result,
                             struct central_answer *out, struct error *err)
{
    static const unsigned types[] = {ARRAY_OID_TEXT, ARRAY_OID_INT8, ARRAY_OID_BYTEA, ARRAY_OID_INT8,
                                     ARRAY_OID_TEXT};
    int columns = (int)(sizeof types / sizeof types[0]);
    bool right = PQntuples(result) == 1 && PQnfields(result) == columns;
    for (int i = 0; right && i < columns; i++)
        right = PQftype(result, i) == types[i];
    if (!right)
        return error_set(err, ERROR_VERSION,
                         "%s: kiosk_push answered in a form that this program does not know; mend: run "
                         "'diemdanh-office init' of this version at the centre",
                         central->name);

    memset(out, 0, sizeof *out);
    const uint8_t *hi = calls_column(result, 1, 8), *chain = calls_column(result, 2, DIGEST_BYTES);
    const uint8_t *time = calls_column(result, 3, 8);
    const char *version = (const char *)calls_column(result, 4, 0);
    if (calls_status(result, &out->status) || (version && strlen(version) >= sizeof out->slice_version))
        goto impossible;
    if (version)
        strcpy(out->slice_version, version);
    if (time)
        out->server_time_ms = array_get_int8(time);
    if (hi)
        out->hi = array_get_int8(hi);
    if (chain)
        memcpy(out->chain_at_hi, chain, DIGEST_BYTES);
    /* A revoked kiosk is told nothing that it must know. */
    if (out->status != CENTRAL_REVOKED && (!hi || !chain || !time || out->hi < 0))
        goto impossible;
    return 0;

impossible:
    return error_set(err, ERROR_PROTOCOL,
                     "%s: kiosk_push answered something that cannot be; look at its version", central->name);
}

int central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                 const struct ledger_batch *batch, const char *health, struct central_answer *out,
                 struct error *err)
{
    uint8_t id[16], base_seq[8];
    assert(batch->fact_count <= LEDGER_BATCH_MAX);
    if (calls_uuid(ledger_id, id))
        return error_set(err, ERROR_INPUT, "the ledger's id is no UUID");
    array_put_int8(base_seq, batch->base_seq);

    struct array arrays[PUSH_COUNT];
    memset(arrays, 0, sizeof arrays);
    for (int i = PUSH_BOOTS; i < PUSH_HEALTH; i++)
        array_begin(&arrays[i], calls_element((enum calls_push)i),
                    i < PUSH_FACTS ? batch->boot_count : batch->fact_count);
    for (size_t i = 0; i < batch->boot_count; i++)
        calls_add_boot(arrays, &batch->boots[i]);
    for (size_t i = 0; i < batch->fact_count; i++)
        calls_add_fact(arrays, &batch->facts[i]);

    const char *values[PUSH_COUNT] = {(const char *)id, hardware_id, (const char *)base_seq,
                                      (const char *)batch->prev_chain, (const char *)batch->end_chain};
    int lengths[PUSH_COUNT] = {sizeof id, 0, sizeof base_seq, DIGEST_BYTES, DIGEST_BYTES};
    int formats[PUSH_COUNT] = {1, 0, 1, 1, 1}, code = 0;
    for (int i = PUSH_BOOTS; i < PUSH_HEALTH; i++) {
        values[i] = (const char *)arrays[i].bytes;
        lengths[i] = (int)arrays[i].used;
        formats[i] = 1;
        if (arrays[i].failed)
            code = ERROR_MEMORY;
    }
    values[PUSH_HEALTH] = health;
    struct handle_statement statement = {.sql = calls_push_sql,
                                         .count = PUSH_COUNT,
                                         .types = calls_push_types,
                                         .values = values,
                                         .lengths = lengths,
                                         .formats = formats};
    PGresult *result = NULL;
    int64_t round_trip_ms = 0;
    if (code)
        error_set(err, code, "out of memory for a batch of %zu facts", batch->fact_count);
    else
        code = handle_run(central, &statement, &result, &round_trip_ms, err);
    for (int i = 0; i < PUSH_COUNT; i++)
        array_free(&arrays[i]);
    if (code)
        return code;
    code = calls_push_answer(central, result, out, err);
    out->round_trip_ms = round_trip_ms;
    PQclear(result);
    return code;
}

/* Copies a long text of an answer's first row. what names the function. Returns 0, ERROR_PROTOCOL or ERROR_MEMORY. */
static int calls_long_text(const struct central *central, const PGresult *result, int column,
                           const char *what, char **json, size_t *length, struct error *err)
{
    int bytes = PQgetlength(result, 0, column);
    if (bytes > SLICE_BYTES_MAX)
        return error_set(err, ERROR_PROTOCOL, "%s: %s gave %d bytes, more than %d; is the room's site right?",
                         central->name, what, bytes, SLICE_BYTES_MAX);
    char *copy = malloc((size_t)bytes + 1);
    if (!copy)
        return error_set(err, ERROR_MEMORY, "out of memory for the %d bytes of %s", bytes, what);
    memcpy(copy, PQgetvalue(result, 0, column), (size_t)bytes + 1); /* libpq adds the NUL */
    *json = copy;
    *length = (size_t)bytes;
    return 0;
}

/* Runs a function of one text; its answer has so many columns of text. */
static int calls_text(struct central *central, const char *sql, const char *what, const char *argument,
                      int columns, PGresult **result, struct error *err)
{
    static const unsigned types[] = {ARRAY_OID_TEXT};
    const char *values[] = {argument};
    const int formats[] = {0}, lengths[] = {0};
    struct handle_statement statement = {.sql = sql,
                                         .count = 1,
                                         .types = types,
                                         .values = values,
                                         .lengths = lengths,
                                         .formats = formats,
                                         .patient = true};
    int64_t round_trip_ms;
    int code = handle_run(central, &statement, result, &round_trip_ms, err);
    if (code)
        return code;
    bool right = PQntuples(*result) <= 1 && PQnfields(*result) == columns;
    for (int i = 0; right && i < columns; i++)
        right = PQftype(*result, i) == ARRAY_OID_TEXT;
    if (right)
        return 0;
    PQclear(*result);
    return error_set(err, ERROR_VERSION,
                     "%s: %s answered in a form that this program does not know; mend: run "
                     "'diemdanh-office init' of this version at the centre",
                     central->name, what);
}

int central_slice(struct central *central, const char *version, char **json, size_t *length,
                  struct error *err)
{
    PGresult *result = NULL;
    *json = NULL;
    *length = 0;
    int code =
        calls_text(central, "SELECT training.kiosk_slice($1)", "kiosk_slice", version, 1, &result, err);
    if (code)
        return code;
    if (PQntuples(result) == 1 && !PQgetisnull(result, 0, 0))
        code = calls_long_text(central, result, 0, "kiosk_slice", json, length, err);
    PQclear(result);
    return code;
}

int central_arrivals(struct central *central, const char *cursor, char **json, size_t *length,
                     char *new_cursor, size_t capacity, struct error *err)
{
    PGresult *result = NULL;
    *json = NULL;
    *length = 0;
    int code = calls_text(central, "SELECT \"cursor\", body FROM training.kiosk_arrivals($1)",
                          "kiosk_arrivals", cursor, 2, &result, err);
    if (code)
        return code;
    if (PQntuples(result) == 1 && !PQgetisnull(result, 0, 0) && !PQgetisnull(result, 0, 1)) {
        if ((size_t)PQgetlength(result, 0, 0) >= capacity)
            code =
                error_set(err, ERROR_PROTOCOL, "%s: kiosk_arrivals gave a cursor of %d bytes, more than %zu",
                          central->name, PQgetlength(result, 0, 0), capacity - 1);
        else
            code = calls_long_text(central, result, 1, "kiosk_arrivals", json, length, err);
        if (!code)
            strcpy(new_cursor, PQgetvalue(result, 0, 0));
    }
    PQclear(result);
    return code;
}

void central_text_free(char *json, size_t length)
{
    if (json)
        explicit_bzero(json, length);
    free(json);
}
