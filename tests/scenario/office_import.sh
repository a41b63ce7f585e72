#!/usr/bin/env bash
# Import: what is wrong is told by file and line with its mend, nothing half-written; what is right is stored once.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
cd "$TEMP" || exit 1

# bad KIND LINES...: the file of KIND that stands in $TEMP/bad.csv is refused with these lines and changes nothing.
tables="organisation member site room card class session enrolment"
contents() {
    local table
    for table in $tables; do
        pg_value "select '$table', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from training.$table t"
    done
}
bad() {
    local kind=$1 before
    shift
    before=$(contents)
    refuses 1 "$(printf '%s\n' "$@")
diemdanh-office: nothing of bad.csv was imported" office import "$kind" bad.csv
    [ "$(contents)" = "$before" ] || fail "$kind was half-written"
}

# ---- what is right ----

printf 'organisation_id,name,parent_id,kind\nDB,Đảng bộ,,dang_bo\nCB1,Chi bộ 1,DB,chi_bo\n' >organisations.csv
works "organisations: 2 inserted, 0 changed, 0 unchanged" office import organisations organisations.csv
works "organisations: 0 inserted, 0 changed, 2 unchanged" office import organisations organisations.csv

# A byte order mark, CRLF, columns in another order, quotes with a comma and a line break, NFD, white space, an empty row.
printf '\357\273\277full_name,position,member_id,organisation_id\r\n' >members.csv
printf '"  Nguye\314\202\314\203n   Va\314\206n\302\240An ",,M1,CB1\r\n' >>members.csv
printf '"Trần ""Thị""\r\nBình","Phó phòng, Sở",M2,\r\n,,,\r\nH’Nhung Niê,,M3,CB1\r\n' >>members.csv
works "members: 3 inserted, 0 changed, 0 unchanged" office import members members.csv
value_is "M1|Nguyễn Văn An|CB1||t
M2|Trần \"Thị\" Bình||Phó phòng, Sở|t
M3|H’Nhung Niê|CB1||t" "select *, full_name is nfc normalized from training.member order by 1"
value_is "13" "select length(full_name) from training.member where member_id = 'M1'"
works "members: 0 inserted, 0 changed, 3 unchanged" office import members members.csv
sed -i 's/Niê/Niê Kđăm/' members.csv
works "members: 0 inserted, 1 changed, 2 unchanged" office import members members.csv

# A spreadsheet of an office whose list separator is ';'.
printf 'room_id;site_id;name;place\nP101;S1;101;Tầng 1\nP203;S1;203;\n' >rooms.csv
works "rooms: 2 inserted, 0 changed, 0 unchanged" office import rooms rooms.csv
# An optional column that is absent leaves what is stored.
printf 'room_id,site_id,name\nP101,S1,101A\n' >rooms.csv
works "rooms: 0 inserted, 1 changed, 0 unchanged" office import rooms rooms.csv
value_is "101A|Tầng 1" "select name, place from training.room where room_id = 'P101'"

printf 'class_id,title,kind,organiser_id,threshold_percent,late_after_min\nC1,Lớp,,DB,,\n' >classes.csv
works "classes: 1 inserted, 0 changed, 0 unchanged" office import classes classes.csv
value_is "80|15|30" "select threshold_percent, late_after_min, opens_before_min from training.class"
printf 'session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id\nS1,C1,P101,2026-03-02T07:30:00+07:00,2026-03-02 11:30Z,5,M3\n' >sessions.csv
works "sessions: 1 inserted, 0 changed, 0 unchanged" office import sessions sessions.csv
value_is "1772411400|1772451000" "select extract(epoch from starts_at)::int8, extract(epoch from ends_at)::int8 from training.session"
printf 'class_id,member_id,ordinal\nC1,M1,1\nC1,M2,2\n' >enrolments.csv
works "enrolments: 2 inserted, 0 changed, 0 unchanged" office import enrolments enrolments.csv
# Two learners change places.
printf 'class_id,member_id,ordinal\nC1,M1,2\nC1,M2,1\n' >enrolments.csv
works "enrolments: 0 inserted, 2 changed, 0 unchanged" office import enrolments enrolments.csv

