-- The files from 100 on are code: functions and views, made anew as a whole whenever the text of one of them has changed.
-- Views are dropped first, whatever order they were made in; functions are replaced.
do $$
declare
  names text;
begin
  select string_agg(format('training.%I', relname), ', ') into names
  from pg_class where relnamespace = 'training'::regnamespace and relkind = 'v';
  if names is not null then
    execute 'drop view ' || names;
  end if;
end
$$;
-- Functions whose arguments are others now.
drop function if exists kiosk_seen(kiosk, uuid, text, int8, int8, jsonb, boolean);
drop function if exists kiosk_push(uuid, text, int8, bytea, bytea, uuid[], int8[], int8[], int2[], text[], uuid[], int8[], text[],
                                   text[], text[], bytea[], text[], text[], text[], text[], text[], bytea[], jsonb);
drop function if exists boots_store(uuid, uuid[], int8[], int8[], int2[]);
drop function if exists fact_dates_make(uuid, uuid, boolean);
drop function if exists fact_time(int8, int8);
