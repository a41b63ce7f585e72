/* The pages 11 to 14: their words and places to touch; and that no data moves them or does harm. */
#include "staff_stage1.h"

#include "screens_says.h" /* speaks of the stage above */

#include <math.h>

#include "screens/staff_kit.h"
#include "staff_data2.h"

/* ---- words ---- */

static void test_pages_say_what_they_must(void **state)
{
    (void)state;
    SHOWS("11-unlock", "Dành cho giảng viên", "Chạm thẻ giảng viên", "hoặc nhập mã PIN", "Quay lại", "0",
          "9");
    SHOWS("x-unlock-wrong", "Mã PIN chưa đúng,", "còn 4 lần thử");
    SHOWS("x-unlock-locked", "Tạm khóa, thử lại sau 0:28");
    SHOWS("x-unlock-locked-long", "Tạm khóa, thử lại sau 15:00");
    SHOWS("x-unlock-not-staff", "Thẻ này không", "phải thẻ giảng viên");
    SHOWS("x-unlock-checking", "Đang kiểm tra mã PIN");
    SHOWS("12-roster", "Danh sách lớp", "Phòng 101 · Buổi 5/12 · 07:41", "01:48", "Tất cả", "52", "Có mặt",
          "43", "Chưa đến", "Vắng", "Tạ Đình Khôi", "Chi bộ Trường THPT Lê Quý Đôn", "07:23");
    SHOWS("12b-roster-tap-ribbon", "Phan Đức Mạnh", "Đi muộn 12 phút · Số thứ tự 25", "07:42");
    SHOWS("x-list-refused", "Thẻ chưa đăng ký", "Mã thẻ …4F2A");
    SHOWS("x-list-name", "Theo tên · Phòng 101 · Buổi 5/12 · 07:41", "L");
    SHOWS("x-list-late", "00:12", "Về sớm", "Đỗ Mạnh Cường", "Lê Thị Hồng Vân");
    SHOWS("x-list-undo", "Đã ghi: Có mặt · Phan Đức Mạnh", "Hoàn tác");
    SHOWS("x-list-empty", "Chưa có danh sách lớp, đang chờ đồng bộ");
    SHOWS("x-grid-empty", "Chưa có danh sách lớp, đang chờ đồng bộ", "01:48");
    SHOWS("13-search-keyboard", "ngoc", "5 học viên", "Bùi Thị Bích Ngọc", "dấu cách", "Tìm", "Telex", "123");
    SHOWS("x-search-nobody", "Không tìm thấy học viên", "Điểm danh không có thẻ", "0 học viên");
    SHOWS("x-search-start", "Tìm học viên", "52 học viên");
    draw("x-unlock-not-staff", 2); /* in one line: the PIN stands right below */
    layout_shows(canvas_of(2), "x-unlock-not-staff",
                 (const char *const[]){"Thẻ này không phải thẻ giảng viên", NULL});
    SHOWS("14-learner-sheet", "23 · Dương Văn Lưỡng", "…51D0", "Buổi hôm nay · 13/10, 07:30 – 11:00",
          "Đi muộn", "6 phút", "Lý do", "Họp cơ quan", "80%", "4/5 buổi đã học", "Còn được vắng 1 buổi",
          "Ngưỡng cấp giấy chứng nhận 80%", "Đã ghi: Đi muộn 6 phút, họp cơ quan", "12");
    SHOWS("x-sheet-not-yet", "Không được vắng thêm buổi nào", "3,5/5 buổi đã học", "Trực tuyến",
          "Chưa có thẻ");
    SHOWS("x-sheet-periods", "17,5/25 tiết đã học", "Còn được vắng 4 tiết", "70%");
    SHOWS("x-sheet-below", "Không đủ điều kiện", "cấp giấy chứng nhận", "20%");
    SHOWS("x-sheet-reason", "Vắng không phép · Mời chọn lý do", "Ốm đau", "Công tác đột xuất", "Lý do khác",
          "Báo mất thẻ", "Gắn thẻ");
    SHOWS("x-sheet-late", "Số phút đi muộn và lý do", "5", "45", "Giữ 6 phút");
    SHOWS("x-sheet-early", "Số phút về sớm và lý do", "Ốm đau", "Giữ 25 phút");
    SHOWS("x-sheet-lost", "Báo mất thẻ", "Khóa thẻ", "Quay lại");
    SHOWS("x-sheet-make-up", "Học bù cho buổi 2", "Đã học bù ở lớp khác", "Quay lại");
    SHOWS("x-sheet-withdraw", "Học bù cho buổi 3", "Bỏ công nhận học bù");
    SHOWS("x-list-online", "Học trực tuyến", "0 người học trực tuyến");
    language("en");
    SHOWS("14-learner-sheet", "Today’s session · 13 Oct, 07:30 – 11:00", "6 min late",
          "Saved: 6 min late, office meeting", "1 more absences allowed");
    SHOWS("x-unlock-locked", "Locked, try again in 0:28");
    language("vi");
}

