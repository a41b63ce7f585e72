/* What the panel is told: whatever it is, the lines stay within what is safe. A line's first byte is the time since the
 * line before, in steps of 40 ms. */
#include <string.h>

#include "fuzz.h"
#include "panel/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct patterns patterns, before;
    int64_t now_ms = 1000, door_on_ms = -1;
    char *text = fuzz_text(data, size), *at = text;
    patterns_init(&patterns);
    while (at && *at) {
        char *end = strchr(at, '\n');
        if (end)
            *end = '\0';
        now_ms += 40 * (int64_t)(unsigned char)*at;
        at += *at != '\0';
        before = patterns;
        if (command_run(at, &patterns, now_ms))
            FUZZ_CHECK(!memcmp(&before, &patterns, sizeof patterns));
        int64_t next_ms;
        unsigned levels = patterns_levels(&patterns, now_ms, &next_ms);
        FUZZ_CHECK(levels < PATTERNS_BIT(PATTERNS_LINES));
        FUZZ_CHECK(next_ms > now_ms);
        if (!(levels & PATTERNS_BIT(PATTERNS_DOOR)))
            door_on_ms = -1;
        else if (door_on_ms < 0)
            door_on_ms = now_ms;
        /* The relay goes off by itself. */
        levels = patterns_levels(&patterns, now_ms + PATTERNS_DOOR_MAX_MS, &next_ms);
        FUZZ_CHECK(!(levels & PATTERNS_BIT(PATTERNS_DOOR)) && (levels & PATTERNS_BIT(PATTERNS_RESET)));
        at = end ? end + 1 : NULL;
    }
    free(text);
    return 0;
}
