#include "kiosk.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/program.h"
#include "desk.h"
#include "door/door.h"
#include "language.h"
#include "ledger/ledger.h"
#include "screens/screen.h"
#include "setup.h"
#include "ui/window.h"

#define KIOSK_NOTICE_MS 2500 /* reread, many */
#define KIOSK_HINT_MS   4000 /* the panel was touched */

static const char kiosk_help[] =
    "diemdanh-kiosk -c FILE [--wait] [--screenshots DIR]\n"
    "The attendance kiosk at the classroom door: takes taps, shows results, records them.\n"
    "  -c FILE            the device's configuration (see kiosk.conf.example)\n"
    "  --wait             while FILE is missing or wrong, show the page of the first start instead of "
    "ending\n"
    "  --screenshots DIR  write a PNG of every picture that has come to rest into DIR\n"
    "  --help, --version\n";

enum kiosk_face { KIOSK_STARTING, KIOSK_IDLE, KIOSK_ACCEPTED, KIOSK_REFUSED, KIOSK_FAILED };

struct kiosk {
    struct config config;
    const char *config_path;
    bool waits;              /* for its configuration */
    const char *screenshots; /* NULL = none */
    int screenshot_number;
    bool screenshot_due;

    struct window *window;
    struct door *door;
    struct desk *desk; /* the instructors' pages; NULL until the door is there */
    struct door_snapshot snapshot;
    struct screen_state state;

    enum kiosk_face face;
    const char *page; /* of the desk, as presented last */
    uint64_t results_seen, notices_seen;
    int64_t notice_until_ms;
    bool ready_told;
};

static void kiosk_changed(void *user)
{
    struct kiosk *kiosk = user;
    window_wake(kiosk->window);
}

static enum screen_trouble kiosk_trouble(const struct door_snapshot *s)
{
    if (s->full)
        return SCREEN_TROUBLE_FULL;
    if (s->reader_down)
        return SCREEN_TROUBLE_READER;
    if (!s->view.clock_trusted)
        return SCREEN_TROUBLE_CLOCK;
    if (s->disk_low)
        return SCREEN_TROUBLE_DISK_LOW;
    if (s->sync_bad)
        return SCREEN_TROUBLE_SYNC;
    return s->offline ? SCREEN_TROUBLE_OFFLINE : SCREEN_TROUBLE_NONE;
}

static void kiosk_notice(struct kiosk *kiosk, const char *key, int64_t until_ms)
{
    kiosk->state.notice_key = key;
    kiosk->notice_until_ms = until_ms;
}

static void kiosk_take_notice(struct kiosk *kiosk)
{
    const struct door_snapshot *s = &kiosk->snapshot;
    kiosk_notice(kiosk, s->notice == DOOR_NOTICE_MANY ? "refuse.many" : "refuse.reread",
                 s->notice_mono_ms + KIOSK_NOTICE_MS);
    kiosk->screenshot_due = true;
    if (kiosk->face != KIOSK_STARTING)
        kiosk->face = KIOSK_IDLE;
}

/* desk: an instructor's page tells of it, or asks. */
static void kiosk_take_result(struct kiosk *kiosk, bool desk)
{
    const struct door_snapshot *s = &kiosk->snapshot;
    kiosk->state.result = s->result;
    kiosk->state.result_mono_ms = s->result_mono_ms;
    kiosk_notice(kiosk, NULL, 0);
    if (desk) {
        kiosk->face = KIOSK_IDLE;
    } else if (s->failed) {
        kiosk->face = KIOSK_FAILED;
        kiosk->state.result.verdict = LEDGER_CLOSED; /* stays as long as a refusal */
    } else
        kiosk->face = screen_is_accepted(s->result.verdict) ? KIOSK_ACCEPTED : KIOSK_REFUSED;
}

