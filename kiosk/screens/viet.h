/* What Vietnamese letters are made of: a base, a shape and a tone. Composed and decomposed text read alike. */
#ifndef SCREENS_VIET_H
#define SCREENS_VIET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum viet_shape { VIET_PLAIN, VIET_BREVE, VIET_CIRCUMFLEX, VIET_HORN, VIET_STROKE };

/* In the order of dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng. */
enum viet_tone { VIET_LEVEL, VIET_GRAVE, VIET_HOOK, VIET_TILDE, VIET_ACUTE, VIET_DOT, VIET_TONES };

struct viet_letter {
    uint32_t base; /* small, without marks; any other character as it is */
    enum viet_shape shape;
    enum viet_tone tone;
    bool capital;
};

/* Reads the letter at *text with the marks that follow it, and moves *text past it. False at the end. */
bool viet_next(const char **text, struct viet_letter *out);

/* Appends a letter as one composed character to the *used bytes of out. False, with nothing appended, if it has no room in
 * capacity bytes (a NUL is kept at the end). */
bool viet_append(char *out, size_t capacity, size_t *used, const struct viet_letter *letter);

bool viet_is_vowel(const struct viet_letter *letter);
bool viet_is_space(const struct viet_letter *letter);

/* Which shape the letter takes from a mark, false if it takes none: a ă â, e ê, o ô ơ, u ư, d đ. */
bool viet_takes(uint32_t base, enum viet_shape shape);

/* Place in the alphabet a ă â b c d đ e ê ...; other characters follow. Tones do not count. */
uint32_t viet_rank(const struct viet_letter *letter);

/* Compares two texts (up to their ends) syllable by syllable: letters first, then tones; a missing syllable comes before
 * any. Returns < 0, 0, > 0. */
int viet_compare(const char *a, const char *a_end, const char *b, const char *b_end);

#endif
