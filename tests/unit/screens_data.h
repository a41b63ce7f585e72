/* The data of the design's pictures, Tuesday 13 October 2026 in Room 101, for the gallery and the tests of
 * screens. */
#ifndef SCREENS_DATA_H
#define SCREENS_DATA_H

#include <stdint.h>

#include "screens/screen.h"

enum scene_kind { SCENE_IDLE, SCENE_ACCEPTED, SCENE_REFUSED, SCENE_FAILED };

struct scene {
    const char *name; /* of the picture; ours beyond the pictures begin with "x" */
    enum scene_kind kind;
    void (*fill)(struct screen_state *state);
};

extern const struct scene scenes[];
extern const int scene_count;

/* UTC of a local time of that day (Asia/Ho_Chi_Minh); day 13 is the day itself. */
int64_t scene_time(int day, int hour, int minute);

/* The state of 01-idle, from which every other one starts. */
void scene_base(struct screen_state *state);

/* Fills the state of a scene and draws it. */
void scene_draw(const struct scene *scene, struct screen_state *state, struct canvas *canvas);

#endif
