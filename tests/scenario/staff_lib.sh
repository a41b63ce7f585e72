# An instructor's hands in a real window, for scenario tests. Sourced by bash after kiosk_lib.sh and glass_start; the kiosk must
# run with DIEMDANH_LOG=debug (kiosk_start does): its log tells where each thing on the glass can be touched.
#
#   on_page NAME [SECONDS]     waits for a page; page_last name|shown|ZONE reads the last one told
#   has_zone / touch_zone ZONE, hold_zone ZONE, release, touch_row N, touch_tile PLACE, type_keys TEXT
#   $BACK $MENU ... $STATUS_LATE ...   numbers of zones and statuses, read from the headers
#   place N, uid_of_place N    the learner at a place of the class of the day, and the card
#   act_is ROW                 waits for the last act of the device: kind|member|status|reason|actor
#   tap_shown PAGE             a learner taps while PAGE is open: recorded, told by a ribbon over it, and the page stays.
#                              The next learner each time, from $next_learner on; $tapped collects "member:verdict:page"
#   two_doors_start            the house with this kiosk in a real window, lessons in ten minutes ($day_s is now), and the second
#   second_start               another kiosk, DEMO-203 in P203: its own chip, its own ledger, no window; second_sync;
#                              second_says UID taps there and prints the verdict
#   roll_close                 closes the roll, answering the question that may come first; $closing_asked says whether it came
#   rows_are WHAT FILE         compares stdin with a file, row by row

log=$TEMP/kiosk.err

# ---- numbers ----

