/* The cards before the antenna, and the events that tell of them. */
#include <string.h>

#include "base/error.h"
#include "sim/chip_private.h"

void chip_event_add(struct chip *chip, enum chip_event_kind kind, const struct card *card, int64_t at_us)
{
    if (chip->event_count == CHIP_EVENTS_MAX) {
        /* Nobody listens: keep the newest. */
        chip->event_first = (chip->event_first + 1) % CHIP_EVENTS_MAX;
        chip->event_count--;
    }
    struct chip_event *event = &chip->events[(chip->event_first + chip->event_count++) % CHIP_EVENTS_MAX];
    event->kind = kind;
    event->at_us = at_us;
    memcpy(event->uid, card->uid, sizeof event->uid);
    event->uid_size = card->uid_size;
}

bool chip_take_event(struct chip *chip, struct chip_event *out)
{
    if (chip->event_count == 0)
        return false;
    *out = chip->events[chip->event_first];
    chip->event_first = (chip->event_first + 1) % CHIP_EVENTS_MAX;
    chip->event_count--;
    return true;
}

bool chip_present(const struct chip *chip, int slot, int64_t at_us)
{
    const struct chip_slot *s = &chip->slots[slot];
    return s->used && s->put_us <= at_us && at_us < s->until_us;
}

void chip_field_set(struct chip *chip, bool on)
{
    if (chip->field_on && !on) {
        for (int i = 0; i < CHIP_CARDS_MAX; i++) {
            if (chip->slots[i].used)
                card_lose_power(&chip->slots[i].card);
            chip->targets[i] = CHIP_NONE;
        }
    }
    chip->field_on = on;
}

static int chip_slot_find(const struct chip *chip, const uint8_t *uid, size_t uid_size)
{
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        const struct chip_slot *slot = &chip->slots[i];
        if (slot->used && slot->card.uid_size == uid_size && !memcmp(slot->card.uid, uid, uid_size))
            return i;
    }
    return CHIP_NONE;
}

int chip_put(struct chip *chip, const struct card *card, int64_t now_us, int64_t until_us)
{
    chip_advance(chip, now_us);
    int slot = chip_slot_find(chip, card->uid, card->uid_size);
    if (slot != CHIP_NONE) {
        chip->slots[slot].until_us = until_us;
        return 0;
    }
    for (slot = 0; slot < CHIP_CARDS_MAX && chip->slots[slot].used; slot++)
        ;
    if (slot == CHIP_CARDS_MAX)
        return ERROR_BUSY;
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        if (chip->targets[i] == slot)
            chip->targets[i] = CHIP_NONE; /* that was the card before */
    }
    struct chip_slot *s = &chip->slots[slot];
    s->used = true;
    s->card = *card;
    s->card.state = CARD_IDLE;
    s->put_us = now_us;
    s->until_us = until_us;
    chip_event_add(chip, CHIP_EVENT_PUT, card, now_us);
    return 0;
}

int chip_take(struct chip *chip, const uint8_t *uid, size_t uid_size, int64_t now_us)
{
    chip_advance(chip, now_us);
    int count = 0;
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        if (!chip->slots[i].used)
            continue;
        if (uid_size && chip_slot_find(chip, uid, uid_size) != i)
            continue;
        chip->slots[i].until_us = now_us;
        count++;
    }
    chip_advance(chip, now_us);
    return count;
}

int chip_cards(const struct chip *chip, struct card *out, int max)
{
    int count = 0;
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        if (!chip->slots[i].used)
            continue;
        if (out && count < max)
            out[count] = chip->slots[i].card;
        count++;
    }
    return count;
}
