/* A controller of the instructors' pages alone: fabricated snapshots, answers and touches go in, requests and states come
 * out. */
#ifndef STAFF_CONTROL_STAGE_H
#define STAFF_CONTROL_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above before it. */
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "staff.h"

#define START_UTC_MS 1791851400000 /* 2026-10-13 07:30 in Hanoi */

static struct staff_control *control;
static struct door_snapshot snapshot;
static int64_t now_ms;

static inline const struct staff_state *state(void)
{
    return staff_control_state(control);
}

static inline int set_up(void **unused)
{
    (void)unused;
    struct error err = {0};
    now_ms = 1000000;
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.ready = true;
    struct ledger_view *view = &snapshot.view;
    view->has_current = view->clock_trusted = true;
    strcpy(view->current.session_id, "S-5");
    view->now_utc_ms = START_UTC_MS + 11 * 60000;
    return staff_control_open(true, &control, &err);
}

static inline int tear_down(void **unused)
{
    (void)unused;
    staff_control_close(control);
    control = NULL;
    return 0;
}

static inline void pass_ms(int64_t ms)
{
    now_ms += ms;
    staff_control_tick(control, now_ms);
}

static inline bool hear(void)
{
    return staff_control_snapshot(control, &snapshot, now_ms);
}

static inline bool result(enum ledger_verdict verdict, const char *member_id, const char *name)
{
    snapshot.results++;
    snapshot.result_mono_ms = now_ms;
    memset(&snapshot.result, 0, sizeof snapshot.result);
    snapshot.result.verdict = verdict;
    snprintf(snapshot.result.member_id, sizeof snapshot.result.member_id, "%s", member_id);
    snprintf(snapshot.result.member_name, sizeof snapshot.result.member_name, "%s", name);
    return hear();
}

static inline struct window_event event_at(enum window_event_kind kind, int zone, float y)
{
    return (struct window_event){.kind = kind, .zone = zone, .x = 100, .y = y, .at_ms = now_ms};
}

static inline void send(enum window_event_kind kind, int zone, float y, float dy)
{
    struct window_event event = event_at(kind, zone, y);
    event.dy = dy;
    staff_control_event(control, &event);
}

static inline void touch(int zone)
{
    send(WINDOW_PRESS, zone, 100, 0);
    now_ms += 60;
    send(WINDOW_TAP, zone, 100, 0);
}

static inline void type_keys(const char *text)
{
    for (; *text; text++)
        touch(STAFF_ZONE_KEY + *text);
}

static inline struct door_request next_request(enum door_request_kind kind)
{
    struct door_request request;
    assert_true(staff_control_request(control, &request));
    assert_int_equal(request.kind, kind);
    return request;
}

static inline void no_request(void)
{
    struct door_request request;
    assert_false(staff_control_request(control, &request));
}

static inline void answer(struct door_answer answer)
{
    static uint64_t number;
    answer.number = ++number;
    staff_control_answer(control, &answer, now_ms);
}

static inline void answer_mark(const char *member_id, int code)
{
    struct door_answer given = {.kind = DOOR_MARK, .code = code, .seq = 7};
    snprintf(given.member_id, sizeof given.member_id, "%s", member_id);
    answer(given);
}

static inline void answer_bind(enum door_request_kind kind, const char *member_id,
                               enum ledger_bind_result bind, const char *tail)
{
    struct door_answer given = {.kind = kind, .bind = bind};
    snprintf(given.member_id, sizeof given.member_id, "%s", member_id);
    snprintf(given.card_tail, sizeof given.card_tail, "%s", tail);
    strcpy(given.holder.full_name, "Mai Thị Lan Hương");
    answer(given);
}

/* 20 learners M-1 ...: two thirds present, one late, one excused by hand, the others not yet. */
static inline void give_roll(bool closed)
{
    static const char *const names[] = {"Nguyễn Hoài An", "Trần Thị Ngọc Ánh", "Võ Thị Ẩn", "Phan Đức Mạnh"};
    struct ledger_class *roll = calloc(1, sizeof *roll);
    assert_non_null(roll);
    strcpy(roll->session.session_id, "S-5");
    roll->session.starts_utc_ms = START_UTC_MS;
    roll->session.ends_utc_ms = START_UTC_MS + 210 * 60000;
    roll->closed = closed;
    roll->count = 20;
    roll->learners = calloc(roll->count, sizeof roll->learners[0]);
    assert_non_null(roll->learners);
    for (size_t i = 0; i < roll->count; i++) {
        struct ledger_learner *learner = &roll->learners[i];
        snprintf(learner->member_id, sizeof learner->member_id, "M-%zu", i + 1);
        snprintf(learner->full_name, sizeof learner->full_name, "%s", names[i % 4]);
        learner->ordinal = (int)i + 1;
        learner->status = i < 13 ? LEDGER_S_PRESENT : LEDGER_NOT_YET;
        strcpy(learner->card_tail, i == 2 ? "B07E" : "51D0");
    }
    roll->learners[13].status = LEDGER_S_LATE;
    roll->learners[13].minutes = 6;
    roll->learners[13].arrived_utc_ms = START_UTC_MS + 6 * 60000;
    roll->learners[14].status = LEDGER_S_EXCUSED;
    roll->learners[14].by_hand = true;
    strcpy(roll->learners[14].reason, "r_ill");
    staff_control_roll(control, roll);
}

static inline void unlock(void)
{
    hear();
    assert_true(result(LEDGER_INSTRUCTOR, "GV-0001", "Đỗ Minh"));
    struct door_request request = next_request(DOOR_ROLL);
    assert_string_equal(request.session_id, "S-5");
    assert_string_equal(request.actor_id, "GV-0001");
    assert_true(staff_control_waits(control));
    give_roll(false);
    assert_false(staff_control_waits(control));
    no_request();
}

static inline void open_sheet(int row, const char *member_id)
{
    touch(STAFF_ZONE_ROW + row);
    assert_int_equal(state()->page, STAFF_SHEET);
    struct door_request request = next_request(DOOR_SHEET);
    assert_string_equal(request.member_id, member_id);
    assert_string_equal(request.session_id, "S-5");
}

static inline void drag_to(float from, float to, int steps, int step_ms, int zone)
{
    send(WINDOW_PRESS, zone, from, 0);
    for (int i = 1; i <= steps; i++) {
        now_ms += step_ms;
        float y = from + (to - from) * (float)i / (float)steps;
        send(WINDOW_DRAG, zone, y, (to - from) / (float)steps);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
