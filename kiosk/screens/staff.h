/* The instructors' screens (UI.md 08, 11 to 19): state in, what to draw out. The controller (kiosk/staff.c) owns the
 * state and answers the zones; screens only read it. */
#ifndef SCREENS_STAFF_H
#define SCREENS_STAFF_H

#include "ledger/staff.h"
#include "screens/screen.h"

enum staff_page {
    STAFF_NONE,       /* the door's own screens */
    STAFF_UNLOCK,     /* 11 */
    STAFF_GRID,       /* 12c */
    STAFF_LIST,       /* 12, 12b */
    STAFF_SEARCH,     /* 13 */
    STAFF_SHEET,      /* 14 */
    STAFF_STATISTICS, /* 15 */
    STAFF_ENROL,      /* 16, 16b, 16c */
    STAFF_NO_CARD,    /* 17 */
    STAFF_GUEST,      /* 17b */
    STAFF_DEVICE,     /* 18 */
    STAFF_SETUP,      /* 19: no configuration yet */
    STAFF_MENU,       /* over the roster: menu.* entries, list/grid, close or reopen the roll, late start */
    STAFF_ROOMS,      /* the room swap: rooms, and the question when one is chosen */
    STAFF_CLOSE,      /* what closing the roll makes of those who have not come */
    STAFF_LOG         /* 18: the whole log */
};

enum staff_filter {
    STAFF_ALL,
    STAFF_PRESENT,
    STAFF_LATE,
    STAFF_EARLY,
    STAFF_EXCUSED,
    STAFF_UNEXCUSED,
    STAFF_NOT_YET,
    STAFF_ABSENT, /* excused and unexcused */
    STAFF_FILTERS
};
enum staff_sort { STAFF_BY_ORDINAL, STAFF_BY_NAME, STAFF_BY_TIME, STAFF_BY_STATUS };

/* What an act of the instructor came to; told over the top bar. */
enum staff_news {
    STAFF_NEWS_NONE,
    STAFF_NEWS_MOVED,    /* news_room */
    STAFF_NEWS_SWAPPED,  /* news_room */
    STAFF_NEWS_BROUGHT,  /* news_room: where it was to be */
    STAFF_NEWS_CLOSED,   /* news_count have become absent */
    STAFF_NEWS_REOPENED, /* news_count are not yet there again */
    STAFF_NEWS_STARTED,  /* news_utc_ms */
    STAFF_NEWS_FAILED    /* nothing was recorded */
};

enum staff_enrol {
    STAFF_ENROL_CHOOSE,
    STAFF_ENROL_TAP,
    STAFF_ENROL_DONE,
    STAFF_ENROL_IN_USE,
    STAFF_ENROL_STAFF_CARD
};

