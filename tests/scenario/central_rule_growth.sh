#!/usr/bin/env bash
# What instructors do at doors, as the centre takes it: cards bound and lost, sessions begun late or moved, make-ups, a class
# split over two rooms, what each door learns of the other, the course so far.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
cd "$TEMP" || exit 1
NOW=$(date +%s)
BOOT=99999999-0000-0000-0000-000000000001
GUESS=99999999-0000-0000-0000-000000000002
OFFSET=$(((NOW - 86400) * 1000))
key() { printf '%064d' "$1"; } # a card's key by its number

# S1 is on now in two rooms, S2 in a third one; S0, SX and SV were ten days ago, SX was cancelled, SV is of another class.
pg_sql "
insert into training.site values ('W', 'W');
insert into training.room (room_id, site_id, name) values ('P1', 'W', '1'), ('P2', 'W', '2'), ('P3', 'W', '3');
insert into training.member (member_id, full_name) select 'M' || i, 'Học viên ' || i from generate_series(1, 9) i;
insert into training.member (member_id, full_name) values ('T1', 'Phan Thầy');
insert into training.class (class_id, title, check_out, half_late_after_min, threshold_unit, address)
  values ('C1', 'Lớp 1', 2, 40, 'period', 'anh_chi'), ('C2', 'Lớp 2', 0, null, 'session', 'dong_chi');
insert into training.session (session_id, class_id, room_id, starts_at, ends_at, periods, instructor_id, cancelled_at)
  select v.id, v.class, v.room, to_timestamp($NOW + v.starts), to_timestamp($NOW + v.starts + 7200), 4, v.who, v.gone
  from (values ('S0', 'C1', 'P1', -864000, 'T1', null), ('SX', 'C1', 'P1', -860000, 'T1', now()), ('SV', 'C2', 'P3', -864000, 'T1', null),
               ('S1', 'C1', 'P1', -1200, 'T1', null), ('S2', 'C2', 'P3', -1200, null, null),
               ('S3', 'C1', 'P1', 86400, 'T1', null), ('SY', 'C1', 'P1', 90000, 'T1', now())) as v (id, class, room, starts, who, gone);
insert into training.session_room values ('S1', 'P2');
insert into training.enrolment (class_id, member_id, ordinal) select 'C1', 'M' || i, i from generate_series(1, 5) i;
insert into training.enrolment (class_id, member_id, ordinal) select 'C2', 'M' || i, i from generate_series(6, 7) i;
insert into training.card (card_key, member_id, role, changed_ms)
  select decode(lpad(i::text, 64, '0'), 'hex'), 'M' || i, 'learner', 0 from generate_series(1, 4) i;
