/* 02, 02b, 02c, 03, 04, 08b, 08c and an instructor's card: full-bleed colour, circle badge, the name as hero. */
#include <stdio.h>
#include <string.h>

#include "screens/accepted.h"
#include "screens/kit.h"
#include "screens/name.h"

#define BAR_PX 6

struct look {
    canvas_color field, foot, ink, badge, mark_color, ring_on, ring_off;
    int mark;
};

static const struct look look_green = {.field = KIT_GREEN,
                                       .foot = KIT_GREEN_DARK,
                                       .ink = KIT_WHITE,
                                       .badge = KIT_WHITE,
                                       .mark_color = KIT_GREEN,
                                       .ring_on = KIT_MINT,
                                       .ring_off = KIT_TRACK_WHITE,
                                       .mark = KIT_MARK_CHECK};
static const struct look look_amber = {.field = KIT_AMBER,
                                       .foot = KIT_AMBER_DARK,
                                       .ink = KIT_AMBER_INK,
                                       .badge = KIT_AMBER_INK,
                                       .mark_color = KIT_AMBER,
                                       .ring_on = KIT_AMBER_INK,
                                       .ring_off = KIT_TRACK_DARK,
                                       .mark = KIT_MARK_HANDS};
static const struct look look_blue = {.field = KIT_BLUE,
                                      .foot = KIT_BLUE_DARK,
                                      .ink = KIT_WHITE,
                                      .badge = KIT_WHITE,
                                      .mark_color = KIT_BLUE,
                                      .ring_on = KIT_BLUE_LIGHT,
                                      .ring_off = KIT_TRACK_WHITE,
                                      .mark = KIT_MARK_CHECK};
static const struct look look_again = {.field = KIT_BLUE,
                                       .foot = KIT_BLUE_DARK,
                                       .ink = KIT_WHITE,
                                       .badge = KIT_WHITE,
                                       .mark_color = KIT_BLUE,
                                       .ring_on = KIT_BLUE_LIGHT,
                                       .ring_off = KIT_TRACK_WHITE,
                                       .mark = KIT_MARK_CHECK_TWICE};

static const struct look look_early = {.field = KIT_AMBER,
                                       .foot = KIT_AMBER_DARK,
                                       .ink = KIT_AMBER_INK,
                                       .badge = KIT_AMBER_INK,
                                       .mark_color = KIT_AMBER,
                                       .mark = KIT_ICON_LOGOUT};
static const struct look look_out = {.field = KIT_GREEN,
                                     .foot = KIT_GREEN_DARK,
                                     .ink = KIT_WHITE,
                                     .badge = KIT_WHITE,
                                     .mark_color = KIT_GREEN,
                                     .mark = KIT_ICON_LOGOUT};

struct words {
    char verdict[96], time[16], left[256];
    char right[96]; /* in the counter's place: when somebody came and left */
    bool counts;    /* this tap has raised the count */
    bool counter;
};

struct sheet {
    struct canvas *canvas;
    const struct screen_state *state;
    const struct look *look;
    struct words words;
    bool portrait;
    float width, height, pad;
    float name_top; /* in portrait a verdict of two lines pushes the name down */
};

static void late_words(const struct ledger_result *result, struct words *out)
{
    char minutes[16], hours[16], start[16], from[96];
    int late = result->minutes_late > 0 ? result->minutes_late : 0;
    snprintf(hours, sizeof hours, "%d", late / 60);
    snprintf(minutes, sizeof minutes, "%d", late >= 60 ? late % 60 : late);
    text_fill(out->verdict, sizeof out->verdict, late >= 60 ? "result.late_h" : "result.late", "h", hours,
              "m", minutes, NULL);
    if (!result->has_session)
        return;
    text_fill(from, sizeof from, "result.start_vs", "a",
              text_time(start, sizeof start, result->session.starts_utc_ms), NULL);
    size_t used = strlen(out->left);
    snprintf(out->left + used, sizeof out->left - used, "%s%s", used ? " · " : "", from);
}

