/* The room swap: the site's rooms with what is on there, then the question what is to become of the one chosen. */
#include "screens/rooms.h"

#include <stdio.h>
#include <string.h>

#include "screens/parts.h"
#include "screens/ribbon.h"

#define PAD     16
#define GAP     10
#define HEAD_PX 56
#define ROW_PX  84
#define FOOT_PX 72

static const struct ledger_session *mine_of(const struct staff_state *state)
{
    return state->has_mine && state->roll ? &state->roll->session : NULL;
}

static const struct staff_room *asked_of(const struct staff_state *state)
{
    int index = state->asked_room - 1;
    return index >= 0 && index < state->room_count && index < STAFF_ROOMS_MAX ? &state->rooms[index] : NULL;
}

static int columns_of(const struct canvas *canvas)
{
    return canvas_portrait(canvas) ? 1 : 2;
}

static struct frame_box area_of(const struct canvas *canvas)
{
    float y = 64 + HEAD_PX;
    return (struct frame_box){PAD, y, canvas_width(canvas) - 2 * PAD, canvas_height(canvas) - y};
}

float rooms_content_px(const struct canvas *canvas, const struct staff_state *state)
{
    int columns = columns_of(canvas);
    int rows = (state->room_count + columns - 1) / columns;
    return asked_of(state) ? 0 : (float)rows * (ROW_PX + GAP) + PAD - GAP;
}

float rooms_viewport_px(const struct canvas *canvas, const struct staff_state *state)
{
    return asked_of(state) ? 0 : area_of(canvas).h;
}

/* "13:30 – 17:00 · Lý luận chính trị". */
static void session_text(const struct ledger_session *session, char *out, size_t capacity)
{
    char from[16], to[16];
    snprintf(out, capacity, "%s – %s · ", text_time(from, sizeof from, session->starts_utc_ms),
             text_time(to, sizeof to, session->ends_utc_ms));
    size_t used = strlen(out);
    text_glue(out + used, capacity - used, session->title);
}

/* ---- the rooms ---- */

static void room_draw(struct canvas *canvas, const struct staff_state *state, int index,
                      const struct frame_box *box)
{
    const struct staff_room *room = &state->rooms[index];
    bool off = !mine_of(state) && !room->has_session;
    canvas_color fill = off ? CANVAS_RGBA(0xFFFFFF, 0) : KIT_WHITE;
    struct kit_style name = {CANVAS_SEMIBOLD, 20, 26, off ? KIT_INK2 : KIT_INK};
    struct kit_style place = {CANVAS_REGULAR, 16, 26, KIT_INK2};
    struct kit_style below = {CANVAS_REGULAR, 16, 22, KIT_INK2};
    char text[LEDGER_TITLE_MAX + 64];
    float x = box->x + 58, right = box->x + box->w - 16, y = box->y + (box->h - 54) / 2;
    if (state->pressed == STAFF_ZONE_ROW + index && !off)
        fill = parts_darker(fill);
    canvas_round_rect(canvas, box->x, box->y, box->w, box->h, 14, fill, off ? 0 : 2, KIT_EDGE);
    canvas_icon(canvas, box->x + 16, box->y + (box->h - 28) / 2, 28, KIT_ICON_MEETING_ROOM,
                off ? KIT_INK2 : KIT_ACTION);
    kit_room(text, sizeof text, room->name);
    float taken = parts_shrunk(canvas, x, y, right - x, &name, 16, text);
    if (room->place[0] && right - x - taken > 60)
        kit_text_within(canvas, x + taken + 12, y, right - x - taken - 12, &place, room->place);
    if (room->has_session) {
        session_text(&room->session, text, sizeof text);
        if (room->same_time) { /* somebody is there: not by colour alone */
            canvas_icon(canvas, x, y + 30, 20, KIT_ICON_WARNING, PARTS_AMBER_ICON);
            x += 26;
        }
    } else {
        text_fill(text, sizeof text, "rooms.free", NULL);
    }
    kit_text_within(canvas, x, y + 29, right - x, &below, text);
    if (!off)
        canvas_zone(canvas, box->x, box->y, box->w, box->h, STAFF_ZONE_ROW + index);
}

static void list_draw(struct canvas *canvas, const struct staff_state *state)
{
    const struct ledger_session *mine = mine_of(state);
    struct kit_style head = {CANVAS_SEMIBOLD, 18, HEAD_PX, KIT_INK2};
    struct frame_box area = area_of(canvas);
    char text[LEDGER_TITLE_MAX + 64];
    int columns = columns_of(canvas);
    float width = (area.w - GAP * (float)(columns - 1)) / (float)columns;
    if (!state->rooms_known || state->room_count == 0) {
        parts_empty(canvas, state->rooms_known ? "rooms.none" : "rooms.wait");
        return;
    }
    float scrolled = parts_scroll(canvas, state, &area, rooms_content_px(canvas, state));
    for (int i = 0; i < state->room_count; i++) {
        struct frame_box box = {area.x + (float)(i % columns) * (width + GAP),
                                area.y + (float)(i / columns) * (ROW_PX + GAP), width, ROW_PX};
        if (box.y + box.h >= area.y + scrolled && box.y <= area.y + area.h + scrolled)
            room_draw(canvas, state, i, &box);
    }
    canvas_pop(canvas);
    text_fill(text, sizeof text, mine ? "rooms.choose" : "rooms.choose_other", NULL);
    parts_shrunk(canvas, PAD, 64, canvas_width(canvas) - 2 * PAD, &head, 16, text);
}

/* ---- the question ---- */

