#include "staff_data2.h"

#include <stdio.h>
#include <string.h>

#include "screens_data.h"
#include "staff_data3.h"

#define COUNT(array)     ((int)(sizeof(array) / sizeof(array)[0]))
#define SET(field, text) snprintf(field, sizeof field, "%s", text)

void staff_base2(struct staff_state *state, struct screen_state *door)
{
    scene_base(door);
    door->now_utc_ms = door->view.now_utc_ms = scene_time(13, 7, 41);
    door->sync.last_ok_utc_ms = door->now_utc_ms;
    memset(state, 0, sizeof *state);
    state->roll = staff_class2(door);
    state->locks_in_ms = 108000;
    state->asked_status = state->lamp_lit = state->pin_tries = -1;
    state->telex = true;
}

static void learner_set(struct staff_state *state, const char *name)
{
    state->enrol_learner = *staff_person(name);
}

static void ask(struct staff_state *state, struct screen_state *door)
{
    (void)state;
    struct ledger_result *result = &door->result;
    const struct ledger_learner *learner = staff_person("Đặng Trần Đức");
    door->result_mono_ms = door->now_mono_ms - 2880; /* the bar stands at 64 % */
    result->clock_trusted = result->has_session = true;
    result->session = door->view.current;
    result->at_utc_ms = result->out_utc_ms = scene_time(13, 10, 25);
    result->first_utc_ms = scene_time(13, 7, 16);
    result->ordinal = learner->ordinal;
    SET(result->member_name, learner->full_name);
    SET(result->member_unit, learner->unit);
}

static void early(struct staff_state *state, struct screen_state *door)
{
    ask(state, door);
    door->result_mono_ms = door->now_mono_ms - 700;
    door->result.verdict = LEDGER_LEFT_EARLY;
    door->result.minutes_early = 35;
}

static void out(struct staff_state *state, struct screen_state *door)
{
    early(state, door);
    const struct ledger_learner *learner = staff_person("Huỳnh Thị Yến Nhi");
    struct ledger_result *result = &door->result;
    result->verdict = LEDGER_OUT;
    result->minutes_early = 0;
    result->at_utc_ms = result->out_utc_ms = scene_time(13, 11, 2);
    result->first_utc_ms = scene_time(13, 7, 19);
    result->ordinal = learner->ordinal;
    SET(result->member_name, learner->full_name);
    SET(result->member_unit, learner->unit);
}

static void out_without_in(struct staff_state *state, struct screen_state *door)
{
    out(state, door);
    door->result.first_utc_ms = 0;
}

static void very_early(struct staff_state *state, struct screen_state *door)
{
    early(state, door);
    door->result.minutes_early = 125;
}

static void idle_out(struct staff_state *state, struct screen_state *door)
{
    (void)state;
    door->now_utc_ms = door->view.now_utc_ms = scene_time(13, 11, 1);
    door->sync.last_ok_utc_ms = scene_time(13, 11, 0);
    door->check_out = true;
    door->checked_out = 5;
    door->view.current.arrived = 49;
}

static void statistics(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_STATISTICS;
}

static void statistics_all_kinds(struct staff_state *state, struct screen_state *door)
{
    statistics(state, door);
    struct ledger_learner *learners = staff_class2(door)->learners;
    for (size_t i = 0; i < state->roll->count; i++)
        learners[i].status = (enum ledger_status)(i % LEDGER_STATUSES);
}

static void statistics_none(struct staff_state *state, struct screen_state *door)
{
    statistics(state, door);
    state->roll = NULL;
}

static void enrol(struct staff_state *state, enum staff_enrol step)
{
    state->page = STAFF_ENROL;
    state->enrol = step;
    SET(state->enrol_tail, "9C41");
    learner_set(state, "Võ Thị Ẩn");
}

static void enrol_choose(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    enrol(state, STAFF_ENROL_CHOOSE);
    SET(state->query, "ngoc");
    state->shown_count = 4;
    for (int i = 0; i < 4; i++)
        state->shown[i] = i * 7;
}

static void enrol_choose_nobody(struct staff_state *state, struct screen_state *door)
{
    enrol_choose(state, door);
    state->shown_count = 0;
    state->symbols = true;
}

static void enrol_tap(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    enrol(state, STAFF_ENROL_TAP);
    SET(state->enrol_old_tail, "B07E");
}

static void enrol_done(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    enrol(state, STAFF_ENROL_DONE);
    state->enrol_undo = true;
}

static void enrol_tested(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    enrol(state, STAFF_ENROL_DONE);
    state->enrol_tested = true;
}

static void enrol_in_use(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    enrol(state, STAFF_ENROL_IN_USE);
    state->enrol_holder = *staff_person("Mai Thị Lan Hương");
}

