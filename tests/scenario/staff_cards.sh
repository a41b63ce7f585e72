#!/usr/bin/env bash
# The cards' side of an instructor's day, in a real window: unlocked by a PIN that came with the slice, a new card, a card that
# moves, a lost card that stops here at once and at a second door after it has synchronised, a missed session credited; and what
# the training database holds of it, row by row.
. "$(dirname "$0")/kiosk_lib.sh"
. "$SOURCE/tests/scenario/staff_lib.sh"
two_doors_start

# ---- unlocked by PIN: first a wrong one, which is told; then the one that the office has set ----

on_page idle
printf '903471\n' | office pin GV-0001 >"$TEMP/pin.out" || fail "the PIN: $(cat "$TEMP/pin.out")"
[ "$(sqlite3 "$LEDGER" 'select count(*) from slice_pin')" = 0 ] || fail "a PIN before the slice has brought it"
sync_once 2>/dev/null || fail "the slice with the PIN"
[ "$(sqlite3 "$LEDGER" 'select count(*) from slice_pin')" = 1 ] || fail "the slice has brought no PIN"
idle_again
touch_zone 1
on_page unlock
[ "$(glass 54 383)" != ffb51f ] || fail "a warning before anything was typed"
type_keys 903472
expect "[ \"\$(glass 54 383)\" = ffb51f ]" 10 "the wrong PIN is told (now $(glass 54 383))"
[ "$(page_last name)" = unlock ] || fail "a wrong PIN opened $(page_last name)"
type_keys 903471
on_page grid 10
tap_shown grid

# ---- a card for a learner, tested by tapping it again ----

menu_to $ENROL
on_page enrol
tap_shown enrol
touch_row 2
on_page enrol-tap
sim_tap 04AABBCCDDEE11
act_is "bind|$(place 3)|bound|-|GV-0001"
on_page enrol-done
tap_shown enrol-done
tap_recorded 04AABBCCDDEE11
[ "$(verdict_last "$(place 3)")" = present ] || fail "the new card does not stand for its learner"
tap_recorded "$(uid_of_place 3)"
[ "$(verdict_newest)" = expired ] || fail "the old card still counts: $(verdict_newest)"
expect "[ \"\$(glass 400 3)\" = 9a1319 ]" 2 "the old card is told in red over the page (now $(glass 400 3))"
on_page enrol-done

# ---- a card in use moves by the instructor's card only; whoever taps while a new card is awaited has come all the same ----

touch_zone $NEXT
on_page enrol
touch_row 1
on_page enrol-tap
ribbon_gone
tap_recorded "$(province_uid GV-0002)"
on_page enrol-staff
[ "$(verdict_newest)" = instructor ] || fail "an instructor's card while a new one is awaited: $(verdict_newest)"
touch_zone $OTHER
on_page enrol-tap
ribbon_gone
tap_recorded "$(uid_of_place 52)"
[ "$(verdict_last "$(place 52)")" = present ] || fail "who came while a card was awaited: '$(verdict_last "$(place 52)")'"
expect "[ \"\$(glass 400 3)\" = 0b5f3a ]" 2 "a ribbon tells who has come (now $(glass 400 3))"
on_page enrol-in-use
touch_zone $MOVE
before=$(acts_here | wc -l)
tap_shown enrol-in-use
[ "$(acts_here | wc -l)" = "$before" ] || fail "a learner's card has moved a card"
tap_recorded "$(province_uid GV-0001)"
act_is "bind|$(place 2)|bound|-|GV-0001"
[ "$(acts_here | wc -l)" = $((before + 1)) ] || fail "moving the card is one act"
on_page enrol-done

# ---- the wrong learner was chosen: taken back, and the card from before works again ----

touch_zone $NEXT
on_page enrol
touch_row 3
on_page enrol-tap
sim_tap 04AABBCCDDEE44
act_is "bind|$(place 4)|bound|-|GV-0001"
on_page enrol-done
has_zone $UNDO
touch_zone $UNDO
on_page enrol
[ "$(acts_here | tail -2 | sort -u)" = "bind|$(place 4)|bound|-|GV-0001" ] || fail "what was taken back: $(acts_here | tail -2)"
[ "$(acts_here | wc -l)" = $((before + 3)) ] || fail "taking back is one act"
touch_zone $BACK
on_page grid

# ---- a lost card: asked first, then it stops here at once, and next door after it has synchronised ----

lost=$(uid_of_place 5) # given by the office, as most are
sync_once 2>/dev/null || fail "the new cards go up"
second_sync
verdict=$(second_says "$lost")
[ "$verdict" = wrong_room ] || fail "the card at the second door: $verdict"
touch_tile 5
on_page sheet
touch_zone $BLOCK
has_zone $CONFIRM
before=$(acts_here | wc -l)
tap_shown sheet
touch_zone $BACK
no_zone $CONFIRM
[ "$(acts_here | wc -l)" = "$before" ] || fail "a card was blocked without a yes"
touch_zone $BLOCK
touch_zone $CONFIRM
act_is "bind|$(place 5)|blocked|-|GV-0001"
no_zone $BLOCK
tap_recorded "$lost"
[ "$(verdict_newest)" = expired ] || fail "the lost card here: $(verdict_newest)"
expect "[ \"\$(glass 400 3)\" = 9a1319 ]" 2 "the lost card is told in red (now $(glass 400 3))"
verdict=$(second_says "$lost")
[ "$verdict" = wrong_room ] || fail "the second door knew before it was told: $verdict"
touch_zone $BACK
on_page grid
sync_once 2>/dev/null || fail "the blocked card goes up"
second_sync
verdict=$(second_says "$lost")
[ "$verdict" = expired ] || fail "the lost card at the second door: $verdict"
verdict=$(second_says "$(uid_of_place 52)")
[ "$verdict" = wrong_room ] || fail "the card that moved, at the second door: $verdict"

