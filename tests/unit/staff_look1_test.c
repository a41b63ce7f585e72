/* The pages 11 to 14: their pixels. */
#include "font_stage.h"
#include "screens_pixels.h"
#include "staff_stage1.h"

#include "screens/staff_kit.h"

static void redraw(int size)
{
    staff_draw1(canvas_of(size), &staff, &now);
    window_present(windows[size], WINDOW_CUT, 0, 0);
}

static void present(const char *name, int size)
{
    draw(name, size);
    window_present(windows[size], WINDOW_CUT, 0, 0);
}

static void test_golden_regions(void **state)
{
    (void)state;
    if (!font_is_of_pictures())
        skip();
    static const struct {
        const char *name;
        int size; /* 0: 800x480, 1: 1280x720, 2: 720x1280 */
        int region[4];
        uint32_t field, ink;
        int box[4]; /* first and last column and row with more ink than field, measured on the picture */
    } regions[] = {
        {"11-unlock", 0, {38, 300, 440, 360}, 0x12304d, 0xffffff, {42, 317, 417, 355}},
        {"11-unlock", 0, {468, 110, 560, 170}, 0x23446a, 0xffffff, {507, 127, 517, 152}},
        {"11-unlock", 0, {500, 40, 730, 76}, 0x12304d, 0xffffff, {511, 48, 720, 67}},
        {"12-roster", 0, {540, 10, 612, 54}, 0x12304d, 0xffffff, {543, 25, 594, 37}},
        {"12-roster", 0, {60, 150, 400, 184}, 0xffffff, 0x0f1e2e, {65, 161, 194, 181}},
        {"12-roster", 0, {60, 186, 400, 213}, 0xffffff, 0x3b4a5a, {65, 190, 309, 204}},
        {"12-roster", 0, {4, 152, 60, 213}, 0xffffff, 0x3b4a5a, {24, 174, 43, 188}},
        {"12-roster", 0, {705, 150, 780, 213}, 0xffffff, 0x0f1e2e, {714, 174, 769, 188}},
        {"12-roster", 0, {782, 150, 800, 478}, 0xffffff, 0x7c8894, {786, 266, 793, 321}},
        {"12-roster", 0, {32, 96, 122, 124}, 0x0f1e2e, 0xffffff, {33, 101, 116, 115}},
        {"12-roster", 0, {180, 96, 284, 124}, 0xffffff, 0x0f1e2e, {185, 102, 278, 118}},
        {"12b-roster-tap-ribbon", 0, {95, 4, 600, 46}, 0xffb51f, 0x2a1b00, {104, 15, 330, 43}},
        {"12b-roster-tap-ribbon", 0, {660, 10, 790, 70}, 0xffb51f, 0x2a1b00, {677, 27, 772, 51}},
        {"12b-roster-tap-ribbon", 0, {60, 424, 400, 458}, 0xfff3d6, 0x0f1e2e, {66, 433, 229, 453}},
        {"12c-roster-grid", 0, {10, 94, 99, 122}, 0xddf1e6, 0x0a5232, {18, 99, 41, 112}},
        {"12c-roster-grid", 0, {10, 74, 60, 94}, 0xddf1e6, 0x0a5232, {19, 80, 22, 89}},
        {"12c-roster-grid", 0, {102, 18, 130, 46}, 0xddf1e6, 0x0a5232, {104, 26, 125, 37}},
        {"12c-roster-grid", 0, {76, 18, 100, 46}, 0xddf1e6, 0x0a5232, {80, 27, 93, 37}},
        {"12c-roster-grid", 0, {545, 14, 612, 50}, 0x12304d, 0xffffff, {552, 25, 600, 37}},
        {"13-search-keyboard", 0, {112, 10, 179, 60}, 0xffffff, 0x0f1e2e, {118, 29, 176, 48}},
        {"13-search-keyboard", 0, {10, 235, 76, 285}, 0xffffff, 0x0f1e2e, {36, 255, 48, 273}},
        {"13-search-keyboard", 0, {645, 425, 790, 470}, 0x134e8a, 0xffffff, {686, 437, 749, 453}},
        {"14-learner-sheet", 0, {60, 2, 400, 33}, 0x12304d, 0xffffff, {69, 12, 305, 32}},
        {"14-learner-sheet", 0, {60, 130, 180, 182}, 0xffffff, 0x0f1e2e, {69, 148, 128, 164}},
        {"14-learner-sheet", 0, {236, 120, 422, 190}, 0xffb51f, 0x2a1b00, {246, 136, 412, 176}},
        {"14-learner-sheet", 0, {465, 118, 600, 166}, 0xffffff, 0x0f1e2e, {470, 124, 565, 158}},
        {"14-learner-sheet", 0, {465, 168, 765, 200}, 0xffffff, 0x0b5f3a, {467, 169, 703, 192}},
        {"14-learner-sheet", 0, {660, 244, 716, 300}, 0xffffff, 0x0f1e2e, {665, 248, 714, 297}},
        {"14-learner-sheet", 0, {640, 418, 775, 470}, 0xffffff, 0x0f1e2e, {644, 436, 764, 450}},
        {"12-roster", 1, {90, 230, 600, 275}, 0xffffff, 0x0f1e2e, {97, 241, 292, 272}},
        {"12-roster", 2, {80, 240, 500, 286}, 0xffffff, 0x0f1e2e, {86, 252, 483, 285}},
        {"12-roster", 2, {560, 236, 690, 276}, 0xffffff, 0x0f1e2e, {590, 245, 675, 266}},
        {"12-roster", 2, {690, 400, 720, 1000}, 0xffffff, 0x7c8894, {699, 570, 710, 740}},
        {"12c-roster-grid", 2, {16, 236, 175, 286}, 0xddf1e6, 0x0a5232, {26, 247, 61, 267}},
        {"12c-roster-grid", 2, {545, 345, 704, 395}, 0xffb51f, 0x2a1b00, {555, 354, 647, 381}},
    };
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        present(regions[i].name, regions[i].size);
        ink_is(regions[i].name, regions[i].size, regions[i].region, regions[i].field, regions[i].ink,
               regions[i].box, 1);
    }
}

