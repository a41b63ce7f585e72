/* The longest real shapes of names, in a class of 500, on every page that tells a name: words never lie on each other, and the given
 * name, by which people are called, is always there. And the time until the screen locks itself, on every page. */
#include "screens_pixels.h"
#include "staff_stage1.h"

#include <math.h>

#include "staff_data2.h"

#define LEARNERS 500

/* Royal family names of four words, ethnic minorities' names of one or of joined letters, nine words, one word; the last is
 * decomposed. */
static const char *const names[] = {
    "Công Tằng Tôn Nữ Thị Diệu My",
    "Công Huyền Tôn Nữ Phước Ngọc Quỳnh Trường",
    "Tôn Thất Nguyễn Phước Vĩnh Nghiêm",
    "Lê Hoàng Hiếu Nghĩa Đệ Nhất Thương Tâm Nhân",
    "Nguyễn Trần Thị Phương Hoàng Xuân Nghiêng",
    "Y Thuyên Niêkbkrông",
    "H’Nhung Niê Kdăm",
    "Giàng A Pháo",
    "Ưỡn",
    "Nguye\xCC\x82\xCC\x83n Thi\xCC\xA3 Phu\xCC\x9B\xCC\x9Bo\xCC\x9B\xCC\xA3ng"};
#define NAMES ((int)(sizeof names / sizeof names[0]))

static const char *const languages[] = {"vi", "en"};

static const char *given(const char *name)
{
    const char *last = strrchr(name, ' ');
    return last ? last + 1 : name;
}

/* The class, beginning with name number first: each of them comes to stand in each row. */
static struct ledger_class *long_class(int first)
{
    struct ledger_class *class = staff_class_large(LEARNERS);
    for (int i = 0; i < LEARNERS; i++) {
        struct ledger_learner *learner = &class->learners[i];
        snprintf(learner->full_name, sizeof learner->full_name, "%s", names[(first + i) % NAMES]);
        snprintf(learner->unit, sizeof learner->unit, "%s",
                 i % 2 ? "Chi bộ Trường Trung học phổ thông Dân tộc nội trú tỉnh"
                       : "Chi bộ Kho bạc Nhà nước");
        learner->status = (enum ledger_status)(i % LEDGER_STATUSES);
        learner->minutes = 125;
    }
    return class;
}

static void none_cover(int size, const char *what)
{
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas_of(size), items);
    for (int i = 0; i < count; i++) {
        const struct box *a = &items[i].seen;
        if (a->x0 < -0.5f || a->x1 > canvas_width(canvas_of(size)) + 0.5f)
            fail_msg("%s: \"%s\" leaves the screen: x %.1f to %.1f", what,
                     items[i].text ? items[i].text : "(icon)", (double)a->x0, (double)a->x1);
        for (int k = i + 1; k < count; k++) {
            const struct box *b = &items[k].seen;
            float x = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0),
                  y = fminf(a->y1, b->y1) - fmaxf(a->y0, b->y0);
            if (items[i].text && items[k].text && x > 1 && y > 1.5f)
                fail_msg("%s: \"%s\" and \"%s\" lie on each other", what, items[i].text, items[k].text);
        }
    }
}

/* Some text on the screen ends with the word, or begins with it where little room makes initials of the rest. */
static void tells(int size, const char *what, const char *name)
{
    struct layout_item items[LAYOUT_MAX];
    char word[96];
    int count = layout_read(canvas_of(size), items);
    snprintf(word, sizeof word, "%s", given(name));
    for (int i = 0; i < count; i++) {
        const char *text = items[i].text, *found = text ? strstr(text, word) : NULL;
        for (; found; found = strstr(found + 1, word))
            if (!found[strlen(word)] || found == text)
                return;
    }
    fail_msg("%s: the given name of \"%s\" is not told", what, name);
}

/* ---- pages with many names ---- */

static void test_rolls_of_long_names(void **state)
{
    (void)state;
    static const enum staff_page pages[] = {STAFF_LIST, STAFF_GRID, STAFF_SEARCH};
    static const char *const scenes_of[] = {"12-roster", "12c-roster-grid", "13-search-keyboard"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++) {
            for (int p = 0; p < 3; p++) {
                for (int first = 0; first < NAMES; first++) {
                    char what[128];
                    draw(scenes_of[p], size);
                    staff.page = pages[p];
                    staff.roll = long_class(first);
                    staff.query[0] = '\0';
                    staff.scroll_px = 0;
                    staff_arrange(&staff);
                    staff_draw1(canvas_of(size), &staff, &now);
                    snprintf(what, sizeof what, "%s %dx%d %s from %d", scenes_of[p], sizes[size].width,
                             sizes[size].height, languages[l], first);
                    assert_int_equal(staff.shown_count, LEARNERS);
                    none_cover(size, what);
                    /* A tile is 90 px wide: a longer word is cut. */
                    bool told = p != 1 || strlen(given(names[first])) < 10;
                    if (told)
                        tells(size, what, names[first]);
                }
            }
        }
    }
    language("vi");
}

