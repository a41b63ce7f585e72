/* Power cuts at the device: the real ledger writes to a disk that may hold, after a cut, any part of what is not safe yet
 * (power_vfs.h). The power is cut before every write and sync of a day at the door: making the ledger, slices, taps, marks,
 * clocks, checkpoints, restarts. Each time what the disk holds is opened by the real ledger_open on the system's own VFS:
 * every fact that was acknowledged must be there, once, with its chain whole, and the next tap must work.
 *
 * Usage: device_power [--sync full|normal|lying] [--cuts N] [--seed S]
 *
 * Prints "cuts N acknowledged N lost N doubled N broken N": facts acknowledged before the cuts and those of them that
 * were not there after, facts that were there twice or never made, and ledgers that could not be used. normal (the file's
 * log is not synced) and lying (the disk does not) are the controls: they must lose. Exit status 0 when nothing was lost,
 * doubled or broken. */
#include <dirent.h>
#include <time.h>

#include "../unit/ledger_fixture.h"
#include "ledger/schema.h"
#include "ledger/staff.h"
#include "power_vfs.h"

#define DAY_STEPS 190

enum day_sync { DAY_FULL, DAY_NORMAL, DAY_LYING };

/* A day at the door, and what was promised in it. */
struct day {
    struct fixture f; /* the kiosk's connection */
    struct ledger *agent;
    struct power_disk *disk;
    enum day_sync sync;
    uint64_t random;
    char cut_folder[64];
    int64_t boottime_ms;
    char ledger_id[37]; /* "" until the ledger is made */
    int64_t promised;   /* facts acknowledged */
    uint8_t promised_chain[DIGEST_BYTES];
    bool writing;      /* a fact that was not acknowledged yet may be there */
    unsigned every;    /* cut at one of so many instants */
    char slices[2][8]; /* version before and after the slice in work */
    long cuts, cuts_wanted, acknowledged, lost, doubled, broken, cuts_lost;
};

static void folder_empty(const char *folder)
{
    DIR *entries = opendir(folder);
    char path[400];
    assert_non_null(entries);
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            assert_int_equal(unlink(path), 0);
    }
    closedir(entries);
}

static void cut_broken(struct day *day, const char *what)
{
    day->broken++;
    if (day->broken <= 5)
        fprintf(stderr, "cut %ld, after fact %lld: %s\n", day->cuts, (long long)day->promised, what);
}

/* What was promised is there, once. */
static void cut_facts(struct day *day, struct fixture *f, int64_t *last)
{
    int64_t count, distinct;
    uint8_t chain[DIGEST_BYTES];
    assert_int_equal(store_int(f->ledger, "SELECT max(seq) FROM fact", 0, last, &f->err), 0);
    assert_int_equal(store_int(f->ledger, "SELECT count(*) FROM fact", 0, &count, &f->err), 0);
    /* Each fact of the day has an instant of its own. */
    assert_int_equal(
        store_int(f->ledger, "SELECT count(DISTINCT boottime_ms) FROM fact", 0, &distinct, &f->err), 0);
    if (schema_check_chain(f->ledger, 0, &f->err) < 0)
        cut_broken(day, f->err.text);
    if (count != *last)
        cut_broken(day, "the sequence has gaps");
    day->doubled += count - distinct;
    if (*last > day->promised + (day->writing ? 1 : 0))
        day->doubled += *last - day->promised;
    long lost = *last < day->promised ? (long)(day->promised - *last) : 0;
    if (lost == 0 && day->promised > 0 &&
        (strcmp(ledger_id(f->ledger), day->ledger_id) != 0 ||
         ledger_chain_at(f->ledger, day->promised, chain) != 0 ||
         memcmp(chain, day->promised_chain, DIGEST_BYTES) != 0))
        lost = (long)day->promised; /* another record stands there */
    day->lost += lost;
    day->cuts_lost += lost > 0;
    day->acknowledged += (long)day->promised;
}

/* A slice is there whole, the old or the new one. A cut may take back a whole one: it comes again from the centre. */
static void cut_slice(struct day *day, struct fixture *f)
{
    char version[LEDGER_ID_MAX + 1];
    int64_t rows;
    if (ledger_slice_version(f->ledger, version, sizeof version) != 0)
        cut_broken(day, "the slice's version cannot be read");
    assert_int_equal(store_int(f->ledger,
                               "SELECT (SELECT count(*) FROM slice_card) * 10000 + (SELECT count(*) FROM "
                               "slice_session) * 100 + (SELECT count(*) FROM slice_enrolment)",
                               0, &rows, &f->err),
                     0);
    if (rows != (version[0] ? 90508 : 0))
        cut_broken(day, "the slice is there in part");
}

