/* Pixels of the stage's windows, compared with those measured on the design's pictures. Included once a test program. */
#ifndef SCREENS_PIXELS_H
#define SCREENS_PIXELS_H

#include "screens_stage.h"

static inline int color_distance(uint32_t a, uint32_t b)
{
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8)
        sum += abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF));
    return sum;
}

static inline bool color_is(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF)) > 3)
            return false;
    return color_distance(a, b) <= 6;
}

static inline void pixel_is(const char *what, int x, int y, uint32_t color)
{
    uint32_t pixel = window_pixel(windows[0], x, y) & 0xFFFFFF;
    if (!color_is(pixel, color))
        fail_msg("%s: %06x at %d, %d, wanted %06x", what, pixel, x, y, color);
}

/* Where something of one colour lies on a field of another: its first and last column and row with more ink than field
 * within the region (x, y, end x, end y), not more than slack_px off in any of them. */
static inline void ink_is(const char *what, int size, const int region[4], uint32_t field, uint32_t ink,
                          const int wanted[4], int slack_px)
{
    int box[4] = {INT_MAX, INT_MAX, -1, -1};
    for (int y = region[1]; y < region[3]; y++) {
        for (int x = region[0]; x < region[2]; x++) {
            if (color_distance(window_pixel(windows[size], x, y), field) * 2 <= color_distance(ink, field))
                continue;
            box[0] = x < box[0] ? x : box[0];
            box[1] = y < box[1] ? y : box[1];
            box[2] = x > box[2] ? x : box[2];
            box[3] = y > box[3] ? y : box[3];
        }
    }
    for (int k = 0; k < 4; k++)
        if (abs(box[k] - wanted[k]) > slack_px)
            fail_msg("%s, %dx%d: ink in %d %d %d %d, wanted %d %d %d %d", what, sizes[size].width,
                     sizes[size].height, box[0], box[1], box[2], box[3], wanted[0], wanted[1], wanted[2],
                     wanted[3]);
}

#endif
