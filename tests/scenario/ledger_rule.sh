#!/usr/bin/env bash
# The rule in PostgreSQL: exactly the vectors' rows, and the same rolls, credits and courses as SQLite on random timetables.
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
jit = off
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

# course_of OUTPUT: that output as the vectors write it.
course_of() {
    case $1 in
    credit)
        sql -F "$(printf '\t')" -c "select class_id, member_id, session_id, status, closed, counted, weight, halves, made_up
            from vectors.rule_credit order by class_id, member_id, session_id"
        ;;
    course)
        sql -F "$(printf '\t')" -c "select class_id, member_id, attended, held, total, threshold_percent, reaches, can_reach
            from vectors.rule_course order by class_id, member_id"
        ;;
    esac
}

cases=0
for theme in "$VECTORS"/[0-9]*.sql; do
    theme=${theme%.sql}
    load "$theme.sql"
    for expected in "$theme.tsv" "$theme.credit.tsv" "$theme.course.tsv"; do
        [ -f "$expected" ] || continue
        grep -v '^#' "$expected" >"$TEMP/expected"
        case $expected in
        *.credit.tsv) course_of credit ;;
        *.course.tsv) course_of course ;;
        *) roll "to_char(interval '1 millisecond' * TIME, 'HH24:MI:SS.MS')" ;;
        esac >"$TEMP/found"
        diff -u "$TEMP/expected" "$TEMP/found" || fail "PostgreSQL derives other rows for $(basename "$expected")"
        cases=$((cases + $(wc -l <"$TEMP/expected")))
    done
done
[ "$cases" -ge 261 ] || fail "only $cases cases"
echo "$cases cases of the vectors are equal"

# Installing the rule over itself must work: the centre does so at each migration.
{ echo "set search_path = vectors;"; cat "$RULE"; } | sql -f - || fail "the rule cannot be installed again"

total=0
for seed in ${RULE_SEEDS:-1 2 3 4 5 6}; do
    "$TOOL" random $seed >"$TEMP/random.sql" || fail "random"
    load "$TEMP/random.sql"
    roll "TIME::text" >"$TEMP/postgres.roll"
    course_of credit >"$TEMP/postgres.credit"
    course_of course >"$TEMP/postgres.course"
    for output in roll credit course; do
        "$TOOL" $output "$VECTORS/tables.sql" "$RULE" "$TEMP/random.sql" >"$TEMP/sqlite" || fail "SQLite refuses the random input"
        cmp "$TEMP/sqlite" "$TEMP/postgres.$output" || {
            diff "$TEMP/sqlite" "$TEMP/postgres.$output" | head
            fail "the engines differ in rule_$output, seed $seed"
        }
        [ $output != roll ] || rows=$(wc -l <"$TEMP/sqlite")
    done
    total=$((total + rows))
    cut -f4 "$TEMP/postgres.roll" | sort | uniq -c | tr -s ' \n' ' '
    echo "seed $seed: $rows rows of roll are equal, and their credits and courses"
done
[ -n "${RULE_SEEDS:-}" ] || [ "$total" -ge 100000 ] || fail "only $total rows"
echo "$total rows of roll are equal in both engines"
