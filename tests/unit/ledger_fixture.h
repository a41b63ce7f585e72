/* A ledger in a folder of its own with a small made-up site, for the ledger's tests. Its day begins at
 * DAY_MS, so far in the future that no build time reaches it. */
#ifndef LEDGER_FIXTURE_H
#define LEDGER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hex.h"
#include "ledger/ledger.h"

#define DAY_MS  INT64_C(4102444800000) /* 2100-01-01 00:00 UTC */
#define MIN_MS  INT64_C(60000)
#define HOUR_MS (60 * MIN_MS)

#define BOOT_A "aaaaaaaa-0000-4000-8000-00000000000a"
#define BOOT_B "bbbbbbbb-0000-4000-8000-00000000000b"
#define BOOT_C "cccccccc-0000-4000-8000-00000000000c"

struct fixture {
    char folder[64], path[96];
    struct ledger *ledger;
    struct digest_card_key key;
    struct error err;
};

/* The card of learner n: 04 00 00 00 00 00 n. */
static inline void fixture_uid(int n, uint8_t uid[7])
{
    memset(uid, 0, 7);
    uid[0] = 0x04;
    uid[5] = (uint8_t)(n >> 8);
    uid[6] = (uint8_t)n;
}

static inline void fixture_card_hex(const struct fixture *f, int n, char out[65])
{
    uint8_t uid[7], key[DIGEST_BYTES];
    fixture_uid(n, uid);
    digest_card(&f->key, uid, sizeof uid, key);
    hex_encode(key, sizeof key, out);
}

/* Rooms 101 and 202. Class C1 (late after 15) in 101 at 08:00-11:30 today (S1) and tomorrow (S2); C2 in 202
 * at the same time today (S3); C3 (no grace) in 101 at 13:30-17:00 (S4); C4 in 101 at 10:00-12:00 (S5), over
 * S1's end. Learners: 1-3 in C1 (3 excused from S1), 4 in C2, 5 in C3, 6 in no class, 7 in C1 and C4; 8 an
 * instructor; 9 in C1 with a blocked card. */
static inline char *fixture_slice(const struct fixture *f, const char *version)
{
    char *json = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    assert_non_null(out);
    fprintf(out,
            "{\"version\": \"%s\", \"kiosk\": {\"kiosk_id\": \"K1\", \"room_id\": \"R101\", \"site_id\": "
            "\"X\"},\n"
            "\"rooms\": [{\"room_id\": \"R101\", \"name\": \"101\", \"place\": \"Tầng 1, nhà A\"},\n"
            "{\"room_id\": \"R202\", \"name\": \"202\", \"place\": null}],\n\"classes\": [",
            version);
    static const int grace[] = {15, 15, 0, 15};
    for (int i = 0; i < 4; i++)
        fprintf(
            out,
            "%s{\"class_id\": \"C%d\", \"title\": \"Lớp %d\", \"kind\": \"x\", \"threshold_percent\": 80, "
            "\"late_after_min\": %d, \"opens_before_min\": 30, \"newer\": [1]}",
            i ? "," : "", i + 1, i + 1, grace[i]);
    static const struct {
        const char *session, *class, *room;
        int64_t from_min, to_min;
    } sessions[] = {{"S1", "C1", "R101", 480, 690},
                    {"S2", "C1", "R101", 480 + 1440, 690 + 1440},
                    {"S3", "C2", "R202", 480, 690},
                    {"S4", "C3", "R101", 810, 1020},
                    {"S5", "C4", "R101", 600, 720}};
    fprintf(out, "],\n\"sessions\": [");
    for (int i = 0; i < 5; i++)
        fprintf(
            out,
            "%s{\"session_id\": \"%s\", \"class_id\": \"%s\", \"room_id\": \"%s\", \"starts_utc_ms\": %lld, "
            "\"ends_utc_ms\": %lld, \"periods\": 5, \"number\": %d, \"of\": 2, \"instructor_id\": \"G8\", "
            "\"closed\": false}",
            i ? "," : "", sessions[i].session, sessions[i].class, sessions[i].room,
            (long long)(DAY_MS + sessions[i].from_min * MIN_MS),
            (long long)(DAY_MS + sessions[i].to_min * MIN_MS), i == 1 ? 2 : 1);
    fprintf(out, "],\n\"members\": [");
    for (int i = 1; i <= 9; i++)
        fprintf(out, "%s{\"member_id\": \"%s%d\", \"full_name\": \"Nguyễn Văn %d\", \"unit\": \"Chi bộ %d\"}",
                i > 1 ? "," : "", i == 8 ? "G" : "M", i, i, i);
    fprintf(out, "],\n\"enrolments\": [{\"class_id\": \"C1\", \"member_id\": \"M1\", \"ordinal\": 1},"
                 "{\"class_id\": \"C1\", \"member_id\": \"M2\", \"ordinal\": 2},"
                 "{\"class_id\": \"C1\", \"member_id\": \"M3\", \"ordinal\": 3},"
                 "{\"class_id\": \"C1\", \"member_id\": \"M7\", \"ordinal\": 4},"
                 "{\"class_id\": \"C1\", \"member_id\": \"M9\", \"ordinal\": 5},"
                 "{\"class_id\": \"C2\", \"member_id\": \"M4\", \"ordinal\": 1},"
                 "{\"class_id\": \"C3\", \"member_id\": \"M5\", \"ordinal\": 1},"
                 "{\"class_id\": \"C4\", \"member_id\": \"M7\", \"ordinal\": 1}],\n\"cards\": [");
    for (int i = 1; i <= 9; i++) {
        char hex[65];
        fixture_card_hex(f, i, hex);
        fprintf(out, "%s{\"card_key\": \"%s\", \"member_id\": \"%s%d\", \"role\": \"%s\", \"state\": \"%s\"}",
                i > 1 ? "," : "", hex, i == 8 ? "G" : "M", i, i == 8 ? "instructor" : "learner",
                i == 9 ? "blocked" : "active");
    }
    fprintf(out, "],\n\"excused\": [{\"session_id\": \"S1\", \"member_id\": \"M3\"}]}");
    assert_int_equal(fclose(out), 0);
    return json;
}

