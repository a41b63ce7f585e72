/* Shapes, clipping, turning and partial drawing, by their pixels. */
#include "ui_fixture.h"

#include <math.h>

#include "ui/list.h"

static void test_rect_fills_exactly_its_pixels(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_rect(ui_canvas(window), 10, 20, 30, 5, CANVAS_RGB(0x12304D));
    ui_show(window);
    for (int y = 18; y < 28; y++)
        for (int x = 8; x < 43; x++)
            assert_pixel(window, x, y, x >= 10 && x < 40 && y >= 20 && y < 25 ? 0x12304D : 0);
    window_close(window);
}

static void test_rect_keeps_edges_together_and_hairlines_thin_at_scale(void **state)
{
    (void)state;
    struct window *window = ui_open(1280, 720);
    int width, height;
    float scale;
    window_size(window, &width, &height, &scale);
    assert_int_equal(width, 1280);
    assert_int_equal(height, 720);
    assert_float_equal(scale, 1.5f, 0);
    struct canvas *canvas = ui_canvas(window);
    assert_float_equal(canvas_width(canvas), 1280 / 1.5f, 0.001f);
    assert_float_equal(canvas_height(canvas), 480, 0.001f);
    assert_false(canvas_portrait(canvas));
    canvas_rect(canvas, 0, 0, 11, 480, CANVAS_RGB(0xFF0000)); /* ends at 16.5 */
    canvas_rect(canvas, 11, 0, canvas_width(canvas) - 11, 480, CANVAS_RGB(0x0000FF));
    canvas_rect(canvas, 0, 101, 853, 1, WHITE); /* 1.5 device pixels high */
    ui_show(window);
    assert_pixel(window, 16, 10, 0xFF0000);
    assert_pixel(window, 17, 10, 0x0000FF);
    assert_pixel(window, 1279, 719, 0x0000FF);
    assert_pixel(window, 100, 151, 0x0000FF);
    assert_pixel(window, 100, 152, 0xFFFFFF);
    assert_pixel(window, 100, 153, 0x0000FF);
    window_close(window);
}

static void test_scale_steps_by_quarters(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        float scale, logical_width, logical_height;
    } sizes[] = {{800, 480, 1, 800, 480},
                 {720, 1280, 1.5f, 480, 853.333f},
                 {1024, 600, 1.25f, 819.2f, 480},
                 {1920, 1080, 2.25f, 853.33f, 480},
                 {480, 320, 0.5f, 960, 640}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct window *window = ui_open(sizes[i].width, sizes[i].height);
        int width, height;
        float scale;
        window_size(window, &width, &height, &scale);
        assert_float_equal(scale, sizes[i].scale, 0);
        assert_float_equal(canvas_width(window_canvas(window)), sizes[i].logical_width, 0.01f);
        assert_float_equal(canvas_height(window_canvas(window)), sizes[i].logical_height, 0.01f);
        window_close(window);
    }
}

static void test_alpha_blends(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    canvas_rect(canvas, 0, 0, 50, 50, CANVAS_RGBA(0xFFFFFF, 128));
    canvas_push(canvas, 0, 0, 800, 480, 100, 0, 0.5f);
    canvas_push(canvas, 0, 0, 800, 480, 0, 100, 0.5f);
    canvas_rect(canvas, 0, 0, 50, 50, WHITE); /* at 100, 100 with a quarter */
    canvas_pop(canvas);
    canvas_rect(canvas, 0, 0, 50, 50, WHITE); /* at 100, 0 with a half */
    canvas_pop(canvas);
    ui_show(window);
    assert_near(window_pixel(window, 10, 10) & 0xFF, 128, 1);
    assert_near(window_pixel(window, 110, 10) & 0xFF, 128, 1);
    assert_near(window_pixel(window, 110, 110) & 0xFF, 64, 1);
    window_close(window);
}

