#include "sim/control.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/line.h"

#define WORDS_MAX 8

struct control_call {
    struct control *control;
    char **words; /* without the command */
    int count;
    int64_t now_us;
    char *reply;
    size_t capacity;
};

struct control_command {
    const char *name;
    enum control_next (*run)(struct control_call *call);
};

static enum control_next answer(struct control_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum control_next answer(struct control_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(call->reply, call->capacity, format, args);
    va_end(args);
    return CONTROL_ANSWER;
}

const char *control_help(void)
{
    return "tap CARD [HOLD_MS] [..]   bring a card, hold it (300 ms), take it away; answers its UID\n"
           "put CARD [..]             bring a card and leave it there\n"
           "take UID|all              take a card away\n"
           "wait                      answers when the field is empty\n"
           "unplug, plug              the port vanishes, comes back under the same name\n"
           "power-cycle               the chip loses its power for a moment\n"
           "fault NAME [COUNT] [card] the next COUNT replies (1; mute: 0 = until clear) go wrong; card: only "
           "those\n"
           "                          that carry a card. mute lost half garbage error-frame bad-checksum "
           "status80\n"
           "                          ats-tl0 no-firmware\n"
           "clear                     no faults any more\n"
           "state                     what is plugged, awake, in the field, armed\n"
           "watch                     from now on, a line for each card put, selected by the host, taken\n"
           "CARD [..] is a UID of 8, 14 or 20 hexadecimal digits with a kind (classic, ultralight, desfire, "
           "phone,\n"
           "ten) or ATQA SAK [ATS] after it, or a kind alone for a random UID.\n";
}

static void uid_text(const uint8_t *uid, size_t size, char *text)
{
    hex_encode(uid, size, text);
    for (; *text; text++) {
        if (*text >= 'a')
            *text = (char)(*text - 'a' + 'A');
    }
}

/* Reads a whole decimal number up to max. Returns it or -1. */
static long number_parse(const char *word, long max)
{
    char *end;
    if (word[0] < '0' || word[0] > '9')
        return -1;
    long value = strtol(word, &end, 10);
    return *end || value > max ? -1 : value;
}

/* The words of a card with an optional hold time in second place, which is taken out. A hold time is told
 * from an ATQA by its length: an ATQA has four digits and a SAK after it. */
static int hold_take(struct control_call *call, int64_t *hold_us, struct error *err)
{
    *hold_us = (int64_t)CONTROL_HOLD_MS * 1000;
    if (call->count < 2)
        return 0;
    long hold_ms = number_parse(call->words[1], 999999999);
    bool answers_follow = call->count > 2 && strlen(call->words[1]) == 4 && strlen(call->words[2]) == 2;
    if (hold_ms < 0 || answers_follow)
        return 0;
    if (hold_ms < 1 || hold_ms > CONTROL_HOLD_MAX_MS)
        return error_set(err, ERROR_INPUT, "hold time: give 1 to %d ms", CONTROL_HOLD_MAX_MS);
    *hold_us = hold_ms * 1000;
    for (int i = 1; i + 1 < call->count; i++)
        call->words[i] = call->words[i + 1];
    call->count--;
    return 0;
}

static enum control_next card_bring(struct control_call *call, bool leave)
{
    struct card card;
    struct error err = {0};
    int64_t hold_us = 0;
    char text[2 * CARD_UID_MAX + 1];
    if (!leave && hold_take(call, &hold_us, &err) != 0)
        return answer(call, "error %s", err.text);
    if (card_parse(call->words, call->count, &card, &err) != 0)
        return answer(call, "error %s", err.text);
    int64_t until_us = leave ? CHIP_FOREVER : call->now_us + hold_us;
    if (chip_put(call->control->chip, &card, call->now_us, until_us) != 0)
        return answer(call, "error the field is full: take a card away first");
    uid_text(card.uid, card.uid_size, text);
    return answer(call, "ok %s", text);
}

static enum control_next run_tap(struct control_call *call)
{
    return card_bring(call, false);
}

static enum control_next run_put(struct control_call *call)
{
    return card_bring(call, true);
}

static enum control_next run_take(struct control_call *call)
{
    uint8_t uid[CARD_UID_MAX];
    if (call->count != 1)
        return answer(call, "error take: give a UID or all");
    if (!strcmp(call->words[0], "all"))
        return answer(call, "ok %d", chip_take(call->control->chip, NULL, 0, call->now_us));
    int size = hex_decode(call->words[0], uid, sizeof uid);
    if (size < 0 || !chip_take(call->control->chip, uid, (size_t)size, call->now_us))
        return answer(call, "error no such card in the field");
    return answer(call, "ok 1");
}

static enum control_next run_wait(struct control_call *call)
{
    answer(call, "ok");
    return CONTROL_WAIT;
}

static enum control_next run_unplug(struct control_call *call)
{
    if (!call->control->port)
        return answer(call, "error there is no port");
    port_unplug(call->control->port);
    /* A module on USB loses its power with the port. */
    chip_power_cycle(call->control->chip);
    return answer(call, "ok");
}

static enum control_next run_plug(struct control_call *call)
{
    struct error err = {0};
    if (!call->control->port)
        return answer(call, "error there is no port");
    if (port_plug(call->control->port, &err) != 0)
        return answer(call, "error %s", err.text);
    return answer(call, "ok");
}

static enum control_next run_power_cycle(struct control_call *call)
{
    chip_power_cycle(call->control->chip);
    return answer(call, "ok");
}

static enum control_next run_fault(struct control_call *call)
{
    int fault = call->count ? chip_fault_parse(call->words[0]) : -1;
    if (fault < 0)
        return answer(call,
                      "error fault: give mute, lost, half, garbage, error-frame, bad-checksum, status80, "
                      "ats-tl0 or no-firmware");
    bool card_only = call->count > 1 && !strcmp(call->words[call->count - 1], "card");
    int counts = call->count - 1 - card_only;
    long count = fault == CHIP_FAULT_MUTE ? 0 : 1;
    if (counts == 1)
        count = number_parse(call->words[1], 1000000);
    if (counts > 1 || count < 0)
        return answer(
            call,
            "error fault: after the name, give how many replies (0 = until clear) and card, or nothing");
    chip_fault_arm(call->control->chip, (enum chip_fault)fault, (unsigned)count, card_only);
    return answer(call, "ok");
}

static enum control_next run_clear(struct control_call *call)
{
    chip_faults_clear(call->control->chip);
    return answer(call, "ok");
}

static enum control_next run_state(struct control_call *call)
{
    struct chip_state state;
    struct card cards[CHIP_CARDS_MAX];
    chip_state_get(call->control->chip, &state);
    int count = chip_cards(call->control->chip, cards, CHIP_CARDS_MAX);
    bool plugged = call->control->port && port_fd(call->control->port) >= 0;
    char list[CHIP_CARDS_MAX * (2 * CARD_UID_MAX + 2) + 1] = "";
    char faults[200] = "";
    for (int i = 0; i < count; i++) {
        size_t used = strlen(list);
        if (i)
            list[used++] = ',';
        uid_text(cards[i].uid, cards[i].uid_size, list + used);
    }
    for (int i = 0; i < CHIP_FAULT_COUNT; i++) {
        unsigned left;
        size_t used = strlen(faults);
        if (chip_fault_armed(call->control->chip, (enum chip_fault)i, &left))
            snprintf(faults + used, sizeof faults - used, "%s%s:%u", used ? "," : "",
                     chip_fault_word((enum chip_fault)i), left);
    }
    return answer(call, "ok plugged=%d awake=%d field=%d cards=%s faults=%s commands=%lu selected=%lu",
                  plugged, state.awake, state.field_on, list, faults, state.commands, state.selected);
}

static enum control_next run_watch(struct control_call *call)
{
    answer(call, "ok");
    return CONTROL_WATCH;
}

static enum control_next run_help(struct control_call *call)
{
    return answer(call,
                  "ok tap put take wait unplug plug power-cycle fault clear state watch help; the manual: "
                  "diemdanh-sim --help");
}

static const struct control_command commands[] = {
    {"tap", run_tap},       {"put", run_put},     {"take", run_take},   {"wait", run_wait},
    {"unplug", run_unplug}, {"plug", run_plug},   {"fault", run_fault}, {"power-cycle", run_power_cycle},
    {"clear", run_clear},   {"state", run_state}, {"watch", run_watch}, {"help", run_help},
};

enum control_next control_run(struct control *control, char *line, int64_t now_us, char *reply,
                              size_t capacity)
{
    char *words[WORDS_MAX];
    int count = line_split(line, words, WORDS_MAX);
    struct control_call call = {control, words + 1, count - 1, now_us, reply, capacity};
    if (count == 0)
        return answer(&call, "error empty line; try help");
    chip_advance(control->chip, now_us);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (!strcmp(commands[i].name, words[0]))
            return commands[i].run(&call);
    }
    return answer(&call, "error no such command; try help");
}

void control_event_text(const struct chip_event *event, char *text, size_t capacity)
{
    static const char *const words[] = {
        [CHIP_EVENT_PUT] = "put", [CHIP_EVENT_SELECTED] = "selected", [CHIP_EVENT_TAKEN] = "taken"};
    char uid[2 * CARD_UID_MAX + 1];
    uid_text(event->uid, event->uid_size, uid);
    snprintf(text, capacity, "event %s %s %lld", words[event->kind], uid, (long long)event->at_us);
}
