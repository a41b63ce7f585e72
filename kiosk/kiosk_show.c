/* What stands on the glass: a result, an instructor's page, the idle screen; and its pictures for the documentation. */
#include <stdio.h>

#include "base/log.h"
#include "kiosk_private.h"
#include "ledger/ledger.h"
#include "screens/text.h"

bool kiosk_shows_result(const struct kiosk *kiosk)
{
    return kiosk->face == KIOSK_ACCEPTED || kiosk->face == KIOSK_REFUSED || kiosk->face == KIOSK_FAILED;
}

bool kiosk_shows_desk(const struct kiosk *kiosk)
{
    return kiosk->face != KIOSK_STARTING && !kiosk_shows_result(kiosk) && desk_shows(kiosk->desk);
}

/* As the class on the glass is addressed: the instructor's, that of a result, that of the session which is on. */
static void kiosk_address(const struct kiosk *kiosk)
{
    const struct screen_state *state = &kiosk->state;
    const char *address = desk_address(kiosk->desk);
    if (kiosk_shows_result(kiosk) && state->result.has_session)
        address = state->result.session.address;
    else if (!address && state->view.has_current)
        address = state->view.current.address;
    text_address_set(address);
}

static void kiosk_draw(struct kiosk *kiosk)
{
    struct canvas *canvas = window_canvas(kiosk->window);
    kiosk_address(kiosk);
    if (kiosk_shows_desk(kiosk)) {
        desk_draw(kiosk->desk, canvas, &kiosk->state);
        return;
    }
    switch (kiosk->face) {
    case KIOSK_ACCEPTED:
        screen_accepted(canvas, &kiosk->state);
        break;
    case KIOSK_REFUSED:
        screen_refused(canvas, &kiosk->state);
        break;
    case KIOSK_FAILED:
        screen_failed(canvas, &kiosk->state);
        break;
    default:
        screen_idle(canvas, &kiosk->state);
        desk_log_zones(kiosk->desk, canvas, "idle");
    }
}

void kiosk_present(struct kiosk *kiosk, enum window_transition transition)
{
    bool unlocked = desk_shows(kiosk->desk);
    if (kiosk->unlocked && !unlocked)
        window_forget(kiosk->window); /* a whole class may have stood there */
    kiosk->unlocked = unlocked;
    kiosk_draw(kiosk);
    struct canvas_point from = screen_ring_centre(window_canvas(kiosk->window), &kiosk->state);
    window_present(kiosk->window, transition, from.x, from.y);
    kiosk->screenshot_due = kiosk->screenshot_due || transition != WINDOW_KEEP;
    const char *page = desk_page(kiosk->desk);
    if (page != kiosk->page)
        kiosk->screenshot_due = true;
    kiosk->page = page;
}

void kiosk_screenshot(struct kiosk *kiosk)
{
    static const char *const troubles[] = {"idle",          "idle-full",     "idle-reader", "idle-clock",
                                           "idle-disk-low", "idle-sync-bad", "idle-offline"};
    if (!kiosk->screenshots || !kiosk->screenshot_due || window_moving(kiosk->window) ||
        kiosk->face == KIOSK_STARTING)
        return;
    /* The badge has drawn itself and the counter has rolled 540 ms after the result. */
    if (kiosk_shows_result(kiosk) && kiosk->state.now_mono_ms - kiosk->state.result_mono_ms < 600)
        return;
    kiosk->screenshot_due = false;
    const char *name = troubles[kiosk->state.trouble];
    if (kiosk->face == KIOSK_FAILED)
        name = "failed";
    else if (kiosk_shows_result(kiosk))
        name = ledger_verdict_word(kiosk->state.result.verdict);
    else if (desk_shows(kiosk->desk))
        name = desk_page(kiosk->desk);
    else if (kiosk->state.notice_key)
        name = kiosk->state.notice_key;
    char path[600];
    struct error err = {0};
    snprintf(path, sizeof path, "%s/%03d-%s.png", kiosk->screenshots, ++kiosk->screenshot_number, name);
    if (window_screenshot(kiosk->window, path, &err))
        log_warning("no screenshot: %s", err.text);
}