insert into training.card (card_key, member_id, role, changed_ms) values (decode(lpad('90', 64, '0'), 'hex'), 'T1', 'instructor', 0);
insert into training.pin (member_id, pin_hash) values ('T1', '\$argon2id\$x'), ('M9', '\$argon2id\$y')" || fail "the timetable"
for kiosk in A:P1 B:P2 C:P3; do
    office kiosk add ${kiosk%:*} --room ${kiosk#*:} --out "$TEMP/${kiosk%:*}" --server "$PG_SERVER" >kiosk.out || fail "kiosk add"
done

declare -A SEQ=()
# push KIOSK AT_S_FROM_NOW KIND ROOM SESSION MEMBER CARD VERDICT STATUS REASON ACTOR DETAIL: one fact, '-' = NULL. KIOSK alone: heartbeat.
# Chains are left to central_push.sh: here they are the sequence's digits.
push() {
    local kiosk=$1 at=${2:-} pending=$(($# == 1 ? 0 : 9)) seq before end arrays cell
    before=$(printf '\\x%04x' "${SEQ[$kiosk]:-0}")
    seq=$((${SEQ[$kiosk]:-0} + 1))
    if [ $# = 1 ]; then
        arrays="'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'"
        end=$before
    else
        shift 2
        end=$(printf '\\x%04x' $seq)
        SEQ[$kiosk]=$seq
        arrays="array['$1'], array['${BOOT_USED:-$BOOT}']::uuid[], array[$(((at + 86400) * 1000))]::int8[]"
        shift
        for cell in "$@"; do
            if [ "$cell" = - ]; then cell=null; else cell="'$cell'"; fi
            [ $# != 6 ] || cell=$cell::bytea # the card
            arrays+=", array[$cell]"
            shift
        done
        arrays+=", array['$end']::bytea[]"
    fi
    pg_as_kiosk "$TEMP/$kiosk/kiosk.conf" -c "select status, hi, slice_version from training.kiosk_push('$(printf '%s' "$kiosk" | tr ABC 123 |
        sed 's/./&&&&&&&&-2222-3333-4444-555555555555/')', 'hw', $seq, '$before', '$end', array['$BOOT', '$GUESS']::uuid[], array[1, 2]::int8[],
        array[$OFFSET, $OFFSET]::int8[], array[3, 0]::int2[], array[0, 0]::int8[], $arrays, '{\"pending\": $pending}')" >"$TEMP/push.out" || fail "push $kiosk"
    grep -q '^ok|' "$TEMP/push.out" || fail "push $kiosk: $(cat "$TEMP/push.out")"
}
tap() { push "$1" "$2" tap "$3" "$4" "$5" - "$6" - - - -; } # KIOSK AT ROOM SESSION MEMBER VERDICT
mark() { push "$1" "$2" mark "$3" "$4" - - - "$5" - T1 "${6:--}"; }  # KIOSK AT ROOM SESSION STATUS DETAIL
bind() { push "$1" "$2" bind P1 - "$4" "$5" - "$3" "${6:--}" T1 '{"before":null}'; } # KIOSK AT STATUS MEMBER CARD
slice() { # KIOSK EXPRESSION over j
    pg_as_kiosk "$TEMP/$1/kiosk.conf" -c "with s as (select training.kiosk_slice('')::json as j) select $2 from s"
}
is() {
    local have
    have=$(slice "$1" "$2")
    [ "$have" = "$3" ] || fail "slice of $1, $2: $have, not $3"
}
card_is() { # NUMBER MEMBER STATE
    value_is "$2|$3" "select member_id, state from training.card where card_key = '\\x$(key "$1")'"
}
state_of() { echo "(select v ->> 'state' from json_array_elements(j -> 'cards') v where v ->> 'card_key' = '$(key "$1")')"; }

echo "the slice says what it can"
is A "j -> 'classes' -> 0" '{"class_id" : "C1", "title" : "Lớp 1", "kind" : null, "threshold_percent" : 80, "late_after_min" : 15, "opens_before_min" : 30, "half_late_after_min" : 40, "early_after_min" : 0, "half_early_after_min" : null, "check_out" : true, "check_out_required" : true, "excused_absent" : true, "threshold_unit" : "period", "address" : "anh_chi"}'
sessions="(select string_agg(concat_ws(' ', v ->> 'session_id', v ->> 'room_id', v -> 'rooms', (v ->> 'number') || '/' || (v ->> 'of'), v ->> 'moved_utc_ms'), ', ' order by v ->> 'session_id') from json_array_elements(j -> 'sessions') v)"
is A "$sessions" 'S1 P1 ["P1", "P2"] 2/3, S2 P3 ["P3"] 2/2, S3 P1 ["P1"] 3/3'
is A "j -> 'pins'" '[{"member_id" : "T1", "pin_hash" : "$argon2id$x"}]'
past="(select string_agg(concat_ws(' ', v ->> 'session_id', v ->> 'number', v ->> 'periods', v -> 'statuses', v -> 'made_up', v -> 'forgot'), ', ' order by v ->> 'session_id') from json_array_elements(j -> 'past') v)"
is A "$past" 'S0 1 4 { "not_yet" : ["M1", "M2", "M3", "M4", "M5"] } [] [], SV 1 4 { "not_yet" : ["M6", "M7"] } [] []'

echo "a card lost at one door is blocked at every door"
is B "$(state_of 1)" active
bind A -900 blocked M1 "\\x$(key 1)" lost
is B "$(state_of 1)" blocked
bind A -900 bound M1 "\\x$(key 11)"
is B "$(state_of 11)" active
echo "another door's later word wins, its earlier word does not, in whatever order they come"
bind B -800 blocked M2 - lost
card_is 2 M2 blocked
bind C -850 bound M2 "\\x$(key 12)" # before the loss of all
card_is 12 M2 blocked
bind C -700 bound M2 "\\x$(key 12)"
card_is 12 M2 active
bind B -750 blocked M2 - lost
card_is 12 M2 active
bind A -650 bound M3 "\\x$(key 12)" # to another learner
card_is 12 M3 active
card_is 3 M3 blocked
bind B -660 bound M4 "\\x$(key 12)"
card_is 12 M3 active
echo "what the office did last stands against what was done before"
pg_sql "insert into training.card (card_key, member_id, role) values ('\\x$(key 14)', 'M4', 'learner')"
bind C -600 blocked M4 - lost
card_is 4 M4 blocked
card_is 14 M4 active
echo "a clock that nobody trusts: the time of receipt counts"
BOOT_USED=$GUESS bind C -70000 blocked M4 - lost
card_is 14 M4 blocked
echo "trouble is an alarm, not a push that fails"
value_is 0 "select count(*) from training.alarm where kind = 'card'"
bind A -100 bound M5 "\\x$(key 90)"
bind A -100 blocked T1 "\\x$(key 90)"
bind A -100 bound NOBODY "\\x$(key 15)"
bind A -100 bound M5 '\x0102'
bind A -100 bound M5 -
bind A -100 blocked M5 "\\x$(key 11)"
card_is 90 T1 active
card_is 11 M1 active
value_is "an instructor's card is changed by the office alone
an instructor's card is changed by the office alone
its learner is not known here
it names no card
it names no card
the card belongs to another member by now, and stays as it is" "select split_part(text, 'not applied: ', 2) from training.alarm where kind = 'card' order by seq"
echo "a batch that is sent again to a centre that lost it ends the same"
cards="select string_agg(md5(c::text), ',' order by card_key) from (select card_key, member_id, role, state from training.card) c"
before=$(pg_value "$cards")
pg_sql "delete from training.fact f using training.ledger l where l.ledger_id = f.ledger_id and kiosk_id = 'A' and seq > 1;
  update training.ledger set hi = 1, checked_seq = 1, chain_at_hi = '\\x0001' where kiosk_id = 'A'; delete from training.alarm;
  delete from training.card where card_key = '\\x$(key 11)'; update training.card set member_id = 'M4', state = 'blocked', changed_ms = 0 where card_key = '\\x$(key 12)';
  update training.card set state = 'active', changed_ms = 0 where card_key = '\\x$(key 3)'"
SEQ[A]=1
bind A -900 bound M1 "\\x$(key 11)"
bind A -650 bound M3 "\\x$(key 12)"
[ "$(pg_value "$cards")" = "$before" ] || fail "the cards are others than before"

echo "two doors of one class"
arrivals() { pg_as_kiosk "$TEMP/$1/kiosk.conf" -c "select \"cursor\" || ' ' || body from training.kiosk_arrivals('${2:-}')"; }
tap A -1500 P1 S1 M1 present
tap B -1500 P2 S1 M2 present
tap C -1500 P3 S2 M6 present
got=$(arrivals A)
cursor=${got%% *}
[ "${got#* }" = "{\"arrivals\" : [{\"member_id\" : \"M2\", \"room_id\" : \"P2\", \"session_id\" : \"S1\", \"at_utc_ms\" : $(((NOW - 1500) * 1000)), \"trusted\" : true, \"leaves\" : false}]}" ] ||
    fail "arrivals: $got"
[ -z "$(arrivals A "$cursor")" ] || fail "nothing changed"
tap A -1400 P1 S1 M3 present
[ -z "$(arrivals A "$cursor")" ] || fail "its own taps change nothing"
push B -1300 tap P2 S1 M4 - out - - - -
got=$(arrivals A "$cursor")
[ "${got%% *}" != "$cursor" ] || fail "the cursor stands still"
echo "$got" | grep -q '"member_id" : "M4", "room_id" : "P2", "session_id" : "S1", "at_utc_ms" : [0-9]*, "trusted" : true, "leaves" : true' || fail "a departure: $got"
[ -z "$(arrivals C)" ] || fail "C has no other door"

echo "a tap does not have the slice made again, a past one neither"
made="select string_agg(made_of, ',') from training.slice_cache"
past_made="select string_agg(past_made_of, ',') from training.slice_cache"
slice A 1 >/dev/null
before=$(pg_value "$made")
version=$(slice A "j ->> 'version'")
tap A -200 P1 S1 M5 late
[ "$(pg_value "$made")" = "$before" ] || fail "made again"
[ "$(cut -d'|' -f3 push.out)" = "$version" ] || fail "the version changed"
before=$(pg_value "$past_made")
bind A -90 bound M5 "\\x$(key 15)"
[ "$(slice A "j ->> 'version'")" != "$version" ] || fail "a card must change the version"
[ "$(pg_value "$past_made")" = "$before" ] || fail "a card has the past made again"

echo "a session begun late, and moved"
roll() { pg_value "select string_agg(member_id || ' ' || status, ', ' order by ordinal) from training.roll where session_id = '$1'"; }
seen=$(roll S1)
case $seen in *'M5 late'*) ;; *) fail "15 minutes after the start: $seen" ;; esac
mark A -1190 P1 S1 start "{\"starts_utc_ms\":$(((NOW - 600) * 1000))}"
is B "$sessions" "S1 P1 [\"P1\", \"P2\"] 2/3 $(((NOW - 600) * 1000)), S2 P3 [\"P3\"] 2/2, S3 P1 [\"P1\"] 3/3"
case $(roll S1) in *'M5 present'*) ;; *) fail "the start moved: $(roll S1)" ;; esac
tap C -600 P3 S2 M6 present
mark C -500 P3 S2 room '{"room_id":"P2"}'
is A "(select v ->> 'room_id' || (v -> 'rooms')::text from json_array_elements(j -> 'sessions') v where v ->> 'session_id' = 'S2')" 'P2["P2"]'
tap B -400 P2 S2 M7 present
case $(roll S2) in *'M7 present'*) ;; *) fail "the room moved: $(roll S2)" ;; esac
mark C -450 P3 S2 room '{"room_id":"NOWHERE"}'
mark C -440 P3 S2 room 'no JSON'
mark C -430 P3 S2 dance
value_is "an unknown room
an unknown room
unknown status of a session" "select why from training.odd_fact where kiosk_id = 'C' order by seq"
value_is "P2|2" "select room_id, (select max(moves) + 2 from training.session) from training.session_now where session_id = 'S2'"
pg_sql "update training.session set room_id = 'P1' where session_id = 'S2'"
value_is "P1|1" "select n.room_id, s.moves from training.session_now n join training.session s using (session_id) where session_id = 'S2'"

