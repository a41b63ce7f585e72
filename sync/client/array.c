#include "client/array.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The header's words, so that the flag can be set when the first null comes. */
enum { ARRAY_FLAG_OFFSET = 4, ARRAY_START_CAPACITY = 256 };

/* Room for length more bytes, or NULL. */
static uint8_t *array_grow(struct array *array, size_t length)
{
    if (array->failed)
        return NULL;
    if (length > INT_MAX - array->used) {
        array->failed = true; /* libpq's lengths are int */
        return NULL;
    }
    size_t needed = array->used + length;
    if (needed > array->capacity) {
        size_t capacity = array->capacity ? array->capacity : ARRAY_START_CAPACITY;
        while (capacity < needed)
            capacity *= 2;
        uint8_t *bytes = realloc(array->bytes, capacity);
        if (!bytes) {
            array->failed = true;
            return NULL;
        }
        array->bytes = bytes;
        array->capacity = capacity;
    }
    uint8_t *place = array->bytes + array->used;
    array->used = needed;
    return place;
}

static void array_word(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
}

static void array_add_word(struct array *array, uint32_t value)
{
    uint8_t *place = array_grow(array, 4);
    if (place)
        array_word(place, value);
}

void array_begin(struct array *array, uint32_t element_oid, size_t count)
{
    array->used = 0;
    array->failed = count > INT_MAX;
    array_add_word(array, count ? 1 : 0);
    array_add_word(array, 0);
    array_add_word(array, element_oid);
    if (count) {
        array_add_word(array, (uint32_t)count);
        array_add_word(array, 1);
    }
}

void array_add_bytes(struct array *array, const void *bytes, size_t length)
{
    if (!bytes) {
        array_add_word(array, UINT32_MAX);
        if (!array->failed)
            array_word(array->bytes + ARRAY_FLAG_OFFSET, 1);
        return;
    }
    if (length > INT_MAX) {
        array->failed = true;
        return;
    }
    array_add_word(array, (uint32_t)length);
    uint8_t *place = array_grow(array, length);
    if (place && length)
        memcpy(place, bytes, length);
}

void array_add_text(struct array *array, const char *text)
{
    array_add_bytes(array, text, text ? strlen(text) : 0);
}

void array_add_int8(struct array *array, int64_t value)
{
    uint8_t bytes[8];
    array_put_int8(bytes, value);
    array_add_bytes(array, bytes, sizeof bytes);
}

void array_add_int2(struct array *array, int16_t value)
{
    uint8_t bytes[2] = {(uint8_t)((uint16_t)value >> 8), (uint8_t)value};
    array_add_bytes(array, bytes, sizeof bytes);
}

void array_free(struct array *array)
{
    if (array->bytes)
        explicit_bzero(array->bytes, array->capacity); /* guests' names */
    free(array->bytes);
    memset(array, 0, sizeof *array);
}

void array_put_int8(uint8_t out[8], int64_t value)
{
    array_word(out, (uint32_t)((uint64_t)value >> 32));
    array_word(out + 4, (uint32_t)(uint64_t)value);
}

int64_t array_get_int8(const uint8_t in[8])
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | in[i];
    return (int64_t)value;
}
