/* 08: leaving early? For a learner, so large and few; with no choice nothing is recorded. */
#include <stdio.h>

#include "screens/name.h"
#include "screens/parts.h"

#define BAR_PX 6

struct ask {
    struct canvas *canvas;
    const struct screen_state *state;
    int pressed;
    bool portrait;
    float width, height, pad, room;
};

/* Minutes as the clock shows them: 35 at 10:25 for 11:00. */
static void until_text(const struct screen_state *state, char *out, size_t capacity)
{
    const struct ledger_result *result = &state->result;
    char time[16], minutes[24];
    out[0] = '\0';
    if (!result->has_session || !result->clock_trusted)
        return;
    int64_t ends = result->session.ends_utc_ms / 60000, at = result->at_utc_ms / 60000;
    snprintf(minutes, sizeof minutes, "%lld", (long long)(ends > at ? ends - at : 0));
    text_fill(out, capacity, "leave.ask_d", "t", text_time(time, sizeof time, result->session.ends_utc_ms),
              "m", minutes, NULL);
}

static float head_draw(const struct ask *ask)
{
    static const float sizes[] = {48, 44, 40, 36};
    static const int one[] = {1, 1, 1, 1}, two[] = {1, 1, 1, 2};
    char text[192];
    struct text_lines question, until;
    struct kit_style quiet = {CANVAS_MEDIUM, 26, 34, KIT_INK};
    float badge = ask->portrait ? 112 : 92, top = ask->portrait ? 52 : 40;
    float x = ask->portrait ? ask->pad : ask->pad + badge + 24, y = ask->portrait ? top + badge + 20 : top;
    kit_circle_badge(ask->canvas, NULL, ask->pad, top, badge, 0, KIT_AMBER, KIT_AMBER_INK);
    float mark = ask->portrait ? 68 : 56;
    canvas_icon(ask->canvas, ask->pad + (badge - mark) / 2, top + (badge - mark) / 2, mark, KIT_ICON_LOGOUT,
                KIT_AMBER_INK);
    wrap_fit(ask->canvas, CANVAS_BOLD, sizes, 4, ask->width - ask->pad - x, ask->portrait ? two : one,
             WRAP_BALANCED, text_fill(text, sizeof text, "leave.ask", NULL), 0, &question);
    struct kit_style hero = {CANVAS_BOLD, question.size, question.size + 10, KIT_INK};
    y += kit_lines(ask->canvas, x, y, &hero, CANVAS_LEFT, &question);
    until_text(ask->state, text, sizeof text);
    kit_wrap(ask->canvas, &quiet, ask->width - ask->pad - x, ask->portrait ? 2 : 1, WRAP_PRETTY, text,
             &until);
    y += kit_lines(ask->canvas, x, y, &quiet, CANVAS_LEFT, &until);
    return ask->portrait ? y + 24 : 172;
}

static void name_draw(const struct ask *ask, float y, float bottom)
{
    static const float sizes[] = {48, 44, 40, 36, 32};
    struct text_lines name, unit;
    struct kit_style quiet = {CANVAS_REGULAR, 22, 30, KIT_INK2};
    int most = bottom - y >= 2 * 60 + 30 ? 2 : 1;
    text_fit_name(ask->canvas, sizes, 5, ask->room, most, ask->state->result.member_name, &name);
    struct kit_style bold = {CANVAS_BOLD, name.size, name.size * 1.25f, KIT_INK};
    y += kit_lines(ask->canvas, ask->pad, y, &bold, CANVAS_LEFT, &name);
    kit_wrap(ask->canvas, &quiet, ask->room, bottom - y >= 60 ? 2 : 1, WRAP_PRETTY,
             ask->state->result.member_unit, &unit);
    kit_lines(ask->canvas, ask->pad, y, &quiet, CANVAS_LEFT, &unit);
}

static void buttons_draw(const struct ask *ask, float y)
{
    char leave[64], stay[64];
    float gap = 20, width = ask->portrait ? ask->room : (ask->room - gap) / 2 + 1;
    struct frame_box box = {ask->pad, y, width, 100};
    parts_button(ask->canvas, &box, ask->pressed,
                 &(struct parts_button){.icon = KIT_ICON_LOGOUT,
                                        .text = text_fill(leave, sizeof leave, "leave.go", NULL),
                                        .zone = STAFF_ZONE_LEAVE,
                                        .size = 34,
                                        .icon_px = 40,
                                        .border = 3,
                                        .min_size = 26});
    if (ask->portrait)
        box.y += 100 + gap;
    else
        box = (struct frame_box){ask->pad + width + gap, y, ask->room - width - gap, 100};
    parts_button(ask->canvas, &box, ask->pressed,
                 &(struct parts_button){.icon = KIT_ICON_SCHOOL,
                                        .text = text_fill(stay, sizeof stay, "leave.stay", NULL),
                                        .zone = STAFF_ZONE_STAY,
                                        .primary = true,
                                        .size = 34,
                                        .icon_px = 40,
                                        .min_size = 26});
}

/* What happens without a choice, in the middle below the buttons. */
static void foot_draw(const struct ask *ask, float y)
{
    struct kit_style style = {CANVAS_MEDIUM, 22, 28.6f, KIT_INK2};
    struct text_lines lines;
    char text[128];
    kit_wrap(ask->canvas, &style, ask->room - 32, ask->portrait ? 2 : 1, WRAP_BALANCED,
             text_fill(text, sizeof text, "leave.ask_to", NULL), &lines);
    float x = ask->pad + (ask->room - 32 - lines.width) / 2, height = (float)lines.count * style.line_px;
    canvas_icon(ask->canvas, x, y + (height - 24) / 2, 24, KIT_ICON_SCHEDULE, KIT_INK2);
    kit_lines(ask->canvas, x + 32, y, &style, CANVAS_LEFT, &lines);
    float gone = ask->state->motion ? (float)kit_age_ms(ask->state) / SCREEN_ASK_MS : 0;
    canvas_rect(ask->canvas, 0, ask->height - BAR_PX, ask->width, BAR_PX, KIT_LINE);
    if (gone < 1)
        canvas_rect(ask->canvas, 0, ask->height - BAR_PX, ask->width * (1 - gone), BAR_PX, KIT_INK2);
}

void screen_leave_ask(struct canvas *canvas, const struct screen_state *state, int pressed)
{
    struct ask ask = {
        .canvas = canvas, .state = state, .pressed = pressed, .portrait = canvas_portrait(canvas)};
    ask.width = canvas_width(canvas);
    ask.height = canvas_height(canvas);
    ask.pad = ask.portrait ? 32 : 40;
    ask.room = ask.width - 2 * ask.pad;
    canvas_clear(canvas, KIT_PAPER);
    canvas_rect(canvas, 0, 0, ask.width, 12, KIT_AMBER);
    float y = head_draw(&ask), buttons = ask.portrait ? ask.height - BAR_PX - 84 - 220 : 296;
    if (kit_age_ms(state) < SCREEN_NAME_MS)
        name_draw(&ask, y, buttons - 16);
    buttons_draw(&ask, buttons);
    foot_draw(&ask, ask.portrait ? buttons + 220 + 16 : 414);
}
