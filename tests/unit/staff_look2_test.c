/* The pages 08, 15 to 19 and the menu: their pixels, and that no data moves them or does harm. */
#include "font_stage.h"
#include "screens_pixels.h"
#include "staff_stage2.h"

#include <math.h>

#include "screens/scroll.h"

/* ---- pixels ---- */

static void test_heroes_lie_where_the_pictures_have_them(void **state)
{
    (void)state;
    if (!font_is_of_pictures())
        skip();
    static const struct {
        const char *name;
        int region[4];
        uint32_t field, ink;
        int box[4]; /* first and last column and row with more ink than field, measured on the picture */
    } heroes[] = {
        {"08-leave-early-ask", {20, 175, 780, 238}, 0xf4f3ef, 0x0f1e2e, {38, 181, 385, 228}},
        {"08b-left-early", {0, 116, 800, 322}, 0xffb51f, 0x2a1b00, {35, 194, 614, 315}},
        {"08c-check-out", {0, 116, 800, 322}, 0x0b5f3a, 0xffffff, {41, 194, 746, 315}},
        {"16-enrol-tap-card", {20, 200, 440, 242}, 0xf4f3ef, 0x0f1e2e, {25, 207, 181, 240}},
        {"16c-enrol-card-in-use", {95, 140, 600, 205}, 0xf4f3ef, 0x0f1e2e, {101, 159, 597, 188}},
        {"17-forgotten-card", {40, 260, 600, 306}, 0xffffff, 0x0f1e2e, {47, 271, 304, 303}},
        {"17b-guest", {30, 182, 390, 218}, 0xffffff, 0x0f1e2e, {40, 187, 253, 209}},
        {"18-device", {28, 118, 260, 144}, 0xffffff, 0x0f1e2e, {30, 119, 115, 139}},
        {"19-first-start", {30, 395, 390, 445}, 0x12304d, 0xffffff, {39, 397, 291, 434}},
    };
    for (size_t i = 0; i < sizeof heroes / sizeof heroes[0]; i++) {
        draw(heroes[i].name, 0);
        window_present(windows[0], WINDOW_CUT, 0, 0);
        ink_is(heroes[i].name, 0, heroes[i].region, heroes[i].field, heroes[i].ink, heroes[i].box, 1);
    }
}

static void present(const char *name)
{
    draw(name, 0);
    window_present(windows[0], WINDOW_CUT, 0, 0);
}

static void test_colours_of_the_parts(void **state)
{
    (void)state;
    present("08-leave-early-ask");
    pixel_is("band", 400, 6, 0xFFB51F);
    pixel_is("badge", 86, 46, 0xFFB51F);
    pixel_is("stay", 480, 310, 0x134E8A);
    pixel_is("bar, full part", 505, 477, 0x3B4A5A);
    pixel_is("bar, empty part", 520, 477, 0xDAD9D3);
    staff.pressed = STAFF_ZONE_STAY;
    staff_draw2(staff_scene2("08-leave-early-ask"), canvas_of(0), &staff, &now);
    window_present(windows[0], WINDOW_CUT, 0, 0);
    pixel_is("stay, pressed", 480, 310, 0x114579);
    present("08b-left-early");
    pixel_is("field", 400, 150, 0xFFB51F);
    pixel_is("footer", 400, 400, 0xF09E00);
    present("08c-check-out");
    pixel_is("field", 400, 150, 0x0B5F3A);
    present("x-out-without-in");
    pixel_is("a remark is amber", 400, 150, 0xFFB51F);
    present("15-statistics");
    pixel_is("bar", 20, 40, 0x12304D);
    pixel_is("before the start", 200, 160, 0xFFFFFF);
    pixel_is("after the start", 400, 260, 0xFFF3D9);
    pixel_is("donut, present", 604, 192, 0x0B5F3A);
    pixel_is("share of a unit", 520, 328, 0x134E8A);
    present("16c-enrol-card-in-use");
    pixel_is("octagon", 30, 172, 0x9A1319);
    pixel_is("holder", 200, 340, 0xE6E7E3);
    pixel_is("receiver", 600, 340, 0xDFEAF7);
    present("18-device");
    pixel_is("green lamp", 59, 393, 0x12A150);
    pixel_is("red lamp", 206, 393, 0xE0222B);
    present("x-ribbon-late");
    pixel_is("ribbon", 400, 74, 0xFFB51F);
    pixel_is("below the ribbon", 8, 84, 0xF4F3EF);
    present("x-ribbon-refused");
    pixel_is("ribbon", 400, 74, 0x9A1319);
    present("x-device-trouble");
    pixel_is("lit amber lamp", 110, 375, 0xFFB51F);
    pixel_is("trouble stands first", 210, 90, 0xFBE1E0);
}

