-- The time of facts: what devices say of their boots' clocks, and what follows from it.

-- The offset of an instant between the anchors i and i + 1. As kiosk/ledger/anchor.c and schema/004.sql do it.
create or replace function anchor_line(in_boottime_ms int8, in_at_ms int8[], in_offset_ms int8[], i int) returns int8
language sql immutable parallel safe
return in_offset_ms[i] + trunc((in_offset_ms[i + 1] - in_offset_ms[i])::float8 * (in_boottime_ms - in_at_ms[i])
                               / (in_at_ms[i + 1] - in_at_ms[i]))::int8;

-- UTC of a fact by its boot's anchors, NULL when it cannot be: one bad row must not break a report. Before the first and after
-- the last the nearest one's offset counts.
create or replace function fact_time(in_boottime_ms int8, in_at_ms int8[], in_offset_ms int8[]) returns int8
language sql immutable parallel safe
return case when in_boottime_ms between -1000000000000000 and 1000000000000000 then
  in_boottime_ms + case
    when cardinality(in_at_ms) <= 1 or in_boottime_ms < in_at_ms[1] then in_offset_ms[1]
    when in_boottime_ms >= in_at_ms[cardinality(in_at_ms)] then in_offset_ms[cardinality(in_at_ms)]
    else anchor_line(in_boottime_ms, in_at_ms, in_offset_ms, width_bucket(in_boottime_ms, in_at_ms)) end
  end;

-- From which sequence on a ledger may hold facts of a boot later than in_after_ms. They are its last ones, nearly always; the
-- times of two facts that were recorded together may be in the other order, those of 200 in a row are not.
create or replace function boot_seq_after(in_ledger ledger, in_boot_id uuid, in_after_ms int8) returns int8
language plpgsql stable as $$
declare
  low int8 := in_ledger.hi + 1;
begin
  loop
    low := low - 200;
    if low <= in_ledger.fork_seq or not exists (
         select from fact f
         where f.ledger_id = in_ledger.ledger_id and f.seq >= low and f.seq < low + 200 and f.boot_id = in_boot_id
           and f.boottime_ms > in_after_ms) then
      return low;
    end if;
  end loop;
end
$$;

-- Dates the facts of a ledger and its branches, of one boot or of all, and says whose the taps of unknown cards count as.
-- in_undated: the boot had no trusted time before, so all of its facts are among the undated.
-- in_after_ms: facts of the boot up to that boottime keep their time.
create or replace function fact_dates_make(in_root_id uuid, in_boot_id uuid, in_undated boolean,
                                           in_after_ms int8 default null) returns void
language plpgsql set search_path = training, pg_temp as $$
declare
  one ledger;
  low int8;
  -- Where a record has parted a boot's last facts need not be a ledger's last.
  parted boolean := (select count(*) > 1 from ledger l where l.root_id = in_root_id);
  more text[];
  touched text[] := '{}';
begin
  for one in select * from ledger l where l.root_id = in_root_id loop
    if in_undated then
      with dated as (
        update fact f
        set at_ms = fact_time(f.boottime_ms, b.anchor_at_ms, b.anchor_offset_ms),
            trusted = (coalesce(b.source, 0) > 0)::int::int2
        from boot b
        where f.ledger_id = one.ledger_id and f.boot_id = in_boot_id and f.trusted = 0
          and b.ledger_id = in_root_id and b.boot_id = f.boot_id
        returning f.kind, f.member_id, f.session_id
      ) select array_agg(distinct d.session_id) into more from dated d
        where d.kind = 'mark' and d.member_id is null and d.session_id is not null;
    else
      low := case when in_after_ms is null or parted then 0
                  else boot_seq_after(one, in_boot_id, in_after_ms) end;
      with dated as (
        update fact f
        set at_ms = fact_time(f.boottime_ms, b.anchor_at_ms, b.anchor_offset_ms),
            trusted = (coalesce(b.source, 0) > 0)::int::int2
        from boot b
        where f.ledger_id = one.ledger_id and f.seq >= low and (in_boot_id is null or f.boot_id = in_boot_id)
          and (in_after_ms is null or f.boottime_ms > in_after_ms)
          and b.ledger_id = in_root_id and b.boot_id = f.boot_id
        returning f.kind, f.member_id, f.session_id
      ) select array_agg(distinct d.session_id) into more from dated d
        where d.kind = 'mark' and d.member_id is null and d.session_id is not null;
    end if;
    touched := touched || coalesce(more, '{}');
  end loop;
  perform card_taps_count(null);
  perform session_door_make(touched);
end
$$;

-- What a device says of its boots: each entry an anchor, all entries of one boot all that it knows of it. Only those of the
-- boot's best source count, the last 64 of them. A better source replaces a worse one; of two that are told of one source the
-- one that heard later stands, so that an old copy of a device takes nothing back.
create or replace function boots_store(in_ledger_id uuid, in_boot_id uuid[], in_number int8[], in_offset_ms int8[],
                                       in_source int2[], in_at_ms int8[]) returns void
