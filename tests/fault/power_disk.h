/* Inside the disk of power_vfs.h only: what it holds, and what of that is safe. */
#ifndef POWER_DISK_H
#define POWER_DISK_H

#include <sqlite3.h>

#include "power_vfs.h"

#define POWER_SECTOR    512
#define POWER_NAMES_MAX 16
#define POWER_NAME_MAX  64
#define POWER_PATH_MAX  512

/* A write that is not safe yet; bytes NULL: a truncation to size at. */
struct power_write {
    struct power_write *next;
    int64_t at, length;
    uint8_t *bytes;
};

/* What a name stands for. It lives as long as the disk: an old one may come back with a cut. */
struct power_file {
    struct power_file *next;
    uint8_t *safe;
    int64_t safe_size, capacity;
    struct power_write *first, *last;
};

struct power_name {
    char name[POWER_NAME_MAX];
    struct power_file *now, *safe; /* NULL: no such file */
};

struct power_disk {
    sqlite3_vfs vfs;
    sqlite3_vfs *under;
    char folder[POWER_PATH_MAX];
    bool lying;
    void (*before)(void *user);
    void *user;
    struct power_file *files;
    struct power_name names[POWER_NAMES_MAX];
    int name_count;
};

/* Makes room for size bytes, zero where there were none. Returns 0 or -1 without memory, as all below that return an int. */
int power_bytes_reach(uint8_t **bytes, int64_t *capacity, int64_t size);

/* Cuts or lengthens; what is cut is zero, should it come back. */
void power_bytes_truncate(uint8_t *bytes, int64_t *size, int64_t to);

/* Remembers a write that is not safe yet; bytes NULL: a truncation. */
int power_file_note(struct power_file *file, const void *bytes, int64_t at, int64_t length);
void power_file_forget_writes(struct power_file *file);

/* What was written to the file is safe now; the names of the folder are. */
int power_file_sync(struct power_file *file);
void power_folder_sync(struct power_disk *disk);

/* The name within the disk's folder, NULL for a file elsewhere. */
const char *power_disk_holds(const struct power_disk *disk, const char *path);

/* The entry of a name, made when there is none; NULL without room. */
struct power_name *power_disk_name(struct power_disk *disk, const char *name);

/* The file of a name, made when there is none; NULL without room or memory. */
struct power_file *power_disk_file(struct power_disk *disk, const char *name);

#endif
