#!/usr/bin/env bash
# A database a province: two provinces behind one address by PL/Proxy, kiosks known by their certificates all the way, and
# the nation's figures in a third database by logical replication. The SQL is scale_proxy.sql and scale_rollup.sql.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
pg_find || fail "no PostgreSQL"
[ -e "$("$PG_BIN/pg_config" --sharedir 2>/dev/null || echo "/usr/share/postgresql/$(basename "$(dirname "$PG_BIN")")")/extension/plproxy.control" ] ||
    skip "PL/Proxy is not installed: apt-get install postgresql-$(basename "$(dirname "$PG_BIN")")-plproxy"

# ---- three servers: provinces a and b, and the front with the proxy's and the nation's databases ----
declare -A DIR PORT ADMIN
servers_stop() {
    local status=$? where
    for where in "${!DIR[@]}"; do
        pg_as_server "$PG_BIN/pg_ctl" -D "${DIR[$where]}/data" -m immediate -w stop >/dev/null 2>&1
    done
    return $status
}
server() {
    local where=$1
    mkdir -p "$TEMP/$where"
    [ ! -d "$TEMP/a/state" ] || [ "$where" = a ] || cp -a "$TEMP/a/state" "$TEMP/$where/state" # one authority
    pg_start "$BUILD" "$TEMP/$where" || fail "server $where"
    DIR[$where]=$PG_DIR PORT[$where]=$PG_PORT ADMIN[$where]=$PG_ADMIN
    trap 'servers_stop; clean_up' EXIT
}
at() { # WHERE: pg_value, pg_sql and office mean that server from now on
    PG_DIR=${DIR[$1]} PG_PORT=${PORT[$1]} PG_ADMIN=${ADMIN[$1]} PG_STATE=${DIR[$1]}/state
    PG_SERVER="host=localhost port=$PG_PORT dbname=training"
}
# certificate NAME: one of the nation's authority for a machine, its key readable by the servers only.
certificate() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$TEMP/$1.key" -subj "/CN=$1" 2>/dev/null |
        openssl x509 -req -CA "$TEMP/a/state/ca.crt" -CAkey "$TEMP/a/state/ca.key" -CAcreateserial -days 30 \
            -extfile <(echo extendedKeyUsage=clientAuth) -out "$TEMP/$1.crt" 2>/dev/null || fail "certificate $1"
    chmod 600 "$TEMP/$1.key"
    [ "$(id -u)" != 0 ] || chown postgres: "$TEMP/$1.key"
}
province() { # ID KIOSK OTHER...
    local id=$1 kiosk=$2
    server "$id"
    office init >/dev/null || fail "init $id"
    central_fill >/dev/null
    office kiosk add "$kiosk" --room P101 --out "$TEMP/k$id" --server "$PG_SERVER" >/dev/null || fail "kiosk add $kiosk"
    # Only the proxy may stand for kiosks, and only for this province's.
    cat >"$PG_DIR/data/pg_hba.conf" <<HBA
local    all       $(pg_as_server id -un)     trust
hostssl  training  +training_kiosk  samehost      cert map=kiosks
hostssl  training  national         samehost      cert
HBA
    printf 'kiosks proxy %s\n' "$kiosk" >"$PG_DIR/data/pg_ident.conf"
    echo "wal_level = logical" >>"$PG_DIR/data/postgresql.conf"
    pg_restart || fail "restart"
    "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 -v province="$id" "$PG_ADMIN" -f "$SOURCE/tests/scenario/scale_rollup.sql" || fail "roll-up"
}
command -v openssl >/dev/null || skip "openssl is not installed"
province a KA
province b KB
certificate proxy
certificate national
server front
"$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "$PG_ADMIN" -f "$SOURCE/tests/scenario/scale_proxy.sql" || fail "proxy"
for each in a:KA b:KB; do
    pg_sql "insert into training.province values ('${each%:*}', 'host=localhost port=${PORT[${each%:*}]} dbname=training
              sslmode=verify-full sslrootcert=$TEMP/a/state/ca.crt sslcert=$TEMP/proxy.crt sslkey=$TEMP/proxy.key');
            insert into training.kiosk_province values ('${each#*:}', '${each%:*}');
            create role \"${each#*:}\" login in role training_kiosk"
done
pg_sql 'create role "KX" login in role training_kiosk'
chmod 755 "$TEMP/a" "$TEMP/a/state" 2>/dev/null
[ "$(id -u)" != 0 ] || { install -o postgres -m 644 "$TEMP/a/state/ca.crt" "$TEMP/ca.crt" && pg_sql "update training.province set conninfo = replace(conninfo, '$TEMP/a/state/ca.crt', '$TEMP/ca.crt')"; }
"$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "$PG_ADMIN" -c "create database nation" || fail "create database nation"
NATION=${PG_ADMIN/dbname=training/dbname=nation}
"$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 -v province= "$NATION" -f "$SOURCE/tests/scenario/scale_rollup.sql" || fail "the nation's tables"

