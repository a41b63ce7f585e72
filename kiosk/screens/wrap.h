/* Breaking lines, for the screens themselves. */
#ifndef SCREENS_WRAP_H
#define SCREENS_WRAP_H

#include "screens/text.h"

enum wrap_kind {
    WRAP_GREEDY,
    WRAP_PRETTY,  /* no short last line */
    WRAP_BALANCED /* even lines */
};

/* As text_wrap; after the last word stands something tail_width wide (an arrow), which no line break
 * separates from the column's width but which may come to stand on a line of its own: that line is then
 * empty. */
void wrap_text(struct canvas *canvas, enum canvas_weight weight, float size, float max_width, int max_lines,
               enum wrap_kind kind, const char *text, float tail_width, struct text_lines *out);

/* The first of sizes, in falling order, at which text needs no more than max_lines[i] lines; the last one
 * cuts. */
void wrap_fit(struct canvas *canvas, enum canvas_weight weight, const float *sizes, int size_count,
              float max_width, const int *max_lines, enum wrap_kind kind, const char *text, float tail_width,
              struct text_lines *out);

/* Width of a space between letters. */
float wrap_space(struct canvas *canvas, enum canvas_weight weight, float size);

#endif
