/* Where the parts of the idle screen lie: UI.md section 6. */
#ifndef SCREENS_FRAME_H
#define SCREENS_FRAME_H

#include "screens/kit.h"

struct frame_box {
    float x, y, w, h;
};

struct frame {
    bool portrait;
    struct frame_box info;  /* inside its margins */
    struct frame_box panel; /* tap panel */
    struct frame_box strip; /* status strip or banner */
    enum kit_icon arrow;    /* towards the reader */
};

#define FRAME_PANEL_WIDTH  320
#define FRAME_STRIP_HEIGHT 56
#define FRAME_PORTRAIT_TOP 416

void frame_of(const struct canvas *canvas, const struct screen_state *state, struct frame *out);

/* panel.c, strip.c */
void panel_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame);
void strip_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame);

/* Ring of the panel in its usual place: centre, and its size. */
struct canvas_point panel_ring_centre(const struct frame *frame, float *size);

#endif
