/* Where the font files are. Private to ui. */
#ifndef UI_FONT_H
#define UI_FONT_H

#include "base/error.h"

/* The fonts of UI.md sections 4 and 11; the first four are those of enum canvas_weight, in its order. */
enum font_face {
    FONT_REGULAR,
    FONT_MEDIUM,
    FONT_SEMIBOLD,
    FONT_BOLD,
    FONT_ICONS,
    FONT_FALLBACK,
    FONT_FALLBACK_BOLD,
    FONT_FACES
};

struct font_file {
    char path[512];
    int index; /* of the face in a collection */
};

/* Fills the file of every face, asking fontconfig for static faces of exactly the wanted family and weight.
 * Returns 0, ERROR_CONFIG naming the font and the Debian package that has it, or ERROR_BROKEN if fontconfig
 * has no configuration. */
int font_find_all(struct font_file files[FONT_FACES], struct error *err);

#endif
