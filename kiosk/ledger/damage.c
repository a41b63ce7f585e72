#include "ledger/damage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DAMAGE_TRIES      100
#define DAMAGE_SUFFIX_MAX 16
#define DAMAGE_PATH_MAX   (STORE_PATH_MAX + 64)
#define DAMAGE_CHUNK      65536

static const char *const damage_suffixes[] = {"", "-wal", "-journal"};

bool damage_was_ledger(const char *path)
{
    static const char mark[] = "CREATE TRIGGER fact_in_sequence";
    const size_t overlap = sizeof mark - 2;
    char *bytes = malloc(DAMAGE_CHUNK);
    FILE *file = bytes ? fopen(path, "re") : NULL;
    bool found = false;
    size_t kept = 0, got;
    while (file && !found && (got = fread(bytes + kept, 1, DAMAGE_CHUNK - kept, file)) > 0) {
        size_t held = kept + got;
        found = memmem(bytes, held, mark, sizeof mark - 1) != NULL;
        kept = held < overlap ? held : overlap;
        memmove(bytes, bytes + held - kept, kept);
    }
    if (file)
        fclose(file);
    free(bytes);
    return found;
}

bool damage_lost_file(const char *path)
{
    char log[DAMAGE_PATH_MAX];
    struct stat status;
    snprintf(log, sizeof log, "%s-wal", path);
    return stat(path, &status) == 0 && status.st_size == 0 && stat(log, &status) == 0 && status.st_size > 0;
}

static int damage_error(const char *path, int number, struct error *err)
{
    int code = number == ENOSPC || number == EDQUOT                     ? ERROR_FULL
               : number == EACCES || number == EPERM || number == EROFS ? ERROR_DENIED
                                                                        : ERROR_IO;
    return error_set(err, code,
                     "%s: damaged, and cannot be set aside: %s; keep a copy of it with its -wal file, move "
                     "both away, and the kiosk begins a new ledger",
                     path, strerror(number));
}

static int damage_folder_sync(const char *path)
{
    char folder[STORE_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd >= 0 ? fsync(fd) : -1;
    int number = errno;
    if (fd >= 0)
        close(fd);
    errno = number;
    return rc;
}

/* A second name for what is there of the file and its companions. Returns 0, or -1 with errno: EEXIST when one is taken. */
static int damage_link(const char *path, const char *aside)
{
    const size_t count = sizeof damage_suffixes / sizeof damage_suffixes[0];
    char from[DAMAGE_PATH_MAX], to[DAMAGE_PATH_MAX + DAMAGE_SUFFIX_MAX];
    for (size_t i = 0; i < count; i++) {
        snprintf(to, sizeof to, "%s%s", aside, damage_suffixes[i]);
        if (access(to, F_OK) == 0) {
            errno = EEXIST;
            return -1;
        }
    }
    for (size_t i = 0; i < count; i++) {
        snprintf(from, sizeof from, "%s%s", path, damage_suffixes[i]);
        snprintf(to, sizeof to, "%s%s", aside, damage_suffixes[i]);
        if (link(from, to) != 0 && errno != ENOENT)
            return -1;
    }
    return 0;
}

int damage_set_aside(const char *path, char name[DAMAGE_NAME_MAX], struct error *err)
{
    char aside[DAMAGE_PATH_MAX], old[DAMAGE_PATH_MAX], stamp[32];
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &parts);
    int linked = -1;
    for (int number = 1; linked != 0 && number <= DAMAGE_TRIES; number++) {
        snprintf(aside, sizeof aside, number > 1 ? "%s.damaged-%s-%d" : "%s.damaged-%s", path, stamp, number);
        linked = damage_link(path, aside);
        if (linked != 0 && errno != EEXIST)
            break;
    }
    if (linked != 0 || damage_folder_sync(path) != 0)
        return damage_error(path, errno, err);
    /* The file goes before its log: a file without its log would seem whole, and old. */
    static const char *const gone[] = {"", "-wal", "-journal", "-shm"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        snprintf(old, sizeof old, "%s%s", path, gone[i]);
        if (unlink(old) != 0 && errno != ENOENT)
            return damage_error(path, errno, err);
    }
    if (damage_folder_sync(path) != 0)
        return damage_error(path, errno, err);
    const char *slash = strrchr(aside, '/');
    snprintf(name, DAMAGE_NAME_MAX, "%s", slash ? slash + 1 : aside);
    return 0;
}

int damage_record(struct ledger *ledger, const char *name, struct error *err)
{
    struct clock_reading now;
    clock_read(&now);
    int rc = ledger_device_event(ledger, &now, NULL, "damaged", name, err);
    return rc == 0 ? ledger_note_set(ledger, "damaged", name, err) : rc;
}
