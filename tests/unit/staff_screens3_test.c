/* The pages beyond the pictures: the room swap, closing the roll, the whole log, what an act came to. */
#include "staff_stage2.h"

#include "screens_says.h" /* speaks of the stage above */

#include "screens/scroll.h"
#include "screens_pixels.h"

static void test_pages_say_what_they_must(void **state)
{
    (void)state;
    SHOWS("x-rooms", "Đổi phòng", "Chọn phòng cho buổi học này", "Phòng 102", "Tầng 1, nhà A", "Phòng 201",
          "Không có buổi học vào giờ này", "13:30 – 17:00 · Sơ cấp lý luận chính trị", "Hội trường lớn");
    SHOWS("x-rooms-wait", "Đang đọc danh sách phòng");
    SHOWS("x-rooms-free", "Phòng 101", "Hội trường lớn", "Buổi 5/12 · Buổi sáng 07:30 – 11:00",
          "Chuyển sang Hội trường lớn", "Quay lại");
    SHOWS("x-rooms-busy", "Phòng này có buổi học khác cùng giờ", "Chuyển sang Phòng 102",
          "Đổi phòng hai buổi học");
    SHOWS("x-rooms-later", "Học tại Phòng 101", "Chuyển sang Phòng 202",
          "Buổi 2/8 · Buổi chiều 13:30 – 17:00");
    SHOWS("x-rooms-other", "Chọn buổi học sẽ diễn ra ở phòng này");
    SHOWS("x-rooms-bring", "Học tại Phòng 101", "Bồi dưỡng nghiệp vụ công tác đảng cho bí thư chi bộ");
    SHOWS("x-close", "Chốt danh sách", "3", "43", "Không phép", "Buổi học chưa kết thúc, còn đến 11:00");
    SHOWS("x-close-nobody", "0", "Không còn ai chưa đến", "Có thể mở lại danh sách từ bảng chọn");
    SHOWS("x-log", "Nhật ký", "Chạm", "…9C41 Có mặt", "…07B2 Chưa đến buổi học", "Vắng không phép",
          "Hoàn tác", "Báo cáo viên", "Được công nhận", "Mất kết nối đầu đọc");
    SHOWS("x-ribbon-moved", "Buổi học chuyển sang Phòng 102", "Máy ở phòng kia biết sau khi đồng bộ");
    SHOWS("x-ribbon-closed", "Đã chốt danh sách", "Vắng không phép thêm 5 học viên");
    SHOWS("x-ribbon-failed", "Chưa ghi được", "Mời thử lại");
    SHOWS("18-device", "PN532 · UART serial0", "Ethernet · 100 Mb/s", "CPU 47 °C · chạy 12 ngày",
          "RTC dự phòng", "Xem hết", "…9C41 Có mặt", "Vắng có phép");
    language("en");
    SHOWS("x-rooms-busy", "Swap the two rooms", "Move to Room 102");
    SHOWS("x-close", "Unexcused", "The session is not over, it ends at 11:00");
    SHOWS("x-log", "…9C41 Present", "Make-up", "Reader disconnected");
    language("vi");
}

/* What the reader is, whatever libnfc calls it. */
static void test_reader_is_named(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"pn532_i2c:/dev/i2c-1", "PN532 · I2C i2c-1"},
        {"pn532_spi:/dev/spidev0.0:500000", "PN532 · SPI spidev0.0"},
        {"ACS / ACR122U", "ACS / ACR122U"},
    };
    struct layout_item items[LAYOUT_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        draw("18-device", 0);
        snprintf(now.reader_found, sizeof now.reader_found, "%s", names[i][0]);
        staff_device(canvas_of(0), &staff, &now);
        int count = layout_read(canvas_of(0), items);
        if (!layout_find(items, count, names[i][1]))
            fail_msg("%s is not shown as %s", names[i][0], names[i][1]);
    }
}

/* The page of the first start claims nothing that nobody has tried. */
static void test_first_start_knows_no_reader(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    draw("19-first-start", 0);
    assert_non_null(layout_find(items, layout_read(canvas_of(0), items), "Sẵn sàng"));
    now.reader_found[0] = '\0';
    staff_setup(canvas_of(0), &staff, &now);
    int count = layout_read(canvas_of(0), items);
    assert_null(layout_find(items, count, "Sẵn sàng"));
    assert_non_null(layout_find(items, count, "Chưa biết"));
}

/* Every check and the way out of it, on the lowest screen and beside a bad file as well. */
static void test_first_start_shows_all_checks(void **state)
{
    (void)state;
    static const char *const names[] = {"19-first-start", "x-first-start-bad", "x-first-start-got"};
    for (int size = 0; size < SIZES; size++) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            draw(names[i], size);
            layout_shows(canvas_of(size), names[i],
                         (const char *const[]){"Đầu đọc thẻ", "Nguồn giờ", "Mạng", "Bộ nhớ", "USB cấu hình",
                                               "English", NULL});
        }
    }
}

