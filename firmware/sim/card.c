#include "sim/card.h"

#include <string.h>
#include <sys/random.h>

#include "base/hex.h"

#define CASCADE_TAG 0x88

struct card_kind {
    const char *name;
    size_t uid_size;
    uint8_t atqa[2];
    uint8_t sak;
    uint8_t ats[CARD_ATS_MAX];
    size_t ats_size;
    bool random_uid;
};

static const struct card_kind card_kinds[] = {
    {"classic", 4, {0x00, 0x04}, 0x08, {0}, 0, false},
    {"ultralight", 7, {0x00, 0x44}, 0x00, {0}, 0, false},
    {"desfire", 7, {0x03, 0x44}, 0x20, {0x06, 0x75, 0x77, 0x81, 0x02, 0x80}, 6, false},
    {"phone", 4, {0x00, 0x04}, 0x20, {0x05, 0x78, 0x80, 0x70, 0x02}, 5, true},
    {"ten", 10, {0x00, 0x84}, 0x00, {0}, 0, false},
};

static const struct card_kind *card_kind_named(const char *name)
{
    for (size_t i = 0; i < sizeof card_kinds / sizeof card_kinds[0]; i++) {
        if (!strcmp(card_kinds[i].name, name))
            return &card_kinds[i];
    }
    return NULL;
}

static const struct card_kind *card_kind_by_size(size_t uid_size)
{
    return card_kind_named(uid_size == 4 ? "classic" : uid_size == 7 ? "ultralight" : "ten");
}

static void card_random_bytes(uint8_t *out, size_t count)
{
    if (getrandom(out, count, GRND_NONBLOCK) != (ssize_t)count)
        memset(out, 0x5a, count); /* only before the kernel's generator is seeded */
}

static void card_random_uid(struct card *card, size_t size)
{
    card->uid_size = size;
    card_random_bytes(card->uid, size);
    card->uid[0] = size == 4 ? 0x08 : 0x04; /* a random id, or NXP as the maker */
}

static void card_set_kind(struct card *card, const struct card_kind *kind)
{
    memcpy(card->atqa, kind->atqa, sizeof card->atqa);
    card->sak = kind->sak;
    memcpy(card->ats, kind->ats, sizeof card->ats);
    card->ats_size = kind->ats_size;
    card->random_uid = kind->random_uid;
}

static int card_parse_answers(char **words, int count, struct card *out, struct error *err)
{
    if (hex_decode(words[0], out->atqa, sizeof out->atqa) != 2)
        return error_set(err, ERROR_INPUT, "ATQA %s: give 4 hexadecimal digits, or a kind", words[0]);
    if (count < 2 || hex_decode(words[1], &out->sak, 1) != 1)
        return error_set(err, ERROR_INPUT, "SAK: give 2 hexadecimal digits after the ATQA");
    out->ats_size = 0;
    out->random_uid = false;
    if (count > 2) {
        int size = hex_decode(words[2], out->ats, sizeof out->ats);
        if (size < 1 || out->ats[0] != size)
            return error_set(err, ERROR_INPUT, "ATS %s: its first byte must be its length, 1 to %d", words[2],
                             CARD_ATS_MAX);
        out->ats_size = (size_t)size;
    }
    if (count > 3)
        return error_set(err, ERROR_INPUT, "%s: nothing may follow the ATS", words[3]);
    return 0;
}

int card_parse(char **words, int count, struct card *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    if (count < 1)
        return error_set(err, ERROR_INPUT, "no UID: give 8, 14 or 20 hexadecimal digits, or a kind");

    const struct card_kind *kind = card_kind_named(words[0]);
    if (kind) {
        card_random_uid(out, kind->uid_size);
        if (!kind->random_uid && kind->uid_size == 4)
            out->uid[0] = 0x04; /* 08 would make it look like a phone */
        card_set_kind(out, kind);
        return count == 1 ? 0 : error_set(err, ERROR_INPUT, "%s: nothing may follow the kind", words[1]);
    }

    int size = hex_decode(words[0], out->uid, sizeof out->uid);
    if (size != 4 && size != 7 && size != 10)
        return error_set(err, ERROR_INPUT, "UID: give 8, 14 or 20 hexadecimal digits, or a kind");
    out->uid_size = (size_t)size;
    card_set_kind(out, card_kind_by_size(out->uid_size));
    if (count == 1)
        return 0;

    kind = card_kind_named(words[1]);
    if (!kind)
        return card_parse_answers(words + 1, count - 1, out, err);
    card_set_kind(out, kind);
    out->random_uid = false; /* the UID was given, so it stays */
    return count == 2 ? 0 : error_set(err, ERROR_INPUT, "%s: nothing may follow the kind", words[2]);
}

void card_lose_power(struct card *card)
{
    card->state = CARD_IDLE;
    if (card->random_uid)
        card_random_uid(card, card->uid_size);
}

size_t card_target_data(const struct card *card, uint8_t *out)
{
    size_t used = 0;
    out[used++] = card->atqa[0];
    out[used++] = card->atqa[1];
    out[used++] = card->sak;
    out[used++] = (uint8_t)card->uid_size;
    memcpy(out + used, card->uid, card->uid_size);
    used += card->uid_size;
    memcpy(out + used, card->ats, card->ats_size);
    return used + card->ats_size;
}

static int card_levels(const struct card *card)
{
    return card->uid_size == 4 ? 1 : card->uid_size == 7 ? 2 : 3;
}

int64_t card_select_us(const struct card *card)
{
    return 500 + 2050 * card_levels(card) + (card->ats_size ? 1200 : 0);
}

size_t card_cascade(const struct card *card, uint8_t *out)
{
    size_t used = 0;
    size_t taken = 0;
    for (int level = card_levels(card); level > 1; level--) {
        out[used++] = CASCADE_TAG;
        memcpy(out + used, card->uid + taken, 3);
        used += 3;
        taken += 3;
    }
    memcpy(out + used, card->uid + taken, 4);
    return used + 4;
}

bool card_wins(const struct card *a, const struct card *b)
{
    uint8_t left[12] = {0}, right[12] = {0};
    card_cascade(a, left);
    card_cascade(b, right);
    for (size_t i = 0; i < sizeof left; i++) {
        uint8_t differ = left[i] ^ right[i];
        if (differ)
            return left[i] & differ & (uint8_t)-differ; /* bits go out lowest first */
    }
    return true;
}
