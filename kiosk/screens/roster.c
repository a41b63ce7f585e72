#include "screens/roster.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "screens/letters.h"
#include "screens/viet.h"

#define TYPED_WORDS   12
#define TYPED_LETTERS 32

const char *const staff_reasons[STAFF_REASONS] = {"sheet.r_ill", "sheet.r_duty", "sheet.r_family",
                                                  "sheet.r_meet", "sheet.r_other"};
const char *const staff_credits[STAFF_CREDITS] = {"makeup.r_class", "makeup.r_work", "makeup.r_other"};

enum staff_filter roster_filter(enum ledger_status status)
{
    switch (status) {
    case LEDGER_S_PRESENT:
    case LEDGER_S_ONLINE:
        return STAFF_PRESENT;
    case LEDGER_S_LATE:
    case LEDGER_S_HALF:
        return STAFF_LATE;
    case LEDGER_S_EARLY:
        return STAFF_EARLY;
    case LEDGER_S_EXCUSED:
        return STAFF_EXCUSED;
    case LEDGER_S_UNEXCUSED:
        return STAFF_UNEXCUSED;
    default:
        return STAFF_NOT_YET;
    }
}

static bool passes(enum staff_filter filter, enum ledger_status status)
{
    enum staff_filter own = roster_filter(status);
    return filter == STAFF_ALL || filter == own ||
           (filter == STAFF_ABSENT && (own == STAFF_EXCUSED || own == STAFF_UNEXCUSED));
}

int roster_count(const struct staff_state *state)
{
    int count = state->roll ? state->shown_count : 0;
    return count < 0 ? 0 : count > STAFF_LEARNERS_MAX ? STAFF_LEARNERS_MAX : count;
}

const struct ledger_learner *roster_row(const struct staff_state *state, int index)
{
    if (index < 0 || index >= roster_count(state))
        return NULL;
    int learner = state->shown[index];
    return learner >= 0 && (size_t)learner < state->roll->count ? &state->roll->learners[learner] : NULL;
}

/* ---- names ---- */

/* Moves *at past the spaces and gives the word there. False at the end. */
static bool word_next(const char **at, const char **start, const char **end)
{
    struct viet_letter letter;
    *start = *end = *at;
    bool inside = false;
    for (;;) {
        const char *before = *at;
        if (!viet_next(at, &letter)) {
            *end = before;
            return inside;
        }
        if (viet_is_space(&letter)) {
            if (inside) {
                *at = *end = before;
                return true;
            }
        } else if (!inside) {
            inside = true;
            *start = before;
        }
    }
}

const char *roster_given(const char *full_name)
{
    const char *at = full_name, *start, *end, *last = full_name;
    while (word_next(&at, &start, &end))
        last = start;
    return last;
}

/* Given name, family name, what is between: each on its own. */
static int names_compare(const char *a, const char *b)
{
    const char *at = a, *first_a, *first_a_end, *first_b, *first_b_end;
    word_next(&at, &first_a, &first_a_end);
    at = b;
    word_next(&at, &first_b, &first_b_end);
    const char *last_a = roster_given(a), *last_b = roster_given(b);
    int order = viet_compare(last_a, last_a + strlen(last_a), last_b, last_b + strlen(last_b));
    /* Who has one name only has no family name. */
    if (first_a == last_a)
        first_a_end = first_a;
    if (first_b == last_b)
        first_b_end = first_b;
    if (!order)
        order = viet_compare(first_a, first_a_end, first_b, first_b_end);
    return order ? order : viet_compare(first_a_end, last_a, first_b_end, last_b);
}

void staff_letter(const struct staff_state *state, int shown_index, char out[8])
{
    const struct ledger_learner *learner = roster_row(state, shown_index);
    struct viet_letter letter;
    size_t used = 0;
    out[0] = '\0';
    const char *given = learner ? roster_given(learner->full_name) : "";
    if (!viet_next(&given, &letter) || viet_is_space(&letter))
        return;
    letter.tone = VIET_LEVEL;
    letter.capital = true;
    viet_append(out, 8, &used, &letter);
}

/* ---- search ---- */

