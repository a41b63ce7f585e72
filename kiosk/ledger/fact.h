/* The canonical bytes of a fact, the same at the device (C) and at the centre (training.fact_bytes, SQL).
 *
 * Fields in this order: seq, kind, boot_id, boottime_ms, room_id, session_id, member_id, card_key, verdict,
 * status, reason, actor_id, detail. An absent field is one byte 00. A present field is 01, its length as 4
 * bytes big-endian, and its bytes: integers as 8 bytes big-endian two's complement, boot_id as the UUID's 16
 * bytes, card_key as its 32 bytes, texts as UTF-8.
 *
 * chain(0)   = SHA-256 of the ledger UUID's 16 bytes
 * chain(seq) = SHA-256 of chain(seq - 1) followed by the canonical bytes of fact seq */
#ifndef LEDGER_FACT_H
#define LEDGER_FACT_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/ledger.h"

/* Computes chain(seq) into fact->chain from the previous value. Returns 0 or ERROR_MEMORY. */
int fact_seal(struct ledger_fact *fact, const uint8_t previous[DIGEST_BYTES]);

/* chain(0) of a ledger UUID given as its 16 bytes. */
void fact_chain_origin(const uint8_t ledger_id[16], uint8_t out[DIGEST_BYTES]);

#endif
