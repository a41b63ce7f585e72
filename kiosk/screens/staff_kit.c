#include "screens/staff_kit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "screens/letters.h"
#include "screens/scroll.h"
#include "screens/viet.h"

#define RISE_MS     160
#define RISE_PX     16
#define BUBBLE_PX   72
#define THUMB_TOUCH 56
#define THUMB_LEAST 56
#define LEAST_PX    14 /* of the line below the title */

/* ---- the bar ---- */

static void tool_draw(struct canvas *canvas, const struct staff_state *state, float x, int icon, int zone)
{
    if (state->pressed == zone)
        canvas_rect(canvas, x, 0, 64, STAFF_KIT_TOP_PX, parts_darker(KIT_NAVY));
    canvas_icon(canvas, x + 18, 18, 28, (uint32_t)icon, KIT_WHITE);
    canvas_zone(canvas, x, 0, 64, STAFF_KIT_TOP_PX, zone);
}

/* Ends at right. Returns where it begins. */
static float countdown_draw(struct canvas *canvas, const struct staff_state *state,
                            const struct staff_kit_bar *bar, float right)
{
    bool soon = state->locks_in_ms > 0 && state->locks_in_ms <= PARTS_LOCK_SOON_MS;
    struct kit_style style = {CANVAS_SEMIBOLD, bar->countdown_px, STAFF_KIT_TOP_PX,
                              soon ? KIT_AMBER_INK : KIT_WHITE};
    char text[24];
    int64_t seconds = state->locks_in_ms > 0 ? state->locks_in_ms / 1000 : 0;
    if (seconds > 5999)
        seconds = 5999;
    if ((!bar->countdown && !soon) || state->locks_in_ms <= 0)
        return right;
    snprintf(text, sizeof text, "%02d:%02d", (int)(seconds / 60), (int)(seconds % 60));
    float end = right - bar->pad_px;
    float width = canvas_figures_width(canvas, style.weight, style.size, text);
    float x = end - width - bar->gap_px - bar->icon_px;
    if (soon)
        canvas_round_rect(canvas, x - 8, 14, end - x + 16 < right - x + 8 ? end - x + 16 : right - x + 8, 36,
                          18, KIT_AMBER, 0, 0);
    canvas_icon(canvas, x, (STAFF_KIT_TOP_PX - bar->icon_px) / 2, bar->icon_px, KIT_ICON_LOCK_OPEN,
                style.color);
    kit_figures(canvas, end, 0, &style, CANVAS_RIGHT, text);
    canvas_zone(canvas, x - 8, 0, right - x + 8, STAFF_KIT_TOP_PX, STAFF_ZONE_LOCK);
    return x - 8;
}

float staff_kit_bar(struct canvas *canvas, const struct staff_state *state, const struct staff_kit_bar *bar)
{
    float width = canvas_width(canvas), tools = width - STAFF_KIT_TOOLS_PX;
    canvas_rect(canvas, 0, 0, width, STAFF_KIT_TOP_PX, KIT_NAVY);
    tool_draw(canvas, state, 0, KIT_ICON_ARROW_BACK, STAFF_ZONE_BACK);
    tool_draw(canvas, state, tools, KIT_ICON_SEARCH, STAFF_ZONE_SEARCH);
    tool_draw(canvas, state, tools + 64, KIT_ICON_BAR_CHART, STAFF_ZONE_STATISTICS);
    tool_draw(canvas, state, tools + 128, KIT_ICON_MORE_HORIZ, STAFF_ZONE_MENU);
    return countdown_draw(canvas, state, bar, tools);
}

/* "Phòng 101 · Buổi 5/12 · 07:41"; with less room 1: without the room's name, or 2: without the time as well. */
static void line_text(const struct staff_state *state, const struct screen_state *door, int less, char *out,
                      size_t capacity)
{
    static const char *const sorts[] = {[STAFF_BY_NAME] = "roster.by_name",
                                        [STAFF_BY_TIME] = "roster.by_time",
                                        [STAFF_BY_STATUS] = "roster.by_status"};
    const struct ledger_session *session = state->roll ? &state->roll->session : &door->view.current;
    char first[96] = "", number[16], of[16], place[LEDGER_NAME_MAX + 64], time[16], ordinal[64] = "";
    if (state->page == STAFF_LIST && state->sort > STAFF_BY_ORDINAL && state->sort <= STAFF_BY_STATUS)
        text_fill(first, sizeof first, sorts[state->sort], NULL);
    else if (state->roll && state->roll->closed)
        text_fill(first, sizeof first, "menu.closed", NULL);
    if (session->number > 0 && session->of > 0) {
        snprintf(number, sizeof number, "%d", session->number);
        snprintf(of, sizeof of, "%d", session->of);
        text_fill(ordinal, sizeof ordinal, "idle.session_n", "n", number, "N", of, NULL);
    }
    out[0] = '\0';
    if (less == 0) {
        parts_place(place, sizeof place, door, ordinal[0] ? ordinal : NULL);
        snprintf(out, capacity, "%s%s%s", first, first[0] && place[0] ? " · " : "", place);
        return;
    }
    time[0] = '\0';
    if (less == 1 && door->view.clock_trusted && !(state->roll && state->roll->closed))
        text_time(time, sizeof time, door->now_utc_ms);
    const char *left = first[0] ? first : ordinal;
    snprintf(out, capacity, "%s%s%s", left, left[0] && time[0] ? " · " : "", time);
}