/* Zones: a base plus an index, so that one number tells everything. Bases are 1000 apart. */
enum staff_zone {
    STAFF_ZONE_BACK = 100,
    STAFF_ZONE_MENU,
    STAFF_ZONE_LOCK,
    STAFF_ZONE_SEARCH,
    STAFF_ZONE_STATISTICS,
    STAFF_ZONE_UNDO,
    STAFF_ZONE_ENROL,
    STAFF_ZONE_NO_CARD,
    STAFF_ZONE_GUEST,
    STAFF_ZONE_DEVICE,
    STAFF_ZONE_VIEW,       /* list <-> grid */
    STAFF_ZONE_CLOSE_ROLL, /* close or reopen */
    STAFF_ZONE_LATE_START,
    STAFF_ZONE_SAVE,
    STAFF_ZONE_NEXT,  /* next card */
    STAFF_ZONE_MOVE,  /* the card to the other learner */
    STAFF_ZONE_OTHER, /* another card */
    STAFF_ZONE_BLOCK, /* the learner's card is lost */
    STAFF_ZONE_LANGUAGE,
    STAFF_ZONE_LEAVE, /* 08: leave */
    STAFF_ZONE_STAY,
    STAFF_ZONE_SCROLL, /* the area that scrolls; rows lie above it */
    STAFF_ZONE_THUMB,  /* the scroll bar */
    STAFF_ZONE_FIELD_NAME,
    STAFF_ZONE_FIELD_UNIT,
    STAFF_ZONE_TELEX,
    STAFF_ZONE_HIDE_KEYS,
    STAFF_ZONE_CONFIRM,        /* what was asked: yes */
    STAFF_ZONE_KEEP,           /* what is written already stays as it is */
    STAFF_ZONE_ONLINE,         /* into and out of the list of who takes part online */
    STAFF_ZONE_ROOMS,          /* the room swap */
    STAFF_ZONE_SWAP,           /* two sessions change their rooms */
    STAFF_ZONE_BRING,          /* the other session takes place here */
    STAFF_ZONE_LOG,            /* all of the log */
    STAFF_ZONE_CELL = 900,     /* + index into staff_state.sheet.cells */
    STAFF_ZONE_FILTER = 1000,  /* + enum staff_filter */
    STAFF_ZONE_SORT = 2000,    /* + enum staff_sort */
    STAFF_ZONE_KEY = 3000,     /* + character (ASCII), '\b' back, '\n' go, 1 shift, 2 symbols */
    STAFF_ZONE_STATUS = 4000,  /* + enum ledger_status */
    STAFF_ZONE_REASON = 5000,  /* + index into staff_reasons */
    STAFF_ZONE_LAMP = 6000,    /* 0 green 1 amber 2 red 3 buzzer */
    STAFF_ZONE_WHY = 7000,     /* 0 makeup 1 observe 2 speaker 3 other */
    STAFF_ZONE_MINUTES = 8000, /* + minutes offered */
    STAFF_ZONE_ROW = 10000     /* + index into staff_state.shown */
};

#define STAFF_REASONS 5
extern const char *const staff_reasons[STAFF_REASONS]; /* "sheet.r_ill" ... */

#define STAFF_CREDITS 3
extern const char
    *const staff_credits[STAFF_CREDITS]; /* why a missed session is credited: "makeup.r_class" ... */

/* A room that a session may go to, and what is on there. */
struct staff_room {
    char room_id[LEDGER_ID_MAX + 1];
    char name[LEDGER_NAME_MAX + 1], place[LEDGER_NAME_MAX + 1];
    bool has_session; /* at the time of the session in hand, else the next that is not over */
    bool same_time;   /* as the session in hand */
    struct ledger_session session;
};

#define STAFF_ROOMS_MAX    32
#define STAFF_LEARNERS_MAX 1200
#define STAFF_QUERY_MAX    64

struct staff_state {
    enum staff_page page;
    enum staff_page under; /* the page that MENU, SHEET, SEARCH lie over or return to */
    int64_t locks_in_ms;   /* until the screen locks itself */
    int pressed;           /* zone under the finger, 0 = none: 12 % darker */
    char actor_name[LEDGER_NAME_MAX + 1];

    /* 11 */
    int pin_digits;        /* typed so far, 0-6 */
    int pin_tries;         /* left after a wrong one, -1 = none was wrong */
    int64_t pin_locked_ms; /* 0 = not locked */
    bool pin_checking, not_staff;

    /* 12, 12c, 13 */
    const struct ledger_class *roll; /* NULL = none */
    int counts[STAFF_FILTERS];
    enum staff_filter filter;
    enum staff_sort sort;
    int shown_count;
    int shown[STAFF_LEARNERS_MAX];         /* indexes into roll->learners, filtered, sorted, searched */
    bool shared_given[STAFF_LEARNERS_MAX]; /* by index into roll->learners: another has the same given name */
    bool online_mode;                      /* each touch of a row writes "online", or takes it back */
    float scroll_px;                 /* logical px from the top; below 0 or past the end while dragged */
    char thumb_letter[8];            /* bubble while the thumb is dragged, "" = none */
    char query[STAFF_QUERY_MAX * 4]; /* UTF-8 as Telex made it */
    bool telex, shift, symbols;
    bool keys_hidden; /* 13 without its keyboard: all found are seen */
    int64_t caret_mono_ms;

    /* ribbon over the top bar: the door goes on meanwhile; drawn while result_mono_ms is under 2.5 s old */
    bool ribbon;

