#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "digest/digest.h"
#include "office/command.h"
#include "office/db.h"
#include "office/state.h"

/* From changed_ms on the office's word stands: what a door had bound before and sends later does not undo it. */
#define CARD_BLOCK                                                                                           \
    "with hit as (select card_key, state from training.card where %s for update), "                          \
    "done as (update training.card c set state = 'blocked', changed_ms = "                                   \
    "training.utc_ms(clock_timestamp()) "                                                                    \
    "from hit where c.card_key = hit.card_key and hit.state <> 'blocked' returning 1) "                      \
    "select (select count(*) from hit), (select count(*) from done)"

static int card_block(struct office *office, const char *where, const char *param, const char *none,
                      struct error *err)
{
    char sql[600];
    const char *params[] = {param};
    PGresult *result;
    snprintf(sql, sizeof sql, CARD_BLOCK, where);
    int code = db_query(office->conn, &result, err, sql, 1, params);
    if (code)
        return code;
    if (!strcmp(PQgetvalue(result, 0, 0), "0"))
        code = error_set(err, ERROR_NOT_FOUND, "%s", none);
    else
        printf("cards: %s blocked now, %s known\n", PQgetvalue(result, 0, 1), PQgetvalue(result, 0, 0));
    PQclear(result);
    return code;
}

int office_card_block(struct office *office, const char *member_id, struct error *err)
{
    char none[160];
    snprintf(none, sizeof none, "member `%.80s` has no card", member_id);
    return card_block(office, "member_id = $1", member_id, none, err);
}

/* The number comes from stdin: an argument would be in the list of processes. */
int office_card_block_uid(struct office *office, struct error *err)
{
    char line[80], key[2 * DIGEST_BYTES + 3] = "\\x";
    uint8_t uid[16], digest[DIGEST_BYTES];
    struct state *state;
    if (!fgets(line, sizeof line, stdin))
        return error_set(err, ERROR_INPUT,
                         "no card number was given; write it on one line of stdin, such as "
                         "04A1B2C3D4E5F6");
    char *kept = line;
    for (const char *c = line; *c; c++) {
        if (!strchr(":- \r\n", *c))
            *kept++ = *c;
    }
    *kept = '\0';
    int length = hex_decode(line, uid, sizeof uid);
    explicit_bzero(line, sizeof line);
    if (length != 4 && length != 7 && length != 10)
        return error_set(err, ERROR_INPUT,
                         "the card number is not 8, 14 or 20 hexadecimal digits, such as 04A1B2C3D4E5F6");
    int code = state_open(office->state, &state, err);
    if (code)
        return code;
    digest_card(state_card_key(state), uid, (size_t)length, digest);
    explicit_bzero(uid, sizeof uid);
    hex_encode(digest, sizeof digest, key + 2);
    code = state_bind(state, office->conn, err);
    state_close(state);
    return code ? code : card_block(office, "card_key = $1::bytea", key, "no member has this card", err);
}
