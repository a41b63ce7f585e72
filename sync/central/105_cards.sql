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

-- What the office moves, and where and when that leaves the session: what doors said before counts no more.
create or replace function session_hold() returns trigger
language plpgsql security definer set search_path = training, pg_temp as $$
declare
  door session_door;
  before_min int := (select opens_before_min from class where class_id = new.class_id);
begin
  if tg_op = 'UPDATE' then
    if (new.starts_at, new.ends_at, new.room_id) is distinct from (old.starts_at, old.ends_at, old.room_id) then
      new.moves := old.moves + 1;
    end if;
    if new.starts_at <> old.starts_at then
      new.start_set_ms := utc_ms(now());
    end if;
    if new.room_id <> old.room_id then
      new.room_set_ms := utc_ms(now());
    end if;
  end if;
  select * into door from session_door d where d.session_id = new.session_id;
  new.room_moved := coalesce(door.room_at_ms >= new.room_set_ms, false);
  new.held_room_id := case when new.room_moved then door.room_id else new.room_id end;
  if tg_op = 'UPDATE' and new.held_room_id <> old.held_room_id then
    insert into session_former values (new.session_id, old.held_room_id) on conflict do nothing;
  end if;
  -- A start that is not of that day is none.
  new.moved_ms := case when door.start_at_ms >= new.start_set_ms and door.start_ms < utc_ms(new.ends_at)
                            and door.start_ms > utc_ms(new.ends_at) - 86400000 then door.start_ms end;
  new.held_ms := coalesce(new.moved_ms, utc_ms(new.starts_at));
  new.opens_ms := least(utc_ms(new.starts_at), new.held_ms) - before_min * 60000;
  return new;
end
$$;
drop trigger if exists session_note on session;
create or replace trigger session_hold before insert or update on session for each row execute function session_hold();

create or replace function session_room_left() returns trigger
language plpgsql security definer set search_path = training, pg_temp as $$
begin
  insert into session_former
  select old.session_id, old.room_id where exists (select from session where session_id = old.session_id)
  on conflict do nothing;
  return null;
end
$$;
create or replace trigger session_room_left after delete on session_room for each row execute function session_room_left();

create or replace function session_hold_again(in_session_ids text[]) returns void
language plpgsql as $$
begin
  -- In one order, for two doors may speak of the same sessions.
  perform from session where session_id = any (in_session_ids) order by session_id for no key update;
  update session set opens_ms = null where session_id = any (in_session_ids);
end
$$;

create or replace function class_hold() returns trigger
language plpgsql security definer set search_path = training, pg_temp as $$
begin
  perform session_hold_again(array(select session_id from session where class_id = new.class_id));
  return null;
end
$$;
create or replace trigger class_hold after update of opens_before_min on class for each row
  when (new.opens_before_min <> old.opens_before_min) execute function class_hold();

do $$ begin perform session_hold_again(array(select session_id from session where opens_ms is null)); end $$;

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
