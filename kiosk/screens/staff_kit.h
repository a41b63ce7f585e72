/* What the roster's pages share: the bar with its tools and countdown, chips, the undo bar, the area that scrolls. */
#ifndef SCREENS_STAFF_KIT_H
#define SCREENS_STAFF_KIT_H

#include "screens/parts.h"
#include "screens/roster.h"

#define STAFF_KIT_TOP_PX   64
#define STAFF_KIT_TOOLS_PX 192 /* search, statistics, menu */
#define STAFF_KIT_UNDO_PX  72
#define STAFF_KIT_UNDO_MS  10000
#define STAFF_KIT_TINT     CANVAS_RGB(0xFFF3D6) /* of the row of who has just tapped */

/* ---- the bar ---- */

struct staff_kit_bar {
    float countdown_px; /* size of its digits */
    float icon_px, gap_px, pad_px;
    bool countdown; /* false: only while the lock is near */
};

/* Navy, the way back, the three tools and the countdown (STAFF_ZONE_LOCK). Returns where the room left of them ends. */
float staff_kit_bar(struct canvas *canvas, const struct staff_state *state, const struct staff_kit_bar *bar);

/* Title over a line; from x to right. The title shrinks, the line loses its room before it is cut. */
void staff_kit_title(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                     float right);

/* ---- chips that count and filter ---- */

/* How the chips of a row look. */
enum staff_kit_chips { STAFF_KIT_CHIPS_BUTTONS, STAFF_KIT_CHIPS_TINTED };

/* A row from x to right, in the middle of height px from y. Words go, from the right, where there is no room for all. */
void staff_kit_chips(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                     enum staff_kit_chips kind, bool words);

/* The chip of one learner's status, its right edge at right. Returns its width. */
float staff_kit_status(struct canvas *canvas, float right, float y, float height, enum ledger_status status);

/* ---- what was written, and its undo ---- */

/* "Đi muộn 6 phút, họp cơ quan". */
char *staff_kit_said(char *out, size_t capacity, enum ledger_status status, int minutes, const char *reason);

/* The words of a reason: those of its key, or the free text. */
char *staff_kit_reason(char *out, size_t capacity, const char *reason);

/* Begins what rises by 16 px as it fades in, from an instant on: all until canvas_pop, cut to the box. */
void staff_kit_rise(struct canvas *canvas, const struct screen_state *door, int64_t since_mono_ms,
                    const struct frame_box *box);

/* How much of the foot the undo bar takes, 0 when there is nothing to take back. */
float staff_kit_undo_px(const struct staff_state *state, const struct screen_state *door);

/* Draws it if there is something: "Đã ghi: {what}". */
void staff_kit_undo(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                    const char *what);

/* The undo bar of a roster: what was marked and whose it is. */
void staff_kit_undo_roster(struct canvas *canvas, const struct staff_state *state,
                           const struct screen_state *door);

/* ---- scrolling ---- */

/* How far the list is scrolled, within reason. */
float staff_kit_scrolled(const struct staff_state *state, const struct frame_box *box, float content_px);

/* Begins the area: its zone, then all until canvas_pop is cut to it and moved. */
void staff_kit_scroll(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                      float content_px);

/* The thumb and, while it is dragged, the letter beside it; after the rows. */
void staff_kit_thumb(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                     float content_px, float width);

/* Whether this learner's tap is on the ribbon now. */
bool staff_kit_is_tapped(const struct staff_state *state, const struct screen_state *door,
                         const struct ledger_learner *learner);

/* "07:36", "--:--" when nobody vouches for it, "" for who has not come. */
char *staff_kit_arrival(char *out, size_t capacity, const struct ledger_learner *learner);

/* Rows and heights: list.c, grid.c, search.c, sheet.c. */
float list_content_px(const struct canvas *canvas, const struct staff_state *state);
float list_viewport_px(const struct canvas *canvas);
float grid_content_px(const struct canvas *canvas, const struct staff_state *state);
float grid_viewport_px(const struct canvas *canvas);
float search_content_px(const struct canvas *canvas, const struct staff_state *state);
float search_viewport_px(const struct canvas *canvas, const struct staff_state *state);
float sheet_content_px(const struct staff_state *state);
float sheet_viewport_px(void);

#endif
