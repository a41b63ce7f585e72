/* Prints a call of training.kiosk_push with facts that the ledger library itself has sealed, for psql. Facts
 * follow from ledger, seed and sequence, so any part of a record can be printed again.
 *
 *   central_push_sql LEDGER SEED FIRST LAST [FORK_AFTER FORK_SEED [BREAK]]
 *
 * LAST < FIRST: no facts, the heartbeat of a ledger that ends at LAST. Facts after FORK_AFTER follow from
 * FORK_SEED: the record of a device that was restored as of FORK_AFTER. BREAK: that row's detail is another
 * than the one sealed. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "ledger/fact.h"

enum { FACTS_MAX = 4000 };

static uint64_t random_next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static const char *random_text(uint64_t *state)
{
    static const char *const texts[] = {
        NULL, "",     "tap",       "O'Brien \"x\" \\ {,}",    "Nguyễn Thị Ưỡn",
        "a",  "NULL", "\t\n line", "học viên 👩‍🎓", "P101"};
    return texts[random_next(state) % (sizeof texts / sizeof texts[0])];
}

static void fact_make(struct ledger_fact *fact, uint8_t card_key[DIGEST_BYTES], uint64_t seed, int64_t seq)
{
    uint64_t state = seed * 1000003 + (uint64_t)seq;
    memset(fact, 0, sizeof *fact);
    for (int i = 0; i < DIGEST_BYTES; i++)
        card_key[i] = (uint8_t)random_next(&state);
    for (int i = 0; i < 16; i++)
        fact->boot_id[i] = (uint8_t)random_next(&state);
    static const int64_t times[] = {0, -1, INT64_MAX, INT64_MIN, 86400000};
    fact->seq = seq;
    fact->kind = random_next(&state) % 2 ? "tap" : "device";
    fact->boottime_ms = times[random_next(&state) % 5];
    fact->room_id = random_text(&state);
    fact->session_id = random_text(&state);
    fact->member_id = random_text(&state);
    fact->card_key = random_next(&state) % 3 ? card_key : NULL;
    fact->verdict = random_text(&state);
    fact->status = random_text(&state);
    fact->reason = random_text(&state);
    fact->actor_id = random_text(&state);
    fact->detail = random_text(&state);
}

static void print_bytes(const uint8_t *bytes, size_t length)
{
    char text[2 * DIGEST_BYTES + 1];
    hex_encode(bytes, length, text);
    printf("'\\x%s'::bytea", text);
}

static void print_text(const char *text)
{
    if (!text) {
        printf("NULL");
        return;
    }
    putchar('\'');
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            putchar('\'');
        putchar(*c);
    }
    putchar('\'');
}

static void print_uuid(const uint8_t bytes[16])
{
    char text[33];
    hex_encode(bytes, 16, text);
    printf("'%s'::uuid", text);
}

enum column {
    KIND,
    BOOT,
    TIME,
    ROOM,
    SESSION,
    MEMBER,
    CARD,
    VERDICT,
    STATUS,
    REASON,
    ACTOR,
    DETAIL,
    CHAIN,
    COLUMNS
};

static void print_cell(const struct ledger_fact *fact, enum column column)
{
    const char *const texts[COLUMNS] = {
        [KIND] = fact->kind,        [ROOM] = fact->room_id,    [SESSION] = fact->session_id,
        [MEMBER] = fact->member_id, [VERDICT] = fact->verdict, [STATUS] = fact->status,
        [REASON] = fact->reason,    [ACTOR] = fact->actor_id,  [DETAIL] = fact->detail};
    if (column == BOOT)
        print_uuid(fact->boot_id);
    else if (column == TIME)
        printf("'%lld'::int8", (long long)fact->boottime_ms);
    else if (column == CHAIN)
        print_bytes(fact->chain, DIGEST_BYTES);
    else if (column == CARD && !fact->card_key)
        printf("NULL");
    else if (column == CARD)
        print_bytes(fact->card_key, DIGEST_BYTES);
    else
        print_text(texts[column]);
}

static void print_call(const char *ledger, const struct ledger_fact *facts, int64_t first, int64_t last,
                       const uint8_t before[DIGEST_BYTES], const uint8_t end[DIGEST_BYTES],
                       int64_t device_last)
{
    static const char *const types[COLUMNS] = {
        [BOOT] = "uuid", [TIME] = "int8", [CARD] = "bytea", [CHAIN] = "bytea"};
    printf("select status, hi, encode(chain_at_hi, 'hex') from training.kiosk_push('%s', 'hw', %lld, ",
           ledger, (long long)first);
    print_bytes(before, DIGEST_BYTES);
    printf(", ");
    print_bytes(end, DIGEST_BYTES);
    printf(", '{}', '{}', '{}', '{}', '{}'");
    for (int column = 0; column < COLUMNS; column++) {
        printf(", array[");
        for (int64_t seq = first; seq <= last; seq++) {
            printf("%s", seq > first ? "," : "");
            print_cell(&facts[seq], (enum column)column);
        }
        printf("]::%s[]", types[column] ? types[column] : "text");
    }
    printf(", '{\"pending\": %lld}');\n", (long long)(device_last - first + 1));
}

int main(int argc, char **argv)
{
    static struct ledger_fact facts[FACTS_MAX + 1];
    static uint8_t card_keys[FACTS_MAX + 1][DIGEST_BYTES];
    uint8_t ledger[16], before[DIGEST_BYTES];
    char digits[33] = "";
    if (argc < 5 || argc == 6 || argc > 8)
        return 2;
    for (const char *c = argv[1]; *c && strlen(digits) < 32; c++) {
        if (*c != '-')
            digits[strlen(digits)] = *c;
    }
    uint64_t seed = strtoull(argv[2], NULL, 10), fork_seed = argc > 6 ? strtoull(argv[6], NULL, 10) : 0;
    int64_t first = atoll(argv[3]), last = atoll(argv[4]), fork_after = argc > 6 ? atoll(argv[5]) : FACTS_MAX;
    int64_t broken = argc > 7 ? atoll(argv[7]) : 0;
    if (hex_decode(digits, ledger, sizeof ledger) != 16 || first < 1 || last > FACTS_MAX || last < first - 1)
        return 2;
    fact_chain_origin(ledger, facts[0].chain);
    for (int64_t seq = 1; seq <= last; seq++) {
        fact_make(&facts[seq], card_keys[seq], seq > fork_after ? fork_seed : seed, seq);
        if (fact_seal(&facts[seq], facts[seq - 1].chain))
            return 1;
    }
    memcpy(before, facts[first - 1].chain, DIGEST_BYTES);
    if (broken >= first && broken <= last)
        facts[broken].detail = "edited";
    print_call(argv[1], facts, first, last, before, facts[last].chain, last);
    return 0;
}
