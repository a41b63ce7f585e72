-- The inputs of the rule as plain tables, for either engine. Times in the vectors are milliseconds from a midnight,
-- written as hours * 3600000 + minutes * 60000 + seconds * 1000.
CREATE TABLE rule_session (
    session_id     text NOT NULL PRIMARY KEY,
    class_id       text NOT NULL,
    room_id        text NOT NULL,
    opens_ms       bigint NOT NULL,
    starts_ms      bigint NOT NULL,
    ends_ms        bigint NOT NULL,
    late_after_min integer NOT NULL,
    closed         integer NOT NULL
);
CREATE TABLE rule_enrolment (
    class_id  text NOT NULL,
    member_id text NOT NULL,
    ordinal   integer NOT NULL,
    PRIMARY KEY (class_id, member_id)
);
CREATE TABLE rule_tap (
    member_id  text NOT NULL,
    room_id    text NOT NULL,
    session_id text,
    at_ms      bigint NOT NULL,
    trusted    integer NOT NULL
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
