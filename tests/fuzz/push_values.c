#include <string.h>

#include "client/array.h"
#include "push_fuzz.h"

const Oid push_types[PARAMETERS] = {2950, 25,   20,   17,   17,   2951, 1016, 1016, 1005, 1016, 1009, 2951,
                                    1016, 1009, 1009, 1009, 1001, 1009, 1009, 1009, 1009, 1009, 1001, 3802};

static uint64_t random_next(struct push *push)
{
    push->random += 0x9e3779b97f4a7c15u; /* splitmix64, public domain */
    uint64_t z = push->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t random_below(struct push *push, size_t limit)
{
    return (size_t)(random_next(push) % limit);
}

void random_uuid(struct push *push, char out[37])
{
    snprintf(out, 37, "%08x-%04x-4000-8000-%012llx", (unsigned)random_next(push),
             (unsigned)(random_next(push) & 0xffff),
             (unsigned long long)(random_next(push) & 0xffffffffffff));
}

const char *random_text(struct push *push, char *room, size_t capacity)
{
    static const char *const odd[] = {"",
                                      "'",
                                      "\"",
                                      "\\",
                                      "{}",
                                      "{a,b}",
                                      "NULL",
                                      "null",
                                      "\t\n\r",
                                      "';drop table training.fact;--",
                                      "$1",
                                      "%s%n",
                                      "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8e\x93",
                                      "Nguy\xe1\xbb\x85n",
                                      "\xef\xbf\xbd",
                                      "\xe2\x80\xae",
                                      "\x01\x1f\x7f",
                                      "{\"name\": 5}",
                                      "[[[",
                                      "-0",
                                      "1e400",
                                      "infinity",
                                      "99999999999999999999"};
    if (random_below(push, 40) == 0) { /* long, and hard to make shorter */
        size_t length = random_below(push, capacity - 1);
        for (size_t i = 0; i < length; i++)
            room[i] = (char)('!' + random_below(push, 94));
        room[length] = '\0';
        return room;
    }
    return PICK(push, odd);
}

/* A word that means something at this place, or an odd text; NULL now and then. */
static const char *random_cell(struct push *push, int parameter, char *room, size_t capacity)
{
    static const char *const kinds[] = {"tap",    "tap",    "mark", "bind", "guest",
                                        "makeup", "device", "TAP",  "tap "};
    static const char *const rooms[] = {"P101", "P102", "P999"};
    static const char *const sessions[] = {"B1", "B2", "B3", "B9"};
    static const char *const members[] = {"M1", "M2", "T1", "M9"};
    static const char *const verdicts[] = {"present",    "late",       "recorded", "already", "instructor",
                                           "unknown",    "wrong_room", "closed",   "phone",   "expired",
                                           "left_early", "out",        "evil"};
    static const char *const statuses[] = {
        "present", "late",  "half", "excused", "unexcused", "online",   "not_yet",   "close",
        "reopen",  "start", "room", "bound",   "blocked",   "credited", "withdrawn", "evil"};
    static const char *const details[] = {"{\"starts_utc_ms\": 99999999999999999999}",
                                          "{\"starts_utc_ms\": -5}",
                                          "{\"starts_utc_ms\": 1700000000000}",
                                          "{\"room_id\": \"P102\"}",
                                          "{\"room_id\": 7}",
                                          "{\"name\": \"x\\u0000y\"}",
                                          "{\"name\": \"\\ud800\"}",
                                          "{\"before\": [1]}",
                                          "{\"role\": \"instructor\", \"minutes\": 1e400}",
                                          "{\"by\": \"B2\"}",
                                          "{",
                                          "[]",
                                          "{\"name\": \"A\", \"name\": \"B\", \"unit\": {}}"};
    static const char *const numbers[] = {"0",
                                          "1",
                                          "-1",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "86400000",
                                          "1700000000000",
                                          "9223372036854775808",
                                          "1.5"};
    static const char *const bytes[] = {"\\x", "\\x00", "\\xzz",
                                        "\\xabababababababababababababababababababababababababababababababab",
                                        "\\\\000"};
    static const char *const sources[] = {"0", "1", "2", "3", "-1", "4", "32767", "32768"};
    static const char *const boots[] = {
        "00000000-0000-0000-0000-000000000000", "aaaaaaaa-0000-4000-8000-00000000000a",
        "bbbbbbbb-0000-4000-8000-00000000000b", "not-a-uuid", "{cccccccc00004000800000000000000c}"};
    if (random_below(push, 12) == 0)
        return NULL;
    if (push_types[parameter] == 1016)
        return numbers[random_below(push, random_below(push, 900) ? 7 : 9)];
    if (push_types[parameter] == 1005)
        return sources[random_below(push, random_below(push, 900) ? 4 : 8)];
    if (push_types[parameter] == 2951)
        return boots[random_below(push, random_below(push, 900) ? 3 : 5)];
    if (push_types[parameter] == 1001)
        return bytes[random_below(push, random_below(push, 900) ? 2 : 5)];
    if (random_below(push, 6) == 0)
        return random_text(push, room, capacity);
    switch (parameter) {
    case KIND:
        return PICK(push, kinds);
    case ROOM:
        return PICK(push, rooms);
    case SESSION:
        return PICK(push, sessions);
    case MEMBER:
    case ACTOR:
        return PICK(push, members);
    case VERDICT:
        return PICK(push, verdicts);
    case STATUS:
        return PICK(push, statuses);
    case DETAIL:
        return PICK(push, details);
    default:
        return random_text(push, room, capacity);
    }
}

static void put(struct push *push, char *text, const char *piece)
{
    size_t length = strlen(piece);
    if (push->used + length + 8 > TEXT_BYTES)
        return;
    memcpy(text + push->used, piece, length + 1);
    push->used += length;
}

void array_write(struct push *push, int parameter, size_t count)
{
    static char room[6000];
    char *text = push->texts[parameter];
    push->used = 0;
    text[0] = '\0';
    if (count && random_below(push, 300) == 0)
        put(push, text, count == 1 ? "[7:7]=" : "[0:0][2:1]=");
    put(push, text, "{");
    for (size_t i = 0; i < count; i++) {
        const char *cell = random_cell(push, parameter, room, sizeof room);
        put(push, text, i ? "," : "");
        if (!cell) {
            put(push, text, parameter == CHAIN ? "\"\\\\x01\"" : "NULL");
            continue;
        }
        put(push, text, "\"");
        for (const char *c = cell; *c; c++) {
            char piece[3] = {*c == '"' || *c == '\\' ? '\\' : *c, *c == '"' || *c == '\\' ? *c : '\0', '\0'};
            put(push, text, piece);
        }
        put(push, text, "\"");
    }
    put(push, text, "}");
}

int array_bytes(struct push *push, int parameter, size_t count)
{
    struct array array = {0};
    array_begin(&array, ARRAY_OID_TEXT, count);
    for (size_t i = 0; i < count; i++)
        array_add_text(&array, random_below(push, 5) ? "B1" : NULL);
    size_t length = array.used;
    for (size_t i = random_below(push, 3); i > 0; i--)
        array.bytes[random_below(push, length)] = (uint8_t)random_next(push);
    if (random_below(push, 4) == 0)
        length = random_below(push, length + 1);
    memcpy(push->texts[parameter], array.bytes, length);
    array_free(&array);
    return (int)length;
}
