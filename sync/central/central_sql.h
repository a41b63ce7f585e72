/* The texts that make the training database, embedded in the order in which they run. */
#ifndef CENTRAL_CENTRAL_SQL_H
#define CENTRAL_CENTRAL_SQL_H

#include <stddef.h>

/* Numbers below this are migrations, run once each; from it on code, made anew when its text has changed. */
#define CENTRAL_SQL_CODE 100

struct central_sql {
    int number;       /* 0 = roles and schema, run each time */
    const char *name; /* "001_tables" */
    const char *text;
};

/* All texts in rising order of number, static; *count is how many. */
const struct central_sql *central_sql_list(size_t *count);

#endif
