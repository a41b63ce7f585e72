#include "ledger/slice_form.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "ledger/text.h"

#define SLICE_TEXT_MAX 1000 /* bytes of a name or title */

const struct slice_array slice_arrays[SLICE_ARRAYS] = {
    {"rooms",
     "slice_room",
     {{"room_id", SLICE_ID, false, NULL, 0, 0},
      {"name", SLICE_TEXT, false, NULL, 0, 0},
      {"place", SLICE_TEXT, true, NULL, 0, 0}},
     false},
    {"classes",
     "slice_class",
     {{"class_id", SLICE_ID, false, NULL, 0, 0},
      {"title", SLICE_TEXT, false, NULL, 0, 0},
      {"kind", SLICE_TEXT, true, NULL, 0, 0},
      {"threshold_percent", SLICE_NUMBER, true, NULL, 0, 100},
      {"late_after_min", SLICE_INT, false, NULL, 0, 1440},
      {"opens_before_min", SLICE_INT, true, "30", 0, 1440},
      {"check_out", SLICE_FLAG, true, "0", 0, 1},
      {"address", SLICE_ADDRESS, true, "dong_chi", 0, 0},
      {"half_late_after_min", SLICE_INT, true, NULL, 0, 1440},
      {"early_after_min", SLICE_INT, true, "0", 0, 1440},
      {"half_early_after_min", SLICE_INT, true, NULL, 0, 1440},
      {"check_out_required", SLICE_FLAG, true, "0", 0, 1},
      {"excused_absent", SLICE_FLAG, true, "1", 0, 1},
      {"threshold_unit", SLICE_UNIT, true, "session", 0, 0}},
     false},
    {"sessions",
     "slice_session",
     {{"session_id", SLICE_ID, false, NULL, 0, 0},
      {"class_id", SLICE_ID, false, NULL, 0, 0},
      {"room_id", SLICE_ID, false, NULL, 0, 0},
      {"starts_utc_ms", SLICE_INT, false, NULL, 0, SLICE_TIME_MAX},
      {"ends_utc_ms", SLICE_INT, false, NULL, 0, SLICE_TIME_MAX},
      {"periods", SLICE_INT, true, "0", 0, 100},
      {"number", SLICE_INT, true, "0", 0, 10000},
      {"of", SLICE_INT, true, "0", 0, 10000},
      {"instructor_id", SLICE_ID, true, NULL, 0, 0},
      {"closed", SLICE_FLAG, true, "0", 0, 1},
      {"moved_utc_ms", SLICE_INT, true, NULL, 0, SLICE_TIME_MAX}},
     false},
    {"members",
     "slice_member",
     {{"member_id", SLICE_ID, false, NULL, 0, 0},
      {"full_name", SLICE_TEXT, false, NULL, 0, 0},
      {"unit", SLICE_TEXT, true, "", 0, 0}},
     false},
    {"enrolments",
     "slice_enrolment",
     {{"class_id", SLICE_ID, false, NULL, 0, 0},
      {"member_id", SLICE_ID, false, NULL, 0, 0},
      {"ordinal", SLICE_INT, true, "0", 0, 1000000},
      {"from_utc_ms", SLICE_INT, true, NULL, 0, SLICE_TIME_MAX},
      {"until_utc_ms", SLICE_INT, true, NULL, 0, SLICE_TIME_MAX},
      {"counts_for", SLICE_ID, true, NULL, 0, 0}},
     false},
    {"cards",
     "slice_card",
     {{"card_key", SLICE_KEY, false, NULL, 0, 0},
      {"member_id", SLICE_ID, false, NULL, 0, 0},
      {"role", SLICE_ROLE, false, NULL, 0, 0},
      {"state", SLICE_STATE, false, NULL, 0, 0}},
     false},
    {"excused",
     "slice_excused",
     {{"session_id", SLICE_ID, false, NULL, 0, 0}, {"member_id", SLICE_ID, false, NULL, 0, 0}},
     false},
    {"make_ups",
     "slice_make_up",
     {{"session_id", SLICE_ID, false, NULL, 0, 0},
      {"member_id", SLICE_ID, false, NULL, 0, 0},
      {"by_session_id", SLICE_ID, true, NULL, 0, 0}},
     true},
    {"past",
     "slice_past",
     {{"session_id", SLICE_ID, false, NULL, 0, 0},
      {"class_id", SLICE_ID, false, NULL, 0, 0},
      {"number", SLICE_INT, true, "0", 0, 10000},
      {"starts_utc_ms", SLICE_INT, false, NULL, 0, SLICE_TIME_MAX},
      {"ends_utc_ms", SLICE_INT, false, NULL, 0, SLICE_TIME_MAX},
      {"periods", SLICE_INT, true, "0", 0, 100},
      {"closed", SLICE_FLAG, true, "1", 0, 1}},
     true},
    {"pins",
     "slice_pin",
     {{"member_id", SLICE_ID, false, NULL, 0, 0}, {"pin_hash", SLICE_TEXT, false, NULL, 0, 0}},
     true},
    /* Read out of other arrays (slice_nested.c); their names never stand in a document's top. */
    {"places", "slice_place", {{NULL, SLICE_ID, false, NULL, 0, 0}}, true},
    {"past_statuses", "slice_past_status", {{NULL, SLICE_ID, false, NULL, 0, 0}}, true},
};

int slice_wrong(const struct slice_place *place, const char *what, struct error *err)
{
    return error_set(err, ERROR_INPUT, "slice: %s[%lld].%s %s; the slice before it stays in use",
                     place->array->name, (long long)place->index, place->field->name, what);
}

