#!/usr/bin/env bash
# Servers that take the connection and then say nothing: each call ends by its deadline, each wait by SIGTERM.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
central_start
tap -n 5 >/dev/null

echo "a listener that says nothing"
proxy_start
SILENT=$PROXY_PORT
start=$(now_ms)
once_fails 1 "^localhost:$SILENT gave no answer within the deadline of 15000 ms, connecting" "$(conf_with silent "s/port=$PG_PORT/port=$SILENT/")"
took=$(($(now_ms) - start))
{ [ $took -ge 7000 ] && [ $took -lt 25000 ]; } || fail "it took $took ms"
[ "$(ledger_value 'select online, refused from sync')" = '0|0' ] || fail "offline, not refused"

echo "the same beside a server that answers"
once "$(conf_with both "s/host=localhost port=$PG_PORT/host=127.0.0.1,localhost port=$SILENT,$PG_PORT/")"
all_there 5

echo "SIGTERM in the middle of a stalled connection"
agent_start "$(conf_with silent "s/port=$PG_PORT/port=$SILENT/")"
sleep 0.5 # into the call; at any other moment it must end as well
start=$(now_ms)
stop "$AGENT"
[ "$STOPPED" = 0 ] || fail "ended with $STOPPED"
took=$(($(now_ms) - start))
[ $took -lt 3000 ] || fail "it took $took ms"

echo "a line that breaks down in the middle of a call"
proxy_start "$PG_PORT"
agent_start "$(conf_with proxy "s/port=$PG_PORT/port=$PROXY_PORT/")"
expect "grep -q online '$TEMP/sync.err'" 20 "online through the proxy"
line hold down 0
tap -n 10 >/dev/null
expect "[ \"\$(count_there)\" -gt 5 ]" 15 "sent, and not answered"
expect "grep -q 'gave no answer within the deadline of 15000 ms, the call' '$TEMP/sync.err'" 40 "the deadline ends it"
line flow
expect "[ \"\$(ledger_value 'select acked_seq, online from sync')\" = '15|1' ]" 40 "it goes on by itself"
all_there 15
stop "$AGENT"
[ "$STOPPED" = 0 ] || fail "ended with $STOPPED"
