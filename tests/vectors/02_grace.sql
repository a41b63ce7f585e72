-- Other graces: none at all (late from the first whole minute), and one longer than the session (never late).
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S0', 'C0', 27000000, 28800000, 41400000, 0),
    ('S9', 'C9', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('S0', 'R0'), ('S9', 'R9');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C0', 0), ('C9', 1440);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C0', 'early_by_an_hour_less_a_bit', 1), ('C0', 'within_the_minute', 2), ('C0', 'one_minute', 3),
    ('C9', 'at_the_end', 1);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('early_by_an_hour_less_a_bit', 'R0', 'S0', 7 * 3600000 + 30 * 60000, 1),
    ('within_the_minute', 'R0', 'S0', 8 * 3600000 + 59999, 1),
    ('one_minute', 'R0', 'S0', 8 * 3600000 + 60000, 1),
    ('at_the_end', 'R9', 'S9', 11 * 3600000 + 30 * 60000, 1);