static int slice_bind_text(sqlite3_stmt *row, int column, size_t max, sqlite3_stmt *insert, int parameter,
                           const struct slice_place *place, struct error *err)
{
    const char *text = store_text(row, column);
    size_t length = (size_t)sqlite3_column_bytes(row, column);
    if (strlen(text) != length)
        return slice_wrong(place, "holds a NUL character", err);
    if (length > max)
        return slice_wrong(
            place, max == LEDGER_ID_MAX ? "is longer than 64 bytes" : "is longer than 1000 bytes", err);
    if (place->field->type == SLICE_ID && length == 0)
        return slice_wrong(place, "is empty", err);
    /* An escape such as \ud800 makes bytes that are no UTF-8 out of a document that is. */
    if (text_invalid_at(text, length) != length) {
        char clean[SLICE_TEXT_MAX * 3 + 1];
        text_clean(clean, sizeof clean, text);
        sqlite3_bind_text(insert, parameter, clean, -1, SQLITE_TRANSIENT);
        return 0;
    }
    /* The row stays where it is until the insert is done. */
    sqlite3_bind_text(insert, parameter, text, (int)length, SQLITE_STATIC);
    return 0;
}

static int slice_bind_word(const char *text, const char *one, const char *other, sqlite3_stmt *insert,
                           int parameter, const struct slice_place *place, struct error *err)
{
    if (strcmp(text, one) != 0 && strcmp(text, other) != 0) {
        char what[64];
        snprintf(what, sizeof what, "must be %s or %s", one, other);
        return slice_wrong(place, what, err);
    }
    sqlite3_bind_text(insert, parameter, text, -1, SQLITE_STATIC);
    return 0;
}

static int slice_bind_key(const char *text, sqlite3_stmt *insert, int parameter,
                          const struct slice_place *place, struct error *err)
{
    uint8_t key[DIGEST_BYTES];
    if (strlen(text) != 2 * DIGEST_BYTES || hex_decode(text, key, sizeof key) != DIGEST_BYTES)
        return slice_wrong(place, "must be 64 hexadecimal digits", err);
    sqlite3_bind_blob(insert, parameter, key, sizeof key, SQLITE_TRANSIENT);
    return 0;
}

static int slice_bind_int(sqlite3_stmt *row, int column, sqlite3_stmt *insert, int parameter,
                          const struct slice_place *place, struct error *err)
{
    int64_t value = sqlite3_column_int64(row, column);
    if (value < place->field->min || value > place->field->max) {
        char what[96];
        snprintf(what, sizeof what, "must be from %lld to %lld", (long long)place->field->min,
                 (long long)place->field->max);
        return slice_wrong(place, what, err);
    }
    sqlite3_bind_int64(insert, parameter, value);
    return 0;
}

/* Whether a JSON type (json_type) is what the field wants. */
static bool slice_type_fits(enum slice_type type, const char *json)
{
    switch (type) {
    case SLICE_INT:
        return !strcmp(json, "integer");
    case SLICE_NUMBER:
        return !strcmp(json, "integer") || !strcmp(json, "real");
    case SLICE_FLAG:
        return !strcmp(json, "true") || !strcmp(json, "false") || !strcmp(json, "integer");
    default:
        return !strcmp(json, "text");
    }
}

/* Binds one field from columns `column` (JSON type) and `column + 1` (value). */
int slice_bind(sqlite3_stmt *row, int column, sqlite3_stmt *insert, int parameter,
               const struct slice_place *place, struct error *err)
{
    const struct slice_field *field = place->field;
    const char *json = store_text(row, column);
    if (!json[0] || !strcmp(json, "null")) {
        if (!field->optional)
            return slice_wrong(place, json[0] ? "is null" : "is missing", err);
        if (field->otherwise)
            sqlite3_bind_text(insert, parameter, field->otherwise, -1, SQLITE_STATIC);
        else
            sqlite3_bind_null(insert, parameter);
        return 0;
    }
    if (!slice_type_fits(field->type, json)) {
        char what[64];
        snprintf(what, sizeof what, "has the wrong type (%.20s)", json);
        return slice_wrong(place, what, err);
    }
    switch (field->type) {
    case SLICE_ID:
        return slice_bind_text(row, column + 1, LEDGER_ID_MAX, insert, parameter, place, err);
    case SLICE_TEXT:
        return slice_bind_text(row, column + 1, SLICE_TEXT_MAX, insert, parameter, place, err);
    case SLICE_KEY:
        return slice_bind_key(store_text(row, column + 1), insert, parameter, place, err);
    case SLICE_ROLE:
        return slice_bind_word(store_text(row, column + 1), "learner", "instructor", insert, parameter, place,
                               err);
    case SLICE_STATE:
        return slice_bind_word(store_text(row, column + 1), "active", "blocked", insert, parameter, place,
                               err);
    case SLICE_ADDRESS:
        return slice_bind_word(store_text(row, column + 1), "dong_chi", "anh_chi", insert, parameter, place,
                               err);
    case SLICE_UNIT:
        return slice_bind_word(store_text(row, column + 1), "session", "period", insert, parameter, place,
                               err);
    case SLICE_NUMBER:
        sqlite3_bind_double(insert, parameter, sqlite3_column_double(row, column + 1));
        return 0;
    default:
        return slice_bind_int(row, column + 1, insert, parameter, place, err);
    }
}
