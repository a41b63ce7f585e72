#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/import.h"

/* An array literal in the making. */
struct import_array {
    char *text;
    size_t used, capacity;
    bool failed;
};

static void import_array_put(struct import_array *array, const char *bytes, size_t length)
{
    if (array->used + length + 1 > array->capacity && !array->failed) {
        size_t capacity = (array->capacity + length + 1) * 2;
        char *text = realloc(array->text, capacity);
        if (!text)
            array->failed = true;
        else
            array->text = text;
        array->capacity = text ? capacity : array->capacity;
    }
    if (array->failed)
        return;
    memcpy(array->text + array->used, bytes, length);
    array->used += length;
    array->text[array->used] = '\0';
}

static void import_array_item(struct import_array *array, const char *item)
{
    import_array_put(array, array->used ? "," : "{", 1);
    if (!item) {
        import_array_put(array, "NULL", 4);
        return;
    }
    import_array_put(array, "\"", 1);
    for (const char *c = item; *c; c++) {
        if (*c == '"' || *c == '\\')
            import_array_put(array, "\\", 1);
        import_array_put(array, c, 1);
    }
    import_array_put(array, "\"", 1);
}

static char *import_array_end(struct import_array *array)
{
    import_array_put(array, array->used ? "}" : "{}", array->used ? 1 : 2);
    if (array->failed) {
        free(array->text);
        return NULL;
    }
    return array->text;
}

void import_arrays_free(struct import_arrays *arrays)
{
    free(arrays->lines);
    for (int c = 0; c < KIND_COLUMNS_MAX; c++)
        free(arrays->columns[c]);
}

int import_arrays_make(const struct import *import, struct import_arrays *arrays, struct error *err)
{
    memset(arrays, 0, sizeof *arrays);
    struct import_array lines = {0};
    for (size_t row = 0; row < import->rows; row++) {
        char text[16];
        snprintf(text, sizeof text, "%d", import->lines[row]);
        import_array_item(&lines, text);
    }
    arrays->lines = import_array_end(&lines);
    bool failed = !arrays->lines;
    for (size_t c = 0; c < import->kind->count; c++) {
        if (import->place[c] == IMPORT_ABSENT)
            continue;
        struct import_array cells = {0};
        for (size_t row = 0; row < import->rows; row++)
            import_array_item(&cells, *import_cell(import, row, c));
        arrays->columns[c] = import_array_end(&cells);
        failed = failed || !arrays->columns[c];
    }
    if (!failed)
        return 0;
    import_arrays_free(arrays);
    return error_set(err, ERROR_MEMORY, "out of memory");
}
