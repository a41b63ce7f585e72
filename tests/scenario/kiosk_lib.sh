# A whole house for scenario tests: simulated reader, training database, kiosk without a display, agent. Sourced by bash.
#
#   house_start [START_S]   province loaded (the session in P101 begins at START_S, default in 25 minutes), sim running,
#                           kiosk.conf made; sets CONF, LEDGER, SHOTS
#   glass_start [WxH]       an X server (800x480) for SDL_VIDEODRIVER=x11 and xdotool; skips the test where there is none
#   glass X Y               the colour on it as rrggbb: read from the server's own memory, at once, on a slow machine too
#   glass_part GEOMETRY     a fingerprint of a part of it, WIDTHxHEIGHT+X+Y
#   glass_keep FILE         a picture of it
#   kiosk_start [VAR=VALUE...] / kiosk_kill     sets KIOSK_PID; returns when the reader is up
#   sync_start / sync_once
#   recorded                how many taps the kiosk says are on the disk since it was started
#   tap_recorded WORDS...   taps and waits until the kiosk has recorded it
#   at_centre SQL           a value from the training database
#   pixel FILE X Y          colour of a pixel as rrggbb
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$SOURCE/tests/scenario/pg.sh"
. "$SOURCE/assets/demo/province.sh"

office() {
    "$BUILD/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" "$@"
}

conf_display() {
    printf '\n[display]\nfullscreen = no\nwidth = 800\nheight = 480\n'
}

glass_start() {
    command -v Xvfb >/dev/null || skip "Xvfb is not installed"
    command -v xdotool >/dev/null || skip "xdotool is not installed"
    DISPLAY=:$((90 + RANDOM % 400))
    export DISPLAY
    mkdir -p "$TEMP/glass"
    spawn xvfb Xvfb "$DISPLAY" -screen 0 "${1:-800x480}x24" -nolisten tcp -fbdir "$TEMP/glass"
    expect "xdotool getmouselocation >/dev/null 2>&1" 20 "the X server answers"
    GLASS=$TEMP/glass/Xvfb_screen0
    # A window dump's header: 25 numbers, the greatest byte first; then colours of 12 bytes; then the rows.
    local -a head
    mapfile -t head < <(od -An -v -w4 -tx1 -N 100 "$GLASS" | tr -d ' ')
    [ "${head[11]}" = 00000020 ] && [ "${head[7]}" = 00000000 ] || fail "the X server's memory is of another form"
    glass_first=$((16#${head[0]} + 12 * 16#${head[19]})) glass_row=$((16#${head[12]}))
}

glass() {
    od -An -tx1 -j $((glass_first + $2 * glass_row + $1 * 4)) -N 3 "$GLASS" | sed 's/ *\(..\) \(..\) \(..\)/\3\2\1/'
}

glass_part() {
    convert "xwd:$GLASS" -crop "$1" +repage -format '%#' info:
}

glass_keep() {
    convert "xwd:$GLASS" "$1"
}

house_start() {
    pg_start "$BUILD" "$TEMP/pg" || fail "PostgreSQL"
    office init >/dev/null || fail "office init"
    province_load office "$TEMP" "${1:-$(($(date +%s) + 1500))}" || fail "the province"
    office kiosk add DEMO-101 --room P101 --server "$PG_SERVER" --out "$TEMP/kiosk" >/dev/null || fail "kiosk add"
    CONF=$TEMP/kiosk/kiosk.conf
    LEDGER=$TEMP/kiosk/ledger.db
    SHOTS=$TEMP/shots
    mkdir -p "$SHOTS"
    sim_start
    sed -i "s#^device = .*#device = $SIM_DEVICE#" "$CONF"
    conf_display >>"$CONF"
}

kiosk_start() {
    spawn kiosk env SDL_VIDEODRIVER=offscreen DIEMDANH_LOG=debug "$@" \
        "$BUILD/diemdanh-kiosk" -c "$CONF" --screenshots "$SHOTS"
    KIOSK_PID=$SPAWNED
    expect "grep -q 'reader up' '$TEMP/kiosk.err'" 30 "the kiosk's reader is up"
}

kiosk_kill() {
    kill -9 "$KIOSK_PID"
    wait "$KIOSK_PID" 2>/dev/null || true
}

sync_start() {
    spawn sync env DIEMDANH_LOG=info "$BUILD/diemdanh-sync" -c "$CONF"
    SYNC_PID=$SPAWNED
}

sync_once() {
    "$BUILD/diemdanh-sync" -c "$CONF" --once
}

recorded() {
    lines "$TEMP/kiosk.err" 'kiosk: tap [0-9]'
}

tap_recorded() {
    local before
    before=$(recorded)
    sim_tap "$@"
    expect "[ \$(recorded) -gt $before ]" 10 "the tap '$*' is recorded"
}

at_centre() {
    pg_value "$1"
}

pixel() {
    convert "$1" -format "%[hex:u.p{$2,$3}]" info: | tr 'A-F' 'a-f' | cut -c1-6
}
