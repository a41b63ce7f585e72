-- Checking out required (class C): half without a departure once the roll is closed. Asked only (class D): present.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S', 'C', 27000000, 28800000, 41400000, 1), ('T', 'C', 46800000, 48600000, 61200000, 0),
    ('D', 'D', 27000000, 28800000, 41400000, 1);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R'), ('T', 'R'), ('D', 'RD');
INSERT INTO rule_policy (class_id, late_after_min, check_out) VALUES ('C', 15, 2), ('D', 15, 1);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'in_and_out', 1),
    ('C', 'in_only', 2),
    ('C', 'untrusted_in_only', 3),
    ('C', 'untrusted_out', 4),
    ('C', 'excused', 5),
    ('C', 'nothing', 6),
    ('C', 'marked', 7);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('D', 'in_only_d', 1);
INSERT INTO rule_tap VALUES
    ('in_and_out', 'R', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('in_and_out', 'R', 'S', 11 * 3600000 + 30 * 60000, 1, 1),
    ('in_only', 'R', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('in_only', 'R', 'T', 13 * 3600000 + 20 * 60000, 1, 0),
    ('untrusted_in_only', 'R', 'S', 7 * 3600000 + 50 * 60000, 0, 0),
    ('untrusted_out', 'R', 'S', 8 * 3600000 + 20 * 60000, 1, 0),
    ('untrusted_out', 'R', 'S', 7 * 3600000 + 50 * 60000, 0, 1),
    ('marked', 'R', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('in_only_d', 'RD', 'D', 7 * 3600000 + 50 * 60000, 1, 0);
INSERT INTO rule_excused VALUES ('S', 'excused');
INSERT INTO rule_mark VALUES ('S', 'marked', 'present', 1);
