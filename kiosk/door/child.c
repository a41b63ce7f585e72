#include "door/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#define CHILD_BACK_OFF_MIN_MS 100
#define CHILD_BACK_OFF_MAX_MS 2000
#define CHILD_SETTLED_MS      10000
#define CHILD_STOP_MS         500

void child_init(struct child *child, const char *path, char *const *args)
{
    memset(child, 0, sizeof *child);
    snprintf(child->path, sizeof child->path, "%s", path);
    for (int i = 0; i < CHILD_ARGS_MAX && args[i]; i++)
        child->args[i] = args[i];
    child->in_fd = child->out_fd = -1;
    child->back_off_ms = CHILD_BACK_OFF_MIN_MS;
}

/* In the new process: only what may be called between fork and exec in a threaded program. */
static void child_become(struct child *child, int in_fd, int out_fd, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(in_fd, STDIN_FILENO) < 0 || dup2(out_fd, STDOUT_FILENO) < 0)
        _exit(1);
    execv(child->path, child->args);
    _exit(127);
}

static int child_start(struct child *child)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
        goto fail;
    /* Our own ends never block the door: a child that does not read loses lines, not learners. */
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        goto fail;
    if (pid == 0)
        child_become(child, in[0], out[1], parent);
    close(in[0]);
    close(out[1]);
    child->pid = pid;
    child->in_fd = in[1];
    child->out_fd = out[0];
    line_reader_init(&child->lines);
    return 0;

fail:
    for (int i = 0; i < 2; i++) {
        if (in[i] >= 0)
            close(in[i]);
        if (out[i] >= 0)
            close(out[i]);
    }
    return ERROR_IO;
}

static void child_put_off(struct child *child, int64_t now_ms)
{
    if (now_ms - child->started_ms >= CHILD_SETTLED_MS)
        child->back_off_ms = CHILD_BACK_OFF_MIN_MS;
    child->start_at_ms = now_ms + child->back_off_ms;
    child->back_off_ms *= 2;
    if (child->back_off_ms > CHILD_BACK_OFF_MAX_MS)
        child->back_off_ms = CHILD_BACK_OFF_MAX_MS;
}

bool child_keep(struct child *child, int64_t now_ms)
{
    if (child->pid > 0)
        return true;
    if (now_ms < child->start_at_ms)
        return false;
    child->started_ms = now_ms;
    if (child_start(child)) {
        log_warning("%s cannot be started: %s", child->args[0], strerror(errno));
        child_put_off(child, now_ms);
        return false;
    }
    return true;
}

static void child_close(struct child *child)
{
    if (child->in_fd >= 0)
        close(child->in_fd);
    if (child->out_fd >= 0)
        close(child->out_fd);
    child->in_fd = child->out_fd = -1;
    child->pid = 0;
}

bool child_read(struct child *child, int64_t now_ms, bool *ended)
{
    *ended = false;
    if (child->pid <= 0)
        return false;
    int count = line_reader_fill(&child->lines, child->out_fd);
    if (count > 0)
        return true;
    if (count == ERROR_BUSY)
        return false;
    /* Its stdout is closed: whatever it is still doing, it is of no more use. */
    kill(child->pid, SIGKILL);
    int status = 0;
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status))
        log_warning("%s ended by signal %d, starting again", child->args[0], WTERMSIG(status));
    else
        log_warning("%s ended with status %d, starting again", child->args[0], WEXITSTATUS(status));
    child_close(child);
    child_put_off(child, now_ms);
    *ended = true;
    return false;
}

void child_tell(struct child *child, const char *line)
{
    if (child->pid > 0)
        line_write(child->in_fd, "%s", line);
}

void child_stop(struct child *child)
{
    if (child->pid <= 0)
        return;
    close(child->in_fd);
    child->in_fd = -1;
    kill(child->pid, SIGTERM);
    int64_t deadline_ms = clock_monotonic_ms() + CHILD_STOP_MS;
    while (waitpid(child->pid, NULL, WNOHANG) == 0) {
        if (clock_monotonic_ms() >= deadline_ms) {
            kill(child->pid, SIGKILL);
            waitpid(child->pid, NULL, 0);
            break;
        }
        poll(NULL, 0, 5);
    }
    child_close(child);
}
