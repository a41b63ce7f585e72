/* Presentation, transitions, touch and pictures on disk. SDL's events are pushed as its drivers would. */
#include "ui_fixture.h"

#include <SDL2/SDL.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

#define DEADLINE_MS 10000

static void picture(struct canvas *canvas, uint32_t ground, const char *text)
{
    canvas_clear(canvas, CANVAS_RGB(ground));
    canvas_disc(canvas, 82, 68, 42, WHITE);
    canvas_text(canvas, 40, 240, CANVAS_BOLD, 80, WHITE, CANVAS_LEFT, text);
    canvas_rect(canvas, 0, 474, 300, 6, CANVAS_RGB(0x86E3B4));
}

/* Runs a transition to its end; returns the frames. */
static int run_transition(struct window *window)
{
    int frames = 0;
    int64_t deadline = clock_monotonic_ms() + DEADLINE_MS;
    while (window_moving(window) && clock_monotonic_ms() < deadline) {
        struct window_event event;
        window_wait(window, DEADLINE_MS, &event);
        assert_int_equal(event.kind, WINDOW_NONE);
        frames++;
    }
    assert_false(window_moving(window));
    return frames;
}

static void test_transitions_end_like_a_cut(void **state)
{
    (void)state;
    static const enum window_transition kinds[] = {WINDOW_DISC, WINDOW_DISC_FAST, WINDOW_FADE};
    struct window *cut = ui_open(800, 480);
    picture(window_canvas(cut), 0x0B5F3A, "Thanh Huyền");
    ui_show(cut);
    uint32_t *expected = ui_pixels(cut, 800, 480);
    window_close(cut);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct window *window = ui_open(800, 480);
        picture(window_canvas(window), 0x12304D, "Mời đồng chí");
        ui_show(window);
        picture(window_canvas(window), 0x0B5F3A, "Thanh Huyền");
        assert_true(window_present(window, kinds[i], 640, 161) > 0);
        assert_true(window_moving(window));
        assert_true(run_transition(window) >= 1);
        for (int at = 0; at < 800 * 480; at++)
            if (window_pixel(window, at % 800, at / 800) != expected[at])
                fail_msg("transition %d: pixel %d, %d", (int)kinds[i], at % 800, at / 800);
        window_close(window);
    }
    free(expected);
}

static void test_the_disc_grows_from_its_point(void **state)
{
    (void)state;
    struct window *window = ui_open_as(480, 800, 90, 1, true); /* turned: the point is one of the picture */
    canvas_clear(window_canvas(window), CANVAS_RGB(0x0000FF));
    ui_show(window);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x00FF00));
    assert_true(window_present(window, WINDOW_DISC, 640, 161) > 0);
    assert_pixel(window, 480 - 161, 640, 0x00FF00); /* the first frame shows some of it */
    assert_pixel(window, 5, 5, 0x0000FF);           /* picture 5, 475: the far corner comes last */
    run_transition(window);
    assert_pixel(window, 5, 5, 0x00FF00);
    window_close(window);
}

static void test_without_motion_everything_is_a_cut(void **state)
{
    (void)state;
    struct window *window = ui_open_as(800, 480, 0, 1, false);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x0000FF));
    ui_show(window);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x00FF00));
    int64_t before = clock_monotonic_ms();
    int64_t shown = window_present(window, WINDOW_DISC, 640, 161);
    assert_in_range(shown, before, clock_monotonic_ms());
    assert_false(window_moving(window));
    assert_pixel(window, 5, 475, 0x00FF00);
    window_close(window);
}

static void test_a_new_result_replaces_a_running_transition(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x0000FF));
    ui_show(window);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x00FF00));
    window_present(window, WINDOW_DISC, 100, 100);
    canvas_clear(window_canvas(window), CANVAS_RGB(0xFF0000));
    assert_true(window_present(window, WINDOW_DISC_FAST, 700, 400) > 0);
    assert_pixel(window, 700, 400, 0xFF0000);
    assert_pixel(window, 100, 100, 0x00FF00); /* what had come of the first stays until it is covered */
    run_transition(window);
    assert_pixel(window, 100, 100, 0xFF0000);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x00FFFF));
    window_present(window, WINDOW_FADE, 0, 0);
    canvas_clear(window_canvas(window), CANVAS_RGB(0xFFFF00));
    assert_true(window_present(window, WINDOW_CUT, 0, 0) > 0);
    assert_false(window_moving(window));
    assert_pixel(window, 400, 240, 0xFFFF00);
    window_close(window);
}

