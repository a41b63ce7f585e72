/* Tells in the debug log where a picture can be touched, so that a test finds a button by its number. */
#ifndef KIOSK_ZONES_H
#define KIOSK_ZONES_H

#include "ui/canvas.h"

struct zones;

struct zones *zones_open(void);         /* NULL without memory: nothing is told */
void zones_close(struct zones *zones);  /* NULL is fine, here and below */
void zones_expect(struct zones *zones); /* something has happened: the next picture may have other zones */

/* Says them if they are not those told last: `page NAME shown N`, `zone ID X Y W H` ..., `page NAME complete`. */
void zones_log(struct zones *zones, const struct canvas *canvas, const char *name, int shown);

#endif
