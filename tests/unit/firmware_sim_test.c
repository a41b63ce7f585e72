/* The simulated chip without its port: frames, cards, commands, faults, the control protocol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "sim/chip.h"
#include "sim/control.h"
#include "sim/frame.h"

/* ---- frames ---- */

static enum frame_kind push_all(struct frame_reader *reader, const uint8_t *bytes, size_t count)
{
    enum frame_kind kind = FRAME_NOTHING;
    for (size_t i = 0; i < count; i++) {
        enum frame_kind now = frame_reader_push(reader, bytes[i]);
        if (now != FRAME_NOTHING)
            kind = now;
    }
    return kind;
}

static void frame_reads_what_libnfc_sends(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x55, 0x55, 0,    0,    0,    0,    0,    0,
                                    0xff, 0x03, 0xfd, 0xd4, 0x14, 0x01, 0x17, 0x00};
    struct frame_reader reader;
    frame_reader_init(&reader);
    assert_int_equal(push_all(&reader, bytes, sizeof bytes), FRAME_COMMAND);
    assert_int_equal(reader.length, 2);
    assert_int_equal(reader.data[0], 0x14);
    assert_int_equal(reader.data[1], 0x01);
}

static void frame_tells_ack_and_nack(void **state)
{
    (void)state;
    static const uint8_t ack[] = {0, 0, 0xff, 0x00, 0xff, 0x00};
    static const uint8_t nack[] = {0, 0, 0xff, 0xff, 0x00, 0x00};
    struct frame_reader reader;
    uint8_t built[FRAME_ACK_SIZE];
    frame_reader_init(&reader);
    assert_int_equal(push_all(&reader, ack, sizeof ack), FRAME_ACK);
    assert_int_equal(push_all(&reader, nack, sizeof nack), FRAME_NACK);
    assert_int_equal(frame_ack(built), sizeof ack);
    assert_memory_equal(built, ack, sizeof ack);
}

static void frame_refuses_wrong_sums_and_goes_on(void **state)
{
    (void)state;
    static const uint8_t length_sum[] = {0, 0, 0xff, 0x03, 0xfc, 0xd4, 0x14, 0x01, 0x17, 0x00};
    static const uint8_t data_sum[] = {0, 0, 0xff, 0x03, 0xfd, 0xd4, 0x14, 0x01, 0x18, 0x00};
    static const uint8_t from_chip[] = {0, 0, 0xff, 0x02, 0xfe, 0xd5, 0x15, 0x16, 0x00};
    static const uint8_t empty[] = {0, 0, 0xff, 0x01, 0xff, 0xd4, 0x2c, 0x00};
    static const uint8_t good[] = {0, 0, 0xff, 0x02, 0xfe, 0xd4, 0x02, 0x2a, 0x00};
    struct frame_reader reader;
    frame_reader_init(&reader);
    assert_int_equal(push_all(&reader, length_sum, 5), FRAME_BROKEN);
    assert_int_equal(push_all(&reader, data_sum, sizeof data_sum), FRAME_BROKEN);
    assert_int_equal(push_all(&reader, from_chip, sizeof from_chip), FRAME_BROKEN);
    assert_int_equal(push_all(&reader, empty, sizeof empty), FRAME_BROKEN);
    assert_int_equal(push_all(&reader, good, sizeof good), FRAME_COMMAND);
    assert_int_equal(reader.data[0], 0x02);
}

static void frame_round_trip_at_every_length(void **state)
{
    (void)state;
    uint8_t data[FRAME_DATA_MAX], wire[FRAME_MAX];
    struct frame_reader reader;
    frame_reader_init(&reader);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7 + 3);
    for (size_t length = 1; length <= sizeof data; length++) {
        size_t size = frame_build(FRAME_TFI_HOST, data, length, wire);
        assert_true(size <= sizeof wire);
        assert_int_equal(push_all(&reader, wire, size), FRAME_COMMAND);
        assert_int_equal(reader.length, length);
        assert_memory_equal(reader.data, data, length);
    }
}

static void frame_survives_any_bytes(void **state)
{
    (void)state;
    struct frame_reader reader;
    uint32_t random = 12345;
    frame_reader_init(&reader);
    for (int i = 0; i < 2000000; i++) {
        random = random * 1664525 + 1013904223;
        /* Many starts, so that all states are met. */
        uint8_t byte = random >> 30 == 0 ? 0x00 : random >> 30 == 1 ? 0xff : (uint8_t)(random >> 16);
        frame_reader_push(&reader, byte);
        assert_true(reader.length <= FRAME_DATA_MAX);
    }
}

/* ---- the chip ---- */

struct bench {
    struct chip *chip;
    struct control control;
    int64_t now_us;
    char reply[CONTROL_REPLY_MAX];
};

