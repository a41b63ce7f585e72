#include "screens/keys.h"

#include <string.h>

#include "screens/parts.h"

#define MARGIN     6
#define GAP        5
#define EDGE_PX    1 /* of the line above the keys */
#define KEY_SHIFT  1
#define KEY_SYMBOL 2
#define FIELD      CANVAS_RGB(0xEBECEA)
#define EDGE       CANVAS_RGB(0xC9CBC8)
#define OTHER      CANVAS_RGB(0xDCDFE2)
#define OTHER_EDGE CANVAS_RGB(0xC3C8CC)

struct board {
    struct canvas *canvas;
    const struct staff_state *state;
    float top, key_w, key_h;
};

enum look { LOOK_LETTER, LOOK_OTHER, LOOK_GO };

struct key {
    float x, w;
    int row, zone;
    enum look look;
    int icon;
    float icon_px;
    const char *text;
    float size;
    enum canvas_weight weight;
    canvas_color ink;
};

float keys_height(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 300 : 256;
}

static void key_draw(const struct board *board, const struct key *key)
{
    float y = board->top + EDGE_PX + MARGIN + (float)key->row * (board->key_h + GAP);
    canvas_color fill = key->look == LOOK_GO ? KIT_ACTION : key->look == LOOK_OTHER ? OTHER : KIT_WHITE;
    canvas_color edge = key->look == LOOK_GO ? KIT_ACTION : key->look == LOOK_OTHER ? OTHER_EDGE : EDGE;
    if (board->state->pressed == key->zone)
        fill = parts_darker(fill);
    canvas_round_rect(board->canvas, key->x, y, key->w, board->key_h, 8, fill, 1, edge);
    float icon = key->icon ? key->icon_px : 0, gap = key->icon && key->text ? 7 : 0;
    float words = key->text ? canvas_text_width(board->canvas, key->weight, key->size, key->text) : 0;
    if (words > 0 && icon + gap + words > key->w - 8)
        icon = gap = 0; /* the word alone */
    float x = key->x + (key->w - icon - gap - words) / 2;
    if (icon > 0)
        canvas_icon(board->canvas, x, y + (board->key_h - icon) / 2, icon, (uint32_t)key->icon, key->ink);
    if (key->text) {
        struct kit_style style = {key->weight, key->size, board->key_h, key->ink};
        kit_text(board->canvas, x + icon + gap, y, &style, CANVAS_LEFT, key->text);
    }
    /* The gap belongs to the keys, so that no touch falls between them. */
    canvas_zone(board->canvas, key->x - GAP / 2.0f, y - GAP / 2.0f, key->w + GAP, board->key_h + GAP,
                key->zone);
}

static void letters_draw(const struct board *board, float x, int row, const char *letters)
{
    for (; *letters; letters++, x += board->key_w + GAP) {
        char text[2] = {*letters, '\0'};
        if (board->state->shift && *letters >= 'a' && *letters <= 'z')
            text[0] = (char)(*letters - 'a' + 'A');
        key_draw(board, &(struct key){.x = x,
                                      .w = board->key_w,
                                      .row = row,
                                      .zone = STAFF_ZONE_KEY + *letters,
                                      .text = text,
                                      .size = 26,
                                      .weight = CANVAS_MEDIUM,
                                      .ink = KIT_INK});
    }
}

static struct key other_key(float x, float w, int row, int zone, int icon)
{
    return (struct key){.x = x,
                        .w = w,
                        .row = row,
                        .zone = zone,
                        .look = LOOK_OTHER,
                        .icon = icon,
                        .icon_px = 28,
                        .ink = KIT_INK};
}

static void last_row_draw(const struct board *board, bool search)
{
    bool portrait = canvas_portrait(board->canvas), symbols = board->state->symbols;
    float wide = board->key_w * 1.5f + GAP * 0.5f, go = board->key_w * 2 + GAP, x = MARGIN;
    float right = canvas_width(board->canvas) - MARGIN - go;
    char space[48], word[48];
    struct key key = other_key(x, wide, 3, STAFF_ZONE_KEY + KEY_SYMBOL, 0);
    key.text = symbols ? "abc" : "123";
    key.size = 20;
    key.weight = CANVAS_SEMIBOLD;
    key_draw(board, &key);
    x += wide + GAP;
    key = other_key(x, wide, 3, STAFF_ZONE_TELEX, board->state->telex && !portrait ? KIT_ICON_CHECK : 0);
    key.icon_px = 20;
    key.text = "Telex";
    key.size = portrait ? 16 : 18;
    key.weight = CANVAS_BOLD;
    key.ink = board->state->telex ? KIT_ACTION : KIT_INK2;
    key_draw(board, &key);
    x += wide + GAP;
    bool hides = !search || board->state->page == STAFF_SEARCH; /* a page of its own beyond the keyboard */
    float end = hides ? right - GAP - wide - GAP : right - GAP;
    key_draw(board, &(struct key){.x = x,
                                  .w = end - x,
                                  .row = 3,
                                  .zone = STAFF_ZONE_KEY + ' ',
                                  .text = text_fill(space, sizeof space, "roster.space", NULL),
                                  .size = 18,
                                  .weight = CANVAS_MEDIUM,
                                  .ink = KIT_INK2});
    if (hides) {
        key = other_key(end + GAP, wide, 3, STAFF_ZONE_HIDE_KEYS, KIT_ICON_KEYBOARD_HIDE);
        key_draw(board, &key);
    }
    key = (struct key){.x = right,
                       .w = go,
                       .row = 3,
                       .zone = STAFF_ZONE_KEY + '\n',
                       .look = LOOK_GO,
                       .icon = search ? KIT_ICON_SEARCH : KIT_ICON_CHECK,
                       .icon_px = search ? 24 : 28,
                       .size = 20,
                       .weight = CANVAS_SEMIBOLD,
                       .ink = KIT_WHITE};
    if (search)
        key.text = text_fill(word, sizeof word, "roster.go", NULL);
    key_draw(board, &key);
}

void keys_draw(struct canvas *canvas, const struct staff_state *state, bool search)
{
    struct board board = {.canvas = canvas, .state = state};
    float width = canvas_width(canvas), height = keys_height(canvas);
    board.top = canvas_height(canvas) - height;
    board.key_w = (width - 2 * MARGIN - 9 * GAP) / 10;
    board.key_h = (height - 2 * MARGIN - 3 * GAP) / 4;
    float half = (board.key_w + GAP) / 2, wide = board.key_w * 1.5f + GAP * 0.5f;
    canvas_rect(canvas, 0, board.top, width, height, FIELD);
    canvas_rect(canvas, 0, board.top, width, EDGE_PX, EDGE);
    letters_draw(&board, MARGIN, 0, state->symbols ? "1234567890" : "qwertyuiop");
    letters_draw(&board, MARGIN + half, 1, state->symbols ? "-/:;()&@+" : "asdfghjkl");
    letters_draw(&board, MARGIN + wide + GAP, 2, state->symbols ? ".,?!'\"#" : "zxcvbnm");
    struct key key = other_key(MARGIN, wide, 2, STAFF_ZONE_KEY + KEY_SHIFT, KIT_ICON_ARROW_UP);
    key.ink = state->shift ? KIT_ACTION : KIT_INK;
    key_draw(&board, &key);
    key = other_key(width - MARGIN - wide, wide, 2, STAFF_ZONE_KEY + '\b', KIT_ICON_BACKSPACE);
    key_draw(&board, &key);
    last_row_draw(&board, search);
}
