-- The rule: who is present, late or absent, and what it is worth. One text for SQLite (3.40 or newer) at the door and
-- PostgreSQL (15 or newer) at the centre; nothing in it belongs to one engine only.
--
-- Inputs, tables or views beside it (times are UTC milliseconds, flags 0 or 1):
--   rule_session   (session_id, class_id, opens_ms, starts_ms, ends_ms, closed, cancelled, periods)
--   rule_place     (session_id, room_id, former)     each room of a session, once; former 1 = one that it has left, where
--                  only the taps that name it count: its learners were told so
--   rule_overlap   (session_id)                      sessions with another in one of their rooms at the same time, from opening
--                  to end: a tap may be claimed by both. One too many is no harm, one left out is
--   rule_policy    (class_id, late_after_min, half_late_after_min, early_after_min, half_early_after_min, check_out,
--                   excused_absent, by_periods, threshold_percent)
--                  half_*: NULL = never; check_out: 0 not asked, 1 asked, 2 required
--   rule_enrolment (class_id, member_id, ordinal, from_ms, until_ms, counts_for)     once a class and member: a seat in the
--                  class's sessions with from_ms <= starts_ms < until_ms, NULL = open; it counts for the course of counts_for
--   rule_tap       (member_id, room_id, session_id, at_ms, trusted, leaves)          session_id as the door judged it, or
--                  NULL; leaves 1 = a departure. In SQLite one table, not a union: a union is read as a whole
--   rule_mark      (session_id, member_id, status, mark_order)      mark_order unique a session and member, later greater
--   rule_excused   (session_id, member_id)
--   rule_make_up   (session_id, member_id, by_session_id)           session_id is the missed one; by_session_id where the
--                  learner sits instead, NULL = an instructor vouches
--
-- Outputs; a condition on session_id, or on session_id and member_id, reaches the inputs' indexes:
--   rule_roll   (session_id, ordinal, member_id, status, arrived_ms, left_ms, time_trusted)  one row a seat
--   rule_credit (class_id, member_id, session_id, status, closed, counted, weight, halves, made_up)  the same rows as parts
--               of a course; class_id = counts_for
--   rule_course (class_id, member_id, attended, held, total, threshold_percent, reaches, can_reach)
--   rule_worth  (status, halves)                     what a status is worth, in halves of a session; others nothing
--
--   1. A cancelled session has no rows. The last mark decides; one without a status takes the marks before it back.
--   2. A trusted arrival counts in any of the session's rooms from its opening to its end, both instants included; in a
--      room that the session has left, if it names the session. Where several sessions of the learner (by seat or make-up)
--      claim it in that room, the one with the nearest start has it, at equal distance the smaller session_id. An
--      untrusted arrival counts for the session that it names.
--   3. A departure counts for the session that it names, in one of its rooms, if untrusted or not before the opening.
--      left_ms is the last trusted one, unless a trusted arrival follows it.
--   4. Late: more whole minutes after the start than late_after_min; half: more than half_late_after_min. The earliest
--      trusted arrival decides; an untrusted one is never late, so it lifts a late learner to present.
--      Left early by whole minutes before the end likewise. half beats left_early beats late beats present.
--   5. No departure where one is required, after the roll is closed: half. A trusted departure without any arrival:
--      half where the class knows half for being late, else late. Untrusted departures only: present.
--   6. None of these: excused, else unexcused once the roll is closed, else not_yet.
--   7. Made up: an instructor vouches, or the learner was in the other session: by its last mark, else by a tap that counts
--      there. Units, excuses and threshold are those of the class that the seat counts for.
--   8. can_reach takes every session whose roll is open as attended in full. Nothing that counts reaches nothing.
DROP VIEW IF EXISTS rule_course;
DROP VIEW IF EXISTS rule_credit;
DROP VIEW IF EXISTS rule_roll;
DROP VIEW IF EXISTS rule_judged;
DROP VIEW IF EXISTS rule_seat;
DROP VIEW IF EXISTS rule_worth;

