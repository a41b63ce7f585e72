/* The slice: what a kiosk is given, one JSON object (made by training.kiosk_slice, taken by ledger_slice_replace).
 * Ids are texts of 1-64 bytes, times UTC milliseconds, card keys 64 hexadecimal digits. A member with a ? may be absent or
 * null: what then holds stands beside it. Unknown members are ignored, so that a newer centre can serve an older kiosk, and
 * an older centre a newer one.
 *
 * { "version": text of 1-64 bytes that changes whenever the content does,
 *   "kiosk":   {"kiosk_id", "room_id", "site_id"},
 *   "rooms":   [{"room_id", "name", "place"?}],                   every room of the site
 *   "classes": [{"class_id", "title", "kind"?,
 *       "threshold_percent"?        number 0-100: what a certificate needs; none: every course reaches it
 *       "threshold_unit"?           session | period: what is counted (session)
 *       "late_after_min"            whole minutes after the start, 0-1440: late from the minute after
 *       "half_late_after_min"?      half from the minute after (never)
 *       "opens_before_min"?         check-in opens so many minutes before the start (30)
 *       "check_out"?                whether learners tap when they leave (false)
 *       "check_out_required"?       whether who does not has half (false); true asks for check-out too
 *       "early_after_min"?          whole minutes before the end: left early from the minute before (0)
 *       "half_early_after_min"?     half from the minute before (never)
 *       "excused_absent"?           whether an excused absence counts as missed (true); else the session is left out
 *       "address"?}],               dong_chi | anh_chi: how learners are spoken to (dong_chi)
 *   "sessions": [{"session_id", "class_id",                       the site's from yesterday to 31 days ahead, without those
 *       "room_id",                  the main one                  that are cancelled
 *       "rooms"?                    [room_id]: every room, the main one may be left out (the main one alone)
 *       "former_rooms"?             [room_id]: those that it has left: who was counted there stays so (none)
 *       "starts_utc_ms", "ends_utc_ms",
 *       "moved_utc_ms"?             the start that was moved to; check-in opens by the earlier of both (not moved)
 *       "periods"?                  its weight where periods count, 0-100 (0)
 *       "number"?, "of"?            its place in the course and how many sessions that has in all, cancelled ones not
 *                                   counted; from "of" the course strip knows those beyond the slice (0: not told)
 *       "instructor_id"?, "closed"?}],                            closed: whether absences are final (false)
 *   "members": [{"member_id", "full_name", "unit"?}],             learners of those classes, who sits in, instructors
 *   "enrolments": [{"class_id", "member_id", "ordinal"?,          once a class and member
 *       "from_utc_ms"?, "until_utc_ms"?                           a seat in sessions with from <= start < until (open)
 *       "counts_for"?}],            the class whose course the seat counts for (class_id): of a learner who moved from A to
 *                                   B the seat in A has until and counts_for B, the one in B has from
 *   "cards": [{"card_key", "member_id", "role", "state"}],        role learner | instructor, state active | blocked
 *   "excused": [{"session_id", "member_id"}],
 *   "make_ups"?: [{"session_id", "member_id", "by_session_id"?}], session_id is the missed one, of the slice or before it;
 *                                   by_session_id where the learner sits instead (an instructor vouches)
 *   "pins"?: [{"member_id", "pin_hash"}],                         argon2id, encoded, of the site's instructors
 *   "past"?: [{"session_id", "class_id", "number"?, "starts_utc_ms", "ends_utc_ms", "periods"?,
 *       "closed"?                   whether its absences are final (true)
 *       "statuses"?                 {"present": [member_id], "late": [member_id] ...}: the centre's judgement; each member
 *                                   once, words as in rule.sql; who is in none has none yet
 *       "made_up"?                  [member_id]: who has the credit by a make-up
 *       "forgot"?}] }               [member_id]: who was let in without a card
 *                                   past: the classes' sessions that ended before the slice begins, and all of another class
 *                                   that count for who moved from it to one of these, told of these learners alone. One
 *                                   that stands among "sessions" too is judged here. */
#ifndef LEDGER_SLICE_H
#define LEDGER_SLICE_H

#define SLICE_BYTES_MAX (16 * 1024 * 1024)

#endif
