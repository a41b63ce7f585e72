/* One file a screen: state in, what to draw out. No SDL, no SQL, no I/O. Pictures and sizes: UI.md. */
#ifndef SCREENS_SCREEN_H
#define SCREENS_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/types.h"
#include "ui/canvas.h"

enum screen_side { SCREEN_READER_RIGHT, SCREEN_READER_LEFT, SCREEN_READER_BELOW };

/* Trouble in the order in which it is shown (UI.md section 10); the first that holds is shown on idle. */
enum screen_trouble {
    SCREEN_TROUBLE_NONE,
    SCREEN_TROUBLE_FULL,
    SCREEN_TROUBLE_READER,
    SCREEN_TROUBLE_CLOCK,
    SCREEN_TROUBLE_DISK_LOW,
    SCREEN_TROUBLE_SYNC,
    SCREEN_TROUBLE_OFFLINE
};

/* Everything a screen may need. Filled by the kiosk, read by the screens. */
struct screen_state {
    /* set-up */
    enum screen_side reader_side;
    bool motion;
    /* now */
    int64_t now_utc_ms;  /* not to be shown unless view.clock_trusted */
    int64_t now_mono_ms; /* for animation */
    /* the room */
    struct ledger_view view;
    struct ledger_sync_state sync;
    enum screen_trouble trouble;
    int64_t reader_down_since_utc_ms; /* 0 = unknown */
    int disk_percent;                 /* left */
    int disk_taps;                    /* room for about this many more */
    bool reader_none;                 /* configured without a reader */
    /* all that holds, of which trouble is the first */
    bool disk_full, reader_down, disk_low, sync_bad, offline;
    char reader_found[128]; /* what the reader says of itself, "" = nothing */
    /* the last tap */
    struct ledger_result result;
    int64_t result_mono_ms; /* when it came: age = now_mono_ms - result_mono_ms */
    /* in the prompt's place on idle, for 2.5 s or 4 s; NULL = the prompt. A string key, e.g. "refuse.reread"
     */
    const char *notice_key;
    int64_t notice_until_mono_ms;
    /* checking out is recorded here, and how many have left; false: the count of arrivals stays after the end
     */
    bool check_out;
    int checked_out;
};

/* Touch zones. */
enum screen_zone { SCREEN_ZONE_NONE, SCREEN_ZONE_LOCK, SCREEN_ZONE_PANEL, SCREEN_ZONE_CLOSE };

/* How long results stay, UI.md section 7. */
#define SCREEN_ACCEPTED_MS           2500
#define SCREEN_REFUSED_MS            6000
#define SCREEN_ASK_MS                8000 /* 08 */
#define SCREEN_TOUCH_CLOSES_AFTER_MS 2500
#define SCREEN_NAME_MS               3000 /* others stand behind: what a page says stays, whom it is said to does not */

/* 01, 09, 10 and their variants. */
void screen_idle(struct canvas *canvas, const struct screen_state *state);
/* 02, 02b, 02c, 03, 04, 08b, 08c and an instructor's card: state->result.verdict is an accepted one. */
void screen_accepted(struct canvas *canvas, const struct screen_state *state);
/* 05, 06, 06b, 07, expired, closed. */
void screen_refused(struct canvas *canvas, const struct screen_state *state);
/* The tap could not be put on the disk (full or broken): refused layout with fault.full. */
void screen_failed(struct canvas *canvas, const struct screen_state *state);

/* Accepted verdicts have the full-bleed layout. */
bool screen_is_accepted(enum ledger_verdict verdict);

/* Centre of the ring on idle: where the result's disc grows from. */
struct canvas_point screen_ring_centre(const struct canvas *canvas, const struct screen_state *state);

/* When the picture next changes by itself (clock minute, animation, end of a result or notice), in ms from now; at most
 * 60000. */
int screen_next_ms(const struct screen_state *state, bool result_shown);

#endif
