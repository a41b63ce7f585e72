/* The commands of the office's program: each is one call, one connection, one transaction. They print what
 * they did. */
#ifndef OFFICE_COMMAND_H
#define OFFICE_COMMAND_H

#include <libpq-fe.h>
#include <limits.h>
#include <stdbool.h>

#include "base/error.h"

/* What every command works with. */
struct office {
    char state[PATH_MAX]; /* folder of the keys (state.h) */
    PGconn *conn;         /* NULL for commands that need no database */
};

struct office_kiosk {
    const char *id, *room, *out;
    const char *server; /* conninfo with host, port, dbname as kiosks see them; NULL = the office's own */
    bool renew, restore;
};

/* init: makes or migrates schema and roles, one transaction, and ties the database to the state folder's
 * keys. */
int office_init(struct office *office, struct error *err);

/* import KIND FILE: all rows or none. Prints the counts; errors in the file go to stderr, one a line, and the
 * result is ERROR_INPUT with an empty text. */
int office_import(struct office *office, const char *kind, const char *path, struct error *err);

/* kiosk add: row, role, certificate, kiosk.conf. Idempotent. */
int office_kiosk_add(struct office *office, const struct office_kiosk *kiosk, struct error *err);

/* kiosk revoke: the role may not log in any more and its sessions end. Idempotent. */
int office_kiosk_revoke(struct office *office, const char *id, struct error *err);

/* server-cert: server.key and server.crt for the given host names and addresses, and ca.crt, in a folder. */
int office_server_cert(struct office *office, char *const *hosts, int count, const char *out, bool renew,
                       struct error *err);

/* roll: a session's roll from the training database on stdout, as a table or CSV. */
int office_roll(struct office *office, const char *session_id, bool csv, struct error *err);

/* Which of what was done at doors. */
struct office_acts {
    const char *session_id; /* NULL = of all */
    const char *since; /* YYYY-MM-DD, the first day in the site's own calendar; NULL = from the beginning */
    bool csv;
};

/* acts: what instructors did at doors: who, when, where, on whom, before and after, why; in the site's local time, oldest
 * first, what has no time last. ERROR_USAGE for a day that is none, ERROR_NOT_FOUND for a session that is unknown. */
int office_acts(struct office *office, const struct office_acts *wanted, struct error *err);

/* guests: those whom instructors entered at doors, likewise. */
int office_guests(struct office *office, const struct office_acts *wanted, struct error *err);

/* pin: reads a PIN (twice from a terminal without echo, once from another stdin) and stores its argon2id hash,
 * or removes it. ERROR_DENIED if the member is no instructor, ERROR_INPUT for a weak PIN, ERROR_CONFLICT for
 * one that another instructor has. */
int office_pin(struct office *office, const char *member_id, bool remove, struct error *err);

/* card block: the cards of a member, or the one whose number stands on stdin, are refused everywhere. */
int office_card_block(struct office *office, const char *member_id, struct error *err);
int office_card_block_uid(struct office *office, struct error *err);

/* health: one line a kiosk, worst first. ERROR_CORRUPT when any is in trouble. */
int office_health(struct office *office, bool csv, struct error *err);

/* verify: recomputes every chain from its beginning, of one kiosk or (NULL) of all. ERROR_CORRUPT when a row
 * does not fit or is missing. */
int office_verify(struct office *office, const char *kiosk_id, struct error *err);

/* check: recomputes chains that were not checked yet and prints the open alarms. ERROR_CORRUPT if there are
 * any. */
int office_check(struct office *office, struct error *err);

#endif
