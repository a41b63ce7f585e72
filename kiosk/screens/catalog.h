/* A compiled translation file, read by ourselves.
 *
 * Why not gettext(3): glibc from 2.39 on (Debian 13) ignores LANGUAGE when the locale is C or C.UTF-8, and
 * those are the only locales of a Debian without generated ones, so that gettext() there answers every msgid
 * with itself. glibc 2.36 (Debian 12) still follows LANGUAGE under C.UTF-8. A kiosk has to switch language
 * while it runs on both, so the .mo files that msgfmt makes are read here. Their format: GNU gettext manual,
 * section "The Format of GNU MO Files". */
#ifndef SCREENS_CATALOG_H
#define SCREENS_CATALOG_H

#include <stddef.h>

#include "base/error.h"

#define CATALOG_BYTES_MAX (4L * 1024 * 1024)

struct catalog;

/* Reads a .mo file whole and checks every offset, length and the order of its strings. *out is closed with
 * catalog_close. Returns 0; ERROR_CONFIG when the file is missing, damaged or not UTF-8 (the text names it
 * and how to mend it); ERROR_MEMORY. */
int catalog_open(const char *path, struct catalog **out, struct error *err);

/* The same over bytes in memory, which are copied. name is used in error texts only. */
int catalog_parse(const void *bytes, size_t size, const char *name, struct catalog **out, struct error *err);

void catalog_close(struct catalog *catalog); /* NULL is fine */

/* The translation of a msgid, or NULL. Valid until the catalog is closed. */
const char *catalog_find(const struct catalog *catalog, const char *msgid);

/* Number of strings, and the msgid of one of them (0 .. count - 1, in the order of strcmp). */
size_t catalog_count(const struct catalog *catalog);
const char *catalog_msgid(const struct catalog *catalog, size_t index);

#endif
