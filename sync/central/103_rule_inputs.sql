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
-- moved_ms is the start that was moved at the door, NULL if none was; a start that is not of that day is none.
create view session_now as
  select s.session_id, s.class_id, s.instructor_id, s.periods, s.number, s.starts_at, s.ends_at, s.cancelled_at,
         case when d.room_at_ms >= s.room_set_ms then d.room_id else s.room_id end as room_id,
         coalesce(d.room_at_ms >= s.room_set_ms, false) as room_moved,
         s.starts_ms as planned_ms, s.ends_ms,
         case when d.start_at_ms >= s.start_set_ms and d.start_ms > s.ends_ms - 86400000 and d.start_ms < s.ends_ms
              then d.start_ms end as moved_ms,
         d.closed
  from session s
  left join session_door d on d.session_id = s.session_id;

-- Every room of a session. One that was moved at the door is in that room alone.
create view rule_place as
  select session_id, room_id from session_now
  union all
  select p.session_id, p.room_id
  from session_room p
  join session_now s on s.session_id = p.session_id
  where not s.room_moved and p.room_id <> s.room_id;

-- A session's absences are final when every kiosk of every room of it has reported after its end with nothing left to send.
-- It is closed when it is final or was closed at a door, and not reopened there since.
create view session_state_of as
  select s.session_id, coalesce(s.closed = 'close', s.final) as closed, s.final
  from (
    select n.session_id, n.closed, coalesce((
             select min(coalesce(k.drained_at, '-infinity'))
             from rule_place p
             join kiosk k on k.room_id = p.room_id and k.revoked_at is null
             where p.session_id = n.session_id) >= n.ends_at, false) as final
    from session_now n) s;

-- closed as in session_state_of; written out, so that it costs nothing where nobody asks for it.
create view rule_session as
  select s.session_id, s.class_id,
         least(s.planned_ms, coalesce(s.moved_ms, s.planned_ms)) - c.opens_before_min * 60000 as opens_ms,
         coalesce(s.moved_ms, s.planned_ms) as starts_ms, s.ends_ms,
         (select st.closed::int from session_state_of st where st.session_id = s.session_id) as closed,
         (s.cancelled_at is not null)::int as cancelled, s.periods
  from session_now s
  join class c on c.class_id = s.class_id;

-- Sessions that may share a room and a time with another. From the timetable alone, so that it costs little: whatever has to
-- do with a further room is among them, and so is all within two days of a session that was moved at a door. No session lasts
-- longer than a day.
create view rule_overlap as
  select s.session_id
  from session s
  join session r on r.room_id = s.room_id and r.session_id <> s.session_id
    and r.ends_at between s.starts_at - interval '4 hours' and s.ends_at + interval '1 day'
    and r.starts_at <= s.ends_at + interval '4 hours'
  union all
  select session_id from session_room
  union all
  select s.session_id from session_room p join session s on s.room_id = p.room_id
  union all
  select s.session_id
  from session_door d
  join session m on m.session_id = d.session_id
  join session s on s.ends_at between m.ends_at - interval '2 days' and m.ends_at + interval '2 days'
  where d.start_ms is not null or d.room_id is not null;

create view rule_policy as
  select class_id, late_after_min, half_late_after_min, early_after_min, half_early_after_min, check_out,
         excused_absent::int as excused_absent, (threshold_unit = 'period')::int as by_periods, threshold_percent
  from class;

create view rule_enrolment as
  select class_id, member_id, ordinal, utc_ms(from_at) as from_ms, utc_ms(until_at) as until_ms,
         coalesce(counts_for, class_id) as counts_for
  from enrolment;

-- One table, so that a learner's taps are found by their time (fact_tap).
create view rule_tap as
  select who as member_id, room_id, session_id, at_ms, trusted,
         (verdict is not null and verdict in ('out', 'left_early'))::int as leaves
  from fact
  where kind = 'tap' and who is not null;

-- Marks of learners. Later ones are greater: by time, then by their place in the record.
create view learner_mark as
  select session_id, member_id, status, reason,
         case when at_ms between 0 and 100000000000000 then at_ms else 0 end * 65536 + seq % 65536 as mark_order
  from fact_at
  where kind = 'mark' and member_id is not null and (at_ms is null or at_ms between 0 and 100000000000000);

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
      select session_id, member_id, fact_id(detail, 'by_session_id'), status = 'credited', coalesce(at_ms, 0), seq
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
