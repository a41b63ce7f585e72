#include "office/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "central/central_sql.h"
#include "digest/digest.h"
#include "office/db.h"
#include "office/state.h"

static void schema_digest(const struct central_sql *list, size_t count, char text[2 * DIGEST_BYTES + 1])
{
    uint8_t digest[DIGEST_BYTES] = {0};
    for (size_t i = 0; i < count; i++)
        digest_sha256(digest, sizeof digest, list[i].text, strlen(list[i].text), digest);
    hex_encode(digest, sizeof digest, text);
}

static int schema_note(PGconn *conn, int number, const char *name, const char *digest, struct error *err)
{
    char number_text[16];
    snprintf(number_text, sizeof number_text, "%d", number);
    const char *params[] = {number_text, name, digest};
    return db_query(conn, NULL, err,
                    "insert into training.schema_version (number, name, digest) values ($1, $2, $3) "
                    "on conflict (number) do update set name = excluded.name, digest = excluded.digest, "
                    "applied_at = now()",
                    3, params);
}

static int schema_run(PGconn *conn, const struct central_sql *part, struct error *err)
{
    struct error problem;
    int code = db_run(conn, part->text, &problem);
    if (code)
        return error_set(err, code, "schema %s: %s", part->name, problem.text);
    return 0;
}

/* The migrations that the database does not have yet. *last is the version it has then. */
static int schema_migrate(PGconn *conn, const struct central_sql *list, size_t migrations, int *made,
                          struct error *err)
{
    char text[32];
    bool found;
    int code =
        db_value(conn, "select coalesce(max(number), 0) from training.schema_version where number < 100",
                 NULL, text, sizeof text, &found, err);
    if (code)
        return code;
    int held = atoi(text), known = list[migrations - 1].number;
    if (held > known)
        return error_set(
            err, ERROR_VERSION,
            "the training database has schema version %d, this program knows %d; use the newer program", held,
            known);
    for (size_t i = 1; i < migrations; i++) {
        if (list[i].number <= held)
            continue;
        char digest[2 * DIGEST_BYTES + 1];
        schema_digest(&list[i], 1, digest);
        if ((code = schema_run(conn, &list[i], err)) ||
            (code = schema_note(conn, list[i].number, list[i].name, digest, err)))
            return code;
        ++*made;
    }
    return 0;
}

/* Functions and views: as a whole, when the text of any has changed. */
static int schema_code(PGconn *conn, const struct central_sql *list, size_t count, int *made,
                       struct error *err)
{
    char digest[2 * DIGEST_BYTES + 1], held[2 * DIGEST_BYTES + 1];
    bool found;
    schema_digest(list, count, digest);
    int code = db_value(conn, "select digest from training.schema_version where number = 100", NULL, held,
                        sizeof held, &found, err);
    if (code || !strcmp(held, digest))
        return code;
    for (size_t i = 0; i < count; i++) {
        if ((code = schema_run(conn, &list[i], err)))
            return code;
    }
    ++*made;
    return schema_note(conn, CENTRAL_SQL_CODE, "code", digest, err);
}

static int schema_all(PGconn *conn, const struct central_sql *list, size_t count, int *made,
                      struct error *err)
{
    size_t migrations = 0;
    while (migrations < count && list[migrations].number < CENTRAL_SQL_CODE)
        migrations++;
    int code;
    if ((code = db_run(conn, "begin; select pg_advisory_xact_lock(hashtext('training.schema'))", err)) ||
        (code = schema_run(conn, &list[0], err)) ||
        (code =
             db_run(conn, "set local role training_owner; set local search_path = training, pg_temp", err)) ||
        (code = schema_migrate(conn, list, migrations, made, err)) ||
        (code = schema_code(conn, list + migrations, count - migrations, made, err)))
        return code;
    return db_run(conn, "commit", err);
}

int office_init(struct office *office, struct error *err)
{
    size_t count;
    int made = 0;
    const struct central_sql *list = central_sql_list(&count);
    int code = schema_all(office->conn, list, count, &made, err);
    if (code)
        return code; /* the open transaction ends with the connection */
    struct state *state;
    code = state_open(office->state, &state, err);
    if (!code)
        code = state_bind(state, office->conn, err);
    state_close(state);
    if (!code)
        printf("schema training in database %s: %s\n", PQdb(office->conn),
               made ? "made or brought up to date" : "is up to date already");
    return code;
}
