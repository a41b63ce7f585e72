#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "base/log.h"
#include "door/private.h"

static int64_t door_mono_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The panel's event for a verdict (UI.md section 8). */
static const char *door_panel_event(const struct ledger_result *result)
{
    if (result->ask_leave)
        return "show question";
    switch (result->verdict) {
    case LEDGER_PRESENT:
    case LEDGER_RECORDED:
        return "show accepted";
    case LEDGER_INSTRUCTOR:
        return "show unlocked";
    case LEDGER_LATE:
    case LEDGER_LEFT_EARLY:
        return "show remark";
    case LEDGER_OUT:
        /* Never seen coming: recorded with a remark. */
        return result->clock_trusted && result->first_utc_ms <= 0 ? "show remark" : "show accepted";
    case LEDGER_ALREADY:
        return "show already";
    default:
        return "show refused";
    }
}

/* The same card within 3 s of its last tap. Only recorded taps move the window, so a card left on the reader
 * is not silent for ever. */
static bool door_same_card(struct door *door, const uint8_t *uid, size_t length, int64_t now_ms)
{
    return length == door->last_uid_length && !memcmp(uid, door->last_uid, length) &&
           now_ms - door->last_tap_ms < DOOR_SAME_CARD_MS;
}

static void door_card_last(struct door *door, const uint8_t *uid, size_t length, int64_t now_ms, bool bound)
{
    memcpy(door->last_uid, uid, length);
    door->last_uid_length = length;
    door->last_tap_ms = now_ms;
    door->last_bound = bound;
}

/* Any event ends a fault's blinking; door_panel_watch gives it back when the event's pattern is over. */
void door_panel_show(struct door *door, const char *event)
{
    child_tell(&door->panel, event);
    door->panel_fault = false;
    door->panel_shown_ms = clock_monotonic_ms();
}

static void door_tap_failed(struct door *door, const struct error *err)
{
    door_panel_show(door, "show refused");
    log_error("a tap could not be recorded: %s", err->text);
    door->now.failed = true;
    if (err->code == ERROR_FULL)
        door->now.full = door->tap_full = true;
    memset(&door->now.result, 0, sizeof door->now.result);
}

void door_tap_told(struct door *door, int failed, const struct error *err)
{
    door->now.commit_mono_us = door_mono_us();
    if (failed) {
        door_tap_failed(door, err);
    } else {
        /* Light and sound first: the picture takes longer. */
        door_panel_show(door, door_panel_event(&door->now.result));
        door->now.failed = door->tap_full = false;
        door->desk.roll_due = true;
        log_debug("tap %lld %s, on the disk after %lld us", (long long)door->now.result.seq,
                  ledger_verdict_word(door->now.result.verdict),
                  (long long)(door->now.commit_mono_us - door->now.tap_mono_us));
    }
    door->now.results++;
    door->now.result_mono_ms = door->now.commit_mono_us / 1000;
    door_leave_begin(door, door->now.result_mono_ms);
    door_publish(door);
    if (!failed)
        door_view_refresh(door);
}

static void door_tap(struct door *door, const uint8_t *uid, size_t length)
{
    int64_t now_ms = clock_monotonic_ms();
    if (!door->desk.armed.member_id[0] && door_leave_again(door, uid, length, now_ms))
        return;
    /* Just refused as unknown, a card may be bound at once. */
    bool again = door_same_card(door, uid, length, now_ms);
    if (again && !door->desk.armed.member_id[0])
        return;
    door->now.tap_mono_us = door_mono_us();
    if (door_card_bind(door, uid, length, again)) {
        /* Left on the reader it is not yet the test that it works. */
        door_card_last(door, uid, length, now_ms, true);
        return;
    }
    if (again)
        return;
    struct clock_reading clock;
    clock_read(&clock);
    struct ledger_tap tap = {.uid = uid,
                             .uid_length = length,
                             .boottime_ms = clock.boottime_ms,
                             .room_id = door->config->kiosk.room};
    memcpy(tap.boot_id, clock.boot_id, sizeof tap.boot_id);

    struct error err = {0};
    int failed = door->ledger ? ledger_tap(door->ledger, &door->card_key, &tap, &door->now.result, &err)
                              : error_set(&err, ERROR_FULL, "the ledger is not open");
    if (!failed) {
        door_card_last(door, uid, length, now_ms, false);
        door_card_seen(door, door->now.result.verdict, uid, length);
    }
    door_tap_told(door, failed, &err);
}

static void door_notice(struct door *door, enum door_notice notice)
{
    door_panel_show(door, "show reread");
    door->now.notice = notice;
    door->now.notices++;
    door->now.notice_mono_ms = clock_monotonic_ms();
    door_publish(door);
}

static void door_reader_found(struct door *door, const char *name)
{
    snprintf(door->now.reader_found, sizeof door->now.reader_found, "%s", name);
    door->reader_up = true;
    door->now.reader_down = false;
    door->now.reader_down_since_utc_ms = 0;
    door->reader_down_ms = 0;
    door->next_watch_ms = 0; /* write the note, record the event and mend the lights now */
    door_publish(door);
}

void door_reader_lost(struct door *door, const char *reason)
{
    if (!strcmp(reason, "none")) {
        door->now.reader_none = true;
        return;
    }
    door->reader_can_reset = strcmp(reason, "unplugged") != 0;
    if (door->now.reader_down)
        return;
    log_warning("reader lost: %s", reason);
    door->reader_up = false;
    door->now.reader_found[0] = '\0';
    door->now.reader_down = true;
    door->reader_down_ms = clock_monotonic_ms();
    door->next_reset_ms = door->reader_down_ms + 5000;
    struct clock_reading clock;
    clock_read(&clock);
    int64_t utc_ms = 0;
    enum clock_source source = CLOCK_SOURCE_GUESS;
    if (door->ledger && !ledger_time(door->ledger, clock.boot_id, clock.boottime_ms, &utc_ms, &source) &&
        source != CLOCK_SOURCE_GUESS)
        door->now.reader_down_since_utc_ms = utc_ms;
    door->next_watch_ms = 0;
    door_publish(door);
}

void door_reader_line(struct door *door, char *line)
{
    char *words[6], name[DOOR_READER_MAX] = "";
    /* The name of a reader has blanks in it. */
    if (!strncmp(line, "up ", 3))
        snprintf(name, sizeof name, "%.*s", DOOR_READER_MAX - 1, line + 3);
    int count = line_split(line, words, 6);
    if (count == 0)
        return;
    uint8_t uid[10];
    if (!strcmp(words[0], "card") && count >= 2) {
        int length = hex_decode(words[1], uid, sizeof uid);
        if (length == 4 || length == 7 || length == 10)
            door_tap(door, uid, (size_t)length);
        else
            log_warning("the reader printed a card whose number has %d bytes; ignored", length);
    } else if (!strcmp(words[0], "up")) {
        door_reader_found(door, name);
    } else if (!strcmp(words[0], "down")) {
        door_reader_lost(door, count > 1 ? words[1] : "unknown");
    } else if (!strcmp(words[0], "many")) {
        door_notice(door, DOOR_NOTICE_MANY);
    } else if (!strcmp(words[0], "reread")) {
        door_notice(door, DOOR_NOTICE_REREAD);
    } else if (!strcmp(words[0], "gone")) {
        if (door->last_bound)
            door->last_uid_length = 0; /* 16b asks for it again, and soon */
    } else {
        log_warning("the reader printed a line that is not understood; ignored");
    }
}
