/* A ledger in memory with a small made-up slice, for targets that need one. */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "ledger/ledger.h"

struct scratch {
    char folder[64], path[96];
    struct ledger *ledger;
};

#define SCRATCH_SLICE                                                                                        \
    "{\"version\": \"v1\", \"kiosk\": {\"kiosk_id\": \"K1\", \"room_id\": \"R101\", \"site_id\": \"X\"}, "   \
    "\"rooms\": [{\"room_id\": \"R101\", \"name\": \"101\", \"place\": null}], "                             \
    "\"classes\": [{\"class_id\": \"C1\", \"title\": \"L\", \"kind\": null, \"threshold_percent\": 80, "     \
    "\"late_after_min\": 15, \"opens_before_min\": 30}], \"sessions\": [{\"session_id\": \"S1\", "           \
    "\"class_id\": \"C1\", \"room_id\": \"R101\", \"starts_utc_ms\": 0, \"ends_utc_ms\": 253402300799999, "  \
    "\"periods\": 5, \"number\": 1, \"of\": 1, \"instructor_id\": null, \"closed\": false}], "               \
    "\"members\": [{\"member_id\": \"M1\", \"full_name\": \"N\", \"unit\": null}], \"enrolments\": "         \
    "[{\"class_id\": \"C1\", \"member_id\": \"M1\", \"ordinal\": 1}], \"cards\": [], \"excused\": []}"

static inline void scratch_close(struct scratch *scratch)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    if (!scratch->ledger)
        return;
    ledger_close(scratch->ledger);
    scratch->ledger = NULL;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char file[120];
        snprintf(file, sizeof file, "%s%s", scratch->path, ends[i]);
        unlink(file);
    }
    rmdir(scratch->folder);
}

static inline void scratch_open(struct scratch *scratch)
{
    struct error err = {0};
    /* In memory: a disk's sync would take most of the time. */
    snprintf(scratch->folder, sizeof scratch->folder, "%s/diemdanh-fuzz.XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    FUZZ_CHECK(mkdtemp(scratch->folder));
    snprintf(scratch->path, sizeof scratch->path, "%s/ledger.db", scratch->folder);
    if (ledger_open(scratch->path, LEDGER_KIOSK, &scratch->ledger, &err) ||
        ledger_slice_replace(scratch->ledger, SCRATCH_SLICE, strlen(SCRATCH_SLICE), &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
}

#endif
