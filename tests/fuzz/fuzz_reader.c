/* What the reader prints, taken by the door with a real ledger behind it: each line that shows a card of 4, 7 or 10
 * bytes gives one result and one fact (or none within the window of the same card); no other line does. */
#include <string.h>
#include <unistd.h>

#include "base/line.h"
#include "base/log.h"
#include "door/private.h"
#include "fuzz.h"
#include "scratch.h"

#define RUNS_A_LEDGER 500

static void changed(void *user)
{
    (void)user;
}

/* Whether the line shows a card. */
static bool shows_card(const char *line)
{
    char text[LINE_MAX_BYTES], *words[3];
    snprintf(text, sizeof text, "%s", line);
    if (line_split(text, words, 3) < 2 || strcmp(words[0], "card") != 0)
        return false;
    size_t digits = strcspn(words[1], " ");
    return (digits == 8 || digits == 14 || digits == 20) &&
           strspn(words[1], "0123456789abcdefABCDEF") == digits;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct config config;
    static struct scratch scratch;
    static struct door door;
    static int runs;
    struct error err = {0};
    if (runs++ % RUNS_A_LEDGER == 0) {
        scratch_close(&scratch);
        scratch_open(&scratch);
        strcpy(config.kiosk.room, "R101");
        setenv("DIEMDANH_LOG", "error", 0); /* nearly every input is worth a warning */
        log_open("fuzz_reader");
    }
    memset(&door, 0, sizeof door);
    pthread_mutex_init(&door.mutex, NULL);
    door.config = &config;
    door.changed = changed;
    door.ledger = scratch.ledger;
    door.last_tap_ms = door.panel_shown_ms = INT64_MIN / 2;
    char *text = fuzz_text(data, size), *at = text;
    while (at && *at && door.now.results < 8) {
        char *end = strchr(at, '\n');
        if (end)
            *end = '\0';
        if (strlen(at) < LINE_MAX_BYTES) {
            bool card = shows_card(at);
            uint64_t before = door.now.results;
            door_reader_line(&door, at);
            FUZZ_CHECK(door.now.results - before <= card);
            FUZZ_CHECK(!door.now.failed);
        }
        at = end ? end + 1 : NULL;
    }
    struct ledger_view view;
    struct clock_reading now;
    clock_read(&now);
    FUZZ_CHECK(ledger_view(scratch.ledger, "R101", &now, &view, &err) == 0);
    pthread_mutex_destroy(&door.mutex);
    free(text);
    return 0;
}