static void cut_reopen(struct day *day)
{
    struct fixture f = day->f;
    int64_t last;
    snprintf(f.folder, sizeof f.folder, "%s", day->cut_folder);
    snprintf(f.path, sizeof f.path, "%s/ledger.db", f.folder);
    if (ledger_open(f.path, LEDGER_KIOSK, &f.ledger, &f.err) != 0) {
        cut_broken(day, f.err.text);
        day->lost += (long)day->promised;
        day->cuts_lost += day->promised > 0;
        day->acknowledged += (long)day->promised;
        return;
    }
    int64_t aside;
    assert_int_equal(
        store_int(f.ledger, "SELECT count(*) FROM note WHERE name = 'damaged'", 0, &aside, &f.err), 0);
    if (aside > 0)
        cut_broken(day, "the ledger was taken for a damaged one");
    cut_facts(day, &f, &last);
    cut_slice(day, &f);
    struct ledger_result result;
    uint8_t uid[7];
    fixture_uid(2, uid);
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boot_id = BOOT_C, .boottime_ms = 1, .room_id = "R101"};
    if (ledger_tap(f.ledger, &f.key, &tap, &result, &f.err) != 0)
        cut_broken(day, f.err.text);
    else if (result.seq != last + 1)
        cut_broken(day, "the next tap has not the next number");
    ledger_close(f.ledger);
}

static void day_instant(void *user)
{
    struct day *day = user;
    if (day->cuts >= day->cuts_wanted || power_random(&day->random) % day->every != 0)
        return;
    if (power_disk_cut(day->disk, day->cut_folder, &day->random) != 0) {
        perror("device_power: the cut");
        exit(1);
    }
    day->cuts++;
    cut_reopen(day);
    folder_empty(day->cut_folder);
}

/* ---- the day ---- */

static void day_check(struct day *day, int rc)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "device_power: %s\n", day->f.err.text);
    exit(1);
}

/* The kiosk said yes to a fact. */
static void day_promise(struct day *day)
{
    int64_t last;
    day_check(day, store_int(day->f.ledger, "SELECT max(seq) FROM fact", 0, &last, &day->f.err));
    /* An act that changes nothing records nothing; a tap says its number itself. */
    if (last == day->promised) {
        day->writing = false;
        return;
    }
    assert_int_equal(last, day->promised + 1);
    assert_int_equal(ledger_chain_at(day->f.ledger, last, day->promised_chain), 0);
    day->promised = last;
    day->writing = false;
}

static void day_open(struct day *day)
{
    struct fixture *f = &day->f;
    day_check(day, ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err));
    if (day->sync == DAY_NORMAL)
        day_check(day, store_script(f->ledger, "PRAGMA synchronous = NORMAL", "testing", &f->err));
    if (!day->ledger_id[0])
        snprintf(day->ledger_id, sizeof day->ledger_id, "%s", ledger_id(f->ledger));
    day_check(day, ledger_open(f->path, LEDGER_AGENT, &day->agent, &f->err));
}

static void day_shut(struct day *day)
{
    ledger_close(day->agent);
    ledger_close(day->f.ledger);
    day->agent = NULL;
    day->f.ledger = NULL;
}

static void day_slice(struct day *day, int number)
{
    char version[8];
    snprintf(version, sizeof version, "v%d", number);
    char *json = fixture_slice(&day->f, version);
    day_check(day, ledger_slice_replace(day->agent, json, strlen(json), &day->f.err));
    free(json);
}

static void day_tap(struct day *day)
{
    struct fixture *f = &day->f;
    struct ledger_result result;
    uint8_t uid[7];
    fixture_uid((int)(power_random(&day->random) % 40), uid);
    struct ledger_tap tap = {
        .uid = uid, .uid_length = 7, .boot_id = BOOT_A, .boottime_ms = day->boottime_ms, .room_id = "R101"};
    day_check(day, ledger_tap(f->ledger, &f->key, &tap, &result, &f->err));
    assert_int_equal(result.seq, day->promised + 1);
}

/* A fact of an instructor, or of the device itself. */
static void day_act(struct day *day, unsigned which)
{
    struct fixture *f = &day->f;
    struct clock_reading now =
        fixture_reading(BOOT_A, day->boottime_ms, DAY_MS + day->boottime_ms, CLOCK_SOURCE_CENTRE);
    struct ledger_act act = {.now = now, .room_id = "R101", .actor_id = "G8", .session_id = "S1"};
    struct ledger_guest guest = {.name = "Khách", .unit = "Chi bộ 9", .why = "observe"};
    int64_t seq;
    switch (which % 4) {
    case 0:
        day_check(day, ledger_mark(f->ledger, &act, "M1", LEDGER_S_LATE, NULL, 6, &seq, &f->err));
        break;
    case 1:
        day_check(
            day, ledger_session_mark(f->ledger, &act, which % 8 == 1 ? "close" : "reopen", 0, &seq, &f->err));
        break;
    case 2:
        day_check(day, ledger_guest_add(f->ledger, &act, &guest, &f->err));
        break;
    default:
        day_check(day, ledger_device_event(f->ledger, &now, "R101", "reader_up", NULL, &f->err));
    }
}

