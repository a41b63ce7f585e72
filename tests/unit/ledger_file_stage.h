/* The ledger's file as others see it. */
#ifndef LEDGER_FILE_STAGE_H
#define LEDGER_FILE_STAGE_H

#include "ledger_fixture.h"

#include <fcntl.h>

#include "ledger/schema.h"

static inline void open_close(struct fixture *f)
{
    struct ledger *ledger;
    if (ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
    ledger_close(ledger);
}

static inline void run_sql(struct fixture *f, const char *sql)
{
    struct ledger *ledger;
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    assert_int_equal(store_script(ledger, sql, "testing", &f->err), 0);
    ledger_close(ledger);
}

static inline off_t file_size(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}

/* Changes the bytes `from` in the file to `to`, same length; fails if they are not there. */
static inline void file_patch(const char *path, const char *from, const char *to)
{
    size_t size = (size_t)file_size(path), length = strlen(from);
    char *bytes = malloc(size);
    assert_non_null(bytes);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, bytes, size), size);
    char *place = memmem(bytes, size, from, length);
    assert_non_null(place);
    assert_int_equal(pwrite(fd, to, length, place - bytes), length);
    close(fd);
    free(bytes);
}

/* A ledger with a fact of a known text in its file. */
static inline void make_with_event(struct fixture *f, int facts)
{
    struct ledger *ledger;
    assert_int_equal(ledger_open(f->path, LEDGER_KIOSK, &ledger, &f->err), 0);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_NTP);
    for (int i = 0; i < facts; i++) {
        char detail[32];
        snprintf(detail, sizeof detail, "event number %06d", i + 1);
        assert_int_equal(ledger_device_event(ledger, &now, "R101", "test", detail, &f->err), 0);
    }
    ledger_close(ledger);
}

/* Reads a whole file; the caller frees it. */
static inline uint8_t *file_read(const char *path, off_t *size)
{
    *size = file_size(path);
    uint8_t *bytes = malloc((size_t)*size + 1);
    assert_non_null(bytes);
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, bytes, (size_t)*size), *size);
    close(fd);
    return bytes;
}

#endif