static inline void fixture_take_slice(struct fixture *f, const char *version)
{
    char *json = fixture_slice(f, version);
    if (ledger_slice_replace(f->ledger, json, strlen(json), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(json);
}

static inline struct clock_reading fixture_reading(const char *boot, int64_t boottime_ms, int64_t utc_ms,
                                                   enum clock_source source)
{
    struct clock_reading reading = {.boottime_ms = boottime_ms, .utc_ms = utc_ms, .source = source};
    snprintf(reading.boot_id, sizeof reading.boot_id, "%s", boot);
    return reading;
}

static inline void fixture_note(struct fixture *f, const char *boot, int64_t boottime_ms, int64_t utc_ms,
                                enum clock_source source)
{
    struct clock_reading reading = fixture_reading(boot, boottime_ms, utc_ms, source);
    if (ledger_boot_note(f->ledger, &reading, &f->err) != 0)
        fail_msg("boot: %s", f->err.text);
}

static inline int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    snprintf(f->folder, sizeof f->folder, "/tmp/ledger_test.XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/ledger.db", f->folder);
    memset(f->key.bytes, 0x5a, sizeof f->key.bytes);
    *state = f;
    return 0;
}

/* The same with the ledger open, its slice taken, and boot A dated: boottime 0 = DAY_MS, by the centre. */
static inline int fixture_setup_open(void **state)
{
    fixture_setup(state);
    struct fixture *f = *state;
    if (ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
    fixture_take_slice(f, "v1");
    fixture_note(f, BOOT_A, 0, DAY_MS, CLOCK_SOURCE_CENTRE);
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    char command[128];
    ledger_close(f->ledger);
    snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* Learner n taps in room at boottime_ms of boot. */
static inline struct ledger_result fixture_tap_in(struct fixture *f, int n, const char *room,
                                                  const char *boot, int64_t boottime_ms)
{
    uint8_t uid[7];
    struct ledger_result result;
    fixture_uid(n, uid);
    struct ledger_tap tap = {.uid = uid, .uid_length = 7, .boottime_ms = boottime_ms, .room_id = room};
    snprintf(tap.boot_id, sizeof tap.boot_id, "%s", boot);
    if (ledger_tap(f->ledger, &f->key, &tap, &result, &f->err) != 0)
        fail_msg("tap: %s", f->err.text);
    return result;
}

/* The same in room R101 in boot A at minutes of the day. */
static inline struct ledger_result fixture_tap(struct fixture *f, int n, int64_t at_min)
{
    return fixture_tap_in(f, n, "R101", BOOT_A, at_min * MIN_MS);
}

struct fixture_roll {
    char lines[1024];
};

static inline void fixture_roll_row(void *user, const struct ledger_roll_row *row)
{
    struct fixture_roll *roll = user;
    size_t used = strlen(roll->lines);
    snprintf(roll->lines + used, sizeof roll->lines - used, "%d %s %s %lld %d\n", row->ordinal,
             row->member_id, row->status,
             row->arrived_utc_ms ? (long long)((row->arrived_utc_ms - DAY_MS) / MIN_MS) : -1LL,
             row->time_trusted);
}

/* The roll as lines "ordinal member status minute-of-day-or--1 trusted". */
static inline void fixture_assert_roll(struct fixture *f, const char *session_id, const char *expected)
{
    struct fixture_roll roll = {""};
    if (ledger_roll(f->ledger, session_id, fixture_roll_row, &roll, &f->err) < 0)
        fail_msg("roll: %s", f->err.text);
    assert_string_equal(roll.lines, expected);
}

#endif
