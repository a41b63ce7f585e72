#include "staff_data1.h"

#include <stdio.h>
#include <string.h>

#include "screens_data.h"
#include "staff_data2.h"

#define COUNT(array)     ((int)(sizeof(array) / sizeof(array)[0]))
#define SET(field, text) snprintf(field, sizeof field, "%s", text)

static struct ledger_class large;
static struct ledger_learner many[STAFF_LEARNERS_MAX];

struct ledger_class *staff_class_large(int count)
{
    static const char *const family[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Ngô"};
    static const char *const middle[] = {"Thị", "Văn", "Thị Ngọc", "Đức", "Tôn Nữ Quỳnh", "Quốc", "Hữu"};
    static const char *const given[] = {"An",   "Ánh",   "Bích", "Châu",  "Dũng", "Được",   "Giang", "Hằng",
                                        "Khôi", "Lưỡng", "Mạnh", "Nghĩa", "Oanh", "Phượng", "Quỳnh", "Sơn",
                                        "Thủy", "Uyển",  "Ưỡn",  "Vân",   "Xuân", "Yến",    "Ẩn"};
    memset(&large, 0, sizeof large);
    memset(many, 0, sizeof many);
    large.session.starts_utc_ms = scene_time(13, 7, 30);
    large.session.ends_utc_ms = scene_time(13, 11, 0);
    large.session.number = 5;
    large.session.of = 12;
    large.trusted = true;
    large.count = (size_t)count;
    large.learners = many;
    for (int i = 0; i < count; i++) {
        struct ledger_learner *learner = &many[i];
        snprintf(learner->member_id, sizeof learner->member_id, "L%04d", i + 1);
        snprintf(learner->full_name, sizeof learner->full_name, "%s %s %s", family[i % COUNT(family)],
                 middle[i * 5 % COUNT(middle)], given[i * COUNT(given) / count]);
        snprintf(learner->unit, sizeof learner->unit, "Chi bộ Trường THPT số %d", i / 7 + 1);
        learner->ordinal = i + 1;
        learner->time_trusted = true;
        learner->status = i % 9 == 0 ? LEDGER_NOT_YET : i % 7 == 0 ? LEDGER_S_LATE : LEDGER_S_PRESENT;
        if (learner->status != LEDGER_NOT_YET)
            learner->arrived_utc_ms = scene_time(13, 7, i % 60);
    }
    return &large;
}

static struct ledger_learner *person(struct staff_state *state, const char *name)
{
    const struct ledger_learner *learner = staff_person(name);
    return &state->roll->learners[learner - state->roll->learners];
}

static void unlock(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)canvas, (void)door;
    state->page = STAFF_UNLOCK;
    state->pin_digits = 3;
}

static void unlock_wrong(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    unlock(canvas, state, door);
    state->pin_digits = 0;
    state->pin_tries = 4;
}

static void unlock_locked(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    unlock_wrong(canvas, state, door);
    state->pin_locked_ms = 28000;
}

static void unlock_locked_long(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    unlock_wrong(canvas, state, door);
    state->pin_locked_ms = 15 * 60000;
}

static void unlock_not_staff(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    unlock_wrong(canvas, state, door);
    state->not_staff = true;
}

static void unlock_checking(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    unlock_wrong(canvas, state, door);
    state->pin_digits = 6;
    state->pin_checking = true;
}

static void list(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_LIST;
    state->scroll_px = canvas_portrait(canvas) ? 84 * 17 : 68 * 20;
}

static void list_ribbon(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    struct ledger_learner *learner = person(state, "Phan Đức Mạnh");
    struct ledger_result *result = &door->result;
    learner->status = LEDGER_S_LATE;
    learner->minutes = 12;
    learner->arrived_utc_ms = scene_time(13, 7, 42);
    state->ribbon = true;
    result->verdict = LEDGER_LATE;
    result->clock_trusted = result->has_session = true;
    result->session = door->view.current;
    result->at_utc_ms = scene_time(13, 7, 42);
    result->minutes_late = 12;
    result->ordinal = learner->ordinal;
    SET(result->member_id, learner->member_id);
    SET(result->member_name, learner->full_name);
    SET(result->member_unit, learner->unit);
}

