/* kiosk: a result on the glass, and how long a name is kept for it. The door is the test's own thread, the window real. */
#include "door_stage.h"

#include "kiosk_private.h"
#include "screens/staff.h"

static const struct ledger_result nothing;

static struct kiosk *kiosk;

static int kiosk_setup(void **state)
{
    static const struct window_options options = {
        .title = "test", .width = 800, .height = 480, .px_aspect = 1, .motion = false};
    setup_alone(state);
    struct desk_test *t = *state;
    kiosk = calloc(1, sizeof *kiosk);
    assert_non_null(kiosk);
    kiosk->config = t->config;
    kiosk->door = t->door;
    if (window_open(&options, &kiosk->window, &t->f->err) ||
        desk_open(&kiosk->config, t->door, &kiosk->desk, &t->f->err))
        fail_msg("%s", t->f->err.text);
    t->door->now.ready = true;
    door_publish(t->door);
    kiosk_hear_door(kiosk);
    assert_int_equal(kiosk->face, KIOSK_IDLE);
    return 0;
}

static int kiosk_teardown(void **state)
{
    desk_close(kiosk->desk);
    window_close(kiosk->window);
    free(kiosk);
    return teardown(state);
}

static void assert_told(const char *name)
{
    assert_string_equal(kiosk->state.result.member_name, name);
    assert_memory_equal(&kiosk->snapshot.result, &nothing, sizeof nothing);
}

/* An instructor's page stands on the glass. */
static void unlock(struct desk_test *t)
{
    assert_int_equal(tap(t, 8), LEDGER_INSTRUCTOR);
    kiosk_hear_door(kiosk);
    step(t);
    kiosk_hear_door(kiosk); /* the roll is there */
    assert_true(desk_shows(kiosk->desk));
}

static void name_goes_with_its_result(void **state)
{
    struct desk_test *t = *state;
    assert_int_equal(tap(t, 1), LEDGER_PRESENT);
    kiosk_hear_door(kiosk);
    assert_int_equal(kiosk->face, KIOSK_ACCEPTED);
    assert_told("Nguyễn Văn 1");
    /* Told again of other things, it stands as it stood. */
    door_publish(t->door);
    kiosk_hear_door(kiosk);
    kiosk_tick(kiosk);
    assert_told("Nguyễn Văn 1");
    kiosk->state.result_mono_ms -= SCREEN_ACCEPTED_MS;
    kiosk_tick(kiosk);
    assert_int_equal(kiosk->face, KIOSK_IDLE);
    assert_memory_equal(&kiosk->state.result, &nothing, sizeof nothing);
}

static void name_goes_with_its_ribbon(void **state)
{
    struct desk_test *t = *state;
    unlock(t);
    assert_int_equal(tap(t, 1), LEDGER_PRESENT);
    kiosk_hear_door(kiosk);
    assert_true(desk_tells(kiosk->desk));
    kiosk_tick(kiosk);
    assert_told("Nguyễn Văn 1");
    poll(NULL, 0, 2600); /* a ribbon has no other clock */
    kiosk_tick(kiosk);
    assert_false(desk_tells(kiosk->desk));
    assert_true(desk_shows(kiosk->desk));
    assert_memory_equal(&kiosk->state.result, &nothing, sizeof nothing);
}

/* Asked whether to leave, a learner is named until the answer, and the answer finds whom it is of. */
static void name_goes_with_its_question(void **state)
{
    struct desk_test *t = *state;
    snprintf(t->door->now.result.member_id, sizeof t->door->now.result.member_id, "M1");
    snprintf(t->door->now.result.member_name, sizeof t->door->now.result.member_name, "Nguyễn Văn 1");
    t->door->now.result.ask_leave = true;
    t->door->now.result.verdict = LEDGER_ALREADY;
    struct error err = {0};
    door_tap_told(t->door, 0, &err);
    assert_string_equal(t->door->asked.member_name, "Nguyễn Văn 1");
    kiosk_hear_door(kiosk);
    kiosk_hear_door(kiosk);
    kiosk_tick(kiosk);
    assert_true(desk_tells(kiosk->desk));
    assert_told("Nguyễn Văn 1");
    static const enum window_event_kind touch[] = {WINDOW_PRESS, WINDOW_TAP};
    for (int i = 0; i < 2; i++)
        desk_event(
            kiosk->desk,
            &(struct window_event){.kind = touch[i], .zone = STAFF_ZONE_STAY, .at_ms = clock_monotonic_ms()});
    assert_int_equal(next_answer(t, DOOR_LEAVE)->code, 0);
    kiosk_tick(kiosk);
    assert_memory_equal(&kiosk->state.result, &nothing, sizeof nothing);
    assert_memory_equal(&t->door->asked, &nothing, sizeof nothing);
}

/* A result that comes with a notice is told by its ribbon all the same. */
static void ribbon_beside_a_notice(void **state)
{
    struct desk_test *t = *state;
    char reread[] = "reread";
    unlock(t);
    assert_int_equal(tap(t, 1), LEDGER_PRESENT);
    door_reader_line(t->door, reread);
    kiosk_hear_door(kiosk);
    assert_true(desk_tells(kiosk->desk));
    assert_told("Nguyễn Văn 1");
}

/* The light that fell in the empty hours comes back for a card, one that could not be read too. */
static void light_comes_back(void **state)
{
    struct desk_test *t = *state;
    char reread[] = "reread";
    for (int i = 0; i < 2; i++) {
        kiosk->face = KIOSK_IDLE;
        kiosk->state.view.has_current = false;
        kiosk->state.notice_key = NULL;
        kiosk->used_ms = clock_monotonic_ms() - 10 * 60000;
        kiosk_tick(kiosk);
        assert_true(kiosk->dimmed);
        if (i == 0)
            door_reader_line(t->door, reread);
        else
            assert_int_equal(tap(t, 1), LEDGER_PRESENT);
        kiosk_hear_door(kiosk);
        kiosk->state.view.has_current = false;
        kiosk_tick(kiosk);
        assert_false(kiosk->dimmed);
    }
}

int main(void)
{
#define KIOSK(name) cmocka_unit_test_setup_teardown(name, kiosk_setup, kiosk_teardown)
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    const struct CMUnitTest tests[] = {KIOSK(name_goes_with_its_result), KIOSK(name_goes_with_its_ribbon),
                                       KIOSK(name_goes_with_its_question), KIOSK(ribbon_beside_a_notice),
                                       KIOSK(light_comes_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
