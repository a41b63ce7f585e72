/* What the instructors' screens share beyond kit.h: buttons, cards, fields, lines that shrink. */
#ifndef SCREENS_PARTS_H
#define SCREENS_PARTS_H

#include "screens/frame.h"
#include "screens/staff.h"

#define PARTS_AMBER_ICON CANVAS_RGB(0x8A5600) /* amber signs on white */
#define PARTS_TRACK      CANVAS_RGB(0xE3E4E1) /* of a bar that fills */
#define PARTS_NONE       CANVAS_RGB(0xA7B0B8) /* "not yet" in charts */

/* 12 % darker, as while a finger is on it. */
canvas_color parts_darker(canvas_color color);

struct parts_button {
    int icon; /* enum kit_icon, 0 = none */
    const char *text;
    int zone;
    bool primary;
    bool dark;      /* chosen among several: ink with white words */
    bool danger;    /* what cannot be taken back: outlined in red */
    bool off;       /* cannot be touched now: no border, no zone */
    float size;     /* of the words; 0 = 22 */
    float icon_px;  /* 0 = 28 */
    float gap;      /* between them; 0 = 12 */
    float border;   /* 0 = 2 */
    float min_size; /* the words shrink to this before they lose any; 0 = 16 */
};

/* Words that are too long shrink, then take two lines, then end with an ellipsis. */
void parts_button(struct canvas *canvas, const struct frame_box *box, int pressed,
                  const struct parts_button *button);

/* White, rounded, with a hairline. */
void parts_card(struct canvas *canvas, const struct frame_box *box);

/* A name on one line (name_line). Returns its width. */
float parts_name(struct canvas *canvas, float x, float y, float width, const struct kit_style *style,
                 const char *name);

/* One line that shrinks from style's size to min_size before it is cut. Returns its width. */
float parts_shrunk(struct canvas *canvas, float x, float y, float width, const struct kit_style *style,
                   float min_size, const char *text);

/* An icon of icon_px at the left and lines right of it, in the middle of height px; gap between them. */
void parts_note(struct canvas *canvas, const struct frame_box *box, int icon, float icon_px, float gap,
                canvas_color icon_color, const struct kit_style *style, const char *text);

/* The bar that fills; share 0..1. */
void parts_bar(struct canvas *canvas, float x, float y, float width, float share, canvas_color fill);

/* The check of kit.h as a small sign. */
void parts_check(struct canvas *canvas, float x, float y, float size, canvas_color color);

/* Of a course's title what tells it from others of its name: "Khóa 3/2026"; all of it where there is no such part. */
const char *parts_intake(const char *title);

/* Ordinals from here on are not shown in lists. */
#define PARTS_ORDINALS 10000

/* Where the ordinals of a list end: at usual, further right where the roll has some above 99. */
float parts_ordinal_end(struct canvas *canvas, const struct staff_state *state, float usual);

/* "Phòng 101 · 07:41", the time only if it can be trusted; other, if not NULL, comes between them. */
char *parts_place(char *out, size_t capacity, const struct screen_state *door, const char *other);

/* What can be touched at the right end of the navy bar. */
struct parts_corner {
    int icon;
    const char *text;
    int zone;
};

#define PARTS_LOCK_SOON_MS 15000

/* The countdown of the last 15 s before the screen locks itself, amber, ending at right. Returns its width, 0 = not yet. */
float parts_lock_soon(struct canvas *canvas, const struct staff_state *state, float right, float y);

/* The navy bar: back, a title, a line under it, and a corner unless NULL. Says in amber when the lock is near. A course
 * whose title has no room is told by its intake, a line without room loses its first part. */
void parts_top(struct canvas *canvas, const struct staff_state *state, const char *title, const char *below,
               const struct parts_corner *corner);

/* A status as its sign, its word, its colour in charts and its tint. */
struct parts_status {
    int icon;
    const char *word; /* a string key */
    canvas_color chart, sign, tint, text;
};
const struct parts_status *parts_status(enum ledger_status status);

/* The chip of a status, its right edge at right, 36 high. Returns its width. */
float parts_chip(struct canvas *canvas, float right, float y, enum ledger_status status);

/* A page without anything to show says why, in its middle. */
void parts_empty(struct canvas *canvas, const char *key);

/* Begins an area that scrolls: its zone, then everything until canvas_pop is cut to it and moved. Returns how far. */
float parts_scroll(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                   float content_px);

#endif
