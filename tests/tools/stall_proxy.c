/* A TCP listener between an agent and its server that can be told to misbehave, for tests: netem is absent on
 * many machines. Usage: stall_proxy PORT_FILE [TARGET_PORT]
 *
 * Listens on a free port of 127.0.0.1 and writes its number to PORT_FILE. Without a target it takes
 * connections and says nothing. With one it passes bytes both ways; SIGUSR1 makes it hold back everything
 * from the server to the client from then on (the client's bytes still go through: sent, but never answered),
 * SIGUSR2 lets it flow again. Connections are cut when either side ends. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAIRS_MAX = 32 };

static volatile sig_atomic_t holding;

struct pair {
    int client, server; /* server is -1 without a target; client is -1 when the place is free */
};

static void hold(int number)
{
    holding = number == SIGUSR1;
}

static int stall_listen(const char *port_file)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 16) ||
        getsockname(fd, (struct sockaddr *)&address, &length)) {
        perror("stall_proxy");
        exit(1);
    }
    /* Renamed when whole, so that a waiting script never reads half a number. */
    char temporary[4096];
    snprintf(temporary, sizeof temporary, "%s.new", port_file);
    FILE *file = fopen(temporary, "w");
    if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) ||
        rename(temporary, port_file)) {
        perror(port_file);
        exit(1);
    }
    return fd;
}

static int stall_connect(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static void stall_close(struct pair *pair)
{
    close(pair->client);
    if (pair->server >= 0)
        close(pair->server);
    pair->client = pair->server = -1;
}

/* Passes what is there. Returns false at the end of either side. */
static bool stall_pass(int from, int to)
{
    char bytes[65536];
    ssize_t count = read(from, bytes, sizeof bytes);
    if (count <= 0)
        return count < 0 && errno == EINTR;
    for (ssize_t put = 0; to >= 0 && put < count;) {
        ssize_t wrote = write(to, bytes + put, (size_t)(count - put));
        if (wrote < 0 && errno != EINTR)
            return false;
        put += wrote > 0 ? wrote : 0;
    }
    return true;
}

static void stall_accept(int listener, struct pair *pairs, int target)
{
    int client = accept(listener, NULL, NULL);
    for (int i = 0; client >= 0 && i < PAIRS_MAX; i++) {
        if (pairs[i].client >= 0)
            continue;
        pairs[i] = (struct pair){.client = client, .server = target ? stall_connect(target) : -1};
        if (target && pairs[i].server < 0)
            stall_close(&pairs[i]);
        return;
    }
    if (client >= 0)
        close(client);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int target = argc > 2 ? atoi(argv[2]) : 0, listener = stall_listen(argv[1]);
    struct pair pairs[PAIRS_MAX];
    memset(pairs, 0xff, sizeof pairs); /* all -1 */
    struct sigaction action = {.sa_handler = hold};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        struct pollfd polled[1 + 2 * PAIRS_MAX] = {{.fd = listener, .events = POLLIN}};
        for (int i = 0; i < PAIRS_MAX; i++) {
            polled[1 + 2 * i] = (struct pollfd){.fd = pairs[i].client, .events = POLLIN};
            polled[2 + 2 * i] = (struct pollfd){.fd = holding ? -1 : pairs[i].server, .events = POLLIN};
        }
        if (poll(polled, 1 + 2 * PAIRS_MAX, 200) <= 0)
            continue;
        for (int i = 0; i < PAIRS_MAX; i++) {
            if (pairs[i].client >= 0 &&
                ((polled[1 + 2 * i].revents && !stall_pass(pairs[i].client, pairs[i].server)) ||
                 (polled[2 + 2 * i].revents && !stall_pass(pairs[i].server, pairs[i].client))))
                stall_close(&pairs[i]);
        }
        if (polled[0].revents)
            stall_accept(listener, pairs, target);
    }
}
