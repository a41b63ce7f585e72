#!/usr/bin/env bash
# Secrets are in the files that hold them and nowhere else: modes of files, and what the running programs show of known
# secrets in logs, process lists, environments, the ledger and the database.
. "$(dirname "$0")/kiosk_lib.sh"

house_start
PASSWORD=Mat-Khau-7391-xyz
PIN=918273
sed -i "s/^conninfo = .*/& password=$PASSWORD/" "$CONF"

# ---- modes ----
mode_is() {
    [ "$(stat -c %a "$2")" = "$1" ] || fail "$2 has mode $(stat -c %a "$2"), not $1"
}
mode_is 700 "$TEMP/kiosk"
mode_is 700 "$PG_STATE"
for file in "$TEMP/kiosk/DEMO-101.key" "$TEMP/kiosk/card.key" "$CONF" "$PG_STATE/ca.key" "$PG_STATE/card.key" "$PG_DIR/tls/server.key"; do
    mode_is 600 "$file"
done

# ---- everything runs, as talkative as can be ----
printf '%s\n' "$PIN" | office pin GV-0001 >"$TEMP/pin.out" 2>"$TEMP/pin.err" || fail "the PIN"
spawn sync env DIEMDANH_LOG=debug "$BUILD/diemdanh-sync" -c "$CONF"
sync=$SPAWNED
kiosk_start
for file in "$LEDGER" "$LEDGER-wal" "$LEDGER-shm"; do
    mode_is 600 "$file"
done
known=$(province_uid HV-0002)
unknown=04C0FFEE12345A
expect "[ \"\$(sqlite3 '$LEDGER' 'select count(*) from slice_member')\" -gt 0 ]" 30 "the slice is there"
tap_recorded "$known"
tap_recorded "$unknown"
expect "[ \"\$(at_centre \"select count(*) from training.fact where kind = 'tap'\")\" = 2 ]" 30 "both taps at the centre"
printf 'uid,member_id,role\n%s,HV-0002,learner\n04GG,HV-0001,learner\n' "$known" >"$TEMP/cards.csv"
office import cards "$TEMP/cards.csv" >"$TEMP/import.out" 2>"$TEMP/import.err" && fail "a bad UID was taken"
office health >"$TEMP/health.out" 2>"$TEMP/health.err"
office verify >"$TEMP/verify.out" 2>"$TEMP/verify.err" || fail "verify"
# A conninfo that cannot be read, and a database that says no: errors are where secrets slip out.
sed "s/^conninfo = .*/conninfo = host=127.0.0.1 password=$PASSWORD =/" "$CONF" >"$TEMP/bad.conf"
"$BUILD/diemdanh-sync" -c "$TEMP/bad.conf" --once >"$TEMP/bad.out" 2>"$TEMP/bad.err" && fail "a broken conninfo was taken"
[ -s "$TEMP/bad.err" ] || fail "a broken conninfo must be told"
sed "s/dbname=[^ ]*/dbname=none/" "$CONF" >"$TEMP/none.conf"
"$BUILD/diemdanh-sync" -c "$TEMP/none.conf" --once >"$TEMP/none.out" 2>"$TEMP/none.err" && fail "a missing database was found"

# ---- what must be nowhere ----
{
    tr -d '\n' <"$TEMP/kiosk/card.key"
    echo
    grep -hv -e '-----' "$TEMP/kiosk/DEMO-101.key" "$PG_STATE/ca.key"
    printf '%s\n' "$PASSWORD" "$PIN"
} | grep . >"$TEMP/secrets"
[ "$(wc -l <"$TEMP/secrets")" -ge 7 ] || fail "the secrets could not be read"
{
    cat "$TEMP/secrets"
    printf '%s\n' "$known" "$unknown"
    province_name HV-0002
} >"$TEMP/private"
nowhere() { # WHAT LIST FILE...
    local what=$1 list=$2 found
    shift 2
    found=$(cat "$@" | tr '\0' '\n' | grep -aicFf "$list")
    [ "$found" = 0 ] || fail "$what shows $found lines with a secret: $(cat "$@" | tr '\0' '\n' | grep -aoiFf "$list" | head -3)"
}
# The check finds what is there.
echo "x ${PASSWORD} y" >"$TEMP/blind"
[ "$(grep -aicFf "$TEMP/secrets" "$TEMP/blind")" = 1 ] || fail "the check is blind"
logs=("$TEMP"/{kiosk,sync,pin,health,verify,bad,none,init}.{out,err})
for file in "${logs[@]}"; do
    [ -e "$file" ] || touch "$file"
