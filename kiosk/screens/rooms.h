/* The room swap: how much there is to scroll, in logical px. */
#ifndef SCREENS_ROOMS_H
#define SCREENS_ROOMS_H

#include "screens/staff.h"

float rooms_content_px(const struct canvas *canvas, const struct staff_state *state);
float rooms_viewport_px(const struct canvas *canvas, const struct staff_state *state);

#endif
