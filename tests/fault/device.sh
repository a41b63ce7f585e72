#!/usr/bin/env bash
# The device's part of the fault table: each fault with its trials, the facts that were acknowledged, those lost and doubled,
# and a control that must lose. DIEMDANH_FAULT=long: ten times the trials.
. "$(dirname "$0")/../scenario/lib.sh"

TIMES=1
[ "${DIEMDANH_FAULT:-}" != long ] || TIMES=10
SEED=${DIEMDANH_SEED:-$(date +%s)}
echo "seed $SEED"
ROWS=$TEMP/rows

row() { # fault, trials, acknowledged, lost, doubled, control
    printf '%-34s %7s %12s %6s %8s  %s\n' "$@" >>"$ROWS"
}
field() { # file, word: the number after it
    sed -n "s/.*\<$2 \([0-9]*\).*/\1/p" "$1" | tail -1
}

power() {
    "$BUILD/tests/device_power" --sync full --cuts "$1" --seed "$SEED" >"$TEMP/power.out" 2>"$TEMP/power.err" ||
        fail "power cuts with synchronous=FULL: $(tail -1 "$TEMP/power.out")"
    local controls="" kind
    for kind in normal lying; do
        if "$BUILD/tests/device_power" --sync $kind --cuts 200 --seed "$SEED" >"$TEMP/control.out" 2>/dev/null; then
            fail "the control '$kind' lost nothing: the test cannot see a loss"
        fi
        [ "$(field "$TEMP/control.out" lost)" -gt 0 ] || fail "the control '$kind': $(tail -1 "$TEMP/control.out")"
        controls="$controls${controls:+; }$kind lost in $(field "$TEMP/control.out" cuts_with_loss) of 200 cuts"
    done
    row "power cut" "$(field "$TEMP/power.out" cuts)" "$(field "$TEMP/power.out" acknowledged)" \
        "$(field "$TEMP/power.out" lost)" "$(field "$TEMP/power.out" doubled)" "$controls"
}

# Killed at an instant that nobody chose; the lines that were printed are what was promised.
kills() {
    local trials=$1 ledger=$TEMP/kill.db said=$TEMP/said lost doubled=0 held i
    printf '%064d\n' 0 >"$TEMP/card.key"
    chmod 600 "$TEMP/card.key"
    : >"$said"
    RANDOM=$((SEED % 32768))
    for ((i = 0; i < trials; i++)); do
        spawn tap "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1000000
        sleep "0.0$((RANDOM % 90 + 10))"
        kill -9 "$SPAWNED"
        wait "$SPAWNED" 2>/dev/null
        CHILDREN=""
        # A line without its end was not said to anybody.
        grep -E '^[0-9]+ [a-z_]+$' "$TEMP/tap.out" >>"$said"
    done
    sqlite3 "$ledger" 'select seq from fact order by seq' >"$TEMP/held" || fail "the ledger cannot be read"
    cut -d' ' -f1 "$said" | sort >"$TEMP/said.sorted"
    sort "$TEMP/held" >"$TEMP/held.sorted"
    lost=$(comm -23 "$TEMP/said.sorted" "$TEMP/held.sorted" | wc -l)
    doubled=$(($(sqlite3 "$ledger" "select count(*) - count(distinct card_key) from fact")))
    held=$(wc -l <"$TEMP/held")
    [ "$lost" = 0 ] || fail "kill -9: $lost acknowledged taps lost"
    [ "$doubled" = 0 ] || fail "kill -9: $doubled taps doubled"
    [ "$held" -le $(($(wc -l <"$said") + trials)) ] || fail "kill -9: more facts than taps"
    [ "$(wc -l <"$said")" -gt "$trials" ] || fail "kill -9: hardly a tap was made"
    local control
    control=$(kills_control 12) || fail "$control"
    row "kill -9 during taps" "$trials" "$(wc -l <"$said")" "$lost" "$doubled" "$control"
}

# The same with a program that says it before it is true.
kills_control() {
    local trials=$1 ledger=$TEMP/early.db early=0 i last held
    for ((i = 0; i < trials; i++)); do
        spawn early "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1000000 -b
        sleep "0.0$((RANDOM % 60 + 39))"
        kill -9 "$SPAWNED"
        wait "$SPAWNED" 2>/dev/null
        CHILDREN=""
        last=$(grep -E '^[0-9]+ early$' "$TEMP/early.out" | tail -1 | cut -d' ' -f1)
        held=$(sqlite3 "$ledger" 'select max(seq) from fact')
        [ "${last:-0}" -le "${held:-0}" ] || early=$((early + 1))
    done
    [ "$early" -gt 0 ] || fail "the control 'early' lost nothing: the test cannot see a loss"
    echo "early lost in $early of $trials"
}