static void test_keep_changes_the_picture_under_a_transition(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x0000FF));
    assert_true(window_present(window, WINDOW_KEEP, 0, 0) > 0); /* nothing runs: a cut */
    picture(window_canvas(window), 0x0B5F3A, "37");
    window_present(window, WINDOW_DISC, 400, 240);
    picture(window_canvas(window), 0x0B5F3A, "38");
    assert_int_equal(window_present(window, WINDOW_KEEP, 0, 0), 0);
    assert_true(window_moving(window));
    run_transition(window);
    uint32_t *moved = ui_pixels(window, 800, 480);
    window_close(window);
    window = ui_open(800, 480);
    picture(window_canvas(window), 0x0B5F3A, "38");
    ui_show(window);
    for (int at = 0; at < 800 * 480; at++)
        if (window_pixel(window, at % 800, at / 800) != moved[at])
            fail_msg("pixel %d, %d", at % 800, at / 800);
    free(moved);
    window_close(window);
}

/* What is forgotten is drawn anew, pixel for pixel. */
static void test_forgotten_pictures_are_made_anew(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    picture(window_canvas(window), 0x0B5F3A, "37");
    ui_show(window);
    uint32_t *before = ui_pixels(window, 800, 480);
    window_forget(window);
    picture(window_canvas(window), 0x0B5F3A, "38");
    ui_show(window);
    picture(window_canvas(window), 0x0B5F3A, "37");
    ui_show(window);
    for (int at = 0; at < 800 * 480; at++)
        if (window_pixel(window, at % 800, at / 800) != before[at])
            fail_msg("pixel %d, %d", at % 800, at / 800);
    free(before);
    window_close(window);
}

static void push_finger(uint32_t type, int64_t finger, float x, float y)
{
    SDL_Event event = {.type = type};
    event.tfinger.touchId = 7;
    event.tfinger.fingerId = finger;
    event.tfinger.x = x;
    event.tfinger.y = y;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void push_button(uint32_t type, uint32_t which, int x, int y)
{
    SDL_Event event = {.type = type};
    event.button.which = which;
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = x;
    event.button.y = y;
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static struct window_event expect(struct window *window, enum window_event_kind kind, int zone, int line)
{
    struct window_event event;
    window_wait(window, kind == WINDOW_NONE ? 0 : DEADLINE_MS, &event);
    if (event.kind != kind || event.zone != zone)
        fail_msg("line %d: event %d on zone %d, not %d on %d", line, (int)event.kind, event.zone, (int)kind,
                 zone);
    return event;
}
#define expect(window, kind, zone) (expect)(window, kind, zone, __LINE__)

static struct window *open_with_zones(int width, int height, int rotation)
{
    struct window *window = ui_open_as(width, height, rotation, 1, true);
    struct canvas *canvas = ui_canvas(window);
    canvas_zone(canvas, 0, 0, 400, 240, 1);
    canvas_zone(canvas, 400, 240, 400, 240, 2);
    ui_show(window);
    struct window_event event;
    do /* what opening the window brought */
        window_wait(window, 0, &event);
    while (event.kind != WINDOW_NONE);
    return window;
}

static void test_fingers_press_tap_drag_and_slide_off(void **state)
{
    (void)state;
    struct window *window = open_with_zones(800, 480, 0);
    push_finger(SDL_FINGERDOWN, 1, 0.25f, 0.25f);
    struct window_event event = expect(window, WINDOW_PRESS, 1);
    assert_near(event.x, 200, 0.1);
    assert_near(event.y, 120, 0.1);
    push_finger(SDL_FINGERDOWN, 2, 0.75f, 0.75f); /* a second finger is not there */
    push_finger(SDL_FINGERMOTION, 1, 0.26f, 0.30f);
    event = expect(window, WINDOW_DRAG, 1);
    assert_near(event.dx, 8, 0.1);
    assert_near(event.dy, 24, 0.1);
    push_finger(SDL_FINGERUP, 2, 0.75f, 0.75f);
    push_finger(SDL_FINGERUP, 1, 0.26f, 0.30f);
    expect(window, WINDOW_TAP, 1);
    push_finger(SDL_FINGERDOWN, 3, 0.25f, 0.25f);
    expect(window, WINDOW_PRESS, 1);
    push_finger(SDL_FINGERUP, 3, 0.75f, 0.75f); /* slid off, even onto another zone */
    expect(window, WINDOW_RELEASE, 1);
    push_finger(SDL_FINGERDOWN, 4, 0.75f, 0.25f);
    expect(window, WINDOW_PRESS, 0);
    push_finger(SDL_FINGERUP, 4, 0.75f, 0.25f);
    expect(window, WINDOW_RELEASE, 0);
    expect(window, WINDOW_NONE, 0);
    window_close(window);
}

static void test_zones_change_without_a_new_picture(void **state)
{
    (void)state;
    struct window *window = open_with_zones(800, 480, 0);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x0000FF));
    ui_show(window);
    canvas_clear(window_canvas(window), CANVAS_RGB(0x0000FF));
    canvas_zone(window_canvas(window), 0, 0, 800, 480, 7);
    assert_int_equal(window_present(window, WINDOW_CUT, 0, 0), 0); /* nothing to draw */
    push_finger(SDL_FINGERDOWN, 1, 0.25f, 0.25f);
    push_finger(SDL_FINGERUP, 1, 0.25f, 0.25f);
    expect(window, WINDOW_PRESS, 7);
    expect(window, WINDOW_TAP, 7);
    window_close(window);
}

