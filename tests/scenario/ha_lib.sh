# shellcheck shell=bash
# Three PostgreSQL under Patroni with one etcd, on loopback, each member in a folder of its own. Sourced after agent_lib.sh.
#
#   ha_start sync|async   starts them, sets up the training database and kiosk P101-A with all three hosts
#   ha_leader             number of the leader, by etcd          ha_admin N       PG_ADMIN is member N from now on
#   ha_held               facts at the leader                    ha_streaming     how many standbys stream from it
#   ha_member N           starts member N                        ha_signal SIG N  to all its processes
#   ha_kill9 N            as when its machine dies               ha_ctl ...       patronictl

HA_NUMBERS="1 2 3"
declare -A HA_PORT HA_REST HA_PID

# A session of its own a member, so that all of its processes can be met at once.
ha_run() { # NAME COMMAND...
    local name=$1 as_server=""
    shift
    [ "$(id -u)" != 0 ] || as_server="setpriv --reuid postgres --regid postgres --init-groups"
    # shellcheck disable=SC2086
    setsid $as_server "$@" >"$TEMP/$name.out" 2>"$TEMP/$name.err" </dev/null &
    SPAWNED=$!
}

ha_etcd() {
    local client peer
    client=$(pg_free_port)
    peer=$(pg_free_port)
    HA_ETCD=127.0.0.1:$client
    ha_run etcd etcd --data-dir "$HA_DIR/etcd" --name one --log-level error --unsafe-no-fsync \
        --listen-client-urls "http://$HA_ETCD" --advertise-client-urls "http://$HA_ETCD" \
        --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
        --initial-cluster "one=http://127.0.0.1:$peer"
    HA_ETCD_PID=$SPAWNED
    expect "(exec 3<>/dev/tcp/127.0.0.1/$client) 2>/dev/null" 15 "etcd listens"
}

# Measured with Patroni 3, which takes a ttl of 5 s; a newer one may insist on more, and then stalls longer.
ha_member_file() {
    local n=$1 owner
    owner=$(pg_as_server id -un)
    mkdir -p "$HA_DIR/m$n"
    cat >"$HA_DIR/m$n.yml" <<YAML
scope: training
name: m$n
restapi: { listen: '127.0.0.1:${HA_REST[$n]}', connect_address: '127.0.0.1:${HA_REST[$n]}' }
etcd3: { host: '$HA_ETCD' }
bootstrap:
  dcs:
    ttl: 5
    loop_wait: 1
    retry_timeout: 2
    maximum_lag_on_failover: 16777216
    synchronous_mode: $HA_SYNC
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters: { wal_level: replica, hot_standby: 'on', wal_log_hints: 'on', max_wal_senders: 8, max_connections: 40 }
  initdb: [ { encoding: UTF8 }, { locale: C.UTF-8 }, { auth: trust }, no-sync ]
postgresql:
  listen: 127.0.0.1:${HA_PORT[$n]}
  connect_address: 127.0.0.1:${HA_PORT[$n]}
  data_dir: $HA_DIR/m$n/data
  bin_dir: $PG_BIN
  pgpass: $HA_DIR/m$n.pass
  authentication:
    superuser: { username: $owner }
    replication: { username: $owner }
  parameters:
    unix_socket_directories: '$HA_DIR/socket'
    shared_buffers: 32MB
    ssl: 'on'
    ssl_cert_file: $HA_DIR/tls/server.crt
    ssl_key_file: $HA_DIR/tls/server.key
    ssl_ca_file: $HA_DIR/tls/ca.crt
  pg_hba:
    - local all $owner trust
    - local replication $owner trust
    - host all $owner samehost trust
    - host replication $owner samehost trust
    - hostssl all +training_kiosk samehost cert
YAML
}

ha_member() {
    ha_run "patroni$1" patroni "$HA_DIR/m$1.yml"
    HA_PID[$1]=$SPAWNED
}

# All processes of a member: Patroni's session, the postmaster and its children.
ha_processes() {
    local master
    master=$(head -n 1 "$HA_DIR/m$1/data/postmaster.pid" 2>/dev/null)
    # The postmaster stands first, so that a signal does not meet it while it replaces its children.
    [ -z "$master" ] || { echo "$master"; pgrep -P "$master"; }
    pgrep -s "${HA_PID[$1]}"
}
ha_signal() {
    local processes
    processes=$(ha_processes "$2")
    # shellcheck disable=SC2086
    kill -"$1" $processes 2>/dev/null
    return 0
}
ha_kill9() {
    ha_signal KILL "$1"
    wait "${HA_PID[$1]}" 2>/dev/null
    return 0
}