/* What the marks of the curve mean is said wherever it is drawn. */
static void test_the_curve_is_explained(void **state)
{
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        draw("15-statistics", size);
        layout_shows(canvas_of(size), "15-statistics",
                     (const char *const[]){"Số người đến theo phút", "Cộng dồn", "Mỗi phút", NULL});
    }
}

/* All that is wrong shows on 18, not only what the idle screen tells of. */
static void test_all_troubles_show(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    draw("18-device", 0);
    now.trouble = SCREEN_TROUBLE_FULL;
    now.disk_full = now.reader_down = now.sync_bad = true; /* since when is not known */
    staff_device(canvas_of(0), &staff, &now);
    int count = layout_read(canvas_of(0), items);
    assert_non_null(layout_find(items, count, "Mất kết nối đầu đọc"));
    assert_non_null(layout_find(items, count, "Đang tự kết nối lại"));
    assert_non_null(layout_find(items, count, "Đầy"));
    assert_null(layout_find(items, count, "Sẵn sàng"));
}

static void test_touch(void **state)
{
    (void)state;
    touches("x-rooms", 0, 200, 160, STAFF_ZONE_ROW);
    touches("x-rooms", 0, 600, 160, STAFF_ZONE_ROW + 1);
    touches("x-rooms", 0, 200, 254, STAFF_ZONE_ROW + 2);
    touches("x-rooms", 0, 395, 210, STAFF_ZONE_SCROLL); /* between them */
    touches("x-rooms", 2, 240, 254, STAFF_ZONE_ROW + 1);
    touches("x-rooms-other", 0, 200, 160, STAFF_ZONE_ROW);
    touches("x-rooms-other", 0, 600, 160, STAFF_ZONE_SCROLL); /* nothing is on there */
    touches("x-rooms-busy", 0, 100, 430, STAFF_ZONE_BACK);
    touches("x-rooms-busy", 0, 400, 430, STAFF_ZONE_CONFIRM);
    touches("x-rooms-busy", 0, 700, 430, STAFF_ZONE_SWAP);
    touches("x-rooms-later", 0, 700, 430, STAFF_ZONE_BRING);
    touches("x-rooms-bring", 0, 600, 430, STAFF_ZONE_BRING);
    touches("x-rooms-free", 0, 600, 430, STAFF_ZONE_CONFIRM);
    touches("x-close", 0, 200, 430, STAFF_ZONE_BACK);
    touches("x-close", 0, 600, 430, STAFF_ZONE_CONFIRM);
    touches("18-device", 0, 720, 338, STAFF_ZONE_LOG);
    touches("x-log", 0, 400, 300, STAFF_ZONE_SCROLL);
    touches("x-menu", 0, 200, 354, STAFF_ZONE_ROOMS);
}

static void test_what_scrolls(void **state)
{
    (void)state;
    draw("x-rooms", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 6 * 94 + 6, 0.5);
    assert_float_equal(scroll_viewport_px(canvas_of(0), &staff), 360, 0.5);
    draw("x-rooms-busy", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 0, 0);
    draw("x-log", 0);
    assert_float_equal(scroll_content_px(canvas_of(0), &staff), 16 * 40, 0.5);
    assert_float_equal(scroll_viewport_px(canvas_of(0), &staff), 400, 0.5);
}

static void test_colours(void **state)
{
    (void)state;
    draw("x-ribbon-closed", 0);
    window_present(windows[0], WINDOW_CUT, 0, 0);
    assert_int_equal(window_pixel(windows[0], 700, 40) & 0xFFFFFF, 0x0B5F3A);
    assert_int_equal(window_pixel(windows[0], 700, 82) & 0xFFFFFF, 0xFFFFFF); /* a tile */
    draw("x-ribbon-failed", 0);
    window_present(windows[0], WINDOW_CUT, 0, 0);
    assert_int_equal(window_pixel(windows[0], 700, 40) & 0xFFFFFF, 0x9A1319);
    draw("x-close", 0);
    window_present(windows[0], WINDOW_CUT, 0, 0);
    assert_int_equal(window_pixel(windows[0], 30, 430) & 0xFFFFFF, 0x134E8A); /* the safe way out is filled */
    assert_int_equal(window_pixel(windows[0], 430, 430) & 0xFFFFFF, 0xFFFFFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_say_what_they_must),
        cmocka_unit_test(test_reader_is_named),
        cmocka_unit_test(test_first_start_knows_no_reader),
        cmocka_unit_test(test_first_start_shows_all_checks),
        cmocka_unit_test(test_the_curve_is_explained),
        cmocka_unit_test(test_all_troubles_show),
        cmocka_unit_test(test_touch),
        cmocka_unit_test(test_what_scrolls),
        cmocka_unit_test(test_colours),
    };
    return cmocka_run_group_tests_name("staff_screens3", tests, setup, teardown);
}