static void list_refused(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->ribbon = true;
    door->result.verdict = LEDGER_UNKNOWN;
    door->result.clock_trusted = true;
    door->result.at_utc_ms = scene_time(13, 7, 42);
    SET(door->result.card_tail, "4F2A");
}

static void list_name(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->sort = STAFF_BY_NAME;
    SET(state->thumb_letter, "L");
    state->pressed = STAFF_ZONE_THUMB;
}

static void list_late(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->filter = STAFF_LATE;
    state->scroll_px = 0;
    state->locks_in_ms = 12000;
    person(state, "Trần Quang")->status = LEDGER_S_EARLY;
}

static void list_undo(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->saved_mono_ms = door->now_mono_ms - 500;
    state->saved_status = LEDGER_S_PRESENT;
    SET(state->saved_name, "Phan Đức Mạnh");
}

static void list_empty(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->roll = NULL;
}

static void list_large(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->roll = staff_class_large(1000);
    state->scroll_px = 40000;
}

static void grid(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)canvas, (void)door;
    state->page = STAFF_GRID;
}

static void grid_kinds(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    grid(canvas, state, door);
    struct ledger_class *roll = staff_class2(door);
    state->roll = roll;
    roll->closed = true;
    for (int i = 0; i < LEDGER_STATUSES; i++)
        state->roll->learners[i].status = (enum ledger_status)i;
    SET(state->roll->learners[9].full_name, "Nguyễn Thị Kim An");
    SET(state->roll->learners[10].full_name, "H’Nhung Niêkbkrông");
    state->filter = STAFF_ALL;
}

static void grid_large(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    grid(canvas, state, door);
    state->roll = staff_class_large(228);
    state->scroll_px = 300;
    SET(state->thumb_letter, "Đ");
}

static void grid_empty(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    grid(canvas, state, door);
    state->roll = NULL;
}

static void search(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)canvas;
    state->page = STAFF_SEARCH;
    state->caret_mono_ms = door->now_mono_ms;
    SET(state->query, "ngoc");
}

static void search_nobody(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    search(canvas, state, door);
    SET(state->query, "ngọca");
}

static void search_start(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    search(canvas, state, door);
    state->query[0] = '\0';
}

static void search_hidden(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    search(canvas, state, door);
    state->keys_hidden = true;
}

static void sheet_of(struct staff_state *state, const char *name, int count)
{
    static const enum ledger_status seen[] = {LEDGER_S_PRESENT, LEDGER_S_PRESENT, LEDGER_S_EXCUSED,
                                              LEDGER_S_PRESENT, LEDGER_S_LATE};
    struct ledger_sheet *sheet = &state->sheet;
    state->page = STAFF_SHEET;
    sheet->learner = *person(state, name);
    sheet->threshold_percent = 80;
    sheet->held = 5;
    sheet->of = count;
    sheet->attended_halves = 8;
    sheet->held_halves = 10;
    sheet->total_halves = 2 * count;
    sheet->spare = 1;
    sheet->count = (size_t)count;
    for (int i = 0; i < count; i++) {
        struct ledger_strip_cell *cell = &sheet->cells[i];
        cell->number = i + 1;
        cell->held = i < 5;
        cell->today = i == 4;
        cell->status = i < 5 ? seen[i] : LEDGER_NOT_YET;
    }
}

static void sheet(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)canvas;
    sheet_of(state, "Dương Văn Lưỡng", 12);
    SET(state->sheet.learner.card_tail, "51D0");
    state->sheet.has_card = true;
    SET(state->sheet.learner.reason, "r_meet");
    state->saved_mono_ms = door->now_mono_ms - 500;
    state->saved_status = LEDGER_S_LATE;
    SET(state->saved_name, "Dương Văn Lưỡng");
}

static void sheet_quiet(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet(canvas, state, door);
    state->saved_mono_ms = 0;
}

static void sheet_not_yet(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)canvas, (void)door;
    sheet_of(state, "Phan Đức Mạnh", 24);
    state->sheet.cells[2].made_up = true;
    state->sheet.cells[4].status = LEDGER_NOT_YET;
    state->sheet.spare = 0;
    state->sheet.attended_halves = 7;
}

static void sheet_periods(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet_quiet(canvas, state, door);
    state->sheet.attended_halves = 35; /* of sessions of five periods */
    state->sheet.held_halves = 50;
    state->sheet.total_halves = 120;
}

