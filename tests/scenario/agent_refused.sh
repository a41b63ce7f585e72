#!/usr/bin/env bash
# Everything that keeps a kiosk out: each gives one line that names the place or file and the mend, status 1, and loses
# nothing.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
central_start
tap -n 5 >/dev/null
K=$TEMP/kiosk
BAD=$TEMP/bad

refused_noted() {
    [ "$(ledger_value 'select acked_seq, online, refused from sync')" = '0|0|1' ] || fail "refused is written down: $(ledger_value 'select acked_seq, online, refused from sync')"
}

other_ca

echo "wrong CA"
once_fails 1 "localhost:$PG_PORT shows a certificate that $BAD/other-ca.crt did not sign" "$(conf_with ca "s#$K/ca.crt#$BAD/other-ca.crt#")"
refused_noted

echo "CA file missing"
once_fails 1 "^$BAD/none.crt: the centre's CA certificate is missing" "$(conf_with no_ca "s#$K/ca.crt#$BAD/none.crt#")"

echo "a certificate that the centre's CA did not sign"
signed foreign "$BAD/other-ca.crt" "$BAD/other-ca.key"
once_fails 1 "^$BAD/foreign.crt: localhost:$PG_PORT refuses this certificate: the centre's CA did not sign it" "$(conf_with foreign "s#$K/P101-A.crt#$BAD/foreign.crt#")"
refused_noted

echo "an expired certificate"
signed expired "$PG_STATE/ca.crt" "$PG_STATE/ca.key" -startdate 20200101000000Z -enddate 20200201000000Z
once_fails 1 "^$BAD/expired.crt: localhost:$PG_PORT refuses this certificate: it is out of date" "$(conf_with expired "s#$K/P101-A.crt#$BAD/expired.crt#")"

echo "another kiosk's certificate"
office kiosk add P102-A --room P102 --out "$TEMP/kiosk2" --server "$PG_SERVER" >"$TEMP/kiosk2.out" || fail "kiosk add"
once_fails 1 "localhost:$PG_PORT refused kiosk P101-A: certificate authentication failed for user" \
    "$(conf_with other "s#$K/P101-A.crt#$TEMP/kiosk2/P102-A.crt#; s#$K/P101-A.key#$TEMP/kiosk2/P102-A.key#")"

echo "certificate and key of two kiosks"
once_fails 1 "^$TEMP/kiosk2/P102-A.key: this private key is not that of certificate $K/P101-A.crt" "$(conf_with mixed "s#$K/P101-A.key#$TEMP/kiosk2/P102-A.key#")"

echo "no certificate"
once_fails 1 "^$BAD/none.crt: this certificate is missing" "$(conf_with no_crt "s#$K/P101-A.crt#$BAD/none.crt#")"

echo "no key"
once_fails 1 "^$BAD/none.key: this private key is missing" "$(conf_with no_key "s#$K/P101-A.key#$BAD/none.key#")"

echo "a key that others may read"
cp "$K/P101-A.key" "$BAD/open.key"
chmod 644 "$BAD/open.key"
once_fails 1 "^$BAD/open.key: others may read this private key, so it is not used; mend: chmod 600 $BAD/open.key" "$(conf_with open "s#$K/P101-A.key#$BAD/open.key#")"

echo "another host name than the certificate's"
once_fails 1 'does not match host name "centre.invalid"' "$(conf_with name "s#host=localhost#host=centre.invalid hostaddr=127.0.0.1#")"

echo "a name that nobody knows"
once_fails 1 '^diemdanh-sync: centre.invalid\(: looking\| cannot be found\|.*gave no answer\)' "$(conf_with unknown "s#host=localhost#host=centre.invalid#")"

echo "another database"
once_fails 2 'database "traning" does not exist; mend: dbname' "$(conf_with dbname "s#dbname=training#dbname=traning#")"

echo "a conninfo that cannot be read; its password stays secret"
once_fails 2 "^.*\[central\] conninfo: unknown word 'hots'" "$(conf_with word "s#host=localhost#hots=localhost#")"
once_fails 2 'conninfo cannot be read' "$(conf_with secret "s#host=localhost#password=a hunter2 #")"
[ "$(lines "$TEMP/once.err" hunter2)" = 0 ] || fail "the password is told"

echo "no conninfo, no file, wrong words"
once_fails 2 '\[central\] conninfo is missing' "$(conf_with none '/^conninfo/d')"
once_fails 2 "^$TEMP/nowhere.conf: cannot be opened" "$TEMP/nowhere.conf"
"$BUILD/diemdanh-sync" --twice >"$TEMP/usage.out" 2>"$TEMP/usage.err"
[ $? = 2 ] || fail "wrong use ends with 2"

echo "a damaged ledger"
head -c 4096 /dev/urandom >"$TEMP/damaged.db"
chmod 600 "$TEMP/damaged.db"
once_fails 1 "^$TEMP/damaged.db: not a ledger" "$(conf_with damaged "s#$LEDGER#$TEMP/damaged.db#")"

echo "a role that is no kiosk's any more"
pg_sql "delete from training.kiosk where kiosk_id = 'P101-A'"
once_fails 1 "localhost:$PG_PORT refused kiosk P101-A: role P101-A is no kiosk"
refused_noted
office kiosk add P101-A --room P101 --out "$K" --server "$PG_SERVER" --renew >"$TEMP/again.out" || fail "kiosk add again"

