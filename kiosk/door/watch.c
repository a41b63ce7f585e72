#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "base/program.h"
#include "door/private.h"

#define DOOR_FULL_BYTES  (256 * 1024) /* less than this free: the next facts may not fit */
#define DOOR_TAP_BYTES   1024         /* what a fact takes with its index and log, rounded up */
#define DOOR_LOW_PERCENT 5

static void door_event(struct door *door, const char *event, const char *detail)
{
    struct clock_reading clock;
    struct error err = {0};
    clock_read(&clock);
    if (door->ledger &&
        ledger_device_event(door->ledger, &clock, door->config->kiosk.room, event, detail, &err))
        log_warning("the event %s was not recorded: %s", event, err.text);
}

static void door_note(struct door *door, const char *name, const char *value)
{
    struct error err = {0};
    if (door->ledger && ledger_note_set(door->ledger, name, value, &err))
        log_warning("the note %s was not written: %s", name, err.text);
}

static void door_clock_watch(struct door *door, int64_t now_ms)
{
    struct clock_reading clock;
    clock_read(&clock);
    bool changed = clock.source != door->noted_source || strcmp(clock.boot_id, door->noted_boot) != 0;
    if (!door->ledger || (!changed && now_ms < door->next_clock_ms))
        return;
    door->next_clock_ms = now_ms + DOOR_CLOCK_MS;
    struct error err = {0};
    if (ledger_boot_note(door->ledger, &clock, &err)) {
        log_warning("the clock's source was not noted: %s", err.text);
        return;
    }
    door->noted_source = clock.source;
    memcpy(door->noted_boot, clock.boot_id, sizeof door->noted_boot);
}

