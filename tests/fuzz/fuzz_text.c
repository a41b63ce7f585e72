/* Texts: cleaning, UUIDs, Telex, folding and the order of names. */
#include <string.h>

#include "fuzz.h"
#include "ledger/text.h"
#include "screens/letters.h"
#include "screens/roster.h"
#include "screens/viet.h"

static bool valid(const char *text)
{
    return text_invalid_at(text, strlen(text)) == strlen(text);
}

static void clean_check(const char *text)
{
    char small[8], large[512], again[512];
    text_clean(small, sizeof small, text);
    text_clean(large, sizeof large, text);
    text_clean(again, sizeof again, large);
    FUZZ_CHECK(valid(small) && valid(large) && !strcmp(large, again));
    FUZZ_CHECK(!strncmp(small, large, strlen(small)));
    uint8_t uuid[16], twice[16];
    char written[37];
    if (uuid_parse(text, uuid)) {
        uuid_format(uuid, written);
        FUZZ_CHECK(uuid_parse(written, twice) && !memcmp(uuid, twice, 16));
    }
    char copy[16];
    letters_copy(copy, sizeof copy, text);
    FUZZ_CHECK(!strncmp(copy, text, strlen(copy)));
    letters_append(copy, sizeof copy, text);
    FUZZ_CHECK(strlen(copy) < sizeof copy);
}

static void telex_check(const char *text, size_t capacity, bool telex)
{
    char *typed = calloc(1, capacity); /* on the heap: one byte too many shows */
    FUZZ_CHECK(typed);
    for (const char *c = text; *c; c++) {
        staff_type(typed, capacity, *c == 127 ? '\b' : (unsigned char)*c, telex, *c == '~');
        FUZZ_CHECK(strnlen(typed, capacity) < capacity && valid(typed));
    }
    free(typed);
}

static void letters_check(const char *text)
{
    struct viet_letter letter;
    const char *at = text;
    char out[512];
    size_t used = 0;
    out[0] = '\0';
    while (viet_next(&at, &letter)) {
        FUZZ_CHECK(at <= text + strlen(text));
        viet_append(out, sizeof out, &used, &letter);
        FUZZ_CHECK(used < sizeof out && strlen(out) <= used);
        viet_rank(&letter);
        viet_is_vowel(&letter);
    }
    FUZZ_CHECK(*at == '\0');
}

/* text is cut in two at its last newline: a query and a name. */
static void names_check(char *text)
{
    static struct ledger_learner learners[3];
    char *name = strrchr(text, '\n');
    if (!name)
        return;
    *name++ = '\0';
    const char *text_end = text + strlen(text), *name_end = name + strlen(name);
    int order = viet_compare(text, text_end, name, name_end),
        other = viet_compare(name, name_end, text, text_end);
    FUZZ_CHECK((order < 0) == (other > 0) && (order == 0) == (other == 0));
    FUZZ_CHECK(viet_compare(text, text_end, text, text_end) == 0);
    roster_hit(text, name);
    const char *given = roster_given(name);
    FUZZ_CHECK(given >= name && given <= name_end);
    static struct staff_state state;
    static struct ledger_class roll;
    memset(&state, 0, sizeof state);
    memset(&roll, 0, sizeof roll);
    memset(learners, 0, sizeof learners);
    text_clean(learners[0].full_name, sizeof learners[0].full_name, name);
    text_clean(learners[1].full_name, sizeof learners[1].full_name, text);
    learners[2].ordinal = 12;
    roll.learners = learners;
    roll.count = 3;
    state.roll = &roll;
    letters_copy(state.query, sizeof state.query, text);
    for (int sort = 0; sort < 4; sort++) {
        state.sort = sort;
        staff_arrange(&state);
        FUZZ_CHECK(roster_count(&state) >= 0 && roster_count(&state) <= 3);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    clean_check(text);
    letters_check(text);
    telex_check(text, 1 + size % 61, true);
    telex_check(text, 64, false);
    names_check(text);
    free(text);
    return 0;
}
