/* Inside the controller of the instructors' pages. */
#ifndef KIOSK_STAFF_PRIVATE_H
#define KIOSK_STAFF_PRIVATE_H

#include "staff.h"

#define CONTROL_REQUESTS 32

/* What the last mark replaced, for the undo. */
struct control_undo {
    char member_id[LEDGER_ID_MAX + 1];
    bool by_hand;
    enum ledger_status status;
    int minutes;
    char reason[LEDGER_REASON_MAX + 1];
};

struct control_scroll {
    float content_px, viewport_px;
    float speed; /* logical px a ms while the finger moves and after */
    int64_t moved_ms;
    bool dragged, thumb, flinging, returning;
    float return_from_px;
    int64_t return_ms;
    int64_t at_ms; /* of scroll_px */
};

struct staff_control {
    struct staff_state state;
    struct ledger_class *roll;
    bool motion;

    struct door_request queue[CONTROL_REQUESTS];
    int queued, first;

    int64_t now_ms, touched_ms;
    int64_t utc_offset_ms; /* now_ms + this is UTC */
    int64_t view_utc_ms;
    bool clock_trusted;
    struct ledger_view view;

    float roster_scroll_px; /* where the roster was left for a sheet */
    enum staff_page roster; /* STAFF_GRID or STAFF_LIST, kept while locked, and by the door over restarts */
    bool list_seen;         /* what the door said of it last */
    int64_t asked_roll_ms;
    char session_id[LEDGER_ID_MAX + 1]; /* whose roll is watched, "" = none */
    char actor_id[LEDGER_ID_MAX + 1];   /* who unlocked */

    /* the finger */
    int pressed;
    int64_t pressed_ms;
    float pressed_x, pressed_y;
    bool slipped, held; /* moved away; the long press has been done */
    struct control_scroll scroll;

    /* 11 */
    char pin[STAFF_PIN_DIGITS + 1];
    int64_t pin_until_ms, not_staff_until_ms;

    /* results of the door */
    uint64_t results_seen;
    bool any_seen;
    int64_t ribbon_until_ms, news_until_ms;
    int64_t unknown_ms; /* of the last unknown card, 0 = none */
    char unknown_tail[5];
    int64_t ask_until_ms; /* 0 = nobody is asked */

    /* marks */
    struct control_undo undo, undo_next; /* of the mark saved last; of the one on its way */
    bool taking_back;
    int next_status;
    char next_name[LEDGER_NAME_MAX + 1];
    char sheet_member[LEDGER_ID_MAX + 1];

    /* the room swap, closing the roll, the late start: what is on its way to the disk */
    int rooms_waited; /* answers */
    bool rooms_failed;
    enum staff_news rooms_news;
    char rooms_here[LEDGER_ID_MAX + 1], rooms_name[LEDGER_NAME_MAX + 1];
    char rooms_brought[LEDGER_ID_MAX + 1]; /* the session that takes place here then */
    enum staff_news session_news;

    /* cards */
    bool card_ready; /* the unknown card waits for its learner */
    bool moving;     /* the instructor's card is awaited, to move a card */
    bool armed;
    int64_t log_ms, lamp_until_ms;
    bool language;
};

/* ---- staff.c ---- */
struct door_request *control_ask(struct staff_control *control, enum door_request_kind kind);
void control_sound(struct staff_control *control, const char *event);
int64_t control_now_utc_ms(const struct staff_control *control);
/* The learner of a row, NULL if there is none. */
const struct ledger_learner *control_row(const struct staff_control *control, int index);
const struct ledger_learner *control_find(const struct staff_control *control, const char *member_id);
/* Opens a page and scrolls to its top. */
void control_go(struct staff_control *control, enum staff_page page);
void control_back(struct staff_control *control);
void control_tap(struct staff_control *control, int zone);
void control_query_set(struct staff_control *control, const char *query);

/* What an act came to, over the top bar. */
void control_news(struct staff_control *control, enum staff_news news);
/* The roster as it was chosen, whole again. */
void control_to_roster(struct staff_control *control);

/* ---- staff_rooms.c: the room swap, closing the roll, the late start ---- */
void control_rooms_open(struct staff_control *control);
void control_rooms_tap(struct staff_control *control, int zone);
void control_rooms_answer(struct staff_control *control, const struct door_answer *answer);
void control_room_answer(struct staff_control *control, const struct door_answer *answer);
void control_close_roll(struct staff_control *control);
void control_close_tap(struct staff_control *control, int zone);
void control_late_start(struct staff_control *control);
void control_session_answer(struct staff_control *control, const struct door_answer *answer);

/* ---- staff_unlock.c: 11, locking, 08 ---- */
void control_unlock_open(struct staff_control *control);
void control_unlock_tap(struct staff_control *control, int zone);
void control_unlock_answer(struct staff_control *control, const struct door_answer *answer);
void control_unlock_tick(struct staff_control *control);
void control_open_for(struct staff_control *control, const char *actor_id, const char *actor_name);
void control_lock(struct staff_control *control);
bool control_result(struct staff_control *control, const struct door_snapshot *snapshot);
void control_watch_session(struct staff_control *control);

/* ---- staff_scroll.c ---- */
void control_scroll_to(struct staff_control *control, float px);
void control_scroll_press(struct staff_control *control, int zone);
void control_scroll_drag(struct staff_control *control, const struct window_event *event);
void control_scroll_release(struct staff_control *control, int64_t at_ms);
void control_scroll_tick(struct staff_control *control);
bool control_scroll_moving(const struct staff_control *control);

/* ---- staff_marks.c: the roster, the sheet, marks and their undo ---- */
bool control_roster_tap(struct staff_control *control, int zone);
void control_sheet_open(struct staff_control *control, const struct ledger_learner *learner);
/* Puts away what the sheet asks. Returns true if it asked something. */
bool control_sheet_quiet(struct staff_control *control);
void control_sheet_tap(struct staff_control *control, int zone);
void control_sheet_refresh(struct staff_control *control);
void control_mark(struct staff_control *control, const struct ledger_learner *learner, int status,
                  const char *reason, int minutes);
void control_undo(struct staff_control *control);
void control_mark_answer(struct staff_control *control, const struct door_answer *answer);

/* ---- staff_cards.c: enrolment, without a card, guests ---- */
void control_enrol_open(struct staff_control *control);
void control_enrol_for(struct staff_control *control, const struct ledger_learner *learner);
void control_enrol_tap(struct staff_control *control, int zone);
bool control_enrol_instructor(struct staff_control *control, const char *actor_id);
void control_enrol_undo(struct staff_control *control);
void control_enrol_result(struct staff_control *control, const struct ledger_result *result);
void control_bind_answer(struct staff_control *control, const struct door_answer *answer);
void control_unbind_answer(struct staff_control *control, const struct door_answer *answer);
void control_disarm(struct staff_control *control);
void control_no_card_tap(struct staff_control *control, int zone);
/* The mark of 17 is on the disk. */
void control_no_card_saved(struct staff_control *control);
/* The learner in hand as the new roll has it. */
void control_cards_refresh(struct staff_control *control);
void control_guest_tap(struct staff_control *control, int zone);
void control_guest_answer(struct staff_control *control, const struct door_answer *answer);

/* ---- staff_keys.c: the keyboard ---- */
/* Types a key into the field that has the keyboard. Returns true if there is one. */
bool control_key(struct staff_control *control, int key);
bool control_key_zone(struct staff_control *control, int zone);

#endif