echo "who was counted where a session was before stays so"
tap C -200 P3 - M8 wrong_room
[ "$(roll S2)" = "M6 present, M7 present" ] || fail "after two moves: $(roll S2)"
is A "(select v ->> 'room_id' || (v -> 'rooms')::text || (v -> 'former_rooms')::text from json_array_elements(j -> 'sessions') v where v ->> 'session_id' = 'S2')" 'P1["P1"]["P2", "P3"]'
arrivals=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select string_agg(distinct v ->> 'member_id' || ' ' || (v ->> 'room_id'), ', ') from training.kiosk_arrivals('') a, json_array_elements(a.body::json -> 'arrivals') v where v ->> 'session_id' = 'S2'")
[ "$arrivals" = "M6 P3, M7 P2" ] || fail "the door of the new room learns of them: $arrivals"
pg_sql "insert into training.session_room values ('S2', 'P2'); delete from training.session_room where session_id = 'S2'"
value_is "P1 0, P2 1, P3 1" "select string_agg(room_id || ' ' || former, ', ' order by room_id) from training.rule_place where session_id = 'S2'"
pg_sql "update training.session set room_id = 'P3' where session_id = 'S2'; insert into training.session_room values ('S2', 'P2')"
value_is "P1 1, P2 0, P3 0" "select string_agg(room_id || ' ' || former, ', ' order by room_id) from training.rule_place where session_id = 'S2'"
pg_sql "update training.session set room_id = 'P1' where session_id = 'S2'; delete from training.session_room where session_id = 'S2'"

