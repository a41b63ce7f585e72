/* The roll as a list: Vietnamese order of names, search, Telex. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/roster.h"
#include "screens/viet.h"
#include "screens_data.h"
#include "staff_data1.h"
#include "staff_data2.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static struct staff_state state;
static struct screen_state door;
static struct ledger_class names;
static struct ledger_learner people[64];

static void class_of(const char *const *list, int count)
{
    memset(&state, 0, sizeof state);
    memset(people, 0, sizeof people);
    names = (struct ledger_class){.count = (size_t)count, .learners = people};
    state.roll = &names;
    state.telex = true;
    for (int i = 0; i < count; i++) {
        snprintf(people[i].full_name, sizeof people[i].full_name, "%s", list[i]);
        people[i].ordinal = i + 1;
    }
}

/* The list, put in backwards, comes out as it is written. */
static void in_order(const char *const *list, int count)
{
    const char *backwards[64];
    for (int i = 0; i < count; i++)
        backwards[i] = list[count - 1 - i];
    class_of(backwards, count);
    state.sort = STAFF_BY_NAME;
    staff_arrange(&state);
    assert_int_equal(state.shown_count, count);
    for (int i = 0; i < count; i++)
        if (strcmp(roster_row(&state, i)->full_name, list[i]) != 0)
            fail_msg("row %d is %s, not %s", i, roster_row(&state, i)->full_name, list[i]);
}

static void test_order_of_names(void **unused)
{
    (void)unused;
    /* Given name, then family name, then what is between; a shorter one first. */
    static const char *const parts[] = {
        "An",        "Lê An",     "Lê Thị An",      "Lê Thị Hoài An", "Lê Văn An", "Nguyễn An", "Trần An",
        "Lê Thị Án", "Nguyễn Án", "Lê Thị Minh Ân", "Nguyễn Ân",      "Nguyễn Bá", "Lê Thị Yến"};
    /* Letters: a ă â, d đ, e ê, o ô ơ, u ư; f j w z where Latin has them. */
    static const char *const letters[] = {"Lê Tam", "Lê Tăm", "Lê Tâm", "Lê Ten", "Lê Tên", "Lê To",
                                          "Lê Tô",  "Lê Tơ",  "Lê Tu",  "Lê Tư",  "Lê Ty"};
    static const char *const d[] = {"Lê C", "Lê Da", "Lê Dy", "Lê Đa", "Lê E", "Lê F", "Lê G", "Lê Hà",
                                    "Lê J", "Lê K",  "Lê V",  "Lê W",  "Lê X", "Lê Y", "Lê Z"};
    /* Tones, only where all letters are alike: ngang huyền hỏi ngã sắc nặng. */
    static const char *const tones[] = {"Lê Ma", "Lê Mà", "Lê Mả",  "Lê Mã",
                                        "Lê Má", "Lê Mạ", "Lê Man", "Lê Mán"};
    /* Syllable by syllable: the first one's tone comes before the second one's letters. */
    static const char *const syllables[] = {"Lê Thi Tuyết An", "Lê Thị An", "Lê Thị Bé An",
                                            "Lê Thị Tuyết An"};
    in_order(parts, COUNT(parts));
    in_order(letters, COUNT(letters));
    in_order(d, COUNT(d));
    in_order(tones, COUNT(tones));
    in_order(syllables, COUNT(syllables));
}

static void test_order_does_not_care_for_case_or_composition(void **unused)
{
    (void)unused;
    /* The middle one is decomposed, and its case differs. */
    static const char *const list[] = {"Lê Hằng", "LÊ HA\xCC\x86\xCC\x80NG", "Lê Hẳng"};
    class_of(list, 3);
    state.sort = STAFF_BY_NAME;
    staff_arrange(&state);
    for (int i = 0; i < 3; i++)
        assert_int_equal(state.shown[i], i);
}

static void test_the_class_of_the_pictures_is_in_order(void **unused)
{
    (void)unused;
    staff_base2(&state, &door);
    state.sort = STAFF_BY_NAME;
    staff_arrange(&state);
    assert_int_equal(state.shown_count, 52);
    for (int i = 0; i < 52; i++)
        if (state.shown[i] != i)
            fail_msg("%d: %s", i, roster_row(&state, i)->full_name);
}

