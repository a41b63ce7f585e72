/* Windows without a screen for the tests of ui. */
#ifndef TESTS_UI_FIXTURE_H
#define TESTS_UI_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/window.h"

#define WHITE CANVAS_RGB(0xFFFFFF)
#define BLACK CANVAS_RGB(0x000000)

static inline struct window *ui_open_as(int width, int height, int rotation, double px_aspect, bool motion)
{
    struct window_options options = {.title = "test",
                                     .width = width,
                                     .height = height,
                                     .rotation = rotation,
                                     .px_aspect = px_aspect,
                                     .motion = motion};
    struct window *window;
    struct error err = {0};
    if (window_open(&options, &window, &err))
        fail_msg("%s", err.text);
    return window;
}

static inline struct window *ui_open(int width, int height)
{
    return ui_open_as(width, height, 0, 1, true);
}

/* The empty list of a window, black. */
static inline struct canvas *ui_canvas(struct window *window)
{
    struct canvas *canvas = window_canvas(window);
    canvas_clear(canvas, BLACK);
    return canvas;
}

static inline void ui_show(struct window *window)
{
    assert_true(window_present(window, WINDOW_CUT, 0, 0) > 0);
}

static inline void ui_assert_pixel(struct window *window, int x, int y, uint32_t expected, int line)
{
    uint32_t found = window_pixel(window, x, y);
    if (found != expected)
        fail_msg("line %d: pixel %d, %d is %06X, not %06X", line, x, y, (unsigned)found, (unsigned)expected);
}
#define assert_pixel(window, x, y, expected) ui_assert_pixel(window, x, y, expected, __LINE__)

static inline void ui_assert_near(double found, double expected, double most, int line)
{
    if (!(found >= expected - most && found <= expected + most))
        fail_msg("line %d: %g is not within %g of %g", line, found, most, expected);
}
#define assert_near(found, expected, most) ui_assert_near(found, expected, most, __LINE__)

struct ink {
    int left, top, right, bottom; /* right and bottom are just outside; left > right if there is none */
    double area;                  /* in pixels, white on black */
};

/* What is not black in a part of the glass. */
static inline struct ink ui_ink(struct window *window, int x, int y, int w, int h)
{
    struct ink ink = {x + w, y + h, x, y, 0};
    for (int row = y; row < y + h; row++)
        for (int column = x; column < x + w; column++) {
            uint32_t pixel = window_pixel(window, column, row);
            if (!pixel)
                continue;
            ink.area += (double)(pixel & 0xFF) / 255;
            ink.left = column < ink.left ? column : ink.left;
            ink.right = column + 1 > ink.right ? column + 1 : ink.right;
            ink.top = row < ink.top ? row : ink.top;
            ink.bottom = row + 1 > ink.bottom ? row + 1 : ink.bottom;
        }
    return ink;
}

/* All pixels, for the caller to free. */
static inline uint32_t *ui_pixels(struct window *window, int width, int height)
{
    uint32_t *pixels = malloc((size_t)width * (size_t)height * sizeof *pixels);
    assert_non_null(pixels);
    for (int i = 0; i < width * height; i++)
        pixels[i] = window_pixel(window, i % width, i / width);
    return pixels;
}

#endif
