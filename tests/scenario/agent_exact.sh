#!/usr/bin/env bash
# Exactly once: killed between sending and the answer, a centre restored from a backup, a ledger restored from an image.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
central_start

echo "killed after the server committed, before it heard of it"
proxy_start "$PG_PORT"
agent_start "$(conf_with proxy "s/port=$PG_PORT/port=$PROXY_PORT/")"
expect "grep -q 'there is no ledger' '$TEMP/sync.err'" 5 "it waits for the ledger"
tap -n 0
expect "grep -q online '$TEMP/sync.err'" 20 "online through the proxy"
line hold down 0 # answers are held back from now on
tap -n 50 >/dev/null
expect "[ \"\$(count_there)\" -gt 0 ]" 15 "the server took something"
[ "$(ledger_value 'select acked_seq from sync')" = 0 ] || fail "the agent did not hear of it"
agent_kill
once
all_there 50
[ "$(ledger_value 'select acked_seq from sync')" = 50 ] || fail "acked"

echo "killed while the server waits to commit"
tap -n 30 >/dev/null
"$PG_BIN/psql" -qXAt "$PG_ADMIN" <<'SQL' >"$TEMP/lock.out" 2>&1 &
begin;
select 'locked' from training.ledger for update;
select pg_sleep(30);
SQL
LOCK=$!
expect "grep -q locked '$TEMP/lock.out'" 5 "the ledger's row is locked"
agent_start
expect "[ \"\$(pg_value \"select count(*) from pg_stat_activity where usename = 'P101-A' and wait_event_type = 'Lock'\")\" = 1 ]" 15 "the push waits"
agent_kill
[ "$(count_there)" = 50 ] || fail "nothing is committed yet"
pg_value "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()" >/dev/null
wait "$LOCK"
once
all_there 80

echo "ten kills at random moments, taps going on"
"$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$KEY" -r P101 -n 400 -e 5 >"$TEMP/taps" &
TAPS=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    agent_start
    sleep "0.$((RANDOM % 3))$((RANDOM % 10))" # the moment is left to chance, each must be as good as any other
    agent_kill
done
wait "$TAPS" || fail "taps"
once
all_there 480

echo "a centre restored from a backup"
backup() {
    "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 "${PG_ADMIN/dbname=training/dbname=postgres}" "$@" || fail "psql $*"
}
backup -c 'create database backup template training'
tap -n 1500 >/dev/null
once
all_there 1980
backup -c 'drop database training with (force)' -c 'alter database backup rename to training'
[ "$(count_there)" = 480 ] || fail "the backup holds less"
once
[ "$(lines "$TEMP/once.err" 'the centre held less than it once said: 1500 facts sent again')" = 1 ] || fail "it says so"
all_there 1980
[ "$(ledger_value 'select acked_seq from sync')" = 1980 ] || fail "acked"

echo "a centre set up anew"
pg_sql 'truncate training.fact, training.ledger, training.boot, training.alarm, training.fork_search'
tap -n 1 >/dev/null
once
all_there 1981
[ "$(pg_value 'select count(*) from training.boot')" = "$(ledger_value 'select count(*) from boot')" ] || fail "boots too"

echo "a ledger restored from an older image"
ledger_value "vacuum into '$TEMP/image.db'"
tap -n 1200 >/dev/null
once
all_there 3181
facts_here >"$TEMP/first"
rm -f "$LEDGER" "$LEDGER"-*
cp "$TEMP/image.db" "$LEDGER"
chmod 600 "$LEDGER"
once # nothing new: the centre knows all that is here
[ "$(ledger_value 'select acked_seq from sync')" = 1981 ] || fail "the rows of the other copy are not ours"
tap -n 2500 >/dev/null
once
[ "$(lines "$TEMP/once.err" 'had parted')" = 1 ] || fail "it says so"
[ "$(ledger_value 'select acked_seq from sync')" = 4481 ] || fail "all is sent"
facts_here >"$TEMP/second"
# Each row of both copies is there once, the common ones once in all.
sort -u "$TEMP/first" "$TEMP/second" >"$TEMP/wanted"
pg_value "select seq || ' ' || encode(chain, 'hex') from training.fact" | sort >"$TEMP/got"
cmp -s "$TEMP/wanted" "$TEMP/got" || fail "not each row once: $(diff "$TEMP/wanted" "$TEMP/got" | head -5)"
[ "$(pg_value "select count(*) from training.ledger where parent_id is not null")" = 1 ] || fail "one branch"
[ "$(pg_value "select count(*) from training.alarm where kind = 'fork'")" = 1 ] || fail "one alarm"
before=$(pg_value 'select md5(string_agg(f::text, chr(10) order by ledger_id, seq)) from training.fact f')
once
[ "$(pg_value 'select md5(string_agg(f::text, chr(10) order by ledger_id, seq)) from training.fact f')" = "$before" ] || fail "again: nothing changes"

echo "the first copy comes back after the second was sent"
rm -f "$LEDGER" "$LEDGER"-*
cp "$TEMP/image.db" "$LEDGER"
chmod 600 "$LEDGER"
sqlite3 "$LEDGER" "update sync set acked_seq = 0"
tap -n 10 >/dev/null
once
[ "$(ledger_value 'select acked_seq from sync')" = 1991 ] || fail "all is sent"
facts_here | sort -u - "$TEMP/wanted" >"$TEMP/wanted3"
pg_value "select seq || ' ' || encode(chain, 'hex') from training.fact" | sort >"$TEMP/got"
cmp -s "$TEMP/wanted3" "$TEMP/got" || fail "not each row once: $(diff "$TEMP/wanted3" "$TEMP/got" | head -5)"
