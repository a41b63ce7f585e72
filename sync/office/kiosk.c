#include "office/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "office/cert.h"
#include "office/db.h"
#include "office/files.h"
#include "office/state.h"

#define KIOSK_CARD_KEY_MAX 256
#define KIOSK_CRT_MAX      65536

/* The files of a kiosk, all in its folder. */
struct kiosk_files {
    char folder[PATH_MAX], key[PATH_MAX], crt[PATH_MAX], ca[PATH_MAX], card_key[PATH_MAX], ledger[PATH_MAX],
        conf[PATH_MAX], conf_old[PATH_MAX], conf_new[PATH_MAX];
};

static int kiosk_id_check(const char *id, struct error *err)
{
    size_t good = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    if (good == 0 || id[good] || good > 63)
        return error_set(
            err, ERROR_USAGE,
            "a kiosk's id is 1 to 63 letters, digits, '-' or '_': it is also its role and certificate "
            "name");
    if (!strncmp(id, "training_", 9) || !strncmp(id, "pg_", 3) || !strcmp(id, "public") ||
        !strcmp(id, "none"))
        return error_set(err, ERROR_USAGE,
                         "`%s` is a name that the database keeps for itself; choose another id", id);
    return 0;
}

/* ---- in the database ---- */

static int kiosk_role_add(PGconn *conn, const char *id, struct error *err)
{
    char kind[16];
    bool found;
    int code =
        db_value(conn,
                 "select case when exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid "
                 "where m.member = r.oid and g.rolname = 'training_kiosk') and not r.rolsuper then 'kiosk' "
                 "else 'other' end from pg_roles r where r.rolname = $1",
                 id, kind, sizeof kind, &found, err);
    if (code)
        return code;
    if (!found)
        return db_run_format(conn, "create role %1$I login connection limit 4 in role training_kiosk", id,
                             err);
    if (strcmp(kind, "kiosk"))
        return error_set(err, ERROR_CONFLICT,
                         "the database has a role `%s` that is no kiosk's; choose another id for the kiosk",
                         id);
    return db_run_format(conn, "alter role %1$I login", id, err);
}

static int kiosk_row_add(PGconn *conn, const struct office_kiosk *kiosk, bool *known, char *print,
                         struct error *err)
{
    char text[CERT_PRINT_BYTES];
    bool found;
    int code = db_value(conn, "select 1 from training.room where room_id = $1", kiosk->room, text,
                        sizeof text, &found, err);
    if (code)
        return code;
    if (!found)
        return error_set(err, ERROR_NOT_FOUND,
                         "there is no room `%s`; import it first: diemdanh-office import rooms FILE.csv",
                         kiosk->room);
    code = db_value(conn,
                    "select coalesce(to_char(revoked_at, 'YYYY-MM-DD'), '') from training.kiosk where "
                    "kiosk_id = $1 for update",
                    kiosk->id, text, sizeof text, known, err);
    if (code)
        return code;
    if (*known && text[0] && !kiosk->restore)
        return error_set(err, ERROR_DENIED, "kiosk %s was revoked on %s; let it in again with --restore",
                         kiosk->id, text);
    const char *params[] = {kiosk->id, kiosk->room};
    code = db_query(
        conn, NULL, err,
        "insert into training.kiosk as k (kiosk_id, room_id) values ($1, $2) on conflict (kiosk_id) do "
        "update set room_id = excluded.room_id, revoked_at = null "
        "where k.room_id <> excluded.room_id or k.revoked_at is not null",
        2, params);
    if (code)
        return code;
    return db_value(conn, "select coalesce(certificate, '') from training.kiosk where kiosk_id = $1",
                    kiosk->id, print, CERT_PRINT_BYTES, &found, err);
}

/* ---- the folder ---- */

