#!/usr/bin/env bash
# Facts from a ledger to a real PostgreSQL over TLS: all of them, in order, once, whatever stops in between.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
central_start

echo "a ledger that is not there yet"
once_fails 1 'there is no ledger'

echo "100 facts while the server is down, then up"
pg_stop
tap -n 100 >"$TEMP/taps"
[ "$(lines "$TEMP/taps" ' unknown$')" = 100 ] || fail "100 cards nobody knows"
once_fails 1 "^localhost:$PG_PORT cannot be reached: Connection refused"
[ "$(ledger_value 'select acked_seq, online, refused from sync')" = '0|0|0' ] || fail "offline, nothing refused"
pg_launch
once
all_there 100
[ "$(ledger_value 'select acked_seq, online, refused from sync')" = '100|1|0' ] || fail "online, all acked"
[ "$(pg_value "select held_seq, pending from training.kiosk_health where kiosk_id = 'P101-A'")" = '100|0' ] || fail "health at the centre"
office check >"$TEMP/check.out" 2>"$TEMP/check.err" || fail "the chain is whole"

echo "a second run changes nothing"
# But for their time, which a quicker answer of the centre may tell to some milliseconds better.
state="select md5(string_agg((to_jsonb(f) - 'at_ms')::text, chr(10) order by seq)) from training.fact f"
before=$(pg_value "$state")
once
[ "$(pg_value "$state")" = "$before" ] || fail "facts changed"
[ "$(pg_value 'select count(*), max(hi) from training.ledger')" = '1|100' ] || fail "one ledger, 100 rows"

echo "a slice comes, and learners are known"
[ "$(ledger_value 'select count(*) from slice_session')" = 1 ] || fail "the session is there"
tap 04A1B2C3D4E5F6 >"$TEMP/taps"
[ "$(cat "$TEMP/taps")" = '101 present' ] || fail "the learner is known: $(cat "$TEMP/taps")"
once
all_there 101
[ "$(pg_value "select ordinal, status from training.roll where session_id = 'B1' order by ordinal")" = $'1|present\n2|not_yet' ] || fail "the roll"

echo "the daemon pushes a tap at once, not at the next heartbeat"
agent_start
expect "grep -q 'online: the centre holds 101 facts' '$TEMP/sync.err'" 10 "online"
for i in 1 2 3; do
    tap -n 1 >/dev/null
    expect "[ \"\$(count_there)\" = $((101 + i)) ]" 8 "the tap at the centre"
done

echo "taps while it pushes"
"$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$KEY" -r P101 -n 300 -e 4 >"$TEMP/taps" || fail "taps during pushes"
[ "$(lines "$TEMP/taps" '')" = 300 ] || fail "every tap was recorded"
expect "[ \"\$(count_there)\" = 404 ]" 15 "all taps at the centre"
all_there 404

echo "the server stops and starts again"
pg_stop
tap -n 20 >/dev/null
expect "grep -q 'Connection refused' '$TEMP/sync.err'" 15 "the daemon says so"
expect "[ \"\$(ledger_value 'select online from sync')\" = 0 ]" 15 "offline is written down"
pg_launch
expect "[ \"\$(count_there)\" = 424 ]" 40 "all taps at the centre"
all_there 424
[ "$(lines "$TEMP/sync.err" 'Connection refused')" = 1 ] || fail "one line for one outage"

echo "the session of the server is killed under it"
pg_value "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'P101-A'" >/dev/null
tap -n 1 >/dev/null
expect "[ \"\$(count_there)\" = 425 ]" 8 "the next tap goes up over a new connection"

echo "SIGTERM ends it at once"
start=$(now_ms)
stop "$AGENT"
[ "$STOPPED" = 0 ] || fail "ended with $STOPPED"
[ $(($(now_ms) - start)) -lt 3000 ] || fail "it took $(($(now_ms) - start)) ms"

echo "no name and no card key in the log"
if grep -qE 'Nguyễn|Trần|M1|[0-9a-f]{40}' "$TEMP/sync.err"; then
    fail "the log says too much"
fi

echo "catching up with 5,000 facts"
tap -n 5000 >/dev/null
once
[ "$(lines "$TEMP/once.err" '5000 facts sent in 5 calls')" = 1 ] || fail "batches of 1,000"
all_there 5425

# dated CLOCK BOOT: taps once and goes up once on a machine with that clock; prints what the centre knows of the boot: the
# source, and how many seconds its time of the tap is from now.
dated() {
    export DIEMDANH_CLOCK="$1,boot=$2,boottime_ms=5000"
    tap -n 1 >/dev/null
    once
    unset DIEMDANH_CLOCK
    pg_value "select source, round(abs(extract(epoch from now()) - (offset_ms + 5000) / 1000.0) / 60) from training.boot where boot_id = '$2'"
}

echo "the centre's time dates a boot without a clock, before the line is left"
[ "$(dated source=none,utc_ms=946684800000 11111111-2222-4333-8444-555555555555)" = '2|0' ] || fail "dated by the centre"
[ "$(ledger_value "select source from boot where hex(boot_id) = '11111111222243338444555555555555'")" = 2 ] || fail "dated here too"
echo "a clock chip is mended by the centre's time, NTP is not"
hour_ago=$(($(now_ms) - 3600000))
[ "$(dated source=rtc,utc_ms=$hour_ago 22222222-2222-4333-8444-555555555555)" = '2|0' ] || fail "a clock chip that is wrong"
[ "$(dated source=ntp,utc_ms=$hour_ago 33333333-2222-4333-8444-555555555555)" = '3|60' ] || fail "NTP stands"
all_there 5428

echo "what the other door of the room saw comes down, once, and is judged here"
office kiosk add P101-B --room P101 --out "$TEMP/other" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
other_tap() { "$BUILD/tests/ledger_tap" -l "$TEMP/other/ledger.db" -k "$TEMP/other/card.key" -r P101 "$@"; }
other_tap -n 1 >/dev/null || fail "a first tap at the other door"
once "$TEMP/other/kiosk.conf"
[ "$(other_tap 04A1B2C3D4E5F7)" = '2 present' ] || fail "the learner is known at the other door"
once "$TEMP/other/kiosk.conf"
once
[ "$(ledger_value 'select member_id, room_id, session_id, trusted, leaves from arrival')" = 'M2|P101|B1|1|0' ] || fail "the arrival at the other door"
[ "$(ledger_value "select status from rule_roll where session_id = 'B1' and member_id = 'M2'")" = present ] || fail "present here too"
sqlite3 "$LEDGER" 'delete from arrival'
once
[ "$(ledger_value 'select count(*) from arrival')" = 0 ] || fail "the same arrivals were sent twice"
echo "a centre without arrivals yet: all else goes on"
pg_sql 'create schema away; alter function training.kiosk_arrivals set schema away'
tap -n 1 >/dev/null
once
[ "$(lines "$TEMP/once.err" 'arrivals at other doors were not taken: .*diemdanh-office init')" = 1 ] || fail "it says so"
[ "$(pg_value "select held_seq, pending from training.kiosk_health where kiosk_id = 'P101-A'")" = '5429|0' ] || fail "the tap is there"
pg_sql 'alter function away.kiosk_arrivals set schema training'
