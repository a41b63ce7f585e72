#include "base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#define CLOCK_MAXERROR_US 2000000
#define CLOCK_PAIR_TRIES  5

/* What DIEMDANH_CLOCK replaces; read once. */
struct clock_stand_in {
    bool has_source, has_utc, has_boot, has_boottime;
    enum clock_source source;
    int64_t utc_shift_ms, boottime_shift_ms;
    char boot_id[37];
};

static struct clock_stand_in clock_stand_in;
static pthread_once_t clock_once = PTHREAD_ONCE_INIT;

static int64_t clock_raw_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void clock_stand_in_read(void)
{
    const char *text = getenv("DIEMDANH_CLOCK");
    if (!text)
        return;
    char copy[256];
    snprintf(copy, sizeof copy, "%s", text);
    char *save = NULL;
    for (char *item = strtok_r(copy, ",", &save); item; item = strtok_r(NULL, ",", &save)) {
        char *value = strchr(item, '=');
        if (!value)
            continue;
        *value++ = '\0';
        if (!strcmp(item, "source")) {
            int source = clock_source_parse(value);
            clock_stand_in.source = source < 0 ? CLOCK_SOURCE_GUESS : (enum clock_source)source;
            clock_stand_in.has_source = true;
        } else if (!strcmp(item, "utc_ms")) {
            /* Time stands in from the program's start and then runs as the machine's does. */
            clock_stand_in.utc_shift_ms = strtoll(value, NULL, 10) - clock_raw_ms(CLOCK_BOOTTIME);
            clock_stand_in.has_utc = true;
        } else if (!strcmp(item, "boottime_ms")) {
            clock_stand_in.boottime_shift_ms = strtoll(value, NULL, 10) - clock_raw_ms(CLOCK_BOOTTIME);
            clock_stand_in.has_boottime = true;
        } else if (!strcmp(item, "boot") && strlen(value) == 36) {
            snprintf(clock_stand_in.boot_id, sizeof clock_stand_in.boot_id, "%s", value);
            clock_stand_in.has_boot = true;
        }
    }
}

static void clock_boot_id_read(char out[37])
{
    snprintf(out, 37, "%s", "00000000-0000-0000-0000-000000000000");
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (!file)
        return;
    char line[64];
    if (fgets(line, sizeof line, file) && strlen(line) >= 36)
        snprintf(out, 37, "%.36s", line);
    fclose(file);
}

enum clock_source clock_source_judge(int state, int status, long maxerror_us, int hctosys)
{
    /* The kernel raises maxerror by 500 ppm since NTP last spoke: more than an hour of silence is no longer NTP's word. */
    if (state >= 0 && state != TIME_ERROR && !(status & STA_UNSYNC) && maxerror_us < CLOCK_MAXERROR_US)
        return CLOCK_SOURCE_NTP;
    /* hctosys says that the kernel took its time from this chip at boot. */
    return hctosys == '1' ? CLOCK_SOURCE_RTC : CLOCK_SOURCE_GUESS;
}

static enum clock_source clock_machine_source(void)
{
    struct timex timex;
    int hctosys = 0;
    memset(&timex, 0, sizeof timex);
    int state = adjtimex(&timex);
    FILE *file = fopen("/sys/class/rtc/rtc0/hctosys", "re");
    if (file) {
        hctosys = fgetc(file);
        fclose(file);
    }
    return clock_source_judge(state, timex.status, timex.maxerror, hctosys);
}

int64_t clock_boottime_ms(void)
{
    pthread_once(&clock_once, clock_stand_in_read);
    return clock_raw_ms(CLOCK_BOOTTIME) + clock_stand_in.boottime_shift_ms;
}

/* Both clocks at one instant: a pause between reading one and the other would look like an offset. */
static void clock_pair_read(int64_t *boottime_ms, int64_t *utc_ms)
{
    int64_t least_ms = INT64_MAX;
    for (int i = 0; i < CLOCK_PAIR_TRIES && least_ms > 1; i++) {
        int64_t before_ms = clock_raw_ms(CLOCK_BOOTTIME), wall_ms = clock_raw_ms(CLOCK_REALTIME);
        int64_t took_ms = clock_raw_ms(CLOCK_BOOTTIME) - before_ms;
        if (took_ms < least_ms) {
            least_ms = took_ms;
            *boottime_ms = before_ms + took_ms / 2;
            *utc_ms = wall_ms;
        }
    }
}

int64_t clock_monotonic_ms(void)
{
    return clock_raw_ms(CLOCK_MONOTONIC);
}

void clock_read(struct clock_reading *out)
{
    pthread_once(&clock_once, clock_stand_in_read);
    if (clock_stand_in.has_boot)
        memcpy(out->boot_id, clock_stand_in.boot_id, sizeof out->boot_id);
    else
        clock_boot_id_read(out->boot_id);
    int64_t boottime_ms = 0, utc_ms = 0;
    clock_pair_read(&boottime_ms, &utc_ms);
    out->boottime_ms = boottime_ms + clock_stand_in.boottime_shift_ms;
    out->utc_ms = clock_stand_in.has_utc ? boottime_ms + clock_stand_in.utc_shift_ms : utc_ms;
    out->wrong_ms = 0;
    out->source = clock_stand_in.has_source ? clock_stand_in.source : clock_machine_source();
}

static const char *const clock_source_words[] = {"guess", "rtc", "centre", "ntp"};

const char *clock_source_word(enum clock_source source)
{
    return clock_source_words[source];
}

int clock_source_parse(const char *word)
{
    for (int i = 0; i < 4; i++) {
        if (!strcmp(word, clock_source_words[i]))
            return i;
    }
    return -1;
}

void clock_zone_set(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

/* Whole seconds, rounded down for instants before 1970 too; no instant is too early or too late for it. */
static time_t clock_seconds(int64_t utc_ms)
{
    return (time_t)(utc_ms / 1000 - (utc_ms % 1000 < 0));
}

void clock_local(int64_t utc_ms, struct clock_local *out)
{
    time_t seconds = clock_seconds(utc_ms);
    struct tm local;
    memset(&local, 0, sizeof local);
    localtime_r(&seconds, &local);
    *out = (struct clock_local){.year = local.tm_year + 1900,
                                .month = local.tm_mon + 1,
                                .day = local.tm_mday,
                                .weekday = local.tm_wday,
                                .hour = local.tm_hour,
                                .minute = local.tm_min,
                                .second = local.tm_sec};
}

int64_t clock_day_start_ms(int64_t utc_ms)
{
    time_t seconds = clock_seconds(utc_ms);
    struct tm local;
    memset(&local, 0, sizeof local);
    localtime_r(&seconds, &local);
    local.tm_hour = local.tm_min = local.tm_sec = 0;
    local.tm_isdst = -1;
    return (int64_t)mktime(&local) * 1000;
}
