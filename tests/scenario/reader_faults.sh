#!/bin/sh
# Each thing that can go wrong with a reader: the program stays, says `down` once and `up` again, and the next
# tap is printed.
. "$(dirname "$0")/lib.sh"

OUT=$TEMP/reader.out
TAG=0

count() {
    lines "$OUT" "$1"
}

# recovers NAME: a card that nobody has seen before is printed once.
recovers() {
    TAG=$((TAG + 1))
    recovers_uid=$(printf '04AA%010X' "$TAG")
    sim clear >/dev/null
    sim_tap "$recovers_uid" 250
    expect "[ \$(count '^card $recovers_uid 0044 00\$') -eq 1 ]" 5 "$1: the tap after it"
    expect "tail -n 1 '$OUT' | grep -q '^gone'" 5 "$1: the card goes"
    kill -0 "$READER_PID" || fail "$1: the reader ended"
    echo "ok: $1"
}

# falls NAME REASON SECONDS: exactly one more `down`, with this reason.
falls() {
    expect "[ \$(count '^down') -gt $DOWNS ]" "$3" "$1: down"
    tail -n +1 "$OUT" | grep '^down' | tail -n 1 | grep -q "^down $2\$" || fail "$1: the reason is not $2"
}

# rises NAME: it answers again, and it said `down` once and `up` once.
rises() {
    expect "[ \$(count '^up') -gt $UPS ]" 10 "$1: up"
    [ "$(count '^down')" -eq $((DOWNS + 1)) ] || fail "$1: down was not said exactly once"
    [ "$(count '^up')" -eq $((UPS + 1)) ] || fail "$1: up was not said exactly once"
}

mark() {
    DOWNS=$(count '^down')
    UPS=$(count '^up')
    CARDS=$(count '^card')
}

# arm NAME [COUNT] [card]: arms a fault; the reader meets it by itself.
arm() {
    sim fault "$@" >/dev/null || fail "fault $1"
}

sim_start
spawn reader "$BUILD/diemdanh-reader" -d "$SIM_DEVICE"
READER_PID=$SPAWNED
expect "[ \$(count '^up') -eq 1 ]" 10 "the reader answers"

# Unplugged and plugged in again.
mark
sim unplug >/dev/null
falls unplug unplugged 2
wait_for false 1 || [ "$(count '^down')" -eq $((DOWNS + 1)) ] || fail "unplug: down was said again while away"
sim plug >/dev/null
rises unplug
recovers unplug

# The chip loses its power and knows nothing any more.
mark
sim power-cycle >/dev/null
falls power-cycle silent 3
rises power-cycle
recovers power-cycle

# The chip is dead while the port is alive.
mark
arm mute
falls mute silent 3
[ "$(count '^up')" -eq "$UPS" ] || fail "mute: up while the chip is dead"
sim clear >/dev/null
rises mute
recovers mute

# One disturbed answer is no loss: no `down`, but the person is asked again, for it may have been a card.
for fault in lost half garbage error-frame bad-checksum; do
    mark
    REREADS=$(count '^reread')
    arm "$fault"
    expect "[ \$(count '^reread') -eq $((REREADS + 1)) ]" 5 "$fault: reread"
    [ "$(count '^down')" -eq "$DOWNS" ] || fail "$fault: one disturbed answer was called a loss"
    recovers "$fault"
done

# The same answers without end are a loss.
for fault in lost half garbage error-frame bad-checksum; do
    mark
    arm "$fault" 0
    case $fault in
    lost | half) falls "$fault for ever" silent 5 ;;
    *) falls "$fault for ever" garbled 5 ;;
    esac
    sim clear >/dev/null
    rises "$fault for ever"
    recovers "$fault for ever"
done

# A card's answer breaks, and the card stays: it is read at the second try.
for fault in lost half garbage error-frame bad-checksum; do
    mark
    arm "$fault" 1 card
    TAG=$((TAG + 1))
    uid=$(printf '04BB%010X' "$TAG")
    sim put "$uid" >/dev/null
    expect "[ \$(count '^card $uid ') -eq 1 ]" 5 "$fault on a card: it is read"
    sim take all >/dev/null
    expect "tail -n 1 '$OUT' | grep -q '^gone'" 5 "$fault on a card: it goes"
    [ "$(count '^down')" -eq "$DOWNS" ] || fail "$fault on a card: called a loss"
    recovers "$fault on a card"
done

# A card's answer breaks, and the card is gone at the second try.
mark
REREADS=$(count '^reread')
arm half 1 card
sim_tap 04CC0000000001 100
expect "[ \$(count '^reread') -eq $((REREADS + 1)) ]" 5 "half read card: reread"
[ "$(count '^card')" -eq "$CARDS" ] || fail "half read card: printed"
recovers "half read card"

# What kills libnfc: an ATS of no bytes (SIGSEGV), a status byte with bit 7 (abort).
mark
arm ats-tl0
sim_tap 06CC0000000002 desfire
falls ats-tl0 library 3
rises ats-tl0
recovers ats-tl0

mark
arm status80
sim put 06CC0000000003 desfire >/dev/null
falls status80 library 3
sim take all >/dev/null
rises status80
expect "tail -n 1 '$OUT' | grep -q '^gone\|^up'" 5 "status80: the card goes"
recovers status80

# No firmware version at opening: libnfc would end the process at the next call.
mark
arm no-firmware 0
sim power-cycle >/dev/null
falls no-firmware silent 3
expect "grep -q 'no-firmware' '$TEMP/reader.err'" 10 "no-firmware: in the log"
sim clear >/dev/null
rises no-firmware
recovers no-firmware

# Somebody kills the process in which libnfc runs; somebody stops it.
mark
worker=$(cat "/proc/$READER_PID/task/$READER_PID/children")
kill -9 $worker
falls "killed worker" library 3
rises "killed worker"
recovers "killed worker"

# While it was down, the log did not repeat itself with each attempt.
[ "$(lines "$TEMP/reader.err" '')" -lt 80 ] || fail "the log has $(lines "$TEMP/reader.err" '') lines"

stop "$READER_PID"
[ "$STOPPED" -eq 0 ] || fail "the reader ended with $STOPPED on SIGTERM"
echo "all faults: down, up, next tap seen"