static void test_clip_is_the_intersection_and_stays_while_content_moves(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    canvas_push(canvas, 100, 100, 100, 100, 0, -30, 1);
    canvas_push(canvas, 150, 50, 100, 200, 0, 0,
                1); /* 150..250, 20..220 on the picture, cut to 150..200, 100..200 */
    canvas_rect(canvas, 0, 0, 800, 480, CANVAS_RGB(0x00FF00));
    canvas_disc(canvas, 150, 130, 20,
                CANVAS_RGB(0xFF0000)); /* moved up to 150, 100: only a quarter is left */
    canvas_pop(canvas);
    canvas_pop(canvas);
    canvas_rect(canvas, 0, 0, 5, 5, WHITE);
    ui_show(window);
    for (int y = 90; y < 210; y += 1)
        for (int x = 140; x < 210; x += 1) {
            bool inside = x >= 150 && x < 200 && y >= 100 && y < 200;
            if (inside && hypot(x + 0.5 - 150, y + 0.5 - 100) < 19)
                assert_pixel(window, x, y, 0xFF0000);
            else if (!inside || hypot(x + 0.5 - 150, y + 0.5 - 100) > 21)
                assert_pixel(window, x, y, inside ? 0x00FF00 : 0);
        }
    assert_pixel(window, 4, 4, 0xFFFFFF);
    window_close(window);
}

static void test_disc_has_exact_coverage(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_disc(ui_canvas(window), 100, 100, 42, WHITE);
    canvas_disc(window_canvas(window), 300.5f, 100.25f, 3.3f, WHITE);
    ui_show(window);
    struct ink ink = ui_ink(window, 0, 0, 200, 200);
    assert_near(ink.area, M_PI * 42 * 42, 3);
    assert_int_equal(ink.left, 58);
    assert_int_equal(ink.right, 142);
    assert_int_equal(ink.top, 58);
    assert_int_equal(ink.bottom, 142);
    assert_pixel(window, 100, 100, 0xFFFFFF);
    assert_pixel(window, 57, 100, 0);
    for (int i = 0; i < 42; i++) { /* the same in all four directions */
        uint32_t right = window_pixel(window, 100 + i, 65);
        assert_int_equal(right, window_pixel(window, 99 - i, 65));
        assert_int_equal(right, window_pixel(window, 100 + i, 134));
        assert_int_equal(right, window_pixel(window, 65, 100 + i));
    }
    assert_near(ui_ink(window, 250, 50, 100, 100).area, M_PI * 3.3 * 3.3, 0.3);
    window_close(window);
}

static void test_ring_and_arc(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    canvas_arc(canvas, 100, 100, 50, 0, 360, 8, WHITE, CANVAS_BUTT);
    canvas_arc(canvas, 300, 100, 50, 0, 90, 8, WHITE, CANVAS_BUTT);
    canvas_arc(canvas, 500, 100, 50, 0, 90, 8, WHITE, CANVAS_ROUND);
    canvas_arc(canvas, 100, 300, 50, 0, 270, 8, WHITE, CANVAS_BUTT);
    ui_show(window);
    const double whole = M_PI * (54 * 54 - 46 * 46);
    assert_near(ui_ink(window, 0, 0, 200, 200).area, whole, 4);
    struct ink quarter = ui_ink(window, 200, 0, 200, 200);
    assert_near(quarter.area, whole / 4, 2);
    assert_int_equal(quarter.left, 300); /* begins at twelve o'clock, ends at three */
    assert_int_equal(quarter.bottom, 100);
    assert_int_equal(quarter.right, 354);
    assert_int_equal(quarter.top, 46);
    struct ink caps = ui_ink(window, 400, 0, 200, 200);
    assert_near(caps.area, whole / 4 + M_PI * 16, 2);
    assert_int_equal(caps.left, 496);
    assert_int_equal(caps.bottom, 104);
    assert_near(ui_ink(window, 0, 200, 200, 200).area, whole * 3 / 4, 3);
    assert_near(ui_ink(window, 0, 200, 99, 99).area, 0, 0.01); /* the last quarter is open */
    window_close(window);
}

static void test_octagon_is_flat_on_all_sides(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_octagon(ui_canvas(window), 200, 200, 54, WHITE);
    ui_show(window);
    struct ink ink = ui_ink(window, 100, 100, 200, 200);
    double apothem = 54 * cos(M_PI / 8);
    assert_near(ink.area, 2 * sqrt(2) * 54 * 54, 4);
    assert_near(ink.right - ink.left, 2 * apothem, 1.3);
    assert_near(ink.bottom - ink.top, 2 * apothem, 1.3);
    int row = ink.top + 1, length = 0;
    for (int x = 100; x < 300; x++)
        length += window_pixel(window, x, row) == 0xFFFFFF;
    assert_near(length, 2 * 54 * sin(M_PI / 8), 3);
    window_close(window);
}

