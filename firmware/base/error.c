#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

enum error_class error_class(enum error_code code)
{
    if (code == ERROR_NONE)
        return ERROR_CLASS_NONE;
    if (code > -200)
        return ERROR_CLASS_LATER;
    if (code > -300)
        return ERROR_CLASS_REFUSED;
    return ERROR_CLASS_BROKEN;
}

const char *error_text(enum error_code code)
{
    switch (code) {
    case ERROR_NONE:
        return "no error";
    case ERROR_BUSY:
        return "held by somebody else for now";
    case ERROR_TIMEOUT:
        return "no answer in time";
    case ERROR_OFFLINE:
        return "cannot be reached";
    case ERROR_FULL:
        return "no room on the disk";
    case ERROR_USAGE:
        return "wrong command line";
    case ERROR_CONFIG:
        return "wrong configuration";
    case ERROR_INPUT:
        return "input breaks its format";
    case ERROR_NOT_FOUND:
        return "not found";
    case ERROR_DENIED:
        return "not allowed";
    case ERROR_VERSION:
        return "another version";
    case ERROR_CONFLICT:
        return "contradicts what is there";
    case ERROR_IO:
        return "reading or writing failed";
    case ERROR_CORRUPT:
        return "stored data is damaged";
    case ERROR_MEMORY:
        return "out of memory";
    case ERROR_PROTOCOL:
        return "impossible answer";
    case ERROR_BROKEN:
        return "a library or device failed";
    }
    return "unknown error";
}

int error_set(struct error *err, enum error_code code, const char *format, ...)
{
    if (!err)
        return code;
    err->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    for (char *c = err->text; *c; c++) {
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    }
    return code;
}

int error_exit_status(enum error_code code)
{
    switch (code) {
    case ERROR_NONE:
        return 0;
    case ERROR_USAGE:
    case ERROR_CONFIG:
        return 2;
    default:
        return 1;
    }
}