static int kiosk_files_name(const char *out, const char *id, struct kiosk_files *files, struct error *err)
{
    char name[80];
    int code = files_folder(out, 0700, err);
    if (code)
        return code;
    if (!realpath(out, files->folder))
        return error_set(err, ERROR_IO, "%s: %s", out, strerror(errno));
    /* These would end a value in an INI file or in a conninfo. */
    if (strpbrk(files->folder, ";\n\r"))
        return error_set(err, ERROR_USAGE,
                         "--out names a path that holds a ';' or a line break; choose another folder");
    snprintf(name, sizeof name, "%s.key", id);
    if ((code = files_join(files->key, sizeof files->key, files->folder, name, err)))
        return code;
    snprintf(name, sizeof name, "%s.crt", id);
    if ((code = files_join(files->crt, sizeof files->crt, files->folder, name, err)) ||
        (code = files_join(files->ca, sizeof files->ca, files->folder, "ca.crt", err)) ||
        (code = files_join(files->card_key, sizeof files->card_key, files->folder, "card.key", err)) ||
        (code = files_join(files->ledger, sizeof files->ledger, files->folder, "ledger.db", err)) ||
        (code = files_join(files->conf, sizeof files->conf, files->folder, "kiosk.conf", err)) ||
        (code = files_join(files->conf_old, sizeof files->conf_old, files->folder, "kiosk.conf.old", err)) ||
        (code = files_join(files->conf_new, sizeof files->conf_new, files->folder, ".kiosk.conf.new", err)))
        return code;
    return 0;
}

static int kiosk_copy(const char *from, const char *to, size_t limit, mode_t mode, struct error *err)
{
    char *bytes;
    size_t length;
    int code = files_read(from, limit, &bytes, &length, err);
    if (code)
        return code;
    code = files_write(to, bytes, length, mode, err);
    explicit_bzero(bytes, length);
    free(bytes);
    return code;
}

/* The certificate in the folder stays if it is good. One that was made for another folder is not doubled
 * unasked: two devices with one identity would write one ledger's story twice. */
static int kiosk_certificate(const struct state *state, const struct office_kiosk *kiosk,
                             const struct kiosk_files *files, char *print, bool *made, struct error *err)
{
    struct cert_wish wish = {.name = kiosk->id, .key_path = files->key, .crt_path = files->crt};
    char there[CERT_PRINT_BYTES], why[128];
    bool fits = cert_fits(state_authority(state), &wish, there, why, sizeof why);
    *made = false;
    if (fits && !kiosk->renew) {
        memcpy(print, there, CERT_PRINT_BYTES);
        return 0;
    }
    if (why[0] && !kiosk->renew)
        return error_set(err, ERROR_CONFLICT, "%s: %s; make a new one with --renew", files->crt, why);
    if (print[0] && !kiosk->renew)
        return error_set(
            err, ERROR_CONFLICT,
            "kiosk %s has a certificate already, in another folder than %s; name that folder, or make "
            "a new one with --renew",
            kiosk->id, files->folder);
    int code = cert_issue(state_authority(state), &wish, err);
    if (code)
        return code;
    *made = true;
    cert_fits(state_authority(state), &wish, print, why, sizeof why);
    return 0;
}

/* Appends " key=value" in libpq's quoting. */
static bool kiosk_conninfo_add(char *conninfo, size_t capacity, const char *key, const char *value)
{
    size_t used = strlen(conninfo);
    int put = snprintf(conninfo + used, capacity - used, "%s%s=", used ? " " : "", key);
    if (put < 0 || (size_t)put >= capacity - used)
        return false;
    used += (size_t)put;
    bool plain = *value && !strpbrk(value, " \t'\\");
    if (!plain && used + 1 < capacity)
        conninfo[used++] = '\'';
    for (const char *c = value; *c; c++) {
        if (used + 3 >= capacity)
            return false;
        if (*c == '\'' || *c == '\\')
            conninfo[used++] = '\\';
        conninfo[used++] = *c;
    }
    if (!plain && used + 1 < capacity)
        conninfo[used++] = '\'';
    if (used >= capacity)
        return false;
    conninfo[used] = '\0';
    return true;
}

struct kiosk_server {
    char host[256], port[64], dbname[128];
};

static int kiosk_server_parse(const char *server, struct kiosk_server *out, struct error *err)
{
    char *problem = NULL;
    int code = 0;
    PQconninfoOption *options = PQconninfoParse(server, &problem);
    if (!options) {
        code =
            error_set(err, ERROR_USAGE, "--server cannot be read: %s", problem ? problem : "out of memory");
        PQfreemem(problem);
        return code;
    }
    for (PQconninfoOption *o = options; o->keyword && !code; o++) {
        if (!o->val)
            continue;
        if (!strcmp(o->keyword, "host"))
            snprintf(out->host, sizeof out->host, "%s", o->val);
        else if (!strcmp(o->keyword, "port"))
            snprintf(out->port, sizeof out->port, "%s", o->val);
        else if (!strcmp(o->keyword, "dbname"))
            snprintf(out->dbname, sizeof out->dbname, "%s", o->val);
        else
            code = error_set(err, ERROR_USAGE,
                             "--server takes host, port and dbname, not %s; the rest is the kiosk's own",
                             o->keyword);
    }
    PQconninfoFree(options);
    return code;
}

