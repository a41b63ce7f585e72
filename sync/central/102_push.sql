-- kiosk_push: what a kiosk sends.
--
-- A chain value stands for the whole record before it, so two records that have one chain value at one sequence are the
-- same up to there. That decides everything: a batch is laid against what the centre holds of that ledger, branches
-- included.
--   prev_chain is the end of the ledger or of a branch of it  -> the rows are appended there: ok.
--   all rows are held already, or those up to the end are     -> dup, nothing is written.
--   base_seq lies beyond every end                            -> gap.
--   the record parts from what is held after sequence a       -> the rows after a become a branch, a ledger of its own
--        whose id is derived from where it parted, so that the same rows sent twice find the same branch: fork. The
--        answer's hi and chain are the device's own, it goes on from there under its old ledger id and the next batch
--        is found to continue the branch.
--   prev_chain is nowhere                                     -> the record parted before this batch: fork, and hi is
--        a step back. The device sends again from there; the step doubles until a row is known, then the batches are
--        walked forward (dup, hi = the batch's end) up to the parting.
-- So a device restored from an older image, or one of two clones, converges with the rule that it follows anyway: set
-- acked to hi, also downwards, and send from there until hi is its last. A dup never answers with an hi beyond the
-- device's own last row, because rows that it records later under these numbers would look sent.

create or replace function ledger_lock(in_ledger_id uuid, in_kiosk_id text, in_hardware_id text) returns ledger
language plpgsql as $$
declare
  l ledger;
begin
  select * into l from ledger where ledger_id = in_ledger_id for no key update;
  if not found then
    insert into ledger (ledger_id, root_id, kiosk_id, hardware_id, chain_at_hi)
    values (in_ledger_id, in_ledger_id, in_kiosk_id, in_hardware_id, chain_origin(in_ledger_id))
    on conflict do nothing;
    select * into l from ledger where ledger_id = in_ledger_id for no key update;
  end if;
  if l.kiosk_id <> in_kiosk_id then
    raise exception 'ledger % belongs to kiosk %, not to %', in_ledger_id, l.kiosk_id, in_kiosk_id
      using errcode = '42501',
            hint = 'Give this kiosk a ledger file of its own, or let the office hand the ledger over (update training.ledger).';
  end if;
  return l;
end
$$;

-- What facts say of sessions as a whole (session_door). None was made after it was received, whatever a clock that is ahead says.
create or replace function session_door_make(in_session_ids text[]) returns void
language plpgsql set search_path = training, pg_temp as $$
begin
  insert into session_door (session_id, closed, start_ms, start_at_ms, room_id, room_at_ms)
  select f.session_id,
         (array_agg(f.status order by t.at_ms desc nulls last, f.seq desc)
          filter (where f.status in ('close', 'reopen')))[1],
         (array_agg(t.start_ms order by t.at_ms desc nulls last, f.seq desc) filter (where t.start_ms is not null))[1],
         (array_agg(coalesce(t.at_ms, 0) order by t.at_ms desc nulls last, f.seq desc)
          filter (where t.start_ms is not null))[1],
         (array_agg(r.room_id order by t.at_ms desc nulls last, f.seq desc) filter (where r.room_id is not null))[1],
         (array_agg(coalesce(t.at_ms, 0) order by t.at_ms desc nulls last, f.seq desc)
          filter (where r.room_id is not null))[1]
  from fact f
  cross join lateral (
    select case when f.status = 'start' then fact_ms(f.detail, 'starts_utc_ms') end as start_ms,
           case when f.at_ms is not null then least(f.at_ms, utc_ms(f.received_at)) end as at_ms) t
  left join room r on f.status = 'room' and r.room_id = fact_id(f.detail, 'room_id')
  where f.session_id = any (in_session_ids) and octet_length(f.session_id) <= 200
    and f.kind = 'mark' and f.member_id is null
  group by f.session_id
  order by f.session_id
  on conflict (session_id) do update
    set closed = excluded.closed, start_ms = excluded.start_ms, start_at_ms = excluded.start_at_ms,
        room_id = excluded.room_id, room_at_ms = excluded.room_at_ms;
  insert into session_former
  select f.session_id, r.room_id
  from fact f
  join session s on s.session_id = f.session_id
  join room r on r.room_id = fact_id(f.detail, 'room_id')
  where f.session_id = any (in_session_ids) and octet_length(f.session_id) <= 200
    and f.kind = 'mark' and f.member_id is null and f.status = 'room'
  order by f.session_id, r.room_id
  on conflict do nothing;
  perform session_hold_again(in_session_ids);
end
$$;

-- Taps of cards that the door did not know count for the learner from card.counts_from on, if the office has set it.
create or replace function card_taps_count(in_card_key bytea) returns void
language plpgsql as $$
begin
  if in_card_key is null and not exists (select from card where counts_from is not null) then
    return;
  end if;
  update fact f
  set who = case when f.at_ms >= utc_ms(c.counts_from) then c.member_id end
  from card c
  where f.kind = 'tap' and octet_length(concat(f.room_id, f.session_id)) <= 1000 and f.member_id is null and f.card_key = c.card_key
    and (c.card_key = in_card_key or in_card_key is null and c.counts_from is not null)
    and f.who is distinct from case when f.at_ms >= utc_ms(c.counts_from) then c.member_id end;
end
$$;

create or replace function card_counted() returns trigger
language plpgsql security definer set search_path = training, pg_temp as $$
begin
  perform card_taps_count(new.card_key);
  -- Past sessions may be judged otherwise now.
  if new.counts_from is not null or tg_op = 'UPDATE' and old.counts_from is not null then
    update slice_epoch set epoch = epoch + 1, past_epoch = past_epoch + 1;
  end if;
  return null;
end
$$;
create or replace trigger card_counted after insert or update of counts_from, member_id on card
  for each row execute function card_counted();

-- Where a batch belongs that does not begin at the end of a branch. known_seq: the last sequence at which device and
-- centre are known to agree, NULL if none is; holder: the ledger that holds that row.
create or replace function push_resolve(in_root_id uuid, in_base_seq int8, in_prev_chain bytea, in_chain bytea[],
                                        out holder uuid, out known_seq int8)
language plpgsql as $$
begin
  select f.ledger_id, f.seq into holder, known_seq
  from fact f
  where f.ledger_id in (select l.ledger_id from ledger l where l.root_id = in_root_id)
    and f.seq between in_base_seq - 1 and in_base_seq - 1 + cardinality(in_chain)
    and f.chain = case when f.seq = in_base_seq - 1 then in_prev_chain
                       else in_chain[(f.seq - in_base_seq + 1)::int] end
  order by f.seq desc
  limit 1;
  if not found and in_base_seq = 1 then
    -- Before the first row all agree; a device that has another origin is told by the chain's check.
    known_seq := 0;
    holder := in_root_id;
  end if;
end
$$;

-- The next step back in the search for the last common sequence.
create or replace function fork_step(in_root_id uuid, in_hardware_id text, in_base_seq int8) returns int8
language plpgsql as $$
declare
  back int8;
begin
  insert into fork_search as s (ledger_id, hardware_id, step)
  values (in_root_id, coalesce(in_hardware_id, ''), 1000)
  on conflict (ledger_id, hardware_id) do update set step = least(s.step * 2, 1::int8 << 40)
  returning s.step into back;
  update ledger set searching = true where ledger_id = in_root_id and not searching;
  return greatest(0, in_base_seq - 1 - back);
end
$$;

create or replace function fork_search_end(in_root_id uuid, in_hardware_id text) returns void
language sql as $$
  delete from fork_search where ledger_id = in_root_id and hardware_id = coalesce(in_hardware_id, '');
  update ledger l set searching = exists (select from fork_search s where s.ledger_id = in_root_id)
  where l.ledger_id = in_root_id;
$$;

create or replace function ledger_branch(in_parent ledger, in_fork_seq int8, in_chain_after bytea, in_hardware_id text)
returns ledger
language plpgsql as $$
declare
  child ledger;
  child_id uuid := encode(substring(sha256(uuid_send(in_parent.ledger_id) || int8send(in_fork_seq) || in_chain_after)
                                    from 1 for 16), 'hex')::uuid;
begin
  insert into ledger (ledger_id, root_id, parent_id, fork_seq, kiosk_id, hardware_id, hi, chain_at_hi, checked_seq)
  values (child_id, in_parent.root_id, in_parent.ledger_id, in_fork_seq, in_parent.kiosk_id, in_hardware_id,
          in_fork_seq, chain_at(in_parent.ledger_id, in_fork_seq), in_fork_seq)
  returning * into child;
  perform alarm_raise('fork', in_parent.kiosk_id, child_id, in_fork_seq + 1,
                      format('the record parted after row %s: the device was restored from an older copy, or two '
                             'devices use one ledger; all rows of both are kept', in_fork_seq));
  return child;
end
$$;

-- What a push changes in what the other functions show: the kiosk's row, and the slices when a session was closed or moved
-- or credited by it, or has become final.
create or replace function kiosk_seen(in_kiosk kiosk, in_ledger_id uuid, in_hardware_id text, in_held int8,
                                      in_pending int8, in_health jsonb, in_touched text[]) returns void
language plpgsql as $$
declare
  drained timestamptz := case when in_pending = 0 then now() end;
  touched text[] := in_touched;
begin
  update kiosk k
  set ledger_id = in_ledger_id, hardware_id = in_hardware_id, last_seen_at = now(), held_seq = in_held,
      pending = in_pending, drained_at = coalesce(drained, k.drained_at), health = coalesce(in_health, k.health)
  where k.kiosk_id = in_kiosk.kiosk_id;
  -- Nearly always no session at all has ended since the last report.
  if drained is not null and exists (select from session s where s.ends_at <= drained
                                     and s.ends_at > coalesce(in_kiosk.drained_at, '-infinity')) then
    touched := touched || array(
      select s.session_id from session s
      where s.ends_at <= drained and s.ends_at > coalesce(in_kiosk.drained_at, '-infinity')
        and exists (select from rule_place p where p.session_id = s.session_id and p.room_id = in_kiosk.room_id));
  end if;
  if cardinality(touched) > 0 then
    perform slice_touch_sessions(touched);
  end if;
end
$$;

-- A whole number from outside, or NULL.
create or replace function health_count(value jsonb) returns int8
language sql immutable
return case when value #>> '{}' ~ '^[0-9]{1,15}$' then (value #>> '{}')::int8 end;

create or replace function kiosk_push(
  in_ledger_id uuid, in_hardware_id text, in_base_seq int8, in_prev_chain bytea, in_end_chain bytea,
  in_boot_id uuid[], in_boot_number int8[], in_boot_offset_ms int8[], in_boot_source int2[], in_boot_at_ms int8[],
  in_kind text[], in_fact_boot_id uuid[], in_boottime_ms int8[], in_room_id text[], in_session_id text[],
  in_member_id text[], in_card_key bytea[], in_verdict text[], in_status text[], in_reason text[],
  in_actor_id text[], in_detail text[], in_chain bytea[], in_health jsonb,
  out status text, out hi int8, out chain_at_hi bytea, out server_time_ms int8, out slice_version text)
returns setof record
language plpgsql security definer
set search_path = training, pg_temp
as $$
declare
  me kiosk;
  root ledger;
  branch ledger;
  place record;
  n int := cardinality(in_chain);
  last_seq int8;         -- of the batch
  known int8;            -- rows of the batch up to here are held already
  told int8;             -- the device's last row as its health says, or NULL
  device_last int8;      -- the same, at least what the batch shows
  touched text[] := '{}';  -- sessions that the batch changes for all doors
begin
  server_time_ms := floor(extract(epoch from clock_timestamp()) * 1000);
  in_hardware_id := left(in_hardware_id, 200);
  select * into me from kiosk k where k.kiosk_id = session_user;
  if not found then
    raise exception 'role % is no kiosk', session_user using errcode = '42501',
      hint = 'Set it up with: diemdanh-office kiosk add.';
  end if;
  if in_ledger_id is null or in_base_seq is null or in_base_seq < 1 or in_prev_chain is null or n is null
     or array_position(in_chain, null) is not null or array_lower(in_chain, 1) <> 1
     or array[cardinality(in_kind), cardinality(in_fact_boot_id), cardinality(in_boottime_ms), cardinality(in_room_id),
              cardinality(in_session_id), cardinality(in_member_id), cardinality(in_card_key), cardinality(in_verdict),
              cardinality(in_status), cardinality(in_reason), cardinality(in_actor_id), cardinality(in_detail)]
        is distinct from array_fill(n, array[12]) then
    raise exception 'kiosk_push: a batch needs a ledger, a base sequence from 1, its chain, and arrays of one length'
      using errcode = '22023';
  end if;
  if me.revoked_at is not null then
    select l.hi, l.chain_at_hi into hi, chain_at_hi from ledger l
    where l.ledger_id = in_ledger_id and l.kiosk_id = me.kiosk_id;
    status := 'revoked';
    hi := coalesce(hi, 0);
    chain_at_hi := coalesce(chain_at_hi, chain_origin(in_ledger_id));
    slice_version := '';
    return next;
    return;
  end if;

  root := ledger_lock(in_ledger_id, me.kiosk_id, in_hardware_id);
  last_seq := in_base_seq - 1 + n;
  told := coalesce(health_count(in_health -> 'last_seq'), in_base_seq - 1 + health_count(in_health -> 'pending'));
  device_last := greatest(last_seq, told);
  select * into branch from ledger l
  where l.root_id = root.ledger_id and l.hi = in_base_seq - 1 and l.chain_at_hi = in_prev_chain;
  if found then
    status := 'ok';
    known := in_base_seq - 1;
  else
    place := push_resolve(root.ledger_id, in_base_seq, in_prev_chain, in_chain);
    known := place.known_seq;
    select * into branch from ledger l where l.ledger_id = place.holder;
    if known is null and in_base_seq - 1 > (select max(l.hi) from ledger l where l.root_id = root.ledger_id) then
      status := 'gap';
      select l.* into branch from ledger l where l.root_id = root.ledger_id
      order by l.hardware_id is not distinct from in_hardware_id desc, l.pushed_at desc nulls last limit 1;
      hi := branch.hi;
      chain_at_hi := branch.chain_at_hi;
    elsif known is null then
      status := 'fork';
      hi := fork_step(root.ledger_id, in_hardware_id, in_base_seq);
      chain_at_hi := coalesce(chain_at(root.ledger_id, hi), in_prev_chain);
    elsif known = last_seq then
      status := 'dup';
      if branch.hi > last_seq and (root.searching or device_last < branch.hi) then
        hi := last_seq;
        chain_at_hi := coalesce(in_chain[n], in_prev_chain);
      else
        hi := branch.hi;
        chain_at_hi := branch.chain_at_hi;
      end if;
    elsif known = branch.hi and known >= in_base_seq then
      status := 'dup';
      hi := branch.hi;
      chain_at_hi := branch.chain_at_hi;
    elsif known = branch.hi then
      status := 'ok';
    else
      status := 'fork';
      branch := ledger_branch(branch, known, in_chain[(known - in_base_seq + 2)::int], in_hardware_id);
    end if;
  end if;

  if cardinality(in_boot_id) > 0 then
    perform boots_store(root.ledger_id, in_boot_id, in_boot_number, in_boot_offset_ms, in_boot_source, in_boot_at_ms);
  end if;
  if hi is null then
    if n > 0 then
      insert into fact (ledger_id, seq, kind, boot_id, boottime_ms, room_id, session_id, member_id, card_key, verdict,
                        status, reason, actor_id, detail, chain, who, at_ms, trusted)
      select branch.ledger_id, in_base_seq - 1 + u.n, u.kind, u.boot_id, u.boottime_ms, u.room_id, u.session_id,
             u.member_id, u.card_key, u.verdict, u.status, u.reason, u.actor_id, u.detail, u.chain,
             case when u.kind = 'tap' and u.verdict is distinct from 'expired'
                  and octet_length(concat(u.member_id, u.room_id, u.session_id)) <= 1000 then u.member_id end,
             fact_time(u.boottime_ms, b.anchor_at_ms, b.anchor_offset_ms), (coalesce(b.source, 0) > 0)::int::int2
      from unnest(in_kind, in_fact_boot_id, in_boottime_ms, in_room_id, in_session_id, in_member_id, in_card_key,
                  in_verdict, in_status, in_reason, in_actor_id, in_detail, in_chain) with ordinality
           as u (kind, boot_id, boottime_ms, room_id, session_id, member_id, card_key, verdict, status, reason,
                 actor_id, detail, chain, n)
      left join boot b on b.ledger_id = root.ledger_id and b.boot_id = u.boot_id
      where in_base_seq - 1 + u.n > known;
      perform card_taps_count(null);
      if n <= 50 then
        perform chain_verify(branch.ledger_id, known + 1, last_seq);
      end if;
      if in_end_chain is distinct from in_chain[n] then
        perform alarm_raise('chain', me.kiosk_id, branch.ledger_id, last_seq,
                            format('the batch that ends at row %s was sent with another end of its chain', last_seq));
      end if;
    end if;
    hi := last_seq;
    chain_at_hi := coalesce(in_chain[n], in_prev_chain);
    update ledger l
    set hi = last_seq, chain_at_hi = coalesce(in_chain[n], in_prev_chain), pushed_at = now(),
        hardware_id = in_hardware_id,
        checked_seq = case when n <= 50 and l.checked_seq = known then last_seq else l.checked_seq end
    where l.ledger_id = branch.ledger_id;
    if root.searching then
      perform fork_search_end(root.ledger_id, in_hardware_id);
    end if;
    if 'bind' = any (in_kind) then
      perform cards_apply(branch.ledger_id, known + 1, last_seq);
    end if;
    if 'mark' = any (in_kind) or 'makeup' = any (in_kind) then
      touched := array(
        select distinct u.session_id from unnest(in_kind, in_status, in_member_id, in_session_id)
                                     as u (kind, status, member_id, session_id)
        where u.kind = 'makeup'
           or u.kind = 'mark' and u.member_id is null and u.status in ('close', 'reopen', 'start', 'room')
           -- A learner's mark in a session that is past, for slices tell what became of it.
           or u.kind = 'mark' and u.member_id is not null
              and exists (select from session s
                          where s.session_id = u.session_id and s.ends_at < now() - interval '1 day'));
      perform session_door_make(touched);
    end if;
  end if;

  perform kiosk_seen(me, branch.ledger_id, in_hardware_id, hi,
                     case when status = 'fork' and branch.ledger_id is null then null
                          when n > 0 and told is null then null
                          else greatest(0, device_last - hi) end,
                     in_health, touched);
  slice_version := kiosk_slice_version(me.kiosk_id);
  return next;
end
$$;
