/* The pseudo-terminal that stands in for the serial port, behind a symbolic link that keeps its name. */
#ifndef SIM_PORT_H
#define SIM_PORT_H

#include "base/error.h"

struct port;

/* Makes the pseudo-terminal, raw, and the link to it; a link that is there already is replaced, another kind
 * of file is not. Returns 0 and *out, or ERROR_IO, ERROR_CONFLICT or ERROR_MEMORY with a text. */
int port_open(const char *link, struct port **out, struct error *err);

/* Unplugs and removes the link. Accepts NULL. */
void port_close(struct port *port);

/* The chip's side, non-blocking, or -1 while unplugged. */
int port_fd(const struct port *port);

/* Takes the port away: the host gets EIO, the link vanishes. Does nothing when unplugged. */
void port_unplug(struct port *port);

/* Brings a new pseudo-terminal under the same link. Does nothing when plugged. Returns 0 or ERROR_IO. */
int port_plug(struct port *port, struct error *err);

#endif
