#!/usr/bin/env bash
# The agent's rows of the bench table, with a private PostgreSQL over TLS. Usage: sync_agent.sh BUILD_DIR [FACTS]
# FACTS (100000): how many wait for the catch-up; their ledger is made in memory, for only the sending is measured.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/../scenario/agent_lib.sh"
FACTS=${2:-100000}
SHM=$(mktemp -d /dev/shm/diemdanh-bench.XXXXXX)
trap 'BENCH_STATUS=$?; rm -rf "$SHM"; (exit $BENCH_STATUS); clean_up' EXIT
central_start >/dev/null

ticks() {
    awk '{ print $14 + $15 }' "/proc/$AGENT/stat"
}
memory_kb() {
    sed -n "s/^$1:[[:space:]]*\([0-9]*\) kB/\1/p" "/proc/$AGENT/status"
}
row() {
    printf '| %-50s | %-28s | %s |\n' "$1" "$2" "$3"
}

tap -n 0
agent_start
expect "grep -q online '$TEMP/sync.err'" 30 "online"
sleep 2
before=$(ticks)
sleep 30
idle=$(($(ticks) - before))
row "agent, idle: processor" "$(awk "BEGIN { printf \"%.2f %% of a core\", $idle / $(getconf CLK_TCK) / 30 * 100 }")" "< 0.5 %"

tap -n 40 -e 700 >/dev/null
expect "[ \"\$(count_there)\" = 40 ]" 10 "the taps"
row "tap committed -> push received by the centre" "$(pg_value "select format('median %s ms, most %s ms', percentile_disc(0.5) within group (order by ms), max(ms))
  from (select round(extract(epoch from f.received_at) * 1000 - f.boottime_ms - b.offset_ms) as ms
        from training.fact f join training.boot b using (ledger_id, boot_id)) t")" "<= 1000 ms"
stop "$AGENT"

sqlite3 -readonly "$LEDGER" "vacuum into '$SHM/ledger.db'"
chmod 600 "$SHM/ledger.db"
CONF=$(conf_with shm "s#$LEDGER#$SHM/ledger.db#")
LEDGER=$SHM/ledger.db
tap -n "$FACTS" >/dev/null
start=$(now_ms)
agent_start "$CONF"
expect "[ \"\$(ledger_value 'select acked_seq from sync')\" -ge $((FACTS / 10)) ]" 300 "a tenth"
tenth=$(memory_kb VmHWM)
expect "[ \"\$(ledger_value 'select acked_seq from sync')\" = $((FACTS + 40)) ]" 3000 "all"
took=$(($(now_ms) - start))
row "catch-up of $FACTS facts" "$((FACTS * 1000 / took)) facts/s" ""
row "agent, most memory: at a tenth, at the end" "$((tenth / 1024)) MB, $(($(memory_kb VmHWM) / 1024)) MB" "<= 16 MB, no growth"
[ "$(count_there)" = $((FACTS + 40)) ] || fail "not all facts arrived"
stop "$AGENT"
