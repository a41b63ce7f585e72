#!/usr/bin/env bash
# The unmodified diemdanh-panel and the real libgpiod on a pretended chip (umockdev and panel_chip.c): what the lines
# did, and when. Usage: panel_chip.sh BUILD_DIR [PROGRAM]
set -euo pipefail
build=$(realpath "$1")
panel=$(realpath "${2:-$build/diemdanh-panel}")
command -v umockdev-run >/dev/null || { echo "skipped: umockdev is not installed"; exit 77; }
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
export PANEL_CHIP=$work
# A sanitizer's runtime cannot come first where another library is preloaded.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0

fail() {
    echo "FAILED: $*"
    head -60 log out err 2>/dev/null || true
    exit 1
}

# wait_for WHAT COMMAND...: until the command succeeds, twenty seconds at most.
wait_for() {
    local what=$1 deadline=$((SECONDS + 20))
    shift
    until "$@"; do
        [ $SECONDS -lt $deadline ] || fail "waited in vain for $what"
        sleep 0.02
    done
}

cat >node <<'NODE'
P: /devices/platform/soc/gpio/gpiochip0
N: gpiochip0
E: DEVNAME=/dev/gpiochip0
E: MAJOR=254
E: MINOR=0
E: SUBSYSTEM=gpio
A: dev=254:0\n

NODE
# write_config CHIP [DOOR]
write_config() {
    printf '[panel]\nchip = %s\ngreen = 17\namber = 27\nred = 22\nbuzzer = 18\ndoor = %s\nreader_reset = 24\n' \
        "$1" "${2:-23}" >k.conf
}

# The node is made by umockdev-run, which waits in front; the program itself is $pid, its input descriptor 3.
start() {
    rm -f in out err log pid
    : >log
    mkfifo in
    umockdev-run --device=node -- env "LD_PRELOAD=$build/tests/panel_chip.so:libumockdev-preload.so.0" \
        sh -c 'echo $$ >pid; exec "$0" -c k.conf' "$panel" <in >out 2>err 3>&- &
    runner=$!
    exec 3>in
    wait_for "an answer" test -s out
    pid=$(cat pid)
}

# What the lines were, one change a line: MS and letters of what is high (Green Amber Red Buzzer Door reseT).
story() {
    awk 'function level(word,  a) { split(word, a, "="); return a[2] }
        $2 == "release" { print $1, "released"; next }
        { t = ""
          for (i = 3; i <= NF; i++) if (level($i) == 1) {
              split($i, a, "=")
              t = t (a[1]==17 ? "G" : a[1]==27 ? "A" : a[1]==22 ? "R" : a[1]==18 ? "B" : a[1]==23 ? "D" : "T") }
          if (t != last || $2 == "request") print $1, t
          last = t }' log
}
letters() { story | cut -d' ' -f2 | tr '\n' ' '; }
is_story() { [ "$(letters)" = "$1 " ]; }
story_ends() { [[ " $(letters)" == *" $1 " ]]; }
# send COMMAND: remembers when, which is not later than the panel read it.
send() {
    sent_ms=$(date +%s%3N)
    echo "$1" >&3
}
# ended N MIN MAX: the N-th state of the story ended from MIN to MAX ms after the last command was sent.
ended() {
    local ms
    ms=$(story | awk -v n="$1" -v sent="$sent_ms" 'NR == n + 1 { print $1 - sent }')
    [ "$ms" -ge "$2" ] && [ "$ms" -le "$3" ] || fail "state $1 ended after $ms ms, not $2 to $3: $(letters)"
}
finish() { # expects the end and the lines safe and given back
    local status=0
    exec 3>&-
    wait $runner || status=$?
    [ $status = 0 ] || fail "ended with $status"
    story_ends "T released" || fail "not safe at the end: $(letters)"
}

# By path and by label; every line is taken safe: dark, door shut, reader not in reset.
for chip in /dev/gpiochip0 pinctrl-bcm2835 gpiochip0; do
    write_config $chip
    start
    [ "$(cat out)" = "up 1 1 1 1 1 1" ] || fail "$chip: $(cat out)"
    [ "$(cut -d' ' -f2- log)" = "request 17=0 27=0 22=0 18=0 23=0 24=1" ] || fail "$chip: not taken safe"
    finish
    is_story "T T released" || is_story "T released" || fail "$chip: $(letters)"
done

write_config pinctrl-bcm2835
start
# Nothing ends early (1 ms of rounding); how late depends on the machine's load.
send 'show accepted'
wait_for "accepted" is_story "T GBT GT T"
ended 2 79 2000
ended 3 999 4000
send 'show refused'
wait_for "refused" is_story "T GBT GT T RBT RT T"
ended 5 499 3000
ended 6 1499 5000
send 'open 500'
wait_for "the door" is_story "T GBT GT T RBT RT T DT T"
ended 8 499 3000
send 'reset-reader'
wait_for "the reset" is_story "T GBT GT T RBT RT T DT T  T"
ended 10 149 3000
finish

# Silent at volume 0; the door shuts at the end of the input and on SIGTERM, long before its time.
start
printf 'volume 0\nshow refused\nopen 9000\n' >&3
wait_for "door and light" story_ends "RDT"
finish
[[ "$(letters)" != *B* ]] || fail "not silent: $(letters)"
start
send 'open 9000'
wait_for "door" is_story "T DT"
kill -TERM "$pid"
finish
is_story "T DT T released" || fail "SIGTERM: $(letters)"
ended 2 0 8500

# The parent's death shuts the door although the input stays open.
start
echo 'open 9000' >&3
wait_for "door" is_story "T DT"
kill -9 $runner
wait $runner 2>/dev/null || true
wait_for "a safe end" story_ends "DT T released"
exec 3>&-

# Taken by somebody else: told once, commands are kept, and shown when the lines come free.
echo taken >fault
start
[ "$(cat out)" = "down taken" ] || fail "taken: $(cat out)"
printf 'volume 0\nshow fault\n' >&3
rm fault
wait_for "up" grep -qx "up 1 1 1 1 1 1" out
wait_for "the fault's red" grep -q "22=1" log
[ "$(tr '\n' ' ' <out)" = "down taken up 1 1 1 1 1 1 " ] || fail "taken: $(cat out)"
finish

# Pulled out while in use: told once, opened again.
start
echo 'show question' >&3
wait_for "amber" grep -q "27=1" log
echo gone >fault
wait_for "down" grep -qx "down gone" out
rm fault
wait_for "up again" bash -c '[ "$(grep -c "^up" out)" = 2 ]'
[ "$(tr '\n' ' ' <out)" = "up 1 1 1 1 1 1 down gone up 1 1 1 1 1 1 " ] || fail "gone: $(cat out)"
finish

# A line that the chip doesn't have.
write_config pinctrl-bcm2835 54
start
[ "$(cat out)" = "down no-line" ] || fail "no-line: $(cat out)"
grep -q 'no line 54, it has 0 to 53' err || fail "the line is not named"
exec 3>&-
wait $runner || fail "end after no-line"
echo "panel_chip: passed"
