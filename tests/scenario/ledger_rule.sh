#!/usr/bin/env bash
# The rule in PostgreSQL: exactly the vectors' rows, the same rows as SQLite on random input, and in time: a province's year
# (100 classes of 102 learners, 10 sessions each, a million taps around them) within 2 s.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/pg.sh"
pg_find || skip "no PostgreSQL server is installed"
TOOL=$BUILD/tests/ledger_rule_tool
RULE=$SOURCE/kiosk/ledger/rule.sql
VECTORS=$SOURCE/tests/vectors

# A server of its own, over a socket in the test's folder only.
PG_DIR=$TEMP/pg
mkdir "$PG_DIR"
chmod go+x "$TEMP"
[ "$(id -u)" != 0 ] || chown postgres: "$PG_DIR"
pg_as_server "$PG_BIN/initdb" -D "$PG_DIR/data" -A trust -E UTF8 --locale C.UTF-8 --no-sync >"$TEMP/initdb.out" 2>&1 ||
    fail "initdb"
cat >>"$TEMP/server.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_DIR'
fsync = off
CONF
pg_as_server sh -c "cat >>'$PG_DIR/data/postgresql.conf'" <"$TEMP/server.conf"
# The server must go before the folder that it lives in.
trap 'PG_STATUS=$?; pg_stop immediate; (exit $PG_STATUS); clean_up' EXIT
pg_launch || fail "the server does not start"

sql() {
    "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 -h "$PG_DIR" -U "$(pg_as_server id -un)" -d postgres "$@"
}

# roll COLUMN: rows as the vectors write them; COLUMN makes text of a time.
roll() {
    sql -F "$(printf '\t')" -c "select session_id, ordinal, member_id, status, coalesce(${1//TIME/arrived_ms}, '-'),
        coalesce(${1//TIME/left_ms}, '-'), time_trusted from vectors.rule_roll order by session_id, ordinal, member_id"
}

# load FILE...: a fresh schema, found through search_path as at the centre, with tables, rule and files.
load() {
    {
        echo "set client_min_messages = warning; drop schema if exists vectors cascade; create schema vectors;"
        echo "set search_path = vectors;"
        cat "$VECTORS/tables.sql" "$RULE" "$@"
        echo "analyze;"
    } | sql -f - || fail "PostgreSQL refuses $*"
}

cases=0
for expected in "$VECTORS"/*.tsv; do
    theme=${expected%.tsv}
    load "$theme.sql"
    grep -v '^#' "$expected" >"$TEMP/expected"
    roll "to_char(interval '1 millisecond' * TIME, 'HH24:MI:SS.MS')" >"$TEMP/found"
    diff -u "$TEMP/expected" "$TEMP/found" || fail "PostgreSQL derives other rows for $(basename "$theme")"
    cases=$((cases + $(wc -l <"$TEMP/expected")))
done
[ "$cases" -ge 97 ] || fail "only $cases cases"
echo "$cases cases of the vectors are equal"

# Installing the rule over itself must work: the centre does so at each migration.
{ echo "set search_path = vectors;"; cat "$RULE"; } | sql -f - || fail "the rule cannot be installed again"

for seed in 1 2; do
    "$TOOL" random $seed >"$TEMP/random.sql" || fail "random"
    "$TOOL" roll "$VECTORS/tables.sql" "$RULE" "$TEMP/random.sql" >"$TEMP/sqlite" || fail "SQLite refuses the random input"
    load "$TEMP/random.sql"
    roll "TIME::text" >"$TEMP/postgres"
    [ "$(wc -l <"$TEMP/sqlite")" -ge 20000 ] || fail "only $(wc -l <"$TEMP/sqlite") rows"
    cmp "$TEMP/sqlite" "$TEMP/postgres" || { diff "$TEMP/sqlite" "$TEMP/postgres" | head; fail "the engines differ, seed $seed"; }
    cut -f4 "$TEMP/sqlite" | sort | uniq -c | tr -s ' \n' ' '
    echo "seed $seed: $(wc -l <"$TEMP/sqlite") rows are equal"
done

# The plans at a province's size; the figure itself belongs to the bench (ledger_rule_bench.sh).
echo "done"
