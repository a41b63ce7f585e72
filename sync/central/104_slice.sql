-- kiosk_slice: what a kiosk is given (kiosk/ledger/slice.h).

truncate slice_cache;  -- made by the code that is replaced here

create or replace function slice_touch() returns trigger
language plpgsql security definer set search_path = training, pg_temp as $$
begin
  update slice_epoch set epoch = epoch + 1;
  return null;
end
$$;

do $$
declare
  t text;
begin
  foreach t in array array['organisation', 'member', 'room', 'card', 'class', 'session', 'enrolment', 'excused'] loop
    execute format('create or replace trigger slice_touch after insert or update or delete or truncate on %I '
                   'for each statement execute function slice_touch()', t);
  end loop;
end
$$;
-- Not the columns that each push writes.
create or replace trigger slice_touch after insert or delete or update of room_id, revoked_at on kiosk
  for each statement execute function slice_touch();
create or replace trigger slice_touch after insert or delete or update of timezone on site
  for each statement execute function slice_touch();

-- A site's part of the slice, the same for each of its kiosks: its sessions from yesterday to 31 days ahead, by the site's
-- own calendar, and what these need.
create or replace function site_slice(in_site_id text, in_today date, in_timezone text) returns text
language sql stable as $$
  with near as materialized (
    select s.*
    from session s join room r using (room_id)
    where r.site_id = in_site_id
      and s.ends_at >= (in_today - 1)::timestamp at time zone in_timezone
      and s.starts_at < (in_today + 32)::timestamp at time zone in_timezone
  ), near_class as materialized (
    select * from class where class_id in (select class_id from near)
  ), near_enrolment as materialized (
    select * from enrolment where class_id in (select class_id from near_class)
  ), near_member as materialized (
    select m.member_id, m.full_name, coalesce(o.name, '') as unit
    from member m left join organisation o using (organisation_id)
    where m.member_id in (select member_id from near_enrolment union select instructor_id from near)
  ), place as (
    select s.session_id, coalesce(s.number, row_number() over by_time) as number, count(*) over whole as of
    from session s
    where s.class_id in (select class_id from near_class)
    window by_time as (partition by s.class_id order by s.starts_at, s.session_id), whole as (partition by s.class_id)
  )
  select concat(
    '"rooms":', (
      select json_agg(json_build_object('room_id', room_id, 'name', name, 'place', place) order by room_id)
      from room where site_id = in_site_id),
    ',"classes":', coalesce((
      select json_agg(json_build_object(
        'class_id', class_id, 'title', title, 'kind', kind, 'threshold_percent', threshold_percent,
        'late_after_min', late_after_min, 'opens_before_min', opens_before_min) order by class_id)
      from near_class), '[]'),
    ',"sessions":', coalesce((
      select json_agg(json_build_object(
        'session_id', n.session_id, 'class_id', n.class_id, 'room_id', n.room_id,
        'starts_utc_ms', n.starts_ms, 'ends_utc_ms', n.ends_ms, 'periods', n.periods,
        'number', p.number, 'of', p.of, 'instructor_id', n.instructor_id, 'closed', st.closed) order by n.session_id)
      from near n join place p using (session_id) join session_state st using (session_id)), '[]'),
    ',"members":', coalesce((
      select json_agg(json_build_object('member_id', member_id, 'full_name', full_name, 'unit', unit)
                      order by member_id)
      from near_member), '[]'),
    ',"enrolments":', coalesce((
      select json_agg(json_build_object('class_id', class_id, 'member_id', member_id, 'ordinal', ordinal)
                      order by class_id, ordinal, member_id)
      from near_enrolment), '[]'),
    ',"cards":', coalesce((
      select json_agg(json_build_object('card_key', encode(card_key, 'hex'), 'member_id', member_id, 'role', role,
                                        'state', state) order by card_key)
      from card where member_id in (select member_id from near_member)), '[]'),
    ',"excused":', coalesce((
      select json_agg(json_build_object('session_id', session_id, 'member_id', member_id)
                      order by session_id, member_id)
      from excused where session_id in (select session_id from near)), '[]'))
$$;

-- Brings a site's cached slice up to date and returns its digest. The counters are read before what they count, so that a
-- change in between only makes the text once too often. Every push comes here: the text itself is not touched while it is
-- good.
create or replace function slice_refresh(in_site_id text) returns text
language plpgsql as $$
declare
  made text;
  zone text;
  today date;
  fresh text;
  known text;
begin
  select (now() at time zone s.timezone)::date, s.timezone,
         format('%s/%s/%s', e.epoch, s.slice_epoch, (now() at time zone s.timezone)::date)
  into today, zone, made
  from site s, slice_epoch e where s.site_id = in_site_id;
  select c.digest into known from slice_cache c where c.site_id = in_site_id and c.made_of = made;
  if found then
    return known;
  end if;
  fresh := site_slice(in_site_id, today, zone);
  insert into slice_cache as c (site_id, made_of, body, digest)
  values (in_site_id, made, fresh, encode(sha256(convert_to(fresh, 'UTF8')), 'hex'))
  on conflict (site_id) do update set made_of = excluded.made_of, body = excluded.body, digest = excluded.digest
  returning c.digest into known;
  return known;
end
$$;

-- The kiosk's own part of the slice.
create or replace function kiosk_place(in_kiosk_id text, out site_id text, out body text)
language plpgsql stable as $$
begin
  select r.site_id, json_build_object('kiosk_id', k.kiosk_id, 'room_id', k.room_id, 'site_id', r.site_id)::text
  into site_id, body
  from kiosk k join room r using (room_id)
  where k.kiosk_id = in_kiosk_id;
end
$$;

create or replace function slice_version_of(in_place text, in_digest text) returns text
language sql stable
return substring(encode(sha256(convert_to(in_place || in_digest, 'UTF8')), 'hex') from 1 for 32);

-- The version that kiosk_slice would give now. A slice that cannot be made must not keep taps from being taken.
create or replace function kiosk_slice_version(in_kiosk_id text) returns text
language plpgsql as $$
declare
  place record := kiosk_place(in_kiosk_id);
begin
  return slice_version_of(place.body, slice_refresh(place.site_id));
exception when data_exception or cardinality_violation or undefined_object then
  perform alarm_raise('slice', in_kiosk_id, null, null, format('the slice cannot be made: %s', sqlerrm));
  return '';
end
$$;

create or replace function kiosk_slice(in_version text) returns text
language plpgsql security definer
set search_path = training, pg_temp
as $$
declare
  me kiosk;
  place record;
  cached text;
  current_version text;
begin
  select * into me from kiosk k where k.kiosk_id = session_user;
  if not found then
    raise exception 'role % is no kiosk', session_user using errcode = '42501',
      hint = 'Set it up with: diemdanh-office kiosk add.';
  end if;
  if me.revoked_at is not null then
    raise exception 'kiosk % is revoked', session_user using errcode = '42501',
      hint = 'Let it in again with: diemdanh-office kiosk add ID --restore.';
  end if;
  place := kiosk_place(me.kiosk_id);
  current_version := slice_version_of(place.body, slice_refresh(place.site_id));
  if current_version = in_version then
    return null;
  end if;
  select c.body, slice_version_of(place.body, c.digest) into cached, current_version
  from slice_cache c where c.site_id = place.site_id;
  return concat('{"version":"', current_version, '","kiosk":', place.body, ',', cached, '}');
end
$$;