/* How many take part online so far; less: shorter. */
static void online_text(const struct staff_state *state, int less, char *out, size_t capacity)
{
    char number[16];
    int count = 0;
    for (size_t i = 0; state->roll && i < state->roll->count; i++)
        count += state->roll->learners[i].status == LEDGER_S_ONLINE;
    snprintf(number, sizeof number, "%d", count);
    text_fill(out, capacity, less ? "roster.found" : "online.n", "n", number, NULL);
}

void staff_kit_title(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                     float right)
{
    struct kit_style title = {CANVAS_BOLD, 22, 28, KIT_WHITE};
    struct kit_style below = {CANVAS_REGULAR, 16, 22, KIT_NAVY_TEXT};
    char text[96], line[LEDGER_NAME_MAX + 192];
    bool sorts = state->page == STAFF_LIST && roster_count(state) > 0;
    float x = 68, room = right - x - 4, mark = sorts && room > 160 ? 26 : 0;
    /* A touch on it goes to the next order: ordinal, name, time, status. */
    int next = STAFF_ZONE_SORT + (state->sort == STAFF_BY_ORDINAL ? STAFF_BY_NAME
                                  : state->sort == STAFF_BY_NAME  ? STAFF_BY_TIME
                                                                  : STAFF_BY_STATUS);
    if (sorts && state->pressed == next)
        canvas_rect(canvas, 64, 0, right - 64, STAFF_KIT_TOP_PX, parts_darker(KIT_NAVY));
    text_fill(text, sizeof text, state->online_mode ? "online.title" : "roster.title", NULL);
    if (state->online_mode && canvas_text_width(canvas, title.weight, 16, text) > room - mark)
        text_fill(text, sizeof text, "st.online", NULL);
    float wide = parts_shrunk(canvas, x, 7, room - mark, &title, 16, text);
    if (mark > 0)
        canvas_icon(canvas, x + wide + 4, 10, 22, KIT_ICON_EXPAND_MORE, KIT_NAVY_TEXT);
    if (sorts)
        canvas_zone(canvas, 64, 0, right - 64, STAFF_KIT_TOP_PX, next);
    for (int less = 0; less < 3; less++) {
        if (state->online_mode)
            online_text(state, less, line, sizeof line);
        else
            line_text(state, door, less, line, sizeof line);
        if (canvas_text_width(canvas, below.weight, less == 0 ? below.size : LEAST_PX, line) <= room)
            break;
    }
    parts_shrunk(canvas, x, 35, room, &below, LEAST_PX, line);
}

/* ---- chips of statuses ---- */

float staff_kit_status(struct canvas *canvas, float right, float y, float height, enum ledger_status status)
{
    const struct parts_status *look = parts_status(status);
    struct kit_style style = {CANVAS_SEMIBOLD, 17, height, look->text};
    char word[64];
    text_fill(word, sizeof word, look->word, NULL);
    float width = 9 + 20 + 6 + canvas_text_width(canvas, style.weight, style.size, word) + 14;
    canvas_round_rect(canvas, right - width, y, width, height, height / 2, look->tint, 0, 0);
    canvas_icon(canvas, right - width + 9, y + (height - 20) / 2, 20, (uint32_t)look->icon, look->text);
    kit_text(canvas, right - width + 35, y, &style, CANVAS_LEFT, word);
    return width;
}

/* ---- the undo bar ---- */

static void small_first(char *out, size_t capacity, const char *text)
{
    struct viet_letter letter;
    size_t used = 0;
    const char *rest = text;
    out[0] = '\0';
    if (!viet_next(&rest, &letter))
        return;
    letter.capital = false;
    viet_append(out, capacity, &used, &letter);
    letters_append(out, capacity, rest);
}

char *staff_kit_reason(char *out, size_t capacity, const char *reason)
{
    if (strcmp(reason, "forgot") == 0)
        return text_fill(out, capacity, "guest.forgot", NULL);
    for (int i = 0; i < STAFF_REASONS; i++)
        if (strcmp(strchr(staff_reasons[i], '.') + 1, reason) == 0)
            return text_fill(out, capacity, staff_reasons[i], NULL);
    return letters_copy(out, capacity, reason);
}

