/* Inside push_fuzz only: what its calls are made of (push_values.c), and the calls (push_calls.c). */
#ifndef PUSH_FUZZ_H
#define PUSH_FUZZ_H

#include <libpq-fe.h>

#include "digest/digest.h"
#include "fuzz.h"

#define TEXT_BYTES (256 * 1024)

/* The parameters of kiosk_push. */
enum {
    LEDGER,
    HARDWARE,
    BASE,
    PREV,
    END,
    BOOT_ID,
    BOOT_NUMBER,
    BOOT_OFFSET,
    BOOT_SOURCE,
    BOOT_AT,
    KIND,
    FACT_BOOT,
    TIME,
    ROOM,
    SESSION,
    MEMBER,
    CARD,
    VERDICT,
    STATUS,
    REASON,
    ACTOR,
    DETAIL,
    CHAIN,
    HEALTH,
    PARAMETERS
};

extern const Oid push_types[PARAMETERS];

struct push {
    PGconn *kiosk; /* that of the next call: tls or local */
    PGconn *tls, *local, *admin;
    const char *other_ledger;
    uint64_t random;
    char ledgers[4][37];
    char *texts[PARAMETERS]; /* TEXT_BYTES each */
    size_t used;             /* of the text that is being written */
    int64_t good_seq;
    uint8_t good_chain[DIGEST_BYTES];
    char good_ledger[37], other_sum[64];
    unsigned long calls, taken, refused, good, checks, rounds;
};

size_t random_below(struct push *push, size_t limit);
const char *random_text(struct push *push, char *room, size_t capacity);
void random_uuid(struct push *push, char out[37]);

#define PICK(push, list) (list)[random_below(push, sizeof(list) / sizeof(list)[0])]

/* Writes an array of count cells, as a literal, into the parameter's text. */
void array_write(struct push *push, int parameter, size_t count);

/* A binary array with a byte or two changed, or cut. Returns its length. */
int array_bytes(struct push *push, int parameter, size_t count);

/* Says what does not hold, and ends the program. */
_Noreturn void failed(struct push *push, const char *what, const char *state, const char *message);

/* Prepares the statement "push" on a kiosk's connection, "ledger" on the office's. */
void calls_prepare(struct push *push);

/* One call of kiosk_push with anything, of the others with anything, and one right tap, as a kiosk sends it. */
void call_random(struct push *push);
void call_text(struct push *push);
void call_good(struct push *push);

#endif
