add_executable(ledger_bench ledger_bench.c)
target_link_libraries(ledger_bench PRIVATE ledger)
