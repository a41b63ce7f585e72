#!/usr/bin/env bash
# What the way to the centre survives: for each fault random schedules of real ledgers, the agent's own code, a real database
# and a line between them that breaks; how many facts were lost, doubled or misdated; and, with a part of the protocol switched
# off in the test, that schedules of that fault then lose, double or misdate.
# DIEMDANH_FAULT=full: 600 schedules of all faults together, 60 over TLS, 10 of each. DIEMDANH_SEED=N begins elsewhere.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/../scenario/agent_lib.sh"
# shellcheck source=tests/fault/sync_lib.sh
. "$(dirname "$0")/sync_lib.sh"
SEED=${DIEMDANH_SEED:-$(date +%s)}
echo "seed $SEED"
if [ "${DIEMDANH_FAULT:-}" = full ]; then
    ALL=600 EACH=10 TLS=60 KILLED=5
else
    ALL=12 EACH=1 TLS=2 KILLED=1
fi
CONTROL=40 # schedules at most; a control ends with the first that fails

# Facts are counted, so the ledgers need no disk. The server dies in one of the rows only, and never its machine.
central_start
office kiosk add P101-B --room P101 --out "$TEMP/kiosk-b" --server "$PG_SERVER" >"$TEMP/kiosk-b.out" || fail "kiosk add"
cat >>"$PG_DIR/data/postgresql.conf" <<CONF
fsync = off
synchronous_commit = off
autovacuum = off
CONF
cat >>"$PG_DIR/data/pg_hba.conf" <<CONF
local      all  +training_kiosk               trust
hostnossl  all  +training_kiosk  127.0.0.1/32 trust
CONF
pg_restart || fail "restart"
# Agents that gave up leave connections behind until the server notices.
pg_sql 'alter role "P101-A" connection limit 40; alter role "P101-B" connection limit 40' || fail "limits"
# What a backup holds: all that kiosks write.
TABLES=$(pg_value "select relname from pg_class where relkind = 'r' and relnamespace = 'training'::regnamespace
                   and relname ~ '^(fact|ledger|boot|fork_search|alarm|session_door)'")
for slot in 0 1; do
    pg_sql "create schema saved$slot" || fail "schema"
    for table in $TABLES; do
        pg_sql "create table saved$slot.$table (like training.$table including generated)" || fail "table"
    done
done
pg_sql "create schema mended; create table mended.code (number int generated always as identity, text text)" || fail "schema"
LEDGERS=$(mktemp -d /dev/shm/diemdanh-fault.XXXXXX 2>/dev/null || mktemp -d "$TEMP/ledgers.XXXXXX")
trap 'status=$?; rm -rf "$LEDGERS"; pg_stop immediate; (exit $status); clean_up' EXIT

# Kills the server and all its children at once, and starts it again.
as_server=
[ "$(id -u)" != 0 ] || as_server="setpriv --reuid postgres --regid postgres --init-groups"
cat >"$TEMP/crash.sh" <<CRASH
master=\$(head -n 1 "$PG_DIR/data/postmaster.pid")
kill -9 \$master \$(ps -o pid= --ppid \$master)
for i in 1 2 3 4 5 6 7 8 9 10; do
    $as_server "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/server.log" -w -t 30 start >/dev/null 2>&1 && exit 0
    sleep 0.2
done
exit 1
CRASH

LOCAL_A="host=$PG_DIR/socket port=$PG_PORT dbname=training user=P101-A sslmode=disable"
LOCAL_B="host=$PG_DIR/socket port=$PG_PORT dbname=training user=P101-B sslmode=disable"
TLS_A=$(sed -n 's/^conninfo = //p' "$TEMP/kiosk/kiosk.conf")
TLS_B=$(sed -n 's/^conninfo = //p' "$TEMP/kiosk-b/kiosk.conf")
other_ca
signed foreign "$TEMP/bad/other-ca.crt" "$TEMP/bad/other-ca.key"
signed expired "$PG_STATE/ca.crt" "$PG_STATE/ca.key" -startdate 20200101000000Z -enddate 20200201000000Z
REFUSED=(--expired "${TLS_A/"$TEMP/kiosk/P101-A.crt"/"$TEMP/bad/expired.crt"}"
    --foreign "${TLS_A/"$TEMP/kiosk/P101-A.crt"/"$TEMP/bad/foreign.crt"}")

BAD=0
declare -A HELD CONTROLS
NAMES=()
schedules() { # [options]
    "$BUILD/tests/sync_fuzz" --seed "$SEED" --server-port "$PG_PORT" --crash "sh '$TEMP/crash.sh'" "$@" "$LEDGERS" "$KEY" \
        "$PG_ADMIN" "${A:-$LOCAL_A}" "${B:-$LOCAL_B}" >"$TEMP/schedules" 2>"$TEMP/schedules.told"
}
must_hold() { # NAME [options]
    local name=$1 status=0
    shift
    schedules --name "$name" "$@" || status=$?
    NAMES+=("$name")
    HELD[$name]=$(tail -n 1 "$TEMP/schedules")
    if [ $status != 0 ]; then
        echo "$name: sync_fuzz ended with $status"
        cat "$TEMP/schedules.told"
        BAD=1
    fi
}
# must_fail NAME WHAT KIND [options]: something must be lost, doubled or misdated.
must_fail() {
    local name=$1 what=$2 status=0 lost doubled misdated count
    shift 2
    schedules --name "$name" --schedules "$CONTROL" "$@" || status=$?
    IFS='|' read -r _ count _ lost doubled misdated _ <"$TEMP/schedules"
    if [ $status != 1 ]; then
        echo "$name: the control '$what' did not fail as it must (status $status): the schedules prove nothing"
        cat "$TEMP/schedules" "$TEMP/schedules.told"
        BAD=1
        return
    fi
    count="$([ "$lost" = 0 ] || echo " lost $lost")$([ "$doubled" = 0 ] || echo " doubled $doubled")$([ "$misdated" = 0 ] || echo " misdated $misdated")"
    CONTROLS[$name]="${CONTROLS[$name]:-}${CONTROLS[$name]:+; }$what:$count"
}
# A function of the centre, changed by text until mended: FUNCTION OLD NEW.
override() {
    pg_sql "do \$do\$ declare old text := pg_get_functiondef('training.$1'::regproc);
  new text := replace(old, \$t\$$2\$t\$, \$t\$$3\$t\$);
begin
  perform set_config('search_path', 'training, pg_temp', true);
  if new = old then raise exception '$1 has another text now'; end if;
  insert into mended.code (text) values (old);
  execute new;
end \$do\$" || fail "override $1"
}
mend() {
    pg_sql "do \$do\$ declare c record; begin
  perform set_config('search_path', 'training, pg_temp', true);
  for c in select text from mended.code order by number desc loop execute c.text; end loop; delete from mended.code; end \$do\$" || fail "mend"
}
durable() { # on|off
    pg_sql "alter system set fsync = $1" && pg_sql "alter system set synchronous_commit = $1" && pg_value 'select pg_reload_conf()' >/dev/null || fail "durable $1"
}

for fault in agent_before agent_after agent_random server_before server_after duplicate late reflash image clone_same \
    clone_other restore failover boots odd slice cut_sending cut_answer stall truncate slow revoked schema; do
    must_hold "$fault" --only "$fault" --schedules "$EACH"
done
must_hold catch_up --only catch_up,agent_random,cut_answer --schedules "$EACH"
durable on
must_hold server_killed --only server_killed --schedules "$KILLED"
durable off
must_hold "all together" --schedules "$ALL"
for fault in expired foreign; do
    A=$TLS_A B=$TLS_B must_hold "$fault" --only "$fault" "${REFUSED[@]}" --schedules "$EACH"
done
A=$TLS_A B=$TLS_B must_hold "all together, over TLS" "${REFUSED[@]}" --schedules "$TLS"

# ---- controls ----
for fault in agent_before agent_random server_before cut_sending stall truncate slow revoked schema; do
    must_fail "$fault" "sent counts as held" --only "$fault" --control trust
done
for fault in expired foreign; do
    A=$TLS_A B=$TLS_B must_fail "$fault" "sent counts as held" --only "$fault" "${REFUSED[@]}" --control trust
done
must_fail catch_up "sent counts as held" --only catch_up,agent_random,cut_answer --control trust
for fault in restore failover; do
    must_fail "$fault" "acked never lowered" --only "$fault" --control acked
done
must_fail server_killed "answered before it is durable, acked never lowered" --only server_killed --control acked

# The centre does not look for rows that it holds already.
override push_resolve 'and f.chain = case' 'and f.chain is null and f.chain = case'
for fault in agent_after server_after duplicate late cut_answer; do
    must_fail "$fault" "rows not recognised" --only "$fault" --control centre
done
mend
# Or knows them by their numbers alone.
override push_resolve 'and f.chain = case' "and coalesce(f.chain, '') >= '\\x' and '\\x'::bytea < case"
for fault in image clone_same; do
    must_fail "$fault" "rows known by number alone" --only "$fault" --control centre
done
must_fail reflash "ledger id kept, rows known by number alone" --only reflash --control keep_id
mend
# Another record that ends at the same number, taken for ours: lost is what lies between the parting and that end, once a
# restored centre has forgotten that they parted.
override kiosk_push 'and l.chain_at_hi = in_prev_chain' ''
must_fail clone_other "chain not compared, centre restored" --only clone_other,restore --control centre
mend
# A random id makes the branch a stranger: what is sent again is not looked for there.
override ledger_branch "encode(substring(sha256(uuid_send(in_parent.ledger_id) || int8send(in_fork_seq) || in_chain_after)
                                    from 1 for 16), 'hex')::uuid" 'gen_random_uuid()'
