-- Installed anew whenever its text changes. The inputs of the rule (rule.sql), and sessions and cards as the door reads
-- them.

-- A session with what was done to it at this door, or told by a slice. A later start does not shut out who came before it.
DROP VIEW IF EXISTS door_session;
DROP VIEW IF EXISTS rule_session;
DROP VIEW IF EXISTS held_session;
CREATE VIEW held_session AS
SELECT s.session_id, s.class_id, s.room_id,
       min(s.starts_ms, coalesce(m.starts_ms, s.moved_ms, s.starts_ms)) - c.opens_before_min * 60000 AS opens_ms,
       coalesce(m.starts_ms, s.moved_ms, s.starts_ms) AS starts_ms, s.ends_ms, c.late_after_min,
       coalesce(m.closed, s.closed) AS closed, s.number, s.of, c.title
FROM slice_session s
JOIN slice_class c ON c.class_id = s.class_id
LEFT JOIN session_mark m ON m.session_id = s.session_id;

CREATE VIEW rule_session AS
SELECT session_id, class_id, room_id, opens_ms, starts_ms, ends_ms, late_after_min, closed FROM held_session;

DROP VIEW IF EXISTS rule_enrolment;
CREATE VIEW rule_enrolment AS SELECT class_id, member_id, ordinal FROM slice_enrolment;

DROP VIEW IF EXISTS rule_tap;
CREATE VIEW rule_tap AS SELECT member_id, room_id, session_id, at_ms, trusted FROM tap_time;

DROP VIEW IF EXISTS rule_mark;
CREATE VIEW rule_mark AS
SELECT session_id, member_id, status, seq AS mark_order FROM fact WHERE kind = 'mark';

DROP VIEW IF EXISTS rule_excused;
CREATE VIEW rule_excused AS SELECT session_id, member_id FROM slice_excused;

CREATE VIEW door_session AS
SELECT s.session_id, s.class_id, s.title, s.room_id, coalesce(r.name, s.room_id) AS room_name,
       coalesce(r.place, '') AS room_place, s.opens_ms, s.starts_ms, s.ends_ms, s.late_after_min, s.number, s.of,
       s.closed
FROM held_session s
LEFT JOIN slice_room r ON r.room_id = s.room_id;

-- What was done to a card here stands above the slice.
DROP VIEW IF EXISTS door_card;
CREATE VIEW door_card AS
SELECT card_key, member_id, 'learner' AS role, state FROM device_card
UNION ALL
SELECT s.card_key, s.member_id, s.role, s.state FROM slice_card s
WHERE NOT EXISTS (SELECT 1 FROM device_card d WHERE d.card_key = s.card_key);
