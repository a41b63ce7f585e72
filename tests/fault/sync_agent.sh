#!/usr/bin/env bash
# The real agent and a real centre over TLS, and what keeps them apart: a line that breaks at any byte, certificates, another
# schema at either end; and what doors and rolls show meanwhile. Each with the count of what was lost and doubled, and a control
# that loses. DIEMDANH_FAULT=full: more rounds. DIEMDANH_SEED=N begins elsewhere.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/../scenario/agent_lib.sh"
# shellcheck source=tests/fault/sync_lib.sh
. "$(dirname "$0")/sync_lib.sh"
SEED=${DIEMDANH_SEED:-$(date +%s)}
echo "seed $SEED"
RANDOM=$((SEED % 32768))
ROUNDS=6
[ "${DIEMDANH_FAULT:-}" != full ] || ROUNDS=60
central_start
K=$TEMP/kiosk
fault_head

trusting() { # [CONF]: an exchange of the control, whatever comes of it
    "$BUILD/tests/sync_trusting" -c "${1:-$CONF}" --once >"$TEMP/trusting.out" 2>"$TEMP/trusting.err" || true
}
acked() { ledger_value 'select acked_seq from sync'; }

# ---- the line ----
proxy_start "$PG_PORT"
LINE_CONF=$(conf_with proxy "s/port=$PG_PORT/port=$PROXY_PORT/")

# The answer of 5 facts never comes: they are sent again, and the centre knows them.
answer_cut() {
    afresh
    tap -n 1 >/dev/null
    DIEMDANH_LOG=debug agent_start "$LINE_CONF"
    expect "grep -q online '$TEMP/sync.err'" 20 "online through the proxy"
    line cut down 0
    tap -n 5 >/dev/null
    expect "[ \"\$(acked)\" = 6 ]" 30 "it goes on by itself"
    stop "$AGENT"
    # Some of the five may have come after the first push had begun.
    [ "$(lines "$TEMP/sync.err" 'sent [0-9]* facts from 2: answer 1,')" -ge 1 ] || fail "the centre must answer dup"
    all_there 6
}
answer_cut
held "line cut before the answer" 1 "none: the answer was dup"

# Rounds of any trouble while taps go on. $1 rounds.
line_rounds() {
    local i way
    afresh
    tap -n 1 >/dev/null
    agent_start "$LINE_CONF"
    expect "[ \"\$(acked)\" = 1 ]" 20 "online through the proxy"
    for ((i = 0; i < $1; i++)); do
        way=$([ $((RANDOM % 2)) = 0 ] && echo up || echo down)
        case $((RANDOM % 6)) in
        0) line cut "$way" $((RANDOM % 3000)) ;;
        1) line truncate "$way" $((RANDOM % 3000)) ;;
        2) line delay $((RANDOM % 150)) ;;
        3) line dribble $((20 + RANDOM % 200)) 5 ;;
        4) line refuse ;;
        5) line drop ;;
        esac
        tap -n $((1 + RANDOM % 40)) -e 2 >/dev/null
        line flow
    done
    expect "[ \"\$(acked)\" = \"\$(ledger_value 'select max(seq) from fact')\" ]" 60 "everything acknowledged"
    stop "$AGENT"
}
line_lost() { # a control that cannot be lucky: what is sent while the line is refused
    afresh
    tap -n 1 >/dev/null
    once "$LINE_CONF"
    line refuse
    tap -n 20 >/dev/null
    trusting "$LINE_CONF"
    line flow
    tap -n 1 >/dev/null
    trusting "$LINE_CONF"
    control "sent counts as held"
}
line_lost
line_rounds "$ROUNDS"
held "line cut, late, dribbling, refused" "$ROUNDS" "$CONTROL"

