/* base: configuration with the place of each mistake, lines, hex, clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "base/hex.h"
#include "base/line.h"

static char config_path[] = "/tmp/diemdanh-base-XXXXXX";

static void write_config(const char *text)
{
    FILE *file = fopen(config_path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Loads text and compares the error after "PATH". */
static void assert_config_error(const char *text, const char *expected)
{
    struct config config;
    struct error err = {0};
    char whole[600];
    write_config(text);
    assert_int_equal(config_load(config_path, &config, &err), ERROR_CONFIG);
    snprintf(whole, sizeof whole, "%s%s", config_path, expected);
    assert_string_equal(err.text, whole);
}

static void config_takes_every_key(void **state)
{
    (void)state;
    struct config config;
    struct error err = {0};
    write_config(
        "[kiosk]\nid = P101-A\nroom = P101\nlanguage = en\ntimezone = UTC\ncard_key_file = /k\n"
        "[ledger]\npath = /var/lib/x.db\n[reader]\ndevice = pn532_uart:/dev/serial0:115200\n"
        "[panel]\nchip = pinctrl-bcm2835\ngreen = 17\namber=27\nred=22\nbuzzer=18\ndoor=23\nreader_reset=24\n"
        "[display]\nfullscreen = no\nwidth = 720\nheight = 1280\nrotation = 90\nreader_side = below\n"
        "px_aspect = 1.08\nmotion = off\n[central]\nconninfo = host=a\n");
    assert_int_equal(config_load(config_path, &config, &err), 0);
    assert_string_equal(config.kiosk.id, "P101-A");
    assert_string_equal(config.kiosk.language, "en");
    assert_string_equal(config.reader.device, "pn532_uart:/dev/serial0:115200");
    assert_int_equal(config.panel.reader_reset, 24);
    assert_false(config.display.fullscreen);
    assert_int_equal(config.display.rotation, 90);
    assert_int_equal(config.display.reader_side, CONFIG_SIDE_BELOW);
    assert_true(config.display.px_aspect > 1.079 && config.display.px_aspect < 1.081);
    assert_false(config.display.motion);
    assert_string_equal(config.central.conninfo, "host=a");
}

static void config_defaults_hold(void **state)
{
    (void)state;
    struct config config;
    write_config("");
    assert_int_equal(config_load(config_path, &config, NULL), 0);
    assert_string_equal(config.kiosk.language, "vi");
    assert_string_equal(config.kiosk.timezone, "Asia/Ho_Chi_Minh");
    assert_string_equal(config.reader.device, "auto");
    assert_int_equal(config.panel.green, CONFIG_LINE_NOT_WIRED);
    assert_true(config.display.fullscreen);
    assert_int_equal(config.display.width, 800);
    assert_int_equal(config.display.reader_side, CONFIG_SIDE_RIGHT);
}

static void config_tells_the_line(void **state)
{
    (void)state;
    assert_config_error("[kiosk]\nid=A\nfoo=1\n", ":3: unknown key foo in [kiosk]; see kiosk.conf.example");
    assert_config_error("[bar]\nid=A\n", ":2: unknown section [bar]; see kiosk.conf.example");
    assert_config_error("[kiosk]\nid=A\nid=B\n", ":3: id is given twice in [kiosk]; keep one");
    assert_config_error("[kiosk]\nbare\n", ":2: not a [section] or a key = value line; mend it");
    assert_config_error("[kiosk]\nid=A B\n", ":2: id must be one word without spaces");
    assert_config_error("[kiosk]\nlanguage=fr\n", ":2: language must be vi or en");
    assert_config_error("[panel]\ngreen=x\n",
                        ":2: green must be a whole number from 0 to 1023; leave the key out if "
                        "it is not wired");
    assert_config_error("[display]\nwidth=10\n", ":2: width must be a whole number from 320 to 7680");
    assert_config_error("[display]\nrotation=45\n", ":2: rotation must be 0, 90, 180 or 270");
    assert_config_error("[display]\npx_aspect=0\n",
                        ":2: px_aspect must be a number from 0.5 to 2.0, such as 1.08");
    assert_config_error("[display]\nreader_side=up\n", ":2: reader_side must be left, right or below");
    assert_config_error("[display]\nmotion=maybe\n", ":2: motion must be yes or no");
}

static void config_missing_file(void **state)
{
    (void)state;
    struct config config;
    struct error err = {0};
    assert_int_equal(config_load("/nonexistent/kiosk.conf", &config, &err), ERROR_CONFIG);
    assert_string_equal(err.text,
                        "/nonexistent/kiosk.conf: cannot be opened: No such file or directory; give the file "
                        "with -c");
}

