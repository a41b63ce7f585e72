-- The timetable changed after the fact: S was moved to 09:00, N to the afternoon, X cancelled; a learner moved from class A to
-- class B at 12:00, where the morning counts as well.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S', 'C', 27000000, 32400000, 41400000, 0), ('N', 'C', 46800000, 48600000, 61200000, 0),
    ('X', 'C', 64800000, 66600000, 75600000, 1),
    ('A1', 'A', 27000000, 28800000, 41400000, 1), ('A2', 'A', 41400000, 43200000, 46800000, 1),
    ('B1', 'B', 27000000, 28800000, 41400000, 1), ('B2', 'B', 41400000, 43200000, 46800000, 1);
UPDATE rule_session SET cancelled = 1 WHERE session_id = 'X';
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R'), ('N', 'R'), ('X', 'R'), ('A1', 'RA'), ('A2', 'RA'), ('B1', 'RB'), ('B2', 'RB');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('A', 15), ('B', 15), ('C', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'at_0850', 1),
    ('C', 'named_the_moved', 2),
    ('C', 'untrusted_named_the_moved', 3),
    ('C', 'at_the_cancelled', 4);
INSERT INTO rule_enrolment VALUES
    ('A', 'moved', 1, NULL, 43200000, 'B'), ('B', 'moved', 1, 43200000, NULL, 'B'), ('B', 'stayed', 2, NULL, NULL, NULL);
INSERT INTO rule_tap VALUES
    ('at_0850', 'R', 'S', 8 * 3600000 + 50 * 60000, 1, 0),
    ('named_the_moved', 'R', 'N', 7 * 3600000 + 20 * 60000, 1, 0),
    ('untrusted_named_the_moved', 'R', 'N', 7 * 3600000 + 50 * 60000, 0, 0),
    ('at_the_cancelled', 'R', 'X', 18 * 3600000 + 0 * 60000, 1, 0),
    ('moved', 'RA', 'A1', 7 * 3600000 + 50 * 60000, 1, 0),
    ('moved', 'RA', 'A2', 11 * 3600000 + 45 * 60000, 1, 0),
    ('moved', 'RB', 'B2', 11 * 3600000 + 50 * 60000, 1, 0),
    ('stayed', 'RB', 'B1', 7 * 3600000 + 50 * 60000, 1, 0);
