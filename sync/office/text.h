/* Texts as the database keeps them. */
#ifndef OFFICE_TEXT_H
#define OFFICE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A new text: Unicode NFC, white space trimmed at both ends and joined inside to one space, invisible marks
 * (U+200B, U+FEFF) left out. NULL when text is not UTF-8, holds a control character, or memory is short. The
 * caller frees it. */
char *text_clean(const char *text);

/* Reads an ISO 8601 time with date, hours, minutes, optional seconds and an offset (Z or +hh:mm), the 'T' may
 * be a space. Returns whether it is one that exists; *utc_s is seconds since 1970. */
bool text_time(const char *text, int64_t *utc_s);

#endif
