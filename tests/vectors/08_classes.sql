-- Classes: one without learners, one without sessions, learners of two classes, two sessions at once in one room, a tap
-- between two sessions of one class, and somebody who is in no class.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('empty', 'C0', 27000000, 28800000, 41400000, 0),
    ('morning', 'C1', 27000000, 28800000, 41400000, 0),
    ('overlap', 'C2', 34200000, 36000000, 43200000, 0),
    ('afternoon', 'C1', 46800000, 48600000, 61200000, 0),
    ('venue_a', 'C3', 27000000, 28800000, 41400000, 0),
    ('venue_b', 'C3', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('empty', 'R'), ('morning', 'R'), ('overlap', 'R'), ('afternoon', 'R'), ('venue_a', 'RA'), ('venue_b', 'RB');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C0', 15), ('C1', 15), ('C2', 15), ('C3', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C1', 'one_class', 1), ('C1', 'both_classes', 2), ('C1', 'between', 3), ('C2', 'both_classes', 1),
    ('C2', 'one_class_too', 2), ('C3', 'at_venue_b', 1), ('C9', 'class_without_sessions', 1);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('one_class', 'R', 'morning', 9 * 3600000 + 40 * 60000, 1),
    ('both_classes', 'R', 'overlap', 9 * 3600000 + 45 * 60000, 1),
    ('one_class_too', 'R', 'overlap', 9 * 3600000 + 50 * 60000, 1),
    ('between', 'R', NULL, 12 * 3600000, 1),
    ('between', 'R', 'afternoon', 13 * 3600000, 1),
    ('at_venue_b', 'RB', 'venue_b', 7 * 3600000 + 45 * 60000, 1),
    ('class_without_sessions', 'R', NULL, 8 * 3600000, 1),
    ('in_no_class', 'R', NULL, 8 * 3600000, 1);
