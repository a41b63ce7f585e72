#include "power_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t power_random(uint64_t *random)
{
    uint64_t z = (*random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int power_bytes_reach(uint8_t **bytes, int64_t *capacity, int64_t size)
{
    if (size <= *capacity)
        return 0;
    int64_t wanted = size + size / 2 + 4096;
    uint8_t *grown = realloc(*bytes, (size_t)wanted);
    if (!grown)
        return -1;
    memset(grown + *capacity, 0, (size_t)(wanted - *capacity));
    *bytes = grown;
    *capacity = wanted;
    return 0;
}

int power_file_note(struct power_file *file, const void *bytes, int64_t at, int64_t length)
{
    struct power_write *write = calloc(1, sizeof *write);
    if (write && bytes)
        write->bytes = malloc((size_t)length);
    if (!write || (bytes && !write->bytes)) {
        free(write);
        return -1;
    }
    if (bytes)
        memcpy(write->bytes, bytes, (size_t)length);
    write->at = at;
    write->length = length;
    if (file->last)
        file->last->next = write;
    else
        file->first = write;
    file->last = write;
    return 0;
}

void power_file_forget_writes(struct power_file *file)
{
    for (struct power_write *write = file->first, *next; write; write = next) {
        next = write->next;
        free(write->bytes);
        free(write);
    }
    file->first = file->last = NULL;
}

void power_bytes_truncate(uint8_t *bytes, int64_t *size, int64_t to)
{
    if (to < *size)
        memset(bytes + to, 0, (size_t)(*size - to));
    *size = to;
}

int power_file_sync(struct power_file *file)
{
    for (struct power_write *write = file->first; write; write = write->next) {
        int64_t end = write->at + write->length;
        if (power_bytes_reach(&file->safe, &file->capacity, end))
            return -1;
        if (!write->bytes) {
            power_bytes_truncate(file->safe, &file->safe_size, write->at);
            continue;
        }
        memcpy(file->safe + write->at, write->bytes, (size_t)write->length);
        if (end > file->safe_size)
            file->safe_size = end;
    }
    power_file_forget_writes(file);
    return 0;
}

void power_folder_sync(struct power_disk *disk)
{
    for (int i = 0; i < disk->name_count && !disk->lying; i++)
        disk->names[i].safe = disk->names[i].now;
}

const char *power_disk_holds(const struct power_disk *disk, const char *path)
{
    size_t length = strlen(disk->folder);
    if (!path || strncmp(path, disk->folder, length) != 0 || path[length] != '/')
        return NULL;
    return path + length + 1;
}

struct power_name *power_disk_name(struct power_disk *disk, const char *name)
{
    for (int i = 0; i < disk->name_count; i++) {
        if (!strcmp(disk->names[i].name, name))
            return &disk->names[i];
    }
    if (disk->name_count == POWER_NAMES_MAX || strlen(name) >= POWER_NAME_MAX)
        return NULL;
    struct power_name *made = &disk->names[disk->name_count++];
    snprintf(made->name, sizeof made->name, "%s", name);
    return made;
}

struct power_file *power_disk_file(struct power_disk *disk, const char *name)
{
    struct power_name *entry = power_disk_name(disk, name);
    if (!entry || entry->now)
        return entry ? entry->now : NULL;
    struct power_file *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    file->next = disk->files;
    disk->files = file;
    entry->now = file;
    return file;
}
