#!/usr/bin/env bash
# Ingest against COPY on a private server: tests/bench/ingest.sh BUILD_DIR. Prints the table of tests/bench/ingest.c.
. "$(dirname "$0")/../scenario/lib.sh"
. "$SOURCE/tests/scenario/office_lib.sh"

office_start
pg_sql "insert into training.site values ('S1', 'S1'); insert into training.room values ('P101', 'S1', '101')"
office kiosk add BENCH --room P101 --out "$TEMP/k" --server "$PG_SERVER" >"$TEMP/kiosk.out" || fail "kiosk add"
pg_sql 'grant insert on training.fact to "BENCH"'
ledgers=$(for i in 1 2 3 4; do echo "$i$i$i$i$i$i$i$i-2222-3333-4444-555555555555"; done)
status=0
# shellcheck disable=SC2086
"$BUILD/tests/ingest_bench" "$(sed -n 's/^conninfo = //p' "$TEMP/k/kiosk.conf")" $ledgers || status=$?
value_is 0 "select training.chain_check()"
value_is t "select (select count(*) from training.fact) = 2 * (select sum(hi) from training.ledger)"
exit $status
