# The made-up province of the demonstration: its sessions lie around now. Sourced by kiosk/demo.sh and by scenario tests.
#
#   province_load OFFICE WORK START_S   imports everything; OFFICE is a command that runs diemdanh-office; the session in
#                                       room P101 begins at START_S (seconds since 1970)
#   province_cards                      the card tray's file on stdout
#   province_taps_early TAP, _late TAP  a script of taps: calls TAP WHAT WORDS...; province_taps of them are recorded
#   province_uid MEMBER                 the card number of a member

province_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
province_session=DVM-3-2026-05
province_taps=14

province_iso() {
    TZ=Asia/Ho_Chi_Minh date -d "@$1" +%Y-%m-%dT%H:%M:%S%:z
}

# The class of the day in its twelve sessions, this one the fifth; another class next door now; a third here later.
province_sessions() {
    local start_s=$1 i begin
    echo "session_id,class_id,room_id,starts_at,ends_at,periods,instructor_id"
    for i in $(seq 1 12); do
        begin=$((start_s + (i - 5) * 86400))
        printf 'DVM-3-2026-%02d,DVM-3-2026,P101,%s,%s,5,GV-0001\n' "$i" \
            "$(province_iso $begin)" "$(province_iso $((begin + 12600)))"
    done
    echo "SC-2-2026-01,SC-2-2026,P203,$(province_iso $((start_s - 600))),$(province_iso $((start_s + 12000))),5,GV-0002"
    echo "NV-2-2026-02,NV-2-2026,P101,$(province_iso $((start_s + 18000))),$(province_iso $((start_s + 30000))),5,GV-0002"
}

province_load() {
    local office=$1 work=$2 kind
    province_start_s=$3
    province_sessions "$province_start_s" >"$work/sessions.csv"
    for kind in organisations members rooms cards classes; do
        "$office" import $kind "$province_folder/$kind.csv" >/dev/null
    done
    "$office" import sessions "$work/sessions.csv" >/dev/null
    "$office" import enrolments "$province_folder/enrolments.csv" >/dev/null
}

province_uid() {
    sed -n "s/^\([0-9A-F]*\),$1,.*/\1/p" "$province_folder/cards.csv"
}

province_name() {
    sed -n "s/^$1,\([^,]*\),.*/\1/p" "$province_folder/members.csv"
}

# The first learner of a class in its list at or after a place.
province_learner() {
    sed -n "s/^$1,\([^,]*\),$2\$/\1/p" "$province_folder/enrolments.csv"
}

province_cards() {
    local place member
    for place in 1 2 3 4 7 9 11 17 23 24 27 33; do
        member=$(province_learner DVM-3-2026 $place)
        printf '%s\t%s\tTT %s\n' "$(province_uid "$member")" "$(province_name "$member")" $place
    done
    member=$(province_learner SC-2-2026 1)
    printf '%s\t%s\tPhòng 203 / Room 203\n' "$(province_uid "$member")" "$(province_name "$member")"
    member=$(province_learner NV-2-2026 1)
    printf '%s\t%s\tBuổi sau / Later session\n' "$(province_uid "$member")" "$(province_name "$member")"
    printf '%s\t%s\tGiảng viên / Instructor\n' "$(province_uid GV-0001)" "$(province_name GV-0001)"
    printf '0455AA55\tThẻ lạ / Unknown card\t…AA55\n'
    printf 'phone\tĐiện thoại / Phone\tsố đổi mỗi lần chạm\n'
}

province_taps_early() {
    local tap=$1 place
    for place in 1 2 17 27 33; do
        "$tap" "learner $place of the class" "$(province_uid "$(province_learner DVM-3-2026 $place)")"
    done
    "$tap" "the same learner again" "$(province_uid "$(province_learner DVM-3-2026 1)")"
    "$tap" "a learner of the class in room 203" "$(province_uid "$(province_learner SC-2-2026 1)")"
    "$tap" "a learner whose session is later" "$(province_uid "$(province_learner NV-2-2026 1)")"
    "$tap" "an unknown card" 0455AA55
    "$tap" "a phone" phone
}

province_taps_late() {
    local tap=$1 place
    for place in 23 24 9; do
        "$tap" "learner $place of the class, after the first minute" \
            "$(province_uid "$(province_learner DVM-3-2026 $place)")"
    done
    # Last: from here on the roll is on the screen, and taps show as a ribbon over it.
    "$tap" "an instructor, whose card opens the roll" "$(province_uid GV-0001)"
}
