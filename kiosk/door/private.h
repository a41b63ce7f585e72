/* Inside the door: its state, touched by its thread alone but for what the mutex guards. */
#ifndef DOOR_PRIVATE_H
#define DOOR_PRIVATE_H

#include <pthread.h>

#include "digest/digest.h"
#include "door/child.h"
#include "door/door.h"
#include "door/staff.h"
#include "ledger/ledger.h"

#define DOOR_SAME_CARD_MS     3000 /* the same card again within this is ignored */
#define DOOR_READER_GRACE_MS  3000 /* after start, before a silent reader counts as down */
#define DOOR_READER_RECORD_MS 2000 /* a loss shorter than this is not recorded as an event */
#define DOOR_WATCH_MS         1000
#define DOOR_ASK_MS           8000 /* 08 stands, UI.md section 9 */
#define DOOR_ASK_DEAF_MS      1200 /* the same card within this has only trembled */
#define DOOR_ASK_GRACE_MS     300
#define DOOR_CLOCK_MS         5000
#define DOOR_RETRY_MS         2000
#define DOOR_OFFLINE_MS       (2 * 60 * 1000)
#define DOOR_PENDING_MS                                                                                      \
    15000 /* a fact waiting longer than this means offline, whatever the agent said last */

#define DOOR_REQUESTS 32

/* A card to be bound by a later request. length 0 = none. */
struct door_card {
    uint8_t uid[10];
    size_t length;
    int64_t at_ms; /* CLOCK_MONOTONIC */
};

/* What serves the window's requests. */
struct door_desk {
    /* guarded by the door's mutex */
    struct door_request requests[DOOR_REQUESTS];
    int request_first, request_count;
    struct door_answer answers[DOOR_REQUESTS];
    int answer_first, answer_count;
    uint64_t answer_number, answer_taken;
    struct ledger_class *roll; /* NULL: none is watched, or not read yet */
    uint64_t roll_version;
    bool pin_done;

    /* the thread's own */
    char watched[LEDGER_ID_MAX + 1]; /* the session whose roll is watched, "" = none */
    bool watched_read, roll_due;
    int64_t watched_version;
    struct door_request armed; /* member_id "" = the next card counts as usual */
    struct door_card held, unknown;
    struct ledger_bound bound;      /* the last binding, while it can be taken back */
    struct ledger_pin_try *pin_try; /* NULL: no PIN is being checked */
    pthread_t pin_thread;
};

struct door {
    const struct config *config;
    struct digest_card_key card_key;
    void (*changed)(void *user);
    void *user;

    pthread_t thread;
    int wake_fd[2];
    bool started;

    pthread_mutex_t mutex;
    struct door_snapshot shared; /* guarded by mutex */

    struct door_desk desk;

    /* the thread's own */
    struct door_snapshot now;
    struct ledger *ledger;
    struct child reader, panel;
    bool has_reader, has_panel;
    char reader_args_device[CONFIG_PATH_MAX];

    uint8_t last_uid[10];
    size_t last_uid_length;
    int64_t last_tap_ms;
    bool last_bound; /* it was bound and has not counted yet */

    int64_t next_watch_ms, next_clock_ms, next_open_ms;
    enum clock_source noted_source;
    char noted_boot[37];

    bool reader_up;
    int64_t reader_down_ms; /* CLOCK_MONOTONIC of the loss, 0 = up */
    bool reader_down_recorded;
    int64_t next_reset_ms;
    bool reader_can_reset; /* the loss is of a kind that a pulse may cure */

    struct ledger_result asked; /* whether to leave, until now.ask_until_mono_ms */
    int64_t asked_ms;

    int64_t opened_ms;        /* when the thread began */
    bool tap_full;            /* a write failed for want of room, and none has succeeded since */
    int64_t pending_since_ms; /* the oldest time since when facts wait without an answer, 0 = none */
    int64_t pending_acked;
    bool panel_fault;       /* what the panel was last told */
    int64_t panel_shown_ms; /* when it was told of an event, CLOCK_MONOTONIC */
    int panel_volume;
    int64_t checkpoint_ms;
};

/* tap.c: what the reader says. */
void door_reader_line(struct door *door, char *line);
void door_reader_lost(struct door *door, const char *reason);
/* Tells the panel of an event: "show ...". */
void door_panel_show(struct door *door, const char *event);

/* What follows a tap or a departure that is on the disk, or is not: lights, snapshot. */
void door_tap_told(struct door *door, int failed, const struct error *err);

/* leave.c: the question to who leaves early. begin: after each tap; watch: ends it when its time is over; again: the same
 * card has answered (true: nothing else is to be done with it); answer: a touch has. */
bool door_leave_asks(const struct door *door, int64_t now_ms);
void door_leave_begin(struct door *door, int64_t now_ms);
void door_leave_watch(struct door *door, int64_t now_ms);
bool door_leave_again(struct door *door, const uint8_t *uid, size_t length, int64_t now_ms);
int door_leave_answer(struct door *door, const struct door_request *request, struct error *err);

/* setting.c: DOOR_SETTING; reads what was set before from the ledger just opened. */
int door_setting(struct door *door, const char *key, const char *value, struct error *err);
void door_settings_read(struct door *door);

/* rooms.c: DOOR_ROOMS. */
int door_rooms(struct door *door, const struct door_request *request, struct door_answer *answer,
               struct error *err);

/* watch.c: opening the ledger, and what changes by itself. */
int door_ledger_open(struct door *door);
void door_watch(struct door *door, int64_t now_ms);
/* Reads the view again after a tap. */
void door_view_refresh(struct door *door);

/* request.c: waking the thread ('q' quit, 'r' look for requests), one request at a time, answers, the watched roll. */
void door_wake(struct door *door, char what);
bool door_woken_to_quit(struct door *door);
bool door_request_waits(struct door *door);
void door_requests_step(struct door *door);
void door_requests_end(struct door *door);
void door_answer_put(struct door *door, struct door_answer *answer);
void door_roll_refresh(struct door *door);

/* card.c: cards to be bound. */
void door_act(struct door *door, struct ledger_act *act, const char *session_id, const char *actor_id);
void door_card_arm(struct door *door, const struct door_request *request);
void door_card_forget(struct door *door);
/* Binds the card if a learner is armed and it is nobody's. Returns false if it is to count as a tap as usual: nobody is
 * armed, or it is somebody's. again: it was tapped just now and will not count, so the light is left to this. */
bool door_card_bind(struct door *door, const uint8_t *uid, size_t length, bool again);
/* Remembers a tap that a later bind may be about. */
void door_card_seen(struct door *door, enum ledger_verdict verdict, const uint8_t *uid, size_t length);
int door_card_force(struct door *door, const struct door_request *request, struct door_answer *answer,
                    struct error *err);
int door_card_unbind(struct door *door, const struct door_request *request, struct error *err);

/* door.c: hands the thread's snapshot to the window. */
void door_publish(struct door *door);

#endif
