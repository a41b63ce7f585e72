/* CSV of each kind, from bytes to what the database is given. The first byte chooses the kind. */
#include <string.h>

#include "fuzz.h"
#include "office/import.h"

static void cells_check(const struct import *import, size_t rows)
{
    FUZZ_CHECK(import->rows <= rows);
    for (size_t row = 0; row < import->rows; row++) {
        for (size_t column = 0; column < import->kind->count; column++) {
            const char *cell = *import_cell(import, row, column);
            const struct kind_column *is = &import->kind->columns[column];
            if (!cell)
                continue;
            for (const char *c = cell; *c; c++)
                FUZZ_CHECK((unsigned char)*c >= ' ' && *c != 127);
            FUZZ_CHECK(is->type != KIND_ID || (strlen(cell) <= 64 && !strchr(cell, ' ')));
            FUZZ_CHECK(is->type != KIND_UID || strspn(cell + 2, "0123456789abcdef") == strlen(cell + 2));
            if (is->type == KIND_INT)
                FUZZ_CHECK(atol(cell) >= is->min && atol(cell) <= is->max);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"organisations", "members",    "cards",   "rooms",  "classes",
                                        "sessions",      "enrolments", "excused", "makeups"};
    struct digest_card_key key = {{1, 2, 3}};
    struct sheet sheet;
    struct import import = {0};
    struct import_arrays arrays;
    struct error err = {0};
    if (size == 0)
        return 0;
    import.kind = kind_find(names[data[0] % 9]);
    char *bytes = fuzz_text(data + 1, size - 1);
    FUZZ_CHECK(sheet_parse(bytes, size - 1, &sheet, &import.problems, &err) == 0);
    if (sheet.count && !problems_count(&import.problems)) {
        size_t lines = 1;
        for (size_t i = 1; i < size; i++)
            lines += data[i] == '\n' || data[i] == '\r';
        for (size_t i = 0; i < sheet.count; i++)
            FUZZ_CHECK(sheet.rows[i].line >= 1 && (size_t)sheet.rows[i].line <= lines);
        FUZZ_CHECK(import_cells(&import, &sheet, &key, &err) == 0);
        if (!problems_count(&import.problems)) {
            cells_check(&import, sheet.count - 1);
            FUZZ_CHECK(import_check_doubles(&import, &err) == 0);
            FUZZ_CHECK(import_arrays_make(&import, &arrays, &err) == 0);
            import_arrays_free(&arrays);
        }
    }
    import_free(&import);
    sheet_free(&sheet);
    free(bytes);
    return 0;
}