CREATE VIEW rule_worth (status, halves) AS
VALUES ('present', 2), ('late', 2), ('left_early', 2), ('online', 2), ('half', 1);

-- Every claim on a tap: enrolled and make-up seats, one row a room.
CREATE VIEW rule_seat AS
SELECT e.member_id, p.room_id, p.former, s.session_id, s.opens_ms, s.starts_ms, s.ends_ms
FROM rule_enrolment e
JOIN rule_session s ON s.class_id = e.class_id
JOIN rule_place p ON p.session_id = s.session_id
WHERE s.cancelled = 0 AND (e.from_ms IS NULL OR e.from_ms <= s.starts_ms)
AND (e.until_ms IS NULL OR s.starts_ms < e.until_ms)
UNION ALL
SELECT u.member_id, p.room_id, p.former, s.session_id, s.opens_ms, s.starts_ms, s.ends_ms
FROM rule_make_up u
JOIN rule_session s ON s.session_id = u.by_session_id
JOIN rule_place p ON p.session_id = s.session_id
WHERE s.cancelled = 0;

CREATE VIEW rule_judged AS
SELECT session_id, ordinal, member_id, class_id, counts_for, closed, periods, arrived_ms, left_ms,
       CASE
           WHEN marked_status IS NOT NULL THEN marked_status
           WHEN untrusted_taps = 0 AND (arrived_ms - starts_ms) / 60000 > half_late_after_min THEN 'half'
           WHEN (ends_ms - left_ms) / 60000 > half_early_after_min THEN 'half'
           WHEN check_out = 2 AND closed = 1 AND departures = 0 AND (arrived_ms IS NOT NULL OR untrusted_taps > 0)
               THEN 'half'
           WHEN arrived_ms IS NULL AND untrusted_taps = 0 AND trusted_departures > 0 AND half_late_after_min IS NOT NULL
               THEN 'half'
           WHEN (ends_ms - left_ms) / 60000 > early_after_min THEN 'left_early'
           WHEN arrived_ms IS NOT NULL AND (arrived_ms - starts_ms) / 60000 <= late_after_min THEN 'present'
           WHEN untrusted_taps > 0 THEN 'present'
           WHEN arrived_ms IS NOT NULL OR trusted_departures > 0 THEN 'late'
           WHEN departures > 0 THEN 'present'
           WHEN excuses > 0 THEN 'excused'
           WHEN closed = 1 THEN 'unexcused'
           ELSE 'not_yet'
       END AS status,
       CASE WHEN untrusted_taps + departures > 0 AND arrived_ms IS NULL AND trusted_departures = 0
            AND marked_status IS NULL THEN 0 ELSE 1 END AS time_trusted
