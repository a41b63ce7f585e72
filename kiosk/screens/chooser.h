/* Choosing a learner by typing, where a page needs one: 16's first step, 17. */
#ifndef SCREENS_CHOOSER_H
#define SCREENS_CHOOSER_H

#include "screens/staff.h"

/* The field in the top bar, rows of those who match (STAFF_ZONE_ROW + index into shown), the keyboard. */
void chooser_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);

/* How much the rows have to scroll, and the height that shows them, in logical px. */
float chooser_content_px(const struct canvas *canvas, const struct staff_state *state);
float chooser_viewport_px(const struct canvas *canvas, const struct staff_state *state);

#endif
