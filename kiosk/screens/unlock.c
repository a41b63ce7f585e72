/* 11: an instructor's card, or a PIN. */
#include <stdio.h>

#include "screens/ribbon.h"
#include "screens/staff_kit.h"

#define KEY_W   92
#define KEY_H   80
#define KEY_GAP 10
#define PAD_W   (3 * KEY_W + 2 * KEY_GAP)
#define DIGITS  6
#define KEY     CANVAS_RGB(0x23446A)
#define DIMMED  0.4f

static bool keys_work(const struct staff_state *state)
{
    return state->pin_locked_ms <= 0 && !state->pin_checking;
}

static void dots_draw(struct canvas *canvas, const struct staff_state *state, float x, float y)
{
    float at = x + (PAD_W - (DIGITS * 20 + (DIGITS - 1) * 18)) / 2.0f;
    for (int i = 0; i < DIGITS; i++, at += 38)
        if (i < state->pin_digits || state->pin_checking)
            canvas_round_rect(canvas, at, y + 20, 20, 20, 10, KIT_WHITE, 0, 0);
        else
            canvas_round_rect(canvas, at, y + 20, 20, 20, 10, CANVAS_RGBA(0xFFFFFF, 0), 3, KIT_NAVY_TEXT);
}

static void digit_draw(struct canvas *canvas, const struct staff_state *state, float x, float y, char digit)
{
    struct kit_style style = {CANVAS_SEMIBOLD, 36, KEY_H, KIT_WHITE};
    char text[2] = {digit, '\0'};
    int zone = STAFF_ZONE_KEY + digit;
    canvas_round_rect(canvas, x, y, KEY_W, KEY_H, 14, state->pressed == zone ? parts_darker(KEY) : KEY, 0, 0);
    kit_text(canvas, x + KEY_W / 2.0f, y, &style, CANVAS_CENTRE, text);
    if (keys_work(state))
        canvas_zone(canvas, x - KEY_GAP / 2.0f, y - KEY_GAP / 2.0f, KEY_W + KEY_GAP, KEY_H + KEY_GAP, zone);
}

static void pad_draw(struct canvas *canvas, const struct staff_state *state, float x, float y)
{
    static const char keys[] = "123456789x0b";
    struct kit_style back = {CANVAS_SEMIBOLD, 18, KEY_H, KIT_WHITE};
    char text[48];
    float alpha = state->pin_locked_ms > 0 ? DIMMED : 1;
    dots_draw(canvas, state, x, y);
    y += 72;
    for (int i = 0; i < 12; i++) {
        float kx = x + (float)(i % 3) * (KEY_W + KEY_GAP), ky = y + (float)(i / 3) * (KEY_H + KEY_GAP);
        int zone = keys[i] == 'x' ? STAFF_ZONE_BACK : STAFF_ZONE_KEY + '\b';
        if (keys[i] >= '0' && keys[i] <= '9') {
            canvas_push(canvas, 0, 0, canvas_width(canvas), canvas_height(canvas), 0, 0, alpha);
            digit_draw(canvas, state, kx, ky, keys[i]);
            canvas_pop(canvas);
            continue;
        }
        if (state->pressed == zone)
            canvas_round_rect(canvas, kx, ky, KEY_W, KEY_H, 14, parts_darker(KIT_NAVY), 0, 0);
        if (keys[i] == 'x') {
            text_fill(text, sizeof text, "unlock.cancel", NULL);
            float wide = canvas_text_width(canvas, back.weight, back.size, text);
            if (wide > KEY_W)
                parts_shrunk(canvas, kx, ky, KEY_W, &back, 14, text);
            else
                kit_text(canvas, kx + KEY_W / 2.0f, ky, &back, CANVAS_CENTRE, text);
        } else {
            canvas_icon(canvas, kx + (KEY_W - 34) / 2.0f, ky + (KEY_H - 34) / 2.0f, 34, KIT_ICON_BACKSPACE,
                        KIT_WHITE);
        }
        canvas_zone(canvas, kx - KEY_GAP / 2.0f, ky - KEY_GAP / 2.0f, KEY_W + KEY_GAP, KEY_H + KEY_GAP, zone);
    }
}