# enum_numbers HEADER ENUM: NAME NUMBER lines of an enumeration.
enum_numbers() {
    awk -v wanted="enum $2 {" '
        index($0, wanted) == 1 { inside = 1; next }
        inside && /^}/ { exit }
        inside {
            sub(/\/[*].*/, "")
            n = split($0, part, ",")
            for (i = 1; i <= n; i++) {
                gsub(/[ \t]/, "", part[i])
                if (part[i] !~ /^[A-Z]/) continue
                if (split(part[i], word, "=") == 2) value = word[2] + 0
                print word[1], value++
            }
        }' "$SOURCE/$1"
}
zones_read() {
    local name value
    while read -r name value; do
        printf -v "${name#STAFF_ZONE_}" %s "$value"
    done < <(enum_numbers kiosk/screens/staff.h staff_zone)
    while read -r name value; do
        name=${name#LEDGER_}
        printf -v "STATUS_${name#S_}" %s $((STATUS + value))
    done < <(enum_numbers kiosk/ledger/staff.h ledger_status)
    [ "${BACK:-0}" = 100 ] && [ "${ROW:-0}" = 10000 ] && [ -n "${STATUS_ONLINE:-}" ] || fail "the headers' numbers cannot be read"
}
zones_read
SYMBOLS=$((KEY + 2))

# ---- the glass ----

# Of the last complete page in the log: its name, "shown" N, or a place in a zone. That is near its upper left corner: a zone in
# two parts (a status, and its reason further down) is told as the box around both, whose middle belongs to neither.
page_last() {
    tail -n 4000 "$log" | awk -v want="$1" '
        function inset(length_px) { return length_px < 48 ? int(length_px / 2) : 24 }
        / page [a-z-]* shown / { name = $0; sub(/.* page /, "", name); shown = name; sub(/ .*/, "", name); sub(/.* /, "", shown); split("", zone) }
        / zone [0-9]/ { line = $0; sub(/.* zone /, "", line); split(line, z, " "); zone[z[1]] = z[2] + inset(z[4]) " " z[3] + inset(z[5]) }
        / page [a-z-]* complete/ { last_name = name; last_shown = shown; split("", last); for (id in zone) last[id] = zone[id] }
        END { if (want == "name") print last_name; else if (want == "shown") print last_shown; else print last[want] }'
}
on_page() {
    expect "[ \"\$(page_last name)\" = $1 ]" "${2:-5}" "the page $1 (now $(page_last name))"
}
has_zone() {
    expect "[ -n \"\$(page_last $1)\" ]" 5 "a place $1 on the page $(page_last name)"
}
no_zone() {
    expect "[ -z \"\$(page_last $1)\" ]" 5 "no place $1 on the page $(page_last name)"
}
touch_zone() {
    has_zone "$1"
    # shellcheck disable=SC2046
    xdotool mousemove $(page_last "$1") click 1
}
hold_zone() {
    has_zone "$1"
    # shellcheck disable=SC2046
    xdotool mousemove $(page_last "$1") mousedown 1
}
release() {
    xdotool mouseup 1
}
touch_row() { touch_zone $((ROW + $1)); }
touch_tile() { touch_zone $((ROW + $1 - 1)); }
type_keys() {
    local text=$1 i code
    for ((i = 0; i < ${#text}; i++)); do
        code=$(printf '%d' "'${text:i:1}")
        touch_zone $((KEY + code))
    done
}
# The lock is on the idle page only; the navy panel says that no result covers it.
idle_again() {
    on_page idle "${1:-10}"
    expect "[ \"\$(glass 790 470)\" = 12304d ]" 10 "idle again"
}

# ---- people and acts ----

place() { province_learner DVM-3-2026 "$1"; }
uid_of_place() { province_uid "$(place "$1")"; }

acts_here() { # of the device, one a line
    sqlite3 "$LEDGER" "select kind, coalesce(member_id, '-'), coalesce(status, '-'), coalesce(reason, '-'), coalesce(actor_id, '-')
        from fact where kind in ('mark', 'bind', 'guest', 'makeup') order by seq" 2>/dev/null
}
act_is() {
    expect "[ \"\$(acts_here | tail -1)\" = '$1' ]" 5 "the act $1 (last: $(acts_here | tail -1))"
}
verdict_last() { # of a learner's taps on this device
    sqlite3 "$LEDGER" "select verdict from fact where kind = 'tap' and member_id = '$1' order by seq desc limit 1"
}
verdict_newest() { # of the last tap; one that is refused need not tell whose card it is
    sqlite3 "$LEDGER" "select verdict from fact where kind = 'tap' order by seq desc limit 1"
}

# ---- taps in the middle of the work ----

next_learner=21
tapped=""
ribbon_colour() {
    case $1 in
    present) echo 0b5f3a ;;
    late) echo ffb51f ;;
    already) echo 1c4a86 ;;
    *) echo 9a1319 ;;
    esac
}
ribbon_gone() { # nothing of an earlier tap lies over the bar
    expect "case \$(glass 400 3) in 0b5f3a | ffb51f | 1c4a86 | 9a1319) false ;; esac" 5 "no ribbon"
}
tap_shown() {
    local page=$1 member verdict colour
    on_page "$page"
    member=$(place $next_learner)
    next_learner=$((next_learner + 1))
    [ -z "$(verdict_last "$member")" ] || fail "$member has tapped before"
    ribbon_gone
    tap_recorded "$(province_uid "$member")"
    verdict=$(verdict_last "$member")
    case $verdict in present | late) ;; *) fail "the tap of $member on the page $page is recorded as '$verdict'" ;; esac
    colour=$(ribbon_colour "$verdict")
    expect "[ \"\$(glass 400 3)\" = $colour ]" 2 "a ribbon ($verdict) on the page $page (now $(glass 400 3))"
    [ "$(page_last name)" = "$page" ] || fail "a tap has changed the page $page to $(page_last name)"
    tapped="$tapped $member:$verdict:$page"
}

# ---- a second door next to it ----

second_sync() {
    "$BUILD/diemdanh-sync" -c "$TEMP/kiosk2/kiosk.conf" --once 2>"$TEMP/sync2.err" || fail "the second kiosk's synchronisation"
}
second_start() {
    local conf=$TEMP/kiosk2/kiosk.conf
    office kiosk add DEMO-203 --room P203 --server "$PG_SERVER" --out "$TEMP/kiosk2" >/dev/null || fail "a second kiosk"
    spawn sim2 "$BUILD/diemdanh-sim" --port "$TEMP/port2" --control "$TEMP/control2" --exit-with-parent
    expect "grep -q '^ready' '$TEMP/sim2.out'" 10 "the second chip is ready"
    sed -i "s#^device = .*#device = pn532_uart:$TEMP/port2:115200#" "$conf"
    conf_display >>"$conf"
    spawn kiosk2 env SDL_VIDEODRIVER=offscreen DIEMDANH_LOG=debug "$BUILD/diemdanh-kiosk" -c "$conf"
    expect "grep -q 'reader up' '$TEMP/kiosk2.err'" 30 "the second kiosk's reader is up"
    second_sync
}
two_doors_start() {
    glass_start
    day_s=$(date +%s)
    house_start $((day_s + 600))
    kiosk_start SDL_VIDEODRIVER=x11
    sync_once 2>/dev/null || fail "the first contact with the centre"
    expect "[ \"\$(sqlite3 '$LEDGER' 'select count(*) from slice_enrolment' 2>/dev/null)\" -gt 0 ]" 30 "the slice is there"
    second_start
}
second_says() { # the same card within 3 s is passed over in silence
    local before
    while [ $(($(now_ms) - $(cat "$TEMP/second.$1" 2>/dev/null || echo 0))) -lt 3500 ]; do sleep 0.1; done
    before=$(lines "$TEMP/kiosk2.err" 'kiosk: tap [0-9]')
    "$BUILD/diemdanh-sim" --send "$TEMP/control2" tap "$1" >/dev/null || fail "the second chip did not take the card"
    "$BUILD/diemdanh-sim" --send "$TEMP/control2" wait >/dev/null
    expect "[ \$(lines '$TEMP/kiosk2.err' 'kiosk: tap [0-9]') -gt $before ]" 10 "the tap at the second door is recorded"
    now_ms >"$TEMP/second.$1"
    sqlite3 "$TEMP/kiosk2/ledger.db" "select verdict from fact where kind = 'tap' order by seq desc limit 1"
}

