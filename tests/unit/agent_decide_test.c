/* What follows from each answer of the centre; and a device and a centre in miniature that must come together
 * from wherever they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "agent/decide.h"

static struct decide_step after(enum central_status status, int64_t hi, enum decide_match match,
                                int64_t base_seq, size_t sent, int64_t last_seq)
{
    struct decide_input input = {
        .status = status, .hi = hi, .match = match, .base_seq = base_seq, .sent = sent, .last_seq = last_seq};
    struct decide_step step;
    decide(&input, &step);
    return step;
}

static void step_is(struct decide_step step, enum decide_action action, int64_t acked_seq)
{
    assert_int_equal(step.action, action);
    assert_int_equal(step.acked_seq, acked_seq);
}

static void ok(void **state)
{
    (void)state;
    step_is(after(CENTRAL_OK, 10, DECIDE_SAME, 1, 10, 10), DECIDE_DONE, 10);
    step_is(after(CENTRAL_OK, 1000, DECIDE_SAME, 1, 1000, 2500), DECIDE_SEND, 1000);
    assert_int_equal(after(CENTRAL_OK, 1000, DECIDE_SAME, 1, 1000, 2500).stuck, 0);
    /* A heartbeat of a ledger with and without facts. */
    step_is(after(CENTRAL_OK, 10, DECIDE_SAME, 11, 0, 10), DECIDE_DONE, 10);
    step_is(after(CENTRAL_OK, 0, DECIDE_SAME, 1, 0, 0), DECIDE_DONE, 0);
    /* A tap that came during the call. */
    step_is(after(CENTRAL_OK, 10, DECIDE_SAME, 1, 10, 11), DECIDE_SEND, 10);
}

static void dup(void **state)
{
    (void)state;
    /* An answer got lost: the centre has all of it, or all of this batch and more. */
    step_is(after(CENTRAL_DUP, 10, DECIDE_SAME, 1, 10, 10), DECIDE_DONE, 10);
    step_is(after(CENTRAL_DUP, 1500, DECIDE_SAME, 1, 1000, 2000), DECIDE_SEND, 1500);
    assert_false(after(CENTRAL_DUP, 1500, DECIDE_SAME, 1, 1000, 2000).parted);
    /* The same number, but not our row: never counted as done. */
    struct decide_step step = after(CENTRAL_DUP, 10, DECIDE_OTHER, 1, 10, 10);
    step_is(step, DECIDE_SEND, 10);
    assert_true(step.parted);
    assert_int_equal(step.stuck, 1);
}

static void gap(void **state)
{
    (void)state;
    struct decide_step step = after(CENTRAL_GAP, 40, DECIDE_SAME, 101, 5, 105);
    step_is(step, DECIDE_SEND, 40);
    assert_true(step.behind);
    assert_false(step.parted);
    /* A centre that was set up anew. */
    step_is(after(CENTRAL_GAP, 0, DECIDE_SAME, 101, 0, 100), DECIDE_SEND, 0);
}

static void restored_from_backup(void **state)
{
    (void)state;
    /* A heartbeat alone shows it: acked falls. */
    struct decide_step step = after(CENTRAL_GAP, 60, DECIDE_SAME, 101, 0, 100);
    step_is(step, DECIDE_SEND, 60);
    assert_true(step.behind);
    step_is(after(CENTRAL_OK, 100, DECIDE_SAME, 61, 40, 100), DECIDE_DONE, 100);
}

static void fork_steps(void **state)
{
    (void)state;
    /* Stepping back, then a branch that takes the rows. */
    struct decide_step step = after(CENTRAL_FORK, 4000, DECIDE_OTHER, 5001, 10, 5010);
    step_is(step, DECIDE_SEND, 4000);
    assert_true(step.parted);
    assert_false(step.behind);
    step_is(after(CENTRAL_FORK, 5000, DECIDE_SAME, 4001, 1000, 5010), DECIDE_SEND, 5000);
    step_is(after(CENTRAL_FORK, 5010, DECIDE_SAME, 5001, 10, 5010), DECIDE_DONE, 5010);
}

