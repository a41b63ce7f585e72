-- Excused absences, and a roll that was closed (K) beside one that is open (O). Both at the same time in two rooms.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('K', 'CK', 27000000, 28800000, 41400000, 1),
    ('O', 'CO', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('K', 'RK'), ('O', 'RO');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('CK', 15), ('CO', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('CK', 'away', 1), ('CK', 'excused', 2), ('CK', 'excused_but_came', 3), ('CK', 'came', 4), ('CK', 'came_late', 5),
    ('CK', 'excused_elsewhere', 6), ('CK', 'marked', 7), ('CK', 'undated', 8),
    ('CO', 'away', 1), ('CO', 'excused', 2), ('CO', 'excused_came_late', 3);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('excused_but_came', 'RK', 'K', 7 * 3600000 + 50 * 60000, 1),
    ('came', 'RK', 'K', 7 * 3600000 + 51 * 60000, 1),
    ('came_late', 'RK', 'K', 9 * 3600000, 1),
    ('undated', 'RK', 'K', 0, 0),
    ('excused_came_late', 'RO', 'O', 9 * 3600000, 1);
INSERT INTO rule_excused VALUES
    ('K', 'excused'), ('K', 'excused_but_came'), ('O', 'excused_elsewhere'), ('O', 'excused'), ('O', 'excused_came_late');
INSERT INTO rule_mark VALUES ('K', 'marked', 'online', 1);
