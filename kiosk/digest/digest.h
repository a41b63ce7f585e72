/* Hashes: the chain that seals the facts, and the keyed hash that stands for a card. The only code of kiosk/
 * that includes OpenSSL. FIPS 180-4 (SHA-256), RFC 2104 (HMAC). */
#ifndef DIGEST_DIGEST_H
#define DIGEST_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define DIGEST_BYTES 32

/* SHA-256 over first then second; either may be NULL with length 0. */
void digest_sha256(const void *first, size_t first_length, const void *second, size_t second_length,
                   uint8_t out[DIGEST_BYTES]);

/* The deployment's card key. */
struct digest_card_key {
    uint8_t bytes[DIGEST_BYTES];
};

/* Reads the key from a file: 64 hexadecimal digits and a newline; refuses one that others may read (mode &
 * 077). Returns 0, ERROR_CONFIG or ERROR_IO; the text names the file and the mend. */
int digest_card_key_load(const char *path, struct digest_card_key *out, struct error *err);

/* The card's key: HMAC-SHA-256 with the deployment's key over the UID's bytes (4, 7 or 10). */
void digest_card(const struct digest_card_key *key, const uint8_t *uid, size_t uid_length,
                 uint8_t out[DIGEST_BYTES]);

#endif
