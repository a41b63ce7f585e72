/* Drawing a scene of the instructors' pages. Included once a test program. */
#ifndef STAFF_STAGE2_H
#define STAFF_STAGE2_H

#include "screens_stage.h"

#include "staff_data2.h"

static struct staff_state staff;

static void draw(const char *name, int size)
{
    const struct staff_scene2 *scene2 = staff_scene2(name);
    if (!scene2)
        fail_msg("no scene %s", name);
    staff_base2(&staff, &now);
    scene2->fill(&staff, &now);
    staff_draw2(scene2, canvas_of(size), &staff, &now);
}

#endif
