-- A class split over two rooms, A and B, and room A with two doors: the learner's first tap at any of them decides.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S', 'C', 27000000, 28800000, 41400000, 0);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'A'), ('S', 'B');
INSERT INTO rule_policy (class_id, late_after_min, check_out) VALUES ('C', 15, 1);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'at_a', 1),
    ('C', 'at_b', 2),
    ('C', 'late_at_a_first_at_b', 3),
    ('C', 'in_a_third', 4),
    ('C', 'untrusted_at_b', 5),
    ('C', 'in_at_a_out_at_b', 6),
    ('C', 'both_doors', 7),
    ('C', 'out_by_the_other_door', 8);
INSERT INTO rule_tap VALUES
    ('at_a', 'A', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('at_b', 'B', 'S', 8 * 3600000 + 20 * 60000, 1, 0),
    ('late_at_a_first_at_b', 'A', 'S', 8 * 3600000 + 20 * 60000, 1, 0),
    ('late_at_a_first_at_b', 'B', 'S', 7 * 3600000 + 55 * 60000, 1, 0),
    ('in_a_third', 'Z', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('untrusted_at_b', 'B', 'S', 7 * 3600000 + 50 * 60000, 0, 0),
    ('in_at_a_out_at_b', 'A', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('in_at_a_out_at_b', 'B', 'S', 10 * 3600000 + 0 * 60000, 1, 1),
    ('both_doors', 'A', 'S', 8 * 3600000 + 20 * 60000, 1, 0),
    ('both_doors', 'A', 'S', 8 * 3600000 + 5 * 60000, 1, 0),
    ('out_by_the_other_door', 'A', 'S', 7 * 3600000 + 50 * 60000, 1, 0),
    ('out_by_the_other_door', 'A', 'S', 11 * 3600000 + 30 * 60000, 1, 1);
