#include "agent/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/decide.h"
#include "base/clock.h"
#include "base/log.h"

enum {
    EXCHANGE_BATCH_MIN = 16,
    EXCHANGE_HEALTH_BYTES = 4096,
    EXCHANGE_ROUND_TRIP_MAX_MS = 2000, /* a slower answer says too little about the time */
    EXCHANGE_CLOCK_TRIES = 3,          /* further calls of an exchange that may be made for the clock alone */
    EXCHANGE_ARRIVALS_MS = 20000,      /* not with each tap, but with each heartbeat of session hours */
    EXCHANGE_ARRIVALS_AGAIN_MS = 600000, /* a centre that does not have them yet is not asked each time */
};

/* A centre whose clock stands before this (2024-01-01) does not know the time either. */
#define EXCHANGE_TIME_MIN_MS INT64_C(1704067200000)

void exchange_init(struct exchange *exchange, struct ledger *ledger, struct central *central,
                   void (*alive)(void))
{
    memset(exchange, 0, sizeof *exchange);
    exchange->ledger = ledger;
    exchange->central = central;
    exchange->alive = alive;
    exchange->batch_max = LEDGER_BATCH_MAX;
    exchange->acked_seq = -1;
    hardware_id("", exchange->hardware_id);
    central_alive_set(central, alive);
}

static void exchange_alive(const struct exchange *exchange)
{
    if (exchange->alive)
        exchange->alive();
}

/* Writes the state down for the screens. A full disk must not keep the facts from going up: it is only
 * logged. */
static int exchange_note(struct exchange *exchange, int64_t acked_seq, bool online, bool refused,
                         struct error *err)
{
    struct clock_reading now;
    clock_read(&now);
    exchange->acked_seq = acked_seq;
    int code = ledger_sync_write(exchange->ledger, &now, acked_seq, online, refused, err);
    if (code == ERROR_FULL || code == ERROR_BUSY) {
        log_warning("the state of the exchange could not be written: %s", err->text);
        return 0;
    }
    return code;
}

static void exchange_boot_note(struct exchange *exchange, const struct clock_reading *now)
{
    struct error err = {0};
    if (ledger_boot_note(exchange->ledger, now, &err))
        log_warning("the clock's offset could not be written: %s", err.text);
}

/* Takes the centre's time for this boot when the machine itself has nothing as good. The centre read its clock at some
 * instant of the round trip: the middle is wrong by half of it at most. Returns whether that told anything new. */
static bool exchange_clock(struct exchange *exchange, const struct central_answer *answer)
{
    struct clock_reading now = exchange->heard;
    if (now.source >= CLOCK_SOURCE_CENTRE || answer->round_trip_ms >= EXCHANGE_ROUND_TRIP_MAX_MS ||
        answer->server_time_ms < EXCHANGE_TIME_MIN_MS)
        return false;
    now.utc_ms = answer->server_time_ms + answer->round_trip_ms / 2;
    now.wrong_ms = (answer->round_trip_ms + 1) / 2;
    now.source = CLOCK_SOURCE_CENTRE;
    exchange->clock_taken = true;

    int64_t before_ms = 0, after_ms = 0;
    enum clock_source before = CLOCK_SOURCE_GUESS, after = CLOCK_SOURCE_GUESS;
    int known = ledger_time(exchange->ledger, now.boot_id, now.boottime_ms, &before_ms, &before);
    exchange_boot_note(exchange, &now);
    return ledger_time(exchange->ledger, now.boot_id, now.boottime_ms, &after_ms, &after) == 0 &&
           (known != 0 || before != after || before_ms != after_ms);
}

/* Whether the answer came too late to date a boot that nothing else has dated: the next one, with nothing to carry and the
 * slice made, will be quicker. */
static bool exchange_clock_missed(const struct exchange *exchange, const struct central_answer *answer)
{
    return exchange->heard.source < CLOCK_SOURCE_CENTRE && !exchange->clock_taken &&
           answer->round_trip_ms >= EXCHANGE_ROUND_TRIP_MAX_MS;
}

static enum decide_match exchange_match(struct exchange *exchange, const struct central_answer *answer)
{
    uint8_t ours[DIGEST_BYTES];
    if (ledger_chain_at(exchange->ledger, answer->hi, ours))
        return DECIDE_UNHELD;
    return memcmp(ours, answer->chain_at_hi, DIGEST_BYTES) ? DECIDE_OTHER : DECIDE_SAME;
}