static void test_ticks_are_coloured_in_order(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_ticks(ui_canvas(window), 200, 200, 100, 16, 5, 12, 5, CANVAS_RGB(0x86E3B4), CANVAS_RGB(0x808080),
                 7, WHITE);
    ui_show(window);
    for (int i = 0; i < 12; i++) {
        double angle = (i + 0.5) * M_PI / 6;
        uint32_t expected = i == 7 ? 0xFFFFFF : i < 5 ? 0x86E3B4 : 0x808080;
        for (int along = -6; along <= 6; along += 3)
            assert_pixel(window, (int)floor(200 + (100 + along) * sin(angle)),
                         (int)floor(200 - (100 + along) * cos(angle)), expected);
        assert_pixel(window, (int)floor(200 + 100 * sin(angle + M_PI / 12)),
                     (int)floor(200 - 100 * cos(angle + M_PI / 12)), 0);
    }
    /* The length runs from round cap to round cap: 16 between the caps' centres. */
    canvas_ticks(ui_canvas(window), 200, 200, 100, 16, 5, 2, 2, WHITE, WHITE, -1, 0);
    ui_show(window);
    struct ink right = ui_ink(window, 201, 100, 200, 200);
    assert_near(right.right, 200 + 100 + 8 + 2.5, 0.51);
    assert_near(right.area, 16 * 5 + M_PI * 2.5 * 2.5, 1);
    window_close(window);
}

static void test_round_rect_with_border(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    canvas_round_rect(canvas, 20, 20, 100, 60, 14, WHITE, 0, 0);
    canvas_round_rect(canvas, 220, 20, 100, 60, 14, CANVAS_RGB(0x00FF00), 2, CANVAS_RGB(0xFF0000));
    canvas_round_rect(canvas, 420, 20, 100, 60, 14, 0, 2, WHITE);
    canvas_round_rect(canvas, 20, 220, 36, 35, 99, WHITE, 0,
                      0); /* the radius is at most half the shorter side */
    ui_show(window);
    struct ink ink = ui_ink(window, 0, 0, 200, 200);
    assert_near(ink.area, 100 * 60 - (4 - M_PI) * 14 * 14, 2);
    assert_int_equal(ink.left, 20);
    assert_int_equal(ink.right, 120);
    assert_pixel(window, 20, 20, 0);
    assert_pixel(window, 119, 79, 0);
    assert_pixel(window, 70, 20, 0xFFFFFF);
    assert_pixel(window, 220, 20, 0);
    for (int depth = 0; depth < 4; depth++) {
        uint32_t expected = depth < 2 ? 0xFF0000 : 0x00FF00;
        assert_pixel(window, 270, 20 + depth, expected);
        assert_pixel(window, 270, 79 - depth, expected);
        assert_pixel(window, 220 + depth, 50, expected);
        assert_pixel(window, 319 - depth, 50, expected);
    }
    assert_pixel(window, 470, 50, 0); /* nothing inside the empty one */
    assert_near(ui_ink(window, 400, 0, 200, 200).area,
                100 * 60 - (4 - M_PI) * 14 * 14 - (96 * 56 - (4 - M_PI) * 12 * 12), 3);
    assert_near(ui_ink(window, 0, 200, 200, 200).area, 1 * 35 + M_PI * 17.5 * 17.5, 2);
    window_close(window);
}

static void test_dashed_rect_has_dashes_and_gaps(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    canvas_dashed_rect(ui_canvas(window), 20, 20, 88, 48, 8, CANVAS_RGB(0x0000FF), 2, CANVAS_RGB(0xFF0000));
    ui_show(window);
    int changes = 0, red = 0;
    bool was = false;
    for (int x = 30; x < 98; x++) {
        bool dash = window_pixel(window, x, 20) >> 16 > 127;
        changes += dash != was;
        red += dash;
        was = dash;
    }
    assert_in_range(changes, 8, 20);
    assert_in_range(red, 30, 52);
    for (int x = 30; x < 98; x++) { /* mirrored, so that tiles look the same from both sides */
        assert_int_equal(window_pixel(window, x, 20), window_pixel(window, 127 - x, 20));
        assert_int_equal(window_pixel(window, x, 20), window_pixel(window, x, 67));
        assert_pixel(window, x, 23, 0x0000FF);
    }
    window_close(window);
}

