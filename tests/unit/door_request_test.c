/* door: what the window asks for, over a real ledger. The thread is the real one, without a reader; where cards are
 * tapped, the reader's lines are given to the door by hand, on the test's own thread. */
#include "ledger_fixture.h"

#include <argon2.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "door/private.h"

#define WAIT_MS 10000

struct desk_test {
    struct fixture *f;
    struct config config;
    struct door *door;
    atomic_int changes;
    uint64_t answered; /* the number of the last answer taken */
};

static void changed(void *user)
{
    struct desk_test *t = user;
    atomic_fetch_add(&t->changes, 1);
}

static void ask(struct desk_test *t, struct door_request request)
{
    if (!request.actor_id[0])
        snprintf(request.actor_id, sizeof request.actor_id, "G8");
    assert_true(door_request(t->door, &request));
}

/* Takes a slice with PINs: 112233 is learner 8's, an instructor. */
static void take_pins(struct fixture *f)
{
    char hash[200], more[400];
    assert_int_equal(
        argon2id_hash_encoded(2, 1024, 1, "112233", 6, "saltsaltsalt", 12, 32, hash, sizeof hash), ARGON2_OK);
    char *json = fixture_slice(f, "pins");
    json[strlen(json) - 1] = '\0';
    snprintf(more, sizeof more, ", \"pins\": [{\"member_id\": \"G8\", \"pin_hash\": \"%s\"}]}", hash);
    char *whole = malloc(strlen(json) + strlen(more) + 1);
    assert_non_null(whole);
    strcat(strcpy(whole, json), more);
    if (ledger_slice_replace(f->ledger, whole, strlen(whole), &f->err) != 0)
        fail_msg("slice: %s", f->err.text);
    free(whole);
    free(json);
}

static int setup(void **state)
{
    static const char key[] = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n";
    struct desk_test *t = calloc(1, sizeof *t);
    assert_non_null(t);
    void *fixture;
    fixture_setup_open(&fixture);
    t->f = fixture;
    take_pins(t->f);
    snprintf(t->config.kiosk.id, sizeof t->config.kiosk.id, "K1");
    snprintf(t->config.kiosk.room, sizeof t->config.kiosk.room, "R101");
    snprintf(t->config.reader.device, sizeof t->config.reader.device, "none");
    snprintf(t->config.ledger.path, sizeof t->config.ledger.path, "%s", t->f->path);
    snprintf(t->config.kiosk.card_key_file, sizeof t->config.kiosk.card_key_file, "%s/key", t->f->folder);
    FILE *file = fopen(t->config.kiosk.card_key_file, "w");
    assert_non_null(file);
    fputs(key, file);
    assert_int_equal(fchmod(fileno(file), 0600), 0);
    assert_int_equal(fclose(file), 0);
    *state = t;
    return 0;
}

/* The door's thread runs. */
static int setup_thread(void **state)
{
    setup(state);
    struct desk_test *t = *state;
    if (door_open(&t->config, "none", changed, t, &t->door, &t->f->err) != 0)
        fail_msg("door: %s", t->f->err.text);
    return 0;
}

/* No thread: the test is the door's thread. The panel is a cat, which gives back what it is told. */
static int setup_alone(void **state)
{
    setup(state);
    struct desk_test *t = *state;
    struct door *door = t->door = calloc(1, sizeof *door);
    assert_non_null(door);
    door->config = &t->config;
    door->changed = changed;
    door->user = t;
    door->ledger = t->f->ledger;
    door->card_key = t->f->key;
    door->last_tap_ms = door->panel_shown_ms = INT64_MIN / 2;
    assert_int_equal(pipe(door->wake_fd), 0);
    pthread_mutex_init(&door->mutex, NULL);
    child_init(&door->panel, "/bin/cat", (char *[]){"cat", NULL});
    assert_true(child_keep(&door->panel, clock_monotonic_ms()));
    /* Cards are tapped while session S1 is on. */
    struct clock_reading now;
    clock_read(&now);
    now.utc_ms = DAY_MS + 470 * MIN_MS;
    now.source = CLOCK_SOURCE_CENTRE;
    assert_int_equal(ledger_boot_note(t->f->ledger, &now, &t->f->err), 0);
    return 0;
}

