add_executable(ledger_rule_tool ledger_rule_tool.c)
target_link_libraries(ledger_rule_tool PRIVATE ledger)
scenario(ledger_rule 300)
