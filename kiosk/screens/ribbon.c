#include "screens/ribbon.h"

#include <stdio.h>
#include <string.h>

#include "screens/accepted.h"
#include "screens/parts.h"

#define PAD 24

/* What a refused tap is called, and its sign. */
static const char *refused_key(enum ledger_verdict verdict, int *mark)
{
    switch (verdict) {
    case LEDGER_WRONG_ROOM:
        *mark = KIT_ICON_SIGNPOST;
        return "refuse.room";
    case LEDGER_WRONG_SESSION:
        *mark = KIT_ICON_EVENT_BUSY;
        return "refuse.session";
    case LEDGER_CLOSED:
        *mark = KIT_ICON_EVENT_BUSY;
        return "refuse.closed";
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

void ribbon_draw(struct canvas *canvas, const struct staff_state *state, const struct screen_state *door)
{
    const struct ledger_result *result = &door->result;
    struct accepted_brief brief;
    char below[224];
    float width = canvas_width(canvas);
    if (!state->ribbon)
        return;
    bool accepted = screen_is_accepted(result->verdict);
    accepted_brief(result, &brief);
    if (!accepted) {
        brief = (struct accepted_brief){
            .field = KIT_RED, .ink = KIT_WHITE, .badge = KIT_WHITE, .mark_color = KIT_RED};
        const char *key = refused_key(result->verdict, &brief.mark);
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
    float taken =
        brief.time[0] ? kit_figures(canvas, width - PAD, 0, &time, CANVAS_RIGHT, brief.time) + 18 : 0;
    float x = PAD + 78, room = width - PAD - taken - x;
    bool known = result->member_name[0];
    second_line(result, known ? brief.verdict : "", below, sizeof below);
    parts_shrunk(canvas, x, 8, room, &name, 22, known ? result->member_name : brief.verdict);
    parts_shrunk(canvas, x, 46, room, &quiet, 16, below);
}