static void door_disk_watch(struct door *door)
{
    char folder[CONFIG_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", door->config->ledger.path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    struct statvfs disk;
    if (statvfs(slash ? folder : ".", &disk) || disk.f_blocks == 0)
        return;
    uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    int percent = (int)(100 * disk.f_bavail / disk.f_blocks);
    uint64_t taps = free_bytes / DOOR_TAP_BYTES;
    door->now.disk_percent = percent;
    door->now.disk_taps = taps > 1000000 ? 1000000 : (int)taps;
    door->now.disk_low = percent < DOOR_LOW_PERCENT;
    struct error err = {0};
    /* Room may have been made: only a write that succeeds proves it. */
    if (door->tap_full && door->ledger && !ledger_note_set(door->ledger, "room", "made", &err))
        door->tap_full = false;
    door->now.full = !door->ledger || door->tap_full || free_bytes < DOOR_FULL_BYTES;
}

static void door_sync_watch(struct door *door, int64_t now_ms)
{
    struct clock_reading clock;
    struct error err = {0};
    clock_read(&clock);
    struct ledger_sync_state *sync = &door->now.sync;
    if (ledger_sync_read(door->ledger, &clock, sync, &err)) {
        log_warning("the state of sync cannot be read: %s", err.text);
        return;
    }
    bool configured = door->config->central.conninfo[0] != '\0';
    int64_t pending = sync->last_seq - sync->acked_seq;
    if (pending <= 0)
        door->pending_since_ms = 0;
    else if (door->pending_since_ms == 0 || sync->acked_seq != door->pending_acked)
        door->pending_since_ms = now_ms;
    door->pending_acked = sync->acked_seq;
    bool waiting = door->pending_since_ms && now_ms - door->pending_since_ms > DOOR_PENDING_MS;
    bool long_ago = sync->last_ok_boottime_ms < 0
                        ? now_ms - door->opened_ms > DOOR_OFFLINE_MS
                        : clock.boottime_ms - sync->last_ok_boottime_ms > DOOR_OFFLINE_MS;
    door->now.sync_bad = configured && sync->refused;
    door->now.offline = configured && !sync->refused &&
                        ((pending > 0 && (!sync->online || waiting)) || (!sync->online && long_ago));
}

static void door_reader_watch(struct door *door, int64_t now_ms)
{
    if (!door->has_reader)
        return;
    if (!door->reader_up && !door->now.reader_down && !door->now.reader_none &&
        now_ms - door->reader.started_ms > DOOR_READER_GRACE_MS && door->reader.started_ms)
        door_reader_lost(door, "silent");
    if (door->now.reader_down && door->reader_can_reset && now_ms >= door->next_reset_ms) {
        child_tell(&door->panel, "reset-reader");
        door->next_reset_ms = now_ms + 30000;
    }
    bool lasting = door->reader_down_ms && now_ms - door->reader_down_ms >= DOOR_READER_RECORD_MS;
    if (lasting && !door->reader_down_recorded) {
        door->reader_down_recorded = true;
        door_event(door, "reader_down", NULL);
        door_note(door, "reader", "down");
    } else if (door->reader_up && door->reader_down_recorded) {
        door->reader_down_recorded = false;
        door_event(door, "reader_up", NULL);
        door_note(door, "reader", "up");
    }
}

/* 3, and 1 from 15 minutes after the start to 10 before the end. */
static int door_volume(const struct ledger_view *view)
{
    if (!view->clock_trusted || !view->has_current)
        return 3;
    bool quiet = view->now_utc_ms >= view->current.starts_utc_ms + 15 * 60000 &&
                 view->now_utc_ms < view->current.ends_utc_ms - 10 * 60000;
    return quiet ? 1 : 3;
}

static void door_panel_watch(struct door *door, int64_t now_ms)
{
    bool fault = door->now.full || door->now.reader_down, asks = door_leave_asks(door, now_ms);
    /* An event's own pattern (1.5 s at most) is not cut short. */
    if (!asks && fault != door->panel_fault && now_ms - door->panel_shown_ms > 2000) {
        door->panel_fault = fault;
        child_tell(&door->panel, fault ? "show fault" : "show ready");
    }
    int volume = door_volume(&door->now.view);
    if (volume != door->panel_volume) {
        door->panel_volume = volume;
        child_tell(&door->panel, volume == 1 ? "volume 1" : "volume 3");
    }
}

void door_view_refresh(struct door *door)
{
    struct clock_reading clock;
    struct error err = {0};
    clock_read(&clock);
    if (!door->ledger)
        return;
    if (ledger_view(door->ledger, door->config->kiosk.room, &clock, &door->now.view, &err))
        log_warning("the room's state cannot be read: %s", err.text);
    else
        door->now.ready = true;
    door_publish(door);
}

void door_watch(struct door *door, int64_t now_ms)
{
    door->next_watch_ms = now_ms + DOOR_WATCH_MS;
    if (!door->ledger && now_ms >= door->next_open_ms) {
        door->next_open_ms = now_ms + DOOR_RETRY_MS;
        door_ledger_open(door);
    }
    door_disk_watch(door);
    if (door->ledger) {
        door_clock_watch(door, now_ms);
        door_sync_watch(door, now_ms);
        if (now_ms - door->last_tap_ms > 5000 && now_ms >= door->checkpoint_ms) {
            ledger_checkpoint(door->ledger);
            door->checkpoint_ms = now_ms + 10000;
        }
    }
    door->desk.roll_due = true; /* a slice may have come */
    door_reader_watch(door, now_ms);
    door_view_refresh(door);
    door_leave_watch(door, now_ms);
    door_panel_watch(door, now_ms);
    door_publish(door);
}

int door_ledger_open(struct door *door)
{
    struct error err = {0};
    int failed = ledger_open(door->config->ledger.path, LEDGER_KIOSK, &door->ledger, &err);
    if (failed == ERROR_FULL || failed == ERROR_BUSY) {
        /* Room may be made, the other may let go: the door says that it cannot record, and tries again. */
        if (!door->now.full)
            log_error("%s", err.text);
        door->now.full = true;
        door->now.ready = true;
        snprintf(door->now.view.room_name, sizeof door->now.view.room_name, "%s", door->config->kiosk.room);
        return failed;
    }
    if (failed) {
        door->now.fatal = err;
        door_publish(door);
        return failed;
    }
    door_settings_read(door);
    door_clock_watch(door, clock_monotonic_ms());
    door_note(door, "version", program_version());
    door_note(door, "reader", door->has_reader ? "up" : "none");
    door_event(door, "start", program_version());
    return 0;
}
