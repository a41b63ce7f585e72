-- What trusted readings said of a boot, in rising order of the boottime of the reading (kiosk/ledger/anchor.h): utc was boottime
-- + offset then. boot.offset_ms is the last one's. A boot that only has a guess has that, at 0. Arrays beside the boot, because
-- they are told and replaced as a whole, and a fact finds its two by one look at one row.
alter table boot
  add anchor_at_ms     int8[] not null default '{}',
  add anchor_offset_ms int8[] not null default '{}';
update boot set anchor_at_ms = array[0], anchor_offset_ms = array[offset_ms]
where offset_ms between -1000000000000000 and 1000000000000000;
