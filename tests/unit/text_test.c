/* Words, numbers, dates, wrapping, names, and the reading of translation files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "font_stage.h"
#include "screens/catalog.h"
#include "screens/letters.h"
#include "screens/name.h"
#include "screens/text.h"
#include "screens/wrap.h"
#include "screens_data.h"
#include "ui/window.h"

#define LOCALE BUILD_DIR "/locale"

static struct window *window;
static struct canvas *canvas;

static void language(const char *name)
{
    struct error err = {0};
    if (text_open(LOCALE, name, &err) < 0)
        fail_msg("%s", err.text);
}

static int setup(void **state)
{
    (void)state;
    struct window_options options = {.title = "text", .width = 800, .height = 480, .px_aspect = 1.0};
    struct error err = {0};
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    clock_zone_set("Asia/Ho_Chi_Minh");
    if (window_open(&options, &window, &err) < 0) {
        print_error("%s\n", err.text);
        return -1;
    }
    canvas = window_canvas(window);
    language("vi");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    window_close(window);
    return 0;
}

/* ---- translation files ---- */

static struct catalog *catalog(const char *name)
{
    char path[1024];
    struct catalog *out;
    struct error err = {0};
    snprintf(path, sizeof path, LOCALE "/%s/LC_MESSAGES/diemdanh.mo", name);
    if (catalog_open(path, &out, &err) < 0)
        fail_msg("%s", err.text);
    return out;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The placeholders of a string in order of the alphabet. A date may be written with figures or with names. */
static void placeholders(const char *text, char out[256])
{
    char names[16][16] = {{0}};
    int count = 0;
    for (const char *at = text; (at = strchr(at, '{')) && count < 16; at++) {
        const char *end = strchr(at, '}');
        assert_non_null(end);
        snprintf(names[count], sizeof names[0], "%.*s", (int)(end - at - 1), at + 1);
        if (strcmp(names[count], "dd") == 0)
            strcpy(names[count], "d");
        if (strcmp(names[count], "mm") == 0)
            strcpy(names[count], "mon");
        count++;
    }
    qsort(names, (size_t)count, sizeof names[0], by_text);
    out[0] = '\0';
    for (int i = 0; i < count; i++)
        snprintf(out + strlen(out), 256 - strlen(out), "{%s}", names[i]);
}

static void test_languages_have_the_same_strings(void **state)
{
    (void)state;
    struct catalog *vi = catalog("vi"), *en = catalog("en");
    assert_int_equal(catalog_count(vi), catalog_count(en));
    assert_true(catalog_count(vi) > 230);
    for (size_t i = 0; i < catalog_count(vi); i++) {
        const char *key = catalog_msgid(vi, i);
        const char *one = catalog_find(vi, key), *two = catalog_find(en, key);
        char in_vi[256], in_en[256];
        if (!two)
            fail_msg("%s is missing in en.po", key);
        assert_true(strlen(one) > 0 && strlen(two) > 0);
        if (!*key)
            continue;
        placeholders(one, in_vi);
        placeholders(two, in_en);
        if (strcmp(in_vi, in_en) != 0)
            fail_msg("%s: %s in vi.po, %s in en.po", key, in_vi, in_en);
        assert_null(strstr(one, "!"));
    }
    catalog_close(vi);
    catalog_close(en);
}

static void test_language_switches_without_any_locale(void **state)
{
    (void)state;
    struct error err = {0};
    language("vi");
    assert_string_equal(text_get("idle.prompt"), "Mời đồng chí chạm thẻ");
    language("en");
    assert_string_equal(text_language(), "en");
    assert_string_equal(text_get("idle.prompt"), "Please tap your card");
    assert_string_equal(text_get("no.such.key"), "no.such.key");
    assert_int_equal(text_open(LOCALE, "fr", &err), ERROR_CONFIG);
    assert_int_equal(text_open("/nonexistent", "vi", &err), ERROR_CONFIG);
    assert_non_null(strstr(err.text, "/nonexistent/vi/LC_MESSAGES/diemdanh.mo"));
    assert_string_equal(text_get("idle.prompt"), "Please tap your card");
    language("vi");
    assert_string_equal(text_get("idle.prompt"), "Mời đồng chí chạm thẻ");
}

static unsigned char *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    struct stat status;
    assert_int_equal(fstat(fileno(file), &status), 0);
    *size = (size_t)status.st_size;
    unsigned char *bytes = malloc(*size);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void swap_word(unsigned char *at)
{
    unsigned char copy[4] = {at[3], at[2], at[1], at[0]};
    memcpy(at, copy, 4);
}

static uint32_t word(const unsigned char *at)
{
    uint32_t out;
    memcpy(&out, at, 4);
    return out;
}

static void test_other_byte_order(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes = read_all(LOCALE "/vi/LC_MESSAGES/diemdanh.mo", &size);
    uint32_t count = word(bytes + 8), ids = word(bytes + 12), texts = word(bytes + 16);
    for (uint32_t i = 0; i < 2 * count; i++) {
        swap_word(bytes + ids + i * 4);
        swap_word(bytes + texts + i * 4);
    }
    for (int i = 0; i < 7; i++)
        swap_word(bytes + i * 4);
    struct catalog *out;
    struct error err = {0};
    assert_int_equal(catalog_parse(bytes, size, "swapped", &out, &err), 0);
    assert_string_equal(catalog_find(out, "result.present"), "Có mặt");
    catalog_close(out);
    free(bytes);
}

static void test_damaged_files_are_refused(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes = read_all(LOCALE "/en/LC_MESSAGES/diemdanh.mo", &size);
    struct catalog *out;
    struct error err = {0};
    for (size_t cut = 0; cut < size; cut += cut < 256 ? 1 : 97) {
        unsigned char *exact = malloc(cut ? cut : 1); /* so that a sanitizer sees a read beyond it */
        memcpy(exact, bytes, cut);
        assert_int_equal(catalog_parse(exact, cut, "cut", &out, &err), ERROR_CONFIG);
        assert_null(out);
        free(exact);
    }
    uint32_t seed = 7;
    for (int i = 0; i < 4000; i++) {
        unsigned char *bad = malloc(size);
        memcpy(bad, bytes, size);
        for (int k = 0; k < 4; k++) {
            seed = seed * 1664525u + 1013904223u;
            bad[(seed >> 8) % (k < 3 ? 4096 : size)] = (unsigned char)(seed >> 24);
        }
        if (catalog_parse(bad, size, "bad", &out, &err) == 0) {
            for (size_t n = 0; n < catalog_count(out); n++)
                assert_non_null(catalog_find(out, catalog_msgid(out, n)));
            catalog_close(out);
        } else {
            assert_int_equal(err.code, ERROR_CONFIG);
        }
        free(bad);
    }
    bytes[0] ^= 1;
    assert_int_equal(catalog_parse(bytes, size, "magic.mo", &out, &err), ERROR_CONFIG);
    assert_string_equal(
        err.text, "magic.mo: not a compiled translation file; install the package again (the file is made by "
                  "msgfmt)");
    free(bytes);
}

/* ---- words and figures ---- */

static void test_fill_and_glue(void **state)
{
    (void)state;
    char out[256], small[8];
    language("vi");
    assert_string_equal(text_fill(out, sizeof out, "result.late", "m", "6", NULL), "Đi muộn 6\u00a0phút");
    assert_string_equal(text_fill(out, sizeof out, "result.late_h", "m", "5", "h", "1", NULL),
                        "Đi muộn 1\u00a0giờ 5\u00a0phút");
    assert_string_equal(text_fill(out, sizeof out, "result.late", NULL), "Đi muộn {m} phút");
    assert_string_equal(text_fill(out, sizeof out, "sheet.need", "p", "80", NULL),
                        "Ngưỡng cấp giấy chứng nhận 80%");
    assert_string_equal(text_fill(out, sizeof out, "idle.prompt", NULL), "Mời đồng\u00a0chí chạm\u00a0thẻ");
    assert_string_equal(text_fill(out, sizeof out, "result.no_again", NULL),
                        "Đồng\u00a0chí không cần chạm lại");
    assert_string_equal(text_fill(small, sizeof small, "idle.prompt", NULL), "Mời ");
    assert_string_equal(text_glue(out, sizeof out, "ĐẢNG VIÊN mới – Khóa 3/2026"),
                        "ĐẢNG\u00a0VIÊN mới\u00a0– Khóa\u00a03/2026");
    assert_string_equal(text_glue(out, sizeof out, "đảng – Khóa 2 – Khóa 3"),
                        "đảng\u00a0– Khóa\u00a02\u00a0– Khóa\u00a03");
    assert_string_equal(text_glue(out, 12, "chi bộ đảng viên"), "chi bộ đ"); /* no room to join */
    strcpy(out, "bí thư chi bộ");
    assert_string_equal(text_glue(out, sizeof out, out), "bí\u00a0thư chi\u00a0bộ");
    language("en");
    assert_string_equal(text_fill(out, sizeof out, "result.late", "m", "6", NULL), "6\u00a0min late");
    assert_string_equal(text_fill(out, sizeof out, "common.room", "n", "chi bộ", NULL), "Room chi bộ");
    assert_string_equal(text_glue(out, sizeof out, "chi bộ"), "chi\u00a0bộ");
}

static void test_dates_times_numbers(void **state)
{
    (void)state;
    char out[64];
    language("vi");
    assert_string_equal(text_time(out, sizeof out, scene_time(13, 7, 24)), "07:24");
    assert_string_equal(text_time(out, sizeof out, scene_time(13, 0, 0) - 1), "23:59");
    assert_string_equal(text_date(out, sizeof out, scene_time(13, 7, 24)), "Thứ Ba, 13/10/2026");
    assert_string_equal(text_date(out, sizeof out, scene_time(4, 23, 59)), "Chủ Nhật, 04/10/2026");
    assert_string_equal(text_date(out, sizeof out, 0), "Thứ Năm, 01/01/1970");
    assert_string_equal(text_weekday_date(out, sizeof out, scene_time(13, 7, 24)), "Thứ Ba 13/10");
    assert_string_equal(text_day(out, sizeof out, scene_time(4, 7, 24)), "04/10");
    assert_string_equal(text_number(out, sizeof out, 41208), "41.208");
    assert_string_equal(text_number(out, sizeof out, 0), "0");
    assert_string_equal(text_number(out, sizeof out, 999), "999");
    assert_string_equal(text_number(out, sizeof out, -1000), "-1.000");
    assert_string_equal(text_number(out, sizeof out, INT64_MIN), "-9.223.372.036.854.775.808");
    assert_string_equal(text_decimal(out, sizeof out, 214), "21,4");
    assert_string_equal(text_decimal(out, sizeof out, -5), "-0,5");
    language("en");
    assert_string_equal(text_date(out, sizeof out, scene_time(13, 7, 24)), "Tue, 13 Oct 2026");
    assert_string_equal(text_date(out, sizeof out, scene_time(4, 7, 24)), "Sun, 4 Oct 2026");
    assert_string_equal(text_day(out, sizeof out, scene_time(4, 7, 24)), "4 Oct");
    assert_string_equal(text_number(out, sizeof out, 1041208), "1,041,208");
    assert_string_equal(text_decimal(out, sizeof out, 214), "21.4");
    language("vi");
}

/* ---- lines ---- */

static void lines_are(const struct text_lines *lines, int count, const char *const *expected)
{
    assert_int_equal(lines->count, count);
    for (int i = 0; i < count; i++)
        assert_string_equal(lines->line[i], expected[i]);
}

#define LINES(lines, ...)                                                                                    \
    lines_are(lines, (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)),                     \
              (const char *const[]){__VA_ARGS__})

