#include "ledger/recover.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/append.h"
#include "ledger/aside.h"

/* So many sequences in a row that cannot be read end the search for rows after a gap: more than a damaged page of the
 * tree's inside can hide. */
#define RECOVER_MISSES_MAX 20000

/* A file set aside, not what was made of it: digits, T, Z and - after the mark. */
static bool recover_is_damaged(const char *entry, const char *base)
{
    static const char mark[] = ".damaged-";
    size_t length = strlen(base);
    if (strncmp(entry, base, length) != 0 || strncmp(entry + length, mark, sizeof mark - 1) != 0)
        return false;
    const char *stamp = entry + length + sizeof mark - 1;
    return *stamp && strspn(stamp, "0123456789TZ-") == strlen(stamp);
}

static bool recover_was_sent(const char *folder, const char *name)
{
    char sent[2 * RECOVER_PATH_MAX];
    snprintf(sent, sizeof sent, "%s/%s.sent", folder, name);
    return access(sent, F_OK) == 0;
}

int recover_find(const char *path, const char *after, struct recover *out, struct error *err)
{
    char folder[STORE_PATH_MAX];
    memset(out, 0, sizeof *out);
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    if (!slash)
        snprintf(folder, sizeof folder, ".");
    else
        slash[slash == folder] = '\0';
    DIR *entries = opendir(folder);
    if (!entries)
        return error_set(err, ERROR_IO, "%s: its folder cannot be read: %s", path, strerror(errno));
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        const char *name = entry->d_name;
        if (recover_is_damaged(name, base) && strcmp(name, after) > 0 &&
            (!out->name[0] || strcmp(name, out->name) < 0) && !recover_was_sent(folder, name))
            snprintf(out->name, sizeof out->name, "%s", name);
    }
    closedir(entries);
    if (!out->name[0])
        return 0;
    int length = slash ? snprintf(out->damaged, sizeof out->damaged, "%s/%.250s", folder, out->name)
                       : snprintf(out->damaged, sizeof out->damaged, "%.250s", out->name);
    if (length < 0 || (size_t)length + sizeof ".recovered" > sizeof out->recovered)
        return error_set(err, ERROR_IO, "%s: the path is too long", path);
    memcpy(out->recovered, out->damaged, (size_t)length);
    memcpy(out->recovered + length, ".recovered", sizeof ".recovered");
    return 1;
}

/* The damaged ledger while it is read, and what was found. */
struct recover_reader {
    sqlite3 *db;
    sqlite3_stmt *row; /* a fact by its sequence */
    uint8_t uuid[STORE_UUID_BYTES];
    int64_t acked_seq;           /* 0 when it cannot be read */
    int64_t first_seq, last_seq; /* what verifies; last < first when nothing does */
    int64_t known_seq;           /* the last that is known of */
    int64_t beyond;              /* readable rows after the gap */
};

