/* What the window asks for an instructor: queued, done between the reader's lines, answered. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "door/private.h"

void door_wake(struct door *door, char what)
{
    ssize_t ignored = write(door->wake_fd[1], &what, 1);
    (void)ignored;
}

bool door_woken_to_quit(struct door *door)
{
    char bytes[64];
    bool quit = false;
    ssize_t count;
    while ((count = read(door->wake_fd[0], bytes, sizeof bytes)) > 0)
        quit = quit || memchr(bytes, 'q', (size_t)count);
    return quit;
}

bool door_request(struct door *door, const struct door_request *request)
{
    struct door_desk *desk = &door->desk;
    pthread_mutex_lock(&door->mutex);
    bool room = desk->request_count < DOOR_REQUESTS;
    if (room)
        desk->requests[(desk->request_first + desk->request_count++) % DOOR_REQUESTS] = *request;
    pthread_mutex_unlock(&door->mutex);
    if (room)
        door_wake(door, 'r');
    return room;
}

static bool door_request_take(struct door *door, struct door_request *out)
{
    struct door_desk *desk = &door->desk;
    pthread_mutex_lock(&door->mutex);
    bool some = desk->request_count > 0;
    if (some) {
        struct door_request *first = &desk->requests[desk->request_first];
        *out = *first;
        explicit_bzero(first, sizeof *first);
        desk->request_first = (desk->request_first + 1) % DOOR_REQUESTS;
        desk->request_count--;
    }
    pthread_mutex_unlock(&door->mutex);
    return some;
}

bool door_request_waits(struct door *door)
{
    pthread_mutex_lock(&door->mutex);
    bool waits = door->desk.request_count > 0;
    pthread_mutex_unlock(&door->mutex);
    return waits;
}

uint64_t door_answer(struct door *door, struct door_answer *out)
{
    struct door_desk *desk = &door->desk;
    memset(out, 0, sizeof *out);
    pthread_mutex_lock(&door->mutex);
    if (desk->answer_count > 0) {
        struct door_answer *first = &desk->answers[desk->answer_first];
        *out = *first;
        explicit_bzero(first, sizeof *first);
        desk->answer_first = (desk->answer_first + 1) % DOOR_REQUESTS;
        desk->answer_count--;
        desk->answer_taken = out->number;
    }
    uint64_t number = out->number = desk->answer_taken;
    bool more = desk->answer_count > 0;
    pthread_mutex_unlock(&door->mutex);
    if (more)
        door->changed(door->user);
    return number;
}

void door_answer_put(struct door *door, struct door_answer *answer)
{
    struct door_desk *desk = &door->desk;
    pthread_mutex_lock(&door->mutex);
    if (desk->answer_count == DOOR_REQUESTS) {
        /* Nobody takes them: the oldest is of no more use. */
        desk->answer_first = (desk->answer_first + 1) % DOOR_REQUESTS;
        desk->answer_count--;
    }
    answer->number = ++desk->answer_number;
    desk->answers[(desk->answer_first + desk->answer_count++) % DOOR_REQUESTS] = *answer;
    pthread_mutex_unlock(&door->mutex);
    door->changed(door->user);
}

struct ledger_class *door_roll(struct door *door, uint64_t *version)
{
    struct ledger_class *copy = NULL;
    pthread_mutex_lock(&door->mutex);
    if (door->desk.roll && door->desk.roll_version != *version)
        copy = ledger_class_copy(door->desk.roll);
    if (copy)
        *version = door->desk.roll_version;
    pthread_mutex_unlock(&door->mutex);
    return copy;
}

static void door_roll_put(struct door *door, struct ledger_class *roll)
{
    pthread_mutex_lock(&door->mutex);
    struct ledger_class *old = door->desk.roll;
    door->desk.roll = roll;
    door->desk.roll_version++;
    pthread_mutex_unlock(&door->mutex);
    ledger_class_free(old);
    if (roll)
        door->changed(door->user);
}

/* Reads the watched roll if something may have changed it. The check is two look-ups, the reading some milliseconds. */
void door_roll_refresh(struct door *door)
{
    struct door_desk *desk = &door->desk;
    struct ledger_class *roll;
    struct error err = {0};
    int64_t version;
    desk->roll_due = false;
    if (!desk->watched[0] || !door->ledger)
        return;
    if (ledger_class_version(door->ledger, &version, &err)) {
        log_warning("the roll cannot be read: %s", err.text);
        return;
    }
    if (desk->watched_read && version == desk->watched_version)
        return;
    int failed = ledger_class_read(door->ledger, desk->watched, &roll, &err);
    if (failed == ERROR_NOT_FOUND)
        desk->watched[0] = '\0'; /* the slice has taken the session away; the window keeps what it has */
    if (failed) {
        log_warning("the roll cannot be read: %s", err.text);
        return;
    }
    desk->watched_read = true;
    desk->watched_version = version;
    door_roll_put(door, roll);
}

