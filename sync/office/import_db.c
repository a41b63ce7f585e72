#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/db.h"
#include "office/import.h"

static int import_check_column(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                               size_t c, struct error *err)
{
    const struct kind_column *column = &import->kind->columns[c];
    const struct kind *target = kind_find(column->refers);
    bool itself = target == import->kind; /* then the file's own rows are known, too */
    char sql[512];
    snprintf(sql, sizeof sql,
             "select t.line, t.value from unnest($1::int4[], $2::text[]) as t (line, value) "
             "where t.value is not null and not exists (select from training.%s r where r.%s = t.value)%s",
             target->table, target->columns[0].name, itself ? " and t.value <> all ($3::text[])" : "");
    const char *params[] = {arrays->lines, arrays->columns[c], arrays->columns[0]};
    PGresult *result;
    int code = db_query(conn, &result, err, sql, itself ? 3 : 2, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result); r++)
        problems_add(&import->problems, atoi(PQgetvalue(result, r, 0)),
                     "%s `%s` is not known; import it with %s first, or correct it", column->name,
                     PQgetvalue(result, r, 1), target->name);
    PQclear(result);
    return 0;
}

static int import_check_cards(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                              struct error *err)
{
    const char *params[] = {arrays->lines, arrays->columns[0], arrays->columns[1]};
    PGresult *result;
    int code = db_query(conn, &result, err,
                        "select t.line, c.member_id, t.member_id "
                        "from unnest($1::int4[], $2::bytea[], $3::text[]) as t (line, card_key, member_id) "
                        "join training.card c on c.card_key = t.card_key where c.member_id <> t.member_id",
                        3, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result); r++)
        problems_add(
            &import->problems, atoi(PQgetvalue(result, r, 0)),
            "this card belongs to member `%s` already, not to `%s`; correct the line, or give `%s` another "
            "card",
            PQgetvalue(result, r, 1), PQgetvalue(result, r, 2), PQgetvalue(result, r, 2));
    PQclear(result);
    return 0;
}

static int import_check_ordinals(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                                 struct error *err)
{
    const char *params[] = {arrays->lines, arrays->columns[0], arrays->columns[1], arrays->columns[2]};
    PGresult *result;
    int code = db_query(
        conn, &result, err,
        "with t as (select * from unnest($1::int4[], $2::text[], $3::text[], $4::int4[]) "
        "as t (line, class_id, member_id, ordinal)) "
        "select t.line, t.ordinal, t.class_id, e.member_id from t join training.enrolment e "
        "on e.class_id = t.class_id and e.ordinal = t.ordinal and e.member_id <> t.member_id "
        "where not exists (select from t u where u.class_id = e.class_id and u.member_id = e.member_id)",
        4, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result); r++)
        problems_add(&import->problems, atoi(PQgetvalue(result, r, 0)),
                     "ordinal `%s` of class_id `%s` is that of member `%s` already; give each its own",
                     PQgetvalue(result, r, 1), PQgetvalue(result, r, 2), PQgetvalue(result, r, 3));
    PQclear(result);
    return 0;
}

int import_check_known(struct import *import, PGconn *conn, struct error *err)
{
    struct import_arrays arrays;
    int code = import_arrays_make(import, &arrays, err);
    if (code)
        return code;
    for (size_t c = 0; c < import->kind->count && !code; c++) {
        if (import->kind->columns[c].refers && import->place[c] != IMPORT_ABSENT)
            code = import_check_column(import, conn, &arrays, c, err);
    }
    if (!code && !strcmp(import->kind->table, "card"))
        code = import_check_cards(import, conn, &arrays, err);
    if (!code && !strcmp(import->kind->table, "enrolment"))
        code = import_check_ordinals(import, conn, &arrays, err);
    if (!code && !strcmp(import->kind->table, "session"))
        code = import_session_check(import, conn, &arrays, err);
    import_arrays_free(&arrays);
    return code;
}

/* ---- writing ---- */

/* The types are the table's own: the cells are texts that the server reads as them. */
struct import_types {
    char name[KIND_COLUMNS_MAX][40];
};

static int import_types_read(const struct import *import, PGconn *conn, struct import_types *types,
                             struct error *err)
{
    for (size_t c = 0; c < import->kind->count; c++) {
        const char *params[] = {import->kind->table, kind_db_column(&import->kind->columns[c])};
        PGresult *result;
        types->name[c][0] = '\0';
        if (import->place[c] == IMPORT_ABSENT || import->kind->columns[c].apart)
            continue;
        int code = db_query(conn, &result, err,
                            "select format_type(atttypid, null) from pg_attribute where attrelid = "
                            "('training.' || $1)::regclass and attname = $2 and not attisdropped",
                            2, params);
        if (code)
            return code;
        bool found = PQntuples(result) == 1;
        if (found)
            snprintf(types->name[c], sizeof types->name[c], "%s", PQgetvalue(result, 0, 0));
        PQclear(result);
        if (!found)
            return error_set(err, ERROR_VERSION,
                             "the training database has no column %s.%s; run: diemdanh-office init",
                             params[0], params[1]);
    }
    return 0;
}

