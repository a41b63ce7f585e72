#include "ledger/text.h"

#include <string.h>

#include "base/hex.h"

size_t text_character(const char *text, size_t length)
{
    const unsigned char *c = (const unsigned char *)text;
    if (length == 0)
        return 0;
    if (c[0] < 0x80)
        return 1;
    size_t size = c[0] >= 0xC2 && c[0] <= 0xDF   ? 2
                  : (c[0] & 0xF0) == 0xE0        ? 3
                  : c[0] >= 0xF0 && c[0] <= 0xF4 ? 4
                                                 : 0;
    if (size == 0 || size > length)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((c[i] & 0xC0) != 0x80)
            return 0;
    }
    /* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
    if ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F) || (c[0] == 0xF0 && c[1] < 0x90) ||
        (c[0] == 0xF4 && c[1] > 0x8F))
        return 0;
    return size;
}

void text_clean(char *out, size_t capacity, const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    size_t used = 0, left = text ? strlen(text) : 0;
    while (left > 0) {
        size_t size = text_character(text, left);
        const char *from = size > 0 ? text : replacement;
        size_t wanted = size > 0 ? size : sizeof replacement - 1;
        if (used + wanted >= capacity)
            break;
        memcpy(out + used, from, wanted);
        used += wanted;
        text += size > 0 ? size : 1;
        left -= size > 0 ? size : 1;
    }
    out[used] = '\0';
}

size_t text_invalid_at(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t size = text_character(text + at, length - at);
        if (size == 0)
            return at;
        at += size;
    }
    return length;
}

bool uuid_parse(const char *text, uint8_t out[16])
{
    char digits[33];
    size_t used = 0;
    if (strlen(text) != 36)
        return false;
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-'))
            return false;
        if (!dash)
            digits[used++] = text[i];
    }
    digits[used] = '\0';
    return hex_decode(digits, out, 16) == 16;
}

void uuid_format(const uint8_t uuid[16], char out[37])
{
    char digits[33];
    hex_encode(uuid, 16, digits);
    size_t used = 0;
    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            out[used++] = '-';
        out[used++] = digits[i];
    }
    out[used] = '\0';
}
