#include "reader/presence.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

#define PING_PAUSE_MS    60
#define PINGS_UNTIL_LOOK 3
#define MISSES_UNTIL_OUT 2
#define FAILURES_TO_LOSE 2

void presence_init(struct presence *presence)
{
    memset(presence, 0, sizeof *presence);
    presence->state = PRESENCE_EMPTY;
    presence->action = PRESENCE_SELECT;
}

static bool card_readable(const struct seen_card *card)
{
    return card->uid_size == 4 || card->uid_size == 7 || card->uid_size == 10;
}

/* A 4-byte UID that begins 08 is drawn anew whenever the card loses power. */
static bool card_random(const struct seen_card *card)
{
    return card->uid_size == 4 && card->uid[0] == 0x08;
}

static bool card_same(const struct seen_card *a, const struct seen_card *b)
{
    if (card_random(a) && card_random(b))
        return true;
    return a->uid_size == b->uid_size && !memcmp(a->uid, b->uid, a->uid_size);
}

static enum presence_word presence_go(struct presence *presence, int state, enum presence_action action,
                                      unsigned pause_ms)
{
    presence->state = state;
    presence->action = action;
    presence->pause_ms = pause_ms;
    return PRESENCE_SAY_NOTHING;
}

static enum presence_word presence_crowd(struct presence *presence, enum presence_word word)
{
    presence->misses = 0;
    presence_go(presence, PRESENCE_CROWD, PRESENCE_SELECT, PING_PAUSE_MS);
    return word;
}

/* Our card is there: leave it in peace for a while. */
static enum presence_word presence_stays(struct presence *presence)
{
    presence->misses = 0;
    return presence_go(presence, PRESENCE_HELD, PRESENCE_PING, PING_PAUSE_MS);
}

static enum presence_word presence_found(struct presence *presence, const struct seen_card *card)
{
    assert(card);
    if (!card_readable(card))
        return presence_crowd(presence, PRESENCE_SAY_REREAD);
    presence->card = *card;
    presence->pings = 0;
    presence->misses = 0;
    /* The look for another card costs this one its power, and so its UID: a phone would seem to change. */
    if (card_random(card))
        presence_stays(presence);
    else
        presence_go(presence, PRESENCE_FIRST, PRESENCE_OTHER, 0);
    return PRESENCE_SAY_CARD;
}

static enum presence_word presence_missed(struct presence *presence, int state)
{
    if (++presence->misses < MISSES_UNTIL_OUT)
        return presence_go(presence, state, PRESENCE_RESET_SELECT, 0);
    presence_init(presence);
    return PRESENCE_SAY_GONE;
}

static enum presence_word presence_held(struct presence *presence, enum presence_outcome outcome,
                                        const struct seen_card *card)
{
    bool looks = !card_random(&presence->card);
    switch (outcome) {
    case PRESENCE_CARD:
        if (card_same(card, &presence->card))
            return presence_stays(presence);
        if (card_random(&presence->card))
            return presence_found(presence,
                                  card); /* it is never sent to sleep: changed faster than we look */
        /* The same, or it has joined ours, which was asleep just now. */
        presence->rival = *card;
        return presence_go(presence, PRESENCE_RIVAL, PRESENCE_OTHER, 0);
    case PRESENCE_THERE:
        if (!looks || ++presence->pings < PINGS_UNTIL_LOOK)
            return presence_stays(presence);
        presence->misses = 0;
        return presence_go(presence, PRESENCE_LOOK, PRESENCE_OTHER, PING_PAUSE_MS);
    case PRESENCE_UNKNOWN:
        return looks ? presence_go(presence, PRESENCE_LOOK, PRESENCE_OTHER, 0)
                     : presence_go(presence, PRESENCE_HELD, PRESENCE_SELECT, 0);
    default:
        return presence_missed(presence, PRESENCE_HELD);
    }
}

/* After the search for another card than ours, which sleeps now unless it was the one found. */
static enum presence_word presence_looked(struct presence *presence, enum presence_outcome outcome,
                                          const struct seen_card *card)
{
    presence->pings = 0;
    if (outcome != PRESENCE_CARD)
        return presence_go(presence, PRESENCE_HELD, PRESENCE_RESET_SELECT, 0);
    if (card_same(card, &presence->card))
        return presence_stays(presence);
    /* Right after the first selection, ours cannot have gone yet. */
    if (presence->state == PRESENCE_FIRST)
        return presence_crowd(presence, PRESENCE_SAY_MANY);
    return presence_go(presence, PRESENCE_DOUBT, PRESENCE_RESET_SELECT, 0);
}

