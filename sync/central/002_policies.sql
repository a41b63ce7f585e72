-- What the rule has grown by: policies, places, seats with a time, make-ups, and what kiosks may change.

alter table class
  add half_late_after_min  int check (half_late_after_min between 0 and 600),   -- NULL = never
  add early_after_min      int not null default 0 check (early_after_min between 0 and 600),
  add half_early_after_min int check (half_early_after_min between 0 and 600),  -- NULL = never
  add check_out            int not null default 0 check (check_out between 0 and 2),  -- 0 not asked, 1 asked, 2 required
  add excused_absent       boolean not null default true,  -- an excused absence counts against the learner
  add threshold_unit       text not null default 'session' check (threshold_unit in ('session', 'period')),
  add address              text not null default 'dong_chi' check (address in ('dong_chi', 'anh_chi'));

-- A cancelled session stays, for what was recorded in it. What an instructor moves at the door stands until the office
-- moves the same thing later: start_set_ms and room_set_ms are when it last did.
alter table session
  add cancelled_at timestamptz,
  add moves        int not null default 0,   -- how often the office moved it, in time or to another room
  add start_set_ms int8 not null default 0,
  add room_set_ms  int8 not null default 0;

-- Where and when a session now takes place, as the rule compares it row by row: made of the row, its class and session_door
-- whenever one of them changes (session_hold). moved_ms: the start that was moved at a door, NULL = none was.
alter table session
  add held_room_id text,
  add room_moved   boolean not null default false,
  add moved_ms     int8,
  add held_ms      int8,  -- its start
  add opens_ms     int8,
  add cancelled    int2 not null generated always as ((cancelled_at is not null)::int::int2) stored;
create index session_ends on session (ends_at);

alter index session_room rename to session_by_room;
create index session_held on session (held_room_id, ends_ms);

-- More rooms of a session beside its own: a class split over two halls.
create table session_room (
  session_id text not null references session on delete cascade,
  room_id    text not null references room,
  primary key (session_id, room_id)
);
create index session_room_room on session_room (room_id);

-- A seat holds in sessions that start from from_at on and before until_at; counts_for is the class whose course it counts
-- for, NULL = its own.
alter table enrolment
  add from_at    timestamptz,
  add until_at   timestamptz,
  add counts_for text references class,
  add check (until_at > from_at);
alter table enrolment
  add from_ms   int8 generated always as (utc_ms(from_at)) stored,
  add until_ms  int8 generated always as (utc_ms(until_at)) stored,
  add course_id text generated always as (coalesce(counts_for, class_id)) stored;
create index enrolment_course on enrolment (course_id);

-- session_id is the missed session; by_session_id where the learner sits instead, NULL = an instructor vouches for it.
create table make_up (
  session_id    text not null references session,
  member_id     text not null references member,
  by_session_id text references session,
  changed_at    timestamptz not null default now(),
  primary key (session_id, member_id)
);
create index make_up_by on make_up (by_session_id) where by_session_id is not null;

create table pin (
  member_id  text primary key references member,
  pin_hash   text not null,  -- argon2id, encoded
  changed_at timestamptz not null default now()
);

-- changed_ms: when the card last got the member, role or state that it has, by the office or at a door; the later wins.
alter table card add changed_ms int8 not null default utc_ms(now());
update card set changed_ms = 0;

-- What follows from the record and the boots' clocks, and can be made anew at any time (fact_dates_make): a roll looks for a
-- learner's taps of a day among those of years, and must find them by an index of one table.
alter table fact
  add who     text,           -- of a tap: whose it counts as, NULL = nobody's
  add at_ms   int8,           -- UTC as known today, NULL = cannot be
  add trusted int2 not null default 0,  -- 0 = at_ms is a guess
  add leaves  int2 not null generated always as (coalesce(verdict in ('out', 'left_early'), false)::int::int2) stored;
drop index fact_tap;
-- With all that the rule asks of a tap: a learner's taps of years lie in a few pages of the index, but each in another of
-- the table.
create index fact_tap on fact (who, at_ms) include (room_id, session_id, trusted, leaves)
  where kind = 'tap' and who is not null;
create index fact_undated on fact (ledger_id, boot_id) where trusted = 0;

-- What instructors last said at doors of a session as a whole, from its facts: closed 'close' or 'reopen', the start that it
-- was moved to and the room, each with when that was said; NULL = nothing. The session need not be known here.
create table session_door (
  session_id  text primary key,
  closed      text,
  start_ms    int8,
  start_at_ms int8,
  room_id     text,
  room_at_ms  int8
);

-- Over texts as kiosks send them: by their hash, since a text of more than 2,700 bytes fits in no tree, and would have its
-- ledger wait for ever.
drop index fact_tap_unknown, fact_mark;
create index fact_tap_unknown on fact using hash (card_key) where kind = 'tap' and member_id is null;
create index fact_mark on fact using hash (session_id) where kind = 'mark';
create index fact_session_mark on fact using hash (session_id) where kind = 'mark' and member_id is null;
create index fact_make_up on fact using hash (session_id) where kind = 'makeup';
create index fact_bind on fact using hash (member_id) where kind = 'bind';
create index fact_guest on fact using hash (session_id) where kind = 'guest';

-- Beside the slice, its dearest part: past sessions with their statuses. It is remade only when what it is made of changes,
-- which the binding of a card does not.
alter table slice_epoch add past_epoch int8 not null default 1;
alter table slice_cache
  add past_made_of text,
  add past         text;
