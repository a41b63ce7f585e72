-- Marks by hand: the last one beats everything; arrived stays what the taps say. A last mark without a status takes the
-- marks before it back.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S', 'C', 27000000, 28800000, 41400000, 0),
    ('T', 'C', 48000000, 48600000, 61200000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R'), ('T', 'R');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'nothing_to_present', 1), ('C', 'on_time_to_unexcused', 2), ('C', 'late_to_present', 3),
    ('C', 'on_time_to_late', 4), ('C', 'last_of_three', 5), ('C', 'taken_back', 6), ('C', 'taken_back_then_marked', 7),
    ('C', 'in_the_other_session', 8), ('C', 'left_early', 9), ('C', 'half', 10), ('C', 'online', 11),
    ('C', 'excused', 12), ('C', 'to_not_yet', 13), ('C', 'excuse_to_unexcused', 14);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('on_time_to_unexcused', 'R', 'S', 7 * 3600000 + 50 * 60000, 1),
    ('late_to_present', 'R', 'S', 8 * 3600000 + 30 * 60000, 1),
    ('on_time_to_late', 'R', 'S', 7 * 3600000 + 50 * 60000, 1),
    ('taken_back', 'R', 'S', 8 * 3600000 + 30 * 60000, 1),
    ('left_early', 'R', 'S', 7 * 3600000 + 50 * 60000, 1),
    ('to_not_yet', 'R', 'S', 7 * 3600000 + 50 * 60000, 1);
INSERT INTO rule_mark VALUES
    ('S', 'nothing_to_present', 'present', 1),
    ('S', 'on_time_to_unexcused', 'unexcused', 2),
    ('S', 'late_to_present', 'present', 3),
    ('S', 'on_time_to_late', 'late', 4),
    ('S', 'last_of_three', 'excused', 7),
    ('S', 'last_of_three', 'present', 5),
    ('S', 'last_of_three', 'unexcused', 6),
    ('S', 'taken_back', 'excused', 8),
    ('S', 'taken_back', NULL, 9),
    ('S', 'taken_back_then_marked', 'excused', 10),
    ('S', 'taken_back_then_marked', NULL, 11),
    ('S', 'taken_back_then_marked', 'half', 12),
    ('T', 'in_the_other_session', 'present', 13),
    ('S', 'left_early', 'left_early', 14),
    ('S', 'half', 'half', 15),
    ('S', 'online', 'online', 16),
    ('S', 'excused', 'excused', 17),
    ('S', 'to_not_yet', 'not_yet', 18),
    ('S', 'excuse_to_unexcused', 'unexcused', 19),
    ('S', 'somebody_of_no_class', 'present', 20);
INSERT INTO rule_excused VALUES ('S', 'excuse_to_unexcused');
