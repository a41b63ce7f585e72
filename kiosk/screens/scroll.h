/* What scrolls on the pages beyond the roster. */
#ifndef SCREENS_SCROLL_H
#define SCREENS_SCROLL_H

#include "screens/staff.h"

/* Height of all of it and of the area that shows it, in logical px; 0 on pages where nothing scrolls. */
float scroll_content_px(const struct canvas *canvas, const struct staff_state *state);
float scroll_viewport_px(const struct canvas *canvas, const struct staff_state *state);

#endif
