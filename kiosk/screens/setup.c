/* 19: a device that has no configuration yet: its code, what works, the language. */
#include <math.h>
#include <stdio.h>

#include "screens/parts.h"

#define ROW_PX       56
#define ROW_LEAST_PX 24

struct check {
    int icon;
    const char *label; /* a string key */
    const char *value; /* filled in */
    enum { CHECK_WAITING, CHECK_GOOD, CHECK_BAD } kind;
};

static void code_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *panel)
{
    static const float head_sizes[] = {38, 34, 30}, text_sizes[] = {20, 18, 16},
                       code_sizes[] = {50, 44, 36, 28};
    static const int head_lines[] = {2, 3, 3}, text_lines[] = {5, 6, 6}, one[] = {1, 1, 1, 1};
    char text[256];
    struct text_lines lines;
    float width = panel->w - 72, x = panel->x + 36, y = panel->y + 36, foot = panel->y + panel->h - 32;
    canvas_rect(canvas, panel->x, panel->y, panel->w, panel->h, KIT_NAVY);
    wrap_fit(canvas, CANVAS_BOLD, head_sizes, 3, width, head_lines, WRAP_BALANCED,
             text_fill(text, sizeof text, "setup.title", NULL), 0, &lines);
    struct kit_style head = {CANVAS_BOLD, lines.size, lines.size + 10, KIT_WHITE};
    y += kit_lines(canvas, x, y, &head, CANVAS_LEFT, &lines) + 14;
    wrap_fit(canvas, CANVAS_REGULAR, text_sizes, 3, width, text_lines, WRAP_PRETTY,
             text_fill(text, sizeof text, "setup.do", NULL), 0, &lines);
    struct kit_style quiet = {CANVAS_REGULAR, lines.size, lines.size + 8, KIT_NAVY_TEXT};
    kit_lines(canvas, x, y, &quiet, CANVAS_LEFT, &lines);
    wrap_fit(canvas, CANVAS_BOLD, code_sizes, 4, width, one, WRAP_GREEDY, state->device_code, 0, &lines);
    struct kit_style code = {CANVAS_BOLD, lines.size, 64, KIT_WHITE};
    struct kit_style label = {CANVAS_MEDIUM, 18, 23.4f, KIT_NAVY_TEXT};
    if (lines.count > 0)
        kit_figures(canvas, x, foot - 64, &code, CANVAS_LEFT, lines.line[0]);
    kit_text_within(canvas, x, foot - 64 - label.line_px, width, &label,
                    text_fill(text, sizeof text, "setup.code", NULL));
}

static void check_draw(struct canvas *canvas, const struct frame_box *box, const struct check *check)
{
    static const canvas_color inks[] = {KIT_INK2, KIT_GREEN_TEXT, KIT_AMBER_TEXT};
    float x = box->x, y = box->y, width = box->w, height = box->h - 1;
    struct kit_style label = {CANVAS_MEDIUM, 18, height, KIT_INK};
    struct kit_style value = {CANVAS_SEMIBOLD, 18, height, inks[check->kind]};
    char text[96];
    struct text_lines lines;
    text_fill(text, sizeof text, check->label, NULL);
    float taken = canvas_text_width(canvas, label.weight, label.size, text);
    canvas_icon(canvas, x, y + (height - 26) / 2, 26, (uint32_t)check->icon, KIT_INK2);
    kit_text(canvas, x + 38, y, &label, CANVAS_LEFT, text);
    kit_wrap(canvas, &value, width - 38 - taken - 12 - 28, 1, WRAP_GREEDY, check->value, &lines);
    if (lines.count > 0)
        kit_text(canvas, x + width, y, &value, CANVAS_RIGHT, lines.line[0]);
    float sign = x + width - lines.width - 28, sign_y = y + (height - 22) / 2;
    if (check->kind == CHECK_GOOD)
        parts_check(canvas, sign, sign_y, 22, KIT_GREEN_TEXT);
    else
        canvas_icon(canvas, sign, sign_y, 22,
                    check->kind == CHECK_BAD ? KIT_ICON_WARNING : KIT_ICON_HOURGLASS_EMPTY,
                    inks[check->kind]);
    canvas_rect(canvas, x, y + height, width, 1, KIT_LINE);
}

