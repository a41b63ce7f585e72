#!/bin/sh
# 240 taps of four kinds of card through the chip, the real libnfc and the reader: each printed once, in order.
. "$(dirname "$0")/lib.sh"

TAPS=${TAPS:-240}
sim_start
spawn reader "$BUILD/diemdanh-reader" -d "$SIM_DEVICE"
READER_PID=$SPAWNED
expect "grep -q '^up pn532_uart:' '$TEMP/reader.out'" 10 "the reader answers"

n=0
while [ "$n" -lt "$TAPS" ]; do
    case $((n % 4)) in
    0) set -- "$(printf '40%06X' "$n")" 0004 08 "" ;;
    1) set -- "$(printf '04%012X' "$n")" 0044 00 "" ;;
    2) set -- "$(printf '05%018X' "$n")" 0084 00 "" ;;
    3) set -- "$(printf '06%012X' "$n")" 0344 20 067577810280 ;;
    esac
    # The card's own length byte is not part of what libnfc hands on.
    ats=${4#06}
    echo "card $1 $2 $3${ats:+ $ats}" >>"$TEMP/wanted"
    # Held as long as a quick hand does; the next one comes when it is gone.
    sim_tap "$1" 120 "$2" "$3" ${4:+"$4"}
    n=$((n + 1))
    expect "[ \$(lines '$TEMP/reader.out' '^gone') -ge $n ]" 5 "card $n is seen and seen to go"
done

grep '^card' "$TEMP/reader.out" >"$TEMP/seen"
cmp -s "$TEMP/wanted" "$TEMP/seen" || {
    diff "$TEMP/wanted" "$TEMP/seen" | head
    fail "not each card was printed exactly once and in order"
}
[ "$(lines "$TEMP/reader.out" '')" -eq $((2 * n + 1)) ] || fail "more was printed than up, cards and gone"
stop "$READER_PID"
[ "$STOPPED" -eq 0 ] || fail "the reader ended with $STOPPED on SIGTERM"
stop "$SIM_PID"
[ "$STOPPED" -eq 0 ] || fail "the chip ended with $STOPPED on SIGTERM"
[ ! -e "$SIM_PORT" ] && [ ! -L "$SIM_PORT" ] && [ ! -e "$SIM_CONTROL" ] || fail "link or socket left behind"
echo "$n of $TAPS taps seen once, in order"
