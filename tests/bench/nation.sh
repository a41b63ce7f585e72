#!/usr/bin/env bash
# A nation's morning on this machine, and one kiosk that comes back after a year: tests/bench/nation.sh BUILD_DIR [KIOSKS [FACTS]]
# KIOSKS (100), each with a role, a certificate and a ledger of its own, push 108 facts each by the kiosk's own code over TLS,
# direct and through pgbouncer; then FACTS (1000000) of one kiosk by diemdanh-sync. Processor time is that of the postgres
# processes and pgbouncer, from /proc. Bars: pooled <= 0.35 of direct a session; the agent's memory flat.
bench_kiosks=${2:-100} bench_facts=${3:-1000000}
set -- "$1"
. "$(dirname "$0")/../scenario/lib.sh"
command -v pgbouncer >/dev/null || skip "pgbouncer is not installed"
# shellcheck source=tests/scenario/agent_lib.sh
. "$SOURCE/tests/scenario/agent_lib.sh"
SHM=$(mktemp -d /dev/shm/diemdanh-nation.XXXXXX)
trap 'BENCH_STATUS=$?; rm -rf "$SHM"; (exit $BENCH_STATUS); clean_up' EXIT
missed=0
TICK_MS=$((1000 / $(getconf CLK_TCK)))

central_start >/dev/null
cat >>"$PG_DIR/data/postgresql.conf" <<CONF
max_connections = $((2 * bench_kiosks + 60))
shared_buffers = 256MB
max_wal_size = 4GB
CONF
pg_restart

# ---- the kiosks and the pool ----
mkdir -p "$TEMP/k"
for i in $(seq 1 "$bench_kiosks"); do
    id=$(printf 'N%05d' "$i")
    office kiosk add "$id" --room P101 --out "$TEMP/k/$id" --server "$PG_SERVER" >/dev/null || fail "kiosk add $id"
    sed -n 's/^conninfo = //p' "$TEMP/k/$id/kiosk.conf"
    echo "$id" >>"$TEMP/users"
done >"$TEMP/direct"
# A pool is of one role, so no kiosk meets what another's session left behind, and nothing need be discarded between calls:
# that would throw the compiled functions away as well.
pool_start "$TEMP/users" "server_idle_timeout = 3600" "default_pool_size = 1" "max_client_conn = 5000"
sed "s/port=$PG_PORT/port=$POOL_PORT/" "$TEMP/direct" >"$TEMP/pooled"

# ---- processor time ----
# Of the server: the postmaster with all its children that have ended, and those that live.
server_ms() {
    local master
    master=$(head -n 1 "$PG_DIR/data/postmaster.pid")
    {
        awk '{ print $14 + $15 + $16 + $17 }' "/proc/$master/stat"
        for pid in $(pgrep -P "$master"); do awk '{ print $14 + $15 }' "/proc/$pid/stat" 2>/dev/null; done
    } | awk -v tick="$TICK_MS" '{ sum += $1 } END { print sum * tick }'
}
pool_ms() { awk -v tick="$TICK_MS" '{ print ($14 + $15) * tick }' "/proc/$POOL/stat"; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }

# drive NAME FILE OPTIONS...: one run of the bench; sets CPU_MS (server and pool), SERVER_MS, and its figures.
run=0
drive() {
    local name=$1 file=$2 before pool_before
    shift 2
    run=$((run + 1))
    before=$(server_ms) pool_before=$(pool_ms)
    "$BUILD/tests/nation" -k "$file" -l $run "$@" >"$TEMP/drive.out" 2>"$TEMP/drive.err" || fail "nation $name"
    sleep 0.3 # the last backends end
    SERVER_MS=$(($(server_ms) - before))
    POOL_MS=$(($(pool_ms) - pool_before))
    CPU_MS=$((SERVER_MS + POOL_MS))
    read -r SESSIONS CALLS ROWS SECONDS_TAKEN MEDIAN P99 <"$TEMP/drive.out"
    printf '| %-46s | %6d | %9.1f | %8.0f | %6.2f + %4.2f | %7.3f | %6.0f / %5.0f |\n' "$name" "$SESSIONS" \
        "$(calc %f "$SESSIONS / $SECONDS_TAKEN")" "$(calc %f "$ROWS / $SECONDS_TAKEN")" "$(calc %f "$SERVER_MS / $SESSIONS")" \
        "$(calc %f "$POOL_MS / $SESSIONS")" "$(calc %f "$CPU_MS / $ROWS")" "$MEDIAN" "$P99"
}

