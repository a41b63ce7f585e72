/* What 17 and 17b share. */
#ifndef SCREENS_NO_CARD_H
#define SCREENS_NO_CARD_H

#include "screens/staff.h"

/* The tabs of a learner without a card (0) and a guest (1). */
void no_card_tabs(struct canvas *canvas, const struct staff_state *state, int chosen);

void no_card_top(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);

#endif
