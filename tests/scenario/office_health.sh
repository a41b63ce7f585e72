#!/usr/bin/env bash
# What operators see and do: health, verify, certificates, PINs, lost cards.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101'), ('P102', 'S1', '102');
        insert into training.member (member_id, full_name) values ('GV', 'Lan'), ('GX', 'Mai'), ('HV', 'An');
        insert into training.class (class_id, title) values ('C1', 'C1');
        insert into training.session (session_id, class_id, room_id, starts_at, ends_at, instructor_id)
        values ('S', 'C1', 'P101', now() + interval '10 min', now() + interval '3 h', 'GV')"
for kiosk in A B; do
    office kiosk add $kiosk --room P101 --out "$TEMP/$kiosk" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
done
pg_sql "update training.kiosk set room_id = 'P102' where kiosk_id = 'B'"

# ---- verify: a row that was changed behind the centre's back is named, and only it ----
L=11111111-2222-3333-4444-555555555555
"$BUILD/tests/central_push_sql" $L 7 1 1000 >"$TEMP/push.sql" || fail "central_push_sql"
pg_as_kiosk "$TEMP/A/kiosk.conf" -f "$TEMP/push.sql" >"$TEMP/push.out" || fail "push"
works "ledger $L  kiosk A  rows 1 to 1000: whole" office verify
works "" office verify B
pg_sql "update training.fact set reason = 'changed' where ledger_id = '$L' and seq = 500"
status=0
office verify A >"$TEMP/verify.out" 2>"$TEMP/verify.err" || status=$?
[ $status = 1 ] || fail "verify ended with $status"
[ "$(cat "$TEMP/verify.out")" = "  ledger $L  row 500 does not fit the chain
ledger $L  kiosk A  rows 1 to 1000: 1 wrong" ] || fail "verify must name row 500 alone"
[ "$(cat "$TEMP/verify.err")" = "diemdanh-office: 1 of 1 ledgers are not whole" ] || fail "verify's last word"
value_is "chain|A|500" "select kind, kiosk_id, seq from training.alarm"
pg_sql "delete from training.fact where ledger_id = '$L' and (seq between 700 and 709 or seq > 998)"
office verify A >"$TEMP/verify.out" 2>"$TEMP/verify.err" && fail "missing rows were not seen"
[ "$(sed '$d' "$TEMP/verify.out")" = "  ledger $L  row 500 does not fit the chain
  ledger $L  rows 700 to 709 are missing
  ledger $L  rows 999 to 1000 are missing" ] || fail "verify must name the missing rows"
refuses 1 'diemdanh-office: there is no kiosk `Z`' office verify Z

# ---- health ----
# states WANT: kiosk and state of each line, in order; the exit status is 0 only when all are well.
states() {
    local status=0 got want=1
    office health --format csv >"$TEMP/health.out" 2>"$TEMP/health.err" || status=$?
    got=$(sed 1d "$TEMP/health.out" | sed 's/^\([^,]*\),.*,[0-9]*,[0-9]*,[0-9]*,"\{0,1\}\(.*\)$/\1 \2/; s/"$//')
    [ "$got" = "$1" ] || fail "health says '$got', not '$1'"
    if ! sed 1d "$TEMP/health.out" | grep -qvE ',(well|revoked)$'; then want=0; fi
    [ $status = $want ] || fail "health ended with $status"
}
well="last_seen_at = now(), pending = 0, health = '{\"reader\": \"up\", \"clock_source\": \"ntp\", \"disk_free_bytes\": 50, \"disk_total_bytes\": 100, \"version\": \"1\"}'"
pg_sql "update training.alarm set settled_at = now(); update training.kiosk set $well"
states "A well
B well"
# Settling an alarm says that it was looked into: it does not mend the record, and the next check does not raise it again.
office verify A >"$TEMP/verify.out" 2>"$TEMP/verify.err" && fail "a settled alarm made the record whole"
grep -q "^  ledger $L  row 500 does not fit the chain$" "$TEMP/verify.out" || fail "verify must name row 500 though its alarm is settled"
value_is "1|0" "select count(*), count(*) filter (where settled_at is null) from training.alarm where kind = 'chain' and seq = 500"
works "no open alarms" office check
states "A well
B well"
# ---- certificates ----
ends=$(date -u -d "$(openssl x509 -noout -enddate -in "$TEMP/A/A.crt" | sed 's/notAfter=//')" +%Y-%m-%dT%H:%M:%SZ)
value_is "$(openssl x509 -outform DER -in "$TEMP/A/A.crt" | sha256sum | cut -d' ' -f1) $ends" "select certificate from training.kiosk where kiosk_id = 'A'"
# certificate_ends WHEN WORD: kiosk B's ends then, and health shows that day; the rest is as it was.
certificate_ends() {
    pg_sql "update training.kiosk set certificate = repeat('a', 64) || to_char(now() at time zone 'UTC' + interval '$1', ' YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') where kiosk_id = 'B'"
    states "$2"
    grep -q "^B,.*,$(date -u -d "$1" +%Y-%m-%d),0,0,0," "$TEMP/health.out" || fail "health must show the certificate's end: $(cat "$TEMP/health.out")"
}
certificate_ends "31 days" "A well
B well"
certificate_ends "29 days" "B certificate ends
A well"
grep -q '^diemdanh-office: 1 of 2 kiosks need a look, the first is B: certificate ends$' "$TEMP/health.err" || fail "health must say which"
certificate_ends "-1 hour" "B certificate has ended
A well"
# As an older program left it; adding the kiosk again says when.
pg_sql "update training.kiosk set certificate = repeat('a', 64) where kiosk_id = 'B'"
states "A well
B well"
grep -q "^B,.*,unknown,0,0,0,well$" "$TEMP/health.out" || fail "an unknown end"
office kiosk add B --room P102 --out "$TEMP/B" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
states "A well
B well"
grep -q "^B,.*,${ends%T*},0,0,0,well$" "$TEMP/health.out" || fail "the end is known again"
# ---- other alarms ----
pg_sql "insert into training.alarm (kind, kiosk_id, seq, text) values ('slice', 'B', null, 'x'), ('card', 'B', 5, 'x')"
states "B slice alarm open, other alarm open
A well"
pg_sql "update training.alarm set settled_at = now()"
pg_sql "update training.kiosk set last_seen_at = now() - interval '16 min'"
states "A not seen
B well"
# An instructor has moved the session to the other room: there learners stand at the door now.
pg_sql "set search_path = training; insert into session_door (session_id, room_id, room_at_ms) values ('S', 'P102', utc_ms(now())); select session_hold_again('{S}')" >"$TEMP/moved.out"
states "B not seen
A well"
pg_sql "set search_path = training; delete from session_door; select session_hold_again('{S}')" >"$TEMP/moved.out"
pg_sql "update training.session set cancelled_at = now()"
states "A well
B well"
pg_sql "update training.kiosk set last_seen_at = now() - interval '25 h' where kiosk_id = 'B'"
states "B not seen
A well"
pg_sql "update training.kiosk set $well; update training.kiosk set health = health || '{\"reader\": \"down\"}' where kiosk_id = 'B'"
states "B reader down
A well"
pg_sql "update training.kiosk set health = health || '{\"reader\": \"up\", \"clock_source\": \"guess\"}' where kiosk_id = 'B'"
states "B clock not trusted
A well"
pg_sql "update training.kiosk set $well; update training.kiosk set health = health || '{\"chain_broken_seq\": 7, \"lost_facts\": \"2 after 9\"}' where kiosk_id = 'B'"
states "B record changed on the device, facts lost on the device
A well"
pg_sql "update training.kiosk set $well; update training.kiosk set health = health || '{\"chain_broken_seq\": null}' where kiosk_id = 'B'"
states "A well
B well"
pg_sql "update training.kiosk set $well; update training.kiosk set last_seen_at = now() - interval '16 min', pending = 3 where kiosk_id = 'B'"
states "B facts wait without contact
A well"
pg_sql "update training.kiosk set $well; update training.alarm set settled_at = null where kind = 'chain' and kiosk_id = 'A'"
states "A chain alarm open
B well"
grep -q '^diemdanh-office: 1 of 2 kiosks need a look, the first is A: chain alarm open$' "$TEMP/health.err" || fail "health must say which"
refuses 2 'diemdanh-office: --format is table or csv; see diemdanh-office --help' office health --format xml

# ---- PINs ----
pin() {
    printf '%s\n' "$2" | office pin "$1"
}
works "PIN of GV: set" pin GV 903471
value_is 't' "select pin_hash like '\$argon2id\$v=19\$m=19456,t=2,p=1\$%' from training.pin where member_id = 'GV'"
refuses 1 'diemdanh-office: member `HV` is no instructor: give them a card with the role instructor, or a session as its instructor' pin HV 903471
refuses 1 'diemdanh-office: there is no member `NO`' pin NO 903471
refuses 1 'diemdanh-office: this PIN is too easy to guess: digits that repeat or count up or down; choose another' pin GV 123456
refuses 1 'diemdanh-office: a PIN has 6 digits, 0-9; nothing was changed' pin GV 12345
pg_sql "update training.session set instructor_id = 'GX'; insert into training.card (card_key, member_id, role) values ('\\x01', 'GV', 'instructor'), ('\\x02', 'GV', 'instructor')"
refuses 1 'diemdanh-office: this PIN cannot be taken; choose another' pin GX 903471
works "PIN of GX: set" pin GX 903472
works "PIN of GX: removed" office pin GX --remove
works "PIN of GX: there was none" office pin GX --remove
grep -q 903471 "$TEMP/pg/server.log" && fail "a PIN was logged"

# ---- lost cards ----
works "cards: 2 blocked now, 2 known" office card block GV
works "cards: 0 blocked now, 2 known" office card block GV
refuses 1 'diemdanh-office: member `HV` has no card' office card block HV
printf 'uid,member_id,role\n04A1B2C3D4E5F6,HV,learner\n' >"$TEMP/cards.csv"
office import cards "$TEMP/cards.csv" >"$TEMP/cards.out" || fail "import cards"
uid() {
    echo "$1" | office card block --uid
}
refuses 1 'diemdanh-office: no member has this card' uid 01020304
works "cards: 1 blocked now, 1 known" uid 04:A1:B2:C3:D4:E5:F6
value_is "blocked" "select state from training.card where member_id = 'HV'"
echo "health: all right"
