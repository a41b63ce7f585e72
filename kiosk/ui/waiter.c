#include "ui/waiter.h"

#include <SDL2/SDL.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define WAITER_BLIND_MS 50   /* SDL is asked this often when nothing tells that it has something */
#define WAITER_LOOK_MS  2000 /* input devices are looked up this often: they come and go */
#define WAITER_AGAIN_MS 2    /* a device that stays readable though SDL has read it costs no more than this */

int waiter_open(struct waiter *waiter)
{
    memset(waiter, 0, sizeof *waiter);
    waiter->wake_event = (uint32_t)-1;
    waiter->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return waiter->wake_fd < 0 ? ERROR_BROKEN : 0;
}

void waiter_close(struct waiter *waiter)
{
    if (waiter->wake_fd >= 0)
        close(waiter->wake_fd);
    waiter->wake_fd = -1;
}

void waiter_driver_set(struct waiter *waiter, const char *driver)
{
    waiter->driver_blocks = driver && (!SDL_strcasecmp(driver, "x11") || !SDL_strcasecmp(driver, "wayland"));
    if (waiter->driver_blocks)
        waiter->wake_event = SDL_RegisterEvents(1);
    if (waiter->wake_event == (uint32_t)-1)
        waiter->driver_blocks = false;
}

/* The kernel's input devices among our own descriptors: SDL opened them and reads them; we only look whether
 * there is something to read. */
static void waiter_look_up(struct waiter *waiter, int64_t now)
{
    if (waiter->looked_ms && now - waiter->looked_ms < WAITER_LOOK_MS)
        return;
    waiter->looked_ms = now;
    waiter->inputs = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder)) && waiter->inputs < WAITER_INPUTS_MAX;) {
        char target[64];
        ssize_t length = readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1);
        if (length <= 0)
            continue;
        target[length] = '\0';
        if (!strncmp(target, "/dev/input/event", 16))
            waiter->input[waiter->inputs++] = atoi(entry->d_name);
    }
    closedir(folder);
}

static void waiter_poll(struct waiter *waiter, int64_t now, int64_t wait)
{
    struct pollfd fds[WAITER_INPUTS_MAX + 1] = {{.fd = waiter->wake_fd, .events = POLLIN}};
    waiter_look_up(waiter, now);
    bool again = now - waiter->input_ms < WAITER_AGAIN_MS;
    int count = again ? 0 : waiter->inputs;
    int64_t most = again ? WAITER_AGAIN_MS : count ? WAITER_LOOK_MS : WAITER_BLIND_MS;
    for (int i = 0; i < count; i++)
        fds[i + 1] = (struct pollfd){.fd = waiter->input[i], .events = POLLIN};
    if (poll(fds, (nfds_t)count + 1, (int)(wait < most ? wait : most)) <= 0)
        return;
    for (int i = 0; i < count; i++) {
        if (fds[i + 1].revents)
            waiter->input_ms = clock_monotonic_ms();
        if (fds[i + 1].revents & ~POLLIN)
            waiter->input[i] = -1; /* unplugged: SDL closes it in its own time */
    }
}

void waiter_sleep(struct waiter *waiter, int64_t until_ms)
{
    int64_t now = clock_monotonic_ms(), wait = until_ms - now;
    if (wait <= 0)
        return;
    if (waiter->driver_blocks)
        SDL_WaitEventTimeout(NULL, (int)(wait < 60000 ? wait : 60000));
    else
        waiter_poll(waiter, now, wait);
}

void waiter_wake(struct waiter *waiter)
{
    uint64_t one = 1;
    ssize_t written = write(waiter->wake_fd, &one, sizeof one);
    (void)written; /* it fails only when there are so many wakes waiting that one more does not matter */
    if (waiter->driver_blocks) {
        SDL_Event event = {.type = waiter->wake_event};
        SDL_PushEvent(&event);
    }
}

bool waiter_woken(struct waiter *waiter)
{
    uint64_t calls;
    return read(waiter->wake_fd, &calls, sizeof calls) == (ssize_t)sizeof calls;
}
