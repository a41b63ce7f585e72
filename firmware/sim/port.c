#include "sim/port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

struct port {
    int master, slave; /* -1 while unplugged */
    char link[512];
};

static int port_link(struct port *port, const char *target, struct error *err)
{
    char fresh[sizeof port->link + 16];
    struct stat found;
    if (lstat(port->link, &found) == 0 && !S_ISLNK(found.st_mode))
        return error_set(err, ERROR_CONFLICT, "%s: is there already and is no link; give another --port",
                         port->link);
    /* A new link renamed over the old one: nobody ever meets a missing name. */
    snprintf(fresh, sizeof fresh, "%s.%ld", port->link, (long)getpid());
    unlink(fresh);
    if (symlink(target, fresh) != 0 || rename(fresh, port->link) != 0) {
        int saved = errno;
        unlink(fresh);
        return error_set(err, ERROR_IO, "%s: cannot make the link: %s", port->link, strerror(saved));
    }
    return 0;
}

int port_plug(struct port *port, struct error *err)
{
    if (port->master >= 0)
        return 0;
    char name[128];
    struct termios settings;
    port->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port->master < 0 || grantpt(port->master) != 0 || unlockpt(port->master) != 0 ||
        ptsname_r(port->master, name, sizeof name) != 0)
        goto failed;
    /* The slave stays open here, so that the master works before a host comes and after it has left. */
    port->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (port->slave < 0 || tcgetattr(port->slave, &settings) != 0)
        goto failed;
    cfmakeraw(&settings); /* or an echo reaches the chip before the host sets the port up */
    cfsetspeed(&settings, B115200);
    if (tcsetattr(port->slave, TCSANOW, &settings) != 0)
        goto failed;
    int status = port_link(port, name, err);
    if (status != 0)
        port_unplug(port);
    return status;

failed:
    error_set(err, ERROR_IO, "cannot make a pseudo-terminal: %s", strerror(errno));
    port_unplug(port);
    return ERROR_IO;
}

void port_unplug(struct port *port)
{
    if (port->slave >= 0) {
        unlink(port->link);
        close(port->slave);
    }
    if (port->master >= 0)
        close(port->master);
    port->master = -1;
    port->slave = -1;
}

int port_open(const char *link, struct port **out, struct error *err)
{
    struct port *port = calloc(1, sizeof *port);
    if (!port)
        return error_set(err, ERROR_MEMORY, "out of memory");
    port->master = -1;
    port->slave = -1;
    if (strlen(link) >= sizeof port->link || strchr(link, ':')) {
        free(port);
        return error_set(err, ERROR_USAGE, "--port %s: too long, or holds a colon, which libnfc cannot take",
                         link);
    }
    snprintf(port->link, sizeof port->link, "%s", link);
    int status = port_plug(port, err);
    if (status != 0) {
        free(port);
        return status;
    }
    *out = port;
    return 0;
}

void port_close(struct port *port)
{
    if (!port)
        return;
    port_unplug(port);
    free(port);
}

int port_fd(const struct port *port)
{
    return port->master;
}