static void test_wrapping(void **state)
{
    (void)state;
    struct text_lines lines;
    char text[512];
    text_glue(text, sizeof text, "Bồi dưỡng lý luận chính trị dành cho đảng viên mới – Khóa 3/2026");
    text_wrap(canvas, CANVAS_SEMIBOLD, 24, 416, 2, false, text, &lines);
    LINES(&lines, "Bồi dưỡng lý\u00a0luận chính\u00a0trị dành cho",
          "đảng\u00a0viên mới\u00a0– Khóa\u00a03/2026");
    assert_false(lines.cut);
    text_wrap(canvas, CANVAS_SEMIBOLD, 24, 256, 2, false, text, &lines);
    assert_int_equal(lines.count, 2);
    assert_true(lines.cut);
    assert_string_equal(lines.line[1] + strlen(lines.line[1]) - 3, "…");
    assert_true(lines.width <= 256);

    /* Even lines; no word alone at the end. */
    text_fill(text, sizeof text, "refuse.room", NULL);
    text_wrap(canvas, CANVAS_BOLD, 46, 604, 2, true, text, &lines);
    LINES(&lines, "Lớp của đồng\u00a0chí", "học ở phòng khác");
    text_wrap(canvas, CANVAS_REGULAR, 20, 300, 4, false, "Tap the card on the reader, not on the screen",
              &lines);
    assert_int_equal(lines.count, 2);
    assert_true(canvas_text_width(canvas, CANVAS_REGULAR, 20, lines.line[1]) > 100);

    text_wrap(canvas, CANVAS_REGULAR, 20, 300, 4, true, "", &lines);
    assert_int_equal(lines.count, 0);
    text_wrap(canvas, CANVAS_REGULAR, 20, 300, 4, true, "   \n ", &lines);
    assert_int_equal(lines.count, 0);
    text_wrap(canvas, CANVAS_REGULAR, 20, 300, 4, false, "  a \n b  ", &lines);
    assert_int_equal(lines.count, 1);
}

