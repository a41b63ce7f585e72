-- Classes: one without learners, one without sessions, learners of two classes, two sessions at once in one room, a tap
-- between two sessions of one class, and somebody who is in no class.
INSERT INTO rule_session VALUES
    ('empty',     'C0', 'R',  27000000, 28800000, 41400000, 15, 0),
    ('morning',   'C1', 'R',  27000000, 28800000, 41400000, 15, 0),
    ('overlap',   'C2', 'R',  34200000, 36000000, 43200000, 15, 0),
    ('afternoon', 'C1', 'R',  46800000, 48600000, 61200000, 15, 0),
    ('venue_a',   'C3', 'RA', 27000000, 28800000, 41400000, 15, 0),
    ('venue_b',   'C3', 'RB', 27000000, 28800000, 41400000, 15, 0);
INSERT INTO rule_enrolment VALUES
    ('C1', 'one_class', 1), ('C1', 'both_classes', 2), ('C1', 'between', 3), ('C2', 'both_classes', 1),
    ('C2', 'one_class_too', 2), ('C3', 'at_venue_b', 1), ('C9', 'class_without_sessions', 1);
INSERT INTO rule_tap VALUES
    ('one_class', 'R', 'morning', 9 * 3600000 + 40 * 60000, 1),
    ('both_classes', 'R', 'overlap', 9 * 3600000 + 45 * 60000, 1),
    ('one_class_too', 'R', 'overlap', 9 * 3600000 + 50 * 60000, 1),
    ('between', 'R', NULL, 12 * 3600000, 1),
    ('between', 'R', 'afternoon', 13 * 3600000, 1),
    ('at_venue_b', 'RB', 'venue_b', 7 * 3600000 + 45 * 60000, 1),
    ('class_without_sessions', 'R', NULL, 8 * 3600000, 1),
    ('in_no_class', 'R', NULL, 8 * 3600000, 1);
