#include "panel/panel.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/line.h"
#include "base/log.h"
#include "base/program.h"
#include "panel/board.h"
#include "panel/command.h"

static const char panel_help[] =
    "Usage: diemdanh-panel -c FILE\n"
    "Drives the lights, the buzzer, the door relay and the reader's reset line that\n"
    "FILE names in [panel]. Commands are lines on standard input:\n"
    "  show ready|accepted|remark|already|question|reread|refused|fault|off\n"
    "  volume 0..3   open MS   reset-reader   test green|amber|red|buzzer\n"
    "Answers `up ...`, `none` or `down REASON` on standard output. Ends, with everything\n"
    "off, at the end of its input.\n"
    "  -c FILE    the kiosk's configuration\n"
    "  --help     this text\n"
    "  --version  the version\n";

enum { PANEL_IN, PANEL_OUT, PANEL_SIGNAL, PANEL_PARENT, PANEL_FDS };

struct panel {
    struct pollfd fds[PANEL_FDS];
    struct patterns patterns;
    struct board *board;
    struct line_reader lines;
    unsigned dropped; /* of lines.dropped, those told in the log */
    bool told;        /* the kiosk knows told_state */
    enum board_state told_state;
};

/* Brings the lines in step with the clock; returns when to come again. */
static int64_t panel_tick(struct panel *panel, int64_t now_ms)
{
    int64_t pattern_next_ms;
    unsigned levels = patterns_levels(&panel->patterns, now_ms, &pattern_next_ms);
    int64_t board_next_ms = board_set(panel->board, levels, now_ms);
    return pattern_next_ms < board_next_ms ? pattern_next_ms : board_next_ms;
}

/* Tells the kiosk a change of the board. A kiosk that doesn't read must not hold the door relay up, so what
 * would block is left for later. Returns 0 or ERROR_IO. */
static int panel_tell(struct panel *panel)
{
    enum board_state state = board_state(panel->board);
    panel->fds[PANEL_OUT].events = 0;
    if (panel->told && panel->told_state == state)
        return 0;
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (poll(&out, 1, 0) != 1 || !(out.revents & POLLOUT)) {
        panel->fds[PANEL_OUT].events = POLLOUT;
        return out.revents & (POLLERR | POLLHUP | POLLNVAL) ? ERROR_IO : 0;
    }
    int code = 0;
    if (state == BOARD_NONE) {
        code = line_write(STDOUT_FILENO, "none");
    } else if (state == BOARD_DOWN) {
        code = line_write(STDOUT_FILENO, "down %s", board_reason(panel->board));
    } else {
        int wired[PATTERNS_LINES];
        for (int i = 0; i < PATTERNS_LINES; i++)
            wired[i] = board_wired(panel->board, (enum patterns_line)i);
        code = line_write(STDOUT_FILENO, "up %d %d %d %d %d %d", wired[PATTERNS_GREEN], wired[PATTERNS_AMBER],
                          wired[PATTERNS_RED], wired[PATTERNS_BUZZER], wired[PATTERNS_DOOR],
                          wired[PATTERNS_RESET]);
    }
    if (code == ERROR_BUSY) {
        panel->fds[PANEL_OUT].events = POLLOUT;
        return 0;
    }
    panel->told = true;
    panel->told_state = state;
    return code;
}

static void panel_obey(struct panel *panel, char *line)
{
    char copy[41];
    size_t length = strnlen(line, sizeof copy - 1);
    for (size_t i = 0; i < length; i++)
        copy[i] = line[i] >= ' ' && line[i] <= '~' ? line[i] : '?';
    copy[length] = '\0';

    int64_t now_ms = clock_monotonic_ms();
    if (command_run(line, &panel->patterns, now_ms))
        log_warning("line ignored, not understood: %s", copy);
    /* Each command reaches the lines by itself: `open 0` shuts the door even if another `open` is next. */
    panel_tick(panel, now_ms);
}

