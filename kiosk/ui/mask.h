/* Coverage of shapes, one byte a device pixel, from signed distances. No SDL. Private to ui. */
#ifndef UI_MASK_H
#define UI_MASK_H

#include <stdint.h>

#include "ui/canvas.h"

#define MASK_POINTS_MAX 512
#define MASK_PEN_UP     (-1e9f) /* x of a point that lifts the pen */

enum mask_kind {
    MASK_DISC,    /* size: radius */
    MASK_OCTAGON, /* size: circumradius */
    MASK_ARC,     /* size: mean radius; width; from, to in radians clockwise from 12 o'clock; cap */
    MASK_PATH,    /* points round the centre; width; round caps and joins */
    MASK_FRAME    /* rounded rectangle of half_w, half_h round the centre, size: corner radius; width: of the
                   * border, 0 =    filled; dash: wanted length of a dash and its gap, 0 = none */
};

/* All lengths in device pixels before the aspect is applied; cx, cy in the mask's own pixels. */
struct mask_shape {
    enum mask_kind kind;
    float cx, cy, aspect_x, aspect_y;
    float size, width, from, to;
    enum canvas_cap cap;
    float half_w, half_h, dash;
    const struct canvas_point *points;
    int count;
};

/* Fills w * h bytes with 0..255. */
void mask_fill(const struct mask_shape *shape, uint8_t *alpha, int w, int h);

#endif
