/* The pages 08, 15 to 19 and the menu: what they say, how they address learners, where they can be touched. */
#include "staff_stage2.h"

#include "screens_says.h" /* speaks of the stage above */

#include "screens/catalog.h"
#include "screens/scroll.h"

/* ---- how learners are addressed ---- */

static bool says(const char *text, const char *word)
{
    return strstr(text, word) != NULL;
}

static void test_address_of_those_who_are_not_members(void **state)
{
    (void)state;
    char out[512];
    struct catalog *catalog;
    struct error err = {0};
    assert_int_equal(catalog_open(BUILD_DIR "/locale/vi/LC_MESSAGES/diemdanh.mo", &catalog, &err), 0);
    int found = 0;
    for (size_t i = 0; i < catalog_count(catalog); i++) {
        const char *key = catalog_msgid(catalog, i);
        const char *text = catalog_find(catalog, key);
        bool addressed = says(text, "đồng chí") || says(text, "Đồng chí");
        found += addressed;
        text_address_set("anh_chi");
        text_fill(out, sizeof out, key, NULL);
        if (says(out, "đồng\xC2\xA0"
                      "chí") ||
            says(out, "Đồng\xC2\xA0"
                      "chí") ||
            says(out, "nh/chị") != addressed)
            fail_msg("%s: \"%s\"", key, out);
        text_address_set("dong_chi");
        text_fill(out, sizeof out, key, NULL);
        if (says(out, "nh/chị"))
            fail_msg("%s: \"%s\" without being asked to", key, out);
    }
    catalog_close(catalog);
    assert_int_equal(found, 15);
    text_address_set("anh_chi");
    assert_string_equal(text_fill(out, sizeof out, "idle.prompt", NULL), "Mời anh/chị chạm\xC2\xA0thẻ");
    assert_string_equal(text_fill(out, sizeof out, "leave.ask", NULL), "Anh/chị ra\xC2\xA0về sớm?");
    /* What is filled in is somebody's name or title: nobody changes it. */
    text_fill(out, sizeof out, "enrol.move", "name", "Nguyễn đồng chí", NULL);
    assert_true(says(out, "đồng\xC2\xA0"
                          "chí"));
    assert_string_equal(text_fill(out, 10, "idle.prompt", NULL), "Mời anh"); /* cut, and nothing after it */
    language("en");
    assert_string_equal(text_fill(out, sizeof out, "idle.prompt", NULL), "Please tap your card");
    language("vi"); /* the address outlives the language */
    assert_string_equal(text_fill(out, sizeof out, "leave.ask", NULL), "Anh/chị ra\xC2\xA0về sớm?");
    static const char *const others[] = {"", "dong_chi", "anh_chi2", NULL};
    for (size_t i = 0; i < 4; i++) {
        text_address_set("anh_chi");
        text_address_set(others[i]);
        assert_string_equal(text_fill(out, sizeof out, "leave.ask", NULL), "Đồng\xC2\xA0"
                                                                           "chí ra\xC2\xA0về sớm?");
    }
}

/* ---- words ---- */

/* The question stays for eight seconds, whom it is asked only for three. */
static void test_the_name_in_a_question_goes(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    SHOWS("08-leave-early-ask", "Đặng Trần Đức");
    now.result_mono_ms = now.now_mono_ms - 3000;
    screen_leave_ask(canvas_of(0), &now, 0);
    int count = layout_read(canvas_of(0), items);
    assert_null(layout_find(items, count, "Đặng Trần Đức"));
    assert_non_null(layout_find(items, count, "Đồng chí ra về sớm?"));
}

