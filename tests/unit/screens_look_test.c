/* Every screen: the pixels of its field and hero, and that nothing leaves it or covers something else,
 * whatever the data. */
#include "font_stage.h"
#include "screens_pixels.h"

#include "screens/frame.h"

/* ---- pixels, measured on the design's pictures at 800x480 ---- */

static void test_fields_and_heroes(void **state)
{
    (void)state;
    if (!font_is_of_pictures())
        skip();
    static const struct {
        const char *name;
        int region[4];
        uint32_t field, ink;
        int box[4]; /* first and last column and row with more ink than field */
    } heroes[] = {
        {"01-idle", {10, 80, 470, 215}, 0xf4f3ef, 0x0f1e2e, {33, 97, 405, 201}},
        {"01b-idle-late", {10, 80, 470, 215}, 0xf4f3ef, 0x0f1e2e, {33, 97, 408, 201}},
        {"01c-idle-check-out", {10, 80, 470, 215}, 0xf4f3ef, 0x0f1e2e, {34, 97, 344, 201}},
        {"02-present", {0, 116, 800, 322}, 0x0b5f3a, 0xffffff, {41, 143, 553, 321}},
        {"02b-present-long-name", {0, 116, 800, 318}, 0x0b5f3a, 0xffffff, {40, 153, 687, 313}},
        {"02c-recorded-clock-not-verified", {0, 116, 800, 282}, 0x1c4a86, 0xffffff, {43, 192, 660, 274}},
        {"03-late", {0, 116, 800, 282}, 0xffb51f, 0x2a1b00, {43, 198, 739, 274}},
        {"04-already", {0, 116, 800, 322}, 0x1c4a86, 0xffffff, {41, 143, 553, 321}},
        {"05-unknown-card", {155, 10, 790, 160}, 0x9a1319, 0xffffff, {166, 57, 651, 114}},
        {"06-wrong-room", {20, 245, 460, 334}, 0xf4f3ef, 0x134e8a, {45, 259, 420, 330}},
        {"06b-wrong-session", {20, 235, 410, 335}, 0xf4f3ef, 0x134e8a, {44, 257, 270, 319}},
        {"07-phone-or-bank-card", {155, 10, 790, 160}, 0x9a1319, 0xffffff, {166, 34, 591, 138}},
        {"09-no-session", {490, 80, 790, 175}, 0x12304d, 0xffffff, {512, 95, 748, 161}},
        {"10-reader-fault", {505, 195, 775, 305}, 0xf4f3ef, 0x0f1e2e, {514, 214, 764, 291}},
        {"10b-offline", {10, 80, 470, 215}, 0xf4f3ef, 0x0f1e2e, {33, 97, 405, 201}},
        {"10c-clock-not-verified", {10, 80, 470, 215}, 0xf4f3ef, 0x0f1e2e, {33, 125, 315, 200}},
        {"10d-disk-low", {10, 80, 470, 215}, 0xf4f3ef, 0x0f1e2e, {33, 97, 405, 201}},
        {"10e-storage-full", {505, 210, 775, 310}, 0xf4f3ef, 0x0f1e2e, {520, 232, 759, 303}}};
    language("vi");
    for (size_t i = 0; i < sizeof heroes / sizeof heroes[0]; i++) {
        const int *region = heroes[i].region;
        bool ink = false;
        scene_draw(scene(heroes[i].name), &now, canvas_of(0));
        window_present(windows[0], WINDOW_CUT, 0, 0);
        for (int y = region[1]; y < region[3]; y++)
            for (int x = region[0]; x < region[2]; x++)
                ink = ink || color_is(window_pixel(windows[0], x, y), heroes[i].ink);
        if (!ink)
            fail_msg("%s: the hero's ink is missing", heroes[i].name);
        pixel_is(heroes[i].name, region[0], region[1], heroes[i].field);
        ink_is(heroes[i].name, 0, region, heroes[i].field, heroes[i].ink, heroes[i].box, 2);
    }
}

static void draw(const char *name)
{
    scene_draw(scene(name), &now, canvas_of(0));
    window_present(windows[0], WINDOW_CUT, 0, 0);
}

