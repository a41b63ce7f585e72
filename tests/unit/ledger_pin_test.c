/* PINs: whose it is, and the lock after wrong ones, over restarts of the program and of the machine. */
#include "ledger_fixture.h"

#include <argon2.h>

#include "ledger/staff.h"

static void hash_pin(const char *pin, char *out, size_t capacity)
{
    assert_int_equal(
        argon2id_hash_encoded(2, 1024, 1, pin, strlen(pin), "saltsaltsalt", 12, 32, out, capacity),
        ARGON2_OK);
}

static int setup(void **state)
{
    fixture_setup_open(state);
    struct fixture *f = *state;
    char eight[200], nine[200], more[1000];
    hash_pin("112233", eight, sizeof eight);
    hash_pin("445566", nine, sizeof nine);
    char *json = fixture_slice(f, "pins");
    json[strlen(json) - 1] = '\0';
    snprintf(
        more, sizeof more,
        ", \"pins\": [{\"member_id\": \"G8\", \"pin_hash\": \"%s\"}, {\"member_id\": \"G9\", \"pin_hash\": "
        "\"%s\"}, {\"member_id\": \"GX\", \"pin_hash\": \"$argon2id$v=19$m=4194304,t=3,p=1$c2FsdA$aGFzaA\"}, "
        "{\"member_id\": \"GY\", \"pin_hash\": \"plain\"}]}",
        eight, nine);
    char *whole = malloc(strlen(json) + strlen(more) + 1);
    assert_non_null(whole);
    strcpy(whole, json);
    strcat(whole, more);
    if (ledger_slice_replace(f->ledger, whole, strlen(whole), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(whole);
    free(json);
    return 0;
}

static void assert_pin(struct fixture *f, const char *boot, int64_t boottime_ms, const char *pin, int code,
                       int tries, int64_t locked_ms, const char *actor)
{
    struct clock_reading now = fixture_reading(boot, boottime_ms, DAY_MS + boottime_ms, CLOCK_SOURCE_CENTRE);
    char actor_id[LEDGER_ID_MAX + 1];
    int tries_left = -1;
    int64_t locked = -1;
    assert_int_equal(ledger_pin_check(f->ledger, &now, pin, actor_id, &tries_left, &locked, &f->err), code);
    assert_int_equal(tries_left, tries);
    assert_int_equal(locked, locked_ms);
    assert_string_equal(actor_id, actor);
}

static void reopen(struct fixture *f)
{
    ledger_close(f->ledger);
    f->ledger = NULL;
    if (ledger_open(f->path, LEDGER_KIOSK, &f->ledger, &f->err) != 0)
        fail_msg("open: %s", f->err.text);
}

static void whose_it_is(void **state)
{
    struct fixture *f = *state;
    assert_pin(f, BOOT_A, 1000, "112233", 0, 5, 0, "G8");
    assert_pin(f, BOOT_A, 2000, "445566", 0, 5, 0, "G9");
    assert_pin(f, BOOT_A, 3000, "000000", ERROR_DENIED, 4, 0, "");
    assert_pin(f, BOOT_A, 4000, "445566", 0, 5, 0, "G9");
    assert_pin(f, BOOT_A, 5000, "000000", ERROR_DENIED, 4, 0, "");
    /* What is no PIN is not counted. */
    assert_pin(f, BOOT_A, 6000, "12345", ERROR_INPUT, 0, 0, "");
    assert_pin(f, BOOT_A, 6000, "1234567", ERROR_INPUT, 0, 0, "");
    assert_pin(f, BOOT_A, 6000, "12345x", ERROR_INPUT, 0, 0, "");
    assert_pin(f, BOOT_A, 7000, "000000", ERROR_DENIED, 3, 0, "");
}

static void fail_five(struct fixture *f, const char *boot, int64_t at_ms, int64_t locked_ms)
{
    for (int i = 4; i > 0; i--)
        assert_pin(f, boot, at_ms, "000000", ERROR_DENIED, i, 0, "");
    assert_pin(f, boot, at_ms, "000000", ERROR_DENIED, 0, locked_ms, "");
}

static void locks_longer_and_longer(void **state)
{
    struct fixture *f = *state;
    static const int64_t lengths[] = {30000, 60000, 300000, 900000, 900000};
    int64_t at_ms = 1000;
    for (int i = 0; i < 5; i++) {
        fail_five(f, BOOT_A, at_ms, lengths[i]);
        /* Not even the right one, to the last millisecond. */
        assert_pin(f, BOOT_A, at_ms + 1000, "112233", ERROR_BUSY, 0, lengths[i] - 1000, "");
        reopen(f);
        assert_pin(f, BOOT_A, at_ms + lengths[i] - 1, "112233", ERROR_BUSY, 0, 1, "");
        at_ms += lengths[i];
    }
    assert_pin(f, BOOT_A, at_ms, "112233", 0, 5, 0, "G8");
    fail_five(f, BOOT_A, at_ms, 30000);
}

static void restart_of_the_machine_shortens_nothing(void **state)
{
    struct fixture *f = *state;
    fail_five(f, BOOT_A, 900000, 30000);
    reopen(f);
    fixture_note(f, BOOT_B, 0, DAY_MS + 900500, CLOCK_SOURCE_CENTRE);
    assert_pin(f, BOOT_B, 12000, "112233", ERROR_BUSY, 0, 18000, "");
    assert_pin(f, BOOT_B, 29999, "112233", ERROR_BUSY, 0, 1, "");
    assert_pin(f, BOOT_B, 30000, "112233", 0, 5, 0, "G8");
    /* The count of wrong ones goes over a restart too. */
    for (int i = 4; i > 1; i--)
        assert_pin(f, BOOT_B, 40000, "000000", ERROR_DENIED, i, 0, "");
    reopen(f);
    assert_pin(f, BOOT_C, 1000, "000000", ERROR_DENIED, 1, 0, "");
    assert_pin(f, BOOT_C, 1000, "000000", ERROR_DENIED, 0, 30000, "");
}

/* The power goes while the hash is computed: the try has counted. */
static void cut_off_tries_count(void **state)
{
    struct fixture *f = *state;
    struct clock_reading now = fixture_reading(BOOT_A, 1000, DAY_MS, CLOCK_SOURCE_CENTRE);
    char actor_id[LEDGER_ID_MAX + 1];
    int tries;
    int64_t locked_ms;
    for (int i = 0; i < 5; i++) {
        struct ledger_pin_try *attempt;
        assert_int_equal(ledger_pin_begin(f->ledger, &now, "112233", &attempt, &locked_ms, &f->err), 0);
        ledger_pin_stop(attempt);
        ledger_pin_work(attempt);
        assert_int_equal(ledger_pin_end(f->ledger, attempt, actor_id, &tries, &locked_ms, &f->err),
                         ERROR_DENIED);
        assert_int_equal(tries, 4 - i);
        reopen(f);
    }
    assert_pin(f, BOOT_A, 2000, "112233", ERROR_BUSY, 0, 29000, "");
}

static void no_pins(void **state)
{
    struct fixture *f = *state;
    fixture_take_slice(f, "without"); /* of an older centre: the PINs go with it */
    assert_pin(f, BOOT_A, 1000, "112233", ERROR_DENIED, 4, 0, "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(whose_it_is), TEST(locks_longer_and_longer),
                                       TEST(restart_of_the_machine_shortens_nothing),
                                       TEST(cut_off_tries_count), TEST(no_pins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