static void test_each_touch_counts_once(void **state)
{
    (void)state;
    struct window *window = open_with_zones(800, 480, 0);
    /* A touch that SDL also reports as a mouse, and a click that it also reports as a finger. */
    push_finger(SDL_FINGERDOWN, 1, 0.25f, 0.25f);
    push_button(SDL_MOUSEBUTTONDOWN, SDL_TOUCH_MOUSEID, 200, 120);
    push_finger(SDL_FINGERUP, 1, 0.25f, 0.25f);
    push_button(SDL_MOUSEBUTTONUP, SDL_TOUCH_MOUSEID, 200, 120);
    expect(window, WINDOW_PRESS, 1);
    expect(window, WINDOW_TAP, 1);
    expect(window, WINDOW_NONE, 0);
    push_button(SDL_MOUSEBUTTONDOWN, 0, 600, 360);
    SDL_Event echo = {.type = SDL_FINGERDOWN};
    echo.tfinger.touchId = SDL_MOUSE_TOUCHID;
    echo.tfinger.x = 0.75f;
    echo.tfinger.y = 0.75f;
    SDL_PushEvent(&echo);
    push_button(SDL_MOUSEBUTTONUP, 0, 600, 360);
    expect(window, WINDOW_PRESS, 2);
    expect(window, WINDOW_TAP, 2);
    expect(window, WINDOW_NONE, 0);
    window_close(window);
}

static void test_touch_follows_the_turned_picture(void **state)
{
    (void)state;
    for (int rotation = 0; rotation < 360; rotation += 90) {
        bool turned = rotation % 180 != 0;
        struct window *window = open_with_zones(turned ? 480 : 800, turned ? 800 : 480, rotation);
        /* Picture 200, 120 (a quarter of both) on the glass, as shares of its width and height. */
        float x = rotation == 0 || rotation == 270 ? 0.25f : 0.75f;
        float y = rotation == 0 || rotation == 90 ? 0.25f : 0.75f;
        push_finger(SDL_FINGERDOWN, 1, x, y);
        struct window_event event = expect(window, WINDOW_PRESS, 1);
        assert_near(event.x, 200, 0.1);
        assert_near(event.y, 120, 0.1);
        window_close(window);
    }
}

static void test_keys_text_and_quit(void **state)
{
    (void)state;
    struct window *window = open_with_zones(800, 480, 0);
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = SDLK_BACKSPACE;
    SDL_PushEvent(&event);
    assert_int_equal(expect(window, WINDOW_KEY, 0).key, '\b');
    event.key.keysym.sym = SDLK_F5; /* no meaning here */
    SDL_PushEvent(&event);
    event = (SDL_Event){.type = SDL_TEXTINPUT};
    snprintf(event.text.text, sizeof event.text.text, "ữ");
    SDL_PushEvent(&event);
    assert_string_equal(expect(window, WINDOW_TEXT, 0).text, "ữ");
    event = (SDL_Event){.type = SDL_QUIT};
    SDL_PushEvent(&event);
    expect(window, WINDOW_QUIT, 0);
    window_close(window);
}

static void *wake_from_elsewhere(void *window)
{
    window_wake(window);
    window_wake(window);
    return NULL;
}