echo "make-ups: the last word counts"
push A -50 makeup P1 S0 M1 - - credited r_other T1 '{"by_session_id":null}'
push A -40 makeup P1 S0 M2 - - credited r_other T1 '{"by_session_id":null}'
push B -30 makeup P2 S0 M2 - - withdrawn r_other T1 -
pg_sql "insert into training.make_up values ('SV', 'M6', 'S3')"
is A "(select string_agg(concat_ws(' ', v ->> 'session_id', v ->> 'member_id', v ->> 'by_session_id'), ', ') from json_array_elements(j -> 'make_ups') v)" \
    'S0 M1, SV M6 S3'
push A -25 mark P1 S0 M3 - - present forgot T1 '{"before":"not_yet"}'
push A -20 mark P1 S0 M4 - - late forgot T1 '{"before":"not_yet"}'
push A -15 mark P1 S0 M4 - - - - T1 '{"before":"late"}'
push A -10 makeup P1 S0 M9 - - credited r_other T1 '{"by_session_id":null}'
is A "$past" 'S0 1 4 { "not_yet" : ["M1", "M2", "M4", "M5"], "present" : ["M3"] } ["M1"] ["M3"], SV 1 4 { "not_yet" : ["M6", "M7"] } [] []'
is A "(select count(*) from json_array_elements(j -> 'members') v where v ->> 'member_id' = 'M9')" 1