static void test_one_learner_a_tile_and_initials_where_names_are_shared(void **state)
{
    (void)state;
    draw("x-grid-kinds", 0);
    struct canvas *canvas = canvas_of(0);
    int tiles = 0, initials = 0;
    for (int i = 0; i < canvas->count; i++) {
        const struct command *command = &canvas->commands[i];
        tiles += (command->kind == COMMAND_ROUND_RECT || command->kind == COMMAND_DASHED_RECT) &&
                 fabsf(command->value[3] - 52) < 0.1f && command->value[1] > 64;
        if (command->kind == COMMAND_TEXT)
            initials += strcmp(list_text(canvas, command), "N H") == 0 ||
                        strcmp(list_text(canvas, command), "N T K") == 0;
    }
    assert_int_equal(tiles, 52);
    assert_int_equal(initials, 2);
}

static void test_no_time_is_shown_that_nobody_vouches_for(void **state)
{
    (void)state;
    static const char *const names[] = {"12-roster", "12c-roster-grid", "x-list-name", "14-learner-sheet"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (int size = 0; size < SIZES; size++) {
            draw(names[i], size);
            now.view.clock_trusted = false;
            struct ledger_learner *learners = staff.roll->learners;
            learners[22].arrived_utc_ms = 0;
            learners[22].time_trusted = false;
            staff_draw1(canvas_of(size), &staff, &now);
            struct layout_item items[LAYOUT_MAX];
            int count = layout_read(canvas_of(size), items), unknown = 0;
            for (int k = 0; k < count; k++) {
                if (items[k].text && strstr(items[k].text, "07:41"))
                    fail_msg("%s shows \"%s\"", names[i], items[k].text);
                unknown += items[k].text && strcmp(items[k].text, "--:--") == 0;
            }
            assert_int_equal(unknown, i == 0 || i == 2);
        }
    }
}

/* ---- touch ---- */

