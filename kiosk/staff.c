#include "staff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "staff_private.h"

int staff_control_open(bool motion, struct staff_control **out, struct error *err)
{
    struct staff_control *control = calloc(1, sizeof *control);
    if (!control)
        return error_set(err, ERROR_MEMORY, "out of memory");
    control->motion = motion;
    control->roster = STAFF_GRID;
    control->state.asked_status = -1;
    control->state.pin_tries = -1;
    control->state.lamp_lit = -1;
    control->state.telex = true;
    *out = control;
    return 0;
}

void staff_control_close(struct staff_control *control)
{
    if (!control)
        return;
    ledger_class_free(control->roll);
    free(control);
}

const struct staff_state *staff_control_state(const struct staff_control *control)
{
    return &control->state;
}

struct door_request *control_ask(struct staff_control *control, enum door_request_kind kind)
{
    /* The door takes 32 and drops what is over; so is the oldest here, should nobody fetch any. */
    if (control->queued == CONTROL_REQUESTS) {
        control->first = (control->first + 1) % CONTROL_REQUESTS;
        control->queued--;
    }
    struct door_request *request = &control->queue[(control->first + control->queued++) % CONTROL_REQUESTS];
    memset(request, 0, sizeof *request);
    request->kind = kind;
    snprintf(request->session_id, sizeof request->session_id, "%s", control->session_id);
    snprintf(request->actor_id, sizeof request->actor_id, "%s", control->actor_id);
    return request;
}

bool staff_control_request(struct staff_control *control, struct door_request *out)
{
    if (!control->queued)
        return false;
    *out = control->queue[control->first];
    memset(&control->queue[control->first], 0, sizeof *out); /* a PIN is not left lying about */
    control->first = (control->first + 1) % CONTROL_REQUESTS;
    control->queued--;
    return true;
}

void control_sound(struct staff_control *control, const char *event)
{
    struct door_request *request = control_ask(control, DOOR_SOUND);
    snprintf(request->reason, sizeof request->reason, "%s", event);
}

void control_news(struct staff_control *control, enum staff_news news)
{
    control->state.news = news;
    control->news_until_ms = control->now_ms + STAFF_RIBBON_MS;
    control->ribbon_until_ms = 0; /* the newer of the two is told */
    control->state.ribbon = false;
    control_sound(control, news == STAFF_NEWS_FAILED ? "refused" : "accepted");
}

int64_t control_now_utc_ms(const struct staff_control *control)
{
    return control->now_ms + control->utc_offset_ms;
}

const struct ledger_learner *control_row(const struct staff_control *control, int index)
{
    const struct staff_state *state = &control->state;
    if (!control->roll || index < 0 || index >= state->shown_count)
        return NULL;
    int learner = state->shown[index];
    return learner >= 0 && (size_t)learner < control->roll->count ? &control->roll->learners[learner] : NULL;
}

const struct ledger_learner *control_find(const struct staff_control *control, const char *member_id)
{
    for (size_t i = 0; control->roll && i < control->roll->count; i++)
        if (!strcmp(control->roll->learners[i].member_id, member_id))
            return &control->roll->learners[i];
    return NULL;
}

void control_go(struct staff_control *control, enum staff_page page)
{
    control->state.page = page;
    control->pressed = control->state.pressed = 0;
    control->state.guest_field = 0;
    control_scroll_to(control, 0);
}

void control_query_set(struct staff_control *control, const char *query)
{
    struct staff_state *state = &control->state;
    snprintf(state->query, sizeof state->query, "%s", query);
    state->shift = state->symbols = state->keys_hidden = false;
    staff_arrange(state);
    control_scroll_to(control, 0);
}

void control_to_roster(struct staff_control *control)
{
    control_go(control, control->roster);
    control->state.under = STAFF_NONE;
    control_query_set(control, "");
}

static void control_device_open(struct staff_control *control)
{
    control_go(control, STAFF_DEVICE);
    control_ask(control, DOOR_LOG);
    control->log_ms = control->now_ms;
}

