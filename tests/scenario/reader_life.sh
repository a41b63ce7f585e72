#!/bin/sh
# The reader as a program: wrong use, lock, no device, log, ends, idle load.
. "$(dirname "$0")/lib.sh"

READER=$BUILD/diemdanh-reader
OUT=$TEMP/reader.out

# refused WANTED STATUS ARGUMENTS...
refused() {
    refused_wanted=$1
    refused_status=$2
    shift 2
    timeout 10 "$READER" "$@" >"$TEMP/refused.out" 2>"$TEMP/refused.err"
    [ $? -eq "$refused_status" ] || fail "$*: the exit status is not $refused_status"
    [ ! -s "$TEMP/refused.out" ] || fail "$*: printed something"
    grep -q -e "$refused_wanted" "$TEMP/refused.err" || fail "$*: the text does not say '$refused_wanted'"
    [ "$(lines "$TEMP/refused.err" '')" -eq 1 ] || fail "$*: more than one line of error"
    echo "ok: $*"
}
refused 'give -d CONNSTRING' 2
refused 'not understood' 2 --frob
refused 'no such driver; use auto' 2 -d pn532_usart:/dev/ttyS0
refused 'give the file of the port' 2 -d pn532_uart
refused 'give the file of the port' 2 -d pn532_uart:ttyS0
refused 'speed 115201 is none of' 2 -d pn532_uart:/dev/ttyS0:115201
refused 'is not a number' 2 -d pn532_spi:/dev/spidev0.0:fast
refused 'give 1 to 1023 bytes' 2 -d ''
refused 'give 1 to 1023 bytes' 2 -d "pn532_uart:/$(printf '%01100d' 0)"
"$READER" --help | grep -q '^usage:' || fail "--help"
"$READER" --version | grep -q '^diemdanh-reader [0-9]' || fail "--version"

# No reader at all.
spawn none "$READER" -d none
expect "[ \"\$(cat '$TEMP/none.out')\" = 'down none' ]" 5 "none: down none"
stop "$SPAWNED"
[ "$STOPPED" -eq 0 ] || fail "none: ended with $STOPPED on SIGTERM"

# A port that is not there is no mistake: it may come.
spawn away "$READER" -d "pn532_uart:$TEMP/port:115200"
AWAY_PID=$SPAWNED
expect "[ \"\$(cat '$TEMP/away.out')\" = 'down unplugged' ]" 5 "missing port: down unplugged"
sim_start
expect "grep -q '^up' '$TEMP/away.out'" 5 "missing port: up when it comes"

# Two readers on one port: under its name, and under another.
refused 'another diemdanh-reader has it' 1 -d "$SIM_DEVICE"
ln -s "$SIM_PORT" "$TEMP/alias"
spawn alias "$READER" -d "pn532_uart:$TEMP/alias:115200"
expect "[ \"\$(cat '$TEMP/alias.out')\" = 'down busy' ]" 5 "another name of a taken port: down busy"
sim_tap 04000000000001
expect "grep -q '^card 04000000000001' '$TEMP/away.out'" 5 "the first reader is not disturbed"
stop "$SPAWNED"
stop "$AWAY_PID"
[ "$STOPPED" -eq 0 ] || fail "ended with $STOPPED on SIGTERM"
sim state | grep -q 'awake=0 field=0' || fail "SIGTERM: the field is still on: $(sim state)"

# auto, with libnfc told where by its own environment; libnfc's log may not reach the output.
LIBNFC_DEVICE=$SIM_DEVICE LIBNFC_LOG_LEVEL=3 spawn auto "$READER" -d auto
expect "[ \"\$(cat '$TEMP/auto.out')\" = 'up $SIM_DEVICE' ]" 10 "auto: up, with the device's name"
grep -q libnfc "$TEMP/auto.err" || fail "auto: libnfc's log is not on stderr"
stop "$SPAWNED"

# Started with no descriptors at all but its output.
(exec "$READER" -d "$SIM_DEVICE" >"$OUT" <&- 2>&-) &
SPAWNED=$!
CHILDREN="$CHILDREN $SPAWNED"
expect "grep -q '^up' '$OUT'" 10 "closed descriptors: up"
sim_tap 04000000000002
expect "grep -q '^card 04000000000002' '$OUT'" 5 "closed descriptors: card"
stop "$SPAWNED"

# Whoever reads its output is gone: reader and worker end.
mkfifo "$TEMP/fifo"
sleep 600 <"$TEMP/fifo" &
LISTENER=$!
CHILDREN="$CHILDREN $LISTENER"
"$READER" -d "$SIM_DEVICE" >"$TEMP/fifo" 2>"$TEMP/fifo.err" &
READER_PID=$!
CHILDREN="$CHILDREN $READER_PID"
expect "sim state | grep -q 'field=1'" 10 "listener: the field is on"
worker=$(cat "/proc/$READER_PID/task/$READER_PID/children" | tr -d ' ')
stop "$LISTENER"
expect "ended $READER_PID && ended $worker" 5 "listener gone: reader and worker end"

# The reader itself is killed: the worker does not stay.
spawn reader "$READER" -d "$SIM_DEVICE"
READER_PID=$SPAWNED
expect "grep -q '^up' '$OUT'" 10 "up"
worker=$(cat "/proc/$READER_PID/task/$READER_PID/children" | tr -d ' ')
kill -9 "$READER_PID"
expect "ended $worker" 5 "reader killed: the worker ends"
spawn reader "$READER" -d "$SIM_DEVICE"
READER_PID=$SPAWNED
expect "grep -q '^up' '$OUT'" 10 "up again after kill -9"

# libnfc's process hangs: it is replaced.
worker=$(cat "/proc/$READER_PID/task/$READER_PID/children" | tr -d ' ')
kill -STOP "$worker"
expect "grep -q '^down silent' '$OUT'" 3 "hanging worker: down silent"
expect "[ \$(lines '$OUT' '^up') -eq 2 ]" 5 "hanging worker: up"
ended "$worker" || fail "hanging worker: not ended"
sim_tap 04000000000003
expect "grep -q '^card 04000000000003' '$OUT'" 5 "hanging worker: the next card"
worker=$(cat "/proc/$READER_PID/task/$READER_PID/children" | tr -d ' ')
stop "$READER_PID"
ended "$worker" || fail "SIGTERM: the worker stays"

# Descriptors do not pile up over many losses.
spawn reader "$READER" -d "$SIM_DEVICE"
READER_PID=$SPAWNED
expect "grep -q '^up' '$OUT'" 10 "up"
before=$(ls "/proc/$READER_PID/fd" | wc -l)
for i in 1 2 3 4 5 6; do
    sim unplug >/dev/null
    expect "[ \$(lines '$OUT' '^down') -eq $i ]" 5 "loss $i: down"
    sim plug >/dev/null
    expect "[ \$(lines '$OUT' '^up') -eq $((i + 1)) ]" 5 "loss $i: up"
done
[ "$(ls "/proc/$READER_PID/fd" | wc -l)" -eq "$before" ] || fail "descriptors pile up over losses"
echo "the reader behaves as a program"
