/* A tap while an instructor works: over the top bar, whatever the page. */
#ifndef SCREENS_RIBBON_H
#define SCREENS_RIBBON_H

#include "screens/staff.h"

#define RIBBON_PX 80

/* Draws the last result of door if state has it shown; to be called after everything else. */
void ribbon_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);

#endif
