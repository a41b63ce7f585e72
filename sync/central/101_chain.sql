-- The canonical bytes of a fact and its chain, as kiosk/ledger/fact.h says.

create or replace function fact_field(value bytea) returns bytea
language sql immutable parallel safe
return case when value is null then '\x00'::bytea else '\x01'::bytea || int4send(octet_length(value)) || value end;

create or replace function fact_bytes(
  seq int8, kind text, boot_id uuid, boottime_ms int8, room_id text, session_id text, member_id text, card_key bytea,
  verdict text, status text, reason text, actor_id text, detail text) returns bytea
language sql stable parallel safe
return fact_field(int8send(seq))
    || fact_field(convert_to(kind, 'UTF8'))
    || fact_field(uuid_send(boot_id))
    || fact_field(int8send(boottime_ms))
    || fact_field(convert_to(room_id, 'UTF8'))
    || fact_field(convert_to(session_id, 'UTF8'))
    || fact_field(convert_to(member_id, 'UTF8'))
    || fact_field(card_key)
    || fact_field(convert_to(verdict, 'UTF8'))
    || fact_field(convert_to(status, 'UTF8'))
    || fact_field(convert_to(reason, 'UTF8'))
    || fact_field(convert_to(actor_id, 'UTF8'))
    || fact_field(convert_to(detail, 'UTF8'));

create or replace function chain_origin(ledger_id uuid) returns bytea
language sql immutable parallel safe
return sha256(uuid_send(ledger_id));

create or replace function chain_next(previous bytea, bytes bytea) returns bytea
language sql immutable parallel safe
return sha256(previous || bytes);

-- The chain value of a ledger at a sequence, looking into its parents for what lies before a fork. NULL: not held.
create or replace function chain_at(in_ledger_id uuid, in_seq int8) returns bytea
language plpgsql stable as $$
declare
  l ledger;
begin
  select * into l from ledger where ledger_id = in_ledger_id;
  while found and l.parent_id is not null and in_seq <= l.fork_seq loop
    select * into l from ledger where ledger_id = l.parent_id;
  end loop;
  if in_seq = 0 then
    return chain_origin(l.root_id);
  end if;
  return (select f.chain from fact f where f.ledger_id = l.ledger_id and f.seq = in_seq);
end
$$;

create or replace function alarm_raise(in_kind text, in_kiosk_id text, in_ledger_id uuid, in_seq int8, in_text text)
returns void language sql as $$
  insert into alarm (kind, kiosk_id, ledger_id, seq, text)
  values (in_kind, in_kiosk_id, in_ledger_id, in_seq, in_text)
  on conflict do nothing
$$;

-- Recomputes the chain over in_first .. in_last of one ledger and raises an alarm for each row that does not fit its
-- predecessor; one that was settled stays so. Returns the number of such rows. As its owner, for the office may raise alarms
-- by this alone.
create or replace function chain_verify(in_ledger_id uuid, in_first int8, in_last int8) returns int8
language plpgsql security definer set search_path = training, pg_temp as $$
declare
  broken int8[];
  before bytea := chain_at(in_ledger_id, in_first - 1);
begin
  select array_agg(r.seq order by r.seq) into broken
  from (select f.seq, f.chain,
               chain_next(lag(f.chain, 1, before) over (order by f.seq),
                          fact_bytes(f.seq, f.kind, f.boot_id, f.boottime_ms, f.room_id, f.session_id, f.member_id,
                                     f.card_key, f.verdict, f.status, f.reason, f.actor_id, f.detail)) as expected
        from fact f
        where f.ledger_id = in_ledger_id and f.seq between in_first and in_last) r
  where r.chain is distinct from r.expected;
  if broken is null then
    return 0;
  end if;
  perform alarm_raise('chain', l.kiosk_id, l.ledger_id, broken[1],
                      format('%s of the rows %s to %s do not fit the chain, the first is %s: the record was changed '
                             'outside the kiosk program', cardinality(broken), in_first, in_last, broken[1]))
  from ledger l where l.ledger_id = in_ledger_id;
  return cardinality(broken);
end
$$;

-- In the background: checks what came in batches too big to be checked at once. Returns the number of rows that do
-- not fit. Run it as often as alarms should be fresh.
create or replace function chain_check(in_rows int8 default 1000000) returns int8
language plpgsql security definer set search_path = training, pg_temp as $$
declare
  l record;
  last int8;
  rows_left int8 := in_rows;
  broken int8 := 0;
begin
  for l in select ledger_id, checked_seq, hi from ledger where checked_seq < hi order by pushed_at loop
    exit when rows_left <= 0;
    last := least(l.hi, l.checked_seq + rows_left);
    broken := broken + chain_verify(l.ledger_id, l.checked_seq + 1, last);
    update ledger set checked_seq = last where ledger_id = l.ledger_id and checked_seq = l.checked_seq;
    rows_left := rows_left - (last - l.checked_seq);
  end loop;
  return broken;
end
$$;
