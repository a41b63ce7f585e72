unit_test(base base)

foreach(check include_rules format_check)
  add_test(NAME unit.${check} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/${check}.sh ${PROJECT_SOURCE_DIR})
  set_tests_properties(unit.${check} PROPERTIES SKIP_RETURN_CODE 77 LABELS tree)
endforeach()
