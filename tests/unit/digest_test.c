/* Hashes against the standards' own examples, and the card key's file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hex.h"
#include "digest/digest.h"

static void assert_hash(const uint8_t hash[DIGEST_BYTES], const char *expected)
{
    char hex[2 * DIGEST_BYTES + 1];
    hex_encode(hash, DIGEST_BYTES, hex);
    assert_string_equal(hex, expected);
}

static void sha256(void **state)
{
    (void)state;
    uint8_t hash[DIGEST_BYTES];
    digest_sha256(NULL, 0, NULL, 0, hash);
    assert_hash(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest_sha256("abc", 3, NULL, 0, hash);
    assert_hash(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    /* Two parts are one message. */
    digest_sha256("abcdbcdecdefdefgefghfghighijhi", 30, "jkijkljklmklmnlmnomnopnopq", 26, hash);
    assert_hash(hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    digest_sha256(NULL, 0, "abc", 3, hash);
    assert_hash(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void card(void **state)
{
    (void)state;
    /* RFC 4231 test case 1 has a key of 20 bytes; HMAC pads keys with zeros, so 12 zeros after it change
     * nothing. */
    struct digest_card_key key = {{0}};
    uint8_t hash[DIGEST_BYTES];
    memset(key.bytes, 0x0b, 20);
    digest_card(&key, (const uint8_t *)"Hi There", 8, hash);
    assert_hash(hash, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

struct key_file {
    char path[64];
};

static void key_write(struct key_file *file, const char *text, mode_t mode)
{
    FILE *out = fopen(file->path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(file->path, mode), 0);
}

static int key_setup(void **state)
{
    struct key_file *file = calloc(1, sizeof *file);
    assert_non_null(file);
    snprintf(file->path, sizeof file->path, "/tmp/digest_test.XXXXXX");
    int fd = mkstemp(file->path);
    assert_true(fd >= 0);
    close(fd);
    *state = file;
    return 0;
}

static int key_teardown(void **state)
{
    struct key_file *file = *state;
    unlink(file->path);
    free(file);
    return 0;
}

#define KEY_TEXT "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"

static void key_load(void **state)
{
    struct key_file *file = *state;
    struct digest_card_key key;
    struct error err;
    static const char *const good[] = {KEY_TEXT "\n", KEY_TEXT, KEY_TEXT "\r\n"};
    for (int i = 0; i < 3; i++) {
        memset(&key, 0, sizeof key);
        key_write(file, good[i], 0600);
        assert_int_equal(digest_card_key_load(file->path, &key, &err), 0);
        for (int byte = 0; byte < DIGEST_BYTES; byte++)
            assert_int_equal(key.bytes[byte], byte);
    }
    key_write(file, good[0], 0400);
    assert_int_equal(digest_card_key_load(file->path, &key, &err), 0);
}

static void key_refused(void **state)
{
    struct key_file *file = *state;
    struct digest_card_key key;
    struct error err;
    char expected[256];
    static const char *const bad[] = {"",
                                      "\n",
                                      "00",
                                      KEY_TEXT "00\n",
                                      KEY_TEXT "\n" KEY_TEXT "\n",
                                      "g00102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n"};
    snprintf(expected, sizeof expected,
             "%s:1: the card key must be one line of 64 hexadecimal digits; take the file that the office "
             "made for "
             "this deployment",
             file->path);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        key_write(file, bad[i], 0600);
        assert_int_equal(digest_card_key_load(file->path, &key, &err), ERROR_CONFIG);
        assert_string_equal(err.text, expected);
    }
    for (mode_t mode = 0604; mode <= 0640; mode += 034) { /* 0604 and 0640 */
        key_write(file, KEY_TEXT "\n", mode);
        assert_int_equal(digest_card_key_load(file->path, &key, &err), ERROR_CONFIG);
        snprintf(expected, sizeof expected, "%s: others may read the card key (mode %03o); run chmod 600 %s",
                 file->path, (unsigned)mode, file->path);
        assert_string_equal(err.text, expected);
    }
    assert_int_equal(digest_card_key_load("/nowhere/key", &key, &err), ERROR_CONFIG);
    assert_string_equal(err.text,
                        "/nowhere/key: the card key cannot be opened: No such file or directory; mend "
                        "card_key_file or its owner");
    assert_int_equal(digest_card_key_load("/tmp", &key, &err), ERROR_CONFIG);
    assert_string_equal(err.text, "/tmp: the card key is not a plain file; mend card_key_file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256),
        cmocka_unit_test(card),
        cmocka_unit_test_setup_teardown(key_load, key_setup, key_teardown),
        cmocka_unit_test_setup_teardown(key_refused, key_setup, key_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
