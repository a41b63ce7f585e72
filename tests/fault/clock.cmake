pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
add_executable(clock_fault clock.c clock_sim.c)
target_link_libraries(clock_fault PRIVATE agent central_client ledger digest base PkgConfig::LIBPQ m)
# The machine's clock and the line to the centre are simulated around two functions, in this program only.
target_link_options(clock_fault PRIVATE -Wl,--wrap=central_push -Wl,--wrap=clock_read)
fault(clock 300)
