/* What the chip does for each command. */
#include <string.h>

#include "sim/chip_private.h"

enum {
    DIAGNOSE = 0x00,
    GET_FIRMWARE_VERSION = 0x02,
    GET_GENERAL_STATUS = 0x04,
    READ_REGISTER = 0x06,
    WRITE_REGISTER = 0x08,
    SET_PARAMETERS = 0x12,
    SAM_CONFIGURATION = 0x14,
    POWER_DOWN = 0x16,
    RF_CONFIGURATION = 0x32,
    IN_DATA_EXCHANGE = 0x40,
    IN_COMMUNICATE_THRU = 0x42,
    IN_DESELECT = 0x44,
    IN_LIST_PASSIVE_TARGET = 0x4a,
    IN_RELEASE = 0x52,
    IN_SELECT = 0x54
};

#define STATUS_OK      0x00
#define STATUS_TIMEOUT 0x01
#define TYPE_A_106     0x00
#define EXCHANGE_US    1200 /* a short question and answer on the air */

void chip_reply(struct chip *chip, const uint8_t *data, size_t size, int64_t at_us, int64_t air_us, bool card)
{
    if (chip_fault_fire(chip, CHIP_FAULT_LOST, card))
        return;
    if (chip_fault_fire(chip, CHIP_FAULT_ERROR_FRAME, card)) {
        chip->reply_size = frame_error(chip->reply);
    } else {
        chip->reply_size = frame_build(FRAME_TFI_CHIP, data, size, chip->reply);
        memcpy(chip->last, chip->reply, chip->reply_size);
        chip->last_size = chip->reply_size;
    }
    if (chip_fault_fire(chip, CHIP_FAULT_BAD_CHECKSUM, card))
        chip->reply[chip->reply_size - 2] ^= 0x5a;
    if (chip_fault_fire(chip, CHIP_FAULT_GARBAGE, card)) {
        for (size_t i = 0; i < chip->reply_size; i++)
            chip->reply[i] = (uint8_t)(0xa5 + 7 * i);
    }
    if (chip_fault_fire(chip, CHIP_FAULT_HALF, card))
        chip->reply_size /= 2;
    chip->reply_us = at_us + air_us + CHIP_TURN_US + CHIP_BYTES_US(chip->reply_size);
}

void chip_reply_error(struct chip *chip, int64_t at_us)
{
    chip->reply_size = frame_error(chip->reply);
    chip->reply_us = at_us + CHIP_TURN_US + CHIP_BYTES_US(chip->reply_size);
}

/* A reply of the code, a status byte and data. */
static void chip_reply_status(struct chip *chip, uint8_t status, const uint8_t *data, size_t size,
                              int64_t at_us, int64_t air_us)
{
    uint8_t reply[2 + 16];
    bool exchange = chip->command[0] == IN_DATA_EXCHANGE || chip->command[0] == IN_COMMUNICATE_THRU;
    if (exchange && chip_fault_fire(chip, CHIP_FAULT_STATUS80, status == STATUS_OK))
        status |= 0x80;
    reply[0] = chip->command[0] + 1;
    reply[1] = status;
    if (size)
        memcpy(reply + 2, data, size);
    chip_reply(chip, reply, 2 + size, at_us, air_us, status == STATUS_OK);
}

static void chip_reply_plain(struct chip *chip, const uint8_t *data, size_t size, int64_t at_us)
{
    uint8_t reply[FRAME_DATA_MAX];
    reply[0] = chip->command[0] + 1;
    if (size)
        memcpy(reply + 1, data, size);
    chip_reply(chip, reply, 1 + size, at_us, 0, false);
}

/* The slot of target number 1 or 2 whose card is still there and selected, or CHIP_NONE. */
static int chip_target(const struct chip *chip, unsigned number, int64_t at_us)
{
    if (number < 1 || number > CHIP_CARDS_MAX)
        return CHIP_NONE;
    int slot = chip->targets[number - 1];
    if (slot == CHIP_NONE || !chip->field_on || !chip_present(chip, slot, at_us))
        return CHIP_NONE;
    return chip->slots[slot].card.state == CARD_ACTIVE ? slot : CHIP_NONE;
}

static void chip_diagnose(struct chip *chip, int64_t at_us)
{
    if (chip->command_size >= 2 && chip->command[1] == 0x00) {
        chip_reply_plain(chip, chip->command + 1, chip->command_size - 1, at_us);
    } else if (chip->command_size >= 2 && chip->command[1] == 0x06) {
        bool there = chip_target(chip, 1, at_us) != CHIP_NONE;
        uint8_t status = there ? STATUS_OK : STATUS_TIMEOUT;
        chip_reply_status(chip, status, NULL, 0, at_us, there ? EXCHANGE_US : chip->rf_timeout_us);
    } else {
        chip_reply_error(chip, at_us);
    }
}

