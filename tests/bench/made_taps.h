/* The taps of a made-up door, for benches that feed a centre: they differ as real ones do, and their chain holds. */
#ifndef MADE_TAPS_H
#define MADE_TAPS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/fact.h"

/* What a fact points to. */
struct made_tap {
    char member[16], session[16];
    uint8_t card_key[DIGEST_BYTES];
};

/* The next taps after *seq, whose chain value is chain; both go on with them. facts point into taps. */
static inline void made_taps(struct ledger_fact *facts, struct made_tap *taps, int count, int64_t *seq,
                             uint8_t chain[DIGEST_BYTES])
{
    for (int i = 0; i < count; i++) {
        struct ledger_fact *fact = &facts[i];
        struct made_tap *tap = &taps[i];
        uint8_t previous[DIGEST_BYTES];
        memcpy(previous, chain, sizeof previous);
        memset(fact, 0, sizeof *fact);
        fact->seq = ++*seq;
        snprintf(tap->member, sizeof tap->member, "HV-%05d", (int)(fact->seq * 7919 % 5000));
        snprintf(tap->session, sizeof tap->session, "S-%04d", (int)(fact->seq / 100 % 1000));
        digest_sha256(tap->member, strlen(tap->member), NULL, 0, tap->card_key);
        fact->kind = "tap";
        memcpy(fact->boot_id, "0123456789abcdef", 16);
        fact->boottime_ms = fact->seq * 1500;
        fact->room_id = "P101";
        fact->session_id = tap->session;
        fact->member_id = tap->member;
        fact->card_key = tap->card_key;
        fact->verdict = "present";
        if (fact_seal(fact, previous))
            abort();
        memcpy(chain, fact->chain, DIGEST_BYTES);
    }
}

#endif
