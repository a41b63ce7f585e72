#!/usr/bin/env bash
# Leaving, in a real window: whoever taps again before the end is asked, and leaves by touch, by the card, or not at all;
# after the end each tap is a departure, and the ring counts them. The day's hours are the stand-in clock's.
. "$(dirname "$0")/kiosk_lib.sh"
glass_start

begin_s=$(date +%s)
end_s=$((begin_s + 12600))
house_start $begin_s
sed '1s/$/,check_out,address/; 2,$s/$/,no,dong_chi/; s/^\(DVM-3-2026,.*\),no,dong_chi$/\1,asked,anh_chi/' \
    "$SOURCE/assets/demo/classes.csv" >"$TEMP/classes.csv"
office import classes "$TEMP/classes.csv" >/dev/null || fail "a class that asks for check-out"

boots=0
kiosk_at() { # seconds since 1970: the kiosk starts again at that time
    [ $boots = 0 ] || stop "$KIOSK_PID"
    boots=$((boots + 1))
    kiosk_start SDL_VIDEODRIVER=x11 \
        DIEMDANH_CLOCK="source=ntp,utc_ms=${1}000,boot=b0070000-0000-4000-8000-00000000000$boots,boottime_ms=60000"
}
colours() { # at places X,Y
    local place
    for place in "$@"; do glass "${place%,*}" "${place#*,}"; done | tr '\n' ' '
}
shows() { # seconds, what, then COLOUR X,Y ...: all of them
    local seconds=$1 what=$2 wanted="" places=""
    shift 2
    while [ $# -gt 0 ]; do
        wanted="$wanted$1 " places="$places $2"
        shift 2
    done
    # shellcheck disable=SC2086
    expect "[ \"\$(colours $places)\" = '$wanted' ]" "$seconds" "$what ($wanted at$places; now $(colours $places))"
}
keep() { # for the eye: KEEP_TEMP=1
    glass_keep "$SHOTS/glass-$1.png"
}
PAPER=f4f3ef NAVY=12304d AMBER=ffb51f AMBER_FOOT=f09e00 GREEN=0b5f3a GREEN_FOOT=084a2d ACTION=134e8a EDGE=7c8894
LEAVE="215 345" STAY="585 345"
learner() { province_learner DVM-3-2026 "$1"; }
card_of() { province_uid "$(learner "$1")"; }
verdicts() { # of a learner, in their order
    sqlite3 "$LEDGER" "select group_concat(verdict, ' ') from
        (select verdict from fact where kind = 'tap' and member_id = '$(learner "$1")' order by seq)"
}
idle() { shows "${1:-8}" "idle" $PAPER 10,240 $NAVY 790,470; }
question() {
    tap_recorded "$(card_of "$1")"
    shows 6 "the question" $AMBER 400,4 $PAPER 700,150 $ACTION 425,320 $EDGE 215,297 $PAPER 20,440
    [ "$(verdicts "$1")" = "present already" ] || fail "learner $1, asked: $(verdicts "$1")"
}

# ---- five minutes before the beginning: they come ----
kiosk_at $((begin_s - 300))
sync_once 2>"$TEMP/first.err" || fail "the slice"
for place in 1 2 3 5; do
    tap_recorded "$(card_of $place)"
    [ "$(verdicts $place)" = present ] || fail "learner $place: $(verdicts $place)"
done
# The same again after some seconds is no departure: fewer than ten minutes have passed.
tap_recorded "$(card_of 1)"
[ "$(verdicts 1)" = "present already" ] || fail "learner 1, again: $(verdicts 1)"

# ---- an hour later: some leave ----
kiosk_at $((begin_s + 3600))
idle 10
question 2
keep question
xdotool mousemove 700 200 click 1 # not an answer
# shellcheck disable=SC2086
xdotool mousemove $LEAVE click 1
shows 3 "left early" $AMBER 790,240 $AMBER_FOOT 790,395
[ "$(verdicts 2)" = "present already left_early" ] || fail "by touch: $(verdicts 2)"
sleep 0.7
keep left-early

question 5
# shellcheck disable=SC2086
xdotool mousemove $STAY click 1
idle
[ "$(verdicts 5)" = "present already" ] || fail "who stays: $(verdicts 5)"

# The card once more is the same answer; the first second is for a card that trembles.
question 3
sleep 1.3
tap_recorded "$(card_of 3)"
shows 3 "left early by the card" $AMBER 790,240 $AMBER_FOOT 790,395
[ "$(verdicts 3)" = "present already left_early" ] || fail "by the card: $(verdicts 3)"

# No answer within 8 s: nothing is recorded.
tap_recorded "$(card_of 1)"
asked_ms=$(now_ms)
shows 3 "the question" $AMBER 400,4 $PAPER 700,150
idle 12
waited=$(($(now_ms) - asked_ms))
[ $waited -ge 7000 ] || fail "the question stood for $waited ms only"
[ "$(verdicts 1)" = "present already already" ] || fail "who lets it pass: $(verdicts 1)"

# ---- a minute after the end: each tap is a departure ----
kiosk_at $((end_s + 60))
idle 10
ticks() { # mint pixels of the ring
    convert "xwd:$GLASS" -crop 320x262+480+0 -fill black +opaque '#86e3b4' -fill white -opaque '#86e3b4' \
        -format '%[fx:int(w*h*mean+0.5)]' info:
}
two=$(ticks)
keep ended
[ "$two" -gt 20 ] || fail "the ring counts no departure ($two pixels)"
tap_recorded "$(card_of 1)"
shows 3 "checked out" $GREEN 790,240 $GREEN_FOOT 790,395
[ "$(verdicts 1)" = "present already already out" ] || fail "after the end: $(verdicts 1)"
sleep 0.7
keep out
idle
three=$(ticks)
awk -v a="$two" -v b="$three" 'BEGIN { exit !(b > 1.35 * a && b < 1.65 * a) }' ||
    fail "the ring after the third departure: $three pixels, $two before"
# Never seen coming: recorded with a remark.
tap_recorded "$(card_of 4)"
shows 3 "a departure without an arrival" $AMBER 790,240
[ "$(verdicts 4)" = out ] || fail "never seen coming: $(verdicts 4)"

# ---- what the training database makes of it ----
sync_once 2>"$TEMP/last.err" || fail "the day goes up"
roll=$(at_centre "select string_agg(ordinal || ' ' || status || ' ' || (left_at is not null)::int, ', ' order by ordinal)
    from training.roll where session_id = '$province_session' and ordinal <= 5")
expected="1 present 1, 2 left_early 1, 3 left_early 1, 4 late 1, 5 present 0"
[ "$roll" = "$expected" ] || fail "the roll at the centre: $roll; expected $expected"
echo "asked, left, stayed, ended: all as they should"
