#!/usr/bin/env bash
# An instructor's day in a real window, by finger and card, and what the training database holds of it afterwards, row by row.
# On every page a learner taps meanwhile. Cards, PINs and make-ups: staff_cards.sh.
. "$(dirname "$0")/kiosk_lib.sh"
glass_start

# Lessons began 20 minutes ago: the clock in the middle of a minute, so that the minutes are known.
day_s=$(date +%s)
house_start $((day_s - 1230))
kiosk_start SDL_VIDEODRIVER=x11
sync_start
expect "[ \"\$(sqlite3 '$LEDGER' 'select count(*) from slice_enrolment' 2>/dev/null)\" -gt 0 ]" 30 "the slice is there"
. "$SOURCE/tests/scenario/staff_lib.sh"
closing_asked=no

# ---- they come; a learner's card opens nothing, the instructor's opens the whole class at once ----

on_page idle
for i in 1 2 17; do tap_recorded "$(uid_of_place $i)"; done
idle_again
touch_zone 1
tap_shown unlock
tap_recorded "$(province_uid GV-0001)"
on_page grid
expect "[ \"\$(page_last shown)\" = 52 ]" 5 "the whole class in the grid"
tap_shown grid

# ---- 'nguyen thi', typed without marks ----

touch_zone $SEARCH
on_page search
type_keys "nguyen thi"
at_centre "select e.member_id from training.enrolment e join training.member m using (member_id)
    where e.class_id = 'DVM-3-2026'
      and ' ' || lower(regexp_replace(normalize(m.full_name, NFD), '[\u0300-\u036f]', '', 'g')) ~ ' nguyen'
      and ' ' || lower(regexp_replace(normalize(m.full_name, NFD), '[\u0300-\u036f]', '', 'g')) ~ ' thi'" >"$TEMP/found"
found=$(wc -l <"$TEMP/found")
[ "$found" -ge 2 ] || fail "the province has too few of that name: $found"
expect "[ \"\$(page_last shown)\" = $found ]" 5 "$found are found by 'nguyen thi' (shown: $(page_last shown))"
tap_shown search
# The others of the day: not of that name, and none that taps.
mapfile -t others < <(for i in $(seq 3 16); do grep -qx "$(place "$i")" "$TEMP/found" || echo "$i"; done)
late_place=${others[0]} held_place=${others[1]} forgot_place=${others[2]} online_place=${others[3]} offline_place=${others[4]}

# ---- three statuses with their reasons, and one taken back ----

# Excused: asks why before anything is written.
touch_row 0
on_page sheet
touch_zone "$STATUS_EXCUSED"
has_zone $((REASON + 3))
[ -z "$(acts_here)" ] || fail "an excuse was written before its reason: $(acts_here)"
touch_zone $((REASON + 3))
expect "[ \$(acts_here | wc -l) = 1 ]" 5 "the mark is written"
excused=$(acts_here | cut -d'|' -f2)
grep -qx "$excused" "$TEMP/found" || fail "$excused was not among those found"
act_is "mark|$excused|excused|r_meet|GV-0001"
tap_shown sheet
touch_zone $BACK
on_page search
touch_zone $BACK
on_page grid

# Left early: written at once by the clock, then the minutes are mended and a reason is given.
touch_tile 1
on_page sheet
touch_zone "$STATUS_EARLY"
act_is "mark|$(place 1)|left_early|-|GV-0001"
touch_zone $((MINUTES + 45))
expect "[ \$(acts_here | wc -l) = 3 ]" 5 "the minutes are mended"
touch_zone "$STATUS_EARLY"
touch_zone $((REASON + 1))
act_is "mark|$(place 1)|left_early|r_duty|GV-0001"
touch_zone $BACK
on_page grid

# Late, though no tap says so; the minutes are those since the start.
touch_tile "$late_place"
on_page sheet
touch_zone "$STATUS_LATE"
act_is "mark|$(place "$late_place")|late|-|GV-0001"
has_zone $KEEP
touch_zone $((REASON + 2))
act_is "mark|$(place "$late_place")|late|r_family|GV-0001"
touch_zone $BACK
on_page grid

