#include "sim/sim.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"
#include "sim/server.h"

#define SIM_NAME "diemdanh-sim"

static const char sim_help[] =
    "usage: diemdanh-sim --port LINK --control SOCKET [--exit-with-parent] [--exit-with-stdin]\n"
    "       diemdanh-sim --send SOCKET COMMAND...\n"
    "\n"
    "A PN532 card reader on a pseudo-terminal. Open it with libnfc as pn532_uart:LINK:115200.\n"
    "Prints `ready LINK SOCKET` when it can be opened, and ends on SIGTERM.\n"
    "\n"
    "  --port LINK          symbolic link that leads to the port, also after unplug and plug\n"
    "  --control SOCKET     Unix socket for commands, one line each, answered by `ok ...` or `error ...`\n"
    "  --exit-with-parent   end when the program that started this one ends\n"
    "  --exit-with-stdin    end when standard input ends\n"
    "  --send SOCKET ...    send one command, print its answer (exit 0 for ok, 1 for error)\n"
    "\n"
    "Commands:\n";

struct sim {
    const char *port_path, *control_path;
    bool with_parent, with_stdin;
    struct chip *chip;
    struct port *port;
    struct server *server;
    int signals;
};

static int64_t sim_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int sim_send(int argc, char **argv, struct error *err)
{
    char line[900] = "";
    if (argc < 4)
        return error_set(err, ERROR_USAGE, "--send: give a socket and a command, see --help");
    for (int i = 3; i < argc; i++) {
        size_t used = strlen(line);
        if (used + strlen(argv[i]) + 2 > sizeof line || strchr(argv[i], '\n'))
            return error_set(err, ERROR_USAGE, "--send: the command is too long or has more than one line");
        snprintf(line + used, sizeof line - used, "%s%s", used ? " " : "", argv[i]);
    }
    return server_send(argv[2], line, err);
}

static int sim_arguments(struct sim *sim, int argc, char **argv, struct error *err)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--port") && i + 1 < argc)
            sim->port_path = argv[++i];
        else if (!strcmp(argv[i], "--control") && i + 1 < argc)
            sim->control_path = argv[++i];
        else if (!strcmp(argv[i], "--exit-with-parent"))
            sim->with_parent = true;
        else if (!strcmp(argv[i], "--exit-with-stdin"))
            sim->with_stdin = true;
        else
            return error_set(err, ERROR_USAGE, "%s: not understood, see --help", argv[i]);
    }
    if (!sim->port_path || !sim->control_path)
        return error_set(err, ERROR_USAGE, "give --port LINK and --control SOCKET, see --help");
    return 0;
}

static int sim_open(struct sim *sim, struct error *err)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    sim->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    if (sim->signals < 0)
        return error_set(err, ERROR_IO, "signalfd: %s", strerror(errno));
    prctl(PR_SET_TIMERSLACK, 1UL); /* the default of 50 us is half a byte of the serial line */
    if (sim->with_parent) {
        pid_t parent = getppid();
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
            return error_set(err, ERROR_IO, "--exit-with-parent: the parent has ended already");
    }
    sim->chip = chip_open();
    if (!sim->chip)
        return error_set(err, ERROR_MEMORY, "out of memory");
    int status = server_open(sim->control_path, &sim->server, err);
    return status != 0 ? status : port_open(sim->port_path, &sim->port, err);
}

static void sim_close(struct sim *sim)
{
    port_close(sim->port);
    server_close(sim->server);
    chip_close(sim->chip);
    if (sim->signals >= 0)
        close(sim->signals);
}

/* Takes what the host has written and gives it what the chip has sent. */
static void sim_exchange(struct sim *sim, bool readable)
{
    uint8_t bytes[1024];
    int fd = port_fd(sim->port);
    if (fd >= 0 && readable) {
        ssize_t count = read(fd, bytes, sizeof bytes);
        if (count > 0)
            chip_receive(sim->chip, bytes, (size_t)count, sim_now_us());
    }
    chip_advance(sim->chip, sim_now_us());
    size_t count;
    while ((count = chip_take_output(sim->chip, bytes, sizeof bytes)) > 0) {
        /* Like a serial line, the port does not wait for a host that does not read. */
        ssize_t ignored = fd >= 0 ? write(fd, bytes, count) : 0;
        (void)ignored;
    }
}

static void sim_run(struct sim *sim)
{
    struct pollfd fds[SERVER_FDS_MAX + 3];
    struct control control = {.chip = sim->chip, .port = sim->port};
    for (;;) {
        fds[0] = (struct pollfd){.fd = sim->signals, .events = POLLIN};
        fds[1] = (struct pollfd){.fd = sim->with_stdin ? STDIN_FILENO : -1, .events = POLLIN};
        fds[2] = (struct pollfd){.fd = port_fd(sim->port), .events = POLLIN};
        int clients = server_fds(sim->server, fds + 3);

        struct timespec wait;
        int64_t next_us = chip_next_us(sim->chip);
        int64_t wait_us = next_us == CHIP_FOREVER ? 0 : next_us - sim_now_us();
        wait_us = wait_us < 0 ? 0 : wait_us;
        wait.tv_sec = wait_us / 1000000;
        wait.tv_nsec = wait_us % 1000000 * 1000;
        int found = ppoll(fds, (nfds_t)clients + 3, next_us == CHIP_FOREVER ? NULL : &wait, NULL);
        if (found < 0 && errno != EINTR)
            break;
        if (found < 0)
            continue;
        if (fds[0].revents)
            break;
        if (fds[1].revents) {
            char text[256];
            if (read(STDIN_FILENO, text, sizeof text) <= 0)
                break;
        }
        sim_exchange(sim, fds[2].revents & POLLIN);
        server_serve(sim->server, fds + 3, clients, &control, sim_now_us());
        server_tell(sim->server, &control, sim_now_us());
    }
}

int sim_main(int argc, char **argv)
{
    struct error err = {0};
    struct sim sim = {.signals = -1};
    program_keep_stdio();
    log_open(SIM_NAME);
    if (argc > 1 && !strcmp(argv[1], "--send")) {
        int status = sim_send(argc, argv, &err);
        return status == 0 ? 0 : program_fail(SIM_NAME, &err);
    }
    char help[4096];
    snprintf(help, sizeof help, "%s%s", sim_help, control_help());
    if (program_answer(argc, argv, SIM_NAME, help))
        return 0;
    int status = sim_arguments(&sim, argc, argv, &err);
    if (status == 0)
        status = sim_open(&sim, &err);
    if (status == 0) {
        printf("ready %s %s\n", sim.port_path, sim.control_path);
        fflush(stdout);
        sim_run(&sim);
    }
    sim_close(&sim);
    return status == 0 ? 0 : program_fail(SIM_NAME, &err);
}
