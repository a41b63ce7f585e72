#!/usr/bin/env bash
# kiosk_push as a kiosk calls it, with facts sealed by the ledger library: every answer, every row, nothing lost or doubled.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101'), ('P102', 'S1', '102')"
for kiosk in A B; do
    office kiosk add $kiosk --room P101 --out "$TEMP/$kiosk" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
done

L=11111111-2222-3333-4444-555555555555
# push KIOSK ARGUMENTS...: the answer, "status|hi", its chain value checked against the batch's when hi is its end.
push() {
    local kiosk=$1
    shift
    "$BUILD/tests/central_push_sql" "$@" >"$TEMP/push.sql" || fail "central_push_sql $*"
    pg_as_kiosk "$TEMP/$kiosk/kiosk.conf" -f "$TEMP/push.sql"
}
answers() {
    local want=$1 got
    shift
    got=$(push "$@" 2>"$TEMP/push.err") || fail "push $*: $(cat "$TEMP/push.err")"
    CHAIN=${got##*|}
    [ "${got%|*}" = "$want" ] || fail "push $* answers '${got%|*}', not '$want'"
}
chain_of() { # LEDGER SEED SEQ [FORK_AFTER FORK_SEED]: the device's own chain value there
    "$BUILD/tests/central_push_sql" "$1" "$2" $(($3 + 1)) "$3" ${4:+"$4" "$5"} | sed "s/.*'hw', [0-9]*, '.x\([0-9a-f]*\)'.*/\1/"
}

# ---- ok, dup, gap, heartbeat ----
answers "ok|0" A $L 7 1 0
value_is "A|0" "select kiosk_id, hi from training.ledger where ledger_id = '$L'"
answers "ok|3" A $L 7 1 3
[ "$CHAIN" = "$(chain_of $L 7 3)" ] || fail "the chain at hi is another"
answers "dup|3" A $L 7 1 3
answers "dup|3" A $L 7 2 3
answers "gap|3" A $L 7 5 8
answers "gap|3" A $L 7 9 8
# Rows that are held already and some more: nothing is written, the rest comes next.
answers "dup|3" A $L 7 2 6
answers "ok|60" A $L 7 4 60
answers "ok|60" A $L 7 61 60
answers "ok|1060" A $L 7 61 1060
value_is "1060|1|1060" "select count(*), min(seq), max(seq) from training.fact where ledger_id = '$L'"
# What was checked in the call, and what is left to the background; the ledger library and the database agree on every byte.
value_is "3" "select checked_seq from training.ledger where ledger_id = '$L'"
value_is "0" "select training.chain_check()"
value_is "1060" "select checked_seq from training.ledger where ledger_id = '$L'"
value_is "0" "select count(*) from training.alarm"
value_is "1060|0|t" "select held_seq, pending, drained_at is not null from training.kiosk where kiosk_id = 'A'"

# The centre fell back to an older state (restored from a backup): the device sends again.
pg_sql "delete from training.fact where seq > 500; update training.ledger l set hi = 500, checked_seq = 500,
        chain_at_hi = (select chain from training.fact where seq = 500)"
answers "gap|500" A $L 7 1061 1060
answers "ok|1060" A $L 7 501 1060
value_is "1060" "select count(*) from training.fact"

# ---- rows that make no sense are stored as they came ----
M=22222222-2222-3333-4444-555555555555
one="'{}', '{}', '{}', '{}', '{}', array['?'], array[null]::uuid[], array[null]::int8[], array[''], array['no such'], array[null], array['\\x00']::bytea[], array['x'], array[null], array[null], array[null], array[null]"
got=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select status, hi from training.kiosk_push('$M', 'hw', 1, sha256(uuid_send('$M')), '\\xab', $one, array['\\xab']::bytea[], null)")
[ "$got" = "ok|1" ] || fail "a senseless row was answered '$got'"
value_is "?||no such|x|\\xab" "select kind, boot_id, session_id, verdict, chain from training.fact where ledger_id = '$M'"
value_is "chain|A|1" "select kind, kiosk_id, seq from training.alarm where ledger_id = '$M'"
# Boots that contradict each other within one call, and a boot's better source.
boots() {
    pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select status from training.kiosk_push('$M', 'hw', 2, '\\xab', '\\xab', $1, '{0,0,0}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', null)"
}
U=99999999-0000-0000-0000-000000000000
boots "array['$U', '$U', null]::uuid[], array[1, 1, 2]::int8[], array[5, 6, 7]::int8[], array[1, 3, 0]::int2[]" >/dev/null || fail "doubled boots"
value_is "6|3" "select offset_ms, source from training.boot where ledger_id = '$M'"
boots "array['$U']::uuid[], array[1]::int8[], array[99]::int8[], array[2]::int2[]" >/dev/null || fail "worse boot"
value_is "6|3" "select offset_ms, source from training.boot where ledger_id = '$M'"
# Several readings of one boot date what lies between them; an older copy of them takes none back, and readings that cannot be
# date nothing. dates: the time of facts at these boottimes.
readings() { # OFFSETS TIMES SOURCE
    pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select status from training.kiosk_push('$M', 'hw', 2, '\\xab', '\\xab',
        array_fill('$U'::uuid, array[cardinality('$1'::int8[])]), array_fill(1::int8, array[cardinality('$1'::int8[])]), '$1', array_fill($3::int2, array[cardinality('$1'::int8[])]), '$2',
        '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', null)" >/dev/null || fail "readings $*"
}
dates() {
    value_is "$1" "select string_agg(training.fact_time(t, anchor_at_ms, anchor_offset_ms)::text, ',' order by t) from training.boot,
        unnest('{0,1000,1500,2500,3000,9000}'::int8[]) t where ledger_id = '$M'"
}
dates 6,1006,1506,2506,3006,9006
readings '{300,100,200}' '{3000,1000,2000}' 3
dates 100,1100,1650,2750,3300,9300
readings '{100,200}' '{1000,2000}' 3
dates 100,1100,1650,2750,3300,9300
readings '{7}' '{9999}' 2
dates 100,1100,1650,2750,3300,9300
readings '{100,200,null,9223372036854775807}' '{1000,5000,6000,7000}' 3
dates 100,1100,1612,2637,3150,9200
value_is "2" "select cardinality(anchor_at_ms) from training.boot where ledger_id = '$M'"

# ---- an edited row: an alarm, in the call or from the background, and no blockade ----
E=33333333-2222-3333-4444-555555555555
answers "ok|20" A $E 7 1 20 4000 0 12
answers "ok|30" A $E 7 21 30
value_is "chain|12" "select kind, seq from training.alarm where ledger_id = '$E'"
answers "ok|200" A $E 7 31 200 4000 0 77
value_is "1" "select training.chain_check()"
value_is "12
77" "select seq from training.alarm where ledger_id = '$E' order by seq"
status=0
office check >"$TEMP/check.out" 2>"$TEMP/check.err" || status=$?
[ $status = 1 ] || fail "check must end with 1 when there are alarms"
grep -q "^diemdanh-office: 3 open alarms" "$TEMP/check.err" || fail "check must count the alarms"

# ---- fork: a device restored as of row 40, which then went its own way ----
F=44444444-2222-3333-4444-555555555555
answers "ok|100" A $F 7 1 100
# Its heartbeat is known, and the answer does not go beyond its own end.
answers "dup|40" A $F 7 41 40
answers "fork|45" A $F 7 41 45 40 8
[ "$CHAIN" = "$(chain_of $F 7 45 40 8)" ] || fail "the fork's answer must carry the device's own chain"
child=$(pg_value "select ledger_id from training.ledger where root_id = '$F' and parent_id = '$F'")
want=$(pg_value "select encode(substring(sha256(uuid_send('$F') || int8send(40) || '\\x$(chain_of $F 7 41 40 8)') from 1 for 16), 'hex')::uuid")
[ "$child" = "$want" ] || fail "the branch's id is $child, not the derived $want"
answers "ok|50" A $F 7 46 50 40 8
answers "dup|45" A $F 7 38 45 40 8
answers "ok|50" A $F 7 51 50 40 8
value_is "100|10|41|50" "select (select count(*) from training.fact where ledger_id = '$F'), count(*), min(seq), max(seq) from training.fact where ledger_id = '$child'"
value_is "0" "select training.chain_check()"
# The other copy of the device goes on where it was.
answers "ok|110" A $F 7 101 110
# A second restore, of the branch this time.
answers "fork|52" A $F 7 45 52 44 9
value_is "3" "select count(*) from training.ledger where root_id = '$F'"

# ---- fork: the parting lies before what is sent; the device follows the answers until its last row is held ----
# converge LEDGER SEED LAST FORK_AFTER FORK_SEED BASE: what an agent does. Prints the number of calls.
converge() {
    local base=$6 calls=0 got hi last
    while [ $calls -lt 100 ]; do
        last=$((base + 999))
        [ $last -le "$3" ] || last=$3
        got=$(push A "$1" "$2" "$base" "$last" "$4" "$5") || fail "push from $base"
        calls=$((calls + 1))
        hi=$(echo "$got" | cut -d'|' -f2)
        case $got in ok*) [ "$hi" != "$3" ] || break ;; esac
        base=$((hi + 1))
    done
    echo $calls
}
G=55555555-2222-3333-4444-555555555555
for from in 1 1001 2001 3001; do
    answers "ok|$((from + 999))" A $G 7 $from $((from + 999))
