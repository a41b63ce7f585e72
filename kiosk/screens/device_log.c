/* 18: the newest facts, in words; no names, card keys shortened. */
#include <stdio.h>
#include <string.h>

#include "screens/device.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define PAGE_LINE_PX 40
#define PAD          16

int device_log_count(const struct staff_state *state)
{
    return state->log_count < 0                  ? 0
           : state->log_count > LEDGER_LOG_LINES ? LEDGER_LOG_LINES
                                                 : state->log_count;
}

/* The string of a fact's word; a word that has none is told as it is. */
static void word_fill(char *out, size_t capacity, const char *prefix, const char *word)
{
    char key[64];
    snprintf(key, sizeof key, "%s%s", prefix, word);
    bool known = word[0] && strcmp(text_get(key), key) != 0;
    if (known)
        text_fill(out, capacity, key, NULL);
    else
        snprintf(out, capacity, "%s", word);
}

void device_log_lines(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                      float line_px)
{
    struct kit_style quiet = {CANVAS_REGULAR, 16, line_px, KIT_INK2};
    struct kit_style bold = {CANVAS_SEMIBOLD, 16, line_px, KIT_INK};
    struct kit_style plain = {CANVAS_REGULAR, 16, line_px, KIT_INK};
    float stamp = canvas_figures_width(canvas, CANVAS_REGULAR, 16, "00:00:00") + 2;
    float scrolled = parts_scroll(canvas, state, box, (float)device_log_count(state) * line_px);
    for (int i = 0; i < device_log_count(state); i++) {
        const struct ledger_log_line *line = &state->log[i];
        float y = box->y + (float)i * line_px;
        char time[32] = "--:--:--", kind[48], word[96], what[128];
        if (y + line_px < box->y + scrolled || y > box->y + box->h + scrolled)
            continue;
        if (line->at_utc_ms > 0)
            text_time_second(time, sizeof time, line->at_utc_ms);
        word_fill(kind, sizeof kind, "log.k_", line->kind);
        word_fill(word, sizeof word, "log.w_", line->what);
        snprintf(what, sizeof what, "%s%s%s%s", line->card_tail[0] ? "…" : "", line->card_tail,
                 line->card_tail[0] && word[0] ? " " : "", word);
        kit_figures(canvas, box->x, y, &quiet, CANVAS_LEFT, time);
        kit_text_within(canvas, box->x + stamp + 12, y, 74, &bold, kind);
        float at = box->x + stamp + 12 + 74 + 12;
        struct text_lines words;
        kit_wrap(canvas, &plain, (box->x + box->w - at) * 0.97f, 1, WRAP_GREEDY, what, &words);
        if (words.count > 0)
            kit_figures(canvas, at, y, &plain, CANVAS_LEFT, words.line[0]);
        if (line_px > 30)
            canvas_rect(canvas, box->x, y + line_px - 1, box->w, 1, KIT_LINE);
    }
    canvas_pop(canvas);
}

/* ---- the whole log ---- */

static struct frame_box page_box(const struct canvas *canvas)
{
    int lines = (int)((canvas_height(canvas) - 64 - 8) / PAGE_LINE_PX);
    return (struct frame_box){PAD, 64 + 8, canvas_width(canvas) - 2 * PAD, (float)lines * PAGE_LINE_PX};
}

float log_content_px(const struct staff_state *state)
{
    return (float)device_log_count(state) * PAGE_LINE_PX;
}

float log_viewport_px(const struct canvas *canvas)
{
    return page_box(canvas).h;
}

void staff_log(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct frame_box box = page_box(canvas);
    char title[64], below[LEDGER_NAME_MAX + 64];
    canvas_clear(canvas, KIT_PAPER);
    device_log_lines(canvas, state, &box, PAGE_LINE_PX);
    parts_place(below, sizeof below, door, state->kiosk_id[0] ? state->kiosk_id : NULL);
    parts_top(canvas, state, text_fill(title, sizeof title, "dev.log", NULL), below, NULL);
    ribbon_draw(canvas, state, door);
}
