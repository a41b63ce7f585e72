/* 15: arrivals by minute, how things stand, and the units. */
#include "screens/statistics.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "screens/parts.h"
#include "screens/ribbon.h"

#define UNIT_PX    40
#define ROWS_MAX   6
#define STEP_COLOR CANVAS_RGB(0x7FB79B)
#define STEP_LATE  CANVAS_RGB(0xC98500)
#define LATE_FIELD CANVAS_RGB(0xFFF3D9)
#define POINTS_MAX (2 * STATISTICS_MINUTES + 4)
#define LABEL_PX   70 /* room of a time on the axis */
#define MINUTE_MS  60000

static const struct kit_style title_style = {CANVAS_SEMIBOLD, 18, 24, KIT_INK};
static const struct kit_style small_style = {CANVAS_REGULAR, 16, 21, KIT_INK2};

struct plot {
    struct canvas *canvas;
    const struct statistics *counted;
    float left, right, top, bottom; /* of the field */
};

static float x_of(const struct plot *plot, int minute)
{
    return plot->left + (plot->right - plot->left) * (float)minute / (float)plot->counted->minutes;
}

static float y_of(const struct plot *plot, int learners)
{
    int total = plot->counted->total > 0 ? plot->counted->total : 1;
    return plot->bottom - (plot->bottom - plot->top) * (float)learners / (float)total;
}

static void grid_draw(const struct plot *plot)
{
    int before = -1;
    for (int i = 0; i <= 4; i++) {
        char number[16];
        int value = (plot->counted->total * i + 2) / 4;
        if (value == before)
            continue;
        before = value;
        float y = y_of(plot, value), thick = i ? 1 : 2;
        canvas_rect(plot->canvas, plot->left, y - thick / 2, plot->right - plot->left, thick, PARTS_TRACK);
        snprintf(number, sizeof number, "%d", value);
        canvas_text(plot->canvas, plot->left - 10, y + 6, CANVAS_REGULAR, 16, KIT_INK2, CANVAS_RIGHT, number);
    }
}

static int minute_of_day(int64_t utc_minute)
{
    struct clock_local local;
    clock_local(utc_minute * MINUTE_MS, &local);
    return local.hour * 60 + local.minute;
}

static void times_draw(const struct plot *plot)
{
    static const int steps[] = {10, 15, 20, 30, 60, 120, 240};
    const struct statistics *counted = plot->counted;
    float most = (plot->right - plot->left) / LABEL_PX + 0.5f;
    size_t at = 0;
    while (at + 1 < sizeof steps / sizeof steps[0] && (float)counted->minutes / (float)steps[at] > most)
        at++;
    int first = (steps[at] - minute_of_day(counted->first_minute) % steps[at]) % steps[at];
    for (int minute = first; minute <= counted->minutes; minute += steps[at]) {
        char time[16];
        text_time(time, sizeof time, (counted->first_minute + minute) * MINUTE_MS);
        canvas_text(plot->canvas, x_of(plot, minute), plot->bottom + 24, CANVAS_REGULAR, 16, KIT_INK2,
                    CANVAS_CENTRE, time);
    }
}

static void bars_draw(const struct plot *plot)
{
    const struct statistics *counted = plot->counted;
    float pitch = (plot->right - plot->left) / (float)counted->minutes;
    float width = pitch * 0.7f > 6 ? 6 : pitch * 0.7f < 1 ? 1 : pitch * 0.7f;
    float unit = (plot->bottom - plot->top) * 0.35f / (float)(counted->most_a_minute + 1);
    unit = unit > 9 ? 9 : unit;
    for (int minute = 0; minute < counted->minutes; minute++) {
        float height = (float)counted->per_minute[minute] * unit;
        if (height > 0)
            canvas_round_rect(plot->canvas, x_of(plot, minute) - width / 2, plot->bottom - height, width,
                              height, width >= 3 ? 1 : 0,
                              minute >= counted->late_from ? STEP_LATE : STEP_COLOR, 0, 0);
    }
}

static void steps_draw(const struct plot *plot)
{
    const struct statistics *counted = plot->counted;
    struct canvas_point points[POINTS_MAX];
    int count = 0, sum = 0;
    points[count++] = (struct canvas_point){plot->left, plot->bottom};
    for (int minute = 0; minute <= counted->until && minute < counted->minutes; minute++) {
        if (!counted->per_minute[minute])
            continue;
        points[count++] = (struct canvas_point){x_of(plot, minute), y_of(plot, sum)};
        sum += counted->per_minute[minute];
        points[count++] = (struct canvas_point){x_of(plot, minute), y_of(plot, sum)};
    }
    points[count++] = (struct canvas_point){x_of(plot, counted->until), y_of(plot, sum)};
    canvas_line(plot->canvas, points, count, 4, KIT_GREEN);
}

