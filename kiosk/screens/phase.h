/* What the line under the clock says, and what the tap panel shows. Minutes are those that the clock shows: 6
 * at 07:24 for 07:30, whatever the seconds. */
#ifndef SCREENS_PHASE_H
#define SCREENS_PHASE_H

#include "screens/screen.h"

enum phase {
    PHASE_NOTHING,   /* a session more than 30 min away */
    PHASE_STARTS_IN, /* minutes */
    PHASE_STARTED,   /* within the minutes of grace: not late yet */
    PHASE_LATE,      /* from the first minute that counts as late */
    PHASE_ENDS_IN,   /* minutes, the last 30 */
    PHASE_ENDED,
    PHASE_NO_SESSION, /* no session now, another one today */
    PHASE_DAY_OVER,   /* none any more today */
    PHASE_NO_SLICE,   /* nothing has ever come from the centre */
    PHASE_CLOCK       /* the time is not known: nobody is judged by it */
};

enum phase phase_of(const struct screen_state *state, int *minutes);

enum phase_panel {
    PHASE_PANEL_TAP,     /* the prompt, or a notice in its place */
    PHASE_PANEL_NEXT,    /* the room's next session */
    PHASE_PANEL_EMPTY,   /* no session is known */
    PHASE_PANEL_WAITING, /* no slice */
    PHASE_PANEL_FAULT    /* reader gone, storage full */
};

enum phase_panel phase_panel(const struct screen_state *state);

#endif
