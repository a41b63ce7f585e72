#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The only global state of the project. */
static char log_program[32] = "diemdanh";
static enum log_level log_threshold = LOG_LEVEL_INFO;

void log_open(const char *program)
{
    snprintf(log_program, sizeof log_program, "%s", program);
    const char *level = getenv("DIEMDANH_LOG");
    if (!level)
        return;
    if (!strcmp(level, "error"))
        log_threshold = LOG_LEVEL_ERROR;
    else if (!strcmp(level, "warning"))
        log_threshold = LOG_LEVEL_WARNING;
    else if (!strcmp(level, "debug"))
        log_threshold = LOG_LEVEL_DEBUG;
}

void log_line(enum log_level level, const char *format, ...)
{
    if (level > log_threshold)
        return;
    char line[1024];
    /* "<N>" is for journald; a person at a terminal does not want it. */
    int used = isatty(STDERR_FILENO) ? snprintf(line, sizeof line, "%s: ", log_program)
                                     : snprintf(line, sizeof line, "<%d>%s: ", (int)level, log_program);
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(line + used, sizeof line - (size_t)used - 1, format, args);
    va_end(args);
    if (wanted < 0)
        return;
    size_t length = strlen(line);
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\n' || line[i] == '\r')
            line[i] = ' ';
    }
    line[length] = '\n';
    /* One write a line, so that lines of several processes on one stderr stay whole. */
    ssize_t ignored = write(STDERR_FILENO, line, length + 1);
    (void)ignored;
}
