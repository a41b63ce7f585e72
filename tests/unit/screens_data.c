#include "screens_data.h"

#include <stdio.h>
#include <string.h>

#define COURSE "Bồi dưỡng lý luận chính trị dành cho đảng viên mới – Khóa 3/2026"
#define UNIT   "Chi bộ Văn phòng Sở Nội vụ"

#define SET(field, text) snprintf(field, sizeof field, "%s", text)

int64_t scene_time(int day, int hour, int minute)
{
    /* 2026-10-13 00:00 in UTC+7 */
    return 1791824400000LL + ((int64_t)(day - 13) * 1440 + hour * 60 + minute) * 60000;
}

static void session(struct ledger_session *out, const char *title, int from_h, int from_m, int to_h, int to_m)
{
    memset(out, 0, sizeof *out);
    SET(out->title, title);
    SET(out->room_id, "P101");
    SET(out->room_name, "101");
    out->starts_utc_ms = scene_time(13, from_h, from_m);
    out->ends_utc_ms = scene_time(13, to_h, to_m);
    out->opens_utc_ms = out->starts_utc_ms - 30 * 60000;
}

static void now(struct screen_state *state, int hour, int minute)
{
    state->now_utc_ms = scene_time(13, hour, minute);
    state->view.now_utc_ms = state->now_utc_ms;
    state->sync.last_ok_utc_ms = state->now_utc_ms - 60000;
}

void scene_base(struct screen_state *state)
{
    memset(state, 0, sizeof *state);
    state->motion = true;
    state->now_mono_ms = 2000; /* the waves rest */
    state->view.has_slice = state->view.has_current = state->view.clock_trusted = true;
    SET(state->view.room_name, "101");
    session(&state->view.current, COURSE, 7, 30, 11, 0);
    state->view.current.number = 5;
    state->view.current.of = 12;
    state->view.current.enrolled = 52;
    state->view.current.arrived = 37;
    now(state, 7, 24);
}

static void idle(struct screen_state *state)
{
    (void)state;
}

static void idle_late(struct screen_state *state)
{
    now(state, 7, 33);
    state->sync.last_ok_utc_ms = scene_time(13, 7, 23);
    state->view.current.arrived = 45;
}

static void idle_out(struct screen_state *state)
{
    now(state, 11, 1);
    state->check_out = true;
    state->checked_out = 5;
    state->view.current.arrived = 49;
}

static void next_today(struct screen_state *state)
{
    now(state, 12, 5);
    state->sync.last_ok_utc_ms = scene_time(13, 11, 34);
    state->view.has_current = false;
    state->view.has_next = true;
    session(&state->view.next, "Nghiệp vụ công tác đảng cho bí thư chi bộ – Khóa 2/2026", 13, 30, 17, 0);
    state->view.next.number = 2;
    state->view.next.of = 6;
    state->view.next.enrolled = 46;
}

static void next_tomorrow(struct screen_state *state)
{
    next_today(state);
    now(state, 18, 5);
    state->view.next.starts_utc_ms = scene_time(14, 7, 30);
    state->view.next.opens_utc_ms = scene_time(14, 7, 0);
    state->view.next.ends_utc_ms = scene_time(14, 11, 0);
}

static void next_never(struct screen_state *state)
{
    now(state, 18, 5);
    state->view.has_current = false;
}

static void no_slice(struct screen_state *state)
{
    state->view.has_slice = state->view.has_current = false;
    state->sync.last_ok_utc_ms = 0;
}

static void reader_gone(struct screen_state *state)
{
    state->trouble = SCREEN_TROUBLE_READER;
    state->reader_down_since_utc_ms = scene_time(13, 7, 21);
}

static void offline(struct screen_state *state)
{
    state->trouble = SCREEN_TROUBLE_OFFLINE;
    state->sync.last_seq = 114;
    state->sync.acked_seq = 100;
}

static void refused_upload(struct screen_state *state)
{
    offline(state);
    state->trouble = SCREEN_TROUBLE_SYNC;
}

static void clock_bad(struct screen_state *state)
{
    state->trouble = SCREEN_TROUBLE_CLOCK;
    state->view.clock_trusted = false;
    state->view.current.arrived = 3;
}

static void disk_low(struct screen_state *state)
{
    state->trouble = SCREEN_TROUBLE_DISK_LOW;
    state->disk_percent = 4;
    state->disk_taps = 900;
}

