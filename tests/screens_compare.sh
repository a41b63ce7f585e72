#!/usr/bin/env bash
# Puts our screens beside the design's pictures.
# Usage: screens_compare.sh DIR_OF_PICTURES OUT [DIR_OF_OURS]
# OUT gets one image a picture (theirs, ours, what differs) and table.txt: pixels that differ by more than 10 %, in
# thousandths of the picture. DIR_OF_OURS is made by screens_gallery; without it the gallery of ./build is run into
# OUT/ours.
set -euo pipefail
if [ $# -lt 2 ]; then
    sed -n '3,6s/^# //p' "$0" >&2
    exit 2
fi
pictures=$1
out=$2
ours=${3:-$out/ours}
mkdir -p "$out"
if [ $# -lt 3 ]; then
    "$(dirname "$0")/../build/tests/screens_gallery" "$ours"
fi
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
done
