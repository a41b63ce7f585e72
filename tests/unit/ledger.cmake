unit_test(digest digest)
foreach(name tap boot clock view outbox slice privacy open damage chain durable rule staff course leave rooms cards pin)
  unit_test(ledger_${name} ledger)
endforeach()
target_link_options(ledger_outbox_test PRIVATE -Wl,--wrap=free) # wipe_stage.h
