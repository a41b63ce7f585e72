scenario(whole_taps 420)
set_tests_properties(scenario.whole_taps PROPERTIES RUN_SERIAL TRUE)