static void centre_ahead(void **state)
{
    (void)state;
    /* This ledger is an older copy: what is recorded from now on takes the same numbers, so they are not
     * acked. */
    struct decide_step step = after(CENTRAL_DUP, 500, DECIDE_UNHELD, 300, 1, 300);
    step_is(step, DECIDE_SEND, 300);
    assert_true(step.parted);
    step_is(after(CENTRAL_DUP, 500, DECIDE_UNHELD, 301, 0, 300), DECIDE_DONE, 300);
}

static void revoked(void **state)
{
    (void)state;
    step_is(after(CENTRAL_REVOKED, 0, DECIDE_SAME, 51, 7, 57), DECIDE_REFUSED, 50);
    step_is(after(CENTRAL_REVOKED, 57, DECIDE_SAME, 51, 7, 57), DECIDE_REFUSED, 50);
}

static void gives_up(void **state)
{
    (void)state;
    /* A centre that says the same nonsense for ever does not hold the agent for ever. */
    struct decide_step step = {.stuck = 0};
    int calls = 0;
    do {
        struct decide_input input = {.status = CENTRAL_GAP,
                                     .hi = 5,
                                     .match = DECIDE_SAME,
                                     .base_seq = 6,
                                     .sent = 10,
                                     .last_seq = 15,
                                     .stuck = step.stuck};
        decide(&input, &step);
        calls++;
        assert_int_equal(step.acked_seq, 5);
    } while (step.action == DECIDE_SEND && calls < 1000);
    assert_int_equal(step.action, DECIDE_GIVE_UP);
    assert_int_equal(calls, DECIDE_STUCK_MAX + 1);
}

/* ---- a centre in miniature: one number stands for a chain value, and equal numbers for equal records ----
 */

enum { ROWS = 6000, BRANCHES = 8 };

struct centre {
    int branches;
    int64_t hi[BRANCHES];
    uint64_t chain[BRANCHES][ROWS + 1];
    int64_t step;
    size_t stored;
};

/* The centre's rule (sync/central/102_push.sql) in miniature. */
static void centre_push(struct centre *centre, const uint64_t *ours, int64_t base, int64_t n, int64_t last,
                        enum central_status *status, int64_t *hi, uint64_t *chain)
{
    int64_t end = base - 1 + n, known = -1, max = 0;
    int holder = 0;
    for (int b = 0; b < centre->branches; b++) {
        max = centre->hi[b] > max ? centre->hi[b] : max;
        for (int64_t s = end; s >= base - 1; s--) {
            if (s <= centre->hi[b] && centre->chain[b][s] == ours[s] && s > known) {
                known = s;
                holder = b;
            }
        }
    }
    if (known < 0 && base - 1 > max) {
        *status = CENTRAL_GAP;
        *hi = centre->hi[0];
        *chain = centre->chain[0][*hi];
        return;
    }
    if (known < 0) {
        *status = CENTRAL_FORK;
        centre->step = centre->step ? centre->step * 2 : 1000;
        *hi = base - 1 > centre->step ? base - 1 - centre->step : 0;
        *chain = centre->chain[0][*hi < centre->hi[0] ? *hi : centre->hi[0]];
        return;
    }
    if (known == end && known < centre->hi[holder]) {
        *status = CENTRAL_DUP;
        *hi = centre->step || last < centre->hi[holder] ? end : centre->hi[holder];
        *chain = centre->chain[holder][*hi];
        return;
    }
    *status = CENTRAL_OK;
    if (known != centre->hi[holder]) {
        *status = CENTRAL_FORK;
        assert_true(centre->branches < BRANCHES);
        memcpy(centre->chain[centre->branches], centre->chain[holder], sizeof centre->chain[0]);
        holder = centre->branches++;
    }
    for (int64_t s = known + 1; s <= end; s++, centre->stored++)
        centre->chain[holder][s] = ours[s];
    centre->hi[holder] = end;
    centre->step = 0;
    *hi = end;
    *chain = ours[end];
}