static void disk_full(struct screen_state *state)
{
    state->trouble = SCREEN_TROUBLE_FULL;
}

static void notice_reread(struct screen_state *state)
{
    state->notice_key = "refuse.reread";
}

static void notice_hint(struct screen_state *state)
{
    state->notice_key = "idle.hint_reader";
}

static void notice_many(struct screen_state *state)
{
    state->notice_key = "refuse.many";
}

static void reader_left(struct screen_state *state)
{
    state->reader_side = SCREEN_READER_LEFT;
}

static void reader_below(struct screen_state *state)
{
    state->reader_side = SCREEN_READER_BELOW;
}

static void no_reader(struct screen_state *state)
{
    state->reader_none = true;
}

static void big_class(struct screen_state *state)
{
    SET(state->view.room_name, "Hội trường A");
    state->view.current.enrolled = 228;
    state->view.current.arrived = 141;
}

static void no_list(struct screen_state *state)
{
    state->view.current.enrolled = state->view.current.arrived = 0;
}

static void result(struct screen_state *state, enum ledger_verdict verdict, const char *name,
                   const char *unit, int ordinal, int hour, int minute)
{
    struct ledger_result *out = &state->result;
    state->result_mono_ms = state->now_mono_ms - 700; /* the bar stands at 72 % */
    out->verdict = verdict;
    out->at_utc_ms = scene_time(13, hour, minute);
    out->clock_trusted = true;
    SET(out->member_name, name);
    SET(out->member_unit, unit);
    out->ordinal = ordinal;
    out->has_session = true;
    out->session = state->view.current;
    out->session.arrived = 38;
}

static void present(struct screen_state *state)
{
    result(state, LEDGER_PRESENT, "Nguyễn Thị Thanh Huyền", UNIT, 18, 7, 24);
}

static void present_long(struct screen_state *state)
{
    result(state, LEDGER_PRESENT, "Công Tằng Tôn Nữ Thị Diệu My", "Chi bộ Kho bạc Nhà nước", 27, 7, 18);
    state->result.session.arrived = 21;
}

static void recorded(struct screen_state *state)
{
    result(state, LEDGER_RECORDED, "Nguyễn Thị Ưỡn", "Chi bộ Trường THPT Lê Quý Đôn", 47, 7, 24);
    state->result.clock_trusted = false;
    state->result.session.arrived = 4;
}

static void late(struct screen_state *state)
{
    result(state, LEDGER_LATE, "Dương Văn Lưỡng", UNIT, 23, 7, 36);
    state->result.minutes_late = 6;
    state->result.session.arrived = 46;
}

static void very_late(struct screen_state *state)
{
    late(state);
    state->result.at_utc_ms = scene_time(13, 8, 42);
    state->result.minutes_late = 72;
}

static void already(struct screen_state *state)
{
    present(state);
    state->result.verdict = LEDGER_ALREADY;
    state->result.first_utc_ms = scene_time(13, 7, 24);
    state->result_mono_ms = state->now_mono_ms - 900; /* 64 % */
}

static void instructor(struct screen_state *state)
{
    result(state, LEDGER_INSTRUCTOR, "Hoàng Đức Thắng", "Ban Tuyên giáo và Dân vận Tỉnh ủy", 0, 7, 24);
    state->result.has_session = false;
}

static void unknown(struct screen_state *state)
{
    result(state, LEDGER_UNKNOWN, "", "", 0, 7, 25);
    state->result.has_session = false;
    SET(state->result.card_tail, "4F2A");
}

static void wrong_room(struct screen_state *state)
{
    result(state, LEDGER_WRONG_ROOM, "Trần Quốc Tuấn", UNIT, 0, 7, 25);
    session(&state->result.session, "Sơ cấp lý luận chính trị – Khóa 8", 7, 30, 11, 0);
    SET(state->result.session.room_name, "203");
    SET(state->result.session.room_place, "Tầng 2, nhà B");
}

static void wrong_room_unknown(struct screen_state *state)
{
    wrong_room(state);
    state->result.has_session = false;
}

static void wrong_room_hall(struct screen_state *state)
{
    wrong_room(state);
    SET(state->result.member_name, "Công Tằng Tôn Nữ Thị Diệu My");
    SET(state->result.session.room_name, "Hội trường A");
    state->result.session.room_place[0] = '\0';
}

