pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
add_executable(sync_fuzz sync_fuzz.c sync_world.c)
target_link_libraries(sync_fuzz PRIVATE agent central_client ledger digest base PkgConfig::LIBPQ)
# The test's knobs stand around two functions of the agent, in this program only.
target_link_options(sync_fuzz PRIVATE -Wl,--wrap=central_push -Wl,--wrap=decide)