static void door_watch_roll(struct door *door, const struct door_request *request, struct door_answer *answer)
{
    struct door_desk *desk = &door->desk;
    struct error err = {0};
    snprintf(desk->watched, sizeof desk->watched, "%s", request->session_id);
    desk->watched_read = false;
    door_roll_put(door, NULL);
    if (!desk->watched[0]) {
        door_card_forget(door);
        return;
    }
    door_roll_refresh(door);
    if (desk->watched_read)
        return;
    answer->code =
        error_set(&err, ERROR_NOT_FOUND, "the roll of session %.64s cannot be read", request->session_id);
    snprintf(answer->text, sizeof answer->text, "%.199s", err.text);
    desk->watched[0] = '\0';
    door_answer_put(door, answer);
}

/* ---- PIN: the hash is computed on a thread of its own, which begins and ends with the try ---- */

static void *door_pin_run(void *user)
{
    struct door *door = user;
    /* On a board with one core the tap goes first. */
    setpriority(PRIO_PROCESS, 0, 10);
    ledger_pin_work(door->desk.pin_try);
    pthread_mutex_lock(&door->mutex);
    door->desk.pin_done = true;
    pthread_mutex_unlock(&door->mutex);
    door_wake(door, 'r');
    return NULL;
}

static int door_pin_begin(struct door *door, const struct door_request *request, struct door_answer *answer,
                          struct error *err)
{
    struct door_desk *desk = &door->desk;
    struct clock_reading now;
    char pin[sizeof request->pin + 1];
    if (desk->pin_try)
        return error_set(err, ERROR_BUSY, "the PIN before is still being checked");
    clock_read(&now);
    snprintf(pin, sizeof pin, "%.*s", (int)sizeof request->pin, request->pin);
    int failed = ledger_pin_begin(door->ledger, &now, pin, &desk->pin_try, &answer->locked_ms, err);
    explicit_bzero(pin, sizeof pin);
    if (failed)
        return failed;
    desk->pin_done = false;
    if (pthread_create(&desk->pin_thread, NULL, door_pin_run, door)) {
        ledger_pin_end(door->ledger, desk->pin_try, answer->actor_id, &answer->tries, &answer->locked_ms,
                       err);
        desk->pin_try = NULL;
        return error_set(err, ERROR_MEMORY, "no thread can be started to check the PIN");
    }
    return 0;
}

static void door_pin_collect(struct door *door)
{
    struct door_desk *desk = &door->desk;
    struct door_answer answer = {.kind = DOOR_PIN};
    struct error err = {0};
    pthread_mutex_lock(&door->mutex);
    bool done = desk->pin_try && desk->pin_done;
    pthread_mutex_unlock(&door->mutex);
    if (!done)
        return;
    pthread_join(desk->pin_thread, NULL);
    answer.code =
        ledger_pin_end(door->ledger, desk->pin_try, answer.actor_id, &answer.tries, &answer.locked_ms, &err);
    desk->pin_try = NULL;
    snprintf(answer.text, sizeof answer.text, "%.199s", err.text);
    if (!answer.code)
        ledger_member_name(door->ledger, answer.actor_id, answer.actor_name, &err);
    door_panel_show(door, answer.code ? "show wrong" : "show unlocked");
    door_answer_put(door, &answer);
}

/* ---- the rest ---- */

static int door_sound(struct door *door, const char *event, struct error *err)
{
    static const char *const events[][2] = {{"accepted", "show accepted"}, {"remark", "show remark"},
                                            {"already", "show already"},   {"question", "show question"},
                                            {"reread", "show reread"},     {"refused", "show refused"}};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        if (!strcmp(event, events[i][0])) {
            door_panel_show(door, events[i][1]);
            return 0;
        }
    }
    return error_set(err, ERROR_INPUT, "the panel knows no such event");
}

static int door_lamp(struct door *door, int lamp, struct error *err)
{
    static const char *const lines[] = {"test green", "test amber", "test red", "test buzzer"};
    if (lamp < 0 || lamp > 3)
        return error_set(err, ERROR_INPUT, "lamp %d: 0 green, 1 amber, 2 red, 3 buzzer", lamp);
    child_tell(&door->panel, lines[lamp]);
    return 0;
}

static int door_sheet(struct door *door, const struct door_request *request, struct door_answer *answer,
                      struct error *err)
{
    struct clock_reading now;
    clock_read(&now);
    int64_t utc_ms = now.utc_ms;
    enum clock_source source;
    ledger_time(door->ledger, now.boot_id, now.boottime_ms, &utc_ms, &source);
    return ledger_sheet_read(door->ledger, request->session_id, request->member_id, utc_ms, &answer->sheet,
                             err);
}

