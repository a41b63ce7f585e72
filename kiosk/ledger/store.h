/* Inside the ledger only: one SQLite connection, its statements, transactions and errors. */
#ifndef LEDGER_STORE_H
#define LEDGER_STORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "ledger/ledger.h"

#define STORE_STATEMENTS_MAX 192
#define STORE_PATH_MAX       512
#define STORE_BUSY_MS        5000 /* how long a connection waits for another's writing */
#define STORE_UUID_BYTES     16

struct store_statement {
    const char *sql; /* the literal's address is the key */
    sqlite3_stmt *prepared;
};

/* The arrived of one session as last counted; right while no boot, slice or mark has changed it (see
 * session.c). */
struct store_count {
    char session_id[LEDGER_ID_MAX + 1];
    int64_t epoch, seq;
    int arrived, out;
};

/* A round of the chain's check through the whole ledger (chain.c). */
struct store_round {
    int64_t next, left; /* the fact to go on with (0: none yet), and how many are left */
    int64_t broken;     /* the lowest that did not fit in this round, 0 = none */
};

struct ledger {
    sqlite3 *db;
    enum ledger_role role;
    char path[STORE_PATH_MAX];
    uint8_t uuid[STORE_UUID_BYTES];
    char uuid_text[37];
    dev_t device; /* of the file that was opened */
    ino_t inode;
    int wal_frames; /* after this connection's last commit */
    struct store_count count;
    struct store_round round;
    int64_t appended_seq; /* within a transaction: of its last fact, 0 = none */
    int tail_fd;          /* PATH-tail, -1 = not open */
    bool slice_held;      /* slice_version is known */
    char slice_version[LEDGER_ID_MAX + 1];
    int64_t boots_sent;    /* revision up to which the centre has had all boots from this connection */
    int64_t boots_offered; /* revision of the last batch, sent once offered_seq is acknowledged */
    int64_t offered_seq;
    struct store_statement statements[STORE_STATEMENTS_MAX];
    int statement_count;
};

/* Fills err from a SQLite result code: class by kind, text with file and mend. Returns the error code. */
int store_error(struct ledger *ledger, int rc, const char *doing, struct error *err);

/* Runs a query up to its first row. sql is a string literal: its statement is kept and found again by its
 * address. types says what to bind: t text (NULL allowed), i int64_t, b 16-byte id (NULL allowed), h hash of
 * DIGEST_BYTES (NULL allowed); the values must live until the statement is reset. Returns as store_next. */
int store_first(struct ledger *ledger, const char *doing, struct error *err, sqlite3_stmt **row,
                const char *sql, const char *types, ...);

/* The next row. Returns 1 with a row (the caller steps on or calls sqlite3_reset), 0 at the end or an error
 * (the statement is then reset). */
int store_next(struct ledger *ledger, sqlite3_stmt *row, const char *doing, struct error *err);

/* The same for a statement without interest in its rows: runs to the end. Returns 0 or an error. */
int store_run(struct ledger *ledger, const char *doing, struct error *err, const char *sql, const char *types,
              ...);

/* The first column of the first row as an integer, or otherwise when there is none or it is NULL. */
int store_int(struct ledger *ledger, const char *sql, int64_t otherwise, int64_t *out, struct error *err);

/* Runs SQL text of several statements. */
int store_script(struct ledger *ledger, const char *sql, const char *doing, struct error *err);

/* BEGIN IMMEDIATE (writers), BEGIN (readers), COMMIT; after a failed commit nothing is left open. To the agent a file that
 * was set aside meanwhile is ERROR_IO when it begins to read: it must open the new one. */
int store_begin(struct ledger *ledger, struct error *err);
int store_begin_read(struct ledger *ledger, struct error *err);
int store_commit(struct ledger *ledger, struct error *err);
void store_rollback(struct ledger *ledger);

/* A column's text, "" for NULL; valid until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);

#endif
