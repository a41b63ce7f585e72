-- What the ledger is: its UUID, which slice it holds, which rule is installed.
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;

-- The facts, columns in the order of the canonical bytes (fact.h).
--   tap     verdict: the word the door answered; card_key, member_id and session_id as far as known
--   device  status: what happened (start, reader_up, reader_down, stop); detail: more about it
--   mark    session_id, member_id, status, reason, actor_id
CREATE TABLE fact (
    seq         INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    boot_id     BLOB NOT NULL CHECK (length(boot_id) = 16),
    boottime_ms INTEGER NOT NULL,
    room_id     TEXT,
    session_id  TEXT,
    member_id   TEXT,
    card_key    BLOB CHECK (card_key IS NULL OR length(card_key) = 32),
    verdict     TEXT,
    status      TEXT,
    reason      TEXT,
    actor_id    TEXT,
    detail      TEXT,
    chain       BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;

CREATE TRIGGER fact_in_sequence BEFORE INSERT ON fact
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM fact)
BEGIN
    SELECT RAISE(ABORT, 'fact: out of sequence');
END;

CREATE TRIGGER fact_no_update BEFORE UPDATE ON fact
BEGIN
    SELECT RAISE(ABORT, 'fact: append-only, mend by a later fact');
END;

CREATE TRIGGER fact_no_delete BEFORE DELETE ON fact
BEGIN
    SELECT RAISE(ABORT, 'fact: append-only, mend by a later fact');
END;

CREATE INDEX fact_mark ON fact (session_id, member_id, seq, status) WHERE kind = 'mark';

-- Boots in their order. utc = boottime + offset_ms, as true as source says (0 guess, 1 rtc, 2 centre, 3 ntp).
-- A guess never falls below floor_offset_ms; the boot's facts begin at first_seq or later; revision rises with each
-- change of any boot.
CREATE TABLE boot (
    boot_id         BLOB PRIMARY KEY CHECK (length(boot_id) = 16),
    number          INTEGER NOT NULL UNIQUE,
    offset_ms       INTEGER NOT NULL,
    source          INTEGER NOT NULL CHECK (source BETWEEN 0 AND 3),
    floor_offset_ms INTEGER NOT NULL,
    first_seq       INTEGER NOT NULL,
    revision        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An index, not a record: the taps of known members by their time as known today. It can be made anew from fact and
-- boot at any moment; without it the rule would read every tap a learner ever made.
CREATE TABLE tap_time (
    member_id  TEXT NOT NULL,
    room_id    TEXT NOT NULL,
    at_ms      INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    trusted    INTEGER NOT NULL,
    session_id TEXT,
    PRIMARY KEY (member_id, room_id, at_ms, seq)
) STRICT, WITHOUT ROWID;
-- trusted stands among the columns although it is always 0: only so does SQLite see that the index covers the question.
CREATE INDEX tap_time_untrusted ON tap_time (member_id, session_id, room_id, trusted) WHERE trusted = 0;

CREATE TRIGGER fact_timed AFTER INSERT ON fact
WHEN NEW.kind = 'tap' AND NEW.member_id IS NOT NULL
BEGIN
    INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id)
    SELECT NEW.member_id, coalesce(NEW.room_id, ''), NEW.boottime_ms + b.offset_ms, NEW.seq, b.source > 0,
           NEW.session_id
    FROM boot b WHERE b.boot_id = NEW.boot_id;
END;

CREATE TRIGGER boot_moved AFTER UPDATE OF offset_ms, source ON boot
BEGIN
    DELETE FROM tap_time
    WHERE (member_id, room_id, at_ms, seq) IN (
        SELECT f.member_id, coalesce(f.room_id, ''), f.boottime_ms + OLD.offset_ms, f.seq
        FROM fact f
        WHERE f.seq >= OLD.first_seq AND f.boot_id = OLD.boot_id AND f.kind = 'tap' AND f.member_id IS NOT NULL);
    INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id)
    SELECT f.member_id, coalesce(f.room_id, ''), f.boottime_ms + NEW.offset_ms, f.seq, NEW.source > 0, f.session_id
    FROM fact f
    WHERE f.seq >= NEW.first_seq AND f.boot_id = NEW.boot_id AND f.kind = 'tap' AND f.member_id IS NOT NULL;
END;

-- The slice (slice.h), replaced whole.
CREATE TABLE slice_room (
    room_id TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    place   TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE slice_class (
    class_id          TEXT PRIMARY KEY,
    title             TEXT NOT NULL,
    kind              TEXT,
    threshold_percent REAL,
    late_after_min    INTEGER NOT NULL,
    opens_before_min  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slice_session (
    session_id    TEXT PRIMARY KEY,
    class_id      TEXT NOT NULL,
    room_id       TEXT NOT NULL,
    starts_ms     INTEGER NOT NULL,
    ends_ms       INTEGER NOT NULL,
    periods       INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    of            INTEGER NOT NULL,
    instructor_id TEXT,
    closed        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX slice_session_class ON slice_session (class_id, starts_ms);
CREATE INDEX slice_session_room ON slice_session (room_id, starts_ms);

CREATE TABLE slice_member (
    member_id TEXT PRIMARY KEY,
    full_name TEXT NOT NULL,
    unit      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slice_enrolment (
    class_id  TEXT NOT NULL,
    member_id TEXT NOT NULL,
    ordinal   INTEGER NOT NULL,
    PRIMARY KEY (class_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX slice_enrolment_member ON slice_enrolment (member_id);

CREATE TABLE slice_card (
    card_key  BLOB PRIMARY KEY CHECK (length(card_key) = 32),
    member_id TEXT NOT NULL,
    role      TEXT NOT NULL,
    state     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slice_excused (
    session_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    PRIMARY KEY (session_id, member_id)
) STRICT, WITHOUT ROWID;

-- What stands between the ledger and the centre; one row.
CREATE TABLE sync (
    one                 INTEGER PRIMARY KEY CHECK (one = 1),
    acked_seq           INTEGER NOT NULL,
    online              INTEGER NOT NULL,
    refused             INTEGER NOT NULL,
    last_ok_utc_ms      INTEGER NOT NULL,
    last_ok_boot_id     BLOB,
    last_ok_boottime_ms INTEGER NOT NULL
) STRICT;
INSERT INTO sync VALUES (1, 0, 0, 0, 0, NULL, -1);

-- Small facts about the device that go up as health; replaced, not recorded.
CREATE TABLE note (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Rises with whatever changes a roll besides a tap, so that a kept count knows when it is old.
INSERT INTO state VALUES ('roll_epoch', 1);

CREATE TRIGGER boot_epoch AFTER UPDATE OF offset_ms, source ON boot
BEGIN
    UPDATE state SET value = value + 1 WHERE name = 'roll_epoch';
END;

CREATE TRIGGER fact_epoch AFTER INSERT ON fact WHEN NEW.kind = 'mark'
BEGIN
    UPDATE state SET value = value + 1 WHERE name = 'roll_epoch';
END;
