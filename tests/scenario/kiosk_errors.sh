#!/usr/bin/env bash
# Wrong configuration, missing font, damaged, newer, read-only and full storage: an error that names the place and the mend, or a
# screen that tells the learner; nothing half-written.
. "$(dirname "$0")/kiosk_lib.sh"

export SDL_VIDEODRIVER=offscreen
KEY=$TEMP/card.key
printf '%064d\n' 0 >"$KEY"
chmod 600 "$KEY"

conf() { # ledger path; more lines from stdin
    printf '[kiosk]\nid = A\nroom = P101\ncard_key_file = %s\n[ledger]\npath = %s\n[reader]\ndevice = none\n' "$KEY" "$1"
    conf_display
}
# runs the kiosk, which must end by itself with a status and a line
refuses() { # status, text, arguments...
    local want=$1 text=$2 status=0
    shift 2
    timeout 20 "$@" >"$TEMP/out" 2>&1 || status=$?
    [ $status = "$want" ] || { cat "$TEMP/out"; fail "status $status instead of $want: $*"; }
    grep -qF -- "$text" "$TEMP/out" || { cat "$TEMP/out"; fail "the error does not say: $text"; }
}
kiosk="$BUILD/diemdanh-kiosk"

refuses 2 "give the configuration with -c FILE" "$kiosk"
refuses 2 "unknown option" "$kiosk" --nonsense
refuses 2 "$TEMP/none.conf: cannot be opened" "$kiosk" -c "$TEMP/none.conf"
{ conf "$TEMP/l.db"; echo 'colour = red'; } >"$TEMP/a.conf"
refuses 2 "$TEMP/a.conf:$(grep -n colour "$TEMP/a.conf" | cut -d: -f1): unknown key colour in [display]; see kiosk.conf.example" \
    "$kiosk" -c "$TEMP/a.conf"
conf "$TEMP/l.db" | sed 's/^id = A//' >"$TEMP/a.conf"
refuses 2 "[kiosk] id is missing" "$kiosk" -c "$TEMP/a.conf"

# The card key: missing, open to others, not hexadecimal.
conf "$TEMP/l.db" | sed "s#^card_key_file.*#card_key_file = $TEMP/nokey#" >"$TEMP/a.conf"
refuses 2 "$TEMP/nokey" "$kiosk" -c "$TEMP/a.conf"
conf "$TEMP/l.db" >"$TEMP/a.conf"
chmod 644 "$KEY"
refuses 2 "$KEY" "$kiosk" -c "$TEMP/a.conf"
chmod 600 "$KEY"
echo nonsense >"$KEY"
refuses 2 "$KEY" "$kiosk" -c "$TEMP/a.conf"
printf '%064d\n' 0 >"$KEY"

# Fonts: a fontconfig that finds nothing.
cat >"$TEMP/fonts.conf" <<XML
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>$TEMP/nofonts</dir></fontconfig>
XML
refuses 2 "fonts-inter" env FONTCONFIG_FILE="$TEMP/fonts.conf" "$kiosk" -c "$TEMP/a.conf"

# The ledger: folder missing, not a ledger, newer schema, damaged.
conf "$TEMP/missing/l.db" >"$TEMP/b.conf"
refuses 1 "$TEMP/missing/l.db" "$kiosk" -c "$TEMP/b.conf" || true
echo "this is no database, but a text of some length" >"$TEMP/text.db"
conf "$TEMP/text.db" >"$TEMP/b.conf"
refuses 1 "$TEMP/text.db" "$kiosk" -c "$TEMP/b.conf"
[ "$(head -c 10 "$TEMP/text.db")" = "this is no" ] || fail "a file that is no ledger was written to"
"$BUILD/diemdanh-kiosk" -c "$TEMP/a.conf" >"$TEMP/first.out" 2>&1 &
first=$!
CHILDREN="$CHILDREN $first"
expect "[ \"\$(sqlite3 -readonly '$TEMP/l.db' 'select count(*) from fact' 2>/dev/null)\" = 1 ]" 10 "a first start"
stop $first
[ "$(stat -c %a "$TEMP/l.db")" = 600 ] || fail "the ledger's mode is $(stat -c %a "$TEMP/l.db")"
cp "$TEMP/l.db" "$TEMP/newer.db"
sqlite3 "$TEMP/newer.db" 'pragma user_version = 999'
conf "$TEMP/newer.db" >"$TEMP/b.conf"
refuses 1 "$TEMP/newer.db" "$kiosk" -c "$TEMP/b.conf"
[ "$(sqlite3 "$TEMP/newer.db" 'select count(*) from fact')" = 1 ] || fail "a newer ledger was written to"
cp "$TEMP/l.db" "$TEMP/damaged.db"
size=$(stat -c %s "$TEMP/damaged.db")
dd if=/dev/urandom of="$TEMP/damaged.db" bs=1 seek=5000 count=$((size > 60000 ? 40000 : size - 9000)) conv=notrunc 2>/dev/null
conf "$TEMP/damaged.db" >"$TEMP/b.conf"
cp "$TEMP/damaged.db" "$TEMP/damaged.copy"
"$kiosk" -c "$TEMP/b.conf" >"$TEMP/damaged.out" 2>&1 &
second=$!
CHILDREN="$CHILDREN $second"
expect "[ \"\$(sqlite3 -readonly '$TEMP/damaged.db' \"select status from fact where seq = 1\" 2>/dev/null)\" = damaged ]" 10 \
    "a new ledger that names the damaged one"
