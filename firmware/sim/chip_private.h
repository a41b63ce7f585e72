/* Shared by the chip's files only. */
#ifndef SIM_CHIP_PRIVATE_H
#define SIM_CHIP_PRIVATE_H

#include "sim/chip.h"
#include "sim/frame.h"

#define CHIP_NONE       (-1) /* no time set */
#define CHIP_EVENTS_MAX 32

/* One byte at 115200 baud, 8N1; the chip's own pause before it answers; one try to find a card. */
#define CHIP_BYTE_NS     86806
#define CHIP_TURN_US     150
#define CHIP_TRY_US      5200
#define CHIP_BYTES_US(n) (((int64_t)(n)*CHIP_BYTE_NS + 999) / 1000)

struct chip_slot {
    bool used;
    struct card card;
    int64_t put_us, until_us;
};

struct chip_armed {
    bool armed, card_only;
    unsigned left; /* 0 = until cleared */
};

struct chip {
    bool awake, field_on;
    unsigned woken; /* bytes seen of the wake-up */
    struct frame_reader reader;
    int64_t received_us; /* when the last byte from the host is in */

    /* The running command: acknowledged at ack_us, worked on at work_us, answered at reply_us. */
    int64_t ack_us, work_us, reply_us;
    uint8_t command[FRAME_DATA_MAX];
    size_t command_size;
    unsigned tries;         /* of a search for cards, so far */
    unsigned passive_tries; /* allowed ones; 0 = for ever */
    int64_t rf_timeout_us;  /* until a card counts as silent */
    uint8_t reply[FRAME_MAX];
    size_t reply_size;
    uint8_t last[FRAME_MAX]; /* for a NACK */
    size_t last_size;

    uint8_t output[2 * FRAME_MAX];
    size_t output_size;

    struct chip_slot slots[CHIP_CARDS_MAX];
    int targets[CHIP_CARDS_MAX]; /* slot of target 1 and 2, or CHIP_NONE */
    struct chip_armed faults[CHIP_FAULT_COUNT];
    struct chip_event events[CHIP_EVENTS_MAX];
    size_t event_first, event_count;
    unsigned long commands, selected;
    uint8_t registers[0x10000];
};

/* Works on the running command at at_us: sets reply_us, or work_us again when it must go on later. */
void chip_work(struct chip *chip, int64_t at_us);

/* Answers the running command with data (command code first) after air_us on the air. */
void chip_reply(struct chip *chip, const uint8_t *data, size_t size, int64_t at_us, int64_t air_us,
                bool card);

/* Answers that the command is not understood. */
void chip_reply_error(struct chip *chip, int64_t at_us);

/* True if the fault is armed and fits; counts it down. */
bool chip_fault_fire(struct chip *chip, enum chip_fault fault, bool card);

/* Field on or off at at_us; off takes the cards' power away. */
void chip_field_set(struct chip *chip, bool on);

/* True if the card of this slot is in the field at at_us. */
bool chip_present(const struct chip *chip, int slot, int64_t at_us);

void chip_event_add(struct chip *chip, enum chip_event_kind kind, const struct card *card, int64_t at_us);

#endif
