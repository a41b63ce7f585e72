/* The reader's decisions without a device: what it says and does next, when it tries again, names of devices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "reader/device.h"
#include "reader/presence.h"
#include "reader/supervisor.h"

static const struct seen_card card_a = {.uid = {4, 1, 2, 3, 4, 5, 6}, .uid_size = 7, .atqa = {0x00, 0x44}};
static const struct seen_card card_b = {
    .uid = {0x11, 0x22, 0x33, 0x44}, .uid_size = 4, .atqa = {0, 4}, .sak = 8};
static const struct seen_card phone_1 = {.uid = {8, 1, 1, 1}, .uid_size = 4, .atqa = {0, 4}, .sak = 0x20};
static const struct seen_card phone_2 = {.uid = {8, 2, 2, 2}, .uid_size = 4, .atqa = {0, 4}, .sak = 0x20};

/* One step: what the last action brought, what must be said, and what must be done next. */
struct step {
    enum presence_outcome outcome;
    const struct seen_card *card;
    enum presence_word word;
    enum presence_action next;
    unsigned pause_ms;
};

#define RUN(steps) run_steps(steps, sizeof steps / sizeof steps[0])

static void run_steps(const struct step *steps, size_t count)
{
    struct presence presence;
    presence_init(&presence);
    assert_int_equal(presence.action, PRESENCE_SELECT);
    assert_int_equal(presence.pause_ms, 0);
    for (size_t i = 0; i < count; i++) {
        enum presence_word word = presence_step(&presence, steps[i].outcome, steps[i].card);
        if (word != steps[i].word || presence.action != steps[i].next ||
            presence.pause_ms != steps[i].pause_ms)
            fail_msg("step %zu: said %d, next %d after %u ms", i, word, presence.action, presence.pause_ms);
        if (word == PRESENCE_SAY_CARD)
            assert_memory_equal(presence.card.uid, steps[i].card->uid, steps[i].card->uid_size);
    }
}

static void card_comes_stays_and_goes(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_THERE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0}, /* one miss */
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},     /* only sulked */
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_GONE, PRESENCE_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
    };
    RUN(steps);
}

static void card_that_cannot_be_pinged_is_selected_again(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_UNKNOWN, NULL, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_UNKNOWN, NULL, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_GONE, PRESENCE_SELECT, 0},
    };
    RUN(steps);
}

static void two_cards_are_said_once(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_MANY, PRESENCE_SELECT, 60},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 60},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 60},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_GONE, PRESENCE_SELECT, 0},
    };
    RUN(steps);
}

/* From a held card to the look for another one. */
#define HOLD_UNTIL_LOOK                                                                                      \
    {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},                                          \
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},                               \
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},                                   \
        {PRESENCE_THERE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},                                     \
        {PRESENCE_THERE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},                                     \
    {                                                                                                        \
        PRESENCE_THERE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 60                                       \
    }

static void second_card_that_joins_later_is_noticed(void **state)
{
    (void)state;
    static const struct step ours_wakes_first[] = {
        HOLD_UNTIL_LOOK,
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_MANY, PRESENCE_SELECT, 60},
    };
    static const struct step theirs_wakes_first[] = {
        HOLD_UNTIL_LOOK,
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_MANY, PRESENCE_SELECT, 60},
    };
    RUN(ours_wakes_first);
    RUN(theirs_wakes_first);
}

static void look_that_meets_a_change_is_not_many(void **state)
{
    (void)state;
    static const struct step changed[] = {
        HOLD_UNTIL_LOOK,
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, &card_b, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
    };
    static const struct step alone[] = {
        HOLD_UNTIL_LOOK,
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_THERE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
    };
    static const struct step all_gone[] = {
        HOLD_UNTIL_LOOK,
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_GONE, PRESENCE_SELECT, 0},
    };
    static const struct step disturbed[] = {
        HOLD_UNTIL_LOOK,
        {PRESENCE_SILENT, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
    };
    RUN(changed);
    RUN(alone);
    RUN(all_gone);
    RUN(disturbed);
}

static void card_that_answers_again_is_not_two(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
    };
    RUN(steps);
}

static void next_card_without_a_gap_is_said(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, &card_b, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
    };
    RUN(steps);
}

static void card_that_joins_a_sleeping_one_makes_many(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_b, PRESENCE_SAY_NOTHING, PRESENCE_OTHER, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_MANY, PRESENCE_SELECT, 60},
    };
    RUN(steps);
}

static void phone_is_one_card_whatever_its_uid(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {PRESENCE_CARD, &phone_1, PRESENCE_SAY_CARD, PRESENCE_PING, 60},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &phone_2, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
    };
    RUN(steps);
}

static void one_disturbed_answer_asks_again(void **state)
{
    (void)state;
    static const struct step none_after[] = {
        {PRESENCE_SILENT, NULL, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_REREAD, PRESENCE_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 0},
    };
    static const struct step card_after[] = {
        {PRESENCE_FAILED, NULL, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_FAILED, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_NOTHING, PRESENCE_PING, 60},
        {PRESENCE_FAILED, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_GONE, PRESENCE_SELECT, 0},
    };
    RUN(none_after);
    RUN(card_after);
}

static void two_failures_lose_the_device(void **state)
{
    (void)state;
    static const struct step silent[] = {
        {PRESENCE_FAILED, NULL, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 0},
        {PRESENCE_SILENT, NULL, PRESENCE_SAY_SILENT, PRESENCE_SELECT, 0},
    };
    static const struct step held[] = {
        {PRESENCE_CARD, &card_a, PRESENCE_SAY_CARD, PRESENCE_OTHER, 0},
        {PRESENCE_SILENT, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_FAILED, NULL, PRESENCE_SAY_LOST, PRESENCE_RESET_SELECT, 0},
    };
    RUN(silent);
    RUN(held);
}