static enum presence_word presence_doubted(struct presence *presence, enum presence_outcome outcome,
                                           const struct seen_card *card)
{
    if (presence->state == PRESENCE_RIVAL)
        return outcome == PRESENCE_CARD ? presence_crowd(presence, PRESENCE_SAY_MANY)
                                        : presence_found(presence, &presence->rival);
    if (outcome != PRESENCE_CARD)
        return presence_missed(presence, PRESENCE_HELD);
    if (card_same(card, &presence->card))
        return presence_crowd(presence, PRESENCE_SAY_MANY); /* and the other one was there just now */
    presence->rival = *card;
    return presence_go(presence, PRESENCE_RIVAL, PRESENCE_OTHER, 0);
}

static enum presence_word presence_crowded(struct presence *presence, enum presence_outcome outcome)
{
    if (outcome == PRESENCE_CARD)
        return presence_crowd(presence, PRESENCE_SAY_NOTHING);
    return presence_missed(presence, PRESENCE_CROWD);
}

/* The device failed once: perhaps only this exchange was disturbed. */
static enum presence_word presence_failed(struct presence *presence, enum presence_outcome outcome)
{
    if (++presence->failures >= FAILURES_TO_LOSE)
        return outcome == PRESENCE_SILENT ? PRESENCE_SAY_SILENT : PRESENCE_SAY_LOST;
    if (presence->state == PRESENCE_EMPTY || presence->state == PRESENCE_CROWD)
        return presence_go(presence, presence->state, PRESENCE_SELECT, 0);
    return presence_go(presence, PRESENCE_HELD, PRESENCE_RESET_SELECT, 0);
}

static enum presence_word presence_empty(struct presence *presence, enum presence_outcome outcome,
                                         const struct seen_card *card, bool disturbed)
{
    if (outcome == PRESENCE_CARD)
        return presence_found(presence, card);
    presence_go(presence, PRESENCE_EMPTY, PRESENCE_SELECT, 0);
    /* The answer that broke may have been about a card that has left meanwhile. Asking once too often for a
     * tap is better than to swallow one. */
    return disturbed ? PRESENCE_SAY_REREAD : PRESENCE_SAY_NOTHING;
}

enum presence_word presence_step(struct presence *presence, enum presence_outcome outcome,
                                 const struct seen_card *card)
{
    if (outcome == PRESENCE_SILENT || outcome == PRESENCE_FAILED)
        return presence_failed(presence, outcome);
    bool disturbed = presence->failures > 0;
    presence->failures = 0;
    switch (presence->state) {
    case PRESENCE_EMPTY:
        return presence_empty(presence, outcome, card, disturbed);
    case PRESENCE_FIRST:
    case PRESENCE_LOOK:
        return presence_looked(presence, outcome, card);
    case PRESENCE_DOUBT:
    case PRESENCE_RIVAL:
        return presence_doubted(presence, outcome, card);
    case PRESENCE_CROWD:
        return presence_crowded(presence, outcome);
    case PRESENCE_HELD:
        break;
    }
    return presence_held(presence, outcome, card);
}

static void hex_upper(const uint8_t *bytes, size_t size, char *text)
{
    hex_encode(bytes, size, text);
    for (; *text; text++) {
        if (*text >= 'a')
            *text = (char)(*text - 'a' + 'A');
    }
}

int presence_card_line(const struct seen_card *card, char *line, size_t capacity)
{
    char uid[2 * PRESENCE_UID_MAX + 1], atqa[5], ats[2 * PRESENCE_ATS_MAX + 1];
    hex_upper(card->uid, card->uid_size, uid);
    hex_upper(card->atqa, sizeof card->atqa, atqa);
    hex_upper(card->ats, card->ats_size, ats);
    int length = snprintf(line, capacity, "card %s %s %02X%s%s", uid, atqa, (unsigned)card->sak,
                          card->ats_size ? " " : "", ats);
    return length < 0 || (size_t)length >= capacity ? -1 : 0;
}
