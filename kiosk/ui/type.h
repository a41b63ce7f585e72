/* Fonts and the pictures of texts: SDL2_ttf and fontconfig behind a face without either. Private to ui. */
#ifndef UI_TYPE_H
#define UI_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ui/canvas.h"

struct type;

/* Coverage of a text, one byte a device pixel. */
struct type_picture {
    uint8_t *alpha; /* width * height, owned by the caller, free() */
    int width, height;
    int origin;   /* column of the text's starting point */
    int baseline; /* row just under the letters' feet */
};

/* Finds and opens the fonts. A missing one is ERROR_CONFIG whose text names the Debian package. */
int type_open(struct type **out, struct error *err);
void type_close(struct type *type);

/* Device pixels per logical pixel; forgets nothing (widths are kept per em). */
void type_scale_set(struct type *type, float scale);
float type_scale(const struct type *type);

/* Advance width in logical pixels. figures: every digit in a cell as wide as "0". */
float type_width(struct type *type, enum canvas_weight weight, float size, bool figures, const char *text);
/* canvas_baseline */
float type_baseline(struct type *type, enum canvas_weight weight, float size, float y, float box);

/* Draws one line of text at the given em in logical pixels. Returns 0 (alpha NULL if there is no ink),
 * ERROR_MEMORY or ERROR_BROKEN. */
int type_draw(struct type *type, enum canvas_weight weight, float size, bool figures, const char *text,
              struct type_picture *out);
/* Draws an icon; origin and baseline are those of the box's top left corner: ink column 0 lies at box x -
 * origin, row 0 at box y - baseline. */
int type_icon(struct type *type, float size, uint32_t codepoint, struct type_picture *out);

#endif
