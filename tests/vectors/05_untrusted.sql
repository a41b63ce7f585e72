-- Taps of a boot whose clock nobody vouches for: they count for the session the door named, at no time, and never late.
INSERT INTO rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms, closed) VALUES
    ('S', 'C', 27000000, 28800000, 41400000, 0),
    ('T', 'C', 48000000, 48600000, 61200000, 1);
INSERT INTO rule_place (session_id, room_id) VALUES ('S', 'R'), ('T', 'R');
INSERT INTO rule_policy (class_id, late_after_min) VALUES ('C', 15);
INSERT INTO rule_enrolment (class_id, member_id, ordinal) VALUES
    ('C', 'named_here', 1), ('C', 'named_other', 2), ('C', 'named_none', 3), ('C', 'guess_far_away', 4),
    ('C', 'guess_says_late', 5), ('C', 'other_room', 6), ('C', 'and_trusted_on_time', 7), ('C', 'and_trusted_late', 8),
    ('C', 'and_trusted_elsewhere', 9), ('C', 'and_excused', 10), ('C', 'and_marked', 11), ('C', 'named_both', 12);
INSERT INTO rule_tap (member_id, room_id, session_id, at_ms, trusted) VALUES
    ('named_here', 'R', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('named_other', 'R', 'X', 7 * 3600000 + 50 * 60000, 0),
    ('named_none', 'R', NULL, 7 * 3600000 + 50 * 60000, 0),
    ('guess_far_away', 'R', 'S', -86400000, 0),
    ('guess_says_late', 'R', 'S', 9 * 3600000, 0),
    ('other_room', 'Q', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('and_trusted_on_time', 'R', 'S', 9 * 3600000, 0),
    ('and_trusted_on_time', 'R', 'S', 7 * 3600000 + 55 * 60000, 1),
    ('and_trusted_late', 'R', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('and_trusted_late', 'R', 'S', 8 * 3600000 + 30 * 60000, 1),
    ('and_trusted_elsewhere', 'R', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('and_trusted_elsewhere', 'Q', NULL, 7 * 3600000 + 52 * 60000, 1),
    ('and_excused', 'R', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('and_marked', 'R', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('named_both', 'R', 'S', 7 * 3600000 + 50 * 60000, 0),
    ('named_both', 'R', 'T', 13 * 3600000 + 50 * 60000, 0);
INSERT INTO rule_excused VALUES ('S', 'and_excused');
INSERT INTO rule_mark VALUES ('S', 'and_marked', 'late', 1);
