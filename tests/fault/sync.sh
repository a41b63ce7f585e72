#!/usr/bin/env bash
# What the way to the centre survives: for each fault random schedules of real ledgers, the agent's own code and a real
# database; how many facts were lost, doubled or misdated; and, with a part of the protocol switched off in the test, that
# the same schedules then fail. DIEMDANH_FAULT=full: the long form. SEED=N begins elsewhere.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/../scenario/agent_lib.sh"
central_start
office kiosk add P101-B --room P101 --out "$TEMP/kiosk-b" --server "$PG_SERVER" >"$TEMP/kiosk-b.out" || fail "kiosk add"
FUZZ=$BUILD/tests/sync_fuzz
SEED=${SEED:-1}
if [ "${DIEMDANH_FAULT:-}" = full ]; then
    ALL=600 EACH=40 TLS=60
else
    ALL=30 EACH=2 TLS=3
fi

# Nothing here crashes the server's machine, so it need not wait for a disk; kiosks may come over the local socket too.
cat >>"$PG_DIR/data/postgresql.conf" <<CONF
fsync = off
synchronous_commit = off
autovacuum = off
CONF
echo 'local all +training_kiosk trust' >>"$PG_DIR/data/pg_hba.conf"
pg_restart || fail "restart"
for slot in 0 1; do
    pg_sql "create schema saved$slot" || fail "schema"
    for table in fact ledger boot fork_search alarm; do
        pg_sql "create table saved$slot.$table (like training.$table)" || fail "table"
    done
done
LEDGERS=$(mktemp -d /dev/shm/diemdanh-fault.XXXXXX 2>/dev/null || mktemp -d "$TEMP/ledgers.XXXXXX")
trap 'status=$?; rm -rf "$LEDGERS"; pg_stop immediate; (exit $status); clean_up' EXIT

LOCAL_A="host=$PG_DIR/socket port=$PG_PORT dbname=training user=P101-A sslmode=disable"
LOCAL_B="host=$PG_DIR/socket port=$PG_PORT dbname=training user=P101-B sslmode=disable"
TLS_A=$(sed -n 's/^conninfo = //p' "$TEMP/kiosk/kiosk.conf")
TLS_B=$(sed -n 's/^conninfo = //p' "$TEMP/kiosk-b/kiosk.conf")

row() { # NAME A B [options]
    local name=$1 a=$2 b=$3
    shift 3
    "$FUZZ" --seed "$SEED" --name "$name" "$@" "$LEDGERS" "$KEY" "$PG_ADMIN" "$a" "$b"
}
BAD=0
must_hold() {
    row "$@" || BAD=1
}
must_fail() {
    local status=0
    row "$@" || status=$?
    if [ $status != 1 ]; then
        echo "the control did not fail as it must (status $status): the schedules above prove nothing"
        BAD=1
    fi
}
# A function of the centre, changed by text until mended: FUNCTION OLD NEW.
override() {
    pg_sql "create table if not exists saved0.code (number int generated always as identity, text text);
do \$do\$ declare old text := pg_get_functiondef('training.$1'::regproc);
  new text := replace(old, \$t\$$2\$t\$, \$t\$$3\$t\$);
begin
  perform set_config('search_path', 'training, pg_temp', true);
  if new = old then raise exception '$1 has another text now'; end if;
  insert into saved0.code (text) values (old);
  execute new;
end \$do\$" || fail "override $1"
}
mend() {
    pg_sql "do \$do\$ declare c record; begin
  perform set_config('search_path', 'training, pg_temp', true);
  for c in select text from saved0.code order by number desc loop execute c.text; end loop; delete from saved0.code; end \$do\$" || fail "mend"
}

printf '%-34s %6s %8s %5s %7s %8s %6s %6s %7s\n' fault trials facts lost doubled misdated others forks gone
for fault in agent_before agent_after agent_random server_before server_after duplicate late reflash image clone_same \
    clone_other restore failover boots catch_up; do
    must_hold "$fault" "$LOCAL_A" "$LOCAL_B" --only "$fault" --schedules "$EACH"
done
must_hold "all together" "$LOCAL_A" "$LOCAL_B" --schedules "$ALL"
must_hold "all together, over TLS" "$TLS_A" "$TLS_B" --schedules "$TLS"

echo "controls, which must fail:"
for fault in restore failover; do
    must_fail "$fault, acked never lowered" "$LOCAL_A" "$LOCAL_B" --only "$fault" --control acked --schedules 20
done
override kiosk_push 'and l.chain_at_hi = in_prev_chain' ''
must_fail "clone_other, chain not compared" "$LOCAL_A" "$LOCAL_B" --only clone_other --control prev --schedules 20
mend
# A random id makes the branch a stranger: what is sent again is not looked for there.
override ledger_branch "encode(substring(sha256(uuid_send(in_parent.ledger_id) || int8send(in_fork_seq) || in_chain_after)
                                    from 1 for 16), 'hex')::uuid" 'gen_random_uuid()'
override push_resolve 'f.ledger_id in (select l.ledger_id from ledger l where l.root_id = in_root_id)' 'f.ledger_id = in_root_id'
must_fail "clone_other, random branch ids" "$LOCAL_A" "$LOCAL_B" --only clone_other --control child --schedules 20
mend
must_hold "clone_other, mended" "$LOCAL_A" "$LOCAL_B" --only clone_other --schedules "$EACH"
exit $BAD
