#include "office/import.h"

#include <stdio.h>
#include <string.h>

#include "office/command.h"
#include "office/db.h"
#include "office/state.h"

/* Everything between begin and commit. The file's problems end it without an error of the connection. */
static int import_transaction(struct import *import, PGconn *conn, const struct state *state,
                              struct import_counts *counts, struct error *err)
{
    /* One import at a time: what is checked stays true until it is written. */
    int code = db_run(conn, "begin; select pg_advisory_xact_lock(hashtext('training.import'))", err);
    if (!code && state)
        code = state_bind(state, conn, err);
    if (!code)
        code = import_check_known(import, conn, err);
    if (!code && problems_count(&import->problems) == 0)
        code = import_write(import, conn, counts, err);
    if (code)
        return code;
    return db_run(conn, problems_count(&import->problems) ? "rollback" : "commit", err);
}

static int import_run(struct office *office, struct import *import, const char *path,
                      const struct state *state, struct import_counts *counts, struct error *err)
{
    struct sheet sheet;
    int code = sheet_read(path, &sheet, &import->problems, err);
    if (code)
        return code;
    if (problems_count(&import->problems) == 0)
        code = import_cells(import, &sheet, state ? state_card_key(state) : NULL, err);
    sheet_free(&sheet);
    if (!code && import->rows > 0)
        code = import_check_doubles(import, err);
    if (!code && import->rows > 0)
        code = import_transaction(import, office->conn, state, counts, err);
    return code;
}

int office_import(struct office *office, const char *kind_name, const char *path, struct error *err)
{
    struct import import = {.kind = kind_find(kind_name)};
    struct import_counts counts = {0};
    struct state *state = NULL;
    if (!import.kind)
        return error_set(err, ERROR_USAGE, "`%s` cannot be imported; there are %s", kind_name, kind_names());
    int code = 0;
    if (!strcmp(import.kind->table, "card") && (code = state_open(office->state, &state, err)))
        return code;
    code = import_run(office, &import, path, state, &counts, err);
    if (!code && problems_count(&import.problems)) {
        problems_print(&import.problems, path, stderr);
        fprintf(stderr, "diemdanh-office: nothing of %s was imported\n", path);
        code = ERROR_INPUT;
    } else if (!code) {
        printf("%s: %zu inserted, %zu changed, %zu unchanged\n", kind_name, counts.inserted, counts.changed,
               counts.unchanged);
    }
    import_free(&import);
    state_close(state);
    return code;
}