/* 08b, 08c. Who was never seen coming has no time of it. */
static void leave_words(const struct ledger_result *result, struct words *out)
{
    char minutes[16], hours[16], in[16], left[16];
    int early = result->minutes_early > 0 ? result->minutes_early : 0;
    bool whole = result->verdict == LEDGER_OUT || early == 0;
    int64_t left_utc_ms = result->out_utc_ms ? result->out_utc_ms : result->at_utc_ms;
    out->counter = false;
    snprintf(hours, sizeof hours, "%d", early / 60);
    snprintf(minutes, sizeof minutes, "%d", early >= 60 ? early % 60 : early);
    text_fill(out->verdict, sizeof out->verdict,
              whole         ? "leave.out"
              : early >= 60 ? "leave.early_h"
                            : "leave.early",
              "h", hours, "m", minutes, NULL);
    if (!result->clock_trusted)
        return;
    text_time(left, sizeof left, left_utc_ms);
    snprintf(out->time, sizeof out->time, "%s", left);
    if (result->first_utc_ms > 0)
        text_fill(out->right, sizeof out->right, "leave.in_out", "a",
                  text_time(in, sizeof in, result->first_utc_ms), "b", left, NULL);
    else
        text_fill(out->right, sizeof out->right, "leave.no_in", NULL);
}

static void words_of(const struct ledger_result *result, struct words *out)
{
    char number[16], time[16];
    *out = (struct words){.counts = true, .counter = true};
    snprintf(out->time, sizeof out->time, "--:--");
    if (result->clock_trusted)
        text_time(out->time, sizeof out->time, result->at_utc_ms);
    snprintf(number, sizeof number, "%d", result->ordinal);
    if (result->ordinal > 0)
        text_fill(out->left, sizeof out->left, "result.no_full", "n", number, NULL);
    switch (result->verdict) {
    case LEDGER_LATE:
        late_words(result, out);
        break;
    case LEDGER_RECORDED:
        text_fill(out->verdict, sizeof out->verdict, "result.unverified", NULL);
        text_fill(out->left, sizeof out->left, "result.unverified_d", NULL);
        break;
    case LEDGER_ALREADY:
        out->counts = false;
        out->time[0] = '\0';
        bool known = result->clock_trusted && result->first_utc_ms > 0;
        text_fill(out->verdict, sizeof out->verdict, known ? "result.already_at" : "result.already", "t",
                  text_time(time, sizeof time, result->first_utc_ms), NULL);
        text_fill(out->left, sizeof out->left, "result.no_again", NULL);
        break;
    case LEDGER_LEFT_EARLY:
    case LEDGER_OUT:
        leave_words(result, out);
        break;
    case LEDGER_INSTRUCTOR:
        out->counter = false;
        text_fill(out->verdict, sizeof out->verdict, "result.unverified", NULL);
        text_fill(out->left, sizeof out->left, "unlock.title", NULL);
        break;
    default:
        text_fill(out->verdict, sizeof out->verdict, "result.present", NULL);
        break;
    }
}

static const struct look *look_of(const struct ledger_result *result)
{
    switch (result->verdict) {
    case LEDGER_LEFT_EARLY:
        return &look_early;
    case LEDGER_OUT:
        /* A departure without an arrival is recorded with a remark. */
        return result->clock_trusted && result->first_utc_ms <= 0 ? &look_early : &look_out;
    case LEDGER_LATE:
        return &look_amber;
    case LEDGER_RECORDED:
        return &look_blue;
    case LEDGER_ALREADY:
        return &look_again;
    default:
        return &look_green;
    }
}

void accepted_brief(const struct ledger_result *result, struct accepted_brief *out)
{
    const struct look *look = look_of(result);
    struct words words;
    words_of(result, &words);
    *out = (struct accepted_brief){.field = look->field,
                                   .ink = look->ink,
                                   .badge = look->badge,
                                   .mark_color = look->mark_color,
                                   .mark = look->mark};
    snprintf(out->verdict, sizeof out->verdict, "%s", words.verdict);
    snprintf(out->time, sizeof out->time, "%s", words.time);
}

static void head_draw(struct sheet *sheet)
{
    static const float landscape_px[] = {48, 44, 40, 36, 32}, portrait_px[] = {48, 46, 40, 36, 32};
    static const int one_line[] = {1, 1, 1, 1, 1}, two_lines[] = {1, 2, 2, 2, 2};
    const struct look *look = sheet->look;
    bool portrait = sheet->portrait;
    float top = portrait ? 56 : 26, badge = portrait ? 136 : 84;
    kit_circle_badge(sheet->canvas, sheet->state, sheet->pad, top, badge, look->mark, look->badge,
                     look->mark_color);
    struct kit_style time = {CANVAS_SEMIBOLD, 48, badge, look->ink};
    float taken =
        kit_text(sheet->canvas, sheet->width - sheet->pad, top, &time, CANVAS_RIGHT, sheet->words.time);
    float x = portrait ? sheet->pad : sheet->pad + badge + 20;
    float room = sheet->width - sheet->pad - x - (portrait ? 0 : taken + 20);
    struct text_lines verdict;
    wrap_fit(sheet->canvas, CANVAS_BOLD, portrait ? portrait_px : landscape_px, 5, room,
             portrait ? two_lines : one_line, WRAP_BALANCED, sheet->words.verdict, 0, &verdict);
    struct kit_style style = {CANVAS_BOLD, verdict.size, verdict.size * 1.24f, look->ink};
    float y = portrait ? top + badge + 26 + (verdict.count < 2 ? (60 - style.line_px) / 2 : 0)
                       : top + (badge - style.line_px) / 2;
    y += kit_lines(sheet->canvas, x, y, &style, CANVAS_LEFT, &verdict);
    sheet->name_top = !portrait ? 116 : y + 8 > 300 ? y + 8 : 300;
}

