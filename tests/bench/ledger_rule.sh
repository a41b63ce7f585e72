#!/usr/bin/env bash
# The rule in PostgreSQL at a province's size: a year of 100 classes x 10 sessions x 102 learners, with a million taps of three
# years around them; all rolls within 2 s. Usage: ledger_rule.sh BUILD_DIR
. "$(dirname "$0")/../scenario/lib.sh"
. "$(dirname "$0")/../scenario/pg.sh"
pg_find || skip "no PostgreSQL server is installed"

PG_DIR=$TEMP/pg
mkdir "$PG_DIR"
chmod go+x "$TEMP"
[ "$(id -u)" != 0 ] || chown postgres: "$PG_DIR"
pg_as_server "$PG_BIN/initdb" -D "$PG_DIR/data" -A trust -E UTF8 --locale C.UTF-8 --no-sync >"$TEMP/initdb.out" 2>&1 ||
    fail "initdb"
pg_as_server sh -c "printf '%s\n' \"listen_addresses = ''\" \"unix_socket_directories = '$PG_DIR'\" 'fsync = off' 'jit = off' \
    >>'$PG_DIR/data/postgresql.conf'"
trap 'PG_STATUS=$?; pg_stop immediate; (exit $PG_STATUS); clean_up' EXIT
pg_launch || fail "the server does not start"

sql() {
    "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 -h "$PG_DIR" -U "$(pg_as_server id -un)" -d postgres "$@"
}

# Facts and boots as the centre keeps them, seen through views; each learner taps about 100 times in three years, 12 of
# them for the sessions of this year.
sql -f - <<'SQL' || fail "the tables cannot be made"
create schema training;
set search_path = training;
create table session as
  select format('s%s-%s', c, n) as session_id, 'c' || c as class_id, 'r' || c % 20 as room_id, 0 as cancelled, 5 as periods,
         4102444800000 + (c / 20 * 40 + n) * 86400000::bigint + 27000000 - 1800000 as opens_ms,
         4102444800000 + (c / 20 * 40 + n) * 86400000::bigint + 27000000 as starts_ms,
         4102444800000 + (c / 20 * 40 + n) * 86400000::bigint + 41400000 as ends_ms,
         n % 2 as closed
  from generate_series(1, 100) c, generate_series(1, 10) n;
create table enrolment as
  select 'c' || c as class_id, format('m%s', c * 102 + i) as member_id, i as ordinal, null::int8 as from_ms, null::int8 as until_ms,
         'c' || c as counts_for
  from generate_series(1, 100) c, generate_series(1, 102) i;
create table boot as select b as boot_id, 4102444800000 - 700 * 86400000::bigint + b * 86400000::bigint as offset_ms,
  (b % 50 > 0)::int as source from generate_series(1, 1100) b;
create table fact (seq bigint primary key, kind text, boot_id int, boottime_ms bigint, room_id text, session_id text,
                   member_id text, status text);
insert into fact
  select row_number() over (), 'tap', 700 + c / 20 * 40 + n, 27000000 - 1200000 + random() * 3600000, 'r' || c % 20,
         format('s%s-%s', c, n), format('m%s', c * 102 + i)
  from generate_series(1, 100) c, generate_series(1, 10) n, generate_series(1, 102) i, generate_series(1, 1) t
  where random() < 0.9;
insert into fact
  select 1000000 + g, 'tap', 1 + (random() * 1099)::int, 27000000 + random() * 36000000, 'r' || (random() * 19)::int, null,
         format('m%s', 103 + (random() * 10199)::int)
  from generate_series(1, 900000) g;
insert into fact
  select 3000000 + g, 'mark', 1, 0, null, format('s%s-%s', 1 + g % 100, 1 + g % 10), format('m%s', (1 + g % 100) * 102 + 1 + g % 102),
         'excused' from generate_series(1, 5000) g;
create index on session (session_id);
create index on session (class_id);
create index on enrolment (class_id);
create index on enrolment (member_id);
create unique index on boot (boot_id);
create index on fact (member_id) where kind = 'tap';
create index on fact (session_id, member_id) where kind = 'mark';
create index on session (room_id);
create view rule_session as select * from session;
create view rule_place as select session_id, room_id from session;
create table rule_policy as
  select 'c' || c as class_id, 15 as late_after_min, 45 as half_late_after_min, 15 as early_after_min,
         45 as half_early_after_min, 1 as check_out, 1 as excused_absent, 0 as by_periods, 80 as threshold_percent
  from generate_series(1, 100) c;
create index on rule_policy (class_id);
create table rule_make_up (session_id text, member_id text, by_session_id text);
create index on rule_make_up (session_id, member_id);
create index on rule_make_up (member_id);
create view rule_overlap as
  select s.session_id from session s
  join session r on r.room_id = s.room_id and r.session_id <> s.session_id and r.opens_ms <= s.ends_ms
    and r.ends_ms >= s.opens_ms;
create view rule_enrolment as select * from enrolment;
create view rule_tap as
  select f.member_id, f.room_id, f.session_id, f.boottime_ms + b.offset_ms as at_ms, (b.source > 0)::int as trusted,
         0 as leaves
  from fact f join boot b using (boot_id) where f.kind = 'tap';
create view rule_mark as select session_id, member_id, status, seq as mark_order from fact where kind = 'mark';
create table rule_excused as
  select format('s%s-%s', 1 + g % 100, 1 + g % 10) as session_id, format('m%s', (1 + g % 100) * 102 + 1 + g % 101) as member_id
  from generate_series(1, 3000) g group by 1, 2;
create index on rule_excused (session_id, member_id);
analyze;
SQL
{ echo "set client_min_messages = warning; set search_path = training;"; cat "$SOURCE/kiosk/ledger/rule.sql"; } | sql -f - || fail "the rule"

# timed QUERY: the least of five runs on one connection, in ms. Others may be at work on the machine; the least is the
# rule's own.
timed() {
    sql -c '\timing on' -c "$1" -c "$1" -c "$1" -c "$1" -c "$1" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' |
        sort -n | head -1
}

missed=0
row() { # what found [bar]
    if [ -z "${3:-}" ]; then
        printf '%-52s %10.2f ms\n' "$1" "$2"
        return
    fi
    printf '%-52s %10.2f %-4s %10.2f ' "$1" "$2" ms "$3"
    if awk "BEGIN { exit !($2 <= $3) }"; then echo ok; else echo MISSED; missed=1; fi
}
rows=$(sql -c "select count(*) from training.rule_roll where status <> ''")
[ "$rows" = 102000 ] || fail "the year has $rows rows"
printf '%-52s %10s %-4s %10s\n' "the rule in PostgreSQL, 1,000,000 taps" found "" bar
row "a province's year, 102,000 rows" \
    "$(timed "select status, count(*), max(arrived_ms) from training.rule_roll group by status")" 2000
row "the courses of that year, 10,200 learners" "$(timed "select count(*), sum(attended) from training.rule_course")"
row "one session of 102 learners" "$(timed "select * from training.rule_roll where session_id = 's50-5'")"
[ -z "${EXPLAIN:-}" ] || sql -c "explain analyze select status, count(*) from training.rule_roll group by status" \
    -c "explain analyze select * from training.rule_roll where session_id = 's50-5'"
exit $missed
