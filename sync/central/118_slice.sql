-- kiosk_slice: what a kiosk is given (kiosk/ledger/slice.h).

truncate slice_cache;  -- made by the code that is replaced here

-- The argument 'past' says that the judging of past sessions depends on the table.
create or replace function slice_touch() returns trigger
language plpgsql security definer set search_path = training, pg_temp as $$
begin
  update slice_epoch set epoch = epoch + 1, past_epoch = past_epoch + (tg_nargs > 0)::int;
  return null;
end
$$;

do $$
declare
  t text;
begin
  foreach t in array array['organisation', 'member', 'room', 'card', 'pin'] loop
    execute format('create or replace trigger slice_touch after insert or update or delete or truncate on %I '
                   'for each statement execute function slice_touch()', t);
  end loop;
  foreach t in array array['class', 'session_room', 'enrolment', 'excused', 'make_up'] loop
    execute format('create or replace trigger slice_touch after insert or update or delete or truncate on %I '
                   'for each statement execute function slice_touch(''past'')', t);
  end loop;
end
$$;
-- Not the columns that pushes write.
create or replace trigger slice_touch after insert or delete or truncate or
  update of class_id, room_id, starts_at, ends_at, periods, instructor_id, number, cancelled_at on session
  for each statement execute function slice_touch('past');
create or replace trigger slice_touch after insert or delete or update of room_id, revoked_at on kiosk
  for each statement execute function slice_touch('past');
create or replace trigger slice_touch after insert or delete or update of timezone on site
  for each statement execute function slice_touch('past');

-- The slices of all sites that hold a class of these sessions, or one that a seat in them counts for, are to be made anew.
create or replace function slice_touch_sessions(in_session_ids text[]) returns void
language sql as $$
  with sites as materialized (
    select w.site_id from site w
    where w.site_id in (
      select r.site_id
      from (select class_id from session where session_id = any (in_session_ids)
            union
            select e.course_id
            from session s join enrolment e using (class_id) where s.session_id = any (in_session_ids)) c
      join session o using (class_id)
      join rule_place p using (session_id)
      join room r on r.room_id = p.room_id)
    order by w.site_id
    for no key update)
  update site set slice_epoch = slice_epoch + 1 where site_id in (select site_id from sites)
$$;

-- The sessions of a site from yesterday to 31 days ahead, by the site's own calendar.
create or replace function site_sessions(in_site_id text, in_today date, in_timezone text) 
returns table (session_id text, class_id text, room_id text, instructor_id text, planned_ms int8, ends_ms int8,
               moved_ms int8, periods int)
language sql stable as $$
  select s.session_id, s.class_id, s.room_id, s.instructor_id, s.planned_ms, s.ends_ms, s.moved_ms, s.periods
  from session_now s
  where s.cancelled_at is null
    and s.ends_at >= (in_today - 1)::timestamp at time zone in_timezone
    and s.starts_at < (in_today + 32)::timestamp at time zone in_timezone
    and s.session_id in (select p.session_id from rule_place p join room r using (room_id) where r.site_id = in_site_id and p.former = 0)
$$;

-- Sessions and their place in the course: number of how many. Cancelled ones don't count.
create view session_place as
  select session_id, class_id, coalesce(number, row_number() over by_time) as number, count(*) over whole as of
  from session
  where cancelled_at is null
  window by_time as (partition by class_id order by starts_at, session_id), whole as (partition by class_id);

create view made_up as select session_id, member_id from rule_credit where made_up = 1;

-- The seats that learners of these classes have or had in others for the same course: of who moved here.
create or replace function moved_seats(in_class_ids text[])
returns table (class_id text, member_id text, ordinal int, from_ms int8, until_ms int8, counts_for text)
language sql stable as $$
  select e.class_id, e.member_id, e.ordinal, e.from_ms, e.until_ms, e.counts_for
  from rule_enrolment e
  join enrolment h on h.class_id = e.counts_for and h.member_id = e.member_id
  where e.counts_for = any (in_class_ids) and e.class_id <> all (in_class_ids)
$$;

-- The course beside the slice, judged: the sessions before it, and those of other classes with a seat of who moved here, told
-- of these learners alone. All of it in one go: the rule reads all taps for one session as well as for sixty.
create or replace function site_past(in_site_id text, in_today date, in_timezone text) returns text
language plpgsql stable as $$
declare
  before timestamptz := (in_today - 1)::timestamp at time zone in_timezone;
  classes text[] := array(select distinct class_id from site_sessions(in_site_id, in_today, in_timezone));
  movers text[] := array(select member_id from moved_seats(classes));
  elsewhere text[] := array(
    select s.session_id
    from moved_seats(classes) e
    join session s using (class_id)
    where s.cancelled_at is null
      and coalesce(e.from_ms <= s.held_ms, true) and coalesce(s.held_ms < e.until_ms, true));
  ids text[] := elsewhere || array(
    select session_id from session where cancelled_at is null and ends_at < before and class_id = any (classes));