# Unexcused, and taken back: the tap holds again.
touch_tile 17
on_page sheet
touch_zone "$STATUS_UNEXCUSED"
touch_zone $((REASON + 4))
act_is "mark|$(place 17)|unexcused|r_other|GV-0001"
touch_zone $UNDO
act_is "mark|$(place 17)|-|-|GV-0001"
touch_zone $BACK
on_page grid

# A tile held down is present.
hold_zone $((ROW + held_place - 1))
act_is "mark|$(place "$held_place")|present|-|GV-0001"
release
on_page grid

# ---- the menu, the list ----

touch_zone $MENU
tap_shown menu
touch_zone $VIEW
on_page list
tap_shown list
menu_to $VIEW
on_page grid

# ---- online by list: a touch writes, another takes it back ----

menu_to $ONLINE
on_page grid
no_zone $((FILTER + 1))
tap_shown grid
touch_tile "$online_place"
act_is "mark|$(place "$online_place")|online|-|GV-0001"
touch_tile "$offline_place"
act_is "mark|$(place "$offline_place")|online|-|GV-0001"
tile_colour() { # its left edge, beside the name
    # shellcheck disable=SC2046
    glass $(page_last $((ROW + $1 - 1)) | awk '{ print $1 - 18, $2 + 14 }')
}
expect "[ \"\$(tile_colour $offline_place)\" = ddf1e6 ]" 5 "the tile shows it (now $(tile_colour "$offline_place"))"
touch_tile "$offline_place"
act_is "mark|$(place "$offline_place")|-|-|GV-0001"
expect "[ \"\$(tile_colour $offline_place)\" = ffffff ]" 5 "and is white again"
touch_zone $BACK
has_zone $((FILTER + 1))

# ---- without a card, and a guest ----

menu_to $NO_CARD
on_page no-card
tap_shown no-card
touch_zone $SYMBOLS
type_keys "$forgot_place"
touch_row 0
touch_zone $SAVE
act_is "mark|$(place "$forgot_place")|present|forgot|GV-0001"
on_page grid
menu_to $GUEST
on_page guest
tap_shown guest
touch_zone $FIELD_NAME
type_keys "le an"
touch_zone $HIDE_KEYS
touch_zone $FIELD_UNIT
type_keys "so y te"
touch_zone $HIDE_KEYS
touch_zone $((WHY + 1))
touch_zone $SAVE
act_is "guest|-|present|observe|GV-0001"
on_page grid

# ---- statistics; the device: a lamp, and the other language without a new start ----

touch_zone $STATISTICS
tap_shown statistics
touch_zone $BACK
on_page grid
menu_to $DEVICE
tap_shown device
ribbon_gone
title=300x50+70+6
vietnamese=$(glass_part $title)
touch_zone $LOG
on_page log
tap_shown log
touch_zone $BACK
on_page device
ribbon_gone
touch_zone "$LAMP"
touch_zone $LANGUAGE
expect "[ \"\$(glass_part $title)\" != $vietnamese ]" 3 "another language in the title"
english=$(glass_part $title)
touch_zone $LANGUAGE
expect "[ \"\$(glass_part $title)\" = $vietnamese ]" 3 "Vietnamese again"
[ "$english" != "$vietnamese" ] || fail "both languages look the same"
touch_zone $BACK
on_page grid

# ---- the lesson begins late: now. Closed, opened again, closed; locked ----

menu_to $LATE_START
act_is "mark|-|start|-|GV-0001"
on_page grid
tap_shown grid
menu_to $ROOMS
on_page rooms
tap_shown rooms
touch_zone $BACK
on_page grid
before=$(acts_here | wc -l)
menu_to $CLOSE_ROLL
on_page close
tap_shown close
touch_zone $BACK
on_page grid
[ "$(acts_here | wc -l)" = "$before" ] || fail "the roll was closed without a yes"
roll_close
menu_to $CLOSE_ROLL
act_is "mark|-|reopen|-|GV-0001"
on_page grid
roll_close
touch_zone $LOCK
idle_again

