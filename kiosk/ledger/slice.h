/* The slice: what a kiosk is given, one JSON object (made by training.kiosk_slice, taken by ledger_slice_replace).
 * Ids are texts of 1-64 bytes, times UTC milliseconds, card keys 64 hexadecimal digits. Unknown members are ignored, so
 * that a newer centre can serve an older kiosk.
 *
 * { "version": "text that changes whenever the content does",
 *   "kiosk":    {"kiosk_id", "room_id", "site_id"},
 *   "rooms":    [{"room_id", "name", "place"}],                             every room of the site; place may be null
 *   "classes":  [{"class_id", "title", "kind", "threshold_percent", "late_after_min", "opens_before_min",
 *                 "check_out", "address"}],                                check_out true when the policy asks for it;
 *                                                                          address dong_chi|anh_chi; both optional
 *   "sessions": [{"session_id", "class_id", "room_id", "starts_utc_ms", "ends_utc_ms", "periods", "number", "of",
 *                 "instructor_id", "closed", "moved_utc_ms"}],             moved_utc_ms: begun then, or null (optional);
 *                                                                          starts_utc_ms stays, check-in opens by it; the site's, yesterday to 31 days ahead
 *   "members":  [{"member_id", "full_name", "unit"}],                       learners of those classes, instructors
 *   "enrolments": [{"class_id", "member_id", "ordinal"}],
 *   "cards":    [{"card_key", "member_id", "role", "state"}],               role learner|instructor, state active|blocked
 *   "excused":  [{"session_id", "member_id"}],
 *   "pins":     [{"member_id", "pin_hash"}] }                               optional; argon2id, encoded, of the site's instructors */
#ifndef LEDGER_SLICE_H
#define LEDGER_SLICE_H

#define SLICE_BYTES_MAX (16 * 1024 * 1024)

#endif
