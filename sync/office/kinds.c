#include "office/kinds.h"

#include <string.h>

static const struct kind kinds[] = {
    {"organisations",
     "organisation",
     1,
     4,
     {{.name = "organisation_id", .type = KIND_ID},
      {.name = "name", .type = KIND_TEXT, .max = 160},
      {.name = "parent_id", .type = KIND_ID, .may_be_empty = true, .refers = "organisations"},
      {.name = "kind", .type = KIND_TEXT, .max = 64, .may_be_empty = true}}},
    {"members",
     "member",
     1,
     4,
     {{.name = "member_id", .type = KIND_ID},
      {.name = "full_name", .type = KIND_TEXT, .max = 160},
      {.name = "organisation_id", .type = KIND_ID, .may_be_empty = true, .refers = "organisations"},
      {.name = "position", .type = KIND_TEXT, .max = 160, .may_be_empty = true}}},
    {"cards",
     "card",
     1,
     3,
     {{.name = "uid", .db_column = "card_key", .type = KIND_UID},
      {.name = "member_id", .type = KIND_ID, .refers = "members"},
      {.name = "role", .type = KIND_ROLE}}},
    {"rooms",
     "room",
     1,
     4,
     {{.name = "room_id", .type = KIND_ID},
      {.name = "site_id", .type = KIND_ID},
      {.name = "name", .type = KIND_TEXT, .max = 160},
      {.name = "place", .type = KIND_TEXT, .max = 160, .optional = true, .may_be_empty = true}}},
    {"classes",
     "class",
     1,
     7,
     {{.name = "class_id", .type = KIND_ID},
      {.name = "title", .type = KIND_TEXT, .max = 320},
      {.name = "kind", .type = KIND_TEXT, .max = 64, .may_be_empty = true},
      {.name = "organiser_id", .type = KIND_ID, .may_be_empty = true, .refers = "organisations"},
      {.name = "threshold_percent", .type = KIND_INT, .max = 100, .may_be_empty = true, .empty = "80"},
      {.name = "late_after_min", .type = KIND_INT, .max = 240, .may_be_empty = true, .empty = "15"},
      {.name = "opens_before_min",
       .type = KIND_INT,
       .max = 240,
       .optional = true,
       .may_be_empty = true,
       .empty = "30"}}},
    {"sessions",
     "session",
     1,
     8,
     {{.name = "session_id", .type = KIND_ID},
      {.name = "class_id", .type = KIND_ID, .refers = "classes"},
      {.name = "room_id", .type = KIND_ID, .refers = "rooms"},
      {.name = "starts_at", .type = KIND_TIME},
      {.name = "ends_at", .type = KIND_TIME},
      {.name = "periods", .type = KIND_INT, .min = 1, .max = 20},
      {.name = "instructor_id", .type = KIND_ID, .may_be_empty = true, .refers = "members"},
      {.name = "number", .type = KIND_INT, .min = 1, .max = 999, .optional = true, .may_be_empty = true}}},
    {"enrolments",
     "enrolment",
     2,
     3,
     {{.name = "class_id", .type = KIND_ID, .refers = "classes"},
      {.name = "member_id", .type = KIND_ID, .refers = "members"},
      {.name = "ordinal", .type = KIND_INT, .min = 1, .max = 9999}}},
};

const struct kind *kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!strcmp(kinds[i].name, name))
            return &kinds[i];
    }
    return NULL;
}

const char *kind_names(void)
{
    return "organisations, members, cards, rooms, classes, sessions, enrolments";
}

const char *kind_db_column(const struct kind_column *column)
{
    return column->db_column ? column->db_column : column->name;
}
