/* 08: whoever would leave before the end is asked, and answers by a touch or by the same card again. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "door/private.h"

bool door_leave_asks(const struct door *door, int64_t now_ms)
{
    return door->now.ask_until_mono_ms && now_ms < door->now.ask_until_mono_ms;
}

void door_leave_begin(struct door *door, int64_t now_ms)
{
    bool asks = !door->now.failed && door->now.result.ask_leave;
    door->now.ask_until_mono_ms = asks ? now_ms + DOOR_ASK_MS : 0;
    door->asked_ms = now_ms;
    if (asks)
        door->asked = door->now.result;
}

/* The question's blinking ends with it; a fault's comes back by itself. */
static void door_leave_end(struct door *door)
{
    door->now.ask_until_mono_ms = 0;
    explicit_bzero(&door->asked, sizeof door->asked);
    door_panel_show(door, "show ready");
}

void door_leave_watch(struct door *door, int64_t now_ms)
{
    if (!door->now.ask_until_mono_ms || now_ms < door->now.ask_until_mono_ms) {
        if (door->now.ask_until_mono_ms && door->now.ask_until_mono_ms < door->next_watch_ms)
            door->next_watch_ms = door->now.ask_until_mono_ms;
        return;
    }
    door_leave_end(door);
}

static int door_leave(struct door *door, struct error *err)
{
    struct clock_reading clock;
    struct ledger_result asked = door->asked;
    clock_read(&clock);
    int failed = door->ledger ? ledger_leave(door->ledger, &clock, door->config->kiosk.room, &asked,
                                             &door->now.result, err)
                              : error_set(err, ERROR_FULL, "the ledger is not open");
    door->now.ask_until_mono_ms = 0;
    explicit_bzero(&door->asked, sizeof door->asked);
    explicit_bzero(&asked, sizeof asked);
    /* Held at the reader once more, to be sure, it has not come back. */
    if (!failed)
        door->last_tap_ms = clock_monotonic_ms();
    door_tap_told(door, failed, err);
    return failed;
}

bool door_leave_again(struct door *door, const uint8_t *uid, size_t length, int64_t now_ms)
{
    if (!door_leave_asks(door, now_ms) || length != door->last_uid_length ||
        memcmp(uid, door->last_uid, length) != 0)
        return false;
    /* A card that trembles at the edge of the field has not answered. */
    if (now_ms - door->asked_ms < DOOR_ASK_DEAF_MS)
        return true;
    struct error err = {0};
    door->now.tap_mono_us = now_ms * 1000;
    door_leave(door, &err);
    return true;
}

int door_leave_answer(struct door *door, const struct door_request *request, struct error *err)
{
    /* The touch may come at the last moment. The question to somebody else is not answered by it. */
    int64_t until_ms = door->now.ask_until_mono_ms;
    if (!until_ms || clock_monotonic_ms() > until_ms + DOOR_ASK_GRACE_MS ||
        strcmp(request->member_id, door->asked.member_id) != 0)
        return error_set(err, ERROR_NOT_FOUND, "nobody is asked whether to leave");
    if (request->status == 1) {
        door->now.tap_mono_us = clock_monotonic_ms() * 1000;
        return door_leave(door, err);
    }
    door_leave_end(door);
    door_publish(door);
    return 0;
}
