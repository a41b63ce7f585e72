#!/usr/bin/env bash
# 240 taps of four kinds of cards through simulated chip, real libnfc, ledger, agent and PostgreSQL over TLS; the database is down
# for the first 100, and the kiosk is killed with -9 five times, each time right after it said that a tap is recorded.
. "$(dirname "$0")/kiosk_lib.sh"

house_start
kiosk_start
sync_start
expect "[ \"\$(at_centre 'select count(*) from training.boot where source > 0')\" = 1 ]" 30 "first contact"
expect "[ \"\$(sqlite3 '$LEDGER' 'select count(*) from slice_enrolment')\" -gt 0 ]" 10 "the slice is there"

# Cards in turn: of 4, 7 and 10 bytes, and 7 bytes with an ATS (ISO 14443-4).
mapfile -t cards < <(sed 1d "$SOURCE/assets/demo/cards.csv" | grep ',learner' | cut -d, -f1,2)
: >"$TEMP/expected"
pg_stop fast
start=$(now_ms)
for i in $(seq 0 239); do
    card=${cards[$((i % ${#cards[@]}))]}
    uid=${card%,*}
    kind=
    [ ${#uid} = 14 ] && [ $((i % 2)) = 0 ] && kind=desfire
    # shellcheck disable=SC2086
    tap_recorded "$uid" 200 $kind
    echo "${card#*,}" >>"$TEMP/expected"
    case $i in
    99) pg_launch ;;
    41 | 87 | 120 | 165 | 210)
        kiosk_kill
        kiosk_start
        ;;
    esac
done
echo "240 taps in $((($(now_ms) - start) / 1000)) s"

taps="select count(*) from training.fact where kind = 'tap'"
expect "[ \"\$(at_centre \"$taps\")\" = 240 ]" 60 "240 taps at the centre"
at_centre "select member_id from training.fact where kind = 'tap' order by seq" >"$TEMP/arrived"
cmp -s "$TEMP/expected" "$TEMP/arrived" || fail "the order at the centre differs: $(diff "$TEMP/expected" "$TEMP/arrived" | head -5)"

# One ledger, gapless from 1, none twice, chain whole, and the same rows as on the device.
[ "$(at_centre 'select count(*) from training.ledger')" = 1 ] || fail "more than one ledger"
[ "$(at_centre 'select max(seq) = count(*) and min(seq) = 1 and count(distinct seq) = count(*) from training.fact')" = t ] ||
    fail "sequence has gaps"
[ "$(at_centre 'set search_path to training; select training.chain_verify(ledger_id, 1, hi) from training.ledger')" = 0 ] || fail "the chain is broken"
[ "$(at_centre 'select count(*) from training.alarm')" = 0 ] || fail "an alarm: $(at_centre 'select text from training.alarm')"
at_centre "select encode(chain, 'hex') from training.fact order by seq" >"$TEMP/chain.centre"
sqlite3 "$LEDGER" 'select lower(hex(chain)) from fact order by seq' >"$TEMP/chain.device"
cmp -s "$TEMP/chain.centre" "$TEMP/chain.device" || fail "device and centre differ"
starts=$(at_centre "select count(*) from training.fact where kind = 'device' and status = 'start'")
[ "$starts" = 6 ] || fail "six starts were expected, $starts are recorded"

# A second --once changes nothing.
stop "$SYNC_PID"
sync_once || fail "--once"
before=$(at_centre 'select count(*), max(received_at) from training.fact')
sync_once || fail "the second --once"
[ "$(at_centre 'select count(*), max(received_at) from training.fact')" = "$before" ] || fail "a second --once changed facts"

# The roll is the same on both sides.
at_centre "select ordinal, member_id, status from training.roll where session_id = '$province_session' order by ordinal" >"$TEMP/roll.centre"
sqlite3 "$LEDGER" "select ordinal, member_id, status from rule_roll where session_id = '$province_session' order by ordinal" >"$TEMP/roll.device"
cmp -s "$TEMP/roll.centre" "$TEMP/roll.device" || fail "the rolls differ: $(diff "$TEMP/roll.centre" "$TEMP/roll.device" | head -5)"
[ "$(grep -c '|present$' "$TEMP/roll.centre")" = 52 ] || fail "52 learners of the class are present"
echo "240 facts at the centre, in order, chain whole, none twice; 5 kills; database down for the first 100"