static int setup(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    bench.chip = chip_open();
    bench.control.chip = bench.chip;
    bench.now_us = 1000000;
    *state = &bench;
    return bench.chip ? 0 : -1;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    chip_close(bench->chip);
    return 0;
}

static const char *command(struct bench *bench, const char *text)
{
    char line[200];
    snprintf(line, sizeof line, "%s", text);
    control_run(&bench->control, line, bench->now_us, bench->reply, sizeof bench->reply);
    return bench->reply;
}

/* Sends a command and lets time pass until the chip rests or patience is over. Returns the bytes it sent in
 * out, and in *took_us the time to the last of them. */
static size_t ask(struct bench *bench, const uint8_t *data, size_t length, uint8_t *out, int64_t *took_us)
{
    uint8_t wire[FRAME_MAX];
    size_t size = frame_build(FRAME_TFI_HOST, data, length, wire);
    size_t got = 0;
    int64_t start_us = bench->now_us;
    chip_receive(bench->chip, wire, size, bench->now_us);
    while (chip_next_us(bench->chip) < start_us + 400000) {
        bench->now_us = chip_next_us(bench->chip);
        chip_advance(bench->chip, bench->now_us);
        got += chip_take_output(bench->chip, out + got, 600 - got);
    }
    if (took_us)
        *took_us = bench->now_us - start_us;
    return got;
}

static void wake(struct bench *bench)
{
    static const uint8_t preamble[16] = {0x55, 0x55};
    chip_receive(bench->chip, preamble, sizeof preamble, bench->now_us);
}

/* The reply must be an ACK and then exactly this. */
static void answers(struct bench *bench, const uint8_t *data, size_t length, const uint8_t *wanted,
                    size_t wanted_size)
{
    uint8_t out[600], frame[FRAME_MAX];
    size_t got = ask(bench, data, length, out, NULL);
    size_t size = frame_build(FRAME_TFI_CHIP, wanted, wanted_size, frame);
    assert_int_equal(got, FRAME_ACK_SIZE + size);
    assert_memory_equal(out + FRAME_ACK_SIZE, frame, size);
}

#define ANSWERS(bench, asked, wanted) answers(bench, asked, sizeof asked, wanted, sizeof wanted)

static const uint8_t find_one[] = {0x4a, 0x01, 0x00};
static const uint8_t find_two[] = {0x4a, 0x02, 0x00};
static const uint8_t finite[] = {0x32, 0x05, 0x00, 0x01, 0x02};
static const uint8_t finite_done[] = {0x33};
static const uint8_t nothing_found[] = {0x4b, 0x00};

static void chip_sleeps_until_woken(void **state)
{
    struct bench *bench = *state;
    static const uint8_t version[] = {0x02};
    static const uint8_t told[] = {0x03, 0x32, 0x01, 0x06, 0x07};
    uint8_t out[600];
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), 0);
    wake(bench);
    ANSWERS(bench, version, told);
    assert_string_equal(command(bench, "power-cycle"), "ok");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), 0);
}

