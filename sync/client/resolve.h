/* Host names to addresses without holding up the caller: libpq's own look-up would block, so each question
 * runs on a thread of its own (getaddrinfo(3) cannot be stopped) and its answer is waited for by descriptor
 * and deadline. */
#ifndef CLIENT_RESOLVE_H
#define CLIENT_RESOLVE_H

#include <stddef.h>

#define RESOLVE_ADDRESSES_MAX 8
#define RESOLVE_ADDRESS_BYTES 64 /* numeric, with zone, and NUL */

struct resolve;

/* Asks for a name. Returns 0 and *out, closed with resolve_close, or ERROR_MEMORY. */
int resolve_open(const char *name, struct resolve **out);

/* Gives the answer up; a thread that is still asking ends by itself. NULL is fine. */
void resolve_close(struct resolve *resolve);

/* Readable once the answer is there. */
int resolve_descriptor(const struct resolve *resolve);

/* The addresses, once the descriptor is readable. Returns their number, or ERROR_OFFLINE when the name has
 * none; *reason (static) says why. */
int resolve_answer(const struct resolve *resolve, char addresses[][RESOLVE_ADDRESS_BYTES], size_t capacity,
                   const char **reason);

#endif
