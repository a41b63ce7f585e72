#include "central/central_sql.h"

extern const char central_000_base[], central_001_tables[], central_002_policies[], central_003_anchors[],
    central_004_marks[], central_005_former_rooms[], central_100_drop[], central_101_chain[],
    central_102_push[], central_103_rule_inputs[], central_104_clock[], central_105_cards[],
    central_115_rule[], central_118_slice[], central_119_arrivals[], central_120_reports[],
    central_190_grants[];

const struct central_sql *central_sql_list(size_t *count)
{
    static const struct central_sql list[] = {
        {0, "000_base", central_000_base},
        {1, "001_tables", central_001_tables},
        {2, "002_policies", central_002_policies},
        {3, "003_anchors", central_003_anchors},
        {4, "004_marks", central_004_marks},
        {5, "005_former_rooms", central_005_former_rooms},
        {100, "100_drop", central_100_drop},
        {101, "101_chain", central_101_chain},
        {102, "102_push", central_102_push},
        {103, "103_rule_inputs", central_103_rule_inputs},
        {104, "104_clock", central_104_clock},
        {105, "105_cards", central_105_cards},
        {115, "rule", central_115_rule},
        {118, "118_slice", central_118_slice},
        {119, "119_arrivals", central_119_arrivals},
        {120, "120_reports", central_120_reports},
        {190, "190_grants", central_190_grants},
    };
    *count = sizeof list / sizeof list[0];
    return list;
}
