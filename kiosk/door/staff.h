/* What the window asks of the door on behalf of an instructor. The window never waits: it posts a request, the door's thread
 * does it between taps, and the answer appears in the next snapshot. */
#ifndef DOOR_STAFF_H
#define DOOR_STAFF_H

#include "door/door.h"
#include "ledger/staff.h"

enum door_request_kind {
    DOOR_ROLL,  /* session_id ("" = stop): read the roll now and after each change, until told otherwise */
    DOOR_SHEET, /* session_id, member_id */
    DOOR_MARK,  /* session_id, member_id, status (-1 = take back), reason, minutes */
    DOOR_SESSION_MARK, /* session_id, reason = close|reopen|start, starts_utc_ms */
    DOOR_BIND_ARM, /* member_id: the next card is bound to this learner instead of counting, or is told as somebody's
                          and counts as usual; "" = no more */
    DOOR_BIND_FORCE, /* member_id: bind the card in hand: the one that was in use, or the unknown one that was
                          tapped at most 30 s before the instructor's card */
    DOOR_UNBIND,     /* member_id: takes back the last binding, the learner's, until the new card is tapped */
    DOOR_BLOCK,      /* member_id */
    DOOR_GUEST,      /* session_id, name, unit, reason = why */
    DOOR_PIN,        /* pin */
    DOOR_LOG,
    DOOR_LAMP,  /* status: 0 green, 1 amber, 2 red, 3 buzzer */
    DOOR_LEAVE, /* status 1: the learner who was asked leaves, 0: stays */
    DOOR_SOUND, /* reason: a panel event, such as "accepted" or "refused" */
    DOOR_ROOM,  /* session_id takes place in the room reason (its id) from now on */
    DOOR_ROOMS, /* the rooms of the site; sessions of today in the room reason, "" = in every room but this one */
    DOOR_MAKE_UP, /* session_id = the missed one, member_id, status 1 credited / 0 withdrawn, reason */
    DOOR_SETTING /* reason = key, name = value: kept with the ledger, read at the next start, in each snapshot.
                     roster = grid | list (roster_list) */
};

#define DOOR_ROOMS_MAX    32
#define DOOR_SESSIONS_MAX 24

/* A room of the site, as the page of the room swap offers it. */
struct door_room {
    char room_id[LEDGER_ID_MAX + 1];
    char name[LEDGER_NAME_MAX + 1], place[LEDGER_NAME_MAX + 1];
    bool here; /* this kiosk's own */
};

struct door_request {
    enum door_request_kind kind;
    char session_id[LEDGER_ID_MAX + 1], member_id[LEDGER_ID_MAX + 1], actor_id[LEDGER_ID_MAX + 1];
    int status, minutes;
    int64_t starts_utc_ms;
    char reason[LEDGER_REASON_MAX + 1];
    char name[LEDGER_NAME_MAX + 1], unit[LEDGER_NAME_MAX + 1];
    char pin[8];
};

/* An answer; number rises with each. ROLL, BIND_ARM, LAMP, SOUND and SETTING are answered only if they fail,
 * BIND_ARM again with each card that is tapped while it is armed. */
struct door_answer {
    uint64_t number;
    enum door_request_kind kind;
    int code;       /* 0 or an error */
    char text[200]; /* of the error */
    char member_id[LEDGER_ID_MAX + 1];
    int64_t seq;                                                       /* MARK, SESSION_MARK, ROOM, MAKE_UP */
    char actor_id[LEDGER_ID_MAX + 1], actor_name[LEDGER_NAME_MAX + 1]; /* PIN */
    int tries;
    int64_t locked_ms;
    enum ledger_bind_result bind; /* BIND_ARM (when a card was tapped), BIND_FORCE */
    bool can_unbind;              /* with LEDGER_BIND_DONE */
    char card_tail[5];
    struct ledger_learner holder;
    struct ledger_sheet sheet;
    int log_count;
    struct ledger_log_line log[LEDGER_LOG_LINES];
    int room_count, session_count; /* ROOMS */
    struct door_room rooms[DOOR_ROOMS_MAX];
    struct ledger_session sessions[DOOR_SESSIONS_MAX]; /* that could be taken over, in order of their start */
};

/* Queues a request; copied. Dropped with false when 32 wait already. */
bool door_request(struct door *door, const struct door_request *request);

/* Moves the oldest answer that was not taken yet into *out and returns its number; changed() is called again if more
 * wait. Without a new one *out is empty but for the number of the last. */
uint64_t door_answer(struct door *door, struct door_answer *out);

/* The roll being watched: *version changes with each reading. If *version is already current nothing is done and NULL is
 * returned; else a copy that the caller frees with ledger_class_free. */
struct ledger_class *door_roll(struct door *door, uint64_t *version);

#endif
