/* A machine with a drifting clock, simulated: true time passes when the test says so, and clock_read and the centre's answers
 * (wrapped at link time of the test program only) show what that machine would see. */
#ifndef FAULT_CLOCK_SIM_H
#define FAULT_CLOCK_SIM_H

#include <stdint.h>

#include "base/clock.h"

struct sim {
    double true_ms; /* UTC */
    double boot_ms; /* CLOCK_BOOTTIME */
    double ppm;     /* by which that runs fast */
    char boot_id[37];
    enum clock_source source;
    double jump_ms;       /* by which the wall clock was set wrong */
    double round_trip_ms; /* of the next calls; 0 = a random quick one */
    uint64_t random;
};
extern struct sim sim;

void sim_begin(uint64_t seed);
uint32_t sim_random(uint32_t below);
void sim_pass(double ms);

/* The machine was off for a while and boots: no chip, 1970, another drift. */
void sim_boot(void);

/* How long the machine would be off if it booted now (the next sim_boot does so). */
double sim_boot_gap(void);

/* The drift changes a little, as with the warmth of a room. */
void sim_wander(void);

/* Somebody sets the wall clock hours forward or back. */
void sim_jump(void);

/* NTP sets the clock, and corrects its rate from now on. */
void sim_ntp(void);

#endif