static void test_stroke_draws_itself_and_lifts_the_pen(void **state)
{
    (void)state;
    static const struct canvas_point cross[] = {{6, 6}, {18, 18}, {-1, -1}, {18, 6}, {6, 18}};
    struct window *window = ui_open(800, 480);
    canvas_stroke(ui_canvas(window), 100, 100, 240, cross, 5, 2, WHITE, 0.5f);
    ui_show(window);
    assert_pixel(window, 165, 165, 0xFFFFFF); /* the first arm is whole */
    assert_pixel(window, 275, 275, 0xFFFFFF);
    assert_pixel(window, 275, 165, 0); /* the second has not begun */
    struct ink half = ui_ink(window, 100, 100, 240, 240);
    double arm = 120 * sqrt(2) * 20 + M_PI * 100;
    assert_near(half.area, arm, 8);
    assert_int_equal(half.left, 150); /* 6 of 24 at 240, less half the width and its round cap */
    canvas_stroke(ui_canvas(window), 100, 100, 240, cross, 5, 2, WHITE, 1);
    ui_show(window);
    assert_pixel(window, 275, 165, 0xFFFFFF);
    assert_pixel(window, 220, 162, 0); /* no line from the end of one arm to the start of the other */
    assert_near(ui_ink(window, 100, 100, 240, 240).area, 2 * arm - 400, 16);
    canvas_stroke(ui_canvas(window), 100, 100, 240, cross, 5, 2, WHITE, 0);
    ui_show(window);
    assert_near(ui_ink(window, 100, 100, 240, 240).area, 0, 0);
    window_close(window);
}

static void test_line_is_where_its_points_are(void **state)
{
    (void)state;
    static const struct canvas_point line[] = {{100, 100.5f}, {200, 100.5f}, {200.5f, 150}};
    struct window *window = ui_open(800, 480);
    canvas_line(ui_canvas(window), line, 3, 3, WHITE);
    ui_show(window);
    for (int y = 98; y < 104; y++)
        assert_pixel(window, 150, y, y >= 99 && y < 102 ? 0xFFFFFF : 0);
    assert_pixel(window, 200, 148, 0xFFFFFF);
    assert_pixel(window, 200, 153, 0);
    window_close(window);
}

/* Something of everything, different for each seed. */
static void scene(struct canvas *canvas, unsigned seed)
{
    static const struct canvas_point check[] = {{5, 12.6f}, {10, 17.4f}, {19.2f, 7.2f}};
    canvas_clear(canvas, CANVAS_RGB(0x12304D));
    float w = canvas_width(canvas), step = (float)(seed % 5);
    char number[16];
    snprintf(number, sizeof number, "%u/52", seed % 53);
    canvas_round_rect(canvas, 20, 20, 200, 100, 14, CANVAS_RGB(0xF4F3EF), 2, CANVAS_RGB(0x7C8894));
    canvas_dashed_rect(canvas, 20, 140, 90, 50, 8, CANVAS_RGBA(0xFFFFFF, 40), 2, CANVAS_RGB(0xC9D8E6));
    canvas_ticks(canvas, w - 150, 160, 100, 16, 5, 52, (int)(seed % 53), CANVAS_RGB(0x86E3B4),
                 CANVAS_RGBA(0xFFFFFF, 87), (int)(seed % 60), WHITE);
    for (int i = 0; i < 3; i++)
        canvas_arc(canvas, w - 180, 160, 24 + 14 * (float)i, 54, 126, 6,
                   CANVAS_RGBA(0xFFFFFF, i == (int)(seed % 3) ? 255 : 115), CANVAS_ROUND);
    canvas_icon(canvas, w - 60 + step, 300, 34, 0xe5c8, CANVAS_RGB(0x86E3B4));
    canvas_figures(canvas, w - 20, 400, CANVAS_BOLD, 24, WHITE, CANVAS_RIGHT, number);
    canvas_text(canvas, 30, 80, CANVAS_BOLD, 36, CANVAS_RGB(0x0F1E2E), CANVAS_LEFT,
                seed % 7 ? "Nguyễn Thị" : "Ẫ Ộ");
    canvas_octagon(canvas, 80, 250, 40, CANVAS_RGB(0x9A1319));
    canvas_stroke(canvas, 200, 220, 60, check, 3, 2.9f, WHITE, (float)(seed % 11) / 10);
    canvas_push(canvas, 20, 300, 200, 60, 0, -10 * step, 1);
    for (int i = 0; i < 8; i++)
        canvas_text(canvas, 30, 320 + 25 * (float)i, CANVAS_REGULAR, 16, WHITE, CANVAS_LEFT,
                    "Trần Quốc Tuấn");
    canvas_pop(canvas);
    if (seed % 4 == 0)
        canvas_rect(canvas, 300, 300, 50, 50 + step, CANVAS_RGBA(0xFFB51F, 200));
}

