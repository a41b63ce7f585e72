/* The proxy of proxy.h as a program. Usage: line_proxy PORT_FILE [TARGET_PORT [ORDERS_FIFO]]
 *
 * Writes the number of the port that it listens on to PORT_FILE. Without a target it takes connections and says nothing.
 * ORDERS_FIFO is made; what is written to it, is obeyed. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "proxy.h"

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int port, orders = -1, listener = proxy_listen(&port);
    if (listener < 0) {
        perror("line_proxy");
        return 1;
    }
    if (argc > 3 && (mkfifo(argv[3], 0600) || (orders = open(argv[3], O_RDWR | O_CLOEXEC)) < 0)) {
        perror(argv[3]);
        return 1;
    }
    /* Renamed when whole, so that a waiting script never reads half a number. */
    char temporary[4096];
    snprintf(temporary, sizeof temporary, "%s.new", argv[1]);
    FILE *file = fopen(temporary, "we");
    if (!file || fprintf(file, "%d\n", port) < 0 || fclose(file) || rename(temporary, argv[1])) {
        perror(argv[1]);
        return 1;
    }
    return proxy_run(listener, argc > 2 ? atoi(argv[2]) : 0, orders, NULL) ? 1 : 0;
}
