/* door: what the window asks for, over a real ledger. */
#include "door_stage.h"

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
    /* Left on the reader it is silent; taken away and tapped again, as the page asks, it counts at once. */
    assert_int_equal(tap(t, 50), LEDGER_VERDICTS);
    char gone[] = "gone", again[] = "gone";
    door_reader_line(t->door, gone);
    assert_int_equal(tap(t, 50), LEDGER_PRESENT);
    door_reader_line(t->door, again);
    assert_int_equal(tap(t, 50), LEDGER_VERDICTS);
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
    /* Its holder may be coming in: the tap counts, the light tells it, and the next card counts as usual. */
    assert_int_equal(tap(t, 2), LEDGER_PRESENT);
    assert_string_equal(t->door->shared.result.member_id, "M2");
    assert_panel(t, "show accepted");
    struct door_answer *answer = next_answer(t, DOOR_BIND_ARM);
    assert_int_equal(answer->bind, LEDGER_BIND_IN_USE);
    assert_string_equal(answer->holder.member_id, "M2");
    assert_int_equal(tap(t, 7), LEDGER_PRESENT);
    assert_panel(t, "show accepted");
    /* Just counted and tapped for the other learner, it is told by light alone. */
    arm(t, "M1");
    assert_int_equal(tap(t, 7), LEDGER_VERDICTS);
    assert_panel(t, "show refused");
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_IN_USE);
    arm(t, "M1");
    t->door->last_tap_ms -= DOOR_SAME_CARD_MS;
    assert_int_equal(tap(t, 2), LEDGER_ALREADY);
    assert_panel(t, "show already");
    assert_string_equal(next_answer(t, DOOR_BIND_ARM)->holder.member_id, "M2");
    /* An unknown card between does not take its place. */
    arm(t, "");
    assert_int_equal(tap(t, 60), LEDGER_UNKNOWN);
    assert_panel(t, "show refused");
    assert_int_equal(tap(t, 8), LEDGER_INSTRUCTOR);
    assert_panel(t, "show unlocked");
    ask(t, (struct door_request){.kind = DOOR_BIND_FORCE, .session_id = "S1", .member_id = "M1"});
    answer = next_answer(t, DOOR_BIND_FORCE);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->bind, LEDGER_BIND_DONE);
    assert_string_equal(answer->card_tail, "0002");
    assert_panel(t, "show accepted");
    assert_int_equal(tap(t, 2), LEDGER_PRESENT);
    assert_string_equal(t->door->shared.result.member_id, "M1");
    assert_panel(t, "show accepted");
    /* It is in hand no longer. */
    ask(t, (struct door_request){.kind = DOOR_BIND_FORCE, .session_id = "S1", .member_id = "M7"});
    assert_int_equal(next_answer(t, DOOR_BIND_FORCE)->code, ERROR_NOT_FOUND);
    assert_panel(t, "show refused");
}

static int unbind(struct desk_test *t, const char *member_id)
{
    struct door_request request = {.kind = DOOR_UNBIND, .session_id = "S1"};
    snprintf(request.member_id, sizeof request.member_id, "%s", member_id);
    ask(t, request);
    return next_answer(t, DOOR_UNBIND)->code;
}

static void binding_is_taken_back_until_it_is_used(void **state)
{
    struct desk_test *t = *state;
    assert_int_equal(unbind(t, "M1"), ERROR_NOT_FOUND);
    arm(t, "M1");
    assert_int_equal(tap(t, 50), LEDGER_VERDICTS);
    assert_true(next_answer(t, DOOR_BIND_ARM)->can_unbind);
    assert_int_equal(unbind(t, "M2"), ERROR_NOT_FOUND); /* not theirs */
    assert_int_equal(unbind(t, "M1"), 0);
    assert_int_equal(tap(t, 1), LEDGER_PRESENT);
    assert_int_equal(unbind(t, "M1"), ERROR_NOT_FOUND);
    /* Once the new card has counted, it stays. */
    arm(t, "M3");
    assert_int_equal(tap(t, 51), LEDGER_VERDICTS);
    assert_true(next_answer(t, DOOR_BIND_ARM)->can_unbind);
    t->door->last_tap_ms -= DOOR_SAME_CARD_MS;
    assert_int_equal(tap(t, 51), LEDGER_PRESENT);
    assert_int_equal(unbind(t, "M3"), ERROR_NOT_FOUND);
    /* And when the instructor has locked the screen. */
    arm(t, "M7");
    assert_int_equal(tap(t, 52), LEDGER_VERDICTS);
    assert_true(next_answer(t, DOOR_BIND_ARM)->can_unbind);
    ask(t, (struct door_request){.kind = DOOR_ROLL});
    step(t);
    assert_int_equal(unbind(t, "M7"), ERROR_NOT_FOUND);
}

