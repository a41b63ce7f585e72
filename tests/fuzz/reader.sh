#!/usr/bin/env bash
# The real libnfc behind a bad line: reader.sh BUILD_DIR. Whatever comes, the reader lives on, prints no card that was never
# there, and sees the first card after the noise. Time and seed as in run.sh, at least 10 s.
. "$(dirname "$0")/../scenario/lib.sh"

seconds=${DIEMDANH_FUZZ_SECONDS:-30}
[ "$seconds" -ge 10 ] || seconds=10
seed=${DIEMDANH_FUZZ_SEED:-1}
mkfifo "$TEMP/hold"
exec 9<>"$TEMP/hold"
"$BUILD/tests/noise_chip" "$TEMP/port" "$seconds" "$seed" <"$TEMP/hold" >"$TEMP/chip.out" 2>"$TEMP/chip.err" 9<&- &
CHILDREN="$CHILDREN $!"
expect "grep -q ready '$TEMP/chip.out'" 10 "the chip is ready"
spawn reader "$BUILD/diemdanh-reader" -d "pn532_uart:$TEMP/port:115200"
reader=$SPAWNED
expect "grep -q '^quiet' '$TEMP/chip.out'" $((seconds + 20)) "the noise ends"
last=$(sed -n 's/^quiet //p' "$TEMP/chip.out")
expect "grep -q '^card $last ' '$TEMP/reader.out'" 15 "the first card after the noise, $last"
kill -0 "$reader" 2>/dev/null || fail "the reader ended"
sed -n 's/^\(put\|quiet\) //p' "$TEMP/chip.out" | sort >"$TEMP/there"
sed -n 's/^card \([^ ]*\) .*/\1/p' "$TEMP/reader.out" | sort -u >"$TEMP/seen"
comm -13 "$TEMP/there" "$TEMP/seen" >"$TEMP/made_up"
[ ! -s "$TEMP/made_up" ] || fail "cards that were never there: $(grep -f "$TEMP/made_up" "$TEMP/reader.out" | tr '\n' ';')"
! grep -vE '^(up|down|card|gone|many|reread)( |$)' "$TEMP/reader.out" || fail "a line that is no word of the protocol"
stop "$reader"
[ "$STOPPED" = 0 ] || fail "the reader ended with $STOPPED on SIGTERM"
echo "reader: seed $seed, $seconds s, $(sed -n 's/^count //p' "$TEMP/chip.out") bytes disturbed, $(wc -l <"$TEMP/there") cards put, $(wc -l <"$TEMP/seen") printed, none made up; $(lines "$TEMP/reader.out" '^down') losses, all recovered"