printf 'uid,member_id,role\n04A1B2C3D4E5F6,M1,learner\n01:02:03:04,M2,learner\n0102030405060708090a,M3,instructor\n' >cards.csv
works "cards: 3 inserted, 0 changed, 0 unchanged" office import cards cards.csv
works "cards: 0 inserted, 0 changed, 3 unchanged" office import cards cards.csv
# The card key is what any other program makes of the UID with the key in the state folder.
want=$(printf '\004\241\262\303\324\345\366' | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(cat "$PG_STATE/card.key")" | sed 's/.*= //')
value_is "$want" "select encode(card_key, 'hex') from training.card where member_id = 'M1'"

# Taps of a card that the door did not know count for its member from when the office says so.
pg_sql "insert into training.fact (ledger_id, seq, kind, card_key, verdict, at_ms, trusted)
        select gen_random_uuid(), g, 'tap', '\\x$want', 'unknown', 1772411400000 + g * 1000, 1 from generate_series(1, 2) g"
printf 'uid,member_id,role,counts_from\n04A1B2C3D4E5F6,M1,learner,2026-03-02T07:30:02+07:00\n' >cards.csv
works "cards: 0 inserted, 1 changed, 0 unchanged" office import cards cards.csv
value_is "|M1" "select string_agg(coalesce(who, ''), '|' order by seq) from training.fact"
printf 'uid,member_id,role\n04A1B2C3D4E5F6,M1,learner\n' >cards.csv
works "cards: 0 inserted, 0 changed, 1 unchanged" office import cards cards.csv
printf 'uid,member_id,role,counts_from\n04A1B2C3D4E5F6,M1,learner,\n' >cards.csv
works "cards: 0 inserted, 1 changed, 0 unchanged" office import cards cards.csv
value_is "|" "select string_agg(coalesce(who, ''), '|' order by seq) from training.fact"

# ---- policies, further rooms, cancelling, seats with a time, excused, make-ups ----
header=class_id,title,kind,organiser_id,threshold_percent,late_after_min,half_late_after_min,early_after_min,half_early_after_min,check_out,excused_absent,threshold_unit,address
printf '%s\nC1,Lớp,,DB,80,15,45,5,,required,no,period,anh_chi\nC2,Lớp 2,,DB,,,,,,,,,\n' $header >policies.csv
works "classes: 1 inserted, 1 changed, 0 unchanged" office import classes policies.csv
works "classes: 0 inserted, 0 changed, 2 unchanged" office import classes policies.csv
works "classes: 0 inserted, 0 changed, 1 unchanged" office import classes classes.csv
value_is "C1|45|5||2|f|period|anh_chi
C2||0||0|t|session|dong_chi" "select class_id, half_late_after_min, early_after_min, half_early_after_min, check_out, excused_absent, threshold_unit, address from training.class order by 1"
sessions() { # ROOMS CANCELLED
    echo session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id,rooms,cancelled
    echo "S1,C1,P101,2026-03-02T07:30:00+07:00,2026-03-02T11:30:00+07:00,5,M3,$1,$2"
    echo "S2,C1,P101,2026-03-03T07:30:00+07:00,2026-03-03T11:30:00+07:00,5,M3,,"
}
printf 'room_id,site_id,name\nHALL,S1,Hall\n' >hall.csv
works "rooms: 1 inserted, 0 changed, 0 unchanged" office import rooms hall.csv
sessions 'P203 P101  HALL' yes >split.csv
works "sessions: 1 inserted, 1 changed, 0 unchanged" office import sessions split.csv
works "sessions: 0 inserted, 0 changed, 2 unchanged" office import sessions split.csv
value_is "S1|HALL
S1|P203" "select * from training.session_room order by 1, 2"
value_is "S1" "select session_id from training.session where cancelled_at is not null"
sessions 'P203' no >split.csv
works "sessions: 0 inserted, 1 changed, 1 unchanged" office import sessions split.csv
value_is "S1|P203" "select * from training.session_room"
value_is "0" "select count(*) from training.session where cancelled_at is not null"
printf 'class_id,member_id,ordinal,from_at,until_at,counts_for\nC1,M1,2,,2026-03-03T00:00:00+07:00,C2\nC1,M2,1,,,\n' >moved.csv
works "enrolments: 0 inserted, 1 changed, 1 unchanged" office import enrolments moved.csv
works "enrolments: 0 inserted, 0 changed, 2 unchanged" office import enrolments moved.csv
value_is "M1|f|t|C2
M2|f|f|" "select member_id, from_at is not null, until_at is not null, counts_for from training.enrolment order by 1"
printf 'session_id,member_id,reason\nS1,M1,ốm\n' >excused.csv
works "excused: 1 inserted, 0 changed, 0 unchanged" office import excused excused.csv
works "excused: 0 inserted, 0 changed, 1 unchanged" office import excused excused.csv
printf 'session_id,member_id,by_session_id\nS1,M1,S2\nS1,M2,\n' >makeups.csv
works "makeups: 2 inserted, 0 changed, 0 unchanged" office import makeups makeups.csv
works "makeups: 0 inserted, 0 changed, 2 unchanged" office import makeups makeups.csv
value_is "S1|M1|S2
S1|M2|" "select session_id, member_id, by_session_id from training.make_up order by 2"

# ---- what is wrong ----
tables="$tables excused make_up session_room"
printf '%s\nC3,X,,DB,80,15,9999,5,,maybe,perhaps,day,ban\n' $header >bad.csv
bad classes 'bad.csv:2: half_late_after_min `9999` is not a whole number from 0 to 600' \
    'bad.csv:2: check_out `maybe` is none of no, asked, required' \
    'bad.csv:2: excused_absent `perhaps` is neither yes nor no' \
    'bad.csv:2: threshold_unit `day` is neither session nor period' \
    'bad.csv:2: address `ban` is neither dong_chi nor anh_chi'
sessions 'P203 P999' maybe >bad.csv
bad sessions 'bad.csv:2: cancelled `maybe` is neither yes nor no' \
    'bad.csv:2: rooms names `P999`, which is not known; import it with rooms first, or correct it'
printf 'session_id,member_id,by_session_id\nS1,M3,S1\nS1,M1,S9\n' >bad.csv
bad makeups 'bad.csv:2: by_session_id is the missed session itself; name another, or leave it empty' \
    'bad.csv:3: by_session_id `S9` is not known; import it with sessions first, or correct it'
printf 'class_id,member_id,ordinal,from_at,until_at\nC1,M3,9,2026-03-03T00:00Z,2026-03-02T00:00Z\n' >bad.csv
bad enrolments 'bad.csv:2: until_at is not after from_at; correct one of them'

printf '' >bad.csv
bad members 'bad.csv:1: the file is empty; its first line must name the columns'
printf '\377\376m\000' >bad.csv
bad members 'bad.csv:1: the file is UTF-16; save it as "CSV UTF-8"'
printf 'member_id,full_name,organisation_id,position\nM9,Tr\303\274n,,\nM10,Nguy\372n,,\n' >bad.csv
bad members 'bad.csv:3: the text is not UTF-8; save the file as "CSV UTF-8"'
printf 'member_id,full_name,full_name,organisation_id,phone\n' >bad.csv
bad members 'bad.csv:1: column `full_name` is there twice; remove one' \
    'bad.csv:1: unknown column `phone`; members have member_id, full_name, organisation_id, position' \
    'bad.csv:1: column `position` is missing; add it to the header line'
printf 'member_id,full_name,organisation_id,position\nM8,Lan,CB1\nM9,La"n,,\n' >bad.csv
bad members 'bad.csv:3: a quotation mark stands where none may be; put the field into quotes and double those inside'
printf 'member_id,full_name,organisation_id,position\nM8,Lan,CB1\nM 9,,NONE,\nM8,Mai,CB1,\nM8,Mai,CB1,\nM7,a\001b,CB1,\n' >bad.csv
bad members 'bad.csv:2: has 3 fields where the header has 4; put texts that hold the separator into quotes' \
    'bad.csv:3: member_id `M 9` holds white space; ids are one word' \
    'bad.csv:3: full_name is empty; fill it in' \
    'bad.csv:3: organisation_id `NONE` is not known; import it with organisations first, or correct it' \
    'bad.csv:5: member_id `M8` is on line 4 already; remove one of them' \
    'bad.csv:6: full_name holds a control character; remove it'
# The line is where the row begins, also after a quoted line break.
printf 'member_id,full_name,organisation_id,position\r\nM8,"Lan\r\nAnh",CB1,\r\nM9,Mai,XX,\r\n' >bad.csv
bad members 'bad.csv:4: organisation_id `XX` is not known; import it with organisations first, or correct it'

printf 'organisation_id,name,parent_id,kind\nA,A,B,\nB,B,A,\nC,C,DB,\n' >bad.csv
bad organisations 'bad.csv:2: organisation_id `A` would stand above itself; correct parent_id' \
    'bad.csv:3: organisation_id `B` would stand above itself; correct parent_id'

# No message tells a card's number.
printf 'uid,member_id,role\n04A1B2C3D4E5G6,M1,learner\n04A1B2,M1,learner\n08A1B2C3,M1,learner\n04A1B2C3D4E5F6,M2,learner\n11223344,M1,guest\n11223344,M7,learner\n' >bad.csv
bad cards 'bad.csv:2: uid is not hexadecimal; write two digits 0-9 A-F for each byte, such as 04A1B2C3D4E5F6' \
    "bad.csv:3: uid has 6 digits; a card's has 8, 14 or 20" \
    'bad.csv:4: uid begins with 08: a phone makes such a number anew at each tap; issue a card instead' \
    'bad.csv:5: this card belongs to member `M1` already, not to `M2`; correct the line, or give `M2` another card' \
    'bad.csv:6: role `guest` is neither learner nor instructor' \
    'bad.csv:7: this uid is on line 6 already; remove one of them' \
    'bad.csv:7: member_id `M7` is not known; import it with members first, or correct it'

printf 'session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id\n' >bad.csv
printf 'S2,C1,P101,2026-02-30T07:30:00+07:00,2026-03-02T11:30:00+07:00,5,M3\n' >>bad.csv
printf 'S3,C1,P101,2026-03-02T07:30:00,2026-03-02T11:30:00+07:00,5,M3\n' >>bad.csv
printf 'S4,C9,P9,2026-03-02T11:30:00+07:00,2026-03-02T11:30:00+07:00,0,M9\n' >>bad.csv
bad sessions \
    'bad.csv:2: starts_at `2026-02-30T07:30:00+07:00` is not an ISO 8601 time with offset; write it like 2026-03-02T07:30:00+07:00' \
    'bad.csv:3: starts_at `2026-03-02T07:30:00` is not an ISO 8601 time with offset; write it like 2026-03-02T07:30:00+07:00' \
    'bad.csv:4: periods `0` is not a whole number from 1 to 20' \
    'bad.csv:4: ends_at is not after starts_at; correct one of them' \
    'bad.csv:4: class_id `C9` is not known; import it with classes first, or correct it' \
    'bad.csv:4: room_id `P9` is not known; import it with rooms first, or correct it' \
    'bad.csv:4: instructor_id `M9` is not known; import it with members first, or correct it'

printf 'class_id,member_id,ordinal\nC1,M3,2\nC1,M3,3\n' >bad.csv
bad enrolments 'bad.csv:2: ordinal `2` of class_id `C1` is that of member `M1` already; give each its own' \
    'bad.csv:3: member_id `M3` of class_id `C1` is on line 2 already; remove one of them'
printf 'class_id,member_id,ordinal\nC1,M3,7\nC1,M2,7\n' >bad.csv
bad enrolments 'bad.csv:3: ordinal `7` of class_id `C1` is on line 2 already; give each its own'

# At most 20 errors are shown, and how many more there are.
{
    echo member_id,full_name,organisation_id,position
    for i in $(seq 25); do echo "N$i,,CB1,"; done
} >bad.csv
office import members bad.csv >got.out 2>got.err && fail "25 empty names were taken"
[ "$(lines got.err ': full_name is empty; fill it in$')" = 20 ] || fail "20 errors must be shown"
[ "$(sed -n 21p got.err)" = "bad.csv: and 5 more" ] || fail "the rest must be counted"

refuses 2 'diemdanh-office: `people` cannot be imported; there are organisations, members, cards, rooms, classes, sessions, enrolments, excused, makeups' \
    office import people members.csv
refuses 1 'none.csv: cannot be read: No such file or directory' office import members none.csv

# The UID is nowhere: not in the database, not in the server's log.
"$PG_BIN/pg_dump" "$PG_ADMIN" >dump.sql || fail "pg_dump"
! grep -qi -e 04A1B2C3D4E5F6 dump.sql pg/server.log || fail "a UID was stored or logged"

# Another card key would make every card unknown: it is refused.
mv "$PG_STATE/card.key" kept.key
tr 0-9a-f 1-9a-f0 <kept.key >"$PG_STATE/card.key"
chmod 600 "$PG_STATE/card.key"
refuses 1 "$PG_STATE/card.key: is not the one this training database was set up with; bring it back from the backup, or name its folder with --state" \
    office import cards cards.csv
echo "import: all right"
