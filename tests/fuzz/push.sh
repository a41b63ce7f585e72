#!/usr/bin/env bash
# Fuzzes what kiosks may call at a real server over TLS: push.sh BUILD_DIR. Time and seed as in run.sh.
. "$(dirname "$0")/../scenario/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site values ('S1', 'S1'), ('S2', 'S2');
        insert into training.room values ('P101', 'S1', '101'), ('P102', 'S1', '102'), ('P201', 'S2', '201');
        insert into training.member values ('M1', 'A', null), ('M2', 'B', null), ('T1', 'C', null);
        insert into training.class (class_id, title, check_out) values ('C1', 'L', 1), ('C2', 'L2', 0);
        insert into training.session (session_id, class_id, room_id, starts_at, ends_at, instructor_id)
        values ('B1', 'C1', 'P101', now() - interval '1 hour', now() + interval '2 hours', 'T1'),
               ('B2', 'C1', 'P102', now() - interval '1 day', now() - interval '20 hours', 'T1'),
               ('B3', 'C2', 'P102', now() - interval '1 hour', now() + interval '1 hour', null);
        insert into training.enrolment (class_id, member_id, ordinal) values ('C1', 'M1', 1), ('C1', 'M2', 2), ('C2', 'M1', 1)"
pg_sql "insert into training.card (card_key, member_id, role) values ('\\xab', 'M1', 'learner')"
office kiosk add A --room P101 --out "$TEMP/A" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
office kiosk add B --room P102 --out "$TEMP/B" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
other=44444444-2222-3333-4444-555555555555
"$BUILD/tests/central_push_sql" $other 7 1 50 >"$TEMP/other.sql"
[ "$(pg_as_kiosk "$TEMP/B/kiosk.conf" -f "$TEMP/other.sql" | cut -d'|' -f1,2)" = "ok|50" ] || fail "the other kiosk's push"
# Nothing here is worth a disk's sync, and most calls come by the quicker way.
pg_sql "alter system set fsync = off"
echo "local all +training_kiosk trust" >>"$PG_DIR/data/pg_hba.conf"
pg_value "select pg_reload_conf()" >"$TEMP/reload.out" || fail "the server's settings"
conninfo=$(sed -n 's/^conninfo = //p' "$TEMP/A/kiosk.conf")
"$BUILD/tests/push_fuzz" "${DIEMDANH_FUZZ_SECONDS:-30}" "${DIEMDANH_FUZZ_SEED:-1}" "$conninfo" \
    "host=$PG_DIR/socket port=$PG_PORT dbname=training user=A" "$PG_ADMIN" $other ||
    fail "the push"
# An array that does not begin at 1 once led to a branch without an id; it is refused as wrong input.
state=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -v VERBOSITY=sqlstate -c "select training.kiosk_push('$other', 'hw', 1, '\\x01', '\\x01', '{}', '{}', '{}', '{}', '{}',
    '{a}', array[null]::uuid[], '{0}', '{a}', '{a}', '{a}', array[null]::bytea[], '{a}', '{a}', '{a}', '{a}', '{a}',
    '[2:2]={\"\\\\x01\"}'::bytea[], null)" 2>&1) && fail "an array that begins at 2 was taken"
[ "$state" = "ERROR:  22023" ] || fail "an array that begins at 2: $state"
# The other kiosk goes on, and its slice is whole.
"$BUILD/tests/central_push_sql" $other 7 51 60 >"$TEMP/other.sql"
[ "$(pg_as_kiosk "$TEMP/B/kiosk.conf" -f "$TEMP/other.sql" | cut -d'|' -f1,2)" = "ok|60" ] || fail "the other kiosk goes on"
[ "$(pg_as_kiosk "$TEMP/B/kiosk.conf" -c "select json_array_length(training.kiosk_slice('')::json -> 'rooms')")" = 2 ] || fail "the other's slice"
! grep -E 'PANIC|terminated by signal|TRAP' "$TEMP/pg/server.log" || fail "the server's log"