static int door_do(struct door *door, const struct door_request *request, struct door_answer *answer,
                   struct error *err)
{
    struct ledger_act act;
    struct ledger_guest guest = {.name = request->name, .unit = request->unit, .why = request->reason};
    door_act(door, &act, request->session_id, request->actor_id);
    switch (request->kind) {
    case DOOR_SHEET:
        return door_sheet(door, request, answer, err);
    case DOOR_MARK:
        return ledger_mark(door->ledger, &act, request->member_id, request->status,
                           request->reason[0] ? request->reason : NULL, request->minutes, &answer->seq, err);
    case DOOR_SESSION_MARK:
        return ledger_session_mark(door->ledger, &act, request->reason, request->starts_utc_ms, &answer->seq,
                                   err);
    case DOOR_BIND_FORCE:
        return door_card_force(door, request, answer, err);
    case DOOR_UNBIND:
        return door_card_unbind(door, request, err);
    case DOOR_BLOCK:
        return ledger_block(door->ledger, &act, request->member_id, err);
    case DOOR_GUEST:
        return ledger_guest_add(door->ledger, &act, &guest, err);
    case DOOR_LOG:
        answer->log_count = ledger_log_read(door->ledger, answer->log, LEDGER_LOG_LINES, err);
        return answer->log_count < 0 ? answer->log_count : 0;
    case DOOR_LEAVE:
        return door_leave_answer(door, request, err);
    case DOOR_ROOM:
        return ledger_room_move(door->ledger, &act, request->reason, &answer->seq, err);
    case DOOR_ROOMS:
        return door_rooms(door, request, answer, err);
    case DOOR_MAKE_UP:
        return ledger_make_up(door->ledger, &act, request->member_id, request->status == 1,
                              request->reason[0] ? request->reason : NULL, &answer->seq, err);
    case DOOR_SETTING:
        return door_setting(door, request->reason, request->name, err);
    default:
        return error_set(err, ERROR_INPUT, "no such request");
    }
}

/* Whether the window waits for an answer although all went well. */
static bool door_is_silent(enum door_request_kind kind)
{
    return kind == DOOR_PIN || kind == DOOR_BIND_ARM || kind == DOOR_SOUND || kind == DOOR_LAMP ||
           kind == DOOR_SETTING;
}

static int door_serve(struct door *door, const struct door_request *request, struct door_answer *answer,
                      struct error *err)
{
    if (request->kind == DOOR_SOUND)
        return door_sound(door, request->reason, err);
    if (request->kind == DOOR_LAMP)
        return door_lamp(door, request->status, err);
    if (request->kind == DOOR_BIND_ARM) {
        door_card_arm(door, request);
        return 0;
    }
    if (!door->ledger)
        return error_set(err, ERROR_FULL, "the ledger is not open; nothing can be recorded");
    if (request->kind == DOOR_PIN) {
        int failed = door_pin_begin(door, request, answer, err);
        if (failed)
            door_panel_show(door, "show wrong");
        return failed;
    }
    return door_do(door, request, answer, err);
}

void door_requests_step(struct door *door)
{
    struct door_request request;
    struct door_answer answer;
    struct error err = {0};
    door_pin_collect(door);
    if (!door_request_take(door, &request)) {
        if (door->desk.roll_due)
            door_roll_refresh(door);
        return;
    }
    memset(&answer, 0, sizeof answer);
    answer.kind = request.kind;
    memcpy(answer.member_id, request.member_id, sizeof answer.member_id);
    if (request.kind == DOOR_ROLL) {
        door_watch_roll(door, &request, &answer);
        return;
    }
    answer.code = door_serve(door, &request, &answer, &err);
    if (answer.code) {
        snprintf(answer.text, sizeof answer.text, "%.199s", err.text);
        log_warning("a request of kind %d was not done: %s", (int)request.kind, error_text(err.code));
        if (answer.code == ERROR_FULL)
            door->now.full = door->tap_full = true;
    }
    if (answer.code || !door_is_silent(request.kind))
        door_answer_put(door, &answer);
    if (request.kind == DOOR_MARK || request.kind == DOOR_SESSION_MARK || request.kind == DOOR_ROOM)
        door_view_refresh(door);
    door->desk.roll_due = true;
    explicit_bzero(&request, sizeof request);
}

void door_requests_end(struct door *door)
{
    struct door_desk *desk = &door->desk;
    if (desk->pin_try) {
        char actor_id[LEDGER_ID_MAX + 1];
        int tries;
        int64_t locked_ms;
        ledger_pin_stop(desk->pin_try);
        pthread_join(desk->pin_thread, NULL);
        ledger_pin_end(door->ledger, desk->pin_try, actor_id, &tries, &locked_ms, NULL);
        desk->pin_try = NULL;
    }
    /* The window may still ask: a door that ended by itself is closed later. */
    pthread_mutex_lock(&door->mutex);
    ledger_class_free(desk->roll);
    explicit_bzero(desk, sizeof *desk);
    pthread_mutex_unlock(&door->mutex);
}
