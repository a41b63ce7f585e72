#include "screens/ribbon.h"

#include <stdio.h>
#include <string.h>

#include "screens/accepted.h"
#include "screens/parts.h"

#define PAD 24

/* What a refused tap is called, and its sign. */
static const char *refused_key(const struct ledger_result *result, int *mark)
{
    switch (result->verdict) {
    case LEDGER_WRONG_ROOM:
        *mark = KIT_ICON_SIGNPOST;
        return "refuse.room";
    case LEDGER_WRONG_SESSION:
        *mark = KIT_ICON_EVENT_BUSY;
        return "refuse.session";
    case LEDGER_CLOSED:
        *mark = KIT_ICON_EVENT_BUSY;
        return result->has_session ? "refuse.closed" : "idle.ended";
    case LEDGER_PHONE:
        *mark = KIT_ICON_MOBILE_OFF;
        return "refuse.phone";
    case LEDGER_EXPIRED:
        *mark = KIT_ICON_CREDIT_CARD_OFF;
        return "refuse.expired";
    default:
        *mark = KIT_MARK_CROSS;
        return "refuse.unknown";
    }
}

/* Who it is, or the card when nobody knows. */
static void second_line(const struct ledger_result *result, const char *verdict, char *out, size_t capacity)
{
    char more[96] = "", value[24];
    snprintf(value, sizeof value, "%d", result->ordinal);
    if (result->ordinal > 0)
        text_fill(more, sizeof more, "result.no_full", "n", value, NULL);
    snprintf(value, sizeof value, "…%s", result->card_tail);
    if (!result->member_name[0] && result->card_tail[0])
        text_fill(more, sizeof more, "refuse.card_no", "id", value, NULL);
    snprintf(out, capacity, "%s%s%s", verdict, verdict[0] && more[0] ? " · " : "", more);
}

/* What an act of the instructor came to. */
static void news_draw(struct canvas *canvas, const struct staff_state *state)
{
    static const char *const says[][2] = {
        [STAFF_NEWS_MOVED] = {"news.moved", "news.moved_d"},
        [STAFF_NEWS_SWAPPED] = {"news.swapped", "news.moved_d"},
        [STAFF_NEWS_BROUGHT] = {"news.brought", "news.brought_d"},
        [STAFF_NEWS_CLOSED] = {"news.closed", "news.closed_d"},
        [STAFF_NEWS_REOPENED] = {"news.reopened", "news.reopened_d"},
        [STAFF_NEWS_STARTED] = {"news.started", "news.started_d"},
        [STAFF_NEWS_FAILED] = {"news.failed", "news.failed_d"},
    };
    bool failed = state->news == STAFF_NEWS_FAILED;
    struct kit_style head = {CANVAS_BOLD, 30, 38, KIT_WHITE}, quiet = {CANVAS_SEMIBOLD, 20, 26, KIT_WHITE};
    char room[LEDGER_NAME_MAX + 16], time[16], number[24], text[LEDGER_NAME_MAX + 128];
    float width = canvas_width(canvas), x = PAD + 78, place = width - PAD - x;
    canvas_rect(canvas, 0, 0, width, RIBBON_PX, failed ? KIT_RED : KIT_GREEN);
    if (failed)
        kit_octagon_badge(canvas, NULL, PAD, 10, 60, KIT_MARK_CROSS, 38, KIT_WHITE, KIT_RED);
    else
        kit_circle_badge(canvas, NULL, PAD, 10, 60, KIT_MARK_CHECK, KIT_WHITE, KIT_GREEN);
    kit_room(room, sizeof room, state->news_room);
    text_time(time, sizeof time, state->news_utc_ms);
    text_number(number, sizeof number, state->news_count);
    for (int i = 0; i < 2; i++) {
        text_fill(text, sizeof text, says[state->news][i], "r", room, "t", time, "n", number, NULL);
        parts_shrunk(canvas, x, i ? 46 : 8, place, i ? &quiet : &head, i ? 16 : 18, text);
    }
}

void ribbon_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    const struct ledger_result *result = &door->result;
    struct accepted_brief brief;
    char below[224];
    float width = canvas_width(canvas);
    if (state->news && !state->ribbon)
        news_draw(canvas, state);
    if (!state->ribbon)
        return;
    bool accepted = screen_is_accepted(result->verdict);
    accepted_brief(result, &brief);
    if (!accepted) {
        brief = (struct accepted_brief){
            .field = KIT_RED, .ink = KIT_WHITE, .badge = KIT_WHITE, .mark_color = KIT_RED};
        const char *key = refused_key(result, &brief.mark);
        text_fill(brief.verdict, sizeof brief.verdict, key, NULL);
        if (result->clock_trusted)
            text_time(brief.time, sizeof brief.time, result->at_utc_ms);
    }
    canvas_rect(canvas, 0, 0, width, RIBBON_PX, brief.field);
    if (accepted)
        kit_circle_badge(canvas, NULL, PAD, 10, 60, brief.mark, brief.badge, brief.mark_color);
    else
        kit_octagon_badge(canvas, NULL, PAD, 10, 60, brief.mark, 38, brief.badge, brief.mark_color);
    struct kit_style time = {CANVAS_SEMIBOLD, 34, RIBBON_PX, brief.ink};
    struct kit_style name = {CANVAS_BOLD, 30, 38, brief.ink}, quiet = {CANVAS_SEMIBOLD, 20, 26, brief.ink};
    bool portrait = canvas_portrait(canvas);
    if (portrait)
        time = (struct kit_style){CANVAS_SEMIBOLD, 28, 46, brief.ink}; /* the line below has all the width */
    float taken =
        brief.time[0]
            ? kit_figures(canvas, width - PAD, portrait ? 4 : 0, &time, CANVAS_RIGHT, brief.time) + 18
            : 0;
    float x = PAD + 78, whole = width - PAD - x, room = whole - taken;
    bool known = result->member_name[0];
    second_line(result, known ? brief.verdict : "", below, sizeof below);
    parts_shrunk(canvas, x, 8, room, &name, 22, known ? result->member_name : brief.verdict);
    if (portrait && canvas_text_width(canvas, quiet.weight, 16, below) > whole)
        snprintf(below, sizeof below, "%s", known ? brief.verdict : "");
    parts_shrunk(canvas, x, 46, portrait ? whole : room, &quiet, 16, below);
}
