/* Facts and their time: simulated machines whose clocks drift, real ledger files, the agent's own exchange, a real centre.
 *
 *   clock_fault CASE BOOTS SEED FOLDER CARD_KEY_FILE ADMIN_CONNINFO KIOSK_CONNINFO
 *
 * CASE: two (the centre is heard as a boot begins and as it ends), one (heard once), ntp (NTP comes late), often (heard every
 * five minutes), jumps (the wall clock is set forth and back, before anything is known and when NTP itself was wrong), none (several boots in a row hear nobody, or too slow a line; some devices are cloned meanwhile). A boot
 * lasts four hours, its clock drifts by up to 60 ppm. Prints one line; exit 1 when a fact is lost, doubled or misdated: its
 * error is beyond the bar, the door's time is not the centre's, it lies outside its interval, or the interval is wider than
 * what nobody can know. Simulated time lies in the past, where receipts are moved too. */
#include <libpq-fe.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/exchange.h"
#include "base/clock.h"
#include "base/hex.h"
#include "client/central.h"
#include "clock_sim.h"
#include "ledger/ledger.h"

enum { TAPS_MAX = 200000, BOOT_MINUTES = 240, TAP_MINUTES = 4 };

struct tap {
    char boot_id[37];
    int64_t boottime_ms;
    double true_ms;
    double unknowable_ms; /* of an undated one: how wide its interval may be; 0 = it must be dated */
    struct ledger *ledger;
    uint8_t chain[DIGEST_BYTES];
};

struct run {
    PGconn *admin;
    struct central *central;
    struct digest_card_key key;
    struct tap *taps;
    int tap_count, ledger_count;
    struct ledger *ledgers[64];
    const char *folder;
};

static void die(const char *what, const char *text)
{
    fprintf(stderr, "clock_fault: %s: %s\n", what, text);
    exit(3);
}