    /* the same place: what an act came to; a tap takes it */
    enum staff_news news;
    char news_room[LEDGER_NAME_MAX + 1];
    int news_count;
    int64_t news_utc_ms;

    /* room swap */
    bool rooms_known; /* the door has answered */
    bool has_mine;    /* there is a session in hand today: that of roll */
    int room_count;
    struct staff_room rooms[STAFF_ROOMS_MAX];
    int asked_room; /* 1 + index of the room chosen, 0 = none */

    /* 14 */
    struct ledger_sheet sheet;
    int64_t sheet_mono_ms; /* when it was opened: it rises */
    int asked_status;      /* a reason or minutes are asked for this status, -1 = none */
    bool asked_block;      /* the card of the learner is to be blocked: yes or no */
    int asked_cell;        /* 1 + index of the missed session whose make-up is asked, 0 = none */
    int64_t saved_mono_ms; /* of the last mark: undo for 10 s; 0 = none */
    enum ledger_status saved_status;
    char saved_name[LEDGER_NAME_MAX + 1];

    /* 16 */
    enum staff_enrol enrol;
    char enrol_tail[5], enrol_old_tail[5];
    struct ledger_learner enrol_learner, enrol_holder;
    bool enrol_tested; /* tapped again and right */
    bool enrol_undo;   /* the binding can be taken back */

    /* 17 */
    char guest_name[LEDGER_NAME_MAX + 1], guest_unit[LEDGER_NAME_MAX + 1];
    int guest_why;
    int guest_field; /* 0 none, 1 name, 2 unit: the keyboard is up */

    /* 18 */
    struct ledger_log_line log[LEDGER_LOG_LINES];
    int log_count;
    int lamp_lit; /* -1 none */
    char version[32], kiosk_id[LEDGER_ID_MAX + 1], hostname[64];
    bool network;     /* an interface is up */
    char address[64]; /* of it, "" = none */
    bool wireless;
    int link_mbps, cpu_celsius, uptime_hours; /* -1 = not known; link_mbps 0 */
    bool rtc;                                 /* a clock chip is there */
    int64_t disk_free_bytes, disk_total_bytes;
    double clock_offset_ms;

    /* 19 */
    char device_code[16];
    bool usb_found;
    char setup_error[200]; /* "FILE:LINE: ..." of a bad file, "" = none */
};

/* Each draws its page whole. door is the door's own state (time, trouble, view, last result). */
void staff_unlock(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_grid(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_list(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_search(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_sheet(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_menu(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_statistics(struct canvas *canvas, const struct staff_state *state,
                      const struct screen_state *door);
void staff_enrol(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_no_card(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_guest(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_device(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_setup(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_rooms(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_close(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
void staff_log(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door);
/* 08: the question to a learner who leaves early; pressed: the zone under the finger. */
void screen_leave_ask(struct canvas *canvas, const struct screen_state *state, int pressed);

/* ---- roster logic without drawing (roster.c) ---- */

/* Fills counts and shown from roll, filter, sort and query. Vietnamese order of names: given name, family name, middle
 * names, each by Vietnamese letters and tones. Search: every typed word begins some word of the name; marks and đ
 * matter only if typed; digits match the ordinal; matches in the given name first. */
void staff_arrange(struct staff_state *state);

/* A cell of the strip that a touch opens: a session that was missed, or credited by a make-up. */
bool staff_cell_opens(const struct ledger_strip_cell *cell);

/* The first letter (A Ă Â B ...) of the given name of a shown row. */
void staff_letter(const struct staff_state *state, int shown_index, char out[8]);

/* Appends a typed key by Telex rules (aa ee oo dd aw ow uw; tones f r x s j, z takes the tone away) or plainly; '\b' takes
 * one character away. text is UTF-8 NFC of at most capacity bytes. */
void staff_type(char *text, size_t capacity, int key, bool telex, bool shift);

/* Height of the whole list or grid in logical px, and of the area that shows it. */
float staff_content_height(const struct canvas *canvas, const struct staff_state *state);
float staff_viewport_height(const struct canvas *canvas, const struct staff_state *state);

#endif
