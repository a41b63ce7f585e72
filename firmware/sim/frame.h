/* Frames between a host and a PN532 over its serial port: 00 00 ff LEN LCS TFI data DCS 00, the extended form
 * with a 16-bit length, and the 6-byte ACK and NACK. PN532 User Manual (NXP UM0701-02), section 6.2. */
#ifndef SIM_FRAME_H
#define SIM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_DATA_MAX 264                   /* bytes between TFI and DCS */
#define FRAME_MAX      (FRAME_DATA_MAX + 12) /* bytes on the wire */
#define FRAME_ACK_SIZE 6

#define FRAME_TFI_HOST 0xd4
#define FRAME_TFI_CHIP 0xd5

enum frame_kind {
    FRAME_NOTHING, /* not complete yet */
    FRAME_COMMAND,
    FRAME_ACK,
    FRAME_NACK,
    FRAME_BROKEN /* a checksum or the TFI is wrong; dropped whole */
};

/* Reads a byte stream. Its owner may look at data and length after FRAME_COMMAND. */
struct frame_reader {
    uint8_t data[FRAME_DATA_MAX]; /* command code and parameters, without TFI */
    size_t length;
    unsigned state;  /* position within the frame */
    size_t expected; /* bytes of TFI and data still to come */
    uint8_t sum, tfi, previous, length_high, length_low;
    bool long_length;
};

/* Makes *reader wait for a frame's beginning. */
void frame_reader_init(struct frame_reader *reader);

/* Takes one byte. Returns what it completed. */
enum frame_kind frame_reader_push(struct frame_reader *reader, uint8_t byte);

/* Builds a frame from tfi and data (length <= FRAME_DATA_MAX) in out, which has room for FRAME_MAX bytes.
 * Returns the number of bytes. */
size_t frame_build(uint8_t tfi, const uint8_t *data, size_t length, uint8_t *out);

/* The ACK frame, FRAME_ACK_SIZE bytes. Returns that size. */
size_t frame_ack(uint8_t *out);

/* The chip's answer to a command that it cannot understand. Returns the number of bytes. */
size_t frame_error(uint8_t *out);

#endif
