#!/usr/bin/env bash
# The same through pgbouncer in transaction mode: the certificate is checked there, the role stays the kiosk's.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
command -v pgbouncer >/dev/null || skip "pgbouncer is not installed"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
central_start

echo P101-A >"$TEMP/users"
pool_start "$TEMP/users" "server_reset_query_always = 1" "default_pool_size = 2"
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
