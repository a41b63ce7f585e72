/* Inside the ledger only: the form of a slice, member by member. The tables in slice_form.c are the form;
 * slice.h is its prose. */
#ifndef LEDGER_SLICE_FORM_H
#define LEDGER_SLICE_FORM_H

#include "ledger/store.h"

#define SLICE_FIELDS_MAX 15

#define SLICE_TIME_MAX INT64_C(253402300799999) /* the end of the year 9999 */

enum slice_type {
    SLICE_ID,
    SLICE_TEXT,
    SLICE_INT,
    SLICE_NUMBER,
    SLICE_FLAG,
    SLICE_KEY,
    SLICE_ROLE,
    SLICE_STATE,
    SLICE_ADDRESS,
    SLICE_UNIT
};

struct slice_field {
    const char *name;
    enum slice_type type;
    bool optional;         /* may be null or absent: then otherwise is stored */
    const char *otherwise; /* text or integer in SQL's sense; NULL = NULL */
    int64_t min, max;      /* of SLICE_INT */
};

struct slice_array {
    const char *name, *table;
    struct slice_field fields[SLICE_FIELDS_MAX];
    bool optional; /* an older centre does not send it: then it is empty */
};

#define SLICE_ARRAYS 12

extern const struct slice_array slice_arrays[SLICE_ARRAYS];

/* Where in the document the reading is, for errors. */
struct slice_place {
    const struct slice_array *array;
    const struct slice_field *field;
    int64_t index;
};

/* Fills err with the place, what is wrong there, and that the slice before stays. Returns ERROR_INPUT. */
int slice_wrong(const struct slice_place *place, const char *what, struct error *err);

/* Checks one member and binds it to the insert's parameter. In the row, `column` is its JSON type and the
 * next one its value, which must stay until the insert is done. Returns 0 or ERROR_INPUT. */
int slice_bind(sqlite3_stmt *row, int column, sqlite3_stmt *insert, int parameter,
               const struct slice_place *place, struct error *err);

#endif