static void chip_finds_each_kind(void **state)
{
    struct bench *bench = *state;
    static const uint8_t four[] = {0x4b, 1, 1, 0x00, 0x04, 0x08, 4, 0x11, 0x22, 0x33, 0x44};
    static const uint8_t seven[] = {0x4b, 1, 1, 0x00, 0x44, 0x00, 7, 4, 1, 2, 3, 4, 5, 6};
    static const uint8_t ten[] = {0x4b, 1, 1, 0x00, 0x84, 0x00, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    static const uint8_t desfire[] = {0x4b, 1, 1, 0x03, 0x44, 0x20, 7,    4,    1,    2,
                                      3,    4, 5, 6,    0x06, 0x75, 0x77, 0x81, 0x02, 0x80};
    wake(bench);
    ANSWERS(bench, finite, finite_done);
    ANSWERS(bench, find_one, nothing_found);
    assert_string_equal(command(bench, "put 11223344"), "ok 11223344");
    ANSWERS(bench, find_one, four);
    command(bench, "take all");
    assert_string_equal(command(bench, "put 04010203040506"), "ok 04010203040506");
    ANSWERS(bench, find_one, seven);
    command(bench, "take all");
    assert_string_equal(command(bench, "put 0102030405060708090a"), "ok 0102030405060708090A");
    ANSWERS(bench, find_one, ten);
    command(bench, "take all");
    assert_string_equal(command(bench, "put 04010203040506 0344 20 067577810280"), "ok 04010203040506");
    ANSWERS(bench, find_one, desfire);
}

static void chip_keeps_a_real_ones_time(void **state)
{
    struct bench *bench = *state;
    uint8_t out[600];
    int64_t took_us;
    wake(bench);
    ask(bench, finite, sizeof finite, out, NULL);
    ask(bench, find_one, sizeof find_one, out, &took_us);
    assert_in_range(took_us, 17000, 19000); /* facts: 18 ms without a card */
    command(bench, "put 11223344");
    ask(bench, find_one, sizeof find_one, out, &took_us);
    assert_in_range(took_us, 4200, 7000); /* 4.2 ms is the floor of air and reply */
}

static void chip_lists_two_cards(void **state)
{
    struct bench *bench = *state;
    static const uint8_t both[] = {0x4b, 2, 1,    0x00, 0x04, 0x08, 4,    0x03, 2, 3,
                                   4,    2, 0x00, 0x04, 0x08, 4,    0x02, 2,    3, 4};
    static const uint8_t first[] = {0x4b, 1, 1, 0x00, 0x04, 0x08, 4, 0x03, 2, 3, 4};
    static const uint8_t second[] = {0x4b, 1, 1, 0x00, 0x04, 0x08, 4, 0x02, 2, 3, 4};
    static const uint8_t deselect[] = {0x44, 0x00};
    static const uint8_t deselected[] = {0x45, 0x00};
    wake(bench);
    ANSWERS(bench, finite, finite_done);
    command(bench, "put 02020304");
    command(bench, "put 03020304");
    assert_string_equal(command(bench, "put 05020304"), "error the field is full: take a card away first");
    /* The anticollision follows the 1 of the first differing bit. */
    ANSWERS(bench, find_two, both);
    command(bench, "take all");
    command(bench, "put 02020304");
    command(bench, "put 03020304");
    ANSWERS(bench, find_one, first);
    ANSWERS(bench, deselect, deselected);
    ANSWERS(bench, find_one, second);
    ANSWERS(bench, deselect, deselected);
    ANSWERS(bench, find_one, nothing_found);
}

static void chip_stops_for_a_new_command_and_an_ack(void **state)
{
    struct bench *bench = *state;
    static const uint8_t version[] = {0x02};
    static const uint8_t told[] = {0x03, 0x32, 0x01, 0x06, 0x07};
    uint8_t wire[FRAME_MAX], out[600];
    wake(bench);
    /* Never configured: it looks for a card for ever. */
    size_t size = frame_build(FRAME_TFI_HOST, find_one, sizeof find_one, wire);
    chip_receive(bench->chip, wire, size, bench->now_us);
    bench->now_us += 50000;
    chip_advance(bench->chip, bench->now_us);
    assert_int_equal(chip_take_output(bench->chip, out, sizeof out), FRAME_ACK_SIZE);
    assert_true(chip_next_us(bench->chip) != CHIP_FOREVER);
    ANSWERS(bench, version, told);
    chip_receive(bench->chip, wire, size, bench->now_us);
    bench->now_us += 50000;
    chip_advance(bench->chip, bench->now_us);
    frame_ack(wire);
    chip_receive(bench->chip, wire, FRAME_ACK_SIZE, bench->now_us);
    assert_true(chip_next_us(bench->chip) == CHIP_FOREVER);
}

static void chip_phone_changes_with_the_field(void **state)
{
    struct bench *bench = *state;
    static const uint8_t off[] = {0x32, 0x01, 0x00};
    uint8_t out[600];
    struct card before, after;
    wake(bench);
    assert_int_equal(strncmp(command(bench, "put phone"), "ok 08", 5), 0);
    ask(bench, find_one, sizeof find_one, out, NULL);
    chip_cards(bench->chip, &before, 1);
    ask(bench, off, sizeof off, out, NULL);
    chip_cards(bench->chip, &after, 1);
    assert_int_equal(after.uid[0], 0x08);
    assert_memory_not_equal(before.uid, after.uid, 4);
}

static void chip_faults_come_as_ordered(void **state)
{
    struct bench *bench = *state;
    static const uint8_t version[] = {0x02};
    static const uint8_t told[] = {0x03, 0x32, 0x01, 0x06, 0x07};
    static const uint8_t error[] = {0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00};
    uint8_t good[FRAME_MAX], out[600];
    size_t size = frame_build(FRAME_TFI_CHIP, told, sizeof told, good);
    wake(bench);

    command(bench, "fault mute 1");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), 0);
    command(bench, "fault lost");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE);
    command(bench, "fault no-firmware");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE);
    command(bench, "fault half");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE + size / 2);
    assert_memory_equal(out + FRAME_ACK_SIZE, good, size / 2);
    command(bench, "fault garbage");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE + size);
    assert_memory_not_equal(out + FRAME_ACK_SIZE, good, size);
    command(bench, "fault error-frame");
    assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE + sizeof error);
    assert_memory_equal(out + FRAME_ACK_SIZE, error, sizeof error);
    command(bench, "fault bad-checksum 2");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE + size);
        assert_memory_equal(out + FRAME_ACK_SIZE, good, size - 2);
        assert_int_not_equal(out[FRAME_ACK_SIZE + size - 2], good[size - 2]);
    }
    ANSWERS(bench, version, told);
    command(bench, "fault lost 0");
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(bench, version, sizeof version, out, NULL), FRAME_ACK_SIZE);
    command(bench, "clear");
    ANSWERS(bench, version, told);
}

