# reader, sim
pkg_check_modules(LIBNFC REQUIRED IMPORTED_TARGET libnfc)
add_executable(reader_bench reader_bench.c)
target_link_libraries(reader_bench PRIVATE base PkgConfig::LIBNFC)
# reader, sim end