void control_back(struct staff_control *control)
{
    struct staff_state *state = &control->state;
    switch (state->page) {
    case STAFF_NONE:
    case STAFF_SETUP:
        break;
    case STAFF_UNLOCK:
    case STAFF_GRID:
    case STAFF_LIST:
        if (state->online_mode)
            state->online_mode = false;
        else
            control_lock(control);
        break;
    case STAFF_SHEET:
        if (control_sheet_quiet(control))
            break; /* what was written before the question stays */
        control->sheet_member[0] = '\0';
        if (state->under == STAFF_SEARCH) {
            control_go(control, STAFF_SEARCH);
            state->under = control->roster;
        } else {
            float scrolled = control->roster_scroll_px;
            control_go(control, control->roster);
            state->under = STAFF_NONE;
            control_scroll_to(control, scrolled);
        }
        break;
    case STAFF_MENU:
        state->page = control->roster;
        state->under = STAFF_NONE;
        break;
    case STAFF_ROOMS:
        if (state->asked_room)
            state->asked_room = 0;
        else
            control_to_roster(control);
        break;
    case STAFF_LOG:
        control_device_open(control);
        break;
    case STAFF_ENROL:
        control_disarm(control);
        if (state->enrol == STAFF_ENROL_TAP || state->enrol == STAFF_ENROL_IN_USE ||
            state->enrol == STAFF_ENROL_STAFF_CARD) {
            control_enrol_open(control);
            break;
        }
        control_to_roster(control);
        break;
    case STAFF_NO_CARD:
        if (state->enrol_learner.member_id[0]) {
            memset(&state->enrol_learner, 0, sizeof state->enrol_learner); /* another learner */
            break;
        }
        control_to_roster(control);
        break;
    default:
        control_to_roster(control);
    }
}

static void control_view_change(struct staff_control *control)
{
    control->roster = control->roster == STAFF_GRID ? STAFF_LIST : STAFF_GRID;
    struct door_request *request = control_ask(control, DOOR_SETTING);
    snprintf(request->reason, sizeof request->reason, "roster");
    snprintf(request->name, sizeof request->name, "%s", control->roster == STAFF_LIST ? "list" : "grid");
    if (control->state.page == STAFF_MENU || control->state.page == STAFF_GRID ||
        control->state.page == STAFF_LIST)
        control_to_roster(control);
}

static void control_lamp(struct staff_control *control, int lamp)
{
    control_ask(control, DOOR_LAMP)->status = lamp;
    control->state.lamp_lit = lamp;
    control->lamp_until_ms = control->now_ms + STAFF_LAMP_MS;
}

/* What means the same on every page. */
static bool control_tap_common(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    switch (zone) {
    case STAFF_ZONE_BACK:
        control_back(control);
        return true;
    case STAFF_ZONE_LOCK:
        control_lock(control);
        return true;
    case STAFF_ZONE_MENU:
        if (state->page == STAFF_MENU) {
            control_back(control);
        } else {
            state->page = STAFF_MENU;
            state->under = control->roster;
        }
        return true;
    case STAFF_ZONE_SEARCH:
        control_go(control, STAFF_SEARCH);
        state->under = control->roster;
        control_query_set(control, "");
        return true;
    case STAFF_ZONE_STATISTICS:
        control_go(control, STAFF_STATISTICS);
        return true;
    case STAFF_ZONE_DEVICE:
        control_device_open(control);
        return true;
    case STAFF_ZONE_VIEW:
        control_view_change(control);
        return true;
    case STAFF_ZONE_CLOSE_ROLL:
        control_close_roll(control);
        return true;
    case STAFF_ZONE_ROOMS:
        control_rooms_open(control);
        return true;
    case STAFF_ZONE_LOG:
        control_go(control, STAFF_LOG);
        return true;
    case STAFF_ZONE_ONLINE:
        state->online_mode = !state->online_mode && control->roll;
        control_to_roster(control);
        return true;
    case STAFF_ZONE_LATE_START:
        control_late_start(control);
        if (state->page == STAFF_MENU)
            control_back(control);
        return true;
    case STAFF_ZONE_LANGUAGE:
        control->language = true;
        return true;
    case STAFF_ZONE_UNDO:
        if (state->page == STAFF_ENROL)
            control_enrol_undo(control);
        else
            control_undo(control);
        return true;
    default:
        return false;
    }
}

