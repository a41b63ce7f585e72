#!/usr/bin/env bash
# The house's include rules (README.md, "The house"): who may include whom, and where each foreign library is let in.
# Usage: include_rules.sh SOURCE_DIR
set -euo pipefail
cd "$1"
bad=0
complain() {
    echo "$1"
    bad=1
}

# folder: parts it may include (first path component of a quoted include)
declare -A parts=(
    [firmware/base]="base"
    [firmware/reader]="base reader"
    [firmware/panel]="base panel"
    [firmware/sim]="base sim"
    [kiosk/digest]="base digest"
    [kiosk/ledger]="base digest ledger"
    [kiosk/ui]="base ui"
    [kiosk/screens]="base ledger/types.h ledger/staff.h ui/canvas.h screens"
    [kiosk/door]="base digest ledger door"
    [kiosk/tray]="base ui tray"
    [kiosk]="base ledger door screens ui kiosk.h"
    [sync/central]="base central"
    [sync/client]="base digest ledger client"
    [sync/agent]="base digest ledger client agent"
    [sync/office]="base digest central office"
)

# foreign header (extended regular expression): files that may include it
declare -A foreign=(
    ['nfc/.*']='^firmware/reader/[a-z_]+\.c$'
    ['gpiod\.h']='^firmware/panel/gpio_v[12]\.c$'
    ['ini\.h']='^firmware/base/config\.c$'
    ['sqlite3\.h']='^kiosk/ledger/'
    ['argon2\.h']='^(kiosk/ledger/staff_pin|sync/office/pin)\.c$'
    ['SDL.*']='^kiosk/ui/'
    ['fontconfig/.*']='^kiosk/ui/'
    ['zlib\.h']='^kiosk/ui/'
    ['libintl\.h']='^kiosk/screens/text'
    ['openssl/.*']='^(kiosk/digest/|sync/office/|sync/client/floor\.c$)'
    ['libpq-fe\.h']='^sync/(client|office)/'
    ['csv\.h']='^sync/office/'
    ['utf8proc\.h']='^sync/office/'
)

while IFS=: read -r file line text; do
    folder=$(dirname "$file")
    if [[ $text =~ \"([^\"]+)\" ]]; then
        header=${BASH_REMATCH[1]}
        allowed=no
        # A file beside it, in the same folder.
        if [[ $header != */* && -f $folder/$header ]]; then allowed=yes; fi
        for part in ${parts[$folder]:-}; do
            if [[ $header == "$part" || $header == "$part"/* ]]; then allowed=yes; fi
        done
        [ $allowed = yes ] || complain "$file:$line: $folder may not include \"$header\""
    elif [[ $text =~ \<([^\>]+)\> ]]; then
        header=${BASH_REMATCH[1]}
        for pattern in "${!foreign[@]}"; do
            if [[ $header =~ ^$pattern$ ]] && ! [[ $file =~ ${foreign[$pattern]} ]]; then
                complain "$file:$line: <$header> is let in only where ${foreign[$pattern]}"
            fi
        done
    fi
done < <(find firmware kiosk sync -name '*.[ch]' -print0 | xargs -0 grep -nE '^ *# *include' /dev/null)

for header in nfc/nfc.h ini.h; do
    count=$({ grep -rlE "#include <$header>" firmware kiosk sync || true; } | wc -l)
    [ "$count" -le 1 ] || complain "<$header> is included by $count files; keep it in one"
done

while IFS= read -r main; do
    statements=$(grep -c ';' "$main")
    [ "$statements" = 1 ] || complain "$main: main.c is one call; it has $statements statements"
done < <(find firmware kiosk sync -name main.c)

[ $bad = 0 ] && echo "include rules hold"
exit $bad