static void unreadable_card_is_said_once(void **state)
{
    (void)state;
    static const struct seen_card broken = {.uid_size = 0};
    static const struct step steps[] = {
        {PRESENCE_CARD, &broken, PRESENCE_SAY_REREAD, PRESENCE_SELECT, 60},
        {PRESENCE_CARD, &broken, PRESENCE_SAY_NOTHING, PRESENCE_SELECT, 60},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_NOTHING, PRESENCE_RESET_SELECT, 0},
        {PRESENCE_NONE, NULL, PRESENCE_SAY_GONE, PRESENCE_SELECT, 0},
    };
    RUN(steps);
}

static void line_of_a_card(void **state)
{
    (void)state;
    char line[600];
    struct seen_card card = {.uid = {0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6},
                             .uid_size = 7,
                             .atqa = {0x03, 0x44},
                             .sak = 0x20,
                             .ats = {0x75, 0x77, 0x81, 0x02, 0x80},
                             .ats_size = 5};
    assert_int_equal(presence_card_line(&card, line, sizeof line), 0);
    assert_string_equal(line, "card 04A1B2C3D4E5F6 0344 20 7577810280");
    card.ats_size = 0;
    assert_int_equal(presence_card_line(&card, line, sizeof line), 0);
    assert_string_equal(line, "card 04A1B2C3D4E5F6 0344 20");
    assert_int_equal(presence_card_line(&card, line, 27), -1);
    assert_int_equal(presence_card_line(&card, line, 28), 0);
}

static void recovery_says_down_once_and_waits_longer(void **state)
{
    (void)state;
    static const unsigned waits_ms[] = {100, 200, 400, 800, 1000, 1000};
    struct recovery recovery;
    recovery_init(&recovery);
    for (size_t i = 0; i < sizeof waits_ms / sizeof waits_ms[0]; i++) {
        assert_int_equal(recovery_down(&recovery, (int64_t)i * 1000), i == 0);
        assert_int_equal(recovery_wait_ms(&recovery), waits_ms[i]);
    }
    /* Falls again at once: tried less and less often. */
    recovery_up(&recovery, 10000);
    assert_true(recovery_down(&recovery, 10000 + RETRY_CALM_MS - 1));
    assert_int_equal(recovery_wait_ms(&recovery), 1000);
    /* It stood for a while. */
    recovery_up(&recovery, 20000);
    assert_true(recovery_down(&recovery, 20000 + RETRY_CALM_MS));
    assert_int_equal(recovery_wait_ms(&recovery), 100);
    assert_false(recovery_down(&recovery, 30000));
}

static void connstrings_are_checked(void **state)
{
    (void)state;
    static const char *const right[] = {
        "auto",
        "none",
        "usb",
        "acr122_usb",
        "acr122_usb:001:004",
        "pn53x_usb",
        "pn532_uart:/dev/serial0:115200",
        "pn532_uart:/dev/ttyAMA0",
        "pn532_i2c:/dev/i2c-1",
        "pn532_spi:/dev/spidev0.0",
        "pn532_spi:/dev/spidev0.0:500000",
        "arygon:/dev/ttyUSB0:9600",
    };
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"", "give 1 to 1023 bytes"},
        {"auto:", "no such driver"},
        {"pn532", "no such driver"},
        {"pcsc:ACR122", "no such driver"},
        {"pn532_uart", "such as pn532_uart:/dev/serial0:115200"},
        {"pn532_i2c:i2c-1", "such as pn532_i2c:/dev/i2c-1"},
        {"pn532_uart:/dev/ttyS0:", "none of 9600"},
        {"pn532_uart:/dev/ttyS0:115200:8n1", "none of 9600"},
        {"pn532_spi:/dev/spidev0.0:0", "is not a number"},
    };
    struct error err;
    char path[100];
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_int_equal(device_check(right[i], &err), 0);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memset(&err, 0, sizeof err);
        assert_int_equal(device_check(wrong[i].text, &err), ERROR_USAGE);
        if (!strstr(err.text, wrong[i].says))
            fail_msg("'%s': %s", wrong[i].text, err.text);
    }
    device_path("pn532_uart:/dev/serial0:115200", path, sizeof path);
    assert_string_equal(path, "/dev/serial0");
    device_path("pn532_i2c:/dev/i2c-1", path, sizeof path);
    assert_string_equal(path, "/dev/i2c-1");
    device_path("acr122_usb:001:004", path, sizeof path);
    assert_string_equal(path, "");
    device_path("auto", path, sizeof path);
    assert_string_equal(path, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(card_comes_stays_and_goes),
        cmocka_unit_test(card_that_cannot_be_pinged_is_selected_again),
        cmocka_unit_test(two_cards_are_said_once),
        cmocka_unit_test(second_card_that_joins_later_is_noticed),
        cmocka_unit_test(look_that_meets_a_change_is_not_many),
        cmocka_unit_test(card_that_answers_again_is_not_two),
        cmocka_unit_test(next_card_without_a_gap_is_said),
        cmocka_unit_test(card_that_joins_a_sleeping_one_makes_many),
        cmocka_unit_test(phone_is_one_card_whatever_its_uid),
        cmocka_unit_test(one_disturbed_answer_asks_again),
        cmocka_unit_test(two_failures_lose_the_device),
        cmocka_unit_test(unreadable_card_is_said_once),
        cmocka_unit_test(line_of_a_card),
        cmocka_unit_test(recovery_says_down_once_and_waits_longer),
        cmocka_unit_test(connstrings_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
