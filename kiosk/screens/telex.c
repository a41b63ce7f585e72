/* Telex: marks are typed as letters after the vowel they belong to, or at the end of the syllable. */
#include <string.h>

#include "screens/staff.h"
#include "screens/viet.h"

#define WORD_MAX 24

struct word {
    struct viet_letter letters[WORD_MAX];
    int count;
    int first, end; /* of its vowels: [first, end), without the u of qu and the i of gi */
};

/* The last word of text; of a longer one its last WORD_MAX letters at most. Returns where it starts. */
static size_t word_read(const char *text, struct word *word)
{
    const char *start = text, *at = text;
    struct viet_letter letter;
    word->count = 0;
    for (const char *before = at; viet_next(&at, &letter); before = at) {
        bool space = viet_is_space(&letter);
        if (space || word->count == WORD_MAX) {
            word->count = 0;
            start = space ? at : before;
        }
        if (!space)
            word->letters[word->count++] = letter;
    }
    return (size_t)(start - text);
}

static bool is_base(const struct word *word, int at, uint32_t base)
{
    return at >= 0 && at < word->count && word->letters[at].base == base;
}

/* The last run of vowels. */
static void vowels_find(struct word *word)
{
    int end = word->count;
    while (end > 0 && !viet_is_vowel(&word->letters[end - 1]))
        end--;
    int first = end;
    while (first > 0 && viet_is_vowel(&word->letters[first - 1]))
        first--;
    bool qu = is_base(word, first - 1, 'q') && is_base(word, first, 'u');
    bool gi = is_base(word, first - 1, 'g') && is_base(word, first, 'i');
    if ((qu || gi) && end - first > 1)
        first++;
    word->first = first;
    word->end = end;
}

/* Which vowel bears the tone, as in hòa, thủy, hoàng, tiến, người. -1 = there is none. */
static int tone_place(const struct word *word)
{
    int count = word->end - word->first;
    if (count == 0)
        return -1;
    for (int i = word->end - 1; i >= word->first; i--)
        if (word->letters[i].shape != VIET_PLAIN)
            return i;
    bool closed = word->end < word->count;
    if (count == 1)
        return word->first;
    return closed ? word->end - 1 : count == 2 ? word->first : word->first + 1;
}

static enum viet_tone tone_of(const struct word *word)
{
    for (int i = 0; i < word->count; i++)
        if (word->letters[i].tone != VIET_LEVEL)
            return word->letters[i].tone;
    return VIET_LEVEL;
}

static void tone_set(struct word *word, enum viet_tone tone)
{
    vowels_find(word);
    int place = tone_place(word);
    for (int i = 0; i < word->count; i++)
        word->letters[i].tone = i == place ? tone : VIET_LEVEL;
}

enum typed { TYPED_PLAIN, TYPED_MARK, TYPED_UNDONE };

static enum typed tone_type(struct word *word, int key)
{
    static const char keys[] = "zfrxsj"; /* in the order of enum viet_tone */
    const char *found = strchr(keys, key);
    vowels_find(word);
    if (!found || word->end == word->first)
        return TYPED_PLAIN;
    enum viet_tone tone = (enum viet_tone)(found - keys), before = tone_of(word);
    if (tone == VIET_LEVEL && before == VIET_LEVEL)
        return TYPED_PLAIN;
    tone_set(word, tone == before ? VIET_LEVEL : tone);
    return tone == before ? TYPED_UNDONE : TYPED_MARK;
}

/* Gives the letter a shape, or takes it away if it has it already. */
static enum typed shape_put(struct viet_letter *letter, enum viet_shape shape)
{
    bool again = letter->shape == shape;
    letter->shape = again ? VIET_PLAIN : shape;
    return again ? TYPED_UNDONE : TYPED_MARK;
}

/* aa, ee, oo: the vowel itself, or the same one before the final consonants. */
static enum typed circumflex_type(struct word *word, int key)
{
    for (int i = word->end - 1; i >= word->first; i--)
        if (word->letters[i].base == (uint32_t)key)
            return shape_put(&word->letters[i], VIET_CIRCUMFLEX);
    return TYPED_PLAIN;
}