/* Appends to a list that is too long only by our own mistake: kinds.c is fixed. */
static void import_list(char *list, size_t capacity, const char *prefix, const char *name, const char *suffix)
{
    size_t used = strlen(list);
    snprintf(list + used, capacity - used, "%s%s%s%s", used ? ", " : "", prefix, name, suffix);
}

/* An upsert of the columns that the file has, which touches only rows that differ. Names come from kinds.c.
 */
static void import_upsert_text(const struct import *import, const struct import_types *types, char *sql,
                               size_t capacity)
{
    char columns[400] = "", arrays[800] = "", keys[128] = "", sets[1024] = "", old[400] = "", fresh[600] = "";
    int number = 0;
    for (size_t c = 0; c < import->kind->count; c++) {
        char array[64];
        const char *name = kind_db_column(&import->kind->columns[c]);
        if (import->place[c] == IMPORT_ABSENT || import->kind->columns[c].apart)
            continue;
        snprintf(array, sizeof array, "$%d::%s[]", ++number, types->name[c]);
        import_list(columns, sizeof columns, "", name, "");
        import_list(arrays, sizeof arrays, "", array, "");
        if (c < import->kind->keys) {
            import_list(keys, sizeof keys, "", name, "");
            continue;
        }
        char set[80];
        snprintf(set, sizeof set, "%s = excluded.%s", name, name);
        import_list(sets, sizeof sets, "", set, "");
        import_list(old, sizeof old, "t.", name, "");
        import_list(fresh, sizeof fresh, "excluded.", name, "");
    }
    snprintf(
        sql, capacity,
        "with done as (insert into training.%s as t (%s) select * from unnest(%s) "
        "on conflict (%s) do update set %s where (%s) is distinct from (%s) returning xmax = 0 as fresh) "
        "select count(*) filter (where fresh), count(*) filter (where not fresh) from done",
        import->kind->table, columns, arrays, keys, sets, old, fresh);
}

static int import_upsert(const struct import *import, PGconn *conn, const struct import_arrays *arrays,
                         struct import_counts *counts, struct error *err)
{
    char sql[4096];
    const char *params[KIND_COLUMNS_MAX];
    int number = 0;
    PGresult *result;
    struct import_types types;
    int code = import_types_read(import, conn, &types, err);
    if (code)
        return code;
    import_upsert_text(import, &types, sql, sizeof sql);
    for (size_t c = 0; c < import->kind->count; c++) {
        if (import->place[c] != IMPORT_ABSENT && !import->kind->columns[c].apart)
            params[number++] = arrays->columns[c];
    }
    code = db_query(conn, &result, err, sql, number, params);
    if (code)
        return code;
    counts->inserted = strtoul(PQgetvalue(result, 0, 0), NULL, 10);
    counts->changed = strtoul(PQgetvalue(result, 0, 1), NULL, 10);
    PQclear(result);
    return 0;
}

static int import_check_rings(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                              struct error *err)
{
    const char *params[] = {arrays->lines, arrays->columns[0]};
    PGresult *result;
    int code =
        db_query(conn, &result, err,
                 "with recursive up (line, start, id, depth) as ("
                 "select t.line, t.id, o.parent_id, 1 from unnest($1::int4[], $2::text[]) as t (line, id) "
                 "join training.organisation o on o.organisation_id = t.id "
                 "union all select u.line, u.start, o.parent_id, u.depth + 1 from up u "
                 "join training.organisation o on o.organisation_id = u.id "
                 "where u.id <> u.start and u.depth < 64) "
                 "select line, start from up where id = start",
                 2, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result); r++)
        problems_add(&import->problems, atoi(PQgetvalue(result, r, 0)),
                     "organisation_id `%s` would stand above itself; correct parent_id",
                     PQgetvalue(result, r, 1));
    PQclear(result);
    return 0;
}

int import_write(struct import *import, PGconn *conn, struct import_counts *counts, struct error *err)
{
    struct import_arrays arrays;
    int code = import_arrays_make(import, &arrays, err);
    if (code)
        return code;
    /* A site is where rooms say that they are; it has no file of its own. */
    if (!strcmp(import->kind->table, "room")) {
        const char *params[] = {arrays.columns[1]};
        code = db_query(
            conn, NULL, err,
            "insert into training.site (site_id, name) select distinct s, s from unnest($1::text[]) as s "
            "on conflict do nothing",
            1, params);
    }
    if (!code)
        code = import_upsert(import, conn, &arrays, counts, err);
    if (!code && !strcmp(import->kind->table, "organisation"))
        code = import_check_rings(import, conn, &arrays, err);
    if (!code && !strcmp(import->kind->table, "session"))
        code = import_session_write(import, conn, &arrays, counts, err);
    counts->unchanged = import->rows - counts->inserted - counts->changed;
    import_arrays_free(&arrays);
    return code;
}
