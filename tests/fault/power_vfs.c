#include "power_vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

struct power_handle {
    sqlite3_file file; /* first: SQLite's pointer is this one's */
    struct power_disk *disk;
    struct power_file *state;
    bool sync_folder; /* as SQLite's own: the first sync of a journal or log makes its name safe too */
    sqlite3_file *under;
};

uint64_t power_random(uint64_t *random)
{
    uint64_t z = (*random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static struct power_handle *handle_of(sqlite3_file *file)
{
    return (struct power_handle *)(void *)file;
}

static void power_before(struct power_disk *disk)
{
    if (disk->before)
        disk->before(disk->user);
}

/* ---- what is safe ---- */

static int bytes_reach(uint8_t **bytes, int64_t *capacity, int64_t size)
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

static int file_note(struct power_file *file, const void *bytes, int64_t at, int64_t length)
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

static void file_forget_writes(struct power_file *file)
{
    for (struct power_write *write = file->first, *next; write; write = next) {
        next = write->next;
        free(write->bytes);
        free(write);
    }
    file->first = file->last = NULL;
}

static void bytes_truncate(uint8_t *bytes, int64_t *size, int64_t to)
{
    if (to < *size)
        memset(bytes + to, 0, (size_t)(*size - to));
    *size = to;
}

static int file_sync(struct power_file *file)
{
    for (struct power_write *write = file->first; write; write = write->next) {
        int64_t end = write->at + write->length;
        if (bytes_reach(&file->safe, &file->capacity, end))
            return -1;
        if (!write->bytes) {
            bytes_truncate(file->safe, &file->safe_size, write->at);
            continue;
        }
        memcpy(file->safe + write->at, write->bytes, (size_t)write->length);
        if (end > file->safe_size)
            file->safe_size = end;
    }
    file_forget_writes(file);
    return 0;
}

static void folder_sync(struct power_disk *disk)
{
    for (int i = 0; i < disk->name_count && !disk->lying; i++)
        disk->names[i].safe = disk->names[i].now;
}

/* ---- the VFS: all that does not change the disk is the system's own ---- */

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
    if (file_note(handle->state, bytes, at, length))
        return SQLITE_IOERR_NOMEM;
    return handle->under->pMethods->xWrite(handle->under, bytes, length, at);
}

static int power_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct power_handle *handle = handle_of(file);
    power_before(handle->disk);
    if (file_note(handle->state, NULL, size, 0))
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
    if (file_sync(handle->state))
        return SQLITE_IOERR_NOMEM;
    if (handle->sync_folder) {
        power_before(handle->disk);
        folder_sync(handle->disk);
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

/* The name within the disk's folder, NULL for a file elsewhere. */
static const char *disk_holds(const struct power_disk *disk, const char *path)
{
    size_t length = strlen(disk->folder);
    if (!path || strncmp(path, disk->folder, length) != 0 || path[length] != '/')
        return NULL;
    return path + length + 1;
}

static struct power_name *disk_name(struct power_disk *disk, const char *name)
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

/* The file of a name, made when there is none. */
static struct power_file *disk_file(struct power_disk *disk, const char *name)
{
    struct power_name *entry = disk_name(disk, name);
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

static int power_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    struct power_disk *disk = disk_of(vfs);
    const char *name = disk_holds(disk, path);
    if (!name)
        return disk->under->xOpen(disk->under, path, file, flags, out_flags);
    struct power_handle *handle = handle_of(file);
    memset(handle, 0, sizeof *handle);
    handle->under = (sqlite3_file *)(void *)(handle + 1);
    int rc = disk->under->xOpen(disk->under, path, handle->under, flags, out_flags);
    if (rc != SQLITE_OK)
        return rc;
    handle->disk = disk;
    handle->state = disk_file(disk, name);
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
    const char *name = disk_holds(disk, path);
    if (!name)
        return disk->under->xDelete(disk->under, path, sync_folder);
    power_before(disk);
    struct power_name *entry = disk_name(disk, name);
    if (!entry)
        return SQLITE_NOMEM;
    entry->now = NULL;
    int rc = disk->under->xDelete(disk->under, path, 0);
    if (rc == SQLITE_OK && sync_folder) {
        power_before(disk);
        folder_sync(disk);
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
        file_forget_writes(file);
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

/* ---- the cut ---- */

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
    if (bytes_reach(&bytes, &capacity, most + 1))
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
            bytes_truncate(bytes, &size, write->at);
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
