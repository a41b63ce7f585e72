/* The pages 11 to 14 with the data of the design's pictures, for their gallery and tests. */
#ifndef STAFF_DATA1_H
#define STAFF_DATA1_H

#include "screens/staff.h"

struct staff_scene1 {
    const char *name; /* of the picture; ours beyond the pictures begin with "x" */
    void (*fill)(struct canvas *canvas, struct staff_state *state, struct screen_state *door);
};

extern const struct staff_scene1 staff_scenes1[];
extern const int staff_scene1_count;

/* Fills the state of a scene for a canvas and draws it. */
void staff_scene1_fill(const struct staff_scene1 *scene, struct canvas *canvas, struct staff_state *state,
                       struct screen_state *door);
void staff_draw1(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);

const struct staff_scene1 *staff_scene1(const char *name); /* NULL if there is none */

/* A class of count learners (at most STAFF_LEARNERS_MAX), none of them alike; valid until the next call. */
struct ledger_class *staff_class_large(int count);

#endif
