-- What the rule (kiosk/ledger/rule.sql) judges, made from facts and timetable.

-- A text of the JSON object in a fact's detail, NULL when there is none: details are stored as they came.
create or replace function fact_word(in_detail text, in_name text) returns text
language plpgsql immutable parallel unsafe as $$
begin
  return in_detail::json ->> in_name;
exception when others then
  return null;
end
$$;

-- The same for an id or a number, which need no parsing, so that what rolls read can be read by parallel workers.
create or replace function fact_id(in_detail text, in_name text) returns text
language sql immutable parallel safe
return substring(in_detail from '"' || in_name || '"\s*:\s*"([^"\\]*)"');

-- A time in UTC ms.
create or replace function fact_ms(in_detail text, in_name text) returns int8
language sql immutable parallel safe
return substring(in_detail from '"' || in_name || '"\s*:\s*([0-9]{1,15})\s*[,}]')::int8;

-- Facts with their time. A boot that never met a trusted clock has trusted = 0 and a guess; a time that cannot be is NULL.
create view fact_at as
  select f.ledger_id, f.seq, f.kind, f.room_id, f.session_id, f.member_id, f.card_key, f.verdict, f.status, f.reason,
         f.actor_id, f.detail, f.at_ms, f.trusted::int as trusted, l.kiosk_id, f.received_at
  from fact f
  left join ledger l on l.ledger_id = f.ledger_id;

-- Sessions as they are now held: begun when and where an instructor said so last, unless the office moved them since.
create view session_now as
  select s.session_id, s.class_id, s.instructor_id, s.periods, s.number, s.starts_at, s.ends_at, s.cancelled_at,
         s.held_room_id as room_id, s.starts_ms as planned_ms, s.ends_ms, s.moved_ms, d.closed
  from session s
  left join session_door d on d.session_id = s.session_id;

-- Every room of a session, and with former = 1 those that it has left. One that was moved at the door is in that room alone.
create view rule_place as
  select session_id, held_room_id as room_id, 0 as former from session
  union all
  select p.session_id, p.room_id, s.room_moved::int
  from session_room p
  join session s on s.session_id = p.session_id
  where p.room_id <> s.held_room_id
  union all
  select f.session_id, f.room_id, 1
  from session_former f
  join session s on s.session_id = f.session_id
  where f.room_id <> s.held_room_id
    and not exists (select from session_room p where p.session_id = f.session_id and p.room_id = f.room_id);

-- A session's absences are final when every kiosk of every room of it has reported after its end with nothing left to send.
-- It is closed when it is final or was closed at a door, and not reopened there since.
create view session_reported as
  select p.session_id, min(coalesce(k.drained_at, '-infinity')) as drained_at
  from rule_place p
  join kiosk k on k.room_id = p.room_id and k.revoked_at is null
  group by p.session_id;

create view session_state_of as
  select s.session_id, coalesce(d.closed = 'close', r.drained_at >= s.ends_at, false) as closed,
         coalesce(r.drained_at >= s.ends_at, false) as final
  from session s
  left join session_door d on d.session_id = s.session_id
  left join session_reported r on r.session_id = s.session_id;

-- closed is session_state_of's, written out: that view would bring the session in once more for each use.
create view rule_session as
  select s.session_id, s.class_id, s.opens_ms, s.held_ms as starts_ms, s.ends_ms,
         coalesce(d.closed = 'close', r.drained_at >= s.ends_at, false)::int as closed, s.cancelled, s.periods
  from session s
  left join session_door d on d.session_id = s.session_id
  left join session_reported r on r.session_id = s.session_id;

-- Sessions that may share a room and a time with another: whatever has to do with a further room is among them, and who came
-- where another was before. No session lasts longer than a day, and none opens earlier than four hours before.
create view rule_overlap as
  select s.session_id
  from session s
  join session r on r.held_room_id = s.held_room_id and r.session_id <> s.session_id
    and r.ends_ms between s.opens_ms and s.ends_ms + 30 * 3600000 and r.opens_ms <= s.ends_ms
  union all
  select session_id from session_room
  union all
  select s.session_id from session_room p join session s on s.held_room_id = p.room_id
  union all
  select session_id from session_former
  union all
  select s.session_id
  from session_former f
  join session r on r.session_id = f.session_id
  join session s on s.held_room_id = f.room_id and s.ends_ms between r.opens_ms and r.ends_ms + 30 * 3600000
    and s.opens_ms <= r.ends_ms;

create view rule_policy as
  select class_id, late_after_min, half_late_after_min, early_after_min, half_early_after_min, check_out,
         excused_absent::int as excused_absent, (threshold_unit = 'period')::int as by_periods, threshold_percent
  from class;

create view rule_enrolment as
  select class_id, member_id, ordinal, from_ms, until_ms, course_id as counts_for
  from enrolment;

-- One table, so that a learner's taps are found by their time (fact_tap).
create view rule_tap as
  select who as member_id, room_id, session_id, at_ms, trusted, leaves
  from fact
  where kind = 'tap' and who is not null;

-- Marks of learners, by the words of their index (fact_mark). Later ones are greater: by time, then by their place in the record.
-- A clock that is ahead must not have the last word for ever: no fact was made after it was received.
create view learner_mark as
  select session_id, member_id, status, reason,
         case when at_ms between 0 and 100000000000000 then least(at_ms, utc_ms(received_at)) else 0 end * 65536
         + seq % 65536 as mark_order
  from fact_at
  where kind = 'mark' and octet_length(session_id) <= 200 and octet_length(member_id) <= 200
    and (at_ms is null or at_ms between 0 and 100000000000000);

-- One without a status takes those before it back; one with a status that nobody knows decides nothing (odd_fact shows it).
create view rule_mark as
  select session_id, member_id, status, mark_order
  from learner_mark
  where status is null
     or status in ('present', 'late', 'left_early', 'half', 'excused', 'unexcused', 'online', 'not_yet');

create view rule_excused as
  select session_id, member_id from excused;

-- What the office entered and what instructors credited or withdrew, the last by time.
create view rule_make_up as
  select session_id, member_id, by_session_id
  from (
    select distinct on (session_id, member_id) session_id, member_id, by_session_id, credited
    from (
      select session_id, member_id, by_session_id, true as credited, utc_ms(changed_at) as at_ms, 0::int8 as seq
      from make_up
      union all
      select session_id, member_id, fact_id(detail, 'by_session_id'), status = 'credited',
             least(coalesce(at_ms, 0), utc_ms(received_at)), seq
      from fact_at
      where kind = 'makeup' and session_id is not null and member_id is not null
        and status in ('credited', 'withdrawn')) m
    order by session_id, member_id, at_ms desc, seq desc) last
  where credited;

-- What was done to cards at doors, with the time that decides which is the last. A clock that was never trusted, or is ahead
-- of ours, must not decide: then the time of receipt does.
create view bind_fact as
  select ledger_id, seq, kiosk_id, card_key, member_id, status,
         case when trusted = 1 and at_ms <= utc_ms(received_at) + 300000 then at_ms else utc_ms(received_at) end as at_ms
  from fact_at
  where kind = 'bind' and status in ('bound', 'blocked') and member_id is not null;