language plpgsql as $$
declare
  told record;
  held boot;
  kept int;
begin
  -- The last boot comes with each call, and nearly always as it was.
  if cardinality(in_boot_id) = 1 and exists (
       select from boot b
       where b.ledger_id = in_ledger_id and b.boot_id = in_boot_id[1] and b.number = in_number[1]
         and b.source = in_source[1] and b.anchor_at_ms = in_at_ms and b.anchor_offset_ms = in_offset_ms) then
    return;
  end if;
  for told in
    select w.boot_id, w.source, (array_agg(w.number order by w.at_ms desc))[1] as number,
           (array_agg(w.offset_ms order by w.at_ms desc))[1] as offset_ms,
           coalesce((array_agg(w.at_ms order by w.at_ms) filter (where w.sane))
                    [greatest(1, count(*) filter (where w.sane) - 63):], '{}') as at_ms,
           coalesce((array_agg(w.offset_ms order by w.at_ms) filter (where w.sane))
                    [greatest(1, count(*) filter (where w.sane) - 63):], '{}') as offsets_ms
    from (
      select distinct on (u.boot_id, v.at_ms) u.boot_id, u.number, u.offset_ms, u.source, v.at_ms,
             u.offset_ms is not null and u.offset_ms between -1000000000000000 and 1000000000000000
               and v.at_ms between -1000000000000000 and 1000000000000000 as sane
      from (select b.*, max(coalesce(b.source, 0)) over (partition by b.boot_id) as best
            from unnest(in_boot_id, in_number, in_offset_ms, in_source, in_at_ms)
                   as b (boot_id, number, offset_ms, source, at_ms)
            where b.boot_id is not null) u
      cross join lateral (select coalesce(u.at_ms, 0) as at_ms) v
      where coalesce(u.source, 0) = u.best
      order by u.boot_id, v.at_ms, u.offset_ms desc nulls last, u.number desc nulls last, u.source nulls last) w
    group by w.boot_id, w.source
    order by w.boot_id, w.source nulls first
  loop
    select * into held from boot b where b.ledger_id = in_ledger_id and b.boot_id = told.boot_id;
    kept := 0;
    if not found then
      insert into boot (ledger_id, boot_id, number, offset_ms, source, anchor_at_ms, anchor_offset_ms)
      values (in_ledger_id, told.boot_id, told.number, told.offset_ms, told.source, told.at_ms, told.offsets_ms);
    elsif coalesce(told.source, 0) < coalesce(held.source, 0)
          or told.source = held.source
             and told.at_ms[cardinality(told.at_ms)] < held.anchor_at_ms[cardinality(held.anchor_at_ms)]
          or (held.number, held.offset_ms, held.source, held.anchor_at_ms, held.anchor_offset_ms)
             is not distinct from (told.number, told.offset_ms, told.source, told.at_ms, told.offsets_ms) then
      continue;
    else
      update boot b set number = told.number, offset_ms = told.offset_ms, source = told.source,
                        anchor_at_ms = told.at_ms, anchor_offset_ms = told.offsets_ms
      where b.ledger_id = in_ledger_id and b.boot_id = told.boot_id;
      while told.source is not distinct from held.source and told.at_ms[kept + 1] = held.anchor_at_ms[kept + 1]
            and told.offsets_ms[kept + 1] = held.anchor_offset_ms[kept + 1] loop
        kept := kept + 1;
      end loop;
    end if;
    perform fact_dates_make(in_ledger_id, told.boot_id, coalesce(held.source, 0) = 0, told.at_ms[kept]);
  end loop;
end
$$;

-- Facts of boots that never met a trusted clock: between which instants they lie.
--
-- A record is in the order of time. After the last dated fact before them each boot between ran at least as long as its last
-- fact says, and so before the first dated fact after them; and nothing was recorded after it was received. Boottimes may run
-- wrong by 500 ppm, a dated fact by that since the reading that dated it, and by two seconds besides; so the interval is wide
-- but never wrong. A branch has its parent's record before it.

-- One row of the way from a ledger to its root, with what of each belongs to the record.
create or replace function ledger_path(in_ledger_id uuid, out ledger_id uuid, out after_seq int8, out to_seq int8)
returns setof record
language sql stable rows 2 set search_path = training, pg_temp as $$
  with recursive path as (
    select l.ledger_id, l.parent_id, l.fork_seq, l.hi from ledger l where l.ledger_id = in_ledger_id
    union all
    select p.ledger_id, p.parent_id, p.fork_seq, least(p.hi, c.fork_seq)
    from path c
    join ledger p on p.ledger_id = c.parent_id
  )
  select path.ledger_id, path.fork_seq, path.hi from path;
