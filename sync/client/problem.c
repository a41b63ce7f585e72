#include "client/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROBLEM_LINE_MAX = 200, PROBLEM_PATH_MAX = 160 };

static const char *problem_or(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

/* The first line of a libpq text without its 'connection to server at ... failed: '. */
static void problem_line(const char *text, char out[PROBLEM_LINE_MAX])
{
    size_t length = strcspn(text, "\n");
    static const char marker[] = " failed: ";
    const char *start = text;
    if (!strncmp(text, "connection to ", 14)) {
        const char *failed = strstr(text, marker);
        if (failed && (size_t)(failed - text) < length)
            start = failed + sizeof marker - 1;
    }
    snprintf(out, PROBLEM_LINE_MAX, "%.*s", (int)(length - (size_t)(start - text)), start);
}

/* What stands between the first quotation marks after a marker, else otherwise. */
static const char *problem_quoted(const char *line, const char *marker, const char *otherwise,
                                  char out[PROBLEM_PATH_MAX])
{
    const char *start = strstr(line, marker);
    start = start ? strchr(start, '"') : NULL;
    const char *end = start ? strchr(start + 1, '"') : NULL;
    if (end)
        snprintf(out, PROBLEM_PATH_MAX, "%.*s", (int)(end - start - 1), start + 1);
    else
        snprintf(out, PROBLEM_PATH_MAX, "%s", problem_or(otherwise, "the file"));
    return out;
}

/* Finds "SEVERITY:  SQLSTATE: message" of a verbose error. Returns the message and fills the state, or NULL.
 */
static const char *problem_state(const char *line, char state[6])
{
    const char *colon = strstr(line, ":  ");
    if (!colon || strlen(colon) < 10 || colon[8] != ':' || colon[9] != ' ')
        return NULL;
    for (int i = 0; i < 5; i++) {
        char c = colon[3 + i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
            return NULL;
        state[i] = c;
    }
    state[5] = '\0';
    return colon + 10;
}

/* The kiosk's own files are the first thing to look at when it is not let in. */
static int problem_denied(const struct problem_place *place, const char *line, struct error *err)
{
    const char *certificate = problem_or(place->certificate, NULL);
    if (certificate && access(certificate, R_OK) != 0)
        return error_set(err, ERROR_DENIED,
                         "%s: this certificate is missing or cannot be read, so %s refused the kiosk; put "
                         "the one that 'diemdanh-office kiosk add' wrote there",
                         certificate, place->name);
    return error_set(err, ERROR_DENIED,
                     "%s refused kiosk %s: %s; is it revoked, or is %s of another kiosk? Ask the office for "
                     "'diemdanh-office kiosk add %s'",
                     place->name, problem_or(place->user, "(no user in conninfo)"), line,
                     problem_or(certificate, "its certificate"), problem_or(place->user, "ID"));
}

/* Texts that libpq writes about the files that it reads. Returns 0 if it is none of them. */
static int problem_files(const struct problem_place *place, const char *line, struct error *err)
{
    char path[PROBLEM_PATH_MAX];
    if (strstr(line, "private key file")) {
        problem_quoted(line, "private key file", place->key, path);
        if (strstr(line, "group or world access"))
            return error_set(err, ERROR_DENIED,
                             "%s: others may read this private key, so it is not used; mend: chmod 600 %s",
                             path, path);
        if (strstr(line, "must be owned"))
            return error_set(err, ERROR_DENIED,
                             "%s: this private key belongs to another user; mend: chown it to the user that "
                             "runs diemdanh-sync",
                             path);
        if (strstr(line, "but not private key file") || strstr(line, "could not access"))
            return error_set(err, ERROR_DENIED,
                             "%s: this private key is missing or cannot be read; put the one that "
                             "'diemdanh-office kiosk add' wrote there",
                             path);
        if (strstr(line, "does not match") || strstr(line, "values mismatch"))
            return error_set(err, ERROR_DENIED,
                             "%s: this private key is not that of certificate %s; take both from one "
                             "'diemdanh-office kiosk add'",
                             path, problem_or(place->certificate, "(sslcert)"));
        return error_set(err, ERROR_DENIED,
                         "%s: this private key cannot be read (%s); take it anew from the office", path,
                         line);
    }
    if (strstr(line, "root certificate file")) {
        problem_quoted(line, "root certificate file", place->authority, path);
        return error_set(err, ERROR_DENIED,
                         "%s: the centre's CA certificate is missing or cannot be read; put the one that "
                         "'diemdanh-office kiosk add' wrote there",
                         path);
    }
    if (strstr(line, "certificate file")) {
        problem_quoted(line, "certificate file", place->certificate, path);
        return error_set(err, ERROR_DENIED,
                         "%s: this certificate cannot be read; put the one that 'diemdanh-office kiosk add' "
                         "wrote there",
                         path);
    }
    return 0;
}

/* The server's certificate is not believed. Returns 0 if the text is about something else. */
static int problem_server(const struct problem_place *place, const char *line, struct error *err)
{
    if (strstr(line, "certificate verify failed")) {
        /* libpq keeps OpenSSL's reason to itself, so the text names all three. */
        char now[32];
        time_t seconds = place->verified_utc_ms > 0 ? (time_t)(place->verified_utc_ms / 1000) : time(NULL);
        struct tm utc;
        strftime(now, sizeof now, "%Y-%m-%d %H:%M", gmtime_r(&seconds, &utc));
        return error_set(err, ERROR_DENIED,
                         "%s shows a certificate that %s did not sign or that is out of date (here it is %s "
                         "UTC); mend: the centre's CA into that file, a new server certificate, or this "
                         "device's clock",
                         place->name, problem_or(place->authority, "the CA file (sslrootcert)"), now);
    }
    if (strstr(line, "server certificate for") || strstr(line, "host name must be specified"))
        return error_set(err, ERROR_DENIED,
                         "%s: %s; mend: the name in conninfo's host must be the one in the server's "
                         "certificate",
                         place->name, line);
    if (strstr(line, "server does not support SSL"))
        return error_set(err, ERROR_DENIED,
                         "%s offers no TLS, and nothing is sent without; mend: ssl = on in its "
                         "postgresql.conf",
                         place->name);
    return 0;
}

/* TLS alerts by which the server refuses the kiosk's certificate. */
static int problem_alert(const struct problem_place *place, const char *line, struct error *err)
{
    static const struct {
        const char *alert, *why;
    } alerts[] = {
        {"alert certificate expired", "it is out of date"},
        {"alert certificate revoked", "it is revoked"},
        {"alert unknown ca", "the centre's CA did not sign it"},
        {"alert bad certificate", "it is damaged"},
        {"alert certificate unknown", "it is of no known kind"},
        {"alert unsupported certificate", "it is not meant for clients"},
        {"alert certificate required", "none was shown"},
        {"alert access denied", "access denied"},
    };
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++) {
        if (strstr(line, alerts[i].alert))
            return error_set(err, ERROR_DENIED,
                             "%s: %s refuses this certificate: %s; take a new one from the office: "
                             "'diemdanh-office kiosk add %s'",
                             problem_or(place->certificate, "sslcert"), place->name, alerts[i].why,
                             problem_or(place->user, "ID"));
    }
    return 0;
}

int problem_connect(const struct problem_place *place, const char *text, struct error *err)
{
    char line[PROBLEM_LINE_MAX], state[6];
    problem_line(problem_or(text, "no reason given"), line);
    const char *message = problem_state(line, state);
    if (message)
        return problem_statement(place, state, message, err);
    int code = problem_files(place, line, err);
    if (!code)
        code = problem_server(place, line, err);
    if (!code)
        code = problem_alert(place, line, err);
    if (code)
        return code;
    if (!strncmp(line, "invalid ", 8))
        return error_set(err, ERROR_CONFIG, "[central] conninfo: %s; mend it", line);
    if (strstr(line, "read-only") || strstr(line, "hot standby") || strstr(line, "standby mode"))
        return error_set(err, ERROR_OFFLINE,
                         "%s takes no writing now (a standby); its primary is tried again", place->name);
    return error_set(err, ERROR_OFFLINE, "%s cannot be reached: %s; check the network and that it runs",
                     place->name, line);
}

int problem_statement(const struct problem_place *place, const char *sqlstate, const char *message,
                      struct error *err)
{
    char line[PROBLEM_LINE_MAX];
    problem_line(problem_or(message, "no reason given"), line);
    /* pgbouncer gives its refusals the state of a protocol error. */
    if (sqlstate && !strcmp(sqlstate, "08P01") &&
        (strstr(line, "authentication failed") || strstr(line, "no such user") ||
         strstr(line, "name mismatch")))
        return problem_denied(place, line, err);
    if (!sqlstate || !strncmp(sqlstate, "08", 2) || !strncmp(sqlstate, "57P", 3))
        return error_set(err, ERROR_OFFLINE, "%s was lost: %s; tried again", place->name, line);
    if (!strcmp(sqlstate, "42501") || !strncmp(sqlstate, "28", 2))
        return problem_denied(place, line, err);
    if (!strcmp(sqlstate, "42883") || !strcmp(sqlstate, "3F000") || !strcmp(sqlstate, "42P01") ||
        !strcmp(sqlstate, "42703"))
        return error_set(err, ERROR_VERSION,
                         "%s has no training schema that this program knows: %s; mend: run 'diemdanh-office "
                         "init' of this version at the centre",
                         place->name, line);
    if (!strcmp(sqlstate, "3D000"))
        return error_set(err, ERROR_CONFIG,
                         "%s: %s; mend: dbname in [central] conninfo, or run 'diemdanh-office init' there",
                         place->name, line);
    if (!strcmp(sqlstate, "53100"))
        return error_set(err, ERROR_BUSY, "%s has no room on its disk; make room there, nothing is lost here",
                         place->name);
    if (!strncmp(sqlstate, "40", 2) || !strncmp(sqlstate, "53", 2) || !strncmp(sqlstate, "55", 2) ||
        !strncmp(sqlstate, "57", 2) || !strcmp(sqlstate, "25006"))
        return error_set(err, ERROR_BUSY, "%s cannot take it now (%s: %s); tried again", place->name,
                         sqlstate, line);
    if (!strncmp(sqlstate, "22", 2) || !strncmp(sqlstate, "23", 2))
        return error_set(err, ERROR_INPUT, "%s cannot read what was sent (%s: %s); tell the office",
                         place->name, sqlstate, line);
    return error_set(err, ERROR_PROTOCOL, "%s failed (%s: %s); look at the server's log", place->name,
                     sqlstate, line);
}

int problem_conninfo(const char *text, struct error *err)
{
    char line[PROBLEM_LINE_MAX], option[PROBLEM_PATH_MAX];
    problem_line(problem_or(text, "out of memory"), line);
    /* The name of an option is no secret, and the only thing that helps. */
    if (strstr(line, "invalid connection option")) {
        problem_quoted(line, "invalid connection option", "", option);
        return error_set(err, ERROR_CONFIG, "[central] conninfo: unknown word '%s'; mend its spelling",
                         option);
    }
    return error_set(err, ERROR_CONFIG,
                     "[central] conninfo cannot be read; mend: word=value parted by spaces, a value with "
                     "spaces in 'quotes'");
}