static void test_pages_say_what_they_must(void **state)
{
    (void)state;
    SHOWS("08-leave-early-ask", "Đồng chí ra về sớm?", "Buổi học kết thúc lúc 11:00, còn 35 phút",
          "Đặng Trần Đức", "Ra về", "Ở lại học", "Nếu không chọn, máy không ghi nhận ra về");
    SHOWS("08b-left-early", "Về sớm 35 phút", "10:25", "Số thứ tự 11", "Đến 07:16, về 10:25");
    SHOWS("08c-check-out", "Đã ra về", "11:02", "Số thứ tự 32", "Đến 07:19, về 11:02");
    SHOWS("x-left-very-early", "Về sớm 2 giờ 5 phút");
    SHOWS("x-out-without-in", "Đã ra về", "Chưa có lượt chạm khi đến");
    SHOWS("15-statistics", "Phòng 101 · Buổi 5/12 · 13/10/2026, 07:41", "Vào học 07:30", "43", "47", "90%",
          "52", "Bệnh viện Đa khoa tỉnh", "5/7");
    SHOWS("x-statistics-none", "Chưa có danh sách lớp, đang chờ đồng bộ");
    SHOWS("16-enrol-tap-card", "Phòng 101 · Khóa 3/2026", "Võ Thị Ẩn", "Số thứ tự 3",
          "Thẻ cũ …B07E sẽ ngừng sử dụng");
    SHOWS("16b-enrol-done", "Đã gắn thẻ …9C41", "Chạm lại để kiểm tra thẻ", "Hoàn tác", "Gắn thẻ tiếp theo");
    SHOWS("x-enrol-tested", "Thẻ dùng tốt", "Dùng thẻ khác");
    SHOWS("16c-enrol-card-in-use", "Thẻ này đang thuộc học viên khác", "Mã thẻ …9C41", "Mai Thị Lan Hương",
          "Chuyển sang Võ Thị Ẩn", "Dùng thẻ khác");
    SHOWS("x-enrol-moving", "Chạm thẻ giảng viên");
    SHOWS("x-enrol-staff-card", "Đây là thẻ giảng viên, không gắn cho học viên");
    SHOWS("17-forgotten-card", "phan duc manh", "Số thứ tự 25 · Chi bộ Trường THPT Lê Quý Đôn", "Chưa đến",
          "Ghi có mặt");
    SHOWS("x-no-card-here", "Đã điểm danh", "Đi muộn");
    SHOWS("17b-guest", "Nguyễn Trọng Nghĩa", "Học bù", "Dự giờ", "Báo cáo viên", "Khác");
    SHOWS("18-device", "KSK-7F3A · 0.9.2", "NTP, lệch 12 ms", "0 lượt chờ gửi", "Lần gửi cuối 07:41:52",
          "Còn 21,4 / 29,1 GB", "Bản ghi cục bộ 41.208", "…9C41 Có mặt");
    SHOWS("x-device-trouble", "Mất kết nối đầu đọc", "Từ 07:21, đang tự kết nối lại", "14 lượt chờ gửi",
          "00:12", "--:--:--", "Giờ chưa xác thực", "Dữ liệu bị thay đổi");
    SHOWS("19-first-start", "KSK-7F3A", "Chưa xác thực", "Còn 27,9 GB", "Chưa cắm", "English");
    SHOWS("x-first-start-bad", "Tệp cấu hình không hợp lệ", "/etc/diemdanh/kiosk.conf:7: [reader]");
    SHOWS("x-first-start-got", "Đã nhận cấu hình", "Đã cắm");
    SHOWS("x-ribbon-late", "Phan Đức Mạnh", "Đi muộn 12 phút · Số thứ tự 25", "07:42", "90%");
    SHOWS("x-ribbon-refused", "Thẻ chưa đăng ký", "Mã thẻ …4F2A", "07:42");
    SHOWS("x-ribbon-wrong-room", "Phan Đức Mạnh", "Lớp của đồng chí học ở phòng khác · Số thứ tự 25");
    SHOWS("x-menu", "Gắn thẻ", "Xem danh sách", "Chốt danh sách", "Đổi giờ vào học thành 07:41");
    SHOWS("x-menu-closed", "Xem cả lớp", "Mở lại danh sách", "Danh sách đã chốt");
}

