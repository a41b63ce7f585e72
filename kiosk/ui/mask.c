#include "ui/mask.h"

#include <math.h>

#define MASK_FINE 4 /* an edge pixel is sampled MASK_FINE x MASK_FINE times */

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

static float octagon_distance(const struct mask_shape *shape, float x, float y)
{
    float a = fabsf(x), b = fabsf(y);
    const float apothem = 0.92387953f; /* cos(22.5 degrees): the flats look up, down and sideways */
    return larger(larger(a, b), (a + b) * 0.70710678f) - shape->size * apothem;
}

static float arc_distance(const struct mask_shape *shape, float x, float y)
{
    float radius = hypotf(x, y), half = shape->width / 2, band = fabsf(radius - shape->size) - half;
    float span = shape->to - shape->from;
    if (span >= 2 * (float)M_PI - 1e-4f)
        return band;
    /* Angle from the middle of the arc, so that both ends are the same. */
    float angle = atan2f(x, -y) - (shape->from + shape->to) / 2;
    angle = fabsf(remainderf(angle, 2 * (float)M_PI));
    float beyond = angle - span / 2;
    if (shape->cap == CANVAS_BUTT) {
        float side = beyond > (float)M_PI / 2 || beyond < -(float)M_PI / 2 ? (beyond > 0 ? radius : -radius)
                                                                           : radius * sinf(beyond);
        return larger(band, side);
    }
    if (beyond <= 0)
        return band;
    return sqrtf(radius * radius + shape->size * shape->size - 2 * radius * shape->size * cosf(beyond)) -
           half;
}

static float path_distance(const struct mask_shape *shape, float x, float y)
{
    float best = 1e18f;
    for (int i = 0; i + 1 < shape->count; i++) {
        const struct canvas_point *a = &shape->points[i], *b = &shape->points[i + 1];
        if (a->x <= MASK_PEN_UP || b->x <= MASK_PEN_UP)
            continue;
        float dx = b->x - a->x, dy = b->y - a->y, px = x - a->x, py = y - a->y;
        float length = dx * dx + dy * dy;
        float t = length > 0 ? (px * dx + py * dy) / length : 0;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        float ex = px - t * dx, ey = py - t * dy;
        best = smaller(best, ex * ex + ey * ey);
    }
    return sqrtf(best) - shape->width / 2;
}

/* Distance along the middle of the border from the top's middle, clockwise in one quarter: all four are
 * mirrored. */
static float frame_run(const struct mask_shape *shape, float x, float y, float *quarter)
{
    float radius = larger(shape->size - shape->width / 2, 0);
    float flat_x = shape->half_w - shape->width / 2 - radius,
          flat_y = shape->half_h - shape->width / 2 - radius;
    float bend = radius * (float)M_PI / 2;
    *quarter = flat_x + bend + flat_y;
    x = fabsf(x);
    y = fabsf(y);
    if (x > flat_x && y > flat_y && radius > 0)
        return flat_x + radius * atan2f(x - flat_x, y - flat_y);
    if (x - shape->half_w > y - shape->half_h)
        return flat_x + bend + larger(flat_y - y, 0);
    return smaller(x, flat_x);
}

static float frame_distance(const struct mask_shape *shape, float x, float y)
{
    float qx = fabsf(x) - shape->half_w + shape->size, qy = fabsf(y) - shape->half_h + shape->size;
    float outside = hypotf(larger(qx, 0), larger(qy, 0)) + smaller(larger(qx, qy), 0) - shape->size;
    if (shape->width <= 0)
        return outside;
    float ring = larger(outside, -outside - shape->width);
    if (shape->dash <= 0 || ring > 1)
        return ring;
    float quarter, run = frame_run(shape, x, y, &quarter);
    float count = larger(roundf(quarter / shape->dash), 1), period = quarter / count;
    float phase = fabsf(remainderf(run, period)); /* a dash lies on each multiple, so also on both axes */
    return larger(ring, phase - period * 0.3f);
}

static float distance(const struct mask_shape *shape, float x, float y)
{
    switch (shape->kind) {
    case MASK_DISC:
        return hypotf(x, y) - shape->size;
    case MASK_OCTAGON:
        return octagon_distance(shape, x, y);
    case MASK_ARC:
        return arc_distance(shape, x, y);
    case MASK_PATH:
        return path_distance(shape, x, y);
    case MASK_FRAME:
        return frame_distance(shape, x, y);
    }
    return 1e9f;
}

static uint8_t edge_coverage(const struct mask_shape *shape, float left, float top)
{
    float sum = 0;
    for (int i = 0; i < MASK_FINE * MASK_FINE; i++) {
        float x = (left + ((float)(i % MASK_FINE) + 0.5f) / MASK_FINE) / shape->aspect_x;
        float y = (top + ((float)(i / MASK_FINE) + 0.5f) / MASK_FINE) / shape->aspect_y;
        float inside = 0.5f - distance(shape, x, y) * MASK_FINE;
        sum += inside < 0 ? 0 : inside > 1 ? 1 : inside;
    }
    return (uint8_t)lrintf(sum * 255 / (MASK_FINE * MASK_FINE));
}

void mask_fill(const struct mask_shape *shape, uint8_t *alpha, int w, int h)
{
    /* Half a pixel's diagonal, stretched by the aspect: nearer than that an edge may run through the pixel.
     */
    float near = 0.75f / smaller(smaller(shape->aspect_x, shape->aspect_y), 1);
    for (int row = 0; row < h; row++) {
        float top = (float)row - shape->cy;
        for (int column = 0; column < w; column++) {
            float left = (float)column - shape->cx;
            float middle = distance(shape, (left + 0.5f) / shape->aspect_x, (top + 0.5f) / shape->aspect_y);
            uint8_t value = middle > near ? 0 : middle < -near ? 255 : edge_coverage(shape, left, top);
            /* The distance is to the nearest edge, so that many pixels on have the same answer. */
            int same = (int)((fabsf(middle) - near) * smaller(shape->aspect_x, shape->aspect_y));
            for (*alpha++ = value; same > 1 && column + 1 < w; same--, column++)
                *alpha++ = value;
        }
    }
}