# ---- a session that was missed, made up ----

# The sheet opens at its first cells; a touch on a missed one asks what stands for it.
touch_tile 6
on_page sheet
touch_zone "$CELL"
has_zone $REASON
tap_shown sheet
touch_zone $REASON
credited="makeup|$(place 6)|credited"
expect "acts_here | tail -1 | grep -q '^$credited|'" 5 "the make-up (last: $(acts_here | tail -1))"
reason=$(acts_here | tail -1 | cut -d'|' -f4)
[[ "$reason" = r_* ]] || fail "why it is credited: '$reason'"
# And another one, withdrawn again.
touch_zone $((CELL + 1))
touch_zone $REASON
expect "[ \$(acts_here | grep -c '^$credited|') = 2 ]" 5 "the second make-up"
touch_zone $((CELL + 1))
touch_zone $CONFIRM
act_is "makeup|$(place 6)|withdrawn|-|GV-0001"
touch_zone $BACK
on_page grid
touch_zone $LOCK
idle_again

# ---- the page of the PIN goes by itself: 20 s without a touch ----

touch_zone 1
on_page unlock
unlock_ms=$(now_ms)
sync_once 2>/dev/null || fail "the day goes up"
second_sync

# ---- what the training database has of it ----

all_at_centre
first=${province_session%-05}
day="GV-0001|DEMO-101|P101"
centre_acts >"$TEMP/acts"
rows_are "the acts at the centre" "$TEMP/acts" <<END
$day|bind|-|$(place 3)|-|bound|-|-
$day|bind|-|$(place 2)|$(place 52)|bound|-|-
$day|bind|-|$(place 4)|-|bound|-|-
$day|bind|-|$(place 4)|$(place 4)|bound|-|-
$day|bind|-|$(place 5)|$(place 5)|blocked|-|-
$day|makeup|$first-01|$(place 6)|-|credited|$reason|-
$day|makeup|$first-02|$(place 6)|-|credited|$reason|-
$day|makeup|$first-02|$(place 6)|-|withdrawn|-|-
END
times_are_right "$day_s"
[ "$(at_centre "select count(*) from training.odd_fact")" = 0 ] || fail "what is not understood: $(at_centre 'select why from training.odd_fact')"

# Cards: who holds how many, and in which state; by the key that the office makes of a number.
at_centre "select member_id, state, count(*) from training.card
    where member_id in ('$(place 2)', '$(place 3)', '$(place 4)', '$(place 5)', '$(place 6)', '$(place 52)') group by 1, 2 order by 1, 2" >"$TEMP/cards"
rows_are "the cards at the centre" "$TEMP/cards" <<END
$(place 2)|active|1
$(place 2)|blocked|1
$(place 3)|active|1
$(place 3)|blocked|1
$(place 4)|active|1
$(place 4)|blocked|1
$(place 5)|blocked|1
$(place 6)|active|1
END
for ledger in "$LEDGER" "$TEMP/kiosk2/ledger.db"; do
    sqlite3 "$ledger" "select member_id, state, count(*) from door_card
        where member_id in ('$(place 2)', '$(place 3)', '$(place 4)', '$(place 5)', '$(place 6)', '$(place 52)') and state = 'active' group by 1, 2 order by 1" >"$TEMP/cards"
    rows_are "the cards in $ledger" "$TEMP/cards" <<END
$(place 2)|active|1
$(place 3)|active|1
$(place 4)|active|1
$(place 6)|active|1
END
done
own=$(sqlite3 "$LEDGER" "select hex(card_key) from fact where kind = 'bind' and member_id = '$(place 4)' order by seq desc limit 1")
[ "$(at_centre "select upper(encode(card_key, 'hex')) from training.card where member_id = '$(place 4)' and state = 'active'")" = "$own" ] ||
    fail "the wrong one of the two cards works at the centre"

# The course: the first session counts as attended, the second as missed, for this learner; for the next one neither.
at_centre "set search_path to training; select member_id, session_id, halves, made_up from rule_credit
    where member_id in ('$(place 6)', '$(place 8)') and session_id in ('$first-01', '$first-02') order by 1, 2" | grep '|' >"$TEMP/credit"
rows_are "the credit at the centre" "$TEMP/credit" <<END
$(place 6)|$first-01|2|1
$(place 6)|$first-02|0|0
$(place 8)|$first-01|0|0
$(place 8)|$first-02|0|0
END

# The roll, in time; nobody else has come, and it is not closed.
rolls_are_equal
declare -A status
for i in $(seq 1 52); do status[$(place "$i")]=not_yet; done
status[$(place 3)]=present status[$(place 52)]=present
for one in $tapped; do
    IFS=: read -r member verdict page <<<"$one"
    [ "$verdict" = present ] || fail "the tap of $member on the page $page: $verdict"
    status[$member]=present
done
rows_are "the roll at the centre" "$TEMP/roll.centre" < <(for i in $(seq 1 52); do echo "$i|$(place "$i")|${status[$(place "$i")]}"; done)

expect "[ \"\$(page_last name)\" = idle ]" 25 "the page of the PIN goes by itself"
waited=$(($(now_ms) - unlock_ms))
[ $waited -ge 19000 ] || fail "the page of the PIN went after $waited ms; 20 s are told"
echo "cards, make-up and PIN are whole: $(wc -l <"$TEMP/acts") acts, $(echo "$tapped" | wc -w) taps meanwhile; the PIN's page stood $waited ms"