static void test_touch(void **state)
{
    (void)state;
    touches("11-unlock", 0, 514, 140, STAFF_ZONE_KEY + '1');
    touches("11-unlock", 0, 616, 410, STAFF_ZONE_KEY + '0');
    touches("11-unlock", 0, 514, 410, STAFF_ZONE_BACK);
    touches("11-unlock", 0, 718, 410, STAFF_ZONE_KEY + '\b');
    touches("x-unlock-locked", 0, 514, 140, 0);
    touches("x-unlock-locked", 0, 514, 410, STAFF_ZONE_BACK);
    touches("x-unlock-checking", 0, 514, 140, 0);
    touches("12-roster", 0, 32, 32, STAFF_ZONE_BACK);
    touches("12-roster", 0, 570, 32, STAFF_ZONE_LOCK);
    touches("12-roster", 0, 640, 32, STAFF_ZONE_SEARCH);
    touches("12-roster", 0, 704, 32, STAFF_ZONE_STATISTICS);
    touches("12-roster", 0, 768, 32, STAFF_ZONE_MENU);
    touches("12-roster", 0, 200, 32, STAFF_ZONE_SORT + STAFF_BY_NAME);
    touches("x-list-name", 0, 200, 32, STAFF_ZONE_SORT + STAFF_BY_TIME);
    touches("12-roster", 0, 75, 110, STAFF_ZONE_FILTER + STAFF_ALL);
    touches("12-roster", 0, 700, 110, STAFF_ZONE_FILTER + STAFF_ABSENT);
    touches("12-roster", 0, 300, 180, STAFF_ZONE_ROW + 20);
    touches("12-roster", 0, 300, 470, STAFF_ZONE_ROW + 24);
    touches("12-roster", 0, 790, 290, STAFF_ZONE_THUMB);
    touches("12-roster", 0, 790, 180, STAFF_ZONE_ROW + 20);
    touches("12-roster", 0, 300, 140, 0); /* a row is not touched through the head */
    touches("x-list-late", 0, 300, 460, STAFF_ZONE_SCROLL);
    touches("x-list-undo", 0, 740, 444, STAFF_ZONE_UNDO);
    touches("x-list-undo", 0, 300, 444, 0);
    touches("12c-roster-grid", 0, 50, 90, STAFF_ZONE_ROW);
    touches("12c-roster-grid", 0, 345, 450, STAFF_ZONE_ROW + 51);
    touches("12c-roster-grid", 0, 600, 450, STAFF_ZONE_SCROLL);
    touches("12c-roster-grid", 0, 100, 32, STAFF_ZONE_FILTER + STAFF_PRESENT);
    touches("12c-roster-grid", 0, 320, 32, STAFF_ZONE_FILTER + STAFF_EXCUSED);
    touches("x-grid-large", 0, 794, 185, STAFF_ZONE_THUMB);
    touches("12c-roster-grid", 2, 60, 150, STAFF_ZONE_ROW);
    touches("12c-roster-grid", 2, 300, 32, STAFF_ZONE_SEARCH);
    touches("13-search-keyboard", 0, 43, 260, STAFF_ZONE_KEY + 'q');
    touches("13-search-keyboard", 0, 578, 446, STAFF_ZONE_HIDE_KEYS);
    touches("13-search-keyboard", 0, 718, 446, STAFF_ZONE_KEY + '\n');
    touches("13-search-keyboard", 0, 182, 446, STAFF_ZONE_TELEX);
    touches("13-search-keyboard", 0, 760, 34, STAFF_ZONE_KEY + 127);
    touches("13-search-keyboard", 0, 300, 95, STAFF_ZONE_ROW);
    touches("13-search-keyboard", 0, 300, 230, STAFF_ZONE_KEY + 'r'); /* not the row below the keys */
    touches("x-search-nobody", 0, 400, 170, STAFF_ZONE_NO_CARD);
    touches("x-search-hidden", 0, 300, 300, STAFF_ZONE_ROW + 4);
    touches("14-learner-sheet", 0, 100, 155, STAFF_ZONE_STATUS + LEDGER_S_PRESENT);
    touches("14-learner-sheet", 0, 330, 155, STAFF_ZONE_STATUS + LEDGER_S_LATE);
    touches("14-learner-sheet", 0, 100, 247, STAFF_ZONE_STATUS + LEDGER_S_EARLY);
    touches("14-learner-sheet", 0, 330, 247, STAFF_ZONE_STATUS + LEDGER_S_EXCUSED);
    touches("14-learner-sheet", 0, 100, 340, STAFF_ZONE_STATUS + LEDGER_S_UNEXCUSED);
    touches("14-learner-sheet", 0, 330, 340,
            STAFF_ZONE_STATUS + LEDGER_S_LATE); /* asks for the reason anew */
    touches("14-learner-sheet", 0, 700, 444, STAFF_ZONE_UNDO);
    touches("14-learner-sheet", 0, 100, 444, 0); /* the card's buttons lie under the undo bar */
    touches("x-sheet-quiet", 0, 100, 444, STAFF_ZONE_ENROL);
    touches("x-sheet-quiet", 0, 330, 444, STAFF_ZONE_BLOCK);
    touches("x-sheet-not-yet", 0, 330, 444, 0); /* no card to block */
    touches("x-sheet-not-yet", 0, 330, 340, STAFF_ZONE_STATUS + LEDGER_S_ONLINE);
    touches("x-sheet-reason", 0, 100, 155, STAFF_ZONE_REASON);
    touches("x-sheet-reason", 0, 100, 340, STAFF_ZONE_REASON + 4);
    touches("x-sheet-reason", 0, 330, 340, STAFF_ZONE_BACK);
    touches("x-sheet-late", 0, 50, 144, STAFF_ZONE_MINUTES + 5);
    touches("x-sheet-late", 0, 400, 144, STAFF_ZONE_MINUTES + 45);
    touches("x-sheet-late", 0, 330, 354, STAFF_ZONE_KEEP);
    touches("x-sheet-below", 0, 600, 340, STAFF_ZONE_SCROLL);
}

