/* Ingest: the kiosk's own client calling kiosk_push, against COPY of the same rows into the same table, batch
 * for batch in turn, each batch a transaction of its own, over the same kind of connection (TLS with a
 * certificate).
 *
 *   ingest_bench CONNINFO LEDGER...     CONNINFO of a role that is a kiosk and may also insert into
 * training.fact; one fresh ledger id for each batch size
 *
 * Prints the table of ratios. Exit status 1 if a bar is missed. */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "client/central.h"
#include "made_taps.h"

#define INGEST_BAR 0.5

enum { INGEST_SIZES = 4, INGEST_ROUNDS_MAX = 400, INGEST_BATCH_MAX = 1000 };

static const int ingest_batch[INGEST_SIZES] = {1, 10, 100, 1000};
static const int ingest_rounds[INGEST_SIZES] = {400, 300, 150, 40};

struct ingest {
    struct central *central;
    PGconn *conn;
    char ledger[37], copy_ledger[37];
    struct ledger_fact facts[INGEST_BATCH_MAX];
    struct made_tap taps[INGEST_BATCH_MAX];
    uint8_t chain[DIGEST_BYTES];
    int64_t seq;
    char *text;
    double push_ms[INGEST_ROUNDS_MAX], copy_ms[INGEST_ROUNDS_MAX];
};

static double ingest_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The same rows as COPY's text, with whose tap each is, which the call finds out: the index of taps is filled by both. */
static size_t ingest_text(struct ingest *ingest, int count)
{
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        const struct ledger_fact *fact = &ingest->facts[i];
        char boot[33], card_key[2 * DIGEST_BYTES + 1], chain[2 * DIGEST_BYTES + 1];
        hex_encode(fact->boot_id, 16, boot);
        hex_encode(fact->card_key, DIGEST_BYTES, card_key);
        hex_encode(fact->chain, DIGEST_BYTES, chain);
        used += (size_t)sprintf(ingest->text + used,
                                "%s\t%" PRId64 "\t%s\t%s\t%" PRId64
                                "\t%s\t%s\t%s\t\\\\x%s\t%s\t\\N\t\\N\t\\N\t\\N\t\\\\x%s\t%s\n",
                                ingest->copy_ledger, fact->seq, fact->kind, boot, fact->boottime_ms,
                                fact->room_id, fact->session_id, fact->member_id, card_key, fact->verdict,
                                chain, fact->member_id);
    }
    return used;
}

static bool ingest_copy(struct ingest *ingest, size_t length)
{
    static const char sql[] =
        "copy training.fact (ledger_id, seq, kind, boot_id, boottime_ms, room_id, session_id, "
        "member_id, card_key, verdict, status, reason, actor_id, detail, chain, who) from stdin";
    PGresult *result = PQexec(ingest->conn, sql);
    bool good = PQresultStatus(result) == PGRES_COPY_IN;
    PQclear(result);
    good = good && PQputCopyData(ingest->conn, ingest->text, (int)length) == 1 &&
           PQputCopyEnd(ingest->conn, NULL) == 1;
    while ((result = PQgetResult(ingest->conn)) != NULL) {
        good = good && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    if (!good)
        fprintf(stderr, "ingest_bench: COPY: %s", PQerrorMessage(ingest->conn));
    return good;
}

static bool ingest_push(struct ingest *ingest, const struct ledger_batch *batch)
{
    struct central_answer answer;
    struct error err = {0};
    int code =
        central_push(ingest->central, ingest->ledger, "bench", batch, "{\"pending\":0}", &answer, &err);
    if (code || answer.status != CENTRAL_OK) {
        fprintf(stderr, "ingest_bench: push: %s, status %d\n", err.text, (int)answer.status);
        return false;
    }
    return true;
}

static int ingest_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double ingest_median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, ingest_compare);
    return values[count / 2];
}

