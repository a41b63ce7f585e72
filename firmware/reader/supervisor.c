#include "reader/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/line.h"
#include "base/log.h"
#include "reader/worker.h"

#define END_MS  2000 /* for a worker to put the device away */
#define KILL_MS 300  /* for a killed worker to end, unless the kernel holds it */
#define LOOK_MS 500  /* between looks at a worker that waits for us */

struct supervisor {
    const char *connstring;
    int out, signals;
    struct worker_pulse *pulse;
    pid_t worker;      /* 0 = none */
    int news, leash;   /* our ends of its pipes, or -1 */
    bool worker_spoke; /* it has said `down`, so that its end is no news */
    struct line_reader reader;
    struct recovery recovery;
    char logged[300]; /* the last reason in the log: it is not repeated with every attempt */
};

static void supervisor_forget(struct supervisor *supervisor)
{
    if (supervisor->news >= 0)
        close(supervisor->news);
    if (supervisor->leash >= 0)
        close(supervisor->leash);
    supervisor->news = -1;
    supervisor->leash = -1;
    supervisor->worker = 0;
}

static int supervisor_start(struct supervisor *supervisor, struct error *err)
{
    int news[2] = {-1, -1}, leash[2] = {-1, -1};
    while (waitpid(-1, NULL, WNOHANG) > 0) /* one that could not be killed at its time */
        ;
    atomic_store(&supervisor->pulse->deadline_ms, 0);
    if (pipe2(news, O_CLOEXEC) != 0 || pipe2(leash, O_CLOEXEC) != 0)
        goto failed;
    pid_t pid = fork();
    if (pid < 0)
        goto failed;
    if (pid == 0) {
        close(news[0]);
        close(leash[1]);
        close(supervisor->signals);
        struct worker_ends ends = {supervisor->out, news[1], leash[0], supervisor->pulse};
        worker_run(supervisor->connstring, &ends);
    }
    close(news[1]);
    close(leash[0]);
    supervisor->worker = pid;
    supervisor->news = news[0];
    supervisor->leash = leash[1];
    supervisor->worker_spoke = false;
    line_reader_init(&supervisor->reader);
    return 0;

failed:
    error_set(err, ERROR_IO, "cannot start the worker: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        if (news[i] >= 0)
            close(news[i]);
        if (leash[i] >= 0)
            close(leash[i]);
    }
    return ERROR_IO;
}

/* Returns 0, or ERROR_IO when the listener is gone. */
static int supervisor_lost(struct supervisor *supervisor, const char *reason, const char *detail)
{
    char text[sizeof supervisor->logged];
    snprintf(text, sizeof text, "reader down: %s%s%s", reason, detail[0] ? ": " : "", detail);
    if (strcmp(text, supervisor->logged) != 0) {
        log_warning("%s", text);
        memcpy(supervisor->logged, text, sizeof text);
    }
    if (!recovery_down(&supervisor->recovery, clock_monotonic_ms()))
        return 0;
    return line_write(supervisor->out, "down %s", reason);
}

static int supervisor_news(struct supervisor *supervisor, char *line)
{
    char *words[3] = {"", "", ""};
    char *save = NULL;
    words[0] = strtok_r(line, " ", &save);
    words[1] = strtok_r(NULL, " ", &save);
    words[2] = save;
    if (!words[0] || !words[1])
        return 0;
    if (!strcmp(words[0], "down")) {
        supervisor->worker_spoke = true;
        return supervisor_lost(supervisor, words[1], words[2]);
    }
    recovery_up(&supervisor->recovery, clock_monotonic_ms());
    supervisor->logged[0] = '\0';
    log_info("reader up: %s", words[1]);
    return 0;
}

/* Reads what the worker says. Returns 1 while it lives, 0 when it has ended, ERROR_IO when nobody listens. */
static int supervisor_listen(struct supervisor *supervisor)
{
    int count = line_reader_fill(&supervisor->reader, supervisor->news);
    char *line;
    while ((line = line_reader_next(&supervisor->reader))) {
        if (supervisor_news(supervisor, line) != 0)
            return ERROR_IO;
    }
    if (count > 0)
        return 1;
    int wait_status = 0;
    while (waitpid(supervisor->worker, &wait_status, 0) < 0 && errno == EINTR)
        ;
    supervisor_forget(supervisor);
    if (supervisor->worker_spoke)
        return 0;
    char detail[80];
    snprintf(detail, sizeof detail, "libnfc's process ended with %s %d",
             WIFSIGNALED(wait_status) ? "signal" : "status",
             WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : WEXITSTATUS(wait_status));
    return supervisor_lost(supervisor, "library", detail) == 0 ? 0 : ERROR_IO;
}

