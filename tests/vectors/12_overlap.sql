-- Sessions that overlap in one room: a tap belongs to the one with the nearest start, at equal distance to the smaller
-- id. C1 and C2 follow each other; M1 and M2 (starts 08:00 and 09:00) are open at once; P1 and Q1 are two classes in one room at
-- one time; U1 and V1 two rooms at one time; W1 is cancelled and claims nothing.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('C1', 'C', 25200000, 27000000, 34200000, 0), ('C2', 'C', 32400000, 34200000, 41400000, 0),
    ('M1', 'M', 25200000, 28800000, 36000000, 0), ('M2', 'M', 25200000, 32400000, 39600000, 0),
    ('P1', 'P', 27000000, 28800000, 41400000, 0), ('Q1', 'Q', 27000000, 28800000, 41400000, 0),
    ('U1', 'U', 27000000, 28800000, 41400000, 0), ('V1', 'V', 27000000, 28800000, 41400000, 0),
    ('W1', 'W', 27000000, 28800000, 41400000, 0), ('W2', 'W', 27000000, 32400000, 41400000, 0);
UPDATE rule_session SET cancelled = 1 WHERE session_id = 'W1';
INSERT INTO rule_place (session_id, room_id) VALUES ('C1', 'RC'), ('C2', 'RC'), ('M1', 'RM'), ('M2', 'RM'), ('P1', 'RP'), ('Q1', 'RP'), ('U1', 'RU'),
    ('V1', 'RV'), ('W1', 'RW'), ('W2', 'RW');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C', 15), ('M', 15), ('P', 15), ('Q', 15), ('U', 15), ('V', 15), ('W', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'first_only', 1),
    ('C', 'early_for_second', 2),
    ('C', 'both', 3);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('M', 'half_way', 1),
    ('M', 'past_half_way', 2),
    ('M', 'before_half_way', 3),
    ('M', 'twice', 4);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('P', 'of_one_class', 1),
    ('P', 'of_two_classes', 2);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('Q', 'of_two_classes', 1), ('U', 'in_two_rooms', 1), ('V', 'in_two_rooms', 1), ('W', 'beside_the_cancelled', 1);
INSERT INTO rule_tap VALUES
    ('first_only', 'RC', 'C1', 8 * 3600000 + 30 * 60000, 1, 0),
    ('early_for_second', 'RC', 'C1', 9 * 3600000 + 0 * 60000, 1, 0),
    ('both', 'RC', 'C1', 7 * 3600000 + 20 * 60000, 1, 0),
    ('both', 'RC', 'C2', 9 * 3600000 + 25 * 60000, 1, 0),
    ('half_way', 'RM', NULL, 8 * 3600000 + 30 * 60000, 1, 0),
    ('past_half_way', 'RM', NULL, 8 * 3600000 + 30 * 60000 + 1, 1, 0),
    ('before_half_way', 'RM', NULL, 8 * 3600000 + 29 * 60000 + 59999, 1, 0),
    ('twice', 'RM', NULL, 7 * 3600000 + 55 * 60000, 1, 0),
    ('twice', 'RM', NULL, 8 * 3600000 + 50 * 60000, 1, 0),
    ('of_one_class', 'RP', 'Q1', 7 * 3600000 + 50 * 60000, 1, 0),
    ('of_two_classes', 'RP', 'Q1', 7 * 3600000 + 50 * 60000, 1, 0),
    ('in_two_rooms', 'RU', 'U1', 7 * 3600000 + 50 * 60000, 1, 0),
    ('in_two_rooms', 'RV', 'V1', 10 * 3600000 + 0 * 60000, 1, 0),
    ('beside_the_cancelled', 'RW', 'W1', 7 * 3600000 + 50 * 60000, 1, 0);
