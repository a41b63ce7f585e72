/* 18: the log on the page and the page that shows all of it; how much there is to scroll, in logical px. */
#ifndef SCREENS_DEVICE_H
#define SCREENS_DEVICE_H

#include "screens/frame.h"
#include "screens/staff.h"

float device_content_px(const struct staff_state *state);
float device_viewport_px(const struct canvas *canvas);
float log_content_px(const struct staff_state *state);
float log_viewport_px(const struct canvas *canvas);

/* device_log.c: the lines inside a box, which scrolls; line_px high each. */
int device_log_count(const struct staff_state *state);
void device_log_lines(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                      float line_px);

#endif