static void test_turned_glass_shows_the_same_picture(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    scene(window_canvas(window), 31);
    ui_show(window);
    uint32_t *upright = ui_pixels(window, 800, 480);
    window_close(window);
    for (int rotation = 90; rotation < 360; rotation += 90) {
        bool turned = rotation % 180 != 0;
        window = ui_open_as(turned ? 480 : 800, turned ? 800 : 480, rotation, 1, true);
        assert_float_equal(canvas_width(window_canvas(window)), 800, 0);
        scene(window_canvas(window), 31);
        ui_show(window);
        for (int y = 0; y < 480; y++)
            for (int x = 0; x < 800; x++) {
                int at_x = rotation == 90 ? 479 - y : rotation == 180 ? 799 - x : y;
                int at_y = rotation == 90 ? x : rotation == 180 ? 479 - y : 799 - x;
                if (window_pixel(window, at_x, at_y) != upright[y * 800 + x])
                    fail_msg("rotation %d: %d, %d is not %d, %d", rotation, at_x, at_y, x, y);
            }
        window_close(window);
    }
    free(upright);
}

static void test_px_aspect_narrows_round_shapes_along_the_panel(void **state)
{
    (void)state;
    for (int rotation = 0; rotation <= 90; rotation += 90) {
        struct window *window = ui_open_as(rotation ? 480 : 800, rotation ? 800 : 480, rotation, 1.25, true);
        struct canvas *canvas = ui_canvas(window);
        canvas_disc(canvas, 240, 240, 100, WHITE);
        canvas_rect(canvas, 400, 240, 100, 100, WHITE);
        ui_show(window);
        /* On the glass the centre of both is at 240, 240; only the panel's own x is narrowed. */
        struct ink disc = ui_ink(window, 120, 120, 240, 240);
        assert_int_equal(disc.right - disc.left, 160);
        assert_int_equal(disc.bottom - disc.top, 200);
        assert_near(disc.area, M_PI * 80 * 100, 6);
        struct ink rect = rotation ? ui_ink(window, 0, 370, 480, 200) : ui_ink(window, 370, 0, 200, 480);
        assert_near(rect.area, 100 * 100, 0);
        window_close(window);
    }
}

static void test_equal_lists_draw_nothing(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    scene(window_canvas(window), 1);
    assert_true(window_present(window, WINDOW_CUT, 0, 0) > 0);
    scene(window_canvas(window), 1);
    assert_int_equal(window_present(window, WINDOW_CUT, 0, 0), 0);
    assert_int_equal(window_present(window, WINDOW_DISC, 400, 240), 0);
    assert_false(window_moving(window));
    scene(window_canvas(window), 2);
    assert_true(window_present(window, WINDOW_CUT, 0, 0) > 0);
    /* The same commands with another text of the same length are another list. */
    canvas_text(ui_canvas(window), 10, 50, CANVAS_BOLD, 24, WHITE, CANVAS_LEFT, "07:24");
    ui_show(window);
    canvas_text(ui_canvas(window), 10, 50, CANVAS_BOLD, 24, WHITE, CANVAS_LEFT, "07:25");
    ui_show(window);
    window_close(window);
}

static void test_parts_drawn_anew_equal_the_whole(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    for (unsigned seed = 0; seed < 40; seed++) {
        unsigned now = seed % 3 ? seed : seed * 7;
        scene(window_canvas(window), now);
        window_present(window, WINDOW_CUT, 0, 0);
        if (seed % 5 != 4)
            continue;
        struct window *fresh = ui_open(800, 480);
        scene(window_canvas(fresh), now);
        ui_show(fresh);
        for (int i = 0; i < 800 * 480; i++)
            if (window_pixel(window, i % 800, i / 800) != window_pixel(fresh, i % 800, i / 800))
                fail_msg("after %u pictures pixel %d, %d differs from a whole drawing", seed, i % 800,
                         i / 800);
        window_close(fresh);
    }
    window_close(window);
}

