#include "reader/lock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file name for any connstring: readable, and made unique by a hash (FNV-1a). */
static void lock_name(const char *connstring, char *name, size_t capacity)
{
    uint64_t hash = 0xcbf29ce484222325u;
    char readable[65];
    size_t used = 0;
    for (const char *c = connstring; *c; c++) {
        hash = (hash ^ (uint8_t)*c) * 0x100000001b3u;
        if (used < sizeof readable - 1)
            readable[used++] = (char)(isalnum((unsigned char)*c) ? *c : '-');
    }
    readable[used] = '\0';
    snprintf(name, capacity, "diemdanh-reader-%s-%016llx.lock", readable, (unsigned long long)hash);
}

/* Opens the file whoever made it: in a sticky folder, O_CREAT on somebody else's file is refused. */
static int lock_open(const char *path)
{
    for (int i = 0; i < 3; i++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd >= 0 || errno != ENOENT)
            return fd;
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* Locks the file at lock->path. Returns 0, ERROR_BUSY, or ERROR_IO with errno set. */
static int lock_file(struct lock *lock)
{
    struct stat ours, there;
    for (;;) {
        lock->fd = lock_open(lock->path);
        if (lock->fd < 0)
            return ERROR_IO;
        if (flock(lock->fd, LOCK_EX | LOCK_NB) != 0)
            break;
        /* The one who had it may have removed the file between our open and our lock. */
        if (fstat(lock->fd, &ours) == 0 && stat(lock->path, &there) == 0 && ours.st_ino == there.st_ino &&
            ours.st_dev == there.st_dev)
            return 0;
        close(lock->fd);
    }
    close(lock->fd);
    lock->fd = -1;
    return ERROR_BUSY;
}

int lock_take(const char *connstring, struct lock *lock, struct error *err)
{
    const char *folders[] = {"/run/lock", getenv("XDG_RUNTIME_DIR"), "/tmp"};
    char name[160];
    int saved = ENOENT;
    lock_name(connstring, name, sizeof name);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (!folders[i] || folders[i][0] != '/')
            continue;
        int length = snprintf(lock->path, sizeof lock->path, "%s/%s", folders[i], name);
        if (length < 0 || (size_t)length >= sizeof lock->path)
            continue;
        int status = lock_file(lock);
        if (status == ERROR_BUSY)
            return error_set(err, ERROR_BUSY,
                             "device %.150s: another diemdanh-reader has it (%s); end that one first",
                             connstring, lock->path);
        if (status == 0)
            return 0;
        saved = errno;
    }
    lock->fd = -1;
    return error_set(err, ERROR_IO, "no lock file can be made in /run/lock, $XDG_RUNTIME_DIR or /tmp: %s",
                     strerror(saved));
}

void lock_release(struct lock *lock)
{
    if (lock->fd < 0)
        return;
    unlink(lock->path); /* while it is still ours */
    close(lock->fd);
    lock->fd = -1;
}