static void checks_draw(struct canvas *canvas, const struct staff_state *state,
                        const struct screen_state *door, const struct frame_box *box)
{
    char reader[64], time[64], net[96], disk[64], usb[64], tenths[24];
    bool reader_bad = door->reader_down || door->trouble == SCREEN_TROUBLE_READER;
    bool reader_known = door->reader_found[0]; /* without a configuration none is opened */
    bool got = state->usb_found && !state->setup_error[0], disk_known = state->disk_total_bytes > 0;
    text_fill(reader, sizeof reader,
              reader_bad     ? "setup.no_usb"
              : reader_known ? "dev.ready"
                             : "setup.unknown",
              NULL);
    text_fill(time, sizeof time, door->view.clock_trusted ? "dev.trusted" : "setup.clock_bad", NULL);
    text_fill(net, sizeof net, state->network ? "dev.online" : "dev.no_net", NULL);
    if (state->network && (state->address[0] || state->hostname[0]))
        snprintf(net, sizeof net, "%s", state->address[0] ? state->address : state->hostname);
    text_decimal(tenths, sizeof tenths, state->disk_free_bytes / 100000000);
    text_fill(disk, sizeof disk, disk_known ? "dev.free_a" : "setup.unknown", "a", tenths, NULL);
    text_fill(usb, sizeof usb,
              !state->usb_found ? "setup.no_usb"
              : got             ? "setup.found"
                                : "setup.bad_short",
              NULL);
    const struct check checks[] = {
        {KIT_ICON_SENSORS, "dev.reader", reader,
         reader_bad     ? CHECK_BAD
         : reader_known ? CHECK_GOOD
                        : CHECK_WAITING},
        {KIT_ICON_SCHEDULE, "dev.clock", time, door->view.clock_trusted ? CHECK_GOOD : CHECK_BAD},
        {KIT_ICON_LAN, "dev.net", net, state->network ? CHECK_GOOD : CHECK_BAD},
        {KIT_ICON_STORAGE, "dev.store", disk, disk_known ? CHECK_GOOD : CHECK_WAITING},
        {KIT_ICON_USB, "setup.usb", usb,
         got                     ? CHECK_GOOD
         : state->setup_error[0] ? CHECK_BAD
                                 : CHECK_WAITING},
    };
    int count = (int)(sizeof checks / sizeof checks[0]);
    float row = floorf(box->h / (float)count);
    row = row > ROW_PX ? ROW_PX : row < ROW_LEAST_PX ? ROW_LEAST_PX : row;
    for (int i = 0; i < count; i++)
        check_draw(canvas, &(struct frame_box){box->x, box->y + (float)i * row, box->w, row}, &checks[i]);
}

/* A bad file: which, where, and how to mend it. Returns the height. */
static float error_draw(struct canvas *canvas, const struct staff_state *state, float x, float y, float width)
{
    static const struct kit_style style = {CANVAS_MEDIUM, 16, 22, KIT_RED_TEXT};
    struct text_lines lines;
    kit_wrap(canvas, &style, width - 28, 5, WRAP_GREEDY, state->setup_error, &lines);
    float height = (float)lines.count * style.line_px + 20;
    canvas_round_rect(canvas, x, y, width, height, 14, KIT_RED_TINT, 0, 0);
    kit_lines(canvas, x + 14, y + 10, &style, CANVAS_LEFT, &lines);
    return height;
}

static void buttons_draw(struct canvas *canvas, const struct staff_state *state, float x, float y,
                         float width)
{
    char lights[64], other[64];
    float first = 20 + (width - 12 - 40) / 1.8f;
    struct frame_box box = {x, y, first, 64};
    parts_button(canvas, &box, state->pressed,
                 &(struct parts_button){.icon = KIT_ICON_LIGHTBULB,
                                        .text = text_fill(lights, sizeof lights, "setup.test_later", NULL),
                                        .off = true, /* no configuration: nobody knows where they are wired */
                                        .size = 16,
                                        .icon_px = 26,
                                        .gap = 8});
    box.x += first + 12;
    box.w = width - first - 12;
    parts_button(canvas, &box, state->pressed,
                 &(struct parts_button){.icon = KIT_ICON_LANGUAGE,
                                        .text = text_fill(other, sizeof other, "language.other", NULL),
                                        .zone = STAFF_ZONE_LANGUAGE,
                                        .size = 19,
                                        .icon_px = 26,
                                        .gap = 8});
}

void staff_setup(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    bool portrait = canvas_portrait(canvas), bad = state->setup_error[0];
    float width = canvas_width(canvas), height = canvas_height(canvas);
    struct frame_box panel = {0, 0, portrait ? width : 400, portrait ? 372 : height};
    float x = portrait ? 32 : panel.w + 32, y = portrait ? panel.h + 20 : 36, room = width - x - 32;
    const char *key = bad ? "setup.bad" : state->usb_found ? "setup.got" : "setup.wait";
    int icon = bad ? KIT_ICON_WARNING : KIT_ICON_SETTINGS;
    struct kit_style head = {CANVAS_SEMIBOLD, 22, 44, bad ? KIT_RED_TEXT : KIT_INK};
    char text[96];
    canvas_clear(canvas, KIT_PAPER);
    code_draw(canvas, state, &panel);
    canvas_icon(canvas, x, y + 8, 28, (uint32_t)icon, bad ? KIT_RED : KIT_ACTION);
    parts_shrunk(canvas, x + 40, y, room - 40, &head, 18, text_fill(text, sizeof text, key, NULL));
    y += 56;
    float buttons = height - 28 - 64;
    if (bad)
        y += error_draw(canvas, state, x, y, room) + 4;
    checks_draw(canvas, state, door, &(struct frame_box){x, y, room, buttons - 12 - y});
    buttons_draw(canvas, state, x, buttons, room);
}
