/* Inside the ledger only: text that is safe to store and to send. */
#ifndef LEDGER_TEXT_H
#define LEDGER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of the valid UTF-8 character at text (at most length bytes), or 0 if there is none. */
size_t text_character(const char *text, size_t length);

/* Copies text (NULL = ""), each byte that is not UTF-8 replaced by U+FFFD, cut at a character's edge. */
void text_clean(char *out, size_t capacity, const char *text);

/* The place of the first byte that is not UTF-8, or length when all is well. */
size_t text_invalid_at(const char *text, size_t length);

/* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" to 16 bytes; false if it is no UUID. */
bool uuid_parse(const char *text, uint8_t out[16]);
void uuid_format(const uint8_t uuid[16], char out[37]);

#endif