# ---- certificates ----
# kept_out NAME BREAK MEND CONF CONTROL [ERROR]: taps before, while the kiosk is kept out, and after it was let in again.
kept_out() {
    local name=$1 break=$2 mend=$3 conf=$4
    afresh
    tap -n 5 >/dev/null
    once
    eval "$break"
    tap -n 7 >/dev/null
    once_fails 1 "${6:-}" "$conf"
    [ "$(acked)" = 5 ] || fail "$name: nothing more may be acknowledged"
    tap -n 3 >/dev/null
    once_fails 1 '' "$conf"
    eval "$mend"
    tap -n 2 >/dev/null
    once
    [ "$(acked)" = 17 ] || fail "$name: all is acknowledged in the end"
    held "$name" 1 "$5"
}
# The same with the agent that trusts: its facts of meanwhile are gone.
kept_out_control() { # BREAK MEND CONF
    afresh
    tap -n 5 >/dev/null
    trusting
    eval "$1"
    tap -n 7 >/dev/null
    trusting "$3"
    eval "$2"
    tap -n 2 >/dev/null
    trusting
    control "sent counts as held"
}
other_ca
signed foreign "$TEMP/bad/other-ca.crt" "$TEMP/bad/other-ca.key"
signed expired "$PG_STATE/ca.crt" "$PG_STATE/ca.key" -startdate 20200101000000Z -enddate 20200201000000Z
EXPIRED=$(conf_with expired "s#$K/P101-A.crt#$TEMP/bad/expired.crt#")
kept_out_control : : "$EXPIRED"
kept_out "certificate expired" : : "$EXPIRED" "$CONTROL"
kept_out "certificate of another authority" : : "$(conf_with foreign "s#$K/P101-A.crt#$TEMP/bad/foreign.crt#")" "as above"
kept_out "another authority expected" : : "$(conf_with ca "s#$K/ca.crt#$TEMP/bad/other-ca.crt#")" "as above"
# What SECURITY.md leaves to the server: a list of the authority's, and a new certificate from the office.
revocation_list() {
    printf '%s\n' '[ca]' 'default_ca = c' '[c]' "database = $TEMP/bad/list" "crlnumber = $TEMP/bad/number" 'default_md = sha256' \
        'default_crl_days = 30' >"$TEMP/bad/list.cnf"
    : >"$TEMP/bad/list"
    echo 01 >"$TEMP/bad/number"
    openssl ca -config "$TEMP/bad/list.cnf" -cert "$PG_STATE/ca.crt" -keyfile "$PG_STATE/ca.key" -revoke "$K/P101-A.crt" 2>"$TEMP/bad/list.log" &&
        openssl ca -config "$TEMP/bad/list.cnf" -cert "$PG_STATE/ca.crt" -keyfile "$PG_STATE/ca.key" -gencrl 2>>"$TEMP/bad/list.log" |
        pg_as_server tee "$PG_DIR/tls/list.pem" >/dev/null || fail "a revocation list: $(cat "$TEMP/bad/list.log")"
    pg_sql "alter system set ssl_crl_file = '$PG_DIR/tls/list.pem'" && pg_value 'select pg_reload_conf()' >/dev/null || fail "ssl_crl_file"
    expect "! pg_as_kiosk '$CONF' -c 'select 1' >'$TEMP/list.out' 2>&1" 10 "the server goes by the list"
}
kept_out "certificate on a revocation list" revocation_list \
    "office kiosk add P101-A --room P101 --out '$K' --server '$PG_SERVER' --renew >/dev/null" "$CONF" "as above" \
    "^$K/P101-A.crt: localhost:$PG_PORT refuses this certificate: it is revoked"
kept_out "kiosk revoked, then let in" "office kiosk revoke P101-A >/dev/null" \
    "office kiosk add P101-A --room P101 --out '$K' --server '$PG_SERVER' --restore >/dev/null" "$CONF" "as above"

