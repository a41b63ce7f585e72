/* Every screen: the words for each moment, its motion, what can be touched. */
#include "screens_stage.h"

/* ---- words for each moment ---- */

static void phase_is(int64_t at_utc_ms, enum phase expected, int expected_minutes)
{
    int minutes;
    now.now_utc_ms = at_utc_ms;
    enum phase phase = phase_of(&now, &minutes);
    if (phase != expected || minutes != expected_minutes)
        fail_msg("at %lld: phase %d with %d min, wanted %d with %d", (long long)at_utc_ms, phase, minutes,
                 expected, expected_minutes);
}

static void test_phases_at_the_minute_edges(void **state)
{
    (void)state;
    scene_base(&now); /* 07:30 to 11:00, no grace */
    phase_is(scene_time(13, 6, 59), PHASE_NOTHING, 31);
    phase_is(scene_time(13, 7, 0) - 1, PHASE_NOTHING, 31);
    phase_is(scene_time(13, 7, 0), PHASE_STARTS_IN, 30);
    phase_is(scene_time(13, 7, 24) + 59999, PHASE_STARTS_IN, 6);
    phase_is(scene_time(13, 7, 30) - 1, PHASE_STARTS_IN, 1);
    phase_is(scene_time(13, 7, 30), PHASE_STARTED, 0);
    phase_is(scene_time(13, 7, 31) - 1, PHASE_STARTED, 0);
    phase_is(scene_time(13, 7, 31), PHASE_LATE, 0);
    phase_is(scene_time(13, 10, 30) - 1, PHASE_LATE, 0);
    phase_is(scene_time(13, 10, 30), PHASE_ENDS_IN, 30);
    phase_is(scene_time(13, 11, 0) - 1, PHASE_ENDS_IN, 1);
    phase_is(scene_time(13, 11, 0), PHASE_ENDED, 0);
    now.view.current.late_after_min = 15;
    phase_is(scene_time(13, 7, 45) + 59999, PHASE_STARTED, 0);
    phase_is(scene_time(13, 7, 46), PHASE_LATE, 0);
    now.view.current.starts_utc_ms += 30000; /* a start between minutes */
    phase_is(scene_time(13, 7, 30) + 10000, PHASE_STARTS_IN, 1);
}

static void test_phases_without_a_session(void **state)
{
    (void)state;
    int minutes;
    scene_base(&now);
    scene("09-no-session")->fill(&now);
    assert_int_equal(phase_of(&now, &minutes), PHASE_NO_SESSION);
    assert_int_equal(phase_panel(&now), PHASE_PANEL_NEXT);
    scene("x-idle-next-tomorrow")->fill(&now);
    assert_int_equal(phase_of(&now, &minutes), PHASE_DAY_OVER);
    now.view.has_next = false;
    assert_int_equal(phase_of(&now, &minutes), PHASE_DAY_OVER);
    assert_int_equal(phase_panel(&now), PHASE_PANEL_EMPTY);
    now.view.has_slice = false;
    assert_int_equal(phase_of(&now, &minutes), PHASE_NO_SLICE);
    assert_int_equal(phase_panel(&now), PHASE_PANEL_WAITING);
    now.notice_key = "refuse.reread";
    assert_int_equal(phase_panel(&now), PHASE_PANEL_TAP);
    now.trouble = SCREEN_TROUBLE_READER;
    assert_int_equal(phase_panel(&now), PHASE_PANEL_FAULT);
    scene_base(&now);
    now.view.clock_trusted = false;
    assert_int_equal(phase_of(&now, &minutes), PHASE_CLOCK);
}

static void test_when_and_rooms(void **state)
{
    (void)state;
    char out[128];
    scene_base(&now);
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(13, 13, 30)), "Chiều nay, Thứ Ba 13/10");
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(13, 11, 59)), "Sáng nay, Thứ Ba 13/10");
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(13, 18, 0)), "Tối nay, Thứ Ba 13/10");
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(14, 7, 30)), "Sáng mai, Thứ Tư 14/10");
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(15, 7, 30)), "Buổi sáng, Thứ Năm 15/10");
    now.view.clock_trusted = false;
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(13, 13, 30)), "Buổi chiều, Thứ Ba 13/10");
    assert_string_equal(kit_room(out, sizeof out, "101"), "Phòng 101");
    assert_string_equal(kit_room(out, sizeof out, "Hội trường A"), "Hội trường A");
    assert_string_equal(kit_room(out, sizeof out, ""), "");
    assert_int_equal(kit_part_of_day(scene_time(13, 12, 0)), KIT_AFTERNOON);
    assert_int_equal(kit_part_of_day(scene_time(13, 17, 59)), KIT_AFTERNOON);
    assert_string_equal(kit_session_line(out, sizeof out, &now.view.current),
                        "Buổi 5/12 · Buổi sáng 07:30 – 11:00");
    now.view.current.of = 0;
    assert_string_equal(kit_session_line(out, sizeof out, &now.view.current), "Buổi sáng 07:30 – 11:00");
    language("en");
    scene_base(&now);
    assert_string_equal(kit_when(out, sizeof out, &now, scene_time(13, 13, 30)), "This afternoon, Tue 13/10");
    assert_string_equal(kit_room(out, sizeof out, "203"), "Room 203");
    language("vi");
}

