/* What the lights, the buzzer, the door relay and the reader's reset line should be at an instant. Memory
 * only: no hardware, no clock. The caller says what time it is (ms, CLOCK_MONOTONIC) and gets levels and the
 * time of their next change, so that nothing drifts however late it calls. */
#ifndef PANEL_PATTERNS_H
#define PANEL_PATTERNS_H

#include <stdbool.h>
#include <stdint.h>

/* The panel's lines; bit (1u << line) of a level mask. */
enum patterns_line {
    PATTERNS_GREEN,
    PATTERNS_AMBER,
    PATTERNS_RED,
    PATTERNS_BUZZER,
    PATTERNS_DOOR,  /* high = relay on */
    PATTERNS_RESET, /* reader's RSTPD_N, active low: high = the reader runs */
    PATTERNS_LINES
};

#define PATTERNS_BIT(line) (1u << (line))
#define PATTERNS_SAFE      PATTERNS_BIT(PATTERNS_RESET) /* all off, door shut, reader not in reset */

enum patterns_event {
    PATTERNS_READY, /* dark: a dim green needs PWM, and full green would hide an accepted card */
    PATTERNS_ACCEPTED,
    PATTERNS_REMARK,
    PATTERNS_ALREADY,
    PATTERNS_QUESTION, /* holds until the next show */
    PATTERNS_REREAD,
    PATTERNS_REFUSED,
    PATTERNS_UNLOCKED, /* an instructor's card or PIN */
    PATTERNS_WRONG,    /* PIN */
    PATTERNS_FAULT,    /* holds until the next show */
    PATTERNS_OFF,
    PATTERNS_EVENTS
};

#define PATTERNS_DOOR_MAX_MS 10000 /* the relay is never on for longer without a break */
#define PATTERNS_RESET_MS    150   /* PN532: at least 100 ms */
#define PATTERNS_TEST_MS     1000
#define PATTERNS_VOLUME_MAX  3
#define PATTERNS_NEVER       INT64_MAX

/* A value; copy and drop at will. Members are this module's own. */
struct patterns {
    enum patterns_event event;
    int64_t event_since_ms;
    bool sounds;        /* false: this event is silent */
    bool fault_sounded; /* the fault's long tone was given and nothing says yet that it is solved */
    int volume;
    int64_t door_since_ms, door_until_ms;
    int64_t reset_until_ms;
    enum patterns_line test_line;
    int64_t test_until_ms;
};

/* Everything safe and dark, volume 3. */
void patterns_init(struct patterns *patterns);

/* Shows an event from now on, whatever is shown and however old it is; ends a test. A fault shown over a
 * fault goes on as it was. The fault's tone sounds once until `ready` or `off` says that it is solved. */
void patterns_show(struct patterns *patterns, enum patterns_event event, int64_t now_ms);

/* 0 silences the buzzer at once; 1 to 3 are alike on a plain line. Other values are cut to the range. */
void patterns_volume(struct patterns *patterns, int volume);

/* Door relay on until now + ms, in place of an earlier wish; 0 shuts it. Never later than
 * PATTERNS_DOOR_MAX_MS after the relay went on: what goes beyond is cut, and a wish after that moment begins
 * anew. */
void patterns_open(struct patterns *patterns, int64_t ms, int64_t now_ms);

/* Begins a reset pulse of PATTERNS_RESET_MS; again within it begins it anew. */
void patterns_reset_reader(struct patterns *patterns, int64_t now_ms);

/* Lights one of green, amber, red, or the buzzer (if the volume is not 0) for PATTERNS_TEST_MS over what is
 * shown; a test replaces an earlier one. Other lines are refused: returns ERROR_INPUT, else 0. */
int patterns_test(struct patterns *patterns, enum patterns_line line, int64_t now_ms);

/* The levels wanted at now_ms, and in *next_ms when they may change next (PATTERNS_NEVER: only by a command).
 */
unsigned patterns_levels(const struct patterns *patterns, int64_t now_ms, int64_t *next_ms);

#endif