$$;

-- What a boottime proves to have gone by.
create or replace function time_surely(in_boottime_ms int8) returns int8
language sql immutable parallel safe
return in_boottime_ms - in_boottime_ms / 2000;

-- How wrong the time of a dated fact may be.
create or replace function time_unsure(in_boottime_ms int8, in_at_ms int8[]) returns int8
language sql immutable parallel safe
return 2000 + least(coalesce((select min(abs(a - in_boottime_ms::numeric)) from unnest(in_at_ms) a), 0),
                    1000000000000000000)::int8 / 2000;

-- A dated fact of a record: before which instant it surely was not, and after which its boot surely did not begin. Nothing
-- when it is not dated or there is none.
create or replace function record_dated(in_ledger_id uuid, in_seq int8, out earliest_ms int8, out begun_ms int8)
language sql stable set search_path = training, pg_temp as $$
  select f.at_ms - time_unsure(f.boottime_ms, b.anchor_at_ms),
         case when f.boottime_ms >= 0
              then f.at_ms - time_surely(f.boottime_ms) + time_unsure(f.boottime_ms, b.anchor_at_ms) end
  from ledger_path(in_ledger_id) p
  join fact f on f.ledger_id = p.ledger_id and f.seq = in_seq
  join ledger l on l.ledger_id = f.ledger_id
  join boot b on b.ledger_id = l.root_id and b.boot_id = f.boot_id
  where in_seq > p.after_seq and in_seq <= p.to_seq and f.trusted = 1 and f.at_ms is not null
$$;

create or replace function fact_brackets_of(in_ledger_id uuid, out seq int8, out earliest_ms int8, out latest_ms int8)
returns setof record
language sql stable cost 100000 rows 1000 set search_path = training, pg_temp as $$
  with undated as materialized (
    select f.ledger_id, f.seq, coalesce(f.boot_id, '00000000-0000-0000-0000-000000000000') as boot_id,
           utc_ms(f.received_at) as received_ms,
           case when f.boottime_ms between 0 and 10000000000000 then f.boottime_ms end as up_ms
    from ledger_path(in_ledger_id) p
    join fact f on f.ledger_id = p.ledger_id and f.trusted = 0 and f.seq > p.after_seq and f.seq <= p.to_seq
  ), span as (
    select u.boot_id, min(u.seq) as first_seq, max(u.seq) as last_seq, coalesce(max(u.up_ms), 0) as uptime_ms,
           max(u.received_ms) as received_ms
    from undated u
    group by u.boot_id
  ), parted as (
    select s.*, (lag(s.last_seq) over (order by s.first_seq) is distinct from s.first_seq - 1)::int as begins from span s
  ), numbered as (
    select p.*, sum(p.begins) over (order by p.first_seq) as run from parted p
  ), summed as (
    select n.*, (sum(n.uptime_ms) over (partition by n.run order by n.first_seq))::int8 as upto_ms from numbered n
  ), run as materialized (
    select s.run, s.upto_ms as uptime_ms, b.earliest_ms, a.begun_ms
    from (select s.run, max(s.upto_ms) as upto_ms, min(s.first_seq) as first_seq, max(s.last_seq) as last_seq
          from summed s group by s.run) s
    cross join lateral record_dated(in_ledger_id, s.first_seq - 1) b
    cross join lateral record_dated(in_ledger_id, s.last_seq + 1) a
  ), bounded as materialized (
    select s.boot_id, s.uptime_ms, s.upto_ms - s.uptime_ms as before_ms, r.earliest_ms,
           least(min(s.received_ms + 2000 - time_surely(s.upto_ms))
                   over (partition by s.run order by s.first_seq rows between current row and unbounded following),
                 r.begun_ms - time_surely(r.uptime_ms)) as end_ms
    from summed s
    join run r on r.run = s.run
  )
  select u.seq, b.earliest_ms + time_surely(b.before_ms + coalesce(u.up_ms, 0)),
         least(u.received_ms + 2000, b.end_ms + time_surely(b.before_ms + coalesce(u.up_ms, b.uptime_ms)))
  from undated u
  join bounded b on b.boot_id = u.boot_id
  where u.ledger_id = in_ledger_id
$$;

-- earliest_at NULL: nothing dated stands before it. A time outside 1970 to 9999 is cut there.
create view fact_bracket as
  select l.ledger_id, b.seq,
         to_timestamp(least(greatest(b.earliest_ms, 0), 253402300799999) / 1000.0) as earliest_at,
         to_timestamp(least(greatest(b.latest_ms, 0), 253402300799999) / 1000.0) as latest_at
  from ledger l
  cross join lateral fact_brackets_of(l.ledger_id) b
  where exists (select from fact f where f.ledger_id = l.ledger_id and f.trusted = 0);