static void chip_general_status(struct chip *chip, int64_t at_us)
{
    uint8_t data[12] = {0};
    size_t used = 3;
    data[1] = chip->field_on;
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        if (chip->targets[i] == CHIP_NONE)
            continue;
        data[2]++;
        data[used++] = (uint8_t)(i + 1);
        used += 3; /* 106 kbit/s both ways, type A: zeros */
    }
    data[used++] = 0x80;
    chip_reply_plain(chip, data, used, at_us);
}

static void chip_read_register(struct chip *chip, int64_t at_us)
{
    uint8_t data[FRAME_DATA_MAX / 2];
    size_t used = 0;
    for (size_t i = 1; i + 1 < chip->command_size; i += 2)
        data[used++] = chip->registers[chip->command[i] << 8 | chip->command[i + 1]];
    chip_reply_plain(chip, data, used, at_us);
}

static void chip_write_register(struct chip *chip, int64_t at_us)
{
    for (size_t i = 1; i + 2 < chip->command_size; i += 3)
        chip->registers[chip->command[i] << 8 | chip->command[i + 1]] = chip->command[i + 2];
    chip_reply_plain(chip, NULL, 0, at_us);
}

static void chip_rf_configuration(struct chip *chip, int64_t at_us)
{
    const uint8_t *p = chip->command;
    if (chip->command_size >= 3 && p[1] == 0x01)
        chip_field_set(chip, p[2] & 0x01);
    else if (chip->command_size >= 5 && p[1] == 0x02 && p[4] >= 1 && p[4] <= 0x10)
        chip->rf_timeout_us = (int64_t)100 << (p[4] - 1);
    else if (chip->command_size >= 5 && p[1] == 0x05)
        chip->passive_tries = p[4] == 0xff ? 0 : p[4] + 1u;
    chip_reply_plain(chip, NULL, 0, at_us);
}

/* True if the card answers this request. A request throws an active card back to idle, unanswered. */
static bool chip_requested(struct chip *chip, int slot, int64_t at_us)
{
    struct card *card = &chip->slots[slot].card;
    if (!chip_present(chip, slot, at_us))
        return false;
    if (card->state == CARD_ACTIVE)
        card->state = CARD_IDLE;
    else if (card->state == CARD_IDLE)
        return true;
    return false;
}

/* True if the host asks for any card, or for this one by its UID. */
static bool chip_named(const struct chip *chip, const struct card *card)
{
    uint8_t name[12];
    size_t size = chip->command_size - 3;
    return size == 0 || (card_cascade(card, name) == size && !memcmp(name, chip->command + 3, size));
}

/* Finds the slots that answer now, the winner of the anticollision first. Returns their number. */
static int chip_search(struct chip *chip, int64_t at_us, int *found)
{
    int count = 0;
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        if (chip_requested(chip, i, at_us) && chip_named(chip, &chip->slots[i].card))
            found[count++] = i;
    }
    if (count == 2 && !card_wins(&chip->slots[found[0]].card, &chip->slots[found[1]].card)) {
        int swap = found[0];
        found[0] = found[1];
        found[1] = swap;
    }
    return count;
}

static void chip_list_targets(struct chip *chip, int64_t at_us)
{
    uint8_t reply[2 + CHIP_CARDS_MAX * (6 + CARD_UID_MAX + CARD_ATS_MAX)] = {IN_LIST_PASSIVE_TARGET + 1, 0};
    size_t used = 2;
    int64_t air_us = 0;
    if (chip->command_size < 3 || chip->command[1] < 1 || chip->command[1] > 2) {
        chip_reply_error(chip, at_us);
        return;
    }
    int found[CHIP_CARDS_MAX];
    int count = 0;
    chip->field_on = true;
    if (chip->tries++ == 0) {
        for (int i = 0; i < CHIP_CARDS_MAX; i++)
            chip->targets[i] = CHIP_NONE;
    }
    if (chip->command[2] == TYPE_A_106)
        count = chip_search(chip, at_us, found);
    if (count == 0 && (chip->passive_tries == 0 || chip->tries < chip->passive_tries)) {
        chip->work_us = at_us + CHIP_TRY_US;
        return;
    }
    if (count > chip->command[1])
        count = chip->command[1];
    for (int i = 0; i < count; i++) {
        struct card *card = &chip->slots[found[i]].card;
        chip->targets[i] = found[i];
        card->state = CARD_ACTIVE;
        reply[used++] = (uint8_t)(i + 1);
        used += card_target_data(card, reply + used);
        air_us += card_select_us(card);
        chip->selected++;
        chip_event_add(chip, CHIP_EVENT_SELECTED, card, at_us + air_us);
    }
    if (count == 1 && chip_fault_fire(chip, CHIP_FAULT_ATS_TL0, true)) {
        used -= chip->slots[found[0]].card.ats_size;
        reply[used++] = 0x00;
    }
    if (count < chip->command[1])
        air_us += CHIP_TRY_US; /* it waited in vain for another one */
    reply[1] = (uint8_t)count;
    chip_reply(chip, reply, used, at_us, air_us, count > 0);
}

