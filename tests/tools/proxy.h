/* A TCP proxy between an agent and its server that misbehaves when it is told to, for tests: netem is absent on many
 * machines. It obeys orders, lines of text:
 *
 *   flow                     pass everything at once, as it does from the start
 *   cut up|down N            after N more bytes that way, from then on: reset all connections, then flow
 *   truncate up|down N       the same, but close them kindly: a peer that ends in the middle of a message
 *   hold up|down N           after N more bytes that way pass none that way any more, and say nothing
 *   delay MS                 pass each piece MS milliseconds late, both ways
 *   dribble N MS             pass N bytes at a time, MS milliseconds apart, both ways
 *   refuse                   take connections and close them at once
 *   drop                     reset what is connected; then flow
 *
 * up is from the client to the server. Orders are read before any byte that was sent after them is passed. */
#ifndef TOOLS_PROXY_H
#define TOOLS_PROXY_H

#include <stdbool.h>

/* Listens on a free port of 127.0.0.1. Returns the descriptor and writes the port, or -1 with errno. */
int proxy_listen(int *port);

/* Serves until the orders end (never when they come from a FIFO that is open for writing too). target_port 0: there is no
 * server, connections are taken and nothing is said. orders is a descriptor or -1. fired counts how often a cut, a
 * truncation or a hold came to pass; NULL = nobody asks. Returns 0, or -1 with errno. */
int proxy_run(int listener, int target_port, int orders, volatile int *fired);

#endif
