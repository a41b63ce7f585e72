#!/usr/bin/env bash
# The installed texts: systemd's own tools read the units, users and folders; man reads the pages; udev's rules and the
# example have the right form. Usage: panel_assets.sh BUILD_DIR
set -euo pipefail
assets=$(realpath "$(dirname "$0")/../../assets")
build=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ran=0
fail() {
    echo "FAILED: $*"
    exit 1
}

# udev: comma-separated KEY OP "VALUE" only, and every file has at least one rule.
for rules in "$assets"/udev/*.rules; do
    item='[A-Z]+(\{[A-Za-z_]+\})?(==|!=|\+=|=)"[^"]*"'
    bad=$(grep -vE "^(#.*|$item(, $item)*)?$" "$rules" || true)
    [ -z "$bad" ] || fail "$rules: $bad"
    grep -qE '^[A-Z]' "$rules" || fail "$rules holds no rule"
    if udevadm verify --help >/dev/null 2>&1; then
        udevadm verify --no-summary "$rules" || fail "$rules"
    fi
    ran=1
done

if command -v systemd-analyze >/dev/null && [ -d /usr/lib/systemd/system ]; then
    mkdir -p "$work"/{etc/systemd/system,usr/bin,usr/lib/systemd}
    cp -r /usr/lib/systemd/system "$work/usr/lib/systemd/"
    cp "$assets"/units/*.service "$work/etc/systemd/system/"
    for unit in "$assets"/units/*.service; do
        program=$(sed -n 's|^ExecStart=\(/[^ ]*\).*|\1|p' "$unit")
        install -m 755 /bin/true "$work$program"
    done
    for unit in "$assets"/units/*.service; do
        name=${unit##*/}
        systemd-analyze --root="$work" --man=no --recursive-errors=no verify "$name" 2>"$work/err" || true
        # Units of the machine itself are not ours to judge.
        ! grep "$name\|${name%.service}" "$work/err" || fail "$name"
        # What systemd calls exposure, 0 to 10; ours are about 1.5.
        systemd-analyze security --offline=true --threshold=20 "$unit" >"$work/out" 2>&1 || {
            cat "$work/out"
            fail "$name is more exposed than 2.0"
        }
    done
    touch "$work/etc/passwd" "$work/etc/group"
    systemd-sysusers --root="$work" - <"$assets/units/diemdanh.sysusers.conf" 2>"$work/err" ||
        fail "sysusers: $(cat "$work/err")"
    for user in diemdanh-kiosk diemdanh-sync; do
        grep -q "^$user:" "$work/etc/passwd" || fail "sysusers made no $user"
    done
    ran=1
    if [ "$(id -u)" = 0 ]; then
        systemd-tmpfiles --root="$work" --create - <"$assets/units/diemdanh.tmpfiles.conf" || fail "tmpfiles"
        [ "$(stat -c %a "$work/var/lib/diemdanh")" = 2770 ] || fail "the ledger's folder has the wrong mode"
        [ "$(stat -c '%a %s' "$work/var/lib/diemdanh/ledger.db")" = "660 0" ] || fail "the ledger has the wrong mode"
        # The sync's user is given its private key, and nothing that only looks like one.
        keys=$work/etc/diemdanh
        touch "$keys/P101-A.key" "$keys/card.key" "$keys/kiosk.conf" "$work/hard" "$work/soft"
        ln "$work/hard" "$keys/hard.key"
        ln -s "$work/soft" "$keys/soft.key"
        eval "$(sed -n 's/^ExecStartPre=+-//p' "$assets/units/diemdanh-sync.service" | sed "s#/etc/diemdanh#$keys#; s#chown -h diemdanh-sync#chown -h nobody#")"
        [ "$(stat -c %U "$keys"/{P101-A.key,card.key,kiosk.conf,soft.key} "$work/hard" "$work/soft" | tr '\n' ' ')" = "nobody root root root root root " ] ||
            fail "the unit gives away other files than the private key"
    fi
fi

if command -v man >/dev/null; then
    for page in "$assets"/man/*.1; do
        LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings --nh --nj -E ascii -l "$page" >"$work/page" 2>"$work/err"
        [ ! -s "$work/err" ] || fail "$page: $(cat "$work/err")"
        name=$(basename "$page" .1)
        grep -q "$name - " "$work/page" || fail "$page has no name line"
        # Its options are those of --help, no more and no less.
        [ -x "$build/$name" ] || continue
        for words in help page; do
            { [ $words = page ] && cat "$work/page" || "$build/$name" --help; } |
                grep -oE -e '--[a-z]+(-[a-z]+)*' |
                grep -vxE -e '--(help|version)' | sort -u >"$work/$words.options" || true
        done
        diff "$work/help.options" "$work/page.options" || fail "$page: options differ from --help"
    done
    ran=1
fi
[ $ran = 1 ] || { echo "skipped: no tool to check with"; exit 77; }
echo "assets: passed"