# The real kiosk with the real reader program and a simulated chip: what its log says is on the disk was said to the learner.
kiosk_kills() {
    local trials=$1 ledger=$TEMP/door.db i lost doubled said=$TEMP/door.said n=0
    sim_start
    printf '[kiosk]\nid = K1\nroom = R101\ncard_key_file = %s\n[ledger]\npath = %s\n[reader]\ndevice = %s\n[display]\nfullscreen = no\n' \
        "$TEMP/card.key" "$ledger" "$SIM_DEVICE" >"$TEMP/door.conf"
    : >"$said"
    for ((i = 0; i < trials; i++)); do
        spawn door env SDL_VIDEODRIVER=offscreen DIEMDANH_LOG=debug "$BUILD/diemdanh-kiosk" -c "$TEMP/door.conf"
        local door=$SPAWNED
        expect "grep -q 'reader up' '$TEMP/door.err'" 20 "the kiosk's reader is up"
        # Cards come one after the other while the kiosk is killed under them.
        ( for c in 1 2 3; do
            sim tap "$(printf '04%012X' $((i * 10 + c)))" 90 >/dev/null 2>&1
            sim wait >/dev/null 2>&1
        done ) &
        local cards=$!
        expect "grep -q 'tap [0-9]* .*on the disk' '$TEMP/door.err'" 10 "the first tap"
        sleep "0.$(printf %03d $((RANDOM % 320)))"
        kill -9 "$door"
        wait "$door" 2>/dev/null
        wait "$cards" 2>/dev/null
        CHILDREN=" $SIM_PID"
        sed -n 's/.*tap \([0-9]*\) .*on the disk.*/\1/p' "$TEMP/door.err" >>"$said"
    done
    sqlite3 "$ledger" "select seq from fact where kind = 'tap'" | sort >"$TEMP/held.sorted" || fail "the ledger cannot be read"
    lost=$(sort "$said" | comm -23 - "$TEMP/held.sorted" | wc -l)
    doubled=$(sqlite3 "$ledger" "select count(*) - count(distinct card_key) from fact where kind = 'tap'")
    n=$(wc -l <"$said")
    [ "$lost" = 0 ] || fail "kill -9 of the kiosk: $lost acknowledged taps lost"
    [ "$doubled" = 0 ] || fail "kill -9 of the kiosk: $doubled taps doubled"
    [ "$n" -ge "$trials" ] || fail "kill -9 of the kiosk: $n taps in $trials rounds"
    row "kill -9 of the kiosk" "$trials" "$n" "$lost" "$doubled" "as above"
}

# A small disk of its own, seen by this run only, that fills up, stays full and has room again.
full_disk() {
    local trials=$1 ledger=$TEMP/disk/ledger.db said=$TEMP/said i refused=0 lost doubled tries log=0
    mkdir "$TEMP/disk"
    mount -t tmpfs -o size=2m none "$TEMP/disk" || fail "no small disk"
    printf '%064d\n' 0 >"$TEMP/card.key"
    chmod 600 "$TEMP/card.key"
    : >"$said"
    for ((i = 0; i < trials; i++)); do
        [ "$i" = 0 ] || truncate -s 0 "$TEMP/disk/ballast"
        "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n $((20 + i)) >>"$said" || fail "a tap when there is room again"
        dd if=/dev/zero of="$TEMP/disk/ballast" bs=1k count=$((1300 - 200 * i)) 2>/dev/null
        # Until it is full: the last tap is refused with words.
        "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1000000 >>"$said" 2>"$TEMP/full.err" && fail "the disk never was full"
        grep -q 'no room on the disk' "$TEMP/full.err" || fail "a full disk is not told: $(cat "$TEMP/full.err")"
        [ ! -f "$ledger-wal" ] || log=$(stat -c %s "$ledger-wal")
        cat /dev/zero >>"$TEMP/disk/ballast" 2>/dev/null
        for tries in 1 2 3; do
            "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1 >"$TEMP/full.out" 2>"$TEMP/full.err" && fail "a tap on a full disk"
            [ ! -s "$TEMP/full.out" ] && grep -q 'no room on the disk' "$TEMP/full.err" || fail "try $tries: $(cat "$TEMP/full.err")"
            refused=$((refused + 1))
        done
    done
    rm "$TEMP/disk/ballast"
    "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1 >>"$said" || fail "a tap when there is room again"
    sqlite3 "$ledger" 'select seq from fact' | sort >"$TEMP/held.sorted"
    lost=$(cut -d' ' -f1 "$said" | sort | comm -23 - "$TEMP/held.sorted" | wc -l)
    doubled=$(sqlite3 "$ledger" 'select count(*) - count(distinct card_key) from fact')
    [ "$(wc -l <"$TEMP/held.sorted")" = "$(wc -l <"$said")" ] || fail "full disk: a refused tap is there"
    [ "$lost" = 0 ] && [ "$doubled" = 0 ] || fail "full disk: $lost lost, $doubled doubled"
    [ ! -s "$ledger-wal" ] || fail "full disk: the log was not moved into the file"
    umount "$TEMP/disk"
    row "full disk" "$trials" "$(wc -l <"$said")" "$lost" "$doubled" "$refused taps refused aloud; log of $((log / 1024)) kB moved later"
}