FROM (
    SELECT session_id, member_id, ordinal, class_id, counts_for, closed, periods, starts_ms, ends_ms, arrived_ms,
           CASE WHEN last_arrived_ms > last_left_ms THEN NULL ELSE last_left_ms END AS left_ms,
           untrusted_taps, trusted_departures, trusted_departures + untrusted_departures AS departures,
           marked_status, excuses, late_after_min, half_late_after_min, early_after_min, half_early_after_min, check_out
    FROM (
        -- Joins repeat a tap, which least, greatest and "more than none" do not feel.
        SELECT session_id, member_id,
               max(ordinal) AS ordinal,
               max(class_id) AS class_id,
               counts_for,
               max(closed) AS closed,
               max(periods) AS periods,
               max(starts_ms) AS starts_ms,
               max(ends_ms) AS ends_ms,
               max(late_after_min) AS late_after_min,
               max(half_late_after_min) AS half_late_after_min,
               max(early_after_min) AS early_after_min,
               max(half_early_after_min) AS half_early_after_min,
               max(check_out) AS check_out,
               min(arrival_ms) AS arrived_ms,
               max(arrival_ms) AS last_arrived_ms,
               max(departure_ms) AS last_left_ms,
               count(departure_ms) AS trusted_departures,
               sum(CASE WHEN untrusted_leaves = 0 THEN 1 ELSE 0 END) AS untrusted_taps,
               sum(CASE WHEN untrusted_leaves = 1 THEN 1 ELSE 0 END) AS untrusted_departures,
               max(mark) AS marked_status,
               count(excuse) AS excuses
        FROM (
            -- Every tap of a seat by one join: with one for each kind of tap a seat would have a row for each arrival with
            -- each departure with each untrusted tap, millions for who plays with a reader. Member and room stand in each of
            -- its branches so that SQLite looks for each in the index that fits; PostgreSQL draws them out. "trusted <> 0"
            -- rather than "= 1" tells PostgreSQL's planner that most taps are; the difference keeps SQLite from reading
            -- every later tap of the learner instead of the few departures. Whether another session has the arrival is asked
            -- up here, of the few that are found, and not while they are looked for.
            SELECT s.session_id, e.member_id, e.ordinal, s.class_id, coalesce(e.counts_for, e.class_id) AS counts_for,
                   s.closed, s.periods, s.starts_ms, s.ends_ms, c.late_after_min, c.half_late_after_min,
                   c.early_after_min, c.half_early_after_min, c.check_out,
                   CASE WHEN t.trusted <> 0 AND t.leaves = 0
                        AND (NOT EXISTS (SELECT 1 FROM rule_overlap o WHERE o.session_id = s.session_id) OR NOT EXISTS (
                            SELECT 1 FROM rule_seat r
                            WHERE r.member_id = t.member_id AND r.room_id = t.room_id AND r.session_id <> s.session_id
                            AND (r.former = 0 OR r.session_id = t.session_id)
                            AND t.at_ms BETWEEN r.opens_ms AND r.ends_ms
                            AND (abs(r.starts_ms - t.at_ms) < abs(s.starts_ms - t.at_ms)
                                 OR abs(r.starts_ms - t.at_ms) = abs(s.starts_ms - t.at_ms)
                                 AND r.session_id < s.session_id)))
                        THEN t.at_ms END AS arrival_ms,
                   CASE WHEN t.trusted <> 0 AND t.leaves = 1 THEN t.at_ms END AS departure_ms,
                   CASE WHEN t.trusted = 0 THEN t.leaves END AS untrusted_leaves, m.status AS mark,
                   x.member_id AS excuse
            FROM rule_session s
            JOIN rule_policy c ON c.class_id = s.class_id
            JOIN rule_enrolment e
                ON e.class_id = s.class_id AND (e.from_ms IS NULL OR e.from_ms <= s.starts_ms)
                AND (e.until_ms IS NULL OR s.starts_ms < e.until_ms)
            LEFT JOIN rule_place p ON p.session_id = s.session_id
            LEFT JOIN rule_tap t
                ON t.member_id = e.member_id AND t.room_id = p.room_id AND t.trusted <> 0 AND t.leaves = 0
                AND t.at_ms BETWEEN s.opens_ms AND s.ends_ms AND (p.former = 0 OR t.session_id = s.session_id)
                OR t.member_id = e.member_id AND t.room_id = p.room_id AND t.trusted <> 0 AND t.leaves = 1
                AND t.session_id = s.session_id AND t.at_ms - s.opens_ms >= 0
                OR t.member_id = e.member_id AND t.room_id = p.room_id AND t.trusted = 0
                AND t.session_id = s.session_id
            LEFT JOIN rule_mark m
                ON m.session_id = s.session_id AND m.member_id = e.member_id
                AND NOT EXISTS (SELECT 1 FROM rule_mark n
                                WHERE n.session_id = m.session_id AND n.member_id = m.member_id
                                AND n.mark_order > m.mark_order)
            LEFT JOIN rule_excused x ON x.session_id = s.session_id AND x.member_id = e.member_id
            WHERE s.cancelled = 0
        ) joined
        GROUP BY session_id, member_id, counts_for
    ) counted
) timed;

CREATE VIEW rule_roll AS
SELECT session_id, ordinal, member_id, status, arrived_ms, left_ms, time_trusted FROM rule_judged;

