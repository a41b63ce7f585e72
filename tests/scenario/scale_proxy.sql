-- The one address before many provinces: kiosks log in here with their certificates, PL/Proxy carries each call to the
-- province of the caller. Run as the administrator of the proxy's database; :proxy_crt, :proxy_key and :ca name files of
-- the proxy's own certificate, which it shows to the provinces.
--
-- Identity. Here the role comes from the client certificate; the functions are not security definer, so PL/Proxy logs in
-- at the province as that very role. The province lets it in because the proxy's certificate is allowed, in pg_ident.conf,
-- to stand for that province's kiosks and nobody else. session_user there is the kiosk again. Nothing that a kiosk can
-- send takes part in it.
create extension plproxy;
create role training_kiosk nologin;
create schema training;

-- conninfo has no user: PL/Proxy adds the caller's role.
create table training.province (
  province_id text primary key,
  conninfo    text not null
);
create table training.kiosk_province (
  kiosk_id    text primary key,
  province_id text not null references training.province
);

-- Where the caller belongs. It tells a kiosk its own province's address at most.
create function training.province_conninfo() returns text
language plpgsql stable security definer set search_path = training, pg_temp as $$
declare
  found_conninfo text;
begin
  select p.conninfo into found_conninfo from kiosk_province k join province p using (province_id)
  where k.kiosk_id = session_user;
  if not found then
    raise exception 'role % is no kiosk of any province', session_user using errcode = '42501',
      hint = 'Enter it in training.kiosk_province.';
  end if;
  return found_conninfo;
end
$$;

create function training.kiosk_push(
  in_ledger_id uuid, in_hardware_id text, in_base_seq int8, in_prev_chain bytea, in_end_chain bytea,
  in_boot_id uuid[], in_boot_number int8[], in_boot_offset_ms int8[], in_boot_source int2[], in_boot_at_ms int8[],
  in_kind text[], in_fact_boot_id uuid[], in_boottime_ms int8[], in_room_id text[], in_session_id text[],
  in_member_id text[], in_card_key bytea[], in_verdict text[], in_status text[], in_reason text[],
  in_actor_id text[], in_detail text[], in_chain bytea[], in_health jsonb,
  out status text, out hi int8, out chain_at_hi bytea, out server_time_ms int8, out slice_version text)
returns setof record language plproxy as $$ connect training.province_conninfo(); $$;

create function training.kiosk_slice(in_version text) returns text
language plproxy as $$ connect training.province_conninfo(); $$;

create function training.kiosk_arrivals(in_cursor text, out "cursor" text, out body text) returns setof record
language plproxy as $$ connect training.province_conninfo(); $$;

revoke all on all functions in schema training from public;
revoke temporary on database :"DBNAME" from public;
grant usage on schema training to training_kiosk;
-- PL/Proxy asks for the address as the caller.
grant execute on function training.province_conninfo() to training_kiosk;
grant execute on function
  training.kiosk_push(uuid, text, int8, bytea, bytea, uuid[], int8[], int8[], int2[], int8[], text[], uuid[], int8[], text[], text[],
                      text[], bytea[], text[], text[], text[], text[], text[], bytea[], jsonb),
  training.kiosk_slice(text), training.kiosk_arrivals(text)
  to training_kiosk;
