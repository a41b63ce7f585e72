#include "panel/patterns.h"

#include <string.h>

#include "base/error.h"

#define SHORT_MS 80
#define GAP_MS   80
#define TICK_MS  40
#define LONG_MS  500

#define TRACK_STEPS 5

/* On, off, on ... in ms, up to the first 0; then dark, or from the beginning. */
struct track {
    unsigned short steps_ms[TRACK_STEPS + 1];
    bool repeats;
};

struct pattern {
    unsigned lights;
    struct track light, sound;
};

static const struct pattern patterns_table[PATTERNS_EVENTS] = {
    [PATTERNS_READY] = {0, {{0}, false}, {{0}, false}},
    [PATTERNS_ACCEPTED] = {PATTERNS_BIT(PATTERNS_GREEN), {{1000}, false}, {{SHORT_MS}, false}},
    [PATTERNS_REMARK] = {PATTERNS_BIT(PATTERNS_AMBER),
                         {{1000}, false},
                         {{SHORT_MS, GAP_MS, SHORT_MS}, false}},
    [PATTERNS_ALREADY] = {PATTERNS_BIT(PATTERNS_GREEN), {{200, 200, 200}, false}, {{TICK_MS}, false}},
    [PATTERNS_QUESTION] = {PATTERNS_BIT(PATTERNS_AMBER), {{1000, 1000}, true}, {{TICK_MS}, false}},
    [PATTERNS_REREAD] = {PATTERNS_BIT(PATTERNS_AMBER),
                         {{200, 200, 200, 200, 200}, false},
                         {{TICK_MS, GAP_MS, TICK_MS, GAP_MS, TICK_MS}, false}},
    [PATTERNS_REFUSED] = {PATTERNS_BIT(PATTERNS_RED), {{1500}, false}, {{LONG_MS}, false}},
    [PATTERNS_UNLOCKED] = {PATTERNS_BIT(PATTERNS_GREEN), {{300}, false}, {{SHORT_MS}, false}},
    [PATTERNS_WRONG] = {PATTERNS_BIT(PATTERNS_RED), {{500}, false}, {{LONG_MS}, false}},
    [PATTERNS_FAULT] = {PATTERNS_BIT(PATTERNS_RED), {{500, 500}, true}, {{LONG_MS}, false}},
    [PATTERNS_OFF] = {0, {{0}, false}, {{0}, false}},
};

/* Whether a track is on at this age; lowers *next_age_ms to its next change. */
static bool track_on(const struct track *track, int64_t age_ms, int64_t *next_age_ms)
{
    int64_t whole_ms = 0;
    for (int i = 0; track->steps_ms[i]; i++)
        whole_ms += track->steps_ms[i];
    if (age_ms < 0)
        age_ms = 0;
    int64_t end_ms = track->repeats ? age_ms - age_ms % whole_ms : 0;
    for (int i = 0; track->steps_ms[i]; i++) {
        end_ms += track->steps_ms[i];
        if (age_ms >= end_ms)
            continue;
        if (end_ms < *next_age_ms)
            *next_age_ms = end_ms;
        return i % 2 == 0;
    }
    return false;
}

void patterns_init(struct patterns *patterns)
{
    memset(patterns, 0, sizeof *patterns);
    patterns->event = PATTERNS_READY;
    patterns->volume = PATTERNS_VOLUME_MAX;
    /* Instants that were never reached: clocks may start at 0. */
    patterns->door_until_ms = patterns->reset_until_ms = patterns->test_until_ms = INT64_MIN;
}

void patterns_show(struct patterns *patterns, enum patterns_event event, int64_t now_ms)
{
    patterns->test_until_ms = INT64_MIN;
    if (event == PATTERNS_FAULT && patterns->event == PATTERNS_FAULT)
        return;
    patterns->sounds = event != PATTERNS_FAULT || !patterns->fault_sounded;
    if (event == PATTERNS_FAULT)
        patterns->fault_sounded = true;
    else if (event == PATTERNS_READY || event == PATTERNS_OFF)
        patterns->fault_sounded = false;
    patterns->event = event;
    patterns->event_since_ms = now_ms;
}

void patterns_volume(struct patterns *patterns, int volume)
{
    if (volume < 0)
        volume = 0;
    patterns->volume = volume > PATTERNS_VOLUME_MAX ? PATTERNS_VOLUME_MAX : volume;
}

void patterns_open(struct patterns *patterns, int64_t ms, int64_t now_ms)
{
    if (ms <= 0) {
        patterns->door_until_ms = INT64_MIN;
        return;
    }
    if (ms > PATTERNS_DOOR_MAX_MS)
        ms = PATTERNS_DOOR_MAX_MS;
    if (now_ms >= patterns->door_until_ms)
        patterns->door_since_ms = now_ms;
    int64_t limit_ms = patterns->door_since_ms + PATTERNS_DOOR_MAX_MS;
    patterns->door_until_ms = now_ms + ms < limit_ms ? now_ms + ms : limit_ms;
}

void patterns_reset_reader(struct patterns *patterns, int64_t now_ms)
{
    patterns->reset_until_ms = now_ms + PATTERNS_RESET_MS;
}

int patterns_test(struct patterns *patterns, enum patterns_line line, int64_t now_ms)
{
    if (line != PATTERNS_GREEN && line != PATTERNS_AMBER && line != PATTERNS_RED && line != PATTERNS_BUZZER)
        return ERROR_INPUT;
    patterns->test_line = line;
    patterns->test_until_ms = now_ms + PATTERNS_TEST_MS;
    return 0;
}

/* Whether now lies before until; lowers *next_ms to it. */
static bool patterns_before(int64_t now_ms, int64_t until_ms, int64_t *next_ms)
{
    if (now_ms >= until_ms)
        return false;
    if (until_ms < *next_ms)
        *next_ms = until_ms;
    return true;
}

unsigned patterns_levels(const struct patterns *patterns, int64_t now_ms, int64_t *next_ms)
{
    const struct pattern *pattern = &patterns_table[patterns->event];
    unsigned levels = PATTERNS_SAFE;
    int64_t next = PATTERNS_NEVER, age = PATTERNS_NEVER;

    if (track_on(&pattern->light, now_ms - patterns->event_since_ms, &age))
        levels |= pattern->lights;
    if (patterns->sounds && track_on(&pattern->sound, now_ms - patterns->event_since_ms, &age))
        levels |= PATTERNS_BIT(PATTERNS_BUZZER);
    if (age != PATTERNS_NEVER)
        next = patterns->event_since_ms + age;

    if (patterns_before(now_ms, patterns->test_until_ms, &next))
        levels |= PATTERNS_BIT(patterns->test_line);
    if (patterns_before(now_ms, patterns->door_until_ms, &next))
        levels |= PATTERNS_BIT(PATTERNS_DOOR);
    if (patterns_before(now_ms, patterns->reset_until_ms, &next))
        levels &= ~PATTERNS_BIT(PATTERNS_RESET);
    if (patterns->volume == 0)
        levels &= ~PATTERNS_BIT(PATTERNS_BUZZER);
    *next_ms = next;
    return levels;
}
