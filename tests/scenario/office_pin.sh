#!/usr/bin/env bash
# A PIN typed at a terminal: never shown, asked twice, refused when it is weak or the two differ; and whatever ends the
# program, the terminal shows again what is typed.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.member (member_id, full_name) values ('GV', 'Lan'), ('GX', 'Mai');
        insert into training.card (card_key, member_id, role) values ('\\x01', 'GV', 'instructor'), ('\\x02', 'GX', 'instructor')"

# at_terminal MEMBER: the steps of pty_talk on stdin; what the terminal showed is in $TEMP/terminal.
at_terminal() {
    "$BUILD/tests/pty_talk" "$BUILD/diemdanh-office" -d "$PG_ADMIN" --state "$PG_STATE" pin "$1" \
        >"$TEMP/terminal" 2>"$TEMP/talk.err" || fail "$(cat "$TEMP/talk.err")"
    ! grep -q '[0-9]\{5\}' "$TEMP/terminal" || fail "the terminal shows the PIN: $(cat "$TEMP/terminal")"
}
pin_of() {
    pg_value "select coalesce((select pin_hash from training.pin where member_id = '$1'), 'none')"
}

echo "set"
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
type 903471
expect Again: 
echo off
type 903471
expect PIN of GV: set
exit 0
echo on
STEPS
held=$(pin_of GV)
case $held in '$argon2id$'*) ;; *) fail "the PIN is not stored: $held" ;; esac

echo "refused: the two differ, a weak one, another's, none"
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
type 903472
expect Again: 
type 903473
expect the two are not the same; nothing was changed
exit 1
echo on
STEPS
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
type 123456
expect this PIN is too easy to guess
exit 1
echo on
STEPS
! grep -q Again "$TEMP/terminal" || fail "a weak PIN is asked for once only"
at_terminal GX <<'STEPS'
expect New PIN: 
echo off
type 903471
expect Again: 
echo off
type 903471
expect this PIN cannot be taken; choose another
exit 1
echo on
STEPS
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
key 04
expect no PIN was given
exit 1
echo on
STEPS

echo "interrupted, at either question, by key and by signal"
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
key 39
key 03
signal 2
echo on
STEPS
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
type 903472
expect Again: 
echo off
key 03
signal 2
echo on
STEPS
at_terminal GV <<'STEPS'
expect New PIN: 
echo off
kill 15
signal 15
echo on
STEPS
[ "$(pin_of GV)" = "$held" ] || fail "a PIN was changed though none was given whole"
[ "$(pin_of GX)" = none ] || fail "a refused PIN is stored"
! grep -q 90347 "$TEMP/pg/server.log" || fail "a PIN was logged"
echo "pin: all right"
