/* Names, for the screens themselves. */
#ifndef SCREENS_NAME_H
#define SCREENS_NAME_H

#include "screens/text.h"

/* As text_fit_name without cutting: false when no size holds the name whole. */
bool name_fits(struct canvas *canvas, const float *sizes, int size_count, float max_width, int max_lines,
               const char *name, struct text_lines *out);

/* A name on one line of a list, in size or somewhat smaller; of a longer one the middle part is cut, so that the given name
 * stays whole. */
void name_line(struct canvas *canvas, enum canvas_weight weight, float size, float max_width,
               const char *name, struct text_lines *out);

#endif
