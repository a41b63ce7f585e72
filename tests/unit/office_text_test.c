/* Texts of imported files: NFC, white space, times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "office/text.h"

static void clean_is(const char *text, const char *want)
{
    char *got = text_clean(text);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
}

static void test_clean(void **state)
{
    (void)state;
    clean_is("", "");
    clean_is(" \t ", "");
    clean_is("  a \t\r\n b  ", "a b");
    clean_is("Nguye\xcc\x82\xcc\x83n", "Nguy\xe1\xbb\x85n"); /* e, circumflex, tilde */
    clean_is("a\xc2\xa0\xe3\x80\x80"
             "b",
             "a b"); /* no-break and ideographic space */
    clean_is("\xef\xbb\xbf"
             "a\xe2\x80\x8b"
             "b",
             "ab");                       /* byte order mark, zero width space */
    clean_is("ho\xc3\xa0", "ho\xc3\xa0"); /* tone placement stays */
    assert_null(text_clean("a\x01"));
    assert_null(text_clean("a\x7f"));
    assert_null(text_clean("Nguy\xea"));
}

static void time_is(const char *text, int64_t want)
{
    int64_t utc_s = -1;
    assert_true(text_time(text, &utc_s));
    assert_int_equal(utc_s, want);
}

static void test_time(void **state)
{
    static const char *const bad[] = {"",
                                      "2026-03-02",
                                      "2026-03-02T07:30",
                                      "2026-03-02T07:30:00",
                                      "2026-3-2T07:30Z",
                                      "2026-02-29T07:30Z",
                                      "2026-13-01T07:30Z",
                                      "2026-00-01T07:30Z",
                                      "2026-04-31T00:00Z",
                                      "2026-03-02T24:00Z",
                                      "2026-03-02T07:60Z",
                                      "2026-03-02T07:30:60Z",
                                      "2026-03-02T07:30+0700",
                                      "2026-03-02T07:30+15:00",
                                      "2026-03-02T07:30+07:60",
                                      "2026-03-02T07:30Zx",
                                      "2026-03-02T07:30:00.5Z",
                                      "02/03/2026 07:30",
                                      "1969-12-31T23:59Z"};
    int64_t utc_s;
    (void)state;
    time_is("1970-01-01T00:00Z", 0);
    time_is("2026-03-02T07:30:00+07:00", 1772411400);
    time_is("2026-03-02 00:30:15Z", 1772411415);
    time_is("2024-02-29T12:00:00-05:30", 1709227800);
    time_is("2100-03-01T00:00Z", 4107542400);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(text_time(bad[i], &utc_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clean), cmocka_unit_test(test_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
