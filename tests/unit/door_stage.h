/* A door over a real ledger for its unit tests. The thread is the real one, without a reader; where cards are tapped, the
 * reader's lines are given to the door by hand, on the test's own thread. */
#ifndef DOOR_STAGE_H
#define DOOR_STAGE_H

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

static inline void changed(void *user)
{
    struct desk_test *t = user;
    atomic_fetch_add(&t->changes, 1);
}

static inline void ask(struct desk_test *t, struct door_request request)
{
    if (!request.actor_id[0])
        snprintf(request.actor_id, sizeof request.actor_id, "G8");
    assert_true(door_request(t->door, &request));
}

/* Takes a slice with PINs: 112233 is learner 8's, an instructor. */
static inline void take_pins(struct fixture *f)
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

static inline int setup(void **state)
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
static inline int setup_thread(void **state)
{
    setup(state);
    struct desk_test *t = *state;
    if (door_open(&t->config, "none", changed, t, &t->door, &t->f->err) != 0)
        fail_msg("door: %s", t->f->err.text);
    return 0;
}

/* The time of this boot, minutes of the day. */
static inline void time_is(struct desk_test *t, int64_t minute)
{
    struct clock_reading now;
    clock_read(&now);
    now.utc_ms = DAY_MS + minute * MIN_MS;
    now.source = CLOCK_SOURCE_CENTRE;
    assert_int_equal(ledger_boot_note(t->f->ledger, &now, &t->f->err), 0);
}

/* No thread: the test is the door's thread. The panel is a cat, which gives back what it is told. */
static inline int setup_alone(void **state)
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
    /* Cards are tapped while check-in to session S1 is open. */
    time_is(t, 470);
    return 0;
}

static inline int teardown(void **state)
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
static inline struct door_answer *next_answer(struct desk_test *t, enum door_request_kind kind)
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
static inline struct ledger_class *next_roll(struct desk_test *t, uint64_t *version)
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

static inline void assert_panel(struct desk_test *t, const char *expected)
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

static inline enum ledger_verdict tap(struct desk_test *t, int card)
{
    uint8_t uid[7];
    char hex[15], line[64];
    uint64_t before = t->door->now.results;
    fixture_uid(card, uid);
    hex_encode(uid, 7, hex);
    snprintf(line, sizeof line, "card %s 0044 00", hex);
    door_reader_line(t->door, line);
    return t->door->now.results > before ? t->door->shared.result.verdict : LEDGER_VERDICTS;
}

static inline void step(struct desk_test *t)
{
    while (door_request_waits(t->door))
        door_requests_step(t->door);
}

#endif
