/* Which PINs are good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office/pin_form.h"

static void test_weak(void **state)
{
    static const char *const weak[] = {"",       "12345",  "1234567", "12345a", "111111", "121212", "123123",
                                       "123456", "987654", "890123",  "210987", "311299", "010100", "198512"};
    static const char *const good[] = {"903471", "112233", "198513", "321299", "123465", "000001"};
    (void)state;
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++)
        assert_non_null(pin_problem(weak[i]));
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_null(pin_problem(good[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_weak)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
