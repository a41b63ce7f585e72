#include "screens/parts.h"

#include "screens/name.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TITLE_LEAST_PX 18

canvas_color parts_darker(canvas_color color)
{
    canvas_color out = color & 0xFF;
    if (out == 0)
        return CANVAS_RGBA(0x000000, 31); /* nothing there yet: 12 % of black */
    for (int shift = 8; shift < 32; shift += 8)
        out |= (canvas_color)lrintf((float)(color >> shift & 0xFF) * 0.88f) << shift;
    return out;
}

void parts_button(struct canvas *canvas, const struct frame_box *box, int pressed,
                  const struct parts_button *button)
{
    float size = button->size > 0 ? button->size : 22, least = button->min_size > 0 ? button->min_size : 16;
    float icon_px = !button->icon ? 0 : button->icon_px > 0 ? button->icon_px : 28;
    float gap = !button->icon ? 0 : button->gap > 0 ? button->gap : 12;
    float border = button->border > 0 ? button->border : 2;
    canvas_color fill = button->off       ? CANVAS_RGBA(0xFFFFFF, 0)
                        : button->primary ? KIT_ACTION
                        : button->dark    ? KIT_INK
                                          : KIT_WHITE;
    canvas_color edge = button->primary || button->dark ? fill : button->danger ? KIT_RED : KIT_EDGE;
    canvas_color ink = button->off                       ? KIT_INK2
                       : button->primary || button->dark ? KIT_WHITE
                       : button->danger                  ? KIT_RED_TEXT
                                                         : KIT_INK;
    if (pressed == button->zone && !button->off) {
        fill = parts_darker(fill);
        edge = parts_darker(edge);
    }
    canvas_round_rect(canvas, box->x, box->y, box->w, box->h, 14, fill, button->off ? 0 : border, edge);
    float room = box->w - 16 - icon_px - gap;
    const float sizes[] = {size, (size + least) / 2, least, least};
    const int lines[] = {1, 1, 1, 2};
    struct text_lines text;
    wrap_fit(canvas, CANVAS_SEMIBOLD, sizes, 4, room, lines, WRAP_BALANCED, button->text, 0, &text);
    struct kit_style style = {CANVAS_SEMIBOLD, text.size, text.size * 1.3f, ink};
    float x = box->x + (box->w - icon_px - gap - text.width) / 2;
    if (button->icon)
        canvas_icon(canvas, x, box->y + (box->h - icon_px) / 2, icon_px, (uint32_t)button->icon, ink);
    kit_lines(canvas, x + icon_px + gap, box->y + (box->h - (float)text.count * style.line_px) / 2, &style,
              CANVAS_LEFT, &text);
    if (!button->off && button->zone)
        canvas_zone(canvas, box->x, box->y, box->w, box->h, button->zone);
}

void parts_card(struct canvas *canvas, const struct frame_box *box)
{
    canvas_round_rect(canvas, box->x, box->y, box->w, box->h, 14, KIT_WHITE, 1, KIT_LINE);
}

float parts_shrunk(struct canvas *canvas, float x, float y, float width, const struct kit_style *style,
                   float min_size, const char *text)
{
    const float sizes[] = {style->size, (style->size * 2 + min_size) / 3, (style->size + min_size * 2) / 3,
                           min_size};
    const int lines[] = {1, 1, 1, 1};
    struct text_lines fitted;
    struct kit_style fit = *style;
    wrap_fit(canvas, style->weight, sizes, 4, width, lines, WRAP_GREEDY, text, 0, &fitted);
    fit.size = fitted.size;
    kit_lines(canvas, x, y, &fit, CANVAS_LEFT, &fitted);
    return fitted.width;
}

float parts_name(struct canvas *canvas, float x, float y, float width, const struct kit_style *style,
                 const char *name)
{
    struct text_lines line;
    struct kit_style fit = *style;
    name_line(canvas, style->weight, style->size, width, name, &line);
    fit.size = line.size;
    kit_lines(canvas, x, y, &fit, CANVAS_LEFT, &line);
    return line.width;
}

void parts_note(struct canvas *canvas, const struct frame_box *box, int icon, float icon_px, float gap,
                canvas_color icon_color, const struct kit_style *style, const char *text)
{
    struct text_lines lines;
    int most = (int)(box->h / style->line_px);
    kit_wrap(canvas, style, box->w - icon_px - gap, most > 1 ? most : 1, WRAP_BALANCED, text, &lines);
    canvas_icon(canvas, box->x, box->y + (box->h - icon_px) / 2, icon_px, (uint32_t)icon, icon_color);
    kit_lines(canvas, box->x + icon_px + gap, box->y + (box->h - (float)lines.count * style->line_px) / 2,
              style, CANVAS_LEFT, &lines);
}

