#!/usr/bin/env bash
# The contact sheets: our screens beside the design's pictures, and every screen on every glass.
#
#   screens_compare.sh DIR_OF_PICTURES OUT [DIR_OF_OURS]
#
# DIR_OF_OURS is made by BUILD/tests/screens_gallery; without it that of ./build (or of $BUILD) is run into OUT/ours.
# DIR_OF_PICTURES may be - : then there is nothing to compare with, and only the sheets of ours are made.
# Needs ImageMagick (compare, identify, montage). Makes in OUT:
#   NAME.png            a picture each: theirs, ours, what differs
#   table.txt           pixels that differ by more than 10 %, and in thousandths of the picture
#   sheet-beside-N.png  theirs (left) and ours at 800x480, three screens a sheet, with name and thousandths
#   sheet-800x480-N.png, sheet-800x480-en-N.png   every screen, Vietnamese and English, nine a sheet
#   sheet-480x800-N.png, sheet-720x1280-N.png, sheet-1280x720-N.png   every screen, Vietnamese; the English ones are in OUT/ours
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
pictures=$1
out=$2
ours=${3:-$out/ours}
mkdir -p "$out"
if [ $# -lt 3 ]; then
    "${BUILD:-$(dirname "$0")/../build}/tests/screens_gallery" "$ours"
fi
rm -f "$out"/sheet-*.png
export MAGICK_THREAD_LIMIT=1
font=$(fc-match -f '%{file}' 'Inter:style=Medium')

# In pages of so many: sheet NAME PER_PAGE COLUMNS GEOMETRY [-label TEXT FILE]...
sheet() {
    local name=$1 per_page=$2 columns=$3 geometry=$4 page=0
    shift 4
    while [ $# -gt 0 ]; do
        page=$((page + 1))
        montage -background '#303030' -fill white -font "$font" -pointsize 14 -tile "${columns}x" -geometry "$geometry" \
            "${@:1:$((3 * per_page))}" "$out/sheet-$name-$page.png"
        shift $(($# < 3 * per_page ? $# : 3 * per_page))
    done
}

# What is not a size's or a language's own name is a screen.
names() {
    (cd "$ours" && ls ./*.png) | sed -n 's#^\./\(.*\)\.png$#\1#p' | grep -Ev -e '-(en|[0-9]+x[0-9]+)$'
}

beside=()
: >"$out/table.txt"
for picture in "$pictures"/*.png; do
    name=$(basename "$picture" .png)
    [ -f "$ours/$name.png" ] || continue
    size=$(identify -format '%wx%h' "$picture")
    if [ "$size" != "$(identify -format '%wx%h' "$ours/$name.png")" ]; then
        echo "$name: sizes differ" | tee -a "$out/table.txt"
        continue
    fi
    pixels=$(compare -metric AE -fuzz 10% "$picture" "$ours/$name.png" "$out/$name-diff.png" 2>&1) || true
    awk -v name="$name" -v n="$pixels" -v size="$size" \
        'BEGIN { split(size, s, "x"); printf "%-40s %8d %7.2f\n", name, n, 1000 * n / (s[1] * s[2]) }' |
        tee -a "$out/table.txt"
    montage "$picture" "$ours/$name.png" "$out/$name-diff.png" -geometry +6+6 "$out/$name.png"
    rm "$out/$name-diff.png"
    if [ "$size" = 800x480 ]; then
        beside+=(-label "$name" "$picture" -label "ours, $(tail -1 "$out/table.txt" | awk '{ print $3 }') per mille" "$ours/$name.png")
    fi
done
sheet beside 6 2 800x480+6+6 "${beside[@]}"

for kind in "800x480 9 3" "800x480-en 9 3" "480x800 8 4" "720x1280 8 4" "1280x720 9 3"; do
    read -r size per_page columns <<<"$kind"
    suffix=${size#800x480}
    [ "$suffix" = "$size" ] && suffix=-$size
    screens=()
    for name in $(names); do
        screens+=(-label "$name" "$ours/$name$suffix.png")
    done
    case $size in *x1280) geometry=480x853 ;; 480*) geometry=480x800 ;; 1280*) geometry=853x480 ;; *) geometry=800x480 ;; esac
    sheet "$size" "$per_page" "$columns" "$geometry+6+6" "${screens[@]}"
done
ls "$out"/sheet-*.png