ha_ctl() {
    local command=$1
    shift
    pg_as_server env LC_ALL=C.UTF-8 patronictl -c "$HA_DIR/m1.yml" "$command" training "$@"
}

ha_leader() {
    local n
    for n in $HA_NUMBERS; do
        [ "$(curl -s -m 1 -o "$TEMP/rest" -w '%{http_code}' "http://127.0.0.1:${HA_REST[$n]}/primary")" = 200 ] && echo "$n" && return
    done
    echo 0
}
ha_admin() {
    PG_ADMIN="host=$HA_DIR/socket port=${HA_PORT[$1]:-1} user=$(pg_as_server id -un) dbname=training connect_timeout=2"
}
ha_value() {
    ha_admin "$(ha_leader)"
    pg_value "$1" 2>/dev/null
}
ha_held() {
    local held
    held=$(timeout 3 "$PG_BIN/psql" -qXAt "host=$HA_DIR/socket port=${HA_PORT[$(ha_leader)]:-1} user=$(pg_as_server id -un) dbname=training" \
        -c 'select coalesce(max(hi), 0) from training.ledger' 2>/dev/null)
    echo "${held:-0}"
}
ha_streaming() {
    ha_value "select count(*) from pg_stat_replication where state = 'streaming' and application_name like 'm_'"
}
ha_has_sync() {
    [ "$(ha_value "select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')")" -ge 1 ] 2>/dev/null
}

ha_stop() {
    local n status=$?
    for n in $HA_NUMBERS; do
        [ -z "${HA_PID[$n]:-}" ] || ha_kill9 "$n"
    done
    [ -z "${HA_ETCD_PID:-}" ] || kill -9 "$HA_ETCD_PID" 2>/dev/null
    return $status
}

ha_start() {
    local n ports=""
    pg_find || fail "no PostgreSQL"
    HA_SYNC=$([ "$1" = sync ] && echo true || echo false)
    HA_DIR=$TEMP/ha
    PG_STATE=$HA_DIR/state
    mkdir -p "$HA_DIR/socket" "$HA_DIR/tls" "$HA_DIR/etcd"
    "$BUILD/diemdanh-office" --state "$PG_STATE" server-cert localhost 127.0.0.1 --out "$HA_DIR/tls" >/dev/null || fail "server-cert"
    for n in $HA_NUMBERS; do
        HA_PORT[$n]=$(pg_free_port)
        HA_REST[$n]=$(pg_free_port)
    done
    trap 'ha_stop; clean_up' EXIT
    [ "$(id -u)" != 0 ] || chown -R postgres: "$HA_DIR/etcd"
    ha_etcd
    for n in $HA_NUMBERS; do
        ha_member_file "$n"
        ports="$ports${ports:+,}${HA_PORT[$n]}"
    done
    [ "$(id -u)" != 0 ] || chown -R postgres: "$HA_DIR"
    for n in $HA_NUMBERS; do ha_member "$n"; done
    expect "[ \"\$(ha_leader)\" != 0 ]" 60 "a leader"
    ha_admin "$(ha_leader)"
    "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "${PG_ADMIN/dbname=training/dbname=postgres}" -c 'create database training' || fail "create database"
    office init >"$TEMP/init.out" || fail "office init"
    central_fill >"$TEMP/fill.out"
    office kiosk add P101-A --room P101 --out "$TEMP/kiosk" --server "host=localhost port=${HA_PORT[1]} dbname=training" \
        >"$TEMP/kiosk.out" || fail "kiosk add"
    CONF=$TEMP/kiosk/kiosk.conf
    LEDGER=$TEMP/kiosk/ledger.db
    KEY=$TEMP/kiosk/card.key
    sed -i "s/host=localhost port=${HA_PORT[1]}/host=localhost,localhost,localhost port=$ports/" "$CONF"
    grep -q target_session_attrs "$CONF" || sed -i 's/^conninfo = /&target_session_attrs=read-write /' "$CONF"
    expect "[ \"\$(ha_streaming)\" = 2 ]" 90 "two standbys"
    [ "$1" != sync ] || expect ha_has_sync 30 "a synchronous standby"
}