/* The search has no bar: the last 15 s are told in its field. */
static void test_search_tells_of_the_lock(void **state)
{
    (void)state;
    present("13-search-keyboard", 0);
    staff.locks_in_ms = 15001;
    redraw(0);
    pixel_is("before", 700, 21, 0xFFFFFF);
    staff.locks_in_ms = 15000;
    redraw(0);
    pixel_is("the last 15 s", 700, 21, 0xFFB51F);
}

static void test_colours(void **state)
{
    (void)state;
    present("11-unlock", 0);
    pixel_is("field", 20, 460, 0x12304D);
    pixel_is("key", 480, 120, 0x23446A);
    pixel_is("card", 60, 240, 0xFFFFFF);
    pixel_is("stripe", 60, 188, 0x12304D);
    pixel_is("typed", 597, 58, 0xFFFFFF);
    pixel_is("not typed", 635, 58, 0x12304D);
    pixel_is("not typed, ring", 626, 58, 0xC9D8E6);
    present("x-unlock-wrong", 0);
    pixel_is("warning", 54, 383, 0xFFB51F);
    present("12-roster", 0);
    pixel_is("bar", 400, 20, 0x12304D);
    pixel_is("present", 300, 68, 0x0B5F3A);
    pixel_is("late", 690, 68, 0xFFB51F);
    pixel_is("excused", 735, 68, 0x1C4A86);
    pixel_is("not yet", 780, 68, 0xA7B0B8);
    pixel_is("chosen chip", 24, 110, 0x0F1E2E);
    pixel_is("chip", 150, 110, 0xFFFFFF);
    pixel_is("line", 300, 215, 0xDAD9D3);
    pixel_is("chip of a status", 692, 182, 0xDDF1E6);
    pixel_is("late", 692, 318, 0xFFECC2);
    pixel_is("thumb", 789, 290, 0x7C8894);
    present("12b-roster-tap-ribbon", 0);
    pixel_is("ribbon", 400, 74, 0xFFB51F);
    pixel_is("row", 400, 440, 0xFFF3D6);
    pixel_is("another row", 400, 370, 0xFFFFFF);
    present("12c-roster-grid", 0);
    pixel_is("present", 60, 90, 0xDDF1E6);
    pixel_is("late", 750, 80, 0xFFB51F);
    pixel_is("excused", 540, 90, 0xDFEAF7);
    pixel_is("not yet", 260, 90, 0xFFFFFF);
    pixel_is("chip", 76, 32, 0xDDF1E6);
    present("x-grid-kinds", 0);
    pixel_is("unexcused", 640, 90, 0xFBE1E0);
    present("13-search-keyboard", 0);
    pixel_is("field", 400, 30, 0xFFFFFF);
    pixel_is("found", 196, 84, 0xFFE3A3);
    pixel_is("not found", 190, 84, 0xFFFFFF);
    pixel_is("key", 12, 240, 0xFFFFFF);
    pixel_is("other key", 12, 370, 0xDCDFE2);
    pixel_is("search", 650, 450, 0x134E8A);
    present("14-learner-sheet", 0);
    pixel_is("chosen", 300, 120, 0xFFB51F);
    pixel_is("its edge", 300, 115, 0x2A1B00);
    pixel_is("not chosen", 100, 120, 0xFFFFFF);
    pixel_is("attended", 500, 181, 0x0B5F3A);
    pixel_is("missed", 578, 181, 0x98A2AC);
    pixel_is("to come", 640, 181, 0xE0E2DF);
    pixel_is("threshold", 702, 172, 0x0F1E2E);
    pixel_is("cell, present", 472, 260, 0x0B5F3A);
    pixel_is("cell, excused", 575, 262, 0xDFEAF7);
    pixel_is("cell, late", 672, 260, 0xFFB51F);
    pixel_is("undo bar", 400, 475, 0x0F1E2E);
    pixel_is("undo", 632, 444, 0xFFFFFF);
}