static bool ingest_ledger(struct ingest *ingest, const char *id)
{
    uint8_t bytes[16];
    char digits[33] = "";
    for (const char *c = id; *c && strlen(digits) < 32; c++) {
        if (*c != '-')
            digits[strlen(digits)] = *c;
    }
    snprintf(ingest->ledger, sizeof ingest->ledger, "%s", id);
    snprintf(ingest->copy_ledger, sizeof ingest->copy_ledger, "%s", id);
    ingest->copy_ledger[0] =
        id[0] == 'f' ? 'e' : 'f'; /* of no kiosk: rows of COPY stand beside, not in the way */
    ingest->seq = 0;
    if (hex_decode(digits, bytes, sizeof bytes) != 16)
        return false;
    fact_chain_origin(bytes, ingest->chain);
    return true;
}

/* One batch size. Returns the ratio of rates, or a negative value. */
static double ingest_run(struct ingest *ingest, const char *id, int size, int rounds)
{
    if (!ingest_ledger(ingest, id))
        return -1;
    for (int round = -3; round < rounds; round++) { /* the first three warm both backends up */
        struct ledger_batch batch = {.fact_count = (size_t)size, .facts = ingest->facts};
        batch.base_seq = ingest->seq + 1;
        memcpy(batch.prev_chain, ingest->chain, DIGEST_BYTES);
        made_taps(ingest->facts, ingest->taps, size, &ingest->seq, ingest->chain);
        memcpy(batch.end_chain, ingest->chain, DIGEST_BYTES);
        size_t length = ingest_text(ingest, size);
        double start = ingest_now_ms(), middle, end;
        if (round % 2) {
            if (!ingest_push(ingest, &batch))
                return -1;
            middle = ingest_now_ms();
            if (!ingest_copy(ingest, length))
                return -1;
            end = ingest_now_ms();
        } else {
            if (!ingest_copy(ingest, length))
                return -1;
            end = ingest_now_ms();
            if (!ingest_push(ingest, &batch))
                return -1;
            middle = ingest_now_ms();
        }
        if (round < 0)
            continue;
        ingest->push_ms[round] = round % 2 ? middle - start : middle - end;
        ingest->copy_ms[round] = round % 2 ? end - middle : end - start;
    }
    double push_ms = ingest_median(ingest->push_ms, rounds), copy_ms = ingest_median(ingest->copy_ms, rounds);
    double ratio = copy_ms / push_ms;
    bool barred = size >= 100;
    printf("%7d %12.0f %12.0f %8.2f %6s %s\n", size, size / copy_ms * 1e3, size / push_ms * 1e3, ratio,
           barred ? "0.50" : "-", !barred || ratio >= INGEST_BAR ? "ok" : "MISSED");
    return ratio;
}

int main(int argc, char **argv)
{
    static struct ingest ingest;
    struct error err = {0};
    int status = 0;
    if (argc != 2 + INGEST_SIZES) {
        fprintf(stderr, "usage: ingest_bench CONNINFO LEDGER LEDGER LEDGER LEDGER\n");
        return 2;
    }
    ingest.text = malloc((size_t)INGEST_BATCH_MAX * 512);
    ingest.conn = PQconnectdb(argv[1]);
    if (!ingest.text || PQstatus(ingest.conn) != CONNECTION_OK ||
        central_open(argv[1], 30000, &ingest.central, &err)) {
        fprintf(stderr, "ingest_bench: %s%s\n", PQerrorMessage(ingest.conn), err.text);
        status = 1;
        goto out;
    }
    printf("%7s %12s %12s %8s %6s\n", "batch", "COPY rows/s", "push rows/s", "ratio", "bar");
    for (int i = 0; i < INGEST_SIZES; i++) {
        double ratio = ingest_run(&ingest, argv[2 + i], ingest_batch[i], ingest_rounds[i]);
        if (ratio < 0 || (ingest_batch[i] >= 100 && ratio < INGEST_BAR))
            status = 1;
    }
out:
    central_close(ingest.central);
    PQfinish(ingest.conn);
    free(ingest.text);
    return status;
}