/* Where kiosks find the server: --server, and what it leaves open from the office's own connection. */
static int kiosk_server(const struct office *office, const char *server, struct kiosk_server *out,
                        struct error *err)
{
    memset(out, 0, sizeof *out);
    int code = server ? kiosk_server_parse(server, out, err) : 0;
    if (code)
        return code;
    if (!out->host[0]) {
        snprintf(out->host, sizeof out->host, "%s", PQhost(office->conn));
        if (!out->port[0])
            snprintf(out->port, sizeof out->port, "%s", PQport(office->conn));
    }
    if (!out->port[0])
        strcpy(out->port, "5432");
    if (!out->dbname[0])
        snprintf(out->dbname, sizeof out->dbname, "%s", PQdb(office->conn));
    if (!out->host[0] || out->host[0] == '/' || out->host[0] == '@')
        return error_set(
            err, ERROR_USAGE,
            "the office is connected over a local socket, which no kiosk can reach; say where the "
            "server is: --server \"host=NAME port=%s\"",
            out->port);
    return 0;
}

static int kiosk_conninfo(const struct kiosk_server *server, const char *id, const struct kiosk_files *files,
                          char *conninfo, size_t capacity, struct error *err)
{
    const char *pairs[][2] = {
        {"host", server->host},     {"port", server->port},
        {"dbname", server->dbname}, {"user", id},
        {"sslmode", "verify-full"}, {"sslcert", files->crt},
        {"sslkey", files->key},     {"sslrootcert", files->ca},
        {"connect_timeout", "10"},  {"target_session_attrs", "read-write"},
    };
    conninfo[0] = '\0';
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (!kiosk_conninfo_add(conninfo, capacity, pairs[i][0], pairs[i][1]))
            return error_set(
                err, ERROR_USAGE,
                "the kiosk's conninfo is longer than %zu bytes; choose a folder with a shorter path",
                capacity - 1);
    }
    return 0;
}

static bool kiosk_conf_same(const struct config *a, const struct config *b)
{
    return !strcmp(a->kiosk.id, b->kiosk.id) && !strcmp(a->kiosk.room, b->kiosk.room) &&
           !strcmp(a->kiosk.card_key_file, b->kiosk.card_key_file) &&
           !strcmp(a->ledger.path, b->ledger.path) && !strcmp(a->central.conninfo, b->central.conninfo);
}

/* A kiosk.conf that says the same about what the office answers for is left alone with all that was added to
 * it; another one is kept as kiosk.conf.old. */
static int kiosk_conf_write(const struct office_kiosk *kiosk, const struct kiosk_files *files,
                            const char *conninfo, bool *made, struct error *err)
{
    static struct config wanted, there; /* some KB each */
    char text[8192];
    struct error ignored;
    int wrote =
        snprintf(text, sizeof text,
                 "# Kiosk %s, made by diemdanh-office. Every key is explained in kiosk.conf.example.\n"
                 "[kiosk]\nid = %s\nroom = %s\ncard_key_file = %s\n\n[ledger]\npath = %s\n\n"
                 "[reader]\ndevice = auto\n\n[central]\nconninfo = %s\n",
                 kiosk->id, kiosk->id, kiosk->room, files->card_key, files->ledger, conninfo);
    *made = false;
    if (wrote < 0 || (size_t)wrote >= sizeof text)
        return error_set(err, ERROR_USAGE, "%s: the paths are too long; choose a shorter folder",
                         files->conf);
    int code = files_write(files->conf_new, text, (size_t)wrote, 0600, err);
    if (code)
        return code;
    code = config_load(files->conf_new, &wanted, err);
    if (code)
        goto out;
    if (!access(files->conf, F_OK)) {
        if (!config_load(files->conf, &there, &ignored) && kiosk_conf_same(&there, &wanted))
            goto out;
        if (rename(files->conf, files->conf_old)) {
            code = error_set(err, ERROR_IO, "%s: cannot be kept as %s: %s", files->conf, files->conf_old,
                             strerror(errno));
            goto out;
        }
    }
    if (rename(files->conf_new, files->conf))
        code = error_set(err, ERROR_IO, "%s: cannot be written: %s", files->conf, strerror(errno));
    else
        *made = true;
out:
    unlink(files->conf_new);
    return code;
}