/* Runs the device's loop. Returns the calls it took; every row of ours must then be at the centre. */
static int converge(struct centre *centre, const uint64_t *ours, int64_t last, int64_t acked)
{
    struct decide_step step = {.action = DECIDE_SEND, .acked_seq = acked};
    int calls = 0;
    while (step.action == DECIDE_SEND) {
        int64_t n = last - step.acked_seq > 1000 ? 1000 : last - step.acked_seq;
        struct decide_input input = {
            .base_seq = step.acked_seq + 1, .sent = (size_t)n, .last_seq = last, .stuck = step.stuck};
        uint64_t chain;
        centre_push(centre, ours, input.base_seq, n, last, &input.status, &input.hi, &chain);
        input.match = input.hi > last ? DECIDE_UNHELD : ours[input.hi] == chain ? DECIDE_SAME : DECIDE_OTHER;
        decide(&input, &step);
        assert_true(++calls < 200);
    }
    assert_int_equal(step.action, DECIDE_DONE);
    assert_int_equal(step.acked_seq, last);
    bool whole = false;
    for (int b = 0; b < centre->branches; b++)
        whole |=
            centre->hi[b] >= last && !memcmp(centre->chain[b], ours, (size_t)(last + 1) * sizeof ours[0]);
    assert_true(whole);
    return calls;
}

/* Rows up to parting are those of the first copy, later ones are this copy's own. */
static uint64_t *record(int64_t parting, uint64_t copy)
{
    uint64_t *ours = calloc(ROWS + 1, sizeof *ours);
    assert_non_null(ours);
    for (int64_t i = 0; i <= ROWS; i++)
        ours[i] = (uint64_t)i * 16 + (i > parting ? copy : 0);
    return ours;
}

static struct centre *centre_with(const uint64_t *rows, int64_t hi)
{
    struct centre *centre = calloc(1, sizeof *centre);
    assert_non_null(centre);
    centre->branches = 1;
    centre->hi[0] = hi;
    memcpy(centre->chain[0], rows, (size_t)(hi + 1) * sizeof rows[0]);
    return centre;
}

static void comes_together(void **state)
{
    (void)state;
    static const int64_t points[] = {0, 1, 2, 999, 1000, 1001, 2500, 4999, 5000};
    enum { COUNT = sizeof points / sizeof points[0] };
    for (int p = 0; p < COUNT; p++) {
        for (int h = 0; h < COUNT; h++) {
            for (int a = 0; a < COUNT; a++) {
                for (int l = 0; l < COUNT; l++) {
                    if (points[a] > points[l])
                        continue;
                    /* The centre holds points[h] rows of the first copy, ours parted after points[p]. */
                    uint64_t *first = record(ROWS, 0), *ours = record(points[p], 1);
                    struct centre *centre = centre_with(first, points[h]);
                    int calls = converge(centre, ours, points[l], points[a]);
                    assert_true(calls <= 40);
                    /* Nothing twice: what the two have in common is there once. */
                    int64_t common = points[p] < points[h] ? points[p] : points[h];
                    int64_t fresh = points[l] > common ? points[l] - common : 0;
                    assert_int_equal(centre->stored, fresh);
                    /* And again: nothing to do. */
                    assert_int_equal(converge(centre, ours, points[l], points[l]), 1);
                    assert_int_equal(centre->stored, fresh);
                    free(centre);
                    free(first);
                    free(ours);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ok),
        cmocka_unit_test(dup),
        cmocka_unit_test(gap),
        cmocka_unit_test(restored_from_backup),
        cmocka_unit_test(fork_steps),
        cmocka_unit_test(centre_ahead),
        cmocka_unit_test(revoked),
        cmocka_unit_test(gives_up),
        cmocka_unit_test(comes_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