static int teardown(void **state)
{
    struct desk_test *t = *state;
    void *fixture = t->f;
    if (t->door && t->door->started) {
        door_close(t->door);
    } else if (t->door) {
        door_requests_end(t->door);
        child_stop(&t->door->panel);
        close(t->door->wake_fd[0]);
        close(t->door->wake_fd[1]);
        pthread_mutex_destroy(&t->door->mutex);
        free(t->door);
    }
    free(t);
    return fixture_teardown(&fixture);
}

/* The next answer that is new; fails after WAIT_MS. */
static struct door_answer *next_answer(struct desk_test *t, enum door_request_kind kind)
{
    static struct door_answer answer;
    int64_t deadline_ms = clock_monotonic_ms() + WAIT_MS;
    while (clock_monotonic_ms() < deadline_ms) {
        if (!t->door->started)
            door_requests_step(t->door);
        if (door_answer(t->door, &answer) > t->answered) {
            t->answered = answer.number;
            assert_int_equal(answer.kind, kind);
            return &answer;
        }
        poll(NULL, 0, 2);
    }
    fail_msg("no answer of kind %d", (int)kind);
    return NULL;
}

/* The next roll; fails after WAIT_MS. */
static struct ledger_class *next_roll(struct desk_test *t, uint64_t *version)
{
    int64_t deadline_ms = clock_monotonic_ms() + WAIT_MS;
    while (clock_monotonic_ms() < deadline_ms) {
        if (!t->door->started)
            door_requests_step(t->door);
        struct ledger_class *roll = door_roll(t->door, version);
        if (roll)
            return roll;
        poll(NULL, 0, 2);
    }
    fail_msg("no roll");
    return NULL;
}

static void roll_follows_marks(void **state)
{
    struct desk_test *t = *state;
    uint64_t version = 0;
    ask(t, (struct door_request){.kind = DOOR_ROLL, .session_id = "S1"});
    struct ledger_class *roll = next_roll(t, &version);
    assert_int_equal(roll->count, 5);
    assert_int_equal(roll->learners[0].status, LEDGER_NOT_YET);
    ledger_class_free(roll);
    assert_null(door_roll(t->door, &version));
    ask(t,
        (struct door_request){
            .kind = DOOR_MARK, .session_id = "S1", .member_id = "M1", .status = LEDGER_S_LATE, .minutes = 4});
    struct door_answer *answer = next_answer(t, DOOR_MARK);
    assert_int_equal(answer->code, 0);
    assert_true(answer->seq > 0);
    assert_string_equal(answer->member_id, "M1");
    roll = next_roll(t, &version);
    assert_int_equal(roll->learners[0].status, LEDGER_S_LATE);
    assert_int_equal(roll->learners[0].minutes, 4);
    ledger_class_free(roll);
    /* A slice that another program brings shows too. */
    fixture_take_slice(t->f, "v9");
    ledger_class_free(next_roll(t, &version));
    /* No more of it, and nothing of it stays. */
    ask(t, (struct door_request){.kind = DOOR_ROLL});
    ask(t, (struct door_request){.kind = DOOR_LOG});
    answer = next_answer(t, DOOR_LOG);
    assert_true(answer->log_count >= 1);
    assert_string_equal(answer->log[0].kind, "mark");
    assert_string_equal(answer->log[0].what, "late");
    version = 0;
    assert_null(door_roll(t->door, &version));
}

