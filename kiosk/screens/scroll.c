#include "screens/scroll.h"

#include "screens/chooser.h"
#include "screens/device.h"
#include "screens/rooms.h"
#include "screens/statistics.h"

static bool chooses(const struct staff_state *state)
{
    return (state->page == STAFF_ENROL && state->enrol == STAFF_ENROL_CHOOSE) ||
           (state->page == STAFF_NO_CARD && !state->enrol_learner.member_id[0]);
}

float scroll_content_px(const struct canvas *canvas, const struct staff_state *state)
{
    if (chooses(state))
        return chooser_content_px(canvas, state);
    if (state->page == STAFF_STATISTICS)
        return statistics_content_px(state);
    if (state->page == STAFF_ROOMS)
        return rooms_content_px(canvas, state);
    if (state->page == STAFF_LOG)
        return log_content_px(state);
    return state->page == STAFF_DEVICE ? device_content_px(state) : 0;
}

float scroll_viewport_px(const struct canvas *canvas, const struct staff_state *state)
{
    if (chooses(state))
        return chooser_viewport_px(canvas, state);
    if (state->page == STAFF_STATISTICS)
        return statistics_viewport_px(canvas);
    if (state->page == STAFF_ROOMS)
        return rooms_viewport_px(canvas, state);
    if (state->page == STAFF_LOG)
        return log_viewport_px(canvas);
    return state->page == STAFF_DEVICE ? device_viewport_px(canvas) : 0;
}