done
calls=$(converge $G 7 3900 1500 8 3601)
[ "$calls" -lt 20 ] || fail "$calls calls to come together"
child=$(pg_value "select ledger_id from training.ledger where parent_id = '$G'")
value_is "2400|1501|3900" "select count(*), min(seq), max(seq) from training.fact where ledger_id = '$child'"
value_is "4000" "select count(*) from training.fact where ledger_id = '$G'"
value_is "f|0" "select bool_or(searching), (select count(*) from training.fork_search) from training.ledger"
calls=$(converge $G 7 3950 1500 8 3901)
[ "$calls" = 1 ] || fail "the branch must go on in one call, not $calls"
# The centre loses the branch's end as well.
pg_sql "delete from training.fact where ledger_id = '$child' and seq > 2000; update training.ledger l set hi = 2000, checked_seq = 2000,
        chain_at_hi = (select chain from training.fact f where f.ledger_id = l.ledger_id and seq = 2000) where ledger_id = '$child'"
converge $G 7 3950 1500 8 3951 >/dev/null
value_is "2450|2" "select count(*), (select count(*) from training.ledger where root_id = '$G') from training.fact where ledger_id = '$child'"
value_is "0" "select training.chain_check()"

# ---- who may not ----
refused=$(push B $L 7 1 3 2>&1)
echo "$refused" | grep -q "ERROR:  ledger $L belongs to kiosk A, not to B" || fail "another's ledger: $refused"
refused=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select training.kiosk_push('$L', 'hw', 1, '\\x', '\\x', '{}', '{}', '{}', '{}', '{}', array['a'], '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', null)" 2>&1)
echo "$refused" | grep -q "arrays of one length" || fail "arrays of other lengths: $refused"
pg_sql "update training.kiosk set revoked_at = now() where kiosk_id = 'B'"
answers "revoked|0" B 66666666-2222-3333-4444-555555555555 7 1 3
value_is "0" "select count(*) from training.ledger where kiosk_id = 'B'"
pg_as_kiosk "$TEMP/B/kiosk.conf" -c "select training.kiosk_slice('')" >"$TEMP/slice.out" 2>&1 && fail "a revoked kiosk got a slice"
grep -q "kiosk B is revoked" "$TEMP/slice.out" || fail "the slice's refusal"
echo "push: all right"
