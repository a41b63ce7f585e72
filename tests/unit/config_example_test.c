#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"

#define EXAMPLE SOURCE_DIR "/assets/kiosk.conf.example"

static void load(const char *path, struct config *config)
{
    struct error err = {0};
    int code = config_load(path, config, &err);
    if (code)
        fail_msg("%s", err.text);
}

/* Whether a line is a key in a comment, "#key = value": its default. */
static int is_default(const char *line)
{
    if (line[0] != '#' || !islower((unsigned char)line[1]))
        return 0;
    size_t word = strspn(line + 1, "abcdefghijklmnopqrstuvwxyz_");
    return !strncmp(line + 1 + word, " = ", 3);
}

static void test_values(void **state)
{
    (void)state;
    struct config config;
    load(EXAMPLE, &config);
    assert_string_equal(config.kiosk.id, "P101-A");
    assert_string_equal(config.kiosk.room, "P101");
    assert_string_equal(config.kiosk.card_key_file, "/etc/diemdanh/card.key");
    assert_string_equal(config.ledger.path, "/var/lib/diemdanh/ledger.db");
    assert_string_equal(config.reader.device, "auto");
    assert_string_equal(config.panel.chip, "pinctrl-bcm2711");
    assert_int_equal(config.panel.green, 17);
    assert_int_equal(config.panel.amber, 27);
    assert_int_equal(config.panel.red, 22);
    assert_int_equal(config.panel.buzzer, 18);
    assert_int_equal(config.panel.door, 23);
    assert_int_equal(config.panel.reader_reset, 24);
    assert_non_null(strstr(config.central.conninfo, "sslmode=verify-full"));
    /* The whole long line arrived. */
    assert_non_null(strstr(config.central.conninfo, "target_session_attrs=read-write"));
}

/* Every default in a comment is the parser's own: with the comment signs away, the same configuration
 * results. */
static void test_defaults_are_true(void **state)
{
    (void)state;
    char path[] = "/tmp/config-example-XXXXXX", line[2048];
    int fd = mkstemp(path), count = 0;
    assert_true(fd >= 0);
    FILE *to = fdopen(fd, "w"), *from = fopen(EXAMPLE, "r");
    assert_non_null(to);
    assert_non_null(from);
    while (fgets(line, sizeof line, from)) {
        count += is_default(line);
        fputs(line + is_default(line), to);
    }
    fclose(from);
    assert_int_equal(fclose(to), 0);
    struct config bare, spelled;
    memset(&bare, 0, sizeof bare);
    memset(&spelled, 0, sizeof spelled);
    load(EXAMPLE, &bare);
    load(path, &spelled);
    unlink(path);
    assert_int_equal(count, 10);
    assert_memory_equal(&bare, &spelled, sizeof bare);
}

/* No key of the parser is missing: its table is the list. */
static void test_every_key(void **state)
{
    (void)state;
    char line[2048], section[32], name[32], text[16384] = "\n";
    FILE *example = fopen(EXAMPLE, "r"), *parser = fopen(SOURCE_DIR "/firmware/base/config.c", "r");
    assert_non_null(example);
    assert_non_null(parser);
    size_t used = 1 + fread(text + 1, 1, sizeof text - 2, example);
    assert_true(feof(example));
    text[used] = '\0';
    fclose(example);
    int keys = 0;
    while (fgets(line, sizeof line, parser)) {
        if (sscanf(line, " KEY(%31[a-z_], %31[a-z_], CONFIG_", section, name) != 2)
            continue;
        keys++;
        char heading[40], set[40], commented[40];
        snprintf(heading, sizeof heading, "\n[%s]\n", section);
        snprintf(set, sizeof set, "\n%s = ", name);
        snprintf(commented, sizeof commented, "\n#%s = ", name);
        const char *start = strstr(text, heading);
        if (!start)
            fail_msg("section [%s] is not in the example", section);
        const char *end = strstr(start + 1, "\n[");
        const char *found = strstr(start, set);
        if (!found)
            found = strstr(start, commented);
        if (!found || (end && found > end))
            fail_msg("[%s] %s is not in the example", section, name);
    }
    fclose(parser);
    assert_true(keys >= 22);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_defaults_are_true),
        cmocka_unit_test(test_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