/* Returns the statement at its first row, or NULL; finalized by the caller. */
static sqlite3_stmt *reader_ask(struct recover_reader *reader, const char *sql)
{
    sqlite3_stmt *row = NULL;
    if (sqlite3_prepare_v2(reader->db, sql, -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW)
        return row;
    sqlite3_finalize(row);
    return NULL;
}

static int64_t reader_int(struct recover_reader *reader, const char *sql)
{
    sqlite3_stmt *row = reader_ask(reader, sql);
    int64_t value = row ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_finalize(row);
    return value > 0 ? value : 0;
}

/* Returns true with the fact, whose pointers live until the next call. */
static bool reader_fact(struct recover_reader *reader, int64_t seq, struct ledger_fact *fact)
{
    sqlite3_reset(reader->row);
    sqlite3_bind_int64(reader->row, 1, seq);
    return sqlite3_step(reader->row) == SQLITE_ROW && fact_from_row(reader->row, fact) == 0 &&
           fact->seq == seq && fact->kind;
}

static bool reader_verified(struct recover_reader *reader, int64_t seq, uint8_t previous[DIGEST_BYTES])
{
    struct ledger_fact fact, sealed;
    if (!reader_fact(reader, seq, &fact))
        return false;
    sealed = fact;
    if (fact_seal(&sealed, previous) != 0 || memcmp(sealed.chain, fact.chain, DIGEST_BYTES) != 0)
        return false;
    memcpy(previous, fact.chain, DIGEST_BYTES);
    return true;
}

static void reader_range(struct recover_reader *reader)
{
    uint8_t previous[DIGEST_BYTES];
    struct ledger_fact fact;
    fact_chain_origin(reader->uuid, previous);
    reader->first_seq = 1;
    while (reader_verified(reader, reader->last_seq + 1, previous))
        reader->last_seq++;
    if (reader->last_seq < reader->acked_seq && reader_fact(reader, reader->acked_seq, &fact)) {
        /* The damage lies in what the centre holds: its last row is the foothold, and the centre judges whether it is the
         * same there. */
        memcpy(previous, fact.chain, DIGEST_BYTES);
        reader->first_seq = reader->last_seq = reader->acked_seq;
        while (reader_verified(reader, reader->last_seq + 1, previous))
            reader->last_seq++;
    }
    reader->known_seq = reader->last_seq > reader->acked_seq ? reader->last_seq : reader->acked_seq;
    for (int64_t seq = reader->last_seq + 1, misses = 0; misses < RECOVER_MISSES_MAX; seq++) {
        bool found = reader_fact(reader, seq, &fact);
        misses = found ? 0 : misses + 1;
        reader->beyond += found;
        if (found && seq > reader->known_seq)
            reader->known_seq = seq;
    }
    int64_t last = reader_int(reader, "SELECT max(seq) FROM fact");
    if (last > reader->known_seq && last < reader->known_seq + RECOVER_MISSES_MAX)
        reader->known_seq = last;
}

static int reader_open(struct recover_reader *reader, const struct recover *recover, const char *copy,
                       struct error *err)
{
    int rc = sqlite3_open_v2(copy, &reader->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_db_config(reader->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        sqlite3_db_config(reader->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        sqlite3_exec(reader->db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON", NULL, NULL, NULL);
    }
    sqlite3_stmt *id =
        reader_ask(reader, "SELECT value FROM state WHERE name = 'ledger_id' AND length(value) = 16");
    if (id)
        memcpy(reader->uuid, sqlite3_column_blob(id, 0), STORE_UUID_BYTES);
    bool named = id != NULL;
    sqlite3_finalize(id);
    if (!named || sqlite3_prepare_v2(reader->db, "SELECT " FACT_COLUMNS " FROM fact WHERE seq = ?", -1,
                                     &reader->row, NULL) != SQLITE_OK)
        return error_set(
            err, ERROR_CORRUPT,
            "%s: neither its ledger id nor its facts can be read; keep it with its -wal file and "
            "tell the office",
            recover->damaged);
    reader->acked_seq = reader_int(reader, "SELECT acked_seq FROM sync");
    reader_range(reader);
    return 0;
}

static void reader_close(struct recover_reader *reader)
{
    sqlite3_finalize(reader->row);
    sqlite3_close(reader->db);
}

/* Boots as far as they can be read; a fact of a boot that is lost has no time, but is a fact. */
static int recover_boots(struct recover_reader *reader, struct ledger *into, struct error *err)
{
    sqlite3_stmt *row =
        reader_ask(reader, "SELECT boot_id, number, offset_ms, source, floor_offset_ms, first_seq, "
                           "revision FROM boot ORDER BY boot_id");
    int rc = 0;
    for (int step = row ? SQLITE_ROW : SQLITE_DONE; rc == 0 && step == SQLITE_ROW; step = sqlite3_step(row)) {
        if (sqlite3_column_bytes(row, 0) != STORE_UUID_BYTES)
            continue;
        rc = store_run(into, "keeping a boot", err, "INSERT OR IGNORE INTO boot VALUES (?, ?, ?, ?, ?, ?, ?)",
                       "biiiiii", sqlite3_column_blob(row, 0), sqlite3_column_int64(row, 1),
                       sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3),
                       sqlite3_column_int64(row, 4), sqlite3_column_int64(row, 5),
                       sqlite3_column_int64(row, 6));
        if (rc == ERROR_CONFLICT) /* a value that no boot can have */
            rc = 0;
    }
    sqlite3_finalize(row);
    return rc;
}

/* What dates the boots that were kept; one whose readings are lost, or that an older version wrote, has the boot's offset. */
static int recover_anchors(struct recover_reader *reader, struct ledger *into, struct error *err)
{
    sqlite3_stmt *row = reader_ask(
        reader, "SELECT boot_id, at_ms, offset_ms, wrong_ms FROM boot_anchor ORDER BY boot_id, at_ms");
    int rc = 0;
    for (int step = row ? SQLITE_ROW : SQLITE_DONE; rc == 0 && step == SQLITE_ROW; step = sqlite3_step(row)) {
        if (sqlite3_column_bytes(row, 0) != STORE_UUID_BYTES)
            continue;
        rc = store_run(into, "keeping a boot's time", err,
                       "INSERT OR IGNORE INTO boot_anchor SELECT boot_id, ?2, ?3, ?4 FROM boot "
                       "WHERE boot_id = ?1 AND source > 0",
                       "biii", sqlite3_column_blob(row, 0), sqlite3_column_int64(row, 1),
                       sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3));
    }
    sqlite3_finalize(row);
    if (rc == 0)
        rc = store_run(
            into, "keeping a boot's time", err,
            "INSERT OR IGNORE INTO boot_anchor SELECT b.boot_id, 0, b.offset_ms, 0 FROM boot b "
            "WHERE b.source > 0 AND NOT EXISTS (SELECT 1 FROM boot_anchor a WHERE a.boot_id = b.boot_id)",
            "");
    return rc;
}

static int recover_facts(struct recover_reader *reader, struct ledger *into, struct error *err)
{
    int rc = 0;
    for (int64_t seq = reader->first_seq; rc == 0 && seq <= reader->last_seq; seq++) {
        struct ledger_fact fact;
        if (!reader_fact(reader, seq, &fact))
            return error_set(err, ERROR_IO, "%s: fact %lld was readable and is no longer", into->path,
                             (long long)seq);
        rc = store_run(into, "keeping a fact", err,
                       "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "itbittthttttth",
                       fact.seq, fact.kind, fact.boot_id, fact.boottime_ms, fact.room_id, fact.session_id,
                       fact.member_id, fact.card_key, fact.verdict, fact.status, fact.reason, fact.actor_id,
                       fact.detail, fact.chain);
    }
    return rc;
}

/* The rows into a ledger that was just made, in one transaction. */
static int recover_fill(struct recover_reader *reader, struct ledger *into, const char *text,
                        struct error *err)
{
    int64_t acked_seq = reader->acked_seq < reader->last_seq ? reader->acked_seq : reader->last_seq;
    int rc = store_begin(into, err);
    if (rc < 0)
        return rc;
    /* It may begin in the middle, where the centre holds what comes before. */
    rc = store_script(into, "DROP TRIGGER fact_in_sequence", "keeping facts", err);
    if (rc == 0)
        rc = store_run(into, "naming the ledger", err, "UPDATE state SET value = ? WHERE name = 'ledger_id'",
                       "b", reader->uuid);
    if (rc == 0)
        rc = recover_boots(reader, into, err);
    if (rc == 0)
        rc = recover_anchors(reader, into, err);
    if (rc == 0)
        rc = recover_facts(reader, into, err);
    if (rc == 0)
        rc = store_run(into, "keeping the state of sync", err, "UPDATE sync SET acked_seq = ?", "i",
                       acked_seq);
    if (rc == 0)
        rc = store_run(into, "keeping what was recovered", err,
                       "INSERT OR REPLACE INTO note VALUES ('recovered', ?)", "t", text);
    if (rc < 0) {
        store_rollback(into);
        return rc;
    }
    return store_commit(into, err);
}

static void recover_tell(const struct recover_reader *reader, char text[RECOVER_TEXT_MAX])
{
    int64_t waiting = reader->last_seq - reader->acked_seq, known = reader->known_seq - reader->acked_seq;
    snprintf(text, RECOVER_TEXT_MAX,
             "%lld of %lld facts that had not been sent are recovered (up to %lld); %lld after a gap are not",
             (long long)(waiting > 0 ? waiting : 0), (long long)known, (long long)reader->last_seq,
             (long long)reader->beyond);
}

/* What an earlier start made says itself what it is. */
static int recover_text_read(struct recover *recover, struct error *err)
{
    struct ledger *ledger;
    sqlite3_stmt *row;
    int rc = ledger_open(recover->recovered, LEDGER_AGENT, &ledger, err);
    if (rc < 0)
        return rc;
    rc = store_first(ledger, "reading what was recovered", err, &row,
                     "SELECT value FROM note WHERE name = 'recovered'", "");
    if (rc > 0) {
        snprintf(recover->text, sizeof recover->text, "%s", store_text(row, 0));
        sqlite3_reset(row);
    }
    ledger_close(ledger);
    return rc < 0 ? rc : 0;
}

int recover_make(struct recover *recover, struct error *err)
{
    char copy[ASIDE_PATH_MAX], made[ASIDE_PATH_MAX];
    struct recover_reader reader = {0};
    struct ledger *into = NULL;
    int rc = access(recover->recovered, F_OK) == 0 ? recover_text_read(recover, err) : ERROR_VERSION;
    if (rc != ERROR_VERSION)
        return rc;
    /* No kiosk brings what another version made up to date, and the damaged file still holds all of it. */
    aside_remove(recover->recovered);
    if (snprintf(made, sizeof made, "%s.making", recover->damaged) >= STORE_PATH_MAX)
        return error_set(err, ERROR_IO, "%s: the path is too long", recover->damaged);
    rc = aside_copy(recover->damaged, "reading", copy, err);
    if (rc < 0)
        return rc;
    rc = reader_open(&reader, recover, copy, err);
    if (rc < 0)
        goto out;
    recover_tell(&reader, recover->text);
    aside_remove(made);
    rc = ledger_open(made, LEDGER_KIOSK, &into, err);
    if (rc == 0)
        rc = recover_fill(&reader, into, recover->text, err);
    ledger_close(into);
    if (rc == 0 && rename(made, recover->recovered) != 0)
        rc = error_set(err, ERROR_IO, "%s: cannot be named: %s", recover->recovered, strerror(errno));
    if (rc < 0)
        aside_remove(made);
out:
    reader_close(&reader);
    aside_remove(copy);
    return rc < 0 ? rc : 1;
}

int recover_done(const struct recover *recover, struct error *err)
{
    char sent[RECOVER_PATH_MAX + 16];
    snprintf(sent, sizeof sent, "%s.sent", recover->damaged);
    if (rename(recover->recovered, sent) != 0)
        return error_set(err, ERROR_IO, "%s: cannot be marked as sent: %s", recover->recovered,
                         strerror(errno));
    return 0;
}
