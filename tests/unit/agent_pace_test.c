/* When the agent calls, and which board it says it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent/hardware.h"
#include "agent/pace.h"

static void back_off(void **state)
{
    (void)state;
    static const int64_t longest_ms[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
    for (int failures = 1; failures <= 8; failures++) {
        assert_int_equal(pace_back_off_ms(failures, 0), longest_ms[failures - 1] / 2);
        for (uint32_t random = 1; random < 4000000000u; random += 99999989u) {
            int64_t pause_ms = pace_back_off_ms(failures, random);
            assert_in_range(pause_ms, longest_ms[failures - 1] / 2, longest_ms[failures - 1]);
        }
        assert_int_equal(pace_back_off_ms(failures, (uint32_t)longest_ms[failures - 1] / 2),
                         longest_ms[failures - 1]);
    }
    assert_in_range(pace_back_off_ms(2000000000, UINT32_MAX), 30000, 60000);
}

static void heartbeat(void **state)
{
    (void)state;
    assert_int_equal(pace_heartbeat_ms(true, 0), 24000);
    assert_int_equal(pace_heartbeat_ms(true, 12000), 36000);
    assert_int_equal(pace_heartbeat_ms(false, 0), 240000);
    assert_int_equal(pace_heartbeat_ms(false, 120000), 360000);
    for (uint32_t random = 1; random < 4000000000u; random += 99999989u) {
        assert_in_range(pace_heartbeat_ms(true, random), 24000, 36000);
        assert_in_range(pace_heartbeat_ms(false, random), 240000, 360000);
    }
}

#define HOUR_MS INT64_C(3600000)
#define NOW_MS  INT64_C(1700000000000)

/* A view of an hour ago with a session at the given distances from now, as the one that was on or as the
 * next. */
static bool hours(bool next, int64_t starts_ms, int64_t ends_ms)
{
    struct ledger_view *view = calloc(1, sizeof *view);
    assert_non_null(view);
    struct ledger_session *session = next ? &view->next : &view->current;
    view->has_next = next;
    view->has_current = !next;
    session->starts_utc_ms = NOW_MS + starts_ms;
    session->ends_utc_ms = NOW_MS + ends_ms;
    bool result = pace_session_hours(view, NOW_MS);
    free(view);
    return result;
}

static void session_hours(void **state)
{
    (void)state;
    assert_true(hours(true, HOUR_MS, 3 * HOUR_MS));
    assert_false(hours(true, HOUR_MS + 1, 3 * HOUR_MS));
    assert_true(hours(true, -HOUR_MS / 2, HOUR_MS));
    assert_true(hours(false, -3 * HOUR_MS, HOUR_MS / 2));
    assert_true(hours(false, -3 * HOUR_MS, -HOUR_MS));
    assert_false(hours(false, -3 * HOUR_MS, -HOUR_MS - 1));
    struct ledger_view *nothing = calloc(1, sizeof *nothing);
    assert_non_null(nothing);
    assert_false(pace_session_hours(nothing, NOW_MS));
    free(nothing);
}

static void put(const char *root, const char *path, const void *bytes, size_t length)
{
    char full[512];
    snprintf(full, sizeof full, "%s%s", root, path);
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void folder(const char *root, const char *path)
{
    char full[512];
    snprintf(full, sizeof full, "%s%s", root, path);
    assert_int_equal(mkdir(full, 0700), 0);
}

static void hardware(void **state)
{
    (void)state;
    char root[] = "/tmp/hardware-XXXXXX", id[HARDWARE_ID_BYTES], command[64];
    assert_non_null(mkdtemp(root));
    hardware_id(root, id);
    assert_string_equal(id, "unknown");

    /* printf 'diemdanh hardware id\n0123456789abcdef0123456789abcdef' | sha256sum | cut -c1-32 */
    folder(root, "/etc");
    put(root, "/etc/machine-id", "0123456789abcdef0123456789abcdef\n", 33);
    hardware_id(root, id);
    assert_string_equal(id, "machine:5cb22468ed54d14ccc6ce4e89b44115f");

    /* The device tree ends its texts with a NUL; a number of zeros is none. */
    folder(root, "/proc");
    folder(root, "/proc/device-tree");
    put(root, "/proc/device-tree/serial-number", "0000000000000000", 17);
    hardware_id(root, id);
    assert_memory_equal(id, "machine:", 8);
    put(root, "/proc/device-tree/serial-number", "10000000a1b2c3d4", 17);
    hardware_id(root, id);
    assert_string_equal(id, "board:10000000a1b2c3d4");

    snprintf(command, sizeof command, "rm -r %s", root);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_off),
        cmocka_unit_test(heartbeat),
        cmocka_unit_test(session_hours),
        cmocka_unit_test(hardware),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
