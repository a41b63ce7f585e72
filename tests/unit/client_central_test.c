/* Calls to servers that are away, silent or rude: each ends by its deadline, with the right code. */
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "client/central.h"

#define LEDGER_ID "00112233-4455-6677-8899-aabbccddeeff"

enum { DEADLINE_MS = 600, SLACK_MS = 400 };

/* A listening socket on 127.0.0.1; connections are made by the kernel, and nobody speaks. */
static int silent_server(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

/* A port that nobody listens on. */
static int closed_port(void)
{
    int port, fd = silent_server(&port);
    close(fd);
    return port;
}

/* Pushes an empty batch. Fills how long it took. */
static int push(struct central *central, int64_t *took_ms, struct error *err)
{
    struct ledger_batch batch = {.base_seq = 1};
    struct central_answer answer;
    int64_t start_ms = clock_monotonic_ms();
    int code = central_push(central, LEDGER_ID, "test", &batch, NULL, &answer, err);
    *took_ms = clock_monotonic_ms() - start_ms;
    assert_int_equal(code, err->code);
    assert_false(central_connected(central));
    return code;
}

static void push_is(const char *conninfo, enum error_code code, int64_t at_least_ms, int64_t at_most_ms,
                    const char *part)
{
    struct central *central = NULL;
    struct error err = {0};
    int64_t took_ms;
    assert_int_equal(central_open(conninfo, DEADLINE_MS, &central, &err), 0);
    assert_int_equal(push(central, &took_ms, &err), code);
    assert_in_range(took_ms, at_least_ms, at_most_ms);
    if (!strstr(err.text, part))
        fail_msg("'%s' does not hold '%s'", err.text, part);
    assert_null(strstr(err.text, "hunter2"));
    central_close(central);
}

static void silent(void **state)
{
    (void)state;
    int port, fd = silent_server(&port);
    char conninfo[200], part[100];
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1 port=%d user=K password=hunter2 dbname=d", port);
    snprintf(part, sizeof part, "127.0.0.1:%d gave no answer within the deadline of 600 ms", port);
    push_is(conninfo, ERROR_TIMEOUT, DEADLINE_MS, DEADLINE_MS + SLACK_MS, part);
    close(fd);
}

static void away(void **state)
{
    (void)state;
    char conninfo[200];
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1 port=%d user=K password=hunter2", closed_port());
    push_is(conninfo, ERROR_OFFLINE, 0, SLACK_MS, "cannot be reached: Connection refused");
    /* RFC 6761: such a name never exists. Where no name service answers at all, the deadline ends it. */
    struct central *central = NULL;
    struct error err = {0};
    int64_t took_ms;
    assert_int_equal(central_open("host=centre.invalid user=K", DEADLINE_MS, &central, &err), 0);
    int code = push(central, &took_ms, &err);
    assert_true(code == ERROR_OFFLINE || code == ERROR_TIMEOUT);
    assert_in_range(took_ms, 0, DEADLINE_MS + SLACK_MS);
    assert_non_null(strstr(err.text, "centre.invalid"));
    central_close(central);
}

/* A silent first host takes only its share of the time; the error of the one that says most is told. */
static void several_hosts(void **state)
{
    (void)state;
    int port, fd = silent_server(&port);
    char conninfo[200];
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1,127.0.0.1 port=%d,%d user=K", port, closed_port());
    push_is(conninfo, ERROR_TIMEOUT, DEADLINE_MS / 2, DEADLINE_MS / 2 + SLACK_MS, "gave no answer");
    close(fd);
}

/* Answers the TLS request of each connection with one byte, and closes; or closes at once. */
struct rude {
    int listener;
    char answer; /* 0 = none */
};

static void *rude_run(void *user)
{
    struct rude *rude = user;
    for (;;) {
        int fd = accept(rude->listener, NULL, NULL);
        char request[8];
        if (fd < 0)
            return NULL;
        size_t got = 0;
        while (rude->answer && got < sizeof request) {
            ssize_t count = read(fd, request + got, sizeof request - got);
            if (count <= 0)
                break;
            got += (size_t)count;
        }
        if (rude->answer && write(fd, &rude->answer, 1) != 1)
            got = 0;
        close(fd);
    }
}

static void rude_is(char answer, enum error_code code, const char *part)
{
    int port;
    struct rude rude = {.listener = silent_server(&port), .answer = answer};
    pthread_t thread;
    char conninfo[200];
    assert_int_equal(pthread_create(&thread, NULL, rude_run, &rude), 0);
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1 port=%d user=K sslrootcert=%s", port,
             SOURCE_DIR "/tests/unit/none");
    push_is(conninfo, code, 0, DEADLINE_MS + SLACK_MS, part);
    shutdown(rude.listener, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(rude.listener);
}

static void rude(void **state)
{
    (void)state;
    rude_is('N', ERROR_DENIED,
            "offers no TLS, and nothing is sent without"); /* sslmode is not in the conninfo */
    rude_is('S', ERROR_DENIED, "tests/unit/none: the centre's CA certificate is missing");
    rude_is(0, ERROR_OFFLINE, "cannot be reached");
}

static void woken(void **state)
{
    (void)state;
    int port, fd = silent_server(&port), wake = eventfd(0, EFD_CLOEXEC);
    char conninfo[200];
    struct central *central = NULL;
    struct error err = {0};
    int64_t took_ms;
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1,127.0.0.1 port=%d user=K", port);
    assert_int_equal(central_open(conninfo, 20000, &central, &err), 0);
    central_wake_set(central, wake);
    assert_int_equal(eventfd_write(wake, 1), 0);
    assert_int_equal(push(central, &took_ms, &err), ERROR_BUSY);
    assert_in_range(took_ms, 0, SLACK_MS);
    central_close(central);
    close(wake);
    close(fd);
}

static void wrong_conninfo(void **state)
{
    (void)state;
    struct central *central = NULL;
    struct error err = {0};
    assert_int_equal(central_open("host=a password=my hunter2", 1000, &central, &err), ERROR_CONFIG);
    assert_null(central);
    assert_null(strstr(err.text, "hunter2"));
    assert_int_equal(central_open("hots=a", 1000, &central, &err), ERROR_CONFIG);
    assert_string_equal(err.text, "[central] conninfo: unknown word 'hots'; mend its spelling");
    char conninfo[200];
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1 port=%d user=K sslmode=verify", closed_port());
    push_is(conninfo, ERROR_CONFIG, 0, SLACK_MS, "invalid sslmode value: \"verify\"");
    central_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silent), cmocka_unit_test(away),  cmocka_unit_test(several_hosts),
        cmocka_unit_test(rude),   cmocka_unit_test(woken), cmocka_unit_test(wrong_conninfo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
