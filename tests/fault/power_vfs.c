/* The VFS: all that does not change the disk is the system's own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "power_disk.h"

struct power_handle {
    sqlite3_file file; /* first: SQLite's pointer is this one's */
    struct power_disk *disk;
    struct power_file *state;
    bool sync_folder; /* as SQLite's own: the first sync of a journal or log makes its name safe too */
    sqlite3_file *under;
};

static struct power_handle *handle_of(sqlite3_file *file)
{
    return (struct power_handle *)(void *)file;
}

static void power_before(struct power_disk *disk)
{
    if (disk->before)
        disk->before(disk->user);
}

static int power_close(sqlite3_file *file)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xClose(handle->under);
}

static int power_read(sqlite3_file *file, void *out, int length, sqlite3_int64 at)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xRead(handle->under, out, length, at);
}

static int power_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    struct power_handle *handle = handle_of(file);
    power_before(handle->disk);
    if (power_file_note(handle->state, bytes, at, length))
        return SQLITE_IOERR_NOMEM;
    return handle->under->pMethods->xWrite(handle->under, bytes, length, at);
}

static int power_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct power_handle *handle = handle_of(file);
    power_before(handle->disk);
    if (power_file_note(handle->state, NULL, size, 0))
        return SQLITE_IOERR_NOMEM;
    return handle->under->pMethods->xTruncate(handle->under, size);
}

/* The system's own sync is left out: this disk decides what is safe. */
static int power_sync(sqlite3_file *file, int flags)
{
    struct power_handle *handle = handle_of(file);
    (void)flags;
    power_before(handle->disk);
    if (handle->disk->lying)
        return SQLITE_OK;
    if (power_file_sync(handle->state))
        return SQLITE_IOERR_NOMEM;
    if (handle->sync_folder) {
        power_before(handle->disk);
        power_folder_sync(handle->disk);
    }
    handle->sync_folder = false;
    return SQLITE_OK;
}

static int power_file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xFileSize(handle->under, out);
}

static int power_lock(sqlite3_file *file, int level)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xLock(handle->under, level);
}

static int power_unlock(sqlite3_file *file, int level)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xUnlock(handle->under, level);
}

static int power_reserved(sqlite3_file *file, int *out)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xCheckReservedLock(handle->under, out);
}

/* Growing the file ahead of its writes would pass by this disk. */
static int power_control(sqlite3_file *file, int operation, void *argument)
{
    struct power_handle *handle = handle_of(file);
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE)
        return SQLITE_OK;
    return handle->under->pMethods->xFileControl(handle->under, operation, argument);
}

static int power_sector_size(sqlite3_file *file)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xSectorSize(handle->under);
}

static int power_traits(sqlite3_file *file)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xDeviceCharacteristics(handle->under);
}

static int power_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xShmMap(handle->under, page, size, extend, out);
}

static int power_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xShmLock(handle->under, offset, n, flags);
}

static void power_shm_barrier(sqlite3_file *file)
{
    struct power_handle *handle = handle_of(file);
    handle->under->pMethods->xShmBarrier(handle->under);
}

static int power_shm_unmap(sqlite3_file *file, int delete_it)
{
    struct power_handle *handle = handle_of(file);
    return handle->under->pMethods->xShmUnmap(handle->under, delete_it);
}

/* Version 2: no memory-mapped pages, which would be written past this disk. */
static const sqlite3_io_methods power_methods = {.iVersion = 2,
                                                 .xClose = power_close,
                                                 .xRead = power_read,
                                                 .xWrite = power_write,
                                                 .xTruncate = power_truncate,
                                                 .xSync = power_sync,
                                                 .xFileSize = power_file_size,
                                                 .xLock = power_lock,
                                                 .xUnlock = power_unlock,
                                                 .xCheckReservedLock = power_reserved,
                                                 .xFileControl = power_control,
                                                 .xSectorSize = power_sector_size,
                                                 .xDeviceCharacteristics = power_traits,
                                                 .xShmMap = power_shm_map,
                                                 .xShmLock = power_shm_lock,
                                                 .xShmBarrier = power_shm_barrier,
                                                 .xShmUnmap = power_shm_unmap};

static struct power_disk *disk_of(sqlite3_vfs *vfs)
{
    return (struct power_disk *)vfs->pAppData;
}

static int power_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    struct power_disk *disk = disk_of(vfs);
    const char *name = power_disk_holds(disk, path);
    if (!name)
        return disk->under->xOpen(disk->under, path, file, flags, out_flags);
    struct power_handle *handle = handle_of(file);
    memset(handle, 0, sizeof *handle);
    handle->under = (sqlite3_file *)(void *)(handle + 1);
    int rc = disk->under->xOpen(disk->under, path, handle->under, flags, out_flags);
    if (rc != SQLITE_OK)
        return rc;
    handle->disk = disk;
    handle->state = power_disk_file(disk, name);
    if (!handle->state) {
        handle->under->pMethods->xClose(handle->under);
        return SQLITE_NOMEM;
    }
    handle->sync_folder =
        (flags & SQLITE_OPEN_CREATE) != 0 && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    handle->file.pMethods = &power_methods;
    return SQLITE_OK;
}

static int power_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct power_disk *disk = disk_of(vfs);
    const char *name = power_disk_holds(disk, path);
    if (!name)
        return disk->under->xDelete(disk->under, path, sync_folder);
    power_before(disk);
    struct power_name *entry = power_disk_name(disk, name);
    if (!entry)
        return SQLITE_NOMEM;
    entry->now = NULL;
    int rc = disk->under->xDelete(disk->under, path, 0);
    if (rc == SQLITE_OK && sync_folder) {
        power_before(disk);
        power_folder_sync(disk);
    }
    return rc;
}

struct power_disk *power_disk_open(const char *folder, bool lying)
{
    struct power_disk *disk = calloc(1, sizeof *disk);
    if (!disk)
        return NULL;
    snprintf(disk->folder, sizeof disk->folder, "%s", folder);
    disk->lying = lying;
    disk->under = sqlite3_vfs_find(NULL);
    disk->vfs = *disk->under;
    disk->vfs.pNext = NULL;
    disk->vfs.szOsFile = (int)sizeof(struct power_handle) + disk->under->szOsFile;
    disk->vfs.zName = "power";
    disk->vfs.pAppData = disk;
    disk->vfs.xOpen = power_open;
    disk->vfs.xDelete = power_delete;
    if (sqlite3_vfs_register(&disk->vfs, 1) != SQLITE_OK) {
        free(disk);
        return NULL;
    }
    return disk;
}

void power_disk_close(struct power_disk *disk)
{
    if (!disk)
        return;
    sqlite3_vfs_unregister(&disk->vfs);
    sqlite3_vfs_register(disk->under, 1);
    for (struct power_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        power_file_forget_writes(file);
        free(file->safe);
        free(file);
    }
    free(disk);
}

void power_disk_watch(struct power_disk *disk, void (*before)(void *user), void *user)
{
    disk->before = before;
    disk->user = user;
}
