/* The instructors' work as a state machine: what is touched, tapped and answered goes in, requests for the door and the
 * page to draw come out. No SDL, no ledger, no waiting: the window thread calls it, tests call it alone. Times are
 * CLOCK_MONOTONIC milliseconds unless named otherwise. */
#ifndef KIOSK_STAFF_H
#define KIOSK_STAFF_H

#include "door/staff.h"
#include "screens/staff.h"
#include "ui/window.h"

#define STAFF_LOCK_MS         120000 /* without a touch */
#define STAFF_UNLOCK_MS       20000  /* the page 11 goes back to idle */
#define STAFF_RIBBON_MS       2500
#define STAFF_UNDO_MS         10000
#define STAFF_LONG_PRESS_MS   600
#define STAFF_CARD_READY_MS   30000 /* an unknown card, then an instructor's */
#define STAFF_ASK_MS          8000  /* 08 */
#define STAFF_LAMP_MS         1000
#define STAFF_SLIP_PX         10 /* a finger that moved further scrolls and touches nothing */
#define STAFF_FLING_TIME_MS   325
#define STAFF_RETURN_MS       250
#define STAFF_PAST_THE_END    0.35f
#define STAFF_PIN_DIGITS      6
#define STAFF_LOG_EVERY_MS    2000
#define STAFF_ROLL_WAIT_MS    400 /* an empty list is not shown before */
#define STAFF_NOT_STAFF_MS    4000
#define STAFF_RISE_MS         160 /* the bar of an undo, or the sheet, is moving */
#define STAFF_SCROLL_FRAME_MS 8

struct staff_control;

/* motion false: a list stands still when the finger leaves it. *out is closed with staff_control_close. Returns 0 or
 * ERROR_MEMORY. */
int staff_control_open(bool motion, struct staff_control **out, struct error *err);
void staff_control_close(struct staff_control *control); /* NULL is fine */

/* ---- what happens ---- */

/* A touch, a key or typed text. Returns true if it was the controller's: a page is open, or it opened one. */
bool staff_control_event(struct staff_control *control, const struct window_event *event);

/* The door's state has changed. Returns true if a new result is the controller's to show (a ribbon, an unlock, the
 * question of 08) and not the door screens'. */
bool staff_control_snapshot(struct staff_control *control, const struct door_snapshot *snapshot,
                            int64_t now_ms);

/* An answer with a number that has not been given before. */
void staff_control_answer(struct staff_control *control, const struct door_answer *answer, int64_t now_ms);

/* A new reading of the roll; the controller frees it. */
void staff_control_roll(struct staff_control *control, struct ledger_class *roll);

/* What time alone does. */
void staff_control_tick(struct staff_control *control, int64_t now_ms);

/* How much there is to scroll on the page drawn last, in logical pixels. */
void staff_control_measured(struct staff_control *control, float content_px, float viewport_px);

/* What page 18 tells about the machine; copied. */
struct staff_machine {
    char version[32], kiosk_id[LEDGER_ID_MAX + 1], hostname[64];
    bool network, wireless, rtc;
    char address[64];
    int link_mbps, cpu_celsius, uptime_hours; /* -1 = not known; link_mbps 0 */
    int64_t disk_free_bytes, disk_total_bytes;
    double clock_offset_ms;
};
void staff_control_machine(struct staff_control *control, const struct staff_machine *machine);

/* ---- what comes of it ---- */

/* The state to draw; valid until the next call that changes it. */
const struct staff_state *staff_control_state(const struct staff_control *control);

/* Takes the oldest request for the door. False when there is none. */
bool staff_control_request(struct staff_control *control, struct door_request *out);

/* True once after the language was touched. */
bool staff_control_language(struct staff_control *control);

/* The roster has been opened and its roll is about to come: what stood on the glass may stand a moment longer. */
bool staff_control_waits(const struct staff_control *control);

/* The question of 08 is to be shown. */
bool staff_control_asking(const struct staff_control *control);

/* A key of the notice that the page lacks a place for ("unlock.tap" while the card of an instructor is awaited for a
 * move), NULL = none. */
const char *staff_control_notice(const struct staff_control *control);

/* Milliseconds until the picture changes by itself; at most 60000. */
int staff_control_next_ms(const struct staff_control *control, int64_t now_ms);

#endif