/* ---- any data ---- */

/* The same words in every language and size: nothing leaves the screen or lies on something else. Pages whose lists are
 * cut by their area are left to the pictures. */
static void test_nothing_leaves_or_covers(void **state)
{
    (void)state;
    static const char *const languages[] = {"vi", "en"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++) {
            for (int i = 0; i < staff_scene2_count; i++) {
                char name[128];
                const char *scene_name = staff_scenes2[i].name;
                snprintf(name, sizeof name, "%s %dx%d %s", scene_name, sizes[size].width, sizes[size].height,
                         languages[l]);
                draw(scene_name, size);
                /* In a list of rooms a course has one line. */
                if (strcmp(scene_name, "x-rooms") != 0 && strcmp(scene_name, "x-rooms-other") != 0)
                    layout_whole(canvas_of(size), name);
                if (strstr(scene_name, "choose") || strstr(scene_name, "search") ||
                    strstr(scene_name, "statistics") || strstr(scene_name, "ribbon"))
                    continue;
                if (strstr(scene_name, "device")) {
                    staff.log_count = 0; /* its last line is cut */
                    staff_device(canvas_of(size), &staff, &now);
                }
                layout_check(canvas_of(size), name);
            }
        }
    }
    language("vi");
}

static void repeat(char *out, size_t capacity, const char *piece)
{
    out[0] = '\0';
    while (strlen(out) + strlen(piece) < capacity)
        strcat(out, piece);
}

static void spoil_learner(struct ledger_learner *learner, const char *piece, int figure)
{
    repeat(learner->full_name, sizeof learner->full_name, piece);
    repeat(learner->unit, sizeof learner->unit, piece);
    learner->ordinal = learner->no_card_times = figure;
    learner->status = (enum ledger_status)figure;
}

/* Fills every text with the same piece again and again, and every figure with an edge. */
static void spoil(const char *piece, int figure)
{
    struct ledger_session *sessions[] = {&now.view.current, &now.result.session};
    for (int i = 0; i < 2; i++) {
        repeat(sessions[i]->title, sizeof sessions[i]->title, piece);
        sessions[i]->number = sessions[i]->of = sessions[i]->enrolled = sessions[i]->arrived = figure;
    }
    repeat(now.view.room_name, sizeof now.view.room_name, piece);
    repeat(now.result.member_name, sizeof now.result.member_name, piece);
    repeat(now.result.member_unit, sizeof now.result.member_unit, piece);
    now.result.ordinal = now.result.minutes_early = figure;
    now.sync.last_seq = figure;
    now.sync.acked_seq = -(int64_t)figure;
    spoil_learner(&staff.enrol_learner, piece, figure);
    spoil_learner(&staff.enrol_holder, piece, figure);
    repeat(staff.enrol_tail, sizeof staff.enrol_tail, "W");
    repeat(staff.enrol_old_tail, sizeof staff.enrol_old_tail, "W");
    repeat(staff.query, sizeof staff.query, piece);
    repeat(staff.guest_name, sizeof staff.guest_name, piece);
    repeat(staff.guest_unit, sizeof staff.guest_unit, piece);
    repeat(staff.version, sizeof staff.version, piece);
    repeat(staff.kiosk_id, sizeof staff.kiosk_id, piece);
    repeat(staff.hostname, sizeof staff.hostname, piece);
    repeat(staff.device_code, sizeof staff.device_code, "W");
    repeat(staff.actor_name, sizeof staff.actor_name, piece);
    if (staff.setup_error[0])
        repeat(staff.setup_error, sizeof staff.setup_error, piece);
    for (int i = 0; i < staff.log_count; i++) {
        repeat(staff.log[i].kind, sizeof staff.log[i].kind, piece);
        repeat(staff.log[i].what, sizeof staff.log[i].what, piece);
    }
    staff.disk_total_bytes = figure;
    staff.clock_offset_ms = figure;
}

