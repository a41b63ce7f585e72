/* Sleeping until there is something to do, for video drivers that can be waited for and those that cannot.
 * Private to ui. */
#ifndef UI_WAITER_H
#define UI_WAITER_H

#include <stdbool.h>
#include <stdint.h>

#define WAITER_INPUTS_MAX 16

struct waiter {
    int wake_fd;                  /* counts the calls of waiter_wake */
    bool driver_blocks;           /* SDL can sleep on this driver without asking it again and again */
    uint32_t wake_event;          /* then this event ends its sleep */
    int input[WAITER_INPUTS_MAX]; /* input devices that SDL has open */
    int inputs;
    int64_t looked_ms, input_ms; /* when they were looked up, when one last had something */
};

/* Before SDL starts. Returns 0 or ERROR_BROKEN. */
int waiter_open(struct waiter *waiter);
void waiter_close(struct waiter *waiter);
/* Once SDL's video driver is known. */
void waiter_driver_set(struct waiter *waiter, const char *driver);

/* Sleeps at most until a monotonic time; returns earlier when woken, when there may be input, or after a
 * while. */
void waiter_sleep(struct waiter *waiter, int64_t until_ms);
/* Ends the sleep; from any thread. */
void waiter_wake(struct waiter *waiter);
/* Whether waiter_wake was called since the last time. */
bool waiter_woken(struct waiter *waiter);

#endif