static void test_zones_lie_above_each_other(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    canvas_zone(canvas, 0, 0, 800, 480, 1);
    canvas_zone(canvas, 100, 100, 100, 100, 2);
    canvas_push(canvas, 300, 100, 100, 100, 0, -50, 1);
    canvas_zone(canvas, 300, 100, 100, 100, 3); /* moved up by 50 and cut at 100: 100..150 is left */
    canvas_pop(canvas);
    assert_int_equal(canvas_zone_at(canvas, 50, 50), 1);
    assert_int_equal(canvas_zone_at(canvas, 100, 100), 2);
    assert_int_equal(canvas_zone_at(canvas, 199.9f, 199.9f), 2);
    assert_int_equal(canvas_zone_at(canvas, 200, 150), 1);
    assert_int_equal(canvas_zone_at(canvas, 350, 99), 1);
    assert_int_equal(canvas_zone_at(canvas, 350, 120), 3);
    assert_int_equal(canvas_zone_at(canvas, 350, 151), 1);
    assert_int_equal(canvas_zone_at(canvas, 801, 10), 0);
    canvas_clear(canvas, BLACK);
    assert_int_equal(canvas_zone_at(canvas, 50, 50), 0);
    window_close(window);
}

static void test_nonsense_draws_nothing(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    static const struct canvas_point far[] = {{-1e8f, 0}, {1e8f, 100}};
    canvas_rect(canvas, NAN, 0, 10, 10, WHITE);
    canvas_rect(canvas, 0, 0, -10, 10, WHITE);
    canvas_disc(canvas, 100, 100, 0, WHITE);
    canvas_disc(canvas, 100, 100, INFINITY, WHITE);
    canvas_disc(canvas, 100, 100, -5, WHITE);
    canvas_arc(canvas, 100, 100, 50, 90, 90, 5, WHITE, CANVAS_BUTT);
    canvas_stroke(canvas, 0, 0, 50, far, 1, 2, WHITE, 1);
    canvas_line(canvas, far, 2, 2, WHITE);
    canvas_text(canvas, 10, 50, CANVAS_BOLD, 0, WHITE, CANVAS_LEFT, "x");
    canvas_text(canvas, 10, 50, CANVAS_BOLD, 1e6f, WHITE, CANVAS_LEFT, "x");
    canvas_icon(canvas, 10, 50, 24, 0x10FFFF, 0);
    ui_show(window);
    assert_near(ui_ink(window, 0, 0, 800, 480).area, 0, 0);
    window_close(window);
}

/* A name that was drawn is not left in the list for the next picture. */
static void test_texts_are_wiped(void **state)
{
    (void)state;
    struct window *window = ui_open(800, 480);
    struct canvas *canvas = ui_canvas(window);
    canvas_text(canvas, 40, 240, CANVAS_BOLD, 80, WHITE, CANVAS_LEFT, "Thanh Huyền");
    assert_non_null(memmem(canvas->pool, canvas->size, "Thanh", 5));
    canvas_clear(canvas, BLACK);
    assert_null(memmem(canvas->pool, canvas->size, "Thanh", 5));
    window_close(window);
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rect_fills_exactly_its_pixels),
        cmocka_unit_test(test_rect_keeps_edges_together_and_hairlines_thin_at_scale),
        cmocka_unit_test(test_scale_steps_by_quarters),
        cmocka_unit_test(test_alpha_blends),
        cmocka_unit_test(test_clip_is_the_intersection_and_stays_while_content_moves),
        cmocka_unit_test(test_disc_has_exact_coverage),
        cmocka_unit_test(test_ring_and_arc),
        cmocka_unit_test(test_octagon_is_flat_on_all_sides),
        cmocka_unit_test(test_ticks_are_coloured_in_order),
        cmocka_unit_test(test_round_rect_with_border),
        cmocka_unit_test(test_dashed_rect_has_dashes_and_gaps),
        cmocka_unit_test(test_stroke_draws_itself_and_lifts_the_pen),
        cmocka_unit_test(test_line_is_where_its_points_are),
        cmocka_unit_test(test_turned_glass_shows_the_same_picture),
        cmocka_unit_test(test_px_aspect_narrows_round_shapes_along_the_panel),
        cmocka_unit_test(test_equal_lists_draw_nothing),
        cmocka_unit_test(test_parts_drawn_anew_equal_the_whole),
        cmocka_unit_test(test_zones_lie_above_each_other),
        cmocka_unit_test(test_nonsense_draws_nothing),
        cmocka_unit_test(test_texts_are_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
