#!/bin/sh
# Fuzzes one target, from its seeds: run.sh BUILD_DIR TARGET. An input that fails is kept in BUILD_DIR/fuzz.
#   DIEMDANH_FUZZ_SECONDS   how long, 30 unless set
#   DIEMDANH_FUZZ_SEED      of the changes, 1 unless set; the same seed gives the same inputs
set -eu
mkdir -p "$1/fuzz"
export ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export DIEMDANH_LOG=error
status=0
"$1/tests/fuzz_$2" -s "${DIEMDANH_FUZZ_SECONDS:-30}" -r "${DIEMDANH_FUZZ_SEED:-1}" -k "$1/fuzz" \
    "$(dirname "$0")/corpus/$2" 2>"$1/fuzz/$2.log" || status=$?
if [ $status != 0 ]; then
    tail -n 60 "$1/fuzz/$2.log"
    echo "fuzz_$2 ended with $status; the input is kept as $1/fuzz/crash-fuzz_$2"
fi
exit $status
