#ifndef READER_WORKER_H
#define READER_WORKER_H

#include <stdatomic.h>
#include <stdint.h>

/* The process in which libnfc runs: one opening of the device, from open to loss.
 *
 * libnfc can hang, abort and crash. So it runs in a child that does nothing else and ends with the device:
 * every opening begins with a fresh library, and whatever ends the child is a lost device for the supervisor.
 * Against a hang, the child writes down until when it will have moved on; the supervisor kills it when that
 * has passed. */

/* In memory that both processes share. */
struct worker_pulse {
    _Atomic int64_t deadline_ms; /* CLOCK_MONOTONIC; 0 = the worker waits for the supervisor */
};

/* What the worker has of the supervisor. */
struct worker_ends {
    int out;   /* the program's output: cards go straight there, one switch of processes less */
    int news;  /* `up` when it has said so; `down REASON TEXT` as its last word, for the supervisor to say */
    int leash; /* hangs up when the worker is to end */
    struct worker_pulse *pulse;
};

/* Opens connstring, says `up CONNSTRING` and then what happens at the reader. Ends when the device is lost,
 * when the leash hangs up, or when nobody reads its output. Never returns. */
_Noreturn void worker_run(const char *connstring, const struct worker_ends *ends);

#endif
