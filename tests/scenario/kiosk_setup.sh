#!/usr/bin/env bash
# The first start: a set-up stick with a mistake is told with its line, a mended one is taken whole, and the door opens. A folder
# stands for the stick.
. "$(dirname "$0")/kiosk_lib.sh"

STICK=$TEMP/stick/P101-A ETC=$TEMP/etc OFFICE=/srv/office/P101-A SHOTS=$TEMP/shots
mkdir -p "$STICK" "$ETC" "$SHOTS"
sim_start
printf '%064d\n' 7 >"$STICK/card.key"
echo '-----BEGIN CERTIFICATE-----' | tee "$STICK/ca.crt" >"$STICK/P101-A.crt"
echo '-----BEGIN PRIVATE KEY-----' >"$STICK/P101-A.key"
chmod 755 "$STICK"/* # as a stick's file system shows all of them
{
    printf '[kiosk]\nid = P101-A\nroom = P101\ncolour = red\ncard_key_file = %s\n[ledger]\npath = %s\n' $OFFICE/card.key "$TEMP/ledger.db"
    printf '[reader]\ndevice = %s\n[central]\nconninfo = host=a user=P101-A sslcert=%s sslkey=%s sslrootcert=%s\n' \
        "$SIM_DEVICE" $OFFICE/P101-A.crt $OFFICE/P101-A.key $OFFICE/ca.crt
    conf_display
} >"$STICK/kiosk.conf"

spawn kiosk env SDL_VIDEODRIVER=offscreen DIEMDANH_LOG=debug "$BUILD/diemdanh-kiosk" -c "$ETC/kiosk.conf" \
    --wait --setup "$TEMP/stick" --screenshots "$SHOTS"
told() {
    expect "grep -qF -- '$1' '$TEMP/kiosk.err'" 10 "the page tells: $1"
    [ -z "$(ls -A "$ETC")" ] || fail "half a configuration was left: $(ls -A "$ETC")"
}
told "$STICK/kiosk.conf:4: unknown key colour in [kiosk]; see kiosk.conf.example"
sed -i /colour/d "$STICK/kiosk.conf"
cp "$STICK/card.key" "$TEMP/good.key"
# Each next mistake stands there before the one before it is mended.
mv "$STICK/P101-A.key" "$TEMP/kept"
told "$STICK/P101-A.key: cannot be read"
echo nonsense >"$STICK/card.key"
mv "$TEMP/kept" "$STICK/P101-A.key"
told "$STICK/card.key:1: the card key must be one line of 64 hexadecimal digits"
! grep -q 'reader up' "$TEMP/kiosk.err" || fail "a reader was opened before the set-up"
cp "$TEMP/good.key" "$STICK/card.key"

expect "grep -q 'reader up' '$TEMP/kiosk.err'" 30 "set up, and the reader is up"
modes=$(cd "$ETC" && stat -c '%n %a' kiosk.conf card.key ca.crt P101-A.crt P101-A.key | tr '\n' ' ')
[ "$modes" = "kiosk.conf 640 card.key 600 ca.crt 640 P101-A.crt 640 P101-A.key 600 " ] || fail "the modes are $modes"
[ "$(ls -A "$ETC" | wc -l)" = 5 ] || fail "more than the five files: $(ls -A "$ETC")"
! grep -q $OFFICE "$ETC/kiosk.conf" || fail "a path of the office's machine was left"
cmp -s "$STICK/card.key" "$ETC/card.key" || fail "the card key differs"
tap_recorded 04A1B2C3
[ "$(sqlite3 "$TEMP/ledger.db" "select count(*) from fact where kind = 'tap'")" = 1 ] || fail "the first tap is not recorded"
echo "the stick is taken whole or not at all"
