#!/usr/bin/env bash
# What a timer runs: a chain that is broken in a batch too big to be checked in the call becomes an alarm, said once a run until
# it is settled; by a member of the office, who may neither touch the record nor raise alarms otherwise.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101')"
office kiosk add A --room P101 --out "$TEMP/A" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
pg_sql "create role clerk login in role training_office"
echo "local all clerk trust" >>"$PG_DIR/data/pg_hba.conf"
pg_value "select pg_reload_conf()" >"$TEMP/reload.out" || fail "the server's settings"
clerk() {
    "$BUILD/diemdanh-office" -d "host=$PG_DIR/socket port=$PG_PORT dbname=training user=clerk" --state "$TEMP/none" "$@"
}
expect "clerk check >'$TEMP/first.out' 2>&1" 10 "a member of the office may check"
works "no open alarms" clerk check

L=11111111-2222-3333-4444-555555555555
push() { # FIRST LAST [CENTRAL_PUSH_SQL ARGUMENTS]: as kiosk A
    "$BUILD/tests/central_push_sql" $L 7 "$@" >"$TEMP/push.sql" || fail "central_push_sql"
    [ "$(pg_as_kiosk "$TEMP/A/kiosk.conf" -f "$TEMP/push.sql" | cut -d'|' -f1,2)" = "ok|$2" ] || fail "push $1 to $2"
}
# Row 77 is another than the one that was sealed; in a batch of more than 50 rows the call does not look.
push 1 60
push 61 200 4000 0 77
value_is "0|0" "select (select count(*) from training.alarm), checked_seq from training.ledger"
# alarmed: the check names the row and ends with 1.
alarmed() {
    local status=0
    clerk check >"$TEMP/check.out" 2>"$TEMP/check.err" || status=$?
    [ $status = 1 ] || fail "check ended with $status"
    [ "$(sed 's/^[0-9: +-]*  //' "$TEMP/check.out")" = "chain  kiosk A  ledger $L  1 of the rows 1 to 200 do not fit the chain, the first is 77: the record was changed outside the kiosk program" ] ||
        fail "check says: $(cat "$TEMP/check.out")"
    [ "$(cat "$TEMP/check.err")" = "diemdanh-office: 1 open alarm; look into each, then set its settled_at" ] || fail "check's last word: $(cat "$TEMP/check.err")"
}
alarmed
value_is "200" "select checked_seq from training.ledger"
# It stays until somebody has looked, and what comes in meanwhile is checked as well.
push 201 300
alarmed
value_is "300|1" "select checked_seq, (select count(*) from training.alarm) from training.ledger"
health=$(clerk health --format csv 2>"$TEMP/health.err") && fail "health must end with 1"
echo "$health" | grep -q '^A,.*,0,1,0,"\{0,1\}chain alarm open' || fail "health shows the alarm: $health"
"$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 -h "$PG_DIR/socket" -p "$PG_PORT" -U clerk -d training -c "update training.alarm set settled_at = now()" || fail "the office settles an alarm"
works "no open alarms" clerk check
# The check is not a way to write the record.
for tried in "update training.fact set reason = 'x'" "update training.ledger set checked_seq = 0" "insert into training.alarm (kind, text) values ('chain', 'x')" \
    "set search_path = training; select alarm_raise('chain', 'A', null, null, 'x')"; do
    "$PG_BIN/psql" -qX -v VERBOSITY=sqlstate -v ON_ERROR_STOP=1 -h "$PG_DIR/socket" -p "$PG_PORT" -U clerk -d training -c "$tried" >"$TEMP/tried.out" 2>&1 && fail "a clerk may: $tried"
    grep -q '^ERROR:  42501' "$TEMP/tried.out" || fail "$tried: $(cat "$TEMP/tried.out")"
done
# A database that is away is another failure than an alarm, in words; both are 1.
status=0
"$BUILD/diemdanh-office" -d "host=$TEMP/nowhere dbname=training" check >"$TEMP/away.out" 2>"$TEMP/away.err" || status=$?
[ $status = 1 ] && grep -q '^diemdanh-office: the training database cannot be reached: ' "$TEMP/away.err" || fail "a database that is away: $status"
echo "check: all right"
