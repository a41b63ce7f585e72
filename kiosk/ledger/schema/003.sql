-- Policies by class, sessions in several rooms, departures, make-up rights, the course before the slice, and what other
-- doors saw.

ALTER TABLE slice_class ADD COLUMN half_late_after_min INTEGER;
ALTER TABLE slice_class ADD COLUMN early_after_min INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slice_class ADD COLUMN half_early_after_min INTEGER;
ALTER TABLE slice_class ADD COLUMN check_out_required INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slice_class ADD COLUMN excused_absent INTEGER NOT NULL DEFAULT 1;
ALTER TABLE slice_class ADD COLUMN threshold_unit TEXT NOT NULL DEFAULT 'session';

-- A seat in the sessions that start from from_ms until before until_ms, for the course of counts_for (NULL: of class_id).
ALTER TABLE slice_enrolment ADD COLUMN from_ms INTEGER;
ALTER TABLE slice_enrolment ADD COLUMN until_ms INTEGER;
ALTER TABLE slice_enrolment ADD COLUMN counts_for TEXT;

CREATE TABLE slice_place (
    session_id TEXT NOT NULL,
    room_id    TEXT NOT NULL,
    PRIMARY KEY (session_id, room_id)
) STRICT, WITHOUT ROWID;

-- Without a key: two ways to make up the same session are no fault of the slice.
CREATE TABLE slice_make_up (
    session_id    TEXT NOT NULL,
    member_id     TEXT NOT NULL,
    by_session_id TEXT
) STRICT;

CREATE TABLE slice_past (
    session_id TEXT PRIMARY KEY,
    class_id   TEXT NOT NULL,
    number     INTEGER NOT NULL,
    starts_ms  INTEGER NOT NULL,
    ends_ms    INTEGER NOT NULL,
    periods    INTEGER NOT NULL,
    closed     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX slice_past_class ON slice_past (class_id, starts_ms);

CREATE TABLE slice_past_status (
    session_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    status     TEXT,
    made_up    INTEGER NOT NULL DEFAULT 0,
    forgot     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (session_id, member_id)
) STRICT, WITHOUT ROWID;

-- Sessions moved to another room here. room_was: the room as the slice told it.
ALTER TABLE session_mark ADD COLUMN room_id TEXT;
ALTER TABLE session_mark ADD COLUMN room_seq INTEGER;
ALTER TABLE session_mark ADD COLUMN room_was TEXT;

-- Make-up credit given or taken back here. was: whether the slice gave it then.
CREATE TABLE make_up_mark (
    session_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    credited   INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    was        INTEGER NOT NULL,
    PRIMARY KEY (session_id, member_id)
) STRICT, WITHOUT ROWID;

-- Slice and acts of this door put together, made anew with each (staff_held.c): tables, because the rule cannot look
-- through a union for one session.
CREATE TABLE held_place (
    session_id TEXT NOT NULL,
    room_id    TEXT NOT NULL,
    PRIMARY KEY (session_id, room_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_place_room ON held_place (room_id);
INSERT INTO held_place SELECT session_id, room_id FROM slice_session;
INSERT INTO slice_place SELECT session_id, room_id FROM slice_session;

-- Sessions that share a room and a time with another: a tap may be claimed by both. All of them until it is made anew.
CREATE TABLE held_overlap (
    session_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO held_overlap SELECT session_id FROM slice_session;

CREATE TABLE held_make_up (
    session_id    TEXT NOT NULL,
    member_id     TEXT NOT NULL,
    by_session_id TEXT
) STRICT;
CREATE INDEX held_make_up_missed ON held_make_up (session_id, member_id);
CREATE INDEX held_make_up_member ON held_make_up (member_id, by_session_id);
CREATE INDEX held_make_up_by ON held_make_up (by_session_id, member_id);

-- Taps at other doors as the centre last told them, whole.
CREATE TABLE arrival (
    number     INTEGER PRIMARY KEY,
    member_id  TEXT NOT NULL,
    room_id    TEXT NOT NULL,
    session_id TEXT,
    at_ms      INTEGER NOT NULL,
    trusted    INTEGER NOT NULL,
    leaves     INTEGER NOT NULL
) STRICT;

-- The index of taps: departures, and those of other doors under negative numbers.
ALTER TABLE tap_time ADD COLUMN leaves INTEGER NOT NULL DEFAULT 0;
DROP INDEX tap_time_untrusted;
CREATE INDEX tap_time_untrusted ON tap_time (member_id, session_id, room_id, trusted, leaves) WHERE trusted = 0;
CREATE INDEX tap_time_leaves ON tap_time (member_id, session_id, room_id, leaves, trusted, at_ms) WHERE leaves = 1;

DROP TRIGGER fact_timed;
CREATE TRIGGER fact_timed AFTER INSERT ON fact
WHEN NEW.kind = 'tap' AND NEW.member_id IS NOT NULL
BEGIN
    INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id, leaves)
    SELECT NEW.member_id, coalesce(NEW.room_id, ''), NEW.boottime_ms + b.offset_ms, NEW.seq, b.source > 0,
           NEW.session_id, coalesce(NEW.verdict IN ('out', 'left_early'), 0)
    FROM boot b WHERE b.boot_id = NEW.boot_id;
END;

DROP TRIGGER boot_moved;
CREATE TRIGGER boot_moved AFTER UPDATE OF offset_ms, source ON boot
BEGIN
    DELETE FROM tap_time
    WHERE (member_id, room_id, at_ms, seq) IN (
        SELECT f.member_id, coalesce(f.room_id, ''), f.boottime_ms + OLD.offset_ms, f.seq
        FROM fact f
        WHERE f.seq >= OLD.first_seq AND f.boot_id = OLD.boot_id AND f.kind = 'tap' AND f.member_id IS NOT NULL);
    INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id, leaves)
    SELECT f.member_id, coalesce(f.room_id, ''), f.boottime_ms + NEW.offset_ms, f.seq, NEW.source > 0, f.session_id,
           coalesce(f.verdict IN ('out', 'left_early'), 0)
    FROM fact f
    WHERE f.seq >= NEW.first_seq AND f.boot_id = NEW.boot_id AND f.kind = 'tap' AND f.member_id IS NOT NULL;
END;

CREATE TRIGGER arrival_timed AFTER INSERT ON arrival
BEGIN
    INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id, leaves)
    VALUES (NEW.member_id, NEW.room_id, NEW.at_ms, -NEW.number, NEW.trusted, NEW.session_id, NEW.leaves);
END;

CREATE TRIGGER arrival_gone AFTER DELETE ON arrival
BEGIN
    DELETE FROM tap_time WHERE member_id = OLD.member_id AND room_id = OLD.room_id AND at_ms = OLD.at_ms
        AND seq = -OLD.number;
END;

CREATE TRIGGER make_up_epoch AFTER INSERT ON fact WHEN NEW.kind = 'makeup'
BEGIN
    UPDATE state SET value = value + 1 WHERE name = 'roll_epoch';
END;