static void test_wake_from_another_thread(void **state)
{
    (void)state;
    struct window *window = open_with_zones(800, 480, 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wake_from_elsewhere, window), 0);
    struct window_event event;
    int64_t begin = clock_monotonic_ms();
    window_wait(window, -1, &event);
    assert_int_equal(event.kind, WINDOW_WAKE);
    assert_true(clock_monotonic_ms() - begin < DEADLINE_MS);
    assert_int_equal(pthread_join(thread, NULL), 0);
    do
        window_wait(window, 0, &event);
    while (event.kind == WINDOW_WAKE); /* both calls may have made one event */
    assert_int_equal(event.kind, WINDOW_NONE);
    begin = clock_monotonic_ms();
    window_wait(window, 120, &event);
    assert_int_equal(event.kind, WINDOW_NONE);
    assert_true(clock_monotonic_ms() - begin >= 120);
    window_close(window);
}

static void test_screenshot_is_a_png_of_the_glass(void **state)
{
    (void)state;
    struct window *window = ui_open_as(480, 800, 90, 1, true);
    canvas_rect(ui_canvas(window), 0, 0, 10, 20, CANVAS_RGB(0x86E3B4));
    ui_show(window);
    struct error err = {0};
    char path[] = "/tmp/ui_window_test.XXXXXX", command[256], found[128] = "";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(window_screenshot(window, path, &err), 0);
    snprintf(command, sizeof command,
             "identify -format '%%m %%w %%h ' %s && convert %s -crop 1x1+470+5 -depth 8 rgb:- | od -An -tx1",
             path, path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t length = fread(found, 1, sizeof found - 1, pipe);
    found[length] = '\0';
    int status = pclose(pipe);
    if (status == 127 << 8)
        print_message("ImageMagick is not installed: the picture was not read back\n");
    else
        assert_string_equal(found, "PNG 480 800  86 e3 b4\n");
    unlink(path);
    assert_int_equal(window_screenshot(window, "/nowhere/picture.png", &err), ERROR_IO);
    assert_non_null(strstr(err.text, "/nowhere/picture.png"));
    assert_int_equal(window_screenshot(window, "/dev/full", &err), ERROR_FULL);
    window_close(window);
}

static void test_wrong_options_are_refused(void **state)
{
    (void)state;
    static const struct window_options wrong[] = {
        {.title = "t", .width = 0, .height = 480, .rotation = 0, .px_aspect = 1},
        {.title = "t", .width = 800, .height = -1, .rotation = 0, .px_aspect = 1},
        {.title = "t", .width = 800, .height = 480, .rotation = 45, .px_aspect = 1},
        {.title = "t", .width = 800, .height = 480, .rotation = 0, .px_aspect = 0},
        {.title = "t", .width = 800, .height = 480, .rotation = 0, .px_aspect = 3},
        {.title = "t", .width = 9000, .height = 480, .rotation = 0, .px_aspect = 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct window *window;
        struct error err = {0};
        assert_int_equal(window_open(&wrong[i], &window, &err), ERROR_CONFIG);
        assert_null(window);
    }
    setenv("SDL_VIDEODRIVER", "no_such_driver", 1);
    struct window_options right = {.title = "t", .width = 800, .height = 480, .rotation = 0, .px_aspect = 1};
    struct window *window;
    struct error err = {0};
    assert_int_equal(window_open(&right, &window, &err), ERROR_BROKEN);
    assert_non_null(strstr(err.text, "SDL_VIDEODRIVER"));
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    window_close(NULL);
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transitions_end_like_a_cut),
        cmocka_unit_test(test_the_disc_grows_from_its_point),
        cmocka_unit_test(test_forgotten_pictures_are_made_anew),
        cmocka_unit_test(test_without_motion_everything_is_a_cut),
        cmocka_unit_test(test_a_new_result_replaces_a_running_transition),
        cmocka_unit_test(test_keep_changes_the_picture_under_a_transition),
        cmocka_unit_test(test_fingers_press_tap_drag_and_slide_off),
        cmocka_unit_test(test_zones_change_without_a_new_picture),
        cmocka_unit_test(test_each_touch_counts_once),
        cmocka_unit_test(test_touch_follows_the_turned_picture),
        cmocka_unit_test(test_keys_text_and_quit),
        cmocka_unit_test(test_wake_from_another_thread),
        cmocka_unit_test(test_screenshot_is_a_png_of_the_glass),
        cmocka_unit_test(test_wrong_options_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