/* What went wrong, or what the device is doing. False: nothing. */
static bool notice_text(const struct staff_state *state, char *out, size_t capacity, int *icon)
{
    char value[24];
    *icon = KIT_ICON_WARNING;
    if (state->pin_locked_ms > 0) {
        int64_t seconds = (state->pin_locked_ms + 999) / 1000;
        seconds = seconds > 5999 ? 5999 : seconds;
        snprintf(value, sizeof value, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
        *icon = KIT_ICON_LOCK;
        text_fill(out, capacity, "unlock.locked", "t", value, NULL);
    } else if (state->not_staff) {
        text_fill(out, capacity, "unlock.not_staff", NULL);
    } else if (state->pin_checking) {
        *icon = KIT_ICON_HOURGLASS_EMPTY;
        text_fill(out, capacity, "unlock.checking", NULL);
    } else if (state->pin_tries >= 0) {
        snprintf(value, sizeof value, "%d", state->pin_tries);
        text_fill(out, capacity, "unlock.wrong", "n", value, NULL);
    } else {
        return false;
    }
    return true;
}

static void words_draw(struct canvas *canvas, const struct staff_state *state, float y)
{
    struct kit_style tap = {CANVAS_BOLD, 38, 48, KIT_WHITE}, pin = {CANVAS_MEDIUM, 26, 36, KIT_NAVY_TEXT};
    char text[160];
    int icon;
    parts_shrunk(canvas, 40, y, 400, &tap, 26, text_fill(text, sizeof text, "unlock.tap", NULL));
    y += 52;
    if (!notice_text(state, text, sizeof text, &icon)) {
        parts_shrunk(canvas, 40, y, 400, &pin, 20, text_fill(text, sizeof text, "unlock.pin", NULL));
        return;
    }
    /* Upright, what is typed stands right below. */
    static const float sizes[] = {24, 22, 20, 18};
    static const int two[] = {2, 2, 2, 2}, one[] = {1, 1, 1, 1};
    struct text_lines lines;
    canvas_color ink = icon == KIT_ICON_HOURGLASS_EMPTY ? KIT_WHITE : KIT_AMBER;
    wrap_fit(canvas, CANVAS_SEMIBOLD, sizes, 4, 400 - 38, canvas_portrait(canvas) ? one : two, WRAP_BALANCED,
             text, 0, &lines);
    struct kit_style style = {CANVAS_SEMIBOLD, lines.size, 32, ink};
    canvas_icon(canvas, 40, y + 4, 28, (uint32_t)icon, ink);
    kit_lines(canvas, 78, y + 2, &style, CANVAS_LEFT, &lines);
}

void staff_unlock(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct kit_style title = {CANVAS_SEMIBOLD, 22, 28.6f, KIT_NAVY_TEXT};
    bool portrait = canvas_portrait(canvas);
    float width = canvas_width(canvas), height = canvas_height(canvas);
    float pad_x = portrait ? (width - PAD_W) / 2 : width - 36 - PAD_W;
    float pad_y = portrait ? height - 40 - (72 + 4 * KEY_H + 3 * KEY_GAP) : 28;
    float top = 76, bottom = portrait ? pad_y : height - 24, y = top + (bottom - top - 264) / 2;
    char text[64];
    canvas_clear(canvas, KIT_NAVY);
    canvas_icon(canvas, 40, 32.3f, 28, KIT_ICON_LOCK, KIT_NAVY_TEXT);
    kit_text_within(canvas, 80, 32, (portrait ? width : pad_x) - 100, &title,
                    text_fill(text, sizeof text, "unlock.title", NULL));
    /* A ring without ticks is the card with its waves; of this size the card is 1.7 times as drawn. */
    kit_ring(canvas, door, 40 + 117, y + 75, 1.7f * 248 / 1.12f, 0, 0);
    words_draw(canvas, state, y + 176);
    pad_draw(canvas, state, pad_x, pad_y);
    ribbon_draw(canvas, state, door);
}