static void test_wrapping_words_wider_than_the_column(void **state)
{
    (void)state;
    char text[700];
    struct text_lines lines;
    text[0] = '\0';
    while (strlen(text) < 640)
        strcat(text, "Ẵ");
    for (int balanced = 0; balanced < 2; balanced++) {
        text_wrap(canvas, CANVAS_BOLD, 30, 200, 3, balanced, text, &lines);
        assert_int_equal(lines.count, 3);
        assert_true(lines.cut && lines.width <= 200 && lines.width > 150);
        text_wrap(canvas, CANVAS_BOLD, 30, 5, 3, balanced, text, &lines); /* narrower than a letter */
        assert_int_equal(lines.count, 3);
    }
    for (const char *at = lines.line[0]; *at;)
        assert_int_not_equal(letters_next(&at), 0xFFFD);
    memset(text, ' ', sizeof text);
    for (size_t i = 0; i < sizeof text - 1; i += 2)
        text[i] = 'a';
    text[sizeof text - 1] = '\0';
    text_wrap(canvas, CANVAS_BOLD, 16, 4000, 6, true, text, &lines);
    assert_true(lines.count >= 1 && lines.count <= 6);
}

static const float landscape_px[] = {80, 72, 64, 56, 48};

static void test_names(void **state)
{
    (void)state;
    struct text_lines name;
    text_fit_name(canvas, landscape_px, 5, 720, 2, "Dương Văn Lưỡng", &name);
    assert_float_equal(name.size, 80, 0);
    LINES(&name, "Dương Văn Lưỡng");
    text_fit_name(canvas, landscape_px, 5, 720, 2, "Nguyễn Thị Thanh Huyền", &name);
    assert_float_equal(name.size, 80, 0);
    LINES(&name, "Nguyễn Thị", "Thanh Huyền");
    text_fit_name(canvas, landscape_px, 5, 720, 2, "Công Tằng Tôn Nữ Thị Diệu My", &name);
    assert_float_equal(name.size, font_is_of_pictures() ? 72 : 80, 0);
    LINES(&name, "Công Tằng Tôn Nữ", "Thị Diệu My");
    text_fit_name(canvas, landscape_px, 5, 720, 2, "Công Huyền Tôn Nữ Thị Hoàng Diệu Mỹ Linh", &name);
    assert_string_equal(name.line[0], font_is_of_pictures() ? "Công Huyền Tôn Nữ" : "Công Huyền Tôn Nữ Thị");
    text_fit_name(canvas, landscape_px, 5, 720, 2, "H’Nhung Niê", &name);
    LINES(&name, "H’Nhung Niê");
    text_fit_name(canvas, landscape_px, 5, 720, 2, "  Trần   Quang ", &name);
    LINES(&name, "Trần Quang");
}

