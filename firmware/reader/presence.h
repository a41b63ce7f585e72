/* What the reader does next and what it says, from what the device answered. No library, no clock: testable.
 *
 * A selected card is said at once. Whether another one is there shows only when the first sleeps and a second
 * search finds somebody, which takes longer than the selection itself: so that comes after, and again now and
 * then while a card is held. A sleeping card wakes when the field goes off and on. A card counts as gone
 * after two misses with the field switched off between them, so that a card that only sulks is not lost and
 * found again. */
#ifndef READER_PRESENCE_H
#define READER_PRESENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRESENCE_UID_MAX 10
#define PRESENCE_ATS_MAX 254

struct seen_card {
    uint8_t uid[PRESENCE_UID_MAX];
    size_t uid_size; /* 4, 7 or 10; anything else = could not be read */
    uint8_t atqa[2];
    uint8_t sak;
    uint8_t ats[PRESENCE_ATS_MAX]; /* without its length byte */
    size_t ats_size;
};

/* What to ask of the device. */
enum presence_action {
    PRESENCE_SELECT,       /* find a card */
    PRESENCE_OTHER,        /* send the selected card to sleep and find another one */
    PRESENCE_RESET_SELECT, /* field off and on, then find a card */
    PRESENCE_PING          /* is the selected card still there? */
};

/* What came of it. */
enum presence_outcome {
    PRESENCE_NONE,    /* no card, or the pinged one is gone; the device is well */
    PRESENCE_CARD,    /* a card was found */
    PRESENCE_THERE,   /* the pinged card is there */
    PRESENCE_UNKNOWN, /* this card cannot be pinged */
    PRESENCE_SILENT,  /* the device did not answer */
    PRESENCE_FAILED   /* the device answered something broken, or is gone */
};

enum presence_word {
    PRESENCE_SAY_NOTHING,
    PRESENCE_SAY_CARD,
    PRESENCE_SAY_MANY,
    PRESENCE_SAY_REREAD,
    PRESENCE_SAY_GONE,
    PRESENCE_SAY_SILENT, /* the device is lost: it does not answer */
    PRESENCE_SAY_LOST    /* the device is lost: broken answers, or unplugged */
};

struct presence {
    enum {
        PRESENCE_EMPTY,
        PRESENCE_FIRST, /* a card was said: is there another one? */
        PRESENCE_HELD,  /* a card was said and stays */
        PRESENCE_LOOK,  /* has another one joined it? */
        PRESENCE_DOUBT, /* another one was seen: joined, or changed? */
        PRESENCE_RIVAL, /* the other one was seen again: is ours still there? */
        PRESENCE_CROWD  /* many were said */
    } state;
    enum presence_action action;
    unsigned pause_ms;      /* to wait before the action */
    struct seen_card card;  /* the one that was said */
    struct seen_card rival; /* the one seen beside or after it */
    unsigned pings;         /* since the last look for another one */
    unsigned misses;
    unsigned failures; /* one after another */
};

/* Nothing is known yet; the first action is to find a card. */
void presence_init(struct presence *presence);

/* Takes what came of presence->action, with the card found if the outcome is PRESENCE_CARD, and sets the next
 * action and pause. Returns what to say; the card to say is presence->card. */
enum presence_word presence_step(struct presence *presence, enum presence_outcome outcome,
                                 const struct seen_card *card);

/* The line `card UID ATQA SAK [ATS]` without a newline. Returns 0, or -1 if it does not fit. */
int presence_card_line(const struct seen_card *card, char *line, size_t capacity);

#endif