done
[ "$(cat "${logs[@]}" | wc -l)" -gt 15 ] || fail "the logs are empty"
nowhere "a log" "$TEMP/private" "${logs[@]}"
# A bad line of a file is told by its line; the file itself is the office's own.
nowhere "the import's answer" "$TEMP/secrets" "$TEMP/import.out" "$TEMP/import.err"
nowhere "the server's log" "$TEMP/private" "$PG_DIR/server.log"
# Every process of the house; the reader has two.
pids="$KIOSK_PID $sync $(cat "/proc/$KIOSK_PID/task/"*/children)"
for pid in $pids; do
    pids="$pids $(cat "/proc/$pid/task/"*/children 2>/dev/null)"
done
[ "$(echo "$pids" | wc -w)" -ge 4 ] || fail "only these processes were found: $pids"
for pid in $pids; do
    nowhere "process $pid ($(tr '\0' ' ' <"/proc/$pid/cmdline"))" "$TEMP/private" "/proc/$pid/cmdline" "/proc/$pid/environ"
done
# libpq's connection as others see it in the process list of the server.
ps -eo args >"$TEMP/ps.out"
nowhere "the process list" "$TEMP/secrets" "$TEMP/ps.out"

# ---- a UID is nowhere at rest, neither as text nor as bytes; its keyed hash is ----
stop "$sync"
kiosk_kill
pg_sql checkpoint
bytes() {
    printf '%s' "$1" | sed 's/../\\x&/g'
}
# holds FILE HEX: grep takes the file for lines, and such bytes may have an end of line among them.
holds() {
    od -An -v -tx1 "$1" | tr -d '\n' | grep -qiF "$(printf '%s' "$2" | sed 's/../ &/g')"
}
for uid in "$known" "$unknown"; do
    for file in "$LEDGER" "$LEDGER-wal"; do
        ! grep -aqiF "$uid" "$file" || fail "$file holds the UID $uid as text"
        ! holds "$file" "$uid" || fail "$file holds the UID $uid"
    done
    ! grep -raqiF "$uid" "$PG_DIR/data" || fail "the database holds the UID $uid as text"
    ! LC_ALL=C grep -raqP "$(bytes "$uid")" "$PG_DIR/data" || fail "the database holds the UID $uid"
done
key=$(sqlite3 "$LEDGER" "select lower(hex(card_key)) from fact where kind = 'tap' and member_id = 'HV-0002'")
[ "$(printf '%b' "$(bytes "$known")" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(cat "$TEMP/kiosk/card.key")" | sed 's/.*= //')" = "$key" ] ||
    fail "the card's key is not the HMAC of its UID"
holds "$LEDGER" "$key" || fail "the search for bytes is blind"

# ---- what others may read is not used ----
chmod 644 "$TEMP/kiosk/card.key"
status=0
SDL_VIDEODRIVER=offscreen timeout 20 "$BUILD/diemdanh-kiosk" -c "$CONF" >"$TEMP/open.out" 2>"$TEMP/open.err" || status=$?
[ $status = 2 ] && grep -q "card.key" "$TEMP/open.err" || fail "a card key that others may read was used (status $status)"
chmod 600 "$TEMP/kiosk/card.key"
chmod 644 "$TEMP/kiosk/DEMO-101.key"
! sync_once >"$TEMP/open.out" 2>"$TEMP/open.err" || fail "a private key that others may read was used"
grep -q "DEMO-101.key" "$TEMP/open.err" || fail "the error must name the key file"
echo "$(wc -l <"$TEMP/private") secrets and private words, ${#logs[@]} logs, $(echo "$pids" | wc -w) processes: none shown; UIDs nowhere at rest"