static void name_fit(struct sheet *sheet, const char *name, struct text_lines *out)
{
    static const float landscape_px[] = {80, 72, 64, 56, 48};
    static const float portrait_px[] = {80, 72, 64, 58}, three_px[] = {64, 58, 52, 46};
    float width = sheet->width - 2 * sheet->pad;
    if (!sheet->portrait)
        text_fit_name(sheet->canvas, landscape_px, 5, width, 2, name, out);
    else if (!name_fits(sheet->canvas, portrait_px, 4, width, 2, name, out))
        text_fit_name(sheet->canvas, three_px, 4, width, 3, name, out);
}

static void name_draw(struct sheet *sheet)
{
    const struct ledger_result *result = &sheet->state->result;
    float top = sheet->name_top, bottom = sheet->height - (sheet->portrait ? 180 : 98);
    float gap = sheet->portrait ? 12 : 6, width = sheet->width - 2 * sheet->pad;
    struct kit_style unit_style = {CANVAS_MEDIUM, 26, 34, sheet->look->ink};
    struct text_lines name, unit;
    name_fit(sheet, result->member_name, &name);
    struct kit_style name_style = {CANVAS_BOLD, name.size, name.size * 1.22f, sheet->look->ink};
    float name_px = (float)name.count * name_style.line_px;
    int unit_lines = bottom - top - name_px - gap >= 68 ? 2 : 1;
    kit_wrap(sheet->canvas, &unit_style, width, unit_lines, WRAP_PRETTY, result->member_unit, &unit);
    float y = top + (bottom - top - name_px - gap - 34 * (float)(unit.count > 0 ? unit.count : 1)) / 2;
    y += kit_lines(sheet->canvas, sheet->pad - 2, y, &name_style, CANVAS_LEFT, &name) + gap;
    kit_lines(sheet->canvas, sheet->pad, y, &unit_style, CANVAS_LEFT, &unit);
}

/* The count that rolls: the number before goes up and out, the new one comes in from below. */
static float rolling_draw(struct sheet *sheet, float x, float baseline, int count)
{
    char now[16], before[16];
    snprintf(now, sizeof now, "%d", count);
    snprintf(before, sizeof before, "%d", count - 1);
    canvas_color ink = sheet->look->ink;
    float width = canvas_figures_width(sheet->canvas, CANVAS_BOLD, 30, now);
    float at = kit_ease_in_out(sheet->state, KIT_COUNTER_START_MS, KIT_COUNTER_MS);
    if (!sheet->words.counts || at >= 1 || count < 1)
        return canvas_figures(sheet->canvas, x, baseline, CANVAS_BOLD, 30, ink, CANVAS_LEFT, now);
    canvas_push(sheet->canvas, x - 1, baseline - 30, width + 2, 36, 0, 0, 1);
    canvas_figures(sheet->canvas, x + width, baseline - 36 * at, CANVAS_BOLD, 30, ink, CANVAS_RIGHT, before);
    canvas_figures(sheet->canvas, x, baseline + 36 * (1 - at), CANVAS_BOLD, 30, ink, CANVAS_LEFT, now);
    canvas_pop(sheet->canvas);
    return width;
}

/* Ring and "38/52 đã đến". x is its left edge in portrait, its right edge in landscape. Returns the width
 * taken. */
