/* A child program that is spoken to line by line, and started again when it ends. One thread. */
#ifndef DOOR_CHILD_H
#define DOOR_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/line.h"

#define CHILD_ARGS_MAX 8

struct child {
    char path[512];
    char *args[CHILD_ARGS_MAX + 1]; /* borrowed, NULL at the end */
    pid_t pid;                      /* 0 = not running */
    int in_fd, out_fd;              /* to its stdin, from its stdout; -1 = closed */
    struct line_reader lines;
    int64_t start_at_ms; /* CLOCK_MONOTONIC of the next start while not running */
    int64_t started_ms;
    int back_off_ms;
};

/* Prepares; nothing is started. path is copied, args (argv[0] first, NULL-ended) are borrowed. */
void child_init(struct child *child, const char *path, char *const *args);

/* Starts it if it is not running and its time has come. Its end of pipes is 0 and 1, its stderr ours; it is
 * killed when this thread's process dies. Returns true if it runs. */
bool child_keep(struct child *child, int64_t now_ms);

/* Reads what it wrote. Returns true if lines may be waiting (line_reader_next), false if there are none. When
 * it has ended, it is reaped, *ended is set, and the next start is put off: 100 ms doubling to 2 s, short
 * again after 10 s of life. */
bool child_read(struct child *child, int64_t now_ms, bool *ended);

/* Writes one line; silently dropped while it does not run or does not read. */
void child_tell(struct child *child, const char *line);

/* Closes its stdin, waits up to 500 ms, then kills. */
void child_stop(struct child *child);

#endif
