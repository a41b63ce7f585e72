/* 12c: the whole class at a glance, one tile a learner. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "screens/letters.h"
#include "screens/ribbon.h"
#include "screens/staff_kit.h"
#include "screens/viet.h"

#define GAP 6
#define PAD 8

struct grid {
    struct canvas *canvas;
    const struct staff_state *state;
    const struct screen_state *door;
    bool portrait;
    int columns;
    float tile_w, tile_h;
    float above; /* the first row lies this far below the area's top */
    struct frame_box box;
};

/* Chips have a row of their own in portrait. */
static float chips_px(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 64 : 0;
}

float grid_viewport_px(const struct canvas *canvas)
{
    return canvas_height(canvas) - STAFF_KIT_TOP_PX - chips_px(canvas);
}

static void grid_of(struct canvas *canvas, const struct staff_state *state, struct grid *out)
{
    *out = (struct grid){.canvas = canvas, .state = state, .portrait = canvas_portrait(canvas)};
    float viewport = grid_viewport_px(canvas), top = STAFF_KIT_TOP_PX + chips_px(canvas);
    out->columns = out->portrait ? 4 : 8;
    out->above = out->portrait ? 0 : PAD;
    out->tile_w = (canvas_width(canvas) - 2 * PAD - (float)(out->columns - 1) * GAP) / (float)out->columns;
    /* Seven rows fill the screen in landscape. */
    float height = (viewport - 2 * PAD - 6 * GAP) / 7;
    out->tile_h = out->portrait ? 66 : height < 50 ? 50 : height;
    out->box = (struct frame_box){0, top, canvas_width(canvas), viewport};
}

float grid_content_px(const struct canvas *canvas, const struct staff_state *state)
{
    struct grid grid;
    grid_of((struct canvas *)canvas, state, &grid);
    int rows = (roster_count(state) + grid.columns - 1) / grid.columns;
    float content = rows == 0 ? 0 : grid.above + (float)rows * (grid.tile_h + GAP) - GAP + PAD;
    return content + (state->saved_mono_ms > 0 ? STAFF_KIT_UNDO_PX : 0);
}

struct look {
    canvas_color fill, ink, edge;
};

static struct look look_of(enum ledger_status status)
{
    switch (status) {
    case LEDGER_S_PRESENT:
    case LEDGER_S_ONLINE:
        return (struct look){KIT_GREEN_TINT, KIT_GREEN_TEXT, CANVAS_RGB(0xA9D8BE)};
    case LEDGER_S_LATE:
    case LEDGER_S_EARLY:
    case LEDGER_S_HALF:
        return (struct look){KIT_AMBER, KIT_AMBER_INK, CANVAS_RGB(0xC98A00)};
    case LEDGER_S_EXCUSED:
        return (struct look){KIT_BLUE_TINT, KIT_BLUE_TEXT, CANVAS_RGB(0xA9C4E4)};
    case LEDGER_S_UNEXCUSED:
        return (struct look){KIT_RED_TINT, KIT_RED_TEXT, CANVAS_RGB(0xE3A9A7)};
    default:
        return (struct look){KIT_WHITE, KIT_INK, KIT_EDGE};
    }
}

/* "N T" of Nguyễn Thị Mai, where another Mai is in the class. */
static void initials(const char *full_name, char *out, size_t capacity)
{
    const char *at = full_name, *given = roster_given(full_name);
    struct viet_letter letter;
    size_t used = 0;
    bool begins = true;
    out[0] = '\0';
    while (at < given && viet_next(&at, &letter)) {
        bool space = viet_is_space(&letter);
        if (begins && !space) {
            if (used > 0)
                viet_append(out, capacity, &used, &(struct viet_letter){.base = ' '});
            viet_append(out, capacity, &used, &letter);
        }
        begins = space;
    }
}

/* The given name, smaller before it is cut; and as many of the initials as have room. */
static void name_draw(struct canvas *canvas, const struct grid *grid, int index, float x, float y, float room,
                      canvas_color ink)
{
    const struct ledger_learner *learner = roster_row(grid->state, index);
    struct kit_style given = {CANVAS_BOLD, 19, 26, ink}, quiet = {CANVAS_MEDIUM, 14, 26, ink};
    char name[LEDGER_NAME_MAX + 1], first[64] = "";
    letters_copy(name, sizeof name, roster_given(learner->full_name));
    if (grid->state->shared_given[grid->state->shown[index]])
        initials(learner->full_name, first, sizeof first);
    float wide = canvas_text_width(canvas, given.weight, given.size, name);
    if (wide > room) {
        parts_shrunk(canvas, x, y, room, &given, 14, name);
        return;
    }
    float baseline = canvas_baseline(canvas, given.weight, given.size, y, given.line_px);
    canvas_text(canvas, x, baseline, given.weight, given.size, ink, CANVAS_LEFT, name);
    float space = wrap_space(canvas, quiet.weight, quiet.size);
    while (first[0] && canvas_text_width(canvas, quiet.weight, quiet.size, first) > room - wide - space) {
        char *last = strrchr(first, ' ');
        *(last ? last : first) = '\0';
    }
    if (first[0])
        canvas_text(canvas, x + wide + space, baseline, quiet.weight, quiet.size, ink, CANVAS_LEFT, first);
}