static void shows(const char *name, const char *const *texts)
{
    struct layout_item items[LAYOUT_MAX];
    scene_draw(scene(name), &now, canvas_of(0));
    int count = layout_read(canvas_of(0), items);
    for (; *texts; texts++)
        if (!layout_find(items, count, *texts))
            fail_msg("%s does not show \"%s\"", name, *texts);
}

#define SHOWS(name, ...) shows(name, (const char *const[]){__VA_ARGS__, NULL})

static void test_screens_say_what_they_must(void **state)
{
    (void)state;
    SHOWS("01-idle", "Phòng 101", "Thứ Ba, 13/10/2026", "07:24", "Vào học sau 6 phút", "37/52", "đã đến",
          "Đã gửi 07:23");
    SHOWS("01b-idle-late", "Đã vào học, tính đi muộn", "45/52");
    SHOWS("01c-idle-check-out", "Buổi học đã kết thúc", "khi ra về", "5/49", "đã ra về");
    SHOWS("02-present", "Có mặt", "07:24", "Nguyễn Thị", "Thanh Huyền", "Số thứ tự 18", "38", "/52");
    SHOWS("02c-recorded-clock-not-verified", "Đã ghi nhận", "--:--", "Giờ đến sẽ được xác nhận sau");
    SHOWS("03-late", "Đi muộn 6 phút", "07:36", "Số thứ tự 23 · Giờ vào học 07:30", "46");
    SHOWS("x-late-over-an-hour", "Đi muộn 1 giờ 12 phút");
    SHOWS("04-already", "Đã điểm danh lúc 07:24", "Đồng chí không cần chạm lại");
    SHOWS("x-instructor", "Đã ghi nhận", "Hoàng Đức Thắng", "Dành cho giảng viên");
    SHOWS("05-unknown-card", "Thẻ chưa đăng ký", "Mã thẻ …4F2A", "Lượt chạm này chưa được ghi nhận");
    SHOWS("06-wrong-room", "Mời đồng chí đến", "Phòng 203", "Tầng 2, nhà B", "Trần Quốc Tuấn",
          "Buổi sáng 07:30", "07:25");
    SHOWS("06b-wrong-session", "13:30", "Chiều nay, Thứ Ba 13/10", "Ngô Văn Chiến", "Phòng 101");
    SHOWS("x-wrong-room-hall", "Hội trường A");
    SHOWS("x-wrong-room-unknown", "Lớp của đồng chí", "học ở phòng khác");
    SHOWS("07-phone-or-bank-card", "Thẻ này không", "dùng để điểm danh", "dùng thẻ học viên");
    SHOWS("x-expired", "Thẻ đã ngừng", "sử dụng");
    SHOWS("x-closed", "Chưa đến giờ điểm danh", "Điểm danh mở lúc", "13:00", "Chiều nay, Thứ Ba 13/10");
    SHOWS("x-closed-no-next", "Buổi học đã kết thúc", "Hôm nay không còn buổi học");
    SHOWS("x-failed", "Máy tạm ngừng nhận thẻ");
    SHOWS("09-no-session", "Hiện không có buổi học", "Điểm danh từ 13:00", "13:30", "Hôm nay, buổi chiều");
    SHOWS("x-idle-next-tomorrow", "Hôm nay không còn buổi học", "Điểm danh từ 07:00 ngày 14/10",
          "Sáng mai, Thứ Tư 14/10");
    SHOWS("10-reader-fault", "Mất kết nối đầu đọc", "Từ 07:21, đang tự kết nối lại", "đang gián đoạn");
    SHOWS("10b-offline", "Mất mạng, 14 lượt chờ gửi", "Lượt chạm được lưu trên máy");
    SHOWS("10c-clock-not-verified", "--:--", "Xin chạm thẻ như bình thường", "Giờ chưa xác thực");
    SHOWS("10d-disk-low", "Bộ nhớ còn 4%", "Còn chỗ cho khoảng 900 lượt chạm");
    SHOWS("10e-storage-full", "Bộ nhớ đầy", "Cần gửi dữ liệu cũ về văn phòng", "nhận thẻ");
    SHOWS("x-idle-no-slice", "Đang chờ lịch học từ văn phòng", "Chưa gửi");
}

