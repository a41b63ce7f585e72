#!/usr/bin/env bash
# The same through pgbouncer in transaction mode: the certificate is checked there, the role stays the kiosk's.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
command -v pgbouncer >/dev/null || skip "pgbouncer is not installed"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
central_start

# The pool stands beside the server and is let in by its socket.
echo "local training +training_kiosk trust" >>"$PG_DIR/data/pg_hba.conf"
pg_value 'select pg_reload_conf()' >/dev/null
mkdir -p "$TEMP/pool"
POOL_PORT=$(pg_free_port)
echo '"P101-A" ""' >"$TEMP/pool/users"
cat >"$TEMP/pool/pgbouncer.ini" <<INI
[databases]
training = host=$PG_DIR/socket port=$PG_PORT
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $POOL_PORT
unix_socket_dir =
logfile = $TEMP/pool/log
pidfile = $TEMP/pool/pid
auth_type = cert
auth_file = $TEMP/pool/users
client_tls_sslmode = verify-full
client_tls_ca_file = $PG_DIR/tls/ca.crt
client_tls_cert_file = $PG_DIR/tls/server.crt
client_tls_key_file = $PG_DIR/tls/server.key
pool_mode = transaction
server_reset_query_always = 1
default_pool_size = 2
INI
[ "$(id -u)" != 0 ] || chown -R postgres: "$TEMP/pool"
# Not through pg_as_server: a function would run in a subshell, and its number would be kept instead of the pooler's.
as_server=
[ "$(id -u)" != 0 ] || as_server="setpriv --reuid postgres --regid postgres --init-groups"
# shellcheck disable=SC2086
spawn pool $as_server "$(command -v pgbouncer)" "$TEMP/pool/pgbouncer.ini"
expect "(exec 3<>/dev/tcp/127.0.0.1/$POOL_PORT) 2>/dev/null" 10 "the pool listens"
POOLED=$(conf_with pooled "s/port=$PG_PORT/port=$POOL_PORT/")

echo "a backlog, then nothing"
tap -n 1500 >/dev/null
once "$POOLED"
all_there 1500
[ "$(pg_value 'select kiosk_id from training.kiosk where held_seq = 1500')" = P101-A ] || fail "the role is the kiosk's"
once "$POOLED"
all_there 1500

echo "the daemon, while the server restarts behind the pool"
agent_start "$POOLED"
expect "grep -q online '$TEMP/sync.err'" 20 "online through the pool"
tap -n 10 >/dev/null
expect "[ \"\$(count_there)\" = 1510 ]" 15 "the taps at the centre"
pg_restart
tap -n 10 >/dev/null
expect "[ \"\$(count_there)\" = 1520 ]" 40 "the taps after the restart"
all_there 1520

echo "the pool refuses a certificate of another kiosk"
office kiosk add P102-A --room P102 --out "$TEMP/kiosk2" --server "$PG_SERVER" >"$TEMP/kiosk2.out" || fail "kiosk add"
once_fails 1 "localhost:$POOL_PORT refused kiosk P101-A: certificate authentication failed" "$(conf_with other "s/port=$PG_PORT/port=$POOL_PORT/; s#kiosk/P101-A.crt#kiosk2/P102-A.crt#; s#kiosk/P101-A.key#kiosk2/P102-A.key#")"
