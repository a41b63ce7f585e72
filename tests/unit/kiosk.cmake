unit_test(door door base)
