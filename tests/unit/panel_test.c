#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "panel/patterns.h"

#define START_MS 1000000 /* some monotonic instant */

/* "-" or letters of what is on: Green Amber Red Buzzer Door; x = the reader is in reset. */
static const char *levels_text(unsigned levels, char text[8])
{
    static const char letters[] = "GARBD";
    size_t used = 0;
    for (int line = PATTERNS_GREEN; line <= PATTERNS_DOOR; line++) {
        if (levels & PATTERNS_BIT(line))
            text[used++] = letters[line];
    }
    if (!(levels & PATTERNS_BIT(PATTERNS_RESET)))
        text[used++] = 'x';
    if (used == 0)
        text[used++] = '-';
    text[used] = '\0';
    return text;
}

/* Steps through every millisecond of [from, from + length) and writes each change as "AGE:LEVELS". A change
 * at another time than the one foretold fails the test, a foretold one that changes nothing doesn't. */
static const char *timeline(const struct patterns *patterns, int64_t from_ms, int64_t length_ms)
{
    static char text[4096];
    char word[8];
    size_t used = 0;
    unsigned last = 0;
    int64_t foretold_ms = from_ms;
    for (int64_t now_ms = from_ms; now_ms < from_ms + length_ms; now_ms++) {
        int64_t next_ms;
        unsigned levels = patterns_levels(patterns, now_ms, &next_ms);
        assert_true(next_ms > now_ms);
        if (now_ms == from_ms || levels != last) {
            assert_int_equal(now_ms, foretold_ms);
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%d:%s", used ? " " : "",
                                     (int)(now_ms - from_ms), levels_text(levels, word));
            assert_true(used < sizeof text);
        }
        if (now_ms == foretold_ms)
            foretold_ms = next_ms;
        assert_int_equal(next_ms, foretold_ms);
        last = levels;
    }
    return text;
}

static unsigned levels_at(const struct patterns *patterns, int64_t now_ms)
{
    int64_t next_ms;
    return patterns_levels(patterns, now_ms, &next_ms);
}

static void test_timelines(void **state)
{
    (void)state;
    static const struct {
        enum patterns_event event;
        const char *wanted;
    } cases[] = {
        {PATTERNS_READY, "0:-"},
        {PATTERNS_ACCEPTED, "0:GB 80:G 1000:-"},
        {PATTERNS_REMARK, "0:AB 80:A 160:AB 240:A 1000:-"},
        {PATTERNS_ALREADY, "0:GB 40:G 200:- 400:G 600:-"},
        {PATTERNS_QUESTION, "0:AB 40:A 1000:- 2000:A 3000:- 4000:A"},
        {PATTERNS_REREAD, "0:AB 40:A 120:AB 160:A 200:- 240:B 280:- 400:A 600:- 800:A 1000:-"},
        {PATTERNS_REFUSED, "0:RB 500:R 1500:-"},
        {PATTERNS_UNLOCKED, "0:GB 80:G 300:-"},
        {PATTERNS_WRONG, "0:RB 500:-"},
        {PATTERNS_FAULT, "0:RB 500:- 1000:R 1500:- 2000:R 2500:- 3000:R 3500:- 4000:R 4500:-"},
        {PATTERNS_OFF, "0:-"},
    };
    assert_int_equal(sizeof cases / sizeof cases[0], PATTERNS_EVENTS);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct patterns patterns;
        patterns_init(&patterns);
        patterns_show(&patterns, cases[i].event, START_MS);
        assert_string_equal(timeline(&patterns, START_MS, 5000), cases[i].wanted);
    }
}

static void test_start_is_safe(void **state)
{
    (void)state;
    struct patterns patterns;
    int64_t next_ms;
    patterns_init(&patterns);
    for (int64_t now_ms = -5; now_ms < 5; now_ms++) {
        assert_int_equal(patterns_levels(&patterns, now_ms, &next_ms), PATTERNS_SAFE);
        assert_int_equal(next_ms, PATTERNS_NEVER);
    }
}