static void enrol_moving(struct staff_state *state, struct screen_state *door)
{
    enrol_in_use(state, door);
    door->notice_key = "unlock.tap";
}

static void enrol_staff_card(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    enrol(state, STAFF_ENROL_STAFF_CARD);
}

static void no_card(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_NO_CARD;
    SET(state->query, "phan duc manh");
    learner_set(state, "Phan Đức Mạnh");
    state->enrol_learner.no_card_times = 1;
}

static void no_card_search(struct staff_state *state, struct screen_state *door)
{
    enrol_choose(state, door);
    state->page = STAFF_NO_CARD;
    memset(&state->enrol_learner, 0, sizeof state->enrol_learner);
}

static void no_card_here(struct staff_state *state, struct screen_state *door)
{
    no_card(state, door);
    learner_set(state, "Dương Văn Lưỡng");
}

static void guest(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_GUEST;
    SET(state->guest_name, "Nguyễn Trọng Nghĩa");
    SET(state->guest_unit, "Chi bộ Sở Xây dựng");
}

static void guest_typing(struct staff_state *state, struct screen_state *door)
{
    guest(state, door);
    state->guest_field = 1;
    state->shift = true;
}

static void log_add(struct staff_state *state, int64_t at_utc_ms, const char *kind, const char *tail,
                    const char *what)
{
    struct ledger_log_line *line = &state->log[state->log_count++];
    line->at_utc_ms = at_utc_ms;
    SET(line->kind, kind);
    SET(line->card_tail, tail);
    SET(line->what, what);
}

static void device(struct staff_state *state, struct screen_state *door)
{
    state->page = STAFF_DEVICE;
    door->view.clock_source = CLOCK_SOURCE_NTP;
    door->sync = (struct ledger_sync_state){.last_seq = 41208, .acked_seq = 41208, .online = true};
    door->sync.last_ok_utc_ms = scene_time(13, 7, 41) + 52000;
    SET(state->version, "0.9.2");
    SET(state->kiosk_id, "KSK-7F3A");
    SET(state->address, "10.20.4.31");
    state->network = state->rtc = true;
    state->link_mbps = 100;
    state->cpu_celsius = 47;
    state->uptime_hours = 12 * 24;
    SET(door->reader_found, "pn532_uart:/dev/serial0:115200");
    state->disk_free_bytes = 21400000000;
    state->disk_total_bytes = 29100000000;
    state->clock_offset_ms = 12;
    log_add(state, scene_time(13, 7, 41) + 50000, "tap", "9C41", "present");
    log_add(state, scene_time(13, 7, 36) + 12000, "tap", "51D0", "late");
    log_add(state, scene_time(13, 7, 31), "mark", "", "excused");
    log_add(state, scene_time(13, 7, 2) + 9000, "device", "", "start");
}

static void device_trouble(struct staff_state *state, struct screen_state *door)
{
    door->view.chain_broken_seq = 7;
    device(state, door);
    door->trouble = SCREEN_TROUBLE_FULL;
    door->reader_down_since_utc_ms = scene_time(13, 7, 21);
    door->view.clock_trusted = false;
    door->sync.online = false;
    door->sync.acked_seq = 41194;
    state->network = false;
    state->lamp_lit = 1;
    for (int i = 0; i < 12; i++)
        log_add(state, 0, "tap", "51D0", "present");
    state->locks_in_ms = 12000;
}

static void first_start(struct staff_state *state, struct screen_state *door)
{
    state->page = STAFF_SETUP;
    SET(door->reader_found, "pn532_uart:/dev/serial0:115200");
    door->view.clock_trusted = false;
    SET(state->device_code, "KSK-7F3A");
    SET(state->hostname, "10.20.4.31");
    state->network = true;
    state->disk_free_bytes = 27900000000;
    state->disk_total_bytes = 29100000000;
}

static void first_start_bad(struct staff_state *state, struct screen_state *door)
{
    first_start(state, door);
    state->usb_found = true;
    SET(state->setup_error, "/etc/diemdanh/kiosk.conf:7: [reader] baud is not a key; write device = "
                            "pn532_uart:/dev/serial0:115200");
}

static void first_start_got(struct staff_state *state, struct screen_state *door)
{
    first_start(state, door);
    state->usb_found = true;
}

static void menu(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_MENU;
    state->under = STAFF_GRID;
    SET(state->actor_name, "Hoàng Đức Thắng");
}

