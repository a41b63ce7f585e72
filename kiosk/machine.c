#include "machine.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/program.h"

/* An interface other than the loopback is up. */
static bool machine_network(void)
{
    DIR *folder = opendir("/sys/class/net");
    if (!folder)
        return false;
    bool up = false;
    struct dirent *entry;
    while (!up && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "lo"))
            continue;
        char path[300], state[16] = "";
        snprintf(path, sizeof path, "/sys/class/net/%s/operstate", entry->d_name);
        FILE *file = fopen(path, "re");
        if (!file)
            continue;
        if (fgets(state, sizeof state, file))
            up = !strncmp(state, "up", 2);
        fclose(file);
    }
    closedir(folder);
    return up;
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
    out->network = machine_network();
    out->clock_offset_ms = machine_clock_offset_ms();
}
