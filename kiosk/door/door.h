/* The conductor: card -> who -> rule -> ledger -> result. A thread of its own, the only one that writes the
 * ledger; it starts the reader and the panel, commits each tap, gives the lights, and leaves a snapshot for
 * the window thread. */
#ifndef DOOR_DOOR_H
#define DOOR_DOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "base/error.h"
#include "ledger/types.h"

struct door;

#define DOOR_READER_MAX 128

enum door_notice { DOOR_NOTICE_NONE, DOOR_NOTICE_MANY, DOOR_NOTICE_REREAD };

/* Everything the window needs, copied at once. */
struct door_snapshot {
    struct error fatal; /* code set: the kiosk cannot work and must end with this */
    bool ready;         /* view has been read at least once */
    struct ledger_view view;
    struct ledger_sync_state sync;
    bool full;     /* the ledger cannot take a fact */
    bool disk_low; /* under 5 % left */
    int disk_percent, disk_taps;
    bool reader_none, reader_down;
    char reader_device[CONFIG_PATH_MAX]; /* the connstring it is opened with, "auto" or "none" */
    char reader_found[DOOR_READER_MAX];  /* what the reader says of itself; "" while it is not there */
    int64_t reader_down_since_utc_ms;    /* 0 = the clock was not trusted */
    bool sync_bad, offline;              /* to be told to the learners' screen */
    bool roster_list;                    /* DOOR_SETTING roster: the roll opens as a list, not as a grid */

    uint64_t results;            /* rises with each result or failure */
    bool failed;                 /* the last tap could not be recorded */
    struct ledger_result result; /* in the first snapshot taken after it; empty in later ones */
    int64_t result_mono_ms;      /* when its commit was done */
    int64_t tap_mono_us;         /* when the reader's line was read, for measuring */
    int64_t commit_mono_us;
    /* 08: the learner of result is asked whether to leave until this instant (CLOCK_MONOTONIC); 0 = nobody is asked.
     * The same card again until then leaves: a new result. An answer that comes after it is refused. */
    int64_t ask_until_mono_ms;

    uint64_t notices;
    enum door_notice notice;
    int64_t notice_mono_ms;
};

/* Starts the thread. config and config_path (its file, for the panel) are borrowed until door_close.
 * changed(user) is called on the door's thread whenever the snapshot changed. Returns 0, ERROR_CONFIG (card
 * key file, missing keys) or ERROR_MEMORY. */
int door_open(const struct config *config, const char *config_path, void (*changed)(void *user), void *user,
              struct door **out, struct error *err);

/* Stops the thread and its children; a tap being committed is finished first. NULL is fine. */
void door_close(struct door *door);

/* Takes the latest snapshot; from any thread. Its result is given once and then forgotten, for it has a name in it. */
void door_snapshot(struct door *door, struct door_snapshot *out);

#endif