static void ribbon(struct staff_state *state, struct screen_state *door, enum ledger_verdict verdict)
{
    const struct ledger_learner *learner = staff_person("Phan Đức Mạnh");
    struct ledger_result *result = &door->result;
    state->ribbon = true;
    result->verdict = verdict;
    result->clock_trusted = true;
    result->at_utc_ms = scene_time(13, 7, 42);
    if (verdict == LEDGER_UNKNOWN) {
        SET(result->card_tail, "4F2A");
        return;
    }
    result->minutes_late = 12;
    result->ordinal = learner->ordinal;
    SET(result->member_name, learner->full_name);
}

static void ribbon_late(struct staff_state *state, struct screen_state *door)
{
    statistics(state, door);
    ribbon(state, door, LEDGER_LATE);
}

static void ribbon_refused(struct staff_state *state, struct screen_state *door)
{
    device(state, door);
    ribbon(state, door, LEDGER_UNKNOWN);
}

static void ribbon_wrong_room(struct staff_state *state, struct screen_state *door)
{
    guest(state, door);
    ribbon(state, door, LEDGER_WRONG_ROOM);
}

static void menu_closed(struct staff_state *state, struct screen_state *door)
{
    menu(state, door);
    state->under = STAFF_LIST;
    staff_class2(door)->closed = true;
}

const struct staff_scene2 staff_scenes2[] = {
    {"08-leave-early-ask", ask},
    {"08b-left-early", early},
    {"08c-check-out", out},
    {"01c-idle-check-out", idle_out},
    {"15-statistics", statistics},
    {"16-enrol-tap-card", enrol_tap},
    {"16b-enrol-done", enrol_done},
    {"16c-enrol-card-in-use", enrol_in_use},
    {"17-forgotten-card", no_card},
    {"17b-guest", guest},
    {"18-device", device},
    {"19-first-start", first_start},
    {"x-out-without-in", out_without_in},
    {"x-left-very-early", very_early},
    {"x-statistics-all-kinds", statistics_all_kinds},
    {"x-statistics-none", statistics_none},
    {"x-enrol-choose", enrol_choose},
    {"x-enrol-choose-nobody", enrol_choose_nobody},
    {"x-enrol-tested", enrol_tested},
    {"x-enrol-moving", enrol_moving},
    {"x-enrol-staff-card", enrol_staff_card},
    {"x-no-card-search", no_card_search},
    {"x-no-card-here", no_card_here},
    {"x-guest-typing", guest_typing},
    {"x-device-trouble", device_trouble},
    {"x-first-start-bad", first_start_bad},
    {"x-first-start-got", first_start_got},
    {"x-ribbon-late", ribbon_late},
    {"x-ribbon-refused", ribbon_refused},
    {"x-ribbon-wrong-room", ribbon_wrong_room},
    {"x-menu", menu},
    {"x-menu-closed", menu_closed},
    {"x-rooms", scene_rooms},
    {"x-rooms-wait", scene_rooms_wait},
    {"x-rooms-free", scene_rooms_free},
    {"x-rooms-busy", scene_rooms_busy},
    {"x-rooms-later", scene_rooms_later},
    {"x-rooms-other", scene_rooms_other},
    {"x-rooms-bring", scene_rooms_bring},
    {"x-close", scene_close},
    {"x-close-nobody", scene_close_nobody},
    {"x-log", scene_log},
    {"x-ribbon-moved", scene_news_moved},
    {"x-ribbon-closed", scene_news_closed},
    {"x-ribbon-failed", scene_news_failed},
};
const int staff_scene2_count = COUNT(staff_scenes2);

const struct staff_scene2 *staff_scene2(const char *name)
{
    for (int i = 0; i < staff_scene2_count; i++)
        if (strcmp(staff_scenes2[i].name, name) == 0)
            return &staff_scenes2[i];
    return NULL;
}

void staff_draw2(const struct staff_scene2 *scene, struct canvas *canvas, const struct staff_state *state,
                 const struct screen_state *door)
{
    typedef void draw_page(struct canvas *, const struct staff_state *, const struct screen_state *);
    static draw_page *const pages[] = {[STAFF_STATISTICS] = staff_statistics,
                                       [STAFF_ENROL] = staff_enrol,
                                       [STAFF_NO_CARD] = staff_no_card,
                                       [STAFF_GUEST] = staff_guest,
                                       [STAFF_DEVICE] = staff_device,
                                       [STAFF_SETUP] = staff_setup,
                                       [STAFF_MENU] = staff_menu,
                                       [STAFF_ROOMS] = staff_rooms,
                                       [STAFF_CLOSE] = staff_close,
                                       [STAFF_LOG] = staff_log};
    if (state->page != STAFF_NONE)
        pages[state->page](canvas, state, door);
    else if (scene->fill == ask)
        screen_leave_ask(canvas, door, state->pressed);
    else if (scene->fill == idle_out)
        screen_idle(canvas, door);
    else
        screen_accepted(canvas, door);
}