static void test_colours_of_the_parts(void **state)
{
    (void)state;
    draw("02-present");
    pixel_is("badge", 82, 32, 0xFFFFFF);
    pixel_is("check", 76, 78, 0x0B5F3A);
    pixel_is("footer", 400, 432, 0x084A2D);
    pixel_is("bar, full part", 570, 477, 0xFFFFFF);
    pixel_is("bar, empty part", 582, 477, 0x084A2D);
    draw("03-late");
    pixel_is("badge", 82, 32, 0x2A1B00);
    pixel_is("footer", 480, 432, 0xF09E00);
    draw("05-unknown-card");
    pixel_is("frame left", 6, 300, 0x9A1319);
    pixel_is("frame below", 400, 474, 0x9A1319);
    pixel_is("octagon", 86, 40, 0xFFFFFF);
    pixel_is("corner of the octagon", 36, 34, 0x9A1319);
    pixel_is("sheet", 400, 200, 0xF4F3EF);
    draw("01-idle");
    pixel_is("panel", 490, 470, 0x12304D);
    pixel_is("a tick that is on", 647, 49, 0x86E3B4);
    pixel_is("card", 600, 140, 0xFFFFFF);
    draw("10b-offline");
    pixel_is("banner", 400, 430, 0xFFECC2);
    draw("10e-storage-full");
    pixel_is("banner", 400, 430, 0xFBE1E0);
    pixel_is("frame", 486, 240, 0x9A1319);
    draw("01b-idle-late");
    pixel_is("pill", 200, 223, 0xFFB51F);
}

/* ---- places ---- */

static void test_nothing_leaves_or_covers(void **state)
{
    (void)state;
    static const char *const languages[] = {"vi", "en"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++) {
            for (int i = 0; i < scene_count; i++) {
                char name[128];
                snprintf(name, sizeof name, "%s %dx%d %s", scenes[i].name, sizes[size].width,
                         sizes[size].height, languages[l]);
                scene_draw(&scenes[i], &now, canvas_of(size));
                layout_check(canvas_of(size), name);
                layout_whole(canvas_of(size), name);
            }
        }
    }
    language("vi");
}

/* Whatever is wrong, with figures as large as they come. */
static void test_banners_are_whole(void **state)
{
    (void)state;
    static const char *const languages[] = {"vi", "en"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++) {
            for (int trouble = SCREEN_TROUBLE_FULL; trouble <= SCREEN_TROUBLE_OFFLINE; trouble++) {
                char name[64];
                snprintf(name, sizeof name, "trouble %d %dx%d %s", trouble, sizes[size].width,
                         sizes[size].height, languages[l]);
                scene_base(&now);
                now.trouble = (enum screen_trouble)trouble;
                now.view.clock_trusted = trouble != SCREEN_TROUBLE_CLOCK;
                now.reader_down_since_utc_ms = 0;
                now.sync.last_seq = 123456;
                now.sync.acked_seq = 0;
                now.disk_taps = 123456;
                screen_idle(canvas_of(size), &now);
                layout_check(canvas_of(size), name);
                layout_whole(canvas_of(size), name);
            }
        }
    }
    language("vi");
}

/* Ring and count keep away from the edges of the tap panel, however many lines the prompt has. */
static void test_the_ring_has_room(void **state)
{
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        for (int i = 0; i < scene_count; i++) {
            scene_draw(&scenes[i], &now, canvas_of(size));
            if (scenes[i].kind != SCENE_IDLE || phase_panel(&now) != PHASE_PANEL_TAP)
                continue;
            const struct canvas *canvas = canvas_of(size);
            bool portrait = canvas_portrait(canvas);
            float top = portrait ? FRAME_PORTRAIT_TOP : 0, foot = canvas->height;
            foot -= portrait ? FRAME_STRIP_HEIGHT : 0;
            for (int c = 0; c < canvas->count; c++) {
                const struct command *command = &canvas->commands[c];
                bool text = command->kind == COMMAND_FIGURES && command->color[0] == KIT_WHITE;
                bool ring = command->kind == COMMAND_TICKS || command->kind == COMMAND_ARC;
                if ((ring && command->bounds.y0 < top + 12) || (text && command->value[1] > foot - 16))
                    fail_msg("%s %dx%d: too near the panel's edge", scenes[i].name, sizes[size].width,
                             sizes[size].height);
            }
        }
    }
}

/* In portrait the sheet of a refusal begins at 316, and what it says somewhat below. */
static void test_the_sheet_has_a_margin(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    for (int size = 2; size < SIZES; size++) {
        scene_draw(scene("x-closed"), &now, canvas_of(size));
        int count = layout_read(canvas_of(size), items);
        const struct layout_item *first = layout_find(items, count, "Điểm danh mở lúc");
        assert_non_null(first);
        assert_true(first->ink.y0 >= 316 + 8);
    }
}

static void repeat(char *out, size_t capacity, const char *piece)
{
    out[0] = '\0';
    while (strlen(out) + strlen(piece) < capacity)
        strcat(out, piece);
}

