/* What the door tells: its snapshot, results, notices. */
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "kiosk_private.h"

#define KIOSK_NOTICE_MS 2500 /* reread, many */

static enum screen_trouble kiosk_trouble(const struct door_snapshot *s)
{
    if (s->full)
        return SCREEN_TROUBLE_FULL;
    if (s->reader_down)
        return SCREEN_TROUBLE_READER;
    if (!s->view.clock_trusted)
        return SCREEN_TROUBLE_CLOCK;
    if (s->disk_low)
        return SCREEN_TROUBLE_DISK_LOW;
    if (s->sync_bad)
        return SCREEN_TROUBLE_SYNC;
    return s->offline ? SCREEN_TROUBLE_OFFLINE : SCREEN_TROUBLE_NONE;
}

void kiosk_notice(struct kiosk *kiosk, const char *key, int64_t until_ms)
{
    kiosk->state.notice_key = key;
    kiosk->state.notice_until_mono_ms = until_ms;
}

static void kiosk_take_notice(struct kiosk *kiosk)
{
    const struct door_snapshot *s = &kiosk->snapshot;
    kiosk_notice(kiosk, s->notice == DOOR_NOTICE_MANY ? "refuse.many" : "refuse.reread",
                 s->notice_mono_ms + KIOSK_NOTICE_MS);
    kiosk->screenshot_due = true;
    if (kiosk->face != KIOSK_STARTING)
        kiosk->face = KIOSK_IDLE;
}

/* desk: an instructor's page tells of it, or asks. */
static void kiosk_take_result(struct kiosk *kiosk, bool desk)
{
    const struct door_snapshot *s = &kiosk->snapshot;
    kiosk->state.result = s->result;
    kiosk->state.result_mono_ms = s->result_mono_ms;
    kiosk_notice(kiosk, NULL, 0);
    if (desk) {
        kiosk->face = KIOSK_IDLE;
    } else if (s->failed) {
        kiosk->face = KIOSK_FAILED;
        kiosk->state.result.verdict = LEDGER_CLOSED; /* stays as long as a refusal */
    } else
        kiosk->face = screen_is_accepted(s->result.verdict) ? KIOSK_ACCEPTED : KIOSK_REFUSED;
}

/* Takes over the door's snapshot. Returns true if a new result came. */
static bool kiosk_update(struct kiosk *kiosk)
{
    struct door_snapshot *s = &kiosk->snapshot;
    struct screen_state *state = &kiosk->state;
    bool had_session = state->view.has_current;
    enum screen_trouble had_trouble = state->trouble;
    door_snapshot(kiosk->door, s);
    state->view = s->view;
    state->now_utc_ms = s->view.now_utc_ms;
    state->sync = s->sync;
    state->trouble = kiosk_trouble(s);
    state->reader_none = s->reader_none;
    state->disk_full = s->full;
    state->reader_down = s->reader_down;
    state->disk_low = s->disk_low;
    state->sync_bad = s->sync_bad;
    state->offline = s->offline;
    _Static_assert(sizeof state->reader_found == sizeof s->reader_found, "a reader's name fits");
    memcpy(state->reader_found, s->reader_found, sizeof state->reader_found);
    state->reader_down_since_utc_ms = s->reader_down_since_utc_ms;
    state->disk_percent = s->disk_percent;
    state->disk_taps = s->disk_taps;
    state->check_out = s->view.has_current && s->view.current.check_out;
    state->checked_out = state->check_out ? s->view.current.out : 0;
    if (state->trouble != had_trouble || state->view.has_current != had_session)
        kiosk->screenshot_due = true;
    bool notice = s->notices != kiosk->notices_seen, result = s->results != kiosk->results_seen;
    kiosk->notices_seen = s->notices;
    kiosk->results_seen = s->results;
    bool desk = desk_hear(kiosk->desk, s);
    /* Both since the last look: the later one is what the learner waits for. */
    if (notice && result && !desk && s->notice_mono_ms >= s->result_mono_ms)
        result = false;
    if (result)
        kiosk_take_result(kiosk, desk);
    else if (notice)
        kiosk_take_notice(kiosk);
    return result;
}

static void kiosk_log_result(const struct kiosk *kiosk)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    log_debug("result %lld on the glass after %lld us", (long long)kiosk->snapshot.result.seq,
              (long long)(now_us - kiosk->snapshot.tap_mono_us));
}

void kiosk_hear_door(struct kiosk *kiosk)
{
    bool covered = kiosk_shows_result(kiosk);
    if (kiosk_update(kiosk)) {
        kiosk->state.now_mono_ms = clock_monotonic_ms();
        enum window_transition disc = covered ? WINDOW_DISC_FAST : WINDOW_DISC;
        kiosk_present(kiosk, kiosk_shows_desk(kiosk) ? WINDOW_KEEP : disc);
        kiosk_log_result(kiosk);
    } else if (kiosk->face == KIOSK_STARTING && kiosk->snapshot.ready) {
        kiosk->face = KIOSK_IDLE;
        kiosk->screenshot_due = true;
    }
    explicit_bzero(&kiosk->snapshot.result, sizeof kiosk->snapshot.result);
    if (!kiosk->ready_told && kiosk->snapshot.ready) {
        kiosk->ready_told = true;
        notify_send("READY=1");
    }
}
