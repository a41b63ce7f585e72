-- What kiosks do to cards. Each card keeps the time of what was done to it last (card.changed_ms), so that acts of several
-- doors and of the office come to the same end in whatever order they arrive.

create or replace function card_note() returns trigger
language plpgsql set search_path = training, pg_temp as $$
begin
  if (new.member_id, new.role, new.state) is distinct from (old.member_id, old.role, old.state)
     and new.changed_ms = old.changed_ms then
    new.changed_ms := utc_ms(now());
  end if;
  -- What was tapped before was another learner's.
  if new.member_id <> old.member_id and new.counts_from is not distinct from old.counts_from then
    new.counts_from := null;
  end if;
  return new;
end
$$;
create or replace trigger card_note before update on card for each row execute function card_note();

create or replace function session_note() returns trigger
language plpgsql set search_path = training, pg_temp as $$
begin
  if (new.starts_at, new.ends_at, new.room_id) is distinct from (old.starts_at, old.ends_at, old.room_id) then
    new.moves := old.moves + 1;
  end if;
  if new.starts_at <> old.starts_at then
    new.start_set_ms := utc_ms(now());
  end if;
  if new.room_id <> old.room_id then
    new.room_set_ms := utc_ms(now());
  end if;
  return new;
end
$$;
create or replace trigger session_note before update on session for each row execute function session_note();

create or replace function make_up_note() returns trigger
language plpgsql set search_path = training, pg_temp as $$
begin
  if new.by_session_id is distinct from old.by_session_id and new.changed_at = old.changed_at then
    new.changed_at := now();
  end if;
  return new;
end
$$;
create or replace trigger make_up_note before update on make_up for each row execute function make_up_note();

-- One learner card gets a state at a time, unless something later has been done to it. Statements that would change nothing
-- are not run: each of them would have all slices made again.
create or replace function card_set(in_card_key bytea, in_member_id text, in_state text, in_at_ms int8) returns void
language plpgsql as $$
declare
  held card;
begin
  select * into held from card c where c.card_key = in_card_key for update;
  if not found then
    insert into card (card_key, member_id, role, state, changed_ms)
    values (in_card_key, in_member_id, 'learner', in_state, in_at_ms);
  elsif held.changed_ms <= in_at_ms and (held.member_id, held.state) is distinct from (in_member_id, in_state) then
    update card set member_id = in_member_id, state = in_state, changed_ms = greatest(in_at_ms, held.changed_ms + 1)
    where card_key = in_card_key;
  end if;
end
$$;

-- All cards of a learner but one stop.
create or replace function cards_stop(in_member_id text, in_but bytea, in_at_ms int8) returns void
language plpgsql as $$
declare
  each bytea;
begin
  for each in select c.card_key from card c
              where c.member_id = in_member_id and c.role = 'learner' and c.state = 'active'
                and c.changed_ms <= in_at_ms and c.card_key is distinct from in_but
              order by c.card_key loop
    perform card_set(each, in_member_id, 'blocked', in_at_ms);
  end loop;
end
$$;

-- Applies one fact. Returns why it is not applied, or NULL.
create or replace function card_apply(in_fact record) returns text
language plpgsql as $$
declare
  held card;
  stopped int8;
begin
  if in_fact.card_key is null and in_fact.status = 'bound' or octet_length(in_fact.card_key) <> 32 then
    return 'it names no card';
  end if;
  if not exists (select from member m where m.member_id = in_fact.member_id) then
    return 'its learner is not known here';
  end if;
  select * into held from card c where c.card_key = in_fact.card_key;
  if held.role = 'instructor' then
    return 'an instructor''s card is changed by the office alone';
  end if;
  if in_fact.status = 'blocked' and in_fact.card_key is null then
    perform cards_stop(in_fact.member_id, null, in_fact.at_ms);
  elsif in_fact.status = 'blocked' then
    if held.member_id <> in_fact.member_id then
      return 'the card belongs to another member by now, and stays as it is';
    end if;
    perform card_set(in_fact.card_key, in_fact.member_id, 'blocked', in_fact.at_ms);
  else
    -- What stopped this card later may have come from another door before this.
    select min(b.at_ms) into stopped
    from bind_fact b
    where b.member_id = in_fact.member_id
      and (b.at_ms > in_fact.at_ms
           or b.at_ms = in_fact.at_ms and b.ledger_id = in_fact.ledger_id and b.seq > in_fact.seq)
      and (b.status = 'blocked' and coalesce(b.card_key, in_fact.card_key) = in_fact.card_key
           or b.status = 'bound' and b.card_key <> in_fact.card_key);
    perform card_set(in_fact.card_key, in_fact.member_id, 'active', in_fact.at_ms);
    if stopped is not null then
      perform cards_stop(in_fact.member_id, null, stopped);
    end if;
    perform cards_stop(in_fact.member_id, in_fact.card_key, in_fact.at_ms);
  end if;
  return null;
end
$$;

-- Applies what a batch brought. Whatever is wrong with a fact is an alarm, never the end of the push.
create or replace function cards_apply(in_ledger_id uuid, in_first int8, in_last int8) returns void
language plpgsql as $$
declare
  each record;
  why text;
begin
  -- One at a time: acts at two doors may touch the same cards in another order.
  perform pg_advisory_xact_lock(hashtext('training.card'));
  for each in select * from bind_fact b
              where b.ledger_id = in_ledger_id and b.seq between in_first and in_last
              order by b.at_ms, b.seq loop
    begin
      why := card_apply(each);
    exception
      when transaction_rollback or lock_not_available or insufficient_resources then
        raise;  -- the kiosk sends again
      when others then
        why := sqlerrm;
    end;
    if why is not null then
      perform alarm_raise('card', each.kiosk_id, each.ledger_id, each.seq,
                          format('what row %s did to a card is not applied: %s', each.seq, why));
    end if;
  end loop;
end
$$;
