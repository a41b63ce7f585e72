#!/usr/bin/env bash
# All tests, from nothing, on a fresh Debian 12 or 13: installs what it needs, builds, runs. Some 20 minutes on 2 cores.
#   tests/run.sh            everything
#   DIEMDANH_FUZZ_SECONDS=N tests/run.sh -L fuzz   each fuzz target for N seconds (30 unless set)
#   tests/run.sh -R REGEX   only the main build's tests whose names match (other ctest options work too)
set -euo pipefail
cd "$(dirname "$0")/.."

assets/packages.sh build demo test

build() { # folder, cmake options
    local folder=$1
    shift
    cmake -G Ninja -S . -B "$folder" "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; return 1; }
    ninja -C "$folder" >"$folder.log" 2>&1 || { tail -60 "$folder.log"; return 1; }
    rm -f "$folder.log"
}

echo "== build (warnings are errors)"
build build
if [ $# -gt 0 ]; then
    exec ctest --test-dir build --output-on-failure "$@"
fi

# Sanitized programs run the unit tests and those scenarios in which they meet damaged input, dying children and threads.
echo "== address and undefined sanitizers"
build build-asan -DDIEMDANH_SANITIZE=address,undefined -DCMAKE_BUILD_TYPE=Debug
ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --test-dir build-asan --output-on-failure -j "$(nproc)" -L sanitize

echo "== thread sanitizer"
build build-tsan -DDIEMDANH_SANITIZE=thread -DCMAKE_BUILD_TYPE=Debug
TSAN_OPTIONS=halt_on_error=1 ctest --test-dir build-tsan --output-on-failure -L threads

# Two at a time, but those alone that count what a reader sees in time (RUN_SERIAL).
echo "== all tests"
ctest --test-dir build --output-on-failure -j "$(nproc)"
