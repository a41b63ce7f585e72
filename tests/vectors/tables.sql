-- The inputs of the rule as plain tables, for either engine. Times in the vectors are milliseconds from a midnight,
-- written as hours * 3600000 + minutes * 60000 + seconds * 1000.
CREATE TABLE rule_session (
    session_id text NOT NULL PRIMARY KEY,
    class_id   text NOT NULL,
    opens_ms   bigint NOT NULL,
    starts_ms  bigint NOT NULL,
    ends_ms    bigint NOT NULL,
    closed     integer NOT NULL DEFAULT 0,
    cancelled  integer NOT NULL DEFAULT 0,
    periods    integer NOT NULL DEFAULT 5
);
CREATE INDEX rule_session_class ON rule_session (class_id, starts_ms);
CREATE TABLE rule_place (
    session_id text NOT NULL,
    room_id    text NOT NULL,
    former     integer NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, room_id)
);
CREATE INDEX rule_place_room ON rule_place (room_id);
CREATE TABLE rule_policy (
    class_id             text NOT NULL PRIMARY KEY,
    late_after_min       integer NOT NULL DEFAULT 15,
    half_late_after_min  integer,
    early_after_min      integer NOT NULL DEFAULT 0,
    half_early_after_min integer,
    check_out            integer NOT NULL DEFAULT 0,
    excused_absent       integer NOT NULL DEFAULT 1,
    by_periods           integer NOT NULL DEFAULT 0,
    threshold_percent    integer NOT NULL DEFAULT 80
);
CREATE TABLE rule_enrolment (
    class_id   text NOT NULL,
    member_id  text NOT NULL,
    ordinal    integer NOT NULL,
    from_ms    bigint,
    until_ms   bigint,
    counts_for text,
    PRIMARY KEY (class_id, member_id)
);
CREATE INDEX rule_enrolment_member ON rule_enrolment (member_id);
CREATE TABLE rule_tap (
    member_id  text NOT NULL,
    room_id    text NOT NULL,
    session_id text,
    at_ms      bigint NOT NULL,
    trusted    integer NOT NULL DEFAULT 1,
    leaves     integer NOT NULL DEFAULT 0
);
CREATE INDEX rule_tap_member ON rule_tap (member_id, room_id, at_ms);
CREATE INDEX rule_tap_untrusted ON rule_tap (member_id, session_id, room_id, trusted) WHERE trusted = 0;
CREATE TABLE rule_mark (
    session_id text NOT NULL,
    member_id  text NOT NULL,
    status     text,
    mark_order bigint NOT NULL
);
CREATE INDEX rule_mark_session ON rule_mark (session_id, member_id, mark_order);
CREATE TABLE rule_excused (
    session_id text NOT NULL,
    member_id  text NOT NULL,
    PRIMARY KEY (session_id, member_id)
);
CREATE TABLE rule_make_up (
    session_id    text NOT NULL,
    member_id     text NOT NULL,
    by_session_id text,
    PRIMARY KEY (session_id, member_id)
);
CREATE INDEX rule_make_up_member ON rule_make_up (member_id);
CREATE INDEX rule_make_up_by ON rule_make_up (by_session_id, member_id);
CREATE VIEW rule_overlap AS
SELECT p.session_id
FROM rule_place p
JOIN rule_session s ON s.session_id = p.session_id
JOIN rule_place q ON q.room_id = p.room_id AND q.session_id <> p.session_id
JOIN rule_session r ON r.session_id = q.session_id AND r.opens_ms <= s.ends_ms AND r.ends_ms >= s.opens_ms;
