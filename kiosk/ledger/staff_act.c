#include "ledger/staff_act.h"

#include <string.h>

#include "ledger/boot.h"
#include "ledger/session.h"
#include "ledger/staff_held.h"
#include "ledger/text.h"

static const char *staff_text(char *out, size_t capacity, const char *text)
{
    text_clean(out, capacity, text);
    return out[0] ? out : NULL;
}

void staff_member(struct staff_fact *out, const char *member_id)
{
    out->fact.member_id = staff_text(out->member_id, sizeof out->member_id, member_id);
}

void staff_reason(struct staff_fact *out, const char *reason)
{
    out->fact.reason = staff_text(out->reason, sizeof out->reason, reason);
}

int staff_begin(struct ledger *ledger, const struct ledger_act *act, const char *kind, struct staff_fact *out,
                struct error *err)
{
    struct boot_row boot;
    memset(out, 0, sizeof *out);
    out->fact.kind = kind;
    out->fact.boottime_ms = act->now.boottime_ms;
    out->fact.room_id = staff_text(out->room_id, sizeof out->room_id, act->room_id);
    out->fact.session_id = staff_text(out->session_id, sizeof out->session_id, act->session_id);
    out->fact.actor_id = staff_text(out->actor_id, sizeof out->actor_id, act->actor_id);
    if (!out->fact.actor_id)
        return error_set(err, ERROR_INPUT, "an act needs the instructor who does it; unlock first");
    int rc = boot_parse(act->now.boot_id, out->fact.boot_id, err);
    if (rc == 0)
        rc = store_begin(ledger, err);
    if (rc < 0)
        return rc;
    rc = boot_find(ledger, out->fact.boot_id, &boot, err);
    if (rc == 0)
        rc = boot_learn(ledger, out->fact.boot_id, &act->now, &boot, err);
    if (rc < 0)
        store_rollback(ledger);
    return rc < 0 ? rc : 0;
}

int staff_end(struct ledger *ledger, int rc, struct error *err)
{
    if (rc == 0)
        rc = store_commit(ledger, err);
    if (rc < 0) {
        ledger->count.session_id[0] = '\0';
        store_rollback(ledger);
    }
    return rc;
}

/* The centre knows a fact of this device once it has acknowledged it. What it then says otherwise than before is newer
 * than the act here; what it says as before may only be slow, so the act stands. */
int staff_slice_came(struct ledger *ledger, struct error *err)
{
    static const char sql[] =
        "DELETE FROM device_card WHERE EXISTS (SELECT 1 FROM slice_card s WHERE s.card_key = "
        "device_card.card_key "
        "AND s.member_id = device_card.member_id AND s.state = device_card.state);"
        "DELETE FROM device_card WHERE seq <= (SELECT acked_seq FROM sync) AND (was <> coalesce("
        "(SELECT s.member_id || '/' || s.state FROM slice_card s WHERE s.card_key = device_card.card_key), "
        "'') "
        "OR member_id NOT IN (SELECT member_id FROM slice_member));"
        "DELETE FROM card_tail WHERE card_key NOT IN (SELECT card_key FROM slice_card) "
        "AND card_key NOT IN (SELECT card_key FROM device_card);"
        "UPDATE session_mark SET closed = NULL, closed_seq = NULL "
        "WHERE closed_seq <= (SELECT acked_seq FROM sync);"
        "UPDATE session_mark SET room_id = NULL, room_seq = NULL "
        "WHERE room_seq <= (SELECT acked_seq FROM sync) AND room_was IS NOT (SELECT s.room_id "
        "FROM slice_session s WHERE s.session_id = session_mark.session_id);"
        "UPDATE session_mark SET starts_ms = NULL, starts_seq = NULL "
        "WHERE starts_seq <= (SELECT acked_seq FROM sync) AND was_ms IS NOT (SELECT coalesce(s.moved_ms, "
        "s.starts_ms) "
        "FROM slice_session s WHERE s.session_id = session_mark.session_id);"
        "DELETE FROM session_mark WHERE closed IS NULL AND starts_ms IS NULL AND room_id IS NULL;"
        "DELETE FROM make_up_mark WHERE seq <= (SELECT acked_seq FROM sync) AND was <> ("
        "EXISTS (SELECT 1 FROM slice_make_up s WHERE s.session_id = make_up_mark.session_id "
        "AND s.member_id = make_up_mark.member_id) OR "
        "EXISTS (SELECT 1 FROM slice_past_status s WHERE s.session_id = make_up_mark.session_id "
        "AND s.member_id = make_up_mark.member_id AND s.made_up <> 0));"
        "DELETE FROM make_up_mark WHERE seq <= (SELECT acked_seq FROM sync) "
        "AND session_id NOT IN (SELECT session_id FROM slice_session UNION ALL SELECT session_id FROM "
        "slice_past)";
    int rc = store_script(ledger, sql, "taking a slice", err);
    if (rc == 0)
        rc = held_places(ledger, err);
    return rc < 0 ? rc : held_make_ups(ledger, err);
}