static void test_order_by_time_status_and_ordinal(void **unused)
{
    (void)unused;
    static const char *const list[] = {"A", "B", "C", "D", "E"};
    static const int64_t arrived[] = {0, 300, 100, 0, 200};
    static const enum ledger_status status[] = {LEDGER_S_EXCUSED, LEDGER_S_LATE, LEDGER_S_PRESENT,
                                                LEDGER_NOT_YET, LEDGER_S_PRESENT};
    static const int wanted[][5] = {[STAFF_BY_ORDINAL] = {3, 2, 1, 0, 4},
                                    [STAFF_BY_NAME] = {0, 1, 2, 3, 4},
                                    [STAFF_BY_TIME] = {2, 4, 1, 3, 0},
                                    [STAFF_BY_STATUS] = {2, 4, 1, 3, 0}};
    class_of(list, 5);
    for (int i = 0; i < 5; i++) {
        people[i].arrived_utc_ms = arrived[i];
        people[i].status = status[i];
        people[i].ordinal = i == 4 ? 0 : 10 - i; /* the last one has none: it stands last */
    }
    for (int sort = STAFF_BY_ORDINAL; sort <= STAFF_BY_STATUS; sort++) {
        state.sort = (enum staff_sort)sort;
        staff_arrange(&state);
        for (int i = 0; i < 5; i++)
            if (state.shown[i] != wanted[sort][i])
                fail_msg("sort %d: row %d is %d, not %d", sort, i, state.shown[i], wanted[sort][i]);
    }
}

