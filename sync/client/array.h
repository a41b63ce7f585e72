/* PostgreSQL's binary format of one-dimensional arrays (src/backend/utils/adt/arrayfuncs.c, array_recv):
 * number of dimensions, a flag for nulls, the element's type, the dimension's length and lower bound, then
 * each element as its length (-1 for null) and its bytes, integers 4 bytes big-endian. An empty array has no
 * dimension. */
#ifndef CLIENT_ARRAY_H
#define CLIENT_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Types by their fixed number (src/include/catalog/pg_type.dat), of an element and of its array. */
#define ARRAY_OID_BYTEA 17
#define ARRAY_OID_INT8  20
#define ARRAY_OID_INT2  21
#define ARRAY_OID_TEXT  25
#define ARRAY_OID_UUID  2950

#define ARRAY_OID_BYTEAS 1001
#define ARRAY_OID_INT2S  1005
#define ARRAY_OID_TEXTS  1009
#define ARRAY_OID_INT8S  1016
#define ARRAY_OID_UUIDS  2951

/* An array that is being built. Zero it before the first use; array_free gives its memory back. */
struct array {
    uint8_t *bytes;
    size_t used, capacity;
    bool failed; /* memory ran out or it would be larger than a message; what was added since is not there */
};

/* Begins an array of count elements of a type; what was in it is gone, its memory is used again. Exactly
 * count elements must follow. */
void array_begin(struct array *array, uint32_t element_oid, size_t count);

/* Adds the next element. A NULL text or bytes is null. */
void array_add_bytes(struct array *array, const void *bytes, size_t length);
void array_add_text(struct array *array, const char *text);
void array_add_int8(struct array *array, int64_t value);
void array_add_int2(struct array *array, int16_t value);

void array_free(struct array *array);

/* Integers of a value in PostgreSQL's binary form. */
void array_put_int8(uint8_t out[8], int64_t value);
int64_t array_get_int8(const uint8_t in[8]);

#endif