/* Fills every text of the state with the same piece again and again, and every figure with an edge. */
static void spoil(struct screen_state *spoilt, const char *piece, int figure)
{
    struct ledger_session *sessions[] = {&spoilt->view.current, &spoilt->view.next, &spoilt->result.session};
    for (int i = 0; i < 3; i++) {
        repeat(sessions[i]->title, sizeof sessions[i]->title, piece);
        repeat(sessions[i]->room_name, sizeof sessions[i]->room_name, piece);
        repeat(sessions[i]->room_place, sizeof sessions[i]->room_place, piece);
        repeat(sessions[i]->room_id, sizeof sessions[i]->room_id, piece);
        sessions[i]->number = sessions[i]->of = sessions[i]->enrolled = sessions[i]->arrived = figure;
    }
    repeat(spoilt->view.room_name, sizeof spoilt->view.room_name, piece);
    repeat(spoilt->result.member_name, sizeof spoilt->result.member_name, piece);
    repeat(spoilt->result.member_unit, sizeof spoilt->result.member_unit, piece);
    repeat(spoilt->result.card_tail, sizeof spoilt->result.card_tail, "W");
    spoilt->result.ordinal = spoilt->result.minutes_late = figure;
    spoilt->sync.last_seq = figure;
    spoilt->disk_percent = spoilt->disk_taps = spoilt->checked_out = figure;
}

static void draw_spoilt(int size, int index, const char *piece, int figure, const char *name)
{
    scene_base(&now);
    scenes[index].fill(&now);
    if (piece)
        spoil(&now, piece, figure);
    else
        memset(&now.result.session, 0, sizeof now.result.session);
    switch (scenes[index].kind) {
    case SCENE_IDLE:
        screen_idle(canvas_of(size), &now);
        break;
    case SCENE_ACCEPTED:
        screen_accepted(canvas_of(size), &now);
        break;
    case SCENE_REFUSED:
        screen_refused(canvas_of(size), &now);
        break;
    case SCENE_FAILED:
        screen_failed(canvas_of(size), &now);
        break;
    }
    layout_check(canvas_of(size), name);
    window_present(windows[size], WINDOW_CUT, 0, 0);
}

static void test_hostile_data_stays_in_place(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        int figure;
    } cases[] = {{"Nguyễn Phước Ưỡn ", 1000}, {"Ẵ", 9999}, {"W", 500}, {"x ", 0}, {" ", -7}, {"9", 12345}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        for (int size = 0; size < SIZES; size++) {
            for (int i = 0; i < scene_count; i++) {
                char name[160];
                snprintf(name, sizeof name, "%s %dx%d \"%s\"", scenes[i].name, sizes[size].width,
                         sizes[size].height, cases[c].piece);
                draw_spoilt(size, i, cases[c].piece, cases[c].figure, name);
            }
        }
    }
}

static void test_impossible_figures_do_no_harm(void **state)
{
    (void)state;
    static const int figures[] = {INT_MIN, INT_MAX};
    for (int f = 0; f < 2; f++) {
        for (int i = 0; i < scene_count; i++) {
            scene_base(&now);
            scenes[i].fill(&now);
            spoil(&now, "\xE1\xBA\xFF\xC2", figures[f]); /* no UTF-8 either */
            now.view.now_utc_ms = now.now_utc_ms = now.result.at_utc_ms = f ? 253402300800000 : -1;
            now.view.current.starts_utc_ms = now.view.next.starts_utc_ms = f ? 0 : 253402300800000;
            screen_idle(canvas_of(0), &now);
            window_present(windows[0], WINDOW_CUT, 0, 0);
            screen_accepted(canvas_of(1), &now);
            window_present(windows[1], WINDOW_CUT, 0, 0);
            now.result.verdict = (enum ledger_verdict)(i % (LEDGER_VERDICTS + 1));
            screen_refused(canvas_of(2), &now);
            window_present(windows[2], WINDOW_CUT, 0, 0);
            assert_true(screen_next_ms(&now, true) > 0 && screen_next_ms(&now, false) > 0);
        }
    }
    for (int i = 0; i < scene_count; i++)
        draw_spoilt(0, i, NULL, 0, scenes[i].name); /* sessions without any text or time */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_and_heroes),
        cmocka_unit_test(test_colours_of_the_parts),
        cmocka_unit_test(test_nothing_leaves_or_covers),
        cmocka_unit_test(test_banners_are_whole),
        cmocka_unit_test(test_the_ring_has_room),
        cmocka_unit_test(test_the_sheet_has_a_margin),
        cmocka_unit_test(test_hostile_data_stays_in_place),
        cmocka_unit_test(test_impossible_figures_do_no_harm),
    };
    return cmocka_run_group_tests_name("screens_look", tests, setup, teardown);
}
