-- Several taps: the first that counts decides, in whatever order they came.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES ('S', 'C', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'on_time_then_late', 1), ('C', 'late_then_later', 2), ('C', 'came_out_of_order', 3),
    ('C', 'too_early_then_on_time', 4), ('C', 'too_early_then_late', 5), ('C', 'twice_in_one_instant', 6);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('on_time_then_late', 'R', 'S', 7 * 3600000 + 50 * 60000, 1),
    ('on_time_then_late', 'R', 'S', 9 * 3600000, 1),
    ('late_then_later', 'R', 'S', 8 * 3600000 + 30 * 60000, 1),
    ('late_then_later', 'R', 'S', 8 * 3600000 + 40 * 60000, 1),
    ('came_out_of_order', 'R', 'S', 10 * 3600000, 1),
    ('came_out_of_order', 'R', 'S', 7 * 3600000 + 45 * 60000, 1),
    ('came_out_of_order', 'R', 'S', 8 * 3600000 + 45 * 60000, 1),
    ('too_early_then_on_time', 'R', NULL, 7 * 3600000, 1),
    ('too_early_then_on_time', 'R', 'S', 7 * 3600000 + 31 * 60000, 1),
    ('too_early_then_late', 'R', NULL, 7 * 3600000 + 29 * 60000, 1),
    ('too_early_then_late', 'R', 'S', 8 * 3600000 + 20 * 60000, 1),
    ('twice_in_one_instant', 'R', 'S', 7 * 3600000 + 55 * 60000, 1),
    ('twice_in_one_instant', 'R', 'S', 7 * 3600000 + 55 * 60000, 1);
