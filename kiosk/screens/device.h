/* 18: how much its log has to scroll, and the height that shows it, in logical px. */
#ifndef SCREENS_DEVICE_H
#define SCREENS_DEVICE_H

#include "screens/staff.h"

float device_content_px(const struct staff_state *state);
float device_viewport_px(const struct canvas *canvas);

#endif
