-- The tables. What the office enters is checked by the database; what kiosks send is stored as it came: a check or a foreign
-- key on that path would let one bad row block a kiosk for ever. Judging comes later, in views.

create function utc_ms(at timestamptz) returns int8
language sql immutable parallel safe
return (extract(epoch from at) * 1000)::int8;

create table setting (
  name  text primary key,
  value text not null
);

create table organisation (
  organisation_id text primary key,
  name            text not null,
  parent_id       text references organisation,
  kind            text,
  valid_from      date,
  valid_to        date
);

create table member (
  member_id       text primary key,
  full_name       text not null,
  organisation_id text references organisation,
  position        text
);
create index member_organisation on member (organisation_id);

create table site (
  site_id     text primary key,
  name        text not null,
  timezone    text not null default 'Asia/Ho_Chi_Minh',
  slice_epoch int8 not null default 0  -- rises when a roll of this site is closed or reopened
);

create table room (
  room_id text primary key,
  site_id text not null references site,
  name    text not null,
  place   text
);
create index room_site on room (site_id);

-- card_key is HMAC-SHA-256 of the UID with the deployment's card key; the UID itself is nowhere.
create table card (
  card_key    bytea primary key,
  member_id   text not null references member,
  role        text not null check (role in ('learner', 'instructor')),
  state       text not null default 'active' check (state in ('active', 'blocked')),
  counts_from timestamptz  -- taps from then on count though the door did not know the card; NULL = none of them
);
create index card_member on card (member_id);
create index card_counts_from on card (card_key) where counts_from is not null;

create table class (
  class_id          text primary key,
  title             text not null,
  kind              text,
  organiser_id      text references organisation,
  threshold_percent int not null default 80 check (threshold_percent between 0 and 100),
  late_after_min    int not null default 15 check (late_after_min between 0 and 240),
  opens_before_min  int not null default 30 check (opens_before_min between 0 and 240)
);

create table session (
  session_id    text primary key,
  class_id      text not null references class,
  room_id       text not null references room,
  starts_at     timestamptz not null,
  ends_at       timestamptz not null check (ends_at > starts_at),
  periods       int not null default 5 check (periods between 1 and 20),
  instructor_id text references member,
  number        int check (number between 1 and 999),  -- NULL = its place by time
  -- As the rule compares them, row by row with each tap.
  starts_ms     int8 not null generated always as (utc_ms(starts_at)) stored,
  ends_ms       int8 not null generated always as (utc_ms(ends_at)) stored
);
create index session_class on session (class_id);
create index session_room on session (room_id, ends_at);

create table enrolment (
  class_id  text not null references class,
  member_id text not null references member,
  ordinal   int not null check (ordinal between 1 and 9999),
  primary key (class_id, member_id)
);
create index enrolment_member on enrolment (member_id);

create table excused (
  session_id text not null references session,
  member_id  text not null references member,
  reason     text,
  primary key (session_id, member_id)
);

create table kiosk (
  kiosk_id     text primary key,  -- also its role and its certificate's common name
  room_id      text not null references room,
  revoked_at   timestamptz,
  certificate  text,              -- SHA-256 of the certificate last made for it
  hardware_id  text,
  ledger_id    uuid,              -- the ledger it pushed last
  last_seen_at timestamptz,
  held_seq     int8,              -- what the centre holds of that ledger
  pending      int8,              -- what the kiosk still held back then; NULL = it did not say
  drained_at   timestamptz,       -- when it last had nothing to send
  health       jsonb
);
create index kiosk_room on kiosk (room_id);

-- A device's record. A row with another root_id than its own id is a branch: what a device recorded after its record
-- had parted from what the centre held (102_push.sql).
create table ledger (
  ledger_id    uuid primary key,
  root_id      uuid not null,
  parent_id    uuid,
  fork_seq     int8 not null default 0,   -- of a branch: the last sequence it shares with its parent
  kiosk_id     text not null,
  hardware_id  text,
  hi           int8 not null default 0,   -- rows fork_seq + 1 .. hi are here
  chain_at_hi  bytea not null,
  checked_seq  int8 not null default 0,   -- the chain has been recomputed up to here
  searching    boolean not null default false,
  adopted_at   timestamptz not null default now(),
  pushed_at    timestamptz
) with (fillfactor = 50);
create index ledger_root on ledger (root_id, hi);

-- A device whose last common sequence is being looked for: how far to step back next.
create table fork_search (
  ledger_id   uuid,
  hardware_id text,
  step        int8 not null,
  primary key (ledger_id, hardware_id)
);

create table boot (
  ledger_id uuid,  -- the root's id
  boot_id   uuid,
  number    int8,
  offset_ms int8,
  source    int2,  -- 0 guess, 1 rtc, 2 centre, 3 ntp
  primary key (ledger_id, boot_id)
);

create table fact (
  ledger_id   uuid,
  seq         int8,
  kind        text,
  boot_id     uuid,
  boottime_ms int8,
  room_id     text,
  session_id  text,
  member_id   text,
  card_key    bytea,
  verdict     text,
  status      text,
  reason      text,
  actor_id    text,
  detail      text,
  chain       bytea,
  received_at timestamptz not null default now(),
  primary key (ledger_id, seq)
);
create index fact_tap on fact (member_id) where kind = 'tap' and member_id is not null;
create index fact_tap_unknown on fact (card_key) where kind = 'tap' and member_id is null;
create index fact_mark on fact (session_id) where kind = 'mark';

create table alarm (
  alarm_id   uuid primary key default gen_random_uuid(),
  raised_at  timestamptz not null default now(),
  kind       text not null,  -- chain, fork, slice
  kiosk_id   text,
  ledger_id  uuid,
  seq        int8,
  text       text not null,
  settled_at timestamptz,
  unique nulls not distinct (kind, kiosk_id, ledger_id, seq)
);

-- The slices. The counter rises with every change of what they are made of; a site's text is remade only when its
-- counters or the day have changed. Unlogged: it can be made again at any time.
create table slice_epoch (
  one   boolean primary key default true check (one),
  epoch int8 not null
);
insert into slice_epoch (epoch) values (1);

create unlogged table slice_cache (
  site_id text primary key,
  made_of text not null,
  body    text not null,
  digest  text not null
);
