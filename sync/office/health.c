/* How the kiosks are, for people and for monitoring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/command.h"
#include "office/db.h"
#include "office/table.h"

/* What is wrong with a kiosk, worst first, each with its weight; the thresholds are those of the man page. Session hours are
 * those in which a session of its room takes place or learners may come to it. */
static const char health_sql[] =
    "with seen as (select k.*, extract(epoch from now() - k.last_seen_at)::int8 as age_s, "
    "exists (select from training.rule_place p join training.rule_session s using (session_id) "
    "where p.room_id = k.room_id and p.former = 0 and s.cancelled = 0 "
    "and training.utc_ms(now()) between s.opens_ms and s.ends_ms) as in_hours, "
    "a.forks, a.chains, a.slices, a.others, "
    "case when k.certificate ~ '^[0-9a-f]{64} [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$' "
    "then split_part(k.certificate, ' ', 2)::timestamptz end as ends_at, "
    "training.health_count(k.health -> 'disk_free_bytes') as free_bytes, "
    "training.health_count(k.health -> 'disk_total_bytes') as total_bytes "
    "from training.kiosk k cross join lateral (select count(*) filter (where a.kind = 'fork') as forks, "
    "count(*) filter (where a.kind = 'chain') as chains, count(*) filter (where a.kind = 'slice') as slices, "
    "count(*) filter (where a.kind not in ('fork', 'chain', 'slice')) as others "
    "from training.alarm a where a.kiosk_id = k.kiosk_id and a.settled_at is null) a), "
    "judged as (select s.*, case when revoked_at is null then array_remove(array["
    "case when chains > 0 then 'chain alarm open' end, "
    "case when forks > 0 then 'fork open' end, "
    "case when slices > 0 then 'slice alarm open' end, "
    "case when others > 0 then 'other alarm open' end, "
    "case when health ->> 'chain_broken_seq' is not null then 'record changed on the device' end, "
    "case when health ->> 'lost_facts' is not null then 'facts lost on the device' end, "
    "case when ends_at <= now() then 'certificate has ended' "
    "when ends_at <= now() + interval '30 days' then 'certificate ends' end, "
    "case when last_seen_at is null then 'never seen' "
    "when age_s > case when in_hours then 900 else 86400 end then 'not seen' end, "
    "case when health ->> 'reader' = 'down' then 'reader down' end, "
    "case when health ->> 'clock_source' = 'guess' then 'clock not trusted' end, "
    "case when pending > 0 and age_s > 900 then 'facts wait without contact' end, "
    "case when free_bytes * 20 < total_bytes then 'disk nearly full' end], null) "
    "else '{}' end as trouble from seen s) "
    "select kiosk_id as kiosk, room_id as room, case when last_seen_at is null then 'never' "
    "when age_s < 120 then age_s || ' s ago' when age_s < 7200 then age_s / 60 || ' min ago' "
    "when age_s < 172800 then age_s / 3600 || ' h ago' else age_s / 86400 || ' days ago' end as seen, "
    "coalesce(held_seq::text, 'unknown') as held, coalesce(pending::text, 'unknown') as pending, "
    "coalesce(health ->> 'clock_source', 'unknown') as clock, coalesce(health ->> 'reader', 'unknown') as "
    "reader, "
    "coalesce(health ->> 'version', 'unknown') as version, "
    "coalesce(free_bytes * 100 / nullif(total_bytes, 0) || ' % free', 'unknown') as disk, "
    "coalesce(to_char(ends_at at time zone 'UTC', 'YYYY-MM-DD'), 'unknown') as certificate, "
    "forks, chains, slices + others as alarms, "
    "case when revoked_at is not null then 'revoked' when trouble = '{}' then 'well' "
    "else array_to_string(trouble, ', ') end as state from judged "
    "order by revoked_at is not null, chains > 0 desc, forks > 0 desc, "
    "trouble && array['never seen', 'not seen'] desc, cardinality(trouble) desc, kiosk_id";

int office_health(struct office *office, bool csv, struct error *err)
{
    PGresult *result;
    int troubled = 0, code = db_query(office->conn, &result, err, health_sql, 0, NULL);
    if (code)
        return code;
    table_print(result, csv);
    int count = PQntuples(result), state = PQfnumber(result, "state");
    for (int r = 0; r < count; r++) {
        const char *word = PQgetvalue(result, r, state);
        troubled += strcmp(word, "well") && strcmp(word, "revoked");
    }
    if (troubled)
        code = error_set(err, ERROR_CORRUPT, "%d of %d kiosks need a look, the first is %s: %s", troubled,
                         count, PQgetvalue(result, 0, 0), PQgetvalue(result, 0, state));
    PQclear(result);
    return code;
}
