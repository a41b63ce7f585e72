#include "setup.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/program.h"
#include "language.h"
#include "machine.h"
#include "screens/staff.h"
#include "stick.h"
#include "ui/window.h"

#define SETUP_LOOK_MS 1000

/* Eight digits that stay with the machine, in two groups. */
static void setup_code(char *out, size_t capacity)
{
    char id[33] = "";
    FILE *file = fopen("/etc/machine-id", "re");
    if (file) {
        if (!fgets(id, sizeof id, file))
            id[0] = '\0';
        fclose(file);
    }
    for (char *c = id; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    if (strlen(id) < 8)
        snprintf(out, capacity, "----");
    else
        snprintf(out, capacity, "%.4s-%.4s", id, id + 4);
}

/* Returns true when the configuration is there and good; a stick that brings one is taken first. */
static bool setup_look(const char *path, const char *extra, struct staff_state *state, struct config *config)
{
    struct error err = {0};
    char told[sizeof state->setup_error], found[CONFIG_PATH_MAX];
    memcpy(told, state->setup_error, sizeof told);
    state->setup_error[0] = '\0';
    bool there = access(path, F_OK) == 0;
    if (there && config_load(path, config, &err) == 0)
        return state->usb_found = true;
    bool stick = stick_find(extra, found, sizeof found);
    state->usb_found = there || stick;
    if (stick && stick_take(found, path, &err) == 0) {
        log_info("the configuration was taken from %s", found);
        if (config_load(path, config, &err) == 0)
            return true;
    }
    if (!state->usb_found)
        return false;
    char text[sizeof state->setup_error];
    snprintf(text, sizeof text, "%.*s", (int)sizeof text - 1, err.text);
    if (strcmp(text, told) != 0)
        log_warning("%s", text);
    memcpy(state->setup_error, text, sizeof text);
    return false;
}

/* What of the machine works, as far as that can be told without a configuration: no reader is opened yet. */
static void setup_machine(const struct config *config, struct staff_state *state, struct screen_state *door)
{
    struct config at_root = {.ledger.path = "/"};
    struct staff_machine machine;
    struct clock_reading clock;
    machine_read(config ? config : &at_root, &machine);
    if (!machine.disk_total_bytes)
        machine_read(&at_root, &machine);
    snprintf(state->hostname, sizeof state->hostname, "%s", machine.hostname);
    snprintf(state->address, sizeof state->address, "%s", machine.address);
    state->network = machine.network;
    state->disk_free_bytes = machine.disk_free_bytes;
    state->disk_total_bytes = machine.disk_total_bytes;
    clock_read(&clock);
    door->view.clock_trusted = clock.source != CLOCK_SOURCE_GUESS;
}

static void setup_show(struct window *window, const struct staff_state *state,
                       const struct screen_state *door)
{
    staff_setup(window_canvas(window), state, door);
    window_present(window, WINDOW_KEEP, 0, 0);
}

static int setup_loop(struct window *window, const char *path, const char *extra, struct config *config)
{
    struct staff_state state = {.page = STAFF_SETUP, .asked_status = -1, .lamp_lit = -1};
    struct screen_state door = {0};
    struct window_event event = {0};
    setup_code(state.device_code, sizeof state.device_code);
    snprintf(state.version, sizeof state.version, "%s", program_version());
    int64_t look_ms = 0, good_ms = 0; /* good: "received" stands for a moment */
    while (event.kind != WINDOW_QUIT) {
        door.now_mono_ms = clock_monotonic_ms();
        if (good_ms && door.now_mono_ms >= good_ms)
            return 0;
        if (!good_ms && door.now_mono_ms >= look_ms) {
            notify_send("WATCHDOG=1");
            look_ms = door.now_mono_ms + SETUP_LOOK_MS;
            if (setup_look(path, extra, &state, config))
                good_ms = look_ms;
            setup_machine(good_ms ? config : NULL, &state, &door);
        }
        setup_show(window, &state, &door);
        window_wait(window, (int)(look_ms - door.now_mono_ms), &event);
        if (event.kind == WINDOW_TAP && event.zone == STAFF_ZONE_LANGUAGE)
            language_switch();
    }
    return 1;
}

int setup_wait(const char *path, const char *extra, struct config *config, struct error *err)
{
    int failed = language_open("vi", err);
    if (failed)
        return failed;
    /* Nothing is known of the display yet: all of it. */
    struct window_options options = {
        .title = "diemdanh", .width = 800, .height = 480, .fullscreen = true, .px_aspect = 1.0};
    struct window *window;
    if ((failed = window_open(&options, &window, err)))
        return failed;
    log_info("%s is missing or wrong: waiting for it", path);
    notify_send("READY=1");
    int ended = setup_loop(window, path, extra, config);
    window_close(window);
    return ended;
}