static void test_the_title_goes_through_the_orders(void **state)
{
    (void)state;
    static const int next[] = {[STAFF_BY_ORDINAL] = STAFF_BY_NAME,
                               [STAFF_BY_NAME] = STAFF_BY_TIME,
                               [STAFF_BY_TIME] = STAFF_BY_STATUS,
                               [STAFF_BY_STATUS] = STAFF_BY_STATUS}; /* the same again is the ordinal */
    for (int sort = STAFF_BY_ORDINAL; sort <= STAFF_BY_STATUS; sort++) {
        draw("12-roster", 0);
        staff.sort = (enum staff_sort)sort;
        staff_draw1(canvas_of(0), &staff, &now);
        assert_int_equal(canvas_zone_at(canvas_of(0), 200, 32), STAFF_ZONE_SORT + next[sort]);
    }
}

static void test_every_filter_can_be_reached(void **state)
{
    (void)state;
    static const char *const languages[] = {"vi", "en"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++) {
            for (int kind = 0; kind < 2; kind++) {
                draw(kind ? "x-grid-kinds" : "x-list-late", size);
                struct ledger_class *large = staff_class_large(1000);
                for (int i = 0; i < 1000; i++)
                    large->learners[i].status = (enum ledger_status)(i % LEDGER_STATUSES);
                staff.roll = large;
                staff_arrange(&staff);
                staff_draw1(canvas_of(size), &staff, &now);
                struct canvas *canvas = canvas_of(size);
                bool seen[STAFF_FILTERS] = {false};
                for (int i = 0; i < canvas->zone_count; i++) {
                    const struct zone *zone = &canvas->zones[i];
                    if (zone->id < STAFF_ZONE_FILTER || zone->id >= STAFF_ZONE_FILTER + STAFF_FILTERS)
                        continue;
                    seen[zone->id - STAFF_ZONE_FILTER] = true;
                    assert_true(zone->box.x1 - zone->box.x0 >= 56 && zone->box.y1 - zone->box.y0 >= 47);
                }
                assert_true(seen[STAFF_PRESENT] && seen[STAFF_LATE] && seen[STAFF_EARLY] &&
                            seen[STAFF_NOT_YET]);
                assert_true(seen[STAFF_ABSENT] || (seen[STAFF_EXCUSED] && seen[STAFF_UNEXCUSED]));
                assert_true(kind == 1 || seen[STAFF_ALL]);
            }
        }
    }
    language("vi");
}

/* ---- large classes ---- */

static void test_only_what_is_seen_is_drawn(void **state)
{
    (void)state;
    static const enum staff_page pages[] = {STAFF_LIST, STAFF_GRID, STAFF_SEARCH};
    for (int size = 0; size < SIZES; size++) {
        for (int p = 0; p < 3; p++) {
            int most = 0, count_52 = 0;
            for (int learners = 52; learners <= 1000; learners += 948) {
                draw("12-roster", size);
                staff.page = pages[p];
                staff.roll = staff_class_large(learners);
                staff.query[0] = '\0';
                staff_arrange(&staff);
                struct canvas *canvas = canvas_of(size);
                float content = staff_content_height(canvas, &staff),
                      viewport = staff_viewport_height(canvas, &staff);
                for (float at = -100; at < content + 100; at += content / 37) {
                    staff.scroll_px = at;
                    staff_draw1(canvas, &staff, &now);
                    most = canvas->count > most ? canvas->count : most;
                }
                if (learners == 52)
                    count_52 = most;
                assert_true(viewport > 100 && content > viewport - 1);
            }
            if (most > count_52 + 80) /* a row more, and initials of those who share a name */
                fail_msg("page %d, size %d: %d commands for 1,000, %d for 52", pages[p], size, most,
                         count_52);
        }
    }
}

