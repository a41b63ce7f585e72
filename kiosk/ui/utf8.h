/* UTF-8 as it comes from outside. Private to ui. */
#ifndef UI_UTF8_H
#define UI_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/list.h"

#define UTF8_CLEAN_MAX (3 * LIST_TEXT_MAX + 4)

/* The next character of a NUL-ended text; moves *text behind it. Bytes that are not UTF-8 are U+FFFD, one by
 * one. */
uint32_t utf8_next(const char **text);
/* Writes a character and a NUL to out, which has room for 5 bytes. Returns the bytes before the NUL. */
int utf8_put(char *out, uint32_t character);
/* Copies at most max bytes of text to out (room for UTF8_CLEAN_MAX bytes if max is LIST_TEXT_MAX) with bad
 * bytes as U+FFFD and control characters as spaces. Returns out. */
char *utf8_clean(char *out, const char *text, size_t max);
/* Cuts a text to about its half, between characters. */
void utf8_halve(char *text);
/* Whether a character joins the one before it. */
bool utf8_is_mark(uint32_t character);

#endif
