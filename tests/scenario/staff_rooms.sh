#!/usr/bin/env bash
# Two classes change their rooms, at one of the doors: seen there at once, counted there at once, and at the other door after it
# has synchronised; and what the training database has of it.
. "$(dirname "$0")/kiosk_lib.sh"
. "$SOURCE/tests/scenario/staff_lib.sh"
two_doors_start

other_session=SC-2-2026-01
other() { province_learner SC-2-2026 "$1"; }
other_size=$(grep -c '^SC-2-2026,' "$province_folder/enrolments.csv")
course=400x60+0+220 # the idle screen's course

# ---- before: a learner is counted, the other class has come to this door and is shown the way ----

on_page idle
tap_recorded "$(uid_of_place 1)"
[ "$(verdict_newest)" = present ] || fail "the class of the day: $(verdict_newest)"
idle_again
tap_recorded "$(province_uid "$(other 1)")"
[ "$(verdict_newest)" = wrong_room ] || fail "the other class at this door: $(verdict_newest)"
idle_again
before_look=$(glass_part $course)

# ---- asked first, then swapped ----

desk_open
expect "[ \"\$(page_last shown)\" = 52 ]" 5 "the class of the day"
menu_to $ROOMS
on_page rooms
touch_row 0
has_zone $SWAP
touch_zone $BACK
no_zone $SWAP
[ -z "$(acts_here)" ] || fail "rooms were swapped without a yes: $(acts_here)"
touch_row 0
ribbon_gone
touch_zone $SWAP
on_page grid
expect "[ \"\$(glass 400 3)\" = 0b5f3a ]" 2 "it is told over the page (now $(glass 400 3))"
expect "[ \"\$(acts_here | grep -c '^mark|-|room|-|GV-0001\$')\" = 2 ]" 5 "both moves are on the disk: $(acts_here)"
expect "[ \"\$(page_last shown)\" = $other_size ]" 5 "the class that has come here is in hand (shown: $(page_last shown))"
ribbon_gone
tap_recorded "$(province_uid "$(other 2)")"
[ "$(verdict_newest)" = present ] || fail "the class that has come here: $(verdict_newest)"
expect "[ \"\$(glass 400 3)\" = 0b5f3a ]" 2 "its tap is told by a ribbon (now $(glass 400 3))"
touch_zone $LOCK
idle_again
[ "$(glass_part $course)" != "$before_look" ] || fail "the idle screen still tells the class that has gone"

# ---- the class of the day is shown the way, and let in at the other door once that knows ----

tap_recorded "$(uid_of_place 2)"
[ "$(verdict_newest)" = wrong_room ] || fail "the class that has gone: $(verdict_newest)"
verdict=$(second_says "$(uid_of_place 3)")
[ "$verdict" = wrong_room ] || fail "the other door knew before it was told: $verdict"
sync_once 2>/dev/null || fail "the swap goes up"
second_sync
verdict=$(second_says "$(uid_of_place 2)")
[ "$verdict" = present ] || fail "the class of the day at its new door: $verdict"
verdict=$(second_says "$(uid_of_place 1)")
[ "$verdict" = already ] || fail "who was counted at the old door, at the new one: $verdict"
verdict=$(second_says "$(province_uid "$(other 3)")")
[ "$verdict" = wrong_room ] || fail "the other class at its old door: $verdict"
second_sync
sync_once 2>/dev/null || fail "the second exchange"

# ---- what the training database has of it ----

expect "[ \"\$(at_centre 'select count(*) from training.fact')\" = \$((\$(sqlite3 '$LEDGER' 'select count(*) from fact') + \$(sqlite3 '$TEMP/kiosk2/ledger.db' 'select count(*) from fact'))) ]" 10 "all of both doors is at the centre"
at_centre "select actor_id, kiosk_id, kind, session_id, after from training.act order by seq" >"$TEMP/acts"
rows_are "the acts at the centre" "$TEMP/acts" <<END
GV-0001|DEMO-101|session|$other_session|room P101
GV-0001|DEMO-101|session|$province_session|room P203
END
times_are_right "$day_s"
at_centre "select session_id, held_room_id from training.session where session_id in ('$other_session', '$province_session') order by 1" >"$TEMP/places"
rows_are "where the sessions take place" "$TEMP/places" <<END
$province_session|P203
$other_session|P101
END
[ "$(at_centre "select count(*) from training.odd_fact")" = 0 ] || fail "what is not understood: $(at_centre 'select why from training.odd_fact')"
at_centre "select session_id, member_id from training.roll
    where session_id in ('$other_session', '$province_session') and status = 'present' order by 1, 2" >"$TEMP/present"
# Who was sent on by a door that did not know yet had come to the right one; who was counted where the class was before stays so.
rows_are "who is present" "$TEMP/present" <<END
$province_session|$(place 1)
$province_session|$(place 2)
$province_session|$(place 3)
$other_session|$(other 1)
$other_session|$(other 2)
END
echo "swapped: the class that came counts here, the class that went next door; $(wc -l <"$TEMP/acts") acts"