override push_resolve 'f.ledger_id in (select l.ledger_id from ledger l where l.root_id = in_root_id)' 'f.ledger_id = in_root_id'
must_fail clone_other "random branch ids" --only clone_other --control centre
mend
pg_sql "create function mended.keep() returns trigger language plpgsql as 'begin return null; end';
create trigger keep before update on training.boot for each row execute function mended.keep()" || fail "trigger"
must_fail boots "a boot's first time kept" --only boots --control centre
pg_sql "drop trigger keep on training.boot" || fail "trigger"
pg_sql "alter table training.fact add constraint known check (kind in ('tap', 'mark', 'bind', 'guest', 'makeup', 'device')) not valid" || fail "check"
must_fail odd "kinds checked on arrival" --only odd --control centre
pg_sql "alter table training.fact drop constraint known" || fail "check"
pg_sql "create function mended.judge_now() returns trigger language plpgsql as \$\$ begin
  if exists (select from training.session s where s.session_id = new.session_id and s.room_id <> new.room_id) then return null; end if;
  return new; end \$\$; create trigger judge_now before insert on training.fact for each row execute function mended.judge_now()" || fail "trigger"
must_fail slice "judged on arrival" --only slice --control centre
pg_sql "drop trigger judge_now on training.fact" || fail "trigger"
must_hold "clone_other, mended" --only clone_other --schedules "$EACH"

fault_head
for name in "${NAMES[@]}"; do
    if [[ ${HELD[$name]} != *"|"* ]]; then
        fault_row "$name" failed - - - - "sync_fuzz ended early"
        continue
    fi
    IFS='|' read -r _ runs facts lost doubled misdated others forks gone fired seconds _ <<<"${HELD[$name]}"
    [ "$others" = 0 ] || echo "$name: $others invariants did not hold"
    note=${CONTROLS[$name]:-as above}
    [ "$forks" = 0 ] || note="$note ($forks branches)"
    [ "$gone" = 0 ] || note="$note ($gone were on no device and at no centre any more)"
    [ "$fired" = 0 ] || note="$note ($fired breaks)"
    fault_row "$name" "$runs" "$facts" "$lost" "$doubled" "$misdated" "$note"
    SECONDS_ALL="${SECONDS_ALL:-}$name $seconds s, "
done
echo "seconds: ${SECONDS_ALL%, }"
exit $BAD