CREATE VIEW rule_credit AS
SELECT j.counts_for AS class_id, j.member_id, j.session_id, j.status, j.closed,
       CASE WHEN j.status = 'excused' AND j.made_up = 0 AND coalesce(c.excused_absent, o.excused_absent) = 0
            THEN 0 ELSE 1 END AS counted,
       CASE WHEN coalesce(c.by_periods, o.by_periods) = 1 THEN j.periods ELSE 1 END AS weight,
       CASE WHEN j.made_up = 1 THEN 2 ELSE coalesce(w.halves, 0) END AS halves, j.made_up,
       coalesce(c.threshold_percent, o.threshold_percent, 0) AS threshold_percent
FROM (
    SELECT k.session_id, k.member_id, k.class_id, k.counts_for, k.status, k.closed, k.periods,
           CASE WHEN EXISTS (
               SELECT 1 FROM rule_make_up u
               WHERE u.session_id = k.session_id AND u.member_id = k.member_id
               AND (u.by_session_id IS NULL OR EXISTS (
                   SELECT 1 FROM rule_session b
                   LEFT JOIN rule_mark m
                       ON m.session_id = b.session_id AND m.member_id = u.member_id
                       AND NOT EXISTS (SELECT 1 FROM rule_mark n
                                       WHERE n.session_id = m.session_id AND n.member_id = m.member_id
                                       AND n.mark_order > m.mark_order)
                   WHERE b.session_id = u.by_session_id AND b.cancelled = 0
                   AND (m.status IN ('present', 'late', 'left_early', 'half', 'online')
                        OR m.status IS NULL AND EXISTS (
                            SELECT 1 FROM rule_place p
                            JOIN rule_tap t ON t.room_id = p.room_id
                            WHERE p.session_id = b.session_id AND t.member_id = u.member_id
                            AND (t.session_id = b.session_id AND t.trusted = 0
                                 OR t.session_id = b.session_id AND t.leaves = 1 AND t.at_ms >= b.opens_ms
                                 OR t.trusted <> 0 AND t.leaves = 0 AND t.at_ms BETWEEN b.opens_ms AND b.ends_ms
                                 AND (p.former = 0 OR t.session_id = b.session_id)
                                 AND NOT EXISTS (
                                     SELECT 1 FROM rule_seat r
                                     WHERE r.member_id = t.member_id AND r.room_id = t.room_id
                                     AND r.session_id <> b.session_id
                                     AND (r.former = 0 OR r.session_id = t.session_id)
                                     AND t.at_ms BETWEEN r.opens_ms AND r.ends_ms
                                     AND (abs(r.starts_ms - t.at_ms) < abs(b.starts_ms - t.at_ms)
                                          OR abs(r.starts_ms - t.at_ms) = abs(b.starts_ms - t.at_ms)
                                          AND r.session_id < b.session_id))))))))
           THEN 1 ELSE 0 END AS made_up
    FROM rule_judged k
) j
LEFT JOIN rule_worth w ON w.status = j.status
LEFT JOIN rule_policy c ON c.class_id = j.counts_for
LEFT JOIN rule_policy o ON o.class_id = j.class_id;

CREATE VIEW rule_course AS
SELECT class_id, member_id, attended, held, total, threshold_percent,
       CASE WHEN total > 0 AND attended * 100 >= threshold_percent * total THEN 1 ELSE 0 END AS reaches,
       CASE WHEN (attended_held + total - held) * 100 >= threshold_percent * total THEN 1 ELSE 0 END AS can_reach
FROM (
    SELECT class_id, member_id,
           sum(counted * halves * weight) AS attended,
           sum(CASE WHEN closed = 1 THEN counted * halves * weight ELSE 0 END) AS attended_held,
           sum(CASE WHEN closed = 1 THEN counted * 2 * weight ELSE 0 END) AS held,
           sum(counted * 2 * weight) AS total,
           max(threshold_percent) AS threshold_percent
    FROM rule_credit
    GROUP BY class_id, member_id
) summed;
