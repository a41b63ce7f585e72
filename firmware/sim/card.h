/* A contactless card as the chip meets it: what it answers and how long that takes on the air. */
#ifndef SIM_CARD_H
#define SIM_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CARD_UID_MAX 10
#define CARD_ATS_MAX 20

/* ISO/IEC 14443-3 states that matter here. */
enum card_state {
    CARD_IDLE,   /* answers the next request */
    CARD_ACTIVE, /* selected; the next request only throws it back to idle */
    CARD_HALT    /* silent until the field goes off */
};

struct card {
    uint8_t uid[CARD_UID_MAX];
    size_t uid_size; /* 4, 7 or 10 */
    uint8_t atqa[2]; /* as the PN532 gives it: high byte first */
    uint8_t sak;
    uint8_t ats[CARD_ATS_MAX]; /* with its first byte TL; ats_size 0 = not an ISO/IEC 14443-4 card */
    size_t ats_size;
    bool random_uid; /* a new 08 UID each time the card loses power */
    enum card_state state;
};

/* Makes *out from words: UID or a kind alone (`phone`, or another kind with a random UID), then optionally a
 * kind (classic, ultralight, desfire, phone, ten), or ATQA SAK [ATS] in hexadecimal. What is not said follows
 * from the UID's length: 4 bytes classic, 7 ultralight, 10 ten. Returns 0, or ERROR_INPUT with a text. */
int card_parse(char **words, int count, struct card *out, struct error *err);

/* Gives a phone another random UID; does nothing to other cards. */
void card_lose_power(struct card *card);

/* The bytes that InListPassiveTarget gives for this card after its target number: ATQA, SAK, length, UID,
 * ATS. out has room for 5 + CARD_UID_MAX + CARD_ATS_MAX bytes. Returns the number of bytes. */
size_t card_target_data(const struct card *card, uint8_t *out);

/* Time on the air from the request to the last byte of the selection, in us (106 kbit/s). */
int64_t card_select_us(const struct card *card);

/* The 4, 8 or 12 bytes by which a host names a card: the UID with its cascade tags. Returns their number. */
size_t card_cascade(const struct card *card, uint8_t *out);

/* Which of two cards a PN532 keeps when both answer: it follows the 1 at the first bit that collides.
 * Returns true if a wins. */
bool card_wins(const struct card *a, const struct card *b);

#endif
