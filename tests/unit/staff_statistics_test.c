/* What 15 counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "screens/statistics.h"
#include "screens_data.h"
#include "staff_data2.h"

static struct staff_state staff;
static struct screen_state now;
static struct statistics counted;
static struct ledger_learner people[STAFF_LEARNERS_MAX + 100];
static struct ledger_class list;

/* 07:30 to 11:00, nobody yet. */
static void class_of(size_t count)
{
    memset(people, 0, sizeof people);
    memset(&list, 0, sizeof list);
    list.session.starts_utc_ms = scene_time(13, 7, 30);
    list.session.ends_utc_ms = scene_time(13, 11, 0);
    list.learners = people;
    list.count = count;
    for (size_t i = 0; i < count; i++)
        people[i].time_trusted = true;
}

static void arrives(int index, enum ledger_status status, int hour, int minute)
{
    people[index].status = status;
    people[index].arrived_utc_ms = scene_time(13, hour, minute) + 17000;
}

static void test_count_of_the_picture(void **state)
{
    (void)state;
    staff_base2(&staff, &now);
    statistics_count(staff.roll, now.now_utc_ms, &counted);
    assert_int_equal(counted.total, 52);
    assert_int_equal(counted.arrived, 47);
    assert_int_equal(counted.timed, 47);
    assert_int_equal(counted.by_start, 43);
    assert_int_equal(counted.status[LEDGER_S_PRESENT], 43);
    assert_int_equal(counted.status[LEDGER_S_LATE], 4);
    assert_int_equal(counted.status[LEDGER_NOT_YET], 3);
    assert_int_equal(counted.status[LEDGER_S_EXCUSED], 2);
    assert_int_equal(counted.first_minute, scene_time(13, 7, 0) / 60000);
    assert_int_equal(counted.minutes, 45);
    assert_int_equal(counted.start, 30);
    assert_int_equal(counted.late_from, 31);
    assert_int_equal(counted.until, 41);
    assert_int_equal(counted.per_minute[2], 1);
    assert_int_equal(counted.per_minute[20], 4);
    assert_int_equal(counted.per_minute[31], 0);
    assert_int_equal(counted.per_minute[38], 1);
    assert_int_equal(counted.most_a_minute, 4);
    static const struct {
        const char *name;
        int arrived, of;
    } units[] = {{"Chi bộ Bệnh viện Đa khoa tỉnh", 5, 7},
                 {"Chi bộ Báo và Đài PT-TH tỉnh", 3, 4},
                 {"Chi bộ Sở Tài chính", 7, 8},
                 {"Chi bộ Trường THPT Lê Quý Đôn", 7, 8},
                 {"Chi bộ Văn phòng Sở Nội vụ", 9, 9}};
    assert_int_equal(counted.unit_count, 8);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        assert_string_equal(counted.units[i].name, units[i].name);
        assert_int_equal(counted.units[i].arrived, units[i].arrived);
        assert_int_equal(counted.units[i].of, units[i].of);
    }
}

static void test_count_of_nobody(void **state)
{
    (void)state;
    statistics_count(NULL, scene_time(13, 7, 41), &counted);
    assert_int_equal(counted.total, 0);
    assert_int_equal(counted.unit_count, 0);
    assert_int_equal(counted.minutes, 1);
    class_of(0);
    list.learners = NULL;
    statistics_count(&list, 0, &counted);
    assert_int_equal(counted.total, 0);
    assert_int_equal(counted.timed, 0);
    assert_int_equal(counted.minutes, 45);
    assert_int_equal(counted.until, 0);
}

