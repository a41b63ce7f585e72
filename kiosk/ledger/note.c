/* Notes, health, what happened to the device, and the small things of a connection. */
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/program.h"
#include "ledger/append.h"
#include "ledger/boot.h"
#include "ledger/chain.h"
#include "ledger/purge.h"
#include "ledger/text.h"

#define NOTE_NAME_MAX  64
#define NOTE_VALUE_MAX 480

/* The log is moved into the file once it holds this many pages (2 MB). */
#define CHECKPOINT_FRAMES 512

int ledger_device_event(struct ledger *ledger, const struct clock_reading *now, const char *room_id,
                        const char *event, const char *detail, struct error *err)
{
    char room[LEDGER_ID_MAX + 1], word[NOTE_NAME_MAX], more[NOTE_VALUE_MAX];
    struct ledger_fact fact = {.kind = "device", .boottime_ms = now->boottime_ms};
    struct boot_row boot;
    text_clean(word, sizeof word, event);
    fact.status = word;
    if (room_id) {
        text_clean(room, sizeof room, room_id);
        fact.room_id = room;
    }
    if (detail) {
        text_clean(more, sizeof more, detail);
        fact.detail = more;
    }
    int rc = boot_parse(now->boot_id, fact.boot_id, err);
    if (rc == 0)
        rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    rc = boot_find(ledger, fact.boot_id, &boot, err);
    if (rc == 0)
        rc = boot_learn(ledger, fact.boot_id, now, &boot, err);
    if (rc >= 0)
        rc = fact_append(ledger, &fact, err);
    if (rc < 0) {
        store_rollback(ledger);
        return rc;
    }
    return store_commit(ledger, err);
}

int ledger_note_set(struct ledger *ledger, const char *name, const char *value, struct error *err)
{
    char clean_name[NOTE_NAME_MAX], clean_value[NOTE_VALUE_MAX];
    sqlite3_stmt *row;
    text_clean(clean_name, sizeof clean_name, name);
    text_clean(clean_value, sizeof clean_value, value);
    int rc = store_first(ledger, "reading a note", err, &row,
                         "SELECT 1 FROM note WHERE name = ? AND value = ?", "tt", clean_name, clean_value);
    if (rc < 0)
        return rc;
    sqlite3_reset(row);
    if (rc > 0)
        return 0;
    return store_run(ledger, "writing a note", err, "INSERT OR REPLACE INTO note VALUES (?, ?)", "tt",
                     clean_name, clean_value);
}

int ledger_health(struct ledger *ledger, const struct clock_reading *now, char *json, size_t capacity,
                  struct error *err)
{
    struct statvfs disk;
    int64_t utc_ms, free_bytes = 0, total_bytes = 0;
    enum clock_source source;
    sqlite3_stmt *row;
    int rc = boot_now(ledger, now, &utc_ms, &source, err);
    if (rc < 0)
        return rc;
    if (statvfs(ledger->path, &disk) == 0) {
        free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
        total_bytes = (int64_t)disk.f_blocks * (int64_t)disk.f_frsize;
    }
    /* Notes come last but cannot replace what is measured here; reader and version are notes with a value if
     * unset. */
    rc = store_first(
        ledger, "gathering health", err, &row,
        "SELECT json_patch(json_patch(json_object('reader', 'none', 'version', ?1), "
        "(SELECT json_group_object(name, value) FROM note)), "
        "json_object('clock_source', ?2, 'disk_free_bytes', ?3, 'disk_total_bytes', ?4, "
        "'boottime_ms', ?5, 'last_seq', (SELECT coalesce(max(seq), 0) FROM fact), "
        "'chain_broken_seq', (SELECT CAST(value AS INTEGER) FROM note WHERE name = 'chain_broken_seq'), "
        "'pending', (SELECT max(0, coalesce((SELECT max(seq) FROM fact), 0) - acked_seq) FROM sync)))",
        "ttiii", program_version(), clock_source_word(source), free_bytes, total_bytes, now->boottime_ms);
    if (rc <= 0)
        return rc < 0 ? rc : error_set(err, ERROR_BROKEN, "%s: no health", ledger->path);
    const char *text = store_text(row, 0);
    rc = 0;
    if (strlen(text) >= capacity)
        rc = error_set(err, ERROR_INPUT, "%s: health needs %zu bytes, there are %zu", ledger->path,
                       strlen(text) + 1, capacity);
    else
        strcpy(json, text);
    sqlite3_reset(row);
    return rc;
}

const char *ledger_id(const struct ledger *ledger)
{
    return ledger->uuid_text;
}

int64_t ledger_data_version(struct ledger *ledger)
{
    int64_t version;
    store_int(ledger, "PRAGMA data_version", 0, &version, NULL);
    return version;
}

/* What a slice left in the pages that this connection keeps goes with it. */
static void slice_forget(struct ledger *ledger)
{
    char version[LEDGER_ID_MAX + 1];
    if (ledger_slice_version(ledger, version, sizeof version) < 0)
        return;
    if (ledger->slice_held && strcmp(version, ledger->slice_version) != 0)
        sqlite3_db_release_memory(ledger->db);
    ledger->slice_held = true;
    memcpy(ledger->slice_version, version, sizeof version);
}

static void log_shorten(struct ledger *ledger)
{
    if (ledger->wal_frames < CHECKPOINT_FRAMES)
        return;
    int frames = 0, moved = 0;
    if (sqlite3_wal_checkpoint_v2(ledger->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved) != SQLITE_OK)
        return;
    ledger->wal_frames = frames - moved;
    /* The first writer after this begins the log anew and syncs its head: that is done here, so that no tap
     * pays for it. */
    if (frames == moved)
        store_run(ledger, "beginning the log anew", NULL,
                  "UPDATE state SET value = value + 1 WHERE name = 'log_begun'", "");
}

void ledger_checkpoint(struct ledger *ledger)
{
    if (ledger->role == LEDGER_READER)
        return;
    log_shorten(ledger);
    if (ledger->role != LEDGER_KIOSK)
        return;
    purge_run(ledger);
    slice_forget(ledger);
    chain_step(ledger);
}
