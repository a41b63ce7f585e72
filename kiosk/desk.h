/* The instructors' desk: the controller of their pages between window, door and screens. Window thread only. */
#ifndef KIOSK_DESK_H
#define KIOSK_DESK_H

#include "base/config.h"
#include "door/door.h"
#include "screens/screen.h"
#include "ui/window.h"

struct desk;

/* config and door are borrowed until desk_close. Returns 0 or ERROR_MEMORY. */
int desk_open(const struct config *config, struct door *door, struct desk **out, struct error *err);
void desk_close(struct desk *desk); /* NULL is fine */

/* Takes what the door has to tell: the snapshot, answers, the roll. Returns true if the snapshot's new result is shown
 * by the desk (a ribbon, an unlock, the question to who leaves early) and not by the door's own screens. */
bool desk_hear(struct desk *desk, const struct door_snapshot *snapshot);

/* A touch, a key or text. Returns true if it was the desk's. */
bool desk_event(struct desk *desk, const struct window_event *event);

/* What time alone does. */
void desk_tick(struct desk *desk, int64_t now_ms);

/* The desk's page or question stands on the glass. */
bool desk_shows(const struct desk *desk);

/* The last result is told by it: as a ribbon, or as the question to who leaves early. */
bool desk_tells(const struct desk *desk);

/* The name of the page, for the names of screenshots; "" when the desk shows nothing. */
const char *desk_page(const struct desk *desk);

/* Draws it. With DIEMDANH_LOG=debug the log tells the touch zones of each new picture: `page NAME shown N`, then lines
 * `zone ID X Y W H` in logical pixels, then `page NAME complete`. */
void desk_draw(struct desk *desk, struct canvas *canvas, const struct screen_state *door);

/* Says the zones of a picture that is not the desk's, once for each name. */
void desk_log_zones(struct desk *desk, const struct canvas *canvas, const char *name);

/* How the class in hand is addressed ("dong_chi", "anh_chi"), NULL when no instructor's page stands on the glass. */
const char *desk_address(const struct desk *desk);

/* True once after the language was touched. */
bool desk_language(struct desk *desk);

/* Milliseconds until the picture changes by itself; at most 60000. */
int desk_next_ms(const struct desk *desk, int64_t now_ms);

#endif
