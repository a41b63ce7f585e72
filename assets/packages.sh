#!/usr/bin/env bash
# Debian packages that the project builds, runs and is tested with (Debian 12 and 13). Installs those that are missing, as
# root or through sudo, and says which. Usage: packages.sh [build] [demo] [test] [ha]
set -euo pipefail

build="gcc libc6-dev cmake ninja-build pkg-config gettext
       libnfc-dev libgpiod-dev libsqlite3-dev libsdl2-dev libsdl2-ttf-dev libfontconfig-dev zlib1g-dev
       libargon2-dev libinih-dev libpq-dev libssl-dev libcsv-dev libutf8proc-dev libcmocka-dev"
demo="fontconfig fonts-inter fonts-material-design-icons-iconfont fonts-noto-core postgresql postgresql-client
      openssl tzdata procps"
# PL/Proxy is packaged for the release's own PostgreSQL only.
case $(. /etc/os-release && echo "${VERSION_ID:-}") in
12) plproxy=postgresql-15-plproxy ;;
13) plproxy=postgresql-17-plproxy ;;
*) plproxy="" ;;
esac
test="$plproxy sqlite3 faketime socat strace xvfb xauth xdotool imagemagick clang-format libnfc-bin pgbouncer umockdev man-db systemd"

# Of the long form of the test of high availability. Their services would start with the packages.
ha="patroni etcd-server python3-etcd python3-psycopg2 curl"

wanted=""
for group in "${@:-build}"; do
    case $group in
    build) wanted+=" $build" ;;
    demo) wanted+=" $demo" ;;
    test) wanted+=" $test" ;;
    ha) wanted+=" $ha" ;;
    *) echo "packages.sh: unknown group $group; give build, demo, test or ha" >&2; exit 2 ;;
    esac
done

missing=""
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=" $package"
done
[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "packages.sh: run as root, or install sudo; missing:$missing" >&2; exit 1; }
    sudo=sudo
fi
echo "Installing from Debian:$missing"
# A postgresql package starts a cluster of its own otherwise; ours are private and made by the scripts.
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
