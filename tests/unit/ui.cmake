# ui
pkg_check_modules(UI_TEST_SDL REQUIRED IMPORTED_TARGET sdl2) # its events are pushed as SDL's drivers would
unit_test(ui_draw ui base m)
unit_test(ui_text ui base m)
unit_test(ui_window ui base PkgConfig::UI_TEST_SDL)
# ui end
# screens
add_library(screens_data STATIC screens_data.c screens_layout.c)
target_include_directories(screens_data PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(screens_data PUBLIC screens ui PkgConfig::CMOCKA)
unit_test(text screens_data screens ui base)
unit_test(screens screens_data screens ui base)
unit_test(screens_look screens_data screens ui base)
# BUILD/tests/screens_gallery OUT: every screen as a picture; tests/screens_compare.sh puts them beside the design's.
add_executable(screens_gallery screens_gallery.c)
target_compile_definitions(screens_gallery PRIVATE BUILD_DIR="${CMAKE_BINARY_DIR}")
target_link_libraries(screens_gallery PRIVATE screens_data screens ui base)
# screens end
