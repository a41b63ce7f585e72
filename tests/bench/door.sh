#!/usr/bin/env bash
# From the reader's line to the disk and to the glass, in the whole kiosk: simulated chip, real libnfc, ledger, window off-screen.
# Usage: door.sh BUILD_DIR [TAPS]. Bars: glass median <= 25 ms, p99 <= 60 ms (on a disk whose fdatasync is <= 1 ms).
bench_taps=${2:-200}
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
printf '%-44s %8s kB  %s\n' "resident memory of the kiosk" "$(awk '/VmRSS/ { print $2 }' "/proc/$KIOSK_PID/status")" "bar <= 81920"
