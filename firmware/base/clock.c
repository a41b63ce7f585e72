#include "base/clock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

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

static enum clock_source clock_machine_source(void)
{
    struct timex timex;
    memset(&timex, 0, sizeof timex);
    int state = adjtimex(&timex);
    if (state >= 0 && state != TIME_ERROR && !(timex.status & STA_UNSYNC))
        return CLOCK_SOURCE_NTP;
    /* hctosys says that the kernel took its time from this chip at boot. */
    FILE *file = fopen("/sys/class/rtc/rtc0/hctosys", "re");
    if (!file)
        return CLOCK_SOURCE_GUESS;
    int used = fgetc(file);
    fclose(file);
    return used == '1' ? CLOCK_SOURCE_RTC : CLOCK_SOURCE_GUESS;
}

int64_t clock_boottime_ms(void)
{
    pthread_once(&clock_once, clock_stand_in_read);
    return clock_raw_ms(CLOCK_BOOTTIME) + clock_stand_in.boottime_shift_ms;
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
    out->boottime_ms = clock_boottime_ms();
    out->utc_ms = clock_stand_in.has_utc ? clock_raw_ms(CLOCK_BOOTTIME) + clock_stand_in.utc_shift_ms
                                         : clock_raw_ms(CLOCK_REALTIME);
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
