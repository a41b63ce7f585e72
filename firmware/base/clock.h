/* The clocks. CLOCK_BOOTTIME orders everything; UTC is known only when a trusted source says so.
 * The environment DIEMDANH_CLOCK, a comma-separated list, stands in for the machine in tests:
 *   source=none|rtc|ntp   what the machine's clock is trusted for
 *   utc_ms=N              the UTC time at program start
 *   boot=UUID             the boot id
 *   boottime_ms=N         CLOCK_BOOTTIME at program start
 * Linux: clock_gettime(2), adjtimex(2), /proc/sys/kernel/random/boot_id, /sys/class/rtc/rtc0/hctosys. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a boot's offset to UTC came from, in rising order of trust. Stored by number. */
enum clock_source {
    CLOCK_SOURCE_GUESS = 0,
    CLOCK_SOURCE_RTC = 1,
    CLOCK_SOURCE_CENTRE = 2,
    CLOCK_SOURCE_NTP = 3
};

struct clock_reading {
    char boot_id[37];         /* UUID, lower case */
    int64_t boottime_ms;      /* CLOCK_BOOTTIME */
    int64_t utc_ms;           /* CLOCK_REALTIME, true only if source is not GUESS */
    enum clock_source source; /* GUESS, RTC or NTP */
    /* By how much utc_ms may be wrong at most, as far as the source itself can say; 0 = it cannot. */
    int64_t wrong_ms;
};

/* Reads all clocks at one instant. Never fails: what cannot be read is GUESS. */
void clock_read(struct clock_reading *out);

/* What the machine's clock is trusted for, from what adjtimex(2) returned, its status and maxerror, and the first character of
 * hctosys (0 = no such chip). NTP only while the kernel's bound of its error is below two seconds. */
enum clock_source clock_source_judge(int state, int status, long maxerror_us, int hctosys);

/* CLOCK_BOOTTIME in ms (or its stand-in). */
int64_t clock_boottime_ms(void);

/* CLOCK_MONOTONIC in ms: for time-outs and animation only. */
int64_t clock_monotonic_ms(void);

/* The word of a source: "guess", "rtc", "centre", "ntp". */
const char *clock_source_word(enum clock_source source);

/* Parses such a word. Returns the source or -1. */
int clock_source_parse(const char *word);

/* Sets the local zone of this process, an IANA name. Call once, before threads. */
void clock_zone_set(const char *zone);

struct clock_local {
    int year, month, day, weekday; /* month 1-12, weekday 0 = Sunday */
    int hour, minute, second;
};

/* Local time of a UTC instant in the zone that was set. */
void clock_local(int64_t utc_ms, struct clock_local *out);

/* UTC instant of local midnight that begins the day of utc_ms. */
int64_t clock_day_start_ms(int64_t utc_ms);

#endif