void parts_bar(struct canvas *canvas, float x, float y, float width, float share, canvas_color fill)
{
    share = share > 0 ? share < 1 ? share : 1 : 0;
    canvas_round_rect(canvas, x, y, width, 8, 4, PARTS_TRACK, 0, 0);
    if (width * share >= 1)
        canvas_round_rect(canvas, x, y, width * share, 8, width * share < 8 ? width * share / 2 : 4, fill, 0,
                          0);
}

void parts_check(struct canvas *canvas, float x, float y, float size, canvas_color color)
{
    static const struct canvas_point points[] = {{5, 12.6f}, {10, 17.4f}, {19.2f, 7.2f}};
    canvas_stroke(canvas, x, y, size, points, 3, 3, color, 1);
}

char *parts_place(char *out, size_t capacity, const struct screen_state *door, const char *other)
{
    char time[16];
    kit_room(out, capacity, door->view.room_name);
    size_t used = strlen(out);
    if (other && used < capacity) {
        snprintf(out + used, capacity - used, "%s%s", used ? " · " : "", other);
        used = strlen(out);
    }
    if (door->view.clock_trusted && used < capacity)
        snprintf(out + used, capacity - used, "%s%s", used ? " · " : "",
                 text_time(time, sizeof time, door->now_utc_ms));
    return out;
}

const char *parts_intake(const char *title)
{
    const char *dash = strstr(title, "– ");
    return dash && dash[strlen("– ")] ? dash + strlen("– ") : title;
}

/* Returns the width taken. */
static float corner_draw(struct canvas *canvas, const struct staff_state *state,
                         const struct parts_corner *corner)
{
    static const struct kit_style style = {CANVAS_SEMIBOLD, 18, 64, KIT_WHITE};
    float width = 40 + 24 + 8 + canvas_text_width(canvas, style.weight, style.size, corner->text);
    float x = canvas_width(canvas) - width;
    if (state->pressed == corner->zone)
        canvas_rect(canvas, x, 0, width, 64, parts_darker(KIT_NAVY));
    canvas_icon(canvas, x + 20, 20, 24, (uint32_t)corner->icon, KIT_WHITE);
    kit_text(canvas, x + 52, 0, &style, CANVAS_LEFT, corner->text);
    canvas_zone(canvas, x, 0, width, 64, corner->zone);
    return width;
}

float parts_lock_soon(struct canvas *canvas, const struct staff_state *state, float right, float y)
{
    static const struct kit_style style = {CANVAS_SEMIBOLD, 17, 32, KIT_AMBER_INK};
    char left[16];
    if (state->locks_in_ms <= 0 || state->locks_in_ms > PARTS_LOCK_SOON_MS)
        return 0;
    snprintf(left, sizeof left, "00:%02d", (int)(state->locks_in_ms / 1000));
    canvas_round_rect(canvas, right - 100, y, 100, 32, 16, KIT_AMBER, 0, 0);
    canvas_icon(canvas, right - 90, y + 6, 20, KIT_ICON_LOCK_OPEN, KIT_AMBER_INK);
    kit_figures(canvas, right - 64, y, &style, CANVAS_LEFT, left);
    return 100;
}

void parts_top(struct canvas *canvas, const struct staff_state *state, const char *title, const char *below,
               const struct parts_corner *corner)
{
    static const struct kit_style title_style = {CANVAS_BOLD, 22, 28, KIT_WHITE};
    static const struct kit_style below_style = {CANVAS_REGULAR, 16, 22, KIT_NAVY_TEXT};
    float width = canvas_width(canvas), right = width;
    canvas_rect(canvas, 0, 0, width, 64, KIT_NAVY);
    if (state->pressed == STAFF_ZONE_BACK)
        canvas_rect(canvas, 0, 0, 64, 64, parts_darker(KIT_NAVY));
    canvas_icon(canvas, 18, 18, 28, KIT_ICON_ARROW_BACK, KIT_WHITE);
    canvas_zone(canvas, 0, 0, 64, 64, STAFF_ZONE_BACK);
    if (corner)
        right -= corner_draw(canvas, state, corner);
    float soon = parts_lock_soon(canvas, state, right - 8, 16);
    right -= soon > 0 ? soon + 8 : 0;
    float room = right - 80;
    if (canvas_text_width(canvas, title_style.weight, TITLE_LEAST_PX, title) > room)
        title = parts_intake(title);
    /* The room, which stands at the door as well, gives way before anything is cut. */
    const char *less = strstr(below, " · ");
    if (less && canvas_text_width(canvas, below_style.weight, below_style.size, below) > room)
        below = less + strlen(" · ");
    parts_shrunk(canvas, 68, below[0] ? 7 : 18, room, &title_style, TITLE_LEAST_PX, title);
    kit_text_within(canvas, 68, 35, room, &below_style, below);
}

