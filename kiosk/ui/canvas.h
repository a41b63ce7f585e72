/* What a screen emits: a list of shapes and texts in logical pixels. No SDL here; one file (draw.c) draws the
 * list. Logical size: UI.md section 6 (scale = min(w/800, h/480) in landscape, min(w/480, h/800) in portrait,
 * to a multiple of 0.25, then 800x480, 853x480, 480x853 ...). All coordinates are floats in that space, y
 * downwards. Texts are copied into the list. A list that equals the one on the glass is not drawn again. */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas; /* one list being built; owned by the window */

typedef uint32_t canvas_color; /* 0xRRGGBBAA */
#define CANVAS_RGB(hex)         ((canvas_color)(((uint32_t)(hex) << 8) | 0xFFu))
#define CANVAS_RGBA(hex, alpha) ((canvas_color)(((uint32_t)(hex) << 8) | (uint32_t)(alpha)))

enum canvas_weight { CANVAS_REGULAR, CANVAS_MEDIUM, CANVAS_SEMIBOLD, CANVAS_BOLD, CANVAS_WEIGHTS };
enum canvas_align { CANVAS_LEFT, CANVAS_CENTRE, CANVAS_RIGHT };
enum canvas_cap { CANVAS_ROUND, CANVAS_BUTT };

struct canvas_point {
    float x, y;
};

/* Logical size (exact: 1280 x 720 is 853.33 x 480), and whether it is taller than wide. */
float canvas_width(const struct canvas *canvas);
float canvas_height(const struct canvas *canvas);
bool canvas_portrait(const struct canvas *canvas);

/* Empties the list and fills the whole with a colour. */
void canvas_clear(struct canvas *canvas, canvas_color color);

/* Everything added between push and pop is cut to the rectangle (nested: their intersection) and moved by dx,
 * dy and faded to alpha (0..1), multiplied when nested. The rectangle itself is not moved by its own dx, dy,
 * so a scrolling list is canvas_push(its box, 0, -scrolled, 1). */
void canvas_push(struct canvas *canvas, float x, float y, float w, float h, float dx, float dy, float alpha);
void canvas_pop(struct canvas *canvas);

void canvas_rect(struct canvas *canvas, float x, float y, float w, float h, canvas_color fill);

/* Rounded rectangle; border is drawn inside when border_px > 0; fill may have alpha 0. */
void canvas_round_rect(struct canvas *canvas, float x, float y, float w, float h, float radius,
                       canvas_color fill, float border_px, canvas_color border);
/* The same with the border dashed (tiles of who is missing). */
void canvas_dashed_rect(struct canvas *canvas, float x, float y, float w, float h, float radius,
                        canvas_color fill, float border_px, canvas_color border);

/* Shapes below are corrected by px_aspect so that they look round on the glass. */
void canvas_disc(struct canvas *canvas, float cx, float cy, float radius, canvas_color fill);
void canvas_octagon(struct canvas *canvas, float cx, float cy, float radius,
                    canvas_color fill); /* circumradius */
/* Arc of the given mean radius and line width; angles in degrees clockwise from 12 o'clock. */
void canvas_arc(struct canvas *canvas, float cx, float cy, float radius, float from_deg, float to_deg,
                float width, canvas_color color, enum canvas_cap cap);
/* count ticks round a circle, the first `on` of them in one colour; a tick spans radius -+ length/2; tick
 * number `special` (-1 = none) is in its own colour. */
void canvas_ticks(struct canvas *canvas, float cx, float cy, float radius, float length, float width,
                  int count, int on, canvas_color on_color, canvas_color off_color, int special,
                  canvas_color special_color);
/* A drawn stroke (check, hands, cross): points of a 24 x 24 grid scaled to a box of `size` at x, y; round
 * caps and joins; a point with x < 0 lifts the pen; width counts in the same grid (2.6 to 2.9 for badges);
 * progress 0..1 draws the stroke from its start. */
void canvas_stroke(struct canvas *canvas, float x, float y, float size, const struct canvas_point *points,
                   int count, float width, canvas_color color, float progress);
/* A free polyline in logical pixels (curves of statistics), round joins. */
void canvas_line(struct canvas *canvas, const struct canvas_point *points, int count, float width,
                 canvas_color color);

/* One line of text. x is the left, centre or right according to align; baseline is y of the letters' foot.
 * Returns the advance width in logical pixels. Size is the em in logical pixels. */
float canvas_text(struct canvas *canvas, float x, float baseline, enum canvas_weight weight, float size,
                  canvas_color color, enum canvas_align align, const char *text);
/* The same with every digit in a cell as wide as "0" (columns, counters, countdowns). */
float canvas_figures(struct canvas *canvas, float x, float baseline, enum canvas_weight weight, float size,
                     canvas_color color, enum canvas_align align, const char *text);
float canvas_text_width(struct canvas *canvas, enum canvas_weight weight, float size, const char *text);
float canvas_figures_width(struct canvas *canvas, enum canvas_weight weight, float size, const char *text);
/* Baseline that centres a line of this size in a box as CSS does: y + (box - (ascent + descent)) / 2 +
 * ascent, with ascent, descent and the half of the leading in whole device pixels. */
float canvas_baseline(struct canvas *canvas, enum canvas_weight weight, float size, float y, float box);

/* A Material Icons glyph (codepoint of UI.md section 11) in a box of `size` at x, y (top left). */
void canvas_icon(struct canvas *canvas, float x, float y, float size, uint32_t codepoint, canvas_color color);

/* A place that can be touched. id > 0 is the screen's own. Later zones lie above earlier ones. */
void canvas_zone(struct canvas *canvas, float x, float y, float w, float h, int id);
/* The zone under a point, 0 if none. */
int canvas_zone_at(const struct canvas *canvas, float x, float y);

/* Equal lists draw the same picture. */
bool canvas_equal(const struct canvas *a, const struct canvas *b);

/* For screens without a window: tests and layout checks measure with the same fonts. See window.h for the
 * real one. */

#endif
