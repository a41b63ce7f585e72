/* Files that must be whole or not there: written beside their place, synced, renamed. */
#ifndef OFFICE_FILES_H
#define OFFICE_FILES_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/* Makes the folder with its parents, those it makes with the given mode. An existing folder is left as it is.
 * Returns 0 or ERROR_IO naming the path. */
int files_folder(const char *path, mode_t mode, struct error *err);

/* Writes length bytes to path with the mode, replacing what is there at once. Returns 0, ERROR_FULL or
 * ERROR_IO. */
int files_write(const char *path, const void *bytes, size_t length, mode_t mode, struct error *err);

/* Reads a whole file of at most limit bytes; *bytes is NUL-terminated, the caller frees it. Returns 0,
 * ERROR_NOT_FOUND, ERROR_INPUT (longer than limit) or ERROR_IO. */
int files_read(const char *path, size_t limit, char **bytes, size_t *length, struct error *err);

/* Writes folder/name to out. Returns 0 or ERROR_INPUT when it does not fit. */
int files_join(char *out, size_t capacity, const char *folder, const char *name, struct error *err);

#endif
