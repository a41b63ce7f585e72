#include "office/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/rand.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "office/cert.h"
#include "office/db.h"
#include "office/files.h"

struct state {
    char folder[PATH_MAX], ca_key[PATH_MAX], ca_crt[PATH_MAX], card_key_path[PATH_MAX];
    struct digest_card_key card_key;
    struct cert_authority *authority;
};

static int state_card_key_make(const char *path, struct error *err)
{
    uint8_t bytes[DIGEST_BYTES];
    char text[2 * DIGEST_BYTES + 2];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return error_set(err, ERROR_BROKEN, "%s: no random numbers for the card key", path);
    hex_encode(bytes, sizeof bytes, text);
    strcat(text, "\n");
    int code = files_write(path, text, strlen(text), 0600, err);
    OPENSSL_cleanse(bytes, sizeof bytes);
    OPENSSL_cleanse(text, sizeof text);
    return code;
}

static int state_authority_load(struct state *state, struct error *err)
{
    bool has_key = access(state->ca_key, F_OK) == 0, has_crt = access(state->ca_crt, F_OK) == 0;
    if (has_key != has_crt)
        return error_set(err, ERROR_CONFIG,
                         "%s: is missing though %s is there; bring it back from the backup",
                         has_key ? state->ca_crt : state->ca_key, has_key ? state->ca_key : state->ca_crt);
    if (!has_key) {
        int code = cert_authority_make(state->ca_key, state->ca_crt, err);
        if (code)
            return code;
    }
    return cert_authority_load(state->ca_key, state->ca_crt, &state->authority, err);
}

/* Two offices that start at once on an empty folder must not make two sets of keys. */
static int state_lock(const struct state *state, int *fd, struct error *err)
{
    *fd = open(state->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*fd < 0 || flock(*fd, LOCK_EX))
        return error_set(err, ERROR_IO, "%s: cannot be opened: %s", state->folder, strerror(errno));
    struct stat info;
    if (!fstat(*fd, &info) && (info.st_mode & 077) && fchmod(*fd, 0700))
        return error_set(err, ERROR_CONFIG, "%s: others may read this folder of keys; run: chmod 700 on it",
                         state->folder);
    return 0;
}

int state_open(const char *folder, struct state **out, struct error *err)
{
    *out = NULL;
    int lock = -1;
    struct state *state = calloc(1, sizeof *state);
    if (!state)
        return error_set(err, ERROR_MEMORY, "out of memory");
    int code = files_folder(folder, 0700, err);
    if (code)
        goto out_free;
    if (!realpath(folder, state->folder)) {
        code = error_set(err, ERROR_IO, "%s: %s", folder, strerror(errno));
        goto out_free;
    }
    if ((code = files_join(state->ca_key, sizeof state->ca_key, state->folder, "ca.key", err)) ||
        (code = files_join(state->ca_crt, sizeof state->ca_crt, state->folder, "ca.crt", err)) ||
        (code =
             files_join(state->card_key_path, sizeof state->card_key_path, state->folder, "card.key", err)))
        goto out_free;
    if ((code = state_lock(state, &lock, err)) || (code = state_authority_load(state, err)))
        goto out_unlock;
    if (access(state->card_key_path, F_OK) && (code = state_card_key_make(state->card_key_path, err)))
        goto out_unlock;
    if ((code = digest_card_key_load(state->card_key_path, &state->card_key, err)))
        goto out_unlock;
    close(lock);
    *out = state;
    return 0;

out_unlock:
    if (lock >= 0)
        close(lock);
out_free:
    state_close(state);
    return code;
}

void state_close(struct state *state)
{
    if (!state)
        return;
    cert_authority_free(state->authority);
    OPENSSL_cleanse(&state->card_key, sizeof state->card_key);
    free(state);
}

const struct digest_card_key *state_card_key(const struct state *state)
{
    return &state->card_key;
}

const struct cert_authority *state_authority(const struct state *state)
{
    return state->authority;
}

const char *state_card_key_path(const struct state *state)
{
    return state->card_key_path;
}

const char *state_ca_path(const struct state *state)
{
    return state->ca_crt;
}

static int state_bind_one(PGconn *conn, const char *name, const char *print, const char *path,
                          struct error *err)
{
    const char *params[] = {name, print};
    PGresult *result;
    int code = db_query(conn, NULL, err,
                        "insert into training.setting (name, value) values ($1, $2) on conflict do nothing",
                        2, params);
    if (code)
        return code;
    code = db_query(conn, &result, err, "select value from training.setting where name = $1", 1, params);
    if (code)
        return code;
    if (PQntuples(result) != 1 || strcmp(PQgetvalue(result, 0, 0), print))
        code = error_set(err, ERROR_CONFLICT,
                         "%s: is not the one this training database was set up with; bring it back from the "
                         "backup, or name its folder with --state",
                         path);
    PQclear(result);
    return code;
}

int state_bind(const struct state *state, PGconn *conn, struct error *err)
{
    /* The length of this text is that of no UID, so the value says nothing about any card. */
    static const char check[] = "check of the card key";
    uint8_t digest[DIGEST_BYTES];
    char print[2 * DIGEST_BYTES + 1];
    digest_card(&state->card_key, (const uint8_t *)check, sizeof check - 1, digest);
    hex_encode(digest, sizeof digest, print);
    int code = state_bind_one(conn, "card_key_check", print, state->card_key_path, err);
    if (code)
        return code;
    if ((code = cert_authority_print(state->authority, print, err)))
        return code;
    return state_bind_one(conn, "ca_check", print, state->ca_crt, err);
}
