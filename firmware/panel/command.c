#include "panel/command.h"

#include <string.h>

#include "base/error.h"
#include "base/line.h"

static const char *const command_events[PATTERNS_EVENTS] = {
    [PATTERNS_READY] = "ready",     [PATTERNS_ACCEPTED] = "accepted", [PATTERNS_REMARK] = "remark",
    [PATTERNS_ALREADY] = "already", [PATTERNS_QUESTION] = "question", [PATTERNS_REREAD] = "reread",
    [PATTERNS_REFUSED] = "refused", [PATTERNS_UNLOCKED] = "unlocked", [PATTERNS_WRONG] = "wrong",
    [PATTERNS_FAULT] = "fault",     [PATTERNS_OFF] = "off",
};

static const char *const command_lines[PATTERNS_LINES] = {
    [PATTERNS_GREEN] = "green",   [PATTERNS_AMBER] = "amber", [PATTERNS_RED] = "red",
    [PATTERNS_BUZZER] = "buzzer", [PATTERNS_DOOR] = "door",   [PATTERNS_RESET] = "reset",
};

const char *command_event_word(int event)
{
    return event >= 0 && event < PATTERNS_EVENTS ? command_events[event] : NULL;
}

const char *command_line_word(int line)
{
    return line >= 0 && line < PATTERNS_LINES ? command_lines[line] : NULL;
}

static int command_index(const char *word, const char *const *words, int count)
{
    for (int i = 0; i < count; i++) {
        if (!strcmp(word, words[i]))
            return i;
    }
    return -1;
}

/* One to nine digits and nothing else, or -1: neither sign nor overflow can come up. */
static int command_number(const char *word)
{
    size_t length = strlen(word);
    if (length == 0 || length > 9 || strspn(word, "0123456789") != length)
        return -1;
    int number = 0;
    for (const char *c = word; *c; c++)
        number = 10 * number + (*c - '0');
    return number;
}

int command_run(char *line, struct patterns *patterns, int64_t now_ms)
{
    char *words[3];
    int count = line_split(line, words, 3);
    if (count == 0)
        return 0;
    if (count == 1 && !strcmp(words[0], "reset-reader")) {
        patterns_reset_reader(patterns, now_ms);
        return 0;
    }
    if (count != 2)
        return ERROR_INPUT;
    int index, number = command_number(words[1]);
    if (!strcmp(words[0], "show")) {
        index = command_index(words[1], command_events, PATTERNS_EVENTS);
        if (index < 0)
            return ERROR_INPUT;
        patterns_show(patterns, (enum patterns_event)index, now_ms);
        return 0;
    }
    if (!strcmp(words[0], "test")) {
        index = command_index(words[1], command_lines, PATTERNS_LINES);
        return index < 0 ? ERROR_INPUT : patterns_test(patterns, (enum patterns_line)index, now_ms);
    }
    if (!strcmp(words[0], "volume") && number >= 0 && number <= PATTERNS_VOLUME_MAX) {
        patterns_volume(patterns, number);
        return 0;
    }
    if (!strcmp(words[0], "open") && number >= 0) {
        patterns_open(patterns, number, now_ms);
        return 0;
    }
    return ERROR_INPUT;
}
