/* One reader a device: a lock file named after the connstring. */
#ifndef READER_LOCK_H
#define READER_LOCK_H

#include "base/error.h"

#define LOCK_PATH_MAX 512

struct lock {
    int fd; /* -1 = not taken */
    char path[LOCK_PATH_MAX];
};

/* Takes the lock of this connstring, in /run/lock, or where that is not writable in $XDG_RUNTIME_DIR, or in
 * /tmp. It ends with lock_release or with the process. Returns 0, ERROR_BUSY when another reader has it, or
 * ERROR_IO, with a text. */
int lock_take(const char *connstring, struct lock *lock, struct error *err);

/* Gives the lock back and removes its file. Does nothing to one that is not taken. */
void lock_release(struct lock *lock);

#endif
