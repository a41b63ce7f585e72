/* The client's side of a call: arrays read back by a reader of their own, and texts made of whatever a server says. */
#include <string.h>

#include "client/array.h"
#include "client/problem.h"
#include "fuzz.h"

static uint32_t word_at(const struct array *array, size_t *at)
{
    FUZZ_CHECK(*at + 4 <= array->used);
    const uint8_t *b = array->bytes + *at;
    *at += 4;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Elements are cut out of the input: a byte of length (255 = null, 254 = an int8 follows), then the bytes. */
static void array_target(const uint8_t *data, size_t size)
{
    struct array array = {0};
    const uint8_t *element[256];
    size_t length[256], count = 0, at = 0;
    bool null[256], number[256];
    while (at < size && count < 256) {
        size_t wanted = data[at++];
        null[count] = wanted == 255;
        number[count] = wanted == 254;
        wanted = null[count] ? 0 : number[count] ? 8 : wanted;
        if (wanted > size - at) {
            number[count] = false;
            wanted = size - at;
        }
        element[count] = data + at;
        length[count++] = wanted;
        at += wanted;
    }
    array_begin(&array, ARRAY_OID_BYTEA, count);
    bool nulls = false;
    for (size_t i = 0; i < count; i++) {
        if (number[i])
            array_add_int8(&array, array_get_int8(element[i]));
        else
            array_add_bytes(&array, null[i] ? NULL : element[i], length[i]);
        nulls = nulls || null[i];
    }
    FUZZ_CHECK(!array.failed);
    at = 0;
    FUZZ_CHECK(word_at(&array, &at) == (count ? 1 : 0));
    FUZZ_CHECK(word_at(&array, &at) == nulls && word_at(&array, &at) == ARRAY_OID_BYTEA);
    if (count)
        FUZZ_CHECK(word_at(&array, &at) == count && word_at(&array, &at) == 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t told = word_at(&array, &at);
        FUZZ_CHECK(told == (null[i] ? UINT32_MAX : (uint32_t)length[i]));
        FUZZ_CHECK(at + length[i] <= array.used && !memcmp(array.bytes + at, element[i], length[i]));
        at += length[i];
    }
    FUZZ_CHECK(at == array.used);
    array_free(&array);
}

static void problem_check(int code, const struct error *err)
{
    FUZZ_CHECK(code < 0 && err->code == code && err->text[0] && !strchr(err->text, '\n'));
    FUZZ_CHECK(strnlen(err->text, sizeof err->text) < sizeof err->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] == 'a') {
        array_target(data + 1, size - 1);
        return 0;
    }
    const struct problem_place places[] = {{0},
                                           {"db:5432", "P101-A", "/etc/diemdanh/kiosk.crt",
                                            "/etc/diemdanh/kiosk.key", "/etc/diemdanh/ca.crt",
                                            1767225600000}};
    char *text = fuzz_text(data + 1, size - 1), state[6] = "";
    for (int i = 0; i < 2; i++) {
        struct error err = {0};
        problem_check(problem_connect(&places[i], text, &err), &err);
        memset(&err, 0, sizeof err);
        if (size > 6)
            memcpy(state, text, 5);
        problem_check(problem_statement(&places[i], state[0] ? state : NULL, text, &err), &err);
        memset(&err, 0, sizeof err);
        problem_check(problem_conninfo(text, &err), &err);
    }
    free(text);
    return 0;
}