static void tile_draw(const struct grid *grid, int index, float x, float y)
{
    const struct ledger_learner *learner = roster_row(grid->state, index);
    struct canvas *canvas = grid->canvas;
    char number[16];
    if (!learner)
        return;
    struct look look = look_of(learner->status);
    bool missing = learner->status == LEDGER_NOT_YET,
         tapped = staff_kit_is_tapped(grid->state, grid->door, learner);
    float w = grid->tile_w, h = grid->tile_h, edge = missing ? 2 : 1, top = grid->portrait ? 5 : 3;
    if (grid->state->pressed == STAFF_ZONE_ROW + index)
        look.fill = parts_darker(look.fill);
    if (missing)
        canvas_dashed_rect(canvas, x, y, w, h, 10, look.fill, 2, look.edge);
    else
        canvas_round_rect(canvas, x, y, w, h, 10, look.fill, tapped ? 3 : 1, tapped ? KIT_INK : look.edge);
    struct kit_style ordinal = {CANVAS_MEDIUM, 14, 18, look.ink};
    snprintf(number, sizeof number, "%d", learner->ordinal);
    if (learner->ordinal > 0 && learner->ordinal < PARTS_ORDINALS)
        kit_figures(canvas, x + edge + 8, y + edge + top, &ordinal, CANVAS_LEFT, number);
    canvas_icon(canvas, x + w - edge - 6 - 18, y + edge + top, 18,
                (uint32_t)parts_status(learner->status)->icon, look.ink);
    name_draw(canvas, grid, index, x + edge + 8, y + h - edge - (grid->portrait ? 9 : 3) - 26,
              w - 2 * edge - 14, look.ink);
    canvas_zone(canvas, x - GAP / 2.0f, y - GAP / 2.0f, w + GAP, h + GAP, STAFF_ZONE_ROW + index);
}

static void tiles_draw(struct grid *grid)
{
    struct canvas *canvas = grid->canvas;
    float content = grid_content_px(canvas, grid->state), step = grid->tile_h + GAP;
    float scrolled = staff_kit_scrolled(grid->state, &grid->box, content);
    int count = roster_count(grid->state), row = (int)floorf((scrolled - grid->above) / step);
    staff_kit_scroll(canvas, grid->state, &grid->box, content);
    for (row = row < 0 ? 0 : row; row * grid->columns < count; row++) {
        float y = grid->box.y + grid->above + (float)row * step;
        if (y > grid->box.y + grid->box.h + scrolled)
            break;
        for (int column = 0; column < grid->columns && row * grid->columns + column < count; column++)
            tile_draw(grid, row * grid->columns + column, PAD + (float)column * (grid->tile_w + GAP), y);
    }
    canvas_pop(canvas);
    staff_kit_thumb(canvas, grid->state, &grid->box, content, 4);
}

void staff_grid(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    struct grid grid;
    bool empty = !state->roll || state->roll->count == 0;
    grid_of(canvas, state, &grid);
    grid.door = door;
    canvas_clear(canvas, KIT_PAPER);
    if (empty)
        parts_empty(canvas, "roster.empty");
    else
        tiles_draw(&grid);
    float right =
        staff_kit_bar(canvas, state,
                      &(struct staff_kit_bar){
                          .countdown_px = 17, .icon_px = 20, .gap_px = 6, .pad_px = 6, .countdown = true});
    struct frame_box chips = {68, 0, right - 68 - 4, STAFF_KIT_TOP_PX};
    bool titled = empty || grid.portrait || state->online_mode;
    if (titled)
        staff_kit_title(canvas, state, door, right);
    if (grid.portrait) {
        chips = (struct frame_box){PAD, STAFF_KIT_TOP_PX, canvas_width(canvas) - 2 * PAD, chips_px(canvas)};
        if (!empty)
            canvas_rect(canvas, 0, chips.y, canvas_width(canvas), chips.h, KIT_PAPER);
    }
    if (!empty && (grid.portrait || !titled))
        staff_kit_chips(canvas, state, &chips, STAFF_KIT_CHIPS_TINTED, grid.portrait);
    staff_kit_undo_roster(canvas, state, door);
    ribbon_draw(canvas, state, door);
}