# ---- longer moves ----

desk_open() { # by the instructor's card, from idle
    tap_recorded "$(province_uid "${1:-GV-0001}")"
    on_page grid
}
menu_to() { # a tile of the menu
    touch_zone "$MENU"
    on_page menu
    touch_zone "$1"
}
# Closing asks first: the answer is given where a question stands, and only there.
roll_close() {
    local before
    before=$(acts_here | wc -l)
    menu_to "$CLOSE_ROLL"
    expect "[ \$(acts_here | wc -l) -gt $before ] || [ -n \"\$(page_last $CONFIRM)\" ]" 5 "the roll closes, or a question"
    if [ "$(acts_here | wc -l)" = "$before" ]; then
        touch_zone "$CONFIRM"
        closing_asked=yes
    fi
    act_is "mark|-|close|-|GV-0001"
    on_page grid
}

# ---- rows ----

rows_are() {
    cat >"$TEMP/rows.wanted"
    cmp -s "$TEMP/rows.wanted" "$2" || fail "$1: $(diff "$TEMP/rows.wanted" "$2")"
}
# What the centre has of the acts: when (within the test), who, what, whom, before, after, why, minutes.
centre_acts() {
    at_centre "select concat_ws('|', a.actor_id, a.kiosk_id, a.room_id, a.kind, coalesce(a.session_id, '-'), coalesce(a.member_id, '-'),
          coalesce(a.before, '-'), coalesce(regexp_replace(a.after, '^start .*', 'start'), '-'), coalesce(a.reason, '-'),
          coalesce(f.detail::json ->> 'minutes', '-'))
        from training.act a join training.fact f using (ledger_id, seq) order by a.seq"
}
times_are_right() { # of all acts: trusted, in order, between START_S and now
    [ "$(at_centre "select count(*) filter (where time_trusted and at between to_timestamp($1 - 1) and now() + interval '1 s') = count(*)
        from training.act")" = t ] || fail "times of acts: $(at_centre "select at, time_trusted, after from training.act order by seq")"
    [ "$(at_centre "select count(*) from (select at < lag(at) over (order by seq) as back from training.act) t where back")" = 0 ] ||
        fail "the times of the acts are not in their order"
}
all_at_centre() {
    expect "[ \"\$(at_centre 'select max(seq) from training.fact')\" = \"\$(sqlite3 '$LEDGER' 'select max(seq) from fact')\" ]" "${1:-30}" \
        "all is at the centre"
}
rolls_are_equal() { # the centre's and the device's, also in $TEMP/roll.centre
    at_centre "select ordinal, member_id, status from training.roll where session_id = '$province_session' order by ordinal" >"$TEMP/roll.centre"
    sqlite3 "$LEDGER" "select ordinal, member_id, status from rule_roll where session_id = '$province_session' order by ordinal" >"$TEMP/roll.device"
    [ "$(wc -l <"$TEMP/roll.centre")" = 52 ] || fail "the roll has $(wc -l <"$TEMP/roll.centre") rows"
    cmp -s "$TEMP/roll.centre" "$TEMP/roll.device" || fail "the rolls differ: $(diff "$TEMP/roll.centre" "$TEMP/roll.device" | head -5)"
}
