#!/usr/bin/env bash
# The rule in PostgreSQL: exactly the vectors' rows, and the same rolls, credits and courses as SQLite on random timetables.
# RULE_SEEDS="1 2 3 4 5 6" goes through more of them than the one timetable, some 18,000 rows, of each day's run.
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

PG_USER=$(pg_as_server id -un)
sql() {
    "$PG_BIN/psql" -qXAt -F "$(printf '\t')" -v ON_ERROR_STOP=1 -h "$PG_DIR" -U "$PG_USER" -d postgres "$@"
}

# load FILE: psql's lines for a fresh schema, found through search_path as at the centre, with tables, rule and the file.
load() {
    echo "begin; drop schema if exists vectors cascade; create schema vectors; set search_path = vectors;"
    cat "$VECTORS/tables.sql" "$RULE" "$1"
    echo "commit; analyze;"
}

# ask OUTPUT COLUMN FILE: psql's lines that write an output's rows into a file; COLUMN makes text of a time.
ask() {
    echo "\\o $3"
    case $1 in
    roll)
        echo "select session_id, ordinal, member_id, status, coalesce(${2//TIME/arrived_ms}, '-'),
            coalesce(${2//TIME/left_ms}, '-'), time_trusted from rule_roll order by session_id, ordinal, member_id;"
        ;;
    credit)
        echo "select class_id, member_id, session_id, status, closed, counted, weight, halves, made_up from rule_credit
            order by class_id, member_id, session_id;"
        ;;
    course)
        echo "select class_id, member_id, attended, held, total, threshold_percent, reaches, can_reach from rule_course
            order by class_id, member_id;"
        ;;
    esac
    echo "\\o"
}

# The output that an expected file is of.
output_of() {
    case $1 in
    *.credit.tsv) echo credit ;;
    *.course.tsv) echo course ;;
    *) echo roll ;;
    esac
}

# All themes by one psql: to start one takes longer than most of them.
for theme in "$VECTORS"/[0-9]*.sql; do
    load "$theme"
    for expected in "${theme%.sql}".tsv "${theme%.sql}".*.tsv; do
        [ ! -f "$expected" ] || ask "$(output_of "$expected")" "to_char(interval '1 millisecond' * TIME, 'HH24:MI:SS.MS')" \
            "$TEMP/found.$(basename "$expected")"
    done
done >"$TEMP/themes.sql"
sql -c "set client_min_messages = warning" -f "$TEMP/themes.sql" || fail "PostgreSQL refuses a theme"
cases=0
for expected in "$VECTORS"/[0-9]*.tsv; do
    grep -v '^#' "$expected" >"$TEMP/expected"
    diff -u "$TEMP/expected" "$TEMP/found.$(basename "$expected")" ||
        fail "PostgreSQL derives other rows for $(basename "$expected")"
    cases=$((cases + $(wc -l <"$TEMP/expected")))
done
[ "$cases" -ge 261 ] || fail "only $cases cases"
echo "$cases cases of the vectors are equal"

# Installing the rule over itself must work: the centre does so at each migration.
{ echo "set search_path = vectors;"; cat "$RULE"; } | sql -f - || fail "the rule cannot be installed again"

# A class of 50 in which one learner plays with the reader, 1,000 taps in all: no step of a roll or a course may have more rows
# than a hundred for each tap. With a row for each arrival with each departure with each untrusted tap it would be 32,000,000.
cat >"$TEMP/playful.sql" <<'SQL'
insert into rule_policy (class_id) values ('C');
insert into rule_session (session_id, class_id, opens_ms, starts_ms, ends_ms)
  select 'S' || g, 'C', g * 86400000, g * 86400000, g * 86400000 + 14400000 from generate_series(1, 10) g;
insert into rule_place select session_id, 'R', 0 from rule_session;
insert into rule_enrolment (class_id, member_id, ordinal) select 'C', 'M' || g, g from generate_series(1, 50) g;
insert into rule_tap select e.member_id, 'R', s.session_id, s.starts_ms, 1, 0 from rule_enrolment e cross join rule_session s;
insert into rule_tap select 'M1', 'R', 'S5', 5 * 86400000 + g * 1000, (g % 5 > 0)::int, (g % 5 > 2)::int from generate_series(1, 1000) g;
SQL
{
    load "$TEMP/playful.sql"
    echo "explain (analyze, costs off, timing off) select * from rule_roll where session_id = 'S5';"
    echo "explain (analyze, costs off, timing off) select * from rule_course where class_id = 'C';"
} >"$TEMP/play.sql"
sql -c "set client_min_messages = warning" -f "$TEMP/play.sql" >"$TEMP/plans" || fail "PostgreSQL refuses many taps of one learner"
most=$(sed -n 's/.*(actual rows=\([0-9]*\) loops=\([0-9]*\)).*/\1 \2/p' "$TEMP/plans" | awk '$1 * $2 > most { most = $1 * $2 } END { print most + 0 }')
[ "$most" -ge 1000 ] && [ "$most" -le 100000 ] || fail "a step has $most rows: $(cat "$TEMP/plans")"
echo "1,000 taps of one learner: no step has more than $most rows"

total=0
for seed in ${RULE_SEEDS:-1}; do
    "$TOOL" random $seed >"$TEMP/random.sql" || fail "random"
    {
        load "$TEMP/random.sql"
        for output in roll credit course; do
            ask $output "TIME::text" "$TEMP/postgres.$output"
        done
    } >"$TEMP/seed.sql"
    sql -c "set client_min_messages = warning" -f "$TEMP/seed.sql" || fail "PostgreSQL refuses the random input"
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
[ -n "${RULE_SEEDS:-}" ] || [ "$total" -ge 17000 ] || fail "only $total rows"
echo "$total rows of roll are equal in both engines"
