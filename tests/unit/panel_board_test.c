#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/line.h"
#include "panel/board.h"
#include "panel/command.h"
#include "panel/patterns.h"

#define START_MS 1000000 /* some monotonic instant */

static int run(struct patterns *patterns, const char *text)
{
    char line[LINE_MAX_BYTES];
    snprintf(line, sizeof line, "%s", text);
    return command_run(line, patterns, START_MS);
}

static void test_commands(void **state)
{
    (void)state;
    struct patterns patterns, wanted;
    int64_t next_ms;
    for (int event = 0; event < PATTERNS_EVENTS; event++) {
        char line[64];
        patterns_init(&patterns);
        patterns_init(&wanted);
        snprintf(line, sizeof line, "show %s", command_event_word(event));
        assert_int_equal(run(&patterns, line), 0);
        patterns_show(&wanted, (enum patterns_event)event, START_MS);
        assert_memory_equal(&patterns, &wanted, sizeof wanted);
    }
    patterns_init(&patterns);
    assert_int_equal(run(&patterns, "open 500"), 0);
    assert_int_equal(patterns.door_until_ms, START_MS + 500);
    assert_int_equal(run(&patterns, "open 0"), 0);
    assert_int_equal(run(&patterns, "reset-reader"), 0);
    assert_int_equal(patterns_levels(&patterns, START_MS, &next_ms), 0);
    assert_int_equal(next_ms, START_MS + 150);
    assert_int_equal(run(&patterns, "volume 0"), 0);
    assert_int_equal(patterns.volume, 0);
    assert_int_equal(run(&patterns, "volume 2"), 0);
    assert_int_equal(patterns.volume, 2);
    assert_int_equal(run(&patterns, "test amber"), 0);
    assert_int_equal(patterns.test_line, PATTERNS_AMBER);
    assert_int_equal(run(&patterns, "open 999999999"), 0);
    assert_int_equal(patterns.door_until_ms, START_MS + 10000);
    assert_int_equal(run(&patterns, ""), 0);
    assert_int_equal(run(&patterns, "   "), 0);
    assert_null(command_event_word(PATTERNS_EVENTS));
    assert_null(command_event_word(-1));
    assert_null(command_line_word(PATTERNS_LINES));
}

static void test_bad_commands(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "show",           "show Ready",      "show ready now", "show \x01",
        "SHOW ready",     "showready",       "open",           "open -1",
        "open +5",        "open 5.0",        "open 0x10",      "open 1e3",
        "open 5 5",       "open 1234567890", "open ready",     "open 9999999999999999999999",
        "volume",         "volume 4",        "volume -1",      "volume 1 2",
        "test",           "test door",       "test reset",     "test green red",
        "reset-reader 1", "reset",           "up 1 1 1 1 1 1", "\xff\xfe\xfd",
        "%s%n%s%n",
    };
    struct patterns patterns, untouched;
    patterns_init(&patterns);
    patterns_show(&patterns, PATTERNS_FAULT, START_MS - 100);
    patterns_open(&patterns, 5000, START_MS - 100);
    untouched = patterns;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(run(&patterns, lines[i]), ERROR_INPUT);
        assert_memory_equal(&patterns, &untouched, sizeof untouched);
    }
}

static void config_wire(struct config *config, const char *chip)
{
    memset(config, 0, sizeof *config);
    snprintf(config->panel.chip, sizeof config->panel.chip, "%s", chip);
    config->panel.green = 17;
    config->panel.door = 23;
    config->panel.amber = config->panel.red = config->panel.buzzer = CONFIG_LINE_NOT_WIRED;
    config->panel.reader_reset = CONFIG_LINE_NOT_WIRED;
}

static void test_board_nothing_wired(void **state)
{
    (void)state;
    struct config config;
    struct board *board;
    struct error err = {0};
    config_wire(&config, "");
    assert_int_equal(board_open(&config, "k.conf", &board, &err), 0);
    assert_int_equal(board_state(board), BOARD_NONE);
    assert_int_equal(board_set(board, ~0u, START_MS), PATTERNS_NEVER);
    assert_false(board_wired(board, PATTERNS_GREEN));
    board_close(board);

    config_wire(&config, "/dev/gpiochip0");
    config.panel.green = config.panel.door = CONFIG_LINE_NOT_WIRED;
    assert_int_equal(board_open(&config, "k.conf", &board, &err), 0);
    assert_int_equal(board_state(board), BOARD_NONE);
    board_close(board);
    board_close(NULL);
}

static void test_board_same_line_twice(void **state)
{
    (void)state;
    struct config config;
    struct board *board;
    struct error err = {0};
    config_wire(&config, "/dev/gpiochip0");
    config.panel.reader_reset = 17;
    assert_int_equal(board_open(&config, "k.conf", &board, &err), ERROR_CONFIG);
    assert_null(board);
    assert_string_equal(
        err.text, "k.conf: [panel] green and reader_reset are both line 17; give each a line of its own");
}

/* A chip that is not there, or is no chip, is tried again ever more seldom, up to every 8 s. */
static void test_board_back_off(void **state)
{
    (void)state;
    static const char *const chips[] = {"/nonexistent/gpiochip0", "/dev/null", "no-such-label"};
    static const int steps_ms[] = {500, 1000, 2000, 4000, 8000, 8000, 8000};
    for (size_t chip = 0; chip < sizeof chips / sizeof chips[0]; chip++) {
        struct config config;
        struct board *board;
        struct error err = {0};
        config_wire(&config, chips[chip]);
        assert_int_equal(board_open(&config, "k.conf", &board, &err), 0);
        assert_int_equal(board_state(board), BOARD_DOWN);
        int64_t now_ms = START_MS;
        for (size_t i = 0; i < sizeof steps_ms / sizeof steps_ms[0]; i++) {
            assert_int_equal(board_set(board, PATTERNS_SAFE, now_ms), now_ms + steps_ms[i]);
            /* Commands meanwhile don't hurry it. */
            assert_int_equal(board_set(board, 0, now_ms + 1), now_ms + steps_ms[i]);
            assert_int_equal(board_state(board), BOARD_DOWN);
            assert_string_equal(board_reason(board), "missing");
            now_ms += steps_ms[i];
        }
        assert_true(board_wired(board, PATTERNS_DOOR));
        assert_false(board_wired(board, PATTERNS_BUZZER));
        board_close(board);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_bad_commands),
        cmocka_unit_test(test_board_nothing_wired),
        cmocka_unit_test(test_board_same_line_twice),
        cmocka_unit_test(test_board_back_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
