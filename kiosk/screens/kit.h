/* What the screens share: colours of UI.md section 3, icons of section 11, drawn marks, motion of section 7.
 */
#ifndef SCREENS_KIT_H
#define SCREENS_KIT_H

#include "screens/screen.h"
#include "screens/text.h"
#include "screens/wrap.h"

#define KIT_PAPER       CANVAS_RGB(0xF4F3EF)
#define KIT_INK         CANVAS_RGB(0x0F1E2E)
#define KIT_INK2        CANVAS_RGB(0x3B4A5A)
#define KIT_LINE        CANVAS_RGB(0xDAD9D3)
#define KIT_EDGE        CANVAS_RGB(0x7C8894)
#define KIT_WHITE       CANVAS_RGB(0xFFFFFF)
#define KIT_NAVY        CANVAS_RGB(0x12304D)
#define KIT_NAVY_TEXT   CANVAS_RGB(0xC9D8E6)
#define KIT_ACTION      CANVAS_RGB(0x134E8A)
#define KIT_GREEN       CANVAS_RGB(0x0B5F3A)
#define KIT_GREEN_DARK  CANVAS_RGB(0x084A2D)
#define KIT_GREEN_TINT  CANVAS_RGB(0xDDF1E6)
#define KIT_GREEN_TEXT  CANVAS_RGB(0x0A5232)
#define KIT_MINT        CANVAS_RGB(0x86E3B4)
#define KIT_AMBER       CANVAS_RGB(0xFFB51F)
#define KIT_AMBER_DARK  CANVAS_RGB(0xF09E00)
#define KIT_AMBER_TINT  CANVAS_RGB(0xFFECC2)
#define KIT_AMBER_TEXT  CANVAS_RGB(0x5C3A00)
#define KIT_AMBER_INK   CANVAS_RGB(0x2A1B00)
#define KIT_BLUE        CANVAS_RGB(0x1C4A86)
#define KIT_BLUE_DARK   CANVAS_RGB(0x153A6B)
#define KIT_BLUE_LIGHT  CANVAS_RGB(0xA9C8F0)
#define KIT_BLUE_TINT   CANVAS_RGB(0xDFEAF7)
#define KIT_BLUE_TEXT   CANVAS_RGB(0x0F4378)
#define KIT_GREY_TINT   CANVAS_RGB(0xE6E9EC)
#define KIT_RED         CANVAS_RGB(0x9A1319)
#define KIT_RED_TINT    CANVAS_RGB(0xFBE1E0)
#define KIT_RED_TEXT    CANVAS_RGB(0x8E1218)
#define KIT_PICTOGRAM   CANVAS_RGB(0xE9E8E3)
#define KIT_TICK_OFF    CANVAS_RGBA(0xFFFFFF, 87) /* 34 % */
#define KIT_RULE_NAVY   CANVAS_RGBA(0xFFFFFF, 51) /* 20 % */
#define KIT_TRACK_WHITE CANVAS_RGBA(0xFFFFFF, 64) /* 25 % */
#define KIT_TRACK_DARK  CANVAS_RGBA(0x2A1B00, 64)

enum kit_icon {
    KIT_ICON_ACCOUNT_BOX = 0xe851,
    KIT_ICON_ARROW_BACK = 0xe5c4,
    KIT_ICON_ARROW_DOWN = 0xe5db,
    KIT_ICON_ARROW_FORWARD = 0xe5c8,
    KIT_ICON_ARROW_UP = 0xe5d8,
    KIT_ICON_ARTICLE = 0xef42,
    KIT_ICON_BACKSPACE = 0xe14a,
    KIT_ICON_BADGE = 0xea67,
    KIT_ICON_BAR_CHART = 0xe26b,
    KIT_ICON_CHECK = 0xe5ca,
    KIT_ICON_CHEVRON_RIGHT = 0xe5cc,
    KIT_ICON_CLOSE = 0xe5cd,
    KIT_ICON_CLOUD_DONE = 0xe2bf,
    KIT_ICON_CLOUD_OFF = 0xe2c1,
    KIT_ICON_CLOUD_UPLOAD = 0xe2c3,
    KIT_ICON_CONTACTLESS = 0xea71,
    KIT_ICON_CREDIT_CARD = 0xe870,
    KIT_ICON_CREDIT_CARD_OFF = 0xe4f4,
    KIT_ICON_DISC_FULL = 0xe610,
    KIT_ICON_EVENT = 0xe878,
    KIT_ICON_EVENT_AVAILABLE = 0xe614,
    KIT_ICON_EVENT_BUSY = 0xe615,
    KIT_ICON_EXPAND_MORE = 0xe5cf,
    KIT_ICON_GROUPS = 0xf233,
    KIT_ICON_HISTORY = 0xe889,
    KIT_ICON_HOURGLASS_EMPTY = 0xe88b,
    KIT_ICON_HOW_TO_REG = 0xe174,
    KIT_ICON_INFO = 0xe88e,
    KIT_ICON_KEYBOARD_HIDE = 0xe31a,
    KIT_ICON_LAN = 0xeb2f,
    KIT_ICON_LANGUAGE = 0xe894,
    KIT_ICON_LIGHTBULB = 0xe0f0,
    KIT_ICON_LINK_OFF = 0xe16f,
    KIT_ICON_LOCK = 0xe897,
    KIT_ICON_LOCK_OPEN = 0xe898,
    KIT_ICON_LOGOUT = 0xe9ba,
    KIT_ICON_MEETING_ROOM = 0xeb4f,
    KIT_ICON_MEMORY = 0xe322,
    KIT_ICON_MOBILE_OFF = 0xe201,
    KIT_ICON_MORE_HORIZ = 0xe5d3,
    KIT_ICON_PERSON = 0xe7fd,
    KIT_ICON_PERSON_ADD = 0xe7fe,
    KIT_ICON_RADIO_BUTTON_CHECKED = 0xe837,
    KIT_ICON_SCHEDULE = 0xe8b5,
    KIT_ICON_SCHOOL = 0xe80c,
    KIT_ICON_SEARCH = 0xe8b6,
    KIT_ICON_SENSORS = 0xe51e,
    KIT_ICON_SENSORS_OFF = 0xe51f,
    KIT_ICON_SETTINGS = 0xe8b8,
    KIT_ICON_SIGNPOST = 0xeb91,
    KIT_ICON_SMARTPHONE = 0xe32c,
    KIT_ICON_STORAGE = 0xe1db,
    KIT_ICON_SWAP_HORIZ = 0xe8d4,
    KIT_ICON_SYNC = 0xe627,
    KIT_ICON_UNDO = 0xe166,
    KIT_ICON_UPDATE_DISABLED = 0xe075,
    KIT_ICON_USB = 0xe1e0,
    KIT_ICON_USB_OFF = 0xe4fa,
    KIT_ICON_VOLUME_UP = 0xe050,
    KIT_ICON_WARNING = 0xe002,
    KIT_ICON_WORK = 0xe8f9
};

