#include "sim/frame.h"

#include <assert.h>
#include <string.h>

enum { SEEK, LENGTH, CHECK, LONG_HIGH, LONG_LOW, LONG_CHECK, TFI, DATA, SUM };

void frame_reader_init(struct frame_reader *reader)
{
    memset(reader, 0, sizeof *reader);
    reader->previous = 0xff; /* a lone ff is no start */
}

static enum frame_kind frame_end(struct frame_reader *reader, enum frame_kind kind)
{
    reader->state = SEEK;
    reader->previous = 0xff;
    return kind;
}

/* The length is known: TFI and data follow. */
static enum frame_kind frame_body(struct frame_reader *reader, size_t length)
{
    if (length < 2 || length > FRAME_DATA_MAX + 1)
        return frame_end(reader, FRAME_BROKEN);
    reader->expected = length;
    reader->length = 0;
    reader->sum = 0;
    reader->state = TFI;
    return FRAME_NOTHING;
}

static enum frame_kind frame_length(struct frame_reader *reader, uint8_t lcs)
{
    uint8_t length = reader->length_low;
    if (length == 0x00 && lcs == 0xff)
        return frame_end(reader, FRAME_ACK);
    if (length == 0xff && lcs == 0x00)
        return frame_end(reader, FRAME_NACK);
    if (length == 0xff && lcs == 0xff) {
        reader->state = LONG_HIGH;
        return FRAME_NOTHING;
    }
    if ((uint8_t)(length + lcs) != 0)
        return frame_end(reader, FRAME_BROKEN);
    return frame_body(reader, length);
}

enum frame_kind frame_reader_push(struct frame_reader *reader, uint8_t byte)
{
    switch (reader->state) {
    case SEEK:
        if (reader->previous == 0x00 && byte == 0xff)
            reader->state = LENGTH;
        reader->previous = byte;
        return FRAME_NOTHING;
    case LENGTH:
        reader->length_low = byte;
        reader->state = CHECK;
        return FRAME_NOTHING;
    case CHECK:
        return frame_length(reader, byte);
    case LONG_HIGH:
        reader->length_high = byte;
        reader->state = LONG_LOW;
        return FRAME_NOTHING;
    case LONG_LOW:
        reader->length_low = byte;
        reader->state = LONG_CHECK;
        return FRAME_NOTHING;
    case LONG_CHECK:
        if ((uint8_t)(reader->length_high + reader->length_low + byte) != 0)
            return frame_end(reader, FRAME_BROKEN);
        return frame_body(reader, (size_t)reader->length_high << 8 | reader->length_low);
    case TFI:
        reader->tfi = byte;
        reader->sum = byte;
        reader->state = DATA;
        reader->expected--;
        return FRAME_NOTHING;
    case DATA:
        reader->data[reader->length++] = byte;
        reader->sum = (uint8_t)(reader->sum + byte);
        if (reader->length == reader->expected)
            reader->state = SUM;
        return FRAME_NOTHING;
    default:
        if ((uint8_t)(reader->sum + byte) != 0 || reader->tfi != FRAME_TFI_HOST)
            return frame_end(reader, FRAME_BROKEN);
        return frame_end(reader, FRAME_COMMAND);
    }
}

size_t frame_build(uint8_t tfi, const uint8_t *data, size_t length, uint8_t *out)
{
    assert(length <= FRAME_DATA_MAX);
    size_t used = 0;
    size_t counted = length + 1;
    out[used++] = 0x00;
    out[used++] = 0x00;
    out[used++] = 0xff;
    if (counted < 0xff) {
        out[used++] = (uint8_t)counted;
        out[used++] = (uint8_t)-counted;
    } else {
        out[used++] = 0xff;
        out[used++] = 0xff;
        out[used++] = (uint8_t)(counted >> 8);
        out[used++] = (uint8_t)counted;
        out[used] = (uint8_t) - (out[used - 2] + out[used - 1]);
        used++;
    }
    uint8_t sum = tfi;
    out[used++] = tfi;
    for (size_t i = 0; i < length; i++) {
        out[used++] = data[i];
        sum = (uint8_t)(sum + data[i]);
    }
    out[used++] = (uint8_t)-sum;
    out[used++] = 0x00;
    return used;
}

size_t frame_ack(uint8_t *out)
{
    static const uint8_t ack[FRAME_ACK_SIZE] = {0x00, 0x00, 0xff, 0x00, 0xff, 0x00};
    memcpy(out, ack, sizeof ack);
    return sizeof ack;
}

size_t frame_error(uint8_t *out)
{
    static const uint8_t frame[] = {0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00};
    memcpy(out, frame, sizeof frame);
    return sizeof frame;
}
