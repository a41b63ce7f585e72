/* door: a child that dies is started again, one that does not read never blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <poll.h>
#include <signal.h>

#include "base/clock.h"
#include "door/child.h"

/* Waits until the child wrote a line or ended; fails after 5 s. */
static char *next_line(struct child *child, bool *ended)
{
    int64_t deadline_ms = clock_monotonic_ms() + 5000;
    *ended = false;
    while (clock_monotonic_ms() < deadline_ms && !*ended) {
        struct pollfd wait = {.fd = child->out_fd, .events = POLLIN};
        poll(&wait, 1, 100);
        if (child_read(child, clock_monotonic_ms(), ended)) {
            char *line = line_reader_next(&child->lines);
            if (line)
                return line;
        }
    }
    return NULL;
}

static void child_speaks_and_hears(void **state)
{
    (void)state;
    struct child child;
    bool ended;
    child_init(&child, "/bin/cat", (char *[]){"cat", NULL});
    assert_true(child_keep(&child, clock_monotonic_ms()));
    child_tell(&child, "show ready");
    char *line = next_line(&child, &ended);
    assert_non_null(line);
    assert_string_equal(line, "show ready");
    child_stop(&child);
    assert_int_equal(child.pid, 0);
}

static void child_that_dies_comes_back(void **state)
{
    (void)state;
    struct child child;
    bool ended;
    child_init(&child, "/bin/cat", (char *[]){"cat", NULL});
    int64_t now_ms = clock_monotonic_ms();
    assert_true(child_keep(&child, now_ms));
    kill(child.pid, SIGKILL);
    assert_null(next_line(&child, &ended));
    assert_true(ended);
    assert_int_equal(child.pid, 0);
    /* Not at once: 100 ms, then 200 ms ... */
    int64_t ended_ms = child.start_at_ms - 100;
    assert_false(child_keep(&child, ended_ms + 99));
    assert_true(child_keep(&child, ended_ms + 100));
    kill(child.pid, SIGKILL);
    assert_null(next_line(&child, &ended));
    assert_true(ended);
    assert_int_equal(child.back_off_ms, 400);
    for (int i = 0; i < 6; i++) {
        assert_true(child_keep(&child, child.start_at_ms));
        kill(child.pid, SIGKILL);
        next_line(&child, &ended);
        assert_true(ended);
    }
    assert_int_equal(child.back_off_ms, 2000);
}

static void child_missing_program_is_retried(void **state)
{
    (void)state;
    struct child child;
    bool ended;
    child_init(&child, "/nonexistent/reader", (char *[]){"reader", NULL});
    assert_true(child_keep(&child, clock_monotonic_ms()));
    assert_null(next_line(&child, &ended));
    assert_true(ended);
    assert_true(child.start_at_ms > 0);
}

static void child_that_does_not_read_never_blocks(void **state)
{
    (void)state;
    struct child child;
    child_init(&child, "/bin/sleep", (char *[]){"sleep", "60", NULL});
    assert_true(child_keep(&child, clock_monotonic_ms()));
    int64_t start_ms = clock_monotonic_ms();
    for (int i = 0; i < 20000; i++)
        child_tell(&child, "show accepted");
    assert_true(clock_monotonic_ms() - start_ms < 2000);
    child_stop(&child);
    assert_true(clock_monotonic_ms() - start_ms < 3000);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_speaks_and_hears),
        cmocka_unit_test(child_that_dies_comes_back),
        cmocka_unit_test(child_missing_program_is_retried),
        cmocka_unit_test(child_that_does_not_read_never_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
