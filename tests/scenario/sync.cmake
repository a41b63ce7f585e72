# agent
add_executable(ledger_tap ${PROJECT_SOURCE_DIR}/tests/tools/ledger_tap.c)
target_link_libraries(ledger_tap PRIVATE ledger digest base)
add_library(proxy STATIC ${PROJECT_SOURCE_DIR}/tests/tools/proxy.c)
target_include_directories(proxy PUBLIC ${PROJECT_SOURCE_DIR}/tests/tools)
add_executable(line_proxy ${PROJECT_SOURCE_DIR}/tests/tools/line_proxy.c)
target_link_libraries(line_proxy PRIVATE proxy)
scenario(agent_sync 240)
scenario(agent_exact 240 sanitize)
scenario(agent_refused 240 sanitize)
scenario(agent_stall 240)
scenario(agent_pooled 240)
scenario(agent_clock 180)
# end of agent
# office
add_executable(central_push_sql ${CMAKE_CURRENT_LIST_DIR}/central_push.c)
target_link_libraries(central_push_sql PRIVATE ledger digest base)
add_executable(pty_talk ${PROJECT_SOURCE_DIR}/tests/tools/pty_talk.c)
scenario(office_import)
scenario(office_kiosk)
scenario(office_health)
scenario(office_acts)
scenario(office_pin)
scenario(office_check)
scenario(central_push)
scenario(central_odd)
scenario(central_roll)
scenario(central_rule_growth)
# end of office
# scale
scenario(scale_provinces 240)
scenario(ha_patroni 600)
# end of scale
# security
scenario(security_kiosk_role 240)
scenario(security_secrets 240)
# end of security
