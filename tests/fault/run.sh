#!/usr/bin/env bash
# The whole fault table: every test that breaks things on purpose, one row a fault. Usage: tests/fault/run.sh BUILD_DIR
# Ends with 1 if a row does not hold what it promises. DIEMDANH_FAULT=full: the long form of each (about an hour).
# DIEMDANH_SEED=N begins elsewhere.
set -u
LC_ALL=C.UTF-8
export LC_ALL
BUILD=$(cd "${1:?give the build folder}" && pwd) || exit 2
HERE=$(cd "$(dirname "$0")" && pwd)
OUT=$(mktemp -d "${TMPDIR:-/tmp}/diemdanh-faults.XXXXXX") || exit 1
RUNNING=""
# shellcheck disable=SC2317
clean_up() {
    [ -z "$RUNNING" ] || kill "$RUNNING" 2>/dev/null
    rm -rf "$OUT"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export DIEMDANH_SEED=${DIEMDANH_SEED:-$(date +%s)}
BAD=0

row() { # fault, runs, recorded, lost, doubled, misdated, control
    printf '%-40s | %6s | %8s | %5s | %7s | %8s | %s\n' "$@"
}

# Rows as device.sh and clock.sh print them, in columns; what was misdated stands in the control of those that date.
columns() { # LOG
    sed -n '/^fault  *trials/,$p' "$1" | sed -nE 's/^(.{33}[^ ]*) +([0-9]+|skipped) +([0-9]+|-) +([0-9]+|-) +([0-9]+|-)  (.*)$/\1|\2|\3|\4|\5|\6/p' |
        while IFS='|' read -r fault runs recorded lost doubled control; do
            local misdated=-
            if [[ $control =~ ^misdated\ ([0-9]+),\ (.*) ]]; then
                misdated=${BASH_REMATCH[1]}
                control=${BASH_REMATCH[2]}
            fi
            row "${fault%"${fault##*[! ]}"}" "$runs" "$recorded" "$lost" "$doubled" "$misdated" "$control"
        done
}
# Rows as sync_lib.sh writes them.
parted() { # LOG
    while IFS='|' read -r fault runs recorded lost doubled misdated control; do
        row "$fault" "$runs" "$recorded" "$lost" "$doubled" "$misdated" "$control"
    done <"$1.rows"
}
# device_recover.sh: what is left in the damaged file is kept there, and told.
recovered() { # LOG
    sed -nE 's/^(.*[^ ]) +acknowledged +([0-9]+), at the centre +([0-9]+), left in the damaged file +([0-9]+), doubled ([0-9]+):.*/\1|\2|\3|\4|\5/p' "$1" |
        while IFS='|' read -r fault recorded there left doubled; do
            row "ledger: $fault" 1 "$recorded" - "$doubled" - "$there at the centre, $left stay in the file that was set aside, which is told"
        done
}
patroni() { # LOG
    sed -nE 's/^([0-9]+) taps: ([0-9]+) lost, ([0-9]+) doubled.*/\1|\2|\3/p' "$1" | while IFS='|' read -r taps lost doubled; do
        row "Patroni: killed, frozen, handed over" 3 "$taps" "$lost" "$doubled" - \
            "$(sed -nE 's/^(machine [a-z]+|handed over) +longest stall (.*)/\1: \2/p' "$1" | paste -sd ';' | sed 's/;/; /g')"
    done
}

# table KIND SCRIPT [VARIABLE=VALUE...]: runs it and prints its rows.
table() {
    local kind=$1 script=$2 log status
    shift 2
    log=$OUT/$(basename "$script" .sh)
    : >"$log.rows"
    env "$@" FAULT_ROWS="$log.rows" "$HERE/$script" "$BUILD" >"$log" 2>&1 &
    RUNNING=$!
    wait "$RUNNING"
    status=$?
    RUNNING=""
    if [ $status = 77 ]; then
        row "$(basename "$script" .sh)" skipped - - - - "$(tail -n 1 "$log")"
        return
    fi
    "$kind" "$log" | tee "$log.shown"
    [ -s "$log.shown" ] || status=${status/#0/no row}
    if [ "$status" != 0 ]; then
        BAD=1
        row "$(basename "$script" .sh)" FAILED - - - - "ended with $status; its last lines:"
        tail -n 30 "$log" | sed 's/^/    /'
    fi
}

echo "seed $DIEMDANH_SEED"
row fault runs recorded lost doubled misdated "control, which must fail"
FORM=${DIEMDANH_FAULT:-}
table columns device.sh DIEMDANH_FAULT="${FORM/full/long}"
table recovered device_recover.sh
[ ! -x "$HERE/clock.sh" ] || table columns clock.sh
table parted sync.sh
table parted sync_agent.sh
table parted sync_servers.sh
table patroni ../scenario/ha_patroni.sh DIEMDANH_FAULT=full
if [ $BAD = 0 ]; then
    echo "every row holds"
else
    echo "not every row holds"
fi
exit $BAD
