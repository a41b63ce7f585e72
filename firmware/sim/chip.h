/* A PN532 with its antenna and the cards before it, as a host meets it on the serial port at 115200 baud.
 * Knows nothing of descriptors or clocks: bytes and times go in, bytes with times come out.
 * All times are CLOCK_MONOTONIC in us. PN532 User Manual (NXP UM0701-02), sections 7.2 and 7.3. */
#ifndef SIM_CHIP_H
#define SIM_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/card.h"

#define CHIP_CARDS_MAX 2 /* cards in the field at once */
#define CHIP_FOREVER   INT64_MAX

struct chip;

/* What can go wrong with a reply. */
enum chip_fault {
    CHIP_FAULT_MUTE,         /* a command is not even acknowledged */
    CHIP_FAULT_LOST,         /* acknowledged, never answered */
    CHIP_FAULT_HALF,         /* the reply breaks off in the middle */
    CHIP_FAULT_GARBAGE,      /* other bytes in the reply's place */
    CHIP_FAULT_ERROR_FRAME,  /* the chip says that it did not understand */
    CHIP_FAULT_BAD_CHECKSUM, /* the reply's data checksum is wrong */
    CHIP_FAULT_STATUS80,     /* the next status byte has bit 7 set */
    CHIP_FAULT_ATS_TL0,      /* the next card's ATS says that it is 0 bytes long */
    CHIP_FAULT_NO_FIRMWARE,  /* GetFirmwareVersion is not answered */
    CHIP_FAULT_COUNT
};

/* The word of a fault, "mute" ..., or NULL past the end. */
const char *chip_fault_word(enum chip_fault fault);

/* The fault of a word, or -1. */
int chip_fault_parse(const char *word);

/* What an observer may want to know. */
enum chip_event_kind { CHIP_EVENT_PUT, CHIP_EVENT_SELECTED, CHIP_EVENT_TAKEN };

struct chip_event {
    enum chip_event_kind kind;
    int64_t at_us;
    uint8_t uid[CARD_UID_MAX];
    size_t uid_size;
};

/* A chip that has power, sleeps, and has an empty field. NULL when out of memory. */
struct chip *chip_open(void);
void chip_close(struct chip *chip);

/* Power gone and back: sleeps, forgets all settings, drops what it was about to send. Cards and faults stay.
 */
void chip_power_cycle(struct chip *chip);

/* Takes bytes that the host wrote at now_us. */
void chip_receive(struct chip *chip, const uint8_t *bytes, size_t count, int64_t now_us);

/* Lets the chip and the cards go on until now_us. */
void chip_advance(struct chip *chip, int64_t now_us);

/* When chip_advance has something to do next, or CHIP_FOREVER. */
int64_t chip_next_us(const struct chip *chip);

/* Moves bytes that have been sent by now to out. Returns their number, 0 = none. */
size_t chip_take_output(struct chip *chip, uint8_t *out, size_t capacity);

/* Moves the oldest event to *out. Returns false when there is none. */
bool chip_take_event(struct chip *chip, struct chip_event *out);

/* Brings a card into the field from now_us until until_us (CHIP_FOREVER = until taken). A card with the same
 * UID that is there already stays, with the new end. Returns 0, or ERROR_BUSY when the field is full. */
int chip_put(struct chip *chip, const struct card *card, int64_t now_us, int64_t until_us);

/* Takes the card with this UID away (uid_size 0: all cards). Returns how many were there. */
int chip_take(struct chip *chip, const uint8_t *uid, size_t uid_size, int64_t now_us);

/* Number of cards in the field; copies up to max of them to out, which may be NULL. */
int chip_cards(const struct chip *chip, struct card *out, int max);

/* Arms a fault for the next count replies (0 = until cleared) that it fits; card_only leaves replies without
 * a card alone. */
void chip_fault_arm(struct chip *chip, enum chip_fault fault, unsigned count, bool card_only);
void chip_faults_clear(struct chip *chip);

/* Whether a fault is armed, and how many replies it still waits for (0 = until cleared). */
bool chip_fault_armed(const struct chip *chip, enum chip_fault fault, unsigned *left);

struct chip_state {
    bool awake, field_on;
    unsigned long commands, selected;
};

void chip_state_get(const struct chip *chip, struct chip_state *out);

#endif