static void test_no_time_is_shown_that_nobody_vouches_for(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    static const char *const names[] = {"08-leave-early-ask", "08b-left-early", "15-statistics", "17b-guest",
                                        "x-menu"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct staff_scene2 *scene2 = staff_scene2(names[i]);
        staff_base2(&staff, &now);
        scene2->fill(&staff, &now);
        now.view.clock_trusted = now.result.clock_trusted = false;
        staff_draw2(scene2, canvas_of(0), &staff, &now);
        int count = layout_read(canvas_of(0), items);
        for (int k = 0; k < count; k++)
            if (items[k].text && (strstr(items[k].text, "07:41") || strstr(items[k].text, "10:25")))
                fail_msg("%s shows \"%s\"", names[i], items[k].text);
    }
}

/* ---- touch ---- */

static void test_touch(void **state)
{
    (void)state;
    touches("08-leave-early-ask", 0, 200, 346, STAFF_ZONE_LEAVE);
    touches("08-leave-early-ask", 0, 600, 346, STAFF_ZONE_STAY);
    touches("08-leave-early-ask", 0, 401, 346, 0); /* between them */
    touches("15-statistics", 0, 640, 400, STAFF_ZONE_SCROLL);
    touches("15-statistics", 0, 30, 30, STAFF_ZONE_BACK);
    touches("16b-enrol-done", 0, 200, 416, STAFF_ZONE_UNDO);
    touches("x-enrol-tested", 0, 200, 416, STAFF_ZONE_OTHER); /* nothing to take back */
    touches("16b-enrol-done", 0, 600, 416, STAFF_ZONE_NEXT);
    touches("16c-enrol-card-in-use", 0, 200, 416, STAFF_ZONE_MOVE);
    touches("16c-enrol-card-in-use", 0, 600, 416, STAFF_ZONE_OTHER);
    touches("x-enrol-moving", 0, 200, 416, 0); /* waits for the instructor's card */
    touches("x-enrol-staff-card", 0, 600, 416, STAFF_ZONE_OTHER);
    touches("x-enrol-choose", 0, 300, 96, STAFF_ZONE_ROW);
    touches("x-enrol-choose", 0, 600, 96, STAFF_ZONE_ROW + 1);
    touches("x-enrol-choose", 0, 600, 150, STAFF_ZONE_ROW + 3);
    touches("x-enrol-choose", 2, 200, 300, STAFF_ZONE_ROW + 2);
    touches("x-enrol-choose", 0, 40, 260, STAFF_ZONE_KEY + 'q');
    touches("x-enrol-choose", 0, 40, 390, STAFF_ZONE_KEY + 1);
    touches("x-enrol-choose", 0, 760, 390, STAFF_ZONE_KEY + '\b');
    touches("x-enrol-choose", 0, 750, 450, STAFF_ZONE_KEY + '\n');
    touches("x-enrol-choose", 0, 180, 450, STAFF_ZONE_TELEX);
    touches("x-enrol-choose", 0, 400, 450, STAFF_ZONE_KEY + ' ');
    touches("x-enrol-choose", 0, 765, 32, STAFF_ZONE_KEY + 127);
    touches("x-enrol-choose-nobody", 0, 40, 260, STAFF_ZONE_KEY + '1');
    touches("x-no-card-search", 0, 765, 32, STAFF_ZONE_GUEST);
    touches("17-forgotten-card", 0, 400, 184, STAFF_ZONE_NO_CARD); /* back to looking */
    touches("17-forgotten-card", 0, 600, 108, STAFF_ZONE_GUEST);
    touches("17-forgotten-card", 0, 600, 420, STAFF_ZONE_SAVE);
    touches("x-no-card-here", 0, 600, 420, 0); /* is counted already */
    touches("17b-guest", 0, 200, 190, STAFF_ZONE_FIELD_NAME);
    touches("17b-guest", 0, 600, 190, STAFF_ZONE_FIELD_UNIT);
    for (int i = 0; i < 4; i++)
        touches("17b-guest", 0, 110 + 190 * (float)i, 304, STAFF_ZONE_WHY + i);
    touches("x-guest-typing", 0, 600, 450, STAFF_ZONE_HIDE_KEYS);
    touches("x-guest-typing", 0, 600, 136, STAFF_ZONE_FIELD_UNIT);
    for (int i = 0; i < 4; i++)
        touches("18-device", 0, 59 + 74 * (float)i, 395, STAFF_ZONE_LAMP + i);
    touches("18-device", 0, 720, 30, STAFF_ZONE_LANGUAGE);
    touches("18-device", 0, 500, 420, STAFF_ZONE_SCROLL);
    touches("19-first-start", 0, 500, 420, 0); /* where they are wired is not known yet */
    touches("19-first-start", 0, 700, 420, STAFF_ZONE_LANGUAGE);
    static const int menu[] = {STAFF_ZONE_ENROL, STAFF_ZONE_NO_CARD,    STAFF_ZONE_GUEST,
                               STAFF_ZONE_VIEW,  STAFF_ZONE_CLOSE_ROLL, STAFF_ZONE_LATE_START,
                               STAFF_ZONE_ROOMS, STAFF_ZONE_ONLINE,     STAFF_ZONE_DEVICE,
                               STAFF_ZONE_LOCK};
    for (int i = 0; i < 10; i++)
        touches("x-menu", 0, i % 2 ? 600 : 200, 111 + 80.4f * (float)(i / 2), menu[i]);
    touches("x-menu-closed", 0, 600, 272, 0); /* no late start of a closed roll */
    touches("x-menu", 0, 750, 30, STAFF_ZONE_LANGUAGE);
}

