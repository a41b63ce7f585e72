/* Taps at other doors, as the centre tells them: taken whole, or not at all. */
#include <stdio.h>
#include <string.h>

#include "ledger/slice.h"
#include "ledger/slice_form.h"
#include "ledger/text.h"

enum arrival_column { ARRIVAL_INDEX, ARRIVAL_TYPE, ARRIVAL_FIRST };

static const struct {
    const char *name, *type; /* JSON types that fit, between spaces */
} arrival_fields[] = {{"member_id", " text "},
                      {"room_id", " text "},
                      {"session_id", " text null  "},
                      {"at_utc_ms", " integer "},
                      {"trusted", " true false integer "},
                      {"leaves", " true false integer "}};

#define ARRIVAL_FIELDS ((int)(sizeof arrival_fields / sizeof arrival_fields[0]))

static int arrival_wrong(sqlite3_stmt *row, int field, const char *what, struct error *err)
{
    return error_set(err, ERROR_INPUT, "arrivals[%lld]%s%s %s; the arrivals before stay in use",
                     (long long)sqlite3_column_int64(row, ARRIVAL_INDEX), field < 0 ? "" : ".",
                     field < 0 ? "" : arrival_fields[field].name, what);
}

static int arrival_check(sqlite3_stmt *row, struct error *err)
{
    if (strcmp(store_text(row, ARRIVAL_TYPE), "object") != 0)
        return arrival_wrong(row, -1, "is not an object", err);
    for (int i = 0; i < ARRIVAL_FIELDS; i++) {
        int column = ARRIVAL_FIRST + 2 * i;
        char type[24];
        const char *json = store_text(row, column), *text = store_text(row, column + 1);
        snprintf(type, sizeof type, " %.16s ", json);
        if (!strstr(arrival_fields[i].type, type))
            return arrival_wrong(row, i, json[0] ? "has the wrong type" : "is missing", err);
        size_t length = (size_t)sqlite3_column_bytes(row, column + 1);
        if (!strcmp(json, "text") && (length == 0 || length > LEDGER_ID_MAX || strlen(text) != length ||
                                      text_invalid_at(text, length) != length))
            return arrival_wrong(row, i, "must be an id of 1 to 64 bytes", err);
        int64_t value = sqlite3_column_int64(row, column + 1);
        if (!strcmp(json, "integer") && (value < 0 || value > (i == 3 ? SLICE_TIME_MAX : 1)))
            return arrival_wrong(row, i, i == 3 ? "is no time" : "must be 0 or 1", err);
    }
    return 0;
}