/* Whatever is shown, at any age, the next event looks and sounds as if it came out of nothing. */
static void test_replacement(void **state)
{
    (void)state;
    for (int old = 0; old < PATTERNS_EVENTS; old++) {
        for (int new = 0; new < PATTERNS_EVENTS; new ++) {
            if (old == PATTERNS_FAULT && new == PATTERNS_FAULT)
                continue;
            struct patterns fresh;
            patterns_init(&fresh);
            patterns_show(&fresh, (enum patterns_event) new, START_MS);
            for (int age_ms = 0; age_ms <= 2600; age_ms += 13) {
                struct patterns replaced;
                patterns_init(&replaced);
                patterns_show(&replaced, (enum patterns_event)old, START_MS - age_ms);
                patterns_show(&replaced, (enum patterns_event) new, START_MS);
                for (int at_ms = 0; at_ms < 2600; at_ms += 20) {
                    int64_t next_a, next_b;
                    assert_int_equal(patterns_levels(&replaced, START_MS + at_ms, &next_a),
                                     patterns_levels(&fresh, START_MS + at_ms, &next_b));
                    assert_int_equal(next_a, next_b);
                }
            }
        }
    }
}

static void test_fault_holds(void **state)
{
    (void)state;
    struct patterns patterns;
    patterns_init(&patterns);
    patterns_show(&patterns, PATTERNS_FAULT, START_MS);
    const int64_t week_ms = INT64_C(7) * 24 * 3600 * 1000;
    assert_string_equal(timeline(&patterns, START_MS + week_ms, 2001), "0:R 500:- 1000:R 1500:- 2000:R");
    /* Said again, it neither jumps nor sounds. */
    patterns_show(&patterns, PATTERNS_FAULT, START_MS + week_ms + 300);
    assert_string_equal(timeline(&patterns, START_MS + week_ms + 300, 1701), "0:R 200:- 700:R 1200:- 1700:R");
    /* A touch by staff is shown, then the fault again: it blinks, but its tone was given. */
    patterns_show(&patterns, PATTERNS_ACCEPTED, START_MS + week_ms + 2000);
    patterns_show(&patterns, PATTERNS_FAULT, START_MS + week_ms + 3000);
    assert_string_equal(timeline(&patterns, START_MS + week_ms + 3000, 1501), "0:R 500:- 1000:R 1500:-");
    /* Solved and broken anew: the tone comes again. */
    patterns_show(&patterns, PATTERNS_READY, START_MS + week_ms + 5000);
    patterns_show(&patterns, PATTERNS_FAULT, START_MS + week_ms + 6000);
    assert_string_equal(timeline(&patterns, START_MS + week_ms + 6000, 1501), "0:RB 500:- 1000:R 1500:-");
}

static void test_door_limits(void **state)
{
    (void)state;
    struct patterns patterns;
    patterns_init(&patterns);
    patterns_open(&patterns, 500, START_MS);
    assert_string_equal(timeline(&patterns, START_MS, 2000), "0:D 500:-");
    patterns_init(&patterns);
    patterns_open(&patterns, 10000, START_MS);
    assert_string_equal(timeline(&patterns, START_MS, 12000), "0:D 10000:-");
    patterns_init(&patterns);
    patterns_open(&patterns, 999999999, START_MS);
    assert_string_equal(timeline(&patterns, START_MS, 12000), "0:D 10000:-");
    patterns_init(&patterns);
    patterns_open(&patterns, INT64_MAX, START_MS);
    assert_string_equal(timeline(&patterns, START_MS, 12000), "0:D 10000:-");
    patterns_init(&patterns);
    patterns_open(&patterns, 0, START_MS);
    patterns_open(&patterns, -1, START_MS);
    assert_string_equal(timeline(&patterns, START_MS, 2000), "0:-");
}