/* Reads and obeys what has come. Returns > 0, or 0 at the end of the input, or an error. */
static int panel_read(struct panel *panel)
{
    int code = line_reader_fill(&panel->lines, STDIN_FILENO);
    for (char *line = line_reader_next(&panel->lines); line; line = line_reader_next(&panel->lines))
        panel_obey(panel, line);
    if (panel->lines.dropped != panel->dropped) {
        log_warning("line ignored, longer than %d bytes", LINE_MAX_BYTES);
        panel->dropped = panel->lines.dropped;
    }
    return code == ERROR_BUSY ? 1 : code;
}

static int panel_wait_ms(int64_t next_ms)
{
    if (next_ms == PATTERNS_NEVER)
        return -1;
    int64_t wait_ms = next_ms - clock_monotonic_ms();
    if (wait_ms <= 0)
        return 0;
    return wait_ms > INT_MAX ? INT_MAX : (int)wait_ms;
}

/* Until something says to end. Returns 0, or an error if the pipes failed. */
static int panel_loop(struct panel *panel)
{
    for (;;) {
        int64_t next_ms = panel_tick(panel, clock_monotonic_ms());
        if (panel_tell(panel))
            return ERROR_IO;
        if (poll(panel->fds, PANEL_FDS, panel_wait_ms(next_ms)) < 0) {
            if (errno == EINTR)
                continue;
            return ERROR_IO;
        }
        if (panel->fds[PANEL_SIGNAL].revents || panel->fds[PANEL_PARENT].revents)
            return 0;
        if (panel->fds[PANEL_OUT].revents & (POLLERR | POLLNVAL))
            return 0; /* the kiosk closed its end */
        if (panel->fds[PANEL_IN].revents) {
            int code = panel_read(panel);
            if (code <= 0)
                return code;
        }
    }
}

/* Signals and the parent's end become descriptors. End of file alone doesn't tell the parent's death if
 * another process still holds the pipe's other end. */
static int panel_watch(struct panel *panel, struct error *err)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    int fd = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd < 0)
        return error_set(err, ERROR_IO, "signals cannot be watched: %s", strerror(errno));
    pid_t parent = getppid();
    panel->fds[PANEL_IN] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    panel->fds[PANEL_OUT] = (struct pollfd){.fd = STDOUT_FILENO};
    panel->fds[PANEL_SIGNAL] = (struct pollfd){.fd = fd, .events = POLLIN};
    /* poll ignores -1: no parent in this namespace, or a kernel without pidfd_open. */
    panel->fds[PANEL_PARENT] =
        (struct pollfd){.fd = parent > 0 ? pidfd_open(parent, 0) : -1, .events = POLLIN};
    return 0;
}

static int panel_run(const struct config *config, const char *path, struct error *err)
{
    struct panel panel = {0};
    patterns_init(&panel.patterns);
    line_reader_init(&panel.lines);
    int code = panel_watch(&panel, err);
    if (code)
        return code;
    code = board_open(config, path, &panel.board, err);
    if (code)
        goto failed_board;
    code = panel_loop(&panel);
    if (code)
        error_set(err, code, "the pipes to the kiosk failed; the lines are off");
    board_close(panel.board);
failed_board:
    if (panel.fds[PANEL_PARENT].fd >= 0)
        close(panel.fds[PANEL_PARENT].fd);
    close(panel.fds[PANEL_SIGNAL].fd);
    return code;
}

int panel_main(int argc, char **argv)
{
    static const char name[] = "diemdanh-panel";
    struct error err = {0};
    struct config config;
    const char *path = NULL;
    program_keep_stdio();
    if (program_answer(argc, argv, name, panel_help))
        return 0;
    opterr = 0;
    for (int option; (option = getopt(argc, argv, "c:")) != -1;) {
        if (option != 'c') {
            error_set(&err, ERROR_USAGE, "wrong use: diemdanh-panel -c FILE; see --help");
            return program_fail(name, &err);
        }
        path = optarg;
    }
    if (!path || optind != argc) {
        error_set(&err, ERROR_USAGE, "wrong use: diemdanh-panel -c FILE; see --help");
        return program_fail(name, &err);
    }
    log_open(name);
    if (config_load(path, &config, &err) || panel_run(&config, path, &err))
        return program_fail(name, &err);
    return 0;
}
