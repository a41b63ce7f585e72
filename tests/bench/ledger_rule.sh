#!/usr/bin/env bash
# The rule at the centre at a province's size: 100 classes x 10 sessions x 102 learners, with a million taps of three years
# around them, in the real schema; all rolls of the year within 2 s, and what a kiosk or an office waits for beside them.
# Usage: ledger_rule.sh BUILD_DIR
. "$(dirname "$0")/../scenario/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"
office_start

# Each learner taps about 100 times in three years, ten of them for the sessions of this year; one boot in fifty met no
# trusted clock. Three classes go on now, the others are over.
pg_sql "
set search_path = training;
insert into site values ('W', 'W');
insert into room (room_id, site_id, name) select 'r' || g, 'W', g from generate_series(0, 19) g;
insert into member (member_id, full_name) select 'm' || g, 'Học viên ' || g from generate_series(103, 10302) g;
insert into class (class_id, title, half_late_after_min, early_after_min, half_early_after_min, check_out)
  select 'c' || g, 'Lớp ' || g, 45, 15, 45, 1 from generate_series(1, 100) g;
insert into session (session_id, class_id, room_id, starts_at, ends_at)
  select format('s%s-%s', c, n), 'c' || c, 'r' || c % 20, at, at + interval '4 hours'
  from (select c, n, date_trunc('day', now()) + interval '7 hours 30 minutes'
               + interval '1 day' * case when c <= 3 then n - 8 else n - 40 * (c / 20) - 60 end as at
        from generate_series(1, 100) c, generate_series(1, 10) n) t;
insert into enrolment (class_id, member_id, ordinal)
  select 'c' || c, 'm' || c * 102 + i, i from generate_series(1, 100) c, generate_series(1, 102) i;
insert into ledger (ledger_id, root_id, kiosk_id, hi, chain_at_hi)
  select id, id, 'k' || g, 0, ''
  from (select g, ('00000000-0000-0000-0000-' || lpad(g::text, 12, '0'))::uuid as id from generate_series(0, 19) g) t;
insert into kiosk (kiosk_id, room_id, ledger_id, drained_at)
  select kiosk_id, 'r' || substring(kiosk_id from 2), ledger_id, now() from ledger;
insert into fact (ledger_id, seq, kind, room_id, session_id, member_id, who, at_ms, trusted, verdict, chain)
  select l.ledger_id, row_number() over (), 'tap', s.room_id, s.session_id, e.member_id, e.member_id,
         s.starts_ms - 1200000 + (random() * 3600000)::int8, (random() > 0.02)::int, 'present', ''
  from session s join enrolment e using (class_id) join ledger l on l.kiosk_id = 'k' || substring(s.room_id from 2)
  where random() < 0.9;
insert into fact (ledger_id, seq, kind, room_id, member_id, who, at_ms, trusted, verdict, chain)
  select ledger_id, 1000000 + g, 'tap', 'r' || g % 20, m, m, utc_ms(now()) - (random() * 1095 * 86400000)::int8,
         (random() > 0.02)::int, 'wrong_session', ''
  from (select g, 'm' || 103 + (random() * 10199)::int as m from generate_series(1, 900000) g) t
  join ledger on kiosk_id = 'k' || g % 20;
insert into fact (ledger_id, seq, kind, session_id, member_id, status, at_ms, trusted, chain)
  select ledger_id, 3000000 + g, 'mark', format('s%s-%s', 1 + g % 100, 1 + g % 10), 'm' || (1 + g % 100) * 102 + 1 + g % 102,
         'excused', utc_ms(now()), 1, ''
  from generate_series(1, 5000) g join ledger on kiosk_id = 'k' || g % 20;
insert into fact (ledger_id, seq, kind, session_id, status, at_ms, trusted, chain)
  select ledger_id, 4000000 + n, 'mark', format('s%s-%s', c, n), 'close', utc_ms(now()), 1, ''
  from generate_series(1, 100) c join ledger on kiosk_id = 'k' || c % 20, generate_series(2, 10, 2) n
  on conflict do nothing" || fail "the tables cannot be filled"
pg_sql "vacuum analyze"

printf '%-52s %10s %10s\n' what ms bar
# measure WHAT BAR|- SQL: the middle of three.
measure() {
    local ms
    ms=$({
        printf 'set search_path = training;\n\\timing on\n'
        printf '%s;\n' "$3" "$3" "$3"
    } | "$PG_BIN/psql" -qXAt "$PG_ADMIN" | sed -n 's/^Time: \([0-9]*\).*/\1/p' | sort -n | sed -n 2p)
    [ -n "$ms" ] || fail "$1"
    printf '%-52s %10s %10s' "$1" "$ms" "$2"
    if [ "$2" != - ] && [ "$ms" -gt "$2" ]; then
        printf ' MISSED\n'
        missed=1
    else
        printf '\n'
    fi
}
missed=0
value_is 102000 "select count(*) from training.roll"
measure "all rolls of a year, 102,000 rows" 2000 "select count(*), count(*) filter (where status = 'late') from roll"
measure "one roll of 102" - "select count(*) from roll where session_id = 's50-5'"
measure "one class's course" - "select count(*) from course where class_id = 'c50'"
measure "a site's past sessions, judged for its kiosks" - "select length(site_past('W', current_date, 'Asia/Ho_Chi_Minh'))"
measure "a site's slice beside them" - "select length(site_slice('W', current_date, 'Asia/Ho_Chi_Minh'))"
exit $missed