/* A mark in a badge: drawn strokes, or an icon's codepoint. */
enum kit_mark { KIT_MARK_CHECK = 1, KIT_MARK_CHECK_TWICE, KIT_MARK_HANDS, KIT_MARK_CROSS };

/* ---- motion: every value is that of the end when motion is off ---- */

/* Age of the result in ms, never negative. */
int64_t kit_age_ms(const struct screen_state *state);

/* 0..1 through a span of the result's age; ease-out cubic, ease-in-out. */
float kit_ease_out(const struct screen_state *state, int start_ms, int length_ms);
float kit_ease_in_out(const struct screen_state *state, int start_ms, int length_ms);

#define KIT_BADGE_START_MS   60
#define KIT_BADGE_MS         160
#define KIT_COUNTER_START_MS 300
#define KIT_COUNTER_MS       240
#define KIT_WAVES_EVERY_MS   3200
#define KIT_WAVES_MS         900
#define KIT_WAVES_STEP_MS    83 /* 12 a second */

/* Steps into the idle waves, -1 while they rest. */
int kit_waves_step(const struct screen_state *state);

/* ---- drawing ---- */

struct kit_style {
    enum canvas_weight weight;
    float size;
    float line_px; /* height of a line */
    canvas_color color;
};

/* One line whose box begins at y. Returns the advance width. */
float kit_text(struct canvas *canvas, float x, float y, const struct kit_style *style,
               enum canvas_align align, const char *text);
float kit_figures(struct canvas *canvas, float x, float y, const struct kit_style *style,
                  enum canvas_align align, const char *text);
/* One line no wider than width: an ellipsis stands for the rest. Returns the advance width. */
float kit_text_within(struct canvas *canvas, float x, float y, float width, const struct kit_style *style,
                      const char *text);

/* Wraps in a style, and draws the lines from y downwards. Returns the height. */
void kit_wrap(struct canvas *canvas, const struct kit_style *style, float width, int max_lines,
              enum wrap_kind kind, const char *text, struct text_lines *out);
float kit_lines(struct canvas *canvas, float x, float y, const struct kit_style *style,
                enum canvas_align align, const struct text_lines *lines);

/* Badges appear by the age of the result when state is given; NULL: at rest. mark: enum kit_mark or enum
 * kit_icon. */
void kit_circle_badge(struct canvas *canvas, const struct screen_state *state, float x, float y, float size,
                      int mark, canvas_color fill, canvas_color ink);
void kit_octagon_badge(struct canvas *canvas, const struct screen_state *state, float x, float y, float size,
                       int mark, float mark_size, canvas_color fill, canvas_color ink);

/* Ring of ticks (an arc above 80) with the card and its waves inside; count 0: no ring. */
void kit_ring(struct canvas *canvas, const struct screen_state *state, float cx, float cy, float size, int on,
              int count);

/* The small ring of the footers; share 0..1. */
void kit_mini_ring(struct canvas *canvas, float cx, float cy, float share, canvas_color on, canvas_color off);

/* ---- words ---- */

/* "Phòng 101", or the name as it is when it does not begin with a digit. */
char *kit_room(char *out, size_t capacity, const char *room_name);

enum kit_part { KIT_MORNING, KIT_AFTERNOON, KIT_EVENING };
enum kit_part kit_part_of_day(int64_t utc_ms);

/* "Buổi sáng 07:30", "Buổi 5/12 · Buổi sáng 07:30 – 11:00". */
char *kit_part_time(char *out, size_t capacity, int64_t utc_ms);
char *kit_session_line(char *out, size_t capacity, const struct ledger_session *session);

/* Local days from one instant to another: 0 the same day, 1 the next ... */
int kit_days_between(int64_t from_utc_ms, int64_t to_utc_ms);

/* When, seen from now: "Chiều nay, Thứ Ba 13/10", "Sáng mai, Thứ Tư 14/10", "Buổi sáng, Thứ Năm 15/10". */
char *kit_when(char *out, size_t capacity, const struct screen_state *state, int64_t utc_ms);

#endif
