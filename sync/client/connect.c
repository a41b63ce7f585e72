/* Connecting. libpq would go through a list of hosts by itself, but its asynchronous way waits on each
 * address for as long as the kernel does (minutes for one that drops packets), and it looks names up in a way
 * that blocks. So each address is tried on its own here, with its share of the time. */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "client/floor.h"
#include "client/handle.h"
#include "client/resolve.h"

enum { CONNECT_HOSTS_MAX = 16, CONNECT_WORDS_MAX = 64, CONNECT_SHARE_MIN_MS = 100 };

/* One host of the conninfo. */
struct connect_host {
    char host[256];                      /* empty = libpq's default */
    char address[RESOLVE_ADDRESS_BYTES]; /* its hostaddr; empty = to be looked up */
    char port[8];                        /* empty = libpq's default */
};

/* The index-th of a list parted by commas; the only one stands for all if single is set. Empty if there is
 * none. */
static void connect_item(const char *list, size_t index, bool single, char *out, size_t capacity)
{
    out[0] = '\0';
    if (!list)
        return;
    if (single && !strchr(list, ','))
        index = 0;
    for (; index > 0; index--) {
        list = strchr(list, ',');
        if (!list)
            return;
        list++;
    }
    snprintf(out, capacity, "%.*s", (int)strcspn(list, ","), list);
}

static size_t connect_items(const char *list)
{
    size_t count = 1;
    for (; list && *list; list++)
        count += *list == ',';
    return count;
}

/* Fills the hosts of the conninfo. Returns their number, at least 1. */
static size_t connect_hosts(const struct central *central, struct connect_host *hosts)
{
    const char *names = handle_option(central, "host"), *addresses = handle_option(central, "hostaddr");
    const char *ports = handle_option(central, "port");
    if (!names && !addresses)
        names = getenv("PGHOST");
    size_t count = connect_items(names ? names : addresses);
    if (count > CONNECT_HOSTS_MAX)
        count = CONNECT_HOSTS_MAX;
    for (size_t i = 0; i < count; i++) {
        connect_item(names, i, false, hosts[i].host, sizeof hosts[i].host);
        connect_item(addresses, i, false, hosts[i].address, sizeof hosts[i].address);
        connect_item(ports, i, true, hosts[i].port, sizeof hosts[i].port);
    }
    return count;
}

static bool connect_needs_look_up(const struct connect_host *host)
{
    struct in6_addr ignored;
    return host->host[0] && !host->address[0] && host->host[0] != '/' && host->host[0] != '@' &&
           inet_pton(AF_INET, host->host, &ignored) != 1 && inet_pton(AF_INET6, host->host, &ignored) != 1;
}

/* Looks a host's name up. Returns the number of addresses or an error. */
static int connect_look_up(const struct central *central, const struct connect_host *host,
                           char addresses[][RESOLVE_ADDRESS_BYTES], int64_t until_ms, struct error *err)
{
    struct resolve *resolve = NULL;
    if (resolve_open(host->host, &resolve))
        return error_set(err, ERROR_MEMORY, "out of memory while looking up %s", host->host);
    int count = handle_wait(central, resolve_descriptor(resolve), POLLIN, until_ms);
    const char *reason = "";
    if (count)
        handle_wait_failed(central, count, "looking up its address", err);
    else if ((count = resolve_answer(resolve, addresses, RESOLVE_ADDRESSES_MAX, &reason)) < 0)
        error_set(err, count, "%s cannot be found: %s; check the network, its name service and the name",
                  host->host, reason);
    resolve_close(resolve);
    return count;
}

/* Puts the conninfo's words for one address together. Returns their number. */
static int connect_words(const struct central *central, const struct connect_host *host, const char *address,
                         const char **keys, const char **values)
{
    int count = 0;
    bool has_mode = getenv("PGSSLMODE") != NULL, has_gss = false;
    for (const PQconninfoOption *each = central->options; each->keyword; each++) {
        if (!each->val || !strcmp(each->keyword, "host") || !strcmp(each->keyword, "hostaddr") ||
            !strcmp(each->keyword, "port") || !strcmp(each->keyword, "client_encoding") ||
            count >= CONNECT_WORDS_MAX - 8)
            continue;
        has_mode |= !strcmp(each->keyword, "sslmode");
        has_gss |= !strcmp(each->keyword, "gssencmode");
        keys[count] = each->keyword;
        values[count++] = each->val;
    }
    const char *more[][2] = {
        {"host", host->host[0] ? host->host : NULL},
        {"hostaddr", address && address[0] ? address : NULL},
        {"port", host->port[0] ? host->port : NULL},
        {"client_encoding", "UTF8"},
        {"fallback_application_name", "diemdanh-sync"},
        {"sslmode", has_mode ? NULL : "verify-full"}, /* names and card keys travel here */
        {"gssencmode", has_gss ? NULL : "disable"},   /* Kerberos would look names up and block */
    };
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        if (!more[i][1])
            continue;
        keys[count] = more[i][0];
        values[count++] = more[i][1];
    }
    keys[count] = values[count] = NULL;
    return count;
}

