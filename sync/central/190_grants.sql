-- Who may do what. Runs last, so that whatever was made above is covered.
alter default privileges for role training_owner in schema training revoke execute on functions from public;
revoke all on schema training from public;
revoke all on all tables in schema training from public, training_kiosk;
revoke all on all functions in schema training from public, training_kiosk;

grant usage on schema training to training_kiosk, training_office;
grant execute on function
  kiosk_push(uuid, text, int8, bytea, bytea, uuid[], int8[], int8[], int2[], int8[], text[], uuid[], int8[], text[], text[],
             text[], bytea[], text[], text[], text[], text[], text[], bytea[], jsonb),
  kiosk_slice(text), kiosk_arrivals(text)
  to training_kiosk;

-- The office reads everything and changes what it answers for; facts are append-only, and only kiosks make them.
grant select on all tables in schema training to training_office;
grant insert, update, delete on
  setting, organisation, member, site, room, card, class, session, session_room, enrolment, excused, make_up,
  pin, kiosk to training_office;
grant update (settled_at) on alarm to training_office;
grant execute on all functions in schema training to training_office;
