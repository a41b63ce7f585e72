/* What the ledger tells: sessions, results of taps, the state of the door. Plain values, no pointers: a copy
 * is a copy. Times are UTC milliseconds, 0 = unknown. Texts are UTF-8 NFC, cut at a character's edge if too
 * long. */
#ifndef LEDGER_TYPES_H
#define LEDGER_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define LEDGER_ID_MAX    64
#define LEDGER_NAME_MAX  160
#define LEDGER_TITLE_MAX 320

/* What the door answered to a tap. Stored in the fact by its word (ledger_verdict_word). */
enum ledger_verdict {
    LEDGER_PRESENT,       /* "present"        counted, on time */
    LEDGER_LATE,          /* "late"           counted, late */
    LEDGER_RECORDED,      /* "recorded"       the clock is not trusted: judged when it is */
    LEDGER_ALREADY,       /* "already"        had been counted before */
    LEDGER_INSTRUCTOR,    /* "instructor"     an instructor's card */
    LEDGER_UNKNOWN,       /* "unknown"        no such card in the slice */
    LEDGER_WRONG_ROOM,    /* "wrong_room"     the learner's session is now in another room of the site */
    LEDGER_WRONG_SESSION, /* "wrong_session"  this room has another class now; the learner's session is later
                           */
    LEDGER_CLOSED, /* "closed"         check-in is not open in this room; no session: the learner's are over */
    LEDGER_PHONE,  /* "phone"          a number that changes at every read; never stored */
    LEDGER_EXPIRED,    /* "expired"        a blocked or withdrawn card */
    LEDGER_LEFT_EARLY, /* "left_early"     leaves before the end */
    LEDGER_OUT,        /* "out"            leaves at the end or after it */
    LEDGER_VERDICTS
};

struct ledger_session {
    char session_id[LEDGER_ID_MAX + 1];
    char class_id[LEDGER_ID_MAX + 1];
    char title[LEDGER_TITLE_MAX + 1]; /* of the class */
    char room_id[LEDGER_ID_MAX + 1];
    char room_name[LEDGER_NAME_MAX + 1];  /* "101" or "Hội trường A" */
    char room_place[LEDGER_NAME_MAX + 1]; /* "Tầng 2, nhà B"; may be empty */
    int64_t opens_utc_ms, starts_utc_ms, ends_utc_ms;
    int late_after_min; /* grace: late from the minute after it */
    int number, of;     /* the session's place in its class, 1-based, and how many there are */
    int enrolled;       /* learners of the class; 0 = no class list yet */
    int arrived;        /* of them, counted so far in this session, the late included */
    int out;            /* of them, left so far, each learner once */
    bool check_out;     /* the class asks for a tap when leaving */
    char address[16];   /* "dong_chi" or "anh_chi" */
};

/* The answer to one tap. */
struct ledger_result {
    enum ledger_verdict verdict;
    int64_t seq;       /* of the fact */
    int64_t at_utc_ms; /* the tap; not to be shown unless clock_trusted */
    bool clock_trusted;
    char card_tail[5];                     /* last four digits of an unknown card, upper case; never stored */
    char member_id[LEDGER_ID_MAX + 1];     /* empty if nobody is known */
    char member_name[LEDGER_NAME_MAX + 1]; /* empty if nobody is known */
    char member_unit[LEDGER_NAME_MAX + 1];
    int ordinal;          /* in the class list, 0 = none */
    int minutes_late;     /* LATE: whole minutes after the start */
    int minutes_early;    /* LEFT_EARLY, ask_leave: whole minutes before the end */
    int64_t first_utc_ms; /* ALREADY, LEFT_EARLY, OUT: when counted; 0 = never, or not known */
    int64_t out_utc_ms;   /* LEFT_EARLY, OUT: when left; 0 = not known */
    bool ask_leave; /* ALREADY: the door asks whether the learner leaves; ledger_leave records the answer */
    bool has_session;
    struct ledger_session session; /* accepted: the session; refused: the one to go to, if has_session */
};

/* What the idle screen tells about the room. */
struct ledger_view {
    char room_name[LEDGER_NAME_MAX + 1]; /* of this kiosk; its id if no slice names it */
    bool has_slice;                      /* some slice has ever come */
    bool has_current; /* check-in is open, or ended less than 30 min ago and nothing else is on */
    struct ledger_session current;
    bool has_next; /* the room's next session, today or later */
    struct ledger_session next;
    int64_t now_utc_ms;
    bool clock_trusted;
    enum clock_source clock_source;
    /* A fact that was changed or cut out behind the program's back; 0 = none is known. */
    int64_t chain_broken_seq;
};

/* What stands between the ledger and the centre. */
struct ledger_sync_state {
    int64_t last_seq, acked_seq; /* pending = last_seq - acked_seq */
    int64_t last_ok_utc_ms;      /* when the centre last answered; 0 = never */
    int64_t last_ok_boottime_ms; /* the same in this boot; -1 = not in this boot */
    bool online;                 /* the last try reached the centre */
    bool refused;                /* the centre answered, and would not take what was sent */
};

#endif
