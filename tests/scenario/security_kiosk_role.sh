#!/usr/bin/env bash
# A kiosk's role can do its three calls and nothing else. What there is to try is read from the catalogue, so that a table,
# view, function or role that is new is covered by itself.
. "$(dirname "$0")/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101'), ('P102', 'S1', '102')"
for kiosk in A B; do
    office kiosk add $kiosk --room P101 --out "$TEMP/$kiosk" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
done
ALLOWED="kiosk_arrivals kiosk_push kiosk_slice"
COUNT=0

# refused SQLSTATE-PATTERN SQL: as kiosk A, must fail with a state that matches.
refused() {
    local state
    COUNT=$((COUNT + 1))
    state=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -v VERBOSITY=sqlstate -c "$2" 2>&1 >/dev/null | sed -n 's/^ERROR:  //p' | head -1)
    [[ $state =~ ^($1)$ ]] || fail "as a kiosk this gives '${state:-no error}', not $1: $2"
}

# all_refused FILE: lines "STATE-PATTERN<tab>SQL", in one session: each must fail so.
all_refused() {
    local wanted sql state
    : >"$TEMP/try.sql"
    while IFS=$'\t' read -r wanted sql; do
        printf '%s\n\\echo :SQLSTATE\n' "$sql;" >>"$TEMP/try.sql"
    done <"$1"
    pg_as_kiosk "$TEMP/A/kiosk.conf" -v ON_ERROR_STOP=0 -f "$TEMP/try.sql" >"$TEMP/try.out" 2>"$TEMP/try.err" || true
    [ "$(wc -l <"$TEMP/try.out")" = "$(wc -l <"$1")" ] || fail "not every statement was answered by its state alone: $(head -5 "$TEMP/try.out")"
    paste "$TEMP/try.out" "$1" >"$TEMP/try.both"
    while IFS=$'\t' read -r state wanted sql; do
        COUNT=$((COUNT + 1))
        [[ $state =~ ^($wanted)$ ]] || fail "as a kiosk this gives $state, not $wanted: $sql"
    done <"$TEMP/try.both"
}

# ---- the three calls work ----
L=11111111-2222-3333-4444-555555555555
"$BUILD/tests/central_push_sql" $L 7 1 3 >"$TEMP/push.sql"
[ "$(pg_as_kiosk "$TEMP/A/kiosk.conf" -f "$TEMP/push.sql" | cut -d'|' -f1,2)" = "ok|3" ] || fail "the push"
[ -n "$(pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select training.kiosk_slice('')")" ] || fail "the slice"
pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select training.kiosk_arrivals('')" >/dev/null || fail "the arrivals"

