#!/usr/bin/env bash
# The libgpiod of the other supported Debian (1.x on 13, 2.x on 12): builds the panel against its unpacked packages and
# runs panel_chip.sh with that program. Needs Debian's mirror once; the packages stay in the build folder. Nothing is
# installed. Usage: panel_other_gpiod.sh BUILD_DIR
set -euo pipefail
build=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
root=$build/tests/other-gpiod
skip() { echo "skipped: $*"; exit 77; }
command -v umockdev-run >/dev/null || skip "umockdev is not installed"
command -v apt-get >/dev/null || skip "no apt-get here"
if pkg-config --atleast-version=2.0 libgpiod; then
    suite=bookworm library=libgpiod2 wanted=1
else
    suite=trixie library=libgpiod3 wanted=2
fi

if [ ! -d "$root/usr" ]; then
    rm -rf "$root"
    mkdir -p "$root"/apt/{lists,cache/archives}/partial
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
        grep -v security | head -1)
    [ -n "$mirror" ] || skip "no Debian mirror is configured"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$root/apt/sources.list"
    apt=(-qq -o Dir::Etc::sourcelist="$root/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::State::lists="$root/apt/lists" -o Dir::Cache="$root/apt/cache" -o APT::Sandbox::User=)
    (cd "$root" && apt-get "${apt[@]}" update && apt-get "${apt[@]}" download libgpiod-dev $library) ||
        { rm -rf "$root"; skip "packages of $suite cannot be fetched"; }
    for package in "$root"/*.deb; do
        dpkg-deb -x "$package" "$root"
    done
    rm -rf "$root/apt"
fi

pc=$(find "$root/usr/lib" -name libgpiod.pc)
sed -i "s|^prefix=.*|prefix=$root/usr|" "$pc"
libraries=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH=${pc%/*} LD_LIBRARY_PATH=$libraries
version=$(pkg-config --modversion libgpiod)
[ "${version%%.*}" = $wanted ] || { echo "FAILED: found libgpiod $version"; exit 1; }
cmake -G Ninja -S "$here/../.." -B "$root/build" >"$root/cmake.log" 2>&1 || { cat "$root/cmake.log"; exit 1; }
ninja -C "$root/build" diemdanh-panel
readelf -d "$root/build/diemdanh-panel" | grep -q "${library/libgpiod/libgpiod.so.}" ||
    { echo "FAILED: not linked with $library"; exit 1; }
"$here/panel_chip.sh" "$build" "$root/build/diemdanh-panel"
echo "panel with libgpiod $version: passed"
