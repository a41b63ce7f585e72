#!/usr/bin/env bash
# The first start: without a configuration the kiosk waits and says so; a bad one is told with its line; with a good one it goes on.
. "$(dirname "$0")/kiosk_lib.sh"
glass_start

house_start
later=$TEMP/kiosk/later.conf
spawn kiosk env SDL_VIDEODRIVER=x11 DIEMDANH_LOG=debug "$BUILD/diemdanh-kiosk" -c "$later" --wait
KIOSK_PID=$SPAWNED
expect "grep -q 'waiting for it' '$TEMP/kiosk.err'" 20 "the kiosk waits"

red() { # pixels of the red of trouble on the glass
    convert "xwd:$GLASS" -fill black +opaque '#9a1319' -fill white -opaque '#9a1319' -format '%[fx:int(mean*w*h)]' info:
}
# A tap before set-up is not taken: nothing reads cards yet.
sim_tap "$(province_uid "$(province_learner DVM-3-2026 1)")" 200 || true
[ ! -e "$LEDGER" ] || fail "there is a ledger before there is a configuration"
before=$(red)

sed 's/^width = .*/colour = red/' "$CONF" >"$later"
line=$(grep -n '^colour' "$later" | cut -d: -f1)
expect "grep -q '$later:$line: unknown key colour' '$TEMP/kiosk.err'" 5 "the bad line is told"
expect "[ \$(red) -gt $((before + 200)) ]" 5 "the page shows it in red (now $(red), before $before)"
kill -0 "$KIOSK_PID" || fail "a bad file has ended the kiosk"

cp "$CONF" "$later.new"
mv "$later.new" "$later"
expect "grep -q 'reader up' '$TEMP/kiosk.err'" 30 "it goes on when the file is good"
sync_once || fail "the first contact with the centre"
tap_recorded "$(province_uid "$(province_learner DVM-3-2026 1)")"
kill -TERM "$KIOSK_PID"
expect "ended $KIOSK_PID" 5 "it ends when asked"
echo "waited, told the bad line, went on"