static void test_counts_and_filters(void **unused)
{
    (void)unused;
    static const char *const list[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
    static const int shown[STAFF_FILTERS] = {
        [STAFF_ALL] = 8,     [STAFF_PRESENT] = 2,   [STAFF_LATE] = 2,    [STAFF_EARLY] = 1,
        [STAFF_EXCUSED] = 1, [STAFF_UNEXCUSED] = 1, [STAFF_NOT_YET] = 1, [STAFF_ABSENT] = 2};
    class_of(list, 8);
    for (int i = 0; i < 8; i++)
        people[i].status = (enum ledger_status)i;
    for (int filter = 0; filter < STAFF_FILTERS; filter++) {
        state.filter = (enum staff_filter)filter;
        staff_arrange(&state);
        assert_int_equal(state.counts[filter], shown[filter]);
        assert_int_equal(state.shown_count, shown[filter]);
        for (int i = 0; i < state.shown_count; i++) {
            enum staff_filter own = roster_filter(roster_row(&state, i)->status);
            if (filter != STAFF_ALL && filter != STAFF_ABSENT)
                assert_int_equal(own, filter);
        }
    }
    /* Who is looked for is found whatever the roster shows. */
    state.filter = STAFF_EARLY;
    state.page = STAFF_SEARCH;
    staff_arrange(&state);
    assert_int_equal(state.shown_count, 8);
    state.roll = NULL;
    staff_arrange(&state);
    assert_int_equal(state.shown_count, 0);
    assert_int_equal(state.counts[STAFF_ALL], 0);
}

static void test_who_shares_a_given_name(void **unused)
{
    (void)unused;
    static const char *const list[] = {"Lê Thị Mai", "Trần Quang", "Vũ Mai", "Lê Mại"};
    class_of(list, 4);
    staff_arrange(&state);
    assert_true(state.shared_given[0] && state.shared_given[2]);
    assert_false(state.shared_given[1] || state.shared_given[3]);
}

static void found(const char *query, const char *ordinals)
{
    char got[256] = "";
    snprintf(state.query, sizeof state.query, "%s", query);
    staff_arrange(&state);
    for (int i = 0; i < state.shown_count && i < 30; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d", i ? " " : "",
                 roster_row(&state, i)->ordinal);
    if (strcmp(got, ordinals) != 0)
        fail_msg("\"%s\" finds %s, not %s", query, got, ordinals);
}

static void test_search(void **unused)
{
    (void)unused;
    staff_base2(&state, &door);
    state.page = STAFF_SEARCH;
    found("ngoc", "30 2 15 43 46"); /* the given name first */
    found("NGOC", "30 2 15 43 46");
    found("ngọc", "30 2 15 43 46");
    found("ngóc", "");
    found("nguyen thi", "7 18 24 47");
    found("thi nguyen", "7 18 24 47");
    found("ng th huyen", "18");
    found("nguyen thi xuan", "");
    found("duc", "11 25 41"); /* đ is d, ư is u */
    found("đuc", "11 25 41");
    found("dúc", "11 25 41");
    found("dục", "");
    found("23", "23");
    found("2", "2");
    found("230", "");
    found("huynh 32", "32");
    found("nhung", "33"); /* after the apostrophe */
    found("h'nhung", "33");
    found("  ", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30");
    found("thuỷ", "42"); /* Thủy is written otherwise */
    found("thùy", "");
    found("99999999999999999999", "");
}

static void test_search_finds_decomposed_names(void **unused)
{
    (void)unused;
    static const char *const list[] = {"Nguye\xCC\x82\xCC\x83n Thi\xCC\xA3 Ngo\xCC\xA3"
                                       "c"};
    class_of(list, 1);
    state.page = STAFF_SEARCH;
    found("nguyễn ngọc", "1");
    found("nguyên", "1");
    found("nguyển", "");
}

static void letter_of(const char *name, const char *wanted)
{
    char letter[8];
    class_of(&name, 1);
    staff_arrange(&state);
    staff_letter(&state, 0, letter);
    assert_string_equal(letter, wanted);
}

static void test_letters(void **unused)
{
    (void)unused;
    letter_of("Trần Thị Ngọc Ánh", "A");
    letter_of("Võ Thị Ẩn", "Â");
    letter_of("Lê Ằng", "Ă");
    letter_of("Phạm Văn Được", "Đ");
    letter_of("nguyễn thị ưỡn", "Ư");
    letter_of("Ông Ích", "I");
    letter_of("Lý Y", "Y");
    letter_of("", "");
    letter_of("   ", "");
    char letter[8];
    staff_letter(&state, -1, letter);
    assert_string_equal(letter, "");
    staff_letter(&state, INT_MAX, letter);
    assert_string_equal(letter, "");
}

static void types(const char *keys, const char *wanted)
{
    char text[256] = "";
    for (const char *key = keys; *key; key++)
        staff_type(text, sizeof text, *key == '<' ? '\b' : *key, true, false);
    if (strcmp(text, wanted) != 0)
        fail_msg("\"%s\" makes \"%s\", not \"%s\"", keys, text, wanted);
}

static void test_telex(void **unused)
{
    (void)unused;
    static const char *const words[][2] = {
        {"aa", "â"},
        {"ee", "ê"},
        {"oo", "ô"},
        {"dd", "đ"},
        {"aw", "ă"},
        {"ow", "ơ"},
        {"uw", "ư"},
        {"af", "à"},
        {"ar", "ả"},
        {"ax", "ã"},
        {"as", "á"},
        {"aj", "ạ"},
        {"nguyeenx", "nguyễn"},
        {"nguyexne", "nguyễn"},
        {"thij", "thị"},
        {"ddwcs", "đwcs"},
        {"dduwowcj", "được"},
        {"duowcjd", "được"},
        {"nguowif", "người"},
        {"nguwowif", "người"},
        {"hoangf", "hoàng"},
        {"hofang", "hoàng"},
        {"hoaf", "hòa"},
        {"thuyr", "thủy"},
        {"quys", "quý"},
        {"quocos", "quốc"},
        {"gif", "gì"},
        {"giangf", "giàng"},
        {"huynhf", "huỳnh"},
        {"luowngx", "lưỡng"},
        {"tuaans", "tuấn"},
        {"tuansa", "tuấn"},
        {"muaw", "mưa"},
        {"muaws", "mứa"},
        {"hoawcj", "hoặc"},
        {"ngoaif", "ngoài"},
        {"uwowxn", "ưỡn"},
        {"yeens", "yến"},
        {"vux", "vũ"},
        {"xuaan", "xuân"},
        {"anz", "anz"},
        {"asz", "a"},
        {"tuaansz", "tuân"},
        {"ass", "as"},
        {"aaa", "aa"},
        {"aww", "aw"},
        {"ddd", "dd"},
        {"asf", "à"},
        {"Nguyeenx", "Nguyễn"},
        {"DDuwcs", "Đức"},
        {"AAn", "Ân"},
        {"ngocj anhs", "ngọc ánh"},
        {"sao", "sao"},
        {"xuans", "xuán"},
        {"r2d2", "r2d2"},
        {"lees<e", "le"},
        {"as<b", "b"},
        {"<", ""},
        {"h'nieek", "h'niêk"},
        {"khuyur", "khuỷu"},
        {"w", "w"},
        {"thuwowngf ", "thường "},
        {"ruwowuj", "rượu"},
        {"gieengs", "giếng"},
    };
    for (int i = 0; i < COUNT(words); i++)
        types(words[i][0], words[i][1]);
}

static void test_typing_plainly_and_with_shift(void **unused)
{
    (void)unused;
    char text[64] = "";
    staff_type(text, sizeof text, 'a', false, false);
    staff_type(text, sizeof text, 'a', false, true);
    staff_type(text, sizeof text, 's', false, false);
    assert_string_equal(text, "aAs");
    text[0] = '\0';
    staff_type(text, sizeof text, 'd', true, true);
    staff_type(text, sizeof text, 'd', true, false);
    staff_type(text, sizeof text, 'u', true, true);
    staff_type(text, sizeof text, 'w', true, false);
    staff_type(text, sizeof text, 's', true, false);
    assert_string_equal(text, "ĐỨ");
    staff_type(text, sizeof text, 1, true, false);
    staff_type(text, sizeof text, INT_MIN, true, false);
    staff_type(text, sizeof text, 0x1F600, true, false);
    assert_string_equal(text, "ĐỨ");
}

static void test_typing_never_leaves_the_field(void **unused)
{
    (void)unused;
    static const char keys[] = "ngueyenxdawosfrjz aewoud'\b\xFF";
    unsigned seed = 7;
    for (size_t capacity = 0; capacity < 12; capacity++) {
        char text[32];
        memset(text, 0x55, sizeof text);
        text[0] = '\0';
        for (int i = 0; i < 4000; i++) {
            seed = seed * 1103515245 + 12345;
            staff_type(text, capacity, keys[(seed >> 16) % (sizeof keys - 1)], true, (seed >> 8) % 5 == 0);
            if (capacity > 0)
                assert_true(strlen(text) < capacity);
            for (size_t at = capacity > 1 ? capacity : 1; at < sizeof text; at++)
                assert_int_equal(text[at], 0x55);
        }
    }
    char full[4] = {'a', 'a', 'a', 'a'}; /* no end within its capacity */
    staff_type(full, sizeof full, 'b', true, false);
    assert_memory_equal(full, "aaaa", 4);
}

static void test_hostile_names(void **unused)
{
    (void)unused;
    static const char *const list[] = {"\xE1\xBA",         "\xFF\xFE \xC2", " ",        "",
                                       "\xCC\x81\xCC\x81", "W’’ ’-.",       "a\xCC\x81"};
    class_of(list, COUNT(list));
    for (int sort = -1; sort < 6; sort++) {
        static const char *const queries[] = {"", "\xE1", "-", "\xCC\x81", "á", "’’"};
        for (int i = 0; i < COUNT(queries); i++) {
            char letter[8];
            state.sort = (enum staff_sort)sort;
            state.page = STAFF_SEARCH;
            snprintf(state.query, sizeof state.query, "%s", queries[i]);
            staff_arrange(&state);
            assert_true(state.shown_count <= COUNT(list));
            for (int k = 0; k < state.shown_count; k++)
                staff_letter(&state, k, letter);
        }
    }
    found("á", "7");
    struct ledger_class *large = staff_class_large(STAFF_LEARNERS_MAX);
    memset(&state, 0, sizeof state);
    large->count = STAFF_LEARNERS_MAX; /* more are not shown */
    state.roll = large;
    state.sort = STAFF_BY_NAME;
    staff_arrange(&state);
    assert_int_equal(state.shown_count, STAFF_LEARNERS_MAX);
}

static void test_letters_split_and_join(void **unused)
{
    (void)unused;
    static const char all[] = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcxz"
                              "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴĐBCXZ";
    char back[sizeof all + 8] = "";
    const char *at = all;
    struct viet_letter letter;
    size_t used = 0;
    int count = 0, capitals = 0;
    while (viet_next(&at, &letter)) {
        assert_true(letter.base < 0x80);
        assert_true(viet_append(back, sizeof back, &used, &letter));
        capitals += letter.capital;
        count++;
    }
    assert_string_equal(back, all);
    assert_int_equal(count, 2 * 77);
    assert_int_equal(capitals, 77);
}

static int setup(void **unused)
{
    (void)unused;
    clock_zone_set("Asia/Ho_Chi_Minh");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_names),
        cmocka_unit_test(test_order_does_not_care_for_case_or_composition),
        cmocka_unit_test(test_the_class_of_the_pictures_is_in_order),
        cmocka_unit_test(test_order_by_time_status_and_ordinal),
        cmocka_unit_test(test_counts_and_filters),
        cmocka_unit_test(test_who_shares_a_given_name),
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_search_finds_decomposed_names),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_telex),
        cmocka_unit_test(test_typing_plainly_and_with_shift),
        cmocka_unit_test(test_typing_never_leaves_the_field),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_letters_split_and_join),
    };
    return cmocka_run_group_tests_name("staff_roster", tests, setup, NULL);
}