char *staff_kit_said(char *out, size_t capacity, enum ledger_status status, int minutes, const char *reason)
{
    char hours[16], left[16], word[LEDGER_REASON_MAX + 64], small[LEDGER_REASON_MAX + 64];
    bool late = status == LEDGER_S_LATE, early = status == LEDGER_S_EARLY;
    snprintf(hours, sizeof hours, "%d", minutes / 60);
    snprintf(left, sizeof left, "%d", minutes >= 60 ? minutes % 60 : minutes);
    if ((late || early) && minutes > 0)
        text_fill(out, capacity,
                  late            ? minutes >= 60 ? "result.late_h" : "result.late"
                  : minutes >= 60 ? "leave.early_h"
                                  : "leave.early",
                  "h", hours, "m", left, NULL);
    else
        text_fill(out, capacity,
                  status == LEDGER_S_EXCUSED     ? "st.exc_l"
                  : status == LEDGER_S_UNEXCUSED ? "st.abs_l"
                                                 : parts_status(status)->word,
                  NULL);
    if (!reason || !reason[0])
        return out;
    staff_kit_reason(word, sizeof word, reason);
    small_first(small, sizeof small, word);
    letters_append(out, capacity, ", ");
    return letters_append(out, capacity, small);
}

float staff_kit_undo_px(const struct staff_state *state, const struct screen_state *door)
{
    int64_t age = door->now_mono_ms - state->saved_mono_ms;
    return state->saved_mono_ms > 0 && age < STAFF_KIT_UNDO_MS ? STAFF_KIT_UNDO_PX : 0;
}

void staff_kit_rise(struct canvas *canvas, const struct screen_state *door, int64_t since_mono_ms,
                    const struct frame_box *box)
{
    float at = door->motion ? (float)(door->now_mono_ms - since_mono_ms) / RISE_MS : 1;
    at = at < 0 ? 0 : at > 1 ? 1 : at;
    float left = (1 - at) * (1 - at) * (1 - at);
    canvas_push(canvas, box->x, box->y, box->w, box->h, 0, RISE_PX * left, 1 - left);
}

void staff_kit_undo(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door,
                    const char *what)
{
    static const float sizes[] = {20, 18, 16};
    static const int most[] = {1, 2, 2};
    struct text_lines lines;
    static const struct kit_style word = {CANVAS_SEMIBOLD, 20, 56, KIT_INK};
    float width = canvas_width(canvas), height = canvas_height(canvas), y = height - STAFF_KIT_UNDO_PX;
    char text[LEDGER_NAME_MAX + LEDGER_REASON_MAX + 128], undo[48];
    if (staff_kit_undo_px(state, door) == 0)
        return;
    staff_kit_rise(canvas, door, state->saved_mono_ms, &(struct frame_box){0, y, width, STAFF_KIT_UNDO_PX});
    canvas_rect(canvas, 0, y, width, STAFF_KIT_UNDO_PX, KIT_INK);
    canvas_icon(canvas, 20, y + 22, 28, KIT_ICON_CHECK, KIT_MINT);
    text_fill(undo, sizeof undo, "sheet.undo", NULL);
    float button = 16 + 28 + 10 + canvas_text_width(canvas, word.weight, word.size, undo) + 22;
    float x = width - 12 - button;
    text_fill(text, sizeof text, "sheet.saved", "s", what, NULL);
    wrap_fit(canvas, CANVAS_MEDIUM, sizes, 3, x - 12 - 60, most, WRAP_GREEDY, text, 0, &lines);
    struct kit_style said = {CANVAS_MEDIUM, lines.size, lines.size * 1.3f, KIT_WHITE};
    kit_lines(canvas, 60, y + (STAFF_KIT_UNDO_PX - (float)lines.count * said.line_px) / 2, &said, CANVAS_LEFT,
              &lines);
    canvas_round_rect(canvas, x, y + 8, button, 56, 14,
                      state->pressed == STAFF_ZONE_UNDO ? parts_darker(KIT_WHITE) : KIT_WHITE, 0, 0);
    canvas_icon(canvas, x + 16, y + 22, 28, KIT_ICON_UNDO, KIT_INK);
    kit_text(canvas, x + 54, y + 8, &word, CANVAS_LEFT, undo);
    canvas_zone(canvas, 0, y, width, STAFF_KIT_UNDO_PX, 0); /* what lies under it cannot be touched */
    canvas_zone(canvas, x - 8, y, button + 20, STAFF_KIT_UNDO_PX, STAFF_ZONE_UNDO);
    canvas_pop(canvas);
}

