/* A CSV file as rows of texts: RFC 4180 with a header line; a byte order mark, CRLF, quoted fields and line
 * breaks within quotes are taken; a file of an office whose list separator is ';' is, too. */
#ifndef OFFICE_SHEET_H
#define OFFICE_SHEET_H

#include <stddef.h>

#include "base/error.h"
#include "office/problems.h"

#define SHEET_BYTES_MAX (64 * 1024 * 1024)

struct sheet_row {
    int line; /* where it begins, from 1 */
    size_t count;
    char **fields; /* UTF-8 as in the file */
};

struct sheet {
    struct sheet_row *rows; /* the first is the header; rows of empty fields only are left out */
    size_t count, capacity;
};

/* Reads path. What is wrong in the file goes to problems (the result is 0 then, too); an error is returned
 * when it cannot be read at all. Free with sheet_free. */
int sheet_read(const char *path, struct sheet *sheet, struct problems *problems, struct error *err);

/* The same over bytes in memory. */
int sheet_parse(const char *bytes, size_t length, struct sheet *sheet, struct problems *problems,
                struct error *err);

void sheet_free(struct sheet *sheet);

#endif