/* Sends what follows acked_seq, or only the end of our chain when nothing does. */
static int exchange_send(struct exchange *exchange, int64_t acked_seq, struct ledger_batch **batch,
                         struct central_answer *answer, struct error *err)
{
    char health[EXCHANGE_HEALTH_BYTES];
    struct clock_reading now;
    struct error ignored;
    clock_read(&now);
    int code = ledger_batch_read(exchange->ledger, acked_seq, exchange->batch_max, batch, err);
    if (code)
        return code;
    bool has_health =
        !exchange->aside && ledger_health(exchange->ledger, &now, health, sizeof health, &ignored) == 0;
    exchange_alive(exchange);
    code = central_push(exchange->central, ledger_id(exchange->ledger), exchange->hardware_id, *batch,
                        has_health ? health : NULL, answer, err);
    clock_read(&exchange->heard); /* at once: what is done meanwhile would look like an offset */
    exchange_alive(exchange);
    if (code == ERROR_TIMEOUT && (*batch)->fact_count > EXCHANGE_BATCH_MIN) {
        exchange->batch_max = (*batch)->fact_count / 4;
        if (exchange->batch_max < EXCHANGE_BATCH_MIN)
            exchange->batch_max = EXCHANGE_BATCH_MIN;
        log_info("the next batch holds at most %zu facts: the line is slow", exchange->batch_max);
    } else if (!code && exchange->batch_max < LEDGER_BATCH_MAX) {
        exchange->batch_max *= 2;
        if (exchange->batch_max > LEDGER_BATCH_MAX)
            exchange->batch_max = LEDGER_BATCH_MAX;
    }
    return code;
}

/* Whether a failed call leaves something for the office to mend, rather than for time. */
static bool exchange_refused(int code)
{
    return error_class((enum error_code)code) == ERROR_CLASS_REFUSED || code == ERROR_PROTOCOL;
}

/* One call and what follows from its answer. */
static int exchange_call(struct exchange *exchange, struct decide_step *step, struct exchange_report *report,
                         struct central_answer *answer, struct error *err)
{
    struct clock_reading now;
    struct ledger_sync_state state;
    struct ledger_batch *batch = NULL;
    int64_t acked_seq = step->acked_seq;
    int code = exchange_send(exchange, acked_seq, &batch, answer, err);
    if (code) {
        ledger_batch_free(batch);
        return code;
    }
    report->calls++;
    clock_read(&now);
    if ((code = ledger_sync_read(exchange->ledger, &now, &state, err)))
        goto out;
    struct decide_input input = {.status = answer->status,
                                 .hi = answer->hi,
                                 .match = exchange_match(exchange, answer),
                                 .base_seq = batch->base_seq,
                                 .sent = batch->fact_count,
                                 .last_seq = state.last_seq,
                                 .stuck = step->stuck};
    decide(&input, step);
    log_debug("sent %zu facts from %lld: answer %d, the centre holds %lld of %lld", batch->fact_count,
              (long long)batch->base_seq, (int)answer->status, (long long)answer->hi,
              (long long)state.last_seq);
    if (step->acked_seq > acked_seq)
        report->sent += step->acked_seq - acked_seq;
    report->hi = answer->hi;
    report->behind |= step->behind;
    report->parted |= step->parted;
    code = exchange_note(exchange, step->acked_seq, true, step->action == DECIDE_REFUSED, err);
out:
    ledger_batch_free(batch);
    return code;
}

/* Pushes until there is nothing left to push. */
static int exchange_push(struct exchange *exchange, struct exchange_report *report,
                         struct central_answer *answer, struct error *err)
{
    struct decide_step step = {.action = DECIDE_SEND, .acked_seq = exchange->acked_seq};
    int clock_tries = exchange->aside ? 0 : EXCHANGE_CLOCK_TRIES;
    while (step.action == DECIDE_SEND) {
        int code = exchange_call(exchange, &step, report, answer, err);
        if (code)
            return code;
        if (step.action == DECIDE_REFUSED)
            return error_set(
                err, ERROR_DENIED,
                "the centre has revoked this kiosk; its facts stay here until the office lets it in "
                "again");
        /* What an answer told of the clock dates the facts at the centre too, so it is sent before the line is left; the
         * answer to that, which waited for less, may tell it better. */
        bool told = !exchange->aside && exchange_clock(exchange, answer);
        if (step.action == DECIDE_DONE && clock_tries > 0 &&
            (told || exchange_clock_missed(exchange, answer))) {
            clock_tries--;
            step.action = DECIDE_SEND;
        }
    }
    if (step.action == DECIDE_GIVE_UP)
        return error_set(
            err, ERROR_CONFLICT,
            "the centre and this ledger do not come together (it says it holds %lld rows); nothing is "
            "lost; tell the office",
            (long long)answer->hi);
    return 0;
}

