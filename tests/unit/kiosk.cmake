unit_test(door door base)
# door requests
unit_test(door_request door digest ledger base)
# door requests end
