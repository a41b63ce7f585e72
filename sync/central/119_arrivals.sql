-- kiosk_arrivals: what other doors saw of the sessions of this one, so that two doors of a hall agree while online.

-- What a kiosk must know of others: its room's sessions from yesterday to tomorrow, and the kiosks at all rooms of these.
create or replace function kiosk_peers(in_kiosk kiosk, out session_ids text[], out kiosk_ids text[])
language plpgsql stable as $$
declare
  zone text;
  today timestamp;
  near text[];
begin
  session_ids := '{}';
  kiosk_ids := '{}';
  -- Most doors are alone with their sessions, which costs next to nothing to find out.
  if not exists (select from kiosk k where k.room_id = in_kiosk.room_id and k.kiosk_id <> in_kiosk.kiosk_id)
     and not exists (select from session_room p where p.room_id = in_kiosk.room_id)
     and not exists (select from session s join session_room p using (session_id)
                     where s.room_id = in_kiosk.room_id and s.ends_at > now() - interval '3 days')
     and not exists (select from session s join session_former f using (session_id)
                     where s.held_room_id = in_kiosk.room_id and f.room_id <> s.held_room_id
                       and s.ends_at > now() - interval '3 days') then
    return;
  end if;
  select w.timezone into zone from room r join site w using (site_id) where r.room_id = in_kiosk.room_id;
  today := date_trunc('day', now() at time zone zone);
  near := array(select s.session_id from session s
                where s.ends_at >= (today - interval '1 day') at time zone zone
                  and s.starts_at < (today + interval '2 days') at time zone zone and s.cancelled_at is null);
  session_ids := array(select p.session_id from rule_place p
                       where p.session_id = any (near) and p.room_id = in_kiosk.room_id and p.former = 0
                       order by p.session_id);
  kiosk_ids := array(select k.kiosk_id from kiosk k
                     where k.kiosk_id <> in_kiosk.kiosk_id
                       and k.room_id in (select p.room_id from rule_place p where p.session_id = any (session_ids))
                     order by k.kiosk_id);
end
$$;

-- Changes with whatever may change the arrivals: sessions, other kiosks' records, the times of their boots. '' = no other
-- door is concerned.
create or replace function arrivals_cursor(in_session_ids text[], in_kiosk_ids text[]) returns text
language sql stable as $$
  select coalesce(md5(concat(
    (select string_agg(concat_ws(' ', s.session_id, s.opens_ms, s.ends_ms, p.rooms), ',' order by s.session_id)
     from rule_session s
     cross join lateral (select string_agg(concat(p.room_id, ' ', p.former), ' ' order by p.room_id) as rooms
                         from rule_place p where p.session_id = s.session_id) p
     where s.session_id = any (in_session_ids)),
    string_agg(concat_ws(' ', l.ledger_id, l.hi, b.sum), ',' order by l.ledger_id))), '')
  from kiosk k
  join ledger own on own.ledger_id = k.ledger_id
  join ledger l on l.root_id = own.root_id
  cross join lateral (select sum(b.number::numeric * 10 + b.offset_ms + b.source + cardinality(b.anchor_at_ms)) as sum
                      from boot b where b.ledger_id = l.root_id) b
  where k.kiosk_id = any (in_kiosk_ids)
  having count(*) > 0
$$;

-- The taps that count, as rule_tap has them. A door does not record more than 10,000 facts in three days. A text that the other
-- doors would not take, and refuse all for, is left out.
create or replace function arrivals_body(in_session_ids text[], in_kiosk_ids text[]) returns text
language sql stable as $$
  with tap as materialized (
    select f.who as member_id, f.room_id, case when octet_length(f.session_id) <= 64 then f.session_id end as session_id,
           f.at_ms, f.trusted, f.leaves
    from kiosk k
    join ledger own on own.ledger_id = k.ledger_id
    join ledger l on l.root_id = own.root_id
    join fact f on f.ledger_id = l.ledger_id and f.seq > l.hi - 10000
    where k.kiosk_id = any (in_kiosk_ids) and f.kind = 'tap' and f.who is not null and f.at_ms is not null
  )
  select json_build_object('arrivals', coalesce(json_agg(json_build_object(
    'member_id', t.member_id, 'room_id', t.room_id, 'session_id', t.session_id, 'at_utc_ms', t.at_ms,
    'trusted', t.trusted = 1, 'leaves', t.leaves = 1) order by t.at_ms, t.member_id, t.room_id, t.leaves), '[]'))::text
  from tap t
  where exists (
    select from rule_session s
    join rule_place p on p.session_id = s.session_id
    where s.session_id = any (in_session_ids) and p.room_id = t.room_id
      and (t.session_id = s.session_id
           or p.former = 0 and t.trusted = 1 and t.at_ms between s.opens_ms and s.ends_ms))
    and exists (select from member m where m.member_id = t.member_id)
$$;

-- No row when the caller's cursor is current.
create or replace function kiosk_arrivals(in_cursor text, out "cursor" text, out body text) returns setof record
language plpgsql security definer
set search_path = training, pg_temp
as $$
declare
  me kiosk := kiosk_caller();
  peers record := kiosk_peers(me);
begin
  "cursor" := case when cardinality(peers.kiosk_ids) > 0 and cardinality(peers.session_ids) > 0
                   then arrivals_cursor(peers.session_ids, peers.kiosk_ids) else '' end;
  "cursor" := coalesce("cursor", '');
  if "cursor" is distinct from coalesce(in_cursor, '') then
    body := arrivals_body(peers.session_ids, peers.kiosk_ids);
    return next;
  end if;
end
$$;
