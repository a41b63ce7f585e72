/* The office's connection to the training database. The only file beside import and reports that speaks
 * libpq's result type. */
#ifndef OFFICE_DB_H
#define OFFICE_DB_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/error.h"

#define DB_PARAMS_MAX 24

/* Connects with a libpq conninfo ("" = libpq's defaults and environment). *out is closed with PQfinish.
 * Returns 0, ERROR_OFFLINE or ERROR_DENIED. */
int db_connect(const char *conninfo, PGconn **out, struct error *err);

/* Runs a text of one or more commands without parameters or result. */
int db_run(PGconn *conn, const char *sql, struct error *err);

/* Runs one command with text parameters (NULL = SQL NULL); *out is freed with PQclear, may be NULL if the
 * result is not wanted. Returns 0, or ERROR_DENIED, ERROR_OFFLINE, ERROR_VERSION (schema missing or of
 * another form), ERROR_CONFLICT, ERROR_BROKEN with the server's message. */
int db_query(PGconn *conn, PGresult **out, struct error *err, const char *sql, int count,
             const char *const *params);

/* A single text value; NULL parameters end the list. *value is "" for NULL, found is false when there is no
 * row. */
int db_value(PGconn *conn, const char *sql, const char *param, char *value, size_t capacity, bool *found,
             struct error *err);

/* Runs a format of pg_catalog.format over identifiers and literals: commands that take no parameters, such as
 * CREATE ROLE. %1$I is param. */
int db_run_format(PGconn *conn, const char *format, const char *param, struct error *err);

/* Refuses a database whose schema is missing or older than this program. */
int db_check_schema(PGconn *conn, struct error *err);

#endif
