/* Reads a list that a screen has made: where its texts and icons lie. */
#ifndef SCREENS_LAYOUT_H
#define SCREENS_LAYOUT_H

#include "ui/list.h"

struct layout_item {
    const char *text; /* NULL: an icon */
    uint32_t icon;
    struct box ink;  /* at most this */
    struct box seen; /* of that, what an area that scrolls shows */
    canvas_color color;
    float size;
};

#define LAYOUT_MAX 700

/* Fills items with texts and icons. Returns their number. */
int layout_read(struct canvas *canvas, struct layout_item *items);

/* Complains through fail_msg when something leaves the screen or covers something else. name is for the
 * message. */
void layout_check(struct canvas *canvas, const char *name);

/* Complains through fail_msg when a text is cut. */
void layout_whole(struct canvas *canvas, const char *name);

/* The item with this text (U+00A0 and space are one), or NULL. */
const struct layout_item *layout_find(const struct layout_item *items, int count, const char *text);

/* Complains through fail_msg unless each of the texts, NULL last, is shown. */
void layout_shows(struct canvas *canvas, const char *name, const char *const *texts);

#endif
