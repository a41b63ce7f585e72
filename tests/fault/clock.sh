#!/usr/bin/env bash
# The clock's part of the fault table: machines that wake at 1970 with a quartz that drifts and a wall clock that jumps, and how
# wrong the time of their facts is at the centre and at the door after one, two or no contact, or when NTP comes late.
# DIEMDANH_FAULT=full: the long form. DIEMDANH_SEED=N begins elsewhere.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/../scenario/agent_lib.sh"
TIMES=1
[ "${DIEMDANH_FAULT:-}" != full ] || TIMES=20
SEED=${DIEMDANH_SEED:-$(date +%s)}
echo "seed $SEED"
ROWS=$TEMP/rows
central_start
# Nothing here crashes a machine, so nothing need wait for a disk.
printf 'fsync = off\nsynchronous_commit = off\n' >>"$PG_DIR/data/postgresql.conf"
pg_restart || fail "restart"
LEDGERS=$(mktemp -d /dev/shm/diemdanh-fault.XXXXXX 2>/dev/null || mktemp -d "$TEMP/ledgers.XXXXXX")
trap 'status=$?; rm -rf "$LEDGERS"; pg_stop immediate; (exit $status); clean_up' EXIT
LINE=$(sed -n 's/^conninfo = //p' "$CONF")

field() { # file, word: the number after it
    sed -n "s/.*\<$2 \(-\?[0-9]*\).*/\1/p" "$1" | tail -1
}
# run CASE BOOTS SEED: prints its line into $TEMP/CASE.out; status 1 when a fact is lost, doubled or misdated.
run() {
    rm -f "$LEDGERS"/*
    "$BUILD/tests/clock_fault" "$1" "$2" "$3" "$LEDGERS" "$KEY" "$PG_ADMIN" "$LINE" >"$TEMP/$1.out" 2>"$TEMP/$1.err"
}
# The door's index of taps against the record and its readings, made anew.
index_is_right() {
    local ledger wrong
    for ledger in "$LEDGERS"/*.db; do
        wrong=$(sqlite3 -readonly "$ledger" "select (select count(*) from fact_dated d where kind = 'tap' and member_id is not null and not exists
            (select 1 from tap_time t where t.seq = d.seq and t.at_ms = d.at_ms and t.trusted = d.trusted)) +
            abs((select count(*) from tap_time) - (select count(*) from fact where kind = 'tap' and member_id is not null))")
        [ "$wrong" = 0 ] || fail "$1: $wrong taps are wrong in the door's index"
        [ "$(sqlite3 -readonly "$ledger" 'select max(n) from (select count(*) n from boot_anchor group by boot_id)')" -le 32 ] || fail "$1: too many readings are kept"
    done
}
printf '%-40s %6s %6s %15s %8s %9s\n' clock boots taps 'largest error' bar misdated
case_of() { # NAME CASE BOOTS CONTROL
    local out=$TEMP/$2.out i counted=taps taps=0 lost=0 doubled=0 misdated=0 largest=0
    [ "$2" != none ] || counted=undated
    for ((i = 0; i < TIMES; i++)); do
        run "$2" "$3" $((SEED + i)) || fail "$1, seed $((SEED + i)): $(cat "$out" "$TEMP/$2.err")"
        index_is_right "$1"
        taps=$((taps + $(field "$out" $counted)))
        lost=$((lost + $(field "$out" lost)))
        doubled=$((doubled + $(field "$out" doubled)))
        misdated=$((misdated + $(field "$out" misdated)))
        [ "$(field "$out" largest_ms)" -le "$largest" ] || largest=$(field "$out" largest_ms)
    done
    [ "$taps" -ge $((500 * TIMES)) ] || fail "$1: only $taps taps"
    printf '%-40s %6s %6s %12s ms %5s ms %9s\n' "$1" $(($3 * TIMES)) "$taps" "$largest" "$(field "$out" bar_ms)" "$misdated"
    printf '%-34s %7s %12s %6s %8s  %s\n' "$1" $(($3 * TIMES)) "$taps" "$lost" "$doubled" \
        "misdated $misdated, largest error $largest ms${4:+; $4}" >>"$ROWS"
}
# control CASE BOOTS WHAT SQL: with a function of the centre replaced the same run must fail; sets CONTROL.
control() {
    local status=0
    pg_sql "$4" || fail "$3"
    run "$1" "$2" "$SEED" || status=$?
    [ $status = 1 ] && [ "$(field "$TEMP/$1.out" misdated)" -gt 0 ] && [ "$(field "$TEMP/$1.out" lost)" = 0 ] ||
        fail "the control '$3' failed nothing (status $status): $(cat "$TEMP/$1.out" "$TEMP/$1.err")"
    CONTROL="$3: $(field "$TEMP/$1.out" misdated) of $(field "$TEMP/$1.out" taps) misdated"
}
definition() { pg_value "select pg_get_functiondef('training.$1'::regproc)"; }

line=$(definition anchor_line)
surely=$(definition time_surely)
control two 3 "without interpolation" "create or replace function training.anchor_line(in_boottime_ms int8, in_at_ms int8[], in_offset_ms int8[], i int)
    returns int8 language sql immutable parallel safe return in_offset_ms[i]"
[ "$(field "$TEMP/two.out" largest_ms)" -gt 100 ] || fail "the control without interpolation is within the bar"
interpolation="$CONTROL, largest error $(field "$TEMP/two.out" largest_ms) ms"
control none 6 "without uptimes" "$line; create or replace function training.time_surely(in_boottime_ms int8) returns int8 language sql immutable parallel safe return 0::int8"
uptimes="$CONTROL (too wide)"
pg_sql "$surely" || fail "mending"

# control_kept CASE CONDITION WHAT: what is told of a boot is not taken when CONDITION holds.
control_kept() {
    control "$1" 4 "$3" "create function training.keep() returns trigger language plpgsql as 'begin if $2 then return null; end if; return new; end';
    create trigger keep before insert or update on training.boot for each row execute function training.keep()"
    pg_sql "drop trigger keep on training.boot; drop function training.keep" || fail "mending"
}
declare -A CONTROLS
control_kept jumps "tg_op = ''UPDATE''" "a boot's first time kept"
CONTROLS[jumps]=$CONTROL
for name in one ntp often; do
    control_kept $name "new.source > 0" "no reading taken"
    CONTROLS[$name]=$CONTROL
done

case_of "clock: two readings a boot" two 10 "$interpolation"
case_of "clock: one reading a boot" one 10 "${CONTROLS[one]}"
case_of "clock: NTP comes late" ntp 10 "${CONTROLS[ntp]}"
case_of "clock: jumps both ways, NTP wrong" jumps 10 "${CONTROLS[jumps]}"
case_of "clock: a reading each five minutes" often 10 "${CONTROLS[often]}"
case_of "clock: boots in a row without any" none 36 "$uptimes"
echo
printf '%-34s %7s %12s %6s %8s  %s\n' fault trials acknowledged lost doubled control
cat "$ROWS"
