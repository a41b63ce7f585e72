#include "clock_sim.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "client/central.h"

struct sim sim;

void __wrap_clock_read(struct clock_reading *out);
int __real_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err);
int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err);

static uint64_t random_next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t sim_random(uint32_t below)
{
    return (uint32_t)(random_next(&sim.random) >> 32) % below;
}

void sim_begin(uint64_t seed)
{
    memset(&sim, 0, sizeof sim);
    sim.random = seed * 0x2545f4914f6cdd1du;
    sim.true_ms =
        1735689600000.0 + sim_random(1000); /* 2025-01-01: long past, for receipts must not be before */
}

void sim_pass(double ms)
{
    sim.true_ms += ms;
    sim.boot_ms += ms * (1 + sim.ppm / 1e6);
}

/* From a few seconds to an hour and a half, as the next of the random numbers says. */
static double sim_off_ms(uint64_t state)
{
    return 5000 + (double)((random_next(&state) >> 32) % 5400000);
}

double sim_boot_gap(void)
{
    return sim_off_ms(sim.random);
}

void sim_boot(void)
{
    sim.true_ms += sim_off_ms(sim.random);
    sim_random(1);
    sim.boot_ms = sim.jump_ms = 0;
    /* The worst there is half of the time. */
    sim.ppm = sim_random(2) ? (sim_random(2) ? 60 : -60) : (double)sim_random(121) - 60;
    sim.source = CLOCK_SOURCE_GUESS;
    snprintf(sim.boot_id, sizeof sim.boot_id, "%08x-%04x-4%03x-8%03x-%08x%04x", sim_random(UINT32_MAX),
             sim_random(65536), sim_random(4096), sim_random(4096), sim_random(UINT32_MAX),
             sim_random(65536));
    sim_pass(3000);
}

void sim_wander(void)
{
    sim.ppm = fmin(fmax(sim.ppm + (double)sim_random(7) - 3, -60), 60);
}

void sim_jump(void)
{
    double hours = 1 + sim_random(20);
    sim.jump_ms = (sim_random(2) ? hours : -hours) * 3600000;
}

void sim_ntp(void)
{
    sim.jump_ms = 0;
    sim.source = CLOCK_SOURCE_NTP;
    sim.ppm = 0;
}

void __wrap_clock_read(struct clock_reading *out)
{
    memset(out, 0, sizeof *out);
    memcpy(out->boot_id, sim.boot_id, sizeof out->boot_id);
    out->boottime_ms = (int64_t)floor(sim.boot_ms);
    out->source = sim.source;
    out->utc_ms = sim.source == CLOCK_SOURCE_GUESS ? 3600000 + out->boottime_ms : (int64_t)floor(sim.true_ms);
    out->utc_ms += (int64_t)sim.jump_ms;
}

/* The real call over a line that takes its simulated time, more of it on one way than on the other. */
int __wrap_central_push(struct central *central, const char *ledger_id, const char *hardware_id,
                        const struct ledger_batch *batch, const char *health, struct central_answer *out,
                        struct error *err)
{
    double round_trip_ms = sim.round_trip_ms > 0 ? sim.round_trip_ms : 4 + (double)sim_random(57);
    double there_ms = round_trip_ms * (sim_random(1001) / 1000.0), before_ms = floor(sim.boot_ms);
    sim_pass(there_ms);
    int64_t server_ms = (int64_t)floor(sim.true_ms);
    int code = __real_central_push(central, ledger_id, hardware_id, batch, health, out, err);
    sim_pass(round_trip_ms - there_ms);
    if (!code) {
        out->server_time_ms = server_ms;
        out->round_trip_ms = (int64_t)(floor(sim.boot_ms) - before_ms);
    }
    return code;
}