/* Who holds a card that cannot be read between sessions is told so: no count then, and no ring. */
static void test_notices_stand_between_sessions(void **state)
{
    (void)state;
    static const char *const names[] = {"09-no-session", "x-idle-next-never", "x-idle-no-slice"};
    for (int size = 0; size < SIZES; size++) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            scene_base(&now);
            scene(names[i])->fill(&now);
            now.notice_key = "refuse.many";
            screen_idle(canvas_of(size), &now);
            layout_shows(canvas_of(size), names[i],
                         (const char *const[]){size < 2 ? "Xin chạm từng" : "Xin chạm từng thẻ một", NULL});
            for (int c = 0; c < canvas_of(size)->count; c++)
                assert_int_not_equal(canvas_of(size)->commands[c].kind, COMMAND_TICKS);
            layout_check(canvas_of(size), names[i]);
        }
    }
    now.trouble = SCREEN_TROUBLE_READER;
    assert_int_equal(phase_panel(&now), PHASE_PANEL_FAULT);
}

static void test_no_wrong_time_is_ever_shown(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    for (int i = 0; i < scene_count; i++) {
        scene_base(&now);
        scenes[i].fill(&now);
        now.view.clock_trusted = now.result.clock_trusted = false;
        if (scenes[i].kind == SCENE_IDLE)
            screen_idle(canvas_of(0), &now);
        else if (scenes[i].kind == SCENE_ACCEPTED)
            screen_accepted(canvas_of(0), &now);
        else
            continue;
        int count = layout_read(canvas_of(0), items);
        char time[16];
        const struct layout_item *shown =
            layout_find(items, count,
                        text_time(time, sizeof time,
                                  scenes[i].kind == SCENE_IDLE ? now.now_utc_ms : now.result.at_utc_ms));
        if (shown)
            fail_msg("%s shows %s", scenes[i].name, time);
    }
}

/* ---- motion ---- */

static uint64_t hash_at(const char *name, int64_t age_ms, bool motion)
{
    scene_base(&now);
    scene(name)->fill(&now);
    now.motion = motion;
    now.result_mono_ms = now.now_mono_ms - age_ms;
    if (scene(name)->kind == SCENE_ACCEPTED)
        screen_accepted(canvas_of(0), &now);
    else
        screen_refused(canvas_of(0), &now);
    return canvas_of(0)->hash;
}

static bool says_at(const char *name, int64_t age_ms, const char *text)
{
    struct layout_item items[LAYOUT_MAX];
    hash_at(name, age_ms, true);
    return layout_find(items, layout_read(canvas_of(0), items), text) != NULL;
}

static void test_a_name_stands_for_three_seconds(void **state)
{
    (void)state;
    assert_true(says_at("06-wrong-room", 2999, "Trần Quốc Tuấn"));
    assert_false(says_at("06-wrong-room", 3000, "Trần Quốc Tuấn"));
    assert_true(says_at("06-wrong-room", 3000, "Phòng 203"));
    assert_true(says_at("06b-wrong-session", 2999, "Ngô Văn Chiến"));
    assert_false(says_at("06b-wrong-session", 3000, "Ngô Văn Chiến"));
    assert_true(says_at("06b-wrong-session", 3000, "13:30"));
}

static void test_motion_off_shows_the_end_at_once(void **state)
{
    (void)state;
    assert_int_equal(hash_at("02-present", 0, false), hash_at("02-present", 2400, false));
    assert_int_equal(hash_at("05-unknown-card", 0, false), hash_at("05-unknown-card", 2400, false));
    assert_int_equal(hash_at("05-unknown-card", 220, true), hash_at("05-unknown-card", 0, false));
    assert_int_not_equal(hash_at("05-unknown-card", 100, true), hash_at("05-unknown-card", 220, true));
    scene_base(&now);
    now.now_mono_ms = 300; /* waves would run */
    now.motion = false;
    screen_idle(canvas_of(0), &now);
    uint64_t still = canvas_of(0)->hash;
    now.now_mono_ms = 2000;
    screen_idle(canvas_of(0), &now);
    assert_int_equal(still, canvas_of(0)->hash);
}

static const struct layout_item *figures_at(int64_t age_ms, const char *text, struct layout_item *items)
{
    hash_at("02-present", age_ms, true);
    return layout_find(items, layout_read(canvas_of(0), items), text);
}

