#include "ledger/tail.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

/* "UUID SEQ\n", always as long. */
#define TAIL_BYTES    58
#define TAIL_PATH_MAX (STORE_PATH_MAX + 8)

/* Instead of a descriptor. */
#define TAIL_NONE     (-1) /* the first fact makes it */
#define TAIL_GIVEN_UP (-2)

/* The sequence that the file tells of this ledger, 0 if it tells none. */
static int64_t tail_read(struct ledger *ledger)
{
    char line[TAIL_BYTES + 1];
    ssize_t got = pread(ledger->tail_fd, line, TAIL_BYTES, 0);
    if (got != TAIL_BYTES || memcmp(line, ledger->uuid_text, 36) != 0 || line[36] != ' ' ||
        line[TAIL_BYTES - 1] != '\n')
        return 0;
    line[TAIL_BYTES - 1] = '\0';
    char *end;
    int64_t seq = strtoll(line + 37, &end, 10);
    return *end ? 0 : seq;
}

/* The mode is the ledger's own. */
static int tail_file(struct ledger *ledger, int flags)
{
    char path[TAIL_PATH_MAX];
    struct stat status;
    snprintf(path, sizeof path, "%s-tail", ledger->path);
    int fd = open(path, O_RDWR | flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && stat(ledger->path, &status) == 0 && fchmod(fd, status.st_mode & 0777) != 0)
        log_debug("%s: its mode cannot be set", path);
    return fd < 0 ? TAIL_NONE : fd;
}

void tail_keep(struct ledger *ledger, int64_t seq)
{
    char line[TAIL_BYTES + 1];
    if (ledger->tail_fd == TAIL_NONE)
        ledger->tail_fd = tail_file(ledger, O_CREAT);
    if (ledger->tail_fd < 0) {
        ledger->tail_fd = TAIL_GIVEN_UP;
        return;
    }
    snprintf(line, sizeof line, "%s %020" PRId64 "\n", ledger->uuid_text, seq);
    if (pwrite(ledger->tail_fd, line, TAIL_BYTES, 0) != TAIL_BYTES) {
        /* A full disk: what stands there may be half of this. */
        if (ftruncate(ledger->tail_fd, 0) != 0)
            log_debug("the last fact's number is not kept");
    }
}

void tail_open(struct ledger *ledger)
{
    int64_t last;
    struct error err = {0};
    ledger->tail_fd = tail_file(ledger, 0);
    if (ledger->tail_fd < 0 || store_int(ledger, "SELECT max(seq) FROM fact", 0, &last, &err) < 0)
        return;
    int64_t told = tail_read(ledger);
    if (told > last) {
        char note[64];
        snprintf(note, sizeof note, "%" PRId64 " after %" PRId64, told - last, last);
        log_error("%s: ends with fact %" PRId64 ", but %" PRId64
                  " were recorded; what the centre does not hold of them is lost: tell the office",
                  ledger->path, last, told);
        if (ledger_note_set(ledger, "lost_facts", note, &err) < 0)
            log_error("that facts were lost is not noted: %s", err.text);
    }
    tail_keep(ledger, last);
}

void tail_close(struct ledger *ledger)
{
    if (ledger->tail_fd >= 0)
        close(ledger->tail_fd);
}
