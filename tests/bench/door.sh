#!/usr/bin/env bash
# From the reader's line to the disk and to the glass, in the whole kiosk: simulated chip, real libnfc, ledger, window off-screen.
# Then a queue of people, the start with a long record, and what the kiosk takes while it idles.
# Usage: door.sh BUILD_DIR [TAPS [QUEUE [FACTS]]]. Bars: glass median <= 25 ms, p99 <= 60 ms (on a disk whose fdatasync is
# <= 1 ms); all of the queue committed, none late by more than one card; window <= 1 s; idle <= 1 % of a core; <= 80 MB.
bench_taps=${2:-200} bench_queue=${3:-500} bench_facts=${4:-100000}
set -- "$1"
. "$(dirname "$0")/../scenario/kiosk_lib.sh"

house_start
sync_first() {
    spawn kiosk env SDL_VIDEODRIVER=offscreen DIEMDANH_LOG=debug "$BUILD/diemdanh-kiosk" -c "$CONF"
    KIOSK_PID=$SPAWNED
    expect "grep -q 'reader up' '$TEMP/kiosk.err'" 30 "the reader is up"
    sync_once >/dev/null || fail "the first contact with the centre"
    pg_stop fast
    # Known to the kiosk's next look at its clock.
    sleep 2
}
sync_first
mapfile -t cards < <(sed 1d "$SOURCE/assets/demo/cards.csv" | grep ',learner' | cut -d, -f1)
for i in $(seq 0 $((bench_taps - 1))); do
    sim_tap "${cards[$((i % ${#cards[@]}))]}"
done
expect "[ \$(grep -c 'on the glass' '$TEMP/kiosk.err') -ge $bench_taps ]" 10 "all results are shown"

# median, p99 and maximum in ms of the numbers before "us"
figures() {
    grep "$1" "$TEMP/kiosk.err" | sed 's/.* after \([0-9]*\) us.*/\1/' | sort -n | awk '
        { v[NR] = $1 / 1000 }
        END { printf "%.1f %.1f %.1f\n", v[int((NR + 1) / 2)], v[int(NR * 0.99 + 0.5)], v[NR] }'
}
read -r disk_median disk_p99 disk_max < <(figures 'on the disk')
read -r glass_median glass_p99 glass_max < <(figures 'on the glass')
judge() { awk -v a="$1" -v b="$2" 'BEGIN { print a <= b ? "ok" : "MISSED" }'; }
printf '%-44s %8s %8s %8s  %s\n' "tap (ms), $bench_taps taps" median p99 max "bar"
printf '%-44s %8s %8s %8s\n' "reader's line -> on the disk" "$disk_median" "$disk_p99" "$disk_max"
printf '%-44s %8s %8s %8s  %s\n' "reader's line -> first result frame presented" "$glass_median" "$glass_p99" "$glass_max" \
    "median <= 25: $(judge "$glass_median" 25), p99 <= 60: $(judge "$glass_p99" 60)"

# ---- a queue of people: a new card every 400 ms ----
missed=0
bar() { # what, value, unit, bar
    local verdict
    verdict=$(judge "$2" "$4")
    [ "$verdict" = ok ] || missed=1
    printf '%-44s %8s %-8s bar <= %s: %s\n' "$1" "$2" "$3" "$4" "$verdict"
}
before=$(recorded)
most_behind=0 start=$(now_ms)
for i in $(seq 0 $((bench_queue - 1))); do
    while [ "$(now_ms)" -lt $((start + 400 * i)) ]; do sleep 0.01; done
    behind=$((before + i - $(recorded)))
    [ $behind -gt $most_behind ] && most_behind=$behind
    sim tap "$(printf '04%06X%06X' 11259375 "$i")" 250 >/dev/null || fail "the chip did not take card $i"
done
expect "[ \$(recorded) -ge $((before + bench_queue)) ]" 10 "the whole queue is committed"
bar "queue of $bench_queue cards, 400 ms each: not committed" $((before + bench_queue - $(recorded))) cards 0
bar "the same: most cards behind" $most_behind cards 1

# ---- the start with a long record ----
stop "$KIOSK_PID"
facts=$(sqlite3 "$LEDGER" 'select count(*) from fact')
[ "$facts" -ge "$bench_facts" ] || "$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$TEMP/kiosk/card.key" -r P101 \
    -n $((bench_facts - facts)) >/dev/null || fail "the record cannot be filled"
start=$(now_ms)
spawn kiosk env SDL_VIDEODRIVER=offscreen DIEMDANH_LOG=debug "$BUILD/diemdanh-kiosk" -c "$CONF"
KIOSK_PID=$SPAWNED
while ! grep -q 'page idle complete' "$TEMP/kiosk.err"; do
    [ $(($(now_ms) - start)) -lt 20000 ] || fail "no idle screen"
    sleep 0.005
done
bar "start to the idle screen, $(sqlite3 "$LEDGER" 'select count(*) from fact') facts" $(($(now_ms) - start)) ms 1000

# ---- idle: processor and memory, the reader apart ----
ticks() { sed 's/.*) //' "/proc/$KIOSK_PID/stat" | awk '{ print $12 + $13 }'; }
sleep 5
used=$(ticks) idle_s=30
sleep $idle_s
bar "idle screen, of one core" "$(awk -v t=$(($(ticks) - used)) -v s=$idle_s -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", 100 * t / hz / s }')" % 1
bar "resident memory of the kiosk" "$(awk '/VmRSS/ { print $2 }' "/proc/$KIOSK_PID/status")" kB 81920
[ "$(judge "$glass_median" 25)$(judge "$glass_p99" 60)" = okok ] || missed=1
exit $missed
