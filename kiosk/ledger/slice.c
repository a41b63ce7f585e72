/* Takes a slice: each array of the document is read by SQLite's JSON functions into a temporary table,
 * checked member by member (slice_form.c), and all are moved into the file together. */
#include "ledger/slice.h"

#include <stdio.h>
#include <string.h>

#include "ledger/purge.h"
#include "ledger/slice_form.h"
#include "ledger/slice_nested.h"
#include "ledger/staff_act.h"
#include "ledger/text.h"

static int slice_row(struct ledger *ledger, sqlite3_stmt *row, sqlite3_stmt *insert,
                     struct slice_place *place, struct error *err)
{
    place->index = sqlite3_column_int64(row, 0);
    if (!sqlite3_column_int(row, 1))
        return error_set(err, ERROR_INPUT,
                         "slice: %s[%lld] is not an object; the slice before it stays in use",
                         place->array->name, (long long)place->index);
    for (int i = 0; i < SLICE_FIELDS_MAX && place->array->fields[i].name; i++) {
        place->field = &place->array->fields[i];
        int rc = slice_bind(row, 2 + 2 * i, insert, i + 1, place, err);
        if (rc < 0)
            return rc;
    }
    place->field = &place->array->fields[0];
    int rc = sqlite3_step(insert);
    sqlite3_reset(insert);
    if ((rc & 0xff) == SQLITE_CONSTRAINT)
        return slice_wrong(place, "stands there twice", err);
    return rc == SQLITE_DONE ? 0 : store_error(ledger, rc, "taking a slice", err);
}

/* The query over one array: index, is an object, then type and value of each field. The limit that limits
 * nothing keeps SQLite from writing the element out anew for each field. */
static void slice_query(const struct slice_array *array, char *sql, size_t capacity)
{
    size_t used = (size_t)snprintf(sql, capacity, "SELECT key, type = 'object'");
    for (int i = 0; i < SLICE_FIELDS_MAX && array->fields[i].name; i++)
        used += (size_t)snprintf(sql + used, capacity - used,
                                 ", json_type(item, '$.%s'), json_extract(item, '$.%s')",
                                 array->fields[i].name, array->fields[i].name);
    snprintf(sql + used, capacity - used,
             " FROM (SELECT key, type, CASE type WHEN 'object' THEN value ELSE '{}' END AS item "
             "FROM json_each(?1) LIMIT -1)");
}

static void slice_insert(const struct slice_array *array, char *sql, size_t capacity)
{
    size_t used = (size_t)snprintf(sql, capacity, "INSERT INTO temp.taken_%s VALUES (", array->name);
    for (int i = 0; i < SLICE_FIELDS_MAX && array->fields[i].name; i++)
        used += (size_t)snprintf(sql + used, capacity - used, i ? ", ?" : "?");
    snprintf(sql + used, capacity - used, ")");
}

/* Makes the temporary table of an array with the form of its table in the file, so that both refuse the same
 * rows. */
static int slice_array_prepare(struct ledger *ledger, const struct slice_array *array, struct error *err)
{
    char make[2048];
    sqlite3_stmt *row;
    int rc = store_first(ledger, "taking a slice", err, &row,
                         "SELECT sql FROM main.sqlite_schema WHERE name = ?", "t", array->table);
    if (rc <= 0)
        return rc < 0 ? rc
                      : error_set(err, ERROR_CORRUPT, "%s: has lost table %s", ledger->path, array->table);
    const char *form = strchr(store_text(row, 0), '(');
    snprintf(make, sizeof make, "DROP TABLE IF EXISTS temp.taken_%s; CREATE TEMP TABLE taken_%s %s",
             array->name, array->name, form ? form : "");
    sqlite3_reset(row);
    return store_script(ledger, make, "taking a slice", err);
}

