/* Inside the ledger only: facts in and out of their table. */
#ifndef LEDGER_APPEND_H
#define LEDGER_APPEND_H

#include "ledger/fact.h"
#include "ledger/store.h"

#define FACT_COLUMNS                                                                                         \
    "seq, kind, boot_id, boottime_ms, room_id, session_id, member_id, card_key, verdict, status, reason, "   \
    "actor_id, "                                                                                             \
    "detail, chain"

/* The fact in a row of FACT_COLUMNS; its pointers live until the next step. Returns 0 or ERROR_CORRUPT. */
int fact_from_row(sqlite3_stmt *row, struct ledger_fact *out);

/* The last fact's sequence and chain; 0 and the origin when there is none. */
int fact_last(struct ledger *ledger, int64_t *seq, uint8_t chain[DIGEST_BYTES], struct error *err);

/* Gives the fact the next sequence, seals and inserts it. Within store_begin and store_commit. */
int fact_append(struct ledger *ledger, struct ledger_fact *fact, struct error *err);

#endif
