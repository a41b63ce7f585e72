/* What an instructor can do beyond the roster: one large tile for each. */
#include <stdio.h>
#include <string.h>

#include "screens/parts.h"
#include "screens/ribbon.h"

#define TILES_MAX 10
#define GAP       10

struct tile {
    int icon;
    const char *label; /* a string key */
    char below[160];   /* what it does, or why it cannot be done now */
    int zone;
    bool off;
};

static void tile_add(struct tile *tiles, int *count, int icon, const char *label, const char *below, int zone)
{
    struct tile *tile = &tiles[(*count)++];
    *tile = (struct tile){.icon = icon, .label = label, .zone = zone};
    if (below)
        text_fill(tile->below, sizeof tile->below, below, NULL);
}

static void roll_tiles_add(struct tile *tiles, int *count, const struct staff_state *state,
                           const struct screen_state *door)
{
    bool grid = state->under != STAFF_LIST, closed = state->roll && state->roll->closed;
    char time[16];
    tile_add(tiles, count, grid ? KIT_ICON_ARTICLE : KIT_ICON_GROUPS, grid ? "menu.list" : "menu.grid", NULL,
             STAFF_ZONE_VIEW);
    tile_add(tiles, count, closed ? KIT_ICON_LOCK_OPEN : KIT_ICON_EVENT_AVAILABLE,
             closed ? "menu.reopen" : "menu.close",
             !state->roll ? "roster.empty"
             : closed     ? "menu.reopen_d"
                          : "menu.close_d",
             STAFF_ZONE_CLOSE_ROLL);
    tiles[*count - 1].off = !state->roll;
    tile_add(tiles, count, KIT_ICON_SCHEDULE, "menu.late",
             !state->roll                ? "roster.empty"
             : closed                    ? "menu.closed"
             : !door->view.clock_trusted ? "status.clock_bad"
                                         : NULL,
             STAFF_ZONE_LATE_START);
    struct tile *late = &tiles[*count - 1];
    late->off = late->below[0];
    if (!late->off)
        text_fill(late->below, sizeof late->below, "menu.late_d", "t",
                  text_time(time, sizeof time, door->now_utc_ms), NULL);
}

static void tile_draw(struct canvas *canvas, const struct staff_state *state, const struct tile *tile,
                      const struct frame_box *box)
{
    canvas_color fill = tile->off ? CANVAS_RGBA(0xFFFFFF, 0) : KIT_WHITE;
    struct kit_style label = {CANVAS_SEMIBOLD, 20, 26, tile->off ? KIT_INK2 : KIT_INK};
    struct kit_style below = {CANVAS_REGULAR, 16, 20, KIT_INK2};
    char text[96];
    struct text_lines lines;
    float x = box->x + 66, room = box->w - 66 - 14;
    if (state->pressed == tile->zone && !tile->off)
        fill = parts_darker(fill);
    canvas_round_rect(canvas, box->x, box->y, box->w, box->h, 14, fill, tile->off ? 0 : 2, KIT_EDGE);
    canvas_icon(canvas, box->x + 20, box->y + (box->h - 30) / 2, 30, (uint32_t)tile->icon,
                tile->off ? KIT_INK2 : KIT_ACTION);
    kit_wrap(canvas, &below, room, box->h >= 88 ? 2 : 1, WRAP_PRETTY, tile->below, &lines);
    float y = box->y + (box->h - label.line_px - (float)lines.count * below.line_px) / 2;
    parts_shrunk(canvas, x, y, room, &label, 16, text_fill(text, sizeof text, tile->label, NULL));
    kit_lines(canvas, x, y + label.line_px, &below, CANVAS_LEFT, &lines);
    if (!tile->off)
        canvas_zone(canvas, box->x, box->y, box->w, box->h, tile->zone);
}

void staff_menu(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct tile tiles[TILES_MAX];
    char title[LEDGER_TITLE_MAX + 160], place[256];
    int count = 0, columns = canvas_portrait(canvas) ? 1 : 2;
    canvas_clear(canvas, KIT_PAPER);
    tile_add(tiles, &count, KIT_ICON_CREDIT_CARD, "menu.enrol", NULL, STAFF_ZONE_ENROL);
    tile_add(tiles, &count, KIT_ICON_CREDIT_CARD_OFF, "menu.nocard", "guest.forgot", STAFF_ZONE_NO_CARD);
    tile_add(tiles, &count, KIT_ICON_PERSON_ADD, "guest.guest", NULL, STAFF_ZONE_GUEST);
    roll_tiles_add(tiles, &count, state, door);
    tile_add(tiles, &count, KIT_ICON_SWAP_HORIZ, "rooms.title", "rooms.menu_d", STAFF_ZONE_ROOMS);
    tile_add(tiles, &count, KIT_ICON_LANGUAGE, state->online_mode ? "online.leave" : "online.title",
             state->roll ? "online.menu_d" : "roster.empty", STAFF_ZONE_ONLINE);
    tiles[count - 1].off = !state->roll;
    tile_add(tiles, &count, KIT_ICON_MEMORY, "menu.device", NULL, STAFF_ZONE_DEVICE);
    tile_add(tiles, &count, KIT_ICON_LOCK, "menu.lock", NULL, STAFF_ZONE_LOCK);
    int rows = (count + columns - 1) / columns;
    float width = (canvas_width(canvas) - 32 - GAP * (float)(columns - 1)) / (float)columns;
    float height = (canvas_height(canvas) - 64 - 24 - GAP * (float)(rows - 1)) / (float)rows;
    for (int i = 0; i < count; i++) {
        struct frame_box box = {16 + (float)(i % columns) * (width + GAP),
                                76 + (float)(i / columns) * (height + GAP), width, height};
        tile_draw(canvas, state, &tiles[i], &box);
    }
    char other[48];
    text_fill(other, sizeof other, "language.other", NULL);
    text_fill(title, sizeof title, "roster.title", NULL);
    if (state->roll && state->roll->session.title[0])
        text_glue(title, sizeof title, state->roll->session.title);
    parts_top(canvas, state, title,
              parts_place(place, sizeof place, door, state->actor_name[0] ? state->actor_name : NULL),
              &(struct parts_corner){KIT_ICON_LANGUAGE, other, STAFF_ZONE_LANGUAGE});
    ribbon_draw(canvas, state, door);
}
