/* From what libpq and PostgreSQL say to a code and a text that names the place, the file and the mend. No
 * secret in any text: libpq's own texts hold none once a conninfo has been parsed, and of the server's only
 * the first line is used. */
#ifndef CLIENT_PROBLEM_H
#define CLIENT_PROBLEM_H

#include <stdint.h>

#include "base/error.h"

/* Whom we talked to and with which files. Texts may be NULL; nothing is owned. */
struct problem_place {
    const char *name;                          /* "host:port" */
    const char *user;                          /* the role, which is the certificate's CN */
    const char *certificate, *key, *authority; /* sslcert, sslkey, sslrootcert of the conninfo */
    int64_t verified_utc_ms; /* the instant by which certificates were judged; 0 = the clock's */
};

/* What made connecting fail: text is PQerrorMessage with verbose errors. Fills *err, returns its code:
 * ERROR_DENIED (TLS, files, role), ERROR_CONFIG (no such database), ERROR_OFFLINE, ERROR_BUSY. */
int problem_connect(const struct problem_place *place, const char *text, struct error *err);

/* What made a statement fail: its SQLSTATE (NULL = the connection was lost) and first message. Fills *err,
 * returns its code: those above, ERROR_VERSION (schema), ERROR_INPUT (the centre cannot read what was sent),
 * ERROR_PROTOCOL. */
int problem_statement(const struct problem_place *place, const char *sqlstate, const char *message,
                      struct error *err);

/* A conninfo that libpq cannot parse. Quotes nothing of it, for any piece may be the password. */
int problem_conninfo(const char *text, struct error *err);

#endif