/* Reads one array of the document into its temporary table. */
static int slice_array_take(struct ledger *ledger, const struct slice_array *array, const char *json,
                            struct error *err)
{
    char sql[2048], into[128];
    struct slice_place place = {.array = array};
    sqlite3_stmt *row = NULL, *insert = NULL;
    /* Optional ones stand ready: a table cannot be dropped while the document is being read. */
    int code = array->optional ? 0 : slice_array_prepare(ledger, array, err);
    if (code < 0)
        return code;
    slice_query(array, sql, sizeof sql);
    slice_insert(array, into, sizeof into);
    int rc = sqlite3_prepare_v2(ledger->db, sql, -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(ledger->db, into, -1, &insert, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(row, 1, json, -1, SQLITE_STATIC);
    while (rc == SQLITE_OK && code == 0) {
        int step = sqlite3_step(row);
        if (step == SQLITE_DONE)
            break;
        if (step == SQLITE_ROW)
            code = slice_row(ledger, row, insert, &place, err);
        else
            rc = step;
    }
    if (rc != SQLITE_OK)
        code = store_error(ledger, rc, "taking a slice", err);
    sqlite3_finalize(row);
    sqlite3_finalize(insert);
    return code;
}

static int slice_version_take(sqlite3_stmt *row, char version[LEDGER_ID_MAX + 1])
{
    int length = sqlite3_column_bytes(row, 2);
    if (strcmp(store_text(row, 1), "text") != 0 || length == 0 || length > LEDGER_ID_MAX)
        return ERROR_INPUT;
    text_clean(version, LEDGER_ID_MAX + 1, store_text(row, 2));
    return 0;
}

/* Reads one member of the document: the version, an array, or something newer that is passed over. */
static int slice_member_take(struct ledger *ledger, sqlite3_stmt *row, char version[LEDGER_ID_MAX + 1],
                             bool found[SLICE_ARRAYS], struct error *err)
{
    const char *name = store_text(row, 0);
    if (!strcmp(name, "version") && slice_version_take(row, version) < 0)
        return error_set(err, ERROR_INPUT,
                         "slice: version must be a text of 1 to 64 bytes; the slice before it stays in use");
    for (size_t i = 0; i < SLICE_ARRAYS; i++) {
        if (!slice_arrays[i].fields[0].name || strcmp(name, slice_arrays[i].name) != 0 || found[i] ||
            strcmp(store_text(row, 1), "array") != 0)
            continue;
        found[i] = true;
        int rc = slice_array_take(ledger, &slice_arrays[i], store_text(row, 2), err);
        if (rc == 0 && !strcmp(name, "sessions"))
            rc = slice_rooms_take(ledger, store_text(row, 2), err);
        if (rc == 0 && !strcmp(name, "past"))
            rc = slice_past_take(ledger, store_text(row, 2), err);
        return rc;
    }
    return 0;
}

/* Reads the document into the temporary tables. Its members come out of one reading, each as a text of its
 * own: asking the whole document for each of them would parse it each time. */
static int slice_read(struct ledger *ledger, const char *json, size_t length, char version[LEDGER_ID_MAX + 1],
                      struct error *err)
{
    bool found[SLICE_ARRAYS] = {false};
    sqlite3_stmt *row = NULL;
    int code = 0;
    version[0] = '\0';
    for (size_t i = 0; i < SLICE_ARRAYS; i++) {
        code = slice_arrays[i].optional ? slice_array_prepare(ledger, &slice_arrays[i], err) : 0;
        if (code < 0)
            return code;
    }
    int rc = sqlite3_prepare_v2(ledger->db, "SELECT key, type, value FROM json_each(?1)", -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(row, 1, json, (int)length, SQLITE_STATIC);
    bool object = false;
    while (rc == SQLITE_OK && code == 0) {
        int step = sqlite3_step(row);
        if (step == SQLITE_DONE)
            break;
        /* Members of an object have a text as key, elements of an array a number; what is no JSON is an
         * error. */
        object = step == SQLITE_ROW && sqlite3_column_type(row, 0) == SQLITE_TEXT;
        if (step == SQLITE_ERROR || (step == SQLITE_ROW && !object))
            break;
        if (step == SQLITE_ROW)
            code = slice_member_take(ledger, row, version, found, err);
        else
            rc = step;
    }
    if (rc != SQLITE_OK)
        code = store_error(ledger, rc, "taking a slice", err);
    sqlite3_finalize(row);
    if (code < 0)
        return code;
    if (!object)
        return error_set(err, ERROR_INPUT, "slice: not a JSON object; the slice before it stays in use");
    if (!version[0])
        return error_set(err, ERROR_INPUT,
                         "slice: version must be a text of 1 to 64 bytes; the slice before it stays in use");
    for (size_t i = 0; i < SLICE_ARRAYS; i++) {
        if (!found[i] && !slice_arrays[i].optional)
            return error_set(err, ERROR_INPUT, "slice: %s must be an array; the slice before it stays in use",
                             slice_arrays[i].name);
    }
    return 0;
}

/* What no single row shows: a session of no class would vanish from the door without a word. */
static int slice_consistent(struct ledger *ledger, struct error *err)
{
    sqlite3_stmt *row;
    int rc = store_first(
        ledger, "checking a slice", err, &row,
        "SELECT session_id, class_id IN (SELECT class_id FROM temp.taken_classes) FROM temp.taken_sessions "
        "WHERE class_id NOT IN (SELECT class_id FROM temp.taken_classes) OR ends_ms <= starts_ms LIMIT 1",
        "");
    if (rc <= 0)
        return rc;
    rc = error_set(
        err, ERROR_INPUT, "slice: session %s %s; the slice before it stays in use", store_text(row, 0),
        sqlite3_column_int(row, 1) ? "ends before it starts" : "is of a class that is not among the classes");
    sqlite3_reset(row);
    return rc;
}

/* Moves the temporary tables into the file. Only this part holds the writer's lock that a tap may wait for.
 */
static int slice_put(struct ledger *ledger, const char *version, struct error *err)
{
    int rc = purge_overwrite(ledger, true, err);
    if (rc == 0)
        rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < SLICE_ARRAYS; i++) {
        char move[160];
        snprintf(move, sizeof move, "DELETE FROM main.%s; INSERT INTO main.%s SELECT * FROM temp.taken_%s",
                 slice_arrays[i].table, slice_arrays[i].table, slice_arrays[i].name);
        rc = store_script(ledger, move, "taking a slice", err);
    }
    if (rc == 0)
        rc = staff_slice_came(ledger, err);
    if (rc == 0)
        rc = store_run(ledger, "taking a slice", err,
                       "INSERT OR REPLACE INTO state VALUES ('slice_version', ?)", "t", version);
    if (rc == 0)
        rc = store_run(ledger, "taking a slice", err,
                       "UPDATE state SET value = value + 1 WHERE name = 'roll_epoch'", "");
    if (rc == 0)
        rc = purge_note(ledger, err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    return store_commit(ledger, err);
}

static void slice_clear(struct ledger *ledger)
{
    for (size_t i = 0; i < SLICE_ARRAYS; i++) {
        char drop[96];
        snprintf(drop, sizeof drop, "DROP TABLE IF EXISTS temp.taken_%s", slice_arrays[i].name);
        store_script(ledger, drop, "clearing up", NULL);
    }
}

int ledger_slice_replace(struct ledger *ledger, const char *json, size_t length, struct error *err)
{
    char version[LEDGER_ID_MAX + 1];
    if (length > SLICE_BYTES_MAX)
        return error_set(err, ERROR_INPUT, "slice: %zu bytes, more than %d; the slice before it stays in use",
                         length, SLICE_BYTES_MAX);
    size_t invalid = text_invalid_at(json, length);
    if (invalid != length)
        return error_set(err, ERROR_INPUT, "slice: byte %zu is not UTF-8; the slice before it stays in use",
                         invalid);
    int rc = store_begin_read(ledger, err);
    if (rc < 0)
        return rc;
    rc = slice_read(ledger, json, length, version, err);
    if (rc == 0)
        rc = slice_consistent(ledger, err);
    if (rc == 0)
        rc = store_commit(ledger, err);
    else
        store_rollback(ledger);
    if (rc == 0)
        rc = slice_put(ledger, version, err);
    purge_overwrite(ledger, false, NULL);
    slice_clear(ledger);
    sqlite3_db_release_memory(ledger->db);
    if (rc == 0)
        purge_run(ledger);
    return rc;
}

int ledger_slice_version(struct ledger *ledger, char *version, size_t capacity)
{
    sqlite3_stmt *row;
    version[0] = '\0';
    int rc = store_first(ledger, "reading the slice's version", NULL, &row,
                         "SELECT value FROM state WHERE name = 'slice_version'", "");
    if (rc <= 0)
        return rc;
    text_clean(version, capacity, store_text(row, 0));
    sqlite3_reset(row);
    return 0;
}