static void test_pressed_is_darker(void **state)
{
    (void)state;
    draw("17b-guest", 0);
    staff.pressed = STAFF_ZONE_SAVE;
    staff_guest(canvas_of(0), &staff, &now);
    window_present(windows[0], WINDOW_CUT, 0, 0);
    assert_int_equal(window_pixel(windows[0], 450, 400) & 0xFFFFFF, 0x114579); /* 134E8A less 12 % */
    assert_int_equal(window_pixel(windows[0], 225, 290) & 0xFFFFFF, 0xFFFFFF);
}

static void test_what_scrolls(void **state)
{
    (void)state;
    draw("15-statistics", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 320, 0.5);
    assert_float_equal(scroll_viewport_px(canvas_of(0), &staff), 160, 0.5);
    staff.scroll_px = 160;
    staff_statistics(canvas_of(0), &staff, &now);
    struct layout_item items[LAYOUT_MAX];
    int count = layout_read(canvas_of(0), items);
    assert_non_null(layout_find(items, count, "Kho bạc Nhà nước"));
    draw("x-enrol-choose", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 2 * 56, 0.5);
    assert_float_equal(scroll_viewport_px(canvas_of(0), &staff), 480 - 256 - 64, 0.5);
    draw("x-device-trouble", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 16 * 25, 0.5);
    draw("17-forgotten-card", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 0, 0);
    draw("16b-enrol-done", 0);
    assert_float_equal(scroll_viewport_px(canvas_of(0), &staff), 0, 0);
}

static void test_departures_are_counted_on_idle(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    draw("01c-idle-check-out", 0);
    int count = layout_read(canvas_of(0), items);
    assert_non_null(layout_find(items, count, "5/49"));
    assert_non_null(layout_find(items, count, "đã ra về"));
    now.check_out = false; /* the policy does not ask: arrivals stay */
    screen_idle(canvas_of(0), &now);
    count = layout_read(canvas_of(0), items);
    assert_non_null(layout_find(items, count, "49/52"));
    assert_non_null(layout_find(items, count, "đã đến"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_address_of_those_who_are_not_members),
        cmocka_unit_test(test_the_name_in_a_question_goes),
        cmocka_unit_test(test_pages_say_what_they_must),
        cmocka_unit_test(test_no_time_is_shown_that_nobody_vouches_for),
        cmocka_unit_test(test_touch),
        cmocka_unit_test(test_pressed_is_darker),
        cmocka_unit_test(test_what_scrolls),
        cmocka_unit_test(test_departures_are_counted_on_idle),
    };
    return cmocka_run_group_tests_name("staff_screens2", tests, setup, teardown);
}
