#include "desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "machine.h"
#include "staff.h"
#include "zones.h"

#define DESK_MACHINE_MS 2000

struct desk {
    const struct config *config;
    struct door *door;
    struct staff_control *control;
    struct zones *zones; /* NULL: not told */
    uint64_t roll_version, answer_number;
    struct door_answer answer;        /* too big for a stack */
    char asked_id[LEDGER_ID_MAX + 1]; /* whom the door asks whether to leave */
    int64_t machine_ms;
    bool unlocking; /* 11 was drawn last */
};

int desk_open(const struct config *config, struct door *door, struct desk **out, struct error *err)
{
    struct desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        return error_set(err, ERROR_MEMORY, "out of memory");
    desk->config = config;
    desk->door = door;
    int failed = staff_control_open(config->display.motion, &desk->control, err);
    if (failed) {
        free(desk);
        return failed;
    }
    const char *level = getenv("DIEMDANH_LOG");
    if (level && !strcmp(level, "debug"))
        desk->zones = zones_open();
    *out = desk;
    return 0;
}

void desk_close(struct desk *desk)
{
    if (!desk)
        return;
    staff_control_close(desk->control);
    zones_close(desk->zones);
    free(desk);
}

static void desk_send(struct desk *desk)
{
    struct door_request request;
    while (staff_control_request(desk->control, &request)) {
        if (request.kind == DOOR_LEAVE)
            memcpy(request.member_id, desk->asked_id, sizeof request.member_id);
        if (!door_request(desk->door, &request))
            log_warning("the door is behind: a request of kind %d was dropped", (int)request.kind);
    }
    memset(&request, 0, sizeof request);
}

bool desk_hear(struct desk *desk, const struct door_snapshot *snapshot)
{
    int64_t now_ms = clock_monotonic_ms();
    if (snapshot->result.ask_leave)
        memcpy(desk->asked_id, snapshot->result.member_id, sizeof desk->asked_id);
    bool mine = staff_control_snapshot(desk->control, snapshot, now_ms);
    for (uint64_t number; (number = door_answer(desk->door, &desk->answer)) != desk->answer_number;) {
        desk->answer_number = number;
        staff_control_answer(desk->control, &desk->answer, now_ms);
    }
    explicit_bzero(&desk->answer, sizeof desk->answer);
    struct ledger_class *roll = door_roll(desk->door, &desk->roll_version);
    if (roll)
        staff_control_roll(desk->control, roll);
    desk_send(desk);
    zones_expect(desk->zones);
    return mine;
}

bool desk_event(struct desk *desk, const struct window_event *event)
{
    bool mine = staff_control_event(desk->control, event);
    desk_send(desk);
    if (mine)
        zones_expect(desk->zones);
    return mine;
}

void desk_tick(struct desk *desk, int64_t now_ms)
{
    staff_control_tick(desk->control, now_ms);
    desk_send(desk);
    if (staff_control_state(desk->control)->page == STAFF_NONE)
        desk->unlocking = false;
    if (staff_control_state(desk->control)->page == STAFF_DEVICE && now_ms >= desk->machine_ms) {
        struct staff_machine machine;
        machine_read(desk->config, &machine);
        staff_control_machine(desk->control, &machine);
        desk->machine_ms = now_ms + DESK_MACHINE_MS;
    }
}

bool desk_shows(const struct desk *desk)
{
    /* The idle screen gives way when the roll is there. */
    bool late = staff_control_waits(desk->control) && !desk->unlocking;
    return (staff_control_state(desk->control)->page != STAFF_NONE && !late) ||
           staff_control_asking(desk->control);
}

bool desk_tells(const struct desk *desk)
{
    return staff_control_state(desk->control)->ribbon || staff_control_asking(desk->control);
}

const char *desk_page(const struct desk *desk)
{
    static const char *const names[] = {"",           "unlock", "grid",    "list",  "search", "sheet",
                                        "statistics", "enrol",  "no-card", "guest", "device", "setup",
                                        "menu",       "rooms",  "close",   "log"};
    static const char *const steps[] = {"enrol", "enrol-tap", "enrol-done", "enrol-in-use", "enrol-staff"};
    const struct staff_state *state = staff_control_state(desk->control);
    if (staff_control_asking(desk->control))
        return "leave-ask";
    if (staff_control_waits(desk->control))
        return desk->unlocking ? names[STAFF_UNLOCK] : "";
    return state->page == STAFF_ENROL ? steps[state->enrol] : names[state->page];
}

void desk_draw(struct desk *desk, struct canvas *canvas, const struct screen_state *door)
{
    typedef void draw_page(struct canvas *, const struct staff_state *, const struct screen_state *);
    static draw_page *const pages[] = {
        [STAFF_UNLOCK] = staff_unlock, [STAFF_GRID] = staff_grid,       [STAFF_LIST] = staff_list,
        [STAFF_SEARCH] = staff_search, [STAFF_SHEET] = staff_sheet,     [STAFF_STATISTICS] = staff_statistics,
        [STAFF_ENROL] = staff_enrol,   [STAFF_NO_CARD] = staff_no_card, [STAFF_GUEST] = staff_guest,
        [STAFF_DEVICE] = staff_device, [STAFF_SETUP] = staff_setup,     [STAFF_MENU] = staff_menu,
        [STAFF_ROOMS] = staff_rooms,   [STAFF_CLOSE] = staff_close,     [STAFF_LOG] = staff_log};
    const struct staff_state *state = staff_control_state(desk->control);
    if (staff_control_asking(desk->control)) {
        screen_leave_ask(canvas, door, state->pressed);
    } else {
        struct screen_state noted = *door;
        const char *notice = staff_control_notice(desk->control);
        if (notice)
            noted.notice_key = notice;
        desk->unlocking =
            state->page == STAFF_UNLOCK || (desk->unlocking && staff_control_waits(desk->control));
        pages[desk->unlocking ? STAFF_UNLOCK : state->page](canvas, state, &noted);
        staff_control_measured(desk->control, staff_content_height(canvas, state),
                               staff_viewport_height(canvas, state));
    }
    zones_log(desk->zones, canvas, desk_page(desk), state->shown_count);
}

void desk_log_zones(struct desk *desk, const struct canvas *canvas, const char *name)
{
    zones_log(desk->zones, canvas, name, 0);
}

const char *desk_address(const struct desk *desk)
{
    const struct staff_state *state = staff_control_state(desk->control);
    return state->page != STAFF_NONE && state->roll ? state->roll->address : NULL;
}

bool desk_language(struct desk *desk)
{
    return staff_control_language(desk->control);
}

int desk_next_ms(const struct desk *desk, int64_t now_ms)
{
    return staff_control_next_ms(desk->control, now_ms);
}
