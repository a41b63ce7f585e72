/* The newest facts for the device screen, and names for it. */
#include <stdio.h>
#include <string.h>

#include "ledger/staff.h"
#include "ledger/store.h"
#include "ledger/text.h"

/* The word that tells a fact without telling who. */
static const char *log_what(sqlite3_stmt *row)
{
    const char *verdict = store_text(row, 1), *status = store_text(row, 2), *reason = store_text(row, 3);
    if (!strcmp(store_text(row, 0), "guest"))
        return reason;
    if (verdict[0])
        return verdict;
    return status[0] ? status : "taken_back";
}

int ledger_log_read(struct ledger *ledger, struct ledger_log_line *lines, int max, struct error *err)
{
    sqlite3_stmt *row;
    int count = 0;
    /* The key's last digits, not the card's: those are never stored. */
    int rc = store_first(ledger, "reading the log", err, &row,
                         "SELECT f.kind, f.verdict, f.status, CASE f.kind WHEN 'guest' THEN f.reason END, "
                         "CASE WHEN b.source > 0 THEN (SELECT d.at_ms FROM fact_dated d WHERE d.seq = f.seq) "
                         "ELSE 0 END, "
                         "substr(hex(f.card_key), -4) "
                         "FROM fact f LEFT JOIN boot b ON b.boot_id = f.boot_id ORDER BY f.seq DESC LIMIT ?",
                         "i", (int64_t)(max > 0 ? max : 0));
    for (; rc > 0; rc = store_next(ledger, row, "reading the log", err)) {
        struct ledger_log_line *line = &lines[count++];
        memset(line, 0, sizeof *line);
        text_clean(line->kind, sizeof line->kind, store_text(row, 0));
        text_clean(line->what, sizeof line->what, log_what(row));
        line->at_utc_ms = sqlite3_column_int64(row, 4);
        text_clean(line->card_tail, sizeof line->card_tail, store_text(row, 5));
    }
    return rc < 0 ? rc : count;
}

int ledger_member_name(struct ledger *ledger, const char *member_id, char name[LEDGER_NAME_MAX + 1],
                       struct error *err)
{
    sqlite3_stmt *row;
    name[0] = '\0';
    int rc = store_first(ledger, "reading a member", err, &row,
                         "SELECT full_name FROM slice_member WHERE member_id = ?", "t", member_id);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return error_set(err, ERROR_NOT_FOUND, "the member is not on this device");
    text_clean(name, LEDGER_NAME_MAX + 1, store_text(row, 0));
    sqlite3_reset(row);
    return 0;
}
