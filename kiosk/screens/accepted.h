/* What an accepted tap looks like in short, for the ribbon over the instructors' pages. */
#ifndef SCREENS_ACCEPTED_H
#define SCREENS_ACCEPTED_H

#include "screens/kit.h"

struct accepted_brief {
    canvas_color field, ink, badge, mark_color;
    int mark; /* enum kit_mark or enum kit_icon */
    char verdict[96], time[16];
};

void accepted_brief(const struct ledger_result *result, struct accepted_brief *out);

#endif
