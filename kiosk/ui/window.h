/* The window: SDL2, fonts, touch, presentation. All calls from the main thread, but for window_wake. */
#ifndef UI_WINDOW_H
#define UI_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ui/canvas.h"

struct window;

/* Where a window that is not full screen would stand on a desktop; some desktops know better. */
enum window_place { WINDOW_CENTRE, WINDOW_LEFT, WINDOW_RIGHT };

struct window_options {
    const char *title;
    enum window_place place;
    int width, height; /* device pixels, before rotation */
    bool fullscreen;
    int rotation;     /* 0, 90, 180, 270 */
    double px_aspect; /* 1.0 = square pixels */
    bool motion;      /* false: every transition is a cut */
};

enum window_event_kind {
    WINDOW_NONE,    /* the time-out passed */
    WINDOW_QUIT,    /* the window was closed, or SIGINT or SIGTERM came (SDL's handlers) */
    WINDOW_WAKE,    /* window_wake was called (several calls may make one event), or the glass has a new size:
                     * every    list is empty and the next present draws all */
    WINDOW_PRESS,   /* a finger or button went down on zone */
    WINDOW_TAP,     /* and came up inside it: the action */
    WINDOW_DRAG,    /* moved while down: dx, dy since the last */
    WINDOW_RELEASE, /* came up elsewhere */
    WINDOW_TEXT,    /* typed text (tests, a real keyboard) */
    WINDOW_KEY      /* another key: SDL-free codes below */
};

struct window_event {
    enum window_event_kind kind;
    int zone;
    float x, y, dx, dy; /* logical pixels */
    int64_t at_ms;      /* CLOCK_MONOTONIC */
    char text[32];
    int key; /* '\b', '\n', 27 */
};

enum window_transition {
    WINDOW_CUT,
    WINDOW_DISC,      /* the new picture grows as a disc from (x, y): 180 ms, ease-out cubic */
    WINDOW_DISC_FAST, /* 120 ms */
    WINDOW_FADE,      /* 140 ms, linear */
    WINDOW_KEEP /* a running transition goes on towards this new picture (badge and counter move while the
                 * disc grows); without one the same as WINDOW_CUT */
};

/* Opens window, renderer (software allowed) and fonts (found through fontconfig: Inter static faces, Material
 * Icons, Noto Sans as fallback). A missing font is ERROR_CONFIG whose text names the Debian package to
 * install. */
int window_open(const struct window_options *options, struct window **out, struct error *err);
void window_close(struct window *window);

/* The list to fill for the next picture. Valid until window_present. */
struct canvas *window_canvas(struct window *window);

/* Shows what the canvas holds, by the transition (drawing goes on in later calls of window_wait until it is
 * done; a new present replaces a running transition). Nothing is drawn if the list equals the one shown.
 * Returns the monotonic time of the frame's presentation in ms, or 0 when nothing was drawn. */
int64_t window_present(struct window *window, enum window_transition transition, float x, float y);

/* True while a transition runs: window_wait then returns by itself for each frame. */
bool window_moving(const struct window *window);

/* Waits up to timeout_ms (-1 = for ever) for one event. */
void window_wait(struct window *window, int timeout_ms, struct window_event *out);

/* Makes window_wait return WINDOW_WAKE; from any thread. */
void window_wake(struct window *window);

/* Writes the picture now on the glass as a PNG at device pixels. */
int window_screenshot(struct window *window, const char *path, struct error *err);

/* The colour 0xRRGGBB of one device pixel of the picture now on the glass, for tests; 0 outside. */
uint32_t window_pixel(struct window *window, int x, int y);

/* Device pixels of the glass, and device pixels per logical pixel. */
void window_size(const struct window *window, int *width, int *height, float *scale);

/* Forgets the pictures of texts that are kept to be drawn again: after pages of names. The next present makes those
 * anew that it needs. */
void window_forget(struct window *window);

/* Backlight 0..100 where the system has one; else nothing. */
void window_backlight(struct window *window, int percent);

#endif
