#include "screens/screen.h"

#include "screens/frame.h"
#include "screens/phase.h"

#define MINUTE_MS 60000
#define FRAME_MS  16

bool screen_is_accepted(enum ledger_verdict verdict)
{
    return verdict <= LEDGER_INSTRUCTOR || verdict == LEDGER_LEFT_EARLY || verdict == LEDGER_OUT;
}

struct canvas_point screen_ring_centre(const struct canvas *canvas, const struct screen_state *state)
{
    struct frame frame;
    float size;
    frame_of(canvas, state, &frame);
    return panel_ring_centre(&frame, &size);
}

static int result_next_ms(const struct screen_state *state)
{
    bool accepted = screen_is_accepted(state->result.verdict);
    int64_t age = kit_age_ms(state), end = accepted ? SCREEN_ACCEPTED_MS : SCREEN_REFUSED_MS;
    int64_t moving_until = accepted ? end : KIT_BADGE_START_MS + KIT_BADGE_MS;
    if (age >= end || (state->motion && age < moving_until))
        return FRAME_MS;
    int64_t next = end - age;
    if (age < SCREEN_TOUCH_CLOSES_AFTER_MS && SCREEN_TOUCH_CLOSES_AFTER_MS - age < next)
        next = SCREEN_TOUCH_CLOSES_AFTER_MS - age;
    if (age < SCREEN_NAME_MS && SCREEN_NAME_MS - age < next)
        next = SCREEN_NAME_MS - age;
    return (int)next;
}

static int waves_next_ms(const struct screen_state *state)
{
    if (!state->motion || state->now_mono_ms < 0 || phase_panel(state) != PHASE_PANEL_TAP)
        return MINUTE_MS;
    int64_t at = state->now_mono_ms % KIT_WAVES_EVERY_MS;
    if (at >= KIT_WAVES_MS)
        return (int)(KIT_WAVES_EVERY_MS - at);
    int64_t step = KIT_WAVES_STEP_MS - at % KIT_WAVES_STEP_MS;
    return (int)(at + step < KIT_WAVES_MS ? step : KIT_WAVES_MS - at);
}

int screen_next_ms(const struct screen_state *state, bool result_shown)
{
    if (result_shown)
        return result_next_ms(state);
    int minute = MINUTE_MS - (int)((state->now_utc_ms % MINUTE_MS + MINUTE_MS) % MINUTE_MS);
    int waves = waves_next_ms(state), next = waves < minute ? waves : minute;
    int64_t notice = state->notice_key ? state->notice_until_mono_ms - state->now_mono_ms : 0;
    return notice > 0 && notice < next ? (int)notice : next;
}
