/* The inside of struct window, shared by window.c, event.c and transition.c. Private to ui. */
#ifndef UI_STAGE_H
#define UI_STAGE_H

#include <SDL2/SDL.h>

#include "ui/draw.h"
#include "ui/waiter.h"
#include "ui/window.h"

struct motion {
    enum window_transition kind; /* WINDOW_CUT = nothing moves */
    int64_t start_ms, frame_ms;  /* of the whole and of the last frame */
    float x, y, reach; /* disc on the glass: centre, radius that covers everything, measured upright */
    int slow_frames;   /* in a row */
};

struct touch {
    bool down, finger;
    SDL_TouchID device;
    SDL_FingerID id;
    int zone;
    float x, y; /* last place, logical pixels */
};

struct window {
    SDL_Window *sdl;
    bool video, alive; /* SDL's video runs; the textures are there */
    struct glass glass;
    struct type *type;
    double px_aspect;
    bool motion_wanted;
    struct canvas lists[2];
    int filling; /* the other list is the one shown */
    bool drawn;  /* picture[current] holds the shown list */
    SDL_Texture *picture[2];
    int current; /* the other is what a transition comes from */
    struct motion motion;
    struct touch touch;
    struct waiter waiter;
    uint32_t *pixels; /* the glass as read back for tests; NULL = not read since the last frame */
};

/* Puts the picture on the glass, a running transition as of its last frame's time. Returns the monotonic ms
 * when it is there. */
int64_t stage_show(struct window *window);
/* Draws the same into the renderer's back buffer only. */
void stage_compose(struct window *window);
/* What the system lost: the picture on the glass, the drawn pictures, or every texture. */
enum stage_loss { STAGE_GLASS_LOST, STAGE_PICTURES_LOST, STAGE_TEXTURES_LOST };
/* Makes it again from the shown list and shows it. */
void stage_repair(struct window *window, enum stage_loss loss);
/* The size of the glass changed: new layout, nothing drawn until the next present. Returns 0 or ERROR_BROKEN.
 */
int stage_measure(struct window *window, struct error *err);

/* Begins a transition to what will be picture[current] at a place in logical pixels. */
void transition_begin(struct window *window, enum window_transition kind, float x, float y);
/* Joins a running transition into the picture it comes from, as it stands now, and ends it. */
void transition_freeze(struct window *window);
/* Draws the state of a running transition at its last frame's time. */
void transition_compose(struct window *window);
/* When the next frame is due; INT64_MAX when nothing moves. */
int64_t transition_due_ms(const struct window *window);
/* Shows the next frame; ends the transition at its end or when frames take too long. */
void transition_step(struct window *window);

/* Takes one SDL event that means something to the kiosk. Returns false when there is none. */
bool event_take(struct window *window, struct window_event *out);

/* Writes an image of 0xRRGGBB pixels. Returns 0, ERROR_IO, ERROR_FULL or ERROR_MEMORY. */
int png_write(const char *path, const uint32_t *pixels, int width, int height, struct error *err);

#endif