/* Takes over the door's snapshot. Returns true if a new result came. */
static bool kiosk_update(struct kiosk *kiosk)
{
    struct door_snapshot *s = &kiosk->snapshot;
    struct screen_state *state = &kiosk->state;
    bool had_session = state->view.has_current;
    enum screen_trouble had_trouble = state->trouble;
    door_snapshot(kiosk->door, s);
    state->view = s->view;
    state->now_utc_ms = s->view.now_utc_ms;
    state->sync = s->sync;
    state->trouble = kiosk_trouble(s);
    state->reader_none = s->reader_none;
    state->reader_down_since_utc_ms = s->reader_down_since_utc_ms;
    state->disk_percent = s->disk_percent;
    state->disk_taps = s->disk_taps;
    if (state->trouble != had_trouble || state->view.has_current != had_session)
        kiosk->screenshot_due = true;
    bool notice = s->notices != kiosk->notices_seen, result = s->results != kiosk->results_seen;
    kiosk->notices_seen = s->notices;
    kiosk->results_seen = s->results;
    bool desk = desk_hear(kiosk->desk, s);
    /* Both since the last look: the later one is what the learner waits for. */
    if (notice && result && s->notice_mono_ms >= s->result_mono_ms)
        result = false;
    if (result)
        kiosk_take_result(kiosk, desk);
    else if (notice)
        kiosk_take_notice(kiosk);
    return result;
}

static bool kiosk_shows_result(const struct kiosk *kiosk)
{
    return kiosk->face == KIOSK_ACCEPTED || kiosk->face == KIOSK_REFUSED || kiosk->face == KIOSK_FAILED;
}

static bool kiosk_shows_desk(const struct kiosk *kiosk)
{
    return kiosk->face != KIOSK_STARTING && !kiosk_shows_result(kiosk) && desk_shows(kiosk->desk);
}

static void kiosk_draw(struct kiosk *kiosk)
{
    struct canvas *canvas = window_canvas(kiosk->window);
    if (kiosk_shows_desk(kiosk)) {
        desk_draw(kiosk->desk, canvas, &kiosk->state);
        return;
    }
    switch (kiosk->face) {
    case KIOSK_ACCEPTED:
        screen_accepted(canvas, &kiosk->state);
        break;
    case KIOSK_REFUSED:
        screen_refused(canvas, &kiosk->state);
        break;
    case KIOSK_FAILED:
        screen_failed(canvas, &kiosk->state);
        break;
    default:
        screen_idle(canvas, &kiosk->state);
        desk_log_zones(kiosk->desk, canvas, "idle");
    }
}

static void kiosk_present(struct kiosk *kiosk, enum window_transition transition)
{
    kiosk_draw(kiosk);
    struct canvas_point from = screen_ring_centre(window_canvas(kiosk->window), &kiosk->state);
    window_present(kiosk->window, transition, from.x, from.y);
    kiosk->screenshot_due = kiosk->screenshot_due || transition != WINDOW_KEEP;
    const char *page = desk_page(kiosk->desk);
    if (page != kiosk->page)
        kiosk->screenshot_due = true;
    kiosk->page = page;
}

static void kiosk_log_result(const struct kiosk *kiosk)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    log_debug("result %lld on the glass after %lld us", (long long)kiosk->snapshot.result.seq,
              (long long)(now_us - kiosk->snapshot.tap_mono_us));
}

/* What time alone does: results end, notices go. */
static void kiosk_tick(struct kiosk *kiosk)
{
    struct screen_state *state = &kiosk->state;
    int64_t now_ms = clock_monotonic_ms();
    state->now_mono_ms = now_ms;
    if (state->notice_key && now_ms >= kiosk->notice_until_ms)
        kiosk_notice(kiosk, NULL, 0);
    int64_t age_ms = now_ms - state->result_mono_ms;
    int64_t stay_ms = kiosk->face == KIOSK_ACCEPTED ? SCREEN_ACCEPTED_MS : SCREEN_REFUSED_MS;
    if (kiosk_shows_result(kiosk) && age_ms >= stay_ms) {
        kiosk->face = KIOSK_IDLE;
        kiosk_present(kiosk, WINDOW_FADE);
    }
    desk_tick(kiosk->desk, now_ms);
    if (desk_language(kiosk->desk))
        language_switch();
}

