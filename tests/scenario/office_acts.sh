#!/usr/bin/env bash
# What instructors did at doors and the guests, as the office reads them: exact rows, in the local time of each site.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
# The second site's clock is nine hours from UTC.
pg_sql "insert into training.site (site_id, name, timezone) values ('S1', 'S1', 'Asia/Ho_Chi_Minh'), ('S2', 'S2', 'Asia/Tokyo');
        insert into training.room values ('P101', 'S1', '101'), ('P102', 'S1', '102'), ('P201', 'S2', '201');
        insert into training.member (member_id, full_name) values ('GV', 'Trần Thị Lan'), ('HV', 'Nguyễn Văn An');
        insert into training.class (class_id, title) values ('C1', 'C1');
        insert into training.session (session_id, class_id, room_id, starts_at, ends_at) values
          ('B1', 'C1', 'P101', '2026-03-02 01:00Z', '2026-03-02 04:00Z'), ('B2', 'C1', 'P201', '2026-03-09 01:00Z', '2026-03-09 04:00Z');
        insert into training.kiosk (kiosk_id, room_id) values ('A', 'P101'), ('B', 'P201')"
# Rows as a push leaves them: what matters here is what is read of them.
LA=11111111-0000-0000-0000-000000000000
LB=22222222-0000-0000-0000-000000000000
pg_sql "insert into training.ledger (ledger_id, root_id, kiosk_id, chain_at_hi) values ('$LA', '$LA', 'A', '\\x'), ('$LB', '$LB', 'B', '\\x');
        insert into training.fact (ledger_id, seq, kind, room_id, session_id, member_id, status, reason, actor_id, detail, at_ms, trusted, received_at)
        select l, seq, kind, room, session, member, status, reason, actor, detail, (extract(epoch from at) * 1000)::int8, trusted, received
        from (values
          ('$LA'::uuid, 1, 'mark', 'P101', 'B1', 'HV', 'late', 'forgot', 'GV', '{\"before\": \"not_yet\"}', '2026-03-02 01:20:05Z'::timestamptz, 1, '2026-03-02 01:21Z'::timestamptz),
          ('$LA', 2, 'mark', 'P101', 'B1', 'HV', null, 'undo', 'GV', '{\"before\": \"late\"}', '2026-03-02 01:20:09Z', 1, '2026-03-02 01:21Z'),
          ('$LA', 3, 'mark', 'P101', 'B1', null, 'start', 'đường tắc', 'GV', '{\"starts_utc_ms\": 1772414100000}', '2026-03-02 01:21Z', 1, '2026-03-02 01:22Z'),
          ('$LA', 4, 'mark', 'P101', 'B1', null, 'close', null, 'GV', null, '2026-03-02 04:00Z', 1, '2026-03-02 04:01Z'),
          ('$LA', 5, 'guest', 'P101', 'B1', null, null, 'dự giờ', 'GV', '{\"name\": \"Lê, Hoa\", \"unit\": \"Sở\"}', '2026-03-02 02:00Z', 1, '2026-03-02 02:01Z'),
          ('$LA', 6, 'makeup', 'P101', 'B1', 'HV', 'credited', '=1+1', 'GV', '{\"by_session_id\": \"B2\"}', null, 0, '2026-03-10 00:00Z'),
          ('$LB', 1, 'bind', 'P201', null, 'HV', 'bound', null, 'GV', null, '2026-03-08 15:30Z', 1, '2026-03-08 16:00Z'),
          ('$LB', 2, 'mark', 'P201', 'B9', 'HX', 'present', 'x', 'GX', null, '1970-01-01 00:01Z', 0, '2026-03-08 14:59Z'),
          ('$LB', 3, 'guest', 'P201', null, null, null, null, null, 'no JSON', '5200-01-01Z', 1, '2026-03-09 00:00Z'),
          ('$LB', 4, 'tap', 'P201', 'B2', 'HV', null, null, null, null, '2026-03-09 01:00Z', 1, '2026-03-09 01:00Z'))
          as f (l, seq, kind, room, session, member, status, reason, actor, detail, at, trusted, received)"

head=at,time_trusted,actor,actor_name,kiosk,room,kind,session,member,full_name,before,after,reason
mark="2026-03-02T08:20:05,yes,GV,Trần Thị Lan,A,P101,mark,B1,HV,Nguyễn Văn An,not_yet,late,forgot
2026-03-02T08:20:09,yes,GV,Trần Thị Lan,A,P101,mark,B1,HV,Nguyễn Văn An,late,,undo
2026-03-02T08:21:00,yes,GV,Trần Thị Lan,A,P101,session,B1,,,,start 2026-03-02T08:15:00,đường tắc
2026-03-02T09:00:00,yes,GV,Trần Thị Lan,A,P101,guest,B1,,,,\"Lê, Hoa\",dự giờ
2026-03-02T11:00:00,yes,GV,Trần Thị Lan,A,P101,session,B1,,,,close,"
bind="2026-03-09T00:30:00,yes,GV,Trần Thị Lan,B,P201,bind,,HV,Nguyễn Văn An,,bound,"
guess="1970-01-01T09:01:00,no,GX,,B,P201,mark,B9,HX,,,present,x"
made_up="unknown,no,GV,Trần Thị Lan,A,P101,makeup,B1,HV,Nguyễn Văn An,,credited,\"'=1+1\""
no_time="unknown,yes,,,B,P201,guest,,,,,,"
works "$head
$guess
$mark
$bind
$made_up
$no_time" office acts --format csv
works "$head
$mark
$made_up" office acts --session B1 --format csv
# What nobody dated is of the day on which it was received; a day begins at the site's own midnight.
works "$head
$bind
$made_up
$no_time" office acts --since 2026-03-09 --format csv
works "$head
$guess
$bind
$made_up
$no_time" office acts --since 2026-03-08 --format csv
works "$head
$made_up" office acts --since 2026-03-10 --session B1 --format csv
works "$head
$guess" office acts --session B9 --format csv
works "$head" office acts --session B2 --format csv
works "at                   time_trusted  actor  actor_name  kiosk  room  kind  session  member  full_name  before  after    reason
01/01/1970 09:01:00  no            GX                 B      P201  mark  B9       HX                         present  x" office acts --session B9
refuses 1 'diemdanh-office: there is no session `B8`' office acts --session B8
refuses 2 'diemdanh-office: --since `2026-02-30` is no day; write it as YYYY-MM-DD' office acts --since 2026-02-30
refuses 2 'diemdanh-office: --since `yesterday` is no day; write it as YYYY-MM-DD' office acts --since yesterday
refuses 2 'diemdanh-office: acts takes --session ID and no argument; see diemdanh-office --help' office acts B1

head=at,time_trusted,session,name,unit,purpose,actor,actor_name,kiosk,room
hoa='2026-03-02T09:00:00,yes,B1,"Lê, Hoa",Sở,dự giờ,GV,Trần Thị Lan,A,P101'
works "$head
$hoa
unknown,yes,,,,,,,B,P201" office guests --format csv
works "$head
$hoa" office guests B1 --format csv
works "$head
unknown,yes,,,,,,,B,P201" office guests --since 2026-03-03 --format csv
works "at                   time_trusted  session  name     unit  purpose  actor  actor_name    kiosk  room
02/03/2026 09:00:00  yes           B1       Lê, Hoa  Sở    dự giờ   GV     Trần Thị Lan  A      P101" office guests --session B1
refuses 1 'diemdanh-office: there is no session `B8`' office guests B8
refuses 2 'diemdanh-office: guests takes at most one SESSION; see diemdanh-office --help' office guests B1 B2
echo "acts: all right"