/* Checks the document's outside. What is no JSON gives an error of SQLite's. */
static int arrival_document(struct ledger *ledger, const char *json, struct error *err)
{
    sqlite3_stmt *row = NULL;
    int code =
        error_set(err, ERROR_INPUT,
                  "arrivals: not a JSON object with an array arrivals; the arrivals before stay in use");
    int rc = sqlite3_prepare_v2(ledger->db,
                                "SELECT json_type(?1, '$.arrivals') WHERE json_valid(?1) "
                                "AND json_type(?1) = 'object'",
                                -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(row, 1, json, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(row);
    if (rc == SQLITE_ROW && !strcmp(store_text(row, 0), "array")) {
        code = 0;
        if (err)
            memset(err, 0, sizeof *err);
    } else if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        code = store_error(ledger, rc, "taking arrivals", err);
    sqlite3_finalize(row);
    return code;
}

static int arrival_rows(struct ledger *ledger, const char *json, struct error *err)
{
    static const char query[] =
        "SELECT key, type, json_type(item, '$.member_id'), json_extract(item, '$.member_id'), "
        "json_type(item, '$.room_id'), json_extract(item, '$.room_id'), "
        "json_type(item, '$.session_id'), json_extract(item, '$.session_id'), "
        "json_type(item, '$.at_utc_ms'), json_extract(item, '$.at_utc_ms'), "
        "json_type(item, '$.trusted'), json_extract(item, '$.trusted'), "
        "json_type(item, '$.leaves'), json_extract(item, '$.leaves') "
        "FROM (SELECT key, type, CASE type WHEN 'object' THEN value ELSE '{}' END AS item "
        "FROM json_each(?1, '$.arrivals') LIMIT -1)";
    sqlite3_stmt *row = NULL, *insert = NULL;
    int code = 0, rc = sqlite3_prepare_v2(ledger->db, query, -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(ledger->db, "INSERT INTO arrival VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &insert,
                                NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(row, 1, json, -1, SQLITE_STATIC);
    while (rc == SQLITE_OK && code == 0) {
        int step = sqlite3_step(row);
        if (step != SQLITE_ROW) {
            rc = step == SQLITE_DONE ? SQLITE_OK : step;
            break;
        }
        code = arrival_check(row, err);
        if (code < 0)
            break;
        sqlite3_bind_int64(insert, 1, sqlite3_column_int64(row, ARRIVAL_INDEX) + 1);
        for (int i = 0; i < ARRIVAL_FIELDS; i++)
            sqlite3_bind_value(insert, 2 + i, sqlite3_column_value(row, ARRIVAL_FIRST + 2 * i + 1));
        int put = sqlite3_step(insert);
        sqlite3_reset(insert);
        rc = put == SQLITE_DONE ? SQLITE_OK : put;
    }
    if (rc != SQLITE_OK)
        code = store_error(ledger, rc, "taking arrivals", err);
    sqlite3_finalize(row);
    sqlite3_finalize(insert);
    return code;
}

int ledger_arrivals_replace(struct ledger *ledger, const char *cursor, const char *json, size_t length,
                            struct error *err)
{
    if (length > SLICE_BYTES_MAX)
        return error_set(err, ERROR_INPUT,
                         "arrivals: %zu bytes, more than %d; the arrivals before stay in use", length,
                         SLICE_BYTES_MAX);
    if (strlen(cursor) > LEDGER_CURSOR_MAX)
        return error_set(err, ERROR_INPUT,
                         "arrivals: the cursor is longer than %d bytes; the arrivals before stay in use",
                         LEDGER_CURSOR_MAX);
    size_t invalid = text_invalid_at(json, length);
    if (invalid != length || strnlen(json, length) != length)
        return error_set(err, ERROR_INPUT,
                         "arrivals: byte %zu is not UTF-8 or is NUL; the arrivals before stay in use",
                         invalid != length ? invalid : strnlen(json, length));
    char *text = sqlite3_mprintf("%.*s", (int)length, json);
    if (!text)
        return error_set(err, ERROR_MEMORY, "out of memory while taking arrivals");
    int rc = arrival_document(ledger, text, err);
    if (rc == 0)
        rc = store_begin(ledger, err);
    if (rc < 0) {
        sqlite3_free(text);
        return rc;
    }
    rc = store_script(ledger, "DELETE FROM arrival", "taking arrivals", err);
    if (rc == 0)
        rc = arrival_rows(ledger, text, err);
    if (rc == 0)
        rc = store_run(ledger, "taking arrivals", err,
                       "INSERT OR REPLACE INTO state VALUES ('arrivals_cursor', ?)", "t", cursor);
    if (rc == 0)
        rc = store_run(ledger, "taking arrivals", err,
                       "UPDATE state SET value = value + 1 WHERE name = 'roll_epoch'", "");
    sqlite3_free(text);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    return store_commit(ledger, err);
}

int ledger_arrivals_cursor(struct ledger *ledger, char *cursor, size_t capacity)
{
    sqlite3_stmt *row;
    cursor[0] = '\0';
    int rc = store_first(ledger, "reading the arrivals' cursor", NULL, &row,
                         "SELECT value FROM state WHERE name = 'arrivals_cursor'", "");
    if (rc <= 0)
        return rc;
    text_clean(cursor, capacity, store_text(row, 0));
    sqlite3_reset(row);
    return 0;
}
