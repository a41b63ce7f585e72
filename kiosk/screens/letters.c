#include "screens/letters.h"

#include <string.h>

uint32_t letters_next(const char **text)
{
    const unsigned char *bytes = (const unsigned char *)*text;
    unsigned first = bytes[0];
    if (first == 0)
        return 0;
    unsigned extra = first >= 0xF0 && first < 0xF5 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
    if (first >= 0xF5)
        extra = 0;
    uint32_t character = extra == 0 ? first : first & (0x3Fu >> extra);
    for (unsigned i = 1; i <= extra; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            *text += 1;
            return 0xFFFD;
        }
        character = character << 6 | (bytes[i] & 0x3Fu);
    }
    /* Longer than need be (a NUL in disguise, too), half of a pair, or beyond Unicode. */
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (character < least[extra] || (character >= 0xD800 && character <= 0xDFFF) || character > 0x10FFFF) {
        *text += 1;
        return 0xFFFD;
    }
    *text += extra + 1;
    return extra == 0 && first >= 0x80 ? 0xFFFD : character;
}

uint32_t letters_lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return c + 32;
    /* Đ Ĩ Ũ Ă Ơ Ư and the block of letters with Vietnamese marks: capital even (Ư odd), small one after it.
     */
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x1E00 && c <= 0x1EFF) ||
        c == 0x1A0)
        return c | 1;
    if (c == 0x1AF)
        return 0x1B0;
    return c;
}

bool letters_is_mark(uint32_t c)
{
    return c >= 0x300 && c <= 0x36F;
}

char *letters_copy(char *out, size_t capacity, const char *text)
{
    if (capacity == 0)
        return out;
    const char *end = text;
    while (*end) {
        const char *next = end;
        letters_next(&next);
        if ((size_t)(next - text) >= capacity)
            break;
        end = next;
    }
    size_t length = (size_t)(end - text);
    memmove(out, text, length);
    out[length] = '\0';
    return out;
}

char *letters_append(char *out, size_t capacity, const char *text)
{
    size_t used = strlen(out);
    if (used < capacity)
        letters_copy(out + used, capacity - used, text);
    return out;
}
