#include "office/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int files_join(char *out, size_t capacity, const char *folder, const char *name, struct error *err)
{
    int wanted = snprintf(out, capacity, "%s/%s", folder, name);
    if (wanted < 0 || (size_t)wanted >= capacity)
        return error_set(err, ERROR_INPUT, "the path of %s is longer than %zu bytes; choose a shorter folder",
                         name, capacity - 1);
    return 0;
}

int files_folder(const char *path, mode_t mode, struct error *err)
{
    char part[PATH_MAX];
    if (strlen(path) >= sizeof part)
        return error_set(err, ERROR_INPUT, "the path of the folder is longer than %zu bytes",
                         sizeof part - 1);
    strcpy(part, path);
    for (char *c = part + 1;; c++) {
        if (*c != '/' && *c != '\0')
            continue;
        char end = *c;
        *c = '\0';
        if (mkdir(part, mode) && errno != EEXIST)
            return error_set(err, ERROR_IO, "%s: the folder cannot be made: %s", part, strerror(errno));
        *c = end;
        if (!end)
            break;
    }
    struct stat info;
    if (stat(path, &info))
        return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return error_set(err, ERROR_IO, "%s: is no folder; choose another place", path);
    return 0;
}

static int files_fail(const char *path, struct error *err)
{
    int code = errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
    return error_set(err, code, "%s: cannot be written: %s", path, strerror(errno));
}

static int files_put(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        length -= (size_t)put;
    }
    return fsync(fd);
}

int files_write(const char *path, const void *bytes, size_t length, mode_t mode, struct error *err)
{
    char beside[PATH_MAX];
    int wanted = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    if (wanted < 0 || (size_t)wanted >= sizeof beside)
        return error_set(err, ERROR_INPUT, "%s: the path is too long", path);
    int fd = mkostemp(beside, O_CLOEXEC); /* mode 0600, so nobody reads a key in between */
    if (fd < 0)
        return files_fail(path, err);
    int bad = files_put(fd, bytes, length) || fchmod(fd, mode);
    int reason = errno;
    close(fd);
    if (!bad && rename(beside, path)) {
        bad = 1;
        reason = errno;
    }
    if (bad) {
        unlink(beside);
        errno = reason;
        return files_fail(path, err);
    }
    return 0;
}

int files_read(const char *path, size_t limit, char **bytes, size_t *length, struct error *err)
{
    *bytes = NULL;
    int code = 0;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return error_set(err, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_IO, "%s: cannot be read: %s", path,
                         strerror(errno));
    size_t capacity = 65536, used = 0;
    char *text = malloc(capacity + 1);
    while (text) {
        used += fread(text + used, 1, capacity - used, file);
        if (used < capacity || used > limit)
            break;
        capacity *= 2;
        char *more = realloc(text, capacity + 1);
        if (!more)
            free(text);
        text = more;
    }
    if (!text)
        code = error_set(err, ERROR_MEMORY, "%s: out of memory", path);
    else if (ferror(file))
        code = error_set(err, ERROR_IO, "%s: cannot be read: %s", path, strerror(errno));
    else if (used > limit)
        code = error_set(err, ERROR_INPUT, "%s: is larger than %zu bytes; split the file", path, limit);
    fclose(file);
    if (code) {
        free(text);
        return code;
    }
    text[used] = '\0';
    *bytes = text;
    *length = used;
    return 0;
}
