#!/usr/bin/env bash
# .clang-format decides layout. Usage: format_check.sh SOURCE_DIR
set -euo pipefail
cd "$1"
command -v clang-format >/dev/null || { echo "skipped: clang-format is not installed"; exit 77; }
# Other versions of the tool lay out differently: the one of Debian 12 decides.
version=$(clang-format --version | grep -oE 'version [0-9]+' | cut -d' ' -f2)
[ "$version" = 14 ] || { echo "skipped: clang-format $version, the layout is checked with 14"; exit 77; }
find firmware kiosk sync tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run --Werror
echo "layout is right"