static void kiosk_screenshot(struct kiosk *kiosk)
{
    static const char *const troubles[] = {"idle",          "idle-full",     "idle-reader", "idle-clock",
                                           "idle-disk-low", "idle-sync-bad", "idle-offline"};
    if (!kiosk->screenshots || !kiosk->screenshot_due || window_moving(kiosk->window) ||
        kiosk->face == KIOSK_STARTING)
        return;
    /* The badge has drawn itself and the counter has rolled 540 ms after the result. */
    if (kiosk_shows_result(kiosk) && kiosk->state.now_mono_ms - kiosk->state.result_mono_ms < 600)
        return;
    kiosk->screenshot_due = false;
    const char *name = troubles[kiosk->state.trouble];
    if (kiosk->face == KIOSK_FAILED)
        name = "failed";
    else if (kiosk_shows_result(kiosk))
        name = ledger_verdict_word(kiosk->state.result.verdict);
    else if (desk_shows(kiosk->desk))
        name = desk_page(kiosk->desk);
    else if (kiosk->state.notice_key)
        name = kiosk->state.notice_key;
    char path[600];
    struct error err = {0};
    snprintf(path, sizeof path, "%s/%03d-%s.png", kiosk->screenshots, ++kiosk->screenshot_number, name);
    if (window_screenshot(kiosk->window, path, &err))
        log_warning("no screenshot: %s", err.text);
}

static void kiosk_touch(struct kiosk *kiosk, const struct window_event *event)
{
    if (kiosk->face == KIOSK_STARTING || (!kiosk_shows_result(kiosk) && desk_event(kiosk->desk, event)) ||
        event->kind != WINDOW_TAP)
        return;
    int64_t age_ms = event->at_ms - kiosk->state.result_mono_ms;
    if (kiosk->face == KIOSK_IDLE && event->zone == SCREEN_ZONE_PANEL)
        kiosk_notice(kiosk, "idle.hint_reader", event->at_ms + KIOSK_HINT_MS);
    else if ((kiosk->face == KIOSK_REFUSED || kiosk->face == KIOSK_FAILED) &&
             age_ms >= SCREEN_TOUCH_CLOSES_AFTER_MS) {
        kiosk->face = KIOSK_IDLE;
        kiosk_present(kiosk, WINDOW_FADE);
    }
}

static void kiosk_hear_door(struct kiosk *kiosk)
{
    bool covered = kiosk_shows_result(kiosk);
    if (kiosk_update(kiosk)) {
        kiosk->state.now_mono_ms = clock_monotonic_ms();
        enum window_transition disc = covered ? WINDOW_DISC_FAST : WINDOW_DISC;
        kiosk_present(kiosk, kiosk_shows_desk(kiosk) ? WINDOW_KEEP : disc);
        kiosk_log_result(kiosk);
    } else if (kiosk->face == KIOSK_STARTING && kiosk->snapshot.ready) {
        kiosk->face = KIOSK_IDLE;
        kiosk->screenshot_due = true;
    }
    if (!kiosk->ready_told && kiosk->snapshot.ready) {
        kiosk->ready_told = true;
        notify_send("READY=1");
    }
}

/* Returns the error the kiosk ends with, or ERROR_NONE when it was asked to end. */
static int kiosk_loop(struct kiosk *kiosk, struct error *err)
{
    int64_t watchdog_ms = 0;
    for (;;) {
        kiosk_tick(kiosk);
        if (kiosk->face != KIOSK_STARTING)
            kiosk_present(kiosk, WINDOW_KEEP);
        kiosk_screenshot(kiosk);
        if (kiosk->state.now_mono_ms >= watchdog_ms) {
            notify_send("WATCHDOG=1");
            watchdog_ms = kiosk->state.now_mono_ms + 5000;
        }
        int wait_ms = screen_next_ms(&kiosk->state, kiosk_shows_result(kiosk));
        int desk_ms = desk_next_ms(kiosk->desk, kiosk->state.now_mono_ms);
        wait_ms = desk_ms < wait_ms ? desk_ms : wait_ms;
        if (kiosk->screenshots && kiosk->screenshot_due && wait_ms > 50)
            wait_ms = 50;
        struct window_event event;
        window_wait(kiosk->window, wait_ms, &event);
        switch (event.kind) {
        case WINDOW_QUIT:
            return ERROR_NONE;
        case WINDOW_WAKE:
            kiosk_hear_door(kiosk);
            break;
        case WINDOW_NONE:
            break;
        default:
            kiosk_touch(kiosk, &event);
        }
        if (kiosk->snapshot.fatal.code) {
            *err = kiosk->snapshot.fatal;
            return err->code;
        }
    }
}

