#!/usr/bin/env bash
# diemdanh-panel where nothing is wired or the chip is not there: wrong use, bad configuration, bad lines, and every way
# to end. Usage: panel.sh BUILD_DIR
set -euo pipefail
panel=$1/diemdanh-panel
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

fail() {
    echo "FAILED: $*"
    head -50 out err 2>/dev/null || true
    exit 1
}

# wait_for WHAT COMMAND...: until the command succeeds, ten seconds at most.
wait_for() {
    local what=$1 deadline=$((SECONDS + 10))
    shift
    until "$@"; do
        [ $SECONDS -lt $deadline ] || fail "waited in vain for $what"
        sleep 0.02
    done
}

ended() { # a zombie has ended too
    local state
    state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f1) || return 0
    [ -z "$state" ] || [ "$state" = Z ]
}

says() { grep -qxF -- "$2" "$1"; }
says_part() { grep -qF -- "$2" "$1"; }
expect_exit() { # STATUS COMMAND...
    local wanted=$1 status=0
    shift
    "$@" >out 2>err </dev/null || status=$?
    [ $status = "$wanted" ] || fail "$* ended with $status, not $wanted"
}
start() { # CONFIG: the program as $pid, its input open as descriptor 3
    rm -f in out err
    mkfifo in
    "$panel" -c "$1" <in >out 2>err 3>&- &
    pid=$!
    exec 3>in
}

printf '[kiosk]\nid = K\n' >none.conf
printf '[panel]\nchip = %s/no-chip\ngreen = 17\ndoor = 23\n' "$work" >missing.conf

# Wrong use and wrong files.
expect_exit 0 "$panel" --help
says_part out "Usage: diemdanh-panel -c FILE" || fail "no help"
expect_exit 0 "$panel" --version
grep -qE '^diemdanh-panel [0-9.]+$' out || fail "no version"
expect_exit 2 "$panel"
expect_exit 2 "$panel" -x
expect_exit 2 "$panel" -c
expect_exit 2 "$panel" -c none.conf more
expect_exit 2 "$panel" -c "$work/absent.conf"
says_part err "$work/absent.conf: cannot be opened" || fail "absent file not named"
printf '[panel]\nchip = x\ngreen = seventeen\n' >bad.conf
expect_exit 2 "$panel" -c "$work/bad.conf"
says_part err "$work/bad.conf:3: green must be a whole number" || fail "bad line not named"
printf '[panel]\nchip = x\ngreen = 17\ndoor = 17\n' >twice.conf
expect_exit 2 "$panel" -c "$work/twice.conf"
says err "$work/twice.conf: [panel] green and door are both line 17; give each a line of its own" ||
    fail "line given twice not told"
[ ! -s out ] || fail "a bad configuration must not answer"

# Nothing wired: end of input ends it, with a last line cut short, too.
expect_exit 0 "$panel" -c none.conf
[ "$(cat out)" = none ] || fail "wanted: none"
printf 'show accepted\nopen 50' | "$panel" -c none.conf >out 2>err || fail "end of input"
[ "$(cat out)" = none ] || fail "wanted: none"
[ ! -s err ] || fail "nothing to complain about"

# Bad lines are logged without harm, long ones are dropped whole, and what follows them counts.
start none.conf
printf 'show\nopen -5\nopen 99999999999999999999\nsh\001ow \033[31mred\n\n%%s%%n\n' >&3
head -c 5000 /dev/zero | tr '\0' 'x' >&3
printf '\nvolume 9\n' >&3
head -c 300000 /dev/urandom >&3
printf '\nshow dark\n' >&3
wait_for "the last bad line" says_part err "not understood: show dark"
for line in 'show' 'open -5' 'open 99999999999999999999' 'sh?ow ?[31mred' '%s%n' 'volume 9'; do
    says err "<4>diemdanh-panel: line ignored, not understood: $line" || fail "not logged: $line"
done
says_part err "line ignored, longer than 1024 bytes" || fail "long line not logged"
LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f-\xff]' err && fail "raw bytes in the log"
exec 3>&-
wait $pid || fail "end of input after bad lines"
[ "$(cat out)" = none ] || fail "wanted: none"

# A missing chip is told once; it keeps running, obeys nothing visible, and ends by each signal.
for signal in TERM INT HUP; do
    start missing.conf
    wait_for "down" says out "down missing"
    printf 'show fault\nopen 10000\n' >&3
    kill -$signal $pid
    wait $pid || fail "SIG$signal"
    [ "$(cat out)" = "down missing" ] || fail "down told more than once"
    exec 3>&-
done
[ "$(grep -c 'no-chip: No such file' err)" = 1 ] || fail "the reason is logged once"

# The parent's death ends it although its input stays open.
rm -f in out
mkfifo in
bash -c "exec 3>&-; '$panel' -c none.conf <in >out & echo \$! >child; wait" &
parent=$!
exec 3>in
wait_for "none" says out none
wait_for "its number" test -s child
kill -9 $parent
wait $parent 2>/dev/null || true
wait_for "the end after its parent's" ended "$(cat child)"
exec 3>&-

# A kiosk that closed its end of the answers is a dead kiosk.
mkfifo answers
rm -f in
mkfifo in
"$panel" -c none.conf <in >answers 3>&- &
pid=$!
exec 3>in
read -r answer <answers
[ "$answer" = none ] || fail "wanted: none"
wait $pid || fail "closed answers"
exec 3>&-
echo "panel: passed"