static void sheet_below(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    (void)canvas;
    sheet_of(state, "Lê Văn Bình", 40);
    state->sheet.spare = -1;
    state->sheet.attended_halves = 2;
    state->scroll_px = 60;
    SET(state->sheet.learner.reason, "Đi công tác Hà Nội cùng đoàn của tỉnh");
    state->saved_mono_ms = door->now_mono_ms - 9000;
    state->saved_status = LEDGER_S_EXCUSED;
}

static void sheet_reason(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet_quiet(canvas, state, door);
    state->asked_status = LEDGER_S_UNEXCUSED;
}

static void sheet_late(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet(canvas, state, door);
    state->asked_status = LEDGER_S_LATE;
}

static void sheet_early(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet(canvas, state, door);
    state->sheet.learner.status = LEDGER_S_EARLY;
    state->sheet.learner.minutes = 25;
    state->asked_status = LEDGER_S_EARLY;
}

static void sheet_lost(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet_quiet(canvas, state, door);
    state->asked_block = true;
}

static void sheet_make_up(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet_not_yet(canvas, state, door);
    state->sheet.cells[1].status = LEDGER_S_UNEXCUSED;
    state->sheet.cells[1].held = true;
    state->asked_cell = 2;
}

static void sheet_withdraw(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    sheet_not_yet(canvas, state, door);
    state->asked_cell = 3;
}

static void grid_online(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    grid(canvas, state, door);
    state->online_mode = true;
}

static void list_online(struct canvas *canvas, struct staff_state *state, struct screen_state *door)
{
    list(canvas, state, door);
    state->online_mode = true;
}

const struct staff_scene1 staff_scenes1[] = {
    {"11-unlock", unlock},
    {"12-roster", list},
    {"12b-roster-tap-ribbon", list_ribbon},
    {"12c-roster-grid", grid},
    {"13-search-keyboard", search},
    {"14-learner-sheet", sheet},
    {"x-unlock-wrong", unlock_wrong},
    {"x-unlock-locked", unlock_locked},
    {"x-unlock-locked-long", unlock_locked_long},
    {"x-unlock-not-staff", unlock_not_staff},
    {"x-unlock-checking", unlock_checking},
    {"x-list-refused", list_refused},
    {"x-list-name", list_name},
    {"x-list-late", list_late},
    {"x-list-undo", list_undo},
    {"x-list-empty", list_empty},
    {"x-list-large", list_large},
    {"x-grid-kinds", grid_kinds},
    {"x-grid-large", grid_large},
    {"x-grid-empty", grid_empty},
    {"x-search-nobody", search_nobody},
    {"x-search-start", search_start},
    {"x-search-hidden", search_hidden},
    {"x-sheet-quiet", sheet_quiet},
    {"x-sheet-not-yet", sheet_not_yet},
    {"x-sheet-periods", sheet_periods},
    {"x-sheet-below", sheet_below},
    {"x-sheet-reason", sheet_reason},
    {"x-sheet-late", sheet_late},
    {"x-sheet-early", sheet_early},
    {"x-sheet-lost", sheet_lost},
    {"x-sheet-make-up", sheet_make_up},
    {"x-sheet-withdraw", sheet_withdraw},
    {"x-grid-online", grid_online},
    {"x-list-online", list_online},
};
const int staff_scene1_count = COUNT(staff_scenes1);

const struct staff_scene1 *staff_scene1(const char *name)
{
    for (int i = 0; i < staff_scene1_count; i++)
        if (strcmp(staff_scenes1[i].name, name) == 0)
            return &staff_scenes1[i];
    return NULL;
}

void staff_scene1_fill(const struct staff_scene1 *scene, struct canvas *canvas, struct staff_state *state,
                       struct screen_state *door)
{
    staff_base2(state, door);
    scene->fill(canvas, state, door);
    staff_arrange(state);
}

void staff_draw1(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    typedef void draw_page(struct canvas *, const struct staff_state *, const struct screen_state *);
    static draw_page *const pages[] = {[STAFF_UNLOCK] = staff_unlock,
                                       [STAFF_GRID] = staff_grid,
                                       [STAFF_LIST] = staff_list,
                                       [STAFF_SEARCH] = staff_search,
                                       [STAFF_SHEET] = staff_sheet};
    pages[state->page](canvas, state, door);
}
