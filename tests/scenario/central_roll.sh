#!/usr/bin/env bash
# What the centre makes of facts: the roll, closing, kiosk health, and the slice with its version.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
cd "$TEMP" || exit 1
NOW=$(date +%s)
iso() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }
csv() { # KIND LINES...
    local kind=$1
    shift
    printf '%s\n' "$@" >"$kind.csv"
    office import "$kind" "$kind.csv" >"$kind.out" || fail "import $kind"
}
csv organisations organisation_id,name,parent_id,kind 'O1,Chi bộ 1,,'
csv members member_id,full_name,organisation_id,position 'M1,Nguyễn An,O1,' 'M2,Trần Bình,O1,' 'M3,Lê Chi,,' 'M4,Đỗ Dũng,O1,' \
    'M5,Võ Em,O1,' 'M6,Bùi Giang,O1,' 'T1,Phan Thầy,O1,'
csv rooms room_id,site_id,name P101,S1,101 P102,S1,102 P900,S2,900
csv cards uid,member_id,role 11223344,M1,learner 11223355,T1,instructor
csv classes class_id,title,kind,organiser_id,threshold_percent,late_after_min 'C1,Lớp 1,,O1,80,15' 'C2,Lớp 2,,O1,80,0'
# B1 began 20 minutes ago; B0 was over an hour ago; B2 is on the 31st day, B3 beyond it, B9 at another site.
csv sessions session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id \
    "B1,C1,P101,$(iso $((NOW - 1200))),$(iso $((NOW + 7200))),5,T1" "B0,C2,P102,$(iso $((NOW - 7200))),$(iso $((NOW - 3600))),5,T1" \
    "B2,C1,P101,$(iso $((NOW + 31 * 86400))),$(iso $((NOW + 31 * 86400 + 60))),5,T1" "B3,C1,P101,$(iso $((NOW + 33 * 86400))),$(iso $((NOW + 33 * 86400 + 60))),5,T1" \
    "B9,C1,P900,$(iso "$NOW"),$(iso $((NOW + 60))),5,T1"
csv enrolments class_id,member_id,ordinal C1,M1,1 C1,M2,2 C1,M3,3 C1,M4,4 C1,M5,5 C1,M6,6 C2,M1,1
pg_sql "insert into training.excused values ('B1', 'M5', 'công tác')"
for kiosk in A:P101 B:P102 C:P102; do
    office kiosk add ${kiosk%:*} --room ${kiosk#*:} --out "$TEMP/${kiosk%:*}" --server "$PG_SERVER" >kiosk.out || fail "kiosk add"
done

L=11111111-2222-3333-4444-555555555555
BOOT=99999999-0000-0000-0000-000000000001
GUESS=99999999-0000-0000-0000-000000000002
OFFSET=$(((NOW - 86400) * 1000)) # the boot began a day ago
# push KIOSK LEDGER SEQ HEALTH FACT: one fact as "KIND BOOT AT_S_FROM_NOW ROOM SESSION MEMBER VERDICT STATUS", '-' = NULL; none: heartbeat.
# Chains are left to central_push.sh: here they are the sequence's digits.
push() {
    local kiosk=$1 ledger=$2 seq=$3 health=$4 arrays chain
    shift 4
    chain=$(printf '%04x' $((seq - 1)))
    if [ $# = 0 ]; then
        arrays="'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'"
        end=$chain
    else
        cell() { if [ "$1" = - ]; then echo "array[null]::text[]"; else echo "array['$1']"; fi; }
        end=$(printf '%04x' "$seq")
        arrays="$(cell "$1"), array['$2']::uuid[], array[$((($3 + 86400) * 1000))]::int8[], $(cell "$4"), $(cell "$5"), $(cell "$6"),
                array[null]::bytea[], $(cell "$7"), $(cell "$8"), array[null], array[null], array[null], array['\\x$end']::bytea[]"
    fi
    pg_as_kiosk "$TEMP/$kiosk/kiosk.conf" -c "select status, hi, slice_version from training.kiosk_push('$ledger', 'hw', $seq, '\\x$chain', '\\x$end',
        array['$BOOT', '$GUESS']::uuid[], array[1, 2]::int8[], array[$OFFSET, $OFFSET]::int8[], array[3, 0]::int2[], array[0, 0]::int8[], $arrays, $health)" || fail "push $*"
}
got() {
    [ "${1%|*}" = "$2" ] || fail "answer ${1%|*}, not $2"
}
version() { pg_as_kiosk "$TEMP/$1/kiosk.conf" -c "select training.kiosk_slice('') ::json ->> 'version'"; }

# ---- the roll ----
got "$(push A $L 1 "'{\"pending\":9}'" tap $BOOT -1500 P101 B1 M1 present -)" "ok|1"
got "$(push A $L 2 null tap $BOOT -240 P101 B1 M2 late -)" "ok|2"             # 16 minutes after the start
got "$(push A $L 3 null tap $GUESS -240 P101 B1 M3 recorded -)" "ok|3"         # a clock that was never trusted
got "$(push A $L 4 null mark $BOOT -100 P101 B1 M4 - online)" "ok|4"
got "$(push A $L 5 null tap $BOOT -1500 P101 B1 M6 expired -)" "ok|5"          # a blocked card counts for nobody
value_is "1|M1|Nguyễn An|present|$((NOW - 1500))|t
2|M2|Trần Bình|late|$((NOW - 240))|t
3|M3|Lê Chi|present||f
4|M4|Đỗ Dũng|online||t
5|M5|Võ Em|excused||t
6|M6|Bùi Giang|not_yet||t" "select ordinal, member_id, full_name, status, extract(epoch from arrived_at)::int8, time_trusted from training.roll where session_id = 'B1' order by 1"
# The boot meets a trusted clock: its facts get their true time, with no fact changed.
pg_as_kiosk A/kiosk.conf -c "select status from training.kiosk_push('$L', 'hw', 6, '\\x0005', '\\x0005', array['$GUESS']::uuid[], array[2]::int8[],
    array[$((OFFSET + 60000))]::int8[], array[2]::int2[], array[0]::int8[], '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', null)" >/dev/null
