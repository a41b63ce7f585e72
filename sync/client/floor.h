/* The instant by which TLS judges certificates, for this folder only. */
#ifndef CLIENT_FLOOR_H
#define CLIENT_FLOOR_H

#include <stdint.h>

/* Lets servers' certificates be judged as of floor_utc_ms while the machine's clock shows less, else as of the clock again.
 * Of the whole process; call before connecting. Returns the instant (UTC ms) that counts, or ERROR_MEMORY. */
int64_t floor_set(int64_t floor_utc_ms);

#endif