static void test_who_counts_as_arrived_and_when(void **state)
{
    (void)state;
    class_of(9);
    arrives(0, LEDGER_S_PRESENT, 7, 20);
    arrives(1, LEDGER_S_LATE, 7, 36);
    arrives(2, LEDGER_S_EARLY, 7, 20);
    arrives(3, LEDGER_S_HALF, 7, 25);
    people[4].status = LEDGER_S_ONLINE;  /* marked by list: no time */
    people[5].status = LEDGER_S_PRESENT; /* by hand */
    arrives(6, LEDGER_S_EXCUSED, 7, 10); /* came, and was excused after all */
    arrives(7, LEDGER_S_UNEXCUSED, 7, 10);
    arrives(8, LEDGER_S_PRESENT, 7, 12);
    people[8].time_trusted = false;
    statistics_count(&list, scene_time(13, 8, 0), &counted);
    assert_int_equal(counted.total, 9);
    assert_int_equal(counted.arrived, 7);
    assert_int_equal(counted.timed, 4);
    assert_int_equal(counted.by_start, 3);
    assert_int_equal(counted.per_minute[20], 2);
    assert_int_equal(counted.per_minute[10], 0);
    assert_int_equal(counted.per_minute[12], 0);
    assert_int_equal(counted.unit_count, 0); /* nobody has a unit */
    assert_int_equal(counted.until, 60);
    assert_true(counted.minutes >= 60);
}

static void test_the_axis(void **state)
{
    (void)state;
    class_of(2);
    list.session.late_after_min = 15;
    arrives(0, LEDGER_S_PRESENT, 7, 45);
    statistics_count(&list, scene_time(13, 7, 50), &counted);
    assert_int_equal(counted.late_from, 46); /* the first minute after the grace */
    assert_int_equal(counted.by_start, 1);
    arrives(1, LEDGER_S_PRESENT, 6, 40); /* early birds make it longer */
    statistics_count(&list, scene_time(13, 7, 50), &counted);
    assert_int_equal(counted.first_minute, scene_time(13, 6, 40) / 60000);
    assert_int_equal(counted.start, 50);
    arrives(1, LEDGER_S_PRESENT, 3, 0); /* but not without end: at its edge */
    statistics_count(&list, scene_time(13, 7, 50), &counted);
    assert_int_equal(counted.first_minute, scene_time(13, 5, 30) / 60000);
    assert_int_equal(counted.per_minute[0], 1);
    class_of(1);
    arrives(0, LEDGER_S_LATE, 9, 30);
    statistics_count(&list, scene_time(13, 12, 0), &counted); /* after the end nobody arrives */
    assert_int_equal(counted.until, counted.minutes < 240 ? counted.minutes : 240);
    assert_int_equal(counted.per_minute[150], 1);
    statistics_count(&list, 0, &counted); /* the time is not known: as far as the last arrival */
    assert_int_equal(counted.until, 150);
    statistics_count(&list, scene_time(13, 7, 10), &counted); /* a clock set back: nobody is lost */
    assert_int_equal(counted.timed, 1);
    assert_int_equal(counted.until, 150);
}

static void test_count_survives_anything(void **state)
{
    (void)state;
    static const int64_t times[] = {INT64_MIN, INT64_MAX, -1, 0, 1, 253402300800000};
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = 0; k < 6; k++) {
            class_of(STAFF_LEARNERS_MAX + 100);
            list.session.starts_utc_ms = times[i];
            list.session.ends_utc_ms = times[k];
            list.session.late_after_min = i % 2 ? INT_MAX : INT_MIN;
            for (size_t p = 0; p < list.count; p++) {
                people[p].status = (enum ledger_status)((int)p % 12 - 2);
                people[p].arrived_utc_ms = times[(p + k) % 6];
                snprintf(people[p].unit, sizeof people[p].unit, "%zu", p);
            }
            statistics_count(&list, times[(i + k) % 6], &counted);
            assert_int_equal(counted.total, STAFF_LEARNERS_MAX + 100);
            assert_int_equal(counted.unit_count, STAFF_LEARNERS_MAX);
            assert_true(counted.minutes >= 1 && counted.minutes <= STATISTICS_MINUTES);
            assert_true(counted.until >= 0 && counted.until <= counted.minutes);
            assert_true(counted.start >= 0 && counted.start <= counted.minutes);
            int sum = 0;
            for (int m = 0; m < counted.minutes; m++)
                sum += counted.per_minute[m];
            assert_int_equal(sum, counted.timed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count_of_the_picture),           cmocka_unit_test(test_count_of_nobody),
        cmocka_unit_test(test_who_counts_as_arrived_and_when), cmocka_unit_test(test_the_axis),
        cmocka_unit_test(test_count_survives_anything),
    };
    return cmocka_run_group_tests_name("staff_statistics", tests, NULL, NULL);
}
