-- Rooms that a session has left, as this door knew them (held_place) and as the slice tells (slice_place).
ALTER TABLE held_place ADD COLUMN former INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slice_place ADD COLUMN former INTEGER NOT NULL DEFAULT 0;
