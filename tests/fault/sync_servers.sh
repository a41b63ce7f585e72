#!/usr/bin/env bash
# What happens to the centre's servers while the real agent writes: a fail-over to a standby whose replication had frozen, and a
# disk that is full. Beside each agent runs one that trusts what it sent (sync_trusting.c): it must lose.
# DIEMDANH_FAULT=full: more rounds. DIEMDANH_SEED=N begins elsewhere.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/../scenario/agent_lib.sh"
# shellcheck source=tests/fault/sync_lib.sh
. "$(dirname "$0")/sync_lib.sh"
SEED=${DIEMDANH_SEED:-$(date +%s)}
RANDOM=$((SEED % 32768))
ROUNDS=1
[ "${DIEMDANH_FAULT:-}" != full ] || ROUNDS=5

# A second kiosk, whose agent is the control.
other_start() {
    office kiosk add P101-B --room P101 --out "$TEMP/kiosk-b" --server "$PG_SERVER" >"$TEMP/kiosk-b.out" || fail "kiosk add"
    B_CONF=$TEMP/kiosk-b/kiosk.conf B_LEDGER=$TEMP/kiosk-b/ledger.db
}
both_tap() { # COUNT
    tap -n "$1" >/dev/null
    "$BUILD/tests/ledger_tap" -l "$B_LEDGER" -k "$TEMP/kiosk-b/card.key" -r P101 -n "$1" >/dev/null || fail "tap at the other door"
}
# value_of LEDGER SQL
value_of() {
    sqlite3 -readonly -cmd '.timeout 5000' "$1" "$2"
}
acked_of() {
    value_of "$1" 'select acked_seq from sync'
}
last_of() {
    value_of "$1" 'select max(seq) from fact'
}

# ---- fail-over, replication frozen ----
STANDBY=""
standby_stop() {
    [ -z "$STANDBY" ] || pg_as_server "$PG_BIN/pg_ctl" -D "$STANDBY" -m immediate -w stop >/dev/null 2>&1
    return 0
}
# A copy of the running server that follows it through the proxy.
standby_start() {
    local owner
    owner=$(pg_as_server id -un)
    printf 'local replication %s trust\nhost replication %s 127.0.0.1/32 trust\n' "$owner" "$owner" >>"$PG_DIR/data/pg_hba.conf"
    pg_value 'select pg_reload_conf()' >/dev/null
    proxy_start "$PG_PORT"
    STANDBY_PORT=$(pg_free_port)
    STANDBY=$TEMP/standby
    mkdir -m 700 "$STANDBY"
    [ "$(id -u)" != 0 ] || chown postgres: "$STANDBY"
    pg_as_server "$PG_BIN/pg_basebackup" -h "$PG_DIR/socket" -p "$PG_PORT" -U "$owner" -D "$STANDBY" -X stream --checkpoint=fast --no-sync ||
        fail "pg_basebackup"
    pg_as_server touch "$STANDBY/standby.signal"
    pg_as_server tee -a "$STANDBY/postgresql.conf" >/dev/null <<CONF
port = $STANDBY_PORT
primary_conninfo = 'host=127.0.0.1 port=$PROXY_PORT user=$owner sslmode=disable application_name=standby'
CONF
    : >"$TEMP/standby.log"
    [ "$(id -u)" != 0 ] || chown postgres: "$TEMP/standby.log"
    pg_as_server "$PG_BIN/pg_ctl" -D "$STANDBY" -l "$TEMP/standby.log" -w start >/dev/null || fail "the standby: $(tail -3 "$TEMP/standby.log")"
    expect "[ \"\$(pg_value \"select state from pg_stat_replication where application_name = 'standby'\")\" = streaming ]" 20 "the standby streams"
}
on_standby() {
    PG_ADMIN="host=$PG_DIR/socket port=$STANDBY_PORT user=$(pg_as_server id -un) dbname=training"
}
two_hosts() { # CONF: the same kiosk with both servers in its conninfo
    sed -i "s/host=localhost port=$PG_PORT/host=localhost,localhost port=$PG_PORT,$STANDBY_PORT/" "$1"
    grep -q target_session_attrs "$1" || sed -i 's/^conninfo = /&target_session_attrs=read-write /' "$1"
}
failover() {
    local master missed promoted
    central_start
    trap 'status=$?; standby_stop; pg_stop immediate; (exit $status); clean_up' EXIT
    other_start
    standby_start
    two_hosts "$CONF"
    two_hosts "$B_CONF"
    both_tap 10
    agent_start
    spawn trusting "$BUILD/tests/sync_trusting" -c "$B_CONF"
    OTHER=$SPAWNED
    for ledger in "$LEDGER" "$B_LEDGER"; do
        expect "[ \"\$(acked_of '$ledger')\" = 10 ]" 20 "the first taps at the centre"
    done
    expect "[ \"\$(\"$PG_BIN/psql\" -qXAt \"host=$PG_DIR/socket port=$STANDBY_PORT user=\$(pg_as_server id -un) dbname=training\" -c 'select count(*) from training.fact')\" -ge 20 ]" 20 "and at the standby"
    line hold down 0 # replication is frozen, and the primary does not wait for it
    both_tap $((200 + RANDOM % 400))
    for ledger in "$LEDGER" "$B_LEDGER"; do
        expect "[ \"\$(acked_of '$ledger')\" = \"\$(last_of '$ledger')\" ]" 20 "acknowledged by the primary alone"
    done
    master=$(head -n 1 "$PG_DIR/data/postmaster.pid")
    # shellcheck disable=SC2046
    kill -9 "$master" $(ps -o pid= --ppid "$master")
    PG_RUNNING=
    line drop
    stop "$PROXY"
    on_standby
    pg_as_server "$PG_BIN/pg_ctl" -D "$STANDBY" -w promote >/dev/null || fail "promote"
    promoted=$(pg_value 'select clock_timestamp()')
    missed=$(($(last_of "$LEDGER") - $(pg_value "select coalesce(max(hi), 0) from training.ledger where kiosk_id = 'P101-A'")))
    [ "$missed" -ge 200 ] || fail "the standby holds what it should have missed ($missed)"
    both_tap 20
    expect "[ \"\$(pg_value \"select count(*) from training.fact f join training.ledger l using (ledger_id) where l.kiosk_id = 'P101-A'\")\" = \"\$(last_of '$LEDGER')\" ]" 60 "everything at the new primary"
    expect "[ \"\$(acked_of '$LEDGER')\" = \"\$(last_of '$LEDGER')\" ]" 20 "and acknowledged"
    expect "[ \"\$(pg_value \"select last_seen_at > '$promoted' from training.kiosk where kiosk_id = 'P101-B'\")\" = t ]" 60 "the control has met it too"
    stop "$AGENT"
    stop "$OTHER"
    control "own checkpoint trusted" "$B_LEDGER"
    held "fail-over, replication frozen" 1 "$CONTROL"
    echo "the standby had missed $missed facts that were acknowledged"
    standby_stop
    STANDBY=""
}