echo "no schema, another schema"
pg_sql 'alter schema training rename to hidden'
once_fails 1 "localhost:$PG_PORT has no training schema that this program knows: schema \"training\" does not exist; mend: run 'diemdanh-office init'"
refused_noted
pg_sql 'alter schema hidden rename to training'
pg_sql 'alter function training.kiosk_push rename to kiosk_push_2'
once_fails 1 "localhost:$PG_PORT has no training schema that this program knows: function training.kiosk_push"
pg_sql 'alter function training.kiosk_push_2 rename to kiosk_push'

echo "a function that answers another form"
pg_sql "create schema away; alter function training.kiosk_push set schema away;
create function training.kiosk_push(uuid, text, int8, bytea, bytea, uuid[], int8[], int8[], int2[], int8[], text[], uuid[], int8[],
  text[], text[], text[], bytea[], text[], text[], text[], text[], text[], bytea[], jsonb,
  out status text, out hi int4, out chain_at_hi bytea, out server_time_ms int8, out slice_version text)
returns setof record language sql as \$\$ select 'ok', 1, ''::bytea, 0::int8, '' \$\$; grant execute on function training.kiosk_push to public"
once_fails 1 'kiosk_push answered in a form that this program does not know'
pg_sql "drop function training.kiosk_push; create function training.kiosk_push(uuid, text, int8, bytea, bytea, uuid[], int8[], int8[], int2[], int8[], text[], uuid[], int8[],
  text[], text[], text[], bytea[], text[], text[], text[], text[], text[], bytea[], jsonb,
  out status text, out hi int8, out chain_at_hi bytea, out server_time_ms int8, out slice_version text)
returns setof record language sql as \$\$ select 'ok', 1::int8, '\x00'::bytea, 0::int8, '' \$\$; grant execute on function training.kiosk_push to public"
once_fails 1 'kiosk_push answered something that cannot be'
pg_sql 'drop function training.kiosk_push; alter function away.kiosk_push set schema training'

echo "a slice that does not parse keeps the old one"
once
all_there 5
held=$(ledger_value "select value from state where name = 'slice_version'")
pg_sql "alter function training.kiosk_slice set schema away;
create function training.kiosk_slice(text) returns text language sql as \$\$ select '{\"version\": \"x\", \"sessions\": [' \$\$; grant execute on function training.kiosk_slice to public"
tap -n 1 >/dev/null
once_fails_slice=0
"$BUILD/diemdanh-sync" -c "$CONF" --once >"$TEMP/once.out" 2>"$TEMP/once.err" || once_fails_slice=$?
[ $once_fails_slice = 1 ] || fail "a bad slice must be told"
[ "$(lines "$TEMP/once.err" 'the new slice was not taken, the old one stays')" = 1 ] || fail "a bad slice must be logged"
[ "$(ledger_value "select value from state where name = 'slice_version'")" = "$held" ] || fail "the old slice stays"
all_there 6
pg_sql 'drop function training.kiosk_slice; alter function away.kiosk_slice set schema training'

echo "a full disk at the centre, a deadlock, a standby: tried again later"
for state in 53100 40P01 25006 57P03; do
    pg_sql "alter function training.kiosk_push set schema away;
create function training.kiosk_push(uuid, text, int8, bytea, bytea, uuid[], int8[], int8[], int2[], int8[], text[], uuid[], int8[],
  text[], text[], text[], bytea[], text[], text[], text[], text[], text[], bytea[], jsonb,
  out status text, out hi int8, out chain_at_hi bytea, out server_time_ms int8, out slice_version text)
returns setof record language plpgsql as \$\$ begin raise exception 'no' using errcode = '$state'; end \$\$; grant execute on function training.kiosk_push to public"
    once_fails 1 "localhost:$PG_PORT"
    [ "$(ledger_value 'select online, refused from sync')" = '0|0' ] || fail "$state is nobody's refusal"
    pg_sql 'drop function training.kiosk_push; alter function away.kiosk_push set schema training'
done

echo "a revoked kiosk"
tap -n 1 >/dev/null
agent_start
expect "[ \"\$(count_there)\" = 7 ]" 10 "online"
office kiosk revoke P101-A >"$TEMP/revoke.out" || fail "revoke"
tap -n 3 >/dev/null
expect "[ \"\$(ledger_value 'select refused from sync')\" = 1 ]" 10 "the daemon notices"
stop "$AGENT"
once_fails 1 "localhost:$PG_PORT refused kiosk P101-A: role \"P101-A\" is not permitted to log in"
[ "$(count_there)" = 7 ] || fail "a revoked kiosk's facts stay at the door"
# Its role may log in, but the office's list says no.
pg_sql 'alter role "P101-A" login'
once_fails 1 'the centre has revoked this kiosk'
[ "$(ledger_value 'select acked_seq, refused from sync')" = '7|1' ] || fail "nothing is acked"
office kiosk add P101-A --room P101 --out "$K" --server "$PG_SERVER" --restore >"$TEMP/restore.out" || fail "restore"
once
all_there 10
