#!/usr/bin/env bash
# High availability: three PostgreSQL under Patroni and etcd, all from Debian, and the agent writing by a conninfo with three
# hosts while the leader's machine dies, freezes, and hands over. Every tap at the centre once; prints the longest stalls.
# Usage: ha_patroni.sh BUILD_DIR [sync|async]
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
[ "${DIEMDANH_FAULT:-}" = full ] || skip "takes over a minute; DIEMDANH_FAULT=full runs it"
for program in patroni patronictl etcd; do
    command -v $program >/dev/null || skip "$program is not installed: assets/packages.sh ha"
done
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
# shellcheck source=tests/scenario/ha_lib.sh
. "$(dirname "$0")/ha_lib.sh"
MODE=${2:-sync}
started=$(now_ms)
ha_start "$MODE"
echo "three members, $MODE, ready after $((($(now_ms) - started) / 1000)) s"

tap -n 1 >/dev/null
agent_start
expect "[ \"\$(ha_held)\" = 1 ]" 20 "the first tap at the centre"
"$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$KEY" -r P101 -n 100000 -e 100 >"$TEMP/taps" &
TAPS=$!
CHILDREN="$CHILDREN $TAPS"

# The time since the event until a tap made after it is at the centre, and the longest gap between arrivals meanwhile.
event() { # NAME COMMAND...
    local name=$1 at_ms seq
    shift
    sleep 3 # the stream of taps before it
    at_ms=$(now_ms)
    seq=$(tail -n 1 "$TEMP/taps" | cut -d' ' -f1)
    "$@"
    expect "[ \"\$(ha_held)\" -gt $((seq + 20)) ]" 120 "taps go up after: $name"
    echo "$name|$at_ms" >>"$TEMP/events"
    [ "$MODE" != sync ] || expect "ha_has_sync" 60 "a synchronous standby"
}
die() {
    local leader
    leader=$(ha_leader)
    ha_kill9 "$leader"
    DEAD=$leader
}
freeze() {
    FROZEN=$(ha_leader)
    ha_signal STOP "$FROZEN"
}
hand_over() {
    local leader
    leader=$(ha_leader)
    ha_ctl switchover --master "m$leader" --force >"$TEMP/switchover.out" 2>&1 ||
        ha_ctl switchover --leader "m$leader" --force >"$TEMP/switchover.out" 2>&1 || fail "switchover"
}

event "machine killed" die
ha_member "$DEAD"
expect "[ \"\$(ha_streaming)\" = 2 ]" 90 "the killed member is back"
event "machine frozen" freeze
ha_signal CONT "$FROZEN"
expect "[ \"\$(ha_streaming)\" = 2 ]" 90 "the thawed member follows"
event "handed over" hand_over
expect "[ \"\$(ha_streaming)\" = 2 ]" 90 "all follow"
stop "$TAPS"
count=$(ledger_value 'select max(seq) from fact')
expect "[ \"\$(ha_held)\" = $count ]" 30 "the last tap at the centre"
stop "$AGENT"
once
ha_admin "$(ha_leader)"
all_there "$count"
lost=$((count - $(pg_value 'select count(distinct seq) from training.fact')))
doubled=$(($(count_there) - count))
[ "$(pg_value "select count(*) from training.ledger")" = 1 ] || fail "one ledger, no branch"
[ "$(pg_value "select count(*) from training.alarm")" = 0 ] || fail "no alarm"
office verify >"$TEMP/verify.out" || fail "the chain"
while IFS='|' read -r name at_ms; do
    printf '%-16s longest stall %s s\n' "$name" "$(pg_value "with a as (
        select received_at, received_at - lag(received_at) over (order by received_at, seq) as gap from training.fact)
        select round(extract(epoch from max(gap))::numeric, 1) from a
        where received_at between to_timestamp($at_ms / 1000.0 - 1) and to_timestamp($at_ms / 1000.0 + 100)
          and received_at - gap < to_timestamp($at_ms / 1000.0 + 15)")"
done <"$TEMP/events"
echo "$count taps: $lost lost, $doubled doubled, in $((($(now_ms) - started) / 1000)) s"
[ "$lost" = 0 ] && [ "$doubled" = 0 ] || fail "$lost lost, $doubled doubled"
