-- What the rule (kiosk/ledger/rule.sql) judges, made from facts and timetable.

-- Facts with their time. A boot that never met a trusted clock has trusted = 0 and a guess; a time that cannot be is NULL,
-- so that one bad row does not break a report.
create view fact_at as
  select f.ledger_id, f.seq, f.kind, f.room_id, f.session_id, f.member_id, f.card_key, f.verdict, f.status, f.reason,
         f.actor_id, f.detail,
         case when f.boottime_ms between -1000000000000000 and 1000000000000000
               and b.offset_ms between -1000000000000000 and 1000000000000000
              then f.boottime_ms + b.offset_ms end as at_ms,
         (coalesce(b.source, 0) > 0)::int as trusted
  from fact f
  join ledger l on l.ledger_id = f.ledger_id
  left join boot b on b.ledger_id = l.root_id and b.boot_id = f.boot_id;

-- A session is closed when it was closed at a door and not reopened since, or when every kiosk of its room has reported
-- after its end with nothing left to send.
create view session_state as
  select s.session_id, coalesce(m.last = 'close', k.drained_at >= s.ends_at, false) as closed
  from session s
  left join (
    select session_id, (array_agg(status order by at_ms desc nulls last, seq desc))[1] as last
    from fact_at
    where kind = 'mark' and member_id is null and status in ('close', 'reopen')
    group by session_id) m on m.session_id = s.session_id
  left join (
    select room_id, min(coalesce(drained_at, '-infinity')) as drained_at
    from kiosk
    where revoked_at is null
    group by room_id) k on k.room_id = s.room_id;

create view rule_session as
  select s.session_id, s.class_id, s.room_id,
         s.starts_ms - c.opens_before_min * 60000 as opens_ms,
         s.starts_ms,
         s.ends_ms,
         c.late_after_min, st.closed::int as closed
  from session s
  join class c using (class_id)
  join session_state st using (session_id);

create view rule_enrolment as
  select class_id, member_id, ordinal from enrolment;

-- A card bound after the tap counts for taps from card.counts_from on, if the office has set it.
create view rule_tap as
  select f.member_id, f.room_id, f.session_id, f.at_ms, f.trusted
  from fact_at f
  where f.kind = 'tap' and f.member_id is not null and f.verdict is distinct from 'expired'
  union all
  select c.member_id, f.room_id, f.session_id, f.at_ms, f.trusted
  from fact_at f
  join card c on c.card_key = f.card_key
  where f.kind = 'tap' and f.member_id is null and c.counts_from is not null
    and f.at_ms >= utc_ms(c.counts_from);

-- Later marks are greater: by time, then by their place in the record. One without a status takes those before it back.
create view rule_mark as
  select session_id, member_id, status, coalesce(at_ms, 0) * 65536 + seq % 65536 as mark_order
  from fact_at
  where kind = 'mark' and member_id is not null and (at_ms is null or at_ms between 0 and 100000000000000);

create view rule_excused as
  select session_id, member_id from excused;