static void test_pressed_is_darker(void **state)
{
    (void)state;
    present("12-roster", 0);
    staff.pressed = STAFF_ZONE_ROW + 20;
    redraw(0);
    pixel_is("row", 400, 180, 0xE0E0E0);
    present("12c-roster-grid", 0);
    staff.pressed = STAFF_ZONE_ROW + 1;
    redraw(0);
    pixel_is("tile", 150, 90, 0xC2D4CA);
    present("11-unlock", 0);
    staff.pressed = STAFF_ZONE_KEY + '1';
    redraw(0);
    pixel_is("key", 480, 120, 0x1F3C5D);
    present("14-learner-sheet", 0);
    staff.pressed = STAFF_ZONE_STATUS + LEDGER_S_PRESENT;
    redraw(0);
    pixel_is("choice", 100, 120, 0xE0E0E0);
}

static void test_the_undo_bar_rises(void **state)
{
    (void)state;
    draw("x-list-undo", 0);
    now.motion = true;
    staff.saved_mono_ms = now.now_mono_ms; /* just now: nothing of it is seen yet */
    redraw(0);
    pixel_is("start", 400, 470, 0xFFFFFF);
    now.now_mono_ms += 200;
    redraw(0);
    pixel_is("end", 400, 470, 0x0F1E2E);
    now.now_mono_ms += 9900;
    redraw(0);
    pixel_is("over", 400, 470, 0xFFFFFF);
    assert_true(staff_kit_undo_px(&staff, &now) == 0);
}

static void test_the_sheet_rises(void **state)
{
    (void)state;
    draw("14-learner-sheet", 0);
    staff.saved_mono_ms = 0;
    staff.sheet_mono_ms = now.now_mono_ms;
    now.motion = true;
    redraw(0);
    pixel_is("start: the paper alone", 300, 120, 0xF4F3EF);
    pixel_is("start: the bar stands", 300, 10, 0x12304D);
    now.now_mono_ms += 60;
    redraw(0);
    pixel_is("below its place", 300, 114, 0xF4F3EF);
    now.now_mono_ms += 100;
    redraw(0);
    pixel_is("end", 300, 120, 0xFFB51F);
    now.motion = false;
    now.now_mono_ms -= 160;
    redraw(0);
    pixel_is("without motion", 300, 120, 0xFFB51F);
}

/* The keyboard's largest word stays on its key. */
static void test_the_search_key_holds_its_word(void **state)
{
    (void)state;
    static const char *const languages[] = {"vi", "en"}, *const words[] = {"Tìm", "Search"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++) {
            struct layout_item items[LAYOUT_MAX];
            draw("13-search-keyboard", size);
            struct canvas *canvas = canvas_of(size);
            const struct layout_item *word = layout_find(items, layout_read(canvas, items), words[l]);
            assert_non_null(word);
            float end = 0;
            for (int i = 0; i < canvas->zone_count; i++)
                if (canvas->zones[i].id == STAFF_ZONE_KEY + '\n')
                    end = canvas->zones[i].box.x1;
            if (word->ink.x1 > end - 6)
                fail_msg("%s %dx%d: the word ends at %.1f, its key at %.1f", languages[l], sizes[size].width,
                         sizes[size].height, (double)word->ink.x1, (double)end);
        }
    }
    language("vi");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_regions),           cmocka_unit_test(test_the_search_key_holds_its_word),
        cmocka_unit_test(test_search_tells_of_the_lock), cmocka_unit_test(test_colours),
        cmocka_unit_test(test_pressed_is_darker),        cmocka_unit_test(test_the_undo_bar_rises),
        cmocka_unit_test(test_the_sheet_rises),
    };
    return cmocka_run_group_tests_name("staff_look1", tests, setup, teardown);
}