/* The card that the learner has already: the test of it is a tap. */
static void own_card_counts(void **state)
{
    struct desk_test *t = *state;
    arm(t, "M2");
    assert_int_equal(tap(t, 2), LEDGER_PRESENT);
    assert_string_equal(t->door->shared.result.member_id, "M2");
    assert_panel(t, "show accepted");
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_SAME);
    arm(t, "M2");
    assert_int_equal(tap(t, 2), LEDGER_VERDICTS);
    assert_panel(t, "show accepted");
    assert_int_equal(next_answer(t, DOOR_BIND_ARM)->bind, LEDGER_BIND_SAME);
}

static void instructors_card_authorises(void **state)
{
    struct desk_test *t = *state;
    arm(t, "M1");
    assert_int_equal(tap(t, 8), LEDGER_INSTRUCTOR);
    assert_panel(t, "show unlocked");
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

static void pin_is_told_by_light(void **state)
{
    struct desk_test *t = *state;
    ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "112233"});
    assert_int_equal(next_answer(t, DOOR_PIN)->code, 0);
    assert_panel(t, "show unlocked");
    ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "999999"});
    assert_int_equal(next_answer(t, DOOR_PIN)->code, ERROR_DENIED);
    assert_panel(t, "show wrong");
    ask(t, (struct door_request){.kind = DOOR_PIN, .pin = "1"}); /* not even a PIN */
    assert_int_equal(next_answer(t, DOOR_PIN)->code, ERROR_INPUT);
    assert_panel(t, "show wrong");
}

/* A name is kept until the window has it, and not after. */
static void result_is_given_once(void **state)
{
    static const struct ledger_result nothing;
    struct desk_test *t = *state;
    struct door_snapshot told;
    assert_int_equal(tap(t, 2), LEDGER_PRESENT);
    assert_memory_equal(&t->door->now.result, &nothing, sizeof nothing);
    door_publish(t->door);
    door_snapshot(t->door, &told);
    assert_int_equal(told.results, 1);
    assert_string_equal(told.result.member_name, "Nguyễn Văn 2");
    assert_memory_equal(&t->door->shared.result, &nothing, sizeof nothing);
    door_publish(t->door);
    door_snapshot(t->door, &told);
    assert_int_equal(told.results, 1);
    assert_memory_equal(&told.result, &nothing, sizeof nothing);
    /* The newer one takes the place of one that nobody fetched. */
    assert_int_equal(tap(t, 7), LEDGER_PRESENT);
    assert_int_equal(tap(t, 50), LEDGER_UNKNOWN);
    door_snapshot(t->door, &told);
    assert_int_equal(told.results, 3);
    assert_int_equal(told.result.verdict, LEDGER_UNKNOWN);
    assert_string_equal(told.result.member_name, "");
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
    assert_string_equal(t->door->shared.result.member_id, "M3");
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

static void settings_are_kept(void **state)
{
    struct desk_test *t = *state;
    struct door *door = t->door;
    door_settings_read(door);
    assert_false(door->now.roster_list);
    ask(t, (struct door_request){.kind = DOOR_SETTING, .reason = "roster", .name = "list"});
    step(t);
    assert_true(door->now.roster_list);
    struct door_snapshot told;
    door_snapshot(door, &told);
    assert_true(told.roster_list);
    /* The next start has nothing but the ledger. */
    door->now.roster_list = false;
    door_settings_read(door);
    assert_true(door->now.roster_list);
    ask(t, (struct door_request){.kind = DOOR_SETTING, .reason = "roster", .name = "tiles"});
    struct door_answer *answer = next_answer(t, DOOR_SETTING);
    assert_int_equal(answer->code, ERROR_INPUT);
    assert_string_equal(answer->text, "roster is tiles; it can be grid or list");
    /* A note of the door itself is none to be set. */
    ask(t, (struct door_request){.kind = DOOR_SETTING, .reason = "reader", .name = "list"});
    answer = next_answer(t, DOOR_SETTING);
    assert_int_equal(answer->code, ERROR_INPUT);
    assert_string_equal(answer->text, "there is no setting reader; there is roster");
    assert_true(door->now.roster_list);
    ask(t, (struct door_request){.kind = DOOR_SETTING, .reason = "roster", .name = "grid"});
    step(t);
    door->now.roster_list = true;
    door_settings_read(door);
    assert_false(door->now.roster_list);
}

static void restart_keeps_the_list(void **state)
{
    struct desk_test *t = *state;
    struct door_snapshot told;
    ask(t, (struct door_request){.kind = DOOR_SETTING, .reason = "roster", .name = "list"});
    ask(t, (struct door_request){.kind = DOOR_LOG});
    next_answer(t, DOOR_LOG);
    door_close(t->door);
    t->door = NULL;
    t->answered = 0;
    if (door_open(&t->config, "none", changed, t, &t->door, &t->f->err) != 0)
        fail_msg("door: %s", t->f->err.text);
    ask(t, (struct door_request){.kind = DOOR_LOG});
    next_answer(t, DOOR_LOG);
    door_snapshot(t->door, &told);
    assert_true(told.roster_list);
    assert_string_equal(told.reader_device, "none");
    assert_string_equal(told.reader_found, "");
}

static void reader_says_what_it_is(void **state)
{
    struct desk_test *t = *state;
    char up[] = "up pn532_uart:/dev/serial0 chip", down[] = "down unplugged";
    door_reader_line(t->door, up);
    assert_string_equal(t->door->now.reader_found, "pn532_uart:/dev/serial0 chip");
    assert_false(t->door->now.reader_down);
    door_reader_line(t->door, down);
    assert_string_equal(t->door->now.reader_found, "");
    assert_true(t->door->now.reader_down);
}

static void assert_sessions(const struct door_answer *answer, const char *expected)
{
    char told[256] = "";
    for (int i = 0; i < answer->session_count; i++)
        snprintf(told + strlen(told), sizeof told - strlen(told), "%s%s", i ? " " : "",
                 answer->sessions[i].session_id);
    assert_string_equal(told, expected);
}

static void rooms_and_their_sessions(void **state)
{
    struct desk_test *t = *state;
    ask(t, (struct door_request){.kind = DOOR_ROOMS});
    struct door_answer *answer = next_answer(t, DOOR_ROOMS);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->room_count, 2);
    assert_string_equal(answer->rooms[0].room_id, "R101");
    assert_string_equal(answer->rooms[0].name, "101");
    assert_string_equal(answer->rooms[0].place, "Tầng 1, nhà A");
    assert_true(answer->rooms[0].here);
    assert_string_equal(answer->rooms[1].room_id, "R202");
    assert_false(answer->rooms[1].here);
    assert_sessions(answer, "S3");
    ask(t, (struct door_request){.kind = DOOR_ROOMS, .reason = "R101"});
    assert_sessions(next_answer(t, DOOR_ROOMS), "S1 S5 S4");
    ask(t, (struct door_request){.kind = DOOR_ROOM, .session_id = "S3", .reason = "R101"});
    answer = next_answer(t, DOOR_ROOM);
    assert_int_equal(answer->code, 0);
    assert_true(answer->seq > 0);
    ask(t, (struct door_request){.kind = DOOR_ROOMS});
    assert_sessions(next_answer(t, DOOR_ROOMS), "");
    ask(t, (struct door_request){.kind = DOOR_ROOMS, .reason = "R101"});
    assert_sessions(next_answer(t, DOOR_ROOMS), "S1 S3 S5 S4");
    /* Who belongs to it is let in here. */
    assert_int_equal(tap(t, 4), LEDGER_PRESENT);
    assert_string_equal(t->door->shared.result.session.session_id, "S3");
    ask(t, (struct door_request){.kind = DOOR_ROOM, .session_id = "S3", .reason = "R999"});
    answer = next_answer(t, DOOR_ROOM);
    assert_int_equal(answer->code, ERROR_NOT_FOUND);
    ask(t, (struct door_request){.kind = DOOR_ROOM, .session_id = "S9", .reason = "R101"});
    assert_int_equal(next_answer(t, DOOR_ROOM)->code, ERROR_NOT_FOUND);
}

