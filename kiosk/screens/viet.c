#include "screens/viet.h"

#include <string.h>

#include "screens/letters.h"

#define VOWELS 12

static const struct {
    char base;
    unsigned char shape;
    uint16_t tone[VIET_TONES];
} vowels[VOWELS] = {
    {'a', VIET_PLAIN, {0x61, 0xE0, 0x1EA3, 0xE3, 0xE1, 0x1EA1}},
    {'a', VIET_BREVE, {0x103, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB7}},
    {'a', VIET_CIRCUMFLEX, {0xE2, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD}},
    {'e', VIET_PLAIN, {0x65, 0xE8, 0x1EBB, 0x1EBD, 0xE9, 0x1EB9}},
    {'e', VIET_CIRCUMFLEX, {0xEA, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7}},
    {'i', VIET_PLAIN, {0x69, 0xEC, 0x1EC9, 0x129, 0xED, 0x1ECB}},
    {'o', VIET_PLAIN, {0x6F, 0xF2, 0x1ECF, 0xF5, 0xF3, 0x1ECD}},
    {'o', VIET_CIRCUMFLEX, {0xF4, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED1, 0x1ED9}},
    {'o', VIET_HORN, {0x1A1, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3}},
    {'u', VIET_PLAIN, {0x75, 0xF9, 0x1EE7, 0x169, 0xFA, 0x1EE5}},
    {'u', VIET_HORN, {0x1B0, 0x1EEB, 0x1EED, 0x1EEF, 0x1EE9, 0x1EF1}},
    {'y', VIET_PLAIN, {0x79, 0x1EF3, 0x1EF7, 0x1EF9, 0xFD, 0x1EF5}},
};

static void letter_split(uint32_t character, struct viet_letter *out)
{
    uint32_t small = letters_lower(character);
    *out = (struct viet_letter){.base = small, .capital = small != character};
    if (small < 0x80)
        return;
    if (small == 0x111) {
        out->base = 'd';
        out->shape = VIET_STROKE;
        return;
    }
    for (int v = 0; v < VOWELS; v++) {
        for (int tone = 0; tone < VIET_TONES; tone++) {
            if (vowels[v].tone[tone] != small)
                continue;
            out->base = (uint32_t)vowels[v].base;
            out->shape = (enum viet_shape)vowels[v].shape;
            out->tone = (enum viet_tone)tone;
            return;
        }
    }
}

static void mark_put(struct viet_letter *letter, uint32_t mark)
{
    static const uint32_t tones[VIET_TONES] = {0, 0x300, 0x309, 0x303, 0x301, 0x323};
    enum viet_shape shape = mark == 0x306   ? VIET_BREVE
                            : mark == 0x302 ? VIET_CIRCUMFLEX
                            : mark == 0x31B ? VIET_HORN
                                            : VIET_PLAIN;
    if (shape != VIET_PLAIN && viet_takes(letter->base, shape))
        letter->shape = shape;
    for (int tone = VIET_GRAVE; tone < VIET_TONES; tone++)
        if (tones[tone] == mark)
            letter->tone = (enum viet_tone)tone;
}

bool viet_next(const char **text, struct viet_letter *out)
{
    uint32_t character = letters_next(text);
    if (character == 0)
        return false;
    letter_split(character, out);
    for (;;) {
        const char *next = *text;
        uint32_t mark = letters_next(&next);
        if (!letters_is_mark(mark))
            return true;
        mark_put(out, mark);
        *text = next;
    }
}

static uint32_t letter_join(const struct viet_letter *letter)
{
    uint32_t small = letter->base;
    if (letter->base == 'd' && letter->shape == VIET_STROKE)
        small = 0x111;
    for (int v = 0; v < VOWELS; v++)
        if ((uint32_t)vowels[v].base == letter->base && vowels[v].shape == letter->shape)
            small = vowels[v].tone[letter->tone];
    if (!letter->capital)
        return small;
    if ((small >= 'a' && small <= 'z') || (small >= 0xE0 && small <= 0xFE && small != 0xF7))
        return small - 32;
    uint32_t capital = small > 0x80 ? small - 1 : small; /* Ă ă, Ư ư, Ạ ạ lie side by side */
    return letters_lower(capital) == small ? capital : small;
}

bool viet_append(char *out, size_t capacity, size_t *used, const struct viet_letter *letter)
{
    uint32_t c = letter_join(letter);
    unsigned char bytes[4];
    size_t count = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (*used + count >= capacity)
        return false;
    for (size_t i = count; i-- > 1; c >>= 6)
        bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    bytes[0] = (unsigned char)(leads[count] | c);
    memcpy(out + *used, bytes, count);
    *used += count;
    out[*used] = '\0';
    return true;
}

bool viet_is_vowel(const struct viet_letter *letter)
{
    return letter->base < 0x80 && strchr("aeiouy", (int)letter->base) != NULL;
}

bool viet_is_space(const struct viet_letter *letter)
{
    return letter->base == ' ' || letter->base == 0xA0 || letter->base == '\t';
}

bool viet_takes(uint32_t base, enum viet_shape shape)
{
    switch (shape) {
    case VIET_BREVE:
        return base == 'a';
    case VIET_CIRCUMFLEX:
        return base == 'a' || base == 'e' || base == 'o';
    case VIET_HORN:
        return base == 'o' || base == 'u';
    case VIET_STROKE:
        return base == 'd';
    default:
        return false;
    }
}

uint32_t viet_rank(const struct viet_letter *letter)
{
    if (letter->base >= 'a' && letter->base <= 'z')
        return (letter->base - 'a') * 5 + (uint32_t)letter->shape + 1;
    return 1000 + letter->base;
}

/* The next letter of a syllable. False at its end, which is not passed. */
static bool syllable_next(const char **at, const char *end, struct viet_letter *out)
{
    const char *next = *at;
    if (next >= end || !viet_next(&next, out) || viet_is_space(out))
        return false;
    *at = next;
    return true;
}

static const char *spaces_skip(const char *at, const char *end)
{
    struct viet_letter letter;
    const char *next = at;
    while (next < end && viet_next(&next, &letter) && viet_is_space(&letter))
        at = next;
    return at;
}

static int syllable_compare(const char **a, const char *a_end, const char **b, const char *b_end)
{
    int tones = 0;
    for (;;) {
        struct viet_letter x, y;
        bool more_a = syllable_next(a, a_end, &x), more_b = syllable_next(b, b_end, &y);
        if (!more_a || !more_b)
            return more_a ? 1 : more_b ? -1 : tones;
        uint32_t rank_x = viet_rank(&x), rank_y = viet_rank(&y);
        if (rank_x != rank_y)
            return rank_x < rank_y ? -1 : 1;
        if (!tones)
            tones = (int)x.tone - (int)y.tone;
    }
}

int viet_compare(const char *a, const char *a_end, const char *b, const char *b_end)
{
    for (;;) {
        a = spaces_skip(a, a_end);
        b = spaces_skip(b, b_end);
        if (a >= a_end || b >= b_end)
            return a < a_end ? 1 : b < b_end ? -1 : 0;
        int order = syllable_compare(&a, a_end, &b, b_end);
        if (order)
            return order;
    }
}