static void test_door_replacement(void **state)
{
    (void)state;
    struct patterns patterns;
    /* The newest wish counts, shorter or longer. */
    patterns_init(&patterns);
    patterns_open(&patterns, 5000, START_MS);
    patterns_open(&patterns, 500, START_MS + 1000);
    assert_string_equal(timeline(&patterns, START_MS + 1000, 6000), "0:D 500:-");
    patterns_init(&patterns);
    patterns_open(&patterns, 5000, START_MS);
    patterns_open(&patterns, 5000, START_MS + 1000);
    assert_string_equal(timeline(&patterns, START_MS + 1000, 6000), "0:D 5000:-");
    /* But not past ten seconds after the relay went on. */
    patterns_open(&patterns, 10000, START_MS + 4000);
    assert_string_equal(timeline(&patterns, START_MS + 4000, 12000), "0:D 6000:-");
    patterns_open(&patterns, 10000, START_MS + 9999);
    assert_string_equal(timeline(&patterns, START_MS + 9999, 12000), "0:D 1:-");
    /* From then on a wish begins anew. */
    patterns_open(&patterns, 300, START_MS + 10000);
    assert_string_equal(timeline(&patterns, START_MS + 10000, 12000), "0:D 300:-");
    patterns_open(&patterns, 10000, START_MS + 10100);
    patterns_open(&patterns, 0, START_MS + 10200);
    assert_string_equal(timeline(&patterns, START_MS + 10200, 12000), "0:-");
    /* No event, test, reset or volume moves the door's end. */
    patterns_init(&patterns);
    patterns_open(&patterns, 1000, START_MS);
    for (int event = 0; event < PATTERNS_EVENTS; event++)
        patterns_show(&patterns, (enum patterns_event)event, START_MS + 100 + event);
    patterns_test(&patterns, PATTERNS_BUZZER, START_MS + 200);
    patterns_reset_reader(&patterns, START_MS + 200);
    patterns_volume(&patterns, 0);
    assert_string_equal(timeline(&patterns, START_MS + 200, 2000), "0:Dx 150:D 800:-");
}

/* 200,000 random commands: the door is never on for more than ten seconds without a break, nor after the time
 * that the last wish allows. */
static void test_door_random(void **state)
{
    (void)state;
    unsigned seed = 20251124;
    struct patterns patterns;
    patterns_init(&patterns);
    int64_t now_ms = START_MS, on_since_ms = -1, wish_end_ms = 0;
    for (int i = 0; i < 200000; i++) {
        int64_t step_ms = rand_r(&seed) % 4000, next_ms;
        for (int64_t end_ms = now_ms + step_ms; now_ms < end_ms;) {
            bool on = patterns_levels(&patterns, now_ms, &next_ms) & PATTERNS_BIT(PATTERNS_DOOR);
            if (!on)
                on_since_ms = -1;
            else if (on_since_ms < 0)
                on_since_ms = now_ms;
            assert_true(!on || (now_ms < on_since_ms + 10000 && now_ms < wish_end_ms));
            now_ms = next_ms < end_ms ? next_ms : end_ms;
        }
        /* The instant of the last step itself, before a new wish can begin. */
        if (!(patterns_levels(&patterns, now_ms, &next_ms) & PATTERNS_BIT(PATTERNS_DOOR)))
            on_since_ms = -1;
        int64_t ms = rand_r(&seed) % 12000;
        if (rand_r(&seed) % 2) {
            patterns_open(&patterns, ms, now_ms);
            wish_end_ms = now_ms + ms;
        } else {
            patterns_show(&patterns, (enum patterns_event)(rand_r(&seed) % PATTERNS_EVENTS), now_ms);
        }
    }
}

static void test_volume(void **state)
{
    (void)state;
    for (int event = 0; event < PATTERNS_EVENTS; event++) {
        struct patterns silent, loud;
        patterns_init(&silent);
        patterns_volume(&silent, 0);
        patterns_show(&silent, (enum patterns_event)event, START_MS);
        patterns_init(&loud);
        patterns_show(&loud, (enum patterns_event)event, START_MS);
        for (int at_ms = 0; at_ms < 3000; at_ms++)
            assert_int_equal(levels_at(&silent, START_MS + at_ms),
                             levels_at(&loud, START_MS + at_ms) & ~PATTERNS_BIT(PATTERNS_BUZZER));
    }
    struct patterns patterns;
    patterns_init(&patterns);
    patterns_show(&patterns, PATTERNS_REFUSED, START_MS);
    /* It counts at once, in both directions, and values are cut to the range. */
    patterns_volume(&patterns, -7);
    assert_string_equal(timeline(&patterns, START_MS + 100, 100), "0:R");
    patterns_volume(&patterns, 1);
    assert_string_equal(timeline(&patterns, START_MS + 100, 500), "0:RB 400:R");
    patterns_volume(&patterns, 99);
    assert_int_equal(patterns.volume, 3);
    patterns_volume(&patterns, 0);
    patterns_test(&patterns, PATTERNS_BUZZER, START_MS + 5000);
    assert_string_equal(timeline(&patterns, START_MS + 5000, 2000), "0:-");
}

