#include "reader/worker.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/line.h"
#include "reader/device.h"

/* The longest that libnfc takes in each case when it works, and some more. A dead chip makes open last 1.4 s.
 */
#define OPEN_MS      2500
#define OPEN_SCAN_MS 8000 /* all of USB is asked */
#define CALL_MS      1500

struct worker {
    struct worker_ends ends;
    struct device *device;
    struct presence presence;
};

/* Promises to have moved on after ms. */
static void worker_promise(const struct worker *worker, unsigned ms)
{
    atomic_store_explicit(&worker->ends.pulse->deadline_ms, clock_monotonic_ms() + ms, memory_order_relaxed);
}

/* Writes a line; its reader may take as long as it likes. Returns 0 or ERROR_IO. */
static int worker_write(const struct worker *worker, int fd, const char *line)
{
    atomic_store_explicit(&worker->ends.pulse->deadline_ms, 0, memory_order_relaxed);
    return line_write(fd, "%s", line);
}

/* Waits, at least looks whether the supervisor is still there. */
static bool worker_wanted(const struct worker *worker, unsigned pause_ms)
{
    struct pollfd leash = {.fd = worker->ends.leash, .events = POLLIN};
    return poll(&leash, 1, (int)pause_ms) <= 0;
}

static void worker_prepare(struct worker *worker)
{
    static const int defaults[] = {SIGABRT, SIGSEGV, SIGBUS, SIGPIPE};
    struct rlimit none = {0, 0};
    sigset_t empty;
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        signal(defaults[i], SIG_DFL);
    /* Should it die unprepared, nobody would end a hang any more. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* The supervisor decides when to end, also when a whole group is told to. */
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    setrlimit(RLIMIT_CORE, &none); /* a crash of libnfc is part of normal life */
    worker->ends.out = dup(worker->ends.out);
    dup2(STDERR_FILENO, STDOUT_FILENO); /* stdout belongs to the protocol, whatever libnfc prints */
}

static const char *worker_open_reason(int status)
{
    switch (status) {
    case ERROR_NOT_FOUND:
        return "unplugged";
    case ERROR_TIMEOUT:
        return "silent";
    case ERROR_PROTOCOL:
        return "no-firmware";
    case ERROR_BUSY:
        return "busy";
    default:
        return "open-failed";
    }
}

/* Returns false when the supervisor does not hear any more. */
static bool worker_say(struct worker *worker, enum presence_word word)
{
    char line[LINE_MAX_BYTES];
    const char *text = NULL;
    int fd = worker->ends.out;
    switch (word) {
    case PRESENCE_SAY_NOTHING:
        return true;
    case PRESENCE_SAY_CARD:
        text = presence_card_line(&worker->presence.card, line, sizeof line) == 0 ? line : "reread";
        break;
    case PRESENCE_SAY_MANY:
        text = "many";
        break;
    case PRESENCE_SAY_REREAD:
        text = "reread";
        break;
    case PRESENCE_SAY_GONE:
        text = "gone";
        break;
    case PRESENCE_SAY_SILENT:
        fd = worker->ends.news;
        text = "down silent the chip does not answer any more";
        break;
    case PRESENCE_SAY_LOST:
        fd = worker->ends.news;
        text = device_plugged(worker->device) ? "down garbled the chip's answers are broken"
                                              : "down unplugged the device's file has gone";
        break;
    }
    return worker_write(worker, fd, text) == 0;
}

static bool worker_loop(struct worker *worker)
{
    struct seen_card card;
    presence_init(&worker->presence);
    for (;;) {
        worker_promise(worker, worker->presence.pause_ms + CALL_MS);
        if (!worker_wanted(worker, worker->presence.pause_ms))
            return true;
        enum presence_outcome outcome = device_do(worker->device, worker->presence.action, &card);
        enum presence_word word = presence_step(&worker->presence, outcome, &card);
        if (!worker_say(worker, word) || word == PRESENCE_SAY_SILENT || word == PRESENCE_SAY_LOST)
            return false;
    }
}

void worker_run(const char *connstring, const struct worker_ends *ends)
{
    char line[LINE_MAX_BYTES];
    struct error err = {0};
    struct worker worker = {.ends = *ends};
    bool scans = !strncmp(connstring, "auto", 4) || strstr(connstring, "usb");
    worker_prepare(&worker);

    worker_promise(&worker, scans ? OPEN_SCAN_MS : OPEN_MS);
    int status = device_open(connstring, &worker.device, &err);
    if (status != 0) {
        snprintf(line, sizeof line, "down %s %s", worker_open_reason(status), err.text);
        worker_write(&worker, worker.ends.news, line);
        _exit(1);
    }
    /* The supervisor first: should this process die between the two, it still says `down` after our `up`. */
    snprintf(line, sizeof line, "up %s", device_name(worker.device));
    if (worker_write(&worker, worker.ends.news, line) == 0 &&
        worker_write(&worker, worker.ends.out, line) == 0 && worker_loop(&worker)) {
        /* Asked to end: the device is well, so leave it tidy. A lost one is left as it is: libnfc would wait
         * for it, and the kernel takes the descriptors back. */
        worker_promise(&worker, CALL_MS);
        device_close(worker.device);
    }
    _exit(0);
}
