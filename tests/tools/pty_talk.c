/* Runs a program at a terminal of its own and talks to it as a person would, step by step from stdin:
 *
 *   pty_talk COMMAND [ARGUMENT...]
 *
 *   expect TEXT     the terminal shows TEXT, after what was expected before
 *   type TEXT       types it, and Enter
 *   key HEX         presses one key: 03 is Ctrl-C
 *   kill NUMBER     sends the program a signal
 *   echo on|off     the terminal shows, or does not show, what is typed
 *   exit STATUS     the program ends with this status
 *   signal NUMBER   the program is ended by this signal
 *
 * Prints all that the terminal showed. Ends with 1, and names the step, when one does not come true within 20 s. */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#define TALK_SECONDS 20

struct talk {
    int master, slave; /* held open, so that the terminal's state outlives the program */
    pid_t pid;
    char shown[65536];
    size_t used, expected;
    bool ended;
    int status;
};

/* Takes what the terminal shows, for up to 20 ms. */
static void talk_read(struct talk *talk)
{
    struct pollfd wait = {.fd = talk->master, .events = POLLIN};
    if (poll(&wait, 1, 20) > 0) {
        ssize_t got = read(talk->master, talk->shown + talk->used, sizeof talk->shown - 1 - talk->used);
        talk->used += got > 0 ? (size_t)got : 0;
        talk->shown[talk->used] = '\0';
    }
}

static bool talk_expect(struct talk *talk, const char *text)
{
    const char *found = strstr(talk->shown + talk->expected, text);
    if (found)
        talk->expected = (size_t)(found - talk->shown) + strlen(text);
    return found;
}

static bool talk_ended(struct talk *talk)
{
    talk->ended = talk->ended || waitpid(talk->pid, &talk->status, WNOHANG) == talk->pid;
    return talk->ended;
}

static bool talk_echo(const struct talk *talk, bool on)
{
    struct termios state;
    return tcgetattr(talk->slave, &state) == 0 && !!(state.c_lflag & ECHO) == on;
}

static bool talk_write(const struct talk *talk, const char *bytes, size_t length)
{
    return write(talk->master, bytes, length) == (ssize_t)length;
}

/* Does a step, or sees whether it has come true. */
static bool talk_step(struct talk *talk, const char *word, char *rest)
{
    if (!strcmp(word, "expect"))
        return talk_expect(talk, rest);
    if (!strcmp(word, "echo"))
        return talk_echo(talk, !strcmp(rest, "on"));
    if (!strcmp(word, "exit"))
        return talk_ended(talk) && WIFEXITED(talk->status) && WEXITSTATUS(talk->status) == atoi(rest);
    if (!strcmp(word, "signal"))
        return talk_ended(talk) && WIFSIGNALED(talk->status) && WTERMSIG(talk->status) == atoi(rest);
    if (!strcmp(word, "kill"))
        return kill(talk->pid, atoi(rest)) == 0;
    if (!strcmp(word, "key")) {
        char key = (char)strtol(rest, NULL, 16);
        return talk_write(talk, &key, 1);
    }
    if (!strcmp(word, "type")) {
        strcat(rest, "\r");
        return talk_write(talk, rest, strlen(rest));
    }
    return false;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool talk_line(struct talk *talk, char *line)
{
    char kept[512];
    line[strcspn(line, "\n")] = '\0';
    snprintf(kept, sizeof kept, "%s", line);
    char *rest = line + strcspn(line, " ");
    if (*rest)
        *rest++ = '\0';
    bool acts = !strcmp(line, "key") || !strcmp(line, "type") || !strcmp(line, "kill");
    for (double end = seconds_now() + TALK_SECONDS; seconds_now() < end;) {
        if (talk_step(talk, line, rest))
            return true;
        if (acts)
            break;
        talk_read(talk);
    }
    fprintf(stderr, "pty_talk: does not come true: %s; the terminal shows:\n%s\n", kept,
            talk->shown + talk->expected);
    return false;
}

int main(int argc, char **argv)
{
    static struct talk talk;
    char line[500];
    bool fine = true;
    if (argc < 2)
        return 2;
    if (openpty(&talk.master, &talk.slave, NULL, NULL, NULL) || (talk.pid = fork()) < 0) {
        perror("pty_talk");
        return 1;
    }
    if (talk.pid == 0) {
        close(talk.master);
        login_tty(talk.slave);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    while (fine && fgets(line, sizeof line - 1, stdin))
        fine = talk_line(&talk, line);
    if (!talk_ended(&talk)) {
        kill(talk.pid, SIGKILL);
        waitpid(talk.pid, &talk.status, 0);
    }
    talk_read(&talk);
    fputs(talk.shown, stdout);
    return fine ? 0 : 1;
}