# ---- what the training database has of it ----

all_at_centre 40
day="GV-0001|DEMO-101|P101|mark|$province_session"
centre_acts >"$TEMP/acts"
left_minutes=$(sed -n '2s/.*|//p' "$TEMP/acts")
late_minutes=$(sed -n '5s/.*|//p' "$TEMP/acts")
rows_are "the acts at the centre" "$TEMP/acts" <<END
$day|$excused|not_yet|excused|r_meet|-
$day|$(place 1)|late|left_early|-|$left_minutes
$day|$(place 1)|left_early|left_early|-|45
$day|$(place 1)|left_early|left_early|r_duty|45
$day|$(place "$late_place")|not_yet|late|-|$late_minutes
$day|$(place "$late_place")|late|late|r_family|$late_minutes
$day|$(place 17)|late|unexcused|r_other|-
$day|$(place 17)|unexcused|-|-|-
$day|$(place "$held_place")|not_yet|present|-|-
$day|$(place "$online_place")|not_yet|online|-|-
$day|$(place "$offline_place")|not_yet|online|-|-
$day|$(place "$offline_place")|online|-|-|-
$day|$(place "$forgot_place")|not_yet|present|forgot|-
${day/mark/guest}|-|-|Le An|observe|-
${day/mark/session}|-|-|start|-|-
${day/mark/session}|-|-|close|-|-
${day/mark/session}|-|-|reopen|-|-
${day/mark/session}|-|-|close|-|-
END
# 210 minutes long, 20.5 gone when the test began and a few since.
[ "$left_minutes" -ge 184 ] && [ "$left_minutes" -le 189 ] || fail "minutes early: $left_minutes"
[ "$late_minutes" -ge 20 ] && [ "$late_minutes" -le 25 ] || fail "minutes late: $late_minutes"
times_are_right "$day_s"
[ "$(at_centre "select count(*) from training.odd_fact")" = 0 ] || fail "what is not understood: $(at_centre 'select why from training.odd_fact')"
at_centre "select session_id, name, unit, purpose, actor, kiosk_id from training.guest" >"$TEMP/guests"
rows_are "the guests at the centre" "$TEMP/guests" <<END
$province_session|Le An|So Y Te|observe|GV-0001|DEMO-101
END
start_s=$(at_centre "select extract(epoch from moved_to)::int8 from training.act where after like 'start %'")
[ "$start_s" -gt $((day_s - 60)) ] && [ "$start_s" -le "$(date +%s)" ] && [ $((start_s % 60)) = 0 ] || fail "the start was moved to $start_s"

# The roll of both sides. Who came before the late start is in time; a mark stands; nobody else came, and the roll is closed.
rolls_are_equal
declare -A status
for i in $(seq 1 52); do status[$(place "$i")]=unexcused; done
for i in 2 17 "$held_place" "$forgot_place"; do status[$(place "$i")]=present; done
status[$excused]=excused status[$(place 1)]=left_early status[$(place "$late_place")]=late status[$(place "$online_place")]=online
for one in $tapped; do
    IFS=: read -r member verdict page <<<"$one"
    at_s=$(at_centre "select at_ms / 1000 from training.fact_at where kind = 'tap' and member_id = '$member'")
    # Late from the first whole minute after the new start, which is a full minute itself.
    verdict=late
    [ "$at_s" -lt $((start_s + 60)) ] && verdict=present
    [ "$member" = "$excused" ] || status[$member]=$verdict
done
rows_are "the roll at the centre" "$TEMP/roll.centre" < <(for i in $(seq 1 52); do echo "$i|$(place "$i")|${status[$(place "$i")]}"; done)
for one in $tapped; do
    IFS=: read -r member verdict page <<<"$one"
    [ "$(at_centre "select string_agg(verdict, ',') from training.fact where kind = 'tap' and member_id = '$member'")" = "$verdict" ] ||
        fail "the tap of $member on the page $page is not at the centre"
done
echo "the day is whole: $(wc -l <"$TEMP/acts") acts, $(echo "$tapped" | wc -w) taps during staff work, closing asked first: $closing_asked"
