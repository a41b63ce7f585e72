#!/usr/bin/env bash
# A damaged ledger at a real centre: what had not been sent and can still be verified arrives under the old ledger's id, exactly
# once; what is recorded afterwards arrives under the new one's. Prints a row of the fault table for each place of the damage.
. "$(dirname "$0")/../scenario/lib.sh"
. "$(dirname "$0")/../scenario/agent_lib.sh"
central_start

# page_of SEQ: the page of the ledger file that holds the detail of that fact's row, by its chain value.
page_of() {
    local chain
    chain=$(sqlite3 -readonly "$LEDGER" "select hex(chain) from fact where seq = $1")
    python3 -c '
import sys
data = open(sys.argv[1], "rb").read()
print(data.index(bytes.fromhex(sys.argv[2])) // 4096)' "$LEDGER" "$chain"
}
# flip PAGE: the middle of a page is another.
flip() {
    dd if=/dev/zero of="$LEDGER" bs=256 count=12 seek=$(($1 * 16 + 4)) conv=notrunc 2>/dev/null
}

# damaged NAME SEQ SENT: 200 taps, of which SENT are acknowledged; the page of SEQ is damaged; a start; 5 taps; an exchange.
damaged() {
    local name=$1 seq=$2 sent=$3 old new kept there lost doubled expected
    rm -f "$LEDGER" "$LEDGER"-*
    tap -n "$sent" >/dev/null
    once
    tap -n $((200 - sent)) >/dev/null
    old=$(ledger_value "select lower(hex(value)) from state where name = 'ledger_id'")
    facts_here >"$TEMP/had"
    flip "$(page_of "$seq")"
    tap -n 5 >"$TEMP/taps"
    new=$(ledger_value "select lower(hex(value)) from state where name = 'ledger_id'")
    [ "$old" != "$new" ] || fail "$name: the damage was not found"
    [ "$(head -1 "$TEMP/taps")" = '2 unknown' ] || fail "$name: the first tap of the new ledger"
    [ "$(ledger_value 'select count(*) from slice_session')" = 1 ] || fail "$name: the slice was not carried"
    kept=$(ledger_value "select value from note where name = 'damaged'")
    md5sum "$TEMP/kiosk/$kept"* >"$TEMP/kept"
    once
    md5sum --quiet -c "$TEMP/kept" || fail "$name: the damaged file was changed"
    [ -f "$TEMP/kiosk/$kept.sent" ] || fail "$name: it is not marked as sent"
    [ "$(ls "$TEMP/kiosk" | grep -c "$kept\.\(reading\|slice\|making\|recovered\)")" = 0 ] || fail "$name: something was left behind: $(ls "$TEMP/kiosk")"
    there="from training.fact where replace(ledger_id::text, '-', '') = '$old'"
    pg_value "select seq || ' ' || encode(chain, 'hex') $there order by received_at, seq" >"$TEMP/there"
    lost=$(comm -23 <(sort "$TEMP/had") <(sort "$TEMP/there") | wc -l)
    doubled=$(sort "$TEMP/there" | uniq -d | wc -l)
    [ "$(comm -13 <(sort "$TEMP/had") <(sort "$TEMP/there") | wc -l)" = 0 ] || fail "$name: facts that never were"
    [ "$doubled" = 0 ] || fail "$name: $doubled doubled"
    # What verifies: everything before the damaged page, or after it when the centre holds what it held.
    expected=$(sqlite3 -readonly "$TEMP/kiosk/$kept.sent" 'select max(seq) from fact')
    [ "$(wc -l <"$TEMP/there")" = "$((expected > sent ? expected : sent))" ] || fail "$name: $(wc -l <"$TEMP/there") there, $expected recovered"
    [ "$expected" -ge "$4" ] && [ "$expected" -le "$5" ] || fail "$name: recovered up to $expected, not $4 to $5"
    [ "$(pg_value "select count(*) from training.fact where replace(ledger_id::text, '-', '') = '$new'")" = 6 ] || fail "$name: the new ledger's facts"
    [ "$(ledger_value "select count(*) from note where name = 'recovered' and value like '$kept: % of % recovered %; sent'")" = 1 ] ||
        fail "$name: health says: $(ledger_value "select value from note where name = 'recovered'")"
    printf '%-28s acknowledged %4s, at the centre %4s, left in the damaged file %3s, doubled %s: %s\n' "$name" "$sent" "$(wc -l <"$TEMP/there")" "$lost" \
        "$doubled" "$(ledger_value "select value from note where name = 'recovered'" | cut -d: -f2-)"
    # Once is enough.
    once
    [ "$(lines "$TEMP/once.err" 'damaged')" = 0 ] || fail "$name: it was looked at again"
}

damaged "damage in what was sent" 30 100 200 200
damaged "damage in what was not sent" 150 100 101 149
damaged "hardly anything sent" 100 1 2 99

echo "what an older version recovered, and could not send, is made anew"
kept=$(find "$TEMP/kiosk" -name '*.sent' | sort | tail -1)
kept=${kept%.sent}
mv "$kept.sent" "$kept.recovered"
sqlite3 "$kept.recovered" 'pragma user_version = 3' || fail "another version"
before=$(count_there)
once
[ -f "$kept.sent" ] && [ ! -e "$kept.recovered" ] || fail "it is not sent: $(cat "$TEMP/once.err")"
[ "$(count_there)" = "$before" ] || fail "its facts are there twice"

echo "a file without its ledger id: said aloud, kept, and the door goes on"
kept=$LEDGER.damaged-20200101T000000Z
head -c 8192 /dev/urandom >"$kept"
tap -n 1 >/dev/null
once
[ "$(lines "$TEMP/once.err" 'neither its ledger id nor its facts can be read')" = 1 ] || fail "it says so"
[ -f "$kept" ] && [ ! -e "$kept.sent" ] || fail "it is kept"
[ "$(pg_value 'select count(*) from training.alarm')" = 0 ] || fail "an alarm: $(pg_value 'select text from training.alarm')"
