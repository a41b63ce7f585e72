/* Phrases that several screens say. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "screens/kit.h"
#include "screens/letters.h"

#define DAY_MS 86400000LL

char *kit_room(char *out, size_t capacity, const char *room_name)
{
    if (room_name[0] >= '0' && room_name[0] <= '9')
        return text_fill(out, capacity, "common.room", "n", room_name, NULL);
    return letters_copy(out, capacity, room_name);
}

enum kit_part kit_part_of_day(int64_t utc_ms)
{
    struct clock_local local;
    clock_local(utc_ms, &local);
    return local.hour < 12 ? KIT_MORNING : local.hour < 18 ? KIT_AFTERNOON : KIT_EVENING;
}

static const char *part_word(enum kit_part part)
{
    static const char *const keys[] = {"idle.morning", "idle.afternoon", "idle.evening"};
    return text_get(keys[part]);
}

char *kit_part_time(char *out, size_t capacity, int64_t utc_ms)
{
    char time[16];
    snprintf(out, capacity, "%s %s", part_word(kit_part_of_day(utc_ms)),
             text_time(time, sizeof time, utc_ms));
    return out;
}

char *kit_session_line(char *out, size_t capacity, const struct ledger_session *session)
{
    char number[16], of[16], end[16], when[64], ordinal[64] = "";
    if (session->number > 0 && session->of > 0) {
        snprintf(number, sizeof number, "%d", session->number);
        snprintf(of, sizeof of, "%d", session->of);
        text_fill(ordinal, sizeof ordinal, "idle.session_n", "n", number, "N", of, NULL);
    }
    kit_part_time(when, sizeof when, session->starts_utc_ms);
    snprintf(out, capacity, "%s%s%s – %s", ordinal, ordinal[0] ? " · " : "", when,
             text_time(end, sizeof end, session->ends_utc_ms));
    return out;
}

int kit_days_between(int64_t from_utc_ms, int64_t to_utc_ms)
{
    int64_t span = clock_day_start_ms(to_utc_ms) - clock_day_start_ms(from_utc_ms);
    return (int)((span + (span < 0 ? -DAY_MS : DAY_MS) / 2) / DAY_MS); /* days may be 23 or 25 hours long */
}

char *kit_when(char *out, size_t capacity, const struct screen_state *state, int64_t utc_ms)
{
    static const char *const today[] = {"day.this_am", "day.this_pm", "day.this_eve"};
    static const char *const tomorrow[] = {"day.next_am", "day.next_pm", "day.next_eve"};
    enum kit_part part = kit_part_of_day(utc_ms);
    int days = state->view.clock_trusted ? kit_days_between(state->now_utc_ms, utc_ms) : -1;
    const char *word = days == 0   ? text_get(today[part])
                       : days == 1 ? text_get(tomorrow[part])
                                   : part_word(part);
    char date[64];
    text_weekday_date(date, sizeof date, utc_ms);
    return text_fill(out, capacity, "date.part", "p", word, "d", date, NULL);
}
