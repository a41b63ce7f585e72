#!/usr/bin/env bash
# Whatever a broken or hostile kiosk sends is stored as it came and shown by odd_fact; the next push goes on, and rolls, slices
# and the other doors do not feel it.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site (site_id, name) values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101');
        insert into training.member (member_id, full_name) values ('M1', 'Nguyễn An'), ('M2', 'Trần Bình'), ('M3', 'Lê Chi');
        insert into training.class (class_id, title) values ('C1', 'C1');
        insert into training.session (session_id, class_id, room_id, starts_at, ends_at)
        values ('B1', 'C1', 'P101', now() - interval '10 min', now() + interval '2 h');
        insert into training.enrolment (class_id, member_id, ordinal) values ('C1', 'M1', 1), ('C1', 'M2', 2), ('C1', 'M3', 3);
        insert into training.card (card_key, member_id, role, counts_from) values ('\\xcc', 'M2', 'learner', now() - interval '1 day')"
for kiosk in A B; do
    office kiosk add $kiosk --room P101 --out "$TEMP/$kiosk" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
done

L=11111111-2222-3333-4444-555555555555
BOOT=aaaaaaaa-0000-4000-8000-000000000001
NOW_MS=$(now_ms)
# Texts that compress are shorter in an index than they look; these do not.
LONG="(select string_agg(md5(i::text), '') from generate_series(1, 320) i)"
LONG_KEY="(select string_agg(sha256(i::text::bytea), '') from generate_series(1, 320) i)"
MEGABYTE="(select string_agg(md5(i::text), '') from generate_series(1, 32768) i)"
: >"$TEMP/wanted"
SEQ=0
HARDWARE="'hw'"
# The boot is told with each call; its clock is trusted and began a day ago.
BOOTS="array['$BOOT']::uuid[], array[1]::int8[], array[$((NOW_MS - 86400000))]::int8[], array[3]::int2[], array[0]::int8[]"
printf '%s\n' "set search_path = training, pg_temp;" "select 'sha256(uuid_send(''$L''))' as chain \\gset" >"$TEMP/facts.sql"
# fact WHY VALUE...: one fact as SQL expressions, in the order of the canonical bytes; WHY is what odd_fact says of it, '' nothing.
# Each is a call of its own, as kiosk A.
fact() {
    local why=$1
    shift
    SEQ=$((SEQ + 1))
    cat >>"$TEMP/facts.sql" <<SQL
select '''\\x' || encode(chain_next(:chain, fact_bytes($SEQ, $1, $2, $3, $4, $5, $6, $7, $8, $9, ${10}, ${11}, ${12})), 'hex') || '''' as next \\gset
set session authorization "A";
select status, hi from training.kiosk_push('$L', $HARDWARE, $SEQ, :chain, :next, $BOOTS, array[$1]::text[], array[$2]::uuid[], array[$3]::int8[],
  array[$4]::text[], array[$5]::text[], array[$6]::text[], array[$7]::bytea[], array[$8]::text[], array[$9]::text[], array[${10}]::text[],
  array[${11}]::text[], array[${12}]::text[], array[:next]::bytea[], '{"pending": 1}');
reset session authorization;
\\set chain :next
SQL
    echo "ok|$SEQ" >>"$TEMP/answers"
    [ -z "$why" ] || echo "$SEQ|$why" >>"$TEMP/wanted"
}
NOW=86400000 # in the boot's time
tap() { # WHY MEMBER [SESSION VERDICT CARD ROOM BOOT TIME DETAIL]
    fact "$1" "'tap'" "${7:-'$BOOT'}" "${8:-$NOW}" "${6:-'P101'}" "${3:-'B1'}" "$2" "${5:-null}" "${4:-'present'}" null null null "${9:-null}"
}
act() { # WHY KIND SESSION MEMBER STATUS [DETAIL ACTOR]
    fact "$1" "'$2'" "'$BOOT'" $NOW "'P101'" "$3" "$4" null null "$5" null "${7:-'GV'}" "${6:-null}"
}

