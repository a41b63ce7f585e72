/* From the texts of libpq 15 and PostgreSQL 15, as they were seen, to codes and mends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/problem.h"

static const struct problem_place place = {.name = "centre:5432",
                                           .user = "P101-A",
                                           .certificate =
                                               SOURCE_DIR "/CMakeLists.txt", /* a file that is there */
                                           .key = "/k/kiosk.key",
                                           .authority = "/k/ca.crt"};

#define PREFIX "connection to server at \"centre\" (192.0.2.1), port 5432 failed: "

static void connect_is(const char *text, enum error_code code, const char *expected)
{
    struct error err = {0};
    assert_int_equal(problem_connect(&place, text, &err), code);
    assert_int_equal(err.code, code);
    assert_string_equal(err.text, expected);
}

static void statement_is(const char *state, const char *message, enum error_code code, const char *part)
{
    struct error err = {0};
    assert_int_equal(problem_statement(&place, state, message, &err), code);
    if (!strstr(err.text, part))
        fail_msg("'%s' does not hold '%s'", err.text, part);
    assert_non_null(strstr(err.text, "centre:5432"));
}

static void files(void **state)
{
    (void)state;
    connect_is(
        PREFIX "private key file \"/k/kiosk.key\" has group or world access; file must have permissions u=rw "
               "(0600) or less if owned by the current user, or permissions u=rw,g=r (0640) or less if owned "
               "by root\n",
        ERROR_DENIED,
        "/k/kiosk.key: others may read this private key, so it is not used; mend: chmod 600 /k/kiosk.key");
    connect_is(PREFIX "certificate present, but not private key file \"/k/kiosk.key\"\n", ERROR_DENIED,
               "/k/kiosk.key: this private key is missing or cannot be read; put the one that "
               "'diemdanh-office kiosk "
               "add' wrote there");
    connect_is(
        PREFIX
        "root certificate file \"/k/ca.crt\" does not exist\nEither provide the file or change sslmode "
        "to disable server certificate verification.\n",
        ERROR_DENIED,
        "/k/ca.crt: the centre's CA certificate is missing or cannot be read; put the one that "
        "'diemdanh-office kiosk add' wrote there");
    connect_is(
        PREFIX "could not read certificate file \"/k/kiosk.crt\": no start line\n", ERROR_DENIED,
        "/k/kiosk.crt: this certificate cannot be read; put the one that 'diemdanh-office kiosk add' wrote "
        "there");
    connect_is(PREFIX "could not load private key file \"/k/kiosk.key\": key values mismatch\n", ERROR_DENIED,
               "/k/kiosk.key: this private key is not that of certificate " SOURCE_DIR
               "/CMakeLists.txt; take both from one 'diemdanh-office kiosk add'");
}

static void tls(void **state)
{
    (void)state;
    struct error err;
    assert_int_equal(problem_connect(&place, PREFIX "SSL error: certificate verify failed\n", &err),
                     ERROR_DENIED);
    assert_non_null(
        strstr(err.text, "centre:5432 shows a certificate that /k/ca.crt did not sign or that is out of"));
    connect_is(PREFIX "server certificate for \"other\" does not match host name \"centre\"\n", ERROR_DENIED,
               "centre:5432: server certificate for \"other\" does not match host name \"centre\"; mend: the "
               "name in "
               "conninfo's host must be the one in the server's certificate");
    connect_is(PREFIX "SSL error: sslv3 alert certificate expired\n", ERROR_DENIED,
               SOURCE_DIR
               "/CMakeLists.txt: centre:5432 refuses this certificate: it is out of date; take a new one "
               "from the office: 'diemdanh-office kiosk add P101-A'");
    connect_is(PREFIX "SSL error: tlsv1 alert unknown ca\n", ERROR_DENIED,
               SOURCE_DIR
               "/CMakeLists.txt: centre:5432 refuses this certificate: the centre's CA did not sign it; "
               "take a new one from the office: 'diemdanh-office kiosk add P101-A'");
    connect_is(
        PREFIX "server does not support SSL, but SSL was required\n", ERROR_DENIED,
        "centre:5432 offers no TLS, and nothing is sent without; mend: ssl = on in its postgresql.conf");
    /* Lost in the middle of TLS: the network, nobody's certificate. */
    connect_is(
        PREFIX "SSL SYSCALL error: EOF detected\n", ERROR_OFFLINE,
        "centre:5432 cannot be reached: SSL SYSCALL error: EOF detected; check the network and that it runs");
}

