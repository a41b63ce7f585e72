#include "kiosk.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/program.h"
#include "kiosk_private.h"
#include "language.h"
#include "setup.h"

#define KIOSK_HINT_MS 4000 /* the panel was touched */
#define KIOSK_DIM_MS  600000
#define KIOSK_DIM     40 /* percent of the backlight */

static const char kiosk_help[] =
    "diemdanh-kiosk -c FILE [--wait [--setup DIR]] [--screenshots DIR]\n"
    "The attendance kiosk at the classroom door: takes taps, shows results, records them.\n"
    "  -c FILE            the device's configuration (see kiosk.conf.example)\n"
    "  --wait             while FILE is missing or wrong, show the page of the first start instead of "
    "ending\n"
    "  --setup DIR        look for the set-up folder of the office in DIR too, not only on mounted USB "
    "sticks\n"
    "  --screenshots DIR  write a PNG of every picture that has come to rest into DIR\n"
    "  --help, --version\n";

static void kiosk_changed(void *user)
{
    struct kiosk *kiosk = user;
    window_wake(kiosk->window);
}

/* The backlight falls after ten idle minutes outside a session and is back at the first touch or card. */
static void kiosk_light(struct kiosk *kiosk)
{
    int64_t now_ms = kiosk->state.now_mono_ms;
    if (kiosk->state.view.has_current || kiosk_shows_result(kiosk) || desk_shows(kiosk->desk) ||
        kiosk->state.notice_key)
        kiosk->used_ms = now_ms;
    bool dim = now_ms - kiosk->used_ms >= KIOSK_DIM_MS;
    if (dim == kiosk->dimmed)
        return;
    kiosk->dimmed = dim;
    window_backlight(kiosk->window, dim ? KIOSK_DIM : 100);
}

/* Results end, notices go, the light falls. */
void kiosk_tick(struct kiosk *kiosk)
{
    struct screen_state *state = &kiosk->state;
    int64_t now_ms = clock_monotonic_ms();
    state->now_mono_ms = now_ms;
    if (state->notice_key && now_ms >= state->notice_until_mono_ms)
        kiosk_notice(kiosk, NULL, 0);
    int64_t age_ms = now_ms - state->result_mono_ms;
    int64_t stay_ms = kiosk->face == KIOSK_ACCEPTED ? SCREEN_ACCEPTED_MS : SCREEN_REFUSED_MS;
    if (kiosk_shows_result(kiosk) && age_ms >= stay_ms) {
        kiosk->face = KIOSK_IDLE;
        kiosk_present(kiosk, WINDOW_FADE);
    }
    desk_tick(kiosk->desk, now_ms);
    if (!kiosk_shows_result(kiosk) && !desk_tells(kiosk->desk))
        explicit_bzero(&state->result,
                       sizeof state->result); /* a name stays as long as it stands on the glass */
    if (desk_language(kiosk->desk))
        language_switch();
    kiosk_light(kiosk);
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

/* Returns the error the kiosk ends with, or ERROR_NONE when it was asked to end. */
static int kiosk_loop(struct kiosk *kiosk, struct error *err)
{
    int64_t watchdog_ms = 0;
    kiosk->used_ms = clock_monotonic_ms();
    window_backlight(kiosk->window, 100);
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
            kiosk->used_ms = event.at_ms;
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
    static const struct option options[] = {{"wait", no_argument, NULL, 'w'},
                                            {"setup", required_argument, NULL, 'u'},
                                            {"screenshots", required_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
        if (option == 'c')
            kiosk->config_path = optarg;
        else if (option == 'w')
            kiosk->waits = true;
        else if (option == 'u')
            kiosk->setup = optarg;
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
                                     .place = WINDOW_LEFT,
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
    return failed && kiosk->waits ? setup_wait(kiosk->config_path, kiosk->setup, &kiosk->config, err)
                                  : failed;
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