static int kiosk_arguments(struct kiosk *kiosk, int argc, char **argv, struct error *err)
{
    static const struct option options[] = {
        {"wait", no_argument, NULL, 'w'}, {"screenshots", required_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
        if (option == 'c')
            kiosk->config_path = optarg;
        else if (option == 'w')
            kiosk->waits = true;
        else if (option == 's')
            kiosk->screenshots = optarg;
        else
            return error_set(err, ERROR_USAGE, "unknown option %s; see --help", argv[optind - 1]);
    }
    if (optind < argc)
        return error_set(err, ERROR_USAGE, "%s is not expected; see --help", argv[optind]);
    if (!kiosk->config_path)
        return error_set(err, ERROR_USAGE, "give the configuration with -c FILE");
    struct stat folder;
    if (kiosk->screenshots && (stat(kiosk->screenshots, &folder) || !S_ISDIR(folder.st_mode)))
        return error_set(err, ERROR_USAGE, "%s: is no folder for screenshots; make it first",
                         kiosk->screenshots);
    return 0;
}

static int kiosk_open(struct kiosk *kiosk, struct error *err)
{
    const struct config *config = &kiosk->config;
    clock_zone_set(config->kiosk.timezone);
    int failed = language_open(config->kiosk.language, err);
    if (failed)
        return failed;
    struct window_options options = {.title = "diemdanh",
                                     .width = config->display.width,
                                     .height = config->display.height,
                                     .fullscreen = config->display.fullscreen,
                                     .rotation = config->display.rotation,
                                     .px_aspect = config->display.px_aspect,
                                     .motion = config->display.motion};
    if ((failed = window_open(&options, &kiosk->window, err)))
        return failed;
    static const enum screen_side sides[] = {[CONFIG_SIDE_LEFT] = SCREEN_READER_LEFT,
                                             [CONFIG_SIDE_RIGHT] = SCREEN_READER_RIGHT,
                                             [CONFIG_SIDE_BELOW] = SCREEN_READER_BELOW};
    kiosk->state.reader_side = sides[config->display.reader_side];
    kiosk->state.motion = config->display.motion;
    if ((failed = door_open(config, kiosk->config_path, kiosk_changed, kiosk, &kiosk->door, err)))
        return failed;
    return desk_open(config, kiosk->door, &kiosk->desk, err);
}

/* Returns 0, an error, or 1 when the kiosk was asked to end while it waited. */
static int kiosk_configure(struct kiosk *kiosk, struct error *err)
{
    int failed = config_load(kiosk->config_path, &kiosk->config, err);
    return failed && kiosk->waits ? setup_wait(kiosk->config_path, &kiosk->config, err) : failed;
}

int kiosk_main(int argc, char **argv)
{
    if (program_answer(argc, argv, "diemdanh-kiosk", kiosk_help))
        return 0;
    log_open("diemdanh-kiosk");
    program_keep_stdio();
    struct error err = {0};
    struct kiosk *kiosk = calloc(1, sizeof *kiosk);
    int failed = kiosk ? 0 : error_set(&err, ERROR_MEMORY, "out of memory");
    if (!failed)
        failed = kiosk_arguments(kiosk, argc, argv, &err);
    if (!failed)
        failed = kiosk_configure(kiosk, &err);
    if (!failed)
        failed = kiosk_open(kiosk, &err);
    if (!failed)
        failed = kiosk_loop(kiosk, &err);
    if (kiosk) {
        desk_close(kiosk->desk);
        door_close(kiosk->door);
        window_close(kiosk->window);
    }
    free(kiosk);
    return failed < 0 ? program_fail("diemdanh-kiosk", &err) : 0;
}