begin
  if cardinality(ids) = 0 then
    return '[]';
  end if;
  return (
    with judged as (
      select g.session_id, json_object_agg(g.status, g.members order by g.status) as statuses
      from (select r.session_id, r.status, json_agg(r.member_id order by r.ordinal, r.member_id) as members
            from rule_roll r
            where r.session_id = any (ids) and (r.session_id <> all (elsewhere) or r.member_id = any (movers))
            group by r.session_id, r.status) g
      group by g.session_id
    ), credited as (
      select c.session_id, json_agg(distinct c.member_id order by c.member_id) as members
      from made_up c
      where c.session_id = any (ids) and (c.session_id <> all (elsewhere) or c.member_id = any (movers))
      group by c.session_id
    ), forgot as (
      select f.session_id, json_agg(distinct f.member_id order by f.member_id) as members
      from learner_mark f join member m using (member_id)
      where f.session_id = any (ids) and f.reason = 'forgot' and f.status is not null
        and (f.session_id <> all (elsewhere) or f.member_id = any (movers))
        and not exists (select from learner_mark n
                        where n.session_id = f.session_id and n.member_id = f.member_id and n.status is null
                          and n.mark_order > f.mark_order)
      group by f.session_id
    )
    select json_agg(json_build_object(
      'session_id', s.session_id, 'class_id', s.class_id, 'number', p.number,
      'starts_utc_ms', coalesce(s.moved_ms, s.planned_ms), 'ends_utc_ms', s.ends_ms, 'periods', s.periods,
      'closed', st.closed, 'statuses', coalesce(j.statuses, '{}'), 'made_up', coalesce(c.members, '[]'),
      'forgot', coalesce(f.members, '[]')) order by s.session_id)::text
    from session_now s
    join session_place p using (session_id)
    join session_state_of st using (session_id)
    left join judged j using (session_id)
    left join credited c using (session_id)
    left join forgot f using (session_id)
    where s.session_id = any (ids));
end
$$;

-- A site's part of the slice, the same for each of its kiosks: its sessions and what these need.
create or replace function site_slice(in_site_id text, in_today date, in_timezone text) returns text
language sql stable as $$
  with near as materialized (
    select * from site_sessions(in_site_id, in_today, in_timezone)
  ), near_class as materialized (
    select * from class where class_id in (select class_id from near)
  ), near_enrolment as materialized (
    select * from rule_enrolment where class_id in (select class_id from near_class)
    union all
    select * from moved_seats(array(select class_id from near_class))
  ), near_make_up as materialized (
    select u.session_id, u.member_id, u.by_session_id
    from rule_make_up u
    join session s on s.session_id = u.session_id
    join member m on m.member_id = u.member_id
    where (u.by_session_id is null or u.by_session_id in (select session_id from session))
      and (u.by_session_id in (select session_id from near) or s.class_id in (select class_id from near_class))
  ), near_member as materialized (
    select m.member_id, m.full_name, coalesce(o.name, '') as unit
    from member m left join organisation o using (organisation_id)
    where m.member_id in (select member_id from near_enrolment union select instructor_id from near
                          union select member_id from near_make_up)
  )
  select concat(
    '"rooms":', (
      select json_agg(json_build_object('room_id', room_id, 'name', name, 'place', place) order by room_id)
      from room where site_id = in_site_id),
    ',"classes":', coalesce((
      select json_agg(json_build_object(
        'class_id', class_id, 'title', title, 'kind', kind, 'threshold_percent', threshold_percent,
        'late_after_min', late_after_min, 'opens_before_min', opens_before_min,
        'half_late_after_min', half_late_after_min, 'early_after_min', early_after_min,
        'half_early_after_min', half_early_after_min, 'check_out', check_out > 0, 'check_out_required', check_out = 2,
        'excused_absent', excused_absent, 'threshold_unit', threshold_unit, 'address', address) order by class_id)
      from near_class), '[]'),
    ',"sessions":', coalesce((
      select json_agg(json_build_object(
        'session_id', n.session_id, 'class_id', n.class_id, 'room_id', n.room_id,
        'rooms', (select json_agg(p.room_id order by p.room_id <> n.room_id, p.room_id)
                  from rule_place p where p.session_id = n.session_id and p.former = 0),
        'former_rooms', (select json_agg(p.room_id order by p.room_id)
                         from rule_place p where p.session_id = n.session_id and p.former = 1),
        'starts_utc_ms', n.planned_ms, 'ends_utc_ms', n.ends_ms, 'moved_utc_ms', n.moved_ms, 'periods', n.periods,
        'number', p.number, 'of', p.of, 'instructor_id', n.instructor_id, 'closed', st.closed) order by n.session_id)
      from near n join session_place p using (session_id) join session_state_of st using (session_id)), '[]'),
    ',"members":', coalesce((
      select json_agg(json_build_object('member_id', member_id, 'full_name', full_name, 'unit', unit)
                      order by member_id)
      from near_member), '[]'),
    ',"enrolments":', coalesce((
      select json_agg(json_build_object('class_id', class_id, 'member_id', member_id, 'ordinal', ordinal,
                                        'from_utc_ms', from_ms, 'until_utc_ms', until_ms, 'counts_for', counts_for)
                      order by class_id, ordinal, member_id)
      from near_enrolment), '[]'),
    ',"cards":', coalesce((
      select json_agg(json_build_object('card_key', encode(card_key, 'hex'), 'member_id', member_id, 'role', role,
                                        'state', state) order by card_key)
      from card where member_id in (select member_id from near_member)), '[]'),
    ',"excused":', coalesce((
      select json_agg(json_build_object('session_id', session_id, 'member_id', member_id)
                      order by session_id, member_id)
      from excused where session_id in (select session_id from near)), '[]'),
    ',"make_ups":', coalesce((
      select json_agg(json_build_object('session_id', session_id, 'member_id', member_id,
                                        'by_session_id', by_session_id) order by session_id, member_id)
      from near_make_up), '[]'),
    ',"pins":', coalesce((
      select json_agg(json_build_object('member_id', member_id, 'pin_hash', pin_hash) order by member_id)
      from pin where member_id in (select instructor_id from near)), '[]'))
