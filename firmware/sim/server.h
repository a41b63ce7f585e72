/* The Unix stream socket of the control protocol and its clients. */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include <poll.h>

#include "base/error.h"
#include "sim/control.h"

#define SERVER_CLIENTS_MAX 16
#define SERVER_FDS_MAX     (SERVER_CLIENTS_MAX + 1)

struct server;

/* Listens at path (mode 0600). A socket that nobody answers any more is replaced. Returns 0 and *out, or
 * ERROR_BUSY, ERROR_CONFLICT, ERROR_USAGE, ERROR_IO or ERROR_MEMORY with a text. */
int server_open(const char *path, struct server **out, struct error *err);

/* Removes the socket. Accepts NULL. */
void server_close(struct server *server);

/* Fills fds (room for SERVER_FDS_MAX) with what to wait for. Returns the number. */
int server_fds(const struct server *server, struct pollfd *fds);

/* Serves what poll(2) found in those fds at now_us. */
void server_serve(struct server *server, const struct pollfd *fds, int count, struct control *control,
                  int64_t now_us);

/* Passes the chip's events on, and answers those who wait for an empty field. */
void server_tell(struct server *server, struct control *control, int64_t now_us);

/* Sends one command line to the server at path and prints what comes back on stdout until it is answered (for
 * `watch`: until the server ends). Returns 0 for ok, ERROR_INPUT for an error answer (printed on stderr),
 * ERROR_OFFLINE or ERROR_IO with a text. */
int server_send(const char *path, const char *line, struct error *err);

#endif
