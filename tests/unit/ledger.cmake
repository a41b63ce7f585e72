unit_test(digest digest)
foreach(name tap boot view outbox slice open durable rule staff cards pin)
  unit_test(ledger_${name} ledger)
endforeach()