# A ledger with a log of its own, as a power cut leaves it, damaged in one of four ways, then started.
damaged() {
    local trials=$1 ledger i kind kept found=0 taps=0 said
    for ((i = 0; i < trials; i++)); do
        ledger=$TEMP/damaged$i.db
        "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 120 >/dev/null || fail "taps"
        spawn tap "$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1000000
        expect "[ -s '$TEMP/tap.out' ]" 10 "taps before the damage"
        kill -9 "$SPAWNED"
        wait "$SPAWNED" 2>/dev/null
        CHILDREN=""
        said=$(sqlite3 -readonly "$ledger" 'select count(*) from fact')
        taps=$((taps + said))
        kind=$((i % 4))
        case $kind in
        0) rm "$ledger-wal" && truncate -s $((4096 * (RANDOM % 8 + 2))) "$ledger" ;;
        1) dd if=/dev/zero of="$ledger" bs=4096 count=1 conv=notrunc 2>/dev/null && rm "$ledger-wal" ;;
        2) truncate -s 0 "$ledger" ;;
        3) dd if=/dev/urandom of="$ledger" bs=4096 seek=2 count=24 conv=notrunc 2>/dev/null ;;
        esac
        cp "$ledger" "$TEMP/copy" && { [ ! -f "$ledger-wal" ] || cp "$ledger-wal" "$TEMP/copy-wal"; }
        [ "$("$BUILD/tests/ledger_tap" -l "$ledger" -k "$TEMP/card.key" -r R101 -n 1 2>"$TEMP/damaged.err")" = "2 unknown" ] ||
            fail "damage $kind: the first tap of a new ledger"
        kept=$(sqlite3 -readonly "$ledger" "select value from note where name = 'damaged'")
        [ -n "$kept" ] && cmp -s "$TEMP/$kept" "$TEMP/copy" || fail "damage $kind: the file was not kept as it was"
        [ ! -f "$TEMP/copy-wal" ] || cmp -s "$TEMP/$kept-wal" "$TEMP/copy-wal" || fail "damage $kind: its log was not kept"
        rm -f "$TEMP/copy" "$TEMP/copy-wal"
        found=$((found + 1))
    done
    # Only that nothing is thrown away is shown here: what such a file lost with its pages is not counted.
    row "damaged ledger, set aside" "$trials" "$taps" - - "$found of $trials found, kept byte by byte"
}

if [ "${2:-}" = full-disk ]; then # within a mount namespace of its own
    full_disk $((4 * TIMES))
    cat "$ROWS"
    exit 0
fi

power $((2000 * TIMES))
kills $((25 * TIMES))
kiosk_kills $((10 * TIMES))
if unshare -m true 2>/dev/null; then
    unshare -m "$0" "$BUILD" full-disk >"$TEMP/disk.out" || fail "full disk: $(cat "$TEMP/disk.out")"
    tail -1 "$TEMP/disk.out" >>"$ROWS"
else
    row "full disk" skipped - - - "a small disk needs root"
fi
damaged $((8 * TIMES))
printf '%-34s %7s %12s %6s %8s  %s\n' fault trials acknowledged lost doubled control
cat "$ROWS"
