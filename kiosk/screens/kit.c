#include "screens/kit.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265f

int64_t kit_age_ms(const struct screen_state *state)
{
    int64_t age = state->now_mono_ms - state->result_mono_ms;
    return age > 0 ? age : 0;
}

static float progress(const struct screen_state *state, int start_ms, int length_ms)
{
    if (!state || !state->motion)
        return 1;
    float at = (float)(kit_age_ms(state) - start_ms) / (float)length_ms;
    return at < 0 ? 0 : at > 1 ? 1 : at;
}

float kit_ease_out(const struct screen_state *state, int start_ms, int length_ms)
{
    float left = 1 - progress(state, start_ms, length_ms);
    return 1 - left * left * left;
}

float kit_ease_in_out(const struct screen_state *state, int start_ms, int length_ms)
{
    float at = progress(state, start_ms, length_ms);
    return at * at * (3 - 2 * at);
}

int kit_waves_step(const struct screen_state *state)
{
    if (!state->motion || state->now_mono_ms < 0)
        return -1;
    int64_t at = state->now_mono_ms % KIT_WAVES_EVERY_MS;
    return at < KIT_WAVES_MS ? (int)(at / KIT_WAVES_STEP_MS) : -1;
}

float kit_text(struct canvas *canvas, float x, float y, const struct kit_style *style,
               enum canvas_align align, const char *text)
{
    float baseline = canvas_baseline(canvas, style->weight, style->size, y, style->line_px);
    return canvas_text(canvas, x, baseline, style->weight, style->size, style->color, align, text);
}

float kit_figures(struct canvas *canvas, float x, float y, const struct kit_style *style,
                  enum canvas_align align, const char *text)
{
    float baseline = canvas_baseline(canvas, style->weight, style->size, y, style->line_px);
    return canvas_figures(canvas, x, baseline, style->weight, style->size, style->color, align, text);
}

float kit_text_within(struct canvas *canvas, float x, float y, float width, const struct kit_style *style,
                      const char *text)
{
    struct text_lines lines;
    kit_wrap(canvas, style, width, 1, WRAP_GREEDY, text, &lines);
    if (lines.count > 0)
        kit_text(canvas, x, y, style, CANVAS_LEFT, lines.line[0]);
    return lines.width;
}

void kit_wrap(struct canvas *canvas, const struct kit_style *style, float width, int max_lines,
              enum wrap_kind kind, const char *text, struct text_lines *out)
{
    wrap_text(canvas, style->weight, style->size, width, max_lines, kind, text, 0, out);
}

float kit_lines(struct canvas *canvas, float x, float y, const struct kit_style *style,
                enum canvas_align align, const struct text_lines *lines)
{
    for (int i = 0; i < lines->count; i++)
        kit_text(canvas, x, y + (float)i * style->line_px, style, align, lines->line[i]);
    return (float)lines->count * style->line_px;
}

static const struct canvas_point check_points[] = {{5, 12.6f}, {10, 17.4f}, {19.2f, 7.2f}};
static const struct canvas_point twice_points[] = {{2.2f, 12.8f},  {6.6f, 17.2f},  {14.6f, 8.2f}, {-1, -1},
                                                   {11.2f, 16.6f}, {11.8f, 17.2f}, {21.8f, 6.6f}};
static const struct canvas_point hands_points[] = {{12, 4.6f}, {12, 12.6f}, {17, 15.6f}};
static const struct canvas_point cross_points[] = {{6, 6}, {18, 18}, {-1, -1}, {18, 6}, {6, 18}};

static const struct stroke {
    const struct canvas_point *points;
    int count;
    float width, share; /* on the 24 grid; of a circle badge */
} strokes[] = {
    [KIT_MARK_CHECK] = {check_points, 3, 2.9f, 0.72f},
    [KIT_MARK_CHECK_TWICE] = {twice_points, 7, 2.6f, 0.74f},
    [KIT_MARK_HANDS] = {hands_points, 3, 2.6f, 0.86f},
    [KIT_MARK_CROSS] = {cross_points, 5, 2.9f, 0.62f},
};

