#include "sim/chip.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sim/chip_private.h"

static const char *const chip_fault_words[CHIP_FAULT_COUNT] = {
    "mute", "lost", "half", "garbage", "error-frame", "bad-checksum", "status80", "ats-tl0", "no-firmware",
};

const char *chip_fault_word(enum chip_fault fault)
{
    return fault < CHIP_FAULT_COUNT ? chip_fault_words[fault] : NULL;
}

int chip_fault_parse(const char *word)
{
    for (int i = 0; i < CHIP_FAULT_COUNT; i++) {
        if (!strcmp(chip_fault_words[i], word))
            return i;
    }
    return -1;
}

struct chip *chip_open(void)
{
    struct chip *chip = calloc(1, sizeof *chip);
    if (chip)
        chip_power_cycle(chip);
    return chip;
}

void chip_close(struct chip *chip)
{
    free(chip);
}

static void chip_stop(struct chip *chip)
{
    chip->ack_us = CHIP_NONE;
    chip->work_us = CHIP_NONE;
    chip->reply_us = CHIP_NONE;
}

void chip_power_cycle(struct chip *chip)
{
    chip->awake = false;
    chip->woken = 0;
    chip_field_set(chip, false);
    frame_reader_init(&chip->reader);
    chip_stop(chip);
    chip->passive_tries = 0;
    chip->rf_timeout_us = 51200;
    chip->output_size = 0;
    chip->last_size = 0;
    for (int i = 0; i < CHIP_CARDS_MAX; i++)
        chip->targets[i] = CHIP_NONE;
    memset(chip->registers, 0, sizeof chip->registers);
}

static void chip_output_add(struct chip *chip, const uint8_t *bytes, size_t count)
{
    if (chip->output_size + count > sizeof chip->output)
        return; /* nobody reads: a serial line loses them too */
    memcpy(chip->output + chip->output_size, bytes, count);
    chip->output_size += count;
}

static void chip_frame(struct chip *chip, enum frame_kind kind)
{
    switch (kind) {
    case FRAME_ACK: /* the host gives up on the running command */
        chip_stop(chip);
        break;
    case FRAME_NACK:
        if (chip->last_size) {
            memcpy(chip->reply, chip->last, chip->last_size);
            chip->reply_size = chip->last_size;
            chip->reply_us = chip->received_us + CHIP_TURN_US + CHIP_BYTES_US(chip->reply_size);
        }
        break;
    case FRAME_COMMAND:
        chip_stop(chip);
        if (chip_fault_fire(chip, CHIP_FAULT_MUTE, false))
            break;
        chip->commands++;
        memcpy(chip->command, chip->reader.data, chip->reader.length);
        chip->command_size = chip->reader.length;
        chip->tries = 0;
        chip->ack_us = chip->received_us + CHIP_TURN_US + CHIP_BYTES_US(FRAME_ACK_SIZE);
        chip->work_us = chip->ack_us + CHIP_TURN_US;
        break;
    case FRAME_NOTHING:
    case FRAME_BROKEN:
        break;
    }
}

void chip_receive(struct chip *chip, const uint8_t *bytes, size_t count, int64_t now_us)
{
    int64_t start_us = chip->received_us > now_us ? chip->received_us : now_us;
    for (size_t i = 0; i < count; i++) {
        chip->received_us = start_us + CHIP_BYTES_US(i + 1);
        if (!chip->awake) {
            /* Asleep, only the rising edges of 0x55 are noticed. */
            if (bytes[i] != 0x55)
                continue;
            chip->awake = true;
            frame_reader_init(&chip->reader);
            continue;
        }
        chip_frame(chip, frame_reader_push(&chip->reader, bytes[i]));
    }
}

static void chip_expire_cards(struct chip *chip, int64_t now_us)
{
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        struct chip_slot *slot = &chip->slots[i];
        if (slot->used && slot->until_us <= now_us) {
            slot->used = false;
            chip_event_add(chip, CHIP_EVENT_TAKEN, &slot->card, slot->until_us);
        }
    }
}

void chip_advance(struct chip *chip, int64_t now_us)
{
    for (;;) {
        if (chip->ack_us != CHIP_NONE && chip->ack_us <= now_us) {
            uint8_t ack[FRAME_ACK_SIZE];
            chip_output_add(chip, ack, frame_ack(ack));
            chip->ack_us = CHIP_NONE;
        } else if (chip->work_us != CHIP_NONE && chip->work_us <= now_us) {
            int64_t at_us = chip->work_us;
            chip->work_us = CHIP_NONE;
            chip_work(chip, at_us);
        } else if (chip->reply_us != CHIP_NONE && chip->reply_us <= now_us) {
            chip_output_add(chip, chip->reply, chip->reply_size);
            chip->reply_us = CHIP_NONE;
        } else {
            break;
        }
    }
    /* Last: work above that was due earlier still met the card. */
    chip_expire_cards(chip, now_us);
}

static int64_t chip_earlier(int64_t best_us, int64_t us)
{
    return us != CHIP_NONE && us < best_us ? us : best_us;
}

int64_t chip_next_us(const struct chip *chip)
{
    int64_t next_us = chip_earlier(CHIP_FOREVER, chip->ack_us);
    next_us = chip_earlier(next_us, chip->work_us);
    next_us = chip_earlier(next_us, chip->reply_us);
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        if (chip->slots[i].used)
            next_us = chip_earlier(next_us, chip->slots[i].until_us);
    }
    return next_us;
}

size_t chip_take_output(struct chip *chip, uint8_t *out, size_t capacity)
{
    size_t count = chip->output_size < capacity ? chip->output_size : capacity;
    memcpy(out, chip->output, count);
    memmove(chip->output, chip->output + count, chip->output_size - count);
    chip->output_size -= count;
    return count;
}

void chip_state_get(const struct chip *chip, struct chip_state *out)
{
    out->awake = chip->awake;
    out->field_on = chip->field_on;
    out->commands = chip->commands;
    out->selected = chip->selected;
}

void chip_fault_arm(struct chip *chip, enum chip_fault fault, unsigned count, bool card_only)
{
    chip->faults[fault] = (struct chip_armed){.armed = true, .card_only = card_only, .left = count};
}

void chip_faults_clear(struct chip *chip)
{
    memset(chip->faults, 0, sizeof chip->faults);
}

bool chip_fault_armed(const struct chip *chip, enum chip_fault fault, unsigned *left)
{
    if (left)
        *left = chip->faults[fault].left;
    return chip->faults[fault].armed;
}

bool chip_fault_fire(struct chip *chip, enum chip_fault fault, bool card)
{
    struct chip_armed *armed = &chip->faults[fault];
    if (!armed->armed || (armed->card_only && !card))
        return false;
    if (armed->left && --armed->left == 0)
        armed->armed = false;
    return true;
}