static int kiosk_folder_fill(const struct state *state, const struct office_kiosk *kiosk,
                             const struct kiosk_files *files, const char *conninfo, char *print, bool *made,
                             struct error *err)
{
    bool made_crt = false, made_conf = false;
    int code;
    if ((code = kiosk_certificate(state, kiosk, files, print, &made_crt, err)) ||
        (code = kiosk_copy(state_ca_path(state), files->ca, KIOSK_CRT_MAX, 0644, err)) ||
        (code = kiosk_copy(state_card_key_path(state), files->card_key, KIOSK_CARD_KEY_MAX, 0600, err)) ||
        (code = kiosk_conf_write(kiosk, files, conninfo, &made_conf, err)))
        return code;
    *made = made_crt || made_conf;
    return 0;
}

int office_kiosk_add(struct office *office, const struct office_kiosk *kiosk, struct error *err)
{
    struct kiosk_files files;
    struct kiosk_server server;
    char conninfo[1024], print[CERT_PRINT_BYTES], until[CERT_UNTIL_BYTES],
        certificate[CERT_PRINT_BYTES + CERT_UNTIL_BYTES];
    bool known = false, made = false;
    struct state *state = NULL;
    int code = kiosk_id_check(kiosk->id, err);
    if (code || (code = kiosk_server(office, kiosk->server, &server, err)) ||
        (code = state_open(office->state, &state, err)))
        return code;
    if ((code = db_run(office->conn, "begin", err)) || (code = state_bind(state, office->conn, err)) ||
        (code = kiosk_row_add(office->conn, kiosk, &known, print, err)) ||
        (code = kiosk_role_add(office->conn, kiosk->id, err)) ||
        (code = kiosk_files_name(kiosk->out, kiosk->id, &files, err)) ||
        (code = kiosk_conninfo(&server, kiosk->id, &files, conninfo, sizeof conninfo, err)) ||
        (code = kiosk_folder_fill(state, kiosk, &files, conninfo, print, &made, err)) ||
        (code = cert_until(files.crt, until, err)))
        goto out;
    /* Its end stands beside its SHA-256, so that health can warn. */
    snprintf(certificate, sizeof certificate, "%s %s", print, until);
    const char *params[] = {kiosk->id, certificate};
    if ((code = db_query(office->conn, NULL, err,
                         "update training.kiosk set certificate = $2 where kiosk_id = $1", 2, params)) ||
        (code = db_run(office->conn, "commit", err)))
        goto out;
    printf("kiosk %s, room %s: %s in %s\n", kiosk->id, kiosk->room,
           made ? "files written" : "everything was there already", files.folder);
out:
    state_close(state);
    return code;
}

int office_kiosk_revoke(struct office *office, const char *id, struct error *err)
{
    char text[16];
    bool found;
    int code = kiosk_id_check(id, err);
    if (code)
        return code;
    if ((code = db_run(office->conn, "begin", err)) ||
        (code = db_value(
             office->conn,
             "update training.kiosk set revoked_at = coalesce(revoked_at, now()) where kiosk_id = $1 "
             "returning 1",
             id, text, sizeof text, &found, err)))
        return code;
    if (!found)
        return error_set(err, ERROR_NOT_FOUND, "there is no kiosk `%s`", id);
    if ((code = db_value(office->conn, "select 1 from pg_roles where rolname = $1", id, text, sizeof text,
                         &found, err)) ||
        (found && (code = db_run_format(office->conn, "alter role %1$I nologin", id, err))) ||
        (code = db_run(office->conn, "commit", err)))
        return code;
    /* From here on it is shut out: a session that is open is answered `revoked`. Ending it is one step more.
     */
    code = db_value(office->conn,
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = $1", id,
                    text, sizeof text, &found, err);
    if (code)
        return code;
    printf("kiosk %s is revoked, %s open session%s ended\n", id, text, strcmp(text, "1") ? "s" : "");
    return 0;
}
