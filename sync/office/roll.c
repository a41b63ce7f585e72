#include "office/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "office/db.h"

enum {
    ROLL_ORDINAL,
    ROLL_MEMBER,
    ROLL_NAME,
    ROLL_STATUS,
    ROLL_ARRIVED,
    ROLL_LEFT,
    ROLL_TRUSTED,
    ROLL_COLUMNS
};

/* RFC 4180; a text that a spreadsheet would take for a formula is given as text. */
static void roll_csv_field(const char *text, bool last)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    if (formula || strpbrk(text, ",\"\r\n")) {
        putchar('"');
        if (formula)
            putchar('\'');
        for (const char *c = text; *c; c++) {
            if (*c == '"')
                putchar('"');
            putchar(*c);
        }
        putchar('"');
    } else {
        fputs(text, stdout);
    }
    fputs(last ? "\n" : ",", stdout);
}

static int roll_width(const char *text)
{
    int width = 0;
    utf8proc_int32_t point;
    utf8proc_ssize_t step;
    while (*text && (step = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point)) > 0) {
        width += utf8proc_charwidth(point);
        text += step;
    }
    return width;
}

static void roll_table_row(const char *const cells[ROLL_COLUMNS], const int width[ROLL_COLUMNS])
{
    for (int c = 0; c < ROLL_COLUMNS; c++) {
        if (c == ROLL_COLUMNS - 1)
            printf("%s\n", cells[c]);
        else
            printf("%s%*s", cells[c], width[c] - roll_width(cells[c]) + 2, "");
    }
}

static void roll_print(const PGresult *result, const char *const head[ROLL_COLUMNS], bool csv)
{
    int width[ROLL_COLUMNS];
    for (int c = 0; c < ROLL_COLUMNS; c++) {
        width[c] = roll_width(head[c]);
        if (csv)
            roll_csv_field(head[c], c == ROLL_COLUMNS - 1);
        for (int r = 0; r < PQntuples(result); r++) {
            int cell = roll_width(PQgetvalue(result, r, c));
            width[c] = cell > width[c] ? cell : width[c];
        }
    }
    if (!csv)
        roll_table_row(head, width);
    for (int r = 0; r < PQntuples(result); r++) {
        const char *cells[ROLL_COLUMNS];
        for (int c = 0; c < ROLL_COLUMNS; c++) {
            cells[c] = PQgetvalue(result, r, c);
            if (csv)
                roll_csv_field(cells[c], c == ROLL_COLUMNS - 1);
        }
        if (!csv)
            roll_table_row(cells, width);
    }
}

int office_roll(struct office *office, const char *session_id, bool csv, struct error *err)
{
    static const char *const head[ROLL_COLUMNS] = {"ordinal",    "member_id", "full_name",   "status",
                                                   "arrived_at", "left_at",   "time_trusted"};
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
                    "select ordinal, member_id, full_name, status, to_char(arrived_at at time zone $2, $3), "
                    "to_char(left_at at time zone $2, $3), case when time_trusted then 'yes' else 'no' end "
                    "from training.roll where session_id = $1 order by ordinal, member_id",
                    3, params);
    if (code)
        return code;
    roll_print(result, head, csv);
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
    puts("all chains are whole, no open alarms");
    return 0;
}
