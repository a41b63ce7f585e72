-- What instructors do at the device. The facts are the record; these tables answer at once until a slice does.

-- Newer members of the slice.
ALTER TABLE slice_class ADD COLUMN check_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slice_class ADD COLUMN address TEXT NOT NULL DEFAULT 'dong_chi';
ALTER TABLE slice_session ADD COLUMN moved_ms INTEGER;

CREATE TABLE slice_pin (
    member_id TEXT PRIMARY KEY,
    pin_hash  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Cards bound or blocked here. Stand above the slice's until a slice holds them; was: what the slice said of the card.
CREATE TABLE device_card (
    card_key  BLOB PRIMARY KEY CHECK (length(card_key) = 32),
    member_id TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('active', 'blocked')),
    seq       INTEGER NOT NULL,
    was       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_card_member ON device_card (member_id);

-- The last four digits of cards bound here, for the screen; they go with the card.
CREATE TABLE card_tail (
    card_key BLOB PRIMARY KEY,
    tail     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Sessions closed, reopened or begun late here. was_ms: the start as the slice told it.
CREATE TABLE session_mark (
    session_id TEXT PRIMARY KEY,
    closed     INTEGER,
    closed_seq INTEGER,
    starts_ms  INTEGER,
    starts_seq INTEGER,
    was_ms     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_forgot ON fact (session_id, member_id, seq) WHERE kind = 'mark' AND reason = 'forgot';

-- Wrong PINs; one row. A lock is counted by CLOCK_BOOTTIME of its boot, in another boot from that boot's beginning.
CREATE TABLE pin_lock (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    wrong       INTEGER NOT NULL,
    stage       INTEGER NOT NULL,
    length_ms   INTEGER NOT NULL,
    boot_id     BLOB,
    boottime_ms INTEGER NOT NULL
) STRICT;
INSERT INTO pin_lock VALUES (1, 0, 0, 0, NULL, 0);