# ---- its role: no attribute, one group, nothing owned ----
value_is "f|f|f|f|f|4" "select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconnlimit from pg_roles where rolname = 'A'"
value_is "training_kiosk" "select string_agg(r.rolname, ' ' order by 1) from pg_roles r where pg_has_role('A', r.oid, 'member') and r.rolname <> 'A'"
value_is "0" "select count(*) from pg_shdepend where deptype = 'o' and refobjid in ('\"A\"'::regrole, 'training_kiosk'::regrole)"
value_is "$ALLOWED" "select string_agg(distinct proname, ' ' order by proname) from pg_proc where pronamespace = 'training'::regnamespace and has_function_privilege('A', oid, 'execute')"
value_is "" "select string_agg(relname, ' ') from pg_class where relnamespace = 'training'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
             and (has_table_privilege('A', oid, 'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege('A', oid, 'select, insert, update, references'))"
value_is "f|f|f" "select has_database_privilege('A', 'training', 'create'), has_database_privilege('A', 'training', 'temporary'), has_schema_privilege('A', 'training', 'create')"

# ---- the same, tried: every relation in every way, every function of the schema, every role ----
tab=$(printf '\t')
pg_value "select '42501${tab}' || s from pg_class c cross join lateral (values
              ('select * from training.' || quote_ident(relname) || ' limit 1'),
              ('insert into training.' || quote_ident(relname) || ' default values'),
              ('update training.' || quote_ident(relname) || ' set ' || quote_ident((select attname from pg_attribute where attrelid = c.oid and attnum = 1)) || ' = null'),
              ('delete from training.' || quote_ident(relname)),
              ('truncate training.' || quote_ident(relname)),
              ('copy training.' || quote_ident(relname) || ' to stdout'),
              ('drop table training.' || quote_ident(relname)),
              ('create table training.x () inherits (training.' || quote_ident(relname) || ')'),
              ('do \$x\$ begin lock training.' || quote_ident(relname) || ' in access share mode; end \$x\$')) as t (s)
          where relnamespace = 'training'::regnamespace and relkind in ('r', 'p')" >"$TEMP/tries"
pg_value "select '42501${tab}select * from training.' || quote_ident(relname) || ' limit 1' from pg_class
          where relnamespace = 'training'::regnamespace and relkind in ('v', 'm')" >>"$TEMP/tries"
pg_value "select '42501${tab}select training.' || quote_ident(proname) || '(' ||
              coalesce((select string_agg('null::' || format_type(t, null), ', ') from unnest(proargtypes) t), '') || ')'
          from pg_proc where pronamespace = 'training'::regnamespace and prokind in ('f', 'w') and proname <> all (string_to_array('$ALLOWED', ' '))" >>"$TEMP/tries"
pg_value "select '42501${tab}' || s || quote_ident(rolname) from pg_roles cross join (values ('set role '), ('set session authorization ')) as t (s)
          where rolname not in ('A', 'training_kiosk')" >>"$TEMP/tries"
pg_value "select '42501${tab}alter role ' || quote_ident(rolname) || ' superuser' from pg_roles where rolname !~ '^pg_'" >>"$TEMP/tries"
[ "$(wc -l <"$TEMP/tries")" -gt 250 ] || fail "the catalogue gives only $(wc -l <"$TEMP/tries") things to try"
all_refused "$TEMP/tries"

# ---- ways out of the database ----
cat >"$TEMP/tries" <<'SQL'
42501	copy (select 1) to '/tmp/x'
42501	copy (select 1) to program 'id'
42501	create table x (a int)
42501	create temporary table x (a int)
42501	create schema x
42501	create function training.x() returns int language sql as 'select 1'
42501	create function public.x() returns int language sql as 'select 1'
42501	create function x() returns int language c as 'libc', 'system'
42501	create extension postgres_fdw
42501	create extension plpgsql
42501	create language plpython3u
42501	create role x
42501	create database x
42501	create server x foreign data wrapper y
42501	create publication x for all tables
42501	create event trigger x on ddl_command_start execute function training.kiosk_slice()
42501	select pg_read_file('/etc/passwd')
42501	select pg_read_binary_file('/etc/passwd')
42501	select pg_ls_dir('/')
42501	select pg_stat_file('/etc/passwd')
42501	select lo_import('/etc/passwd')
42501	select lo_export(1, '/tmp/x')
42501	select pg_reload_conf()
42501	select pg_rotate_logfile()
42501	select pg_promote()
42501	select pg_switch_wal()
42501	select pg_create_physical_replication_slot('x')
42501	alter system set log_statement = 'all'
42501	set session_replication_role = replica
42501	set log_statement = 'none'
42501	alter database training set search_path = public
42501	alter role "B" password 'x'
42501	alter function training.kiosk_slice(text) owner to "A"
42501	grant select on training.fact to "A"
42501	comment on table training.fact is 'x'
42501	select * from pg_authid
42501	select * from pg_shadow
42501	select * from pg_statistic
42501	select * from pg_hba_file_rules
42501	select * from pg_file_settings
42501	security label on table training.fact is 'x'
42501	checkpoint
42501	reindex table training.fact
SQL
# Which of two refusals comes first differs with the version for these.
sed -i -e '/create server/s/^42501/42501|42704/' -e '/create language/s/^42501/42501|42704|58P01|0A000/' \
    -e '/create event trigger/s/^42501/42501|42883/' -e '/create extension/s/^42501/42501|0A000|58P01|42710/' \
    -e '/security label/s/^42501/42501|22023|55000/' "$TEMP/tries"
all_refused "$TEMP/tries"
# What others do: a session shows its own text only, and nobody can be ended.
[ "$(pg_as_kiosk "$TEMP/A/kiosk.conf" -c "select count(*) from pg_stat_activity where usename <> 'A' and query not in ('<insufficient privilege>', '')")" = 0 ] ||
    fail "other sessions' statements can be read"
refused '42501' "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename is null"
# Names that lead elsewhere: a search path of its own changes nothing in the functions.
[ "$(pg_as_kiosk "$TEMP/A/kiosk.conf" -c "set search_path = pg_temp, public; select training.kiosk_slice('') is not null")" = t ] || fail "search_path"
value_is "" "select string_agg(proname, ' ') from pg_proc where pronamespace = 'training'::regnamespace and prosecdef
             and not ('search_path=training, pg_temp' = any (coalesce(proconfig, '{}')))"

# ---- as somebody else, over the same certificate ----
conninfo=$(sed -n 's/^conninfo = //p' "$TEMP/A/kiosk.conf")
for user in B training_kiosk training_owner training_office "$(pg_as_server id -un)"; do
    ! "$PG_BIN/psql" -qXAt "${conninfo/user=A/user=$user}" -c 'select 1' >"$TEMP/as.out" 2>&1 || fail "kiosk A came in as $user"
    COUNT=$((COUNT + 1))
done
# without WHAT MESSAGE SED-EXPRESSION: the conninfo without something that it needs.
without() {
    local other
    other=$(printf '%s' "$conninfo" | sed -E "$3") || fail "sed"
    [ "$other" != "$conninfo" ] || fail "the conninfo has no $1 to be left out"
    ! "$PG_BIN/psql" -qXAt "$other" -c 'select 1' >"$TEMP/as.out" 2>&1 || fail "kiosk A came in without $1"
    grep -q "$2" "$TEMP/as.out" || fail "without $1: $(cat "$TEMP/as.out")"
    COUNT=$((COUNT + 1))
}
without certificate 'requires a valid client certificate' "s#sslcert=[^ ]*#sslcert=$TEMP/none#; s#sslkey=[^ ]*#sslkey=$TEMP/none#"
without TLS 'no pg_hba.conf entry .* no encryption' 's#sslmode=[^ ]*#sslmode=disable#'

# ---- others' ledgers ----
O=22222222-2222-3333-4444-555555555555
"$BUILD/tests/central_push_sql" $O 7 1 20 >"$TEMP/other.sql"
[ "$(pg_as_kiosk "$TEMP/B/kiosk.conf" -f "$TEMP/other.sql" | cut -d'|' -f1,2)" = "ok|20" ] || fail "kiosk B's push"
sums() {
    pg_value "select md5(string_agg(f::text, ',' order by ledger_id, seq)) from training.fact f
              union all select md5(string_agg(l::text, ',' order by ledger_id)) from training.ledger l
              union all select md5(string_agg(k::text, ',')) from training.kiosk k where kiosk_id = 'B'
              union all select md5(string_agg(relname::text || relkind::text || coalesce(relacl::text, ''), ',' order by oid)) from pg_class where relnamespace = 'training'::regnamespace"
}
sums >"$TEMP/before" || fail "the sums"
[ "$(grep -c . "$TEMP/before")" = 4 ] || fail "the sums: $(cat "$TEMP/before")"
for range in "1 20" "21 30" "15 25" "21 20" "5 9 3 8"; do
    # shellcheck disable=SC2086
    "$BUILD/tests/central_push_sql" $O 7 $range >"$TEMP/push.sql"
    refused 42501 "$(cat "$TEMP/push.sql")"
done
sums >"$TEMP/after" || fail "the sums"
cmp -s "$TEMP/before" "$TEMP/after" || fail "pushes into another's ledger changed something"

# ---- SQL in every text of a call: stored as text, or refused, never run ----
evil=("'; drop table training.fact; --" "\$\$; drop schema training cascade; \$\$" "'||(select pg_read_file('/etc/passwd'))||'"
    '"; update training.kiosk set room_id = $$x$$; --' "\\'; select pg_sleep(9); --" '{"a": "'"'"' or true --"}' '%s%n${x}`id`')
N=33333333-2222-3333-4444-555555555555
seq=0
chain="sha256(uuid_send('$N'))"
for text in "${evil[@]}"; do
    seq=$((seq + 1))
    cat >"$TEMP/evil.sql" <<SQL
select status, hi from training.kiosk_push('$N', :'e', $seq, $chain, '\\x$(printf %02x $seq)', '{}', '{}', '{}', '{}', '{}', array[:'e'], array[null]::uuid[],
  array[0]::int8[], array[:'e'], array[:'e'], array[:'e'], array[convert_to(:'e', 'UTF8')], array[:'e'], array[:'e'], array[:'e'], array[:'e'],
  array[:'e'], array['\\x$(printf %02x $seq)']::bytea[], jsonb_build_object('reader', :'e'::text, 'pending', :'e'::text, 'version', :'e'::text, 'clock_source', :'e'::text));
select training.kiosk_slice(:'e') is not null;
select count(*) from training.kiosk_arrivals(:'e');
SQL
    got=$(pg_as_kiosk "$TEMP/A/kiosk.conf" -v e="$text" -f "$TEMP/evil.sql" 2>&1) || fail "texts with SQL in them: $got"
    [ "$(echo "$got" | sed -n 1,2p | tr '\n' ' ')" = "ok|$seq t " ] || fail "texts with SQL in them are answered: $got"
    chain="'\\x$(printf %02x $seq)'"
    stored=$(pg_value "select kind from training.fact where ledger_id = '$N' and seq = $seq")
    [ "$stored" = "$text" ] || fail "'$text' is stored as '$stored'"
    COUNT=$((COUNT + 1))
done
pg_value "select count(f::text) from training.fact_at f union all select count(a::text) from training.act a union all
          select count(o::text) from training.odd_fact o union all select count(h::text) from training.kiosk_health h" >"$TEMP/views" || fail "the office's views"
value_is "20" "select count(*) from training.fact where ledger_id = '$O'"
value_is "P101|P101" "select max(room_id), min(room_id) from training.kiosk"

# ---- a revoked kiosk: the open session at its next call, a new one at the door ----
mkfifo "$TEMP/in"
pg_as_kiosk "$TEMP/A/kiosk.conf" -v ON_ERROR_STOP=0 -v VERBOSITY=sqlstate <"$TEMP/in" >"$TEMP/session.out" 2>&1 &
session=$!
exec 9>"$TEMP/in"
"$BUILD/tests/central_push_sql" $L 7 4 4 >"$TEMP/push.sql"
echo "select 'ready';" >&9
expect "grep -q ready '$TEMP/session.out'" 20 "the session is open"
# The row alone, as if the server could not be told to end sessions: the next call is refused.
pg_sql "update training.kiosk set revoked_at = now() where kiosk_id = 'A'"
cat "$TEMP/push.sql" >&9
echo "select training.kiosk_slice(''); select training.kiosk_arrivals(''); select 'done';" >&9
expect "grep -q done '$TEMP/session.out'" 20 "the revoked session answers"
grep -q '^revoked|3|' "$TEMP/session.out" || fail "the next push of a revoked kiosk"
[ "$(grep -c '^ERROR:  42501' "$TEMP/session.out")" = 2 ] || fail "the next slice and arrivals of a revoked kiosk"
office kiosk revoke A >"$TEMP/revoke.out" || fail "kiosk revoke"
grep -q ', 1 open session ended' "$TEMP/revoke.out" || fail "the open session is ended: $(cat "$TEMP/revoke.out")"
# psql sees it when it next has something to say; it may be gone by then.
(trap '' PIPE; echo "select 'still here';" >&9) 2>/dev/null || true
exec 9>&-
expect "ended $session" 10 "the revoked session ends"
wait $session || true
! grep -q 'still here' "$TEMP/session.out" || fail "a revoked session goes on"
! pg_as_kiosk "$TEMP/A/kiosk.conf" -c 'select 1' >"$TEMP/as.out" 2>&1 || fail "a revoked kiosk came in"
grep -q 'not permitted to log in' "$TEMP/as.out" || fail "a revoked kiosk must be told so"
value_is "3" "select count(*) from training.fact where ledger_id = '$L'"
pg_as_kiosk "$TEMP/B/kiosk.conf" -c "select training.kiosk_slice('') is not null" >/dev/null || fail "kiosk B goes on"
echo "$COUNT attempts refused or harmless; three calls work; a revoked kiosk is refused at its next call"
