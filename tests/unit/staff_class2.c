#include "staff_data2.h"

#include <stdio.h>
#include <string.h>

#include "screens_data.h"

#define COUNT(array)     ((int)(sizeof(array) / sizeof(array)[0]))
#define SET(field, text) snprintf(field, sizeof field, "%s", text)

static const char *const units[] = {
    "Chi bộ Văn phòng Sở Nội vụ",    "Chi bộ Sở Tài chính",          "Chi bộ Trường THPT Lê Quý Đôn",
    "Chi bộ Bệnh viện Đa khoa tỉnh", "Chi bộ Công an phường Tân An", "Chi bộ Văn phòng UBND tỉnh",
    "Chi bộ Kho bạc Nhà nước",       "Chi bộ Báo và Đài PT-TH tỉnh",
};

/* The class at 07:41: minutes after 07:00, -1 = has not come. */
static const struct {
    const char *name;
    int unit;
    enum ledger_status status;
    int minute;
} people[] = {
    {"Nguyễn Hoài An", 1, LEDGER_S_PRESENT, 19},
    {"Trần Thị Ngọc Ánh", 2, LEDGER_S_PRESENT, 11},
    {"Võ Thị Ẩn", 3, LEDGER_NOT_YET, -1},
    {"Hoàng Quốc Bảo", 1, LEDGER_S_PRESENT, 17},
    {"Đỗ Thị Bích", 1, LEDGER_S_PRESENT, 13},
    {"Lê Văn Bình", 3, LEDGER_S_EXCUSED, -1},
    {"Nguyễn Thị Minh Châu", 1, LEDGER_S_PRESENT, 21},
    {"Đỗ Mạnh Cường", 3, LEDGER_S_LATE, 33},
    {"Phạm Thị Kim Dung", 1, LEDGER_S_PRESENT, 5},
    {"Trương Tiến Dũng", 6, LEDGER_S_PRESENT, 16},
    {"Đặng Trần Đức", 4, LEDGER_S_PRESENT, 26},
    {"Phạm Văn Được", 0, LEDGER_S_LATE, 34},
    {"Nguyễn Hương Giang", 6, LEDGER_S_PRESENT, 18},
    {"Ngô Thị Hà", 4, LEDGER_S_PRESENT, 19},
    {"Vũ Ngọc Hải", 7, LEDGER_S_PRESENT, 22},
    {"Bùi Thị Thu Hằng", 2, LEDGER_S_PRESENT, 25},
    {"Lý Quốc Hùng", 1, LEDGER_S_PRESENT, 2},
    {"Nguyễn Thị Thanh Huyền", 0, LEDGER_S_PRESENT, 24},
    {"Mai Thị Lan Hương", 6, LEDGER_S_PRESENT, 27},
    {"Đinh Công Khanh", 2, LEDGER_S_PRESENT, 28},
    {"Tạ Đình Khôi", 2, LEDGER_S_PRESENT, 23},
    {"Hồ Thị Lệ", 7, LEDGER_S_EXCUSED, -1},
    {"Dương Văn Lưỡng", 0, LEDGER_S_LATE, 36},
    {"Nguyễn Thị Mai", 6, LEDGER_S_PRESENT, 16},
    {"Phan Đức Mạnh", 2, LEDGER_NOT_YET, -1},
    {"Trịnh Hoàng Minh", 3, LEDGER_S_PRESENT, 14},
    {"Công Tằng Tôn Nữ Thị Diệu My", 6, LEDGER_S_PRESENT, 22},
    {"Lò Thị Ngần", 0, LEDGER_S_PRESENT, 21},
    {"Đặng Hữu Nghĩa", 4, LEDGER_S_PRESENT, 23},
    {"Bùi Thị Bích Ngọc", 2, LEDGER_S_PRESENT, 20},
    {"Hồ Sỹ Nguyên", 4, LEDGER_S_PRESENT, 22},
    {"Huỳnh Thị Yến Nhi", 4, LEDGER_S_PRESENT, 21},
    {"H’Nhung Niê", 3, LEDGER_S_PRESENT, 23},
    {"Giàng A Pháo", 7, LEDGER_S_PRESENT, 12},
    {"Vũ Thị Kim Phượng", 2, LEDGER_S_PRESENT, 29},
    {"Trần Quang", 5, LEDGER_S_PRESENT, 8},
    {"Lê Thị Diễm Quỳnh", 0, LEDGER_S_PRESENT, 17},
    {"Cao Xuân Sơn", 1, LEDGER_NOT_YET, -1},
    {"Phùng Thị Tâm", 0, LEDGER_S_PRESENT, 15},
    {"Nguyễn Phương Thảo", 5, LEDGER_S_PRESENT, 28},
    {"Hoàng Đức Thắng", 0, LEDGER_S_PRESENT, 19},
    {"Đoàn Thị Thủy", 0, LEDGER_S_PRESENT, 20},
    {"Lương Ngọc Toàn", 5, LEDGER_S_PRESENT, 10},
    {"Tôn Nữ Quỳnh Trâm", 0, LEDGER_S_PRESENT, 14},
    {"Trần Quốc Tuấn", 5, LEDGER_S_PRESENT, 20},
    {"Trương Ngọc Uyển", 5, LEDGER_S_PRESENT, 18},
    {"Nguyễn Thị Ưỡn", 2, LEDGER_S_PRESENT, 20},
    {"Lê Thị Hồng Vân", 4, LEDGER_S_LATE, 38},
    {"Đào Quang Vinh", 7, LEDGER_S_PRESENT, 22},
    {"Phạm Long Vũ", 3, LEDGER_S_PRESENT, 18},
    {"Hà Thị Xuân", 1, LEDGER_S_PRESENT, 21},
    {"Nguyễn Hải Yến", 3, LEDGER_S_PRESENT, 23},
};

static struct ledger_learner learners[COUNT(people)];
static struct ledger_class list;

struct ledger_class *staff_class2(const struct screen_state *door)
{
    memset(&list, 0, sizeof list);
    memset(learners, 0, sizeof learners);
    list.session = door->view.current;
    list.trusted = true;
    list.threshold_percent = 80;
    SET(list.address, "dong_chi");
    list.count = COUNT(people);
    list.learners = learners;
    for (int i = 0; i < COUNT(people); i++) {
        struct ledger_learner *learner = &learners[i];
        snprintf(learner->member_id, sizeof learner->member_id, "M%03d", i + 1);
        SET(learner->full_name, people[i].name);
        SET(learner->unit, units[people[i].unit]);
        learner->ordinal = i + 1;
        learner->status = people[i].status;
        learner->time_trusted = true;
        if (people[i].minute >= 0)
            learner->arrived_utc_ms = scene_time(13, 7, people[i].minute);
        if (learner->status == LEDGER_S_LATE)
            learner->minutes = people[i].minute - 30;
    }
    return &list;
}

const struct ledger_learner *staff_person(const char *name)
{
    for (int i = 0; i < COUNT(people); i++)
        if (strcmp(people[i].name, name) == 0)
            return &learners[i];
    return NULL;
}
