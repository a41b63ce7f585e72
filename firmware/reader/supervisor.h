/* Starts workers, one after another, and passes their lines on. */
#ifndef READER_SUPERVISOR_H
#define READER_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define RETRY_FIRST_MS 100
#define RETRY_LAST_MS  1000
#define RETRY_CALM_MS  5000 /* up for this long: the next loss is a new story */

/* When to try again, and which lines a listener must see. No process, no clock: testable. */
struct recovery {
    bool up;        /* said last: up (true) or down */
    bool said_down; /* nothing said yet: neither */
    unsigned retry_ms;
    int64_t up_since_ms;
};

void recovery_init(struct recovery *recovery);

/* The device answers at now_ms. */
void recovery_up(struct recovery *recovery, int64_t now_ms);

/* It does not, at now_ms. Returns true if `down` is to be said: once for each loss. */
bool recovery_down(struct recovery *recovery, int64_t now_ms);

/* How long to wait before the next attempt; each call makes the next wait longer. */
unsigned recovery_wait_ms(struct recovery *recovery);

/* Runs workers for connstring and prints on descriptor out until out's reader is gone or a SIGTERM, SIGINT or
 * SIGHUP comes. connstring `none`: says `down none` and waits. Returns 0, or ERROR_IO with a text. */
int supervisor_run(const char *connstring, int out, struct error *err);

#endif
