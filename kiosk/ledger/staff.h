/* What instructors do at the device: read the roll of a session, mark, bind cards, check in without a card. Every act is a
 * fact with who, when, before and after; nothing is changed in place. Called by the door's thread alone.
 *
 * Facts (canonical columns of fact.h; detail is a JSON object):
 *   mark   session_id, member_id, status = new status or NULL (takes the marks back), reason, actor_id,
 *          detail {"before":"late","minutes":6}        minutes only for late and left_early
 *   mark   session_id, no member_id, status = close | reopen | start, detail {"starts_utc_ms":N} for start
 *   bind   card_key, member_id, actor_id, status = bound | blocked, reason, detail {"before":"member_id or null"}
 *   guest  session_id, actor_id, status = present, reason = makeup|observe|speaker|other, detail {"name","unit"}
 *   mark   session_id, no member_id, status = room, detail {"room_id":"..."}: the session takes place there from now on
 *   makeup session_id = the missed one, member_id, status = credited | withdrawn, reason, actor_id,
 *          detail {"by_session_id":null}: the instructor vouches
 *   tap    with verdict "out" / "left_early" when it is a departure (check-out) */
#ifndef LEDGER_STAFF_H
#define LEDGER_STAFF_H

#include "ledger/ledger.h"

enum ledger_status {
    LEDGER_NOT_YET,   /* "not_yet" */
    LEDGER_S_PRESENT, /* "present" */
    LEDGER_S_LATE,    /* "late" */
    LEDGER_S_EARLY,   /* "left_early" */
    LEDGER_S_HALF,    /* "half" */
    LEDGER_S_EXCUSED, /* "excused" */
    LEDGER_S_UNEXCUSED,
    LEDGER_S_ONLINE,
    LEDGER_STATUSES
};

#define LEDGER_REASON_MAX 160

struct ledger_learner {
    char member_id[LEDGER_ID_MAX + 1];
    char full_name[LEDGER_NAME_MAX + 1];
    char unit[LEDGER_NAME_MAX + 1];
    int ordinal;
    enum ledger_status status;
    int64_t arrived_utc_ms, left_utc_ms; /* 0 = not, or not known */
    int minutes;                         /* late or early by, 0 else */
    bool time_trusted;
    bool by_hand;                       /* a mark decides */
    char reason[LEDGER_REASON_MAX + 1]; /* of the last mark: a key such as r_ill, or a free text */
    char card_tail[5];                  /* last four digits of the card bound on this device, else "" */
    int no_card_times;                  /* marks "forgot" in this class so far */
};

/* The roll of a session at an instant. Freed with ledger_class_free. */
struct ledger_class {
    struct ledger_session session;
    bool closed, trusted;
    int threshold_percent;
    bool check_out;   /* the policy asks for it */
    char address[16]; /* "dong_chi" or "anh_chi" */
    size_t count;
    struct ledger_learner *learners; /* in order of ordinal */
};

int ledger_class_read(struct ledger *ledger, const char *session_id, struct ledger_class **out,
                      struct error *err);
void ledger_class_free(struct ledger_class *list);

/* A copy, freed with ledger_class_free; NULL without memory. */
struct ledger_class *ledger_class_copy(const struct ledger_class *list);

/* A number that is another one after whatever may change a roll. */
int ledger_class_version(struct ledger *ledger, int64_t *version, struct error *err);

#define LEDGER_STRIP_MAX 60

struct ledger_strip_cell {
    char session_id[LEDGER_ID_MAX + 1];
    int64_t starts_utc_ms;
    int number;
    enum ledger_status status;
    bool held;    /* over, or its roll is closed */
    bool today;   /* the session on the screen */
    bool made_up; /* a make-up session gave the credit */
};

/* One learner over the course that the seat counts for: sessions of all classes in which he had or has such a seat, those
 * before the slice as the centre judged them, and those beyond it (cells without a session_id). The figures are sums of
 * rule_credit over what counts: an excused session that the policy leaves out is in none of them, only in the strip.
 * Halves: 2 = a whole session's credit, times its periods when the policy counts periods. */
struct ledger_sheet {
    struct ledger_learner learner;
    bool has_card; /* a card of his is good at this door, wherever it was given to him */
    int threshold_percent;
    int held, of;                                   /* sessions over or closed, sessions of the course */
    int attended_halves, held_halves, total_halves; /* attended: of those held */
    int spare; /* whole sessions that may still be missed; -1 = cannot reach the threshold any more (rule_course) */
    size_t count; /* of a longer course those about today */
    struct ledger_strip_cell cells[LEDGER_STRIP_MAX];
};

int ledger_sheet_read(struct ledger *ledger, const char *session_id, const char *member_id,
                      int64_t now_utc_ms, struct ledger_sheet *out, struct error *err);

struct ledger_act {
    struct clock_reading now;
    const char *room_id, *actor_id; /* actor: the instructor who unlocked */
    const char *session_id;
};

/* Marks a learner. status -1 takes the marks back (undo). A mark equal to the
 * standing one writes nothing; *seq is then the standing one. reason may be NULL where UI.md asks for none; EXCUSED and
 * UNEXCUSED without one are ERROR_INPUT. minutes 0 = none. Returns 0 with *seq. */
int ledger_mark(struct ledger *ledger, const struct ledger_act *act, const char *member_id, int status,
                const char *reason, int minutes, int64_t *seq, struct error *err);

/* "close", "reopen", or "start" with the new start. */
int ledger_session_mark(struct ledger *ledger, const struct ledger_act *act, const char *what,
                        int64_t starts_utc_ms, int64_t *seq, struct error *err);