/* One exchange with a card: `data` is what the card gets. Only what hosts use to see whether it is still
 * there. */
static void chip_exchange(struct chip *chip, int slot, const uint8_t *data, size_t size, int64_t at_us)
{
    uint8_t answer[16] = {0};
    size_t answered = 0;
    if (slot != CHIP_NONE && size >= 1) {
        const struct card *card = &chip->slots[slot].card;
        if (card->ats_size &&
            (data[0] & 0xe6) == 0xa2) { /* R(NAK) or R(ACK): the card repeats or acknowledges */
            answer[answered++] = 0xa2;
        } else if (!card->ats_size && data[0] == 0x30 && size >= 2 && card->sak == 0x00) { /* READ */
            memcpy(answer, card->uid, card->uid_size);
            answered = sizeof answer;
        }
    }
    if (answered)
        chip_reply_status(chip, STATUS_OK, answer, answered, at_us, EXCHANGE_US);
    else
        chip_reply_status(chip, STATUS_TIMEOUT, NULL, 0, at_us, chip->rf_timeout_us);
}

static void chip_leave_targets(struct chip *chip, bool forget, int64_t at_us)
{
    for (int i = 0; i < CHIP_CARDS_MAX; i++) {
        int slot = chip_target(chip, (unsigned)i + 1, at_us);
        if (slot != CHIP_NONE)
            chip->slots[slot].card.state = CARD_HALT;
        if (forget)
            chip->targets[i] = CHIP_NONE;
    }
    chip_reply_status(chip, STATUS_OK, NULL, 0, at_us, 0);
}

static void chip_exchange_command(struct chip *chip, int64_t at_us)
{
    if (chip->command_size < 2) {
        chip_reply_error(chip, at_us);
    } else if (chip->command[0] == IN_COMMUNICATE_THRU) {
        chip_exchange(chip, chip_target(chip, 1, at_us), chip->command + 1, chip->command_size - 1, at_us);
    } else {
        int slot = chip_target(chip, chip->command[1], at_us);
        chip_exchange(chip, slot, chip->command + 2, chip->command_size - 2, at_us);
    }
}

void chip_work(struct chip *chip, int64_t at_us)
{
    static const uint8_t firmware[] = {0x32, 0x01, 0x06, 0x07};
    switch (chip->command[0]) {
    case DIAGNOSE:
        chip_diagnose(chip, at_us);
        break;
    case GET_FIRMWARE_VERSION:
        if (!chip_fault_fire(chip, CHIP_FAULT_NO_FIRMWARE, false))
            chip_reply_plain(chip, firmware, sizeof firmware, at_us);
        break;
    case GET_GENERAL_STATUS:
        chip_general_status(chip, at_us);
        break;
    case READ_REGISTER:
        chip_read_register(chip, at_us);
        break;
    case WRITE_REGISTER:
        chip_write_register(chip, at_us);
        break;
    case SET_PARAMETERS:
    case SAM_CONFIGURATION:
        chip_reply_plain(chip, NULL, 0, at_us);
        break;
    case POWER_DOWN:
        chip_reply_status(chip, STATUS_OK, NULL, 0, at_us, 0);
        chip_field_set(chip, false);
        chip->awake = false;
        break;
    case RF_CONFIGURATION:
        chip_rf_configuration(chip, at_us);
        break;
    case IN_LIST_PASSIVE_TARGET:
        chip_list_targets(chip, at_us);
        break;
    case IN_DATA_EXCHANGE:
    case IN_COMMUNICATE_THRU:
        chip_exchange_command(chip, at_us);
        break;
    case IN_DESELECT:
    case IN_RELEASE:
        chip_leave_targets(chip, chip->command[0] == IN_RELEASE, at_us);
        break;
    case IN_SELECT:
        chip_reply_status(chip, STATUS_OK, NULL, 0, at_us, 0);
        break;
    default:
        chip_reply_error(chip, at_us);
    }
}