echo "$bench_kiosks kiosks, 8 at a time, on $(nproc) cores that the clients share. The nation's morning: 50,000 kiosks x 108 facts in 600 s"
echo "= 83.3 sessions/s, 9,000 facts/s; $bench_kiosks kiosks are 1:$((50000 / bench_kiosks)) of it, due in $(calc %.1f "$bench_kiosks / 83.33") s."
printf '| %-46s | %6s | %9s | %8s | %13s | %7s | %14s |\n' "way" "number" "number/s" "facts/s" "CPU ms + pool" "ms/fact" "median/p99 ms"
drive "30 facts, direct, connect-send-leave" "$TEMP/direct" -r 3 -n 30
direct=$(calc %f "$CPU_MS / $SESSIONS")
drive "30 facts, pooled, first time after a pause" "$TEMP/pooled" -r 1 -n 30
cold=$(calc %f "$CPU_MS / $SESSIONS")
drive "30 facts, pooled, its backend waits in the pool" "$TEMP/pooled" -r 3 -n 30
pooled=$(calc %f "$CPU_MS / $SESSIONS")
drive "108 facts, direct, connect-send-leave" "$TEMP/direct" -r 2
direct108=$(calc %f "$CPU_MS / $SESSIONS") direct_rate=$(calc %f "$SESSIONS / $SECONDS_TAKEN")
drive "108 facts, pooled, its backend waits" "$TEMP/pooled" -r 2
pooled108=$(calc %f "$CPU_MS / $SESSIONS") pooled_rate=$(calc %f "$SESSIONS / $SECONDS_TAKEN") rows_rate=$(calc %f "$ROWS / $SECONDS_TAKEN")
fact_ms=$(calc %f "$CPU_MS / $ROWS")
drive "108 facts, slice and arrivals asked, direct" "$TEMP/direct" -r 1 -a
drive "108 facts, slice and arrivals asked, pooled" "$TEMP/pooled" -r 1 -a
drive "108 calls of 1 fact, kept connections, direct" "$TEMP/direct" -K -c 108 -n 1
kept_call=$(calc %f "$CPU_MS / $CALLS")
drive "108 calls of 1 fact, kept connections, pooled" "$TEMP/pooled" -K -c 108 -n 1
pooled_call=$(calc %f "$CPU_MS / $CALLS")
backends=$(pg_value "select count(*) from pg_stat_activity where usename like 'N%'")
memory_kb=$(for pid in $(pg_value "select pid from pg_stat_activity where usename like 'N%' limit 20"); do
    awk '/^Private/ { sum += $2 } END { print sum }' "/proc/$pid/smaps_rollup"; done | awk '{ sum += $1 } END { print int(sum / NR) }')

# ---- COPY of the same rows ----
columns="ledger_id, seq, kind, boot_id, boottime_ms, room_id, session_id, member_id, card_key, verdict, status, reason, actor_id, detail, chain"
pg_sql "create schema bench; create table bench.fact (like training.fact including all);
        grant usage on schema bench to training_kiosk; grant insert on bench.fact to training_kiosk"
copy_rows() { # WHERE BATCH
    pg_value "copy (select $columns from training.fact where $1 order by ledger_id, seq) to stdout" >"$SHM/rows"
    local before
    before=$(server_ms)
    "$BUILD/tests/nation" -C "$(head -n 1 "$TEMP/direct")" -t "bench.fact ($columns)" -n "$2" <"$SHM/rows" >"$TEMP/copy.out" \
        2>"$TEMP/copy.err" || fail "COPY"
    sleep 0.2
    read -r COPY_ROWS COPY_SECONDS <"$TEMP/copy.out"
    COPY_MS=$(($(server_ms) - before))
    COPY_RATE=$(calc %f "$COPY_ROWS / $COPY_SECONDS")
    rm -f "$SHM/rows"
}
copy_rows "ledger_id in (select ledger_id from training.ledger where hi = 216)" 108
echo
printf 'COPY of the same rows, 108 a transaction, one connection: %.0f facts/s, %.3f ms of CPU a fact; pooled sessions: %.2f of its rate, %.1f of its CPU\n' \
    "$COPY_RATE" "$(calc %f "$COPY_MS / $COPY_ROWS")" "$(calc %f "$rows_rate / $COPY_RATE")" "$(calc %f "$fact_ms / ($COPY_MS / $COPY_ROWS)")"
