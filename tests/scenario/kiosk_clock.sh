#!/usr/bin/env bash
# A door whose machine has no clock: it says so, takes taps all the same, and shows the time once the centre has told it.
. "$(dirname "$0")/kiosk_lib.sh"
glass_start

house_start
NO_CLOCK="source=none,utc_ms=3600000,boot=19700000-1970-4197-8197-000000001970"
no_clock() { # an exchange on that machine
    DIEMDANH_CLOCK=$NO_CLOCK sync_once 2>"$TEMP/once.err" || fail "an exchange: $(cat "$TEMP/once.err")"
}
kiosk_start SDL_VIDEODRIVER=x11 "DIEMDANH_CLOCK=$NO_CLOCK"

# ink X Y W H: how many pixels of that part of the glass are darker than paper and amber.
ink() {
    import -silent -window root "$TEMP/glass.png" 2>/dev/null &&
        convert "$TEMP/glass.png" -crop "$3x$4+$1+$2" +repage -colorspace gray -threshold 50% -negate -format '%[fx:round(mean*w*h)]' info:
}
glass() {
    import -silent -window root "$TEMP/glass.png" 2>/dev/null && pixel "$TEMP/glass.png" "$1" "$2"
}
# The heads of the figures of the clock: strokes there of any time of the day, and nothing of --:--.
heads() { ink 30 94 390 20; }
# The date at the top right.
date_ink() { ink 250 30 205 32; }

echo "an untrusted clock is shown as none, in words and in amber"
expect '[ "$(glass 10 450)" = ffecc2 ]' 20 "the strip is amber"
[ "$(ink 60 430 260 45)" -gt 900 ] || fail "the strip says why"
[ "$(heads)" = 0 ] || fail "a time is shown that nobody knows: $(heads) dark pixels"
[ "$(date_ink)" = 0 ] || fail "a date is shown that nobody knows"
[ "$(ink 30 140 290 35)" -gt 1500 ] || fail "it shows --:--"

echo "taps are taken all the same"
tap_recorded "$(province_uid "$(province_learner DVM-3-2026 1)")"
[ "$(sqlite3 -readonly "$LEDGER" "select count(*), max(verdict) from fact where kind = 'tap'")" = '1|unknown' ] || fail "the tap is kept"
[ "$(sqlite3 -readonly "$LEDGER" 'select max(source) from boot')" = 0 ] || fail "nobody knows the time yet"

echo "the centre's time turns it to the true one"
no_clock
expect '[ "$(heads)" -gt 500 ]' 20 "the clock shows figures"
expect '[ "$(date_ink)" -gt 200 ]' 5 "and the date"
expect '[ "$(glass 300 430)" = f4f3ef ]' 10 "the strip is paper again ($(glass 300 430))"
[ "$(sqlite3 -readonly "$LEDGER" "select abs((select at_ms from fact_dated where kind = 'tap') - $(now_ms)) < 60000")" = 1 ] || fail "the tap is dated here"
[ "$(at_centre "select abs(at_ms - $(now_ms)) < 60000 and trusted = 1 from training.fact where kind = 'tap'")" = t ] || fail "and at the centre"
# "Sent at" was a guess when it was written.
[ "$(sqlite3 -readonly "$LEDGER" 'select count(*) from boot_anchor')" = 1 ] || fail "one reading is kept"
echo "the door's clock is shown as far as it is known"