/* Ends a worker that hangs. Returns 0, or ERROR_IO when nobody listens. */
static int supervisor_kill(struct supervisor *supervisor)
{
    int64_t end_ms = clock_monotonic_ms() + KILL_MS;
    kill(supervisor->worker, SIGKILL);
    while (waitpid(supervisor->worker, NULL, WNOHANG) == 0 && clock_monotonic_ms() < end_ms)
        poll(NULL, 0, 5);
    supervisor_forget(supervisor);
    return supervisor_lost(supervisor, "silent", "libnfc hung and was ended");
}

/* How long the worker may be left alone, in ms; 0 = it hangs. */
static int supervisor_patience_ms(const struct supervisor *supervisor)
{
    int64_t deadline_ms = atomic_load(&supervisor->pulse->deadline_ms);
    int64_t left_ms = deadline_ms - clock_monotonic_ms();
    if (deadline_ms == 0)
        return LOOK_MS;
    return left_ms < 0 ? 0 : (int)left_ms + 1;
}

/* Lets the worker put the device away, but not for ever. */
static void supervisor_stop(struct supervisor *supervisor)
{
    if (!supervisor->worker)
        return;
    close(supervisor->leash);
    supervisor->leash = -1;
    int64_t end_ms = clock_monotonic_ms() + END_MS;
    while (waitpid(supervisor->worker, NULL, WNOHANG) == 0) {
        struct pollfd news = {.fd = supervisor->news, .events = 0};
        if (clock_monotonic_ms() >= end_ms)
            kill(supervisor->worker, SIGKILL);
        poll(&news, 1, 10); /* its end hangs up the pipe */
    }
    supervisor_forget(supervisor);
}

/* Waits until something happens or wait_ms are over (-1: for ever). Returns 1 to go on, 0 to end. */
static int supervisor_wait(struct supervisor *supervisor, int wait_ms)
{
    struct pollfd fds[] = {
        {.fd = supervisor->signals, .events = POLLIN},
        {.fd = supervisor->out, .events = 0}, /* only whether its reader is gone */
        {.fd = supervisor->news, .events = POLLIN},
    };
    if (poll(fds, 3, wait_ms) < 0)
        return errno == EINTR;
    if (fds[0].revents || fds[1].revents & (POLLERR | POLLHUP | POLLNVAL))
        return 0;
    if (fds[2].revents && supervisor_listen(supervisor) < 0)
        return 0;
    return 1;
}

static int supervisor_loop(struct supervisor *supervisor, struct error *err)
{
    bool none = !strcmp(supervisor->connstring, "none");
    int64_t start_ms = 0;
    if (none && supervisor_lost(supervisor, "none", "") != 0)
        return 0;
    for (;;) {
        int wait_ms = -1;
        if (!none && !supervisor->worker) {
            int64_t left_ms = start_ms - clock_monotonic_ms();
            if (left_ms <= 0) {
                int status = supervisor_start(supervisor, err);
                if (status != 0)
                    return status;
            } else {
                wait_ms = (int)left_ms;
            }
        }
        bool worked = supervisor->worker != 0;
        if (worked)
            wait_ms = supervisor_patience_ms(supervisor);
        if (!supervisor_wait(supervisor, wait_ms))
            return 0;
        if (supervisor->worker && supervisor_patience_ms(supervisor) == 0 && supervisor_kill(supervisor) != 0)
            return 0;
        if (worked && !supervisor->worker)
            start_ms = clock_monotonic_ms() + recovery_wait_ms(&supervisor->recovery);
    }
}

int supervisor_run(const char *connstring, int out, struct error *err)
{
    struct supervisor supervisor = {.connstring = connstring, .out = out, .news = -1, .leash = -1};
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* an inherited SIG_IGN would swallow our workers' ends */
    recovery_init(&supervisor.recovery);
    supervisor.pulse =
        mmap(NULL, sizeof *supervisor.pulse, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (supervisor.pulse == MAP_FAILED)
        return error_set(err, ERROR_MEMORY, "out of memory");
    supervisor.signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    if (supervisor.signals < 0)
        return error_set(err, ERROR_IO, "signalfd: %s", strerror(errno));
    int status = supervisor_loop(&supervisor, err);
    supervisor_stop(&supervisor);
    close(supervisor.signals);
    munmap(supervisor.pulse, sizeof *supervisor.pulse);
    return status;
}
