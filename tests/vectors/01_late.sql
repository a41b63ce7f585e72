-- On time and late, to the millisecond. Grace 15: check-in 07:30, start 08:00, end 11:30. Learners are named by what
-- they do.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES ('S', 'C', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'before_opening', 1), ('C', 'at_opening', 2), ('C', 'before_start', 3), ('C', 'at_start', 4),
    ('C', 'last_of_grace', 5), ('C', 'first_late', 6), ('C', 'at_end', 7), ('C', 'after_end', 8), ('C', 'nothing', 9);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('before_opening', 'R', NULL, 7 * 3600000 + 30 * 60000 - 1, 1),
    ('at_opening',     'R', 'S',  7 * 3600000 + 30 * 60000, 1),
    ('before_start',   'R', 'S',  7 * 3600000 + 59 * 60000 + 59999, 1),
    ('at_start',       'R', 'S',  8 * 3600000, 1),
    ('last_of_grace',  'R', 'S',  8 * 3600000 + 15 * 60000 + 59999, 1),
    ('first_late',     'R', 'S',  8 * 3600000 + 16 * 60000, 1),
    ('at_end',         'R', 'S', 11 * 3600000 + 30 * 60000, 1),
    ('after_end',      'R', NULL, 11 * 3600000 + 30 * 60000 + 1, 1);
