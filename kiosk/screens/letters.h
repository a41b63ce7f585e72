/* UTF-8 one character at a time. Bytes that are no UTF-8 count as one character each, so that no text can do
 * harm. */
#ifndef SCREENS_LETTERS_H
#define SCREENS_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character at *text, which is moved past it; 0 at the end (and not moved). */
uint32_t letters_next(const char **text);

/* Small letter of a Latin or Vietnamese capital, anything else unchanged. */
uint32_t letters_lower(uint32_t character);

/* A mark that stands on the letter before it. */
bool letters_is_mark(uint32_t character);

/* Copies as much of text as fits, never half a character. out may be text itself. Returns out. */
char *letters_copy(char *out, size_t capacity, const char *text);

/* Appends in the same way. */
char *letters_append(char *out, size_t capacity, const char *text);

#endif
