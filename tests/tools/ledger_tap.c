/* Taps cards into a ledger as the kiosk would, for tests of what comes after the door.
 *
 * Usage: ledger_tap -l LEDGER -k CARD_KEY_FILE -r ROOM [-s SLICE.json] [-n COUNT] [-e EVERY_MS] [-b] [UID...]
 *
 * Makes the ledger if need be, takes the slice if one is given, then taps the UIDs (hexadecimal) in turn,
 * COUNT taps in all (each UID once without -n). Without a UID the cards are made up, each another one. Prints
 * "SEQ VERDICT" for each tap that is on the disk, at once, so that a reader of the pipe knows what must never
 * be lost. -b says so before, which is wrong: a control for tests that count losses. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/program.h"
#include "digest/digest.h"
#include "ledger/ledger.h"
#include "ledger/slice.h"

#define TAP_BUSY_TRIES 50

struct tap_options {
    const char *ledger, *key, *room, *slice;
    long count, every_ms;
    bool before; /* says a tap is recorded before it is */
    char **uids;
    int uid_count;
};

static int tap_usage(struct error *err)
{
    return error_set(
        err, ERROR_USAGE,
        "usage: ledger_tap -l LEDGER -k CARD_KEY_FILE -r ROOM [-s SLICE] [-n COUNT] [-e MS] [-b] [UID...]");
}

static int tap_options_read(int argc, char **argv, struct tap_options *out, struct error *err)
{
    int option;
    out->count = -1;
    while ((option = getopt(argc, argv, "l:k:r:s:n:e:b")) != -1) {
        switch (option) {
        case 'l':
            out->ledger = optarg;
            break;
        case 'k':
            out->key = optarg;
            break;
        case 'r':
            out->room = optarg;
            break;
        case 's':
            out->slice = optarg;
            break;
        case 'n':
            out->count = atol(optarg);
            break;
        case 'e':
            out->every_ms = atol(optarg);
            break;
        case 'b':
            out->before = true;
            break;
        default:
            return tap_usage(err);
        }
    }
    out->uids = argv + optind;
    out->uid_count = argc - optind;
    if (out->count < 0)
        out->count = out->uid_count;
    return out->ledger && out->key && out->room ? 0 : tap_usage(err);
}

static int tap_slice(struct ledger *ledger, const char *path, struct error *err)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(err, ERROR_IO, "%s: cannot be opened: %s", path, strerror(errno));
    char *json = malloc(SLICE_BYTES_MAX);
    size_t length = json ? fread(json, 1, SLICE_BYTES_MAX, file) : 0;
    int code = json ? ledger_slice_replace(ledger, json, length, err) : ERROR_MEMORY;
    free(json);
    fclose(file);
    return code;
}

/* The index-th card: one of those given, or a made-up one that no other run of this process id has. */
static int tap_uid(const struct tap_options *options, long index, uint8_t uid[10])
{
    if (options->uid_count > 0)
        return hex_decode(options->uids[index % options->uid_count], uid, 10);
    uint32_t process = (uint32_t)getpid(), number = (uint32_t)index;
    uid[0] = 0x04;
    for (int i = 0; i < 3; i++) {
        uid[1 + i] = (uint8_t)(process >> (8 * i));
        uid[4 + i] = (uint8_t)(number >> (8 * i));
    }
    return 7;
}

static int tap_run(struct ledger *ledger, const struct tap_options *options, struct error *err)
{
    struct digest_card_key key;
    struct clock_reading now;
    int code = digest_card_key_load(options->key, &key, err);
    clock_read(&now);
    if (!code)
        code = ledger_boot_note(ledger, &now, err);
    if (!code && options->slice)
        code = tap_slice(ledger, options->slice, err);
    struct ledger_sync_state state = {0};
    if (!code && options->before)
        code = ledger_sync_read(ledger, &now, &state, err);
    for (long i = 0; !code && i < options->count; i++) {
        uint8_t uid[10];
        struct ledger_result result;
        int length = tap_uid(options, i, uid);
        if (length < 0)
            return error_set(err, ERROR_USAGE, "a UID is 4, 7 or 10 bytes in hexadecimal");
        clock_read(&now);
        struct ledger_tap tap = {.uid = uid,
                                 .uid_length = (size_t)length,
                                 .boottime_ms = now.boottime_ms,
                                 .room_id = options->room};
        memcpy(tap.boot_id, now.boot_id, sizeof tap.boot_id);
        if (options->before) {
            printf("%lld early\n", (long long)state.last_seq + 1 + i);
            nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
        }
        for (int tries = 0; tries == 0 || (code == ERROR_BUSY && tries < TAP_BUSY_TRIES); tries++)
            code = ledger_tap(ledger, &key, &tap, &result, err);
        if (!code && !options->before)
            printf("%lld %s\n", (long long)result.seq, ledger_verdict_word(result.verdict));
        struct timespec pause = {.tv_sec = options->every_ms / 1000,
                                 .tv_nsec = options->every_ms % 1000 * 1000000};
        nanosleep(&pause, NULL);
    }
    return code;
}

int main(int argc, char **argv)
{
    struct tap_options options = {0};
    struct ledger *ledger = NULL;
    struct error err = {0};
    setvbuf(stdout, NULL, _IOLBF, 0);
    int code = tap_options_read(argc, argv, &options, &err);
    if (!code)
        code = ledger_open(options.ledger, LEDGER_KIOSK, &ledger, &err);
    if (!code)
        code = tap_run(ledger, &options, &err);
    ledger_close(ledger);
    return code ? program_fail("ledger_tap", &err) : 0;
}
