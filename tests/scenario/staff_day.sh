#!/usr/bin/env bash
# An instructor's day in a real window, by finger and card, and what the training database holds of it afterwards.
. "$(dirname "$0")/kiosk_lib.sh"
glass_start

# Lessons began 20 minutes ago: the clock in the middle of a minute, so that the minutes are known.
house_start $(($(date +%s) - 1230))
kiosk_start SDL_VIDEODRIVER=x11
sync_start
expect "[ \"\$(sqlite3 '$LEDGER' 'select count(*) from slice_enrolment' 2>/dev/null)\" -gt 0 ]" 30 "the slice is there"
log=$TEMP/kiosk.err

# ---- the glass: places by the numbers that the debug log tells ----

# The last complete page in the log: its name, "shown N", or the middle of a zone.
page_last() {
    awk -v want="$1" '
        / page [a-z-]* shown / { name = $0; sub(/.* page /, "", name); shown = name; sub(/ .*/, "", name); sub(/.* /, "", shown); split("", zone) }
        / zone [0-9]/ { line = $0; sub(/.* zone /, "", line); split(line, z, " "); zone[z[1]] = (z[2] + z[4] / 2) " " (z[3] + z[5] / 2) }
        / page [a-z-]* complete/ { last_name = name; last_shown = shown; split("", last); for (id in zone) last[id] = zone[id] }
        END { if (want == "name") print last_name; else if (want == "shown") print last_shown; else print last[want] }
    ' "$log"
}
on_page() {
    expect "[ \"\$(page_last name)\" = $1 ]" "${2:-5}" "the page $1 (now $(page_last name))"
}
has_zone() {
    expect "[ -n \"\$(page_last $1)\" ]" 5 "a place $1 on the page $(page_last name)"
}
touch_zone() {
    has_zone "$1"
    # shellcheck disable=SC2046
    xdotool mousemove $(page_last "$1" | awk '{ printf "%d %d", $1, $2 }') click 1
}
type_keys() {
    local text=$1 i code
    for ((i = 0; i < ${#text}; i++)); do
        code=$(printf '%d' "'${text:i:1}")
        touch_zone $((3000 + code))
    done
}
BACK=100 MENU=101 LOCK=102 SEARCH=103 STATISTICS=104 UNDO=105 ENROL=106 NO_CARD=107 GUEST=108 DEVICE=109 VIEW=110
CLOSE_ROLL=111 LATE_START=112 SAVE=113 NEXT=114 MOVE=115 OTHER=116 LANGUAGE=118 FIELD_NAME=123 HIDE_KEYS=126 SYMBOLS=3002
STATUS=4000 REASON=5000 LAMP=6000 WHY=7000 MINUTES=8000 ROW=10000
PRESENT=$((STATUS + 1)) LATE=$((STATUS + 2)) EARLY=$((STATUS + 3)) EXCUSED=$((STATUS + 5)) UNEXCUSED=$((STATUS + 6))

facts() { # of the device, since the day began, one a line
    sqlite3 "$LEDGER" "select kind, coalesce(member_id, '-'), coalesce(status, '-'), coalesce(reason, '-'), coalesce(actor_id, '-')
        from fact where kind in ('mark', 'bind', 'guest') order by seq" 2>/dev/null
}
fact_is() { # the last fact of an act
    expect "[ \"\$(facts | tail -1)\" = '$1' ]" 5 "the fact $1 (last: $(facts | tail -1))"
}
place() { province_learner DVM-3-2026 "$1"; }
uid_of_place() { province_uid "$(place "$1")"; }

# A tap in the middle of staff work: recorded as at any time, told in a ribbon over the top bar, and the page stays.
next_learner=21
tap_shown() {
    local page=$1 member before
    on_page "$page"
    member=$(place $next_learner)
    before=$(sqlite3 "$LEDGER" "select count(*) from fact where kind = 'tap' and member_id = '$member'")
    [ "$before" = 0 ] || fail "$member has tapped before"
    ribbon_gone
    tap_recorded "$(province_uid "$member")"
    expect "[ \"\$(glass 400 3)\" = $RIBBON_LATE ]" 2 "a ribbon on the page $page (now $(glass 400 3))"
    [ "$(page_last name)" = "$page" ] || fail "a tap has changed the page $page to $(page_last name)"
    [ "$(sqlite3 "$LEDGER" "select verdict from fact where kind = 'tap' and member_id = '$member'")" = late ] ||
        fail "the tap of $member on the page $page is not recorded as late"
    next_learner=$((next_learner + 1))
    tapped="$tapped $member"
}
RIBBON_LATE=ffb51f
tapped=""
glass() {
    import -silent -window root "$TEMP/glass.png" 2>/dev/null && pixel "$TEMP/glass.png" "$1" "$2"
}
ribbon_gone() {
    expect "[ \"\$(glass 400 3)\" != $RIBBON_LATE ]" 5 "no ribbon"
}

# ---- the day ----

on_page idle
for i in 1 2 17; do tap_recorded "$(uid_of_place $i)"; done

# Unlock: the lock shows 11, a learner's card is none of an instructor, an instructor's opens the grid at once.
expect "[ \"\$(page_last name)\" = idle ]" 10 "idle after the results"
sleep_until_idle() { expect "[ \"\$(glass 790 470)\" = 12304d ]" 10 "idle again"; }
sleep_until_idle
touch_zone 1
tap_shown unlock
tap_recorded "$(province_uid GV-0001)"
on_page grid
expect "[ \"\$(page_last shown)\" = 52 ]" 5 "the whole class in the grid"
tap_shown grid

# Find 'nguyen thi' without marks.
touch_zone $SEARCH
on_page search
type_keys "nguyen thi"
at_centre "select e.member_id from training.enrolment e join training.member m using (member_id)
    where e.class_id = 'DVM-3-2026'
      and ' ' || lower(regexp_replace(normalize(m.full_name, NFD), '[\u0300-\u036f]', '', 'g')) ~ ' nguyen'
      and ' ' || lower(regexp_replace(normalize(m.full_name, NFD), '[\u0300-\u036f]', '', 'g')) ~ ' thi'" >"$TEMP/found"
found=$(wc -l <"$TEMP/found")
[ "$found" -ge 2 ] || fail "the province has too few of that name: $found"
# The others of the day: not of that name, and none that taps.
mapfile -t others < <(for i in $(seq 4 16); do grep -qx "$(place "$i")" "$TEMP/found" || echo "$i"; done)
late_place=${others[0]} absent_place=${others[1]} held_place=${others[2]} forgot_place=${others[3]}
expect "[ \"\$(page_last shown)\" = $found ]" 5 "$found are found by 'nguyen thi' (shown: $(page_last shown))"
tap_shown search

# Excused, with a reason.
touch_zone $ROW
on_page sheet
touch_zone $EXCUSED
touch_zone $((REASON + 3))
expect "[ \$(facts | wc -l) = 1 ]" 5 "the mark is written"
excused=$(facts | cut -d'|' -f2)
grep -qx "$excused" "$TEMP/found" || fail "$excused was not among those found"
fact_is "mark|$excused|excused|r_meet|GV-0001"
tap_shown sheet
touch_zone $BACK
on_page search
touch_zone $BACK
on_page grid

# Late, at once; the minutes are those since the start.
touch_zone $((ROW + late_place - 1))
on_page sheet
touch_zone $LATE
fact_is "mark|$(place $late_place)|late|-|GV-0001"
has_zone $((MINUTES + 45))
touch_zone $BACK
has_zone $LATE
touch_zone $BACK
on_page grid

# Unexcused with a reason, and taken back.
touch_zone $((ROW + absent_place - 1))
on_page sheet
touch_zone $UNEXCUSED
touch_zone $((REASON + 4))
fact_is "mark|$(place $absent_place)|unexcused|r_other|GV-0001"
touch_zone $UNDO
fact_is "mark|$(place $absent_place)|-|-|GV-0001"
touch_zone $BACK
on_page grid

# A tile held down is present.
has_zone $((ROW + held_place - 1))
# shellcheck disable=SC2046
xdotool mousemove $(page_last $((ROW + held_place - 1)) | awk '{ printf "%d %d", $1, $2 }') mousedown 1
fact_is "mark|$(place $held_place)|present|-|GV-0001"
xdotool mouseup 1
on_page grid

# The list, its choice kept; back to the grid.
touch_zone $MENU
tap_shown menu
touch_zone $VIEW
on_page list
tap_shown list
touch_zone $MENU
on_page menu
touch_zone $VIEW
on_page grid

# A new card for a learner without one, tested by tapping it again.
touch_zone $MENU
touch_zone $ENROL
on_page enrol
tap_shown enrol
touch_zone $((ROW + 2))
on_page enrol-tap
sim_tap 04AABBCCDDEE11
fact_is "bind|$(place 3)|bound|-|GV-0001"
on_page enrol-done
tap_shown enrol-done
tap_recorded 04AABBCCDDEE11
[ "$(sqlite3 "$LEDGER" "select member_id from fact where kind = 'tap' order by seq desc limit 1")" = "$(place 3)" ] ||
    fail "the new card does not stand for its learner"

# A card in use moves by the instructor's card only.
touch_zone $NEXT
on_page enrol
touch_zone $((ROW + 1))
on_page enrol-tap
sim_tap "$(uid_of_place 52)"
on_page enrol-in-use
touch_zone $MOVE
before=$(facts | wc -l)
tap_recorded "$(province_uid GV-0001)"
fact_is "bind|$(place 2)|bound|-|GV-0001"
[ "$(facts | wc -l)" = $((before + 1)) ] || fail "moving the card is one act"
on_page enrol-done
touch_zone $BACK
on_page grid

# Without a card, and a guest.
touch_zone $MENU
touch_zone $NO_CARD
on_page no-card
tap_shown no-card
touch_zone $SYMBOLS
type_keys $forgot_place
touch_zone $ROW
touch_zone $SAVE
fact_is "mark|$(place $forgot_place)|present|forgot|GV-0001"
on_page grid
touch_zone $MENU
touch_zone $GUEST
on_page guest
tap_shown guest
touch_zone $FIELD_NAME
type_keys "le an"
touch_zone $HIDE_KEYS
touch_zone $((WHY + 1))
touch_zone $SAVE
fact_is "guest|-|present|observe|GV-0001"
on_page grid

# Statistics; the device: a lamp, the other language.
touch_zone $STATISTICS
tap_shown statistics
touch_zone $BACK
on_page grid
touch_zone $MENU
touch_zone $DEVICE
tap_shown device
touch_zone $LAMP
touch_zone $LANGUAGE
touch_zone $LANGUAGE
touch_zone $BACK

# Close the roll and lock.
on_page grid
touch_zone $MENU
touch_zone $CLOSE_ROLL
fact_is "mark|-|close|-|GV-0001"
touch_zone $LOCK
on_page idle

# ---- what the office has of it ----

expect "[ \"\$(at_centre 'select max(seq) from training.fact')\" = \"\$(sqlite3 '$LEDGER' 'select max(seq) from fact')\" ]" 30 "all is at the centre"
cat >"$TEMP/expected" <<END
mark|$excused|excused|r_meet|GV-0001
mark|$(place $late_place)|late|-|GV-0001
mark|$(place $absent_place)|unexcused|r_other|GV-0001
mark|$(place $absent_place)|-|-|GV-0001
mark|$(place $held_place)|present|-|GV-0001
bind|$(place 3)|bound|-|GV-0001
bind|$(place 2)|bound|-|GV-0001
mark|$(place $forgot_place)|present|forgot|GV-0001
guest|-|present|observe|GV-0001
mark|-|close|-|GV-0001
END
at_centre "select concat_ws('|', kind, coalesce(member_id, '-'), coalesce(status, '-'), coalesce(reason, '-'), coalesce(actor_id, '-'))
    from training.fact where kind in ('mark', 'bind', 'guest') order by seq" >"$TEMP/acts"
cmp -s "$TEMP/expected" "$TEMP/acts" || fail "the acts at the centre: $(diff "$TEMP/expected" "$TEMP/acts")"
[ "$(at_centre "select count(*) from training.fact where kind in ('mark', 'guest') and session_id <> '$province_session'")" = 0 ] ||
    fail "an act belongs to another session"
detail() { at_centre "select detail::json ->> '$1' from training.fact where kind = '$2' and member_id is not distinct from $3 order by seq limit 1"; }
[ "$(detail before mark "'$(place $late_place)'")" = not_yet ] || fail "what the learner was before: $(detail before mark "'$(place $late_place)'")"
[[ "$(detail minutes mark "'$(place $late_place)'")" =~ ^2[0-9]$ ]] || fail "minutes late: $(detail minutes mark "'$(place $late_place)'")"
[ "$(detail name guest null)" = "Le An" ] || fail "the guest: $(detail name guest null)"
for member in $tapped; do
    [ "$(at_centre "select string_agg(verdict, ',') from training.fact where kind = 'tap' and member_id = '$member'")" = late ] ||
        fail "the tap of $member during staff work is not at the centre"
done

# The roll of both sides, and the marks in it.
at_centre "select ordinal, member_id, status from training.roll where session_id = '$province_session' order by ordinal" >"$TEMP/roll.centre"
sqlite3 "$LEDGER" "select ordinal, member_id, status from rule_roll where session_id = '$province_session' order by ordinal" >"$TEMP/roll.device"
cmp -s "$TEMP/roll.centre" "$TEMP/roll.device" || fail "the rolls differ: $(diff "$TEMP/roll.centre" "$TEMP/roll.device" | head -5)"
roll_is() {
    grep -q "|$1|$2\$" "$TEMP/roll.centre" || fail "$1 should be $2: $(grep "|$1|" "$TEMP/roll.centre")"
}
roll_is "$excused" excused
roll_is "$(place $late_place)" late
roll_is "$(place $absent_place)" unexcused # nobody came, and the roll is closed
roll_is "$(place $held_place)" present
roll_is "$(place $forgot_place)" present
roll_is "$(place 1)" late
echo "the day is whole: $(wc -l <"$TEMP/acts") acts, $(echo "$tapped" | wc -w) taps during staff work"
