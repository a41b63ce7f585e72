#include "office/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/db.h"
#include "office/table.h"

int office_roll(struct office *office, const char *session_id, bool csv, struct error *err)
{
    char zone[80];
    bool found;
    PGresult *result;
    int code = db_value(office->conn,
                        "select p.timezone from training.session s join training.room r using (room_id) "
                        "join training.site p using (site_id) where s.session_id = $1",
                        session_id, zone, sizeof zone, &found, err);
    if (code)
        return code;
    if (!found)
        return error_set(err, ERROR_NOT_FOUND, "there is no session `%s`", session_id);
    const char *params[] = {session_id, zone, csv ? "YYYY-MM-DD\"T\"HH24:MI:SS" : "DD/MM/YYYY HH24:MI:SS"};
    code = db_query(office->conn, &result, err,
                    "select ordinal, member_id, full_name, status, "
                    "to_char(arrived_at at time zone $2, $3) as arrived_at, "
                    "to_char(left_at at time zone $2, $3) as left_at, "
                    "case when time_trusted then 'yes' else 'no' end as time_trusted "
                    "from training.roll where session_id = $1 order by ordinal, member_id",
                    3, params);
    if (code)
        return code;
    table_print(result, csv);
    PQclear(result);
    return 0;
}

int office_check(struct office *office, struct error *err)
{
    PGresult *result;
    int code = db_query(office->conn, &result, err, "select training.chain_check()", 0, NULL);
    if (code)
        return code;
    PQclear(result);
    code = db_query(office->conn, &result, err,
                    "select to_char(raised_at, 'YYYY-MM-DD HH24:MI:SSOF'), kind, coalesce(kiosk_id, '-'), "
                    "coalesce(ledger_id::text, '-'), text from training.alarm where settled_at is null "
                    "order by raised_at, alarm_id",
                    0, NULL);
    if (code)
        return code;
    int count = PQntuples(result);
    for (int r = 0; r < count; r++)
        printf("%s  %s  kiosk %s  ledger %s  %s\n", PQgetvalue(result, r, 0), PQgetvalue(result, r, 1),
               PQgetvalue(result, r, 2), PQgetvalue(result, r, 3), PQgetvalue(result, r, 4));
    PQclear(result);
    if (count > 0)
        return error_set(err, ERROR_CORRUPT, "%d open alarm%s; look into each, then set its settled_at",
                         count, count > 1 ? "s" : "");
    puts("no open alarms");
    return 0;
}