stop $second
kept=$(sqlite3 -readonly "$TEMP/damaged.db" "select value from note where name = 'damaged'")
cmp "$TEMP/$kept" "$TEMP/damaged.copy" || fail "the damaged ledger was not kept as it was"
grep -qF "the damaged one is kept as $kept: tell the office" "$TEMP/damaged.out" || fail "the log does not name $kept"

if [ "$(id -u)" = 0 ] && mkdir "$TEMP/small" && mount -t tmpfs -o size=3m none "$TEMP/small" 2>/dev/null; then
    trap 'umount -l "$TEMP/small" 2>/dev/null; clean_up' EXIT
    # Read-only storage.
    conf "$TEMP/small/l.db" >"$TEMP/b.conf"
    mount -o remount,ro "$TEMP/small"
    refuses 1 "$TEMP/small/l.db" "$kiosk" -c "$TEMP/b.conf"
    mount -o remount,rw "$TEMP/small"

    # Storage that fills while the kiosk runs: the screen tells, the tap is refused, and counts again once there is room.
    sim_start
    sed -i "s#^device = .*#device = $SIM_DEVICE#" "$TEMP/b.conf"
    CONF=$TEMP/b.conf LEDGER=$TEMP/small/l.db SHOTS=$TEMP/shots
    mkdir -p "$SHOTS"
    kiosk_start
    tap_recorded 04AABBCC
    held=$(sqlite3 "$LEDGER" 'select count(*) from fact')
    dd if=/dev/zero of="$TEMP/small/filler" bs=4k 2>/dev/null || true
    expect "[ \$(find '$SHOTS' -name '*-idle-full.png' | wc -l) -ge 1 ]" 10 "the screen tells that the storage is full"
    file=$(find "$SHOTS" -name '*-idle-full.png' | sort | tail -1)
    [ "$(pixel "$file" 484 240)" = 9a1319 ] || fail "the panel is not red"
    for uid in 04AABB01 04AABB02 04AABB03 04AABB04 04AABB05 04AABB06 04AABB07 04AABB08; do sim_tap $uid; done
    expect "grep -q 'could not be recorded' '$TEMP/kiosk.err'" 10 "a tap is refused"
    expect "[ \$(find '$SHOTS' -name '*-failed.png' | wc -l) -ge 1 ]" 10 "the learner is told"
    kill -0 "$KIOSK_PID" || fail "the kiosk died of a full disk"
    rm "$TEMP/small/filler"
    expect "[ \$(find '$SHOTS' -name '*-idle-clock.png' -newer '$file' | wc -l) -ge 1 ]" 15 "the door is open again"
    tap_recorded 04AABB09
    acknowledged=$(recorded)
    stop "$KIOSK_PID"
    [ "$(sqlite3 "$LEDGER" "select count(*) from fact where kind = 'tap'")" = "$acknowledged" ] ||
        fail "taps that were said to be recorded: $acknowledged, in the ledger: $(sqlite3 "$LEDGER" "select count(*) from fact where kind = 'tap'")"
    [ "$(sqlite3 "$LEDGER" 'pragma integrity_check')" = ok ] || fail "the ledger is damaged"
    [ "$held" -ge 2 ] || fail "nothing was held before"
else
    echo "not run here: read-only and full storage need root and tmpfs"
fi
echo "every error names its place and mend"