/* Start of the session, and how many had come by the minute from which it is late. */
static void start_draw(const struct plot *plot, const struct ledger_class *list)
{
    const struct statistics *counted = plot->counted;
    char text[64], time[16], number[16];
    float x = x_of(plot, counted->start);
    canvas_rect(plot->canvas, x - 1, plot->top - 12, 2, plot->bottom - plot->top + 12, KIT_INK);
    text_fill(text, sizeof text, "stats.start", "t",
              text_time(time, sizeof time, list->session.starts_utc_ms), NULL);
    bool left = x - plot->left > canvas_text_width(plot->canvas, CANVAS_SEMIBOLD, 16, text);
    canvas_text(plot->canvas, left ? x - 8 : x + 8, plot->top - 14, CANVAS_SEMIBOLD, 16, KIT_INK,
                left ? CANVAS_RIGHT : CANVAS_LEFT, text);
    if (counted->until < counted->late_from || counted->by_start == 0)
        return;
    snprintf(number, sizeof number, "%d", counted->by_start);
    canvas_text(plot->canvas, x_of(plot, counted->late_from - 1) - 10, y_of(plot, counted->by_start) - 10,
                CANVAS_BOLD, 22, KIT_GREEN_TEXT, CANVAS_RIGHT, number);
}

static void end_draw(const struct plot *plot)
{
    const struct statistics *counted = plot->counted;
    char number[16];
    float x = x_of(plot, counted->until), y = y_of(plot, counted->timed);
    canvas_disc(plot->canvas, x, y, 8.5f, KIT_WHITE);
    canvas_disc(plot->canvas, x, y, 5.5f, KIT_GREEN);
    snprintf(number, sizeof number, "%d", counted->timed);
    float below = y + 32 < plot->bottom - 6 ? y + 32 : y - 16;
    canvas_text(plot->canvas, x + 2, below, CANVAS_BOLD, 22, KIT_INK, CANVAS_CENTRE, number);
}

/* What the two kinds of marks mean, at the right of the title; left out where there is no room. */
static void legend_draw(struct canvas *canvas, const struct frame_box *card)
{
    char title[64], sum[32], per[32];
    text_fill(title, sizeof title, "stats.curve", NULL);
    text_fill(sum, sizeof sum, "stats.cum", NULL);
    text_fill(per, sizeof per, "stats.per", NULL);
    float y = card->y + 13, x = card->x + card->w - 19;
    float used = kit_text_within(canvas, card->x + 19, y, card->w - 38, &title_style, title);
    float first = canvas_text_width(canvas, CANVAS_REGULAR, 16, sum);
    float second = canvas_text_width(canvas, CANVAS_REGULAR, 16, per);
    if (used + 12 + 26 + first + 16 + 12 + second > card->w - 38)
        return;
    kit_text(canvas, x, y + 1.5f, &small_style, CANVAS_RIGHT, per);
    x -= second + 12;
    canvas_round_rect(canvas, x, y + 4, 6, 16, 1, STEP_COLOR, 0, 0);
    x -= 16;
    kit_text(canvas, x, y + 1.5f, &small_style, CANVAS_RIGHT, sum);
    canvas_round_rect(canvas, x - first - 26, y + 10, 20, 4, 2, KIT_GREEN, 0, 0);
}

static void curve_draw(struct canvas *canvas, const struct ledger_class *list,
                       const struct statistics *counted, const struct frame_box *card)
{
    struct plot plot = {.canvas = canvas, .counted = counted};
    plot.left = card->x + 47;
    plot.right = card->x + card->w - 29;
    plot.top = card->y + 71;
    plot.bottom = card->y + card->h - 45;
    parts_card(canvas, card);
    legend_draw(canvas, card);
    float late = x_of(&plot, counted->late_from > 0 ? counted->late_from - 1 : 0);
    if (plot.right > late)
        canvas_rect(canvas, late, plot.top - 4, plot.right - late, plot.bottom - plot.top + 4, LATE_FIELD);
    grid_draw(&plot);
    bars_draw(&plot);
    steps_draw(&plot);
    start_draw(&plot, list);
    end_draw(&plot);
    times_draw(&plot);
}

