/* A disk whose power can be cut, for SQLite: a VFS before the system's own. What is written goes to the files of one
 * folder at once, as into the kernel's cache, and beside that the disk remembers what is safe: a file's bytes by its own
 * sync, its name by a sync of the folder. A cut writes what the disk might hold then into another folder: each write not
 * yet safe is there, not there, or torn into sectors of 512 bytes that are new, old, zero or garbage, in no order; bytes
 * beside the written ones are never harmed (SQLite's "power-safe overwrite"). Files elsewhere are left alone. One disk
 * at a time, one thread. */
#ifndef POWER_VFS_H
#define POWER_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct power_disk;

/* The disk of the files in a folder, empty now. It becomes SQLite's default VFS until it is closed. lying: it confirms a sync
 * and does nothing. Returns NULL without memory. */
struct power_disk *power_disk_open(const char *folder, bool lying);

/* Every connection to its files is closed before. */
void power_disk_close(struct power_disk *disk);

/* Calls before each write, truncation, sync and deletion: the instants at which a cut makes a difference. */
void power_disk_watch(struct power_disk *disk, void (*before)(void *user), void *user);

/* Cuts the power: what the disk may hold now goes into the empty folder. random is its state of chance, moved on. The disk
 * itself goes on as if nothing had happened. Returns 0 or -1 with errno. */
int power_disk_cut(struct power_disk *disk, const char *folder, uint64_t *random);

/* A number of 64 bits by chance (splitmix64). */
uint64_t power_random(uint64_t *random);

#endif