static void day_step(struct day *day, int step)
{
    struct fixture *f = &day->f;
    unsigned draw = (unsigned)(power_random(&day->random) % 100);
    day->boottime_ms = 8 * HOUR_MS + step * 4000;
    struct clock_reading now =
        fixture_reading(BOOT_A, day->boottime_ms, DAY_MS + day->boottime_ms, CLOCK_SOURCE_CENTRE);
    if (draw < 84) {
        day->writing = true;
        if (draw < 70)
            day_tap(day);
        else
            day_act(day, (unsigned)(power_random(&day->random) % 8));
        day_promise(day);
    } else if (draw < 92)
        day_check(day, ledger_sync_write(day->agent, &now, day->promised, draw % 2, false, &f->err));
    else if (draw < 95)
        day_slice(day, step);
    else if (draw < 97) {
        /* The clock was corrected. */
        now.utc_ms += 1000 * (int64_t)(power_random(&day->random) % 9);
        now.source = CLOCK_SOURCE_NTP;
        day_check(day, ledger_boot_note(f->ledger, &now, &f->err));
    } else if (draw < 98) {
        day_shut(day);
        day_open(day);
    }
    ledger_checkpoint(f->ledger);
}

static void day_run(struct day *day, const char *root)
{
    struct fixture *f = &day->f;
    day->ledger_id[0] = '\0';
    day->promised = 0;
    day->writing = false;
    snprintf(f->folder, sizeof f->folder, "%s/disk", root);
    snprintf(f->path, sizeof f->path, "%s/ledger.db", f->folder);
    snprintf(day->cut_folder, sizeof day->cut_folder, "%s/cut", root);
    assert_int_equal(mkdir(f->folder, 0700), 0);
    assert_int_equal(mkdir(day->cut_folder, 0700), 0);
    day->disk = power_disk_open(f->folder, day->sync == DAY_LYING);
    assert_non_null(day->disk);
    power_disk_watch(day->disk, day_instant, day);
    day_open(day);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_RTC);
    day_check(day, ledger_boot_note(f->ledger, &now, &f->err));
    day_slice(day, 0);
    for (int step = 1; step <= DAY_STEPS && day->cuts < day->cuts_wanted; step++)
        day_step(day, step);
    day_shut(day);
    power_disk_close(day->disk);
    folder_empty(f->folder);
    assert_int_equal(rmdir(f->folder), 0);
    assert_int_equal(rmdir(day->cut_folder), 0);
}

static int day_usage(void)
{
    fprintf(stderr, "usage: device_power [--sync full|normal|lying] [--cuts N] [--seed S]\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const char *const syncs[] = {"full", "normal", "lying"};
    struct day day = {.cuts_wanted = 2000, .every = 1};
    uint64_t seed = (uint64_t)time(NULL);
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 == argc)
            return day_usage();
        if (!strcmp(argv[i], "--cuts"))
            day.cuts_wanted = atol(argv[i + 1]);
        else if (!strcmp(argv[i], "--seed"))
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--sync")) {
            int found = 0;
            while (found < 3 && strcmp(syncs[found], argv[i + 1]) != 0)
                found++;
            if (found == 3)
                return day_usage();
            day.sync = (enum day_sync)found;
        } else
            return day_usage();
    }
    /* A short count of cuts is spread over a day, a long one meets every instant of many. */
    day.every = day.cuts_wanted >= 2000 ? 1 : (unsigned)(2600 / (day.cuts_wanted + 1)) + 1;
    day.random = seed;
    memset(day.f.key.bytes, 0x5a, sizeof day.f.key.bytes);
    char root[32];
    snprintf(root, sizeof root, "%s/power.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(root)) {
        perror("device_power: a folder for the disk");
        return 1;
    }
    while (day.cuts < day.cuts_wanted)
        day_run(&day, root);
    rmdir(root);
    printf("seed %llu sync %s\n", (unsigned long long)seed, syncs[day.sync]);
    printf("cuts %ld acknowledged %ld lost %ld doubled %ld broken %ld cuts_with_loss %ld\n", day.cuts,
           day.acknowledged, day.lost, day.doubled, day.broken, day.cuts_lost);
    return day.lost || day.doubled || day.broken ? 1 : 0;
}
