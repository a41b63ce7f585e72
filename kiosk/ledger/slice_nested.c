#include "ledger/slice_nested.h"

#include <stdio.h>
#include <string.h>

#include "ledger/staff.h"
#include "ledger/text.h"

/* The elements of ?1 with their key; what is no object has been refused before. */
#define NESTED_ELEMENTS                                                                                      \
    "(SELECT key, CASE type WHEN 'object' THEN value ELSE '{}' END AS item FROM json_each(?1) LIMIT -1) e "

/* An array of ids in an element: its index, the element's session, the list's name, then index, JSON type and value of
 * each id. What is no array shows as one value that is no id. */
#define NESTED_LIST(name)                                                                                    \
    "SELECT e.key, json_extract(e.item, '$.session_id'), '" name "', '', i.key, i.type, i.value "            \
    "FROM " NESTED_ELEMENTS ", json_each(e.item, '$." name "') i "                                           \
    "WHERE i.key IS NOT NULL OR i.type <> 'null' "

enum nested_column {
    NESTED_INDEX,
    NESTED_SESSION,
    NESTED_LIST_NAME,
    NESTED_STATUS,
    NESTED_ID_INDEX,
    NESTED_ID_TYPE,
    NESTED_ID
};

static int nested_wrong(sqlite3_stmt *row, const char *array, const char *what, struct error *err)
{
    char at[32] = "";
    const char *status = store_text(row, NESTED_STATUS);
    if (sqlite3_column_type(row, NESTED_ID_INDEX) == SQLITE_INTEGER)
        snprintf(at, sizeof at, "[%lld]", (long long)sqlite3_column_int64(row, NESTED_ID_INDEX));
    return error_set(err, ERROR_INPUT, "slice: %s[%lld].%s%s%.32s%s %s; the slice before it stays in use",
                     array, (long long)sqlite3_column_int64(row, NESTED_INDEX),
                     store_text(row, NESTED_LIST_NAME), status[0] ? "." : "", status, at, what);
}

static int nested_check(sqlite3_stmt *row, const char *array, struct error *err)
{
    if (sqlite3_column_type(row, NESTED_ID_INDEX) != SQLITE_INTEGER)
        return nested_wrong(row, array, "must be an array", err);
    const char *id = store_text(row, NESTED_ID);
    size_t length = (size_t)sqlite3_column_bytes(row, NESTED_ID);
    if (strcmp(store_text(row, NESTED_ID_TYPE), "text") != 0 || length == 0 || length > LEDGER_ID_MAX ||
        strlen(id) != length || text_invalid_at(id, length) != length)
        return nested_wrong(row, array, "must be an id of 1 to 64 bytes", err);
    if (!strcmp(store_text(row, NESTED_LIST_NAME), "statuses") &&
        ledger_status_parse(store_text(row, NESTED_STATUS)) < 0)
        return nested_wrong(row, array, "is of no known status", err);
    return 0;
}

/* Reads a query of NESTED_LIST rows and gives session, id and status of each to the insert. */
static int nested_take(struct ledger *ledger, const char *array, const char *json, const char *sql,
                       const char *into, struct error *err)
{
    sqlite3_stmt *row = NULL, *insert = NULL;
    int code = 0, rc = sqlite3_prepare_v2(ledger->db, sql, -1, &row, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(ledger->db, into, -1, &insert, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(row, 1, json, -1, SQLITE_STATIC);
    while (rc == SQLITE_OK && code == 0) {
        int step = sqlite3_step(row);
        if (step != SQLITE_ROW) {
            rc = step == SQLITE_DONE ? SQLITE_OK : step;
            break;
        }
        code = nested_check(row, array, err);
        if (code < 0)
            break;
        sqlite3_bind_text(insert, 1, store_text(row, NESTED_SESSION), -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, store_text(row, NESTED_ID), -1, SQLITE_STATIC);
        if (sqlite3_bind_parameter_count(insert) > 2)
            sqlite3_bind_text(insert, 3, store_text(row, NESTED_STATUS), -1, SQLITE_STATIC);
        int put = sqlite3_step(insert);
        sqlite3_reset(insert);
        if ((put & 0xff) == SQLITE_CONSTRAINT)
            code = nested_wrong(row, array, "stands there twice", err);
        else if (put != SQLITE_DONE)
            rc = put;
    }
    if (rc != SQLITE_OK)
        code = store_error(ledger, rc, "taking a slice", err);
    sqlite3_finalize(row);
    sqlite3_finalize(insert);
    return code;
}

int slice_rooms_take(struct ledger *ledger, const char *sessions, struct error *err)
{
    int rc = nested_take(ledger, "sessions", sessions, NESTED_LIST("rooms"),
                         "INSERT OR IGNORE INTO temp.taken_places VALUES (?, ?, 0)", err);
    if (rc == 0)
        rc = store_script(ledger,
                          "INSERT OR IGNORE INTO temp.taken_places SELECT session_id, room_id, 0 FROM "
                          "temp.taken_sessions",
                          "taking a slice", err);
    if (rc == 0)
        rc = nested_take(ledger, "sessions", sessions, NESTED_LIST("former_rooms"),
                         "INSERT OR IGNORE INTO temp.taken_places VALUES (?, ?, 1)", err);
    return rc;
}

int slice_past_take(struct ledger *ledger, const char *past, struct error *err)
{
    /* The third parameter is the status. */
    int rc = nested_take(
        ledger, "past", past,
        "SELECT e.key, json_extract(e.item, '$.session_id'), 'statuses', s.key, i.key, i.type, i.value "
        "FROM " NESTED_ELEMENTS ", json_each(e.item, '$.statuses') s, "
        "json_each(CASE s.type WHEN 'array' THEN s.value ELSE '[0]' END) i "
        "WHERE s.key IS NOT NULL OR s.type <> 'null'",
        "INSERT INTO temp.taken_past_statuses (session_id, member_id, status) VALUES (?, ?, ?)", err);
    if (rc == 0)
        rc = nested_take(ledger, "past", past, NESTED_LIST("made_up"),
                         "INSERT INTO temp.taken_past_statuses (session_id, member_id, made_up) "
                         "VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET made_up = 1",
                         err);
    if (rc == 0)
        rc = nested_take(ledger, "past", past, NESTED_LIST("forgot"),
                         "INSERT INTO temp.taken_past_statuses (session_id, member_id, forgot) "
                         "VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET forgot = 1",
                         err);
    return rc;
}