static void test_line_tests(void **state)
{
    (void)state;
    static const struct {
        enum patterns_line line;
        const char *wanted;
    } cases[] = {{PATTERNS_GREEN, "0:G 1000:-"},
                 {PATTERNS_AMBER, "0:A 1000:-"},
                 {PATTERNS_RED, "0:R 1000:-"},
                 {PATTERNS_BUZZER, "0:B 1000:-"}};
    struct patterns patterns;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        patterns_init(&patterns);
        assert_int_equal(patterns_test(&patterns, cases[i].line, START_MS), 0);
        assert_string_equal(timeline(&patterns, START_MS, 3000), cases[i].wanted);
    }
    patterns_init(&patterns);
    assert_int_equal(patterns_test(&patterns, PATTERNS_DOOR, START_MS), ERROR_INPUT);
    assert_int_equal(patterns_test(&patterns, PATTERNS_RESET, START_MS), ERROR_INPUT);
    assert_string_equal(timeline(&patterns, START_MS, 3000), "0:-");
    /* One after another: the later replaces the earlier. A tap ends it. */
    patterns_test(&patterns, PATTERNS_GREEN, START_MS);
    patterns_test(&patterns, PATTERNS_AMBER, START_MS + 400);
    assert_string_equal(timeline(&patterns, START_MS + 400, 3000), "0:A 1000:-");
    patterns_test(&patterns, PATTERNS_AMBER, START_MS);
    patterns_show(&patterns, PATTERNS_ACCEPTED, START_MS + 100);
    assert_string_equal(timeline(&patterns, START_MS + 100, 3000), "0:GB 80:G 1000:-");
    /* Over a fault, which goes on after it. */
    patterns_show(&patterns, PATTERNS_FAULT, START_MS);
    patterns_test(&patterns, PATTERNS_GREEN, START_MS + 600);
    assert_string_equal(timeline(&patterns, START_MS + 600, 2000), "0:G 400:GR 900:G 1000:- 1400:R 1900:-");
}

static void test_reset(void **state)
{
    (void)state;
    struct patterns patterns;
    patterns_init(&patterns);
    patterns_reset_reader(&patterns, START_MS);
    assert_string_equal(timeline(&patterns, START_MS, 1000), "0:x 150:-");
    patterns_reset_reader(&patterns, START_MS + 100);
    assert_string_equal(timeline(&patterns, START_MS + 100, 1000), "0:x 150:-");
    assert_true(PATTERNS_RESET_MS >= 100);
}

/* A clock that stands or steps back does no harm: nothing lasts longer than from its own instant. */
static void test_late_and_early_ticks(void **state)
{
    (void)state;
    struct patterns patterns;
    int64_t next_ms;
    patterns_init(&patterns);
    patterns_show(&patterns, PATTERNS_REMARK, START_MS);
    assert_int_equal(patterns_levels(&patterns, START_MS - 5000, &next_ms),
                     PATTERNS_SAFE | PATTERNS_BIT(PATTERNS_AMBER) | PATTERNS_BIT(PATTERNS_BUZZER));
    assert_int_equal(levels_at(&patterns, START_MS + 200),
                     PATTERNS_SAFE | PATTERNS_BIT(PATTERNS_AMBER) | PATTERNS_BIT(PATTERNS_BUZZER));
    assert_int_equal(levels_at(&patterns, START_MS + 100), PATTERNS_SAFE | PATTERNS_BIT(PATTERNS_AMBER));
    assert_int_equal(levels_at(&patterns, START_MS + 1000000), PATTERNS_SAFE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timelines),
        cmocka_unit_test(test_start_is_safe),
        cmocka_unit_test(test_replacement),
        cmocka_unit_test(test_fault_holds),
        cmocka_unit_test(test_door_limits),
        cmocka_unit_test(test_door_replacement),
        cmocka_unit_test(test_door_random),
        cmocka_unit_test(test_volume),
        cmocka_unit_test(test_line_tests),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_late_and_early_ticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
