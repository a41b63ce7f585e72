/* A ledger in memory with a small made-up slice, for targets that need one. */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"
#include "ledger/ledger.h"

struct scratch {
    char folder[64], path[96];
    struct ledger *ledger;
    int alive; /* closed at the latest with this process, which the guard sees */
    pid_t guard;
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

static inline void scratch_remove(const struct scratch *scratch)
{
    DIR *folder = opendir(scratch->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(scratch->folder);
}

/* A process that takes the folder away when this one ends, however that is: an input that fails ends it at once, and whoever has
 * no patience kills it. */
static inline void scratch_guard(struct scratch *scratch)
{
    int ends[2];
    char byte;
    FUZZ_CHECK(pipe2(ends, O_CLOEXEC) == 0);
    scratch->guard = fork();
    FUZZ_CHECK(scratch->guard >= 0);
    if (scratch->guard == 0) {
        setsid();
        alarm(0);
        close(ends[1]);
        while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
            ;
        scratch_remove(scratch);
        _exit(0);
    }
    close(ends[0]);
    scratch->alive = ends[1];
}

static inline void scratch_close(struct scratch *scratch)
{
    if (!scratch->ledger)
        return;
    ledger_close(scratch->ledger);
    scratch->ledger = NULL;
    close(scratch->alive);
    waitpid(scratch->guard, NULL, 0);
}

static inline void scratch_open(struct scratch *scratch)
{
    struct error err = {0};
    /* In memory: a disk's sync would take most of the time. */
    snprintf(scratch->folder, sizeof scratch->folder, "%s/diemdanh-fuzz.XXXXXX",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
    FUZZ_CHECK(mkdtemp(scratch->folder));
    snprintf(scratch->path, sizeof scratch->path, "%s/ledger.db", scratch->folder);
    scratch_guard(scratch);
    if (ledger_open(scratch->path, LEDGER_KIOSK, &scratch->ledger, &err) ||
        ledger_slice_replace(scratch->ledger, SCRATCH_SLICE, strlen(SCRATCH_SLICE), &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
}

#endif
