#include "door/door.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/program.h"
#include "door/private.h"

void door_publish(struct door *door)
{
    struct door_snapshot *shared = &door->shared;
    pthread_mutex_lock(&door->mutex);
    struct ledger_result waiting = shared->result;
    bool told = shared->results == door->now.results;
    *shared = door->now;
    if (told)
        shared->result = waiting;
    pthread_mutex_unlock(&door->mutex);
    explicit_bzero(&waiting, sizeof waiting);
    explicit_bzero(&door->now.result, sizeof door->now.result); /* a name is kept nowhere for later */
    door->changed(door->user);
}

void door_snapshot(struct door *door, struct door_snapshot *out)
{
    pthread_mutex_lock(&door->mutex);
    *out = door->shared;
    explicit_bzero(&door->shared.result, sizeof door->shared.result);
    pthread_mutex_unlock(&door->mutex);
}

static int64_t door_sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Starts what should run; returns when the door must look again, CLOCK_MONOTONIC ms. */
static int64_t door_keep_children(struct door *door, int64_t now_ms)
{
    int64_t next_ms = door->next_watch_ms;
    if (door->has_reader && !child_keep(&door->reader, now_ms))
        next_ms = door_sooner(next_ms, door->reader.start_at_ms);
    if (door->has_panel) {
        bool ran = door->panel.pid > 0;
        if (!child_keep(&door->panel, now_ms))
            next_ms = door_sooner(next_ms, door->panel.start_at_ms);
        else if (!ran) {
            door->panel_volume = 0;
            child_tell(&door->panel, door->panel_fault ? "show fault" : "show ready");
        }
    }
    return next_ms;
}

static void door_hear_reader(struct door *door)
{
    bool ended;
    while (child_read(&door->reader, clock_monotonic_ms(), &ended)) {
        for (char *line = line_reader_next(&door->reader.lines); line;
             line = line_reader_next(&door->reader.lines))
            door_reader_line(door, line);
    }
    if (ended)
        door_reader_lost(door, "library");
}

static void door_hear_panel(struct door *door)
{
    bool ended;
    while (child_read(&door->panel, clock_monotonic_ms(), &ended)) {
        for (char *line = line_reader_next(&door->panel.lines); line;
             line = line_reader_next(&door->panel.lines)) {
            if (!strncmp(line, "down", 4))
                log_warning("panel: %s", line);
        }
    }
}

static void *door_run(void *user)
{
    struct door *door = user;
    door->opened_ms = clock_monotonic_ms();
    door->next_open_ms = door->opened_ms + DOOR_RETRY_MS;
    door_ledger_open(door);
    while (!door->now.fatal.code) {
        int64_t now_ms = clock_monotonic_ms();
        if (now_ms >= door->next_watch_ms)
            door_watch(door, now_ms);
        if (door->now.fatal.code)
            break;
        int64_t next_ms = door_keep_children(door, now_ms);
        struct pollfd fds[3] = {{.fd = door->wake_fd[0], .events = POLLIN},
                                {.fd = door->reader.out_fd, .events = POLLIN},
                                {.fd = door->panel.out_fd, .events = POLLIN}};
        int64_t wait_ms =
            door->desk.roll_due || door_request_waits(door) ? 0 : next_ms - clock_monotonic_ms();
        if (poll(fds, 3, wait_ms < 0 ? 0 : (int)wait_ms) < 0 && errno != EINTR)
            break;
        if (fds[0].revents && door_woken_to_quit(door))
            break;
        if (fds[1].revents)
            door_hear_reader(door);
        if (fds[2].revents)
            door_hear_panel(door);
        /* One at a time, so that a card waits for one at most. */
        door_requests_step(door);
    }
    door_requests_end(door);
    child_stop(&door->reader);
    child_tell(&door->panel, "show off");
    child_stop(&door->panel);
    ledger_close(door->ledger);
    door->ledger = NULL;
    return NULL;
}

static int door_check(const struct config *config, struct error *err)
{
    if (!config->kiosk.id[0])
        return error_set(err, ERROR_CONFIG, "[kiosk] id is missing; give this kiosk's id, such as P101-A");
    if (!config->kiosk.room[0])
        return error_set(err, ERROR_CONFIG, "[kiosk] room is missing; give the room's id, such as P101");
    if (!config->kiosk.card_key_file[0])
        return error_set(err, ERROR_CONFIG,
                         "[kiosk] card_key_file is missing; the office writes it with kiosk add");
    if (!config->ledger.path[0])
        return error_set(err, ERROR_CONFIG, "[ledger] path is missing; give a file in a folder that lasts");
    return 0;
}

/* The reader and the panel stand beside the kiosk's own program. */
static int door_children(struct door *door, const char *config_path, struct error *err)
{
    char path[512];
    const struct config *config = door->config;
    snprintf(door->reader_args_device, sizeof door->reader_args_device, "%s", config->reader.device);
    door->has_reader = strcmp(config->reader.device, "none") != 0;
    door->now.reader_none = !door->has_reader;
    snprintf(door->now.reader_device, sizeof door->now.reader_device, "%s", config->reader.device);
    if (program_sibling("diemdanh-reader", path, sizeof path))
        return error_set(err, ERROR_IO, "the folder of this program cannot be found");
    child_init(&door->reader, path, (char *[]){"diemdanh-reader", "-d", door->reader_args_device, NULL});
    door->has_panel = config->panel.chip[0] != '\0';
    if (program_sibling("diemdanh-panel", path, sizeof path))
        return error_set(err, ERROR_IO, "the folder of this program cannot be found");
    child_init(&door->panel, path, (char *[]){"diemdanh-panel", "-c", (char *)config_path, NULL});
    return 0;
}

int door_open(const struct config *config, const char *config_path, void (*changed)(void *user), void *user,
              struct door **out, struct error *err)
{
    *out = NULL;
    int failed = door_check(config, err);
    if (failed)
        return failed;
    struct door *door = calloc(1, sizeof *door);
    if (!door)
        return error_set(err, ERROR_MEMORY, "out of memory");
    door->config = config;
    door->changed = changed;
    door->user = user;
    door->wake_fd[0] = door->wake_fd[1] = -1;
    door->last_tap_ms = door->panel_shown_ms = INT64_MIN / 2;
    pthread_mutex_init(&door->mutex, NULL);
    signal(SIGPIPE, SIG_IGN); /* a child that dies must not take the kiosk with it */

    if ((failed = digest_card_key_load(config->kiosk.card_key_file, &door->card_key, err)))
        goto fail;
    if ((failed = door_children(door, config_path, err)))
        goto fail;
    if (pipe2(door->wake_fd, O_CLOEXEC)) {
        failed = error_set(err, ERROR_IO, "no pipe: %s", strerror(errno));
        goto fail;
    }
    fcntl(door->wake_fd[0], F_SETFL, O_NONBLOCK);
    if (pthread_create(&door->thread, NULL, door_run, door)) {
        failed = error_set(err, ERROR_MEMORY, "no thread can be started");
        goto fail;
    }
    door->started = true;
    *out = door;
    return 0;

fail:
    door_close(door);
    return failed;
}

void door_close(struct door *door)
{
    if (!door)
        return;
    if (door->started) {
        door_wake(door, 'q');
        pthread_join(door->thread, NULL);
    }
    for (int i = 0; i < 2; i++) {
        if (door->wake_fd[i] >= 0)
            close(door->wake_fd[i]);
    }
    pthread_mutex_destroy(&door->mutex);
    explicit_bzero(&door->card_key, sizeof door->card_key);
    free(door);
}
