/* What instructors did at the doors. */
#include <stdio.h>
#include <string.h>

#include "office/command.h"
#include "office/db.h"
#include "office/table.h"
#include "office/text.h"

/* Each row in the local time of its room's site. A row whose clock nobody trusted, or that has no time, is asked for by the day
 * on which it was received. */
#define ACTS_PLACED                                                                                          \
    " r cross join lateral (select coalesce("                                                                \
    "(select s.timezone from training.room o join training.site s using (site_id) where o.room_id = "        \
    "r.room_id), "                                                                                           \
    "(select s.timezone from training.kiosk k join training.room o using (room_id) join training.site s "    \
    "using (site_id) where k.kiosk_id = r.kiosk_id), 'Asia/Ho_Chi_Minh') as zone) z "                        \
    "where ($1::text is null or r.session_id = $1) and ($2::date is null or "                                \
    "case when r.time_trusted and r.at is not null then r.at else r.received_at end at time zone z.zone "    \
    ">= $2::date) order by r.at nulls last, r.ledger_id, r.seq"

#define ACTS_TIME                                                                                            \
    "coalesce(to_char(r.at at time zone z.zone, $3), 'unknown') as at, "                                     \
    "case when r.time_trusted then 'yes' else 'no' end as time_trusted, "

static const char acts_sql[] =
    "select " ACTS_TIME "r.actor_id as actor, r.actor_name, r.kiosk_id as kiosk, r.room_id as room, "
    "r.kind, r.session_id as session, r.member_id as member, r.full_name, r.before, "
    "case when r.moved_to is not null then 'start ' || to_char(r.moved_to at time zone z.zone, $3) "
    "else r.after end as after, r.reason from training.act" ACTS_PLACED;

static const char guests_sql[] =
    "select " ACTS_TIME "r.session_id as session, r.name, r.unit, r.purpose, r.actor, "
    "(select m.full_name from training.member m where m.member_id = r.actor) as actor_name, "
    "r.kiosk_id as kiosk, r.room_id as room from training.guest" ACTS_PLACED;

static int acts_day_check(const char *since, struct error *err)
{
    char text[32];
    int64_t utc_s;
    snprintf(text, sizeof text, "%.12sT00:00Z", since);
    if (strlen(since) != 10 || !text_time(text, &utc_s))
        return error_set(err, ERROR_USAGE, "--since `%.40s` is no day; write it as YYYY-MM-DD", since);
    return 0;
}

/* A session need not be known here for something to have been done to it. */
static int acts_session_check(PGconn *conn, const char *session_id, struct error *err)
{
    char text[8];
    bool found;
    int code = db_value(conn,
                        "select 1 where exists (select from training.session where session_id = $1) "
                        "or exists (select from training.act where session_id = $1)",
                        session_id, text, sizeof text, &found, err);
    if (!code && !found)
        code = error_set(err, ERROR_NOT_FOUND, "there is no session `%s`", session_id);
    return code;
}

static int acts_print(struct office *office, const char *sql, const struct office_acts *wanted,
                      struct error *err)
{
    const char *params[] = {wanted->session_id, wanted->since,
                            wanted->csv ? "YYYY-MM-DD\"T\"HH24:MI:SS" : "DD/MM/YYYY HH24:MI:SS"};
    PGresult *result;
    int code = wanted->since ? acts_day_check(wanted->since, err) : 0;
    if (!code && wanted->session_id)
        code = acts_session_check(office->conn, wanted->session_id, err);
    if (!code)
        code = db_query(office->conn, &result, err, sql, 3, params);
    if (code)
        return code;
    table_print(result, wanted->csv);
    PQclear(result);
    return 0;
}

int office_acts(struct office *office, const struct office_acts *wanted, struct error *err)
{
    return acts_print(office, acts_sql, wanted, err);
}

int office_guests(struct office *office, const struct office_acts *wanted, struct error *err)
{
    return acts_print(office, guests_sql, wanted, err);
}