echo "the office sees acts and guests"
push A -5 guest P1 S1 - - - present observe T1 '{"name":"Khách","unit":"Sở"}'
value_is "Khách|Sở|observe|T1|$((NOW - 5))" "select name, unit, purpose, actor, extract(epoch from at)::int8 from training.guest where session_id = 'S1'"
value_is "T1|Phan Thầy|A|mark|S0|M3|not_yet|present|forgot" "select actor_id, actor_name, kiosk_id, kind, session_id, member_id, before, after, reason from training.act where member_id = 'M3' and kind = 'mark'"
value_is "session|start $(date -u -d "@$((NOW - 600))" +%Y-%m-%dT%H:%M:%SZ)" "select kind, after from training.act where session_id = 'S1' and kind = 'session'"

echo "final when every door of every room has reported"
final() { pg_value "select string_agg(session_id || ' ' || final, ', ' order by session_id) from training.session_state_of"; }
[ "$(final)" = 'S0 false, S1 false, S2 false, S3 false, SV false, SX false, SY false' ] || fail "nobody has reported: $(final)"
push A
push C
[ "$(final)" = 'S0 true, S1 false, S2 false, S3 false, SV true, SX true, SY false' ] || fail "two of three have: $(final)"
pg_sql "insert into training.session_room values ('S0', 'P2')"
[ "$(final)" = 'S0 false, S1 false, S2 false, S3 false, SV true, SX true, SY false' ] || fail "the other hall has not: $(final)"
push B
[ "$(final)" = 'S0 true, S1 false, S2 false, S3 false, SV true, SX true, SY false' ] || fail "all have: $(final)"
case $(roll S0) in 'M1 unexcused, M2 unexcused, M3 present, '*) ;; *) fail "final absences: $(roll S0)" ;; esac
echo "who moved to a class at another site brings the course along"
# M1 and M3 sit in CB since four days, and in C1 for some hours more; of its sessions one is in a room that has not reported,
# and one is on. The others of C1 are nobody's business at Q1.
pg_sql "
insert into training.site values ('W2', 'W2');
insert into training.room (room_id, site_id, name) values ('P9', 'W', '9'), ('Q1', 'W2', '1');
insert into training.class (class_id, title, threshold_unit) values ('CB', 'Lớp B', 'period');
insert into training.session (session_id, class_id, room_id, starts_at, ends_at, periods)
  select v.id, v.class, v.room, to_timestamp($NOW + v.starts), to_timestamp($NOW + v.starts + 7200), v.periods
  from (values ('SZ', 'C1', 'P9', -400000, 3), ('SB', 'CB', 'Q1', -300000, 5), ('SC', 'CB', 'Q1', -1200, 5)) as v (id, class, room, starts, periods);
update training.enrolment set until_at = to_timestamp($NOW + 20000), counts_for = 'CB' where class_id = 'C1' and member_id in ('M1', 'M3');
insert into training.enrolment (class_id, member_id, ordinal, from_at)
  values ('CB', 'M1', 1, to_timestamp($NOW - 350000)), ('CB', 'M3', 2, to_timestamp($NOW - 350000))" || fail "the move"