/* aw, ow, uw; uow makes both letters. */
static enum typed horn_type(struct word *word)
{
    for (int i = word->first; i + 1 < word->end; i++) {
        struct viet_letter *u = &word->letters[i], *o = u + 1;
        if (u->base != 'u' || o->base != 'o')
            continue;
        bool both = u->shape == VIET_HORN && o->shape == VIET_HORN;
        u->shape = o->shape = both ? VIET_PLAIN : VIET_HORN;
        return both ? TYPED_UNDONE : TYPED_MARK;
    }
    for (int i = word->end - 1; i >= word->first; i--) {
        struct viet_letter *letter = &word->letters[i];
        if (letter->base == 'a' && i > word->first && letter[-1].base == 'u')
            return shape_put(letter - 1, VIET_HORN); /* mưa */
        if (letter->base == 'a')
            return shape_put(letter, VIET_BREVE);
        if (letter->base == 'o' || letter->base == 'u')
            return shape_put(letter, VIET_HORN);
    }
    return TYPED_PLAIN;
}

static enum typed stroke_type(struct word *word)
{
    if (is_base(word, word->count - 1, 'd'))
        return shape_put(&word->letters[word->count - 1], VIET_STROKE);
    if (is_base(word, 0, 'd') && word->end > word->first)
        return shape_put(&word->letters[0], VIET_STROKE);
    return TYPED_PLAIN;
}

static enum typed mark_type(struct word *word, int key)
{
    vowels_find(word);
    switch (key) {
    case 'a':
    case 'e':
    case 'o':
        return circumflex_type(word, key);
    case 'w':
        return horn_type(word);
    case 'd':
        return stroke_type(word);
    default:
        return tone_type(word, key);
    }
}

static void character_take(char *text)
{
    const char *at = text, *last = text;
    struct viet_letter letter;
    for (;;) {
        const char *before = at;
        if (!viet_next(&at, &letter))
            break;
        last = before;
    }
    text[last - text] = '\0';
}

/* Writes the last word anew, with a letter after it unless it was a mark. Nothing changes if there is no room. */
static void word_write(char *text, size_t capacity, size_t start, struct word *word,
                       const struct viet_letter *letter)
{
    char written[WORD_MAX * 4 + 8];
    size_t used = 0;
    enum viet_tone tone = tone_of(word);
    if (letter && word->count < WORD_MAX)
        word->letters[word->count++] = *letter;
    tone_set(word, tone); /* it moves: hòa, hoàng */
    for (int i = 0; i < word->count; i++)
        if (!viet_append(written, sizeof written, &used, &word->letters[i]))
            return;
    if (used > 0 && start + used < capacity)
        memcpy(text + start, written, used + 1);
}

void staff_type(char *text, size_t capacity, int key, bool telex, bool shift)
{
    struct word word;
    size_t used = strnlen(text, capacity);
    if (capacity == 0 || used == capacity)
        return;
    if (key == '\b') {
        character_take(text);
        return;
    }
    if (key < ' ' || key > '~')
        return;
    bool capital = shift;
    if (key >= 'A' && key <= 'Z') {
        capital = true;
        key += 'a' - 'A';
    }
    struct viet_letter letter = {.base = (uint32_t)key, .capital = capital && key >= 'a' && key <= 'z'};
    if (!telex || key < 'a' || key > 'z') {
        viet_append(text, capacity, &used, &letter);
        return;
    }
    size_t start = word_read(text, &word);
    enum typed typed = word.count > 0 ? mark_type(&word, key) : TYPED_PLAIN;
    if (word.count == WORD_MAX && typed != TYPED_MARK) {
        viet_append(text, capacity, &used, &letter); /* no word is that long */
        return;
    }
    word_write(text, capacity, start, &word, typed == TYPED_MARK ? NULL : &letter);
}