static void connect_quiet(void *user, const char *message)
{
    /* A notice may quote data. */
    (void)user;
    (void)message;
}

/* Drives one connection attempt to its end. */
static int connect_drive(struct central *central, PGconn *connection, int64_t until_ms, struct error *err)
{
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED)
            return problem_connect(&central->place, PQerrorMessage(connection), err);
        short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        int code = handle_wait(central, PQsocket(connection), events, until_ms);
        if (code)
            return handle_wait_failed(central, code, "connecting", err);
        next = PQconnectPoll(connection);
    }
    return 0;
}

static int connect_address(struct central *central, const struct connect_host *host, const char *address,
                           int64_t until_ms, struct error *err)
{
    const char *keys[CONNECT_WORDS_MAX], *values[CONNECT_WORDS_MAX];
    const char *shown = host->host[0] ? host->host : address && address[0] ? address : "the local server";
    snprintf(central->name, sizeof central->name, "%s%s%s", shown, host->port[0] ? ":" : "", host->port);
    connect_words(central, host, address, keys, values);
    PGconn *connection = PQconnectStartParams(keys, values, 0);
    if (!connection)
        return error_set(err, ERROR_MEMORY, "out of memory while connecting to %s", central->name);
    int code;
    if (PQstatus(connection) == CONNECTION_BAD) {
        code = problem_connect(&central->place, PQerrorMessage(connection), err);
        goto fail;
    }
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE); /* for the SQLSTATE of what the server refuses */
    PQsetNoticeProcessor(connection, connect_quiet, NULL);
    code = connect_drive(central, connection, until_ms, err);
    if (code)
        goto fail;
    if (PQsetnonblocking(connection, 1) != 0) {
        code = error_set(err, ERROR_OFFLINE, "%s was lost while connecting; tried again", central->name);
        goto fail;
    }
    central->connection = connection;
    return 0;

fail:
    PQfinish(connection);
    return code;
}

/* How much a failure tells: a place that refuses was there, one that does not answer may be, one that cannot be reached is
 * not. */
static int connect_says(const struct error *err)
{
    if (error_class(err->code) != ERROR_CLASS_LATER)
        return 2;
    return err->code == ERROR_TIMEOUT;
}

/* All addresses of one host. */
static int connect_host(struct central *central, const struct connect_host *host, int64_t until_ms,
                        struct error *err)
{
    if (!connect_needs_look_up(host))
        return connect_address(central, host, host->address, until_ms, err);
    char addresses[RESOLVE_ADDRESSES_MAX][RESOLVE_ADDRESS_BYTES];
    snprintf(central->name, sizeof central->name, "%s", host->host);
    int count = connect_look_up(central, host, addresses, until_ms, err);
    if (count < 0)
        return count;
    int code = ERROR_OFFLINE;
    struct error worst = {0};
    for (int i = 0; i < count; i++) {
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (i > 0 && left_ms < CONNECT_SHARE_MIN_MS)
            break;
        struct error each = {0};
        code =
            connect_address(central, host, addresses[i], until_ms - left_ms + left_ms / (count - i), &each);
        if (!code || code == ERROR_BUSY)
            return error_set(err, code, "%s", each.text);
        if (i == 0 || connect_says(&each) > connect_says(&worst))
            worst = each;
    }
    return error_set(err, worst.code, "%s", worst.text);
}

int handle_connect(struct central *central, int64_t until_ms, struct error *err)
{
    struct connect_host hosts[CONNECT_HOSTS_MAX];
    size_t count = connect_hosts(central, hosts);
    struct error worst = {0};
    central->place.verified_utc_ms = floor_set(central->floor_utc_ms);
    if (central->place.verified_utc_ms < 0)
        return error_set(err, ERROR_MEMORY, "out of memory while connecting");
    for (size_t i = 0; i < count; i++) {
        size_t index = (central->preferred + i) % count;
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (i > 0 && left_ms < CONNECT_SHARE_MIN_MS)
            break;
        struct error each = {0};
        int code =
            connect_host(central, &hosts[index], until_ms - left_ms + left_ms / (int64_t)(count - i), &each);
        if (!code) {
            central->preferred = index;
            return 0;
        }
        if (i == 0 || connect_says(&each) > connect_says(&worst))
            worst = each;
        if (handle_wait(central, -1, 0, 0) == ERROR_BUSY)
            break; /* told to end */
    }
    return error_set(err, worst.code, "%s", worst.text);
}