/* A session and its way: from a room, an arrow, to a room. */
static float way_draw(struct canvas *canvas, const struct frame_box *box,
                      const struct ledger_session *session, const char *from, const char *to)
{
    struct kit_style title = {CANVAS_SEMIBOLD, 20, 27, KIT_INK}, line = {CANVAS_REGULAR, 16, 24, KIT_INK2};
    struct kit_style room = {CANVAS_BOLD, 24, 34, KIT_INK2}, goal = {CANVAS_BOLD, 24, 34, KIT_ACTION};
    char text[LEDGER_TITLE_MAX + 64];
    struct text_lines lines;
    float x = box->x + 18, y = box->y + 16, width = box->w - 36;
    parts_card(canvas, box);
    kit_wrap(canvas, &title, width, 2, WRAP_PRETTY, text_glue(text, sizeof text, session->title), &lines);
    y += kit_lines(canvas, x, y, &title, CANVAS_LEFT, &lines) + 4;
    kit_text_within(canvas, x, y, width, &line, kit_session_line(text, sizeof text, session));
    y += 24 + 12;
    kit_room(text, sizeof text, from);
    float half = (width - 52) / 2, taken = parts_shrunk(canvas, x, y, half, &room, 16, text);
    if (!to)
        return y + 34;
    canvas_icon(canvas, x + taken + 12, y + 3, 28, KIT_ICON_ARROW_FORWARD, KIT_ACTION);
    kit_room(text, sizeof text, to);
    parts_shrunk(canvas, x + taken + 52, y, width - taken - 52, &goal, 16, text);
    return y + 34;
}

static void answer_draw(struct canvas *canvas, const struct staff_state *state, int index, int count,
                        int icon, const char *key, const char *room, int zone)
{
    bool portrait = canvas_portrait(canvas);
    float width = canvas_width(canvas) - 2 * PAD, step = portrait ? FOOT_PX + GAP : 0;
    float each = portrait ? width : (width - GAP * (float)(count - 1)) / (float)count;
    float y = canvas_height(canvas) - PAD - FOOT_PX - step * (float)(count - 1 - index);
    struct frame_box box = {PAD + (portrait ? 0 : (float)index * (each + GAP)), y, each, FOOT_PX};
    char text[LEDGER_NAME_MAX + 96], name[LEDGER_NAME_MAX + 16];
    parts_button(canvas, &box, state->pressed,
                 &(struct parts_button){
                     .icon = icon,
                     .text = text_fill(text, sizeof text, key, "r", kit_room(name, sizeof name, room), NULL),
                     .zone = zone,
                     .primary = zone == STAFF_ZONE_BACK,
                     .size = 19});
}

static void ask_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                     const struct staff_room *room)
{
    static const struct kit_style note = {CANVAS_MEDIUM, 18, 24, KIT_AMBER_TEXT};
    static const struct kit_style quiet = {CANVAS_MEDIUM, 18, 24, KIT_INK2};
    const struct ledger_session *mine = mine_of(state);
    bool portrait = canvas_portrait(canvas), both = mine && room->has_session, bring = !room->same_time;
    bring = bring && room->has_session;
    int cards = (mine != NULL) + room->has_session, at = 0, answers = 1 + (mine != NULL) + room->has_session;
    float width = canvas_width(canvas) - 2 * PAD;
    float each = portrait || cards < 2 ? width : (width - GAP) / 2, height = 166;
    struct frame_box box = {PAD, 64 + 16, each, height};
    const char *here = mine ? mine->room_name : door->view.room_name;
    char text[192];
    if (mine) {
        way_draw(canvas, &box, mine, here, room->name);
        box.x += portrait ? 0 : each + GAP;
        box.y += portrait ? height + GAP : 0;
    }
    if (room->has_session)
        way_draw(canvas, &box, &room->session, room->name, bring ? door->view.room_name : here);
    float foot = canvas_height(canvas) - PAD - (portrait ? (FOOT_PX + GAP) * (float)answers : FOOT_PX + GAP);
    float y = 64 + 16 + (portrait ? (float)cards * (height + GAP) : height + GAP);
    struct frame_box says = {PAD + 4, y, width - 8, foot - y - 4};
    says.h = says.h > 76 ? 76 : says.h;
    text_fill(text, sizeof text, both && !bring ? "rooms.busy" : "rooms.says", NULL);
    if (both && !bring)
        parts_note(canvas, &says, KIT_ICON_WARNING, 24, 12, PARTS_AMBER_ICON, &note, text);
    else
        parts_note(canvas, &says, KIT_ICON_INFO, 24, 12, KIT_INK2, &quiet, text);
    answer_draw(canvas, state, at++, answers, 0, "unlock.cancel", room->name, STAFF_ZONE_BACK);
    if (mine)
        answer_draw(canvas, state, at++, answers, KIT_ICON_ARROW_FORWARD, "rooms.move", room->name,
                    STAFF_ZONE_CONFIRM);
    if (bring)
        answer_draw(canvas, state, at++, answers, KIT_ICON_MEETING_ROOM, "rooms.bring", door->view.room_name,
                    STAFF_ZONE_BRING);
    else if (both)
        answer_draw(canvas, state, at++, answers, KIT_ICON_SWAP_HORIZ, "rooms.swap", room->name,
                    STAFF_ZONE_SWAP);
}

void staff_rooms(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    const struct staff_room *room = asked_of(state);
    char title[64], below[LEDGER_TITLE_MAX + LEDGER_NAME_MAX + 64];
    canvas_clear(canvas, KIT_PAPER);
    if (room)
        ask_draw(canvas, state, door, room);
    else
        list_draw(canvas, state);
    parts_place(below, sizeof below, door, mine_of(state) ? parts_intake(mine_of(state)->title) : NULL);
    parts_top(canvas, state, text_fill(title, sizeof title, "rooms.title", NULL), below, NULL);
    ribbon_draw(canvas, state, door);
}
