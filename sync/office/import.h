/* An import in three steps: cells out of the file, checks within it, checks against and writing to the
 * database. */
#ifndef OFFICE_IMPORT_H
#define OFFICE_IMPORT_H

#include <libpq-fe.h>
#include <stddef.h>

#include "base/error.h"
#include "digest/digest.h"
#include "office/kinds.h"
#include "office/problems.h"
#include "office/sheet.h"

#define IMPORT_ABSENT (-1)

struct import {
    const struct kind *kind;
    int place[KIND_COLUMNS_MAX]; /* of the kind's column in the file, or IMPORT_ABSENT */
    size_t rows;
    int *lines;   /* of each row */
    char **cells; /* rows x kind->count, as the database takes them; NULL = SQL NULL, or wrong and told */
    struct problems problems;
};

/* Reads the rows of a sheet. card_key is needed for cards only. What is wrong goes to import->problems.
 * Free with import_free, also after an error (ERROR_MEMORY). */
int import_cells(struct import *import, const struct sheet *sheet, const struct digest_card_key *card_key,
                 struct error *err);
void import_free(struct import *import);

/* What is doubled within the file: keys, ordinals of a class. */
int import_check_doubles(struct import *import, struct error *err);

/* The lines, and the cells of each column that the file has, as array literals of the database. */
struct import_arrays {
    char *lines, *columns[KIND_COLUMNS_MAX];
};

/* Free with import_arrays_free unless it fails (ERROR_MEMORY). */
int import_arrays_make(const struct import *import, struct import_arrays *arrays, struct error *err);
void import_arrays_free(struct import_arrays *arrays);

struct import_counts {
    size_t inserted, changed, unchanged;
};

/* Sessions only: the rooms of a list that are not known go to problems. */
int import_session_check(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                         struct error *err);

/* Sessions only, after their rows are written: their further rooms, and whether they are cancelled. Sessions
 * in which nothing else has changed are added to counts->changed. */
int import_session_write(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                         struct import_counts *counts, struct error *err);

/* Within the open transaction: unknown references, cards and ordinals that others have. */
int import_check_known(struct import *import, PGconn *conn, struct error *err);

/* Within the open transaction: writes the rows. An organisation that would stand above itself goes to
 * problems. */
int import_write(struct import *import, PGconn *conn, struct import_counts *counts, struct error *err);

/* The cell of a row and column. */
char **import_cell(const struct import *import, size_t row, size_t column);

#endif
