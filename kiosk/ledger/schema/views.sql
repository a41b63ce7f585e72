-- Installed anew whenever its text changes. The inputs of the rule (rule.sql), and sessions as the door reads them.
DROP VIEW IF EXISTS rule_session;
CREATE VIEW rule_session AS
SELECT s.session_id, s.class_id, s.room_id, s.starts_ms - c.opens_before_min * 60000 AS opens_ms, s.starts_ms,
       s.ends_ms, c.late_after_min, s.closed
FROM slice_session s JOIN slice_class c ON c.class_id = s.class_id;

DROP VIEW IF EXISTS rule_enrolment;
CREATE VIEW rule_enrolment AS SELECT class_id, member_id, ordinal FROM slice_enrolment;

DROP VIEW IF EXISTS rule_tap;
CREATE VIEW rule_tap AS SELECT member_id, room_id, session_id, at_ms, trusted FROM tap_time;

DROP VIEW IF EXISTS rule_mark;
CREATE VIEW rule_mark AS
SELECT session_id, member_id, status, seq AS mark_order FROM fact WHERE kind = 'mark';

DROP VIEW IF EXISTS rule_excused;
CREATE VIEW rule_excused AS SELECT session_id, member_id FROM slice_excused;

DROP VIEW IF EXISTS door_session;
CREATE VIEW door_session AS
SELECT s.session_id, s.class_id, c.title, s.room_id, coalesce(r.name, s.room_id) AS room_name,
       coalesce(r.place, '') AS room_place, s.starts_ms - c.opens_before_min * 60000 AS opens_ms, s.starts_ms,
       s.ends_ms, c.late_after_min, s.number, s.of
FROM slice_session s
JOIN slice_class c ON c.class_id = s.class_id
LEFT JOIN slice_room r ON r.room_id = s.room_id;