for kiosk in D:Q1 E:P9; do
    office kiosk add ${kiosk%:*} --room ${kiosk#*:} --out "$TEMP/${kiosk%:*}" --server "$PG_SERVER" >kiosk.out || fail "kiosk add"
done
past_of_s0="(select concat_ws(' ', v -> 'closed', v -> 'statuses', v -> 'made_up', v -> 'forgot') from json_array_elements(j -> 'past') v where v ->> 'session_id' = 'S0')"
is D "$past_of_s0" 'true { "present" : ["M3"], "unexcused" : ["M1"] } ["M1"] ["M3"]'
is D "(select string_agg(v ->> 'member_id', ' ' order by v ->> 'member_id') from json_array_elements(j -> 'members') v)" 'M1 M3'
# strip MEMBER: what D's kiosk makes of the slice must be what the centre credits.
strip() {
    slice D j >slice.json
    "$BUILD/tests/ledger_rule_tool" strip "$TEMP/strip.db" slice.json CB "$1" | sort >strip.kiosk || fail "the strip of $1"
    pg_value "set search_path = training; select session_id, status, closed, counted, weight, halves, made_up from rule_credit
        where class_id = 'CB' and member_id = '$1' order by 1" >strip.centre
    cmp -s strip.kiosk strip.centre || fail "the strip of $1: $(diff strip.kiosk strip.centre)"
}
strip M1
[ "$(grep -c . strip.kiosk)" = 5 ] || fail "the strip of M1: $(cat strip.kiosk)"
grep -q '^S0|unexcused|1|1|4|2|1$' strip.kiosk && grep -q '^SZ|not_yet|0|1|3|0|0$' strip.kiosk || fail "the strip of M1: $(cat strip.kiosk)"
strip M3
echo "and what is done to it there is told here"
version=$(slice D "j ->> 'version'")
mark A -5 P1 S0 reopen
[ "$(slice D "j ->> 'version'")" != "$version" ] || fail "a roll that is reopened at the other site must change the slice"
strip M1
grep -q '^S0|not_yet|0|1|4|2|1$' strip.kiosk || fail "the strip of M1: $(cat strip.kiosk)"
echo "a card that counts for the past changes what doors know of it"
push A -863500 tap P1 S0 - "\\x$(key 77)" unknown - - - -
pg_sql "insert into training.card (card_key, member_id, role) values ('\\x$(key 77)', 'M5', 'learner')"
is A "$past_of_s0" 'false { "not_yet" : ["M1", "M2", "M4", "M5"], "present" : ["M3"] } ["M1"] ["M3"]'
pg_sql "update training.card set counts_from = to_timestamp($NOW - 864000) where card_key = '\\x$(key 77)'"
is A "$past_of_s0" 'false { "not_yet" : ["M1", "M2", "M4"], "present" : ["M3", "M5"] } ["M1"] ["M3"]'
pg_sql "update training.card set counts_from = null where card_key = '\\x$(key 77)'"
is A "$past_of_s0" 'false { "not_yet" : ["M1", "M2", "M4", "M5"], "present" : ["M3"] } ["M1"] ["M3"]'
echo "so does a mark that comes late"
push A -3 mark P1 S0 M4 - - online r_other T1 '{"before":"not_yet"}'
is A "$past_of_s0" 'false { "not_yet" : ["M1", "M2", "M5"], "online" : ["M4"], "present" : ["M3"] } ["M1"] ["M3"]'
echo "a clock that is a day ahead has not the last word"
mark A 86400 P1 S0 close
push A 86400 mark P1 S0 M4 - - late r_other T1 '{"before":"online"}'
push A 86400 makeup P1 S0 M2 - - credited r_other T1 '{"by_session_id":null}'
sleep 1.1
later=$(($(date +%s) - NOW))
mark B $later P2 S0 reopen
push B $later mark P2 S0 M4 - - half r_other T1 '{"before":"late"}'
push B $later makeup P2 S0 M2 - - withdrawn r_other T1 -
is A "$past_of_s0" 'false { "half" : ["M4"], "not_yet" : ["M1", "M2", "M5"], "present" : ["M3"] } ["M1"] ["M3"]'
echo "rule growth: all right"