bar() { # WHAT VALUE BAR
    local verdict
    verdict=$(awk -v a="$2" -v b="$3" 'BEGIN { print a <= b ? "ok" : "MISSED" }')
    [ "$verdict" = ok ] || missed=1
    printf '%-66s %6.2f  bar <= %s: %s\n' "$1" "$2" "$3" "$verdict"
}
bar "CPU a session of 30 facts, pooled / direct (pgbouncer's included)" "$(calc %f "$pooled / $direct")" 0.35
printf '%-66s %6.2f\n' "the same, no backend waiting in the pool" "$(calc %f "$cold / $direct")"
printf '%-66s %6.2f\n' "the same, 108 facts" "$(calc %f "$pooled108 / $direct108")"
printf '%-66s %6.2f\n' "CPU a call of 1 fact over kept connections, pooled / direct" "$(calc %f "$pooled_call / $kept_call")"
echo "sessions/s of the nation's 83.3: direct $(calc %.2f "$direct_rate / 83.33"), pooled $(calc %.2f "$pooled_rate / 83.33")"
echo "backends kept: $backends, own memory of each $memory_kb kB"
[ "$(pg_value 'select count(*) from training.alarm')" = 0 ] || fail "alarms"
[ "$(pg_value 'select (select count(*) from training.fact) = (select sum(hi) from training.ledger)')" = t ] || fail "each fact once"
stop "$POOL"
[ "$bench_facts" -gt 0 ] || exit $missed

# ---- one kiosk with a long record ----
tap -n 0
sqlite3 -readonly "$LEDGER" "vacuum into '$SHM/ledger.db'"
chmod 600 "$SHM/ledger.db"
CONF=$(conf_with shm "s#$LEDGER#$SHM/ledger.db#")
LEDGER=$SHM/ledger.db
tap -n "$bench_facts" >/dev/null
wal=$(pg_value "select pg_current_wal_insert_lsn() - '0/0'")
before=$(server_ms) start=$(now_ms)
agent_start "$CONF"
acked=0
while [ "$acked" -lt "$bench_facts" ]; do
    acked=$(ledger_value 'select acked_seq from sync')
    echo "$acked $(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$AGENT/status")"
    [ $(($(now_ms) - start)) -lt 1800000 ] || fail "the catch-up takes too long"
    sleep 0.25
done >"$TEMP/rss"
took=$(($(now_ms) - start))
push_ms=$(($(server_ms) - before))
wal=$(pg_value "select ((pg_current_wal_insert_lsn() - '0/0') - $wal)::int8 / $bench_facts")
agent_ms=$(awk -v tick="$TICK_MS" '{ print ($14 + $15) * tick }' "/proc/$AGENT/stat")
held=$(pg_value "select hi from training.ledger where kiosk_id = 'P101-A'")
[ "$held" = "$bench_facts" ] || fail "the centre holds $held"
stop "$AGENT"
push_rate=$(calc %f "$bench_facts * 1000 / $took")
read -r first last < <(awk -v n="$bench_facts" '$1 > 0 && $1 <= n / 10 { a += $2; i++ } $1 >= n * 0.9 { b += $2; j++ }
    END { if (i && j) print int(a / i), int(b / j) }' "$TEMP/rss") || fail "$bench_facts facts are too few to see the memory grow"
size=$(pg_value "select pg_total_relation_size('training.fact') / (select count(*) from training.fact)")
copy_rows "ledger_id = (select ledger_id from training.ledger where kiosk_id = 'P101-A')" 1000
echo
printf 'catch-up of %d facts by diemdanh-sync: %.0f facts/s, %.3f ms of server CPU and %.3f ms of agent CPU a fact\n' "$bench_facts" "$push_rate" \
    "$(calc %f "$push_ms / $bench_facts")" "$(calc %f "$agent_ms / $bench_facts")"
printf 'COPY of the same rows, 1,000 a transaction: %.0f facts/s, %.3f ms of server CPU a fact\n' "$COPY_RATE" "$(calc %f "$COPY_MS / $COPY_ROWS")"
printf '%-66s %6.2f\n' "facts/s of COPY" "$(calc %f "$push_rate / $COPY_RATE")"
echo "agent's resident memory: first tenth $first kB, last tenth $last kB, most $(sort -k2n "$TEMP/rss" | tail -n 1 | cut -d' ' -f2) kB"
bar "resident memory, last tenth / first tenth" "$(calc %f "$last / $first")" 1.05
echo "a fact at the centre: $size bytes with its indexes, $wal bytes of WAL (a full page image after each checkpoint included)"
exit $missed
