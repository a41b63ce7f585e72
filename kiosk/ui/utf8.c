#include "ui/utf8.h"

#include <string.h>

uint32_t utf8_next(const char **text)
{
    const uint8_t *at = (const uint8_t *)*text;
    static const uint32_t least[4] = {0, 0x80, 0x800, 0x10000};
    int more = at[0] < 0x80 ? 0 : at[0] >= 0xC2 && at[0] < 0xE0 ? 1 : (at[0] & 0xF0) == 0xE0 ? 2 : 3;
    uint32_t value = at[0];
    *text += 1;
    if (!more)
        return value;
    if (at[0] < 0xC2 || at[0] > 0xF4)
        return 0xFFFD;
    value &= 0x3Fu >> more;
    for (int i = 1; i <= more; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0xFFFD;
        value = value << 6 | (at[i] & 0x3F);
    }
    if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0xFFFD;
    *text += more;
    return value;
}

int utf8_put(char *out, uint32_t character)
{
    int length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const uint8_t lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (int i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(lead[length] | character);
    out[length] = '\0';
    return length;
}

char *utf8_clean(char *out, const char *text, size_t max)
{
    char *to = out;
    const char *end = text + strnlen(text, max);
    while (text < end) {
        uint32_t character = utf8_next(&text);
        if (character < 0x20 || (character >= 0x7F && character < 0xA0))
            character = ' ';
        to += utf8_put(to, character);
    }
    *to = '\0';
    return out;
}

void utf8_halve(char *text)
{
    size_t length = strlen(text) / 2;
    while (length > 0 && ((uint8_t)text[length] & 0xC0) == 0x80)
        length--;
    text[length] = '\0';
}

bool utf8_is_mark(uint32_t character)
{
    return (character >= 0x300 && character < 0x370) || character == 0x200D ||
           (character >= 0xFE00 && character < 0xFE10);
}
