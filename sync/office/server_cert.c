#include "office/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/cert.h"
#include "office/files.h"
#include "office/state.h"

static int server_host_check(const char *host, struct error *err)
{
    size_t good = strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:_*");
    if (good == 0 || host[good] || good > 253)
        return error_set(err, ERROR_USAGE, "`%s` is no host name or address", host);
    return 0;
}

static int server_ca_copy(const struct state *state, const char *to, struct error *err)
{
    char *bytes;
    size_t length;
    int code = files_read(state_ca_path(state), 65536, &bytes, &length, err);
    if (code)
        return code;
    code = files_write(to, bytes, length, 0644, err);
    free(bytes);
    return code;
}

int office_server_cert(struct office *office, char *const *hosts, int count, const char *out, bool renew,
                       struct error *err)
{
    char key[PATH_MAX], crt[PATH_MAX], ca[PATH_MAX], print[CERT_PRINT_BYTES], why[128];
    struct cert_wish wish = {.name = strlen(hosts[0]) <= 64 ? hosts[0] : "server",
                             .hosts = hosts,
                             .host_count = count,
                             .key_path = key,
                             .crt_path = crt};
    struct state *state = NULL;
    int code;
    for (int i = 0; i < count; i++) {
        if ((code = server_host_check(hosts[i], err)))
            return code;
    }
    if ((code = files_folder(out, 0700, err)) ||
        (code = files_join(key, sizeof key, out, "server.key", err)) ||
        (code = files_join(crt, sizeof crt, out, "server.crt", err)) ||
        (code = files_join(ca, sizeof ca, out, "ca.crt", err)) ||
        (code = state_open(office->state, &state, err)))
        return code;
    bool fits = cert_fits(state_authority(state), &wish, print, why, sizeof why);
    if (why[0] && !renew)
        code = error_set(err, ERROR_CONFLICT, "%s: %s; make a new one with --renew", crt, why);
    else if (!fits || renew)
        code = cert_issue(state_authority(state), &wish, err);
    if (!code)
        code = server_ca_copy(state, ca, err);
    if (!code)
        printf("server.key, server.crt and ca.crt: %s in %s\n",
               fits && !renew ? "were there already" : "written", out);
    state_close(state);
    return code;
}
