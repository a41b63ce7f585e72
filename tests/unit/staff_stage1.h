/* Drawing a scene of the pages 11 to 14. Included once a test program. */
#ifndef STAFF_STAGE1_H
#define STAFF_STAGE1_H

#include "screens_stage.h"

#include "staff_data1.h"

static struct staff_state staff;

static void draw(const char *name, int size)
{
    const struct staff_scene1 *scene1 = staff_scene1(name);
    if (!scene1)
        fail_msg("no scene %s", name);
    staff_scene1_fill(scene1, canvas_of(size), &staff, &now);
    staff_draw1(canvas_of(size), &staff, &now);
}

#endif