# ---- another schema ----
# schema_with ARGUMENTS: kiosk_push takes these instead, as an older or newer centre's does.
schema_with() {
    pg_sql "create schema away; alter function training.kiosk_push set schema away;
      create function training.kiosk_push($1) returns table (status text, hi int8, chain_at_hi bytea, server_time_ms int8,
        slice_version text) language sql as \$\$ select 'ok', 0::int8, ''::bytea, 0::int8, '' \$\$;
      grant execute on function training.kiosk_push to public" || fail "another kiosk_push"
}
# The office's own mend: init makes the functions anew when they are not this version's.
schema_mend() {
    pg_sql "drop function training.kiosk_push; drop function away.kiosk_push; drop schema away;
      update training.schema_version set digest = '' where number = 100" && office init >"$TEMP/init.out" || fail "init"
}
ARGUMENTS=$(pg_value "select string_agg(format_type(t, null), ', ' order by n) from pg_proc p, unnest(p.proargtypes::oid[])
  with ordinality as a (t, n) where p.oid = 'training.kiosk_push'::regproc")
kept_out_control "schema_with \"\${ARGUMENTS%,*}\"" schema_mend "$CONF"
kept_out "centre older than the agent" "schema_with \"\${ARGUMENTS%,*}\"" schema_mend "$CONF" "$CONTROL"
kept_out "centre newer than the agent" "schema_with \"\$ARGUMENTS, text\"" schema_mend "$CONF" "as above"

# ---- a ledger of a later version ----
# A new kiosk has brought the ledger up to date under an agent that holds it open: the fact table now has those of another
# ledger too. $LEDGER is changed; what was recorded stays as it was in $TEMP/own.db and $TEMP/other.db.
ledger_newer() {
    afresh
    tap -n 10 >/dev/null
    once
    sqlite3 "$LEDGER" ".backup '$TEMP/other.db'" && rm -f "$LEDGER" "$LEDGER"-* || fail "the other ledger"
    tap -n 5 >/dev/null
    agent_start "$LINE_CONF"
    expect "[ \"\$(acked)\" = 5 ]" 20 "online through the proxy"
    line drop
    line refuse
    tap -n 7 >/dev/null
    sqlite3 "$LEDGER" ".backup '$TEMP/own.db'" || fail "what was recorded"
    sqlite3 -cmd '.timeout 5000' -cmd ".parameter set :other '$TEMP/other.db'" "$LEDGER" <"$(dirname "$0")/ledger_newer.sql" ||
        fail "a newer ledger"
    line flow
}
NEWER='written by a newer version of this program (schema 99, this one knows [0-9]*); install that version again'
SYNC=$BUILD/tests/sync_blind ledger_newer
expect "[ \"\$(acked)\" != 5 ] || ended $AGENT" 30 "the control goes on"
stop "$AGENT"
SYNC=$BUILD/tests/sync_newer once
control "version not asked for" "$TEMP/other.db"
ledger_newer
expect "ended $AGENT" 30 "the agent ends when its ledger has become newer"
stop "$AGENT"
[ "$STOPPED" = 1 ] && grep -q "$NEWER" "$TEMP/sync.err" || fail "it must say why it ends"
once_fails 1 "$NEWER"
[ "$(acked) $(count_there)" = "5 15" ] || fail "nothing of a newer ledger may be sent"
SYNC=$BUILD/tests/sync_newer once
[ "$(acked)" = 12 ] || fail "the agent that knows it sends the rest"
[ "$(there_of "$TEMP/other.db")" = "10 0 0" ] || fail "the other ledger's facts"
held "ledger newer than the agent" 1 "$CONTROL" "$TEMP/own.db"

# ---- doors and rolls ----
office kiosk add P101-B --room P101 --out "$TEMP/kiosk-b" --server "$PG_SERVER" >"$TEMP/kiosk-b.out" || fail "kiosk add"
B_CONF=$TEMP/kiosk-b/kiosk.conf B_LEDGER=$TEMP/kiosk-b/ledger.db LEARNERS=40
class_fill() {
    local i csv=$TEMP/csv
    printf 'member_id,full_name,organisation_id,position\n' >"$csv/m.csv"
    printf 'uid,member_id,role\n' >"$csv/c.csv"
    printf 'class_id,member_id,ordinal\n' >"$csv/e.csv"
    for ((i = 10; i < 10 + LEARNERS; i++)); do
        printf 'L%d,Học viên %d,O1,\n' $i $i >>"$csv/m.csv"
        printf '04%012X,L%d,learner\n' $i $i >>"$csv/c.csv"
        printf 'C1,L%d,%d\n' $i $i >>"$csv/e.csv"
    done
    office import members "$csv/m.csv" >/dev/null && office import cards "$csv/c.csv" >/dev/null &&
        office import enrolments "$csv/e.csv" >/dev/null || fail "import"
}
class_fill
cards() { # FIRST COUNT: UIDs
    local i
    for ((i = $1; i < $1 + $2; i++)); do printf '04%012X ' $((10 + i)); done
}
b_tap() { "$BUILD/tests/ledger_tap" -l "$B_LEDGER" -k "$TEMP/kiosk-b/card.key" -r P101 "$@" || fail "tap at the other door"; }
b_fresh() { rm -f "$B_LEDGER" "$B_LEDGER"-*; }
session() { # PLACE FROM_S UNTIL_S, from now
    pg_sql "update training.session set room_id = '$1', starts_at = now() + interval '$2 s', ends_at = now() + interval '$3 s' where session_id = 'B1'" || fail "session"
}
doors_afresh() { # both doors hold the slice of the moment
    afresh
    b_fresh
    tap -n 0
    b_tap -n 0
    once
    once "$B_CONF"
}
roll_count() { # STATUS FIRST COUNT
    pg_value "select count(*) from training.roll where session_id = 'B1' and status = '$1' and ordinal between $((10 + $2)) and $((9 + $2 + $3))"
}

# Half the class comes through the other door, whose facts wait: nobody of them is absent before they are here. $1 is SQL.
final_waits() {
    session P101 -300 7200
    doors_afresh
    # shellcheck disable=SC2046
    tap $(cards 0 20) >/dev/null
    # shellcheck disable=SC2046
    b_tap $(cards 20 15) >/dev/null
    sleep 0.01 # the last tap is before the end
    session P101 -300 0
    pg_sql "$1" || fail "the other door"
    once
    ABSENT=$(roll_count unexcused 20 15)
}
# A door that the centre need not wait for is not waited for.
final_waits "update training.kiosk set revoked_at = now() where kiosk_id = 'P101-B'"
[ "$ABSENT" -gt 0 ] || fail "the control 'other door not waited for' shows nobody absent"
CONTROL="other door not waited for: $ABSENT shown absent"
pg_sql "update training.kiosk set revoked_at = null where kiosk_id = 'P101-B'" || fail "the other door"
final_waits 'select 1' >/dev/null
[ "$ABSENT" = 0 ] || FAULT_BAD=1
[ "$(roll_count present 0 20)" = 20 ] || fail "those of the first door"
once "$B_CONF"
lost=$((15 - $(roll_count present 20 15)))
[ "$lost" = 0 ] || FAULT_BAD=1
[ "$(roll_count unexcused 35 5)" = 5 ] || fail "when all doors have reported, who never came is absent: $(roll_count unexcused 35 5)"
fault_row "final only when every door reported" 1 35 "$((lost + ABSENT))" 0 - "$CONTROL"

# Each door learns of the other's arrivals, once each.
arrivals() { # ROUNDS
    local i
    session P101 -300 7200
    doors_afresh
    for ((i = 0; i < $1; i++)); do
        # shellcheck disable=SC2046
        tap $(cards $((2 * i)) 1) >/dev/null
        # shellcheck disable=SC2046
        b_tap $(cards $((2 * i + 1)) 1) >/dev/null
        once
        once "$B_CONF"
    done
    once
    A_SEES=$(ledger_value "select count(*), count(distinct member_id) from arrival")
    B_SEES=$(sqlite3 -readonly "$B_LEDGER" "select count(*), count(distinct member_id) from arrival")
}
CURSOR=$(pg_value "select pg_get_functiondef('training.arrivals_cursor'::regproc)")
pg_sql "create or replace function training.arrivals_cursor(in_session_ids text[], in_kiosk_ids text[]) returns text language sql stable as \$\$ select 'same' \$\$" || fail "cursor"
arrivals 3
[ "$A_SEES" != '3|3' ] || fail "the control 'cursor never moves' loses nothing"
CONTROL="cursor never moves: lost $((6 - ${A_SEES#*|} - ${B_SEES#*|}))"
pg_value "set search_path = training, pg_temp; $CURSOR" >/dev/null || fail "cursor"
arrivals 3
[ "$A_SEES$B_SEES" = '3|33|3' ] || FAULT_BAD=1
fault_row "arrivals of other doors" 3 6 "$((6 - ${A_SEES#*|} - ${B_SEES#*|}))" \
    "$((${A_SEES%|*} - ${A_SEES#*|} + ${B_SEES%|*} - ${B_SEES#*|}))" - "$CONTROL"

# The office moves the class here when half of it has been turned away already.
session P102 -300 7200
doors_afresh
# shellcheck disable=SC2046
tap $(cards 0 10) >/dev/null
session P101 -300 7200
once
# shellcheck disable=SC2046
tap $(cards 10 10) >/dev/null
once
[ "$(ledger_value "select count(*) from fact where session_id = 'B1' and verdict = 'present'")" = 10 ] || fail "the new slice is used"
judged=$(pg_value "select count(*) from training.fact where session_id = 'B1' and verdict in ('present', 'late')")
[ "$judged" -lt 20 ] || fail "the control 'as the door judged' loses nothing"
lost=$((20 - $(roll_count present 0 20)))
[ "$lost" = 0 ] || FAULT_BAD=1
read -r recorded gone doubled <<<"$(there_of "$LEDGER")"
[ "$gone$doubled" = 00 ] || FAULT_BAD=1
fault_row "slice replaced during the session" 1 "$recorded" "$((lost + gone))" "$doubled" "$(misdated_of "$LEDGER")" \
    "as the door judged then: lost $((20 - judged))"

# Heartbeats carry health and no facts.
seen=$(pg_value "select last_seen_at from training.kiosk_health where kiosk_id = 'P101-A'")
for _ in 1 2 3; do once; done
[ "$(pg_value "select last_seen_at > '$seen', held_seq, pending, clock_source is not null from training.kiosk_health where kiosk_id = 'P101-A'")" = "t|$recorded|0|t" ] ||
    fail "health at the centre: $(pg_value "select * from training.kiosk_health")"
held "heartbeats with health" 3 "none: they hold no facts"
exit "$FAULT_BAD"
