/* Inside the window thread: its state, shared by kiosk.c (start, loop, touch, time), kiosk_hear.c and kiosk_show.c. */
#ifndef KIOSK_PRIVATE_H
#define KIOSK_PRIVATE_H

#include "base/config.h"
#include "desk.h"
#include "door/door.h"
#include "screens/screen.h"
#include "ui/window.h"

enum kiosk_face { KIOSK_STARTING, KIOSK_IDLE, KIOSK_ACCEPTED, KIOSK_REFUSED, KIOSK_FAILED };

struct kiosk {
    struct config config;
    const char *config_path;
    bool waits;              /* for its configuration */
    const char *setup;       /* a folder that stands for the set-up stick, NULL = none */
    const char *screenshots; /* NULL = none */
    int screenshot_number;
    bool screenshot_due;

    struct window *window;
    struct door *door;
    struct desk *desk; /* the instructors' pages; NULL until the door is there */
    struct door_snapshot snapshot;
    struct screen_state state;

    enum kiosk_face face;
    const char *page; /* of the desk, as presented last */
    bool unlocked;    /* an instructor's page stood then, or waited behind a result */
    uint64_t results_seen, notices_seen;
    bool ready_told;
    int64_t used_ms; /* the last touch or tap */
    bool dimmed;
};

/* kiosk.c: what time alone does. */
void kiosk_tick(struct kiosk *kiosk);

/* kiosk_hear.c: what the door tells. */
void kiosk_hear_door(struct kiosk *kiosk);
/* A line in the prompt's place until an instant; NULL = none. */
void kiosk_notice(struct kiosk *kiosk, const char *key, int64_t until_ms);

/* kiosk_show.c: what stands on the glass. */
bool kiosk_shows_result(const struct kiosk *kiosk);
void kiosk_present(struct kiosk *kiosk, enum window_transition transition);
/* Writes the picture that has come to rest, if one is due. */
void kiosk_screenshot(struct kiosk *kiosk);

/* An instructor's page, or the question to who leaves early. */
bool kiosk_shows_desk(const struct kiosk *kiosk);

#endif
