#include "ledger/purge.h"

#include <time.h>

/* How long the log may be held against a writer while a reader is waited for, how often that is tried, and how long
 * others have in between. */
#define PURGE_WAIT_MS  10
#define PURGE_TRIES    20
#define PURGE_PAUSE_MS 25

int purge_overwrite(struct ledger *ledger, bool on, struct error *err)
{
    return store_script(ledger, on ? "PRAGMA main.secure_delete = ON" : "PRAGMA main.secure_delete = FAST",
                        "taking a slice", err);
}

int purge_note(struct ledger *ledger, struct error *err)
{
    return store_run(ledger, "taking a slice", err, "INSERT OR REPLACE INTO state VALUES ('purge', 1)", "");
}

/* Copies and syncs without keeping anybody from writing. When nothing was written and nobody read meanwhile, all that is left
 * is to cut the log to no length, which takes no sync; else another try is better than a tap that waits. */
static bool purge_empty_log(struct ledger *ledger)
{
    int frames = -1, moved = -1;
    int rc = sqlite3_wal_checkpoint_v2(ledger->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
    if (rc != SQLITE_OK || frames != moved)
        return false;
    sqlite3_busy_timeout(ledger->db, PURGE_WAIT_MS);
    rc = sqlite3_wal_checkpoint_v2(ledger->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(ledger->db, STORE_BUSY_MS);
    return rc == SQLITE_OK;
}

void purge_run(struct ledger *ledger)
{
    int64_t due;
    if (store_int(ledger, "SELECT value FROM state WHERE name = 'purge'", 0, &due, NULL) < 0 || !due)
        return;
    /* The kiosk has better to do than to wait; it comes by again. */
    int tries = ledger->role == LEDGER_KIOSK ? 1 : PURGE_TRIES;
    for (int i = 0; i < tries; i++) {
        const struct timespec pause = {.tv_nsec = PURGE_PAUSE_MS * 1000000L};
        if (i > 0)
            nanosleep(&pause, NULL);
        if (!purge_empty_log(ledger))
            continue;
        ledger->wal_frames = 0;
        /* This write begins the log anew and syncs its head, so that no tap pays for it. */
        store_run(ledger, "beginning the log anew", NULL, "DELETE FROM state WHERE name = 'purge'", "");
        return;
    }
}