static void make_up_is_credited(void **state)
{
    struct desk_test *t = *state;
    time_is(t, 480 + 1440);
    struct door_request request = {.kind = DOOR_MAKE_UP, .session_id = "S1", .member_id = "M1", .status = 1};
    snprintf(request.reason, sizeof request.reason, "other");
    ask(t, request);
    struct door_answer *answer = next_answer(t, DOOR_MAKE_UP);
    assert_string_equal(answer->text, "");
    assert_int_equal(answer->code, 0);
    assert_string_equal(answer->member_id, "M1");
    int64_t credited = answer->seq;
    assert_true(credited > 0);
    request.status = 0;
    ask(t, request);
    answer = next_answer(t, DOOR_MAKE_UP);
    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->seq, credited + 1);
    snprintf(request.member_id, sizeof request.member_id, "M99");
    request.status = 1;
    ask(t, request);
    assert_int_equal(next_answer(t, DOOR_MAKE_UP)->code, ERROR_NOT_FOUND);
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
                                       ALONE(own_card_counts),
                                       ALONE(result_is_given_once),
                                       ALONE(pin_is_told_by_light),
                                       ALONE(card_in_use_is_moved),
                                       ALONE(binding_is_taken_back_until_it_is_used),
                                       ALONE(instructors_card_authorises),
                                       ALONE(unknown_card_before_the_instructors),
                                       ALONE(lamps_and_sounds),
                                       ALONE(settings_are_kept),
                                       THREAD(restart_keeps_the_list),
                                       ALONE(reader_says_what_it_is),
                                       ALONE(rooms_and_their_sessions),
                                       ALONE(make_up_is_credited)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