# ---- a full disk at the centre ----
# The whole server stands on a small disk, seen by this run only.
full_disk() {
    local i room failed=0 ended=0
    mkdir "$TEMP/pg"
    mount -t tmpfs -o size=200m none "$TEMP/pg" || fail "no small disk"
    central_start
    trap 'status=$?; pg_stop immediate; umount -l "$TEMP/pg"; (exit $status); clean_up' EXIT
    other_start
    both_tap 10
    once
    once "$B_CONF"
    for ((i = 0; i < ROUNDS + 1; i++)); do
        # Even rounds: a table finds no room; odd ones: the log of the database doesn't either, and the server dies of it.
        room=$((i % 2 ? 0 : 100 + RANDOM % 400))
        dd if=/dev/zero of="$TEMP/pg/ballast" bs=1k count=$(($(df -k --output=avail "$TEMP/pg" | tail -1) - room)) 2>/dev/null
        [ "$((i % 2))" = 0 ] || pg_value "select pg_switch_wal()" >/dev/null 2>&1
        both_tap $((2000 + RANDOM % 1000))
        "$BUILD/diemdanh-sync" -c "$CONF" --once >"$TEMP/once.out" 2>"$TEMP/once.err" || failed=$((failed + 1))
        "$BUILD/tests/sync_trusting" -c "$B_CONF" --once >"$TEMP/trusting.out" 2>"$TEMP/trusting.err"
        [ "$(ledger_value 'select refused from sync')" = 0 ] || fail "a full disk is nobody's refusal"
        rm "$TEMP/pg/ballast"
        if ! pg_value 'select 1' >/dev/null 2>&1; then
            ended=$((ended + 1))
            pg_stop immediate
            pg_launch || fail "the server does not come back"
        fi
        once
        "$BUILD/tests/sync_trusting" -c "$B_CONF" --once >"$TEMP/trusting.out" 2>"$TEMP/trusting.err"
    done
    [ "$failed" -gt 0 ] || fail "the disk never was full"
    [ "$(acked_of "$LEDGER")" = "$(last_of "$LEDGER")" ] || fail "all is acknowledged in the end"
    control "sent counts as held" "$B_LEDGER"
    held "full disk at the centre" $((ROUNDS + 1)) "$CONTROL"
    echo "$failed exchanges found no room, the server ended $ended times"
}

case ${2:-all} in
full-disk) # within a mount namespace of its own
    full_disk
    exit $FAULT_BAD
    ;;
all)
    echo "seed $SEED"
    fault_head
    if unshare -m true 2>/dev/null; then
        DIEMDANH_SEED=$SEED unshare -m "$0" "$BUILD" full-disk || exit 1
    else
        echo "full disk at the centre: skipped, a small disk needs root"
    fi
    failover
    for ((round = 1; round < ROUNDS; round++)); do
        DIEMDANH_SEED=$((SEED + round)) DIEMDANH_FAULT='' "$0" "$BUILD" failover || exit 1
    done
    ;;
failover)
    failover
    ;;
esac
exit $FAULT_BAD
