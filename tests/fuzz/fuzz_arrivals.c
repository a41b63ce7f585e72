/* Arrivals at other doors: taken whole, or those before stay. The first line is the cursor. */
#include "fuzz.h"
#include "scratch.h"

static void row_ignore(void *user, const struct ledger_roll_row *row)
{
    (void)user;
    (void)row;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scratch scratch;
    struct error err = {0};
    char before[LEDGER_CURSOR_MAX + 1], after[LEDGER_CURSOR_MAX + 1];
    if (!scratch.ledger)
        scratch_open(&scratch);
    const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
    size_t first = newline ? (size_t)(newline - data) : 0;
    size_t from = newline ? first + 1 : 0;
    char *cursor = fuzz_text(data, first), *json = fuzz_text(data + from, size - from);
    FUZZ_CHECK(ledger_arrivals_cursor(scratch.ledger, before, sizeof before) == 0);
    int code = ledger_arrivals_replace(scratch.ledger, cursor, json, size - from, &err);
    FUZZ_CHECK(ledger_arrivals_cursor(scratch.ledger, after, sizeof after) == 0);
    if (code)
        FUZZ_CHECK(code == ERROR_INPUT && err.text[0] && !strcmp(before, after));
    else
        FUZZ_CHECK(ledger_roll(scratch.ledger, "S1", row_ignore, NULL, &err) >= 0);
    free(cursor);
    free(json);
    return 0;
}