# ---- kiosks of both through the one address ----
kiosk_at() { # PROVINCE KIOSK: $CONF, $LEDGER, $KEY are its, the conninfo leads to the front
    LEDGER=$TEMP/k$1/ledger.db KEY=$TEMP/k$1/card.key
    CONF=$TEMP/$2.conf
    sed "s/port=${PORT[$1]}/port=${PORT[front]}/" "$TEMP/k$1/kiosk.conf" >"$CONF"
}
echo "each kiosk's facts reach its own province, through the one address"
for each in a:KA:30 b:KB:40; do
    IFS=: read -r province kiosk count <<<"$each"
    kiosk_at "$province" "$kiosk"
    tap -n 0
    once # the slice comes through the proxy too
    [ "$(ledger_value 'select count(*) from slice_session')" = 1 ] || fail "the slice of $kiosk"
    tap 04A1B2C3D4E5F6 >/dev/null
    tap -n $((count - 1)) >/dev/null
    at "$province"
    once
    all_there "$count"
    [ "$(pg_value "select kiosk_id from training.ledger")" = "$kiosk" ] || fail "the province knows $kiosk by its role"
done
front=$(sed -n 's/^conninfo = //p' "$TEMP/KA.conf")
as() { # SQL by KA at the front
    "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 "$front" -c "$1" 2>&1
}
echo "identity"
case $("$PG_BIN/psql" -qXAt "${front/user=KA/user=KB}" -c 'select 1' 2>&1) in
*"certificate authentication failed for user \"KB\""*) ;;
*) fail "KA's certificate must not open the front for KB" ;;
esac
case $("$PG_BIN/psql" -qXAt "${front/port=${PORT[front]}/port=${PORT[a]}}" -c 'select 1' 2>&1) in
*"certificate authentication failed for user \"KA\""*) ;;
*) fail "a province lets kiosks in by the proxy only" ;;
esac
# The proxy's certificate stands for the province's kiosks, not for others and not for the office.
for user in KB national; do
    pg_as_server "$PG_BIN/psql" -qXAt "host=localhost port=${PORT[a]} dbname=training user=$user sslmode=verify-full sslrootcert=$TEMP/ca.crt \
        sslcert=$TEMP/proxy.crt sslkey=$TEMP/proxy.key" -c 'select 1' >"$TEMP/as.out" 2>&1 && fail "the proxy as $user at province a"
done
[ "$(as "select training.kiosk_slice('x') like '%P101%'")" = t ] || fail "psql as KA"
for sql in 'select * from training.province' 'update training.kiosk_province set province_id = null' \
    "create function f() returns text language plproxy as 'connect ''dbname=x'';'" 'set role "KB"' 'set session authorization "KB"'; do
    case $(as "$sql") in *"permission denied"*) ;; *) fail "KA may not: $sql: $(as "$sql")" ;; esac
done

echo "a revoked kiosk is refused at once, a kiosk of no province too"
at b
office kiosk revoke KB >/dev/null || fail "revoke"
kiosk_at b KB
tap -n 1 >/dev/null
once_fails 1 'role "KB" is not permitted to log in'
at front
pg_sql "delete from training.kiosk_province where kiosk_id = 'KA'"
case $(as "select training.kiosk_slice('x')") in *"role KA is no kiosk of any province"*) ;; *) fail "no province" ;; esac

echo "the nation's figures"
for id in a b; do
    at "$id"
    [ "$(pg_value "select training_national.figure('$id', current_date - 2)")" = 1 ] || fail "one session in $id"
    "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "$NATION" -c "create subscription from_$id connection 'host=localhost port=${PORT[$id]}
        dbname=training user=national sslmode=verify-full sslrootcert=$TEMP/ca.crt sslcert=$TEMP/national.crt
        sslkey=$TEMP/national.key' publication national" >"$TEMP/subscription.out" 2>&1 || fail "subscription $id: $(cat "$TEMP/subscription.out")"
done
figures() {
    "$PG_BIN/psql" -qXAt "$NATION" -c "select province_id, session_id, enrolled, present, late, absent
        from training_national.session_figure order by 1, 2"
}
expect "[ \"\$(figures)\" = \$'a|B1|2|1|0|0\nb|B1|2|1|0|0' ]" 10 "both provinces' figures: $(figures)"
kiosk_at a KA
at front
pg_sql "insert into training.kiosk_province values ('KA', 'a')"
tap 04A1B2C3D4E5F7 >/dev/null
once
at a
pg_value "select training_national.figure('a', current_date - 2)" >/dev/null
expect "[ \"\$(figures)\" = \$'a|B1|2|2|0|0\nb|B1|2|1|0|0' ]" 10 "a later tap: $(figures)"
[ "$(pg_value "select training_national.figure('a', current_date - 2)")" = 0 ] || fail "nothing new, nothing sent"
