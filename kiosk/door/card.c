/* Cards that are to be bound: the armed learner, and the card in hand for a bind after the instructor's card. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "door/private.h"

/* An unknown card is in hand if an instructor's follows within this. */
#define CARD_UNKNOWN_MS 30000
/* And no longer in hand after this: who took it up has gone. */
#define CARD_HELD_MS (10 * 60 * 1000)

void door_act(struct door *door, struct ledger_act *act, const char *session_id, const char *actor_id)
{
    memset(act, 0, sizeof *act);
    clock_read(&act->now);
    act->room_id = door->config->kiosk.room;
    act->session_id = session_id;
    act->actor_id = actor_id;
}

static void card_hold(struct door_card *card, const uint8_t *uid, size_t length)
{
    memcpy(card->uid, uid, length);
    card->length = length;
    card->at_ms = clock_monotonic_ms();
}

void door_card_forget(struct door *door)
{
    explicit_bzero(&door->desk.held, sizeof door->desk.held);
    explicit_bzero(&door->desk.unknown, sizeof door->desk.unknown);
    explicit_bzero(&door->desk.bound, sizeof door->desk.bound);
    door->desk.armed.member_id[0] = '\0';
}

void door_card_arm(struct door *door, const struct door_request *request)
{
    struct door_desk *desk = &door->desk;
    desk->armed = *request;
    /* Disarming keeps the card in hand: the instructor's card, which then counts as one, may come for it. */
    if (request->member_id[0])
        explicit_bzero(&desk->held, sizeof desk->held);
}

void door_card_seen(struct door *door, enum ledger_verdict verdict, const uint8_t *uid, size_t length)
{
    struct door_desk *desk = &door->desk;
    int64_t now_ms = clock_monotonic_ms();
    /* Who has come with the new card has it: what this tap counts could not be taken back with the binding. */
    if (desk->bound.member_id[0] && !strcmp(door->now.result.member_id, desk->bound.member_id))
        desk->bound = (struct ledger_bound){0};
    if (verdict == LEDGER_UNKNOWN) {
        card_hold(&desk->unknown, uid, length);
    } else if (verdict == LEDGER_INSTRUCTOR) {
        bool free_hand = !desk->held.length || now_ms - desk->held.at_ms > CARD_HELD_MS;
        if (free_hand && desk->unknown.length && now_ms - desk->unknown.at_ms <= CARD_UNKNOWN_MS)
            desk->held = desk->unknown;
        explicit_bzero(&desk->unknown, sizeof desk->unknown);
    }
}

static void card_tail(char tail[5], const uint8_t *uid, size_t length)
{
    snprintf(tail, 5, "%02X%02X", uid[length - 2], uid[length - 1]);
}

static int card_bind(struct door *door, const struct door_request *request, const uint8_t *uid, size_t length,
                     bool force, struct door_answer *answer, struct error *err)
{
    struct ledger_act act;
    door_act(door, &act, request->session_id, request->actor_id);
    int failed = ledger_bind(door->ledger, &door->card_key, &act, uid, length, request->member_id, force,
                             &answer->bind, &answer->holder, &door->desk.bound, err);
    if (failed)
        explicit_bzero(&door->desk.bound, sizeof door->desk.bound);
    answer->can_unbind = door->desk.bound.member_id[0] != '\0';
    memcpy(answer->member_id, request->member_id, sizeof answer->member_id);
    if (!failed && answer->bind != LEDGER_BIND_RANDOM)
        card_tail(answer->card_tail, uid, length);
    return failed;
}

/* An instructor's card is shown as one by its tap. */
static void card_light(struct door *door, const struct door_answer *answer)
{
    if (answer->code || answer->bind == LEDGER_BIND_IN_USE || answer->bind == LEDGER_BIND_RANDOM)
        door_panel_show(door, "show refused");
    else if (answer->bind != LEDGER_BIND_STAFF)
        door_panel_show(door, "show accepted");
}

int door_card_force(struct door *door, const struct door_request *request, struct door_answer *answer,
                    struct error *err)
{
    struct door_card *held = &door->desk.held;
    if (!held->length || clock_monotonic_ms() - held->at_ms > CARD_HELD_MS) {
        door_panel_show(door, "show refused");
        return error_set(err, ERROR_NOT_FOUND, "no card is in hand; tap it again");
    }
    answer->code = card_bind(door, request, held->uid, held->length, true, answer, err);
    if (!answer->code)
        explicit_bzero(held, sizeof *held);
    card_light(door, answer);
    return answer->code;
}

int door_card_unbind(struct door *door, const struct door_request *request, struct error *err)
{
    struct ledger_bound *bound = &door->desk.bound;
    struct ledger_act act;
    if (!bound->member_id[0] || strcmp(bound->member_id, request->member_id) != 0)
        return error_set(err, ERROR_NOT_FOUND, "there is no binding to take back");
    door_act(door, &act, request->session_id, request->actor_id);
    int failed = ledger_unbind(door->ledger, &act, bound, err);
    if (!failed || failed == ERROR_NOT_FOUND)
        explicit_bzero(bound, sizeof *bound);
    return failed;
}

bool door_card_bind(struct door *door, const uint8_t *uid, size_t length, bool again)
{
    struct door_desk *desk = &door->desk;
    struct door_answer answer = {.kind = DOOR_BIND_ARM};
    struct error err = {0};
    if (!desk->armed.member_id[0] || !door->ledger)
        return false;
    answer.code = card_bind(door, &desk->armed, uid, length, false, &answer, &err);
    snprintf(answer.text, sizeof answer.text, "%.199s", err.text);
    if (answer.code) {
        log_error("a card could not be bound: %s", err.text);
        if (answer.code == ERROR_FULL)
            door->now.full = door->tap_full = true;
    } else if (answer.bind == LEDGER_BIND_IN_USE) {
        card_hold(&desk->held, uid, length);
    }
    /* After a number that changes, or an instructor's card, the learner's own may still come. */
    if (!answer.code && answer.bind != LEDGER_BIND_STAFF && answer.bind != LEDGER_BIND_RANDOM)
        explicit_bzero(&desk->armed, sizeof desk->armed);
    /* Somebody's card stays a tap: who comes in while a card is being assigned is counted, and the light is the tap's. */
    bool bound = answer.code || answer.bind == LEDGER_BIND_DONE || answer.bind == LEDGER_BIND_RANDOM;
    if (bound || again)
        card_light(door, &answer);
    door_answer_put(door, &answer);
    desk->roll_due = true;
    return bound;
}