static void answers_say_what_is_wrong(void **state)
{
    struct desk_test *t = *state;
    ask(t, (struct door_request){.kind = DOOR_ROLL, .session_id = "none"});
    struct door_answer *answer = next_answer(t, DOOR_ROLL);
    assert_int_equal(answer->code, ERROR_NOT_FOUND);
    ask(t, (struct door_request){
               .kind = DOOR_MARK, .session_id = "S1", .member_id = "M1", .status = LEDGER_S_EXCUSED});
    answer = next_answer(t, DOOR_MARK);
    assert_int_equal(answer->code, ERROR_INPUT);
    assert_string_equal(answer->text, "excused needs a reason");
    ask(t, (struct door_request){.kind = DOOR_SHEET, .session_id = "S1", .member_id = "M1"});
    answer = next_answer(t, DOOR_SHEET);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->sheet.count, 2);
    ask(t, (struct door_request){.kind = DOOR_GUEST, .session_id = "S1", .name = "A", .reason = "speaker"});
    assert_int_equal(next_answer(t, DOOR_GUEST)->code, 0);
    ask(t, (struct door_request){.kind = DOOR_SESSION_MARK, .session_id = "S1", .reason = "close"});
    assert_int_equal(next_answer(t, DOOR_SESSION_MARK)->code, 0);
    ask(t, (struct door_request){.kind = DOOR_BLOCK, .session_id = "S1", .member_id = "M1"});
    assert_int_equal(next_answer(t, DOOR_BLOCK)->code, 0);
    ask(t, (struct door_request){.kind = DOOR_LEAVE, .status = 1});
    assert_int_equal(next_answer(t, DOOR_LEAVE)->code, ERROR_NOT_FOUND);
    ask(t, (struct door_request){.kind = DOOR_SOUND, .reason = "fanfare"});
    assert_int_equal(next_answer(t, DOOR_SOUND)->code, ERROR_INPUT);
    ask(t, (struct door_request){.kind = DOOR_BIND_FORCE, .member_id = "M1"});
    assert_int_equal(next_answer(t, DOOR_BIND_FORCE)->code, ERROR_NOT_FOUND);
}

static void pins_are_checked(void **state)
{
    struct desk_test *t = *state;
    ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "112233"});
    struct door_answer *answer = next_answer(t, DOOR_PIN);
    assert_int_equal(answer->code, 0);
    assert_string_equal(answer->actor_id, "G8");
    assert_string_equal(answer->actor_name, "Nguyễn Văn 8");
    for (int i = 4; i >= 0; i--) {
        ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "999999"});
        answer = next_answer(t, DOOR_PIN);
        assert_int_equal(answer->code, ERROR_DENIED);
        assert_int_equal(answer->tries, i);
        assert_string_equal(answer->actor_id, "");
    }
    assert_int_equal(answer->locked_ms, 30000);
    ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "112233"});
    answer = next_answer(t, DOOR_PIN);
    assert_int_equal(answer->code, ERROR_BUSY);
    assert_in_range(answer->locked_ms, 1, 30000);
}

/* Closing while a PIN is being checked and requests wait. */
static void closes_in_the_middle(void **state)
{
    struct desk_test *t = *state;
    ask(t, (struct door_request){.kind = DOOR_ROLL, .session_id = "S1"});
    ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "999999"});
    for (int i = 0; i < 20; i++)
        ask(t, (struct door_request){.kind = DOOR_LOG});
}

static void queue_has_an_end(void **state)
{
    struct desk_test *t = *state;
    struct door_request request = {.kind = DOOR_LOG};
    for (int i = 0; i < 32; i++)
        assert_true(door_request(t->door, &request));
    assert_false(door_request(t->door, &request));
    int before = atomic_load(&t->changes);
    for (int i = 0; i < 32; i++)
        door_requests_step(t->door);
    struct door_answer answer;
    for (uint64_t i = 1; i <= 32; i++) {
        assert_int_equal(door_answer(t->door, &answer), i);
        assert_int_equal(answer.kind, DOOR_LOG);
    }
    /* Each answer wakes the window, and each taking of one that leaves others. */
    assert_int_equal(atomic_load(&t->changes) - before, 32 + 31);
    assert_int_equal(door_answer(t->door, &answer), 32);
    assert_int_equal(answer.log_count, 0);
    assert_true(door_request(t->door, &request));
}

