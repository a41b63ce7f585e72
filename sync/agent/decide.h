/* What an answer of the centre means for the outbox: from the answer and what this ledger holds to the next
 * step. Pure, so that every case can be tested by itself.
 *
 * The centre tells how far it holds this ledger; that is believed also downwards (a centre restored from a
 * backup), and the rows after it are sent again. Chain values tell whether what it holds there is what we
 * hold there: if not, this record and the centre's have parted, and it is asked from that very place until it
 * has found the last common row and put ours after it on a branch of their own. Nothing here ever skips a
 * row: a row counts as sent only when the centre has a row of that number with our chain value. */
#ifndef AGENT_DECIDE_H
#define AGENT_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/central.h"

/* Answers that brought nothing forward, in a row, after which this round is given up. A search for the last
 * common row doubles its step each time, so an honest centre needs at most some forty. */
#define DECIDE_STUCK_MAX 64

enum decide_action {
    DECIDE_DONE,    /* the centre holds everything */
    DECIDE_SEND,    /* send what follows acked_seq; maybe nothing but the end of our chain */
    DECIDE_GIVE_UP, /* the answers lead nowhere: try again later, and say so */
    DECIDE_REFUSED  /* the kiosk is revoked */
};

enum decide_match {
    DECIDE_SAME,  /* our chain at hi is the centre's */
    DECIDE_OTHER, /* it is another */
    DECIDE_UNHELD /* we hold no row hi */
};

struct decide_input {
    enum central_status status;
    int64_t hi;              /* of the answer */
    enum decide_match match; /* at hi */
    int64_t base_seq;        /* of the batch that was sent */
    size_t sent;             /* its facts */
    int64_t last_seq;        /* our last row */
    int stuck;               /* of the step before; 0 at first */
};

struct decide_step {
    enum decide_action action;
    int64_t acked_seq; /* to be written down, and where to go on; unchanged (base_seq - 1) when refused */
    int stuck;
    bool behind; /* the centre holds less than it once said */
    bool parted; /* our record and the centre's are not the same */
};

void decide(const struct decide_input *input, struct decide_step *out);

#endif
