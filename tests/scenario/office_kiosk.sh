#!/usr/bin/env bash
# Kiosks: adding, certificates, revoking; and what a kiosk's role may do, which is two functions and nothing else.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

refuses 1 'diemdanh-office: the training database cannot be reached: connection to server on socket "/none/.s.PGSQL.1" failed: No such file or directory (see -d and PGHOST, PGDATABASE ...)' \
    "$BUILD/diemdanh-office" -d "host=/none port=1 dbname=training" --state "$TEMP/none" roll X
office_start
works "schema training in database training: is up to date already" office init
pg_sql "insert into training.site values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101'), ('P102', 'S1', '102')"
K=$TEMP/dir/k1 # its parent does not exist either
add() {
    office kiosk add "$1" --room "$2" --out "$3" --server "$PG_SERVER" "${@:4}"
}

# ---- add ----
works "kiosk P101-A, room P101: files written in $K" add P101-A P101 "$K"
modes=$(cd "$K" && stat -c '%n %a' -- *)
[ "$modes" = "P101-A.crt 644
P101-A.key 600
ca.crt 644
card.key 600
kiosk.conf 600" ] || fail "files and modes: $modes"
[ "$(stat -c %a "$PG_STATE") $(stat -c %a "$PG_STATE/ca.key") $(stat -c %a "$PG_STATE/card.key")" = "700 600 600" ] || fail "modes of the state folder"
cmp -s "$K/card.key" "$PG_STATE/card.key" || fail "the card key"
grep -qxE '[0-9a-f]{64}' "$K/card.key" || fail "the card key's form"
conninfo="host=localhost port=$PG_PORT dbname=training user=P101-A sslmode=verify-full sslcert=$K/P101-A.crt sslkey=$K/P101-A.key sslrootcert=$K/ca.crt connect_timeout=10 target_session_attrs=read-write"
grep -qxF "conninfo = $conninfo" "$K/kiosk.conf" || fail "conninfo: $(grep conninfo "$K/kiosk.conf")"
grep -qxF "path = $K/ledger.db" "$K/kiosk.conf" || fail "the ledger's path"
text=$(openssl x509 -in "$K/P101-A.crt" -noout -text)
[ "$(openssl x509 -in "$K/P101-A.crt" -noout -subject -nameopt RFC2253)" = subject=CN=P101-A,O=diemdanh ] || fail "the certificate's subject"
for part in 'Not Before: Jan  1 00:00:00 2020 GMT' 'ASN1 OID: prime256v1' 'TLS Web Client Authentication' 'CA:FALSE'; do
    echo "$text" | grep -qF "$part" || fail "the certificate lacks: $part"
done
openssl x509 -in "$K/P101-A.crt" -noout -checkend $((3650 * 86400)) >/dev/null || fail "the certificate is too short"
openssl verify -purpose sslclient -CAfile "$K/ca.crt" "$K/P101-A.crt" >/dev/null || fail "openssl verify"
[ "$(pg_as_kiosk "$K/kiosk.conf" -c 'select session_user')" = P101-A ] || fail "the kiosk cannot connect"

# ---- the same again, and what differs ----
before=$(cd "$K" && sha256sum -- *)
works "kiosk P101-A, room P101: everything was there already in $K" add P101-A P101 "$K"
[ "$(cd "$K" && sha256sum -- *)" = "$before" ] || fail "the second time changed files"
echo '# mine' >>"$K/kiosk.conf"
works "kiosk P101-A, room P101: everything was there already in $K" add P101-A P101 "$K"
grep -qx '# mine' "$K/kiosk.conf" || fail "an edited kiosk.conf must stay"
works "kiosk P101-A, room P102: files written in $K" add P101-A P102 "$K"
grep -qx '# mine' "$K/kiosk.conf.old" || fail "the old kiosk.conf must be kept"
value_is P102 "select room_id from training.kiosk"
works "kiosk P101-A, room P101: files written in $K" add P101-A P101 "$K"
refuses 1 "diemdanh-office: kiosk P101-A has a certificate already, in another folder than $TEMP/k2; name that folder, or make a new one with --renew" \
    add P101-A P101 "$TEMP/k2"
serial=$(openssl x509 -in "$K/P101-A.crt" -noout -serial)
works "kiosk P101-A, room P101: files written in $K" add P101-A P101 "$K" --renew
[ "$(openssl x509 -in "$K/P101-A.crt" -noout -serial)" != "$serial" ] || fail "--renew must make a new certificate"
rm "$K/P101-A.key"
refuses 1 "$K/P101-A.crt: the key or the certificate is missing or cannot be read; make a new one with --renew" add P101-A P101 "$K"
works "kiosk P101-A, room P101: files written in $K" add P101-A P101 "$K" --renew

# ---- refused, and nothing of it stays ----
refuses 1 'diemdanh-office: there is no room `P999`; import it first: diemdanh-office import rooms FILE.csv' add X P999 "$TEMP/x"
refuses 2 "diemdanh-office: a kiosk's id is 1 to 63 letters, digits, '-' or '_': it is also its role and certificate name" add 'a b' P101 "$TEMP/x"
refuses 2 'diemdanh-office: `training_kiosk` is a name that the database keeps for itself; choose another id' add training_kiosk P101 "$TEMP/x"
admin=$(pg_value 'select current_user')
refuses 1 "diemdanh-office: the database has a role \`$admin\` that is no kiosk's; choose another id for the kiosk" add "$admin" P101 "$TEMP/x"
refuses 2 "diemdanh-office: the office is connected over a local socket, which no kiosk can reach; say where the server is: --server \"host=NAME port=$PG_PORT\"" \
    office kiosk add X --room P101 --out "$TEMP/x"
refuses 2 'diemdanh-office: --server takes host, port and dbname, not user; the rest is the kiosk'"'"'s own' \
    office kiosk add X --room P101 --out "$TEMP/x" --server "host=a user=b"
refuses 2 'diemdanh-office: kiosk add needs one ID, --room ROOM and --out DIR; see diemdanh-office --help' office kiosk add X
[ ! -e "$TEMP/x" ] || fail "a refused kiosk left files"
value_is 1 "select count(*) from training.kiosk"
value_is 0 "select count(*) from pg_roles where rolname = 'X'"
: >"$TEMP/file"
refuses 1 "$TEMP/file: is no folder; choose another place" add Y P101 "$TEMP/file"
value_is 0 "select count(*) from pg_roles where rolname = 'Y'"

# ---- what the role may do ----
may_not() {
    local got
    got=$(pg_as_kiosk "$K/kiosk.conf" -c "$1" 2>&1) && fail "the kiosk may: $1"
    echo "$got" | grep -q 'ERROR:  permission denied' || fail "$1: $got"
}
tables=$(pg_value "select relname from pg_class where relnamespace = 'training'::regnamespace and relkind in ('r', 'v')")
for name in $tables; do echo "select * from training.$name;"; done >"$TEMP/tables.sql"
pg_as_kiosk "$K/kiosk.conf" -v ON_ERROR_STOP=0 -f "$TEMP/tables.sql" >"$TEMP/tables.out" 2>&1
[ "$(lines "$TEMP/tables.out" 'ERROR:  permission denied for')" = "$(echo "$tables" | wc -l)" ] || fail "the kiosk reads tables"
value_is "" "select relname from pg_class where relnamespace = 'training'::regnamespace and relkind in ('r', 'v')
             and has_table_privilege('P101-A', oid, 'select, insert, update, delete, truncate, references, trigger')"
value_is "kiosk_arrivals
kiosk_push
kiosk_slice" "select proname from pg_proc where pronamespace = 'training'::regnamespace and has_function_privilege('P101-A', oid, 'execute') order by 1"
may_not 'select training.chain_check()'
may_not 'create temp table t (a int)'
may_not 'create table public.t (a int)'
may_not 'create schema mine'
may_not 'set role training_owner'
may_not 'create role other'
# Nobody comes in as a kiosk without its certificate, nor as another with its own.
other=$(pg_as_kiosk "$K/kiosk.conf" -c 'select 1' 2>&1) && [ "$other" = 1 ] || fail "the kiosk itself"
pg_sql 'create role "P101-B" login in role training_kiosk'
"$PG_BIN/psql" -X "${conninfo/user=P101-A/user=P101-B}" -c 'select 1' >"$TEMP/other.out" 2>&1 && fail "one certificate opens another role"
grep -q 'certificate authentication failed for user "P101-B"' "$TEMP/other.out" || fail "another role: $(cat "$TEMP/other.out")"
# A server's certificate is no kiosk's.
works "server.key, server.crt and ca.crt: written in $TEMP/server" office server-cert P101-A --out "$TEMP/server"
works "server.key, server.crt and ca.crt: were there already in $TEMP/server" office server-cert P101-A --out "$TEMP/server"
refuses 1 "$TEMP/server/server.crt: the certificate does not name all hosts; make a new one with --renew" office server-cert P101-A 10.0.0.1 --out "$TEMP/server"
[ "$(stat -c %a "$TEMP/server/server.key")" = 600 ] || fail "mode of server.key"
sed "s#$K/P101-A\.\(crt\|key\)#$TEMP/server/server.\1#g" "$K/kiosk.conf" >"$TEMP/server.conf"
pg_as_kiosk "$TEMP/server.conf" -c 'select 1' >"$TEMP/other.out" 2>&1 && fail "a server's certificate opens a kiosk's role"

# ---- revoke: at once, also for an open session ----
mkfifo "$TEMP/pipe"
pg_as_kiosk "$K/kiosk.conf" -f "$TEMP/pipe" >"$TEMP/open.out" 2>&1 &
OPEN=$!
exec 9>"$TEMP/pipe"
echo 'select training.kiosk_slice(null) is not null;' >&9
expect "[ \"\$(cat '$TEMP/open.out')\" = t ]" 10 "the open session answers"
works "kiosk P101-A is revoked, 1 open session ended" office kiosk revoke P101-A
echo 'select 1;' >&9
exec 9>&-
wait $OPEN && fail "the open session went on"
grep -q 'terminating connection due to administrator command' "$TEMP/open.out" || fail "open session: $(cat "$TEMP/open.out")"
pg_as_kiosk "$K/kiosk.conf" -c 'select 1' >"$TEMP/other.out" 2>&1 && fail "a revoked kiosk connects"
grep -q 'role "P101-A" is not permitted to log in' "$TEMP/other.out" || fail "revoked: $(cat "$TEMP/other.out")"
works "kiosk P101-A is revoked, 0 open sessions ended" office kiosk revoke P101-A
refuses 1 'diemdanh-office: there is no kiosk `P9`' office kiosk revoke P9
refuses 1 "diemdanh-office: kiosk P101-A was revoked on $(pg_value "select current_date"); let it in again with --restore" add P101-A P101 "$K"
works "kiosk P101-A, room P101: everything was there already in $K" add P101-A P101 "$K" --restore
[ "$(pg_as_kiosk "$K/kiosk.conf" -c 'select session_user')" = P101-A ] || fail "the restored kiosk cannot connect"

# ---- schema of another version; keys that are not this database's ----
known=$(pg_value 'select max(number) from training.schema_version where number < 100') || fail "the schema's version"
pg_sql "insert into training.schema_version (number, name, digest) values (99, 'future', '')"
newer="diemdanh-office: the training database has schema version 99, this program knows $known; use the newer program"
refuses 1 "$newer" office roll X
refuses 1 "$newer" office init
pg_sql "delete from training.schema_version where number = 99"
refuses 1 'diemdanh-office: there is no session `X`' office roll X
refuses 1 "$TEMP/state2/card.key: is not the one this training database was set up with; bring it back from the backup, or name its folder with --state" \
    "$BUILD/diemdanh-office" -d "$PG_ADMIN" --state "$TEMP/state2" kiosk add Z --room P101 --out "$TEMP/z" --server "$PG_SERVER"
rm "$TEMP/state2/ca.key"
refuses 2 "$TEMP/state2/ca.key: is missing though $TEMP/state2/ca.crt is there; bring it back from the backup" \
    "$BUILD/diemdanh-office" --state "$TEMP/state2" server-cert localhost --out "$TEMP/server2"
pg_sql "create database empty"
refuses 1 'diemdanh-office: the database has no schema `training`; connect to the right one with -d, or run: diemdanh-office init' \
    "$BUILD/diemdanh-office" -d "${PG_ADMIN/dbname=training/dbname=empty}" --state "$PG_STATE" roll X
refuses 2 'diemdanh-office: there is no command `dance`; see diemdanh-office --help' office dance
echo "kiosk: all right"