/* Fetches the slice when it is another one than ours. */
static int exchange_slice(struct exchange *exchange, const char *version, struct exchange_report *report,
                          struct error *err)
{
    char ours[LEDGER_ID_MAX + 1] = "";
    if (ledger_slice_version(exchange->ledger, ours, sizeof ours))
        ours[0] = '\0';
    if (exchange->slice_asked &&
        (!version[0] || !strcmp(version, ours) || !strcmp(version, exchange->slice_refused)))
        return 0;
    char *json = NULL;
    size_t length = 0;
    exchange_alive(exchange);
    int code = central_slice(exchange->central, ours, &json, &length, err);
    exchange_alive(exchange);
    if (code)
        return code;
    exchange->slice_asked = true;
    if (!json)
        return 0;
    code = ledger_slice_replace(exchange->ledger, json, length, &report->slice_error);
    central_text_free(json, length);
    report->slice_taken = code == 0;
    if (code && error_class((enum error_code)code) != ERROR_CLASS_LATER)
        snprintf(exchange->slice_refused, sizeof exchange->slice_refused, "%s", version);
    return 0;
}

/* Fetches what other doors saw when it is time. Trouble with it is told, and keeps nothing else from going on, unless the
 * centre cannot be reached at all. */
static int exchange_arrivals(struct exchange *exchange, struct exchange_report *report, struct error *err)
{
    char ours[LEDGER_CURSOR_MAX + 1] = "", theirs[LEDGER_CURSOR_MAX + 1];
    if (clock_monotonic_ms() < exchange->arrivals_ms)
        return 0;
    if (ledger_arrivals_cursor(exchange->ledger, ours, sizeof ours))
        ours[0] = '\0';
    char *json = NULL;
    size_t length = 0;
    exchange_alive(exchange);
    int code = central_arrivals(exchange->central, ours, &json, &length, theirs, sizeof theirs, err);
    exchange_alive(exchange);
    if (code && error_class((enum error_code)code) == ERROR_CLASS_LATER)
        return code;
    if (code)
        report->arrivals_error = *err;
    else if (json)
        code = ledger_arrivals_replace(exchange->ledger, theirs, json, length, &report->arrivals_error);
    report->arrivals_taken = code == 0 && json != NULL;
    exchange->arrivals_ms = clock_monotonic_ms() + (code ? EXCHANGE_ARRIVALS_AGAIN_MS : EXCHANGE_ARRIVALS_MS);
    central_text_free(json, length);
    return 0;
}

int exchange_run(struct exchange *exchange, struct exchange_report *report, struct error *err)
{
    struct clock_reading now;
    struct ledger_sync_state state;
    struct central_answer answer;
    memset(report, 0, sizeof *report);
    int code = ledger_known(exchange->ledger, err);
    if (code)
        return code;
    clock_read(&now);
    if (!exchange->aside)
        exchange_boot_note(exchange, &now);
    if (!central_connected(exchange->central))
        central_time_floor(exchange->central, ledger_time_floor(exchange->ledger));
    code = ledger_sync_read(exchange->ledger, &now, &state, err);
    if (code)
        return code;
    if (exchange->acked_seq < 0)
        exchange->acked_seq = state.acked_seq;
    code = exchange_push(exchange, report, &answer, err);
    if (!code && !exchange->aside)
        code = exchange_slice(exchange, answer.slice_version, report, err);
    if (!code && !exchange->aside)
        code = exchange_arrivals(exchange, report, err);
    struct error second;
    if (code && ledger_known(exchange->ledger, &second) == 0) {
        bool reached = report->calls > 0 && !(error_class((enum error_code)code) == ERROR_CLASS_LATER);
        if (exchange_note(exchange, exchange->acked_seq, reached, exchange_refused(code), &second))
            log_warning("the state of the exchange could not be written: %s", second.text);
    }
    return code;
}