static PGresult *run_sql(struct run *run, const char *text)
{
    PGresult *result = PQexec(run->admin, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        die(text, PQerrorMessage(run->admin));
    return result;
}

/* A ledger file of its own, or a copy of another's. */
static struct ledger *ledger_make(struct run *run, const char *copied)
{
    char path[300], command[700];
    struct error err;
    if (run->ledger_count == 64)
        die("too many ledgers", "");
    snprintf(path, sizeof path, "%s/%d.db", run->folder, run->ledger_count);
    if (copied) {
        snprintf(command, sizeof command, "sqlite3 -readonly '%s/%s.db' \".backup '%s'\" && chmod 600 '%s'",
                 run->folder, copied, path, path);
        if (system(command))
            die("copying a ledger", path);
    }
    if (ledger_open(path, LEDGER_KIOSK, &run->ledgers[run->ledger_count], &err))
        die("opening a ledger", err.text);
    return run->ledgers[run->ledger_count++];
}

static void clock_note(struct ledger *ledger)
{
    struct clock_reading now;
    struct error err;
    clock_read(&now);
    if (ledger_boot_note(ledger, &now, &err))
        die("noting a boot", err.text);
}

/* The agent's own exchange; what the centre receives is received at the simulated time. */
static void hear(struct run *run, struct exchange *exchange)
{
    struct exchange_report report;
    struct error err;
    char text[300];
    if (exchange_run(exchange, &report, &err))
        die("an exchange", err.text);
    snprintf(text, sizeof text,
             "update training.fact set received_at = to_timestamp(%.3f) where received_at > now() - interval "
             "'1 hour'",
             sim.true_ms / 1000);
    PQclear(run_sql(run, text));
}

static void tap(struct run *run, struct ledger *ledger)
{
    static const uint8_t cards[][7] = {{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6},
                                       {0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF7}};
    if (run->tap_count == TAPS_MAX)
        die("too many taps", "");
    struct tap *made = &run->taps[run->tap_count++];
    struct clock_reading now;
    struct ledger_result result;
    struct error err;
    clock_note(ledger);
    clock_read(&now);
    struct ledger_tap asked = {
        .uid = cards[sim_random(2)], .uid_length = 7, .boottime_ms = now.boottime_ms, .room_id = "P101"};
    memcpy(asked.boot_id, now.boot_id, sizeof asked.boot_id);
    memcpy(made->boot_id, now.boot_id, sizeof made->boot_id);
    made->boottime_ms = now.boottime_ms;
    made->true_ms = sim.true_ms;
    made->ledger = ledger;
    made->unknowable_ms = 0;
    if (ledger_tap(ledger, &run->key, &asked, &result, &err) ||
        ledger_chain_at(ledger, result.seq, made->chain))
        die("a tap", err.text);
}

/* Taps for so many minutes, one about every four. */
static void taps(struct run *run, struct ledger *ledger, double minutes)
{
    double until_ms = sim.true_ms + minutes * 60000;
    for (;;) {
        double step_ms = TAP_MINUTES * 60000 * (0.5 + sim_random(1000) / 1000.0);
        if (sim.true_ms + step_ms > until_ms)
            break;
        sim_pass(step_ms);
        tap(run, ledger);
    }
    sim_pass(until_ms - sim.true_ms);
}

static double unit(void)
{
    return sim_random(100001) / 100000.0;
}

/* Nobody trusts the wall clock, which jumps; then the centre is heard and it jumps on, or NTP is wrong, is told to the centre so,
 * and mends itself. */
static void boot_jumps(struct run *run, struct ledger *ledger, struct exchange *exchange, bool ntp_wrong)
{
    taps(run, ledger, 60);
    for (int i = 0; i < 3; i++) {
        sim_jump();
        taps(run, ledger, 30);
    }
    if (ntp_wrong) {
        sim_ntp();
        sim_jump();
        tap(run, ledger);
        hear(run, exchange);
        taps(run, ledger, 30);
        sim_ntp();
        clock_note(ledger);
    } else {
        hear(run, exchange);
        sim_jump();
    }
    taps(run, ledger, 60);
    hear(run, exchange);
}

static void case_dated(struct run *run, const char *name, int boots)
{
    struct exchange exchange;
    struct ledger *ledger = ledger_make(run, NULL);
    exchange_init(&exchange, ledger, run->central, NULL);
    for (int i = 0; i < boots; i++) {
        sim_boot();
        clock_note(ledger);
        if (!strcmp(name, "two")) {
            sim_pass(20000);
            hear(run, &exchange);
            taps(run, ledger, BOOT_MINUTES);
            hear(run, &exchange);
        } else if (!strcmp(name, "jumps")) {
            boot_jumps(run, ledger, &exchange, i % 2);
        } else if (!strcmp(name, "often")) {
            for (int minute = 0; minute < BOOT_MINUTES; minute += 5) {
                sim_wander();
                taps(run, ledger, 4);
                tap(run, ledger);
                sim_pass(60000);
                hear(run, &exchange);
            }
        } else {
            /* As a boot begins, as it ends, and anywhere between. */
            double before = BOOT_MINUTES * (i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : unit());
            taps(run, ledger, before);
            if (!strcmp(name, "ntp")) {
                sim_ntp();
                clock_note(ledger);
            } else {
                hear(run, &exchange);
            }
            taps(run, ledger, BOOT_MINUTES - before);
        }
    }
    sim_boot();
    hear(run, &exchange);
}

/* Boots that hear nobody, or over so slow a line that the centre's time says too little. Returns how much of the time from the
 * last tap before them to now no boottime accounts for, which is what nobody can know; since_ms is that tap's time. */
static double boots_undated(struct run *run, struct ledger *ledger, struct exchange *exchange, int boots,
                            double since_ms)
{
    double uptimes_ms = 0;
    for (int i = 0; i < boots; i++) {
        int last = run->tap_count;
        sim_boot();
        clock_note(ledger);
        taps(run, ledger, 30 + sim_random(90));
        if (sim_random(3) == 0) {
            sim.round_trip_ms = 2600;
            hear(run, exchange);
            sim.round_trip_ms = 0;
        }
        if (run->tap_count > last)
            uptimes_ms += (double)run->taps[run->tap_count - 1].boottime_ms;
    }
    return sim.true_ms - since_ms - uptimes_ms;
}

/* A boot that hears the centre between its taps and after them. */
static void boot_heard(struct run *run, struct ledger *ledger, struct exchange *exchange)
{
    sim_boot();
    clock_note(ledger);
    taps(run, ledger, 30);
    hear(run, exchange);
    taps(run, ledger, 30);
    hear(run, exchange);
}

static void allow(struct run *run, int from, int to, double unknowable_ms)
{
    /* Two seconds at either end, a dated fact's second, and 500 ppm of a day. */
    for (int i = from; i < to; i++)
        run->taps[i].unknowable_ms = unknowable_ms + 6000 + 0.0005 * 86400000;
}

static void case_none(struct run *run, int boots)
{
    for (int made = 0; made < boots;) {
        struct exchange exchange, other;
        char number[16];
        snprintf(number, sizeof number, "%d", run->ledger_count);
        struct ledger *ledger = ledger_make(run, NULL), *clone = NULL;
        exchange_init(&exchange, ledger, run->central, NULL);
        for (int round = 0; round < 3; round++) {
            int count = 1 + (int)sim_random(3);
            boot_heard(run, ledger, &exchange);
            double since_ms = run->taps[run->tap_count - 1].true_ms;
            int from = run->tap_count;
            double unknown_ms = boots_undated(run, ledger, &exchange, count, since_ms);
            int to = run->tap_count;
            made += count;
            struct sim kept = sim;
            double begun_ms = sim_boot_gap();
            if (round == 1) { /* the clone's record goes on from here too */
                clone = ledger_make(run, number);
                exchange_init(&other, clone, run->central, NULL);
                snprintf(other.hardware_id, sizeof other.hardware_id, "board:clone");
            }
            boot_heard(run, ledger, &exchange);
            allow(run, from, to, unknown_ms + begun_ms);
            if (!clone)
                continue;
            /* At the same time, elsewhere. */
            kept.random = sim.random;
            sim = kept;
            int clone_from = run->tap_count;
            double more_ms = boots_undated(run, clone, &other, 2, since_ms);
            double uptimes_ms = kept.true_ms - since_ms - unknown_ms;
            int clone_to = run->tap_count;
            double gap_ms = sim_boot_gap();
            boot_heard(run, clone, &other);
            allow(run, clone_from, clone_to, more_ms - uptimes_ms + gap_ms);
            made += 2;
            clone = NULL;
            /* Whichever of the two was heard first, what both hold lies before either. */
            if (run->taps[to - 1].unknowable_ms < more_ms + gap_ms)
                allow(run, from, to, more_ms + gap_ms);
        }
    }
}

static int tap_compare(const void *a, const void *b)
{
    return memcmp(((const struct tap *)a)->chain, ((const struct tap *)b)->chain, DIGEST_BYTES);
}

struct verdict {
    bool intervals; /* the errors that are told are those of intervals */
    int lost, doubled, misdated, undated;
    double largest_ms, widest_ms;
};

static void judge_tap(const struct tap *tap, const PGresult *result, int row, double bar_ms,
                      struct verdict *out)
{
    bool trusted = atoi(PQgetvalue(result, row, 2)) != 0;
    double at_ms = (double)atoll(PQgetvalue(result, row, 1)), error_ms = fabs(at_ms - tap->true_ms);
    double earliest_ms = atof(PQgetvalue(result, row, 3)), latest_ms = atof(PQgetvalue(result, row, 4));
    int64_t here_ms = 0;
    enum clock_source source = CLOCK_SOURCE_GUESS;
    bool wrong = ledger_time(tap->ledger, tap->boot_id, tap->boottime_ms, &here_ms, &source) != 0 ||
                 (source > CLOCK_SOURCE_GUESS) != trusted || (trusted && (double)here_ms != at_ms);
    if (trusted) {
        wrong |= error_ms > bar_ms || tap->unknowable_ms > 0;
    } else {
        /* Bar and largest error: how far outside of its interval. */
        error_ms = fmax(fmax(earliest_ms - tap->true_ms, tap->true_ms - latest_ms), 0);
        out->undated++;
        wrong |= error_ms > 0 || tap->unknowable_ms <= 0 || PQgetisnull(result, row, 3) ||
                 latest_ms - earliest_ms > tap->unknowable_ms;
        out->widest_ms = fmax(out->widest_ms, latest_ms - earliest_ms - tap->unknowable_ms);
    }
    if (!trusted || !out->intervals)
        out->largest_ms = fmax(out->largest_ms, error_ms);
    out->misdated += wrong;
}

static void judge(struct run *run, double bar_ms, bool intervals, struct verdict *out)
{
    *out = (struct verdict){.intervals = intervals};
    PGresult *result = run_sql(
        run, "with b as materialized (select * from training.fact_bracket) "
             "select encode(f.chain, 'hex'), f.at_ms, f.trusted, extract(epoch from b.earliest_at) * 1000, "
             "extract(epoch from b.latest_at) * 1000 from training.fact f left join b "
             "using (ledger_id, seq) where f.kind = 'tap' order by f.chain");
    qsort(run->taps, (size_t)run->tap_count, sizeof *run->taps, tap_compare);
    int row = 0, rows = PQntuples(result);
    for (int i = 0; i < run->tap_count; i++) {
        char hex[2 * DIGEST_BYTES + 1];
        hex_encode(run->taps[i].chain, DIGEST_BYTES, hex);
        while (row < rows && strcmp(PQgetvalue(result, row, 0), hex) < 0)
            row++;
        if (row == rows || strcmp(PQgetvalue(result, row, 0), hex)) {
            out->lost++;
            continue;
        }
        judge_tap(&run->taps[i], result, row++, bar_ms, out);
        for (; row < rows && !strcmp(PQgetvalue(result, row, 0), hex); row++)
            out->doubled++;
    }
    PQclear(result);
}

int main(int argc, char **argv)
{
    struct run run = {.taps = calloc(TAPS_MAX, sizeof(struct tap))};
    struct error err;
    struct verdict verdict;
    if (argc != 8 || !run.taps)
        return 2;
    const char *name = argv[1];
    int boots = atoi(argv[2]);
    double bar_ms = !strcmp(name, "two") || !strcmp(name, "often") ? 100 : 1000;
    run.folder = argv[4];
    if (digest_card_key_load(argv[5], &run.key, &err) || central_open(argv[7], 30000, &run.central, &err))
        die("setting up", err.text);
    run.admin = PQconnectdb(argv[6]);
    if (PQstatus(run.admin) != CONNECTION_OK)
        die("the centre", PQerrorMessage(run.admin));
    PQclear(run_sql(&run, "truncate training.fact, training.ledger, training.boot, training.fork_search, "
                          "training.alarm"));
    sim_begin(strtoull(argv[3], NULL, 10));
    if (!strcmp(name, "none"))
        case_none(&run, boots);
    else
        case_dated(&run, name, boots);
    judge(&run, bar_ms, !strcmp(name, "none"), &verdict);
    printf("case %s boots %d taps %d undated %d lost %d doubled %d misdated %d bar_ms %.0f largest_ms %.0f "
           "too_wide_ms %.0f\n",
           name, boots, run.tap_count, verdict.undated, verdict.lost, verdict.doubled, verdict.misdated,
           strcmp(name, "none") ? bar_ms : 0, verdict.largest_ms, fmax(verdict.widest_ms, 0));
    for (int i = 0; i < run.ledger_count; i++)
        ledger_close(run.ledgers[i]);
    central_close(run.central);
    PQfinish(run.admin);
    free(run.taps);
    return verdict.lost || verdict.doubled || verdict.misdated;
}
