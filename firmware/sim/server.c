#include "sim/server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/line.h"

struct server_client {
    int fd; /* -1 = free */
    bool watches, waits;
    struct line_reader reader;
};

struct server {
    int fd;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    struct server_client clients[SERVER_CLIENTS_MAX];
};

static int server_address(const char *path, struct sockaddr_un *address, struct error *err)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (!path[0] || strlen(path) >= sizeof address->sun_path)
        return error_set(err, ERROR_USAGE, "%s: a socket's path must have 1 to %zu bytes", path,
                         sizeof address->sun_path - 1);
    memcpy(address->sun_path, path, strlen(path));
    return 0;
}

static int server_connect(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Takes a socket away that a killed server has left. */
static int server_sweep(const struct sockaddr_un *address, struct error *err)
{
    struct stat found;
    if (lstat(address->sun_path, &found) != 0)
        return 0;
    if (!S_ISSOCK(found.st_mode))
        return error_set(err, ERROR_CONFLICT, "%s: is there already and is no socket; give another --control",
                         address->sun_path);
    int fd = server_connect(address);
    if (fd >= 0) {
        close(fd);
        return error_set(err, ERROR_BUSY, "%s: another program answers there; give another --control",
                         address->sun_path);
    }
    unlink(address->sun_path);
    return 0;
}

int server_open(const char *path, struct server **out, struct error *err)
{
    struct sockaddr_un address;
    int status = server_address(path, &address, err);
    if (status == 0)
        status = server_sweep(&address, err);
    if (status != 0)
        return status;
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        return error_set(err, ERROR_MEMORY, "out of memory");
    memcpy(server->path, address.sun_path, sizeof server->path);
    for (int i = 0; i < SERVER_CLIENTS_MAX; i++)
        server->clients[i].fd = -1;
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    mode_t mask = umask(0177); /* so that the socket is never open to others, not even at first */
    if (server->fd < 0 || bind(server->fd, (struct sockaddr *)&address, sizeof address) != 0) {
        umask(mask);
        status = error_set(err, ERROR_IO, "%s: cannot make the socket: %s", path, strerror(errno));
        goto failed;
    }
    umask(mask);
    if (listen(server->fd, SERVER_CLIENTS_MAX) != 0) {
        status = error_set(err, ERROR_IO, "%s: cannot listen: %s", path, strerror(errno));
        unlink(path);
        goto failed;
    }
    *out = server;
    return 0;

failed:
    if (server->fd >= 0)
        close(server->fd);
    free(server);
    return status;
}

static void client_close(struct server_client *client)
{
    close(client->fd);
    client->fd = -1;
}

void server_close(struct server *server)
{
    if (!server)
        return;
    for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
        if (server->clients[i].fd >= 0)
            client_close(&server->clients[i]);
    }
    unlink(server->path);
    close(server->fd);
    free(server);
}

int server_fds(const struct server *server, struct pollfd *fds)
{
    int count = 0;
    fds[count++] = (struct pollfd){.fd = server->fd, .events = POLLIN};
    for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
        const struct server_client *client = &server->clients[i];
        if (client->fd >= 0) /* one who waits is not heard before the answer, only its going away */
            fds[count++] = (struct pollfd){.fd = client->fd, .events = client->waits ? 0 : POLLIN};
    }
    return count;
}

static void client_say(struct server_client *client, const char *text)
{
    /* A client that does not read is not worth waiting for. */
    if (line_write(client->fd, "%s", text) != 0)
        client_close(client);
}

/* Does the commands that have arrived whole. */
static void client_run(struct server_client *client, struct control *control, int64_t now_us)
{
    char reply[CONTROL_REPLY_MAX];
    char *line;
    while (client->fd >= 0 && !client->waits && (line = line_reader_next(&client->reader))) {
        enum control_next next = control_run(control, line, now_us, reply, sizeof reply);
        client->watches = client->watches || next == CONTROL_WATCH;
        client->waits = next == CONTROL_WAIT;
        if (!client->waits)
            client_say(client, reply);
    }
}

static void server_accept(struct server *server)
{
    int fd = accept4(server->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
        struct server_client *client = &server->clients[i];
        if (client->fd >= 0)
            continue;
        memset(client, 0, sizeof *client);
        client->fd = fd;
        line_reader_init(&client->reader);
        return;
    }
    line_write(fd, "error too many clients");
    close(fd);
}

void server_serve(struct server *server, const struct pollfd *fds, int count, struct control *control,
                  int64_t now_us)
{
    for (int i = 1; i < count; i++) {
        if (!fds[i].revents)
            continue;
        for (int k = 0; k < SERVER_CLIENTS_MAX; k++) {
            struct server_client *client = &server->clients[k];
            if (client->fd != fds[i].fd)
                continue;
            int got = line_reader_fill(&client->reader, client->fd);
            client_run(client, control, now_us);
            if ((got == 0 || got == ERROR_IO) && client->fd >= 0)
                client_close(client);
            break;
        }
    }
    if (count > 0 && fds[0].revents)
        server_accept(server);
}

void server_tell(struct server *server, struct control *control, int64_t now_us)
{
    struct chip_event event;
    char text[100];
    while (chip_take_event(control->chip, &event)) {
        control_event_text(&event, text, sizeof text);
        for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
            if (server->clients[i].fd >= 0 && server->clients[i].watches)
                client_say(&server->clients[i], text);
        }
    }
    if (chip_cards(control->chip, NULL, 0) > 0)
        return;
    for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
        struct server_client *client = &server->clients[i];
        if (client->fd < 0 || !client->waits)
            continue;
        client->waits = false;
        client_say(client, "ok");
        client_run(client, control, now_us);
    }
}

int server_send(const char *path, const char *line, struct error *err)
{
    struct sockaddr_un address;
    int status = server_address(path, &address, err);
    if (status != 0)
        return status;
    int fd = server_connect(&address);
    if (fd < 0)
        return error_set(err, ERROR_OFFLINE, "%s: nobody answers there (%s): is diemdanh-sim running?", path,
                         strerror(errno));
    struct line_reader reader;
    line_reader_init(&reader);
    if (line_write(fd, "%s", line) != 0) {
        close(fd);
        return error_set(err, ERROR_IO, "%s: cannot send the command", path);
    }
    bool watches = !strcmp(line, "watch");
    status = error_set(err, ERROR_IO, "%s: ended before it answered", path);
    while (line_reader_fill(&reader, fd) > 0) {
        char *text;
        while ((text = line_reader_next(&reader))) {
            bool failed = !strncmp(text, "error", 5);
            status = failed ? error_set(err, ERROR_INPUT, "%s", text) : 0;
            if (!failed) {
                puts(text);
                fflush(stdout);
            }
        }
        if (status != ERROR_IO && !watches)
            break;
    }
    close(fd);
    return status;
}
