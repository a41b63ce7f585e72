/* Errors of every part: negative values in three classes, one text each.
 * Class try later (-1xx): the same call may succeed later, nothing is wrong with what was asked.
 * Class refused   (-2xx): what was asked or given is wrong and stays wrong.
 * Class broken    (-3xx): something that should work does not. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum error_code {
    ERROR_NONE = 0,

    ERROR_BUSY = -101,    /* somebody else holds it for now */
    ERROR_TIMEOUT = -102, /* no answer before the deadline */
    ERROR_OFFLINE = -103, /* the other side cannot be reached */
    ERROR_FULL = -104,    /* no room on the disk */

    ERROR_USAGE = -201,  /* wrong command line */
    ERROR_CONFIG = -202, /* wrong configuration file */
    ERROR_INPUT = -203,  /* outside input that breaks its format */
    ERROR_NOT_FOUND = -204,
    ERROR_DENIED = -205,   /* not allowed: permissions, certificate, revoked */
    ERROR_VERSION = -206,  /* a schema or protocol of another version */
    ERROR_CONFLICT = -207, /* contradicts what is already there */

    ERROR_IO = -301,
    ERROR_CORRUPT = -302, /* stored data is damaged */
    ERROR_MEMORY = -303,
    ERROR_PROTOCOL = -304, /* the other side answered something that cannot be */
    ERROR_BROKEN = -305    /* a library or device failed without a better word */
};

enum error_class { ERROR_CLASS_NONE, ERROR_CLASS_LATER, ERROR_CLASS_REFUSED, ERROR_CLASS_BROKEN };

/* What went wrong, for a person: which place, what, and how to mend it. Owned by the caller, no pointers
 * inside. */
struct error {
    enum error_code code;
    char text[480]; /* UTF-8, one line, no newline; empty when code is ERROR_NONE */
};

/* The class of a code. */
enum error_class error_class(enum error_code code);

/* A short English text of a code, static. */
const char *error_text(enum error_code code);

/* Fills *err (may be NULL) and returns code, so that a function can end with `return error_set(...)`. */
int error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The exit status a program ends with: 0 done, 1 failed, 2 wrong use or configuration. */
int error_exit_status(enum error_code code);

#endif
