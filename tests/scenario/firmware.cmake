# panel
add_library(panel_chip MODULE ${CMAKE_CURRENT_SOURCE_DIR}/panel_chip.c)
set_target_properties(panel_chip PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_compile_options(panel_chip PRIVATE -fno-sanitize=all)
target_link_options(panel_chip PRIVATE -fno-sanitize=all)
scenario(panel)
scenario(panel_chip)
scenario(panel_assets)
scenario(panel_other_gpiod 300)
# panel end
# reader, sim
scenario(reader_taps 300)
set_tests_properties(scenario.reader_taps PROPERTIES RUN_SERIAL TRUE)
scenario(reader_faults 300)
scenario(reader_cards)
scenario(reader_life)
# reader, sim end
