/* PINs of instructors. What is stored must pass the kiosk's check (kiosk/ledger/staff_pin.c): argon2id, at most 64 MB, 16
 * passes, 8 lanes. One try takes a small board some 100 ms. The only file of the office that includes argon2. */
#include <argon2.h>
#include <errno.h>
#include <openssl/rand.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "office/command.h"
#include "office/db.h"
#include "office/pin_form.h"

#define PIN_PASSES     2
#define PIN_MEMORY_KB  19456
#define PIN_LANES      1
#define PIN_SALT_BYTES 16
#define PIN_HASH_BYTES 32
#define PIN_LINE_MAX   64

static const int pin_signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};

/* A line of stdin without stdio, whose buffer would keep the PIN. -1 = none, or it is too long. */
static int pin_line_read(char line[PIN_LINE_MAX])
{
    size_t used = 0;
    for (;;) {
        char c;
        ssize_t got = read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 && used == 0)
            return -1;
        if (got <= 0 || c == '\n')
            break;
        if (used + 1 >= PIN_LINE_MAX)
            return -1;
        line[used++] = c;
    }
    if (used && line[used - 1] == '\r')
        used--;
    line[used] = '\0';
    return 0;
}

/* Waits for a line to be typed. A signal that would end the program, Ctrl-C among them, ends the waiting and stays pending: the
 * terminal is put right before it strikes. */
static int pin_wait(int signals)
{
    struct pollfd wait[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    while (poll(wait, 2, -1) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return wait[1].revents ? -1 : 0;
}

/* Without echo from before the question on: what is typed ahead of that is dropped, and nothing after it is shown. */
static int pin_ask(const char *prompt, char line[PIN_LINE_MAX])
{
    struct termios before, mute;
    sigset_t ending, kept;
    int code = -1;
    sigemptyset(&ending);
    for (size_t i = 0; i < sizeof pin_signals / sizeof pin_signals[0]; i++)
        sigaddset(&ending, pin_signals[i]);
    if (tcgetattr(STDIN_FILENO, &before) || sigprocmask(SIG_BLOCK, &ending, &kept))
        return -1;
    int signals = signalfd(-1, &ending, SFD_CLOEXEC);
    mute = before;
    mute.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    if (signals >= 0 && tcsetattr(STDIN_FILENO, TCSAFLUSH, &mute) == 0) {
        fputs(prompt, stderr);
        code = pin_wait(signals);
        if (!code)
            code = pin_line_read(line);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    }
    fputc('\n', stderr);
    if (signals >= 0)
        close(signals);
    sigprocmask(SIG_SETMASK, &kept, NULL);
    return code;
}

static int pin_read(char line[PIN_LINE_MAX], struct error *err)
{
    char again[PIN_LINE_MAX] = "";
    bool terminal = isatty(STDIN_FILENO);
    int code = terminal ? pin_ask("New PIN: ", line) : pin_line_read(line);
    if (code)
        return error_set(err, ERROR_INPUT, "no PIN was given");
    const char *problem = pin_problem(line);
    if (problem)
        return error_set(err, ERROR_INPUT, "%s", problem);
    if (!terminal)
        return 0;
    if (pin_ask("Again: ", again))
        code = error_set(err, ERROR_INPUT, "no PIN was given");
    else if (strcmp(line, again))
        code = error_set(err, ERROR_INPUT, "the two are not the same; nothing was changed");
    explicit_bzero(again, sizeof again);
    return code;
}

static int pin_member_check(PGconn *conn, const char *member_id, bool remove, struct error *err)
{
    char kind[16];
    bool found;
    int code =
        db_value(conn,
                 "select case when exists (select from training.card c where c.member_id = m.member_id "
                 "and c.role = 'instructor') or exists (select from training.session s "
                 "where s.instructor_id = m.member_id) then 'instructor' else 'other' end "
                 "from training.member m where m.member_id = $1 for update",
                 member_id, kind, sizeof kind, &found, err);
    if (code)
        return code;
    if (!found)
        return error_set(err, ERROR_NOT_FOUND, "there is no member `%s`", member_id);
    if (!remove && strcmp(kind, "instructor"))
        return error_set(err, ERROR_DENIED,
                         "member `%s` is no instructor: give them a card with the role instructor, or a "
                         "session as its instructor",
                         member_id);
    return 0;
}

/* The door tells instructors apart by their PIN alone. */
static int pin_is_free(PGconn *conn, const char *member_id, const char *pin, struct error *err)
{
    PGresult *result;
    const char *params[] = {member_id};
    int code =
        db_query(conn, &result, err, "select pin_hash from training.pin where member_id <> $1", 1, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result) && !code; r++) {
        if (argon2id_verify(PQgetvalue(result, r, 0), pin, strlen(pin)) == ARGON2_OK)
            code = error_set(err, ERROR_CONFLICT, "this PIN cannot be taken; choose another");
    }
    PQclear(result);
    return code;
}

static int pin_store(PGconn *conn, const char *member_id, const char *pin, struct error *err)
{
    unsigned char salt[PIN_SALT_BYTES];
    char encoded[160];
    if (RAND_bytes(salt, sizeof salt) != 1)
        return error_set(err, ERROR_BROKEN, "no random numbers for the PIN's salt");
    int result = argon2id_hash_encoded(PIN_PASSES, PIN_MEMORY_KB, PIN_LANES, pin, strlen(pin), salt,
                                       sizeof salt, PIN_HASH_BYTES, encoded, sizeof encoded);
    if (result != ARGON2_OK)
        return error_set(err, ERROR_BROKEN, "the PIN cannot be hashed: %s", argon2_error_message(result));
    const char *params[] = {member_id, encoded};
    return db_query(conn, NULL, err,
                    "insert into training.pin (member_id, pin_hash) values ($1, $2) on conflict (member_id) "
                    "do update set pin_hash = excluded.pin_hash, changed_at = now()",
                    2, params);
}

static int pin_remove(PGconn *conn, const char *member_id, bool *there, struct error *err)
{
    char text[8];
    return db_value(conn, "delete from training.pin where member_id = $1 returning 1", member_id, text,
                    sizeof text, there, err);
}

int office_pin(struct office *office, const char *member_id, bool remove, struct error *err)
{
    char pin[PIN_LINE_MAX] = "";
    bool there = false;
    int code = pin_member_check(office->conn, member_id, remove, err);
    if (!code && !remove)
        code = pin_read(pin, err);
    if (!code)
        code = db_run(office->conn, "begin; select pg_advisory_xact_lock(hashtext('training.pin'))", err);
    if (!code && remove)
        code = pin_remove(office->conn, member_id, &there, err);
    else if (!code && !(code = pin_is_free(office->conn, member_id, pin, err)))
        code = pin_store(office->conn, member_id, pin, err);
    if (!code)
        code = db_run(office->conn, "commit", err);
    explicit_bzero(pin, sizeof pin);
    if (code)
        return code;
    printf("PIN of %s: %s\n", member_id, !remove ? "set" : there ? "removed" : "there was none");
    return 0;
}
