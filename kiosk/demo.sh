#!/usr/bin/env bash
# The main job running, on a fresh Debian 12 or 13 with nothing prepared: a made-up province, its training database, a kiosk and a
# simulated reader on this machine. Everything is private to a temporary folder and gone after Ctrl-C.
#
#   kiosk/demo.sh                  with a display: the kiosk's window and a tray of cards to click
#   kiosk/demo.sh --headless       without: taps a script of cards, writes screenshots, prints the roll, ends with 0
#   --reader DEVICE                a real reader: a libnfc connstring, or auto (instead of the simulated one)
#   --language vi|en   --size WxH  (800x480, 1280x720, 720x1280)   --shots DIR
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

headless=no reader=sim language=vi size=800x480 shots=$root/build/demo-screenshots
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; }
while [ $# -gt 0 ]; do
    case $1 in
    --headless) headless=yes ;;
    --reader) reader=${2:?--reader needs a device}; shift ;;
    --language) language=${2:?--language needs vi or en}; shift ;;
    --size) size=${2:?--size needs WxH}; shift ;;
    --shots) shots=$(realpath -m "${2:?--shots needs a folder}"); shift ;;
    --help) usage; exit 0 ;;
    *) echo "demo.sh: $1 is not known; see --help" >&2; exit 2 ;;
    esac
    shift
done
if [ $headless = no ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "demo.sh: no display here; use --headless" >&2
    exit 2
fi

"$root/assets/packages.sh" build demo
echo "Building in $root/build"
cmake -G Ninja -S "$root" -B "$root/build" >"$root/build.log" 2>&1 && ninja -C "$root/build" programs >>"$root/build.log" 2>&1 ||
    { tail -40 "$root/build.log"; exit 1; }
rm -f "$root/build.log"
build=$root/build

work=$(mktemp -d /tmp/diemdanh-demo.XXXXXX)
chmod 711 "$work"
children=()
finish() {
    local status=$?
    trap - EXIT INT TERM
    # The agent and the kiosk end by themselves when asked; what does not is ended.
    for pid in "${children[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${children[@]}"; do
        for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -9 "$pid" 2>/dev/null || true
    done
    pg_stop immediate 2>/dev/null || true
    if [ $status != 0 ] && [ $status != 130 ]; then
        for log in "$work"/*.log; do [ -s "$log" ] && { echo "--- $(basename "$log")"; tail -15 "$log"; }; done >&2
    fi
    rm -rf "$work"
    exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# shellcheck source=../tests/scenario/pg.sh
. "$root/tests/scenario/pg.sh"
# shellcheck source=../assets/demo/province.sh
. "$root/assets/demo/province.sh"

start() { # name, command...: in the background, its log in the work folder
    local name=$1
    shift
    "$@" >"$work/$name.log" 2>&1 </dev/null &
    children+=($!)
}
until_holds() { # seconds, what, command...
    local end=$(($(date +%s) + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$end" ] || { echo "demo.sh: $what did not happen" >&2; return 1; }
        sleep 0.1
    done
}
office() { "$build/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" "$@"; }

echo "Starting a private PostgreSQL with TLS"
pg_start "$build" "$work/pg"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "Loading a made-up province: organisations, 120 learners, today's sessions"
office init >/dev/null
lead_s=150
[ $headless = yes ] && lead_s=12
province_load office "$work" $(($(date +%s) + lead_s))
office kiosk add DEMO-101 --room P101 --server "$PG_SERVER" --out "$work/kiosk" >/dev/null

if [ "$reader" = sim ]; then
    start sim "$build/diemdanh-sim" --port "$work/port" --control "$work/control" --exit-with-parent
    until_holds 10 "the simulated reader" test -S "$work/control"
    reader=pn532_uart:$work/port:115200
fi
conf=$work/kiosk/kiosk.conf
sed -i -e "s#^room = .*#&\nlanguage = $language#" -e "s#^device = .*#device = $reader#" "$conf"
cat >>"$conf" <<CONF

[display]
fullscreen = no
width = ${size%x*}
height = ${size#*x}
CONF

kiosk_options=(-c "$conf")
if [ $headless = yes ]; then
    export SDL_VIDEODRIVER=offscreen
    rm -rf "$shots" && mkdir -p "$shots"
    kiosk_options+=(--screenshots "$shots")
fi
start kiosk "$build/diemdanh-kiosk" "${kiosk_options[@]}"
start sync "$build/diemdanh-sync" -c "$conf"

# The kiosk has no clock that it may trust until the centre has told it the time.
ready() { [ "$(pg_value "select count(*) from training.boot where source > 0")" -ge 1 ]; }
until_holds 20 "the kiosk's first contact with the centre" ready

if [ $headless = no ]; then
    province_cards >"$work/cards.tsv"
    echo "Click a card in the tray to tap it. Ctrl-C, or closing a window, ends everything."
    if [ -S "$work/control" ]; then
        start tray "$build/diemdanh-tray" --control "$work/control" "$work/cards.tsv"
    fi
    wait -n "${children[@]}" || true
    exit 0
fi

if [ ! -S "$work/control" ]; then
    echo "demo.sh: --headless taps by itself and needs the simulated reader; leave --reader out" >&2
    exit 2
fi
tap() { # what, words for the simulator
    echo "  tap: $1"
    shift
    "$build/diemdanh-sim" --send "$work/control" tap "$@" >/dev/null
    sleep 1.2 # long enough for the picture to come to rest
}
echo "Tapping cards"
province_taps_early tap
start_s=$province_start_s
echo "  waiting until the session has begun and the first minute is over"
while [ "$(date +%s)" -lt $((start_s + 61)) ]; do sleep 0.5; done
province_taps_late tap

held() { [ "$(pg_value "select count(*) from training.fact where kind = 'tap'")" -ge "$province_taps" ]; }
until_holds 20 "the taps' way to the training database" held
echo
echo "The roll of $province_session, from the training database:"
office roll "$province_session"
echo
echo "The kiosk, as the centre sees it:"
pg_sql "select * from training.kiosk_health"
echo "Screenshots: $shots"
