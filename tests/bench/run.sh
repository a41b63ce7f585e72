#!/usr/bin/env bash
# All benches in one run, as tables of figures and bars. Bars are ratios or counts; run it on a machine that does nothing else.
# Usage: tests/bench/run.sh [BUILD_DIR]
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$(realpath "${1:-build}")
missed=0
bench() { # title, command...
    echo
    echo "== $1"
    shift
    "$@" || missed=1
}
bench "reader: card presented -> line printed" "$build/tests/reader_bench" "$build"
bench "door: line printed -> disk and glass" tests/bench/door.sh "$build"
bench "roll screen: a frame while 1,000 learners scroll, ms" taskset -c 0 "$build/tests/staff_scroll1"
bench "ledger" "$build/tests/ledger_bench"
bench "the rule in PostgreSQL" tests/bench/ledger_rule.sh "$build"
bench "ingest" tests/bench/ingest.sh "$build"
bench "nation" tests/bench/nation.sh "$build"
bench "agent" tests/bench/sync_agent.sh "$build"
echo
[ $missed = 0 ] && echo "every bar is met" || echo "a bar is missed, see above"
exit $missed