static void test_hostile_data_stays_in_place(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        int figure;
    } cases[] = {{"Nguyễn Phước Ưỡn ", 1000}, {"Ẵ", 9999}, {"W", 500}, {"x ", 0}, {" ", -7}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        for (int size = 0; size < SIZES; size++) {
            for (int i = 0; i < staff_scene2_count; i++) {
                const char *scene_name = staff_scenes2[i].name;
                char name[160];
                snprintf(name, sizeof name, "%s %dx%d \"%s\"", scene_name, sizes[size].width,
                         sizes[size].height, cases[c].piece);
                staff_base2(&staff, &now);
                staff_scenes2[i].fill(&staff, &now);
                spoil(cases[c].piece, cases[c].figure);
                staff_draw2(&staff_scenes2[i], canvas_of(size), &staff, &now);
                if (!strstr(scene_name, "choose") && !strstr(scene_name, "search") &&
                    !strstr(scene_name, "statistics") && !strstr(scene_name, "device") &&
                    !strstr(scene_name, "ribbon") && !strstr(scene_name, "typing"))
                    layout_check(canvas_of(size), name);
                window_present(windows[size], WINDOW_CUT, 0, 0);
            }
        }
    }
}

static void test_impossible_figures_do_no_harm(void **state)
{
    (void)state;
    static const int figures[] = {INT_MIN, INT_MAX, -1};
    for (int f = 0; f < 3; f++) {
        for (int i = 0; i < staff_scene2_count; i++) {
            staff_base2(&staff, &now);
            staff_scenes2[i].fill(&staff, &now);
            spoil("\xE1\xBA\xFF\xC2", figures[f]); /* no UTF-8 either */
            now.now_utc_ms = now.view.now_utc_ms = now.result.at_utc_ms = f ? 253402300800000 : -1;
            now.result.session.ends_utc_ms = f ? INT64_MIN : INT64_MAX;
            now.result.out_utc_ms = now.result.first_utc_ms = f ? 1 : 253402300800000;
            now.notice_key = f ? "no.such.key" : NULL;
            staff.enrol = (enum staff_enrol)(i % 6);
            staff.shown_count = figures[f];
            for (int k = 0; k < STAFF_LEARNERS_MAX; k++)
                staff.shown[k] = figures[f];
            staff.log_count = figures[f];
            staff.guest_why = staff.guest_field = staff.lamp_lit = figures[f];
            staff.scroll_px = f == 0 ? -1e30f : f == 1 ? 1e30f : (float)NAN;
            staff.disk_free_bytes = f ? INT64_MIN : INT64_MAX;
            staff.clock_offset_ms = f == 1 ? HUGE_VAL : (double)NAN;
            staff.locks_in_ms = f ? 1 : INT64_MIN;
            for (int size = 0; size < SIZES; size++) {
                staff_draw2(&staff_scenes2[i], canvas_of(size), &staff, &now);
                window_present(windows[size], WINDOW_CUT, 0, 0);
                assert_true(scroll_content_px(canvas_of(size), &staff) >= 0);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heroes_lie_where_the_pictures_have_them),
        cmocka_unit_test(test_colours_of_the_parts),
        cmocka_unit_test(test_nothing_leaves_or_covers),
        cmocka_unit_test(test_hostile_data_stays_in_place),
        cmocka_unit_test(test_impossible_figures_do_no_harm),
    };
    return cmocka_run_group_tests_name("staff_look2", tests, setup, teardown);
}