$$;

-- Brings a site's cached slice up to date and returns its digest. The counters are read before what they count, so that a
-- change in between only makes the text once too often. Every push comes here: the text itself is not touched while it is
-- good.
create or replace function slice_refresh(in_site_id text) returns text
language plpgsql as $$
declare
  made text;
  past_made text;
  zone text;
  today date;
  fresh text;
  fresh_past text;
  known text;
begin
  select (now() at time zone s.timezone)::date, s.timezone,
         format('%s/%s/%s', e.epoch, s.slice_epoch, (now() at time zone s.timezone)::date),
         format('%s/%s/%s', e.past_epoch, s.slice_epoch, (now() at time zone s.timezone)::date)
  into today, zone, made, past_made
  from site s, slice_epoch e where s.site_id = in_site_id;
  select c.digest into known from slice_cache c where c.site_id = in_site_id and c.made_of = made;
  if found then
    return known;
  end if;
  select c.past into fresh_past from slice_cache c where c.site_id = in_site_id and c.past_made_of = past_made;
  if not found then
    fresh_past := site_past(in_site_id, today, zone);
  end if;
  fresh := site_slice(in_site_id, today, zone);
  insert into slice_cache as c (site_id, made_of, body, past_made_of, past, digest)
  values (in_site_id, made, fresh, past_made, fresh_past, encode(sha256(convert_to(fresh || fresh_past, 'UTF8')), 'hex'))
  on conflict (site_id) do update
    set made_of = excluded.made_of, body = excluded.body, past_made_of = excluded.past_made_of, past = excluded.past,
        digest = excluded.digest
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

-- Whoever calls: a kiosk that is let in, or an error that names the mend.
create or replace function kiosk_caller() returns kiosk
language plpgsql stable as $$
declare
  me kiosk;
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
  return me;
end
$$;

create or replace function kiosk_slice(in_version text) returns text
language plpgsql security definer
set search_path = training, pg_temp
as $$
declare
  me kiosk := kiosk_caller();
  place record;
  cached text;
  current_version text;
begin
  place := kiosk_place(me.kiosk_id);
  current_version := slice_version_of(place.body, slice_refresh(place.site_id));
  if current_version = in_version then
    return null;
  end if;
  select concat(c.body, ',"past":', c.past), slice_version_of(place.body, c.digest) into cached, current_version
  from slice_cache c where c.site_id = place.site_id;
  return concat('{"version":"', current_version, '","kiosk":', place.body, ',', cached, '}');
end
$$;
