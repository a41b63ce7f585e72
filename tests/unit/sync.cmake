# agent
unit_test(agent_decide agent base)
unit_test(agent_pace agent digest base)
unit_test(client_array central_client base)
target_link_options(client_array_test PRIVATE -Wl,--wrap=free) # wipe_stage.h
unit_test(client_central central_client base)
unit_test(client_problem central_client base)
# end of agent
# office
unit_test(office_pin office base)
unit_test(office_sheet office base)
unit_test(office_text office base)
# end of office