void staff_kit_undo_roster(struct canvas *canvas, const struct staff_state *state,
                           const struct screen_state *door)
{
    char what[LEDGER_NAME_MAX + 96];
    staff_kit_said(what, sizeof what, state->saved_status, 0, NULL);
    if (state->saved_name[0]) {
        letters_append(what, sizeof what, " · ");
        letters_append(what, sizeof what, state->saved_name);
    }
    staff_kit_undo(canvas, state, door, what);
}

/* ---- scrolling ---- */

float staff_kit_scrolled(const struct staff_state *state, const struct frame_box *box, float content_px)
{
    float scrolled = isfinite(state->scroll_px) ? state->scroll_px : 0;
    if (scrolled > content_px)
        scrolled = content_px;
    return scrolled < -box->h ? -box->h : scrolled;
}

void staff_kit_scroll(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                      float content_px)
{
    canvas_zone(canvas, box->x, box->y, box->w, box->h, STAFF_ZONE_SCROLL);
    canvas_push(canvas, box->x, box->y, box->w, box->h, 0, -staff_kit_scrolled(state, box, content_px), 1);
}

static void bubble_draw(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                        float right, float middle)
{
    struct kit_style style = {CANVAS_BOLD, 40, BUBBLE_PX, KIT_WHITE};
    float least = box->y + BUBBLE_PX / 2.0f + 4, most = box->y + box->h - BUBBLE_PX / 2.0f - 4;
    middle = middle > most ? most : middle;
    middle = middle < least ? least : middle;
    canvas_disc(canvas, right - BUBBLE_PX / 2.0f, middle, BUBBLE_PX / 2.0f, KIT_ACTION);
    kit_text(canvas, right - BUBBLE_PX / 2.0f, middle - BUBBLE_PX / 2.0f, &style, CANVAS_CENTRE,
             state->thumb_letter);
}

void staff_kit_thumb(struct canvas *canvas, const struct staff_state *state, const struct frame_box *box,
                     float content_px, float width)
{
    if (content_px <= box->h)
        return;
    float thumb = box->h * box->h / content_px, inset = width >= 8 ? 6 : 2;
    thumb = thumb < THUMB_LEAST ? THUMB_LEAST : thumb;
    float share = staff_kit_scrolled(state, box, content_px) / (content_px - box->h);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    float y = box->y + 6 + (box->h - thumb - 12) * share, x = box->x + box->w - inset - width;
    bool held = state->pressed == STAFF_ZONE_THUMB || state->thumb_letter[0];
    canvas_round_rect(canvas, x, y, width, thumb, width / 2, held ? KIT_INK2 : KIT_EDGE, 0, 0);
    canvas_zone(canvas, box->x + box->w - THUMB_TOUCH, y - 8, THUMB_TOUCH, thumb + 16, STAFF_ZONE_THUMB);
    if (state->thumb_letter[0])
        bubble_draw(canvas, state, box, x - 20, y + thumb / 2);
}

bool staff_kit_is_tapped(const struct staff_state *state, const struct screen_state *door,
                         const struct ledger_learner *learner)
{
    return state->ribbon && door->result.member_id[0] && screen_is_accepted(door->result.verdict) &&
           strcmp(door->result.member_id, learner->member_id) == 0;
}

char *staff_kit_arrival(char *out, size_t capacity, const struct ledger_learner *learner)
{
    bool here = learner->status == LEDGER_S_PRESENT || learner->status == LEDGER_S_LATE ||
                learner->status == LEDGER_S_EARLY || learner->status == LEDGER_S_HALF;
    snprintf(out, capacity, "%s", here && !learner->time_trusted && !learner->by_hand ? "--:--" : "");
    if (learner->arrived_utc_ms > 0)
        text_time(out, capacity, learner->arrived_utc_ms);
    return out;
}

static bool scrolls_elsewhere(enum staff_page page)
{
    return page != STAFF_LIST && page != STAFF_GRID && page != STAFF_SEARCH && page != STAFF_SHEET;
}

float staff_content_height(const struct canvas *canvas, const struct staff_state *state)
{
    if (scrolls_elsewhere(state->page))
        return scroll_content_px(canvas, state);
    return state->page == STAFF_LIST     ? list_content_px(canvas, state)
           : state->page == STAFF_GRID   ? grid_content_px(canvas, state)
           : state->page == STAFF_SEARCH ? search_content_px(canvas, state)
                                         : sheet_content_px(state);
}

float staff_viewport_height(const struct canvas *canvas, const struct staff_state *state)
{
    if (scrolls_elsewhere(state->page))
        return scroll_viewport_px(canvas, state);
    return state->page == STAFF_LIST     ? list_viewport_px(canvas)
           : state->page == STAFF_GRID   ? grid_viewport_px(canvas)
           : state->page == STAFF_SEARCH ? search_viewport_px(canvas, state)
                                         : sheet_viewport_px();
}