/* Ordinals of three digits stand clear of the edge and of the names. */
static void ordinal_has_room(int size, const char *what, const char *digits)
{
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas_of(size), items);
    const struct layout_item *ordinal = layout_find(items, count, digits);
    if (!ordinal)
        fail_msg("%s %dx%d: no %s", what, sizes[size].width, sizes[size].height, digits);
    float gap = 1000;
    for (int i = 0; i < count; i++) {
        float y = (ordinal->ink.y0 + ordinal->ink.y1) / 2;
        if (items[i].text && items[i].ink.x0 > ordinal->ink.x0 && items[i].ink.y0 - 20 < y &&
            items[i].ink.y1 + 20 > y)
            gap = fminf(gap, items[i].ink.x0 - ordinal->ink.x1);
    }
    if (ordinal->ink.x0 < 12 || gap < 12)
        fail_msg("%s %dx%d: %s from %.1f, %.1f before the name", what, sizes[size].width, sizes[size].height,
                 digits, (double)ordinal->ink.x0, (double)gap);
}

static void test_the_end_of_five_hundred(void **state)
{
    (void)state;
    static const enum staff_page pages[] = {STAFF_LIST, STAFF_SEARCH};
    for (int size = 0; size < SIZES; size++) {
        struct canvas *canvas = canvas_of(size);
        for (int p = 0; p < 2; p++) {
            draw("12-roster", size);
            staff.page = pages[p];
            staff.roll = long_class(0);
            staff.scroll_px = 0;
            staff_arrange(&staff);
            staff.scroll_px = staff_content_height(canvas, &staff) - staff_viewport_height(canvas, &staff);
            staff_draw1(canvas, &staff, &now);
            ordinal_has_room(size, p ? "search" : "list", "500");
        }
        const struct staff_scene2 *scene2 = staff_scene2("x-enrol-choose");
        staff_base2(&staff, &now);
        scene2->fill(&staff, &now);
        staff.roll = long_class(0);
        staff.query[0] = '\0';
        staff.filter = STAFF_ALL;
        staff_arrange(&staff);
        staff.scroll_px = 0;
        staff_draw2(scene2, canvas, &staff, &now);
        struct layout_item items[LAYOUT_MAX];
        const struct layout_item *first = layout_find(items, layout_read(canvas, items), "1");
        assert_non_null(first);
        assert_true(first->ink.x1 >= 14 + 3 * 12); /* the column has room for three */
    }
}

/* Found among 500 by pieces of the name, in any order. */
static void test_long_names_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        int of; /* how many of the names match */
    } cases[] = {{"cong tang", 1}, {"nhan hieu", 1},  {"niekbk", 1}, {"h’nhung kdam", 1},
                 {"ton nu", 2},    {"phuong thi", 2}, {"uon", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        draw("13-search-keyboard", 0);
        staff.roll = long_class(0);
        snprintf(staff.query, sizeof staff.query, "%s", cases[i].query);
        staff_arrange(&staff);
        if (staff.shown_count != cases[i].of * LEARNERS / NAMES)
            fail_msg("\"%s\" finds %d", cases[i].query, staff.shown_count);
    }
}

/* ---- pages with one name ---- */

static void test_sheets_of_long_names(void **state)
{
    (void)state;
    static const char *const scenes_of[] = {"14-learner-sheet", "x-sheet-quiet", "x-sheet-reason",
                                            "x-sheet-lost", "x-sheet-make-up"};
    for (int size = 0; size < SIZES; size++) {
        for (size_t s = 0; s < sizeof scenes_of / sizeof scenes_of[0]; s++) {
            for (int n = 0; n < NAMES; n++) {
                char what[128];
                draw(scenes_of[s], size);
                snprintf(staff.sheet.learner.full_name, sizeof staff.sheet.learner.full_name, "%s", names[n]);
                staff.sheet.learner.ordinal = LEARNERS;
                staff_draw1(canvas_of(size), &staff, &now);
                snprintf(what, sizeof what, "%s %dx%d", scenes_of[s], sizes[size].width, sizes[size].height);
                none_cover(size, what);
                tells(size, what, names[n]);
            }
        }
    }
}

