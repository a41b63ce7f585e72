#!/bin/sh
# Kinds of cards and ways to hold them: phones, two cards, a card left on the reader, quick changes.
. "$(dirname "$0")/lib.sh"

OUT=$TEMP/reader.out

# Everything printed since the last call, on one line; the next call waits until it equals $1.
FROM=1
said() {
    said_now=$(tail -n "+$FROM" "$OUT" | tr '\n' ';')
    [ "$said_now" = "$1" ]
}

says() {
    wait_for "said '$1'" 5 || fail "$2: printed '$(tail -n "+$FROM" "$OUT" | tr '\n' ';')', not '$1'"
    # Nothing more may follow: a whole look at the card takes less than 200 ms.
    sleep 0.4
    said "$1" || fail "$2: printed more: '$(tail -n "+$FROM" "$OUT" | tr '\n' ';')'"
    FROM=$(($(wc -l <"$OUT") + 1))
    echo "ok: $2"
}

sim_start
spawn reader "$BUILD/diemdanh-reader" -d "$SIM_DEVICE"
says "up $SIM_DEVICE;" "start"

sim put 04A1B2C3D4E5F6 >/dev/null
says "card 04A1B2C3D4E5F6 0044 00;" "an ultralight stays"
sim take all >/dev/null
says "gone;" "and goes"

sim put 11223344 >/dev/null
says "card 11223344 0004 08;" "a classic stays"
sim take all >/dev/null
says "gone;" "and goes"

sim put 04112233445566 desfire >/dev/null
says "card 04112233445566 0344 20 7577810280;" "a DESFire stays"
sim take all >/dev/null
says "gone;" "and goes"

sim put 0102030405060708090A >/dev/null
says "card 0102030405060708090A 0084 00;" "a 10-byte card, which libnfc cannot ping, stays"
sim take all >/dev/null
says "gone;" "and goes"

# A phone draws its UID at each tap, and must not seem to change while it is held.
uid=$(sim put phone)
says "card ${uid#ok } 0004 20 78807002;" "a phone stays"
case ${uid#ok } in
08??????) ;;
*) fail "a phone's UID begins with 08, not ${uid#ok }" ;;
esac
sim take all >/dev/null
says "gone;" "and goes"

# Two at once. The first one is read before anybody can know of the second.
sim put 04000000000001 >/dev/null
sim put 04000000000002 >/dev/null
wait_for "grep -q '^many' '$OUT'" 5 || fail "two cards: many is not printed"
sleep 0.4
[ "$(tail -n "+$FROM" "$OUT" | grep -c '^many')" -eq 1 ] || fail "two cards: many is not printed once"
[ "$(tail -n "+$FROM" "$OUT" | grep -c '^card')" -eq 1 ] || fail "two cards: not one card is printed before many"
[ "$(tail -n 1 "$OUT")" = many ] || fail "two cards: many is not the last word"
FROM=$(($(wc -l <"$OUT") + 1))
sim take 04000000000001 >/dev/null
says "" "one of two goes: nothing is said while the field is not empty"
sim take all >/dev/null
says "gone;" "both are gone"

# Two of different kinds, one ISO 14443-4.
sim put 04000000000003 desfire >/dev/null
sim put 55667788 >/dev/null
wait_for "tail -n 1 '$OUT' | grep -q '^many'" 5 || fail "two kinds: many is not printed"
sim take all >/dev/null
wait_for "tail -n 1 '$OUT' | grep -q '^gone'" 5 || fail "two kinds: gone is not printed"
FROM=$(($(wc -l <"$OUT") + 1))

# A second one joins a card that has been lying there for long.
sim put 04000000000007 >/dev/null
says "card 04000000000007 0044 00;" "a card lies there"
sim put 04000000000008 >/dev/null
says "many;" "and a second one joins"
sim take all >/dev/null
says "gone;" "both are gone"

# The next card comes in the moment in which the first leaves.
sim put 04000000000004 >/dev/null
says "card 04000000000004 0044 00;" "the first of a quick change"
sim take 04000000000004 >/dev/null
sim put 04000000000005 >/dev/null
wait_for "grep -q '^card 04000000000005' '$OUT'" 5 || fail "the second of a quick change is not printed"
sim take all >/dev/null
wait_for "tail -n 1 '$OUT' | grep -q '^gone'" 5 || fail "the quick change: gone is not printed"
FROM=$(($(wc -l <"$OUT") + 1))

# The same card twice.
sim_tap 04000000000006 250
says "card 04000000000006 0044 00;gone;" "a card"
sim_tap 04000000000006 250
says "card 04000000000006 0044 00;gone;" "the same card again"
