/* What a line of sessions.csv says beside the session's own row. */
#include <stdlib.h>
#include <string.h>

#include "office/db.h"
#include "office/import.h"

/* The cells of a column, or NULL when the file has none. */
static const char *import_session_cells(const struct import *import, const struct import_arrays *arrays,
                                        const char *name)
{
    for (size_t c = 0; c < import->kind->count; c++) {
        if (!strcmp(import->kind->columns[c].name, name))
            return import->place[c] == IMPORT_ABSENT ? NULL : arrays->columns[c];
    }
    return NULL;
}

int import_session_check(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                         struct error *err)
{
    const char *params[] = {arrays->lines, import_session_cells(import, arrays, "rooms")};
    PGresult *result;
    if (!params[1])
        return 0;
    int code =
        db_query(conn, &result, err,
                 "select t.line, r.room_id from unnest($1::int4[], $2::text[]) as t (line, rooms), "
                 "string_to_table(t.rooms, ' ') as r (room_id) where r.room_id <> '' "
                 "and not exists (select from training.room x where x.room_id = r.room_id) order by t.line",
                 2, params);
    if (code)
        return code;
    for (int r = 0; r < PQntuples(result); r++)
        problems_add(&import->problems, atoi(PQgetvalue(result, r, 0)),
                     "rooms names `%s`, which is not known; import it with rooms first, or correct it",
                     PQgetvalue(result, r, 1));
    PQclear(result);
    return 0;
}

/* Runs a statement over sessions and cells of a column that counts what it has changed. */
static int import_session_run(PGconn *conn, const struct import_arrays *arrays, const char *cells,
                              const char *sql, struct import_counts *counts, struct error *err)
{
    const char *params[] = {arrays->columns[0], cells};
    PGresult *result;
    if (!cells)
        return 0;
    int code = db_query(conn, &result, err, sql, 2, params);
    if (code)
        return code;
    counts->changed += strtoul(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return 0;
}

/* A row that this transaction has written already bears its number and is counted already. */
int import_session_write(struct import *import, PGconn *conn, const struct import_arrays *arrays,
                         struct import_counts *counts, struct error *err)
{
    int code = import_session_run(
        conn, arrays, import_session_cells(import, arrays, "cancelled"),
        "with done as (update training.session s "
        "set cancelled_at = case when t.cancelled then coalesce(s.cancelled_at, now()) end "
        "from unnest($1::text[], $2::bool[]) as t (session_id, cancelled) "
        "join (select session_id, xmin as writer from training.session) o using (session_id) "
        "where s.session_id = t.session_id and (s.cancelled_at is not null) <> t.cancelled "
        "returning o.writer) "
        "select count(*) from done where writer <> pg_current_xact_id()::xid",
        counts, err);
    if (code)
        return code;
    return import_session_run(
        conn, arrays, import_session_cells(import, arrays, "rooms"),
        "with wanted as (select distinct t.session_id, r.room_id from unnest($1::text[], $2::text[]) "
        "as t (session_id, rooms) join training.session s using (session_id), "
        "string_to_table(t.rooms, ' ') as r (room_id) where r.room_id not in ('', s.room_id)), "
        "gone as (delete from training.session_room p where p.session_id = any ($1::text[]) "
        "and not exists (select from wanted w where w.session_id = p.session_id and w.room_id = p.room_id) "
        "returning p.session_id), "
        "fresh as (insert into training.session_room (session_id, room_id) select session_id, room_id from "
        "wanted "
        "on conflict do nothing returning session_id) "
        "select count(*) from training.session s "
        "where s.session_id in (select session_id from gone union all select session_id from fresh) "
        "and s.xmin <> pg_current_xact_id()::xid",
        counts, err);
}
