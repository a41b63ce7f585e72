#include "staff_data3.h"

#include <stdio.h>
#include <string.h>

#include "screens_data.h"
#include "staff_data2.h"

#define SET(field, text) snprintf(field, sizeof field, "%s", text)

static struct staff_room *room_add(struct staff_state *state, const char *name, const char *place)
{
    struct staff_room *room = &state->rooms[state->room_count++];
    memset(room, 0, sizeof *room);
    SET(room->room_id, name);
    SET(room->name, name);
    SET(room->place, place);
    return room;
}

static void session_add(struct staff_room *room, const char *title, int64_t starts_utc_ms,
                        int64_t ends_utc_ms, bool same_time)
{
    room->has_session = true;
    room->same_time = same_time;
    SET(room->session.title, title);
    SET(room->session.room_name, room->name);
    room->session.starts_utc_ms = starts_utc_ms;
    room->session.ends_utc_ms = ends_utc_ms;
    room->session.number = 2;
    room->session.of = 8;
}

void scene_rooms(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_ROOMS;
    state->rooms_known = state->has_mine = true;
    session_add(room_add(state, "102", "Tầng 1, nhà A"),
                "Bồi dưỡng nghiệp vụ công tác đảng cho bí thư chi bộ", scene_time(13, 7, 30),
                scene_time(13, 11, 0), true);
    room_add(state, "201", "Tầng 2, nhà A");
    session_add(room_add(state, "202", "Tầng 2, nhà A"), "Sơ cấp lý luận chính trị", scene_time(13, 13, 30),
                scene_time(13, 17, 0), false);
    room_add(state, "Hội trường lớn", "Tầng 3, nhà B");
    for (int i = 0; i < 8; i++) {
        char name[8];
        snprintf(name, sizeof name, "30%d", i + 1);
        room_add(state, name, i % 2 ? "Tầng 3, nhà A" : "");
    }
}

void scene_rooms_wait(struct staff_state *state, struct screen_state *door)
{
    scene_rooms(state, door);
    state->rooms_known = false;
    state->room_count = 0;
}

void scene_rooms_free(struct staff_state *state, struct screen_state *door)
{
    scene_rooms(state, door);
    state->asked_room = 4;
}

void scene_rooms_busy(struct staff_state *state, struct screen_state *door)
{
    scene_rooms(state, door);
    state->asked_room = 1;
}

void scene_rooms_later(struct staff_state *state, struct screen_state *door)
{
    scene_rooms(state, door);
    state->asked_room = 3;
}

void scene_rooms_other(struct staff_state *state, struct screen_state *door)
{
    scene_rooms(state, door);
    state->has_mine = false;
    state->rooms[0].same_time = false;
}

void scene_rooms_bring(struct staff_state *state, struct screen_state *door)
{
    scene_rooms_other(state, door);
    state->asked_room = 1;
}

void scene_close(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    state->page = STAFF_CLOSE;
    staff_arrange(state);
}

void scene_close_nobody(struct staff_state *state, struct screen_state *door)
{
    struct ledger_class *roll = staff_class2(door);
    for (size_t i = 0; i < roll->count; i++)
        if (roll->learners[i].status == LEDGER_NOT_YET)
            roll->learners[i].status = LEDGER_S_PRESENT;
    door->now_utc_ms = scene_time(13, 11, 4);
    scene_close(state, door);
}

void scene_log(struct staff_state *state, struct screen_state *door)
{
    static const char *const facts[][3] = {
        {"tap", "9C41", "present"},
        {"tap", "51D0", "late"},
        {"tap", "07B2", "wrong_session"},
        {"tap", "4F2A", "unknown"},
        {"mark", "", "unexcused"},
        {"mark", "", "taken_back"},
        {"bind", "9C41", "bound"},
        {"guest", "", "speaker"},
        {"makeup", "", "credited"},
        {"device", "", "reader_down"},
        {"device", "", "reader_up"},
        {"mark", "", "close"},
        {"mark", "", "room"},
        {"device", "", "start"},
        {"tap", "51D0", "recorded"},
        {"device", "", "something_else"},
    };
    (void)door;
    state->page = STAFF_LOG;
    SET(state->kiosk_id, "KSK-7F3A");
    state->log_count = (int)(sizeof facts / sizeof facts[0]);
    for (int i = 0; i < state->log_count; i++) {
        state->log[i].at_utc_ms = i < 14 ? scene_time(13, 7, 41) - i * 60000 : 0;
        SET(state->log[i].kind, facts[i][0]);
        SET(state->log[i].card_tail, facts[i][1]);
        SET(state->log[i].what, facts[i][2]);
    }
}

/* Over the menu, which has all kinds of things under it. */
static void news(struct staff_state *state, enum staff_news what)
{
    state->page = STAFF_MENU;
    state->under = STAFF_GRID;
    state->news = what;
}

void scene_news_moved(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    news(state, STAFF_NEWS_MOVED);
    SET(state->news_room, "102");
}

void scene_news_closed(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    news(state, STAFF_NEWS_CLOSED);
    state->news_count = 5;
}

void scene_news_failed(struct staff_state *state, struct screen_state *door)
{
    (void)door;
    news(state, STAFF_NEWS_FAILED);
}
