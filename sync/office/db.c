#include "office/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/central_sql.h"

/* libpq's messages have several lines; the first says it. */
static void db_first_line(const char *message, char *line, size_t capacity)
{
    size_t length = strcspn(message, "\n");
    if (length >= capacity)
        length = capacity - 1;
    memcpy(line, message, length);
    line[length] = '\0';
}

int db_connect(const char *conninfo, PGconn **out, struct error *err)
{
    const char *keys[] = {"connect_timeout", "dbname", "client_encoding", "fallback_application_name", NULL};
    const char *values[] = {"15", conninfo, "UTF8", "diemdanh-office", NULL};
    char line[300];
    *out = NULL;
    PGconn *conn = PQconnectdbParams(keys, values, 1);
    if (PQstatus(conn) != CONNECTION_OK) {
        db_first_line(PQerrorMessage(conn), line, sizeof line);
        int code = PQconnectionNeedsPassword(conn) ? ERROR_DENIED : ERROR_OFFLINE;
        error_set(err, code,
                  "the training database cannot be reached: %s (see -d and PGHOST, PGDATABASE ...)", line);
        PQfinish(conn);
        return code;
    }
    int code = db_run(conn, "set client_min_messages = warning", err);
    if (code) {
        PQfinish(conn);
        return code;
    }
    *out = conn;
    return 0;
}

static int db_fail(PGconn *conn, const PGresult *result, struct error *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *hint = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_HINT) : NULL;
    char line[300];
    db_first_line(primary ? primary : PQerrorMessage(conn), line, sizeof line);
    int code = ERROR_BROKEN;
    const char *mend = hint ? hint : "";
    if (!state || !strncmp(state, "08", 2) || !strncmp(state, "57", 2)) {
        code = ERROR_OFFLINE;
    } else if (!strcmp(state, "42501")) {
        code = ERROR_DENIED;
        mend = "connect with -d as a role that may do this, such as the database's administrator";
    } else if (!strcmp(state, "3F000") || !strcmp(state, "42P01") || !strcmp(state, "42883")) {
        code = ERROR_VERSION;
        mend = "run: diemdanh-office init";
    } else if (!strncmp(state, "23", 2)) {
        code = ERROR_CONFLICT;
    }
    return error_set(err, code, "the training database says: %s%s%s", line, *mend ? "; " : "", mend);
}

int db_run(PGconn *conn, const char *sql, struct error *err)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    int code = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
                   ? 0
                   : db_fail(conn, result, err);
    PQclear(result);
    return code;
}

int db_query(PGconn *conn, PGresult **out, struct error *err, const char *sql, int count,
             const char *const *params)
{
    if (out)
        *out = NULL;
    PGresult *result = PQexecParams(conn, sql, count, NULL, params, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        int code = db_fail(conn, result, err);
        PQclear(result);
        return code;
    }
    if (out)
        *out = result;
    else
        PQclear(result);
    return 0;
}

int db_value(PGconn *conn, const char *sql, const char *param, char *value, size_t capacity, bool *found,
             struct error *err)
{
    PGresult *result;
    int code = db_query(conn, &result, err, sql, param ? 1 : 0, &param);
    if (code)
        return code;
    *found = PQntuples(result) > 0;
    snprintf(value, capacity, "%s", *found ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return 0;
}

int db_run_format(PGconn *conn, const char *format, const char *param, struct error *err)
{
    char command[1024];
    bool found;
    const char *params[] = {format, param};
    PGresult *result;
    int code = db_query(conn, &result, err, "select format($1, $2::text)", 2, params);
    if (code)
        return code;
    found = PQntuples(result) == 1;
    snprintf(command, sizeof command, "%s", found ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return db_run(conn, command, err);
}

int db_check_schema(PGconn *conn, struct error *err)
{
    char text[32];
    bool found;
    int code = db_value(conn, "select to_regclass('training.schema_version')::text", NULL, text, sizeof text,
                        &found, err);
    if (code)
        return code;
    if (!text[0])
        return error_set(err, ERROR_VERSION,
                         "the database has no schema `training`; connect to the right one with -d, or run: "
                         "diemdanh-office init");
    code = db_value(conn, "select max(number) from training.schema_version where number < 100", NULL, text,
                    sizeof text, &found, err);
    if (code)
        return code;
    size_t count;
    int known = 0;
    const struct central_sql *list = central_sql_list(&count);
    for (size_t i = 0; i < count && list[i].number < CENTRAL_SQL_CODE; i++)
        known = list[i].number;
    int held = atoi(text);
    if (held > known)
        return error_set(
            err, ERROR_VERSION,
            "the training database has schema version %d, this program knows %d; use the newer program", held,
            known);
    if (held < known)
        return error_set(err, ERROR_VERSION,
                         "the training database has schema version %d, this program needs %d; run: "
                         "diemdanh-office init",
                         held, known);
    return 0;
}
