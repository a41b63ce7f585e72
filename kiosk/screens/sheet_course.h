/* The course of one learner on the sheet: its share, its bar, one cell a session. */
#ifndef SCREENS_SHEET_COURSE_H
#define SCREENS_SHEET_COURSE_H

#include "screens/staff_kit.h"

#define SHEET_COURSE_PX 320

void sheet_course_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box);

#endif
