/* Bytes as hexadecimal text. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Writes 2*length lower-case digits and a NUL to text, which has room for 2*length + 1. */
void hex_encode(const uint8_t *bytes, size_t length, char *text);

/* Reads text (either case, no separators) into bytes. Returns the number of bytes,
 * or -1 if text is empty, odd, holds another character, or does not fit in capacity. */
int hex_decode(const char *text, uint8_t *bytes, size_t capacity);

#endif
