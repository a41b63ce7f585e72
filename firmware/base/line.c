#include "base/line.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

void line_reader_init(struct line_reader *reader)
{
    memset(reader, 0, sizeof *reader);
}

/* Makes room at the end by moving what was not given out yet to the front. */
static void line_reader_compact(struct line_reader *reader)
{
    if (reader->taken == 0)
        return;
    memmove(reader->data, reader->data + reader->taken, reader->used - reader->taken);
    reader->used -= reader->taken;
    reader->taken = 0;
}

int line_reader_fill(struct line_reader *reader, int fd)
{
    line_reader_compact(reader);
    if (reader->used == sizeof reader->data) {
        /* A full buffer without a newline: this line is too long and is dropped up to its end. */
        if (!reader->skipping)
            reader->dropped++;
        reader->skipping = true;
        reader->used = 0;
    }
    for (;;) {
        ssize_t count = read(fd, reader->data + reader->used, sizeof reader->data - reader->used);
        if (count >= 0) {
            reader->used += (size_t)count;
            return (int)count;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return ERROR_BUSY;
        if (errno != EINTR)
            return ERROR_IO;
    }
}

char *line_reader_next(struct line_reader *reader)
{
    for (;;) {
        char *start = reader->data + reader->taken;
        char *end = memchr(start, '\n', reader->used - reader->taken);
        if (!end)
            return NULL;
        reader->taken = (size_t)(end - reader->data) + 1;
        *end = '\0';
        if (reader->skipping) {
            reader->skipping = false;
            continue;
        }
        if (end > start && end[-1] == '\r')
            end[-1] = '\0';
        return start;
    }
}

int line_write(int fd, const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof line - 1)
        return ERROR_IO;
    line[length++] = '\n';

    int written = 0;
    while (written < length) {
        ssize_t count = write(fd, line + written, (size_t)(length - written));
        if (count > 0) {
            written += (int)count;
        } else if (count < 0 && errno == EINTR) {
            continue;
        } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (written == 0)
                return ERROR_BUSY;
            /* Half a line is out: the rest must follow, or the next line would be glued to it. */
            struct pollfd wait = {.fd = fd, .events = POLLOUT};
            if (poll(&wait, 1, 1000) <= 0)
                return ERROR_IO;
        } else {
            return ERROR_IO;
        }
    }
    return 0;
}

int line_split(char *text, char **words, int max)
{
    int count = 0;
    char *save = NULL;
    for (char *word = strtok_r(text, " \t", &save); word && count < max; word = strtok_r(NULL, " \t", &save))
        words[count++] = word;
    return count;
}
