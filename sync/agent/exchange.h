/* One exchange with the centre: everything that waits goes up, at least a heartbeat; what the centre says is
 * written down; the clock and the slice come down. */
#ifndef AGENT_EXCHANGE_H
#define AGENT_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/hardware.h"
#include "base/clock.h"
#include "base/error.h"
#include "client/central.h"
#include "ledger/ledger.h"

struct exchange {
    struct ledger *ledger;   /* the caller's */
    struct central *central; /* the caller's */
    void (*alive)(void);     /* called at least before each call; NULL = nobody */
    bool aside; /* a ledger that nobody writes to any more: facts only; set after exchange_init */
    char hardware_id[HARDWARE_ID_BYTES];
    size_t batch_max;                      /* facts a call; shrinks while calls run out of time */
    int64_t acked_seq;                     /* as the centre last said; -1 = read it from the ledger */
    struct clock_reading heard;            /* when the last answer came */
    bool clock_taken;                      /* from an answer, since the start */
    bool slice_asked;                      /* since the start */
    char slice_refused[LEDGER_ID_MAX + 1]; /* the version of a slice that could not be taken */
    int64_t arrivals_ms;                   /* when to ask for other doors' arrivals (CLOCK_MONOTONIC) */
};

/* What came of it, for the log. */
struct exchange_report {
    int64_t sent; /* facts that the centre has taken of those that were sent now */
    int64_t hi;   /* of the last answer */
    int calls;
    bool behind; /* the centre held less than it once said: it was sent again */
    bool parted; /* our record and the centre's were not the same */
    bool slice_taken;
    bool arrivals_taken;
    struct error arrivals_error; /* why other doors' arrivals could not be had or taken */
    struct error slice_error; /* why the slice that there is could not be taken; code 0 = no such trouble */
};

/* Makes an exchange for a ledger and a centre, both kept by the caller. */
void exchange_init(struct exchange *exchange, struct ledger *ledger, struct central *central,
                   void (*alive)(void));

/* Pushes until the centre holds all, then fetches the slice if its version differs from ours, and now and then what other doors saw. Returns 0, or
 * the error of the centre, of the ledger, or ERROR_CONFLICT when the two do not come together; what was
 * reached until then stays. The state that the screens show is written in each case, but into a ledger that is newer than
 * this program (ERROR_VERSION, see ledger_known). */
int exchange_run(struct exchange *exchange, struct exchange_report *report, struct error *err);

#endif
