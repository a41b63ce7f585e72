#!/usr/bin/env bash
# The demonstration's tray: it stands at the right of the desktop, a click on a card reaches the reader, a wrong file is told.
. "$(dirname "$0")/kiosk_lib.sh"
glass_start 1400x480
sim_start
spawn reader "$BUILD/diemdanh-reader" -d "$SIM_DEVICE"
expect "grep -q '^up ' '$TEMP/reader.out'" 20 "the reader is up"
printf '%s\t%s\t%s\n' 04A1B2C3D4E5F6 "Nguyễn Hoài An" "TT 1" 04A1B2C3D4E5F7 "Trần Thị Ngọc Ánh" "TT 2" \
    phone "Điện thoại" "số đổi mỗi lần chạm" >"$TEMP/cards.tsv"
spawn tray env SDL_VIDEODRIVER=x11 "$BUILD/diemdanh-tray" --control "$SIM_CONTROL" "$TEMP/cards.tsv"
TRAY=$SPAWNED
expect "[ \"\$(glass 810 65)\" = 12304d ]" 20 "the tray's head at the right edge (now $(glass 810 65))"
[ "$(glass 790 65)" = 000000 ] || fail "the tray leaves the left of the desktop free"

click() { # x, pattern of the reader's line
    xdotool mousemove "$1" 140 click 1
    expect "grep -q '^card $2' '$TEMP/reader.out'" 10 "a click at $1 taps '$2'"
    sim wait >/dev/null || fail "the card is not taken away"
}
click 900 04A1B2C3D4E5F6
click 1100 04A1B2C3D4E5F7
click 1300 08
[ "$(lines "$TEMP/reader.out" '^card ')" = 3 ] || fail "a click is one tap"

stop "$SIM_PID"
xdotool mousemove 900 140 click 1
sleep 1.5
kill -0 "$TRAY" || fail "the tray goes on without a reader"
kill -TERM "$TRAY"
wait "$TRAY" || fail "the tray ends when asked, with $?"

refused() { # content of the file, what is said
    printf "$1" >"$TEMP/wrong.tsv"
    "$BUILD/diemdanh-tray" --control "$SIM_CONTROL" "$TEMP/wrong.tsv" 2>"$TEMP/wrong.err"
    [ $? = "${3:-1}" ] && grep -q "$2" "$TEMP/wrong.err" || fail "must say $2: $(cat "$TEMP/wrong.err")"
}
refused '04A1B2C3D4E5F6\tAn\n04A1B2C3D4E5F7\n' "wrong.tsv:2: give a title after a tab"
refused "$(printf '04A1\\tA\\n%.0s' $(seq 41))" "wrong.tsv:41: too many cards; keep 40"
echo "tray, clicks and refusals are right"