static void wrong_session(struct screen_state *state)
{
    result(state, LEDGER_WRONG_SESSION, "Ngô Văn Chiến", UNIT, 0, 7, 25);
    session(&state->result.session, "Nghiệp vụ công tác đảng – Khóa 2", 13, 30, 17, 0);
}

static void closed(struct screen_state *state)
{
    next_today(state);
    result(state, LEDGER_CLOSED, "Ngô Văn Chiến", UNIT, 0, 12, 5);
    session(&state->result.session, "Nghiệp vụ công tác đảng cho bí thư chi bộ – Khóa 2/2026", 13, 30, 17, 0);
}

static void closed_for_good(struct screen_state *state)
{
    next_never(state);
    result(state, LEDGER_CLOSED, "", "", 0, 18, 5);
    state->result.has_session = false;
}

static void phone(struct screen_state *state)
{
    result(state, LEDGER_PHONE, "", "", 0, 7, 25);
    state->result.has_session = false;
}

static void expired(struct screen_state *state)
{
    unknown(state);
    state->result.verdict = LEDGER_EXPIRED;
}

const struct scene scenes[] = {
    {"01-idle", SCENE_IDLE, idle},
    {"01b-idle-late", SCENE_IDLE, idle_late},
    {"01c-idle-check-out", SCENE_IDLE, idle_out},
    {"02-present", SCENE_ACCEPTED, present},
    {"02b-present-long-name", SCENE_ACCEPTED, present_long},
    {"02c-recorded-clock-not-verified", SCENE_ACCEPTED, recorded},
    {"03-late", SCENE_ACCEPTED, late},
    {"04-already", SCENE_ACCEPTED, already},
    {"05-unknown-card", SCENE_REFUSED, unknown},
    {"06-wrong-room", SCENE_REFUSED, wrong_room},
    {"06b-wrong-session", SCENE_REFUSED, wrong_session},
    {"07-phone-or-bank-card", SCENE_REFUSED, phone},
    {"09-no-session", SCENE_IDLE, next_today},
    {"10-reader-fault", SCENE_IDLE, reader_gone},
    {"10b-offline", SCENE_IDLE, offline},
    {"10c-clock-not-verified", SCENE_IDLE, clock_bad},
    {"10d-disk-low", SCENE_IDLE, disk_low},
    {"10e-storage-full", SCENE_IDLE, disk_full},
    {"x-idle-notice-reread", SCENE_IDLE, notice_reread},
    {"x-idle-notice-hint", SCENE_IDLE, notice_hint},
    {"x-idle-notice-many", SCENE_IDLE, notice_many},
    {"x-idle-reader-left", SCENE_IDLE, reader_left},
    {"x-idle-reader-below", SCENE_IDLE, reader_below},
    {"x-idle-reader-none", SCENE_IDLE, no_reader},
    {"x-idle-big-class", SCENE_IDLE, big_class},
    {"x-idle-no-list", SCENE_IDLE, no_list},
    {"x-idle-no-slice", SCENE_IDLE, no_slice},
    {"x-idle-next-tomorrow", SCENE_IDLE, next_tomorrow},
    {"x-idle-next-never", SCENE_IDLE, next_never},
    {"x-idle-upload-refused", SCENE_IDLE, refused_upload},
    {"x-late-over-an-hour", SCENE_ACCEPTED, very_late},
    {"x-instructor", SCENE_ACCEPTED, instructor},
    {"x-expired", SCENE_REFUSED, expired},
    {"x-closed", SCENE_REFUSED, closed},
    {"x-closed-no-next", SCENE_REFUSED, closed_for_good},
    {"x-wrong-room-unknown", SCENE_REFUSED, wrong_room_unknown},
    {"x-wrong-room-hall", SCENE_REFUSED, wrong_room_hall},
    {"x-failed", SCENE_FAILED, present},
};
const int scene_count = sizeof scenes / sizeof scenes[0];

void scene_draw(const struct scene *scene, struct screen_state *state, struct canvas *canvas)
{
    scene_base(state);
    scene->fill(state);
    switch (scene->kind) {
    case SCENE_IDLE:
        screen_idle(canvas, state);
        break;
    case SCENE_ACCEPTED:
        screen_accepted(canvas, state);
        break;
    case SCENE_REFUSED:
        screen_refused(canvas, state);
        break;
    case SCENE_FAILED:
        screen_failed(canvas, state);
        break;
    }
}