static void test_names_never_cut_in_a_family_name(void **state)
{
    (void)state;
    static const char *const families[] = {"Công Tằng Tôn Nữ", "Công Huyền Tôn Nữ", "Tôn Nữ", "Tôn Thất"};
    static const float portrait_px[] = {80, 72, 64, 58}, three_px[] = {64, 58, 52, 46};
    struct text_lines name;
    for (size_t i = 0; i < 4; i++) {
        for (float width = 416; width <= 820; width += 13) {
            char full[128];
            snprintf(full, sizeof full, "%s Thị Nguyệt Phương Quỳnh", families[i]);
            if (width > 500)
                text_fit_name(canvas, landscape_px, 5, width, 2, full, &name);
            else if (!name_fits(canvas, portrait_px, 4, width, 2, full, &name))
                text_fit_name(canvas, three_px, 4, width, 3, full, &name);
            assert_true(name.width <= width);
            assert_memory_equal(name.line[0], families[i], strlen(families[i]));
            const char *last = name.line[name.count - 1];
            assert_string_equal(last + strlen(last) - strlen("Quỳnh"), "Quỳnh");
        }
    }
}

static void test_long_names_lose_their_middle(void **state)
{
    (void)state;
    struct text_lines name;
    text_fit_name(canvas, landscape_px, 5, 720, 2,
                  "Nguyễn Phước Thị Nghiêm Thương Nguyệt Phương Trường Khương Quỳnh", &name);
    assert_true(name.cut && name.width <= 720);
    assert_float_equal(name.size, 48, 0);
    assert_memory_equal(name.line[0], "Nguyễn Phước", strlen("Nguyễn Phước"));
    assert_non_null(strstr(name.line[name.count - 1], "Quỳnh"));
    char both[2 * TEXT_LINE_BYTES + 2];
    snprintf(both, sizeof both, "%s %s", name.line[0], name.line[1]);
    assert_non_null(strstr(both, " … Quỳnh"));

    /* One word that no size holds: smaller, and whole as long as it can be. */
    text_fit_name(canvas, landscape_px, 5, 720, 2, "Nghiêngnghiêngnghiêngnghiêngng", &name);
    assert_true(name.size < 48 && name.width <= 720 && !name.cut);
    LINES(&name, "Nghiêngnghiêngnghiêngnghiêngng");
    char word_of_160[200] = "";
    while (strlen(word_of_160) < 157)
        strcat(word_of_160, "Ẫ");
    text_fit_name(canvas, landscape_px, 5, 416, 2, word_of_160, &name);
    assert_true(name.width <= 416 && name.count <= 2);
    text_fit_name(canvas, landscape_px, 5, 720, 2, "", &name);
    assert_int_equal(name.count, 0);
}

