/* The keyboard of names, at the foot of a page. */
#ifndef SCREENS_KEYS_H
#define SCREENS_KEYS_H

#include "screens/staff.h"

/* Its height: everything above is the page's. */
float keys_height(const struct canvas *canvas);

/* search: the last key says "Tìm", and only 13 has a key that hides the keyboard. Else it is a check. Zones:
 * STAFF_ZONE_KEY + character, STAFF_ZONE_TELEX, STAFF_ZONE_HIDE_KEYS. */
void keys_draw(struct canvas *canvas, const struct staff_state *state, bool search);

#endif
