-- Installed anew whenever its text changes. The inputs of the rule (rule.sql), and sessions and cards as the door reads
-- them. What reads another view stands after it.
DROP VIEW IF EXISTS rule_course;
DROP VIEW IF EXISTS rule_credit;
DROP VIEW IF EXISTS rule_roll;
DROP VIEW IF EXISTS rule_judged;
DROP VIEW IF EXISTS rule_seat;

-- A session with what was done to it at this door, or told by a slice. A later start does not shut out who came before it.
DROP VIEW IF EXISTS door_session;
DROP VIEW IF EXISTS rule_session;
DROP VIEW IF EXISTS held_session;
CREATE VIEW held_session AS
SELECT s.session_id, s.class_id, coalesce(m.room_id, s.room_id) AS room_id,
       min(s.starts_ms, coalesce(m.starts_ms, s.moved_ms, s.starts_ms)) - c.opens_before_min * 60000 AS opens_ms,
       coalesce(m.starts_ms, s.moved_ms, s.starts_ms) AS starts_ms, s.ends_ms, c.late_after_min,
       coalesce(m.closed, s.closed) AS closed, s.number, s.of, c.title, s.periods,
       c.check_out <> 0 OR c.check_out_required <> 0 AS check_out, c.address, c.early_after_min
FROM slice_session s
JOIN slice_class c ON c.class_id = s.class_id
LEFT JOIN session_mark m ON m.session_id = s.session_id;

-- Cancelled sessions are not sent.
CREATE VIEW rule_session AS
SELECT session_id, class_id, opens_ms, starts_ms, ends_ms, closed, 0 AS cancelled, periods
FROM held_session;

DROP VIEW IF EXISTS rule_place;
CREATE VIEW rule_place AS SELECT session_id, room_id, former FROM held_place;

DROP VIEW IF EXISTS rule_overlap;
CREATE VIEW rule_overlap AS SELECT session_id FROM held_overlap;

DROP VIEW IF EXISTS rule_policy;
CREATE VIEW rule_policy AS
SELECT class_id, late_after_min, half_late_after_min, early_after_min, half_early_after_min,
       CASE WHEN check_out_required <> 0 THEN 2 WHEN check_out <> 0 THEN 1 ELSE 0 END AS check_out,
       excused_absent, CASE threshold_unit WHEN 'period' THEN 1 ELSE 0 END AS by_periods,
       coalesce(threshold_percent, 0) AS threshold_percent
FROM slice_class;

DROP VIEW IF EXISTS rule_enrolment;
CREATE VIEW rule_enrolment AS
SELECT class_id, member_id, ordinal, from_ms, until_ms, coalesce(counts_for, class_id) AS counts_for
FROM slice_enrolment;

-- leaves = 1 and trusted = 0, written so, reach the indexes of departures and of untrusted taps.
DROP VIEW IF EXISTS rule_tap;
CREATE VIEW rule_tap AS SELECT member_id, room_id, session_id, at_ms, trusted, leaves FROM tap_time;

DROP VIEW IF EXISTS rule_mark;
CREATE VIEW rule_mark AS
SELECT session_id, member_id, status, seq AS mark_order FROM fact WHERE kind = 'mark';

DROP VIEW IF EXISTS rule_excused;
CREATE VIEW rule_excused AS SELECT session_id, member_id FROM slice_excused;

DROP VIEW IF EXISTS rule_make_up;
CREATE VIEW rule_make_up AS SELECT session_id, member_id, by_session_id FROM held_make_up;

CREATE VIEW door_session AS
SELECT s.session_id, s.class_id, s.title, s.room_id, coalesce(r.name, s.room_id) AS room_name,
       coalesce(r.place, '') AS room_place, s.opens_ms, s.starts_ms, s.ends_ms, s.late_after_min, s.number, s.of,
       s.closed, s.check_out, s.address, s.early_after_min
FROM held_session s
LEFT JOIN slice_room r ON r.room_id = s.room_id;

-- What was done to a card here stands above the slice.
DROP VIEW IF EXISTS door_card;
CREATE VIEW door_card AS
SELECT card_key, member_id, 'learner' AS role, state FROM device_card
UNION ALL
SELECT s.card_key, s.member_id, s.role, s.state FROM slice_card s
WHERE NOT EXISTS (SELECT 1 FROM device_card d WHERE d.card_key = s.card_key);