struct typed {
    struct viet_letter letters[TYPED_LETTERS];
    int count;
    enum viet_tone tone;
    int number; /* what its digits say, -1 if it is not a number */
};

/* H’Nhung and H'Nhung begin two words each. */
static bool parts(const struct viet_letter *letter)
{
    return letter->base == '\'' || letter->base == 0x2019 || letter->base == '-' || letter->base == '.';
}

static void typed_end(struct typed *words, int *count)
{
    struct typed *word = &words[*count];
    if (word->count == 0)
        return;
    word->number = 0;
    for (int i = 0; i < word->count && word->number >= 0; i++) {
        uint32_t digit = word->letters[i].base;
        bool is = digit >= '0' && digit <= '9' && word->number < INT_MAX / 10 - 10;
        word->number = is ? word->number * 10 + (int)(digit - '0') : -1;
    }
    ++*count;
}

static int typed_read(const char *query, struct typed words[TYPED_WORDS])
{
    struct viet_letter letter;
    int count = 0;
    words[0] = (struct typed){.count = 0};
    while (count < TYPED_WORDS && viet_next(&query, &letter)) {
        struct typed *word = &words[count];
        if (viet_is_space(&letter) || parts(&letter)) {
            typed_end(words, &count);
            if (count < TYPED_WORDS)
                words[count] = (struct typed){.count = 0};
        } else if (word->count < TYPED_LETTERS) {
            word->letters[word->count++] = letter;
            if (letter.tone != VIET_LEVEL)
                word->tone = letter.tone;
        }
    }
    if (count < TYPED_WORDS)
        typed_end(words, &count);
    return count;
}

/* The letters begin the part of a name at text; a tone counts wherever it stands: hoà is hòa. */
static bool begins(const struct typed *word, const char *text)
{
    struct viet_letter letter;
    enum viet_tone tone = VIET_LEVEL;
    int at = 0;
    while (viet_next(&text, &letter) && !viet_is_space(&letter) && !parts(&letter)) {
        if (letter.tone != VIET_LEVEL)
            tone = letter.tone;
        if (at == word->count)
            continue;
        const struct viet_letter *wanted = &word->letters[at++];
        if (wanted->base != letter.base || (wanted->shape != VIET_PLAIN && wanted->shape != letter.shape))
            return false;
    }
    return at == word->count && (word->tone == VIET_LEVEL || word->tone == tone);
}

/* Some part of the word at text, which ends at a space. */
static bool word_has(const struct typed *word, const char *text)
{
    struct viet_letter letter;
    if (begins(word, text))
        return true;
    while (viet_next(&text, &letter) && !viet_is_space(&letter))
        if (parts(&letter) && begins(word, text))
            return true;
    return false;
}

bool roster_hit(const char *query, const char *text)
{
    struct typed words[TYPED_WORDS];
    int count = typed_read(query, words);
    for (int i = 0; i < count; i++)
        if (word_has(&words[i], text))
            return true;
    return false;
}

/* 0 = the ordinal or the given name, 1 = another word, -1 = not found. */
static int found_rank(const struct typed *words, int count, const struct ledger_learner *learner)
{
    const char *given = roster_given(learner->full_name);
    int rank = count > 0 ? 1 : 0;
    for (int i = 0; i < count; i++) {
        const char *at = learner->full_name, *start, *end;
        bool number = words[i].number >= 0 && words[i].number == learner->ordinal, found = number;
        while (!found && word_next(&at, &start, &end))
            found = word_has(&words[i], start);
        if (!found)
            return -1;
        if (number || word_has(&words[i], given))
            rank = 0;
    }
    return rank;
}

/* ---- order ---- */

struct place {
    const struct ledger_learner *learner;
    int index, rank;
};

static int whole_compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static int ordinal_compare(const struct place *a, const struct place *b)
{
    int x = a->learner->ordinal > 0 ? a->learner->ordinal : INT_MAX;
    int y = b->learner->ordinal > 0 ? b->learner->ordinal : INT_MAX;
    return x != y ? whole_compare(x, y) : whole_compare(a->index, b->index);
}