/* inih cuts lines at 200 bytes; a conninfo is often longer, and lines after it must keep their number. */
static void config_long_and_continued_lines(void **state)
{
    (void)state;
    struct config config;
    struct error err = {0};
    char text[2048] = "[central]\nconninfo = host=a", expected[1024] = "host=a";
    for (int i = 0; i < 60; i++) {
        char word[32];
        snprintf(word, sizeof word, " key%d=value", i);
        strcat(text, word);
        strcat(expected, word);
    }
    strcat(text, "\n   dbname=training\n");
    strcat(expected, " dbname=training");
    write_config(text);
    assert_int_equal(config_load(config_path, &config, &err), 0);
    assert_string_equal(config.central.conninfo, expected);
    strcat(text, "bare\n");
    assert_config_error(text, ":4: not a [section] or a key = value line; mend it");

    char huge[4000];
    memset(huge, 'x', sizeof huge);
    memcpy(huge, "[central]\nconninfo = ", 21);
    strcpy(huge + sizeof huge - 2, "\n");
    assert_config_error(huge, ":2: longer than 2046 bytes; shorten it");
}

static void hex_both_ways(void **state)
{
    (void)state;
    uint8_t bytes[4];
    char text[9];
    assert_int_equal(hex_decode("04aBfF00", bytes, 4), 4);
    hex_encode(bytes, 4, text);
    assert_string_equal(text, "04abff00");
    assert_int_equal(hex_decode("", bytes, 4), -1);
    assert_int_equal(hex_decode("0", bytes, 4), -1);
    assert_int_equal(hex_decode("0g", bytes, 4), -1);
    assert_int_equal(hex_decode("0011223344", bytes, 4), -1);
}

static void lines_whole_split_and_too_long(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct line_reader lines;
    line_reader_init(&lines);
    assert_int_equal(write(fds[1], "one\r\ntw", 7), 7);
    assert_int_equal(line_reader_fill(&lines, fds[0]), 7);
    assert_string_equal(line_reader_next(&lines), "one");
    assert_null(line_reader_next(&lines));
    assert_int_equal(write(fds[1], "o words here\n", 13), 13);
    assert_int_equal(line_reader_fill(&lines, fds[0]), 13);
    char *line = line_reader_next(&lines), *words[2];
    assert_string_equal(line, "two words here");
    assert_int_equal(line_split(line, words, 2), 2);
    assert_string_equal(words[1], "words");

    char big[3000];
    memset(big, 'x', sizeof big);
    big[sizeof big - 1] = '\n';
    assert_int_equal(write(fds[1], big, sizeof big), sizeof big);
    assert_int_equal(line_write(fds[1], "after %d", 1), 0);
    close(fds[1]);
    line = NULL;
    while (line_reader_fill(&lines, fds[0]) > 0 && !line)
        line = line_reader_next(&lines);
    assert_non_null(line);
    assert_string_equal(line, "after 1");
    assert_int_equal(lines.dropped, 1);
    close(fds[0]);
}

static void clock_knows_vietnam(void **state)
{
    (void)state;
    struct clock_local local;
    clock_zone_set("Asia/Ho_Chi_Minh");
    clock_local(1791851040000, &local); /* 2026-10-13 00:24 UTC */
    assert_int_equal(local.year, 2026);
    assert_int_equal(local.month, 10);
    assert_int_equal(local.day, 13);
    assert_int_equal(local.weekday, 2);
    assert_int_equal(local.hour, 7);
    assert_int_equal(local.minute, 24);
    assert_int_equal(clock_day_start_ms(1791851040000), 1791851040000 - (7 * 60 + 24) * 60000);
    clock_local(-1, &local);
    assert_int_equal(local.second, 59);
    assert_int_equal(clock_source_parse("centre"), CLOCK_SOURCE_CENTRE);
    assert_int_equal(clock_source_parse("sundial"), -1);
    /* The ends of what a number can say: no instant overflows. */
    clock_local(INT64_MIN, &local);
    assert_true(local.year < -292000000 && local.month >= 1 && local.month <= 12);
    clock_local(INT64_MAX, &local);
    assert_true(local.year > 292000000 && local.second < 61);
    assert_int_equal(clock_day_start_ms(-1), -8 * 3600000); /* Saigon's time of then */
}

static void errors_have_classes(void **state)
{
    (void)state;
    struct error err = {0};
    assert_int_equal(error_class(ERROR_FULL), ERROR_CLASS_LATER);
    assert_int_equal(error_class(ERROR_INPUT), ERROR_CLASS_REFUSED);
    assert_int_equal(error_class(ERROR_CORRUPT), ERROR_CLASS_BROKEN);
    assert_int_equal(error_exit_status(ERROR_CONFIG), 2);
    assert_int_equal(error_exit_status(ERROR_OFFLINE), 1);
    assert_int_equal(error_set(&err, ERROR_IO, "two\nlines"), ERROR_IO);
    assert_string_equal(err.text, "two lines");
    assert_int_equal(error_set(NULL, ERROR_IO, "x"), ERROR_IO);
}

int main(void)
{
    int fd = mkstemp(config_path);
    if (fd < 0)
        return 1;
    close(fd);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(config_takes_every_key),
        cmocka_unit_test(config_defaults_hold),
        cmocka_unit_test(config_tells_the_line),
        cmocka_unit_test(config_missing_file),
        cmocka_unit_test(config_long_and_continued_lines),
        cmocka_unit_test(hex_both_ways),
        cmocka_unit_test(lines_whole_split_and_too_long),
        cmocka_unit_test(clock_knows_vietnam),
        cmocka_unit_test(errors_have_classes),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(config_path);
    return failed;
}
