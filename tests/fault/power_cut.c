/* The cut: what the disk may hold when the power goes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "power_disk.h"

enum power_fate { FATE_DROP, FATE_KEEP, FATE_TEAR };

/* How much of a torn file's unsafe sectors arrived, by chance: of 16. */
struct power_tear {
    unsigned new, zero, garbage; /* the rest stays old */
};

static void cut_sector(uint8_t *bytes, const uint8_t *written, size_t length, const struct power_tear *tear,
                       uint64_t *random)
{
    unsigned draw = (unsigned)(power_random(random) % 16);
    if (draw < tear->new)
        memcpy(bytes, written, length);
    else if (draw < tear->new + tear->zero)
        memset(bytes, 0, length);
    else if (draw < tear->new + tear->zero + tear->garbage) {
        for (size_t i = 0; i < length; i++)
            bytes[i] = (uint8_t)power_random(random);
    }
}

/* One unsafe write onto what is there. A sector that did not arrive does not lengthen the file. */
static void cut_write(const struct power_write *write, uint8_t *bytes, int64_t *size,
                      const struct power_tear *tear, uint64_t *random)
{
    for (int64_t at = write->at, end = write->at + write->length; at < end;) {
        int64_t next = (at / POWER_SECTOR + 1) * POWER_SECTOR;
        if (next > end)
            next = end;
        bool arrives = !tear || power_random(random) % 16 < tear->new + tear->zero + tear->garbage;
        if (arrives) {
            if (tear)
                cut_sector(bytes + at, write->bytes + (at - write->at), (size_t)(next - at), tear, random);
            else
                memcpy(bytes + at, write->bytes + (at - write->at), (size_t)(next - at));
            if (next > *size)
                *size = next;
        }
        at = next;
    }
}

static int cut_save(const char *folder, const char *name, const uint8_t *bytes, int64_t size)
{
    char path[POWER_PATH_MAX + POWER_NAME_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    bool whole = size == 0 || write(fd, bytes, (size_t)size) == size;
    return close(fd) == 0 && whole ? 0 : -1;
}

static int cut_file(const struct power_file *file, enum power_fate fate, const char *folder, const char *name,
                    uint64_t *random)
{
    int64_t size = file->safe_size, capacity = 0, most = file->safe_size;
    uint8_t *bytes = NULL;
    for (const struct power_write *write = file->first; write; write = write->next) {
        if (write->at + write->length > most)
            most = write->at + write->length;
    }
    if (power_bytes_reach(&bytes, &capacity, most + 1))
        return -1;
    if (size > 0)
        memcpy(bytes, file->safe, (size_t)size);
    struct power_tear tear = {.new = (unsigned)(power_random(random) % 14)};
    tear.zero = (unsigned)(power_random(random) % 2);
    tear.garbage = (unsigned)(power_random(random) % 2);
    for (const struct power_write *write = file->first; write && fate != FATE_DROP; write = write->next) {
        if (write->bytes)
            cut_write(write, bytes, &size, fate == FATE_TEAR ? &tear : NULL, random);
        else if (fate == FATE_KEEP || power_random(random) % 2)
            power_bytes_truncate(bytes, &size, write->at);
    }
    int rc = cut_save(folder, name, bytes, size);
    free(bytes);
    return rc;
}

/* The shared index of a log: memory that a cut may leave behind in any state. */
static int cut_shm(const struct power_disk *disk, const char *name, const char *folder, uint64_t *random)
{
    char path[POWER_PATH_MAX + POWER_NAME_MAX + 8], shm[POWER_NAME_MAX + 8];
    uint8_t bytes[32768];
    snprintf(shm, sizeof shm, "%s-shm", name);
    snprintf(path, sizeof path, "%s/%s", disk->folder, shm);
    unsigned draw = (unsigned)(power_random(random) % 5);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : -1;
    ssize_t length = read(fd, bytes, sizeof bytes);
    close(fd);
    if (length < 0 || draw == 0)
        return length < 0 ? -1 : 0;
    for (ssize_t at = 0; at < length; at += POWER_SECTOR) {
        size_t piece = length - at < POWER_SECTOR ? (size_t)(length - at) : POWER_SECTOR;
        struct power_tear tear = {.new = draw == 1 ? 16 : 6, .zero = 5, .garbage = draw == 2 ? 5 : 0};
        uint8_t written[POWER_SECTOR];
        memcpy(written, bytes + at, piece);
        cut_sector(bytes + at, written, piece, &tear, random);
    }
    return cut_save(folder, shm, bytes, length);
}

int power_disk_cut(struct power_disk *disk, const char *folder, uint64_t *random)
{
    unsigned all = (unsigned)(power_random(random) % 6);
    for (int i = 0; i < disk->name_count; i++) {
        const struct power_name *entry = &disk->names[i];
        /* 0 all dropped, 1 all kept, else each file its own way. */
        enum power_fate fate = all < 2 ? (enum power_fate)all : (enum power_fate)(power_random(random) % 3);
        if (all >= 2 && power_random(random) % 2)
            fate = FATE_TEAR;
        bool named = all == 1 || (all > 1 && power_random(random) % 2);
        const struct power_file *file = named ? entry->now : entry->safe;
        if (file && cut_file(file, fate, folder, entry->name, random))
            return -1;
        if (!strchr(entry->name, '-') && cut_shm(disk, entry->name, folder, random))
            return -1;
    }
    return 0;
}