static void chip_faults_that_kill_libnfc(void **state)
{
    struct bench *bench = *state;
    static const uint8_t nak[] = {0x42, 0xb2};
    static const uint8_t there[] = {0x43, 0x00, 0xa2};
    static const uint8_t nad[] = {0x43, 0x80, 0xa2};
    static const uint8_t no_length[] = {0x4b, 1, 1, 0x03, 0x44, 0x20, 7, 4, 1, 2, 3, 4, 5, 6, 0x00};
    wake(bench);
    ANSWERS(bench, finite, finite_done);
    command(bench, "fault ats-tl0");
    ANSWERS(bench, find_one, nothing_found); /* waits for a card */
    command(bench, "put 04010203040506 desfire");
    ANSWERS(bench, find_one, no_length);
    ANSWERS(bench, nak, there);
    command(bench, "fault status80");
    ANSWERS(bench, nak, nad);
}

static void control_refuses_nonsense(void **state)
{
    struct bench *bench = *state;
    static const char *const wrong[] = {
        "",
        "frob",
        "tap",
        "tap 0102",
        "tap 0102030g",
        "put 01020304 0004",
        "fault",
        "fault frob",
        "take",
        "take 01020304",
        "fault lost -1",
        "fault lost 1 2",
        "tap phone 0",
        "tap phone 600001",
        "put phone x",
        "put 01020304 classic x",
        "unplug",
        "put 01020304 0344 20 0775",
        "fault lost 1x",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *reply = command(bench, wrong[i]);
        if (strncmp(reply, "error ", 6) != 0)
            fail_msg("'%s' was answered '%s'", wrong[i], reply);
        assert_null(strchr(reply, '\n'));
    }
    assert_string_equal(command(bench, "state"),
                        "ok plugged=0 awake=0 field=0 cards= faults= commands=0 selected=0");
}

static void control_tap_holds_and_takes_away(void **state)
{
    struct bench *bench = *state;
    struct chip_event event;
    char text[100];
    assert_string_equal(command(bench, "tap 01020304 250"), "ok 01020304");
    assert_string_equal(command(bench, "tap 0A0B0C0D 250 0002 18"), "ok 0A0B0C0D");
    assert_int_equal(chip_cards(bench->chip, NULL, 0), 2);
    assert_true(chip_next_us(bench->chip) == bench->now_us + 250000);
    chip_advance(bench->chip, bench->now_us + 249999);
    assert_int_equal(chip_cards(bench->chip, NULL, 0), 2);
    chip_advance(bench->chip, bench->now_us + 250000);
    assert_int_equal(chip_cards(bench->chip, NULL, 0), 0);
    assert_true(chip_take_event(bench->chip, &event));
    control_event_text(&event, text, sizeof text);
    assert_string_equal(text, "event put 01020304 1000000");
    assert_true(chip_take_event(bench->chip, &event));
    assert_true(chip_take_event(bench->chip, &event));
    control_event_text(&event, text, sizeof text);
    assert_string_equal(text, "event taken 01020304 1250000");
    assert_true(chip_take_event(bench->chip, &event));
    assert_false(chip_take_event(bench->chip, &event));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame_reads_what_libnfc_sends),
        cmocka_unit_test(frame_tells_ack_and_nack),
        cmocka_unit_test(frame_refuses_wrong_sums_and_goes_on),
        cmocka_unit_test(frame_round_trip_at_every_length),
        cmocka_unit_test(frame_survives_any_bytes),
        cmocka_unit_test_setup_teardown(chip_sleeps_until_woken, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_finds_each_kind, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_keeps_a_real_ones_time, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_lists_two_cards, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_stops_for_a_new_command_and_an_ack, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_phone_changes_with_the_field, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_faults_come_as_ordered, setup, teardown),
        cmocka_unit_test_setup_teardown(chip_faults_that_kill_libnfc, setup, teardown),
        cmocka_unit_test_setup_teardown(control_refuses_nonsense, setup, teardown),
        cmocka_unit_test_setup_teardown(control_tap_holds_and_takes_away, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
