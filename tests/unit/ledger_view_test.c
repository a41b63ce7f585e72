/* What the idle screen is told through a day, notes and health. */
#include "ledger_fixture.h"

static struct ledger_view view_at(struct fixture *f, const char *room, int64_t at_min)
{
    struct ledger_view view;
    struct clock_reading now = fixture_reading(BOOT_A, at_min * MIN_MS, 0, CLOCK_SOURCE_GUESS);
    if (ledger_view(f->ledger, room, &now, &view, &f->err) != 0)
        fail_msg("view: %s", f->err.text);
    assert_true(view.clock_trusted);
    assert_int_equal(view.now_utc_ms, DAY_MS + at_min * MIN_MS);
    return view;
}

static void assert_view(struct fixture *f, int64_t at_min, const char *current, const char *next)
{
    struct ledger_view view = view_at(f, "R101", at_min);
    assert_int_equal(view.has_current, current != NULL);
    assert_string_equal(view.current.session_id, current ? current : "");
    assert_int_equal(view.has_next, next != NULL);
    assert_string_equal(view.next.session_id, next ? next : "");
}

static void through_the_day(void **state)
{
    struct fixture *f = *state;
    assert_view(f, 0, NULL, "S1");
    assert_view(f, 449, NULL, "S1");
    assert_view(f, 450, "S1", "S5");
    assert_view(f, 480, "S1", "S5");
    assert_view(f, 569, "S1", "S5");
    assert_view(f, 570, "S5", "S4"); /* both open: S5's start is nearer */
    assert_view(f, 700, "S5", "S4"); /* S1 has ended, S5 is still on */
    assert_view(f, 720, "S5", "S4");
    assert_view(f, 749, "S5", "S4"); /* ended 29 minutes ago */
    assert_view(f, 750, NULL, "S4"); /* ended 30 minutes ago */
    assert_view(f, 780, "S4", "S2");
    assert_view(f, 1060, NULL, "S2");
    assert_view(f, 1440 + 720, NULL, NULL);
}

static void rooms_and_counts(void **state)
{
    struct fixture *f = *state;
    struct ledger_view view = view_at(f, "R101", 470);
    assert_true(view.has_slice);
    assert_string_equal(view.room_name, "101");
    assert_int_equal(view.current.enrolled, 5);
    assert_int_equal(view.current.arrived, 0);
    assert_int_equal(view.next.enrolled, 1);
    fixture_tap(f, 1, 471);
    fixture_tap(f, 2, 499);
    assert_int_equal(view_at(f, "R101", 500).current.arrived, 2);
    view = view_at(f, "nowhere", 470);
    assert_string_equal(view.room_name, "nowhere");
    assert_false(view.has_current);
    assert_false(view.has_next);
}

static void without_a_slice(void **state)
{
    struct fixture *f = *state;
    struct ledger *ledger;
    struct ledger_view view;
    char path[128];
    snprintf(path, sizeof path, "%s/other.db", f->folder);
    assert_int_equal(ledger_open(path, LEDGER_KIOSK, &ledger, &f->err), 0);
    struct clock_reading now = fixture_reading(BOOT_A, 0, DAY_MS, CLOCK_SOURCE_RTC);
    assert_int_equal(ledger_view(ledger, "R101", &now, &view, &f->err), 0);
    assert_false(view.has_slice);
    assert_false(view.has_current);
    assert_string_equal(view.room_name, "R101");
    assert_int_equal(view.clock_source, CLOCK_SOURCE_RTC);
    ledger_close(ledger);
}

static void health(void **state)
{
    struct fixture *f = *state;
    char json[1024], expected[256];
    struct clock_reading now = fixture_reading(BOOT_A, 470 * MIN_MS, 0, CLOCK_SOURCE_GUESS);
    assert_int_equal(ledger_health(f->ledger, &now, json, sizeof json, &f->err), 0);
    assert_non_null(strstr(json, "{\"reader\":\"none\",\"version\":\""));
    assert_int_equal(ledger_note_set(f->ledger, "reader", "up", &f->err), 0);
    assert_int_equal(ledger_note_set(f->ledger, "version", "9.9 \"x\" \xff", &f->err), 0);
    assert_int_equal(ledger_note_set(f->ledger, "pending", "a lie", &f->err), 0);
    fixture_tap(f, 1, 470);
    fixture_tap(f, 1, 471);
    assert_int_equal(ledger_sync_write(f->ledger, &now, 1, true, false, &f->err), 0);
    assert_int_equal(ledger_health(f->ledger, &now, json, sizeof json, &f->err), 0);
    assert_non_null(strstr(json, "\"reader\":\"up\""));
    assert_non_null(strstr(json, "\"version\":\"9.9 \\\"x\\\" \xEF\xBF\xBD\""));
    assert_non_null(strstr(json, "\"clock_source\":\"centre\""));
    assert_non_null(strstr(json, "\"pending\":1"));
    assert_non_null(strstr(json, "\"last_seq\":2"));
    assert_non_null(strstr(json, "\"disk_free_bytes\":"));
    assert_null(strstr(json, "\"disk_total_bytes\":0"));
    snprintf(expected, sizeof expected, "\"boottime_ms\":%lld", (long long)(470 * MIN_MS));
    assert_non_null(strstr(json, expected));
    assert_int_equal(ledger_health(f->ledger, &now, json, 10, &f->err), ERROR_INPUT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup_open, fixture_teardown)
    const struct CMUnitTest tests[] = {TEST(through_the_day), TEST(rooms_and_counts), TEST(without_a_slice),
                                       TEST(health)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
