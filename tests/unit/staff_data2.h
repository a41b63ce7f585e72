/* The data of the design's pictures 08, 15 to 19 and the menu, for the gallery and the tests of these pages. */
#ifndef STAFF_DATA2_H
#define STAFF_DATA2_H

#include "screens/staff.h"

struct staff_scene2 {
    const char *name; /* of the picture; ours beyond the pictures begin with "x" */
    void (*fill)(struct staff_state *state, struct screen_state *door);
};

extern const struct staff_scene2 staff_scenes2[];
extern const int staff_scene2_count;

const struct staff_scene2 *staff_scene2(const char *name);

/* Room 101 on 13 October 2026 at 07:41 with its class of 52; from which every scene starts. */
void staff_base2(struct staff_state *state, struct screen_state *door);

/* That class, made anew: a state that has it sees what is changed in it. */
struct ledger_class *staff_class2(const struct screen_state *door);

/* Somebody of that class; NULL if there is nobody of that name. */
const struct ledger_learner *staff_person(const char *name);

/* Draws the page that state is on (or the door's own screen of the scene). */
void staff_draw2(const struct staff_scene2 *scene, struct canvas *canvas, const struct staff_state *state,
                 const struct screen_state *door);

#endif
