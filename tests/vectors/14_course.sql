-- What a course is worth. S counts sessions and an excused absence as missed; Q leaves it out; T counts periods, 5 and 3. The
-- fifth session of S and Q is still to come.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S1', 'S', 113400000, 115200000, 127800000, 1),
    ('S2', 'S', 199800000, 201600000, 214200000, 1),
    ('S3', 'S', 286200000, 288000000, 300600000, 1),
    ('S4', 'S', 372600000, 374400000, 387000000, 1),
    ('S5', 'S', 459000000, 460800000, 473400000, 0),
    ('Q1', 'Q', 113400000, 115200000, 127800000, 1),
    ('Q2', 'Q', 199800000, 201600000, 214200000, 1),
    ('Q3', 'Q', 286200000, 288000000, 300600000, 1),
    ('Q4', 'Q', 372600000, 374400000, 387000000, 1),
    ('Q5', 'Q', 459000000, 460800000, 473400000, 0),
    ('T1', 'T', 27000000, 28800000, 41400000, 1), ('T2', 'T', 46800000, 48600000, 61200000, 1);
UPDATE rule_session SET periods = 3 WHERE session_id = 'T2';
INSERT INTO rule_policy (class_id, excused_absent, by_periods, threshold_percent) VALUES ('S', 1, 0, 80), ('Q', 0, 0, 80), ('T', 1, 1, 60);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('S', 'all_four', 1),
    ('S', 'one_missed', 2),
    ('S', 'half_and_missed', 3),
    ('S', 'excused_counts', 4);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('Q', 'excused_left_out', 1),
    ('Q', 'excused_from_all', 2);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('T', 'long_one', 1),
    ('T', 'short_one', 2);
INSERT INTO rule_mark VALUES
    ('S1', 'all_four', 'present', 1),
    ('S2', 'all_four', 'present', 2),
    ('S3', 'all_four', 'present', 3),
    ('S4', 'all_four', 'present', 4),
    ('S1', 'one_missed', 'unexcused', 5),
    ('S2', 'one_missed', 'late', 6),
    ('S3', 'one_missed', 'online', 7),
    ('S4', 'one_missed', 'left_early', 8),
    ('S1', 'half_and_missed', 'half', 9),
    ('S2', 'half_and_missed', 'unexcused', 10),
    ('S3', 'half_and_missed', 'present', 11),
    ('S4', 'half_and_missed', 'present', 12),
    ('S1', 'excused_counts', 'excused', 13),
    ('S2', 'excused_counts', 'present', 14),
    ('S3', 'excused_counts', 'present', 15),
    ('S4', 'excused_counts', 'present', 16),
    ('Q1', 'excused_left_out', 'excused', 17),
    ('Q2', 'excused_left_out', 'present', 18),
    ('Q3', 'excused_left_out', 'present', 19),
    ('Q4', 'excused_left_out', 'present', 20),
    ('Q1', 'excused_from_all', 'excused', 21),
    ('Q2', 'excused_from_all', 'excused', 22),
    ('Q3', 'excused_from_all', 'excused', 23),
    ('Q4', 'excused_from_all', 'excused', 24),
    ('Q5', 'excused_from_all', 'excused', 25),
    ('T1', 'long_one', 'present', 26),
    ('T2', 'long_one', 'unexcused', 27),
    ('T1', 'short_one', 'unexcused', 28),
    ('T2', 'short_one', 'present', 29);
