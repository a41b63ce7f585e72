# panel
unit_test(panel panel)
unit_test(panel_board panel)
unit_test(config_example base)
# panel end
# reader, sim
unit_test(firmware_sim sim)
unit_test(firmware_reader reader)
# reader, sim end
