/* The slice, as a centre or somebody in its place may send it: taken whole, or the one before stays as it was; and what
 * was taken can be shown. */
#include "fuzz.h"
#include "ledger/text.h"
#include "scratch.h"

static void row_check(void *user, const struct ledger_roll_row *row)
{
    (void)user;
    FUZZ_CHECK(text_invalid_at(row->full_name, strlen(row->full_name)) == strlen(row->full_name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scratch scratch;
    struct error err = {0};
    char before[256], after[256];
    if (!scratch.ledger) {
        scratch_open(&scratch);
    }
    FUZZ_CHECK(ledger_slice_version(scratch.ledger, before, sizeof before) == 0);
    char *json = fuzz_text(data, size);
    int code = ledger_slice_replace(scratch.ledger, json, size, &err);
    free(json);
    FUZZ_CHECK(ledger_slice_version(scratch.ledger, after, sizeof after) == 0);
    struct ledger_view view;
    struct clock_reading now;
    clock_read(&now);
    if (code) {
        FUZZ_CHECK(code == ERROR_INPUT && err.code == code && err.text[0]);
        FUZZ_CHECK(!strcmp(before, after));
        return 0;
    }
    FUZZ_CHECK(after[0]);
    FUZZ_CHECK(ledger_view(scratch.ledger, "R101", &now, &view, &err) == 0);
    FUZZ_CHECK(ledger_roll(scratch.ledger, "S1", row_check, NULL, &err) >= 0);
    uint8_t uid[7] = {4, 1};
    struct digest_card_key key = {{1}};
    struct ledger_tap tap = {.uid = uid, .uid_length = 7, .boottime_ms = now.boottime_ms, .room_id = "R101"};
    struct ledger_result result;
    memcpy(tap.boot_id, now.boot_id, sizeof tap.boot_id);
    FUZZ_CHECK(ledger_tap(scratch.ledger, &key, &tap, &result, &err) == 0);
    return 0;
}