/* The doors to the pages of cards, from the menu and from each other. */
static bool control_tap_cards(struct staff_control *control, int zone)
{
    struct staff_state *state = &control->state;
    switch (zone) {
    case STAFF_ZONE_ENROL:
        if (state->page == STAFF_SHEET)
            control_enrol_for(control, control_find(control, control->sheet_member));
        else
            control_enrol_open(control);
        return true;
    case STAFF_ZONE_NO_CARD:
        control_disarm(control);
        if (state->page != STAFF_NO_CARD) {
            bool searched = state->page == STAFF_SEARCH; /* the words typed there stay */
            control_go(control, STAFF_NO_CARD);
            if (!searched)
                control_query_set(control, "");
        }
        memset(&state->enrol_learner, 0, sizeof state->enrol_learner);
        return true;
    case STAFF_ZONE_GUEST:
        if (state->page != STAFF_GUEST)
            control_go(control, STAFF_GUEST);
        return true;
    default:
        return false;
    }
}

void control_tap(struct staff_control *control, int zone)
{
    if (!zone)
        return;
    if (control->state.page == STAFF_UNLOCK) {
        control_unlock_tap(control, zone);
        return;
    }
    if (zone >= STAFF_ZONE_LAMP && zone < STAFF_ZONE_LAMP + 4) {
        control_lamp(control, zone - STAFF_ZONE_LAMP);
        return;
    }
    if (control_tap_common(control, zone) || control_tap_cards(control, zone) ||
        control_key_zone(control, zone) || control_roster_tap(control, zone))
        return;
    switch (control->state.page) {
    case STAFF_SHEET:
        control_sheet_tap(control, zone);
        break;
    case STAFF_ENROL:
        control_enrol_tap(control, zone);
        break;
    case STAFF_NO_CARD:
        control_no_card_tap(control, zone);
        break;
    case STAFF_GUEST:
        control_guest_tap(control, zone);
        break;
    case STAFF_ROOMS:
        control_rooms_tap(control, zone);
        break;
    case STAFF_CLOSE:
        control_close_tap(control, zone);
        break;
    default:
        break;
    }
}

bool staff_control_language(struct staff_control *control)
{
    bool touched = control->language;
    control->language = false;
    return touched;
}

bool staff_control_asking(const struct staff_control *control)
{
    return control->ask_until_ms && control->state.page == STAFF_NONE;
}

const char *staff_control_notice(const struct staff_control *control)
{
    return control->moving ? "unlock.tap" : NULL;
}

void staff_control_machine(struct staff_control *control, const struct staff_machine *machine)
{
    struct staff_state *state = &control->state;
    snprintf(state->version, sizeof state->version, "%s", machine->version);
    snprintf(state->kiosk_id, sizeof state->kiosk_id, "%s", machine->kiosk_id);
    snprintf(state->hostname, sizeof state->hostname, "%s", machine->hostname);
    state->network = machine->network;
    snprintf(state->address, sizeof state->address, "%s", machine->address);
    state->wireless = machine->wireless;
    state->link_mbps = machine->link_mbps;
    state->cpu_celsius = machine->cpu_celsius;
    state->uptime_hours = machine->uptime_hours;
    state->rtc = machine->rtc;
    state->disk_free_bytes = machine->disk_free_bytes;
    state->disk_total_bytes = machine->disk_total_bytes;
    state->clock_offset_ms = machine->clock_offset_ms;
}
