-- A missed session of class C made up in session E1 of another class, or on an instructor's word (no other session).
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('E1', 'E', 46800000, 48600000, 61200000, 1), ('S', 'C', 27000000, 28800000, 41400000, 1);
INSERT INTO rule_place (session_id, room_id) VALUES ('E1', 'RE'), ('S', 'R');
INSERT INTO rule_policy (class_id, excused_absent) VALUES ('C', 0), ('E', 1);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'sat_elsewhere', 1),
    ('C', 'did_not_come', 2),
    ('C', 'by_word', 3),
    ('C', 'after_the_end', 4),
    ('C', 'marked_there', 5),
    ('C', 'marked_absent_there', 6),
    ('C', 'untrusted_there', 7),
    ('C', 'excused_and_made_up', 8),
    ('C', 'half_made_up', 9),
    ('C', 'no_right', 10);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('E', 'of_that_class', 1);
INSERT INTO rule_make_up VALUES
    ('S', 'sat_elsewhere', 'E1'),
    ('S', 'did_not_come', 'E1'),
    ('S', 'by_word', NULL),
    ('S', 'after_the_end', 'E1'),
    ('S', 'marked_there', 'E1'),
    ('S', 'marked_absent_there', 'E1'),
    ('S', 'untrusted_there', 'E1'),
    ('S', 'excused_and_made_up', 'E1'),
    ('S', 'half_made_up', 'E1');
INSERT INTO rule_tap VALUES
    ('sat_elsewhere', 'RE', 'E1', 13 * 3600000 + 20 * 60000, 1, 0),
    ('after_the_end', 'RE', NULL, 17 * 3600000 + 0 * 60000 + 1, 1, 0),
    ('marked_absent_there', 'RE', 'E1', 13 * 3600000 + 20 * 60000, 1, 0),
    ('untrusted_there', 'RE', 'E1', 8 * 3600000 + 0 * 60000, 0, 0),
    ('excused_and_made_up', 'RE', 'E1', 14 * 3600000 + 0 * 60000, 1, 0),
    ('half_made_up', 'RE', 'E1', 13 * 3600000 + 20 * 60000, 1, 0),
    ('no_right', 'RE', NULL, 13 * 3600000 + 20 * 60000, 1, 0);
INSERT INTO rule_mark VALUES ('E1', 'marked_there', 'present', 1), ('E1', 'marked_absent_there', 'unexcused', 2), ('S', 'half_made_up', 'half', 3);
INSERT INTO rule_excused VALUES ('S', 'excused_and_made_up'), ('S', 'did_not_come');