static void server(void **state)
{
    (void)state;
    connect_is(PREFIX
               "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n",
               ERROR_OFFLINE,
               "centre:5432 cannot be reached: Connection refused; check the network and that it runs");
    connect_is(
        PREFIX
        "FATAL:  28000: role \"P101-A\" is not permitted to log in\nLOCATION:  InitializeSessionUserId, "
        "miscinit.c:799\n",
        ERROR_DENIED,
        "centre:5432 refused kiosk P101-A: role \"P101-A\" is not permitted to log in; is it revoked, or "
        "is " SOURCE_DIR
        "/CMakeLists.txt of another kiosk? Ask the office for 'diemdanh-office kiosk add P101-A'");
    connect_is(PREFIX "FATAL:  57P03: the database system is starting up\nLOCATION:  x, y.c:1\n",
               ERROR_OFFLINE, "centre:5432 was lost: the database system is starting up; tried again");
    connect_is(PREFIX "FATAL:  3D000: database \"trainig\" does not exist\n", ERROR_CONFIG,
               "centre:5432: database \"trainig\" does not exist; mend: dbname in [central] conninfo, or run "
               "'diemdanh-office init' there");
    connect_is(PREFIX "session is read-only\n", ERROR_OFFLINE,
               "centre:5432 takes no writing now (a standby); its primary is tried again");
    connect_is("invalid sslmode value: \"verify\"\n", ERROR_CONFIG,
               "[central] conninfo: invalid sslmode value: \"verify\"; mend it");
    /* A certificate file that is not there is the reason when the server wants one. */
    struct problem_place without = place;
    struct error err;
    without.certificate = "/nowhere/kiosk.crt";
    assert_int_equal(problem_connect(&without,
                                     PREFIX "FATAL:  28000: connection requires a valid client certificate\n",
                                     &err),
                     ERROR_DENIED);
    assert_memory_equal(err.text, "/nowhere/kiosk.crt: this certificate is missing", 47);
    assert_int_equal(problem_connect(&place, NULL, &err), ERROR_OFFLINE);
    assert_int_equal(problem_connect(&place, "", &err), ERROR_OFFLINE);
}

static void statements(void **state)
{
    (void)state;
    statement_is("42501", "role x is no kiosk", ERROR_DENIED, "role x is no kiosk");
    statement_is("28P01", "password authentication failed", ERROR_DENIED, "refused kiosk P101-A");
    statement_is("42883", "function training.kiosk_push(...) does not exist", ERROR_VERSION,
                 "diemdanh-office init");
    statement_is("3F000", "schema \"training\" does not exist", ERROR_VERSION, "diemdanh-office init");
    statement_is("42P01", "relation does not exist", ERROR_VERSION, "diemdanh-office init");
    statement_is("53100", "could not extend file", ERROR_BUSY, "no room on its disk");
    statement_is("40001", "could not serialize access", ERROR_BUSY, "tried again");
    statement_is("40P01", "deadlock detected", ERROR_BUSY, "tried again");
    statement_is("25006", "cannot execute INSERT in a read-only transaction", ERROR_BUSY, "tried again");
    statement_is("57014", "canceling statement due to statement timeout", ERROR_BUSY, "tried again");
    statement_is("57P01", "terminating connection due to administrator command", ERROR_OFFLINE,
                 "tried again");
    statement_is("08P01", "certificate authentication failed", ERROR_DENIED, "refused kiosk P101-A");
    statement_is("08P01", "server conn crashed?", ERROR_OFFLINE, "tried again");
    statement_is("08006", "connection failure", ERROR_OFFLINE, "tried again");
    statement_is(NULL, "server closed the connection unexpectedly\n\tThis probably means ...\n",
                 ERROR_OFFLINE,
                 "centre:5432 was lost: server closed the connection unexpectedly; tried again");
    statement_is("22021", "invalid byte sequence", ERROR_INPUT, "tell the office");
    statement_is("XX000", "cache lookup failed", ERROR_PROTOCOL, "XX000");
}

static void secrets(void **state)
{
    (void)state;
    struct error err;
    assert_int_equal(problem_conninfo("missing \"=\" after \"hunter2\" in connection info string\n", &err),
                     ERROR_CONFIG);
    assert_null(strstr(err.text, "hunter2"));
    assert_int_equal(problem_conninfo("invalid connection option \"hots\"\n", &err), ERROR_CONFIG);
    assert_string_equal(err.text, "[central] conninfo: unknown word 'hots'; mend its spelling");
    assert_int_equal(problem_conninfo(NULL, &err), ERROR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files),      cmocka_unit_test(tls),     cmocka_unit_test(server),
        cmocka_unit_test(statements), cmocka_unit_test(secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
