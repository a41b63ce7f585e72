/* DOOR_ROOMS: where a session may go, and which may be taken over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "door/private.h"

#define ROOMS_DAY_MS (24 * 60 * 60000)

static int rooms_by_start(const void *a, const void *b)
{
    const struct ledger_session *x = a, *y = b;
    return x->starts_utc_ms < y->starts_utc_ms ? -1 : x->starts_utc_ms > y->starts_utc_ms;
}

static int64_t rooms_now_utc_ms(struct door *door)
{
    struct clock_reading now;
    enum clock_source source;
    clock_read(&now);
    int64_t utc_ms = now.utc_ms;
    ledger_time(door->ledger, now.boot_id, now.boottime_ms, &utc_ms, &source);
    return utc_ms;
}

/* Adds today's sessions of a room to the answer. */
static int rooms_sessions(struct door *door, const char *room_id, int64_t from_utc_ms,
                          struct door_answer *answer, struct error *err)
{
    int room = DOOR_SESSIONS_MAX - answer->session_count;
    if (room <= 0)
        return 0;
    int count = ledger_room_sessions(door->ledger, room_id, from_utc_ms, from_utc_ms + ROOMS_DAY_MS,
                                     answer->sessions + answer->session_count, room, err);
    if (count < 0)
        return count;
    answer->session_count += count;
    return 0;
}

int door_rooms(struct door *door, const struct door_request *request, struct door_answer *answer,
               struct error *err)
{
    struct ledger_room rooms[DOOR_ROOMS_MAX];
    int64_t day_utc_ms = clock_day_start_ms(rooms_now_utc_ms(door));
    int count = ledger_rooms(door->ledger, rooms, DOOR_ROOMS_MAX, err), failed = 0;
    for (int i = 0; i < count; i++) {
        struct door_room *room = &answer->rooms[answer->room_count++];
        snprintf(room->room_id, sizeof room->room_id, "%.64s", rooms[i].room_id);
        snprintf(room->name, sizeof room->name, "%.160s", rooms[i].name);
        snprintf(room->place, sizeof room->place, "%.160s", rooms[i].place);
        room->here = !strcmp(room->room_id, door->config->kiosk.room);
        bool wanted = request->reason[0] ? !strcmp(room->room_id, request->reason) : !room->here;
        if (wanted && !failed)
            failed = rooms_sessions(door, room->room_id, day_utc_ms, answer, err);
    }
    if (count < 0 || failed)
        return count < 0 ? count : failed;
    qsort(answer->sessions, (size_t)answer->session_count, sizeof answer->sessions[0], rooms_by_start);
    return 0;
}
