/* Lines over a descriptor, for the line protocols between the programs. */
#ifndef BASE_LINE_H
#define BASE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES 1024 /* longer lines are dropped whole and counted */

struct line_reader {
    char data[LINE_MAX_BYTES];
    size_t used;   /* bytes in data */
    size_t taken;  /* bytes of data already given out */
    bool skipping; /* inside a line that was too long */
    unsigned dropped;
};

/* Makes *reader empty. */
void line_reader_init(struct line_reader *reader);

/* Reads once from fd what is there. Returns > 0 bytes read, 0 at end of file,
 * ERROR_BUSY when nothing is there now (non-blocking fd), ERROR_IO on failure. */
int line_reader_fill(struct line_reader *reader, int fd);

/* The next whole line without its newline, or NULL when none is complete. The text lives in *reader until the
 * next call of either function; the caller may cut it up in place. */
char *line_reader_next(struct line_reader *reader);

/* Writes text and a newline, all of it or an error. Returns 0, ERROR_BUSY (non-blocking fd, nothing written)
 * or ERROR_IO. SIGPIPE is the caller's to ignore. */
int line_write(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Cuts text at spaces into at most max words, in place. Returns the count. */
int line_split(char *text, char **words, int max);

#endif
