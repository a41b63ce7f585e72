-- What trusted readings said of a boot (anchor.h), of its best source only: at boottime at_ms utc was boottime + offset_ms,
-- give or take wrong_ms. boot.offset_ms is the last one's. A boot that only has a guess has none.
CREATE TABLE boot_anchor (
    boot_id   BLOB NOT NULL CHECK (length(boot_id) = 16),
    at_ms     INTEGER NOT NULL,
    offset_ms INTEGER NOT NULL,
    wrong_ms  INTEGER NOT NULL,
    PRIMARY KEY (boot_id, at_ms)
) STRICT, WITHOUT ROWID;
INSERT INTO boot_anchor SELECT boot_id, 0, offset_ms, 0 FROM boot WHERE source > 0;

-- Facts with their time as known today. Between two anchors the clock drifted evenly; outside them it shows what the nearest
-- says (anchors_offset_ms says the same).
CREATE VIEW fact_dated AS
SELECT f.seq, f.kind, f.boot_id, f.boottime_ms, f.room_id, f.session_id, f.member_id, f.verdict,
       f.boottime_ms + CASE
           WHEN p.at_ms IS NULL THEN coalesce(n.offset_ms, b.offset_ms)
           WHEN n.at_ms IS NULL THEN p.offset_ms
           ELSE p.offset_ms + CAST(CAST(n.offset_ms - p.offset_ms AS REAL) * (f.boottime_ms - p.at_ms)
                                   / (n.at_ms - p.at_ms) AS INTEGER)
       END AS at_ms,
       b.source > 0 AS trusted
FROM fact f
JOIN boot b ON b.boot_id = f.boot_id
LEFT JOIN boot_anchor p ON p.boot_id = f.boot_id AND p.at_ms = (
    SELECT max(a.at_ms) FROM boot_anchor a WHERE a.boot_id = f.boot_id AND a.at_ms <= f.boottime_ms)
LEFT JOIN boot_anchor n ON n.boot_id = f.boot_id AND n.at_ms = (
    SELECT min(a.at_ms) FROM boot_anchor a WHERE a.boot_id = f.boot_id AND a.at_ms > f.boottime_ms);

-- The index of taps follows a boot's clock by boot.c, which knows which of them get another time.
DROP TRIGGER boot_moved;
DROP TRIGGER fact_timed;
CREATE TRIGGER fact_timed AFTER INSERT ON fact
WHEN NEW.kind = 'tap' AND NEW.member_id IS NOT NULL
BEGIN
    INSERT INTO tap_time (member_id, room_id, at_ms, seq, trusted, session_id, leaves)
    SELECT d.member_id, coalesce(d.room_id, ''), d.at_ms, d.seq, d.trusted, d.session_id,
           coalesce(d.verdict IN ('out', 'left_early'), 0)
    FROM fact_dated d WHERE d.seq = NEW.seq;
END;