static void test_cards_of_long_names(void **state)
{
    (void)state;
    static const char *const scenes_of[] = {"16-enrol-tap-card", "16b-enrol-done", "16c-enrol-card-in-use",
                                            "17-forgotten-card"};
    for (int size = 0; size < SIZES; size++) {
        for (size_t s = 0; s < sizeof scenes_of / sizeof scenes_of[0]; s++) {
            for (int n = 0; n < NAMES; n++) {
                char what[128];
                const struct staff_scene2 *scene2 = staff_scene2(scenes_of[s]);
                assert_non_null(scene2);
                staff_base2(&staff, &now);
                scene2->fill(&staff, &now);
                snprintf(staff.enrol_learner.full_name, sizeof staff.enrol_learner.full_name, "%s", names[n]);
                snprintf(staff.enrol_holder.full_name, sizeof staff.enrol_holder.full_name, "%s",
                         names[(n + 1) % NAMES]);
                staff_draw2(scene2, canvas_of(size), &staff, &now);
                snprintf(what, sizeof what, "%s %dx%d", scenes_of[s], sizes[size].width, sizes[size].height);
                none_cover(size, what);
                if (s != 1) /* 16b has one line, cut at its end */
                    tells(size, what, names[n]);
            }
        }
    }
}

static void test_results_of_long_names(void **state)
{
    (void)state;
    static const char *const scenes_of[] = {"02-present", "03-late", "04-already"};
    for (int size = 0; size < SIZES; size++) {
        for (size_t s = 0; s < 3; s++) {
            for (int n = 0; n < NAMES; n++) {
                char what[128];
                scene_base(&now);
                scene(scenes_of[s])->fill(&now);
                snprintf(now.result.member_name, sizeof now.result.member_name, "%s", names[n]);
                screen_accepted(canvas_of(size), &now);
                snprintf(what, sizeof what, "%s %dx%d", scenes_of[s], sizes[size].width, sizes[size].height);
                none_cover(size, what);
                tells(size, what, names[n]);
            }
        }
    }
}

/* ---- the lock ---- */

static bool shows_countdown(int size)
{
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas_of(size), items);
    return layout_find(items, count, "00:12");
}

/* In the last 15 seconds every page says that the screen is about to lock itself. */
static void test_every_page_tells_the_last_seconds(void **state)
{
    (void)state;
    static const char *const rosters[] = {"12-roster", "12c-roster-grid", "14-learner-sheet", "x-sheet-quiet",
                                          "x-sheet-lost"};
    static const char *const desks[] = {
        "15-statistics",     "16-enrol-tap-card", "16b-enrol-done", "16c-enrol-card-in-use",
        "17-forgotten-card", "17b-guest",         "18-device",      "x-menu"};
    for (int size = 0; size < SIZES; size++) {
        for (size_t s = 0; s < sizeof rosters / sizeof rosters[0]; s++) {
            draw(rosters[s], size);
            staff.shown_count = 8; /* more tiles than the test can read would hide the rest */
            staff.locks_in_ms = 12000;
            staff_draw1(canvas_of(size), &staff, &now);
            if (!shows_countdown(size))
                fail_msg("%s %dx%d: no countdown", rosters[s], sizes[size].width, sizes[size].height);
        }
        for (size_t s = 0; s < sizeof desks / sizeof desks[0]; s++) {
            const struct staff_scene2 *scene2 = staff_scene2(desks[s]);
            assert_non_null(scene2);
            staff_base2(&staff, &now);
            scene2->fill(&staff, &now);
            staff.locks_in_ms = 12000;
            staff_draw2(scene2, canvas_of(size), &staff, &now);
            if (!shows_countdown(size))
                fail_msg("%s %dx%d: no countdown", desks[s], sizes[size].width, sizes[size].height);
        }
    }
}

/* Amber, and not a second earlier. */
static void test_the_countdown_turns_amber(void **state)
{
    (void)state;
    static const struct {
        int64_t left_ms;
        const char *text;
        bool amber;
    } cases[] = {
        {120000, "02:00", false}, {16000, "00:16", false}, {15000, "00:15", true}, {1000, "00:01", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layout_item items[LAYOUT_MAX];
        bool amber = false;
        draw("12-roster", 0);
        staff.locks_in_ms = cases[i].left_ms;
        staff_draw1(canvas_of(0), &staff, &now);
        const struct layout_item *digits =
            layout_find(items, layout_read(canvas_of(0), items), cases[i].text);
        if (!digits)
            fail_msg("%s is not told", cases[i].text);
        window_present(windows[0], WINDOW_CUT, 0, 0);
        for (int x = (int)digits->ink.x0 - 8; x < (int)digits->ink.x1; x++)
            amber = amber || color_is(window_pixel(windows[0], x, (int)digits->ink.y1 + 2), 0xFFB51F);
        assert_int_equal(amber, cases[i].amber);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rolls_of_long_names),
        cmocka_unit_test(test_the_end_of_five_hundred),
        cmocka_unit_test(test_long_names_are_found),
        cmocka_unit_test(test_sheets_of_long_names),
        cmocka_unit_test(test_cards_of_long_names),
        cmocka_unit_test(test_results_of_long_names),
        cmocka_unit_test(test_every_page_tells_the_last_seconds),
        cmocka_unit_test(test_the_countdown_turns_amber),
    };
    return cmocka_run_group_tests_name("staff_names", tests, setup, teardown);
}
