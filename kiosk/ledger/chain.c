#include "ledger/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "ledger/append.h"

/* Facts a step: some milliseconds on the slowest board. */
#define CHAIN_STEP 500

int chain_verify(struct ledger *ledger, int64_t after_seq, int64_t max, struct chain_fault *fault,
                 struct error *err)
{
    uint8_t previous[DIGEST_BYTES];
    int64_t seq = after_seq;
    sqlite3_stmt *row;
    *fault = (struct chain_fault){0, NULL};
    int rc = ledger_chain_at(ledger, after_seq, previous);
    if (rc == ERROR_NOT_FOUND) {
        *fault = (struct chain_fault){after_seq, "is missing"};
        return 0;
    }
    if (rc < 0)
        return error_set(err, rc, "%s: the chain cannot be read at fact %lld", ledger->path,
                         (long long)after_seq);
    rc = store_first(ledger, "checking the chain", err, &row,
                     "SELECT " FACT_COLUMNS " FROM fact WHERE seq > ? ORDER BY seq LIMIT ?", "ii", after_seq,
                     max);
    for (; rc > 0; rc = store_next(ledger, row, "checking the chain", err)) {
        struct ledger_fact fact, sealed;
        seq++;
        if (fact_from_row(row, &fact) < 0)
            fault->what = "has a damaged field";
        else if (fact.seq != seq)
            fault->what = "is missing";
        sealed = fact;
        if (!fault->what && fact_seal(&sealed, previous) == 0 &&
            memcmp(sealed.chain, fact.chain, DIGEST_BYTES) != 0)
            fault->what = "was changed after it was recorded";
        if (fault->what) {
            fault->seq = seq;
            sqlite3_reset(row);
            return 0;
        }
        memcpy(previous, fact.chain, DIGEST_BYTES);
    }
    return rc;
}

/* Begins a round; the first of a run begins anywhere, so that no part waits for many starts. */
static void chain_begin(struct store_round *round, int64_t last)
{
    uint64_t number;
    if (round->next == 0 && getrandom(&number, sizeof number, GRND_NONBLOCK) == (ssize_t)sizeof number)
        round->next = 1 + (int64_t)(number % (uint64_t)last);
    if (round->next < 1 || round->next > last)
        round->next = 1;
    round->left = last;
    round->broken = 0;
}

/* What is noted: the broken fact, 0 = none. */
static int64_t chain_noted(struct ledger *ledger)
{
    int64_t noted;
    if (store_int(ledger, "SELECT CAST(value AS INTEGER) FROM note WHERE name = 'chain_broken_seq'", 0,
                  &noted, NULL) < 0)
        return 0;
    return noted;
}

static void chain_note(struct ledger *ledger, int64_t seq)
{
    char number[24];
    struct error err = {0};
    snprintf(number, sizeof number, "%" PRId64, seq);
    if (ledger_note_set(ledger, "chain_broken_seq", number, &err) < 0)
        log_warning("the broken chain is not noted: %s", err.text);
}

/* A lower one is told at once; that there is only a higher one is known when the round is at its end. */
static void chain_found(struct ledger *ledger, const struct chain_fault *fault)
{
    struct store_round *round = &ledger->round;
    if (round->broken && round->broken <= fault->seq)
        return;
    round->broken = fault->seq;
    int64_t noted = chain_noted(ledger);
    if (noted && noted <= fault->seq)
        return;
    log_error("%s: fact %" PRId64 " %s: tell the office", ledger->path, fault->seq, fault->what);
    chain_note(ledger, fault->seq);
}

static void chain_end(struct ledger *ledger)
{
    int64_t noted = chain_noted(ledger);
    if (ledger->round.broken && noted != ledger->round.broken)
        chain_note(ledger, ledger->round.broken);
    else if (!ledger->round.broken && noted)
        store_run(ledger, "taking a note away", NULL, "DELETE FROM note WHERE name = 'chain_broken_seq'", "");
}

void chain_step(struct ledger *ledger)
{
    struct store_round *round = &ledger->round;
    struct chain_fault fault;
    struct error err = {0};
    int64_t last;
    if (store_int(ledger, "SELECT max(seq) FROM fact", 0, &last, NULL) < 0 || last == 0)
        return;
    if (round->left == 0)
        chain_begin(round, last);
    int64_t wanted = last - round->next + 1;
    if (wanted > CHAIN_STEP)
        wanted = CHAIN_STEP;
    if (wanted > round->left)
        wanted = round->left;
    int rc = chain_verify(ledger, round->next - 1, wanted, &fault, &err);
    if (rc < 0 && error_class((enum error_code)rc) == ERROR_CLASS_LATER)
        return;
    int64_t done = wanted;
    if (rc < 0)
        fault = (struct chain_fault){round->next, "cannot be read"};
    if (fault.seq) {
        chain_found(ledger, &fault);
        /* On from the one that does not fit, taking its chain for right. */
        if (rc == 0 && fault.seq >= round->next)
            done = fault.seq - round->next + 1;
        else if (rc == 0)
            done = 1;
    }
    round->next = round->next + done > last ? 1 : round->next + done;
    round->left -= done;
    if (round->left == 0)
        chain_end(ledger);
}