float parts_ordinal_end(struct canvas *canvas, const struct staff_state *state, float usual)
{
    char digits[16];
    int most = 0;
    for (size_t i = 0; state->roll && i < state->roll->count; i++)
        if (state->roll->learners[i].ordinal > most && state->roll->learners[i].ordinal < PARTS_ORDINALS)
            most = state->roll->learners[i].ordinal;
    if (most < 100)
        return usual;
    snprintf(digits, sizeof digits, "%d", most);
    float end = 14 + canvas_figures_width(canvas, CANVAS_MEDIUM, 20, digits);
    return end > usual ? end : usual;
}

const struct parts_status *parts_status(enum ledger_status status)
{
    static const struct parts_status all[] = {
        [LEDGER_NOT_YET] = {KIT_ICON_HOURGLASS_EMPTY, "st.none", PARTS_NONE, KIT_INK2, KIT_GREY_TINT,
                            KIT_INK2},
        [LEDGER_S_PRESENT] = {KIT_ICON_CHECK, "st.present", KIT_GREEN, KIT_GREEN, KIT_GREEN_TINT,
                              KIT_GREEN_TEXT},
        [LEDGER_S_LATE] = {KIT_ICON_SCHEDULE, "st.late", KIT_AMBER, PARTS_AMBER_ICON, KIT_AMBER_TINT,
                           KIT_AMBER_TEXT},
        [LEDGER_S_EARLY] = {KIT_ICON_LOGOUT, "st.early", KIT_AMBER_DARK, PARTS_AMBER_ICON, KIT_AMBER_TINT,
                            KIT_AMBER_TEXT},
        [LEDGER_S_HALF] = {KIT_ICON_HISTORY, "st.half", KIT_AMBER_DARK, PARTS_AMBER_ICON, KIT_AMBER_TINT,
                           KIT_AMBER_TEXT},
        [LEDGER_S_EXCUSED] = {KIT_ICON_EVENT_AVAILABLE, "st.exc", KIT_BLUE, KIT_BLUE, KIT_BLUE_TINT,
                              KIT_BLUE_TEXT},
        [LEDGER_S_UNEXCUSED] = {KIT_ICON_CLOSE, "st.abs", KIT_RED, KIT_RED, KIT_RED_TINT, KIT_RED_TEXT},
        [LEDGER_S_ONLINE] = {KIT_ICON_LANGUAGE, "st.online", KIT_MINT, KIT_GREEN, KIT_GREEN_TINT,
                             KIT_GREEN_TEXT},
    };
    return &all[(int)status >= 0 && status < LEDGER_STATUSES ? status : LEDGER_NOT_YET];
}

float parts_chip(struct canvas *canvas, float right, float y, enum ledger_status status)
{
    const struct parts_status *look = parts_status(status);
    struct kit_style style = {CANVAS_SEMIBOLD, 17, 36, look->text};
    char word[64];
    text_fill(word, sizeof word, look->word, NULL);
    float width = 9 + 20 + 6 + canvas_text_width(canvas, style.weight, style.size, word) + 14;
    canvas_round_rect(canvas, right - width, y, width, 36, 18, look->tint, 0, 0);
    canvas_icon(canvas, right - width + 9, y + 8, 20, (uint32_t)look->icon, look->text);
    kit_text(canvas, right - width + 35, y, &style, CANVAS_LEFT, word);
    return width;
}

void parts_empty(struct canvas *canvas, const char *key)
{
    static const struct kit_style style = {CANVAS_SEMIBOLD, 22, 29, KIT_INK2};
    struct text_lines lines;
    char text[192];
    float width = canvas_width(canvas), middle = (canvas_height(canvas) + 64) / 2;
    kit_wrap(canvas, &style, width - 96, 3, WRAP_BALANCED, text_fill(text, sizeof text, key, NULL), &lines);
    float y = middle - ((float)lines.count * style.line_px + 76) / 2;
    canvas_icon(canvas, width / 2 - 30, y, 60, KIT_ICON_SYNC, KIT_INK2);
    kit_lines(canvas, width / 2, y + 76, &style, CANVAS_CENTRE, &lines);
}

float parts_scroll(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                   float content_px)
{
    float scrolled = isfinite(state->scroll_px) ? state->scroll_px : 0;
    if (scrolled > content_px)
        scrolled = content_px;
    if (scrolled < -box->h)
        scrolled = -box->h;
    canvas_zone(canvas, box->x, box->y, box->w, box->h, STAFF_ZONE_SCROLL);
    if (content_px > box->h) {
        float thumb = box->h * box->h / content_px, share = scrolled / (content_px - box->h);
        thumb = thumb < 24 ? 24 : thumb;
        share = share < 0 ? 0 : share > 1 ? 1 : share;
        canvas_round_rect(canvas, box->x + box->w + 6, box->y + (box->h - thumb) * share, 4, thumb, 2,
                          KIT_EDGE, 0, 0);
    }
    canvas_push(canvas, box->x, box->y, box->w, box->h, 0, -scrolled, 1);
    return scrolled;
}
