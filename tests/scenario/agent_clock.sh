#!/usr/bin/env bash
# A machine without a clock: it wakes up in 1970, and TLS would refuse every certificate. The agent still reaches the centre,
# is told the time and dates its facts; a certificate that is out of date by what the device does know stays refused.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/scenario/agent_lib.sh
. "$(dirname "$0")/agent_lib.sh"
command -v faketime >/dev/null || skip "faketime is not installed: apt-get install faketime"
central_start
BOOT=19700000-1970-4197-8197-000000001970

# at_1970 COMMAND...: the machine's wall clock stands at 1970-01-01 and runs on from there. A sanitizer's library must come
# first and would complain.
at_1970() {
    env ASAN_OPTIONS=verify_asan_link_order=0 FAKETIME_DONT_FAKE_MONOTONIC=1 DIEMDANH_CLOCK="source=none,boot=$BOOT" \
        faketime -f '@1970-01-01 01:00:00' "$@"
}
# once_1970: one exchange at 1970.
once_1970() {
    at_1970 "$BUILD/diemdanh-sync" -c "$CONF" --once >"$TEMP/once.out" 2>"$TEMP/once.err"
}
# server_certificate START END: the centre shows one of that time, signed by its CA.
server_certificate() {
    local tls=$PG_DIR/tls
    openssl req -new -key "$tls/server.key" -subj '/CN=localhost' -out "$TEMP/server.csr" 2>/dev/null || fail "a request"
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nserial=%s/serial\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\nunique_subject=no\nx509_extensions=x\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=DNS:localhost\n' \
        "$TEMP" "$TEMP" "$TEMP" >"$TEMP/server.cnf"
    : >"$TEMP/index"
    printf '%s\n' "$(openssl rand -hex 8)" >"$TEMP/serial"
    openssl ca -batch -notext -config "$TEMP/server.cnf" -cert "$PG_STATE/ca.crt" -keyfile "$PG_STATE/ca.key" -in "$TEMP/server.csr" \
        -out "$TEMP/server.new" -startdate "$1" -enddate "$2" 2>"$TEMP/ca.log" || fail "openssl: $(cat "$TEMP/ca.log")"
    cat "$TEMP/server.new" >"$tls/server.crt"
    pg_as_server "$PG_BIN/pg_ctl" -D "$PG_DIR/data" reload >/dev/null || fail "reload"
}
day() { date -u -d "$1" +%Y%m%d000000Z; }
shown() { # the end of the certificate that the server shows now
    openssl s_client -starttls postgres -connect "localhost:$PG_PORT" </dev/null 2>/dev/null | openssl x509 -noout -enddate
}

echo "at 1970 a client of the usual kind is refused: the clock is really that wrong"
conninfo=$(sed -n 's/^conninfo = //p' "$CONF")
at_1970 "$PG_BIN/psql" -qXAt "$conninfo" -c 'select 1' >"$TEMP/psql.out" 2>"$TEMP/psql.err" && fail "psql was let in at 1970"
grep -q 'certificate verify failed' "$TEMP/psql.err" || fail "psql: $(cat "$TEMP/psql.err")"

echo "the agent gets through, is told the time, and dates its facts"
at_1970 "$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$KEY" -r P101 -n 5 >"$TEMP/taps" || fail "taps at 1970"
[ "$(ledger_value 'select max(source) from boot')" = 0 ] || fail "nobody knows the time yet"
once_1970 || fail "an exchange at 1970: $(cat "$TEMP/once.err")"
all_there 5
[ "$(pg_value "select source, abs(extract(epoch from now()) * 1000 - f.at_ms) < 60000 from training.boot b join training.fact f using (boot_id)
    where f.seq = 1 and b.boot_id = '$BOOT'")" = '2|t' ] || fail "dated by the centre"
[ "$(ledger_value 'select count(*) from boot_anchor')" = 1 ] || fail "and here"

echo "a certificate that ended before the device was built is refused still"
server_certificate "$(day '-400 days')" "$(day '-2 days')"
expect "shown | grep -q \"$(date -u -d '-2 days' +'%b %e')\"" 10 "the old certificate is shown"
once_1970 && fail "an expired certificate was believed"
grep -q "shows a certificate that .* did not sign or that is out of date (here it is $(date -u +%Y)-" "$TEMP/once.err" || fail "it must say so: $(cat "$TEMP/once.err")"
once_fails 1 'did not sign or that is out of date'

echo "one that has not begun is too"
server_certificate "$(day '+2 days')" "$(day '+400 days')"
expect "shown | grep -q $(date -u -d '+400 days' +%Y)" 10 "the new certificate is shown"
once_1970 && fail "a certificate of the day after tomorrow was believed"

echo "no tap waits for any of it"
spawn sync env ASAN_OPTIONS=verify_asan_link_order=0 FAKETIME_DONT_FAKE_MONOTONIC=1 DIEMDANH_CLOCK="source=none,boot=$BOOT" \
    faketime -f '@1970-01-01 01:00:00' "$BUILD/diemdanh-sync" -c "$CONF"
expect "grep -q 'out of date' '$TEMP/sync.err'" 20 "the daemon is refused"
for _ in 1 2 3; do
    timeout 5 env FAKETIME_DONT_FAKE_MONOTONIC=1 ASAN_OPTIONS=verify_asan_link_order=0 DIEMDANH_CLOCK="source=none,boot=$BOOT" \
        faketime -f '@1970-01-01 01:00:00' "$BUILD/tests/ledger_tap" -l "$LEDGER" -k "$KEY" -r P101 -n 10 >"$TEMP/taps" || fail "a tap waits"
done

echo "and with a good one again all of them go up, by themselves"
server_certificate "$(day '-1 days')" "$(day '+400 days')"
expect "[ \"\$(count_there)\" = 35 ]" 60 "all taps at the centre"
all_there 35
[ "$(pg_value "select count(*) from training.fact where trusted = 1 and abs(extract(epoch from now()) * 1000 - at_ms) < 120000")" = 35 ] || fail "all dated"