static void mark_draw(struct canvas *canvas, const struct screen_state *state, float cx, float cy, float size,
                      int mark, canvas_color ink)
{
    float x = cx - size / 2, y = cy - size / 2;
    if (mark > KIT_MARK_CROSS) {
        canvas_icon(canvas, x, y, size, (uint32_t)mark, ink);
        return;
    }
    canvas_stroke(canvas, x, y, size, strokes[mark].points, strokes[mark].count, strokes[mark].width, ink,
                  kit_ease_out(state, KIT_BADGE_START_MS, KIT_BADGE_MS));
}

static float badge_scale(const struct screen_state *state)
{
    return 0.8f + 0.2f * kit_ease_out(state, KIT_BADGE_START_MS, KIT_BADGE_MS);
}

void kit_circle_badge(struct canvas *canvas, const struct screen_state *state, float x, float y, float size,
                      int mark, canvas_color fill, canvas_color ink)
{
    float scale = badge_scale(state), cx = x + size / 2, cy = y + size / 2;
    float share = mark > KIT_MARK_CROSS ? 0.68f : strokes[mark].share;
    canvas_disc(canvas, cx, cy, size / 2 * scale, fill);
    mark_draw(canvas, state, cx, cy, size * share * scale, mark, ink);
}

void kit_octagon_badge(struct canvas *canvas, const struct screen_state *state, float x, float y, float size,
                       int mark, float mark_size, canvas_color fill, canvas_color ink)
{
    float scale = badge_scale(state), cx = x + size / 2, cy = y + size / 2;
    canvas_octagon(canvas, cx, cy, size / 2 * scale, fill);
    mark_draw(canvas, state, cx, cy, mark_size * scale, mark, ink);
}

/* Brightness of a wave while they run: each dips to 45 % and comes back, one after another. */
static float wave_alpha(int step, int wave)
{
    if (step < 0)
        return 1;
    float at = ((float)(step * KIT_WAVES_STEP_MS) / KIT_WAVES_MS - 0.2f * (float)wave) / 0.6f;
    return at <= 0 || at >= 1 ? 1 : 1 - 0.55f * sinf(at * PI);
}

static void card_waves(struct canvas *canvas, int step, float cx, float cy, float s)
{
    float x = cx - 68 * s, y = cy - 29 * s;
    canvas_round_rect(canvas, x, y, 88 * s, 58 * s, 9 * s, KIT_WHITE, 0, 0);
    canvas_rect(canvas, x, y + 12 * s, 88 * s, 10 * s, KIT_NAVY);
    canvas_round_rect(canvas, x + 11 * s, y + 37 * s, 28 * s, 8 * s, 4 * s, KIT_NAVY, 0, 0);
    for (int wave = 0; wave < 3; wave++) {
        float radius = (float)(24 + 14 * wave) * s;
        canvas_color color = CANVAS_RGBA(0xFFFFFF, (uint32_t)lrintf(255 * wave_alpha(step, wave)));
        canvas_arc(canvas, x + 81 * s, cy, radius, 54, 126, 6 * s, color, CANVAS_ROUND);
    }
}

void kit_ring(struct canvas *canvas, const struct screen_state *state, float cx, float cy, float size, int on,
              int count)
{
    float k = size / 248, length = 16 * k, width = (count > 40 ? 5 : 7) * k;
    float radius = size / 2 - length / 2 - width / 2 - 1;
    if (on > count)
        on = count;
    if (on < 0)
        on = 0;
    if (count > 0 && count <= 80) {
        canvas_ticks(canvas, cx, cy, radius, length, width, count, on, KIT_MINT, KIT_TICK_OFF, -1, KIT_MINT);
    } else if (count > 80) {
        canvas_arc(canvas, cx, cy, radius, 0, 360, length, KIT_TICK_OFF, CANVAS_BUTT);
        if (on > 0)
            canvas_arc(canvas, cx, cy, radius, 0, 360 * (float)on / (float)count, length, KIT_MINT,
                       CANVAS_BUTT);
    }
    card_waves(canvas, kit_waves_step(state), cx, cy, 1.12f * k);
}

void kit_mini_ring(struct canvas *canvas, float cx, float cy, float share, canvas_color on, canvas_color off)
{
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    canvas_arc(canvas, cx, cy, 18, 0, 360, 8, off, CANVAS_BUTT);
    if (share > 0)
        canvas_arc(canvas, cx, cy, 18, 0, 360 * share, 8, on, CANVAS_BUTT);
}