fact "unknown kind" "'sneeze'" "'$BOOT'" $NOW null null null null null null null null null
fact "unknown kind" null null null null null null null null null null null null
tap "unknown verdict" "'M3'" null "'evil'"
tap "its time is not known or cannot be" "'M2'" "'B1'" "'present'" null "'P101'" "'$BOOT'" 9223372036854775807
tap "its time is not known or cannot be" "'M2'" "'B1'" "'present'" null "'P101'" "'$BOOT'" -9223372036854775808
tap "its time is not known or cannot be" "'M2'" "'B9'" "'present'" null "'P101'" "'bbbbbbbb-0000-4000-8000-000000000002'"
tap "a departure from no session" "'M2'" null "'out'"
tap "an unknown member" "'M9'"
act "a mark in no session" mark null "'M2'" "'present'"
act "unknown status" mark "'B1'" "'M2'" "'evil'"
act "unknown status of a session" mark "'B1'" null "'evil'"
act "a start without a time" mark "'B1'" null "'start'" "$MEGABYTE"
act "a start without a time" mark "'B1'" null "'start'" "'{\"starts_utc_ms\": 99999999999999999999}'"
act "an unknown room" mark "'B1'" null "'room'" "'{\"room_id\": \"P999\"}'"
act "an unknown session" mark "'B9'" "'M2'" "'present'"
act "unknown act on a card" bind null "'M2'" "'eaten'"
act "a card of nobody" bind null null "'bound'"
act "unknown make-up" makeup "'B1'" "'M2'" "'evil'"
act "a make-up of nothing" makeup null "'M2'" "'credited'"
# Longer than what an index takes.
tap "an id that is too long" "$LONG"
tap "an id that is too long" null null "'unknown'" "$LONG_KEY"
tap "an id that is too long" null null "'unknown'" null "$LONG"
tap "an id that is too long" "'M2'" "'B1'" "'present'" null "$LONG"
tap "an id that is too long" "'M2'" "$LONG"
# The same from a card that the office counts for somebody.
tap "an id that is too long" null "$LONG" "'unknown'" "'\\xcc'"
act "an id that is too long" mark "$LONG" "'M2'" "'present'"
act "an id that is too long" mark "'B1'" "$LONG" "'present'"
act "an id that is too long" mark "$LONG" null "'close'"
act "an id that is too long" bind null "$LONG" "'bound'"
act "an id that is too long" makeup "$LONG" "$LONG" "'credited'" "'{\"by_session_id\": \"' || $LONG || '\"}'"
act "an id that is too long" guest "$LONG" null null "json_build_object('name', $LONG)::text"
act "an id that is too long" mark "'B1'" "'M2'" "'online'" null "$LONG"
# Long, but no id: right as it is.
tap "" "'M1'" "'B1'" "'present'" null "'P101'" "'$BOOT'" $((NOW - 600000)) "$MEGABYTE"
HARDWARE=$LONG
act "" guest "'B1'" null null "json_build_object('name', $MEGABYTE)::text"

act "" mark "'B1'" "'M2'" null
"$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 "$PG_ADMIN" -f "$TEMP/facts.sql" >"$TEMP/answered" 2>"$TEMP/push.err" || fail "a fact is refused"
cmp -s "$TEMP/answers" "$TEMP/answered" || fail "the facts are answered: $(diff "$TEMP/answers" "$TEMP/answered")"
# A text that is none cannot be sent at all.
state=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -v VERBOSITY=sqlstate -c "select training.kiosk_slice(E'\\xff')" 2>&1) && fail "bytes that are no UTF-8 were taken"
[ "$state" = "ERROR:  22021" ] || fail "bytes that are no UTF-8: $state"

# ---- every row as it was sent, and named; the chain is whole ----
value_is "$SEQ|$SEQ" "select count(*), max(seq) from training.fact where ledger_id = '$L'"
value_is "$(cat "$TEMP/wanted")" "select seq, why from training.odd_fact where ledger_id = '$L' order by seq"
value_is "10240|10240|1048576" "select max(octet_length(member_id)), max(octet_length(card_key)), max(octet_length(detail)) filter (where kind = 'tap') from training.fact"
works "ledger $L  kiosk A  rows 1 to $SEQ: whole" office verify A
value_is "card" "select string_agg(distinct kind, ' ') from training.alarm"

# Yet a learner's marks in a session are found by both, not among all of the session's.
pg_value "set enable_seqscan = off; explain select * from training.rule_mark where session_id = 'B1' and member_id = 'M2'" >"$TEMP/plan"
grep -q "Index Cond: ((session_id = 'B1'::text) AND (member_id = 'M2'::text))" "$TEMP/plan" || fail "marks: $(cat "$TEMP/plan")"

# ---- what is made of it ----
# A tap is a tap, whatever the door said of it.
value_is "M1|present
M2|not_yet
M3|present" "select member_id, status from training.roll where session_id = 'B1' order by 1"
value_is "t" "select count(a::text) > 0 and sum(octet_length(a::text)) > 30000 from training.act a"
value_is "t" "select count(g::text) = 2 from training.guest g"
office acts --session B1 --format csv >"$TEMP/acts.csv" || fail "acts"
for kiosk in A B; do
    [ "$(pg_as_kiosk "$TEMP/$kiosk/kiosk.conf" -c "select json_array_length(training.kiosk_slice('')::json -> 'sessions')")" = 1 ] || fail "the slice of $kiosk"
done
# What counts here, and nothing that the other door could not take.
[ "$(pg_as_kiosk "$TEMP/B/kiosk.conf" -c "select string_agg(concat_ws(' ', a ->> 'member_id', a ->> 'session_id'), ', ') from training.kiosk_arrivals('') k, json_array_elements(k.body::json -> 'arrivals') a")" = "M1 B1, M2, M3" ] ||
    fail "the arrivals at the other door"

# ---- a record that has parted is looked for under the device's own name, however long that is ----
# heartbeat CHAIN: as kiosk A under a long name.
heartbeat() {
    "$PG_BIN/psql" -qXAt "$PG_ADMIN" -c 'set session authorization "A"' -c "select status, hi from training.kiosk_push('$L', $LONG, $((SEQ + 1)),
        '\\x$1', '\\x$1', $BOOTS, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', null)" 2>&1
}
got=$(heartbeat 01)
[ "$got" = "fork|0" ] || fail "the search is answered: $got"
value_is "t|1" "select bool_or(searching), (select count(*) from training.fork_search) from training.ledger"
got=$(heartbeat "$(pg_value "select encode(chain_at_hi, 'hex') from training.ledger where ledger_id = '$L'")")
[ "$got" = "ok|$SEQ" ] || fail "the heartbeat after it is answered: $got"
value_is "f|0" "select bool_or(searching), (select count(*) from training.fork_search) from training.ledger"
echo "odd facts: $SEQ sent, $(grep -c . "$TEMP/wanted") of them odd, all stored"
