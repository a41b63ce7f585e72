#include "machine.h"

#include <dirent.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "base/program.h"

/* The first line of a kernel file. Returns false without one. */
static bool machine_line(char *out, size_t capacity, const char *folder, const char *name, const char *entry)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s/%s", folder, name, entry);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool read = fgets(out, (int)capacity, file) != NULL;
    fclose(file);
    return read;
}

static int machine_number(const char *folder, const char *name, const char *entry, int otherwise)
{
    char line[32];
    return machine_line(line, sizeof line, folder, name, entry) ? atoi(line) : otherwise;
}

/* Where the interface can be reached; that of IPv4 first, as people know it. */
static void machine_address(const char *interface, struct staff_machine *out)
{
    struct ifaddrs *all, *one;
    if (getifaddrs(&all))
        return;
    for (one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || strcmp(one->ifa_name, interface) != 0)
            continue;
        bool four = one->ifa_addr->sa_family == AF_INET;
        socklen_t length = four ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
        if (four || (one->ifa_addr->sa_family == AF_INET6 && !out->address[0]))
            if (getnameinfo(one->ifa_addr, length, out->address, sizeof out->address, NULL, 0,
                            NI_NUMERICHOST))
                out->address[0] = '\0';
        if (four)
            break;
    }
    freeifaddrs(all);
}

/* The first interface that is up, other than the loopback; a cable goes before radio. */
static void machine_network(struct staff_machine *out)
{
    char found[256] = "", state[16];
    DIR *folder = opendir("/sys/class/net");
    if (!folder)
        return;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "lo") ||
            !machine_line(state, sizeof state, "/sys/class/net", entry->d_name, "operstate") ||
            strncmp(state, "up", 2) != 0)
            continue;
        char path[300];
        snprintf(path, sizeof path, "/sys/class/net/%s/wireless", entry->d_name);
        bool wireless = access(path, F_OK) == 0;
        if (found[0] && wireless)
            continue;
        out->network = true;
        out->wireless = wireless;
        snprintf(found, sizeof found, "%s", entry->d_name);
    }
    closedir(folder);
    if (!out->network)
        return;
    int mbps = machine_number("/sys/class/net", found, "speed", 0);
    out->link_mbps = mbps > 0 ? mbps : 0;
    machine_address(found, out);
}

static int machine_uptime_hours(void)
{
    struct timespec up;
    return clock_gettime(CLOCK_BOOTTIME, &up) ? -1 : (int)(up.tv_sec / 3600);
}

static double machine_clock_offset_ms(void)
{
    struct timex clock = {0};
    if (adjtimex(&clock) < 0)
        return 0;
    return (double)clock.offset / (clock.status & STA_NANO ? 1e6 : 1e3);
}

void machine_read(const struct config *config, struct staff_machine *out)
{
    memset(out, 0, sizeof *out);
    snprintf(out->version, sizeof out->version, "%s", program_version());
    snprintf(out->kiosk_id, sizeof out->kiosk_id, "%s", config->kiosk.id);
    if (gethostname(out->hostname, sizeof out->hostname - 1))
        out->hostname[0] = '\0';
    struct statvfs disk;
    if (statvfs(config->ledger.path, &disk) == 0) {
        out->disk_free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
        out->disk_total_bytes = (int64_t)disk.f_blocks * (int64_t)disk.f_frsize;
    }
    machine_network(out);
    int millidegrees = machine_number("/sys/class/thermal", "thermal_zone0", "temp", -1);
    out->cpu_celsius = millidegrees > 0 ? (millidegrees + 500) / 1000 : -1;
    out->uptime_hours = machine_uptime_hours();
    out->rtc = access("/sys/class/rtc/rtc0", F_OK) == 0;
    out->clock_offset_ms = machine_clock_offset_ms();
}
