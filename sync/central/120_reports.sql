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
