-- A tap counts in the session's room only. A trusted tap is judged by its time, whatever session the door named: when
-- the timetable moves a session, the past is judged anew.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES ('S', 'C', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'other_room', 1), ('C', 'other_room_then_here', 2), ('C', 'here_then_other_room', 3),
    ('C', 'door_named_another_session', 4), ('C', 'door_named_none', 5);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('other_room', 'Q', 'S', 7 * 3600000 + 50 * 60000, 1),
    ('other_room_then_here', 'Q', NULL, 7 * 3600000 + 50 * 60000, 1),
    ('other_room_then_here', 'R', 'S', 8 * 3600000 + 20 * 60000, 1),
    ('here_then_other_room', 'R', 'S', 8 * 3600000, 1),
    ('here_then_other_room', 'Q', NULL, 7 * 3600000 + 40 * 60000, 1),
    ('door_named_another_session', 'R', 'X', 7 * 3600000 + 50 * 60000, 1),
    ('door_named_none', 'R', NULL, 7 * 3600000 + 50 * 60000, 1);
