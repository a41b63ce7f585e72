-- V and W changed their rooms at 07:55: V went from RV to RW, W from RW to RV. Where a session was before, the taps that name it
-- count on, of whatever kind; others there belong to what is held there now. L left RL for RM; it can be made up for K.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('V', 'V', 27000000, 28800000, 41400000, 1), ('W', 'W', 27000000, 28800000, 41400000, 1),
    ('L', 'L', 27000000, 28800000, 41400000, 1), ('K', 'K', 1000000, 2000000, 3000000, 1);
INSERT INTO rule_place VALUES ('V', 'RW', 0), ('V', 'RV', 1), ('W', 'RV', 0), ('W', 'RW', 1), ('L', 'RM', 0), ('L', 'RL', 1),
    ('K', 'RK', 0);
INSERT INTO rule_policy (class_id, late_after_min, early_after_min) VALUES ('V', 15, 0), ('W', 15, 0), ('L', 15, 0), ('K', 15, 0);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('V', 'told_before', 1), ('V', 'came_after', 2), ('V', 'came_both', 3), ('V', 'sent_on', 4), ('V', 'named_the_other', 5),
    ('V', 'not_yet_open', 6), ('V', 'left_there', 7), ('V', 'untrusted_there', 8), ('V', 'of_both', 9), ('V', 'of_both_named_w', 10);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('W', 'of_both', 1), ('W', 'of_both_named_w', 2), ('W', 'told_before_w', 3), ('L', 'somewhere_else', 1),
    ('K', 'made_up_there', 1), ('K', 'passed_by', 2);
INSERT INTO rule_make_up VALUES ('K', 'made_up_there', 'L'), ('K', 'passed_by', 'L');
INSERT INTO rule_tap VALUES
    ('told_before', 'RV', 'V', 7 * 3600000 + 50 * 60000, 1, 0),
    ('came_after', 'RW', 'V', 7 * 3600000 + 58 * 60000, 1, 0),
    ('came_both', 'RV', 'V', 7 * 3600000 + 40 * 60000, 1, 0),
    ('came_both', 'RW', 'V', 8 * 3600000 + 20 * 60000, 1, 0),
    ('sent_on', 'RV', NULL, 7 * 3600000 + 57 * 60000, 1, 0),
    ('named_the_other', 'RV', 'W', 7 * 3600000 + 50 * 60000, 1, 0),
    ('not_yet_open', 'RV', 'V', 7 * 3600000 + 29 * 60000 + 59999, 1, 0),
    ('left_there', 'RV', 'V', 7 * 3600000 + 50 * 60000, 1, 0),
    ('left_there', 'RV', 'V', 9 * 3600000 + 0 * 60000, 1, 1),
    ('untrusted_there', 'RV', 'V', 7 * 3600000 + 50 * 60000, 0, 0),
    ('of_both', 'RV', 'V', 7 * 3600000 + 50 * 60000, 1, 0),
    ('of_both_named_w', 'RV', 'W', 7 * 3600000 + 58 * 60000, 1, 0),
    ('told_before_w', 'RW', 'W', 7 * 3600000 + 50 * 60000, 1, 0),
    ('somewhere_else', 'RX', 'L', 7 * 3600000 + 50 * 60000, 1, 0),
    ('made_up_there', 'RL', 'L', 7 * 3600000 + 50 * 60000, 1, 0),
    ('passed_by', 'RL', NULL, 7 * 3600000 + 50 * 60000, 1, 0);
