/* Words on screens: gettext strings by key, names that fit, lines that break where Vietnamese allows. */
#ifndef SCREENS_TEXT_H
#define SCREENS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ui/canvas.h"

/* Opens the translations; dir holds LANG/LC_MESSAGES/diemdanh.mo. Language "vi" or "en"; may be called again
 * to switch, which ends the life of strings got before. No locale has to exist on the machine (catalog.h says
 * why). Returns 0, ERROR_CONFIG naming the missing or damaged file (the language stays as it was),
 * ERROR_MEMORY. Main thread only. */
int text_open(const char *dir, const char *language, struct error *err);
const char *text_language(void);

/* The string of a key as it is, e.g. text_get("idle.prompt"); the key itself if missing. */
const char *text_get(const char *key);

/* How the strings address learners from now on: "anh_chi" writes "anh/chị" wherever they say "đồng chí" (candidates are
 * not members yet); anything else, NULL too, leaves them as they are. Names and titles that are filled in never change.
 * Holds for both languages until the next call; set it by the class on the screen before drawing. Main thread only. */
void text_address_set(const char *address);

/* Fills {name} from pairs, ended by NULL: text_fill(buf, sizeof buf, "result.late", "m", "6", NULL).
 * Non-breaking spaces are put inside compound words in Vietnamese. Returns buf. */
char *text_fill(char *out, size_t capacity, const char *key, ...) __attribute__((sentinel));

/* Joins the compound words of a free text (course titles, headlines) with U+00A0, in place in out. */
char *text_glue(char *out, size_t capacity, const char *text);

/* "07:24", "07:24:05", "Thứ Ba, 13/10/2026" / "Tue, 13 Oct 2026", "41.208" / "41,208". */
char *text_time(char *out, size_t capacity, int64_t utc_ms);
char *text_time_second(char *out, size_t capacity, int64_t utc_ms);
char *text_date(char *out, size_t capacity, int64_t utc_ms);
char *text_number(char *out, size_t capacity, int64_t number);

/* "Thứ Ba 13/10" / "Tue 13/10"; "13/10" / "13 Oct"; "13/10/2026" / "13 Oct 2026"; 214 tenths as "21,4" / "21.4". */
char *text_weekday_date(char *out, size_t capacity, int64_t utc_ms);
char *text_day(char *out, size_t capacity, int64_t utc_ms);
char *text_day_year(char *out, size_t capacity, int64_t utc_ms);
char *text_decimal(char *out, size_t capacity, int64_t tenths);

#define TEXT_LINES_MAX  6
#define TEXT_LINE_BYTES 400

struct text_lines {
    float size; /* chosen size */
    int count;
    char line[TEXT_LINES_MAX][TEXT_LINE_BYTES];
    float width; /* of the widest */
    bool cut;    /* an ellipsis stands for what did not fit */
};

/* Breaks text into lines no wider than max_width; balanced makes them even. More than max_lines: the last
 * ends with an ellipsis. */
void text_wrap(struct canvas *canvas, enum canvas_weight weight, float size, float max_width, int max_lines,
               bool balanced, const char *text, struct text_lines *out);

/* UI.md section 4, name fitting: sizes in falling order, at each 1..max_lines lines, the most even split. A
 * name that no size holds gets its middle part cut; a given name alone too wide is made smaller. */
void text_fit_name(struct canvas *canvas, const float *sizes, int size_count, float max_width, int max_lines,
                   const char *name, struct text_lines *out);

#endif