/* Gives a learner the credit of a missed session, or takes it back. act->session_id is the missed session, of the slice or
 * before it; reason may be NULL. Returns 0 with *seq, or ERROR_NOT_FOUND when the learner has no seat in it. */
int ledger_make_up(struct ledger *ledger, const struct ledger_act *act, const char *member_id, bool credited,
                   const char *reason, int64_t *seq, struct error *err);

/* act->session_id takes place in room_id from now on, and nowhere else. Returns 0 with *seq, or ERROR_NOT_FOUND when the
 * session or the room is not on this device. */
int ledger_room_move(struct ledger *ledger, const struct ledger_act *act, const char *room_id, int64_t *seq,
                     struct error *err);

struct ledger_room {
    char room_id[LEDGER_ID_MAX + 1];
    char name[LEDGER_NAME_MAX + 1];
    char place[LEDGER_NAME_MAX + 1]; /* may be empty */
};

/* The site's rooms by name, at most max. Returns their number or an error. */
int ledger_rooms(struct ledger *ledger, struct ledger_room *rooms, int max, struct error *err);

/* The sessions that take place in a room and touch the time from from_utc_ms until before to_utc_ms, by their start, at
 * most max. Returns their number or an error. */
int ledger_room_sessions(struct ledger *ledger, const char *room_id, int64_t from_utc_ms, int64_t to_utc_ms,
                         struct ledger_session *out, int max, struct error *err);

enum ledger_bind_result {
    LEDGER_BIND_DONE,
    LEDGER_BIND_IN_USE, /* holder says whose; bind again with force after the instructor's card */
    LEDGER_BIND_STAFF,  /* an instructor's card */
    LEDGER_BIND_RANDOM, /* a phone: its number changes */
    LEDGER_BIND_SAME    /* the learner has this card already: a test that it works */
};

/* What a binding has changed, for who may take it back. */
struct ledger_bound {
    char member_id[LEDGER_ID_MAX + 1]; /* "" = nothing that could be taken back */
    char holder_id[LEDGER_ID_MAX + 1]; /* whose card it was until then, "" = nobody's that worked */
    bool had_card;                     /* the learner's own that it has stopped */
    uint8_t card_key[32], had_card_key[32];
};

/* Binds a card to a learner; the learner's other cards stop at once. *holder is filled for IN_USE and SAME, *bound for
 * DONE. */
int ledger_bind(struct ledger *ledger, const struct digest_card_key *key, const struct ledger_act *act,
                const uint8_t *uid, size_t uid_length, const char *member_id, bool force,
                enum ledger_bind_result *result, struct ledger_learner *holder, struct ledger_bound *bound,
                struct error *err);

/* Takes a binding back by later ones: the card returns to its holder, or stops; the learner's own works again.
 * ERROR_NOT_FOUND when the card has been changed since. */
int ledger_unbind(struct ledger *ledger, const struct ledger_act *act, const struct ledger_bound *bound,
                  struct error *err);

/* Blocks all cards of a learner (lost). */
int ledger_block(struct ledger *ledger, const struct ledger_act *act, const char *member_id,
                 struct error *err);

struct ledger_guest {
    const char *name, *unit;
    const char *why; /* makeup, observe, speaker, other */
};
int ledger_guest_add(struct ledger *ledger, const struct ledger_act *act, const struct ledger_guest *guest,
                     struct error *err);

/* Whose PIN is it? The slice carries argon2id hashes of the instructors' PINs. Takes some 100 ms by design.
 * Returns 0 with the instructor's id, ERROR_DENIED with the tries left in *tries and *locked_ms, ERROR_BUSY while
 * locked (5 wrong: 30 s, then 1, 5, 15 min). The count outlives a restart. */
int ledger_pin_check(struct ledger *ledger, const struct clock_reading *now, const char *pin,
                     char actor_id[LEDGER_ID_MAX + 1], int *tries, int64_t *locked_ms, struct error *err);

/* The same in three steps, for a caller that cannot wait for the hashes: begin and end on the ledger's thread, work on
 * any other between them. begin counts the try as wrong before anything is computed and returns ERROR_BUSY with
 * *locked_ms while locked; end returns as ledger_pin_check and frees the try. stop makes work return soon. */
struct ledger_pin_try;
int ledger_pin_begin(struct ledger *ledger, const struct clock_reading *now, const char *pin,
                     struct ledger_pin_try **out, int64_t *locked_ms, struct error *err);
void ledger_pin_work(struct ledger_pin_try *attempt);
void ledger_pin_stop(struct ledger_pin_try *attempt);
int ledger_pin_end(struct ledger *ledger, struct ledger_pin_try *attempt, char actor_id[LEDGER_ID_MAX + 1],
                   int *tries, int64_t *locked_ms, struct error *err);

/* A member's full name. Returns 0 or ERROR_NOT_FOUND. */
int ledger_member_name(struct ledger *ledger, const char *member_id, char name[LEDGER_NAME_MAX + 1],
                       struct error *err);

#define LEDGER_LOG_LINES 40
struct ledger_log_line {
    int64_t at_utc_ms; /* 0 = not known */
    char kind[16], what[32];
    char card_tail[5];
};
/* The newest facts, for the device screen: no names, shortened card keys. Returns their number. */
int ledger_log_read(struct ledger *ledger, struct ledger_log_line *lines, int max, struct error *err);

const char *ledger_status_word(enum ledger_status status);
int ledger_status_parse(const char *word); /* -1 if unknown */

#endif