static int by_ordinal(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return x->rank != y->rank ? whole_compare(x->rank, y->rank) : ordinal_compare(x, y);
}

static int by_name(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = whole_compare(x->rank, y->rank);
    if (!order)
        order = names_compare(x->learner->full_name, y->learner->full_name);
    return order ? order : ordinal_compare(x, y);
}

/* Who has not come stands last. */
static int by_time(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int64_t at_x = x->learner->arrived_utc_ms > 0 ? x->learner->arrived_utc_ms : INT64_MAX;
    int64_t at_y = y->learner->arrived_utc_ms > 0 ? y->learner->arrived_utc_ms : INT64_MAX;
    int order = whole_compare(x->rank, y->rank);
    if (!order)
        order = whole_compare(at_x, at_y);
    return order ? order : ordinal_compare(x, y);
}

/* The order of the chips. */
static int by_status(const void *a, const void *b)
{
    static const int places[STAFF_FILTERS] = {
        [STAFF_PRESENT] = 0, [STAFF_LATE] = 1,    [STAFF_EARLY] = 2,
        [STAFF_NOT_YET] = 3, [STAFF_EXCUSED] = 4, [STAFF_UNEXCUSED] = 5};
    const struct place *x = a, *y = b;
    int order = whole_compare(x->rank, y->rank);
    if (!order)
        order = whole_compare(places[roster_filter(x->learner->status)],
                              places[roster_filter(y->learner->status)]);
    return order ? order : ordinal_compare(x, y);
}

static int by_given(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return strcmp(roster_given(x->learner->full_name), roster_given(y->learner->full_name));
}

/* Marks those who have the given name of somebody else. */
static void shared_mark(struct staff_state *state, struct place *places, int count)
{
    qsort(places, (size_t)count, sizeof *places, by_given);
    for (int i = 0; i < count; i++) {
        bool before = i > 0 && by_given(&places[i - 1], &places[i]) == 0;
        bool after = i + 1 < count && by_given(&places[i], &places[i + 1]) == 0;
        state->shared_given[places[i].index] = before || after;
    }
}

/* Pages where somebody is looked for search among all. */
static bool searches(enum staff_page page)
{
    return page == STAFF_SEARCH || page == STAFF_ENROL || page == STAFF_NO_CARD;
}

void staff_arrange(struct staff_state *state)
{
    static int (*const orders[])(const void *, const void *) = {
        [STAFF_BY_ORDINAL] = by_ordinal,
        [STAFF_BY_NAME] = by_name,
        [STAFF_BY_TIME] = by_time,
        [STAFF_BY_STATUS] = by_status,
    };
    struct place places[STAFF_LEARNERS_MAX];
    struct typed words[TYPED_WORDS];
    int typed = typed_read(state->query, words), kept = 0;
    size_t count = state->roll ? state->roll->count : 0;
    enum staff_filter filter = searches(state->page) ? STAFF_ALL : state->filter;
    if (count > STAFF_LEARNERS_MAX)
        count = STAFF_LEARNERS_MAX;
    memset(state->counts, 0, sizeof state->counts);
    state->counts[STAFF_ALL] = (int)count;
    for (size_t i = 0; i < count; i++) {
        state->counts[roster_filter(state->roll->learners[i].status)]++;
        places[i] = (struct place){&state->roll->learners[i], (int)i, 0};
    }
    state->counts[STAFF_ABSENT] = state->counts[STAFF_EXCUSED] + state->counts[STAFF_UNEXCUSED];
    shared_mark(state, places, (int)count);
    for (size_t i = 0; i < count; i++) {
        const struct ledger_learner *learner = &state->roll->learners[i];
        int rank = found_rank(words, typed, learner);
        if (rank >= 0 && passes(filter, learner->status))
            places[kept++] = (struct place){learner, (int)i, rank};
    }
    bool known = (int)state->sort >= STAFF_BY_ORDINAL && state->sort <= STAFF_BY_STATUS;
    qsort(places, (size_t)kept, sizeof *places, orders[known ? state->sort : STAFF_BY_ORDINAL]);
    state->shown_count = kept;
    for (int i = 0; i < kept; i++)
        state->shown[i] = places[i].index;
}
