/* The binary arrays, byte for byte. The golden bytes are those of PostgreSQL's own array_send, taken with
 * select encode(array_send(...), 'hex'). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "client/array.h"
#include "client/central.h"
#include "wipe_stage.h"

static void array_is(const struct array *array, const char *hex)
{
    assert_false(array->failed);
    char *text = malloc(2 * array->used + 1);
    assert_non_null(text);
    hex_encode(array->bytes, array->used, text);
    assert_string_equal(text, hex);
    free(text);
}

/* array_send(array['ab', null, '', 'ộ']::text[]) */
static void texts(void **state)
{
    (void)state;
    struct array array = {0};
    array_begin(&array, ARRAY_OID_TEXT, 4);
    array_add_text(&array, "ab");
    array_add_text(&array, NULL);
    array_add_text(&array, "");
    array_add_text(&array, "ộ");
    array_is(&array, "0000000100000001000000190000000400000001"
                     "000000026162"
                     "ffffffff"
                     "00000000"
                     "00000003e1bb99");
    array_free(&array);
    assert_null(array.bytes);
}

/* array_send(array[1, -1, 9223372036854775807, -9223372036854775808]::int8[]) */
static void int8s(void **state)
{
    (void)state;
    struct array array = {0};
    array_begin(&array, ARRAY_OID_INT8, 4);
    array_add_int8(&array, 1);
    array_add_int8(&array, -1);
    array_add_int8(&array, INT64_MAX);
    array_add_int8(&array, INT64_MIN);
    array_is(&array, "0000000100000000000000140000000400000001"
                     "000000080000000000000001"
                     "00000008ffffffffffffffff"
                     "000000087fffffffffffffff"
                     "000000088000000000000000");
    array_free(&array);
}

/* array_send(array[3, -2]::int2[]) */
static void int2s(void **state)
{
    (void)state;
    struct array array = {0};
    array_begin(&array, ARRAY_OID_INT2, 2);
    array_add_int2(&array, 3);
    array_add_int2(&array, -2);
    array_is(&array, "0000000100000000000000150000000200000001"
                     "000000020003"
                     "00000002fffe");
    array_free(&array);
}

/* array_send(array['00112233-4455-6677-8899-aabbccddeeff']::uuid[]), array_send(array['\x00ff',
 * null]::bytea[]) */
static void uuids_and_bytes(void **state)
{
    (void)state;
    static const uint8_t id[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                   0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
    struct array array = {0};
    array_begin(&array, ARRAY_OID_UUID, 1);
    array_add_bytes(&array, id, sizeof id);
    array_is(&array, "000000010000000000000b860000000100000001"
                     "0000001000112233445566778899aabbccddeeff");
    array_begin(&array, ARRAY_OID_BYTEA, 2);
    array_add_bytes(&array, "\x00\xff", 2);
    array_add_bytes(&array, NULL, 32);
    array_is(&array, "0000000100000001000000110000000200000001"
                     "0000000200ff"
                     "ffffffff");
    array_free(&array);
}

/* array_send('{}'::text[]); and an array that is begun anew forgets its nulls and its failure. */
static void empty_and_again(void **state)
{
    (void)state;
    struct array array = {0};
    array_begin(&array, ARRAY_OID_TEXT, 1);
    array_add_text(&array, NULL);
    array_begin(&array, ARRAY_OID_TEXT, 0);
    array_is(&array, "000000000000000000000019");
    array_begin(&array, ARRAY_OID_TEXT, (size_t)INT32_MAX + 1);
    assert_true(array.failed);
    array_begin(&array, ARRAY_OID_BYTEA, 1);
    assert_false(array.failed);
    array_add_bytes(&array, "x", (size_t)INT32_MAX + 1);
    assert_true(array.failed);
    array_free(&array);
}

/* Grows well past its first room, and every byte stays where it belongs. */
static void many(void **state)
{
    (void)state;
    struct array array = {0};
    array_begin(&array, ARRAY_OID_INT8, 10000);
    for (int i = 0; i < 10000; i++)
        array_add_int8(&array, (int64_t)i * 1000003);
    assert_false(array.failed);
    assert_int_equal(array.used, 20 + 10000 * 12);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(array_get_int8(array.bytes + 20 + i * 12 + 4), (int64_t)i * 1000003);
    array_free(&array);
}

static void int8_round_trip(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 1, -1, 255, -256, INT64_MAX, INT64_MIN, 1720000000123};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint8_t bytes[8];
        array_put_int8(bytes, values[i]);
        assert_true(array_get_int8(bytes) == values[i]);
    }
}

static void freed_wiped(void **state)
{
    (void)state;
    struct array array = {0};
    array_begin(&array, ARRAY_OID_TEXT, 1);
    array_add_text(&array, "{\"name\":\"Le An\"}");
    wipe_watch(array.bytes, array.bytes, array.capacity);
    array_free(&array);
    assert_true(wipe_done);
    char *json = strdup("{\"full_name\": \"Le An\"}");
    assert_non_null(json);
    wipe_watch(json, json, strlen(json));
    central_text_free(json, strlen(json));
    assert_true(wipe_done);
    central_text_free(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),           cmocka_unit_test(int8s),           cmocka_unit_test(int2s),
        cmocka_unit_test(uuids_and_bytes), cmocka_unit_test(empty_and_again), cmocka_unit_test(many),
        cmocka_unit_test(int8_round_trip), cmocka_unit_test(freed_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