static void test_the_ends_of_the_list(void **state)
{
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        static const char *const names[] = {"12-roster", "12c-roster-grid", "13-search-keyboard"};
        for (int i = 0; i < 3; i++) {
            draw(names[i], size);
            struct canvas *canvas = canvas_of(size);
            float content = staff_content_height(canvas, &staff),
                  viewport = staff_viewport_height(canvas, &staff);
            staff.scroll_px = content > viewport ? content - viewport : 0;
            staff_draw1(canvas, &staff, &now);
            bool last = false;
            float foot = 0;
            for (int z = 0; z < canvas->zone_count; z++) {
                if (canvas->zones[z].id == STAFF_ZONE_ROW + staff.shown_count - 1) {
                    last = true;
                    foot = canvas->zones[z].box.y1;
                }
            }
            assert_true(last);
            float bottom = i == 2 ? canvas->height - (size == 2 ? 300 : 256) : canvas->height;
            if (content > viewport && fabsf(foot - bottom) > (i == 1 ? 6 : 1))
                fail_msg("%s %d: the last row ends at %.1f of %.1f", names[i], size, (double)foot,
                         (double)bottom);
        }
    }
}

/* ---- any data ---- */

/* Pages without an area that cuts what is in it. */
static bool is_still(const char *name)
{
    return strstr(name, "unlock") || (strstr(name, "sheet") && !strstr(name, "below")) ||
           strstr(name, "empty") || strcmp(name, "x-search-nobody") == 0;
}

