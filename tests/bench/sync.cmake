# ingest
pkg_check_modules(INGEST_PQ REQUIRED IMPORTED_TARGET libpq)
add_executable(ingest_bench ingest.c)
target_link_libraries(ingest_bench PRIVATE central_client ledger digest base PkgConfig::INGEST_PQ)
# end of ingest
# nation
add_executable(nation nation.c)
target_link_libraries(nation PRIVATE central_client ledger digest base PkgConfig::INGEST_PQ)
# end of nation
