-- The rule: who is present, late or absent. One text for SQLite (3.40 or newer) at the door and PostgreSQL (15 or
-- newer) at the centre; nothing in it belongs to one engine only.
--
-- Inputs, tables or views beside it (times are UTC milliseconds, flags 0 or 1):
--   rule_session   (session_id, class_id, room_id, opens_ms, starts_ms, ends_ms, late_after_min, closed)
--   rule_enrolment (class_id, member_id, ordinal)                   once a class and member
--   rule_tap       (member_id, room_id, session_id, at_ms, trusted) session_id as the door judged it, or NULL
--   rule_mark      (session_id, member_id, status, mark_order)      mark_order unique a session and member, later greater
--   rule_excused   (session_id, member_id)
--
-- Output: rule_roll (session_id, ordinal, member_id, status, arrived_ms, left_ms, time_trusted), one row a learner of
-- each session's class. A condition on session_id, or on session_id and member_id, reaches the inputs' indexes.
--
--   1. The last mark decides. A last mark without a status takes the marks before it back.
--   2. A trusted tap counts in the session's room from its opening to its end, both instants included. An untrusted tap
--      counts in the session's room for the session that the door judged.
--   3. Late: more whole minutes after the start than late_after_min, hence with 0 from the first whole minute.
--      The earliest trusted tap decides; an untrusted tap is never late, so it lifts a late learner to present.
--   4. No tap: excused, else unexcused once the roll is closed, else not_yet.
DROP VIEW IF EXISTS rule_roll;

CREATE VIEW rule_roll AS
SELECT session_id, ordinal, member_id,
       CASE
           WHEN marked_status IS NOT NULL THEN marked_status
           WHEN arrived_ms IS NOT NULL AND (arrived_ms - starts_ms) / 60000 <= late_after_min THEN 'present'
           WHEN untrusted_taps > 0 THEN 'present'
           WHEN arrived_ms IS NOT NULL THEN 'late'
           WHEN excuses > 0 THEN 'excused'
           WHEN closed = 1 THEN 'unexcused'
           ELSE 'not_yet'
       END AS status,
       arrived_ms,
       CAST(NULL AS bigint) AS left_ms,
       CASE WHEN untrusted_taps > 0 AND arrived_ms IS NULL AND marked_status IS NULL THEN 0 ELSE 1 END AS time_trusted
FROM (
    -- Joins multiply a learner's rows, which least, greatest and "more than none" do not feel. "trusted <> 0" rather than
    -- "= 1" tells PostgreSQL's planner that most taps are.
    SELECT s.session_id, e.member_id,
           max(e.ordinal) AS ordinal,
           max(s.starts_ms) AS starts_ms,
           max(s.late_after_min) AS late_after_min,
           max(s.closed) AS closed,
           min(t.at_ms) AS arrived_ms,
           count(u.member_id) AS untrusted_taps,
           max(m.status) AS marked_status,
           count(x.member_id) AS excuses
    FROM rule_session s
    JOIN rule_enrolment e ON e.class_id = s.class_id
    LEFT JOIN rule_tap t
        ON t.member_id = e.member_id AND t.trusted <> 0 AND t.room_id = s.room_id
        AND t.at_ms BETWEEN s.opens_ms AND s.ends_ms
    LEFT JOIN rule_tap u
        ON u.member_id = e.member_id AND u.trusted = 0 AND u.room_id = s.room_id
        AND u.session_id = s.session_id
    LEFT JOIN rule_mark m
        ON m.session_id = s.session_id AND m.member_id = e.member_id
        AND NOT EXISTS (SELECT 1 FROM rule_mark n
                        WHERE n.session_id = m.session_id AND n.member_id = m.member_id
                        AND n.mark_order > m.mark_order)
    LEFT JOIN rule_excused x ON x.session_id = s.session_id AND x.member_id = e.member_id
    GROUP BY s.session_id, e.member_id
) counted;