/* Words of people's own, which nothing bounds: a given name of ten letters in a tile, a reason. */
static bool has_own_words(const char *name)
{
    static const char *const names[] = {"x-grid-kinds", "x-grid-large", "x-sheet-below", "x-sheet-reason"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void check(const struct staff_scene1 *scene1, int size, const char *more)
{
    char name[200];
    snprintf(name, sizeof name, "%s %dx%d \"%s\"", scene1->name, sizes[size].width, sizes[size].height, more);
    staff_draw1(canvas_of(size), &staff, &now);
    /* The ribbon and the undo bar lie on what is there. */
    bool typed =
        staff.page == STAFF_SEARCH && strlen(staff.query) > 20; /* its beginning has left the field */
    if (is_still(scene1->name) && !typed && !staff.ribbon && staff_kit_undo_px(&staff, &now) == 0)
        layout_check(canvas_of(size), name);
    window_present(windows[size], WINDOW_CUT, 0, 0);
}

static void test_nothing_leaves_or_covers(void **state)
{
    (void)state;
    static const char *const languages[] = {"vi", "en"};
    for (int l = 0; l < 2; l++) {
        language(languages[l]);
        for (int size = 0; size < SIZES; size++)
            for (int i = 0; i < staff_scene1_count; i++) {
                const char *scene_name = staff_scenes1[i].name;
                staff_scene1_fill(&staff_scenes1[i], canvas_of(size), &staff, &now);
                check(&staff_scenes1[i], size, languages[l]);
                if (!has_own_words(scene_name))
                    layout_whole(canvas_of(size), scene_name);
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

static void spoil(const char *piece, int figure)
{
    struct ledger_learner *learners = staff.roll ? staff.roll->learners : NULL;
    for (size_t i = 0; learners && i < staff.roll->count; i++) {
        repeat(learners[i].full_name, sizeof learners[i].full_name, piece);
        repeat(learners[i].unit, sizeof learners[i].unit, piece);
        learners[i].ordinal = figure;
        learners[i].status = (enum ledger_status)(figure % 11);
    }
    struct ledger_learner *learner = &staff.sheet.learner;
    repeat(learner->full_name, sizeof learner->full_name, piece);
    repeat(learner->unit, sizeof learner->unit, piece);
    repeat(learner->reason, sizeof learner->reason, piece);
    repeat(learner->card_tail, sizeof learner->card_tail, "W");
    staff.sheet.has_card = true;
    learner->ordinal = learner->minutes = figure;
    repeat(now.view.room_name, sizeof now.view.room_name, piece);
    repeat(now.result.member_name, sizeof now.result.member_name, piece);
    repeat(staff.query, sizeof staff.query, piece);
    repeat(staff.saved_name, sizeof staff.saved_name, piece);
    staff.sheet.held = staff.sheet.of = staff.sheet.threshold_percent = figure;
    staff.sheet.attended_halves = figure;
    staff.sheet.held_halves = figure / 2;
    staff.sheet.spare = figure;
    for (size_t i = 0; i < LEDGER_STRIP_MAX; i++)
        staff.sheet.cells[i].number = figure;
    staff.pin_tries = figure < 0 ? -1 : figure;
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
            for (int i = 0; i < staff_scene1_count; i++) {
                staff_scene1_fill(&staff_scenes1[i], canvas_of(size), &staff, &now);
                spoil(cases[c].piece, cases[c].figure);
                check(&staff_scenes1[i], size, cases[c].piece);
                staff_arrange(&staff);
                staff_draw1(canvas_of(size), &staff, &now);
            }
        }
    }
}

static void test_impossible_figures_do_no_harm(void **state)
{
    (void)state;
    static const int figures[] = {INT_MIN, INT_MAX, -1};
    for (int f = 0; f < 3; f++) {
        for (int i = 0; i < staff_scene1_count; i++) {
            staff_scene1_fill(&staff_scenes1[i], canvas_of(0), &staff, &now);
            spoil("\xE1\xBA\xFF\xC2", figures[f]); /* no UTF-8 either */
            now.now_utc_ms = now.view.now_utc_ms = f ? 253402300800000 : -1;
            now.now_mono_ms = f == 1 ? INT64_MAX / 2 : now.now_mono_ms;
            for (size_t k = 0; staff.roll && k < staff.roll->count; k++)
                staff.roll->learners[k].arrived_utc_ms = f ? 253402300800000 : INT64_MIN;
            staff.shown_count = figures[f];
            for (int k = 0; k < STAFF_LEARNERS_MAX; k++)
                staff.shown[k] = figures[f];
            for (int k = 0; k < STAFF_FILTERS; k++)
                staff.counts[k] = figures[f];
            staff.sort = (enum staff_sort)figures[f];
            staff.filter = (enum staff_filter)figures[f];
            staff.scroll_px = f == 0 ? -1e30f : f == 1 ? 1e30f : (float)NAN;
            staff.locks_in_ms = f ? INT64_MAX : INT64_MIN;
            staff.pin_digits = figures[f];
            staff.pin_locked_ms = f == 1 ? INT64_MAX / 2 : staff.pin_locked_ms;
            staff.asked_status = i % 2 ? figures[f] : staff.asked_status;
            staff.saved_status = (enum ledger_status)figures[f];
            staff.sheet.count = (size_t)figures[f];
            staff.sheet.total_halves = figures[f];
            memset(staff.thumb_letter, 'W', sizeof staff.thumb_letter - 1);
            for (int size = 0; size < SIZES; size++) {
                staff_draw1(canvas_of(size), &staff, &now);
                window_present(windows[size], WINDOW_CUT, 0, 0);
                assert_true(staff_content_height(canvas_of(size), &staff) >= 0);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_say_what_they_must),
        cmocka_unit_test(test_one_learner_a_tile_and_initials_where_names_are_shared),
        cmocka_unit_test(test_no_time_is_shown_that_nobody_vouches_for),
        cmocka_unit_test(test_touch),
        cmocka_unit_test(test_the_title_goes_through_the_orders),
        cmocka_unit_test(test_every_filter_can_be_reached),
        cmocka_unit_test(test_only_what_is_seen_is_drawn),
        cmocka_unit_test(test_the_ends_of_the_list),
        cmocka_unit_test(test_nothing_leaves_or_covers),
        cmocka_unit_test(test_hostile_data_stays_in_place),
        cmocka_unit_test(test_impossible_figures_do_no_harm),
    };
    return cmocka_run_group_tests_name("staff_screens1", tests, setup, teardown);
}