static void test_letters(void **state)
{
    (void)state;
    static const struct {
        uint32_t capital, small;
    } pairs[] = {{'A', 'a'},       {0xC0, 0xE0},     {0x102, 0x103}, {0x110, 0x111},
                 {0x128, 0x129},   {0x168, 0x169},   {0x1A0, 0x1A1}, {0x1AF, 0x1B0},
                 {0x1EA0, 0x1EA1}, {0x1EF8, 0x1EF9}, {0xD7, 0xD7},   {'1', '1'}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_int_equal(letters_lower(pairs[i].capital), pairs[i].small);
        assert_int_equal(letters_lower(pairs[i].small), pairs[i].small);
    }
    char out[8];
    assert_string_equal(letters_copy(out, 5, "Ẫb1"), "Ẫb");
    assert_string_equal(letters_copy(out, 3, "Ẫb1"), "");
    const char *bad = "\xE1\xBA";
    assert_int_equal(letters_next(&bad), 0xFFFD);
    assert_int_equal(letters_next(&bad), 0xFFFD);
    assert_int_equal(letters_next(&bad), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages_have_the_same_strings),
        cmocka_unit_test(test_language_switches_without_any_locale),
        cmocka_unit_test(test_other_byte_order),
        cmocka_unit_test(test_damaged_files_are_refused),
        cmocka_unit_test(test_fill_and_glue),
        cmocka_unit_test(test_dates_times_numbers),
        cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_wrapping_words_wider_than_the_column),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_never_cut_in_a_family_name),
        cmocka_unit_test(test_long_names_lose_their_middle),
        cmocka_unit_test(test_letters),
    };
    return cmocka_run_group_tests_name("text", tests, setup, teardown);
}
