# Shared by all scenario scripts. Source it first: . "$(dirname "$0")/lib.sh"
# The build folder is the script's first argument. POSIX sh.
#
#   $BUILD $TEMP $SOURCE            build folder, an empty folder of this run, the repository
#   spawn NAME COMMAND...           start in the background; output in $TEMP/NAME.out and .err; pid in $SPAWNED
#   stop PID                        end it kindly, then not; its exit status is in $STOPPED
#   wait_for CONDITION SECONDS      evaluate CONDITION until it holds; returns 1 when the time is over
#   expect CONDITION SECONDS WHAT   the same, but fails the test
#   fail MESSAGE, skip REASON       end the test
#   lines FILE PATTERN              how many lines match the basic regular expression
#   sim_start                       start a card reader chip; sets $SIM_PORT, $SIM_CONTROL, $SIM_DEVICE, $SIM_PID
#   sim COMMAND...                  send it a command, print the answer
#   sim_tap CARD...                 tap one card and wait until it has been taken away

set -u
LC_ALL=C
export LC_ALL
BUILD=${1:?give the build folder as the first argument}
BUILD=$(cd "$BUILD" && pwd)
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
TEMP=$(mktemp -d "${TMPDIR:-/tmp}/diemdanh-test.XXXXXX") || exit 1
chmod 711 "$TEMP" # a database server under another user passes through
CHILDREN=""
SPAWNED=""
STOPPED=""

spawn() {
    spawn_name=$1
    shift
    # Emptied here, not by the child alone: what a child of that name said before could be taken for its words.
    : >"$TEMP/$spawn_name.out"
    : >"$TEMP/$spawn_name.err"
    "$@" >"$TEMP/$spawn_name.out" 2>"$TEMP/$spawn_name.err" </dev/null &
    SPAWNED=$!
    CHILDREN="$CHILDREN $SPAWNED"
}

# Ended, or only waiting to be collected.
ended() {
    ended_state=$(sed -n 's/^State:[[:space:]]*\([A-Z]\).*/\1/p' "/proc/$1/status" 2>/dev/null)
    [ -z "$ended_state" ] || [ "$ended_state" = Z ]
}

stop() {
    kill "$1" 2>/dev/null
    wait_for "ended $1" 5 || kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    STOPPED=$?
    stop_rest=""
    for stop_pid in $CHILDREN; do
        [ "$stop_pid" = "$1" ] || stop_rest="$stop_rest $stop_pid"
    done
    CHILDREN=$stop_rest
}

clean_up() {
    clean_status=$?
    trap - EXIT INT TERM HUP
    # shellcheck disable=SC2086
    [ -z "$CHILDREN" ] || kill $CHILDREN 2>/dev/null
    for clean_pid in $CHILDREN; do
        wait_for "ended $clean_pid" 5 || kill -9 "$clean_pid" 2>/dev/null
        wait "$clean_pid" 2>/dev/null
    done
    if [ -z "${KEEP_TEMP:-}" ]; then
        rm -rf "$TEMP"
    else
        echo "kept $TEMP"
    fi
    exit "$clean_status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

now_ms() {
    date +%s%3N
}

wait_for() {
    wait_end=$(($(now_ms) + $2 * 1000))
    while ! eval "$1"; do
        [ "$(now_ms)" -lt "$wait_end" ] || return 1
        sleep 0.02
    done
}

expect() {
    wait_for "$1" "$2" || fail "not within $2 s: $3"
}

fail() {
    echo "FAILED: $*"
    for fail_file in "$TEMP"/*.out "$TEMP"/*.err; do
        [ -s "$fail_file" ] || continue
        echo "--- $(basename "$fail_file"), last lines:"
        tail -n 20 "$fail_file"
    done
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

lines() {
    grep -c -e "$2" "$1" 2>/dev/null
    return 0
}

sim_start() {
    SIM_PORT=$TEMP/port
    SIM_CONTROL=$TEMP/control
    SIM_DEVICE=pn532_uart:$SIM_PORT:115200
    spawn sim "$BUILD/diemdanh-sim" --port "$SIM_PORT" --control "$SIM_CONTROL" --exit-with-parent
    SIM_PID=$SPAWNED
    expect "grep -q '^ready' '$TEMP/sim.out'" 10 "the simulated chip is ready"
}

sim() {
    "$BUILD/diemdanh-sim" --send "$SIM_CONTROL" "$@"
}

sim_tap() {
    sim tap "$@" >/dev/null || fail "the chip did not take the card: $*"
    sim wait >/dev/null || fail "the card was not taken away"
}
