-- Runs at every init, as the administrator: roles, schema, the list of versions. Everything after it runs as
-- training_owner. Idempotent.

do $$
declare
  name text;
begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the database is encoded in %, names need UTF8: create it with ENCODING ''UTF8'' TEMPLATE template0',
      current_setting('server_encoding');
  end if;
  foreach name in array array['training_owner', 'training_office', 'training_kiosk'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
  end loop;
  -- An administrator who is no superuser must be a member to work as the owner.
  if not pg_has_role(current_user, 'training_owner', 'member') then
    execute format('grant training_owner to %I', current_user);
  end if;
  if not exists (select from pg_namespace where nspname = 'training') then
    create schema training authorization training_owner;
  end if;
  -- A kiosk may call its functions and nothing else, temporary tables included.
  execute format('revoke temporary on database %I from public', current_database());
  -- The rule is one wide query over few rows: compiling it takes longer than running it.
  begin
    execute format('alter database %I set jit = off', current_database());
  exception when insufficient_privilege then
    raise warning 'only the owner of database % can set jit = off for it; rolls are slow without', current_database();
  end;
end
$$;

create table if not exists training.schema_version (
  number     int primary key,  -- of the file; code (functions and views) is 100
  name       text not null,
  digest     text not null,    -- SHA-256 of the text that was run
  applied_at timestamptz not null default now()
);
alter table training.schema_version owner to training_owner;