static void assert_panel(struct desk_test *t, const char *expected)
{
    int64_t deadline_ms = clock_monotonic_ms() + WAIT_MS;
    bool ended = false;
    while (clock_monotonic_ms() < deadline_ms && !ended) {
        char *line = line_reader_next(&t->door->panel.lines);
        if (line) {
            assert_string_equal(line, expected);
            return;
        }
        poll(NULL, 0, 2);
        child_read(&t->door->panel, clock_monotonic_ms(), &ended);
    }
    fail_msg("the panel was not told: %s", expected);
}

static enum ledger_verdict tap(struct desk_test *t, int card)
{
    uint8_t uid[7];
    char hex[15], line[64];
    uint64_t before = t->door->now.results;
    fixture_uid(card, uid);
    hex_encode(uid, 7, hex);
    snprintf(line, sizeof line, "card %s 0044 00", hex);
    door_reader_line(t->door, line);
    return t->door->now.results > before ? t->door->now.result.verdict : LEDGER_VERDICTS;
}

static void step(struct desk_test *t)
{
    while (door_request_waits(t->door))
        door_requests_step(t->door);
}

static void arm(struct desk_test *t, const char *member_id)
{
    struct door_request request = {.kind = DOOR_BIND_ARM, .session_id = "S1"};
    snprintf(request.member_id, sizeof request.member_id, "%s", member_id);
    ask(t, request);
    step(t);
}

static void armed_card_is_bound(void **state)
{
    struct desk_test *t = *state;
    assert_int_equal(tap(t, 50), LEDGER_UNKNOWN);
    assert_panel(t, "show refused");
    arm(t, "M1");
    /* At once, although the same card was tapped less than 3 s ago; and it does not count. */
    assert_int_equal(tap(t, 50), LEDGER_VERDICTS);
    assert_panel(t, "show accepted");
    struct door_answer *answer = next_answer(t, DOOR_BIND_ARM);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->bind, LEDGER_BIND_DONE);
    assert_string_equal(answer->member_id, "M1");
    assert_string_equal(answer->card_tail, "0032");
    /* Left on the reader it is silent, later it counts. */
    assert_int_equal(tap(t, 50), LEDGER_VERDICTS);
    t->door->last_tap_ms -= DOOR_SAME_CARD_MS;
    assert_int_equal(tap(t, 50), LEDGER_PRESENT);
    assert_panel(t, "show accepted");
    assert_int_equal(tap(t, 1), LEDGER_EXPIRED);
    assert_panel(t, "show refused");
}

static void disarmed_card_counts(void **state)
{
    struct desk_test *t = *state;
    arm(t, "M1");
    arm(t, "");
    assert_int_equal(tap(t, 2), LEDGER_PRESENT);
    struct door_answer answer;
    door_answer(t->door, &answer);
    assert_int_equal(answer.number, 0);
}