struct part {
    enum ledger_status status;
    int count;
};

/* The parts of the donut, at most ROWS_MAX: half a session stands with leaving early, and somebody at a distance with
 * who is present, when there would be more. */
static int parts_of(const struct statistics *counted, struct part *out)
{
    static const enum ledger_status order[] = {LEDGER_S_PRESENT, LEDGER_S_ONLINE,   LEDGER_S_LATE,
                                               LEDGER_S_EARLY,   LEDGER_S_HALF,     LEDGER_NOT_YET,
                                               LEDGER_S_EXCUSED, LEDGER_S_UNEXCUSED};
    int status[LEDGER_STATUSES], kinds = 0, count = 0;
    for (int i = 0; i < LEDGER_STATUSES; i++) {
        status[i] = counted->status[i];
        kinds += status[i] > 0;
    }
    if (kinds > ROWS_MAX && status[LEDGER_S_HALF] && status[LEDGER_S_EARLY]) {
        status[LEDGER_S_EARLY] += status[LEDGER_S_HALF];
        status[LEDGER_S_HALF] = 0;
        kinds--;
    }
    if (kinds > ROWS_MAX) {
        status[LEDGER_S_PRESENT] += status[LEDGER_S_ONLINE];
        status[LEDGER_S_ONLINE] = 0;
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (status[order[i]] > 0)
            out[count++] = (struct part){order[i], status[order[i]]};
    return count;
}

static void donut_draw(struct canvas *canvas, const struct statistics *counted, const struct part *parts,
                       int count, float cx, float cy)
{
    float from = 0;
    char text[16];
    for (int i = 0; i < count; i++) {
        float span = 360 * (float)parts[i].count / (float)counted->total;
        float gap = count > 1 ? span > 6.4f ? 1.6f : span / 4 : 0;
        canvas_arc(canvas, cx, cy, 45, from + gap, from + span - gap, 20,
                   parts_status(parts[i].status)->chart, CANVAS_BUTT);
        from += span;
    }
    if (!count)
        canvas_arc(canvas, cx, cy, 45, 0, 360, 20, PARTS_TRACK, CANVAS_BUTT);
    int percent =
        counted->total > 0
            ? (int)(((int64_t)counted->arrived * 200 + counted->total) / (2 * (int64_t)counted->total))
            : 0;
    snprintf(text, sizeof text, "%d%%", percent);
    struct kit_style style = {CANVAS_BOLD, percent < 100 ? 26 : 24, 32, KIT_INK};
    kit_figures(canvas, cx, cy - 16, &style, CANVAS_CENTRE, text);
}

static void status_draw(struct canvas *canvas, const struct statistics *counted, const struct frame_box *card)
{
    struct part parts[LEDGER_STATUSES];
    char text[64];
    int count = parts_of(counted, parts);
    parts_card(canvas, card);
    kit_text_within(canvas, card->x + 17, card->y + 13, card->w - 34, &title_style,
                    text_fill(text, sizeof text, "stats.status", NULL));
    donut_draw(canvas, counted, parts, count, card->x + 73, card->y + 103.5f);
    float pitch = count > 4 ? 120.0f / (float)count : 30, x = card->x + 145, right = card->x + card->w - 17;
    float y = card->y + 103.5f - (pitch * (float)count - (count > 4 ? 0 : 3)) / 2;
    for (int i = 0; i < count; i++, y += pitch) {
        const struct parts_status *status = parts_status(parts[i].status);
        float line = count > 4 ? pitch : 27;
        struct kit_style word = {CANVAS_REGULAR, 16, line, KIT_INK},
                         number = {CANVAS_BOLD, 18, line, KIT_INK};
        char figure[16];
        snprintf(figure, sizeof figure, "%d", parts[i].count);
        float taken = kit_figures(canvas, right, y, &number, CANVAS_RIGHT, figure);
        canvas_icon(canvas, x, y + (line - 20) / 2, 20, (uint32_t)status->icon, status->sign);
        parts_shrunk(canvas, x + 27, y, right - taken - 4 - x - 27, &word, 15,
                     text_fill(text, sizeof text, status->word, NULL));
    }
}

/* "Chi bộ Sở Tài chính" is told apart by what follows "Chi bộ". */
static const char *unit_name(const char *name)
{
    static const char prefix[] = "Chi bộ ";
    size_t length = sizeof prefix - 1;
    return strncmp(name, prefix, length) == 0 && name[length] ? name + length : name;
}

static struct frame_box units_box(const struct frame_box *card)
{
    return (struct frame_box){card->x + 17, card->y + 42, card->w - 34, card->h - 46};
}

static void units_draw(struct canvas *canvas, const struct staff_state *state,
                       const struct statistics *counted, const struct frame_box *card)
{
    static const struct kit_style name_style = {CANVAS_REGULAR, 16, 21, KIT_INK};
    static const struct kit_style share_style = {CANVAS_SEMIBOLD, 16, 21, KIT_INK};
    struct frame_box box = units_box(card);
    char text[64];
    parts_card(canvas, card);
    kit_text_within(canvas, card->x + 17, card->y + 13, card->w - 34, &title_style,
                    text_fill(text, sizeof text, "stats.unit", NULL));
    float scrolled = parts_scroll(canvas, state, &box, (float)counted->unit_count * UNIT_PX);
    for (int i = 0; i < counted->unit_count; i++) {
        const struct statistics_unit *unit = &counted->units[i];
        float y = box.y + (float)i * UNIT_PX;
        if (y + UNIT_PX < box.y + scrolled || y > box.y + box.h + scrolled)
            continue;
        snprintf(text, sizeof text, "%d/%d", unit->arrived, unit->of);
        float taken = kit_figures(canvas, box.x + box.w, y, &share_style, CANVAS_RIGHT, text);
        kit_text_within(canvas, box.x, y, box.w - taken - 12, &name_style, unit_name(unit->name));
        parts_bar(canvas, box.x, y + 24, box.w, (float)unit->arrived / (float)unit->of, KIT_ACTION);
    }
    canvas_pop(canvas);
}

static void cards_of(const struct canvas *canvas, struct frame_box *curve, struct frame_box *status,
                     struct frame_box *units)
{
    float width = canvas_width(canvas), height = canvas_height(canvas);
    if (canvas_portrait(canvas)) {
        *curve = (struct frame_box){16, 76, width - 32, 330};
        *status = (struct frame_box){16, 418, width - 32, 174};
        *units = (struct frame_box){16, 604, width - 32, height - 620};
        return;
    }
    *curve = (struct frame_box){16, 76, width - 336, height - 92};
    *status = (struct frame_box){width - 312, 76, 296, 174};
    *units = (struct frame_box){width - 312, 258, 296, height - 274};
}

float statistics_content_px(const struct staff_state *state)
{
    struct statistics counted;
    statistics_count(state->roll, 0, &counted);
    return (float)counted.unit_count * UNIT_PX;
}

float statistics_viewport_px(const struct canvas *canvas)
{
    struct frame_box curve, status, units;
    cards_of(canvas, &curve, &status, &units);
    return units_box(&units).h;
}

static void top_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    char title[96], below[512], session[64] = "", number[16], of[16], date[48], time[16];
    if (state->roll && state->roll->session.number > 0 && state->roll->session.of > 0) {
        snprintf(number, sizeof number, "%d", state->roll->session.number);
        snprintf(of, sizeof of, "%d", state->roll->session.of);
        text_fill(session, sizeof session, "idle.session_n", "n", number, "N", of, NULL);
    }
    struct screen_state timeless = *door;
    timeless.view.clock_trusted = false;
    parts_place(below, sizeof below, &timeless, session[0] ? session : NULL);
    size_t used = strlen(below);
    if (door->view.clock_trusted)
        snprintf(below + used, sizeof below - used, "%s%s, %s", used ? " · " : "",
                 text_day_year(date, sizeof date, door->now_utc_ms),
                 text_time(time, sizeof time, door->now_utc_ms));
    parts_top(canvas, state, text_fill(title, sizeof title, "stats.title", NULL), below, NULL);
}

void staff_statistics(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct statistics counted;
    struct frame_box curve, status, units;
    canvas_clear(canvas, KIT_PAPER);
    cards_of(canvas, &curve, &status, &units);
    if (!state->roll || state->roll->count == 0) {
        parts_empty(canvas, "roster.empty");
    } else {
        statistics_count(state->roll, door->view.clock_trusted ? door->now_utc_ms : 0, &counted);
        curve_draw(canvas, state->roll, &counted, &curve);
        status_draw(canvas, &counted, &status);
        units_draw(canvas, state, &counted, &units);
    }
    top_draw(canvas, state, door);
    ribbon_draw(canvas, state, door);
}
