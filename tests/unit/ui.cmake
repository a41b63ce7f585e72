# ui
pkg_check_modules(UI_TEST_FONTCONFIG REQUIRED IMPORTED_TARGET fontconfig) # font_stage.h
pkg_check_modules(UI_TEST_SDL REQUIRED IMPORTED_TARGET sdl2) # its events are pushed as SDL's drivers would
unit_test(ui_draw ui base m)
unit_test(ui_text ui base m PkgConfig::UI_TEST_FONTCONFIG)
unit_test(ui_window ui base PkgConfig::UI_TEST_SDL)
# ui end
# screens
add_library(screens_data STATIC screens_data.c screens_layout.c)
target_include_directories(screens_data PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(screens_data PUBLIC screens ui PkgConfig::CMOCKA PkgConfig::UI_TEST_FONTCONFIG)
unit_test(text screens_data screens ui base)
unit_test(screens screens_data screens ui base)
unit_test(screens_look screens_data screens ui base)
# screens end
# staff 2
add_library(staff_data2 STATIC staff_data2.c staff_data3.c staff_class2.c)
target_link_libraries(staff_data2 PUBLIC screens_data)
unit_test(staff_statistics staff_data2 screens_data screens ui base m)
unit_test(staff_screens2 staff_data2 screens_data screens ui base m)
unit_test(staff_screens3 staff_data2 screens_data screens ui base m)
unit_test(staff_look2 staff_data2 screens_data screens ui base m)
# staff 2 end
# staff 1
add_library(staff_data1 STATIC staff_data1.c)
target_link_libraries(staff_data1 PUBLIC staff_data2 screens_data)
unit_test(staff_roster staff_data1 staff_data2 screens_data screens ui base m)
unit_test(staff_look1 staff_data1 staff_data2 screens_data screens ui base m)
unit_test(staff_screens1 staff_data1 staff_data2 screens_data screens ui base m)
unit_test(screens_sharp staff_data1 staff_data2 screens_data screens ui base m)
unit_test(staff_names staff_data1 staff_data2 screens_data screens ui base m)
# BUILD/tests/staff_scroll1: how long a frame takes while 1,000 learners scroll.
add_executable(staff_scroll1 staff_scroll1.c)
target_compile_definitions(staff_scroll1 PRIVATE BUILD_DIR="${CMAKE_BINARY_DIR}")
target_link_libraries(staff_scroll1 PRIVATE staff_data1 staff_data2 screens_data screens ui base)
# staff 1 end
# BUILD/tests/screens_gallery OUT: every screen as a picture; tests/screens_compare.sh puts them beside the design's.
add_executable(screens_gallery screens_gallery.c)
target_compile_definitions(screens_gallery PRIVATE BUILD_DIR="${CMAKE_BINARY_DIR}")
target_link_libraries(screens_gallery PRIVATE staff_data1 staff_data2 screens_data screens ui base)