static float counter_draw(struct sheet *sheet, float x, float y)
{
    const struct ledger_session *session = &sheet->state->result.session;
    if (!sheet->words.counter || !sheet->state->result.has_session || session->enrolled <= 0)
        return 0;
    char now[16], of[16], word[48];
    int count = session->arrived > 0 ? session->arrived : 0;
    snprintf(now, sizeof now, "%d", count);
    snprintf(of, sizeof of, "/%d", session->enrolled);
    text_fill(word, sizeof word, "idle.present_n", NULL);
    canvas_color ink = sheet->look->ink;
    float figures = canvas_figures_width(sheet->canvas, CANVAS_BOLD, 30, now) +
                    canvas_figures_width(sheet->canvas, CANVAS_BOLD, 30, of);
    float space = wrap_space(sheet->canvas, CANVAS_REGULAR, 26);
    float width = 60 + figures + space + canvas_text_width(sheet->canvas, CANVAS_MEDIUM, 26, word);
    if (!sheet->portrait)
        x -= width;
    float before = sheet->words.counts ? (float)count - 1 : (float)count;
    float at = kit_ease_in_out(sheet->state, KIT_COUNTER_START_MS, KIT_COUNTER_MS);
    float share = (before + ((float)count - before) * at) / (float)session->enrolled;
    kit_mini_ring(sheet->canvas, x + 23, y + 23, share, sheet->look->ring_on, sheet->look->ring_off);
    float baseline = canvas_baseline(sheet->canvas, CANVAS_BOLD, 30, y + 3.5f, 39);
    float pen = x + 60;
    pen += rolling_draw(sheet, pen, baseline, count);
    pen += canvas_figures(sheet->canvas, pen, baseline, CANVAS_BOLD, 30, ink, CANVAS_LEFT, of);
    canvas_text(sheet->canvas, pen + space, baseline, CANVAS_MEDIUM, 26, ink, CANVAS_LEFT, word);
    return width;
}

/* What stands right of (below, in portrait) the footer's line. Returns the width taken. */
static float foot_right_draw(struct sheet *sheet, float x, float y)
{
    if (!sheet->words.right[0])
        return counter_draw(sheet, x, y);
    struct kit_style style = {CANVAS_SEMIBOLD, 26, 46, sheet->look->ink};
    if (sheet->portrait)
        style.line_px = 33.8f;
    return kit_figures(sheet->canvas, x, y, &style, sheet->portrait ? CANVAS_LEFT : CANVAS_RIGHT,
                       sheet->words.right);
}

static void foot_draw(struct sheet *sheet)
{
    static const float sizes[] = {26, 24, 22, 20};
    static const int one_line[] = {1, 1, 1, 1};
    float height = sheet->portrait ? 146 : 84, top = sheet->height - BAR_PX - height;
    float room = sheet->width - 2 * sheet->pad, line_y;
    canvas_rect(sheet->canvas, 0, top, sheet->width, height, sheet->look->foot);
    if (sheet->portrait) {
        line_y = top + (height - (sheet->words.right[0] ? 79.6f : 91.8f)) / 2;
        if (foot_right_draw(sheet, sheet->pad, line_y + 45.8f) == 0)
            line_y = top + (height - 33.8f) / 2;
    } else {
        float taken = foot_right_draw(sheet, sheet->width - sheet->pad, top + (height - 46) / 2);
        room -= taken > 0 ? taken + 16 : 0;
        line_y = top + (height - 33.8f) / 2;
    }
    struct text_lines left;
    wrap_fit(sheet->canvas, CANVAS_SEMIBOLD, sizes, 4, room, one_line, WRAP_GREEDY, sheet->words.left, 0,
             &left);
    struct kit_style style = {CANVAS_SEMIBOLD, left.size, 33.8f, sheet->look->ink};
    kit_lines(sheet->canvas, sheet->pad, line_y, &style, CANVAS_LEFT, &left);
}

/* The bar empties in the time that the result stays; without motion it stays full. */
static void bar_draw(struct sheet *sheet)
{
    float gone = sheet->state->motion ? (float)kit_age_ms(sheet->state) / SCREEN_ACCEPTED_MS : 0;
    float left = gone < 1 ? 1 - gone : 0, y = sheet->height - BAR_PX;
    canvas_rect(sheet->canvas, 0, y, sheet->width, BAR_PX, sheet->look->foot);
    canvas_rect(sheet->canvas, 0, y, sheet->width * left, BAR_PX, sheet->look->ink);
}

void screen_accepted(struct canvas *canvas, const struct screen_state *state)
{
    struct sheet sheet = {.canvas = canvas, .state = state, .look = look_of(&state->result)};
    sheet.portrait = canvas_portrait(canvas);
    sheet.width = canvas_width(canvas);
    sheet.height = canvas_height(canvas);
    sheet.pad = sheet.portrait ? 32 : 40;
    words_of(&state->result, &sheet.words);
    canvas_clear(canvas, sheet.look->field);
    head_draw(&sheet);
    name_draw(&sheet);
    foot_draw(&sheet);
    bar_draw(&sheet);
    if (kit_age_ms(state) >= SCREEN_TOUCH_CLOSES_AFTER_MS)
        canvas_zone(canvas, 0, 0, sheet.width, sheet.height, SCREEN_ZONE_CLOSE);
}