static void card_in_use_is_moved(void **state)
{
    struct desk_test *t = *state;
    arm(t, "M1");
    assert_int_equal(tap(t, 2), LEDGER_VERDICTS);
    assert_panel(t, "show refused");
    struct door_answer *answer = next_answer(t, DOOR_BIND_ARM);
    assert_int_equal(answer->bind, LEDGER_BIND_IN_USE);
    assert_string_equal(answer->holder.member_id, "M2");
    /* An unknown card between does not take its place. */
    arm(t, "");
    assert_int_equal(tap(t, 60), LEDGER_UNKNOWN);
    assert_panel(t, "show refused");
    assert_int_equal(tap(t, 8), LEDGER_INSTRUCTOR);
    assert_panel(t, "show accepted");
    ask(t, (struct door_request){.kind = DOOR_BIND_FORCE, .session_id = "S1", .member_id = "M1"});
    answer = next_answer(t, DOOR_BIND_FORCE);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->bind, LEDGER_BIND_DONE);
    assert_string_equal(answer->card_tail, "0002");
    assert_panel(t, "show accepted");
    assert_int_equal(tap(t, 2), LEDGER_PRESENT);
    assert_string_equal(t->door->now.result.member_id, "M1");
    assert_panel(t, "show accepted");
    /* It is in hand no longer. */
    ask(t, (struct door_request){.kind = DOOR_BIND_FORCE, .session_id = "S1", .member_id = "M7"});
    assert_int_equal(next_answer(t, DOOR_BIND_FORCE)->code, ERROR_NOT_FOUND);
    assert_panel(t, "show refused");
}

static void instructors_card_authorises(void **state)
{
    struct desk_test *t = *state;
    arm(t, "M1");
    assert_int_equal(tap(t, 8), LEDGER_INSTRUCTOR);
    assert_panel(t, "show accepted");
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_STAFF);
    /* Again within 3 s it is no second tap. */
    assert_int_equal(tap(t, 8), LEDGER_VERDICTS);
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_STAFF);
    /* The learner's own may still come. */
    char phone[] = "card 08112233 0004 08";
    door_reader_line(t->door, phone);
    assert_panel(t, "show refused");
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_RANDOM);
    assert_int_equal(tap(t, 51), LEDGER_VERDICTS);
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_DONE);
}

static void unknown_card_before_the_instructors(void **state)
{
    struct desk_test *t = *state;
    assert_int_equal(tap(t, 52), LEDGER_UNKNOWN);
    assert_int_equal(tap(t, 8), LEDGER_INSTRUCTOR);
    assert_int_equal(tap(t, 53), LEDGER_UNKNOWN); /* the next in the queue */
    ask(t, (struct door_request){.kind = DOOR_BIND_FORCE, .session_id = "S1", .member_id = "M3"});
    struct door_answer *answer = next_answer(t, DOOR_BIND_FORCE);
    assert_int_equal(answer->bind, LEDGER_BIND_DONE);
    assert_string_equal(answer->card_tail, "0034");
    assert_int_equal(tap(t, 52), LEDGER_PRESENT);
    assert_string_equal(t->door->now.result.member_id, "M3");
}

static void lamps_and_sounds(void **state)
{
    struct desk_test *t = *state;
    static const char *const lamps[] = {"test green", "test amber", "test red", "test buzzer"};
    for (int i = 0; i < 4; i++) {
        ask(t, (struct door_request){.kind = DOOR_LAMP, .status = i});
        step(t);
        assert_panel(t, lamps[i]);
    }
    ask(t, (struct door_request){.kind = DOOR_SOUND, .reason = "accepted"});
    step(t);
    assert_panel(t, "show accepted");
    ask(t, (struct door_request){.kind = DOOR_LAMP, .status = 4});
    assert_int_equal(next_answer(t, DOOR_LAMP)->code, ERROR_INPUT);
}

int main(void)
{
#define THREAD(name) cmocka_unit_test_setup_teardown(name, setup_thread, teardown)
#define ALONE(name)  cmocka_unit_test_setup_teardown(name, setup_alone, teardown)
    const struct CMUnitTest tests[] = {THREAD(roll_follows_marks),
                                       THREAD(answers_say_what_is_wrong),
                                       THREAD(pins_are_checked),
                                       THREAD(closes_in_the_middle),
                                       ALONE(queue_has_an_end),
                                       ALONE(armed_card_is_bound),
                                       ALONE(disarmed_card_counts),
                                       ALONE(card_in_use_is_moved),
                                       ALONE(instructors_card_authorises),
                                       ALONE(unknown_card_before_the_instructors),
                                       ALONE(lamps_and_sounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
