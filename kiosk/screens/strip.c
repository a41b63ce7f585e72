/* The status strip at the foot of the idle screen; in trouble it is one banner with two lines (UI.md section
 * 10). */
#include <stdio.h>

#include "screens/frame.h"

static const struct kit_style item_style = {CANVAS_REGULAR, 16, 20.8f, KIT_INK2};

static float item_draw(struct canvas *canvas, float x, float y, enum kit_icon icon, const char *text)
{
    canvas_icon(canvas, x, y - 10, 20, icon, KIT_INK2);
    return 26 + kit_text(canvas, x + 26, y - 10.4f, &item_style, CANVAS_LEFT, text);
}

static void lock_draw(struct canvas *canvas, const struct frame *frame, float x, float middle,
                      canvas_color color)
{
    canvas_icon(canvas, x, middle - 12, 24, KIT_ICON_LOCK, color);
    canvas_zone(canvas, x - 32, frame->strip.y, 88, frame->strip.h, SCREEN_ZONE_LOCK);
}

static void items_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    char text[96], time[16] = "--:--";
    float gap = frame->portrait ? 20 : 14, x = frame->strip.x + (frame->portrait ? 24 : 32);
    float middle = frame->strip.y + (frame->portrait ? 28 : 28.5f);
    text_fill(text, sizeof text, state->reader_none ? "status.reader_none" : "status.reader_ok", NULL);
    x += item_draw(canvas, x, middle, state->reader_none ? KIT_ICON_SENSORS_OFF : KIT_ICON_SENSORS, text) +
         gap;
    if (state->view.clock_trusted)
        text_time(time, sizeof time, state->sync.last_ok_utc_ms);
    bool sent = state->sync.last_ok_utc_ms > 0;
    text_fill(text, sizeof text, sent ? "status.sent_at" : "status.never_sent", "t", time, NULL);
    x += item_draw(canvas, x, middle, sent ? KIT_ICON_CLOUD_DONE : KIT_ICON_CLOUD_UPLOAD, text) + gap;
    bool clock = state->view.clock_trusted;
    text_fill(text, sizeof text, clock ? "status.clock_ok" : "status.clock_bad", NULL);
    float last = 26 + canvas_text_width(canvas, item_style.weight, item_style.size, text);
    float lock = frame->strip.x + frame->strip.w - 44, furthest = lock + (frame->portrait ? 12 : 0);
    if (x + last + 8 <= furthest)
        x += item_draw(canvas, x, middle, clock ? KIT_ICON_SCHEDULE : KIT_ICON_UPDATE_DISABLED, text);
    if (x + gap + 20 > lock) /* a full strip: the lock stands a little further out */
        lock = x + gap + 20 < furthest ? x + gap + 20 : furthest;
    lock_draw(canvas, frame, lock, middle, KIT_INK2);
}

struct banner {
    enum kit_icon icon;
    bool bad;
    char what[96], means[128];
};

static void banner_of(const struct screen_state *state, struct banner *out)
{
    char number[32], time[16];
    int64_t pending = state->sync.last_seq - state->sync.acked_seq;
    text_number(number, sizeof number, pending > 0 ? pending : 0);
    *out = (struct banner){.bad = false};
    switch (state->trouble) {
    case SCREEN_TROUBLE_NONE:
        break;
    case SCREEN_TROUBLE_FULL:
        *out = (struct banner){.icon = KIT_ICON_DISC_FULL, .bad = true};
        text_fill(out->what, sizeof out->what, "status.disk_full", NULL);
        text_fill(out->means, sizeof out->means, "fault.full_s", NULL);
        break;
    case SCREEN_TROUBLE_READER:
        *out = (struct banner){.icon = KIT_ICON_SENSORS_OFF, .bad = true};
        text_fill(out->what, sizeof out->what, "status.reader_bad", NULL);
        bool since = state->view.clock_trusted && state->reader_down_since_utc_ms > 0;
        text_fill(out->means, sizeof out->means, since ? "fault.reader_s" : "status.reconnecting", "t",
                  text_time(time, sizeof time, state->reader_down_since_utc_ms), NULL);
        break;
    case SCREEN_TROUBLE_CLOCK:
        out->icon = KIT_ICON_UPDATE_DISABLED;
        text_fill(out->what, sizeof out->what, "status.clock_bad", NULL);
        text_fill(out->means, sizeof out->means, "result.unverified_d", NULL);
        break;
    case SCREEN_TROUBLE_DISK_LOW:
        out->icon = KIT_ICON_DISC_FULL;
        text_number(number, sizeof number, state->disk_percent);
        text_fill(out->what, sizeof out->what, "status.disk_low", "p", number, NULL);
        text_number(number, sizeof number, state->disk_taps);
        text_fill(out->means, sizeof out->means, "status.disk_low_d", "n", number, NULL);
        break;
    case SCREEN_TROUBLE_SYNC:
        out->icon = KIT_ICON_CLOUD_UPLOAD;
        text_fill(out->what, sizeof out->what, "status.sync_bad", "n", number, NULL);
        text_fill(out->means, sizeof out->means, "status.saved_here", NULL);
        break;
    case SCREEN_TROUBLE_OFFLINE:
        out->icon = KIT_ICON_CLOUD_OFF;
        text_fill(out->what, sizeof out->what, "status.offline", "n", number, NULL);
        text_fill(out->means, sizeof out->means, "status.saved_here", NULL);
        break;
    }
}

static void banner_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    struct banner banner;
    banner_of(state, &banner);
    const struct frame_box *strip = &frame->strip;
    canvas_color ink = banner.bad ? KIT_RED_TEXT : KIT_AMBER_TEXT;
    struct kit_style what = {CANVAS_BOLD, 16, 21, ink}, means = {CANVAS_MEDIUM, 16, 21, ink};
    float x = strip->x + (frame->portrait ? 24 : 32), room = strip->x + strip->w - 64 - x - 40;
    canvas_rect(canvas, strip->x, strip->y, strip->w, strip->h, banner.bad ? KIT_RED_TINT : KIT_AMBER_TINT);
    canvas_icon(canvas, x, strip->y + 13, 30, banner.icon, ink);
    kit_text_within(canvas, x + 40, strip->y + 7, room, &what, banner.what);
    kit_text_within(canvas, x + 40, strip->y + 28, room, &means, banner.means);
    lock_draw(canvas, frame, strip->x + strip->w - 44, strip->y + 28, ink);
}

void strip_draw(struct canvas *canvas, const struct screen_state *state, const struct frame *frame)
{
    if (state->trouble != SCREEN_TROUBLE_NONE) {
        banner_draw(canvas, state, frame);
        return;
    }
    if (!frame->portrait)
        canvas_rect(canvas, frame->strip.x, frame->strip.y, frame->strip.w, 1, KIT_LINE);
    items_draw(canvas, state, frame);
}