static void test_counter_rolls(void **state)
{
    (void)state;
    struct layout_item items[LAYOUT_MAX];
    hash_at("02-present", 540, true);
    const struct layout_item *end = figures_at(540, "38", items);
    assert_non_null(end);
    float place = end->ink.y0;
    assert_null(figures_at(540, "37", items));
    assert_non_null(figures_at(299, "37", items));
    const struct layout_item *old = figures_at(420, "37", items), *new = figures_at(420, "38", items);
    assert_non_null(old);
    assert_non_null(new);
    assert_true(figures_at(420, "37", items)->ink.y0 < place - 10);
    assert_true(figures_at(420, "38", items)->ink.y0 > place + 10);
}

static void test_when_the_picture_changes(void **state)
{
    (void)state;
    scene_base(&now);
    scene("02-present")->fill(&now);
    now.result_mono_ms = now.now_mono_ms;
    assert_int_equal(screen_next_ms(&now, true), 16);
    now.motion = false;
    assert_int_equal(screen_next_ms(&now, true), 2500);
    now.result.verdict = LEDGER_UNKNOWN;
    assert_int_equal(screen_next_ms(&now, true), 2500); /* from then on a touch closes it */
    now.now_mono_ms += 2500;
    assert_int_equal(screen_next_ms(&now, true), 500); /* a name goes */
    now.now_mono_ms += 500;
    assert_int_equal(screen_next_ms(&now, true), 3000);
    now.motion = true;
    assert_int_equal(screen_next_ms(&now, true), 3000);

    scene_base(&now);
    assert_int_equal(screen_next_ms(&now, false), 1200); /* the waves at 3200 */
    now.now_mono_ms = 3200;
    assert_int_equal(screen_next_ms(&now, false), 83);
    now.now_mono_ms = 3200 + 899;
    assert_int_equal(screen_next_ms(&now, false), 1);
    now.motion = false;
    assert_int_equal(screen_next_ms(&now, false), 60000);
    now.notice_key = "refuse.reread";
    now.notice_until_mono_ms = now.now_mono_ms + 2500;
    assert_int_equal(screen_next_ms(&now, false), 2500);
    now.notice_key = NULL;
    now.now_utc_ms += 59000;
    assert_int_equal(screen_next_ms(&now, false), 1000);
}

static void test_touch(void **state)
{
    (void)state;
    scene_draw(scene("01-idle"), &now, canvas_of(0));
    assert_int_equal(canvas_zone_at(canvas_of(0), 448, 452), SCREEN_ZONE_LOCK);
    assert_int_equal(canvas_zone_at(canvas_of(0), 640, 200), SCREEN_ZONE_PANEL);
    assert_int_equal(canvas_zone_at(canvas_of(0), 200, 200), SCREEN_ZONE_NONE);
    scene_draw(scene("01-idle"), &now, canvas_of(2));
    assert_int_equal(canvas_zone_at(canvas_of(2), 454, 825), SCREEN_ZONE_LOCK);
    hash_at("05-unknown-card", 2499, true);
    assert_int_equal(canvas_zone_at(canvas_of(0), 400, 240), SCREEN_ZONE_NONE);
    hash_at("05-unknown-card", 2500, true);
    assert_int_equal(canvas_zone_at(canvas_of(0), 400, 240), SCREEN_ZONE_CLOSE);
}

static void test_ring_centre_and_verdicts(void **state)
{
    (void)state;
    scene_base(&now);
    struct canvas_point centre = screen_ring_centre(canvas_of(0), &now);
    assert_float_equal(centre.x, 640, 0.5);
    assert_float_equal(centre.y, 161, 1);
    now.reader_side = SCREEN_READER_LEFT;
    assert_float_equal(screen_ring_centre(canvas_of(0), &now).x, 160, 0.5);
    for (int verdict = 0; verdict < LEDGER_VERDICTS; verdict++)
        assert_int_equal(screen_is_accepted((enum ledger_verdict)verdict), verdict <= LEDGER_INSTRUCTOR ||
                                                                               verdict == LEDGER_LEFT_EARLY ||
                                                                               verdict == LEDGER_OUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phases_at_the_minute_edges),
        cmocka_unit_test(test_phases_without_a_session),
        cmocka_unit_test(test_when_and_rooms),
        cmocka_unit_test(test_screens_say_what_they_must),
        cmocka_unit_test(test_notices_stand_between_sessions),
        cmocka_unit_test(test_no_wrong_time_is_ever_shown),
        cmocka_unit_test(test_a_name_stands_for_three_seconds),
        cmocka_unit_test(test_motion_off_shows_the_end_at_once),
        cmocka_unit_test(test_counter_rolls),
        cmocka_unit_test(test_when_the_picture_changes),
        cmocka_unit_test(test_touch),
        cmocka_unit_test(test_ring_centre_and_verdicts),
    };
    return cmocka_run_group_tests_name("screens", tests, setup, teardown);
}