value_is "late|$((NOW - 180))|t" "select status, extract(epoch from arrived_at)::int8, time_trusted from training.roll where session_id = 'B1' and member_id = 'M3'"
# Later marks win; one without a status takes those before it back. A time that cannot be breaks nothing.
got "$(push A $L 6 null mark $BOOT -90 P101 B1 M4 - half)" "ok|6"
value_is half "select status from training.roll where session_id = 'B1' and member_id = 'M4'"
got "$(push A $L 7 null mark $BOOT -80 P101 B1 M4 - -)" "ok|7"
value_is not_yet "select status from training.roll where session_id = 'B1' and member_id = 'M4'"
got "$(push A $L 8 null tap $BOOT 9000000000000000 P101 B1 M4 present -)" "ok|8"
value_is 6 "select count(*) from training.roll where session_id = 'B1'"
# A card that was unknown and is bound later counts from when the office says.
pg_sql "insert into training.fact (ledger_id, seq, kind, boot_id, boottime_ms, room_id, card_key, verdict)
        select '$L', 100, 'tap', '$BOOT', $(((86400 - 600) * 1000)), 'P101', '\\xaa', 'unknown'"
pg_sql "select training.fact_dates_make('$L', '$BOOT', false)" >/dev/null # a push does so
pg_sql "insert into training.card (card_key, member_id, role) values ('\\xaa', 'M6', 'learner')"
value_is not_yet "select status from training.roll where session_id = 'B1' and member_id = 'M6'"
pg_sql "update training.card set counts_from = to_timestamp($((NOW - 700))) where card_key = '\\xaa'"
value_is present "select status from training.roll where session_id = 'B1' and member_id = 'M6'"
pg_sql "update training.card set counts_from = to_timestamp($((NOW - 500))) where card_key = '\\xaa'"
value_is not_yet "select status from training.roll where session_id = 'B1' and member_id = 'M6'"
# The office's printing of it.
office roll B1 --format csv >roll.csv || fail "roll"
[ "$(sed -n 1,2p roll.csv)" = "ordinal,member_id,full_name,status,arrived_at,left_at,time_trusted
1,M1,Nguyễn An,present,$(TZ='<+07>-7' date -d "@$((NOW - 1500))" +%Y-%m-%dT%H:%M:%S),,yes" ] || fail "roll as CSV: $(cat roll.csv)"
office roll B1 >roll.txt || fail "roll"
[ "$(sed -n 5p roll.txt)" = "4        M4         Đỗ Dũng    not_yet                                yes" ] || fail "roll as a table: $(cat roll.txt)"

# ---- closing ----
closed() { value_is "$2" "select closed from training.session_state_of where session_id = '$1'"; }
closed B1 f
before=$(version A)
answer=$(push A $L 9 null mark $BOOT -70 P101 B1 - - close)
closed B1 t
[ "${answer##*|}" != "$before" ] || fail "closing must change the slice"
[ "${answer##*|}" = "$(version A)" ] || fail "the answer must tell the version of the slice"
value_is unexcused "select status from training.roll where session_id = 'B1' and member_id = 'M4'"
push A $L 10 null mark $BOOT -60 P101 B1 - - reopen >/dev/null
closed B1 f
[ "$(version A)" = "$before" ] || fail "the version must follow the content: reopened, it is what it was"
# B0 is over. It closes when both doors of its room have reported after its end with nothing left to send.
closed B0 f
push B 22222222-2222-3333-4444-555555555555 1 "'{\"pending\":0}'" >/dev/null
closed B0 f
push C 33333333-2222-3333-4444-555555555555 1 "'{\"pending\":5, \"last_seq\": 5}'" device $BOOT -50 P102 - - - start >/dev/null
closed B0 f
value_is "4|f" "select pending, drained_at is not null from training.kiosk where kiosk_id = 'C'"
before=$(version A)
for seq in 2 3 4 5; do
    answer=$(push C 33333333-2222-3333-4444-555555555555 $seq "'{\"last_seq\": 5}'" device $BOOT -40 P102 - - - tick)
done
closed B0 t
[ "${answer##*|}" != "$before" ] || fail "the last report must change the slice"
# A later backlog does not open it again; a new door that has not reported does; a revoked one does not count.
push C 33333333-2222-3333-4444-555555555555 6 "'{\"last_seq\": 60}'" device $BOOT -30 P102 - - - tick >/dev/null
closed B0 t
office kiosk add D --room P102 --out "$TEMP/D" --server "$PG_SERVER" >kiosk.out || fail "kiosk add"
closed B0 f
office kiosk revoke D >kiosk.out || fail "kiosk revoke"
closed B0 t

# ---- kiosk health ----
push A $L 11 "'{\"pending\":0, \"reader\":\"down\", \"clock_source\":\"ntp\", \"version\":\"0.1.0\"}'" >/dev/null
value_is "A|t|10|0|f|ntp|0.1.0
B|t|0|0|||
C|t|6|54|||
D||||||" "select kiosk_id, case when last_seen_at > now() - interval '1 minute' then true end, held_seq, pending, reader_ok, clock_source, version from training.kiosk_health order by 1"
push A $L 11 "'{\"pending\":\"many\", \"reader\":\"up\"}'" >/dev/null
value_is "t" "select reader_ok from training.kiosk_health where kiosk_id = 'A'"

# ---- the slice ----
slice() { pg_as_kiosk "$TEMP/A/kiosk.conf" -c "with s as (select training.kiosk_slice('')::json as j) select $1 from s"; }
is() {
    local have
    have=$(slice "$1")
    [ "$have" = "$2" ] || fail "slice $1: $have, not $2"
}
is "j ->> 'kiosk'" '{"kiosk_id" : "A", "room_id" : "P101", "site_id" : "S1"}'
is "(select string_agg(v ->> 'session_id' || ' ' || (v ->> 'number') || '/' || (v ->> 'of'), ', ' order by v ->> 'session_id') from json_array_elements(j -> 'sessions') v)" \
    "B0 1/1, B1 1/4, B2 3/4"
is "(select string_agg(v ->> 'room_id', ',') from json_array_elements(j -> 'rooms') v)" "P101,P102"
is "j -> 'sessions' -> 1 ->> 'starts_utc_ms'" "$((NOW * 1000 - 1200000))"
is "(select string_agg((v ->> 'member_id') || ':' || (v ->> 'unit'), ',') from json_array_elements(j -> 'members') v)" \
    "M1:Chi bộ 1,M2:Chi bộ 1,M3:,M4:Chi bộ 1,M5:Chi bộ 1,M6:Chi bộ 1,T1:Chi bộ 1"
is "j ->> 'excused'" '[{"session_id" : "B1", "member_id" : "M5"}]'
is "json_array_length(j -> 'enrolments') || ' ' || json_array_length(j -> 'cards')" "7 3"
now_version=$(version A)
[ -z "$(pg_as_kiosk A/kiosk.conf -c "select training.kiosk_slice('$now_version')")" ] || fail "a current slice must not be sent again"
[ "$(version B)" != "$now_version" ] || fail "the doors of two rooms must not have one version"
# What is unchanged keeps the version, what is changed gives another at the very next answer.
office import members members.csv >members.out
[ "$(version A)" = "$now_version" ] || fail "an import that changes nothing must keep the version"
sed -i 's/Lê Chi/Lê Chị/' members.csv
office import members members.csv >members.out
answer=$(push A $L 11 null)
[ "${answer##*|}" != "$now_version" ] || fail "a new name must give a new version"
[ "${answer##*|}" = "$(version A)" ] || fail "answer and slice must have one version"
value_is 0 "select count(*) from training.alarm where kind = 'slice'"
echo "roll: all right"
