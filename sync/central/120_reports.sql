-- What the office reads.

create view roll as
  select r.session_id, r.ordinal, r.member_id, m.full_name, r.status,
         to_timestamp(r.arrived_ms / 1000.0) as arrived_at, to_timestamp(r.left_ms / 1000.0) as left_at,
         r.time_trusted <> 0 as time_trusted
  from rule_roll r
  join member m using (member_id);

create view kiosk_health as
  select kiosk_id, last_seen_at, held_seq, pending,
         case health ->> 'reader' when 'up' then true when 'down' then false end as reader_ok,
         health ->> 'clock_source' as clock_source, health ->> 'version' as version
  from kiosk;

-- Guests, whom no roll holds. A time that cannot be is NULL, here and below.
create view guest as
  select f.session_id, fact_word(f.detail, 'name') as name, fact_word(f.detail, 'unit') as unit, f.reason as purpose,
         to_timestamp(case when f.at_ms between 0 and 100000000000000 then f.at_ms end / 1000.0) as at,
         f.actor_id as actor, f.kiosk_id, f.trusted <> 0 as time_trusted, f.room_id, f.received_at, f.ledger_id, f.seq
  from fact_at f
  where f.kind = 'guest';

-- Every act of an instructor at a door: who, when, at which door, on what, before and after, and why. moved_to: the start that
-- a session was given.
create view act as
  select f.ledger_id, f.seq, to_timestamp(case when f.at_ms between 0 and 100000000000000 then f.at_ms end / 1000.0) as at,
         f.trusted <> 0 as time_trusted, f.actor_id, a.full_name as actor_name, f.kiosk_id,
         case when f.kind = 'mark' and f.member_id is null then 'session' else f.kind end as kind,
         f.session_id, f.member_id, m.full_name,
         fact_word(f.detail, 'before') as before,
         case when f.kind = 'guest' then fact_word(f.detail, 'name')
              when f.kind = 'mark' and f.status = 'start'
              then coalesce('start ' || to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'start')
              when f.kind = 'mark' and f.status = 'room' then concat_ws(' ', 'room', fact_id(f.detail, 'room_id'))
              else f.status end as after,
         f.reason, f.room_id, f.received_at, s.at as moved_to
  from fact_at f
  cross join lateral (
    select case when f.kind = 'mark' and f.member_id is null and f.status = 'start'
                then to_timestamp(fact_ms(f.detail, 'starts_utc_ms') / 1000.0) end as at) s
  left join member a on a.member_id = f.actor_id
  left join member m on m.member_id = f.member_id
  where f.kind in ('mark', 'bind', 'guest', 'makeup');

-- What came and is not understood: it is kept as it came, and decides nothing.
create view odd_fact as
  select f.ledger_id, f.seq, f.kiosk_id, w.why
  from fact_at f
  cross join lateral (
    select case
      when f.kind is null or f.kind not in ('tap', 'mark', 'bind', 'guest', 'makeup', 'device') then 'unknown kind'
      when greatest(octet_length(f.room_id), octet_length(f.session_id), octet_length(f.member_id),
                    octet_length(f.actor_id), octet_length(f.card_key)) > 200 then 'an id that is too long'
      when f.at_ms is null then 'its time is not known or cannot be'
      when f.kind = 'tap' and f.verdict is not null and f.verdict not in
           ('present', 'late', 'recorded', 'already', 'instructor', 'unknown', 'wrong_room', 'wrong_session', 'closed', 'phone',
            'expired', 'left_early', 'out') then 'unknown verdict'
      when f.kind = 'tap' and f.verdict in ('left_early', 'out') and f.session_id is null then 'a departure from no session'
      when f.kind = 'mark' and f.session_id is null then 'a mark in no session'
      when f.kind = 'mark' and f.member_id is not null and f.status is not null and f.status not in
           ('present', 'late', 'left_early', 'half', 'excused', 'unexcused', 'online', 'not_yet') then 'unknown status'
      when f.kind = 'mark' and f.member_id is null and (f.status is null
           or f.status not in ('close', 'reopen', 'start', 'room')) then 'unknown status of a session'
      when f.kind = 'mark' and f.member_id is null and f.status = 'start'
           and fact_ms(f.detail, 'starts_utc_ms') is null then 'a start without a time'
      when f.kind = 'mark' and f.member_id is null and f.status = 'room'
           and not exists (select from room r where r.room_id = fact_id(f.detail, 'room_id')) then 'an unknown room'
      when f.kind = 'bind' and (f.status is null or f.status not in ('bound', 'blocked')) then 'unknown act on a card'
      when f.kind = 'bind' and f.member_id is null then 'a card of nobody'
      when f.kind = 'makeup' and (f.status is null or f.status not in ('credited', 'withdrawn')) then 'unknown make-up'
      when f.kind = 'makeup' and (f.session_id is null or f.member_id is null) then 'a make-up of nothing'
      when f.session_id is not null and f.kind in ('mark', 'makeup', 'guest')
           and not exists (select from session s where s.session_id = f.session_id) then 'an unknown session'
      when f.member_id is not null
           and not exists (select from member m where m.member_id = f.member_id) then 'an unknown member'
      end as why) w
  where w.why is not null;

-- The course in whole sessions or periods, as the class counts; percent is of the whole course, as the threshold is.
create view course as
  select c.class_id, c.member_id, m.full_name,
         round(c.attended / 2.0, 1) as attended, round(c.held / 2.0, 1) as held, round(c.total / 2.0, 1) as total,
         case when c.total > 0 then round(c.attended * 100.0 / c.total, 1) end as percent,
         c.reaches <> 0 as reaches, c.can_reach <> 0 as can_reach
  from rule_course c
  join member m using (member_id);
