unit_test(door door base)
# door requests
unit_test(door_request door digest ledger base)
unit_test(door_leave door digest ledger base)
unit_test(kiosk_result kiosk door digest screens ui ledger base m)
unit_test(door_question kiosk screens ui ledger base m)
# door requests end
foreach(name staff_control staff_marks staff_cards staff_rooms)
  unit_test(${name} kiosk screens ui ledger base m)
endforeach()
